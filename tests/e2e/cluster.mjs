import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from './support.mjs';

/** The private PostgreSQL below a gateway's folder: read it, cut it off, end it and start it again, by the pid in its own folder. */
export function cluster_of(folder) {
  return new Cluster(path.join(folder, 'data', 'postgres'));
}

class Cluster {
  constructor(folder) {
    this.data = path.join(folder, 'data');
    this.socket = path.join(folder, 'socket');
  }

  query(sql) {
    const args = [
      '-h',
      this.socket,
      '-U',
      'dutydesk',
      '-d',
      'dutydesk',
      '-v',
      'ON_ERROR_STOP=1',
      '-Atqc',
      sql,
    ];
    return execFileSync('psql', args, { encoding: 'utf8', maxBuffer: 1 << 30 }).trim();
  }

  rows(sql) {
    const text = this.query(`SELECT row_to_json(r) FROM (${sql}) r`);
    return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line));
  }

  pid() {
    return Number(readFileSync(path.join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** Nothing is answered for so long: the server and all its backends stand still, connections stay open. */
  async stand_still(ms) {
    const pids = [this.pid(), ...this.#children()];
    for (const pid of pids) signal(pid, 'SIGSTOP');
    await new Promise((done) => setTimeout(done, ms));
    for (const pid of pids) signal(pid, 'SIGCONT');
  }

  #children() {
    const listed = execFileSync('ps', ['-o', 'pid=', '--ppid', String(this.pid())], { encoding: 'utf8' });
    return listed.split('\n').map(Number).filter(Boolean);
  }

  drop_connections() {
    this.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user',
    );
  }

  /** SIGINT ends it in order, SIGQUIT at once (recovery at the start); then it is started as it was. */
  async restart(how = 'SIGINT') {
    const command = readFileSync(path.join(this.data, 'postmaster.opts'), 'utf8').trim();
    process.kill(this.pid(), how);
    await until(() => !existsSync(path.join(this.data, 'postmaster.pid')), 'the database ended', 120_000);
    // Not runuser: it stays as the parent, stops itself when its child is stopped, and then nobody takes note of the child's end.
    const owner = ['--reuid=postgres', '--regid=postgres', '--init-groups', '--'];
    const as_owner = process.getuid() === 0 ? ['setpriv', ...owner] : [];
    const [program, ...args] = [...as_owner, 'sh', '-c', `exec ${command}`];
    spawn(program, args, { cwd: '/', stdio: 'ignore', detached: true }).unref();
    await until(() => this.#answers(), 'the database answers', 120_000);
  }

  #answers() {
    try {
      execFileSync('pg_isready', ['-q', '-h', this.socket, '-U', 'dutydesk'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}
