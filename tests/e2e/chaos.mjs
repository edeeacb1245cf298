// The crash proof: messages by the thousand, the gateway killed at every kill point and at random, its database restarted and cut
// off, and at the end the offline checker over what was sent, what the database holds and what the cloud heard.
//   node tests/e2e/chaos.mjs --binary PATH [--messages 20000] [--kills 56] [--rate 120] [--seed 1]
// The last line is one JSON object; the exit code is 0 only if nothing was found.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { judge } from './check.mjs';
import { Killer } from './chaos_kills.mjs';
import { chaos_world, scene, seeded, verb } from './chaos_world.mjs';
import { cluster_of } from './cluster.mjs';
import { Desk, find_binary, until } from './support.mjs';

const { values } = parseArgs({
  options: {
    binary: { type: 'string' },
    messages: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '56' },
    rate: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
  },
});
const binary = values.binary ?? find_binary();
const messages = Number(values.messages);
const kills = Number(values.kills);
const MOST_AT_ONCE = 400;
const AGENTS = 40;
const SENDERS = 12;
const DRAIN_MS = 420_000;

/** Limits beyond reach: the work bounds the run, not the rates. */
const free = [
  ['webhook', 'wecom_webhook', 60],
  ['chat', 'wecom_aibot', 60],
  ['chat', 'wecom_aibot', 3600],
  ['member', 'wecom_app', 60],
  ['member', 'wecom_app', 3600],
  ['company', 'wecom_app', 60],
]
  .map(
    ([scope, kind, window]) =>
      `[[limit]]\nscope = "${scope}"\nkind = "${kind}"\ncount = 1000000\nwindow = "${window}s"\n`,
  )
  .join('\n');

/** The people: each says one thing after the other, all of them together at the wanted rate. */
class Crowd {
  sent = [];
  late = 0;
  #numbers = [];
  #cards = new Map();
  #slot = 0;

  constructor(desk, firm, dice, rate) {
    Object.assign(this, { desk, firm, dice, gap: 1000 / rate });
    desk.sim.ledger.listen((line) => {
      if (line.t !== 'message' || line.outcome !== 'accepted') return;
      if (line.answers && line.card) this.#cards.set(line.answers, line.messages[0]);
      const number = line.face === 'webhook' && /#(\d{4,})/.exec(JSON.stringify([line.text, line.card]))?.[1];
      if (number) this.#numbers.push(number);
    });
  }

  async #pace() {
    const now = Date.now();
    this.#slot = Math.max(this.#slot + this.gap, now - 2000);
    if (this.#slot > now) await new Promise((done) => setTimeout(done, this.#slot - now));
  }

  /** `act` gives the callbacks that came of it; WeCom's own retries are behind it. */
  async #carry(person, opens, act, once = false) {
    await this.#pace();
    const at = this.sent.push({ person: person.userid, opens, once, acked: false }) - 1;
    const [{ msgid, acked }] = (await act()).callbacks;
    person.n = (person.n ?? 0) + 1;
    Object.assign(this.sent[at], {
      id: msgid,
      acked: acked || (!once && (await this.#late(msgid))),
      n: person.n,
    });
    return msgid;
  }

  /** All tries were in vain: the same message is delivered late, as after a disturbance, again and again. */
  async #late(msgid) {
    const { callbacks, sent } = this.desk.sim;
    const { face, text } = sent.get(msgid);
    this.late += 1;
    for (let round = 0; round < 20; round++)
      if ((await callbacks.deliver(face, text, { channel: 'late', msgid })).acked) return true;
    return false;
  }

  #say(person, place, line) {
    const { people } = this.desk.sim;
    return this.#carry(person, line.opens, () =>
      people.say({ as: person.userid, ...place, mention: Boolean(place.group), text: line.text, wait: true }),
    );
  }

  async #reporter(person) {
    let before = '';
    for (const line of scene(this.dice)) {
      if (line.press) await this.#press(person, before, line);
      else before = await this.#say(person, line.group ? { group: person.group } : { app: 1000002 }, line);
    }
  }

  /** A press is told once; where no card came (its answer went another way), nothing is pressed. */
  async #press(person, answered, line) {
    const { people } = this.desk.sim;
    const card = await until(() => this.#cards.get(answered), 'a card', 20_000, 100).catch(() => null);
    if (!card) return;
    await this.#carry(
      person,
      line.opens,
      () => people.press({ as: person.userid, message: card, key: line.press, wait: true }),
      true,
    );
  }

  async #agent(person) {
    const number = this.#numbers.length
      ? this.#numbers[Math.floor(this.dice() * this.#numbers.length)]
      : null;
    const text = number ? verb(this.dice, number) : '待处理';
    await this.#say(person, { group: 'wrTeam01' }, { text, opens: false });
  }

  /** Until so many messages are on their way, and on while `more` wants them; some are the team's. */
  async run(count, more) {
    const busy = new Set();
    const idle = [...this.firm.team];
    let next = 0;
    while ((this.sent.length < count || more()) && next < this.firm.reporters.length) {
      const agent = this.dice() < 0.25 ? idle.pop() : null;
      const work = (agent ? this.#agent(agent) : this.#reporter(this.firm.reporters[next++])).finally(() => {
        busy.delete(work);
        if (agent) idle.push(agent);
      });
      busy.add(work);
      await this.#turn(busy);
    }
    await Promise.all(busy);
  }

  async #turn(busy) {
    if (busy.size >= MOST_AT_ONCE) await Promise.race(busy);
    await new Promise((done) => setTimeout(done, this.gap));
  }
}

