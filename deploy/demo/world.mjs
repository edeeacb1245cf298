// The demo's firm: who is there, which groups, and the configuration that makes Dutydesk their desk.
const corp = 'ww1f2e3d4c5b6a7988';
const keys = {
  bot: { secret: 'demo-long-connection-secret' },
  app: { secret: 'demo-app-secret', token: 'DemoToken01', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' },
  webhook: 'demo-webhook-key',
};

export const members = [
  { userid: 'wangmin', name: '王敏' }, { userid: 'lilei', name: '李磊' }, { userid: 'zhaoqian', name: '赵倩' },
  { userid: 'chenjing', name: '陈静' }, { userid: 'liuyang', name: '刘洋' }, { userid: 'zhouhang', name: '周航' },
  { userid: 'sunyue', name: '孙悦' }, { userid: 'wuqiang', name: '吴强' },
];

/** `appUrl`: where WeCom posts the app's callbacks; empty until the gateway listens. */
export const world = (appUrl = '') => ({
  corpid: corp,
  members,
  groups: [
    { chatid: 'wrManagers1', name: '客户经理一群', members: ['wangmin', 'lilei', 'zhaoqian', 'chenjing'], bots: ['aibDutydesk'] },
    { chatid: 'wrDesk', name: '事件处理群', members: ['chenjing', 'liuyang', 'zhouhang', 'sunyue', 'wuqiang'], bots: ['aibDutydesk'] },
  ],
  bots: [{ botid: 'aibDutydesk', name: '小值', mode: 'socket', secret: keys.bot.secret }],
  apps: [{ agentid: 1000002, name: '事件台', secret: keys.app.secret, url: appUrl, token: keys.app.token, aesKey: keys.app.aesKey }],
  webhooks: [{ key: keys.webhook, chatid: 'wrDesk', name: '事件推送' }],
});

export const configText = ({ data, templates, simUrl, wsUrl, listen, diagnostics = '', extra = '' }) => `# Dutydesk beside a simulated WeCom. Real installations keep secrets in files: see deploy/dutydesk.example.toml.
[server]
listen = "${listen}"
public_url = "http://${listen}"

[database]
data_folder = "${data}"

[desk]
templates = "${templates}"
allow_inline_secrets = true
${diagnostics && `diagnostics = "${diagnostics}"`}

[[account]]
name = "bot"
kind = "wecom_aibot"
mode = "socket"
bot_id = "aibDutydesk"
display_name = "小值"
secret = "${keys.bot.secret}"
api = "${simUrl}"
socket = "${wsUrl}"

[[account]]
name = "app"
kind = "wecom_app"
corp_id = "${corp}"
agent_id = 1000002
secret = "${keys.app.secret}"
token = "${keys.app.token}"
aes_key = "${keys.app.aesKey}"
api = "${simUrl}"

[[account]]
name = "desk_webhook"
kind = "wecom_webhook"
key = "${keys.webhook}"
api = "${simUrl}"

[[chat]]
name = "客户经理一群"
account = "bot"
id = "wrManagers1"
purpose = "reporters"

[[chat]]
name = "事件处理群"
account = "bot"
id = "wrDesk"
purpose = "team"
webhook = "desk_webhook"

[[person]]
userid = "chenjing"
name = "陈静"
role = "agent"

[[person]]
userid = "liuyang"
name = "刘洋"
role = "agent"

[[person]]
userid = "zhouhang"
name = "周航"
role = "developer"

[[person]]
userid = "sunyue"
name = "孙悦"
role = "tester"

[[person]]
userid = "wuqiang"
name = "吴强"
role = "lead"
${extra}`;
