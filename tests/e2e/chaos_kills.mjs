import { until } from './support.mjs';

const POINTS = ['K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7', 'K8'];
// After each of these a lease of 15 s has to end; two show what more would.
const K9_TIMES = 2;

/** Ends the gateway at its kill points in turn and at random, and takes its database away; keeps what it did for the checker. */
export class Killer {
  kills = [];
  counts = {};
  cuts = {};
  missed = [];

  /** `held`: calls that one process has in its hands at most. */
  constructor({ desk, cluster, dice, held }) {
    Object.assign(this, { desk, cluster, dice, held });
  }

  /** `count` lives that end at the points in turn, one in ten by plain kill -9 instead, within about so many seconds. */
  async run(count, seconds) {
    const lives = Array.from({ length: count - K9_TIMES }, (_none, i) => ({
      point: POINTS[i % POINTS.length],
    }));
    for (let i = 1; i <= K9_TIMES; i++)
      lives.splice(Math.floor((i * count) / (K9_TIMES + 1)), 0, { point: 'K9' });
    for (let i = 9; i < lives.length; i += 10) lives.splice(i, 0, { point: 'kill -9' });
    const cuts = this.#cuts(lives.length);
    const gap = seconds / (lives.length + 1);
    await this.desk.gateway.kill();
    this.#note('kill -9');
    for (let i = 0; i < lives.length; i++) {
      const again = await this.#live(lives[i], gap, cuts.get(i));
      if (again) lives.push(again);
    }
    await this.desk.restart();
  }

  /** One life of the gateway, up to its end; a point that was not passed in time is tried again later, at its first pass. */
  async #live({ point, tries = 0 }, gap, cut) {
    const { gateway, sim } = this.desk;
    const wanted = 1 + Math.floor(this.dice() * Math.max(1, gap * 20));
    // Ends right after each other would find the same turn at work each time, and have it set aside as their cause.
    const passes = point === 'K9' ? 1 : tries ? Math.min(wanted, 15) : wanted + 10;
    if (point === 'K9') this.#old_token();
    const armed = point.startsWith('K');
    await gateway.start(sim, { env: armed ? { DUTYDESK_KILL: `${point}:${passes}` } : {} }).catch((error) => {
      if (gateway.process.signalCode !== 'SIGKILL') throw error; // else its point came before it was ready
    });
    if (cut) await this.#cut(...cut);
    const gone = await Promise.race([
      gateway.ended,
      sleep(armed ? gap * 3000 + 5000 : this.dice() * gap * 1000),
    ]);
    if (gone && gone.signal !== 'SIGKILL') throw new Error(`the gateway ended by itself${gateway.tail()}`);
    if (gone) this.#note(point);
    if (gone && point === 'K9') await this.#token_again();
    if (gone && point !== 'K9') return null;
    await gateway.kill();
    this.#note('kill -9');
    if (gone || !armed) return null;
    if (tries < 3) return { point, tries: tries + 1 };
    this.missed.push(point);
    return null;
  }

  #cuts(lives) {
    const cluster = this.cluster;
    return new Map([
      [Math.floor(lives * 0.2), ['restarted', () => cluster.restart('SIGINT')]],
      [Math.floor(lives * 0.4), ['stood_still', () => cluster.stand_still(2500)]],
      [Math.floor(lives * 0.6), ['restarted_at_once', () => cluster.restart('SIGQUIT')]],
      [Math.floor(lives * 0.8), ['connections_dropped', () => cluster.drop_connections()]],
    ]);
  }

  /** The gateway lives on while its database is away; what was said and not recorded then is said again. */
  async #cut(what, work) {
    const at = Date.now();
    await work();
    // In the hands of the senders, and as many waiting for them.
    this.kills.push({ what, at, until: Date.now(), held: 2 * this.held });
    this.cuts[what] = (this.cuts[what] ?? 0) + 1;
  }

  /** A process that dies between fetching and storing must find an old token; ten minutes pass for the count of refreshes. */
  #old_token() {
    this.cluster.query("UPDATE token SET expires_at = '-infinity', window_at = '-infinity'");
  }

  /**
   * The lease of the ended refresh holds for its 15 s, and what waits for the token is in hand meanwhile: a row that three ends of
   * the process find in hand is set aside as their cause, so that the next end waits.
   */
  async #token_again() {
    await this.desk.restart();
    const fresh = () => this.cluster.query('SELECT count(*) FROM token WHERE expires_at > now()') === '1';
    await until(() => fresh(), 'a fresh token', 60_000, 500);
  }

  #note(what) {
    this.kills.push({ what, at: Date.now(), held: this.held });
    this.counts[what] = (this.counts[what] ?? 0) + 1;
    return null;
  }
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, Math.max(0, ms)));
}
