// What people arrange about their own duty: how they are reached, on their own page, and swaps, on the duty page.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { cluster_of } from '../cluster.mjs';
import { daily_roster, own_templates } from '../templates.mjs';
import { Site, look, skip } from './site.mjs';

const LOOKS = [
  { width: 390, height: 800, locale: 'zh-CN', dark: true },
  { width: 1280, height: 900, locale: 'en', dark: false },
];

async function desk(t) {
  const templates = own_templates(t, { 'clocks/duty.toml': daily_roster('chenjie') });
  appendFileSync(path.join(templates, 'clocks/escalation.toml'), '\n[[webhook]]\nname = "phone"\nurl = "https://bridge.example.com/call"\n');
  const site = await Site.start({ templates });
  t.after(() => site.close());
  site.person('chenjie', '陈洁', 'agent');
  site.person('zhaogang', '赵刚', 'agent');
  return site;
}

test('somebody of the team sets how they are reached, and hears what is wrong beside its field', { skip, timeout: 240_000 }, async (t) => {
  const site = await desk(t);
  for (const at of LOOKS) {
    const page = await site.member('chenjie', at);
    const ways = () => page.locator('#ways ol > li');
    const add = async (by, fields) => {
      if ((await page.locator('#ways details[open]').count()) === 0) await page.click('#ways summary');
      await page.selectOption('#way-by', by);
      if (fields.to) await page.selectOption('#way-to', fields.to);
      await page.fill('#way-hours', fields.hours ?? '');
      await page.fill('#way-wait', fields.wait ?? '5');
      await page.click('#ways button[value=add]');
    };
    await page.goto(`${site.url}/account`);
    assert.equal(await ways().count(), 1);
    await add('webhook:phone', { hours: '8-22', wait: '10' });
    await page.waitForSelector('#way-hours-fault');
    assert.equal(await page.getAttribute('#way-hours', 'aria-invalid'), 'true');
    assert.equal(await page.inputValue('#way-wait'), '10');
    page.errors.length = 0; // 422
    await look(page, 'ways-fault', at);
    await add('webhook:phone', { hours: '08:00-22:00 22:00-26:00', wait: '10' });
    await page.waitForURL(/did=ways/);
    await add('person', { to: 'zhaogang' });
    await page.waitForFunction(() => document.querySelectorAll('#ways ol > li').length === 3);
    await page.click('#ways li:nth-child(3) button[value=up]');
    await page.waitForFunction(() => /赵刚/.test(document.querySelector('#ways li:nth-child(2)').textContent));
    assert.match(await page.textContent('#ways li:nth-child(3)'), /phone[^]*08:00-22:00 22:00-26:00/);
    await look(page, 'ways', at);
    await page.click('#ways li:nth-child(1) button[value=remove]');
    await page.waitForFunction(() => document.querySelectorAll('#ways ol > li').length === 2);
    await page.click('#ways button[value=reset]');
    await page.waitForFunction(() => document.querySelectorAll('#ways ol > li').length === 1);
    assert.equal(await page.locator('#ways button[value=reset]').count(), 0);
    await page.context().close();
  }
});

test('a swap that waits is answered on the duty page, and its asker takes it back there', { skip, timeout: 240_000 }, async (t) => {
  const site = await desk(t);
  const cluster = cluster_of(site.desk.gateway.folder);
  const first = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 3_600_000); // 09:00 in Shanghai
  const propose = (day) =>
    cluster.query(`INSERT INTO duty_swap (org, roster, from_at, to_at, giver, taker, asked_by, state, made_at)
      SELECT (SELECT org FROM web_session LIMIT 1), 'desk', at, at + interval '1 day', 'chenjie', 'zhaogang', 'chenjie', 'asked', now()
      FROM (SELECT timestamptz '${first.toISOString()}' + interval '${day} days' AS at) AS days`);
  for (const [turn, at] of LOOKS.entries()) {
    const asker = await site.member('chenjie', at);
    propose(turn * 2);
    propose(turn * 2 + 1);
    await asker.goto(`${site.url}/desk/duty`);
    assert.equal(await asker.locator('#swaps button[value=agree]').count(), 0);
    const page = await site.member('zhaogang', at);
    await page.goto(`${site.url}/desk/duty`);
    assert.equal(await page.locator('#swaps li').count(), 2);
    await look(page, 'swaps', at);
    await page.click('#swaps li:nth-child(1) button[value=agree]');
    await page.waitForSelector('.note[role=status]');
    assert.match(await page.textContent('.note[role=status]'), at.locale === 'en' ? /stands/ : /已生效/);
    assert.equal(await page.locator('#swaps li').count(), 1);
    await look(page, 'swaps-agreed', at);
    await asker.goto(`${site.url}/desk/duty`);
    await asker.click('#swaps button[value=decline]');
    await asker.waitForSelector('.note[role=status]');
    assert.equal(await asker.locator('#swaps').count(), 0);
    for (const one of [asker, page]) await one.context().close();
  }
  const rows = cluster.rows("SELECT person, made_by FROM duty_change WHERE undone_at IS NULL ORDER BY id");
  assert.deepEqual(rows.map((row) => Object.values(row).join(' ')), ['zhaogang chenjie', 'zhaogang chenjie']);
});
