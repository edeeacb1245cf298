import { need } from './errors.mjs';
import { read_content } from './content.mjs';
import { STREAM_MAX, WELCOME_LIFE, chat_of } from './aibot_face.mjs';

function subscribe({ sim, sockets, link, body }) {
  need(typeof body.bot_id === 'string' && body.bot_id !== '', 40058, 'bot_id missing');
  need(sim.windows.take('aibot_subscribe', body.bot_id), 45009);
  const bot = sim.world.bot(body.bot_id);
  need(bot, 93019);
  need(bot.secret === body.secret && bot.mode === 'socket', 853000);
  sockets.take_over(bot, link);
}

const bot_of = ({ sim, link }) => sim.world.bot(link.botid);

function count(sim, bot, thread) {
  need(sim.windows.take('aibot_chat', `${bot.botid}/${thread}`), 45009);
}

function media_of(sim, bot) {
  return (id, kind) => sim.media.usable(`bot:${bot.botid}`, id, kind);
}

function event_of(request) {
  return request.body.msgtype === 'event' ? request.body.event.eventtype : '';
}

/** The answer to a message: a new message, or the next whole text of a stream begun with the same req_id. */
function respond(ctx) {
  const { sim, sockets, link, req_id, body } = ctx;
  const bot = bot_of(ctx);
  const request = sockets.request(link, req_id);
  need(event_of(request) === '', 846605, 'event takes another reply');
  const fields = read_content('aibot_reply', body, media_of(sim, bot));
  const known = fields.stream && request.streams.get(fields.stream.id);
  if (known) return refresh(ctx, known, fields);
  count(sim, bot, request.thread);
  sim.claim_task(`bot:${bot.botid}`, fields.card);
  const message = sim.bot_post(bot, request.thread, { ...fields, pictures: [] });
  if (fields.stream) request.streams.set(fields.stream.id, { message, since: sim.clock.now() });
  ctx.note({
    outcome: 'accepted',
    fields: { ...fields, mentions: message.mentions },
    thread: request.thread,
    chatid: chat_of(request.thread),
    messages: [message.id],
    answers: request.body.msgid,
  });
}

function refresh(ctx, { message, since }, fields) {
  const { sim } = ctx;
  need(!message.stream.finish, 846608);
  if (sim.clock.now() - since > STREAM_MAX) {
    sim.chats.change(message, { stream: { ...message.stream, finish: true, expired: true } });
    need(false, 846608);
  }
  need(!(fields.card && message.card), 40058, 'template_card can be given once per stream');
  sim.chats.change(message, {
    text: fields.text,
    stream: fields.stream,
    ...(fields.card ? { card: fields.card } : {}),
  });
  ctx.note({ outcome: fields.stream.finish ? 'finished' : 'refreshed', fields, messages: [message.id] });
}

function welcome(ctx) {
  const { sim, sockets, link, req_id, body } = ctx;
  const bot = bot_of(ctx);
  const request = sockets.request(link, req_id);
  need(event_of(request) === 'enter_chat', 846605, 'welcome answers enter_chat only');
  need(sim.clock.now() - request.at <= WELCOME_LIFE && !request.used, 846605);
  const fields = read_content('aibot_welcome', body, media_of(sim, bot));
  sim.claim_task(`bot:${bot.botid}`, fields.card);
  request.used = true;
  const message = sim.bot_post(bot, request.thread, fields);
  ctx.note({ outcome: 'accepted', fields, thread: request.thread, messages: [message.id] });
}

function update(ctx) {
  const { sim, sockets, link, req_id, body } = ctx;
  const request = sockets.request(link, req_id);
  need(event_of(request) === 'template_card_event', 846605, 'update answers template_card_event only');
  need(sim.clock.now() - request.at <= WELCOME_LIFE && !request.used, 846605);
  need(
    body.response_type === 'update_template_card',
    40058,
    'response_type invalid. invalid Request Parameter',
  );
  sim.aibot.update_card(bot_of(ctx), request.message, body, 'ws:aibot_respond_update_msg');
  request.used = true;
}

/** A push: only where somebody has talked to the bot before. */
function push(ctx) {
  const { sim, body } = ctx;
  const bot = bot_of(ctx);
  const thread = thread_of(sim, bot, body);
  const fields = read_content('aibot_push', body, media_of(sim, bot));
  need(sim.has_talked(bot, thread), 95001);
  count(sim, bot, thread);
  sim.claim_task(`bot:${bot.botid}`, fields.card);
  const message = sim.bot_post(bot, thread, fields);
  ctx.note({
    outcome: 'accepted',
    fields: { ...fields, mentions: message.mentions },
    thread,
    messages: [message.id],
  });
}

function thread_of(sim, bot, { chatid, chat_type }) {
  need(typeof chatid === 'string' && chatid !== '', 86201);
  const type = chat_type ?? 0;
  need([0, 1, 2].includes(type), 40058, 'chat_type invalid. invalid Request Parameter');
  const group = type !== 1 && sim.world.group(chatid);
  if (group) {
    need(group.bots.includes(bot.botid), 93006);
    return `group:${chatid}`;
  }
  const member = type !== 2 && (sim.world.member(chatid) ?? sim.world.by_open_userid(chatid));
  need(member, 93006);
  return sim.chats.bot_thread(bot, member.userid);
}

export const COMMANDS = {
  aibot_subscribe: { run: subscribe },
  ping: { run: () => undefined },
  aibot_respond_msg: { says: true, run: respond },
  aibot_respond_welcome_msg: { says: true, run: welcome },
  aibot_respond_update_msg: { run: update },
  aibot_send_msg: { says: true, run: push },
  aibot_upload_media_init: {
    run: (ctx) => {
      need(ctx.sim.windows.take('aibot_upload', ctx.link.botid), 45009);
      return ctx.sim.media.begin(ctx.link.botid, ctx.body);
    },
  },
  aibot_upload_media_chunk: { run: (ctx) => void ctx.sim.media.chunk(ctx.link.botid, ctx.body) },
  aibot_upload_media_finish: { run: (ctx) => ctx.sim.media.finish(ctx.link.botid, ctx.body) },
};
