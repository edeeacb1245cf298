// "您是不是想问" against the simulated WeCom, whose cards have its limits: a title pressed, none of them, a number typed.
//   DUTYDESK=PATH node --test tests/e2e/suggest.test.mjs
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Desk, find_binary, until, words_of } from './support.mjs';

const skip = find_binary() ? false : 'no dutydesk binary: build it, or name it in $DUTYDESK';
const managers = '客户经理一群';
const team = '事件处理组';
const app = '事件台';
const asked = '密码怎么换';
const long_title = '登录密码被锁定以后怎么修改密码并且重新登录（普通账户、信用账户、期权账户分别说明）';
const articles = {
  password: { title: long_title, phrasings: ['怎么修改密码', '密码忘了', '想换个密码'] },
  transfer: { title: '转账密码怎么换', phrasings: ['修改转账密码的方法'] },
  funds: { title: '资金密码怎么换', phrasings: ['修改资金密码的方法'] },
  open: { title: '怎么开户', phrasings: ['开户流程'] },
  hours: { title: '几点开盘', phrasings: ['交易时间'] },
};

/** A small knowledge base without patterns: what is asked half alike is suggested. */
function folder_of_articles() {
  const folder = mkdtempSync(path.join(tmpdir(), `dutydesk-articles-${process.pid}-`));
  for (const [id, { title, phrasings }] of Object.entries(articles))
    writeFileSync(
      path.join(folder, `${id}.md`),
      `+++\ntitle = "${title}"\nsystem = "login"\ncategory = "密码"\nanswer = "答案 ${id}"\nphrasings = ${JSON.stringify(phrasings)}\n+++\n\n正文\n`,
    );
  return folder;
}

async function with_desk(mode, story) {
  const folder = folder_of_articles();
  const desk = await Desk.start({ mode, sections: { desk: { articles: folder } } });
  try {
    // The smart bot may speak in a group only after somebody there has spoken to it.
    await desk.say('陈洁', team, '@小值 待处理');
    await desk.expect('陈洁', team, '没有待处理');
    await story(desk);
  } finally {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The buttons that the person sees on the newest card there. */
const buttons = (desk, who, place) =>
  desk
    .seen(who, place)
    .filter((m) => m.card?.button_list)
    .at(-1)
    .card.button_list.map((b) => b.text);

for (const mode of ['socket', 'callback'])
  test(`a pressed title answers with its article in the group (${mode})`, { skip }, () =>
    with_desk(mode, async (desk) => {
      await desk.say('李雷', managers, `@小值 ${asked}`);
      const card = await desk.expect('李雷', managers, ['您是不是想问', long_title]);
      const labels = buttons(desk, '李雷', managers);
      assert.equal(labels.length, 4, words_of(card));
      assert.equal(labels.at(-1), '都不是');
      for (const label of labels) assert.ok([...label].length <= 10, label);
      await desk.press('李雷', managers, 'kb.pick.1');
      await desk.expect('李雷', managers, '已选择');
      const answer = await desk.expect('李雷', managers, ['答案', '已解决', '没解决']);
      assert.match(words_of(answer), /答案 \w+/);
      await desk.press('李雷', managers, '已解决');
      await until(
        () => !words_of(desk.seen('李雷', managers).at(-1)).includes('没解决'),
        'the answer is marked as solved',
      );
    }),
  );

test(
  'none of them goes on 1:1 with what is known, and its ticket begins with the first sentence',
  { skip },
  () =>
    with_desk('socket', async (desk) => {
      await desk.say('李雷', managers, `@小值 客户13812345678${asked}`);
      await desk.expect('李雷', managers, '您是不是想问');
      await desk.press('李雷', managers, '都不是');
      const changed = await desk.expect('李雷', managers, ['都不是', /#\d{4,}/]);
      const number = /#(\d{4,})/.exec(words_of(changed))[1];
      const question = await desk.expect('李雷', app, [`#${number}`, '138****5678', '请一句话补充']);
      assert.ok(!words_of(question).includes('客户（'), words_of(question));
      await desk.say('李雷', app, '登录系统 刚才');
      await desk.expect('李雷', app, [`#${number}`, '已提交']);
      await desk.expect('陈洁', team, [`#${number}`, asked, '138****5678']);
      desk.never('陈洁', managers, '13812345678');
    }),
);

test('a typed number chooses after a kill; other words go into the ticket beside the first', { skip }, () =>
  with_desk('socket', async (desk) => {
    await desk.say('李雷', managers, `@小值 ${asked}`);
    await desk.expect('李雷', managers, '您是不是想问');
    await desk.kill_and_restart();
    await desk.say('李雷', managers, '@小值 2');
    await desk.expect('李雷', managers, ['答案', '没解决']);
    await desk.say('韩梅梅', managers, `@小值 ${asked}`);
    await desk.expect('韩梅梅', managers, '您是不是想问');
    await desk.say('韩梅梅', managers, '@小值 登录系统，客户13812345678，刚才开始');
    const told = await desk.expect('韩梅梅', managers, /#\d{4,}/);
    await desk.expect('陈洁', team, [`#${/#(\d{4,})/.exec(words_of(told))[1]}`, asked, '138****5678']);
  }),
);

test('a whole report gets its number at once, whatever is like it', { skip }, () =>
  with_desk('socket', async (desk) => {
    await desk.say('王敏', managers, '@小值 客户13812345678今天9:40登录APP提示密码错误，密码怎么换都不行');
    await desk.expect('王敏', managers, [/#\d{4}/, '已提交']);
    desk.never('王敏', managers, '您是不是想问');
  }),
);
