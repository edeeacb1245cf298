import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startSim } from './sim.mjs';

const HELP = `The WeCom simulator.
  --port N       port to listen on (0: a free one)      --host ADDRESS   address to listen on (127.0.0.1)
  --world FILE   members, groups, bots, apps, webhooks  --ledger FOLDER  where to keep ledger.jsonl
  --no-fsync     do not sync each ledger line           --timing JSON    e.g. {"callback_ms":5000,"retry_gap_ms":1000}`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    world: { type: 'string' },
    ledger: { type: 'string', default: '' },
    'no-fsync': { type: 'boolean', default: false },
    timing: { type: 'string', default: '{}' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const world = values.world ? JSON.parse(readFileSync(values.world, 'utf8')) : {};
  const sim = await startSim({
    port: Number(values.port),
    host: values.host,
    world,
    ledger: values.ledger,
    fsync: !values['no-fsync'],
    timing: JSON.parse(values.timing),
  });
  console.log(
    JSON.stringify({
      listening: sim.url,
      websocket: sim.wsUrl,
      ledger: sim.ledger.path ?? null,
      pid: process.pid,
    }),
  );
  const stop = async () => {
    await sim.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
