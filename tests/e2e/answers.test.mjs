// What the cloud says to a repeat, for real: a card that it has already (42014), a message that takes no answer any more (846605),
// a response_url that is spent (60140). Each is heard once by the people.
//   DUTYDESK=PATH node --test tests/e2e/answers.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cluster_of } from './cluster.mjs';
import { Desk, find_binary, until, words_of } from './support.mjs';

const skip = find_binary() ? false : 'no dutydesk binary';
const report = '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常';
const WAIT = { ms: 60_000 };

async function with_desk(mode, work) {
  const desk = await Desk.start({ mode });
  try {
    // A smart bot may push into a group once somebody there has spoken to it.
    await desk.say('陈洁', '事件处理组', '@小值 待处理');
    await desk.expect('陈洁', '事件处理组', /./, WAIT);
    await work(desk, cluster_of(desk.gateway.folder));
  } finally {
    await desk.close();
  }
}

/** Everything is said, and nothing was given up. */
function all_said(cluster) {
  const open = () =>
    cluster.rows("SELECT id, state, last_error FROM outbox WHERE state NOT IN ('sent', 'merged')");
  return until(
    () => open().length === 0,
    () => `all said: ${JSON.stringify(open())}`,
    60_000,
    200,
  );
}

const refusals = (desk, errcode) => desk.ledger('message', (line) => line.errcode === errcode);

/** How often people see a message of the desk that fits. */
function shown(desk, who, place, pattern) {
  return desk.seen(who, place).filter((m) => m.from.type !== 'member' && pattern.test(words_of(m))).length;
}

test('42014: a card whose answer was lost is shown once, and its repeat counts as said', { skip }, () =>
  with_desk('socket', async (desk, cluster) => {
    desk.sim.faults.set({ endpoint: 'ws:aibot_send_msg', fault: 'no-req-id', times: 1 });
    await desk.say('李雷', '客户经理一群', report);
    await desk.expect('陈洁', '事件处理组', [/#\d{4,}/, '李雷'], WAIT);
    await until(() => refusals(desk, 42014).length, 'a repeat of the card', 60_000);
    await all_said(cluster);
    assert.equal(shown(desk, '陈洁', '事件处理组', /#\d{4,}/), 1);
  }),
);

test('846605: an answer that comes too late for its message is pushed, once', { skip }, () =>
  with_desk('socket', async (desk, cluster) => {
    desk.sim.faults.set({ endpoint: 'ws:aibot_respond_msg', fault: 'ok-errcode', errcode: -1, times: 1 });
    const busy = new Promise((done) =>
      desk.sim.ledger.listen((line) => line.t === 'message' && line.errcode === -1 && done()),
    );
    await desk.say('李雷', '客户经理一群', report);
    await busy;
    desk.sim.clock.advance(3 * 24 * 3600 * 1000);
    await desk.expect('李雷', '客户经理一群', /#\d{4,}/, WAIT);
    assert.equal(refusals(desk, 846605).length, 1);
    await all_said(cluster);
    assert.equal(shown(desk, '李雷', '客户经理一群', /#\d{4,}/), 1);
  }),
);

test(
  '60140: an answer through the response_url that nobody acknowledged is not said another way',
  { skip },
  () =>
    with_desk('callback', async (desk, cluster) => {
      desk.sim.faults.set({ endpoint: 'aibot/response', fault: 'close-after-request', times: 1 });
      await desk.say('李雷', '客户经理一群', '@小值 三方存管银行怎么变更');
      await desk.expect('李雷', '客户经理一群', /银行/, WAIT);
      await until(() => refusals(desk, 60140).length, 'a repeat', 60_000);
      await all_said(cluster);
      assert.equal(shown(desk, '李雷', '客户经理一群', /银行/), 1);
      assert.equal(shown(desk, '李雷', '事件台', /银行/), 0);
    }),
);
