import { read_content } from './content.mjs';
import { CODE_LIFE } from './tokens.mjs';
import { hash, random } from './ids.mjs';
import { SECOND, MINUTE } from './clock.mjs';
import { card_text } from './cards.mjs';
import { setTimeout as wait } from 'node:timers/promises';

const STREAM_LIFE = 6 * MINUTE;
const TURNS_AT_ONCE = 3;

/** The smart bot: what members say to it becomes JSON for its URL or its long connection; streams are polled to their end. */
export class AibotFace {
  #sim;
  #turns = new Map();

  constructor(sim) {
    this.#sim = sim;
  }

  /** The part all callbacks share. */
  #common(bot, thread, userid, msgid) {
    const group = thread.startsWith('group:') ? thread.slice('group:'.length) : undefined;
    const shown = bot.encrypted_ids ? this.#sim.world.open_userid(userid) : userid;
    return {
      msgid,
      aibotid: bot.botid,
      ...(group ? { chatid: group, chattype: 'group' } : { chattype: 'single' }),
      from: { userid: shown },
    };
  }

  #media(bot, item) {
    const copy = this.#sim.media.for_bot(bot, item);
    return { url: `${this.#sim.url}${copy.path}`, ...(copy.aeskey ? { aeskey: copy.aeskey } : {}) };
  }

  #content(bot, message, pictures) {
    const { attached } = message;
    if (attached?.kind === 'voice') return { msgtype: 'voice', voice: { content: message.text } };
    if (attached)
      return {
        msgtype: attached.kind,
        [attached.kind]: this.#media(bot, this.#sim.media.get(message.media)),
      };
    if (pictures.length === 0) return { msgtype: 'text', text: { content: message.text } };
    const images = pictures.map((item) => ({ msgtype: 'image', image: this.#media(bot, item) }));
    if (!message.text && images.length === 1) return images[0];
    return {
      msgtype: 'mixed',
      mixed: {
        msg_item: [
          ...(message.text ? [{ msgtype: 'text', text: { content: message.text } }] : []),
          ...images,
        ],
      },
    };
  }

  #quote(bot, quoted) {
    if (!quoted) return {};
    if (quoted.media && quoted.kind === 'image')
      return { quote: { msgtype: 'image', image: this.#media(bot, this.#sim.media.get(quoted.media)) } };
    return {
      quote: { msgtype: 'text', text: { content: quoted.card ? card_text(quoted.card) : quoted.text } },
    };
  }

  async hear(bot, message, userid, pictures, { msgid, quoted } = {}) {
    const id = msgid ?? random('', 24);
    const body = {
      ...this.#common(bot, message.thread, userid, id),
      ...this.#content(bot, message, pictures),
      ...this.#quote(bot, quoted),
    };
    this.#sim.talked(bot, message.thread);
    return this.#carry(bot, body, { message, userid, attempts: 3 });
  }

  async event(
    bot,
    thread,
    userid,
    eventtype,
    detail = {},
    { message = null, attempts = 1, response_url = false, key } = {},
  ) {
    const body = {
      ...this.#common(bot, thread, userid, random('', 24)),
      create_time: Math.floor(Date.now() / 1000),
      msgtype: 'event',
      event: { eventtype, [eventtype]: detail },
    };
    return this.#carry(bot, body, { message, userid, attempts, event: eventtype, key, thread, response_url });
  }

  /** Thumbs up (1), down (2) or taken back (3), on an answer that asked for it. */
  async feedback(bot, message, userid, { type, content = '', reasons = [] }) {
    return this.event(bot, message.thread, userid, 'feedback_event', {
      id: message.feedback,
      type,
      content,
      inaccurate_reason_list: reasons,
    });
  }

  async press(bot, message, card, userid, key, selected) {
    const items = Object.entries(selected).map(([question_key, option_id]) => ({
      question_key,
      option_ids: { option_id },
    }));
    const detail = {
      card_type: card.card_type,
      event_key: key,
      task_id: card.task_id,
      selected_items: { selected_item: items },
    };
    return this.event(bot, message.thread, userid, 'template_card_event', detail, {
      message,
      key,
      response_url: true,
    });
  }

  async #carry(
    bot,
    body,
    { message, userid, attempts, event, key, thread = message.thread, response_url = !event },
  ) {
    const sim = this.#sim;
    const line = {
      channel: bot.mode === 'socket' ? 'socket' : 'aibot',
      msgid: body.msgid,
      from: userid,
      chatid: body.chatid,
      text: body.text?.content,
      event,
      key,
      message: message?.id,
    };
    if (bot.mode === 'socket') return sim.sockets.push(bot, body, { line, thread, message, userid });
    const turns = `${bot.botid}/${userid}`;
    if (!event && (this.#turns.get(turns) ?? 0) >= TURNS_AT_ONCE) {
      sim.ledger.write('callback', {
        ...line,
        target: bot.botid,
        attempt: 0,
        outcome: 'refused',
        error: 'three turns unfinished',
      });
      return { acked: false, attempts: 0, msgid: body.msgid };
    }
    if (response_url) {
      const code = sim.codes.make('response_url', CODE_LIFE.response_url, {
        botid: bot.botid,
        thread,
        msgid: body.msgid,
      });
      body.response_url = `${sim.url}/cgi-bin/aibot/response?response_code=${code}`;
    }
    const text = JSON.stringify(body);
    sim.remember(body.msgid, { face: bot, text });
    const result = await sim.callbacks.deliver(bot, text, line, attempts);
    if (result.reply) this.#passive(bot, thread, userid, result.reply, { event, message, turns });
    return { ...result, msgid: body.msgid };
  }

  #passive(bot, thread, userid, reply, { event, message, turns }) {
    const sim = this.#sim;
    const drop = (reason) =>
      sim.ledger.write('passive', { channel: 'aibot', target: bot.botid, outcome: 'dropped', reason });
    try {
      if (reply.response_type === 'update_template_card') {
        if (event !== 'template_card_event') return drop('update without a click');
        return this.update_card(bot, message, reply, 'passive');
      }
      if (event === 'template_card_event' || event === 'feedback_event')
        return drop(`${reply.msgtype} does not answer ${event}`);
      const fields = read_content(
        event === 'enter_chat' ? 'aibot_welcome' : 'aibot_passive',
        reply,
        () => null,
      );
      sim.claim_task(`bot:${bot.botid}`, fields.card);
      const posted = this.post(bot, thread, fields);
      sim.ledger.write('message', {
        face: 'aibot_passive',
        sender: bot.botid,
        outcome: 'accepted',
        errcode: 0,
        thread,
        chatid: chat_of(thread),
        msgtype: reply.msgtype,
        text: fields.text,
        mentions: posted.mentions,
        card: fields.card,
        messages: [posted.id],
        hash: hash(reply),
      });
      if (fields.stream && !fields.stream.finish) this.#poll(bot, thread, userid, posted, turns);
      return posted;
    } catch (error) {
      return drop(error.message);
    }
  }

  /** WeCom asks for the whole text about once a second until it is finished or six minutes are over. */
  async #poll(bot, thread, userid, message, turns) {
    const sim = this.#sim;
    this.#turns.set(turns, (this.#turns.get(turns) ?? 0) + 1);
    const until = sim.clock.now() + STREAM_LIFE;
    const state = { carded: Boolean(message.card) };
    while (!sim.closed && sim.clock.now() < until && !message.stream.finish) {
      await wait(sim.timing.poll_ms, undefined, { ref: false });
      const body = {
        ...this.#common(bot, thread, userid, random('', 24)),
        msgtype: 'stream',
        stream: { id: message.stream.id },
      };
      const result = await sim.callbacks.deliver(
        bot,
        JSON.stringify(body),
        { channel: 'aibot', msgid: body.msgid, event: 'stream', from: userid, chatid: body.chatid },
        1,
      );
      if (result.reply) this.#refresh(bot, message, result.reply, state);
    }
    if (!message.stream.finish)
      sim.chats.change(message, { stream: { ...message.stream, finish: true, expired: true } });
    this.#turns.set(turns, this.#turns.get(turns) - 1);
  }

  #refresh(bot, message, reply, state) {
    const sim = this.#sim;
    try {
      const fields = read_content('aibot_passive', reply, () => null);
      if (!fields.stream || fields.stream.id !== message.stream.id)
        throw new Error('not the stream that was asked for');
      if (fields.card && state.carded) throw new Error('a card can be given once per stream');
      state.carded = state.carded || Boolean(fields.card);
      sim.chats.change(message, {
        text: fields.text,
        stream: fields.stream,
        ...(fields.card ? { card: fields.card } : {}),
        ...sim.page_pictures(fields.pictures),
      });
      if (fields.stream.finish)
        sim.ledger.write('stream_end', { sender: bot.botid, message: message.id, text: fields.text });
    } catch (error) {
      sim.ledger.write('passive', {
        channel: 'aibot',
        target: bot.botid,
        outcome: 'dropped',
        reason: error.message,
      });
    }
  }

  update_card(bot, message, { userids, template_card }, endpoint) {
    const sim = this.#sim;
    const { card } = read_content('aibot_push', { msgtype: 'template_card', template_card }, () => null);
    const shown = { ...card, task_id: card.task_id ?? message.card.task_id };
    if (userids?.length)
      sim.chats.change(message, {
        cards_for: { ...message.cards_for, ...Object.fromEntries(userids.map((u) => [u, shown])) },
      });
    else sim.chats.change(message, { card: shown, cards_for: {} });
    sim.ledger.write('card_update', {
      endpoint,
      sender: bot.botid,
      task_id: shown.task_id,
      users: userids ?? null,
      message: message.id,
      card: shown,
    });
    return message;
  }

  /** A message of the bot in a group or a single chat. */
  post(bot, thread, fields) {
    const sim = this.#sim;
    const group = sim.world.group(chat_of(thread) ?? '');
    const mentions = group ? sim.known_mentions(group, fields.mentions ?? []) : [];
    return sim.chats.post(
      thread,
      { type: 'bot', id: bot.botid, name: bot.name },
      { ...sim.with_media(fields), mentions },
    );
  }
}

export function chat_of(thread) {
  return thread.startsWith('group:') ? thread.slice('group:'.length) : undefined;
}

export const WELCOME_LIFE = 5 * SECOND;
export const RESPOND_LIFE = 24 * 60 * MINUTE;
export const STREAM_MAX = STREAM_LIFE;
