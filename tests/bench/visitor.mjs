// Who asks a benchmark's gateway for pages: a signed-in agent, at an even pace.
import { execFileSync } from 'node:child_process';

export class Visitor {
  #gateway;
  #cookies = new Map();
  constructor(gateway) { this.#gateway = gateway; }

  dutydesk(args, input = '') {
    return execFileSync('build/release/dutydesk', [...args, '--config', this.#gateway.config], { input, encoding: 'utf8' });
  }

  /** The status and the page; cookies are kept. */
  async ask(path, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`http://127.0.0.1:${this.#gateway.port}${path}`, { redirect: 'manual', ...options, headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) this.#cookies.set(...line.split(';')[0].split(/=(.*)/s));
    return { status: answer.status, text: await answer.text() };
  }

  /** As `ask`, for a page that must be there. */
  async page(path) {
    const { status, text } = await this.ask(path);
    if (status !== 200) throw new Error(`${path} was answered with ${status}`);
    return text;
  }

  async sign_in() {
    this.dutydesk(['person', 'add', 'bench', '--name', 'Bench', '--role', 'agent']);
    this.dutydesk(['person', 'password', 'bench'], 'open sesame 2026\n');
    const form_token = /name="form_token" value="([^"]+)"/.exec(await this.page('/login'))[1];
    const { status } = await this.ask('/login', { method: 'POST', body: new URLSearchParams({ userid: 'bench', password: 'open sesame 2026', form_token }) });
    if (status !== 303) throw new Error(`signing in was answered with ${status}`);
  }
}

/** `work` so many times a second, due at even distances; the times from when each was due, shortest first. */
export async function paced(rate, seconds, work) {
  const times = [], going = [];
  const begun = performance.now();
  for (let i = 0; i < seconds * rate; ++i) {
    const due = begun + (i * 1000) / rate;
    if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    going.push(work(i).then(() => times.push(performance.now() - due)));
  }
  await Promise.all(going);
  return times.sort((a, b) => a - b);
}

/** The time below which so large a share of `sorted` lies, in ms. */
export const rank = (sorted, share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1));
