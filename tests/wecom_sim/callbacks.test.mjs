import assert from 'node:assert/strict';
import { test } from 'node:test';
import sdk from '@wecom/aibot-node-sdk';
import { startSim } from './sim.mjs';
import { sample_world } from './sample_world.mjs';
import { start_receiver, until } from './receiver.mjs';

const FAST = { callback_ms: 200, retry_gap_ms: 5, poll_ms: 10 };
const BOT = sample_world().bots[0];
const APP = sample_world().apps[0];
const BOT_KEYS = { token: BOT.token, aesKey: BOT.aesKey, receiveid: '' };
const APP_KEYS = { token: APP.token, aesKey: APP.aesKey, receiveid: sample_world().corpid };

async function with_receiver(t, { app = false, answer } = {}) {
  const receiver = await start_receiver({ keys: app ? APP_KEYS : BOT_KEYS, app, answer });
  const world = sample_world(
    app ? { app: { url: receiver.url } } : { bot: { mode: 'callback', url: receiver.url } },
  );
  const sim = await startSim({ world, timing: FAST });
  t.after(async () => {
    await sim.close();
    await receiver.close();
  });
  const say = (words) =>
    sim.people.say({
      as: 'lilei',
      ...(app ? { app: '事件台' } : { group: 'wrReporters01', mention: true }),
      wait: true,
      ...words,
    });
  return { sim, receiver, say };
}

test('the URL is verified with an echo and nothing else', async (t) => {
  const { sim } = await with_receiver(t);
  assert.equal((await sim.callbacks.verify(sim.world.bots[0])).ok, true);
  sim.world.merge({ bots: [{ botid: BOT.botid, url: 'http://127.0.0.1:9/cb' }] });
  assert.equal((await sim.callbacks.verify(sim.world.bots[0])).ok, false);
});

test('an unanswered message comes three times, the same inside and sealed anew', async (t) => {
  const { sim, receiver, say } = await with_receiver(t, { answer: () => ({ status: 503 }) });
  const { callbacks } = await say({ text: '股票交易不了' });
  assert.deepEqual([callbacks[0].acked, callbacks[0].attempts], [false, 3]);
  assert.deepEqual(receiver.got[0].message, receiver.got[2].message);
  assert.equal(new Set(receiver.got.map((g) => g.envelope.nonce)).size, 3);
  assert.equal(new Set(receiver.got.map((g) => g.encrypt)).size, 3);
  assert.deepEqual(
    sim.ledger.read({ type: 'callback' }).map((l) => [l.attempt, l.status, l.outcome]),
    [
      [1, 503, 'failed'],
      [2, 503, 'failed'],
      [3, 503, 'failed'],
    ],
  );
});

test('no answer in time cuts the connection, and the next attempt may succeed', async (t) => {
  const { receiver, say } = await with_receiver(t, { answer: (_m, n) => (n === 1 ? { hang: true } : {}) });
  const { callbacks } = await say({ text: '在吗' });
  assert.deepEqual([callbacks[0].acked, callbacks[0].attempts, receiver.got.length], [true, 2, 2]);
});

test('a redirect is a failure', async (t) => {
  const { receiver, say } = await with_receiver(t, { answer: () => ({ status: 302 }) });
  await say({ text: '在吗' });
  assert.equal(receiver.got.length, 3);
});

test('a click on a card of the smart bot is told once, even if nobody answers', async (t) => {
  const card = {
    card_type: 'button_interaction',
    main_title: { title: '1002' },
    button_list: [{ text: '受理', key: 'a' }],
    task_id: 't1',
  };
  const { sim, receiver, say } = await with_receiver(t, {
    answer: (m) =>
      m.msgtype === 'event' ? { status: 500 } : { reply: { msgtype: 'template_card', template_card: card } },
  });
  await say({ text: '待处理' });
  const shown = await until(() => sim.chats.list('group:wrReporters01').find((m) => m.card), 'card');
  const pressed = await sim.people.press({ as: 'chenjie', message: shown.id, key: 'a', wait: true });
  assert.equal(pressed.callbacks[0].attempts, 1);
  assert.equal(receiver.got.filter((g) => g.message.msgtype === 'event').length, 1);
  assert.match(receiver.got.at(-1).message.response_url, /response_code=/);
});

