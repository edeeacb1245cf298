import assert from 'node:assert/strict';
import { test } from 'node:test';
import sdk from '@wecom/aibot-node-sdk';
import { startSim } from './sim.mjs';
import { sample_world } from './sample_world.mjs';
import { until } from './receiver.mjs';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGNgYPjPAAYgAgAL/AH/8NHuXQAAAABJRU5ErkJggg==',
  'base64',
);

async function with_client(t, options = {}) {
  const sim = await startSim({ world: sample_world() });
  const client = new sdk.WSClient({
    botId: 'aib-xiaozhi',
    secret: 'long-connection-secret',
    wsUrl: sim.wsUrl,
    logger: quiet,
    ...options,
  });
  client.on('error', () => {});
  t.after(async () => {
    client.disconnect();
    await sim.close();
  });
  client.connect();
  if (options.secret === undefined) await new Promise((done) => client.on('authenticated', done));
  return { sim, client };
}

const next = (client, event) => new Promise((done) => client.once(event, done));
const group = (sim) => sim.chats.list('group:wrReporters01', { viewer: 'lilei' });

test('the official client subscribes, hears a mention and answers with a stream', async (t) => {
  const { sim, client } = await with_client(t);
  const heard = next(client, 'message.text');
  await sim.people.say({ as: 'lilei', group: '客户经理一群', text: '股票交易不了', mention: true });
  const frame = await heard;
  assert.equal(frame.body.text.content, '@小值 股票交易不了');
  assert.equal(frame.body.chatid, 'wrReporters01');
  assert.equal(frame.body.chattype, 'group');
  assert.equal(frame.body.from.userid, 'lilei');
  await client.replyStream(frame, 's1', '正在看', false);
  await client.replyStream(frame, 's1', '已记录，编号 **1002**', true);
  const last = group(sim).at(-1);
  assert.equal(last.text, '已记录，编号 **1002**');
  assert.equal(last.stream.finish, true);
  await assert.rejects(client.replyStream(frame, 's1', '更多', true), (error) => error.errcode === 846608);
});

test('what is said without a mention reaches nobody', async (t) => {
  const { sim, client } = await with_client(t);
  let heard = 0;
  client.on('message', () => (heard += 1));
  await sim.people.say({ as: 'lilei', group: '客户经理一群', text: '大家早' });
  const called = next(client, 'message.text');
  await sim.people.say({ as: 'lilei', group: '客户经理一群', text: '@小值 在吗' });
  await called;
  assert.equal(heard, 1);
});

test('a push needs somebody who has talked there before', async (t) => {
  const { sim, client } = await with_client(t);
  const push = (chatid) => client.sendMessage(chatid, { msgtype: 'markdown', markdown: { content: '你好' } });
  await assert.rejects(push('wrTeam01'), (error) => error.errcode === 95001);
  await assert.rejects(push('wrteam01'), (error) => error.errcode === 93006);
  await sim.people.say({ as: 'chenjie', group: 'wrTeam01', text: '@小值 待处理' });
  await push('wrTeam01');
  assert.equal(sim.chats.list('group:wrTeam01').at(-1).text, '你好');
});

test('plain text is not a reply of the long connection', async (t) => {
  const { sim, client } = await with_client(t);
  const heard = next(client, 'message');
  await sim.people.say({ as: 'lilei', group: 'wrReporters01', mention: true, text: '在吗' });
  await assert.rejects(
    client.reply(await heard, { msgtype: 'text', text: { content: '在' } }),
    (error) => error.errcode === 40008,
  );
});

test('a quote brings its text and nothing else', async (t) => {
  const { sim, client } = await with_client(t);
  const said = await sim.people.say({ as: 'wangmin', group: 'wrReporters01', text: '单号 1001' });
  const heard = next(client, 'message');
  await sim.people.say({
    as: 'chenjie',
    group: 'wrReporters01',
    mention: true,
    text: '受理',
    quote: said.message,
  });
  assert.deepEqual((await heard).body.quote, { msgtype: 'text', text: { content: '单号 1001' } });
});

