import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { config_text } from './config.mjs';

const KEPT_LINES = 2000;
const STOP_MS = 60_000;

/** One gateway process on a data folder of its own, beside a simulator: start, kill -9, start again. */
export class Gateway {
  constructor({ binary, world, folder, env = {}, ready_ms = 30_000, ...config }) {
    if (!binary) throw new Error('no dutydesk binary: build it, or name it in $DUTYDESK');
    Object.assign(this, {
      binary,
      world,
      env,
      ready_ms,
      config,
      own_folder: !folder,
      log: [],
      port: 0,
      process: null,
    });
    this.folder = folder ?? mkdtempSync(path.join(tmpdir(), 'dutydesk-e2e-'));
    // As root, PostgreSQL runs as another user, who must be able to pass through.
    chmodSync(this.folder, 0o711);
    this.file = path.join(this.folder, 'dutydesk.toml');
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts, waits until ready, and tells the simulator where callbacks go now. */
  async start(sim, { env = {} } = {}) {
    writeFileSync(
      this.file,
      config_text({ ...this.config, world: this.world, sim, data_folder: path.join(this.folder, 'data') }),
      { mode: 0o600 },
    );
    const child = spawn(this.binary, ['serve', '--config', this.file], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...this.env, ...env },
    });
    this.process = child;
    this.ended = new Promise((done) => child.once('exit', (code, signal) => done({ code, signal })));
    const listening = new Promise((done) => {
      readline.createInterface({ input: child.stderr }).on('line', (line) => {
        this.log.push(line);
        if (this.log.length > KEPT_LINES) this.log.shift();
        if (line.includes('"event":"listening"')) done(Number(JSON.parse(line).port));
      });
    });
    const spoilt = this.ended.then(({ code, signal }) =>
      Promise.reject(new Error(`the gateway ended with ${code ?? signal}${this.tail()}`)),
    );
    spoilt.catch(() => {});
    this.port = await Promise.race([
      listening,
      spoilt,
      deadline(this.ready_ms, () => `listening${this.tail()}`),
    ]);
    await Promise.race([this.#ready(), spoilt, deadline(this.ready_ms, () => `ready${this.tail()}`)]);
    sim.world.merge({
      bots: this.world.bots
        .filter((b) => b.mode === 'callback')
        .map((b) => ({ botid: b.botid, url: `${this.url}/cb/bot` })),
      apps: this.world.apps.map((a) => ({ agentid: a.agentid, url: `${this.url}/cb/app` })),
    });
  }

  async #ready() {
    while ((await fetch(`${this.url}/readyz`).catch(() => null))?.status !== 200) {
      if (this.process.exitCode !== null || this.process.signalCode !== null) return;
      await new Promise((done) => setTimeout(done, 10));
    }
  }

  running() {
    return this.process !== null && this.process.exitCode === null && this.process.signalCode === null;
  }

  /** SIGKILL: nothing is written any more, the database keeps running. */
  async kill() {
    if (this.running()) this.process.kill('SIGKILL');
    return this.ended;
  }

  async stop() {
    if (this.running()) this.process.kill('SIGTERM');
    return Promise.race([this.ended, deadline(STOP_MS, () => `stopped${this.tail()}`)]);
  }

  /** Parsed log lines of an event. */
  logged(event) {
    return this.log.filter((l) => l.includes(`"event":"${event}"`)).map((l) => JSON.parse(l));
  }

  tail(lines = 12) {
    return `\ngateway log:\n${this.log
      .slice(-lines)
      .map((l) => `  ${l}`)
      .join('\n')}`;
  }

  /** Ends the process; a database that a killed gateway left behind is ended too, by the pid in its own folder. */
  async close() {
    const spoilt = this.process
      ? await this.stop().then(
          () => null,
          (error) => error,
        )
      : null;
    if (spoilt) await this.kill();
    const pids = path.join(this.folder, 'data');
    for (const file of existsSync(pids) ? readdirSync(pids, { recursive: true }) : []) {
      if (path.basename(String(file)) !== 'postmaster.pid') continue;
      const pid = Number(readFileSync(path.join(pids, String(file)), 'utf8').split('\n')[0]);
      try {
        if (pid > 1) process.kill(pid, 'SIGINT');
        // One that has ended may stay as a zombie for as long as its parent sleeps.
        const end = Date.now() + STOP_MS;
        while (pid > 1 && process.kill(pid, 0) && Date.now() < end)
          await new Promise((done) => setTimeout(done, 20));
      } catch {
        // It has ended.
      }
    }
    if (spoilt) throw spoilt;
  }

  remove() {
    if (this.own_folder) rmSync(this.folder, { recursive: true, force: true });
  }
}

function deadline(ms, what) {
  return new Promise((_done, failed) => {
    setTimeout(() => failed(new Error(`not within ${ms} ms: ${what()}`)), ms).unref();
  });
}
