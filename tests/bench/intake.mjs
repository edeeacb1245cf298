// Encrypted smart-bot callbacks until the 200 that follows their commit, against single-row inserts of pgbench with 16 clients,
// alternating in one run on one cluster. pgbench inserts the very row that the inbox keeps of a message, with the same indexes and a
// unique key of the platform's message id: what a commit for each message could reach without HTTP, signature and decryption.
import { Gateway, median } from './gateway.mjs';

const rounds = Number(process.argv[2] ?? 5);
const perRound = Number(process.argv[3] ?? 20000);

const gateway = new Gateway();
try {
  await gateway.start();
  gateway.load(5000, 64, 'warm');
  await gateway.workedOff();
  gateway.sql(`CREATE SEQUENCE bench_key; CREATE TABLE bench_insert (LIKE inbox INCLUDING DEFAULTS INCLUDING INDEXES);
    CREATE UNIQUE INDEX ON bench_insert (account, external_id)`);
  const insert = gateway.sql(`SELECT format('INSERT INTO bench_insert (conversation, account, external_id, trace, message)
    VALUES (%L || (random() * 5000)::int, %L, %L || nextval(%L), %L, %L);', conversation, account, external_id, 'bench_key', trace, message)
    FROM inbox LIMIT 1`).replaceAll('\n', ' ') + '\n';
  const runs = [];
  for (let round = 0; round < rounds; ++round) {
    const intake = gateway.load(perRound, 64, `r${round}`);
    // The turns that the load caused are worked off before pgbench has the machine, as pgbench's rows need no turns.
    await gateway.workedOff();
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
