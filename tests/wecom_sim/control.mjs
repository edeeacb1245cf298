import { ApiError, need } from './errors.mjs';
import { read_body, reply } from './api/index.mjs';
import { name_of } from './callbacks.mjs';
import { KINDS } from './faults.mjs';
import { stream_events } from './events.mjs';

function face_of(sim, { bot, app }) {
  const found =
    app !== undefined
      ? sim.world.apps.find((a) => String(a.agentid) === String(app) || a.name === app)
      : sim.world.bots.find((b) => b.botid === bot || b.name === bot);
  need(found, 40058, 'no such bot or app');
  return found;
}

/** Sends a remembered callback again, as a late retry would: the same message in a fresh envelope. */
async function replay(sim, { msgid, times = 1 }) {
  const held = sim.sent.get(msgid);
  need(held, 40058, `no callback "${msgid}"`);
  const statuses = [];
  for (let i = 0; i < times; i++) {
    if (held.body) statuses.push(sim.sockets.push(held.face, held.body, held).acked ? 200 : null);
    else statuses.push((await sim.callbacks.post(held.face, held.text)).status ?? null);
  }
  sim.ledger.write('replay', { msgid, target: name_of(held.face), statuses });
  return { statuses };
}

/** One callback with any inner text and any spoiled part of the envelope; nothing is retried. */
async function raw_callback(sim, { text, tamper, ...which }) {
  const face = face_of(sim, which);
  const answer = await sim.callbacks.post(
    face,
    typeof text === 'string' ? text : JSON.stringify(text),
    tamper,
  );
  return { status: answer.status ?? null, error: answer.error, body: answer.body?.toString() };
}

function advance(sim, { ms = 0, seconds = 0 }) {
  return { now: sim.clock.advance(ms + seconds * 1000) };
}

function set_limits(sim, body) {
  if (body.reset) sim.windows.reset();
  if (body.rates) Object.assign(sim.windows.rates, body.rates);
  return { rates: sim.windows.rates };
}

function messages(sim, query) {
  const viewer = query.get('as') ?? '';
  const thread = query.get('thread') ?? '';
  need(!viewer || sim.people.may_read(thread, viewer), 50002, `${viewer} does not see ${thread}`);
  return {
    messages: sim.chats.list(thread, {
      viewer,
      after: query.get('after') ?? '',
      limit: Number(query.get('limit') ?? 200),
    }),
  };
}

function world_view(sim) {
  const view = sim.world.public_view();
  for (const bot of view.bots) bot.connected = bot.mode === 'callback' || sim.sockets.connected(bot.botid);
  return view;
}

const ACTIONS = {
  'POST say': (sim, body) => sim.people.say(body),
  'POST press': (sim, body) => sim.people.press(body),
  'POST feedback': (sim, body) => sim.people.feedback(body),
  'POST enter': (sim, body) => sim.people.enter(body),
  'POST world': (sim, body) => {
    sim.world.merge(body);
    sim.chats.emit('change', { type: 'world' });
    return world_view(sim);
  },
  'GET world': (sim) => world_view(sim),
  'GET threads': (sim, _b, query) => ({ threads: sim.chats.threads_of(query.get('as') ?? '') }),
  'GET messages': (sim, _b, query) => messages(sim, query),
  'POST verify': (sim, body) => sim.callbacks.verify(face_of(sim, body)),
  'POST callback': raw_callback,
  'POST replay': replay,
  'POST disconnect': (sim, { bot }) => ({ cut: sim.sockets.cut(face_of(sim, { bot }).botid) }),
  'GET faults': (sim) => ({ faults: sim.faults.list(), kinds: Object.keys(KINDS) }),
  'POST faults': (sim, body) => ({ faults: [body].flat().map((f) => sim.faults.set(f)) }),
  'DELETE faults': (sim, _b, query) => {
    sim.faults.clear(query.get('endpoint'));
    return {};
  },
  'POST tokens/invalidate': (sim, { app, code }) => {
    sim.tokens.invalidate(app === undefined ? undefined : face_of(sim, { app }).agentid, code);
    return {};
  },
  'POST tokens/life': (sim, { seconds }) => ({ seconds: (sim.tokens.life = seconds) }),
  'POST clock': advance,
  'POST media/expire': (sim) => ({ expired: sim.media.expire() }),
  'POST limits': set_limits,
  'POST timing': (sim, body) => Object.assign(sim.timing, body),
  'GET ledger': (sim, _b, query) => ({
    path: sim.ledger.path,
    lines: sim.ledger.read({
      since: Number(query.get('since') ?? 0),
      type: query.get('type') ?? '',
      limit: Number(query.get('limit') ?? 1000),
    }),
  }),
  'POST idle': async (sim) => {
    await sim.callbacks.idle();
    return {};
  },
};

/** The control API: JSON in, JSON out; a refused action answers 400 with its reason. */
export async function handle_control(sim, req, res, url) {
  const name = `${req.method} ${url.pathname.slice('/sim/'.length)}`;
  if (name === 'GET events') return stream_events(sim, req, res, url);
  const action = ACTIONS[name];
  if (!action) return reply(res, { error: `no action ${name}`, actions: Object.keys(ACTIONS) }, 404);
  try {
    const raw = req.method === 'GET' ? '' : (await read_body(req)).toString();
    return reply(res, (await action(sim, raw ? JSON.parse(raw) : {}, url.searchParams)) ?? {});
  } catch (error) {
    const known = error instanceof ApiError || error instanceof SyntaxError || error instanceof Error;
    return reply(res, { error: known ? error.message : 'error', errcode: error.errcode }, 400);
  }
}
