// Pictures and files of a ticket on pages: the reporter's form and ticket, the console's ticket; both ways.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { png, read_png } from '../png.mjs';
import { until } from '../support.mjs';
import { Site, good, skip } from './site.mjs';

const as_file = (name, mimeType, buffer) => ({ name, mimeType, buffer });
const said = (page, part) =>
  page.waitForFunction(
    (wanted) => document.querySelector('[data-basket]').textContent.includes(wanted),
    part,
  );

/** The browser's own line about an answer that says no. */
function forget_refusals(page) {
  page.errors = page.errors.filter((line) => !/status of 4(04|22)/.test(line));
}

/** A mark is written when the page has gone out, a notice is sent in its own time. */
const shows = (page, url, words) =>
  until(async () => (await page.goto(url), (await page.locator('.talk').getByText(words).count()) === 1), `“${words}” at ${url}`);

async function drop(page, file) {
  const data = await page.evaluateHandle(
    ([name, type, bytes]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], name, { type }));
      return transfer;
    },
    [file.name, file.mimeType, [...file.buffer]],
  );
  await page.dispatchEvent('[data-basket]', 'drop', { dataTransfer: data });
}

/** The first picture opens whole, fits the window, and at its own size when pressed. */
async function zooms(page, width) {
  await page.locator('a[data-shot]').first().click();
  const whole = page.locator('dialog[open] img');
  await whole.waitFor();
  assert.equal(await whole.evaluate(async (image) => (await image.decode(), image.naturalWidth)), width);
  assert.ok(await whole.evaluate((image) => image.classList.contains('fits')));
  await good(page);
  await whole.click();
  assert.ok(await whole.evaluate((image) => image.classList.contains('real')));
  await page.keyboard.press('Escape');
}