test('a passive stream is polled to its end, text of the last answer stands', async (t) => {
  let polls = 0;
  const { sim, receiver, say } = await with_receiver(t, {
    answer: (m) => {
      if (m.msgtype !== 'stream')
        return { reply: { msgtype: 'stream', stream: { id: 'S1', finish: false, content: '' } } };
      polls += 1;
      return {
        reply: {
          msgtype: 'stream',
          stream: { id: m.stream.id, finish: polls === 3, content: `第${polls}次` },
        },
      };
    },
  });
  await say({ text: '在吗' });
  const done = await until(
    () => sim.chats.list('group:wrReporters01').find((m) => m.stream?.finish),
    'finish',
  );
  assert.equal(done.text, '第3次');
  const refreshes = receiver.got.filter((g) => g.message.msgtype === 'stream');
  assert.equal(refreshes.length, 3);
  assert.equal(refreshes[0].message.response_url, undefined);
});

test('text answers only enter_chat; elsewhere it is dropped without a word', async (t) => {
  const { sim, say } = await with_receiver(t, {
    answer: () => ({ reply: { msgtype: 'text', text: { content: '您好' } } }),
  });
  await say({ text: '在吗' });
  assert.equal(sim.ledger.read({ type: 'passive' })[0].outcome, 'dropped');
  await sim.people.enter({ as: 'lilei', bot: '小值', wait: true });
  assert.equal(sim.chats.list('bot:aib-xiaozhi:lilei').at(-1).text, '您好');
  assert.deepEqual((await sim.people.enter({ as: 'lilei', bot: '小值', wait: true })).callbacks, []);
});

test('response_url takes one answer within the hour', async (t) => {
  const { sim, receiver, say } = await with_receiver(t);
  const post = async (url, content = '好') =>
    (
      await fetch(url, {
        method: 'POST',
        body: JSON.stringify({ msgtype: 'markdown', markdown: { content } }),
      })
    ).json();
  await say({ text: '一' });
  assert.equal((await post(receiver.got[0].message.response_url)).errcode, 0);
  assert.equal((await post(receiver.got[0].message.response_url)).errcode, 60140);
  await say({ text: '二' });
  sim.clock.advance(3600_001);
  assert.equal((await post(receiver.got[1].message.response_url)).errcode, 60140);
});

test('words to the app arrive as XML with a MsgId, pictures as messages of their own', async (t) => {
  const { sim, receiver, say } = await with_receiver(t, { app: true });
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGNgYPjPAAYgAgAL/AH/8NHuXQAAAABJRU5ErkJggg==';
  await say({ text: '还是 <b>不行</b> ]]>', pictures: [{ base64: png }] });
  const [text, image] = receiver.got.map((g) => g.message);
  assert.deepEqual(
    [text.MsgType, text.Content, text.FromUserName, text.AgentID],
    ['text', '还是 <b>不行</b> ]]>', 'lilei', '1000002'],
  );
  assert.match(text.MsgId, /^\d{18,19}$/);
  assert.equal(image.MsgType, 'image');
  assert.equal(sim.media.get(image.MediaId).owner, `corp:${sim.world.corpid}`);
});

test('a passive answer of the app shows in the thread; one that cannot be opened does not', async (t) => {
  const reply = '<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>';
  const { sim, say } = await with_receiver(t, {
    app: true,
    answer: (_m, n) => (n === 1 ? { reply } : { raw: 'success' }),
  });
  await say({ text: '在吗' });
  assert.equal(sim.chats.list('app:1000002:lilei').at(-1).text, '收到');
  const { callbacks } = await say({ text: '还在吗' });
  assert.equal(callbacks[0].acked, true);
  assert.equal(sim.chats.list('app:1000002:lilei').at(-1).text, '还在吗');
  assert.match(sim.ledger.read({ type: 'callback' }).at(-1).error, /reply dropped/);
});

test('three unfinished turns of a member are the most a bot is given', async (t) => {
  const { sim, say } = await with_receiver(t, {
    answer: (m) => ({
      reply: { msgtype: 'stream', stream: { id: m.stream?.id ?? m.msgid, finish: false, content: '' } },
    }),
  });
  for (let i = 0; i < 3; i++) await say({ text: `${i}` });
  const { callbacks } = await say({ text: '4' });
  assert.equal(callbacks[0].attempts, 0);
  assert.equal(sim.ledger.read({ type: 'callback' }).filter((l) => l.outcome === 'refused').length, 1);
});

test('a replay is the same message in a fresh envelope', async (t) => {
  const { sim, receiver, say } = await with_receiver(t);
  const { callbacks } = await say({ text: '一次' });
  const answer = await (
    await fetch(`${sim.url}/sim/replay`, {
      method: 'POST',
      body: JSON.stringify({ msgid: callbacks[0].msgid, times: 2 }),
    })
  ).json();
  assert.deepEqual(answer.statuses, [200, 200]);
  assert.deepEqual(receiver.got[0].message, receiver.got[2].message);
  assert.notEqual(receiver.got[0].encrypt, receiver.got[1].encrypt);
});

