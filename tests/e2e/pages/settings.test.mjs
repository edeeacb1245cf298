// Forms, wording and limits: read, edited as text with what is wrong beside it, taken back; in a browser, looked at by axe.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { until } from '../support.mjs';
import { own_templates } from '../templates.mjs';
import { Site, look, skip } from './site.mjs';

const LOOKS = [
  { width: 390, height: 800, locale: 'zh-CN', dark: true },
  { width: 1280, height: 900, locale: 'en', dark: false },
];

/** The text in the box with one place changed. */
async function change(page, from, to) {
  const text = await page.inputValue('#text');
  assert.ok(text.includes(from), `the text holds ${from}`);
  await page.fill('#text', text.replace(from, to));
}

for (const at of LOOKS)
  test(`at ${at.width} px an administrator changes a form and a sentence, is told what is wrong, and takes it back`, { skip, timeout: 240_000 }, async (t) => {
    const templates = own_templates(t);
    const site = await Site.start({ ready_ms: 120_000, templates });
    t.after(() => site.close());
    site.person('root', '管理员', 'admin');
    site.person('zhaomin', '赵敏', 'lead');
    const page = await site.window(at);
    await site.sign_in(page, 'root', '/desk/settings');
    await look(page, 'settings', at);

    await page.click('a[href="/desk/settings/forms/trading.toml"]');
    await page.waitForSelector('.bubble');
    await look(page, 'setting-form', at);
    await page.click('a[href="/desk/settings/edit/forms/trading.toml"]');
    await page.waitForSelector('#preview .note.good');
    await look(page, 'setting-edit', at);
    await change(page, 'type = "customer"', 'type = "custmer"');
    await page.waitForSelector('#preview [data-line]');
    assert.match(await page.textContent('#preview'), at.locale === 'en' ? /unknown type "custmer"/ : /没有“custmer”这个类型/);
    await look(page, 'setting-wrong', at);
    await page.click('#preview [data-line]');
    const chosen = await page.$eval('#text', (box) => box.value.slice(box.selectionStart, box.selectionEnd));
    assert.equal(chosen, 'type = "custmer"');
    await page.fill('#note', '统一叫法');
    await page.click('form.card button.main');
    await page.waitForSelector('.setting-notes [role=alert]');
    page.errors.length = 0; // 422
    assert.match(await page.inputValue('#text'), /custmer/);
    assert.equal(await page.inputValue('#note'), '统一叫法');
    await look(page, 'setting-refused', at);
    await change(page, 'type = "custmer"', 'type = "customer"');
    await change(page, '手机号、资金账号或身份证号，任一即可', '任报一个号码即可');
    await change(page, 'any one will do', 'one is enough');
    await page.waitForFunction(() => /任报一个号码|one is enough/.test(document.querySelector('#preview .bubble')?.textContent ?? ''));
    await look(page, 'setting-preview', at);

    // Somebody else saves first.
    const other = await site.window(at);
    await site.sign_in(other, 'root', '/desk/settings/edit/forms/trading.toml');
    await change(other, 'en = "Trading"', 'en = "Dealing"');
    await other.click('form.card button.main');
    await other.waitForURL(/did=saved/);
    await look(other, 'setting-saved', at);
    await page.click('form.card button.main');
    await page.waitForSelector('.diff .added');
    page.errors.length = 0; // 409
    assert.match(await page.textContent('.setting-notes .diff'), /Dealing/);
    assert.match(await page.inputValue('#text'), /任报一个号码/);
    await look(page, 'setting-old-version', at);
    await page.click('form.card button.main');
    await page.waitForURL(/did=saved/);
    await page.click('aside a >> nth=0');
    await page.waitForSelector('#compared .diff .added');
    await look(page, 'setting-versions', at);

    // What the bot says changes without a restart.
    await page.goto(`${site.url}/desk/settings/messages/zh-CN/dialog.toml`);
    await look(page, 'setting-wording', at);
    await page.goto(`${site.url}/desk/settings/edit/messages/zh-CN/dialog.toml`);
    await page.waitForSelector('#preview .note.good');
    await change(page, '不客气，有问题随时一句话告诉我。', '不客气，{{name}}随时一句话告诉我。');
    await page.waitForSelector('#preview [data-line]');
    await change(page, '{{name}}随时', '有问题请随时');
    await page.waitForSelector('#preview td');
    assert.equal(await page.locator('#preview tbody tr').count(), 1);
    await look(page, 'setting-message', at);
    const taken = () => site.desk.gateway.logged('knowledge_taken').length;
    const before = taken();
    await page.click('form.card button.main');
    await page.waitForURL(/did=saved/);
    await until(() => taken() > before, 'the gateway takes it');
    await site.desk.say('李雷', '客户经理一群', '@小值 谢谢');
    await site.desk.expect('李雷', '客户经理一群', '有问题请随时一句话告诉我');

    // An upgrade below an edit.
    const file = path.join(templates, 'forms', 'trading.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('# Orders', '# All orders'));
    await page.goto(`${site.url}/desk/settings/forms/trading.toml`);
    await page.click('.setting-notes details summary');
    assert.match(await page.textContent('.setting-notes .diff'), /All orders/);
    await look(page, 'setting-moved', at);
    await page.click('button[name=version][value="0"]');
    await page.waitForURL(/did=returned/);
    assert.equal(await page.locator('.setting-notes details').count(), 0);
    await page.goto(`${site.url}/desk/audit?act=write`);
    assert.match(await page.textContent('tbody'), /setting:forms\/trading\.toml/);
    for (const file of ['clocks/policies.toml', 'clocks/calendars.toml', 'clocks/escalation.toml', 'incidents.toml', 'handover/ops.toml', 'forms/dictionary.toml']) {
      await page.goto(`${site.url}/desk/settings/${file}`);
      await look(page, `setting-${file.replace(/\W/g, '-')}`, at);
    }

    const lead = await site.window({ ...at, dark: !at.dark });
    await site.sign_in(lead, 'zhaomin', '/desk/settings');
    await look(lead, 'settings-lead', at);
    await lead.goto(`${site.url}/desk/settings/forms/trading.toml`);
    assert.equal(await lead.locator('main form').count(), 0);
    await look(lead, 'setting-lead', at);
    assert.equal((await lead.goto(`${site.url}/desk/settings/edit/forms/trading.toml`)).status(), 403);
    await page.goto(`${site.url}/desk/people`);
    await look(page, 'people-roles', at);
    assert.match(await page.textContent('tr[data-person=root]'), /Administrator|管理员/);
  });
