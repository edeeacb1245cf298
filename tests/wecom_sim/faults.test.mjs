import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { KINDS } from './faults.mjs';
import { startSim } from './sim.mjs';
import { sample_world } from './sample_world.mjs';
import { start_receiver, until } from './receiver.mjs';

const HOOK = sample_world().webhooks[0].key;

async function with_sim(t, options = {}) {
  const sim = await startSim({ world: sample_world(), ...options });
  t.after(() => sim.close());
  const send = (n = 0) =>
    fetch(`${sim.url}/cgi-bin/webhook/send?key=${HOOK}`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(300),
      body: JSON.stringify({ msgtype: 'text', text: { content: `m${n}` } }),
    });
  return { sim, send, shown: () => sim.chats.list('group:wrTeam01').length };
}

const outcome = async (promise) => {
  try {
    const answer = await promise;
    const text = await answer.text();
    return { status: answer.status, text };
  } catch (error) {
    return { error };
  }
};

for (const [kind, { deliver }] of Object.entries(KINDS)) {
  if (
    ['partial', 'late-callback', 'no-req-id', 'double-ack', 'gzip-bomb', 'big-json', 'delay'].includes(kind)
  )
    continue;
  test(`fault ${kind}: the message is ${deliver ? 'delivered, its answer spoiled' : 'not delivered'}, and the next call is honest`, async (t) => {
    const { sim, send, shown } = await with_sim(t);
    sim.faults.set({ endpoint: 'webhook/send', fault: kind, times: 1, errcode: 45033, ms: 50 });
    const first = await outcome(send(1));
    assert.equal(shown(), deliver ? 1 : 0);
    const plain = first.status === 200 && first.text === '{"errcode":0,"errmsg":"ok"}';
    assert.equal(plain, kind === 'wrong-content-type');
    assert.equal((await outcome(send(2))).text, '{"errcode":0,"errmsg":"ok"}');
    const lines = sim.ledger.read({ type: 'message' });
    assert.deepEqual(
      lines.map((l) => l.fault),
      [kind, undefined],
    );
  });
}

test('an answer that nobody waited for is entered as unheard, one that was read is not', async (t) => {
  const { sim, send } = await with_sim(t);
  await outcome(send(1));
  sim.faults.set({ endpoint: 'webhook/send', fault: 'delay', times: 1, ms: 400 });
  assert.ok((await outcome(send(2))).error);
  const unheard = () => sim.ledger.read({ type: 'unheard' });
  const line = await until(() => unheard()[0], 'unheard');
  const [, second] = sim.ledger.read({ type: 'message' });
  assert.equal(line.call, second.n);
  assert.ok(line.waited >= 200, `waited ${line.waited}`);
  await outcome(send(3));
  assert.equal(unheard().length, 1);
});

test('a caller that is gone before the cloud looks at its call never hears of it', async (t) => {
  const { sim, shown } = await with_sim(t);
  const body = JSON.stringify({ msgtype: 'text', text: { content: 'late' } });
  const head = `POST /cgi-bin/webhook/send?key=${HOOK} HTTP/1.1\r\nHost: sim\r\nContent-Length: ${body.length}\r\n\r\n`;
  // Another process, which sends and ends while this one stands still.
  const caller = `require('net').connect(${sim.port}, '127.0.0.1', function () { this.write(${JSON.stringify(head + body)}, () => process.exit()); })`;
  spawnSync(process.execPath, ['-e', caller]);
  const line = await until(() => sim.ledger.read({ type: 'unheard' })[0], 'unheard');
  assert.equal(shown(), 1);
  assert.equal(line.call, sim.ledger.read({ type: 'message' })[0].n);
  assert.ok(line.lag >= 0);
});

test('a fault waits for `after` calls and stays until it is cleared', async (t) => {
  const { sim, send } = await with_sim(t);
  sim.faults.set({ endpoint: '*', fault: '500', after: 1 });
  assert.equal((await send()).status, 200);
  assert.equal((await send()).status, 500);
  assert.equal((await send()).status, 500);
  sim.faults.clear();
  assert.equal((await send()).status, 200);
  assert.throws(() => sim.faults.set({ fault: 'no-such' }), /there are/);
});

