/** The firm of the crash proof: many reporters in many groups, a team, and the scenes they play. All of it follows from one seed. */

/** Mulberry32: small, seeded, the same on every machine. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PEOPLE_A_GROUP = 150;
const BOT = 'aib-chaos';

export function chaos_world({ reporters, agents }) {
  const members = [];
  const groups = [];
  for (let i = 0; i < reporters; i++) {
    const userid = `r${String(i).padStart(5, '0')}`;
    members.push({ userid, name: `客户经理${i}` });
    if (i % PEOPLE_A_GROUP === 0)
      groups.push({
        chatid: `wrGroup${groups.length}`,
        name: `客户经理群${groups.length}`,
        members: [],
        bots: [BOT],
      });
    groups.at(-1).members.push(userid);
  }
  const team = Array.from({ length: agents }, (_none, i) => ({ userid: `agent${i}`, name: `事件处理${i}` }));
  groups.push({
    chatid: 'wrTeam01',
    name: '事件处理组',
    members: team.map((one) => one.userid),
    bots: [BOT],
  });
  return {
    world: {
      corpid: 'ww1a2b3c4d5e6f7a8b',
      members: [...members, ...team],
      groups,
      bots: [
        {
          botid: BOT,
          name: '小值',
          mode: 'callback',
          secret: 'bot-secret',
          token: 'BotToken01',
          aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
        },
      ],
      apps: [
        {
          agentid: 1000002,
          name: '事件台',
          secret: 'app-secret',
          token: 'AppToken01',
          aesKey: 'GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba',
        },
      ],
      webhooks: [{ key: '11111111-2222-3333-4444-555555555555', chatid: 'wrTeam01', name: '事件播报' }],
    },
    people: team.map((one) => ({ ...one, role: 'agent' })),
    reporters: members.map((one, i) => ({ ...one, group: groups[Math.floor(i / PEOPLE_A_GROUP)].chatid })),
    team,
  };
}

const errors = [
  '资金账号异常',
  '证券账户未指定',
  '委托价格超出范围',
  '网络连接超时',
  '可用资金不足但余额充足',
];
const stocks = ['600519', '000001', '300750', '601318', '002594'];
const questions = ['怎么更换银行卡', '三方存管银行怎么变更', '银行卡换了怎么办', '客户要绑定银行卡'];

function some(dice, list) {
  return list[Math.floor(dice() * list.length)];
}

function phone(dice) {
  return `13${Math.floor(1e8 + dice() * 9e8)}`;
}

/** One reporter's scene: what is said where, whether it must open a ticket; `press` is a button on the answer to the words before. */
export function scene(dice) {
  const trouble = `在APP买入${some(dice, stocks)}提示${some(dice, errors)}`;
  const whole = { text: `客户${phone(dice)}今天9:40${trouble}`, opens: true };
  const kind = dice();
  if (kind < 0.22) return [{ ...whole, group: true }];
  if (kind < 0.32) return [whole];
  if (kind < 0.45) return [{ ...whole, group: true }, { text: '客户在催，麻烦尽快' }];
  if (kind < 0.75) {
    return [
      { text: `客户${phone(dice)}${trouble}`, group: true, opens: true },
      { text: '今天9:40', opens: false },
    ];
  }
  const asked = { text: some(dice, questions), group: true, opens: false };
  if (kind < 0.85) return [asked];
  if (kind < 0.93) return [asked, { text: '没解决', group: true, opens: true }];
  return [asked, { press: 'kb.unsolved', opens: true }];
}

/** What an agent says about a ticket of this number. */
export function verb(dice, number) {
  const kind = dice();
  if (kind < 0.4) return `受理 ${number}`;
  if (kind < 0.65) return `回复 ${number} 请客户重新登录后再试`;
  if (kind < 0.8) return `查询 ${number}`;
  return `解决 ${number} 程序类 会话超时 已发布修复`;
}
