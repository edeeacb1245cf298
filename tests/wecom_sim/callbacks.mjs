import { open, seal } from './envelope.mjs';
import { Postman } from './postman.mjs';
import { elements, parse } from './xml.mjs';
import { hash, random } from './ids.mjs';
import { setTimeout as wait } from 'node:timers/promises';

function with_query(url, query) {
  const target = new URL(url);
  for (const [key, value] of Object.entries(query)) target.searchParams.set(key, value);
  return target.toString();
}

/** HTTP callbacks to apps and smart bots: sealed anew for each attempt, retried as the cloud retries, answers opened. */
export class Callbacks {
  #sim;
  #postman = new Postman();
  #open = new Set();

  constructor(sim) {
    this.#sim = sim;
  }

  keys(face) {
    return face.agentid === undefined
      ? { ...pick(face), receiveid: '' }
      : { ...pick(face), receiveid: face.corpid };
  }

  /** GET with echostr, as when the URL is saved in the console: one second, the plain text and nothing else. */
  async verify(face) {
    const echo = random('', 16);
    const { encrypt, timestamp, nonce, signature } = seal(this.keys(face), echo);
    const url = with_query(face.url, { msg_signature: signature, timestamp, nonce, echostr: encrypt });
    const answer = await this.#postman.send('GET', url, { timeout: this.#sim.timing.verify_ms });
    const ok = answer.status === 200 && answer.body.toString() === echo;
    const line = {
      target: name_of(face),
      ok,
      status: answer.status,
      ms: answer.ms,
      error: answer.error ?? (ok ? undefined : 'echo differs'),
    };
    this.#sim.ledger.write('verify', line);
    return line;
  }

  /** → {acked, attempts, reply}. `event` names the message for the ledger; `attempts` is 1 for events that are sent once. */
  async deliver(face, text, event, attempts = 3) {
    const work = this.#deliver(face, text, event, attempts);
    this.#open.add(work);
    try {
      return await work;
    } finally {
      this.#open.delete(work);
    }
  }

  async #deliver(face, text, event, attempts) {
    const sim = this.#sim;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (sim.closed) return { acked: false, attempts: attempt - 1 };
      const answer = await this.post(face, text);
      const acked = answer.status === 200;
      const { reply, error } = acked
        ? this.#reply(face, answer)
        : { error: answer.error ?? `status ${answer.status}` };
      sim.ledger.write('callback', {
        ...event,
        target: name_of(face),
        attempt,
        of: attempts,
        status: answer.status ?? null,
        ms: answer.ms,
        outcome: acked ? 'acked' : 'failed',
        error,
        reply,
        hash: hash(text),
      });
      if (acked) return { acked, attempts: attempt, reply };
      if (attempt < attempts) await wait(sim.timing.retry_gap_ms, undefined, { ref: false });
    }
    return { acked: false, attempts };
  }

  /** One POST; `tamper` spoils the envelope for negative tests. */
  async post(face, text, tamper = {}) {
    const sealed = seal(this.keys({ ...face, ...tamper.keys }), text, {
      timestamp: tamper.timestamp,
      nonce: tamper.nonce,
    });
    const { timestamp, nonce } = sealed;
    const encrypt = tamper.encrypt ?? sealed.encrypt;
    const url = with_query(face.url || 'invalid:', {
      msg_signature: tamper.signature ?? sealed.signature,
      timestamp,
      nonce,
    });
    const app = face.agentid !== undefined;
    const body = app
      ? `<xml>${elements({ ToUserName: face.corpid, AgentID: String(face.agentid), Encrypt: encrypt })}</xml>`
      : JSON.stringify({ encrypt });
    return this.#postman.send('POST', url, {
      body,
      type: app ? 'text/xml' : 'application/json',
      timeout: this.#sim.timing.callback_ms,
    });
  }

  /** An answer that cannot be opened is dropped without a word, as in the cloud; the ledger says why. */
  #reply(face, answer) {
    const text = answer.body.toString();
    if (text.trim() === '') return {};
    try {
      if (face.agentid === undefined) {
        const { encrypt, msgsignature, timestamp, nonce } = JSON.parse(text);
        if (typeof timestamp !== 'number') throw new Error('timestamp is not a number');
        return {
          reply: JSON.parse(open(this.keys(face), { encrypt, signature: msgsignature, timestamp, nonce })),
        };
      }
      const outer = parse(text);
      return {
        reply: parse(
          open(this.keys(face), {
            encrypt: outer.Encrypt,
            signature: outer.MsgSignature,
            timestamp: outer.TimeStamp,
            nonce: outer.Nonce,
          }),
        ),
      };
    } catch (error) {
      return { error: `reply dropped: ${error.message}` };
    }
  }

  async idle() {
    while (this.#open.size) await Promise.allSettled([...this.#open]);
  }

  close() {
    this.#postman.close();
  }
}

function pick({ token, aesKey }) {
  return { token, aesKey };
}

export function name_of(face) {
  return face.agentid === undefined ? face.botid : String(face.agentid);
}