test('the long connection has its faults: no answer, no req_id, cut after it was carried out', async (t) => {
  const { sim } = await with_sim(t);
  await sim.people.say({ as: 'lilei', bot: '小值', text: 'x' });
  const open = async () => {
    const ws = new WebSocket(sim.wsUrl);
    const acks = [];
    ws.on('message', (data) => acks.push(JSON.parse(data.toString())));
    await new Promise((done) => ws.on('open', done));
    ws.send(
      JSON.stringify({
        cmd: 'aibot_subscribe',
        headers: { req_id: 'r0' },
        body: { bot_id: 'aib-xiaozhi', secret: 'long-connection-secret' },
      }),
    );
    await until(() => acks.length === 1, 'subscribed');
    const push = (id) =>
      ws.send(
        JSON.stringify({
          cmd: 'aibot_send_msg',
          headers: { req_id: id },
          body: { chatid: 'lilei', chat_type: 1, msgtype: 'markdown', markdown: { content: id } },
        }),
      );
    return { ws, acks, push };
  };
  const { ws, acks, push } = await open();
  assert.deepEqual(acks[0], { headers: { req_id: 'r0' }, errcode: 0, errmsg: 'ok' });
  ws.send('{');
  await until(() => acks.length === 2, 'answer to a broken frame');
  assert.equal(acks[1].headers.req_id, undefined);
  sim.faults.set({ endpoint: 'ws:aibot_send_msg', fault: 'no-req-id', times: 1 });
  push('r1');
  await until(() => acks.length === 3, 'ack without req_id');
  sim.faults.set({ endpoint: 'ws:aibot_send_msg', fault: 'silent-drop', times: 1 });
  push('r2');
  await until(() => acks.length === 4, 'ack of a dropped message');
  sim.faults.set({ endpoint: 'ws:aibot_send_msg', fault: 'close-after-request', times: 1 });
  push('r3');
  await new Promise((done) => ws.on('close', done));
  assert.deepEqual(
    sim.chats.list('bot:aib-xiaozhi:lilei').map((m) => m.text),
    ['x', 'r1', 'r3'],
  );
});

test('the ledger on disk holds each line before its answer, one JSON object each', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ledger-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { sim, send } = await with_sim(t, { ledger: folder });
  for (let i = 0; i < 21; i++) await send(i);
  const lines = readFileSync(sim.ledger.path, 'utf8')
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l));
  assert.deepEqual(
    lines.map((l) => l.n),
    lines.map((_l, i) => i + 1),
  );
  const messages = lines.filter((l) => l.t === 'message');
  assert.deepEqual(
    [
      messages.filter((l) => l.outcome === 'accepted').length,
      messages.filter((l) => l.errcode === 45009).length,
    ],
    [20, 1],
  );
  assert.equal(new Set(messages.map((l) => l.hash)).size, 21);
});

test('the control API and its events show what a member sees, and refuse what they do not', async (t) => {
  const { sim } = await with_sim(t);
  const events = await fetch(`${sim.url}/sim/events?as=lilei`);
  const post = async (path, body) =>
    (await fetch(`${sim.url}/sim/${path}`, { method: 'POST', body: JSON.stringify(body) })).json();
  const { message } = await post('say', { as: 'wangmin', group: '客户经理一群', text: '大家好' });
  await post('say', { as: 'zhaogang', group: '事件处理组', text: '内部' });
  await post('say', { as: 'wangmin', group: '客户经理一群', text: '完' });
  let seen = '';
  for await (const chunk of events.body) {
    seen += Buffer.from(chunk).toString();
    if (seen.includes('完')) break;
  }
  assert.ok(seen.includes(message) && !seen.includes('内部'));
  const refused = await (await fetch(`${sim.url}/sim/messages?as=lilei&thread=group:wrTeam01`)).json();
  assert.match(refused.error, /does not see/);
  assert.match((await post('say', { as: 'lilei', group: '事件处理组', text: 'x' })).error, /not in/);
});

test('partial: some receivers turn invalid; late-callback: the press comes before the send returns', async (t) => {
  const app = sample_world().apps[0];
  const keys = { token: app.token, aesKey: app.aesKey, receiveid: sample_world().corpid };
  const receiver = await start_receiver({ keys, app: true });
  t.after(() => receiver.close());
  const { sim } = await with_sim(t, { world: sample_world({ app: { url: receiver.url } }) });
  const { access_token } = sim.tokens.issue(sim.world.corpid, app.secret);
  const send = async (body) => {
    const url = `${sim.url}/cgi-bin/message/send?access_token=${access_token}`;
    const answer = await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ agentid: app.agentid, ...body }),
    });
    return answer.json();
  };
  sim.faults.set({ endpoint: 'message/send', fault: 'partial', times: 1, users: ['wangmin'] });
  const some = await send({ touser: 'lilei|wangmin', msgtype: 'text', text: { content: 'x' } });
  assert.deepEqual([some.errcode, some.invaliduser], [0, 'wangmin']);
  assert.deepEqual(sim.chats.list('app:1000002:wangmin'), []);
  sim.faults.set({ endpoint: 'message/send', fault: 'late-callback', times: 1 });
  const card = {
    card_type: 'button_interaction',
    main_title: { title: '1002' },
    button_list: [{ text: '受理', key: 'accept' }],
    task_id: 't1',
  };
  await send({ touser: 'lilei', msgtype: 'template_card', template_card: card });
  assert.equal(receiver.got.at(-1).message.EventKey, 'accept');
});

test('with a certificate of the test everything is https and wss', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1'];
  const made = spawnSync('openssl', [...make, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  if (made.status !== 0) return t.skip('no openssl');
  const sim = await startSim({
    world: sample_world(),
    tls: { key: readFileSync(key), cert: readFileSync(cert) },
  });
  t.after(() => sim.close());
  await assert.rejects(fetch(`${sim.url}/sim/world`), /fetch failed/);
  const ws = new WebSocket(sim.wsUrl, { rejectUnauthorized: false });
  await new Promise((done, failed) => ws.once('open', done).once('error', failed));
  ws.terminate();
  return assert.match(sim.url + sim.wsUrl, /^https:.*wss:/);
});
