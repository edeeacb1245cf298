// Resident memory of the gateway idle and after 100,000 messages; seconds from start to ready on an existing private cluster.
import { Gateway, median } from './gateway.mjs';

const messages = Number(process.argv[2] ?? 100000);
const gateway = new Gateway();
try {
  await gateway.start();
  await gateway.stop();
  const starts = [];
  for (let i = 0; i < 3; ++i) {
    starts.push(await gateway.start());
    if (i < 2) await gateway.stop();
  }
  const idle = gateway.residentMb();
  for (let sent = 0; sent < messages; sent += 20000) gateway.load(Math.min(20000, messages - sent), 64, `f${sent}`);
  await gateway.workedOff();
  console.log(JSON.stringify({ bench: 'footprint', idle_mb: Number(idle.toFixed(1)), loaded_mb: Number(gateway.residentMb().toFixed(1)),
    ready_s: Number(median(starts).toFixed(2)), messages }));
} finally {
  await gateway.stop();
  gateway.remove();
}
