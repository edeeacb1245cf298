import { ApiError, fail, need } from '../errors.mjs';
import { read_content } from '../content.mjs';
import { INTERACTIVE } from '../cards.mjs';
import { CODE_LIFE } from '../tokens.mjs';
import { DAY } from '../clock.mjs';
import { hash, random } from '../ids.mjs';
import { same } from '../text.mjs';

function split(list, most, code) {
  const values = String(list ?? '')
    .split('|')
    .filter(Boolean);
  need(values.length <= most, code);
  return values;
}

/** Who is addressed, apart into members the app may reach and names it may not. */
function recipients(sim, app, body) {
  const visible = sim.world.visible(app);
  if (body.touser === '@all')
    return { reached: visible.map((m) => m.userid), invaliduser: [], invalidparty: [], invalidtag: [] };
  const users = split(body.touser, 1000, 40032);
  const parties = split(body.toparty, 100, 82002);
  const tags = split(body.totag, 100, 82003);
  need(users.length + parties.length + tags.length > 0, 82001);
  const reached = new Set();
  const invaliduser = [];
  for (const userid of users) {
    const member = visible.find((m) => same(m.userid, userid) && m.status === 1);
    if (member) reached.add(member.userid);
    else invaliduser.push(userid.toLowerCase());
  }
  const by = (values, field) =>
    values.filter((value) => {
      const found = visible.filter((m) => m[field].map(String).includes(value));
      for (const member of found) reached.add(member.userid);
      return found.length === 0;
    });
  const invalidparty = by(parties, 'department');
  const invalidtag = by(tags, 'tags');
  return { reached: [...reached], invaliduser, invalidparty, invalidtag };
}

function check_agent(sim, app, agentid) {
  need(agentid !== undefined, 41011);
  const asked = sim.world.app(agentid);
  need(asked, 40056);
  need(asked === app, 301002);
}

/** With enable_duplicate_check the same request within the interval is answered as before and not sent again. */
function duplicate(sim, app, ctx) {
  if (ctx.body.enable_duplicate_check !== 1) return { answer: null, keep: () => {} };
  const interval = ctx.body.duplicate_check_interval ?? 1800;
  need(
    Number.isInteger(interval) && interval > 0 && interval <= 14400,
    40058,
    'duplicate_check_interval invalid. invalid Request Parameter',
  );
  const key = `${app.agentid}/${hash(ctx.raw)}`;
  const held = sim.duplicates.get(key);
  const answer = held && held.until > sim.clock.now() ? held.answer : null;
  return {
    answer,
    keep: (value) => sim.duplicates.set(key, { answer: value, until: sim.clock.now() + interval * 1000 }),
  };
}

function spoil_recipients(ctx, to) {
  if (ctx.fault?.fault !== 'partial') return to;
  const lost = ctx.fault.users ?? to.reached.slice(0, Math.max(1, to.reached.length >> 1));
  const gone = to.reached.filter((u) => lost.some((l) => same(l, u)));
  return {
    ...to,
    reached: to.reached.filter((u) => !gone.includes(u)),
    invaliduser: [...to.invaliduser, ...gone.map((u) => u.toLowerCase())],
  };
}

export async function send(ctx) {
  const { sim, app, body } = ctx;
  check_agent(sim, app, body.agentid);
  const fields = read_content('app', body, (id, kind) => sim.media.usable(`corp:${app.corpid}`, id, kind));
  if (fields.card && (INTERACTIVE.has(fields.card.card_type) || fields.card.action_menu))
    need(app.url, 43012);
  const before = duplicate(sim, app, ctx);
  if (before.answer) {
    ctx.note({ outcome: 'deduped', fields, msgid: before.answer.msgid });
    return before.answer;
  }
  const to = spoil_recipients(ctx, recipients(sim, app, body));
  const { reached, ...invalid } = to;
  const answer = Object.fromEntries(
    Object.entries(invalid)
      .filter(([, v]) => v.length)
      .map(([k, v]) => [k, v.join('|')]),
  );
  if (reached.length === 0) throw new ApiError(81013, undefined, answer);
  sim.claim_task(`app:${app.agentid}`, fields.card);
  const msgid = random('M', 30);
  const posted = post(sim, app, reached, fields, msgid);
  if (fields.card && (INTERACTIVE.has(fields.card.card_type) || fields.card.action_menu)) {
    answer.response_code = sim.codes.make('card', CODE_LIFE.card, {
      agentid: app.agentid,
      task_id: fields.card.task_id,
      msgid,
    });
  }
  const whole = {
    errcode: 0,
    errmsg: typeof body.agentid === 'number' ? 'ok' : 'Warning: wrong json format. ok',
    ...answer,
    msgid,
  };
  ctx.note({
    outcome: posted.sent.length === 0 ? 'dropped' : invalid.invaliduser.length ? 'partial' : 'accepted',
    fields,
    msgid,
    recipients: posted.sent,
    dropped: posted.dropped,
    invalid: invalid.invaliduser,
    messages: posted.ids,
  });
  before.keep(whole);
  if (ctx.fault?.fault === 'late-callback') await sim.press_first(posted.ids[0]);
  return whole;
}

