import { need, fail } from './errors.mjs';
import { keys_of } from './cards.mjs';
import { same } from './text.mjs';

/** What people do: say, press, enter. The page and the tests act through this. */
export class People {
  #sim;
  #entered = new Map();

  constructor(sim) {
    this.#sim = sim;
  }

  #member(userid) {
    return this.#sim.world.member(userid ?? '') ?? fail(60111, `no member "${userid}"`);
  }

  /** {as, group|app|bot|thread, text, mention?, quote?, pictures?, msgid?, wait?} → the message, and what came of its callbacks. */
  async say(words) {
    const sim = this.#sim;
    const member = this.#member(words.as);
    const place = this.#place(words, member);
    const quoted = words.quote
      ? (sim.chats.get(words.quote) ?? fail(40058, `no message "${words.quote}"`))
      : null;
    const pictures = (words.pictures ?? []).map((p) =>
      sim.media.add('page', 'page', Buffer.from(p.base64, 'base64'), p.filename),
    );
    const bots = this.#called(place, words);
    const message = sim.chats.post(
      place.thread,
      { type: 'member', id: member.userid, name: member.name },
      {
        ...this.#attach(words.attach, place),
        kind: words.attach?.kind ?? (pictures.length ? (words.text ? 'mixed' : 'image') : 'text'),
        text: with_names(words.text ?? '', bots, place),
        pictures: pictures.map((p) => p.id),
        mentions: words.mention_members ?? [],
        ...(pictures.length === 1 && !words.text ? { media: pictures[0].id } : {}),
        quote: quoted ? { id: quoted.id, name: quoted.from.name, text: sim.chats.quote_text(quoted) } : null,
        called: bots.map((b) => b.botid),
      },
    );
    sim.ledger.write('say', {
      message: message.id,
      thread: message.thread,
      from: member.userid,
      text: message.text,
      called: message.called,
      app: place.app?.agentid,
      quote: quoted?.id,
      pictures: pictures.length,
    });
    const work = place.app
      ? sim.app.hear(place.app, message, member.userid, pictures, words.msgid)
      : Promise.all(
          bots.map((bot) =>
            sim.aibot.hear(bot, message, member.userid, pictures, { msgid: words.msgid, quoted }),
          ),
        );
    return this.#outcome(message, work, words.wait);
  }

  /** A file, a video or spoken words: heard by a bot in its single chat only. */
  #attach(attach, place) {
    if (!attach) return {};
    need(
      place.bot && ['file', 'video', 'voice'].includes(attach.kind),
      40058,
      'files, videos and voice reach a bot in its single chat only',
    );
    if (attach.kind === 'voice') return { attached: { kind: 'voice' } };
    const item = this.#sim.media.add(
      'page',
      'page',
      Buffer.from(attach.base64 ?? '', 'base64'),
      attach.filename,
    );
    return {
      attached: { kind: attach.kind },
      media: item.id,
      filename: item.filename,
      size: item.data.length,
    };
  }

  /** {as, message, type: 1 good|2 bad|3 withdrawn, content?, reasons?, wait?} on a bot's answer that carried a feedback id. */
  async feedback({ as, message: id, wait, ...opinion }) {
    const member = this.#member(as);
    const message = this.#sim.chats.get(id) ?? fail(40058, `no message "${id}"`);
    need(message.from.type === 'bot' && message.feedback, 40058, 'the message asks for no feedback');
    return this.#outcome(
      message,
      this.#sim.aibot.feedback(this.#sim.world.bot(message.from.id), message, member.userid, opinion),
      wait,
    );
  }

  async #outcome(message, work, wait) {
    if (!wait) {
      work.catch((error) => this.#sim.ledger.write('error', { text: error.stack }));
      return { message: message?.id };
    }
    const results = await work;
    const all = Array.isArray(results) ? results : [results];
    return {
      message: message?.id,
      callbacks: all.map(({ reply, ...rest }) => ({ ...rest, replied: Boolean(reply) })),
    };
  }

  #place({ group, app, bot, thread }, member) {
    const { world, chats } = this.#sim;
    if (thread) {
      const [kind, id] = thread.split(':');
      if (kind === 'group') group = thread.slice('group:'.length);
      if (kind === 'app') app = id;
      if (kind === 'bot') bot = id;
    }
    if (group !== undefined) {
      const found =
        world.groups.find((g) => g.chatid === group || g.name === group) ??
        fail(93006, `no group "${group}"`);
      need(world.in_group(found, member.userid), 93008, `${member.userid} is not in ${found.name}`);
      return { group: found, thread: `group:${found.chatid}` };
    }
    if (app !== undefined) {
      const found =
        world.apps.find((a) => String(a.agentid) === String(app) || a.name === app) ??
        fail(40056, `no app "${app}"`);
      need(world.visible(found).includes(member), 60011, `${member.userid} does not see ${found.name}`);
      return { app: found, thread: chats.app_thread(found, member.userid) };
    }
    const found = world.bots.find((b) => b.botid === bot || b.name === bot) ?? fail(93019, `no bot "${bot}"`);
    return { bot: found, thread: chats.bot_thread(found, member.userid) };
  }

  /** The bots that hear it: in a group the ones mentioned (by `mention`, or by @name in the text), in a single chat the bot itself. */
  #called(place, { mention, text = '' }) {
    if (place.bot) return [place.bot];
    if (!place.group) return [];
    const here = place.group.bots.map((id) => this.#sim.world.bot(id));
    const asked =
      mention === true
        ? here.slice(0, 1)
        : [mention ?? []]
            .flat()
            .map(
              (m) =>
                here.find((b) => b.botid === m || b.name === m) ??
                fail(93008, `bot "${m}" is not in the group`),
            );
    const named = here.filter((b) =>
      new RegExp(`@${escape(b.name)}(?=$|[\\s\\u2005，。,:：])`, 'u').test(text),
    );
    return [...new Set([...asked, ...named])];
  }

  /** {as, message, key, selected?, wait?}: presses a button that stands on the card as this member sees it. */
  async press({ as, message: id, key, selected = {}, wait }) {
    const sim = this.#sim;
    const member = this.#member(as);
    const message = sim.chats.get(id) ?? fail(40058, `no message "${id}"`);
    need(sim.chats.open_to(message.thread, member.userid), 50002, 'not in this chat');
    const card = sim.chats.seen(message, member.userid).card;
    need(card && !message.recalled, 40058, 'no card');
    need(!card.replaced && keys_of(card).includes(key), 40058, `no button "${key}" on the card`);
    sim.ledger.write('press', { message: id, from: member.userid, key, task_id: card.task_id, selected });
    sim.chats.change(message, {
      pressed_by: { ...message.pressed_by, [member.userid]: { key, at: Date.now() } },
    });
    const face =
      message.from.type === 'app'
        ? sim.app.press(sim.world.app(message.from.id), message, card, member.userid, key, selected)
        : sim.aibot.press(sim.world.bot(message.from.id), message, card, member.userid, key, selected);
    return this.#outcome(message, face, wait);
  }

  /** A member opens the bot's single chat (told once a day) or the app. */
  async enter({ as, bot, app, thread, wait }) {
    const sim = this.#sim;
    const member = this.#member(as);
    const place = this.#place({ bot, app, thread }, member);
    if (place.app) {
      return this.#outcome(
        null,
        sim.app.event(place.app, member.userid, { Event: 'enter_agent', EventKey: '' }),
        wait,
      );
    }
    const day = `${place.bot.botid}/${member.userid}`;
    const today = new Date(sim.clock.now()).toDateString();
    if (this.#entered.get(day) === today) return { message: null, callbacks: [] };
    this.#entered.set(day, today);
    sim.talked(place.bot, place.thread);
    return this.#outcome(null, sim.aibot.event(place.bot, place.thread, member.userid, 'enter_chat'), wait);
  }

  may_read(thread, userid) {
    return (
      this.#sim.world.members.some((m) => same(m.userid, userid)) && this.#sim.chats.open_to(thread, userid)
    );
  }
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** As in the client: the mention stands in the text, before what is said. */
function with_names(text, bots, place) {
  const missing = place.group ? bots.filter((b) => !text.includes(`@${b.name}`)) : [];
  return [...missing.map((b) => `@${b.name}`), text].filter(Boolean).join(' ');
}
