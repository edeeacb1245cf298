/** A small company for tests and demos: three reporters, three of the team, two groups, a bot, an app and a webhook. */
export function sample_world(changes = {}) {
  return {
    corpid: 'ww1a2b3c4d5e6f7a8b',
    members: [
      { userid: 'wangmin', name: '王敏', title: '客户经理' },
      { userid: 'lilei', name: '李雷', title: '客户经理' },
      { userid: 'hanmeimei', name: '韩梅梅', title: '客户经理' },
      { userid: 'chenjie', name: '陈洁', title: '事件处理' },
      { userid: 'zhaogang', name: '赵刚', title: '研发' },
      { userid: 'sunli', name: '孙丽', title: '测试' },
    ],
    groups: [
      {
        chatid: 'wrReporters01',
        name: '客户经理一群',
        members: ['wangmin', 'lilei', 'hanmeimei', 'chenjie'],
        bots: ['aib-xiaozhi'],
      },
      {
        chatid: 'wrTeam01',
        name: '事件处理组',
        members: ['chenjie', 'zhaogang', 'sunli'],
        bots: ['aib-xiaozhi'],
      },
    ],
    bots: [
      {
        botid: 'aib-xiaozhi',
        name: '小值',
        mode: 'socket',
        secret: 'long-connection-secret',
        url: '',
        token: 'BotToken01',
        aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
        ...changes.bot,
      },
    ],
    apps: [
      {
        agentid: 1000002,
        name: '事件台',
        secret: 'app-secret',
        url: '',
        token: 'AppToken01',
        aesKey: 'GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba',
        ...changes.app,
      },
    ],
    webhooks: [{ key: '11111111-2222-3333-4444-555555555555', chatid: 'wrTeam01', name: '事件播报' }],
  };
}
