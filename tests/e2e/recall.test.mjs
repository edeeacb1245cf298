// What the app said to one person is taken back by the operator: gone for the person, told on the ticket, once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { cluster_of } from './cluster.mjs';
import { Desk, find_binary, until } from './support.mjs';

const skip = find_binary() ? false : 'no dutydesk binary: build it, or name it in $DUTYDESK';

test('an answer that went to a person is taken back', { skip, timeout: 120_000 }, async (t) => {
  const desk = await Desk.start();
  t.after(() => desk.close());
  const cluster = cluster_of(desk.gateway.folder);
  // The simulator answers meanwhile, so nothing here may block.
  const recall = (id) =>
    new Promise((done) =>
      execFile(
        desk.gateway.binary,
        ['outbox', 'recall', String(id), '--config', desk.gateway.file],
        (failed, out) => done({ status: failed?.code ?? 0, out }),
      ),
    );
  const sent = (key) =>
    cluster.rows(
      `SELECT id, account FROM outbox WHERE state = 'sent' AND notice LIKE '%"${key}"%' ORDER BY id DESC`,
    )[0];

  await desk.say('李雷', '客户经理一群', '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常');
  const card = await desk.expect('陈洁', '事件处理组', '李雷');
  const number = /#(\d{4,})/.exec(JSON.stringify(card))[1];
  await desk.say('陈洁', '事件处理组', `@小值 回复 ${number} 这是给别人的话`);
  const said = await desk.expect('李雷', '事件台', '这是给别人的话');
  const row = await until(() => sent('ticket.told.replied'), 'the answer, recorded as sent');

  const done = await recall(row.id);
  assert.equal(done.status, 0, done.out);
  assert.match(done.out, /was taken back/);
  assert.equal(desk.seen('李雷', '事件台').find((m) => m.id === said.id).recalled, true);
  assert.equal(desk.ledger('recall').length, 1);
  await desk.say('陈洁', '事件处理组', `@小值 查询 ${number}`);
  await desk.expect('陈洁', '事件处理组', '回复：已撤回');

  const again = await recall(row.id);
  assert.equal(again.status, 1);
  assert.match(again.out, /its state is recalled, not sent/);
  const group = await recall(sent('ticket.card.new').id);
  assert.equal(group.status, 1);
  assert.match(group.out, /only what an app said to a person/);
  assert.equal(desk.ledger('recall').length, 1);
});
