import { EventEmitter } from 'node:events';
import { card_text } from './cards.mjs';
import { same } from './text.mjs';

/** How long a pressed button waits for its update before it may be pressed again. */
const PRESS_WAIT = 5000;

function waits(press) {
  return press && Date.now() - press.at < PRESS_WAIT ? press.key : null;
}

/**
 * What people see. A thread is "group:CHATID", "app:AGENTID:USERID" or "bot:BOTID:USERID"; a message stands in one thread.
 * Cards may look different to each viewer after an update.
 */
export class Chats extends EventEmitter {
  #messages = new Map();
  #threads = new Map();
  #sent = new Map();
  #serial = 0;
  #clock;
  #world;

  constructor(clock, world) {
    super();
    this.setMaxListeners(0);
    this.#clock = clock;
    this.#world = world;
  }

  post(thread, from, fields) {
    const id = `m${++this.#serial}`;
    const message = {
      id,
      thread,
      from,
      time: this.#clock.now(),
      mentions: [],
      cards_for: {},
      pressed_by: {},
      recalled: false,
      version: 1,
      ...fields,
    };
    this.#messages.set(id, message);
    if (!this.#threads.has(thread)) this.#threads.set(thread, []);
    this.#threads.get(thread).push(message);
    if (message.msgid) this.#sent.set(message.msgid, [...(this.#sent.get(message.msgid) ?? []), message]);
    this.emit('change', { type: 'message', message });
    return message;
  }

  change(message, fields) {
    Object.assign(message, fields);
    if (fields.card || fields.cards_for) message.pressed_by = {};
    message.version += 1;
    message.changed = this.#clock.now();
    this.emit('change', { type: 'update', message });
    return message;
  }

  get(id) {
    return this.#messages.get(id);
  }

  /** May this member read the thread? */
  open_to(thread, userid) {
    const [kind, id, owner] = thread.split(':');
    if (kind === 'group') {
      const group = this.#world.group(thread.slice('group:'.length));
      return Boolean(group) && this.#world.in_group(group, userid);
    }
    return Boolean(id) && same(owner ?? '', userid);
  }

  list(thread, { viewer, after = '', limit = 200 } = {}) {
    const all = (this.#threads.get(thread) ?? []).filter(
      (m) => !m.hidden_from?.some((u) => same(u, viewer ?? '')),
    );
    const from = after ? all.findIndex((m) => m.id === after) + 1 : Math.max(0, all.length - limit);
    return all.slice(from, from + limit).map((m) => this.seen(m, viewer));
  }

  threads_of(userid) {
    const world = this.#world;
    const out = world.groups
      .filter((g) => world.in_group(g, userid))
      .map((g) => ({ thread: `group:${g.chatid}`, kind: 'group', name: g.name, members: g.members.length }));
    for (const app of world.apps) {
      if (world.visible(app).some((m) => same(m.userid, userid)))
        out.push({ thread: this.app_thread(app, userid), kind: 'app', name: app.name });
    }
    for (const bot of world.bots)
      out.push({ thread: this.bot_thread(bot, userid), kind: 'bot', name: bot.name });
    return out.map((t) => ({ ...t, last: this.#last(t.thread, userid) }));
  }

  app_thread(app, userid) {
    return `app:${app.agentid}:${this.#world.member(userid)?.userid ?? userid}`;
  }

  bot_thread(bot, userid) {
    return `bot:${bot.botid}:${this.#world.member(userid)?.userid ?? userid}`;
  }

  #last(thread, viewer) {
    const all = this.#threads.get(thread);
    return all?.length ? this.seen(all[all.length - 1], viewer) : null;
  }

  /** The message as one member sees it. */
  seen(message, viewer) {
    const { cards_for, pressed_by, secret, raw, ...rest } = message;
    const own = Object.keys(cards_for).find((u) => same(u, viewer ?? ''));
    const card = own === undefined ? message.card : cards_for[own];
    return { ...rest, card, pressed: waits(pressed_by[viewer ?? '']) };
  }

  /** What a quote of the message carries: its text only. */
  quote_text(message) {
    return message.card ? card_text(message.card) : (message.text ?? '');
  }

  /** The messages of one send. */
  sent(msgid) {
    return this.#sent.get(msgid) ?? [];
  }
}