for (const [width, height, locale, dark] of [
  [390, 844, 'zh-CN', true],
  [1280, 900, 'en', false],
])
  test(
    `at ${width} px in ${locale} pictures go with a report, stand on the ticket, and an answer's come back`,
    { skip, timeout: 300_000 },
    async (t) => {
      const site = await Site.start();
      t.after(() => site.close());
      const { desk } = site;
      const shots = process.env.SHOTS && ((page, name) => page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true }));
      site.person('chenjie', '陈洁', 'agent');
      const look = { width, height, locale, dark };

      const reporter = await site.reader(look);
      await reporter.goto(`${site.url}/qa/report`);
      await reporter.fill('#words', '客户在 APP 委托买入，提示资金账号异常，见截图');
      const chosen = reporter.locator('[data-basket] input[type=file]');
      await chosen.setInputFiles([
        as_file('委托界面.png', 'image/png', png({ width: 1200, height: 800, shade: 9 })),
        as_file('委托流水.pdf', 'application/pdf', Buffer.from('%PDF-1.7\nlines')),
      ]);
      await reporter.waitForSelector('#basket li:nth-of-type(2)');
      await chosen.setInputFiles(as_file('x.png', 'image/png', Buffer.from('<svg onload="alert(1)"/>')));
      await reporter.waitForSelector('#basket [role=alert]');
      await drop(reporter, as_file('drop.png', 'image/png', png({ shade: 44 })));
      await reporter.waitForSelector('#basket li:nth-of-type(3)');
      forget_refusals(reporter);
      await reporter.waitForFunction(() => [...document.images].every((image) => image.complete));
      await good(reporter);
      if (shots) await shots(reporter, 'report');
      await reporter.locator('#basket li', { hasText: 'drop.png' }).or(reporter.locator('#basket li').nth(2)).last().locator('button').click();
      await reporter.waitForFunction(() => document.querySelectorAll('#basket li').length === 2);
      await reporter.click('form[action="/qa/report"] button.main');
      await reporter.waitForURL(/\/qa\/reported\/\d+/);
      const number = reporter.url().split('/').pop();
      await reporter.click(`a[href="/qa/ticket/${number}"]`);
      await reporter.waitForURL(/\/qa\/ticket\//);
      const words = locale === 'en' ? { team_read: 'Read by the team', reporter_read: 'Read by the reporter', arrived: 'Delivered', unread: '1 unread', fresh: 'new' } : { team_read: '团队已读', reporter_read: '上报人已读', arrived: '已送达', unread: '未读 1', fresh: '新' };
      assert.equal(await reporter.getByText(words.arrived, { exact: true }).count(), 1, 'it is here; whether it was read is not known');
      assert.equal(await reporter.getByText(words.team_read).count(), 0);
      assert.equal(await reporter.locator('.talk a[data-shot]').count(), 1);
      assert.equal(await reporter.locator('.talk a.document').count(), 1);
      await good(reporter);
      await zooms(reporter, 1200);

      const agent = await site.editor('chenjie', look);
      await agent.goto(`${site.url}/desk/ticket/${number}`);
      const small = await agent.locator('a[data-shot] img').first().evaluate(async (image) => {
        image.loading = 'eager';
        await image.decode();
        return image.naturalWidth;
      });
      assert.equal(small, 480, 'the page shows the small copy');
      assert.equal(await agent.locator('.talk .tag.accent', { hasText: words.fresh }).count(), 1, 'nobody of the team had seen it');
      await shows(reporter, `${site.url}/qa/ticket/${number}`, words.team_read);
      assert.equal(await reporter.getByText('陈洁').count(), 0, 'who has read it stays in the team');
      assert.equal(await reporter.getByText(words.arrived, { exact: true }).count(), 0);
      await good(agent);
      await zooms(agent, 1200);
      await drop(agent, as_file('步骤.png', 'image/png', png({ width: 300, height: 200, shade: 80 })));
      await agent.waitForSelector('#basket a[data-shot]');
      if (shots) await shots(agent, 'basket');
      await good(agent);
      await agent.fill('#words', '请按图中步骤重新登录');
      await agent.click('button[value=reply]');
      await agent.waitForURL(/did=replied/);
      await good(agent);
      if (shots) await shots(agent, 'desk-ticket');
      const got = await until(
        () => desk.seen('王敏', '事件台').find((m) => m.kind === 'image' && m.media),
        () => `the picture in the app${desk.gateway.tail()}`,
      );
      const wanted = read_png(png({ width: 300, height: 200, shade: 80 })).pixels;
      assert.ok(read_png(desk.sim.media.get(got.media).data).pixels.equals(wanted));
      await agent.locator('[data-basket] input[type=file]').setInputFiles(
        as_file('内部.txt', 'text/plain', Buffer.from('core log lines')),
      );
      await agent.waitForSelector('#basket li');
      await agent.fill('#words', '仅供内部');
      await agent.click('button[value=note]');
      await agent.waitForURL(/did=noted/);
      assert.equal(await agent.locator('.gallery li.inner').count() > 0, true);
      await shows(agent, `${site.url}/desk/ticket/${number}`, words.arrived);
      assert.equal(await agent.getByText(words.reporter_read).count(), 0, 'sent is not read');
      assert.equal(await agent.getByText(words.team_read).count(), 1);
      await reporter.goto(`${site.url}/qa/tickets`);
      assert.equal(await reporter.getByText(words.unread).count(), 1, 'a note is nothing to read');
      await good(reporter);
      if (shots) await shots(reporter, 'unread');

      await reporter.goto(`${site.url}/qa/ticket/${number}`);
      assert.equal(await reporter.locator('.talk a[data-shot]').count(), 2);
      assert.equal(await reporter.getByText('内部.txt').count(), 0, "the team's own stays there");
      assert.equal(await reporter.locator('.talk .tag.accent').count(), 1);
      await good(reporter);
      if (shots) await shots(reporter, 'new-words');
      await shows(agent, `${site.url}/desk/ticket/${number}`, words.reporter_read);
      await good(agent);
      if (shots) await shots(agent, 'desk-read');
      await reporter.goto(`${site.url}/qa/ticket/${number}`);
      assert.equal(await reporter.locator('.talk .tag.accent').count(), 0);
      await reporter.fill('#words', '还是不行，请看新的截图');
      await reporter
        .locator('[data-basket] input[type=file]')
        .setInputFiles(as_file('新.png', 'image/png', png({ shade: 140 })));
      await reporter.click('form[action^="/qa/ticket/"] button.main'); // waits for the upload by itself
      await reporter.waitForURL(/added=yes/);
      assert.equal(await reporter.locator('.talk a[data-shot]').count(), 3);
      await reporter.waitForFunction(() => [...document.images].every((image) => image.complete));
      await good(reporter);
      if (shots) await shots(reporter, 'own-ticket');
      await desk.expect('陈洁', '事件处理组', ['还是不行', new RegExp(`#${number}`)]);
      await reporter.goto(`${site.url}/qa/tickets`);
      assert.equal(await reporter.getByText(words.unread).count(), 0);
      await good(reporter);
      if (shots) await shots(reporter, 'own-tickets');

      const other = await site.reader({ ...look, wecom: 'hanmeimei' });
      const picture = await agent.locator('a[data-shot]').first().getAttribute('href');
      assert.equal((await other.goto(site.url + picture)).status(), 404);
      assert.equal((await other.goto(`${site.url}/qa/ticket/${number}`)).status(), 404);
      assert.equal((await fetch(site.url + picture, { redirect: 'manual' })).status, 303, 'nobody unknown');
    },
  );
