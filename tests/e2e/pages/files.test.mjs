import assert from 'node:assert/strict';
import { deflateSync, crc32 } from 'node:zlib';
import { test } from 'node:test';
import { until } from '../support.mjs';
import { Site, good, skip } from './site.mjs';

/** A PNG of grey stripes, with words hidden beside the picture. */
function png(width, height) {
  const big = (value) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    return Buffer.concat([big(data.length), body, big(crc(body))]);
  };
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.fill(40 + (y % 200), y * (width + 1) + 1, (y + 1) * (width + 1));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', Buffer.concat([big(width), big(height), Buffer.from([8, 0, 0, 0, 0])])),
    chunk('tEXt', Buffer.from('Comment\0GPS 31.2N')),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
function crc(bytes) {
  if (crc32) return crc32(bytes);
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let i = 0; i < 8; i++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

const as_file = (name, mimeType, buffer) => ({ name, mimeType, buffer });

for (const [width, height, locale] of [
  [390, 844, 'zh-CN'],
  [1440, 900, 'en'],
])
  test(
    `at ${width} px in ${locale} pictures and documents are uploaded, checked, read and opened whole`,
    { skip, timeout: 240_000 },
    async (t) => {
      const site = await Site.start();
      t.after(() => site.close());
      site.person('chenjie', '陈洁', 'agent');
      site.person('hanxue', '韩雪', 'product');
      const editor = await site.editor('chenjie', { width, height, locale });
      await editor.goto(`${site.url}/kb/new`);
      await editor.fill('#title', '撤单步骤图');
      await editor.fill('#answer', '见文章中的步骤图。');
      await editor.fill('#examples', '撤单步骤图在哪里');
      await editor.fill('#body', '## 步骤\n');
      await editor.click('details.field >> nth=0');
      await editor.fill('#patterns', '撤单步骤图');
      const chosen = editor.locator('[data-upload] input');
      const says = async (part) =>
        editor.waitForFunction(
          (wanted) => document.querySelector('[data-upload] [role=status]').textContent.includes(wanted),
          part,
        );
      await chosen.setInputFiles(as_file('flow.png', 'image/png', png(1600, 700)));
      await says('flow.png');
      assert.match(await editor.inputValue('#body'), /!\[flow\]\(\/qa\/file\/[0-9a-f]{32}\)/);
      await chosen.setInputFiles(as_file('rules.pdf', 'application/pdf', Buffer.from('%PDF-1.7\nrules')));
      await says('rules.pdf');
      await chosen.setInputFiles(as_file('x.png', 'image/png', Buffer.from('<svg onload="alert(1)"/>')));
      await says('SVG');
      await chosen.setInputFiles(as_file('y.png', 'image/png', Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0])));
      await says(locale === 'en' ? 'not taken' : '不支持');
      await chosen.setInputFiles(as_file('z.png', 'image/png', Buffer.alloc(11 * 1024 * 1024)));
      await says('10 MB');
      await editor.waitForSelector('#preview img');
      // The browser's own line about an answer that says no.
      editor.errors = editor.errors.filter((line) => !/status of 422/.test(line));
      await good(editor);
      await editor.click('button[value=submit]');
      await editor.waitForURL(/\/kb\/article\//);
      await good(editor);
      const id = editor.url().replace(/\?.*/, '').split('/').pop();
      await editor.goto(`${site.url}/kb/edit/${id}`);
      assert.equal(await editor.locator('input[name=attachments]:checked').count(), 1);

      const picture = await editor.getAttribute('#preview .prose a', 'href').catch(() => null);
      const url = picture ?? /\/qa\/file\/[0-9a-f]{32}/.exec(await editor.inputValue('#body'))[0];
      const reader = await site.reader({ width, height, locale });
      const ask = (path, headers = {}) =>
        reader.evaluate(
          async ([to, sent]) => {
            const answer = await fetch(to, { headers: sent });
            return {
              status: answer.status,
              headers: Object.fromEntries(answer.headers),
              text: await answer.text(),
            };
          },
          [path, headers],
        );
      assert.equal((await ask(url)).status, 404, 'not published: not for readers');
      reader.errors.length = 0;
      const reviewer = await site.editor('hanxue', { width, height, locale });
      await reviewer.goto(`${site.url}/kb/article/${id}`);
      await reviewer.click('button[value=approve]');
      await reviewer.waitForURL(/saved=yes/);
      await until(
        async () => (await reader.goto(`${site.url}/qa/article/${id}`)).status() === 200,
        'readers see it',
      );
      reader.errors.length = 0;
      await good(reader);
      const shown = await reader.locator('.prose img').evaluate(async (image) => {
        image.loading = 'eager';
        await image.decode();
        return image.naturalWidth;
      });
      assert.equal(shown, 960, 'the page shows the small copy');
      const whole = await ask(url);
      assert.equal(whole.status, 200);
      assert.equal(whole.headers['content-type'], 'image/png');
      assert.equal(whole.headers['x-content-type-options'], 'nosniff');
      assert.match(whole.headers['content-disposition'], /^inline; filename\*=UTF-8''flow\.png$/);
      assert.match(whole.headers['content-security-policy'], /sandbox/);
      assert.match(whole.headers['cache-control'], /private/);
      assert.doesNotMatch(whole.text, /GPS/);
      const tag = { 'if-none-match': whole.headers.etag };
      assert.equal((await ask(url, tag)).status, 304);
      await reader.click('.prose img');
      await reader.waitForSelector('dialog[open] img');
      await good(reader);
      assert.equal(
        await reader
          .locator('dialog[open] img')
          .evaluate(async (image) => (await image.decode(), image.naturalWidth)),
        1600,
      );
      await reader.keyboard.press('Escape');
      const link = reader.locator('section a:has-text("rules.pdf")');
      const saved = await ask(await link.getAttribute('href'));
      assert.match(saved.headers['content-disposition'], /^attachment; filename\*=UTF-8''rules\.pdf$/);
      assert.equal((await fetch(site.url + url, { redirect: 'manual' })).status, 303, 'nobody unknown');
    },
  );
