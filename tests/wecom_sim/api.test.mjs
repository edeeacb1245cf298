import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { startSim } from './sim.mjs';
import { sample_world } from './sample_world.mjs';
import { start_receiver } from './receiver.mjs';

const APP = sample_world().apps[0];
const HOOK = sample_world().webhooks[0].key;
const CARD = {
  card_type: 'button_interaction',
  main_title: { title: '1002' },
  button_list: [{ text: '受理', key: 'a' }],
  task_id: 't1',
};
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGNgYPjPAAYgAgAL/AH/8NHuXQAAAABJRU5ErkJggg==',
  'base64',
);

async function with_sim(t, changes = {}) {
  const sim = await startSim({ world: sample_world({ app: { url: 'http://127.0.0.1:9/cb' }, ...changes }) });
  t.after(() => sim.close());
  const call = async (path, body, init = {}) => {
    const answer = await fetch(
      `${sim.url}/cgi-bin/${path}`,
      body === undefined
        ? {}
        : { method: 'POST', body: Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body), ...init },
    );
    return answer.json();
  };
  const token = async () =>
    (await call(`gettoken?corpid=${sim.world.corpid}&corpsecret=${APP.secret}`)).access_token;
  const send = async (body) =>
    call(`message/send?access_token=${await token()}`, {
      touser: 'lilei',
      agentid: APP.agentid,
      msgtype: 'text',
      text: { content: '你好' },
      ...body,
    });
  const hook = (body) => call(`webhook/send?key=${HOOK}`, body);
  const seen = (user = 'lilei') => sim.chats.list(`app:${APP.agentid}:${user}`, { viewer: user });
  return { sim, call, token, send, hook, seen };
}

test('the same token is given while it lives; a wrong secret and a dead token are refused', async (t) => {
  const { sim, call, token } = await with_sim(t);
  const first = await token();
  assert.equal(await token(), first);
  assert.equal((await call(`gettoken?corpid=${sim.world.corpid}&corpsecret=no`)).errcode, 40001);
  assert.equal((await call('gettoken?corpid=no&corpsecret=no')).errcode, 40013);
  sim.tokens.invalidate(APP.agentid, 40014);
  assert.equal((await call(`user/get?access_token=${first}&userid=lilei`)).errcode, 40014);
  const second = await token();
  assert.notEqual(second, first);
  sim.clock.advance(7200_001);
  assert.equal((await call(`user/get?access_token=${second}&userid=lilei`)).errcode, 42001);
  assert.equal((await call('user/get?userid=lilei')).errcode, 41001);
});

test('some receivers may be invalid; only all of them is an error', async (t) => {
  const { send, seen } = await with_sim(t);
  const some = await send({ touser: 'LiLei|Nobody' });
  assert.deepEqual([some.errcode, some.invaliduser], [0, 'nobody']);
  assert.equal(seen().length, 1);
  assert.equal((await send({ touser: 'nobody' })).errcode, 81013);
  assert.equal((await send({ touser: '' })).errcode, 82001);
  assert.equal((await send({ agentid: 1 })).errcode, 40056);
});

test('text beyond 2048 bytes is cut in silence, between characters', async (t) => {
  const { send, seen, sim } = await with_sim(t);
  assert.equal((await send({ text: { content: '字'.repeat(700) } })).errcode, 0);
  assert.equal(seen()[0].text, '字'.repeat(682));
  assert.equal(sim.ledger.read({ type: 'message' })[0].truncated, 2100);
});

test('with the duplicate check the same request is not sent twice within its interval', async (t) => {
  const { send, seen, sim } = await with_sim(t);
  const body = { enable_duplicate_check: 1, duplicate_check_interval: 600 };
  const first = await send(body);
  assert.deepEqual(await send(body), first);
  assert.equal(seen().length, 1);
  await send({ ...body, text: { content: '别的' } });
  assert.equal(seen().length, 2);
  sim.clock.advance(600_001);
  await send(body);
  assert.equal(seen().length, 3);
});

test('a member gets thirty messages a minute; the next is lost with errcode 0', async (t) => {
  const { send, seen, sim } = await with_sim(t);
  for (let i = 0; i < 30; i++) await send({ text: { content: `${i}` } });
  assert.equal((await send({})).errcode, 0);
  assert.equal(seen().length, 30);
  assert.deepEqual(sim.ledger.read({ type: 'message' }).at(-1).dropped, ['lilei']);
  sim.clock.advance(60_001);
  await send({});
  assert.equal(seen().length, 31);
});

