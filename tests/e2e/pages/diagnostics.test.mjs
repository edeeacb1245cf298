// Look-ups on a ticket: by themselves, by a button, by a verb in chat; against the systems of the demo and the desk's own PostgreSQL.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { examplesIn, startLookups, targetsText } from '../../../deploy/demo/lookups.mjs';
import { until } from '../support.mjs';
import { Site, good, skip } from './site.mjs';

const PHONE = '13812345678';
const LOOKS = [
  { width: 390, height: 800, locale: 'zh-CN', dark: true },
  { width: 1280, height: 900, locale: 'en', dark: false },
];
const SLOW = `title = { "zh-CN" = "慢系统", en = "A slow system" }
kind = "http"
target = "customers"
path = "/slow?at={at}"
timeout = "1s"
`;
const ACCOUNT = `title = { "zh-CN" = "资金流水", en = "Cash flow" }
kind = "http"
target = "customers"
path = "/customers/{fund_account}"
missing = { "zh-CN" = "可从客户的对账单上找到。", en = "It stands on the customer's statement." }
`;

/** A desk whose look-ups ask the demo's systems. */
async function start(t) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dutydesk-e2e-'));
  const lookups = await startLookups();
  const examples = examplesIn(path.join(folder, 'diagnostics'), lookups.url);
  writeFileSync(path.join(examples, 'slow.toml'), SLOW);
  writeFileSync(path.join(examples, 'cash_flow.toml'), ACCOUNT);
  const site = await Site.start({
    folder,
    sections: { desk: { diagnostics: examples } },
    extra: targetsText(lookups.url, `host=${folder}/data/postgres/socket user=dutydesk dbname=dutydesk`),
  });
  t.after(async () => {
    await site.close();
    await lookups.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { site, lookups };
}

const shot = (page, name) =>
  process.env.SHOTS ? page.locator('#diagnostics').screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) }) : null;

for (const look of LOOKS)
  test(
    `at ${look.width} px a ticket's customer is looked up by itself and by a button, masked, and a slow system is told kindly`,
    { skip, timeout: 240_000 },
    async (t) => {
      const { site, lookups } = await start(t);
      site.person('chenjie', '陈洁', 'lead');
      const first = await site.report(`客户${PHONE}今天9:40登录APP提示账号异常`);
      const number = await site.report(`客户${PHONE}今天9:50登录APP提示密码错误`);
      const page = await site.member('chenjie', look);
      const english = look.locale === 'en';
      const name = (zh, en) => (english ? en : zh);
      await until(async () => {
        await page.goto(`${site.url}/desk/ticket/${number}`);
        return (await page.locator('#diagnostics .runs details').count()) === 1;
      }, 'the state of the account is looked up by itself', 30_000, 500);
      const section = page.locator('#diagnostics');
      assert.match(await section.textContent(), /已锁定/);
      assert.equal(lookups.requests.filter((r) => r.url === `/customers/${PHONE}`).length, 2, 'once a ticket');
      assert.ok(lookups.requests.every((r) => !r.url.startsWith('/customers') || r.authorization === 'Bearer demo-lookup-token'));
      assert.match(await section.textContent(), english ? /Cash flow Still needed/ : /资金流水 还缺/);
      await good(page);
      await shot(page, `diagnostics-${look.width}-first`);

      const press = (label) => section.locator('button', { hasText: label }).click();
      const done = async (label) => {
        await section.locator('.runs summary', { hasText: label }).waitFor({ timeout: 20_000 });
        return section.locator('.runs > li', { hasText: label }).first();
      };
      await press(name('登录日志', 'Login log'));
      let run = await done(name('登录日志', 'Login log'));
      assert.match(await run.textContent(), english ? /Found · 4/ : /4 行/);
      assert.match(await run.textContent(), /短信验证码已发送/);
      await press(name('该客户的其他事件单', 'Other tickets'));
      run = await done(name('该客户的其他事件单', 'Other tickets'));
      assert.match(await run.textContent(), new RegExp(String(first)), 'SQL finds the other ticket');
      await press(name('慢系统', 'A slow system'));
      await section.locator('.tag', { hasText: name('正在查询', 'Looking') }).waitFor();
      await good(page);
      run = await done(name('慢系统', 'A slow system'));
      assert.match(await run.textContent(), english ? /did not answer in time/ : /没有及时回答/);
      await section.locator('details').evaluateAll((all) => all.forEach((one) => (one.open = true)));
      await good(page);
      await shot(page, `diagnostics-${look.width}-all`);
      if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `ticket-${look.width}.png`), fullPage: true });
      const content = await page.content();
      for (const secret of [PHONE, '13912345678', '张三丰']) assert.ok(!content.includes(secret), `${secret} is masked`);

      const [log] = await Promise.all([page.context().waitForEvent('page'), section.locator('a', { hasText: name('日志系统', 'Log system') }).click()]);
      await log.waitForURL(new RegExp(`/find\\?q=${PHONE}&`));
      await page.goto(`${site.url}/desk/audit`);
      for (const act of ['diagnose', 'diagnosed', 'diagnose_link']) assert.ok((await page.content()).includes(act), act);
    },
  );

