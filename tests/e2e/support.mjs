import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { card_text, keys_of } from '../wecom_sim/cards.mjs';
import { sample_world } from '../wecom_sim/sample_world.mjs';
import { startSim } from '../wecom_sim/sim.mjs';
import { Gateway } from './gateway.mjs';

/** Help for end-to-end tests: a gateway of its own beside a simulated WeCom, and people who speak, press and wait. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** $DUTYDESK, else the newest build. */
export function find_binary() {
  if (process.env.DUTYDESK) return process.env.DUTYDESK;
  const built = ['release', 'dev', 'tsan']
    .map((b) => path.join(ROOT, 'build', b, 'dutydesk'))
    .filter((f) => existsSync(f));
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0] ?? null;
}

/** Polls until `probe` gives something truthy; the deadline is the only clock. A probe that starts a process wants a wide `gap`. */
export async function until(probe, what, ms = 10_000, gap = 20) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end)
      throw new Error(`not within ${ms} ms: ${typeof what === 'function' ? what() : what}`);
    await new Promise((done) => setTimeout(done, gap));
  }
}

/** Everything a message says to its reader: text, card, buttons, articles, file name. */
export function words_of(message) {
  const { card } = message;
  const buttons = [
    ...(card?.button_list ?? []).map((b) => b.text),
    ...(card?.action_menu?.action_list ?? []).map((a) => a.text),
    card?.submit_button?.text,
  ];
  const on_card = card ? card_text(card) : '';
  return [
    message.text === on_card ? '' : message.text,
    on_card,
    ...buttons,
    card?.replaced,
    ...(message.articles ?? []).map((a) => a.title),
    message.filename,
  ]
    .filter(Boolean)
    .join('\n');
}

export class Desk {
  #matched = new Set();

  /**
   * {mode: 'socket'|'callback' of the smart bot, spoken: hears each line of the transcript as it happens, world, team: chatids, people: [{userid, name, role}], extra: TOML at the end, env, timing, fsync of the ledger, folder, binary}
   */
  static async start(options = {}) {
    const desk = new Desk();
    const { mode = 'socket', timing = {} } = options;
    desk.world = options.world ?? sample_world({ bot: { mode } });
    desk.gateway = new Gateway({ binary: find_binary(), ...options, world: desk.world });
    desk.spoken = options.spoken ?? (() => {});
    desk.transcript = [];
    desk.sim = await startSim({
      world: desk.world,
      ledger: path.join(desk.gateway.folder, 'wecom'),
      timing,
      fsync: options.fsync,
    });
    try {
      await desk.gateway.start(desk.sim);
      await desk.connected();
    } catch (error) {
      await desk.close();
      throw error;
    }
    return desk;
  }

  /** Long connections are up, if there are any. */
  connected() {
    const sockets = this.sim.world.bots.filter((b) => b.mode === 'socket');
    return until(() => sockets.every((b) => this.sim.sockets.connected(b.botid)), 'long connection');
  }

  async restart() {
    await this.gateway.start(this.sim);
    await this.connected();
  }

  /** kill -9, and back on the same data folder. */
  async kill_and_restart() {
    await this.gateway.kill();
    await this.restart();
  }

  /** Adds a line to the transcript; people stand in it by name. */
  note(line) {
    const named = line.replace(/<@([^<>\s]+)>/g, (_all, id) => `@${this.sim.world.name_of(id)}`);
    this.transcript.push(named);
    this.spoken(named);
  }

  /** "客户经理一群", "事件台", "小值" or a thread id → the thread as this person has it. */
  thread(as, place) {
    if (place.includes(':')) return place;
    const { world, chats } = this.sim;
    const group = world.groups.find((g) => g.name === place || g.chatid === place);
    if (group) return `group:${group.chatid}`;
    const app = world.apps.find((a) => a.name === place);
    if (app) return chats.app_thread(app, as);
    const bot = world.bots.find((b) => b.name === place);
    if (bot) return chats.bot_thread(bot, as);
    throw new Error(`no place "${place}"`);
  }