test('an interactive card needs a callback URL, a fresh task_id and sound fields', async (t) => {
  const { send, sim } = await with_sim(t);
  const card = (change) => send({ msgtype: 'template_card', template_card: { ...CARD, ...change } });
  assert.ok((await card({})).response_code);
  assert.equal((await card({})).errcode, 42014);
  assert.equal((await card({ task_id: 'a b' })).errcode, 42014);
  assert.equal((await card({ card_type: 'x' })).errcode, 42031);
  assert.equal((await card({ button_list: [{ text: '', key: 'a' }] })).errcode, 42038);
  assert.equal((await card({ button_list: Array(7).fill({ text: 'a', key: 'a' }) })).errcode, 42039);
  assert.equal((await card({ horizontal_content_list: [{ value: 'x' }] })).errcode, 42027);
  assert.equal((await card({ card_type: 'text_notice', task_id: 't9' })).errcode, 42045);
  sim.world.merge({ apps: [{ agentid: APP.agentid, url: '' }] });
  assert.equal((await card({ task_id: 't2' })).errcode, 43012);
});

test('a response_code changes the card once, within 72 hours, for the named receivers', async (t) => {
  const { call, token, send, seen, sim } = await with_sim(t);
  const { response_code } = await send({
    touser: 'lilei|wangmin',
    msgtype: 'template_card',
    template_card: CARD,
  });
  const update = async (code, body) =>
    call(`message/update_template_card?access_token=${await token()}`, {
      agentid: APP.agentid,
      response_code: code,
      userids: ['lilei'],
      ...body,
    });
  assert.equal((await update('no', { button: { replace_name: '已受理' } })).errcode, 60140);
  assert.equal((await update(response_code, { button: { replace_name: '已受理' } })).errcode, 0);
  assert.equal(seen()[0].card.replaced, '已受理');
  assert.equal(seen('wangmin')[0].card.replaced, undefined);
  assert.equal((await update(response_code, { button: { replace_name: '再次' } })).errcode, 60140);
  const late = (await send({ msgtype: 'template_card', template_card: { ...CARD, task_id: 't2' } }))
    .response_code;
  sim.clock.advance(72 * 3600_000 + 1);
  assert.equal((await update(late, { button: { replace_name: '已受理' } })).errcode, 60140);
});

test('a message can be recalled for a day', async (t) => {
  const { call, token, send, seen, sim } = await with_sim(t);
  const { msgid } = await send({});
  assert.equal((await call(`message/recall?access_token=${await token()}`, { msgid })).errcode, 0);
  assert.equal(seen()[0].recalled, true);
  const late = await send({});
  sim.clock.advance(86400_001);
  assert.equal(
    (await call(`message/recall?access_token=${await token()}`, { msgid: late.msgid })).errcode,
    42052,
  );
});

test('a webhook speaks to its group within its limits', async (t) => {
  const { hook, call, sim } = await with_sim(t);
  assert.equal(
    (await call('webhook/send?key=no', { msgtype: 'text', text: { content: 'x' } })).errcode,
    93000,
  );
  assert.equal(
    (
      await hook({
        msgtype: 'text',
        text: { content: '值班', mentioned_list: ['ZhaoGang', 'nobody', '@all'] },
      })
    ).errcode,
    0,
  );
  assert.deepEqual(sim.chats.list('group:wrTeam01').at(-1).mentions, ['zhaogang', '@all']);
  assert.equal((await hook({ msgtype: 'text', text: { content: '字'.repeat(683) } })).errcode, 40058);
  assert.equal((await hook({ msgtype: 'markdown', markdown: { content: 'x'.repeat(4097) } })).errcode, 40058);
  assert.equal(
    (await hook({ msgtype: 'markdown_v2', markdown_v2: { content: '| a |\n|---|\n' } })).errcode,
    0,
  );
  assert.equal((await hook({ msgtype: 'template_card', template_card: CARD })).errcode, 42031);
  assert.equal((await hook({ msgtype: 'voice' })).errcode, 40058);
  assert.equal((await hook({ msgtype: 'button' })).errcode, 40008);
  const image = { base64: PNG.toString('base64'), md5: createHash('md5').update(PNG).digest('hex') };
  assert.equal((await hook({ msgtype: 'image', image })).errcode, 0);
  assert.equal((await hook({ msgtype: 'image', image: { ...image, md5: '0' } })).errcode, 301019);
  const text = { base64: 'aGVsbG8h', md5: createHash('md5').update('hello!').digest('hex') };
  assert.equal((await hook({ msgtype: 'image', image: text })).errcode, 40123);
});