test('in chat 诊断 names what there is, says what is missing, and sends what was found to who asked, masked', { skip, timeout: 240_000 }, async (t) => {
  const { site } = await start(t);
  const { desk: around } = site;
  const number = await site.report(`客户${PHONE}今天9:50登录APP提示密码错误`);
  const team = around.world.groups.find((g) => g.chatid === 'wrTeam01').name;
  const app = around.world.apps[0].name;
  const bot = `@${around.world.bots[0].name}`;
  await around.say('chenjie', team, `${bot} 诊断 ${number}`);
  await around.expect('chenjie', team, ['登录日志', '账户状态']);
  await around.say('chenjie', team, `${bot} 诊断 ${number} 资金流水`);
  await around.expect('chenjie', team, ['缺', '资金账号']);
  await around.say('chenjie', team, `${bot} 诊断 #${number} 登录`);
  await around.expect('chenjie', team, '正在查');
  const told = await around.expect('chenjie', app, ['登录日志', '4 行', '密码错误'], { ms: 30_000 });
  assert.ok(!JSON.stringify(told).includes(PHONE) && !JSON.stringify(told).includes('13912345678'), 'masked');
  await around.say('zhaogang', team, `${bot} 诊断 ${number} 登录日志`);
  await around.expect('zhaogang', team, '不在您手上');
});

test('check-config tells every problem of the look-ups, and doctor which systems answer', { skip, timeout: 120_000 }, async (t) => {
  const { site, lookups } = await start(t);
  assert.match(site.cli(['check-config']), /ok/);
  // Beside the systems it asks, which stand in this process.
  const { file, binary } = site.desk.gateway;
  const told = await new Promise((done) => execFile(binary, ['doctor', '--config', file], (_failed, out) => done(out)));
  assert.match(told, /ok {4}target customers: HTTP 200/);
  assert.match(told, /ok {4}target desk: PostgreSQL 15/);
  assert.ok(lookups.requests.some((r) => r.url === '/'));
  const folder = path.join(site.desk.gateway.folder, 'broken');
  cpSync(path.join(site.desk.gateway.folder, 'diagnostics'), folder, { recursive: true });
  writeFileSync(path.join(folder, 'slow.toml'), SLOW.replace('customers', 'nowhere').replace('1s', '1d'));
  const broken = path.join(site.desk.gateway.folder, 'broken.toml');
  writeFileSync(broken, readFileSync(file, 'utf8').replace(/diagnostics = ".*"/, `diagnostics = ${JSON.stringify(folder)}`), { mode: 0o600 });
  const refused = spawnSync(binary, ['check-config', '--config', broken], { encoding: 'utf8' });
  assert.notEqual(refused.status, 0);
  assert.match(refused.stdout, /slow\.toml:5: timeout: must be a time/);
});
