import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../support.mjs';
import { Site, WIDTHS, good, good_at_both, skip } from './site.mjs';

const BODY =
  '## 步骤\n\n1. 打开 APP\n\n```mermaid\nflowchart LR\n  A[打开] --> B{有权限?}\n  B -->|有| C[查看]\n```\n';

for (const [width, height, locale] of WIDTHS.flatMap((size) => ['zh-CN', 'en'].map((one) => [...size, one])))
  test(
    `at ${width} px in ${locale} an article is written, reviewed, published, read, changed and compared`,
    { skip, timeout: 240_000 },
    async (t) => {
      const site = await Site.start();
      t.after(() => site.close());
      site.person('chenjie', '陈洁', 'agent');
      site.person('hanxue', '韩雪', 'product');
      const editor = await site.editor('chenjie', { width, height, locale });
      assert.equal(await editor.getAttribute('html', 'lang'), locale);
      await good(editor);
      await editor.goto(`${site.url}/kb/new`);
      await editor.fill('#title', '港股通汇率在哪里看');
      await editor.fill('#answer', '在 APP 港股通首页顶部查看参考汇率。');
      await editor.fill('#body', BODY);
      await editor.fill('#examples', '港股通汇率在哪里看');
      await editor.click('details.field >> nth=0');
      await editor.fill('#patterns', '港股通.{0,4}汇率');
      await editor.waitForSelector('#preview figure.chart svg');
      await good(editor);
      await editor.click('button[value=submit]');
      await editor.waitForURL(/\/kb\/article\//);
      await good(editor);
      assert.equal(await editor.locator('button[value=approve]').count(), 0, 'an editor does not confirm');
      const address = editor.url().replace(/\?.*/, '');
      const id = address.split('/').pop();

      const reviewer = await site.editor('hanxue', { width, height, locale });
      await reviewer.goto(`${site.url}/kb?state=in_review`);
      await good(reviewer);
      await reviewer.click('tbody a');
      await reviewer.click('button[value=approve]');
      await reviewer.waitForURL(/saved=yes/);
      await good(reviewer);
      const reader = await site.reader({ width, height, locale });
      await until(
        async () => (await reader.goto(`${site.url}/qa/article/${id}`)).status() === 200,
        'readers see it',
      );
      reader.errors.length = 0; // of looks that came too early
      await reader.waitForSelector('figure.chart svg');
      await good(reader);
      await reader.click('figure.chart');
      await reader.waitForSelector('dialog[open] svg');
      await good(reader);

      await reviewer.goto(`${site.url}/kb/edit/${id}`);
      await reviewer.fill('#answer', '在 APP 港股通首页查看。');
      await reviewer.click('button[value=save]');
      await reviewer.waitForURL(/saved=yes/);
      await reviewer.goto(`${site.url}/kb/versions/${id}`);
      assert.ok((await reviewer.locator('.diff .added').count()) > 0);
      await good(reviewer);
      await editor.goto(`${site.url}/kb/edit/${id}`);
      for (const path of ['/kb/bench', '/kb/statistics', '/kb/worklist']) {
        await reviewer.goto(site.url + path);
        await good(reviewer);
      }
    },
  );

test(
  'what nobody could answer comes to the worklist and becomes an article that carries the words',
  { skip, timeout: 240_000 },
  async (t) => {
    const site = await Site.start();
    t.after(() => site.close());
    site.person('chenjie', '陈洁', 'agent');
    const reader = await site.reader();
    await reader.goto(`${site.url}/qa/search?q=${encodeURIComponent('火星殖民地船票')}`);
    const editor = await site.editor('chenjie');
    await until(async () => {
      await editor.goto(`${site.url}/kb/worklist`);
      return (await editor.locator('.group h2:has-text("火星殖民地船票")').count()) > 0;
    }, 'the worklist');
    await good_at_both(editor);
    await editor.click('.group button[value=write]');
    await editor.waitForURL(/\/kb\/edit\//);
    assert.match(await editor.inputValue('#phrasings'), /火星殖民地船票/);
  },
);

test('the test bench says what answers, and why', { skip, timeout: 240_000 }, async (t) => {
  const site = await Site.start();
  t.after(() => site.close());
  site.person('chenjie', '陈洁', 'agent');
  const editor = await site.editor('chenjie');
  await editor.goto(`${site.url}/kb/bench`);
  await editor.fill('#sentences', '股票几点开盘\n火星\n我的护照在证券营业部门口丢失了该去哪里登记');
  await editor.click('main form button.main');
  await editor.waitForSelector('#tried tbody tr');
  const lines = editor.locator('#tried tbody tr');
  assert.equal(await lines.count(), 3);
  assert.match(await lines.nth(0).textContent(), /股票什么时候可以交易/);
  assert.equal(await lines.nth(0).getByText('最接近').count(), 0);
  assert.equal(await lines.nth(1).getByText('最接近').count(), 0, 'nothing is near');
  assert.match(await editor.textContent('#tried [role=status]'), /到 [\d.]+ ?%? 才回答/);
  assert.match(await lines.nth(2).textContent(), /不回答[\s\S]*最接近[\s\S]*文章里从没说到：.*护照/);
  await good_at_both(editor);
});

test('a password is locked out after five failures', { skip, timeout: 240_000 }, async (t) => {
  const site = await Site.start();
  t.after(() => site.close());
  site.person('chenjie', '陈洁', 'agent');
  const page = await site.window();
  for (const password of ['wrong-1', 'wrong-2', 'wrong-3', 'wrong-4', 'wrong-5', 'open sesame 2026']) {
    await page.goto(`${site.url}/login`);
    await page.fill('#userid', 'chenjie');
    await page.fill('#password', password);
    await page.click('form[action="/login"] button');
    await page.waitForSelector('[role=alert]');
  }
  await good_at_both(page, { refused: true });
});
