import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

const KEPT_IN_MEMORY = 100_000;

/** What the cloud sent and received, one JSON line each, on disk before anybody is answered, so that a checker can count offline. */
export class Ledger {
  #file = null;
  #fsync;
  #clock;
  #listeners = new Set();

  constructor(folder, clock, { fsync = true } = {}) {
    this.lines = [];
    this.dropped = 0;
    this.n = 0;
    this.#clock = clock;
    this.#fsync = fsync;
    if (folder) {
      mkdirSync(folder, { recursive: true });
      this.path = path.join(folder, 'ledger.jsonl');
      this.#file = openSync(this.path, 'a');
    }
  }

  write(t, fields) {
    const line = { n: ++this.n, t, at: this.#clock.now(), ...fields };
    if (this.#file !== null) {
      writeSync(this.#file, `${JSON.stringify(line)}\n`);
      if (this.#fsync) fdatasyncSync(this.#file);
    }
    this.lines.push(line);
    if (this.lines.length > KEPT_IN_MEMORY) this.dropped += this.lines.splice(0, KEPT_IN_MEMORY / 10).length;
    for (const listener of this.#listeners) listener(line);
    return line;
  }

  /** Lines after number `since`, of one type or of all. */
  read({ since = 0, type = '', limit = 1000 } = {}) {
    const out = [];
    for (const line of this.lines) {
      if (line.n > since && (!type || line.t === type) && out.push(line) >= limit) break;
    }
    return out;
  }

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close() {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
