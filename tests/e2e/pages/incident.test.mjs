// A mass incident and a runbook on the ticket's page: put together, answered once, solved once, checked off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Site, good, skip } from './site.mjs';

for (const [width, height, locale, dark] of [
  [390, 844, 'zh-CN', true],
  [1280, 900, 'en', false],
])
  test(
    `at ${width} px in ${locale} like tickets are put together, answered and solved once, and steps are checked off`,
    { skip, timeout: 300_000 },
    async (t) => {
      const site = await Site.start();
      t.after(() => site.close());
      site.person('chenjie', '陈洁', 'agent');
      const look = { width, height, locale, dark };
      const shot = (page, name) =>
        process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true });
      const first = String(await site.report('APP 股票交易不了，客户下单没有反应', { locale }));
      const second = String(await site.report('客户反映 APP 股票交易不了', { locale, wecom: 'lilei' }));

      const agent = await site.editor('chenjie', look);
      const ticket = async (number) => {
        await agent.goto(`${site.url}/desk/ticket/${number}`);
        await good(agent);
      };
      const does = async (step, button) => {
        await button.click();
        await agent.waitForURL(new RegExp(`did=${step}`));
        await good(agent);
      };

      await ticket(first);
      assert.ok((await agent.locator('#runbook li').count()) >= 3);
      await does('checked', agent.locator('#runbook button[value=check]').first());
      assert.equal(await agent.locator('#runbook .tag.good').count(), 1);
      await shot(agent, 'runbook');

      await ticket(second);
      assert.equal(await agent.inputValue('#parent'), first, 'the one that it is like is proposed');
      await shot(agent, 'alike');
      await does('joined', agent.locator('button[value=join]'));
      assert.equal(await agent.locator('#incident a[href="/desk/ticket/' + first + '"]').count() > 0, true);

      // Who reports on the page is asked in their chat, as who reports there is.
      const third = String(await site.report('股票交易不了，客户下单没有反应', { locale, wecom: 'hanmeimei' }));
      await site.desk.expect('韩梅梅', '事件台', [`#${third}`, `#${first}`, '一样吗']);
      await site.desk.press('韩梅梅', '事件台', '是');
      await site.desk.expect('韩梅梅', '事件台', `已和 #${first} 合在一起处理`);

      await ticket(first);
      assert.match(await agent.textContent('#incident'), /2/);
      await agent.goto(`${site.url}/desk`);
      await good(agent);
      assert.deepEqual(await agent.locator('tr[data-ticket]').evaluateAll((rows) => rows.map((row) => row.dataset.ticket)), [first]);
      await shot(agent, 'queue');
      await agent.click(`tr[data-ticket="${first}"] a.tag`);
      await agent.waitForURL(/incident=/);
      await good(agent);
      assert.equal(await agent.locator('tr[data-ticket]').count(), 2, 'what stands under it');
      await shot(agent, 'under');
      await ticket(first);
      await agent.locator('#incident details summary').click();
      await agent.fill('#status-words', '交易系统正在抢修，预计 10:30 恢复');
      await agent.click('button[value=set_status]');
      await agent.waitForSelector('#incident .note');
      assert.match(await agent.textContent('#incident .note'), /10:30/);
      await good(agent);
      await shot(agent, 'incident');

      await agent.locator('details', { has: agent.locator('#category') }).locator('summary').click();
      await agent.fill('#reason', '网关故障');
      await agent.fill('#solution', '已切换备用网关，请重试');
      await does('resolved', agent.locator('button[value=resolve]'));
      assert.equal(await agent.locator('#incident .note').count(), 0, 'the words end with it');
      await ticket(second);
      assert.match(await agent.textContent('main'), /已切换备用网关/);
      await shot(agent, 'child');
      // Each in their own chat, as a message of its own.
      for (const name of ['王敏', '李雷', '韩梅梅']) await site.desk.expect(name, '事件台', '已切换备用网关');
      await does('left', agent.locator('button[value=split]'));
    },
  );
