import { WebSocketServer } from 'ws';
import { ApiError, need } from './errors.mjs';
import { random } from './ids.mjs';
import { COMMANDS } from './socket_commands.mjs';
import { RESPOND_LIFE } from './aibot_face.mjs';

/** The long-connection server: one live connection per bot, callbacks pushed as they happen and lost while nobody listens. */
export class Sockets {
  #sim;
  #server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });
  #live = new Map();
  #requests = new Map();

  constructor(sim) {
    this.#sim = sim;
  }

  upgrade(req, socket, head) {
    const fault = this.#sim.faults.take('ws:connect');
    if (fault) {
      if (fault.fault === 'hang') return;
      if (fault.fault === '503')
        socket.write('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return socket.destroy();
    }
    this.#server.handleUpgrade(req, socket, head, (ws) => this.#accept(ws));
  }

  #accept(ws) {
    const link = { ws, id: random('c', 6), botid: null };
    this.#sim.ledger.write('socket', { event: 'open', link: link.id });
    ws.on('message', (data) => this.#frame(link, data));
    ws.on('error', () => {});
    ws.on('close', (code) => {
      if (this.#live.get(link.botid) === link) this.#live.delete(link.botid);
      this.#sim.ledger.write('socket', { event: 'close', link: link.id, bot: link.botid, code });
      this.#sim.chats.emit('change', { type: 'world' });
    });
  }

  #send(link, frame) {
    if (link.ws.readyState === link.ws.OPEN) link.ws.send(JSON.stringify(frame));
  }

  async #frame(link, data) {
    let frame;
    try {
      frame = JSON.parse(data.toString());
      need(frame && typeof frame === 'object', 47001);
    } catch {
      // Seen on the live service: the answer to a frame that cannot be read names no req_id.
      return this.#send(link, { headers: {}, errcode: 40058, errmsg: 'invalid frame' });
    }
    const cmd = String(frame.cmd ?? '');
    const req_id = frame.headers?.req_id;
    const fault = this.#sim.faults.take(`ws:${cmd}`);
    const ack = await this.#answer(link, cmd, req_id, frame.body ?? {}, fault);
    this.#acknowledge(link, req_id, ack, fault);
  }