function post(sim, app, reached, fields, msgid) {
  const out = { sent: [], dropped: [], ids: [] };
  for (const userid of reached) {
    if (!sim.windows.take('app_member', `${app.agentid}/${userid}`)) {
      out.dropped.push(userid);
      continue;
    }
    const message = sim.chats.post(
      sim.chats.app_thread(app, userid),
      { type: 'app', id: String(app.agentid), name: app.name },
      { ...sim.with_media(fields), msgid },
    );
    out.sent.push(userid);
    out.ids.push(message.id);
  }
  return out;
}

export function recall(ctx) {
  const { sim, app, body } = ctx;
  need(
    typeof body.msgid === 'string' && body.msgid !== '',
    40058,
    'msgid missing. invalid Request Parameter',
  );
  const found = sim.chats.sent(body.msgid);
  need(
    found.length > 0 && found.every((m) => m.from.id === String(app.agentid)),
    40058,
    'msgid invalid. invalid Request Parameter',
  );
  need(sim.clock.now() - found[0].time <= DAY, 42052);
  for (const message of found) sim.chats.change(message, { recalled: true });
  sim.ledger.write('recall', { agentid: app.agentid, msgid: body.msgid, messages: found.map((m) => m.id) });
  return {};
}

/** One use of a response_code: a new card, or a button that turned into words, for the named receivers. */
export function update_card(ctx) {
  const { sim, app, body } = ctx;
  check_agent(sim, app, body.agentid);
  const held = sim.codes.look('card', body.response_code);
  need(held, 60140);
  need(held.agentid === app.agentid, 42015);
  const named = [...(body.userids ?? [])];
  need(named.length > 0 || body.atall === 1 || body.partyids?.length || body.tagids?.length, 82001);
  const change = card_change(body);
  sim.codes.spend('card', body.response_code, { unknown: 60140 });
  const all = sim.chats.sent(held.msgid).filter((m) => m.card);
  const owner = (m) => m.thread.split(':')[2];
  const concerned =
    body.atall === 1 || !named.length ? all : all.filter((m) => named.some((u) => same(u, owner(m))));
  const invaliduser = named.filter((u) => !all.some((m) => same(owner(m), u)));
  for (const message of concerned) sim.chats.change(message, { card: change(message.card) });
  sim.ledger.write('card_update', {
    endpoint: ctx.name,
    agentid: app.agentid,
    task_id: held.task_id,
    users: concerned.map(owner),
    invalid: invaliduser,
    body: strip(body),
  });
  return invaliduser.length ? { invaliduser } : {};
}

function strip({ response_code, ...rest }) {
  return rest;
}

function card_change(body) {
  if (body.button) {
    need(
      typeof body.button.replace_name === 'string' && body.button.replace_name !== '',
      42020,
      'missing button.replace_name',
    );
    return (card) => ({ ...card, replaced: body.button.replace_name });
  }
  if (!body.template_card) fail(40058, 'button or template_card missing. invalid Request Parameter');
  const content = read_content('app', { msgtype: 'template_card', template_card: body.template_card });
  return (card) => ({
    ...content.card,
    task_id: content.card.task_id ?? card.task_id,
    replaced: content.card.replace_text,
  });
}
