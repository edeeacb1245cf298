// A thousand made-up customers through the whole desk: chat, tickets, team's verbs, pages, export. None of their numbers and names
// is found in logs, figures, what groups and people are shown, requests to the platform, a contractor's pages, a lead's export.
//   DUTYDESK=PATH node --test tests/e2e/canary.test.mjs
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { cluster_of } from './cluster.mjs';
import { totp } from './pages/totp.mjs';
import { sample_world } from '../wecom_sim/sample_world.mjs';
import { Desk, find_binary, until } from './support.mjs';

const skip = find_binary() ? false : 'no dutydesk binary';
const CUSTOMERS = 1000;
const A_MESSAGE = 5;
const PASSWORD = 'open sesame 2026';
const WAIT = 420_000;

/** The same numbers every run. */
let seed = 20260310;
const dice = (most) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * most);
};
const digits = (count) => Array.from({ length: count }, () => dice(10)).join('');

function luhn(body) {
  const sum = [...body].reverse().reduce((all, d, i) => all + (i % 2 ? Number(d) : (Number(d) * 2 > 9 ? Number(d) * 2 - 9 : Number(d) * 2)), 0);
  return body + ((10 - (sum % 10)) % 10);
}

function identity() {
  const body = `3101${String(1 + dice(20)).padStart(2, '0')}19${60 + dice(40)}${String(1 + dice(12)).padStart(2, '0')}${String(1 + dice(28)).padStart(2, '0')}${digits(3)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...body].reduce((all, d, i) => all + Number(d) * weights[i], 0);
  return body + '10X98765432'[sum % 11];
}

const RARE = [...'翀翊翎翙翚翛翟翥翯翱翾耆耒耔耘耜耰聃聆聍'];
function customer(n) {
  return {
    phone: `1${3 + dice(7)}${digits(9)}`,
    id: identity(),
    card: luhn(`622202${digits(12)}`),
    account: digits(10),
    name: `欧阳${RARE[Math.floor(n / RARE.length) % RARE.length]}${RARE[n % RARE.length]}`,
  };
}

const sentence = (c) =>
  `姓名：${c.name}，手机${c.phone}，身份证号${c.id}，银行卡号${c.card}，资金账号${c.account}，今天9:40在APP买入600519报错`;

/** What of a customer stands in a text, if anything. */
function leaks(text, customers, where) {
  const found = [];
  // Digits as they stand, and with what may stand between them taken out.
  const bare = text.replaceAll(/(?<=\d)[ \-.·/](?=\d)/g, '');
  for (const c of customers)
    for (const [kind, value] of Object.entries(c))
      if (text.includes(value) || bare.includes(value)) found.push(`${where}: ${kind} ${value}`);
  return found;
}

class Person {
  constructor(desk, userid) {
    Object.assign(this, { desk, userid, cookies: new Map(), token: '', step: 0 });
  }
  async ask(path, form) {
    const response = await fetch(this.desk.gateway.url + path, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
      body: form && new URLSearchParams({ ...form, form_token: this.token }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.cookies.set(name, value);
    }
    const text = await response.text();
    this.token = /name="form_token" value="([^"]+)"/.exec(text)?.[1] ?? this.token;
    return { status: response.status, text, to: response.headers.get('location') };
  }
  code() {
    this.step = Math.max(this.step + 1, Math.floor(Date.now() / 30_000) - 1);
    return totp(this.secret, this.step);
  }
  async sign_in() {
    await this.ask('/login');
    assert.equal((await this.ask('/login', { userid: this.userid, password: PASSWORD })).status, 303);
    const page = await this.ask('/login/second');
    this.secret = /data-secret>([^<]+)</.exec(page.text)[1];
    assert.equal((await this.ask('/login/enrol', { code: this.code() })).status, 200);
    await this.ask('/account');
  }
}

test(`of ${CUSTOMERS} customers nothing is found where it must not be`, { skip, timeout: 900_000 }, async () => {
  const world = sample_world();
  const reporters = Array.from({ length: 20 }, (_x, i) => ({ userid: `km${i}`, name: `客户经理${i}`, title: '客户经理' }));
  world.members.push(...reporters);
  world.groups[0].members.push(...reporters.map((r) => r.userid));
  const wide = [['webhook', 'wecom_webhook'], ['chat', 'wecom_aibot'], ['member', 'wecom_app'], ['company', 'wecom_app']]
    .map(([scope, kind]) => `[[limit]]\nscope = "${scope}"\nkind = "${kind}"\ncount = 900000\n`)
    .join('\n');
  const desk = await Desk.start({ world, extra: wide, ready_ms: 120_000 });
  try {
    for (const rate of Object.keys(desk.sim.windows.rates)) desk.sim.windows.rates[rate] = [[1e9, 1000]];
    const cli = (args, input = '') =>
      execFileSync(desk.gateway.binary, [...args, '--config', desk.gateway.file], { input, encoding: 'utf8' });
    for (const [userid, role] of [['waibao', 'contractor'], ['zhaomin', 'lead']]) {
      cli(['person', 'add', userid, '--name', userid, '--role', role, '--until', '2099-12-31']);
      cli(['person', 'password', userid], `${PASSWORD}\n`);
    }
    const log = [];
    const keep = () => log.push(...desk.gateway.log.splice(0));
    const timer = setInterval(keep, 200);
    const database = cluster_of(desk.gateway.folder);
    const customers = Array.from({ length: CUSTOMERS }, (_x, i) => customer(i));
    await desk.say('陈洁', '事件处理组', '@小值 待处理');
    for (let at = 0; at < CUSTOMERS; at += A_MESSAGE) {
      const words = customers.slice(at, at + A_MESSAGE).map(sentence).join('；');
      const who = reporters[(at / A_MESSAGE) % reporters.length].userid;
      await desk.say(who, '客户经理一群', `@小值 ${words}`);
    }
    const wanted = CUSTOMERS / A_MESSAGE;
    const settled = () => Number(database.query("SELECT count(*) FROM inbox WHERE state <> 'done'")) === 0;
    await until(settled, 'every message is worked on', WAIT, 1000);
    assert.equal(database.query("SELECT count(*) FROM inbox WHERE state = 'dead'"), '0');
    assert.ok(Number(database.query('SELECT count(*) FROM inbox')) >= wanted);
    const numbers = database.query('SELECT number FROM ticket WHERE seen_by_team ORDER BY number').split('\n').filter(Boolean);
    assert.ok(numbers.length > 10, `${numbers.length} tickets`);

    // The team works on some, saying the customer's numbers again; the contractor gets some.
    for (const [i, number] of numbers.slice(0, 30).entries()) {
      const c = customers[i * A_MESSAGE];
      await desk.say('陈洁', '事件处理组', `@小值 受理 ${number}`);
      await desk.say('陈洁', '事件处理组', `@小值 备注 ${number} 已联系${sentence(c)}`);
      await desk.say('陈洁', '事件处理组', `@小值 回复 ${number} 请客户用${c.phone}重新登录，${sentence(c)}`);
      await desk.say('陈洁', '事件处理组', `@小值 查询 ${number}`);
      await desk.say('陈洁', '事件处理组', `@小值 转派 ${number} 外包 程序缺陷 请看${sentence(c)}`);
    }
    await desk.say('陈洁', '事件处理组', `@小值 查 ${sentence(customers[0])}`);
    await until(settled, 'every word of the team is worked on', WAIT, 1000);
    const sent = () => Number(database.query("SELECT count(*) FROM outbox WHERE state = 'due'")) === 0;
    await until(sent, 'everything is said', WAIT, 1000);

    const found = [];
    const people = [...reporters.map((r) => r.userid), 'chenjie', 'zhaogang', 'sunli'];
    for (const who of people)
      for (const place of ['客户经理一群', '事件处理组', '事件台', '小值']) {
        if (place === '事件处理组' && who.startsWith('km')) continue;
        const shown = desk.seen(who, place).filter((m) => m.from.type !== 'member');
        found.push(...leaks(JSON.stringify(shown), customers, `${place} as ${who}`));
      }
    const calls = desk.sim.ledger.read({ limit: Infinity }).filter((line) => !['say', 'callback', 'press'].includes(line.t));
    assert.ok(calls.length > wanted, 'the desk has spoken');
    found.push(...leaks(JSON.stringify(calls), customers, 'requests to the platform'));

    const contractor = new Person(desk, 'waibao');
    await contractor.sign_in();
    let pages = 0;
    const typed = customers[1].phone; // stands in the box and the links of the one who typed it
    for (const path of ['/desk', '/desk?view=all', '/qa', `/qa/search?q=${typed}`, ...numbers.slice(0, 30).map((n) => `/desk/ticket/${n}`)]) {
      const page = await contractor.ask(path);
      pages += page.status === 200 && path.startsWith('/desk/ticket/') ? 1 : 0;
      const text = path.includes(typed) ? page.text.replaceAll(typed, '') : page.text;
      found.push(...leaks(text, customers, `contractor's ${path}`));
    }
    assert.ok(pages > 20, `the contractor reads ${pages} tickets`);
    for (const path of ['/desk/export', '/desk/people', '/desk/audit', `/desk/ticket/${numbers.at(-1)}`])
      assert.ok([403, 404].includes((await contractor.ask(path)).status), path);
    const lead = new Person(desk, 'zhaomin');
    await lead.sign_in();
    for (const path of ['/desk', '/desk/audit', '/desk/dead', ...numbers.slice(0, 20).map((n) => `/desk/ticket/${n}`)])
      found.push(...leaks((await lead.ask(path)).text, customers, `lead's ${path}`));
    for (const format of ['csv', 'jsonl']) {
      await lead.ask('/desk/export');
      assert.equal((await lead.ask('/desk/export', { view: 'all', format, reason: '周报统计' })).status, 303);
      const job = database.query(`SELECT id FROM export_job WHERE format = '${format}'`);
      await until(() => database.query(`SELECT state FROM export_job WHERE id = '${job}'`) === 'done', 'the export', 60_000, 300);
      const file = await lead.ask(`/desk/export/file/${job}`);
      assert.equal(file.status, 200);
      assert.ok(file.text.split('\n').length > numbers.length);
      found.push(...leaks(file.text, customers, `export as ${format}`));
    }
    found.push(...leaks(await (await fetch(`${desk.gateway.url}/metrics`)).text(), customers, 'metrics'));
    found.push(...leaks(database.query('SELECT string_agg(a::text, chr(10)) FROM audit a'), customers, 'audit'));
    found.push(...leaks(database.query('SELECT string_agg(a::text, chr(10)) FROM ask a'), customers, 'asks'));
    found.push(...leaks(cli(['inbox', 'list', '--limit', '5000']), customers, 'inbox list'));
    clearInterval(timer);
    keep();
    assert.ok(log.length > 10, 'there is a log');
    found.push(...leaks(log.join('\n'), customers, 'log'));
    assert.deepEqual(found.slice(0, 20), [], `${found.length} leaks`);
  } finally {
    await desk.close();
  }
});
