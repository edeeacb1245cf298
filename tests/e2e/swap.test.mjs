// A shift that changes hands in chat: asked in the team's group, confirmed and agreed by buttons, and the roster says so.
//   DUTYDESK=PATH node --test tests/e2e/swap.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cluster_of } from './cluster.mjs';
import { Desk, find_binary } from './support.mjs';
import { daily_roster, own_templates } from './templates.mjs';

const skip = find_binary() ? false : 'no dutydesk binary';
const WAIT = { ms: 60_000 };

test('a shift changes hands once both have agreed', { skip, timeout: 240_000 }, async (t) => {
  const templates = own_templates(t, { 'clocks/duty.toml': daily_roster('chenjie', 'liming') });
  const desk = await Desk.start({ templates });
  t.after(() => desk.close());
  await desk.say('陈洁', '事件处理组', '@小值 换班 下一班 给 赵刚');
  await desk.expect('陈洁', '事件处理组', [/换班 1/, '陈洁 的班', '由 赵刚 值'], WAIT);
  await desk.press('陈洁', '事件处理组', '确认');
  await desk.expect('陈洁', '事件处理组', /已转告 赵刚/, WAIT);
  await desk.expect('赵刚', '事件台', [/陈洁 想和您换班 1/, '同意'], WAIT);
  await desk.say('赵刚', '事件台', '同意换班');
  await desk.expect('陈洁', '事件台', /换班 1 已生效/, WAIT);
  const rows = cluster_of(desk.gateway.folder).rows('SELECT person, made_by FROM duty_change WHERE undone_at IS NULL');
  assert.deepEqual(
    rows.map((row) => Object.values(row).join(' ')),
    ['zhaogang chenjie'],
  );
});
