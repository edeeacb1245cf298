import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A TOML string. */
function s(text) {
  return JSON.stringify(String(text));
}

function table(name, fields) {
  const lines = Object.entries(fields)
    .filter(([, v]) => v !== undefined && v !== '')
    .map(([k, v]) => `${k} = ${typeof v === 'string' ? s(v) : v}`);
  return `${name}\n${lines.join('\n')}\n`;
}

function bot_account(bot, sim) {
  const keys =
    bot.mode === 'socket'
      ? { secret: bot.secret, socket: sim.wsUrl }
      : { token: bot.token, aes_key: bot.aesKey };
  return table('[[account]]', {
    name: 'bot',
    kind: 'wecom_aibot',
    mode: bot.mode,
    bot_id: bot.botid,
    display_name: bot.name,
    api: sim.url,
    ...keys,
  });
}

function app_account(app, sim) {
  const { agentid: agent_id, secret, token, aesKey: aes_key } = app;
  return table('[[account]]', {
    name: 'app',
    kind: 'wecom_app',
    corp_id: app.corpid ?? sim.world.corpid,
    agent_id,
    secret,
    token,
    aes_key,
    api: sim.url,
  });
}

const PEOPLE = [
  { userid: 'chenjie', name: '陈洁', role: 'agent' },
  { userid: 'zhaogang', name: '赵刚', role: 'developer' },
  { userid: 'sunli', name: '孙丽', role: 'tester' },
];

/**
 * The configuration of a gateway for one company of the simulator: accounts "bot", "app" and "hook0"…, so callbacks go to
 * /cb/bot and /cb/app. `team` names the chats of the team; `sections` adds keys to a table ({desk: {dialog_timeout: 5}}); `extra` is TOML put at the end.
 */
export function config_text({
  world,
  sim,
  data_folder,
  listen = '127.0.0.1:0',
  team = ['wrTeam01'],
  people = PEOPLE,
  locale = 'zh-CN',
  templates = path.join(ROOT, 'templates'),
  sections = {},
  extra = '',
}) {
  const hook_of = (chatid) => world.webhooks.findIndex((w) => w.chatid === chatid);
  const chat = (g) =>
    table('[[chat]]', {
      name: g.name,
      account: 'bot',
      id: g.chatid,
      purpose: team.includes(g.chatid) ? 'team' : 'reporters',
      webhook: hook_of(g.chatid) < 0 ? undefined : `hook${hook_of(g.chatid)}`,
    });
  return [
    table('[server]', { listen, ...sections.server }),
    table('[database]', { data_folder, ...sections.database }),
    table('[desk]', { templates, locale, allow_inline_secrets: true, ...sections.desk }),
    ...Object.entries(sections)
      .filter(([name]) => !['server', 'database', 'desk'].includes(name))
      .map(([name, fields]) => table(`[${name}]`, fields)),
    ...world.bots.slice(0, 1).map((b) => bot_account(b, sim)),
    ...world.apps.slice(0, 1).map((a) => app_account(a, sim)),
    ...world.webhooks.map((w, i) =>
      table('[[account]]', { name: `hook${i}`, kind: 'wecom_webhook', key: w.key, api: sim.url }),
    ),
    ...world.groups.map(chat),
    ...people.map((p) => table('[[person]]', p)),
    extra,
  ].join('\n');
}
