// Second factor, own account, people, export: in a browser, by keyboard and pointer, looked at by axe.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cluster_of } from '../cluster.mjs';
import { PASSWORD, Site, look, skip } from './site.mjs';

const LOOKS = [
  { width: 390, height: 800, locale: 'zh-CN', dark: true },
  { width: 1280, height: 900, locale: 'en', dark: false },
];
const PHONE = '13812345678';

for (const at of LOOKS)
  test(`at ${at.width} px an administrator sets up the second factor, adds people, and ends what is theirs`, { skip, timeout: 240_000 }, async (t) => {
    const site = await Site.start({ ready_ms: 120_000 });
    t.after(() => site.close());
    site.person('root', '管理员', 'admin');
    const page = await site.window(at);
    await page.goto(`${site.url}/login?to=/account`);
    await look(page, 'login', at);
    await page.fill('#userid', 'root');
    await page.fill('#password', PASSWORD);
    await page.click('form[action="/login"] button');
    await page.waitForSelector('[data-secret]');
    await look(page, 'enrol', at);
    assert.ok(await page.locator('svg.qr').isVisible());
    await page.goto(`${site.url}/desk/people`);
    assert.match(page.url(), /\/login\/second\?to=%2Fdesk%2Fpeople$/);
    await page.goto(`${site.url}/login/second?to=/account`);
    await site.second(page, 'root', () => look(page, 'recovery', at));
    await page.waitForURL(`${site.url}/account`);
    await look(page, 'account', at);

    await page.goto(`${site.url}/desk/people/new`);
    await look(page, 'person-new', at);
    await page.fill('#userid', 'waibao');
    await page.fill('#name', '外援');
    await page.selectOption('#role', 'contractor');
    await page.click('button.main');
    await page.waitForSelector('[role=alert]');
    page.errors.length = 0; // 422
    await page.fill('#until', '2030-12-31');
    await page.fill('#team', '一线上海');
    await page.click('button.main');
    await page.waitForURL(/\/desk\/people\/waibao\?did=saved/);
    await look(page, 'person', at);
    await page.click('button[value=password]');
    const password = await page.textContent('[data-password]');
    await look(page, 'person-password', at);
    await page.goto(`${site.url}/desk/people`);
    await look(page, 'people', at);
    assert.match(await page.textContent('tr[data-person=waibao]'), /一线上海[^]*2030-12-31/);

    const other = await site.window(at);
    await other.goto(`${site.url}/login`);
    await other.fill('#userid', 'waibao');
    await other.fill('#password', password);
    await other.click('form[action="/login"] button');
    await other.waitForURL(/\/login\/second/);
    await site.second(other, 'waibao');
    await other.waitForURL((url) => url.pathname !== '/login/second' && url.pathname !== '/login/enrol');
    await other.goto(`${site.url}/desk`);
    for (const path of ['/desk/people', '/desk/export', '/desk/audit']) assert.equal((await other.goto(site.url + path)).status(), 403, path);
    await page.goto(`${site.url}/desk/people/waibao`);
    await page.click('button[value=sessions]');
    await page.waitForURL(/did=sessions/);
    await other.goto(`${site.url}/desk`);
    assert.match(other.url(), /\/login\?to=/);
    // Five minutes later a fresh code is asked for; signing in again asks for one too.
    cluster_of(site.desk.gateway.folder).query("UPDATE web_session SET second_at = second_at - interval '6 minutes'");
    await page.goto(`${site.url}/desk/people/waibao`);
    await look(page, 'step-up', at);
    await page.fill('form:has(button[value=second]) input[name=code]', await site.code('root'));
    await page.click('button[value=second]');
    await page.waitForURL(/did=second/);
    assert.equal(await page.locator('button[value=second]').count(), 0);
    const again = await site.window(at);
    await again.goto(`${site.url}/login?to=/account`);
    await again.fill('#userid', 'root');
    await again.fill('#password', PASSWORD);
    await again.click('form[action="/login"] button');
    await again.waitForURL(/\/login\/second/);
    await look(again, 'second', at);
    await site.second(again, 'root');
    await again.waitForURL(`${site.url}/account`);
    await look(again, 'sessions', at);
    await page.goto(`${site.url}/desk/audit?thing=person%3Awaibao`);
    for (const act of ['person_added', 'password_set', 'signed_in', 'second_enrolled', 'sessions_ended']) {
      const shown = page.locator(`tbody [title="${act}"]`).first();
      assert.notEqual(await shown.textContent(), act, 'acts are said in words');
    }
  });

for (const at of LOOKS)
  test(`at ${at.width} px a lead exports tickets with a reason, watches it grow, and fetches a masked file`, { skip, timeout: 240_000 }, async (t) => {
    const site = await Site.start({ ready_ms: 120_000 });
    t.after(() => site.close());
    site.person('zhaomin', '赵敏', 'lead');
    const reader = await site.reader();
    await reader.goto(`${site.url}/qa/report`);
    await reader.fill('#words', `客户${PHONE}今天9:40在APP买入600519提示资金账号异常`);
    await reader.click('main form button.main');
    await reader.waitForURL(/\/qa\/reported\//);
    const page = await site.window(at);
    await site.sign_in(page, 'zhaomin', '/desk/export');
    await look(page, 'export', at);
    await page.fill('#reason', '周报统计');
    await page.click('button.main');
    await page.waitForSelector('a[download]');
    await look(page, 'export-done', at);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
    assert.equal(download.suggestedFilename(), 'tickets.csv');
    const text = readFileSync(await download.path(), 'utf8');
    assert.match(text, /138\*\*\*\*5678/);
    assert.ok(!text.includes(PHONE));
    await page.goto(`${site.url}/desk/audit?act=export`);
    assert.match(await page.textContent('tbody'), /周报统计/);
  });
