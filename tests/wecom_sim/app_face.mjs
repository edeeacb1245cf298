import { elements, card_of } from './xml.mjs';
import { INTERACTIVE } from './cards.mjs';
import { CODE_LIFE } from './tokens.mjs';
import { read_content } from './content.mjs';
import { hash, numeric } from './ids.mjs';

/** The self-built app: what members say to it and press becomes XML callbacks; its passive answers become messages. */
export class AppFace {
  #sim;

  constructor(sim) {
    this.#sim = sim;
  }

  #xml(app, userid, fields) {
    return `<xml>${elements({ ToUserName: app.corpid, FromUserName: userid, CreateTime: Math.floor(Date.now() / 1000), ...fields, AgentID: app.agentid })}</xml>`;
  }

  /** Words and pictures arrive as messages of their own. */
  async hear(app, message, userid, pictures, msgid) {
    const results = [];
    if (message.text)
      results.push(
        await this.#send(
          app,
          userid,
          { MsgType: 'text', Content: message.text, MsgId: msgid ?? numeric() },
          message,
        ),
      );
    for (const item of pictures) {
      const own = this.#sim.media.add(`corp:${app.corpid}`, 'image', item.data, item.filename);
      const fields = {
        MsgType: 'image',
        PicUrl: `${this.#sim.url}/media/page/${item.id}`,
        MediaId: own.id,
        MsgId: numeric(),
      };
      results.push(await this.#send(app, userid, fields, message));
    }
    return results;
  }

  async #send(app, userid, fields, message) {
    const text = this.#xml(app, userid, fields);
    this.#sim.remember(fields.MsgId, { face: app, text });
    const event = {
      channel: 'app',
      msgid: fields.MsgId,
      from: userid,
      text: fields.Content,
      message: message?.id,
    };
    const result = await this.#sim.callbacks.deliver(app, text, event);
    if (result.reply) this.#passive(app, userid, result.reply, null);
    return { ...result, msgid: fields.MsgId };
  }

  async event(app, userid, fields, { attempts = 3, message = null, key } = {}) {
    const text = this.#xml(app, userid, { MsgType: 'event', ...fields });
    const id = `event:${hash(text).slice(0, 24)}`;
    this.#sim.remember(id, { face: app, text });
    const result = await this.#sim.callbacks.deliver(
      app,
      text,
      { channel: 'app', msgid: id, from: userid, event: fields.Event, key, message: message?.id },
      attempts,
    );
    if (result.reply) this.#passive(app, userid, result.reply, message);
    return { ...result, msgid: id };
  }

  async press(app, message, card, userid, key, selected) {
    const code = this.#sim.codes.make('card', CODE_LIFE.card, {
      agentid: app.agentid,
      task_id: card.task_id,
      msgid: message.msgid,
    });
    const menu =
      !INTERACTIVE.has(card.card_type) || card.action_menu?.action_list?.some((a) => a.key === key);
    const items = Object.entries(selected).map(([q, ids]) => ({
      QuestionKey: q,
      OptionIds: { OptionId: ids },
    }));
    const fields = {
      Event: menu ? 'template_card_menu_event' : 'template_card_event',
      EventKey: key,
      TaskId: card.task_id,
      CardType: card.card_type,
      ResponseCode: code,
      ...(items.length ? { SelectedItems: { SelectedItem: items } } : {}),
    };
    return this.event(app, userid, fields, { message, key, attempts: this.#sim.timing.app_click_attempts });
  }

  #passive(app, userid, reply, message) {
    const { chats, ledger } = this.#sim;
    const thread = chats.app_thread(app, userid);
    const from = { type: 'app', id: String(app.agentid), name: app.name };
    const drop = (reason) =>
      ledger.write('passive', { channel: 'app', target: String(app.agentid), outcome: 'dropped', reason });
    const updates = {
      update_button: () => ({ card: { ...message.card, replaced: reply.Button?.ReplaceName } }),
      update_template_card: () => ({
        card: { ...card_of(reply.TemplateCard ?? {}), task_id: message.card.task_id },
      }),
    };
    if (reply.MsgType in updates) {
      if (!message) return drop('update without a click');
      chats.change(message, updates[reply.MsgType]());
      return ledger.write('card_update', {
        endpoint: 'passive',
        agentid: app.agentid,
        task_id: message.card.task_id,
        users: [userid],
      });
    }
    if (message) return drop(`${reply.MsgType} does not answer a click`);
    try {
      const fields = this.#fields(app, reply);
      const posted = chats.post(thread, from, this.#sim.with_media(fields));
      return ledger.write('message', {
        face: 'app_passive',
        sender: app.agentid,
        outcome: 'accepted',
        errcode: 0,
        recipients: [userid],
        msgtype: reply.MsgType,
        text: fields.text,
        messages: [posted.id],
        hash: hash(reply),
      });
    } catch (error) {
      return drop(error.message);
    }
  }

  #fields(app, reply) {
    const find = (id, kind) => this.#sim.media.usable(`corp:${app.corpid}`, id, kind);
    if (reply.MsgType === 'text')
      return read_content('app', { msgtype: 'text', text: { content: reply.Content } }, find);
    if (reply.MsgType === 'image')
      return read_content('app', { msgtype: 'image', image: { media_id: reply.Image?.MediaId } }, find);
    if (reply.MsgType === 'news') {
      const items = [reply.Articles?.item ?? []]
        .flat()
        .map((a) => ({ title: a.Title, description: a.Description, url: a.Url, picurl: a.PicUrl }));
      return read_content('app', { msgtype: 'news', news: { articles: items } }, find);
    }
    throw new Error(`passive ${reply.MsgType}`);
  }
}
