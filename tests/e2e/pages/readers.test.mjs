import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Site, WIDTHS, good, good_at_both, skip } from './site.mjs';

for (const [width, height] of WIDTHS)
  test(
    `at ${width} px a reader searches, reads, rates and reports; every page is sound`,
    { skip, timeout: 240_000 },
    async (t) => {
      const site = await Site.start();
      t.after(() => site.close());
      for (const locale of ['zh-CN', 'en']) {
        const page = await site.reader({ width, height, locale, dark: locale === 'en' });
        assert.equal(await page.getAttribute('html', 'lang'), locale);
        await good(page);
        await page.locator('#q').pressSequentially('撤單');
        await page.waitForSelector('.hit mark:has-text("撤")');
        await good(page);
        await page.goto(`${site.url}/qa/search?q=wtcbld`);
        assert.match(await page.textContent('.hit h2'), /委托撤不了单/);
        await page.goto(`${site.url}/qa/search?q=${encodeURIComponent('火星殖民地')}`);
        assert.match(await page.textContent('#results'), /火星殖民地/);
        await good(page);
        await page.goto(`${site.url}/qa/system/trading`);
        await good(page);
        await page.click('.entries a >> nth=0');
        await page.waitForSelector('.prose');
        await good(page);
        await page.click('#helpful button[value=no]');
        await page.waitForSelector('#helpful [role=status]');
        await good(page);
        await page.goto(`${site.url}/qa/report`);
        await good(page);
        assert.equal((await page.goto(`${site.url}/qa/article/none`)).status(), 404);
        page.errors.length = 0; // 404
        await good(page);
        await page.context().close();
      }
      const page = await site.reader({ width, height });
      await page.goto(`${site.url}/qa/article/cancel-order`);
      await page.click('aside a.button');
      await good(page);
      await page.fill('#words', '委托撤不了单，提示交易所拒绝');
      await page.fill('#customer', '13812345678');
      await page.fill('#time', '今天9:40');
      const token = await page.inputValue('input[name=once]');
      const form = await page.inputValue('input[name=form_token]');
      await page.click('main form button.main');
      await page.waitForURL(/\/qa\/reported\/\d+$/);
      const number = page.url().split('/').pop();
      await good(page);
      await site.desk.expect('陈洁', 'wrTeam01', number);
      site.desk.never('陈洁', 'wrTeam01', '13812345678');
      // The same form again, as a second press sends it, is the same ticket.
      const again = await page.evaluate(
        async ([once, form_token]) =>
          (
            await fetch('/qa/report', {
              method: 'POST',
              body: new URLSearchParams({
                once,
                form_token,
                words: '委托撤不了单，提示交易所拒绝',
                article: 'cancel-order',
              }),
            })
          ).url,
        [token, form],
      );
      assert.equal(again.split('/').pop(), number);
    },
  );

test(
  'a picture of the first load stays below 100 kB, and nothing comes from elsewhere',
  { skip, timeout: 240_000 },
  async (t) => {
    const site = await Site.start();
    t.after(() => site.close());
    const page = await site.reader();
    let bytes = 0;
    const hosts = new Set();
    page.on('response', async (response) => {
      hosts.add(new URL(response.url()).host);
      bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
    });
    await page.goto(`${site.url}/qa`, { waitUntil: 'networkidle' });
    assert.deepEqual([...hosts], [new URL(site.url).host]);
    assert.ok(bytes <= 100_000, `${bytes} bytes before packing`);
  },
);

test(
  'inside WeCom the login needs no click; elsewhere a page of ours asks',
  { skip, timeout: 240_000 },
  async (t) => {
    const site = await Site.start();
    t.after(() => site.close());
    const inside = await site.window({ wecom: 'wangmin' });
    await inside.goto(`${site.url}/qa/article/cancel-order`);
    assert.equal(new URL(inside.url()).pathname, '/qa/article/cancel-order');
    assert.match(await inside.textContent('details.menu'), /王敏/);
    await inside.click('details.menu summary');
    await inside.click('form[action="/logout"] button');
    await inside.waitForURL(/\/login/);
    const outside = await site.window();
    await outside.goto(`${site.url}/qa`);
    assert.match(outside.url(), /\/login\?to=%2Fqa$/);
    await good(outside);
    const stranger = await site.window({ wecom: 'stranger:eve' });
    await stranger.goto(`${site.url}/qa`);
    assert.match(await stranger.textContent('h1'), /不能登录/);
    await good_at_both(stranger, { refused: true });
  },
);

test('pages hold without script', { skip, timeout: 240_000 }, async (t) => {
  const site = await Site.start();
  t.after(() => site.close());
  const page = await site.reader({ script: false });
  await page.fill('#q', '撤单');
  await page.press('#q', 'Enter');
  await page.waitForSelector('.hit');
  await page.click('.hit >> nth=0');
  await page.click('#helpful button[value=yes]');
  await page.waitForSelector('#helpful [role=status]');
});

test('what is not signed in, forged or for others is refused', { skip, timeout: 240_000 }, async (t) => {
  const site = await Site.start();
  t.after(() => site.close());
  const ask = (path, options = {}) => fetch(site.url + path, { redirect: 'manual', ...options });
  for (const path of [
    '/qa',
    '/qa/search?q=x',
    '/qa/article/cancel-order',
    '/qa/report',
    '/kb',
    '/kb/new',
    '/kb/statistics',
  ])
    assert.equal((await ask(path)).status, 303, path);
  assert.equal((await ask('/language/en?to=//evil.example')).headers.get('location'), '/');
  const plain = await ask('/login');
  assert.equal(plain.status, 200);
  const policy = plain.headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(plain.headers.get('cache-control'), 'no-store');
  assert.match(
    plain.headers.get('set-cookie'),
    /^__Host-desk_browser=[\w-]{22}; Path=\/; SameSite=Lax; Max-Age=\d+; HttpOnly; Secure$/,
  );
  const posted = await ask('/login', {
    method: 'POST',
    body: new URLSearchParams({ userid: 'x', password: 'y' }),
  });
  assert.equal(posted.status, 403);
  const reader = await site.reader();
  await reader.goto(`${site.url}/kb`);
  assert.match(await reader.textContent('h1'), /没有权限/);
  await good_at_both(reader, { refused: true });
  const forged = await reader.evaluate(
    async () =>
      (
        await fetch('/qa/report', {
          method: 'POST',
          body: new URLSearchParams({ words: '伪造的问题', once: 'x'.repeat(22) }),
        })
      ).status,
  );
  assert.equal(forged, 403);
});

test(
  'whoever reports too fast keeps their words and is asked to wait',
  { skip, timeout: 240_000 },
  async (t) => {
    const site = await Site.start();
    t.after(() => site.close());
    const page = await site.reader();
    for (let i = 1; i <= 7; i++) {
      await page.goto(`${site.url}/qa/report`);
      await page.fill('#words', `第 ${i} 个问题：委托撤不了单`);
      await page.click('main form button.main');
      if (i <= 6) await page.waitForURL(/\/qa\/reported\/\d+$/);
    }
    assert.match(await page.textContent('[role=alert]'), /10 分钟后/);
    assert.match(await page.inputValue('#words'), /第 7 个问题/);
    await good_at_both(page, { refused: true });
  },
);
