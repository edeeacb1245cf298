import { setImmediate as turn } from 'node:timers/promises';

const STEP_MS = 200;
const KEPT_MS = 15_000;

/** How late the cloud itself is: what a caller waits before its call is even looked at. */
export class Lag {
  #late = [];
  #due = Date.now() + STEP_MS;
  #timer = setInterval(() => this.#look(), STEP_MS).unref();

  #look() {
    const now = Date.now();
    this.#late = this.#late.filter(({ at }) => now - at < KEPT_MS);
    if (now - this.#due > 50) this.#late.push({ at: now, ms: now - this.#due });
    this.#due = now + STEP_MS;
  }

  /** The worst of the last 15 s. */
  get ms() {
    return Math.max(0, ...this.#late.map(({ ms }) => ms));
  }

  close() {
    clearInterval(this.#timer);
  }
}

/** Of each connection its latest call. */
const latest = new WeakMap();

/**
 * Enters `unheard` for a call whose caller was gone before its answer was written, so that it cannot know what became of it.
 * A caller that leaves after it has read its answer ends the connection too, so what counts is what the connection says until then.
 */
export async function watch(sim, res, line, arrived) {
  const { socket } = res;
  let entered = false;
  const enter = () => {
    if (entered) return;
    entered = true;
    sim.ledger.write('unheard', { call: line.n, waited: Date.now() - arrived, lag: sim.lag.ms });
  };
  // The second turn has asked the kernel: a caller that left meanwhile is known by then.
  await turn();
  await turn();
  if (!socket || socket.destroyed || socket.readableEnded) return enter();
  res.once('close', () => res.writableFinished || enter());
  // A reset says that the answer was not taken; on a connection that goes on it is the next call's.
  if (!latest.has(socket)) socket.once('error', () => latest.get(socket)());
  latest.set(socket, enter);
}