test('a webhook sends twenty a minute, then 45009', async (t) => {
  const { hook, sim } = await with_sim(t);
  const body = { msgtype: 'text', text: { content: 'x' } };
  for (let i = 0; i < 20; i++) assert.equal((await hook(body)).errcode, 0);
  assert.equal((await hook(body)).errcode, 45009);
  sim.clock.advance(60_001);
  assert.equal((await hook(body)).errcode, 0);
});

test('a file goes up with its name and is for its own sender only', async (t) => {
  const { call, hook, token, send, sim } = await with_sim(t);
  const form = (name, data = 'a,b,c,d,e\n') => {
    const boundary = 'XX';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="media"${name ? `; filename="${name}"` : ''}; filelength=${data.length}\r\nContent-Type: application/octet-stream\r\n\r\n`;
    return [
      `${head}${data}\r\n--${boundary}--\r\n`,
      { headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` } },
    ];
  };
  const up = await call(`webhook/upload_media?key=${HOOK}&type=file`, ...form('日报.csv'));
  assert.equal(up.errcode, 0);
  assert.equal((await hook({ msgtype: 'file', file: { media_id: up.media_id } })).errcode, 0);
  assert.equal(sim.chats.list('group:wrTeam01').at(-1).filename, '日报.csv');
  assert.equal((await send({ msgtype: 'file', file: { media_id: up.media_id } })).errcode, 40007);
  assert.equal((await call(`webhook/upload_media?key=${HOOK}&type=file`, ...form(''))).errcode, 41005);
  assert.equal(
    (await call(`webhook/upload_media?key=${HOOK}&type=file`, ...form('a.txt', 'abc'))).errcode,
    40006,
  );
  const own = await call(`media/upload?access_token=${await token()}&type=file`, ...form('a.csv'));
  const got = await fetch(
    `${sim.url}/cgi-bin/media/get?access_token=${await token()}&media_id=${own.media_id}`,
  );
  assert.match(got.headers.get('content-disposition'), /a\.csv/);
  assert.equal(await got.text(), 'a,b,c,d,e\n');
  const missing = await fetch(`${sim.url}/cgi-bin/media/get?access_token=${await token()}&media_id=no`);
  assert.equal((await missing.json()).errcode, 40007);
});

test('an uploaded copy is good for its sender, its kind and three days', async (t) => {
  const { call, token, send, sim } = await with_sim(t);
  const up = async (type, name, data) => {
    const head = Buffer.from(
      `--XX\r\nContent-Disposition: form-data; name="media"; filename="${name}"; filelength=${data.length}\r\n\r\n`,
    );
    return call(
      `media/upload?access_token=${await token()}&type=${type}`,
      Buffer.concat([head, data, Buffer.from('\r\n--XX--\r\n')]),
      { headers: { 'Content-Type': 'multipart/form-data; boundary=XX' } },
    );
  };
  const image = await up('image', 'a.png', PNG);
  assert.equal(image.errcode, 0);
  const as = (kind, media_id) => send({ msgtype: kind, [kind]: { media_id } });
  assert.equal((await as('image', image.media_id)).errcode, 0);
  assert.equal(sim.ledger.read({ type: 'message' }).at(-1).media, image.media_id);
  assert.equal((await as('file', image.media_id)).errcode, 40007, 'another kind');
  assert.equal((await up('image', 'a.png', Buffer.from('no picture at all'))).errcode, 40123);
  assert.equal((await up('image', 'a.png', Buffer.concat([PNG, Buffer.alloc(10 << 20)]))).errcode, 40009);
  assert.equal((await up('file', 'nameless', PNG)).errcode, 40004, 'a name has an ending');
  assert.equal((await up('file', 'a.bin', Buffer.alloc((20 << 20) + 1))).errcode, 40006);
  assert.equal(sim.media.expire(), 1);
  assert.equal((await as('image', image.media_id)).errcode, 40007, 'three days are over');
});

