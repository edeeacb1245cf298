import { fail, need } from './errors.mjs';
import { random } from './ids.mjs';
import { MINUTE } from './clock.mjs';

/** Access tokens and the one-shot codes of OAuth and cards. */
export class Tokens {
  #current = new Map();
  #known = new Map();
  #clock;
  #world;

  constructor(clock, world) {
    this.#clock = clock;
    this.#world = world;
    this.life = 7200;
  }

  /** The same token while it is valid: several processes may ask. */
  issue(corpid, secret) {
    need(corpid, 41002);
    need(secret, 41004);
    need(
      this.#world.apps.some((a) => a.corpid === corpid),
      40013,
    );
    const app = this.#world.apps.find((a) => a.corpid === corpid && a.secret === secret);
    need(app, 40001);
    const now = this.#clock.now();
    let held = this.#current.get(app.agentid);
    const fresh = !held || held.until <= now;
    if (fresh) {
      held = { token: random('', 48), agentid: app.agentid, until: now + this.life * 1000, code: 0 };
      this.#current.set(app.agentid, held);
      this.#known.set(held.token, held);
    }
    return {
      access_token: held.token,
      expires_in: Math.max(1, Math.floor((held.until - now) / 1000)),
      fresh,
      agentid: app.agentid,
    };
  }

  /** The app that holds this token. */
  app(token) {
    need(token, 41001);
    const held = this.#known.get(token);
    need(held, 40014);
    if (held.code) fail(held.code);
    need(held.until > this.#clock.now(), 42001);
    return this.#world.app(held.agentid);
  }

  /** WeCom may end a token before its time; calls with it then fail with `code`. */
  invalidate(agentid, code = 40014) {
    for (const [id, held] of this.#current) {
      if (agentid === undefined || id === Number(agentid)) {
        held.code = code;
        this.#current.delete(id);
      }
    }
  }
}

/** Codes that work once and for a while: response_code of cards, response_url of smart bots, code of OAuth. */
export class Codes {
  #codes = new Map();
  #clock;

  constructor(clock) {
    this.#clock = clock;
  }

  make(kind, life, value) {
    const code = random('', 32);
    this.#codes.set(code, { kind, until: this.#clock.now() + life, used: false, ...value });
    return code;
  }

  /** The value of the code, which is used up by this. */
  spend(kind, code, { unknown, used = unknown, late = unknown }) {
    const held = this.look(kind, code);
    need(held, unknown);
    need(!held.used, used);
    need(held.until >= this.#clock.now(), late);
    held.used = true;
    return held;
  }

  look(kind, code) {
    const held = this.#codes.get(code);
    return held?.kind === kind ? held : undefined;
  }
}

export const CODE_LIFE = { card: 72 * 60 * MINUTE, response_url: 60 * MINUTE, oauth: 5 * MINUTE };