test('a bot of encrypted ids shows nobody by name, and the app can translate', async (t) => {
  const { sim, receiver, say } = await with_receiver(t);
  sim.world.merge({ bots: [{ botid: BOT.botid, encrypted_ids: true }] });
  await say({ text: '在吗' });
  const open_userid = receiver.got[0].message.from.userid;
  assert.notEqual(open_userid, 'lilei');
  const { access_token } = sim.tokens.issue(sim.world.corpid, APP.secret);
  const answer = await (
    await fetch(`${sim.url}/cgi-bin/batch/openuserid_to_userid?access_token=${access_token}`, {
      method: 'POST',
      body: JSON.stringify({ open_userid_list: [open_userid, 'lilei'] }),
    })
  ).json();
  assert.deepEqual(answer.userid_list, [{ open_userid, userid: 'lilei' }]);
  assert.deepEqual(answer.invalid_open_userid_list, ['lilei']);
});

test('a passive update of the app changes the card that was pressed', async (t) => {
  const card = {
    card_type: 'button_interaction',
    main_title: { title: '1002' },
    button_list: [{ text: '受理', key: 'a' }],
    task_id: 't1',
  };
  const reply =
    '<xml><ToUserName>lilei</ToUserName><MsgType><![CDATA[update_template_card]]></MsgType><TemplateCard><CardType><![CDATA[text_notice]]></CardType><MainTitle><Title><![CDATA[已受理]]></Title></MainTitle></TemplateCard></xml>';
  const { sim } = await with_receiver(t, {
    app: true,
    answer: (m) => (m.MsgType === 'event' ? { reply } : {}),
  });
  const { access_token } = sim.tokens.issue(sim.world.corpid, APP.secret);
  await fetch(`${sim.url}/cgi-bin/message/send?access_token=${access_token}`, {
    method: 'POST',
    body: JSON.stringify({
      touser: 'lilei',
      agentid: APP.agentid,
      msgtype: 'template_card',
      template_card: card,
    }),
  });
  const shown = sim.chats.list('app:1000002:lilei')[0];
  await sim.people.press({ as: 'lilei', message: shown.id, key: 'a', wait: true });
  assert.equal(sim.chats.list('app:1000002:lilei')[0].card.main_title.title, '已受理');
});

test('a file reaches the bot in its single chat, sealed with the callback key; a group never carries one', async (t) => {
  const { sim, receiver } = await with_receiver(t);
  const attach = { kind: 'file', base64: Buffer.from('a,b\n1,2\n').toString('base64'), filename: '明细.csv' };
  await sim.people.say({ as: 'lilei', bot: '小值', attach, wait: true });
  const { message } = receiver.got[0];
  assert.equal(message.msgtype, 'file');
  const sealed = Buffer.from(await (await fetch(message.file.url)).arrayBuffer());
  assert.equal(sdk.decryptFile(sealed, `${BOT.aesKey}=`).toString(), 'a,b\n1,2\n');
  sim.clock.advance(301_000);
  assert.equal((await fetch(message.file.url)).status, 403);
  await assert.rejects(
    sim.people.say({ as: 'lilei', group: 'wrReporters01', mention: true, attach }),
    /single chat/,
  );
});

test('an opinion is told only where the answer asked for one', async (t) => {
  const { sim, receiver, say } = await with_receiver(t, {
    answer: (m) =>
      m.msgtype === 'text'
        ? {
            reply: {
              msgtype: 'stream',
              stream: {
                id: 's',
                finish: true,
                content: '好',
                ...(m.text.content.includes('评') ? { feedback: { id: 'f1' } } : {}),
              },
            },
          }
        : {},
  });
  await say({ text: '评一评' });
  const answer = () => sim.chats.list('group:wrReporters01').at(-1);
  await sim.people.feedback({ as: 'lilei', message: answer().id, type: 2, content: '没用', wait: true });
  assert.deepEqual(receiver.got.at(-1).message.event.feedback_event, {
    id: 'f1',
    type: 2,
    content: '没用',
    inaccurate_reason_list: [],
  });
  await say({ text: '别的' });
  await assert.rejects(sim.people.feedback({ as: 'lilei', message: answer().id, type: 1 }), /no feedback/);
});

test('without a callback URL what is said fails quietly, three times', async (t) => {
  const sim = await startSim({ world: sample_world(), timing: FAST });
  t.after(() => sim.close());
  const { callbacks } = await sim.people.say({ as: 'lilei', app: '事件台', text: '在吗', wait: true });
  assert.deepEqual([callbacks[0].acked, callbacks[0].attempts], [false, 3]);
  assert.equal(sim.ledger.read({ type: 'callback' })[0].error, 'no callback url');
});