test('a picture comes with a key of its own and opens with it', async (t) => {
  const { sim, client } = await with_client(t);
  const heard = next(client, 'message.mixed');
  await sim.people.say({
    as: 'lilei',
    group: 'wrReporters01',
    mention: true,
    text: '看图',
    pictures: [{ base64: PNG.toString('base64'), filename: 'shot.png' }],
  });
  const { image } = (await heard).body.mixed.msg_item[1];
  const { buffer, filename } = await client.downloadFile(image.url, image.aeskey);
  assert.deepEqual(buffer, PNG);
  assert.equal(filename, 'shot.png');
});

test('a button press may be answered by one card update within five seconds', async (t) => {
  const { sim, client } = await with_client(t);
  const card = {
    card_type: 'button_interaction',
    main_title: { title: '1002' },
    button_list: [{ text: '受理', key: 'accept:1002' }],
    task_id: 't1',
  };
  const heard = next(client, 'message');
  await sim.people.say({ as: 'chenjie', group: 'wrTeam01', mention: true, text: '待处理' });
  await client.replyTemplateCard(await heard, card);
  const shown = sim.chats.list('group:wrTeam01', { viewer: 'chenjie' }).at(-1);
  const pressed = next(client, 'event.template_card_event');
  await sim.people.press({ as: 'chenjie', message: shown.id, key: 'accept:1002' });
  const frame = await pressed;
  assert.equal(frame.body.event.template_card_event.event_key, 'accept:1002');
  const done = {
    ...card,
    card_type: 'text_notice',
    button_list: undefined,
    main_title: { title: '已受理' },
    card_action: { type: 1, url: 'https://example.com' },
  };
  await client.updateTemplateCard(frame, done);
  assert.equal(
    sim.chats.list('group:wrTeam01', { viewer: 'zhaogang' }).at(-1).card.main_title.title,
    '已受理',
  );
  await assert.rejects(client.updateTemplateCard(frame, done), (error) => error.errcode === 846605);
});

test('a file goes up in chunks and out as a message', async (t) => {
  const { sim, client } = await with_client(t);
  await sim.people.say({ as: 'lilei', bot: '小值', text: '报告' });
  const data = Buffer.alloc(1_300_000, 7);
  const { media_id } = await client.uploadMedia(data, { type: 'file', filename: '日报.xlsx' });
  await client.sendMediaMessage('lilei', 'file', media_id);
  const last = sim.chats.list('bot:aib-xiaozhi:lilei').at(-1);
  assert.equal(last.filename, '日报.xlsx');
  assert.equal(last.size, data.length);
});

test('thirty messages a minute to a chat, the next is refused', async (t) => {
  const { sim, client } = await with_client(t);
  await sim.people.say({ as: 'lilei', bot: '小值', text: '你好' });
  const push = () => client.sendMessage('lilei', { msgtype: 'markdown', markdown: { content: 'x' } });
  for (let i = 0; i < 30; i++) await push();
  await assert.rejects(push(), (error) => error.errcode === 45009);
  sim.clock.advance(60_001);
  await push();
});

test('a second connection of the bot throws the first one out', async (t) => {
  const { sim, client } = await with_client(t);
  const kicked = next(client, 'event.disconnected_event');
  const second = new sdk.WSClient({
    botId: 'aib-xiaozhi',
    secret: 'long-connection-secret',
    wsUrl: sim.wsUrl,
    logger: quiet,
  });
  t.after(() => second.disconnect());
  second.connect();
  await kicked;
  await until(
    () => sim.ledger.read({ type: 'socket' }).filter((l) => l.event === 'close').length === 1,
    'first link closed',
  );
});

test('wrong credentials are refused by code, the connection stays', async (t) => {
  const { sim } = await with_client(t, { secret: 'wrong', maxAuthFailureAttempts: 0 });
  await until(() => sim.ledger.read({ type: 'frame' }).some((l) => l.errcode === 853000), 'refusal');
});

test('what happens while nobody is connected is lost', async (t) => {
  const { sim, client } = await with_client(t);
  client.disconnect();
  await until(() => !sim.sockets.connected('aib-xiaozhi'), 'disconnect');
  const { callbacks } = await sim.people.say({
    as: 'lilei',
    group: 'wrReporters01',
    mention: true,
    text: '在吗',
    wait: true,
  });
  assert.equal(callbacks[0].acked, false);
  assert.equal(sim.ledger.read({ type: 'callback' }).at(-1).outcome, 'lost');
});
