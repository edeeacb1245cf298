import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { startSim } from './sim.mjs';
import { sample_world } from './sample_world.mjs';
import { start_receiver, until } from './receiver.mjs';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const skip = existsSync(CHROMIUM) ? false : `no ${CHROMIUM}`;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BOT = sample_world().bots[0];
const CARD = {
  card_type: 'button_interaction',
  main_title: { title: '1001 资金账号异常' },
  horizontal_content_list: [{ keyname: '状态', value: '待受理' }],
  button_list: [
    { text: '受理', key: 'accept' },
    { text: '关闭', style: 2, key: 'close' },
  ],
  task_id: 't1',
};

/** A bot that answers a mention with a card and a press with the card's new state. */
function answer(message) {
  if (message.msgtype === 'event')
    return {
      reply: {
        response_type: 'update_template_card',
        template_card: {
          ...CARD,
          horizontal_content_list: [{ keyname: '状态', value: '处理中' }],
          button_list: [{ text: '解决', key: 'solve' }],
        },
      },
    };
  return { reply: { msgtype: 'template_card', template_card: { ...CARD, task_id: message.msgid } } };
}

async function with_page(t, width, height) {
  const receiver = await start_receiver({
    keys: { token: BOT.token, aesKey: BOT.aesKey, receiveid: '' },
    answer,
  });
  const sim = await startSim({ world: sample_world({ bot: { mode: 'callback', url: receiver.url } }) });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  t.after(async () => {
    await browser.close();
    await sim.close();
    await receiver.close();
  });
  const page = await (await browser.newContext({ viewport: { width, height }, bypassCSP: true })).newPage();
  const errors = [];
  page.on('pageerror', (e) => errors.push(e.message));
  page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
  page.setDefaultTimeout(20_000);
  await page.goto(sim.url);
  await page.waitForSelector('.chat');
  return { sim, page, errors, receiver };
}

async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(
    violations.map(
      (v) =>
        `${v.id}: ${v.nodes
          .map((n) => n.target)
          .slice(0, 3)
          .join(' | ')}`,
    ),
    [],
  );
  assert.ok(
    (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0,
    'nothing is wider than the window',
  );
}

for (const [width, height] of [
  [1440, 900],
  [390, 844],
]) {
  test(
    `at ${width} px a person can mention the bot, press its card, quote and change who they are`,
    { skip },
    async (t) => {
      const { sim, page, errors } = await with_page(t, width, height);
      const narrow = width < 720;
      await accessible(page);
      await page.click('.person:has-text("陈洁")');
      await page.click('[data-thread="group:wrTeam01"]');
      await page.click('.at_tool');
      assert.equal(await page.inputValue('textarea'), '@小值 ');
      await page.locator('textarea').pressSequentially('待处理');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.card h3:has-text("1001")');
      await accessible(page);
      await page.click('[data-key="accept"]');
      await page.waitForSelector('.facts dd:has-text("处理中")');
      assert.equal(await page.locator('[data-key="solve"]').count(), 1);
      await page.hover('.message:has(.card)');
      await page.click('.message:has(.card) .quote_button');
      await page.fill('textarea', '这个我来');
      await page.click('.send');
      await page.waitForSelector('.quoted:has-text("1001")');
      assert.equal(sim.chats.list('group:wrTeam01').at(-1).quote.name, '小值');
      if (narrow) await page.click('.back');
      await until(
        async () => (await page.locator('.person:has-text("赵刚") .badge').count()) === 1,
        'unread mark of another person',
      );
      await page.click('.person:has-text("赵刚")');
      if (narrow) await page.click('[data-thread="group:wrTeam01"]');
      await page.waitForSelector('.theirs:has-text("这个我来")');
      await accessible(page);
      assert.deepEqual(errors, []);
    },
  );
}

test('pictures go out from the page, links open, and the language changes', { skip }, async (t) => {
  const { sim, page, errors } = await with_page(t, 1440, 900);
  await page.click('.person:has-text("李雷")');
  await page.click('[data-thread="group:wrReporters01"]');
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGNgYPjPAAYgAgAL/AH/8NHuXQAAAABJRU5ErkJggg==',
    'base64',
  );
  await page.setInputFiles('input[type=file]', { name: '截图.png', mimeType: 'image/png', buffer: png });
  await page.waitForSelector('.preview img');
  await page.fill('textarea', '看图 https://example.com/a?b=1');
  await page.click('.send');
  await page.waitForSelector('.mine .photo img');
  assert.equal(await page.getAttribute('.mine .bubble a', 'href'), 'https://example.com/a?b=1');
  assert.equal(sim.chats.list('group:wrReporters01').at(-1).pictures.length, 1);
  await sim.people.say({ as: 'wangmin', group: 'wrReporters01', text: '<img src=x onerror=alert(1)> **x**' });
  await page.waitForSelector('.theirs .plain:has-text("<img")');
  await page.click('.me .quiet');
  await page.waitForSelector('.send:has-text("Send")');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await accessible(page);
  assert.deepEqual(errors, []);
});
