import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { Desk, find_binary } from './support.mjs';

const skip = find_binary() ? false : 'no dutydesk binary: build it, or name it in $DUTYDESK';

test('a group that the app made hears of new tickets', { skip, timeout: 180_000 }, async (t) => {
  const desk = await Desk.start();
  t.after(() => desk.close());
  const { binary, file } = desk.gateway;
  // The simulator answers meanwhile, so nothing here may block.
  const made = await new Promise((done) =>
    execFile(
      binary,
      ['appchat', 'create', '事件播报组', '--owner', 'chenjie', '--member', 'sunli', '--config', file],
      (failed, out, problems) => done({ status: failed?.code ?? 0, out, problems }),
    ),
  );
  assert.equal(made.status, 0, made.problems);
  assert.match(made.out, /^\[\[chat\]\]\nname = "事件播报组"\naccount = "app"\nid = "\w+"\npurpose = "team"\n$/);
  await desk.expect('孙丽', '事件播报组', '事件播报组');

  await desk.gateway.stop();
  desk.gateway.config.extra = made.out;
  await desk.restart();
  await desk.say('李雷', '客户经理一群', '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常');
  const told = await desk.expect('孙丽', '事件播报组', '资金账号异常');
  assert.equal(told.card, undefined);
  assert.doesNotMatch(told.text, /13812345678/);
});
