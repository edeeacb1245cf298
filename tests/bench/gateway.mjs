// A gateway of its own for a benchmark: a fresh data folder, a smart bot in callback mode, the private cluster.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync, rmSync, chmodSync, readFileSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const token = 'BenchToken01';
export const aesKey = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
const binary = 'build/release/dutydesk';

export class Gateway {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'dutydesk-bench-'));
    chmodSync(this.folder, 0o711);
    this.config = join(this.folder, 'dutydesk.toml');
    writeFileSync(this.config, `
[server]
listen = "127.0.0.1:0"
[server.limits]
connections_per_address = 2000
[database]
data_folder = "${this.folder}/data"
[desk]
allow_inline_secrets = true
templates = "${process.cwd()}/templates"
[[account]]
name = "bot"
kind = "wecom_aibot"
mode = "callback"
display_name = "小值"
token = "${token}"
aes_key = "${aesKey}"
[[account]]
name = "team_hook"
kind = "wecom_webhook"
key = "bench"
api = "http://127.0.0.1:9"
[[chat]]
name = "事件处理群"
id = "team"
webhook = "team_hook"
purpose = "team"
`);
  }

  /** Starts and waits until it is ready; returns the seconds that took. */
  async start() {
    const begin = process.hrtime.bigint();
    const log = join(this.folder, 'log');
    const out = openSync(log, 'w');
    this.process = spawn(binary, ['serve', '--config', this.config], { stdio: ['ignore', 'ignore', out] });
    closeSync(out);
    let ended = false;
    this.exited = new Promise((resolve) => this.process.once('exit', () => resolve(ended = true)));
    for (this.port = 0; !this.port;) {
      const lines = readFileSync(log, 'utf8').split('\n');
      if (ended) throw new Error(`the gateway ended:\n${lines.slice(-20).join('\n')}`);
      const listening = lines.find((line) => line.includes('"listening"') && line.endsWith('}'));
      if (listening) this.port = Number(JSON.parse(listening).port);
      else await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/readyz`).catch(() => null);
      if (answer?.status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return Number(process.hrtime.bigint() - begin) / 1e9;
  }

  get socketFolder() { return join(this.folder, 'data/postgres/socket'); }

  sql(statement) {
    return execFileSync('psql', ['-h', this.socketFolder, '-U', 'dutydesk', '-d', 'dutydesk', '-Atc', statement], { encoding: 'utf8' }).trim();
  }

  /** Many statements, from a file: an argument has a longest length. */
  psql(statements) {
    const file = join(this.folder, 'many.sql');
    writeFileSync(file, statements);
    execFileSync('psql', ['-h', this.socketFolder, '-U', 'dutydesk', '-d', 'dutydesk', '-qAt', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** Waits until no message waits for its turn. */
  async workedOff() {
    while (this.sql("SELECT count(*) FROM inbox WHERE state = 'waiting'") !== '0') await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Transactions a second of one pgbench run. */
  pgbench(script, clients, seconds) {
    const file = join(this.folder, 'pgbench.sql');
    writeFileSync(file, script);
    const out = execFileSync('/usr/lib/postgresql/15/bin/pgbench', ['-h', this.socketFolder, '-U', 'dutydesk', '-n', '-M', 'prepared',
      '-c', String(clients), '-j', '2', '-T', String(seconds), '-f', file, 'dutydesk'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/tps = ([\d.]+)/.exec(out)[1]);
  }

  /** One run of the load generator. */
  load(count, connections, seed) {
    return JSON.parse(execFileSync('build/release/tests/bench_load',
      [String(this.port), '/cb/bot', token, aesKey, String(count), String(connections), seed], { encoding: 'utf8' }));
  }

  residentMb() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8'))[1]) / 1024;
  }

  async stop() {
    this.process.kill('SIGTERM');
    await this.exited;
  }

  remove() { rmSync(this.folder, { recursive: true, force: true }); }
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