/** Everything the checker asks of the database. */
function read_database(cluster) {
  const inbox = cluster.rows(
    `SELECT i.id, i.external_id, i.conversation, i.trace, i.state, i.error, extract(epoch FROM i.done_at) AS done_at,
       c.leased_until > now() AS claimed
     FROM inbox i JOIN conversation c ON c.key = i.conversation`,
  );
  const tickets = cluster.rows(
    `SELECT number, source_inbox_id AS source,
       (SELECT count(*) FROM ticket_event e WHERE e.ticket = t.number AND e.step = 'submitted') AS submitted FROM ticket t`,
  );
  const outbox = cluster.rows(
    `SELECT id, place, lane, trace, state, notice AS words, crashes, parts_done AS parts, last_error,
       leased_until IS NOT NULL AS claimed,
       updates_code <> '' OR (account = 'bot' AND notice::jsonb ->> 'updates_card' = 'true') AS unheard FROM outbox`,
  );
  return { inbox, tickets, outbox };
}

function read_cloud(file) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /"t":"(message|unheard)"/.test(line))
    .map((line) => JSON.parse(line));
  const unheard = new Map(lines.filter((line) => line.t === 'unheard').map((line) => [line.call, line]));
  return lines
    .filter((line) => line.t === 'message')
    .map(({ n, at, request_id, hash, outcome, fault }) => ({
      n,
      at,
      row: request_id?.slice(1),
      hash,
      outcome,
      fault,
      unheard: unheard.get(n),
    }));
}

async function drained(desk, cluster) {
  let left = {};
  await until(
    () => {
      [left] = cluster.rows(
        `SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') AS inbox, (SELECT count(*) FROM outbox WHERE state = 'due') AS outbox`,
      );
      return left.inbox === 0 && left.outbox === 0;
    },
    () => `drained: ${JSON.stringify(left)}${desk.gateway.tail()}`,
    DRAIN_MS,
    500,
  ).catch((error) => console.error(error.message));
}

function summary({ findings, duplicates, explained, absorbed }, crowd, killer, started) {
  const count = (...kinds) => findings.filter((finding) => kinds.includes(finding.kind)).length;
  return {
    messages: crowd.sent.length,
    kills: killer.counts,
    database: killer.cuts,
    lost: count('lost'),
    duplicate_tickets: count('doubled_ticket', 'submitted_twice', 'ticket_out_of_turn'),
    duplicate_notices: duplicates,
    explained,
    absorbed,
    late: crowd.late,
    findings: findings.length,
    seconds: Math.round((Date.now() - started) / 1000),
  };
}

/** Of each kind how many, and the first few. */
function show(findings) {
  for (const kind of new Set(findings.map((finding) => finding.kind))) {
    const alike = findings.filter((finding) => finding.kind === kind);
    console.error(`${kind}: ${alike.length}`);
    for (const finding of alike.slice(0, 5)) console.error(`  ${JSON.stringify(finding)}`);
  }
}

async function main() {
  const started = Date.now();
  const dice = seeded(Number(values.seed));
  const firm = chaos_world({ reporters: Math.ceil(messages * 0.9) + 2000, agents: AGENTS });
  const desk = await Desk.start({
    ...firm,
    mode: 'callback',
    binary,
    // The cloud is never killed here, so its ledger need not be synced line by line.
    fsync: false,
    timing: { retry_gap_ms: 3000 },
    sections: { desk: { dialog_timeout: '24h' }, workers: { deliverers: SENDERS, turns: 2 } },
    extra: free,
    ready_ms: 60_000,
  });
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => desk.close().finally(() => process.exit(1)));
  try {
    for (const rate of Object.keys(desk.sim.windows.rates))
      desk.sim.windows.rates[rate] = [[1_000_000, 1000]];
    const cluster = cluster_of(desk.gateway.folder);
    const crowd = new Crowd(desk, firm, dice, Number(values.rate));
    const killer = new Killer({ desk, cluster, dice: seeded(Number(values.seed) + 1), held: SENDERS });
    let killing = true;
    const talking = crowd.run(messages, () => killing);
    await killer.run(kills, messages / Number(values.rate));
    const took = (what) => console.error(`${what}: ${Math.round((Date.now() - started) / 1000)} s`);
    took('killed');
    killing = false;
    await talking;
    took('said');
    await drained(desk, cluster);
    took('drained');
    const verdict = judge({
      sent: crowd.sent,
      ...read_database(cluster),
      cloud: read_cloud(desk.sim.ledger.path),
      kills: killer.kills,
    });
    show(verdict.findings);
    console.log(JSON.stringify(summary(verdict, crowd, killer, started)));
    if (verdict.findings.length || killer.missed.length) process.exitCode = 1;
    if (killer.missed.length) console.error(`not every kill was seen: ${killer.missed}`);
  } catch (error) {
    console.error(error.stack);
    process.exitCode = 1;
  } finally {
    await desk.close();
  }
}

await main();
// People who still wait for something would keep this process.
process.exit();
