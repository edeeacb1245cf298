import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cluster_of } from '../cluster.mjs';
import { until } from '../support.mjs';
import { daily_roster, own_templates } from '../templates.mjs';
import { PASSWORD, Site, good, skip } from './site.mjs';

const LOOKS = [
  { width: 390, height: 800, locale: 'zh-CN', dark: true },
  { width: 1280, height: 900, locale: 'en', dark: false },
];
const PHONE = '13812345678';

for (const look of LOOKS)
  test(
    `at ${look.width} px a ticket comes to the queue by itself, is accepted, answered, handed over, solved and closed`,
    { skip, timeout: 240_000 },
    async (t) => {
      const site = await Site.start();
      t.after(() => site.close());
      site.person('chenjie', '陈洁', 'lead');
      const page = await site.member('chenjie', look);
      assert.equal(await page.locator('[data-ticket]').count(), 0);
      await good(page);
      const number = await site.report(`客户${PHONE}今天9:40在APP买入600519提示资金账号异常`);
      const second = await site.report('银证转账页面打不开，客户很着急，今天上午开始');
      await page.waitForSelector(`[data-ticket="${second}"]`, { timeout: 30_000 });
      await page.waitForSelector(`[data-ticket="${number}"]`);
      await good(page);
      assert.ok(!(await page.content()).includes(PHONE), 'the list is masked');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await page.keyboard.press('Enter');
      await page.waitForURL(`${site.url}/desk/ticket/${number}`);
      await good(page);
      assert.ok(!(await page.content()).includes(PHONE), 'the page is masked');

      await page.click('button[value=accept]');
      await page.waitForURL(/did=accepted/);
      assert.equal(await page.locator('.clock').count(), 2);
      for (const clock of await page.locator('.clock summary').all()) await clock.click();
      await good(page);
      await page.fill('#words', '请客户重新登录后再试');
      await page.click('button[value=reply]');
      await page.waitForURL(/did=replied/);
      await page.fill('#words', '像是缓存问题');
      await page.click('button[value=note]');
      await page.waitForURL(/did=noted/);
      assert.match(await page.textContent('.talk .inner'), /缓存/);
      await until(async () => {
        await page.reload();
        return (await page.locator('.tag.good').count()) > 0;
      }, 'a notice is delivered');
      const told = await until(
        () => site.desk.seen('wangmin', site.desk.thread('wangmin', site.desk.world.apps[0].name)).find((m) => JSON.stringify(m).includes('重新登录')),
        'the reporter reads the reply',
      );
      assert.ok(!JSON.stringify(told).includes('缓存'), 'notes stay inside');
      await good(page);

      await page.click('.unmask summary >> nth=0');
      await page.fill('.unmask input[name=reason] >> nth=0', '核对客户身份');
      if (await page.locator('.unmask input[name=code]').count())
        await page.fill('.unmask input[name=code] >> nth=0', await site.code('chenjie'));
      await page.click('.unmask button >> nth=0');
      await page.waitForURL(/\/desk\/unmask\//);
      assert.ok((await page.content()).includes(PHONE), 'shown whole');
      await good(page);
      await page.goto(`${site.url}/desk/ticket/${number}`);
      assert.ok(!(await page.content()).includes(PHONE), 'once');

      const hand_to = async (role) => {
        if (await page.locator(`[data-target=${role}]`).isHidden())
          await page.click(`summary:has-text("${look.locale === 'en' ? 'Transfer' : '转派'}") >> nth=0`);
        await page.click(`[data-target=${role}] summary`);
        await page.waitForSelector(`[data-target=${role}] button`, { state: 'visible' });
      };
      const handover = (role) => page.locator(`[data-target=${role}]`);
      await hand_to('tester');
      await handover('tester').locator('button').click();
      assert.ok(!page.url().includes('did=transferred'), 'not without its checklist');
      await page.selectOption('#tester-why', 'cannot_reproduce');
      await page.fill('#tester-steps', '登录，买入 600519');
      await page.fill('#tester-device', '华为Mate60');
      await page.fill('#tester-version', '最新的');
      await good(page);
      await handover('tester').locator('button').click();
      await page.waitForSelector('.note.bad');
      assert.match(await page.textContent('.note.bad'), /版本|Version/, 'what cannot be read is missing');
      page.errors.length = 0; // the 422 of the form that was not whole
      await good(page);
      await hand_to('tester');
      await page.selectOption('#tester-why', 'cannot_reproduce');
      await page.fill('#tester-steps', '登录，买入 600519');
      await page.fill('#tester-device', '华为Mate60');
      await page.fill('#tester-version', '9.0.3');
      await handover('tester').locator('button').click();
      await page.waitForURL(/did=transferred/);
      assert.match(await page.textContent('main'), /华为Mate60/);

      await hand_to('ops');
      await page.selectOption('#ops-why', 'data_fix');
      await page.fill('#ops-script', 'https://git.example.com/fix.sql');
      await page.fill('#ops-reviewer', '王工');
      await page.fill('#ops-rollback', '还原备份表');
      await handover('ops').locator('button').click();
      await page.waitForURL(/did=transferred/);
      await good(page);
      assert.equal(await page.locator('button[value=approve]').count(), 0, 'not by who handed it over');
      assert.equal(await page.locator('button[value=resolve]').count(), 0, 'not before the approval');
      site.person('sunjian', '孙健', 'ops');
      const ops = await site.member('sunjian', look);
      await ops.goto(`${site.url}/desk/ticket/${number}`);
      await good(ops);
      await ops.click('button[value=approve]');
      await ops.waitForURL(/did=approved/);
      await ops.context().close();
      await page.goto(`${site.url}/desk/ticket/${number}`);
      await page.click(`summary:has-text("${look.locale === 'en' ? 'Wait for' : '挂起等待'}")`);
      await page.selectOption('#waits-for', 'vendor');
      await page.click('button[value=wait]');
      await page.waitForURL(/did=paused/);
      await good(page);
      await page.click('button[value=resume]');
      await page.waitForURL(/did=resumed/);
      await page.click('summary:has-text("' + (look.locale === 'en' ? 'Resolve' : '解决') + '")');
      await page.fill('#reason', '会话超时');
      await page.fill('#solution', '已发布修复，请重试');
      await page.click('button[value=resolve]');
      await page.waitForURL(/did=resolved/);
      await page.click('button[value=close]');
      await page.waitForURL(/did=closed/);
      await good(page);
      await page.keyboard.press('u');
      await page.waitForURL(`${site.url}/desk`);
      assert.equal(await page.locator(`[data-ticket="${number}"]`).count(), 0);
      await page.goto(`${site.url}/desk?view=ended`);
      assert.equal(await page.locator(`[data-ticket="${number}"]`).count(), 1);
      await page.goto(`${site.url}/desk?find=${number}`);
      assert.equal(page.url(), `${site.url}/desk/ticket/${number}`);
      await page.goto(`${site.url}/desk/board`);
      assert.equal(await page.locator(`.column [data-ticket="${second}"]`).count(), 1);
      await until(async () => {
        await page.goto(`${site.url}/desk?find=${encodeURIComponent('账页')}`);
        return (await page.locator('[data-ticket]').count()) > 0;
      }, 'words inside of others are found');
      assert.equal(await page.locator(`[data-ticket="${second}"]`).count(), 1);
      await good(page);
      for (const path of ['/desk/board', '/desk/duty', '/desk/dead', '/desk/audit', '/desk/audit?act=unmask', '/desk?view=open&assignee=me']) {
        await page.goto(site.url + path);
        await good(page);
      }
      const letter = cluster_of(site.desk.gateway.folder).query(
        "UPDATE outbox SET state = 'dead', last_error = '60011 no privilege' WHERE id = (SELECT max(id) FROM outbox WHERE state = 'sent') RETURNING id",
      );
      await page.goto(`${site.url}/desk/dead`);
      await good(page);
      await page.click(`form[action="/desk/dead/${letter}"] button`);
      await page.waitForURL(/replayed=yes/);
      await good(page);
      await page.goto(`${site.url}/desk/audit?act=unmask`);
      assert.match(await page.textContent('tbody'), new RegExp(`ticket:${number}[^]*核对客户身份`));
    },
  );

test(
  'a contractor sees what was handed to them, masked and with their name across the page, until their access ends',
  { skip, timeout: 240_000 },
  async (t) => {
    const site = await Site.start();
    t.after(() => site.close());
    site.person('chenjie', '陈洁', 'agent');
    const until_day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const contractor = (day) =>
      site.cli(['person', 'add', 'waibao', '--name', '外援', '--role', 'contractor', '--until', day]);
    contractor(until_day(30));
    site.cli(['person', 'password', 'waibao'], `${PASSWORD}\n`);
    const number = await site.report(`客户${PHONE}今天9:40在APP买入600519提示资金账号异常`);
    const page = await site.member('waibao', { width: 1280, locale: 'zh-CN' });
    const see = async () => (await page.goto(`${site.url}/desk/ticket/${number}`)).status();
    assert.equal(await see(), 404);
    const agent = await site.member('chenjie', {});
    await agent.goto(`${site.url}/desk/ticket/${number}`);
    await agent.click('summary:has-text("转派") >> nth=0');
    await agent.click('[data-target=contractor] summary');
    await agent.selectOption('#contractor-why', 'no_logs');
    await agent.fill('#contractor-words', '请协助查看日志');
    await agent.click('[data-target=contractor] button');
    await agent.waitForURL(/did=transferred/);
    page.errors.length = 0; // the 404 above
    assert.equal(await see(), 200);
    await good(page);
    assert.ok(!(await page.content()).includes(PHONE));
    assert.equal(await page.locator('.unmask').count(), 0);
    assert.match(decodeURIComponent(await page.getAttribute('.watermark', 'src')), /外援 waibao/);
    await page.click('button[value=accept]');
    await page.waitForURL(/did=accepted/);
    await page.goto(`${site.url}/desk`);
    await good(page);
    for (const path of ['/kb', '/desk/dead', '/desk/audit'])
      assert.equal((await page.goto(site.url + path)).status(), 403, path);
    contractor(until_day(-2));
    assert.equal(await see(), 403);
  },
);

/** Arranged, refused where it cannot be, seen at once, and undone. */
async function stand_in(page, site) {
  const year = new Date().getFullYear() + 1;
  await page.goto(`${site.url}/desk/duty`);
  await page.click('#arrange > summary');
  await page.fill('#from', `${year}-06-10T09:00`);
  await page.fill('#to', `${year}-06-09T09:00`);
  await page.selectOption('#person', 'zhaogang');
  await page.click('#arrange button.main');
  assert.equal(await page.locator('#arrange [role=alert]').count(), 1);
  await good(page);
  await page.fill('#from', `${year}-06-10T09:00`);
  await page.fill('#to', `${year}-06-12T09:00`);
  await page.selectOption('#person', 'zhaogang');
  await page.click('#arrange button.main');
  await page.waitForURL(new RegExp(`month=${year}-06`));
  assert.ok((await page.locator('.turn .tag').count()) >= 2);
  await good(page);
  await page.click('form[action^="/desk/duty/undo/"] button');
  await page.waitForURL(/duty\?roster=desk$/);
  assert.equal(await page.locator('form[action^="/desk/duty/undo/"]').count(), 0);
}

test('the duty calendar shows who is on duty when, and can be subscribed to by whoever has its address', { skip, timeout: 120_000 }, async (t) => {
  const templates = own_templates(t, { 'clocks/duty.toml': daily_roster('chenjie', 'zhaogang') });
  const site = await Site.start({ templates });
  t.after(() => site.close());
  site.person('chenjie', '陈洁', 'lead');
  for (const look of LOOKS) {
    const page = await site.member('chenjie', look);
    await page.goto(`${site.url}/desk/duty?month=2026-03`);
    assert.ok((await page.locator('.days > li:not(.other) .turn').count()) >= 31);
    assert.match(await page.textContent('.days'), /陈洁/);
    await page.click('summary:has-text("' + (look.locale === 'en' ? 'Subscribe' : '订阅') + '")');
    await good(page);
    const feed = new URL(await page.textContent('main code'), site.url).pathname;
    const calendar = await (await fetch(site.url + feed)).text();
    assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
    assert.match(calendar, /SUMMARY:事件值班 赵刚\r\n/);
    assert.equal((await fetch(`${site.url}${feed}x`)).status, 404);
    await stand_in(page, site);
    await page.context().close();
  }
});