  /** The userid of a person by name or userid. */
  person(name) {
    const found = this.sim.world.members.find((m) => m.name === name || m.userid === name);
    if (!found) throw new Error(`no person "${name}"`);
    return found.userid;
  }

  async say(who, place, text, more = {}) {
    const as = this.person(who);
    this.note(`${place} · ${this.sim.world.name_of(as)}: ${text}`);
    return this.sim.people.say({ as, thread: this.thread(as, place), text, ...more });
  }

  /** Presses the newest button with this text or key that the person can see there; `about`: on a card with these words. */
  async press(who, place, label, { selected, about = '', ms } = {}) {
    const as = this.person(who);
    const thread = this.thread(as, place);
    const button = (card) =>
      (card.button_list ?? []).find((b) => b.text === label)?.key ??
      keys_of(card).find((k) => k === label) ??
      (card.submit_button?.text === label ? card.submit_button.key : undefined);
    const found = await until(
      () =>
        this.seen(as, thread)
          .reverse()
          .find((m) => m.card && !m.card.replaced && button(m.card) && words_of(m).includes(about)),
      () => `button "${label}" for ${who} in ${place}${this.#shown(as, thread)}`,
      ms,
    );
    this.note(`${place} · ${this.sim.world.name_of(as)} presses [${label}]`);
    return this.sim.people.press({ as, message: found.id, key: button(found.card), selected, wait: true });
  }

  seen(who, place) {
    const as = this.person(who);
    return this.sim.chats.list(this.thread(as, place), { viewer: as, limit: 10_000 });
  }

  /**
   * Waits for a message that is not from a person and has not been expected before; `wanted` is text, a pattern, or a list of which all must hold.
   * A card that changed counts as new. `stale: true` looks at what was expected before, too.
   */
  async expect(who, place, wanted, { ms, stale = false, mentions } = {}) {
    const as = this.person(who);
    const thread = this.thread(as, place);
    const fits = (m) =>
      m.from.type !== 'member' &&
      !m.recalled &&
      (stale || !this.#matched.has(this.#key(thread, m))) &&
      matches(words_of(m), wanted) &&
      (!mentions || m.mentions.includes(this.person(mentions)));
    const found = await until(
      () => this.seen(as, thread).find(fits),
      () => `${who} in ${place}: ${show(wanted)}${this.#shown(as, thread)}${this.gateway.tail()}`,
      ms,
    );
    this.#matched.add(this.#key(thread, found));
    this.note(`${place} · ${found.from.name}: ${words_of(found).replaceAll('\n', ' / ')}`);
    return found;
  }

  #key(thread, message) {
    return `${thread}/${message.id}/${message.version}`;
  }

  #shown(as, thread) {
    const list = this.seen(as, thread)
      .slice(-8)
      .map((m) => `  ${m.from.name}: ${words_of(m).replaceAll('\n', ' / ')}`);
    return `\nshown there:\n${list.join('\n')}`;
  }

  /** No message of any bot, app or webhook in the place, up to now, fits. */
  never(who, place, wanted) {
    const found = this.seen(who, place).find((m) => m.from.type !== 'member' && matches(words_of(m), wanted));
    if (found) throw new Error(`${place} should not show ${show(wanted)}, but does: ${words_of(found)}`);
  }

  /** Ledger lines of a type that fit. */
  ledger(type, fits = () => true) {
    return this.sim.ledger.read({ type, limit: Infinity }).filter(fits);
  }

  async close() {
    try {
      await this.gateway.close();
    } finally {
      await this.sim.close();
      this.gateway.remove();
    }
  }
}

function matches(text, wanted) {
  if (Array.isArray(wanted)) return wanted.every((w) => matches(text, w));
  return wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted);
}

function show(wanted) {
  return Array.isArray(wanted) ? wanted.map(show).join(' and ') : String(wanted);
}
