// Files out: what the team sends reaches the reporter by the right call of each face, once uploaded, and nobody else.
//   DUTYDESK=PATH node --test tests/e2e/files.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sample_world } from '../wecom_sim/sample_world.mjs';
import { png, read_png } from './png.mjs';
import { Desk, find_binary, until } from './support.mjs';

const skip = find_binary() ? false : 'no dutydesk binary';
const REPORT = '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常';
const managers = '客户经理一群';
const team = '事件处理组';

const number_in = (message) => /#(\d{4,})/.exec(JSON.stringify(message))[1];
const with_pictures = (...all) => ({
  pictures: all.map((bytes, at) => ({ base64: bytes.toString('base64'), filename: `screen${at}.png` })),
});

async function reported(desk, who = '李雷') {
  await desk.say(who, managers, REPORT);
  return number_in(await desk.expect(who, managers, /#\d{4,}/, { ms: patience }));
}

const patience = 60_000; // a deadline, not a measure

const uploads = (desk) => desk.ledger('api', (line) => line.endpoint === 'media/upload').length;
/** Pictures that this person has in the app's chat, oldest first. */
const pictures_of = (desk, who) => desk.seen(who, '事件台').filter((m) => m.kind === 'image' && m.media);
const bytes_of = (desk, message) => desk.sim.media.get(message.media).data;

test("pictures sent with an agent's answer reach the reporter after the words, without their EXIF", { skip }, async () => {
  const desk = await Desk.start();
  try {
    const number = await reported(desk);
    const [first, second] = [png({ shade: 3 }), png({ shade: 77 })];
    await desk.say('陈洁', team, `@小值 回复 ${number} 请按截图操作`, with_pictures(first, second));
    await desk.expect('李雷', '事件台', ['请按截图操作', /2 个图片或文件/], { ms: patience });
    await until(() => pictures_of(desk, '李雷').length === 2, () => `two pictures${desk.gateway.tail()}`, patience);
    const sent = pictures_of(desk, '李雷').map((m) => bytes_of(desk, m));
    for (const bytes of [first, second])
      assert.ok(sent.some((one) => read_png(one).pixels.equals(read_png(bytes).pixels)));
    assert.ok(sent.every((one) => !one.includes('GPS')));
    assert.match(pictures_of(desk, '李雷')[0].filename, /^screen\d\.png$/);
    assert.equal(uploads(desk), 2);
    // A note of the team's stays there.
    await desk.say('陈洁', team, `@小值 备注 ${number} 内部截图`, with_pictures(png({ shade: 120 })));
    await desk.expect('陈洁', team, new RegExp(`#${number}`), { ms: patience });
    // And the same picture again goes by the copy that is there.
    await desk.say('陈洁', team, `@小值 回复 ${number}`, with_pictures(first));
    await until(() => pictures_of(desk, '李雷').length === 3, () => `a third picture${desk.gateway.tail()}`, patience);
    assert.equal(uploads(desk), 2);
    assert.equal(pictures_of(desk, '李雷').length, 3);
  } finally {
    await desk.close();
  }
});

test('a copy that has expired at the platform is uploaded again, and a failed send is not', { skip }, async () => {
  const desk = await Desk.start();
  try {
    const number = await reported(desk);
    const picture = png({ shade: 11 });
    await desk.say('陈洁', team, `@小值 回复 ${number} 第一次`, with_pictures(picture));
    await until(() => pictures_of(desk, '李雷').length === 1, () => `the picture${desk.gateway.tail()}`, patience);
    assert.equal(uploads(desk), 1);
    assert.equal(desk.sim.media.expire(), 1);
    await desk.say('陈洁', team, `@小值 回复 ${number} 第二次`, with_pictures(picture));
    await until(() => pictures_of(desk, '李雷').length === 2, () => `uploaded anew${desk.gateway.tail()}`, patience);
    assert.equal(uploads(desk), 2);
    assert.equal(desk.ledger('message', (line) => line.errcode === 40007).length, 1);
    // Both uploads of the next one fail at first: it is tried again, and said once.
    desk.sim.faults.set({ endpoint: 'media/upload', fault: 'ok-errcode', errcode: -1, times: 1 });
    await desk.say('陈洁', team, `@小值 回复 ${number} 第三次`, with_pictures(png({ shade: 200 })));
    await until(() => pictures_of(desk, '李雷').length === 3, () => `tried again${desk.gateway.tail()}`, patience);
    assert.equal(desk.ledger('message', (line) => /的图片，请查收/.test(line.text ?? '')).length, 3);
  } finally {
    await desk.close();
  }
});

test('who cannot be reached 1:1 gets the words and a link in the group, never the picture', { skip }, async () => {
  const world = sample_world({ app: { visible: ['chenjie', 'zhaogang', 'sunli'] } });
  const desk = await Desk.start({ world });
  try {
    const number = await reported(desk);
    await desk.say('陈洁', team, `@小值 回复 ${number} 请看截图`, with_pictures(png({ shade: 5 })));
    await desk.expect('李雷', managers, ['请看截图'], { mentions: '李雷', ms: patience });
    await desk.expect('李雷', managers, [/的图片/, /screen0\.png/], { mentions: '李雷', ms: patience });
    assert.equal(desk.seen('李雷', managers).filter((m) => m.from.type !== 'member' && m.media).length, 0);
  } finally {
    await desk.close();
  }
});
