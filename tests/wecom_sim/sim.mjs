import http from 'node:http';
import https from 'node:https';
import { AibotFace } from './aibot_face.mjs';
import { AppFace } from './app_face.mjs';
import { Callbacks } from './callbacks.mjs';
import { Chats } from './chats.mjs';
import { Clock } from './clock.mjs';
import { Codes, Tokens } from './tokens.mjs';
import { Faults } from './faults.mjs';
import { Lag } from './unheard.mjs';
import { Ledger } from './ledger.mjs';
import { MediaStore } from './media.mjs';
import { People } from './people.mjs';
import { Sockets } from './sockets.mjs';
import { Windows } from './limits.mjs';
import { World } from './world.mjs';
import { hash } from './ids.mjs';
import { keys_of } from './cards.mjs';
import { need } from './errors.mjs';
import { same } from './text.mjs';
import { serve } from './server.mjs';

/** Times of the cloud. The documents give the limits, not the gap between retries: one second is a guess. */
const TIMING = {
  callback_ms: 5000,
  verify_ms: 1000,
  retry_gap_ms: 1000,
  poll_ms: 1000,
  app_click_attempts: 3,
};

/** The cloud itself: the parts, and the few rules that need several of them. */
class Sim {
  constructor({ world, ledger, fsync, timing, host = '127.0.0.1' }) {
    this.host = host;
    this.timing = { ...TIMING, ...timing };
    this.clock = new Clock();
    this.world = new World(world);
    this.ledger = new Ledger(ledger, this.clock, { fsync });
    this.lag = new Lag();
    this.windows = new Windows(this.clock);
    this.faults = new Faults();
    this.chats = new Chats(this.clock, this.world);
    this.media = new MediaStore(this.clock);
    this.tokens = new Tokens(this.clock, this.world);
    this.codes = new Codes(this.clock);
    this.callbacks = new Callbacks(this);
    this.app = new AppFace(this);
    this.aibot = new AibotFace(this);
    this.sockets = new Sockets(this);
    this.people = new People(this);
    this.duplicates = new Map();
    this.tickets = new Map();
    this.sent = new Map();
    this.tasks = new Set();
    this.talks = new Set();
    this.hash = hash;
    this.closed = false;
  }

  /** A task_id belongs to one card of a sender (42014 otherwise). */
  claim_task(owner, card) {
    if (!card?.task_id) return;
    const id = `${owner}/${card.task_id}`;
    need(!this.tasks.has(id), 42014, 'task_id exists');
    this.tasks.add(id);
  }

  talked(bot, thread) {
    this.talks.add(`${bot.botid}/${thread}`);
  }

  has_talked(bot, thread) {
    return this.talks.has(`${bot.botid}/${thread}`);
  }

  known_mentions(group, list) {
    const known = list.map((u) => (u === '@all' ? u : group.members.find((m) => same(m, u)))).filter(Boolean);
    return [...new Set(known)];
  }

  /** Keeps the bytes of a message's pictures where the page can fetch them. */
  with_media({ data, pictures, ...fields }) {
    const out = { ...fields, ...this.page_pictures(pictures) };
    if (data) out.media = this.media.add('page', 'page', data, '').id;
    return out;
  }

  page_pictures(pictures) {
    return pictures?.length
      ? { pictures: pictures.map((data) => this.media.add('page', 'page', data, '').id) }
      : {};
  }

  bot_post(bot, thread, fields) {
    return this.aibot.post(bot, thread, fields);
  }

  /** Callbacks that can be sent again with `replay`. */
  remember(msgid, sent) {
    this.sent.set(msgid, sent);
    if (this.sent.size > 50_000) this.sent.delete(this.sent.keys().next().value);
  }

  sender_of({ query, name }) {
    if (name === 'webhook/send') return this.world.webhook(query.get('key') ?? '')?.name ?? '';
    return this.codes.look('response_url', query.get('response_code') ?? '')?.botid ?? '';
  }

  /** The receiver of a fresh card presses its first button before the sender hears back. */
  async press_first(id) {
    const message = this.chats.get(id);
    const [key] = message?.card ? keys_of(message.card) : [];
    if (key) await this.people.press({ as: message.thread.split(':')[2], message: id, key, wait: true });
  }

  async close() {
    this.closed = true;
    this.lag.close();
    this.sockets.close();
    this.callbacks.close();
    this.chats.emit('close');
    this.server.closeAllConnections?.();
    await new Promise((done) => this.server.close(done));
    this.ledger.close();
  }
}

/** Starts the cloud; `port` 0 takes a free one. `tls` {key, cert} makes it https and wss, with whatever certificate the test wants. */
export async function startSim({
  port = 0,
  host,
  world = {},
  ledger = '',
  fsync = true,
  timing = {},
  tls = null,
} = {}) {
  const sim = new Sim({ world, ledger, fsync, timing, host });
  const answer = (req, res) => serve(sim, req, res);
  sim.server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  sim.server.on('upgrade', (req, socket, head) => sim.sockets.upgrade(req, socket, head));
  await new Promise((done, failed) => sim.server.once('error', failed).listen(port, sim.host, done));
  sim.port = sim.server.address().port;
  sim.url = `${tls ? 'https' : 'http'}://${sim.host === '0.0.0.0' ? '127.0.0.1' : sim.host}:${sim.port}`;
  sim.wsUrl = `${sim.url.replace('http', 'ws')}/ws`;
  sim.ledger.write('start', { url: sim.url, corpid: sim.world.corpid });
  return sim;
}
