import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Desk, find_binary, until } from './support.mjs';
import { own_templates } from './templates.mjs';

const skip = find_binary() ? false : 'no dutydesk binary: build it, or name it in $DUTYDESK';

test('a hang-up takes changed wording, and a bad file keeps the old and says why', { skip }, async (t) => {
  const templates = own_templates(t);
  const words = path.join(templates, 'messages', 'zh-CN', 'dialog.toml');
  const desk = await Desk.start({ templates });
  t.after(() => desk.close());
  const hang_up = async (event) => {
    const before = desk.gateway.logged(event).length;
    desk.gateway.process.kill('SIGHUP');
    await until(
      () => desk.gateway.logged(event).length > before,
      () => `${event}${desk.gateway.tail()}`,
    );
    return desk.gateway.logged(event).at(-1);
  };
  const old = readFileSync(words, 'utf8');
  const changed = old.replace(/^(\[dialog\.help\]\ntext = (?:"""\n?|"))/m, '$1改过的帮助 ');
  assert.notEqual(changed, old, 'the help text is found in the wording');

  writeFileSync(words, changed);
  await hang_up('reloaded');
  await desk.say('李雷', '客户经理一群', '@小值 帮助');
  await desk.expect('李雷', '客户经理一群', '改过的帮助');

  appendFileSync(words, '\n[dialog.help\ntext = broken\n');
  const refused = await hang_up('reload_refused');
  assert.match(refused.problems, /dialog\.toml/);
  await desk.say('李雷', '客户经理一群', '@小值 帮助');
  await desk.expect('李雷', '客户经理一群', '改过的帮助');
});