test('an app speaks only in chats of its own making', async (t) => {
  const { call, token } = await with_sim(t);
  const post = async (path, body) => call(`appchat/${path}?access_token=${await token()}`, body);
  assert.equal((await post('create', { name: '单', owner: 'lilei', userlist: ['lilei'] })).errcode, 86006);
  const { chatid } = await post('create', {
    name: '故障处理',
    owner: 'lilei',
    userlist: ['lilei', 'zhaogang'],
  });
  assert.equal((await post('send', { chatid, msgtype: 'text', text: { content: '开始' } })).errcode, 0);
  assert.equal(
    (await post('send', { chatid: 'wrTeam01', msgtype: 'text', text: { content: '开始' } })).errcode,
    86008,
  );
  assert.equal(
    (await post('send', { chatid, msgtype: 'template_card', template_card: CARD })).errcode,
    40008,
  );
  await post('update', { chatid, add_user_list: ['sunli'] });
  const got = await call(`appchat/get?access_token=${await token()}&chatid=${chatid}`);
  assert.deepEqual(got.chat_info.userlist, ['lilei', 'zhaogang', 'sunli']);
});

test('a code of OAuth names a member once within five minutes; strangers have no userid', async (t) => {
  const { sim, call, token } = await with_sim(t);
  const go = async (user) => {
    const url = `${sim.url}/connect/oauth2/authorize?appid=${sim.world.corpid}&redirect_uri=${encodeURIComponent('http://127.0.0.1:1/h5?a=1')}&response_type=code&scope=snsapi_base&state=s1&agentid=${APP.agentid}&sim_user=${user}`;
    const answer = await fetch(url, { redirect: 'manual' });
    return new URL(answer.headers.get('location')).searchParams;
  };
  const who = async (code) => call(`auth/getuserinfo?access_token=${await token()}&code=${code}`);
  const query = await go('lilei');
  assert.deepEqual([query.get('state'), query.get('a')], ['s1', '1']);
  assert.equal((await who(query.get('code'))).userid, 'lilei');
  assert.equal((await who(query.get('code'))).errcode, 42022);
  const stranger = await who((await go('stranger:x')).get('code'));
  assert.deepEqual([stranger.errcode, stranger.userid], [0, undefined]);
  const late = await go('lilei');
  sim.clock.advance(301_000);
  assert.equal((await who(late.get('code'))).errcode, 42003);
});

test('names come from user/get for members in the visible range', async (t) => {
  const { call, token } = await with_sim(t, { app: { visible: ['lilei'], url: 'http://127.0.0.1:9/' } });
  const get = async (userid) => call(`user/get?access_token=${await token()}&userid=${userid}`);
  assert.equal((await get('LILEI')).name, '李雷');
  assert.equal((await get('lilei')).mobile, undefined);
  assert.equal((await get('wangmin')).errcode, 60011);
  assert.equal((await get('nobody')).errcode, 60111);
});

test('a press on an app card brings a response_code of its own', async (t) => {
  const receiver = await start_receiver({
    keys: { token: APP.token, aesKey: APP.aesKey, receiveid: sample_world().corpid },
    app: true,
  });
  t.after(() => receiver.close());
  const { send, seen, sim, call, token } = await with_sim(t, { app: { url: receiver.url } });
  await send({ msgtype: 'template_card', template_card: CARD });
  await sim.people.press({ as: 'lilei', message: seen()[0].id, key: 'a', wait: true });
  const event = receiver.got[0].message;
  assert.deepEqual(
    [event.Event, event.EventKey, event.TaskId, event.MsgId],
    ['template_card_event', 'a', 't1', undefined],
  );
  const body = {
    agentid: APP.agentid,
    response_code: event.ResponseCode,
    userids: ['lilei'],
    button: { replace_name: '已受理' },
  };
  assert.equal((await call(`message/update_template_card?access_token=${await token()}`, body)).errcode, 0);
  await assert.rejects(sim.people.press({ as: 'lilei', message: seen()[0].id, key: 'a' }), /no button/);
});
