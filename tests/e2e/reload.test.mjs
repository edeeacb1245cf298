import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Desk, find_binary, until } from './support.mjs';
import { own_templates } from './templates.mjs';

const skip = find_binary() ? false : 'no dutydesk binary: build it, or name it in $DUTYDESK';

/** The line that the gateway logs of a hang-up. */
async function hung_up(desk, event) {
  const before = desk.gateway.logged(event).length;
  desk.gateway.process.kill('SIGHUP');
  await until(
    () => desk.gateway.logged(event).length > before,
    () => `${event}${desk.gateway.tail()}`,
  );
  return desk.gateway.logged(event).at(-1);
}

test('a hang-up takes changed wording, and a bad file keeps the old and says why', { skip }, async (t) => {
  const templates = own_templates(t);
  const words = path.join(templates, 'messages', 'zh-CN', 'dialog.toml');
  const desk = await Desk.start({ templates });
  t.after(() => desk.close());
  const old = readFileSync(words, 'utf8');
  const changed = old.replace(/^(\[dialog\.help\]\ntext = (?:"""\n?|"))/m, '$1改过的帮助 ');
  assert.notEqual(changed, old, 'the help text is found in the wording');

  writeFileSync(words, changed);
  await hung_up(desk, 'reloaded');
  await desk.say('李雷', '客户经理一群', '@小值 帮助');
  await desk.expect('李雷', '客户经理一群', '改过的帮助');

  appendFileSync(words, '\n[dialog.help\ntext = broken\n');
  const refused = await hung_up(desk, 'reload_refused');
  assert.match(refused.problems, /dialog\.toml/);
  await desk.say('李雷', '客户经理一群', '@小值 帮助');
  await desk.expect('李雷', '客户经理一群', '改过的帮助');
});

test(
  'a hang-up takes changed rates, and a configuration with a fault changes nothing',
  { skip },
  async (t) => {
    const desk = await Desk.start();
    t.after(() => desk.close());
    const { file } = desk.gateway;
    const old = readFileSync(file, 'utf8');
    const hang_up = (text, event) => {
      writeFileSync(file, text);
      return hung_up(desk, event);
    };
    const rate = (count) =>
      `${old}\n[[limit]]\nscope = "chat"\nkind = "wecom_aibot"\ncount = ${count}\nwindow = "10h"\n`;
    const asks = async () => {
      await desk.say('李雷', '客户经理一群', '@小值 帮助');
      await desk.expect('李雷', '客户经理一群', '一句话');
    };

    const refused = await hang_up(rate(0), 'reload_refused');
    assert.match(refused.problems, /dutydesk\.toml:\d+: limit\[1\]\.count/);
    await asks();
    await asks();

    await hang_up(rate(1), 'reloaded');
    await asks();
    await desk.say('李雷', '客户经理一群', '@小值 帮助');
    // The group's answer waits for hours now; what is said 1:1 does not.
    await desk.say('李雷', '小值', '帮助');
    await desk.expect('李雷', '小值', '一句话');
    await assert.rejects(desk.expect('李雷', '客户经理一群', '一句话', { ms: 1000 }), /not within/);
  },
);
