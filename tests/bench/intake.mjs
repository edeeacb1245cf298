// Encrypted smart-bot callbacks until the 200 that follows their commit, against single-row inserts of pgbench with 16 clients,
// alternating in one run on one cluster.
import { Gateway, median } from './gateway.mjs';

const rounds = Number(process.argv[2] ?? 5);
const perRound = Number(process.argv[3] ?? 20000);
const insert = `INSERT INTO bench_insert (body) VALUES (repeat('x', 1200));\n`;

const gateway = new Gateway();
try {
  await gateway.start();
  gateway.sql('CREATE TABLE bench_insert (id bigserial PRIMARY KEY, at timestamptz DEFAULT now(), body text)');
  gateway.load(5000, 64, 'warm');
  const runs = [];
  for (let round = 0; round < rounds; ++round) {
    const intake = gateway.load(perRound, 64, `r${round}`);
    // The turns that the load caused are worked off before pgbench has the machine, as pgbench's rows need no turns.
    while (gateway.sql("SELECT count(*) FROM inbox WHERE state = 'waiting'") !== '0') await new Promise((r) => setTimeout(r, 100));
    const pgbench = gateway.pgbench(insert, 16, 4);
    runs.push({ ...intake, pgbench, ratio: intake.messages_per_s / pgbench });
    console.log(JSON.stringify(runs.at(-1)));
  }
  const of = (name) => median(runs.map((run) => run[name]));
  console.log(JSON.stringify({ bench: 'intake', messages_per_s: of('messages_per_s'), pgbench_per_s: of('pgbench'),
    ratio: Number(of('ratio').toFixed(3)), p50_ms: of('p50_ms'), p99_ms: of('p99_ms') }));
} finally {
  await gateway.stop();
  gateway.remove();
}