  async #answer(link, cmd, req_id, body, fault) {
    const ctx = {
      sim: this.#sim,
      sockets: this,
      link,
      cmd,
      req_id,
      body,
      fault,
      noted: null,
      note: (fields) => (ctx.noted = fields),
    };
    let ack = { errcode: 0, errmsg: 'ok' };
    if (fault && !fault.deliver) {
      if (fault.fault === 'ok-errcode') ack = new ApiError(fault.errcode ?? -1, fault.errmsg).toJSON();
    } else {
      try {
        need(
          typeof req_id === 'string' && req_id !== '' && Buffer.byteLength(req_id) <= 256,
          40058,
          'headers.req_id missing',
        );
        need(COMMANDS[cmd], 40008, 'invalid cmd');
        need(cmd === 'aibot_subscribe' || cmd === 'ping' || link.botid, 853000, 'not subscribed');
        const value = await COMMANDS[cmd].run(ctx);
        if (value) ack = { ...ack, body: value };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        ack = error.toJSON();
      }
    }
    this.#enter(ctx, ack);
    return ack;
  }

  #enter({ cmd, req_id, body, link, noted, fault }, { errcode }) {
    const sim = this.#sim;
    if (cmd === 'ping') return;
    if (!COMMANDS[cmd]?.says)
      return void sim.ledger.write('frame', {
        cmd,
        bot: link.botid ?? body.bot_id,
        errcode,
        fault: fault?.fault,
      });
    const { fields, ...rest } = noted ?? {};
    const outcome =
      noted?.outcome ??
      (fault && !fault.deliver ? (fault.fault === 'silent-drop' ? 'dropped' : 'fault') : 'refused');
    sim.ledger.write('message', {
      face: cmd,
      sender: link.botid,
      endpoint: `ws:${cmd}`,
      req_id,
      errcode,
      outcome,
      fault: fault?.fault,
      msgtype: body.msgtype,
      text: fields?.text ?? body.markdown?.content ?? body.stream?.content,
      mentions: fields?.mentions,
      card: fields?.card,
      media: fields?.media,
      filename: fields?.filename,
      size: fields?.size,
      chatid: body.chatid,
      hash: sim.hash(body),
      ...rest,
    });
  }

  #acknowledge(link, req_id, ack, fault) {
    const frame = { headers: { req_id }, ...ack };
    const send = () => this.#send(link, frame);
    switch (fault?.fault) {
      case undefined:
      case 'ok-errcode':
      case 'silent-drop':
      case 'late-callback':
        return send();
      case 'hang':
        return undefined;
      case 'delay':
        return void setTimeout(send, fault.ms ?? 6000).unref();
      case 'no-req-id':
        return this.#send(link, { headers: {}, ...ack });
      case 'double-ack':
        send();
        return send();
      case 'truncated-json':
        return link.ws.send(JSON.stringify(frame).slice(0, -2));
      case 'deep-json':
        return link.ws.send(
          `{"headers":{"req_id":${JSON.stringify(req_id)}},"errcode":0,"errmsg":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        );
      case 'number-as-string':
        return this.#send(link, { ...frame, errcode: String(ack.errcode) });
      default:
        return link.ws.terminate();
    }
  }

  /** The newest subscriber is the bot; the one before is told and closed. */
  take_over(bot, link) {
    const before = this.#live.get(bot.botid);
    link.botid = bot.botid;
    this.#live.set(bot.botid, link);
    if (before && before !== link) {
      const body = {
        msgid: random('', 24),
        aibotid: bot.botid,
        create_time: Math.floor(Date.now() / 1000),
        msgtype: 'event',
        event: { eventtype: 'disconnected_event', disconnected_event: {} },
      };
      this.#send(before, { cmd: 'aibot_event_callback', headers: { req_id: random('', 18) }, body });
      this.#sim.ledger.write('socket', { event: 'kicked', link: before.id, bot: bot.botid });
      setTimeout(() => before.ws.close(1000), 50).unref();
    }
    this.#sim.ledger.write('socket', { event: 'subscribed', link: link.id, bot: bot.botid });
    this.#sim.chats.emit('change', { type: 'world' });
  }

  connected(botid) {
    return this.#live.has(botid);
  }

  /** A callback over the connection; the req_id is what replies refer to for 24 hours. */
  push(bot, body, { line, thread, message, userid }) {
    const link = this.#live.get(bot.botid);
    const entry = { ...line, target: bot.botid, attempt: 1, of: 1 };
    if (!link || link.ws.readyState !== link.ws.OPEN) {
      this.#sim.ledger.write('callback', { ...entry, outcome: 'lost', error: 'not connected' });
      return { acked: false, attempts: 0, msgid: body.msgid };
    }
    const req_id = random('', 18);
    const now = this.#sim.clock.now();
    this.#requests.set(req_id, {
      botid: bot.botid,
      body,
      thread,
      message,
      userid,
      at: now,
      until: now + RESPOND_LIFE,
      streams: new Map(),
    });
    this.#sim.ledger.write('callback', { ...entry, outcome: 'sent', req_id });
    this.#sim.remember(body.msgid, { face: bot, body, line, thread, message, userid });
    this.#send(link, {
      cmd: body.msgtype === 'event' ? 'aibot_event_callback' : 'aibot_msg_callback',
      headers: { req_id },
      body,
    });
    return { acked: true, attempts: 1, msgid: body.msgid, req_id };
  }

  /** What a reply refers to. */
  request(link, req_id) {
    const held = this.#requests.get(req_id);
    need(held && held.botid === link.botid && held.until >= this.#sim.clock.now(), 846605);
    return held;
  }

  /** Cuts the connections of a bot, as a network would. */
  cut(botid) {
    const link = this.#live.get(botid);
    link?.ws.terminate();
    return Boolean(link);
  }

  close() {
    for (const ws of this.#server.clients) ws.terminate();
    this.#server.close();
  }
}
