import { createHash, randomBytes } from 'node:crypto';

let serial = 0;
/** Ids of two runs never meet, though a run counts from one: a receiver may keep ids for days. */
const run = Math.floor(Date.now() / 1000) % 100_000_000;

export function random(prefix = '', bytes = 12) {
  return prefix + randomBytes(bytes).toString('base64url');
}

export function numeric() {
  serial += 1;
  return `7${String(run).padStart(8, '0')}${String(serial).padStart(9, '0')}`;
}

export function hash(value) {
  return createHash('sha256')
    .update(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value))
    .digest('hex');
}

export function md5(bytes) {
  return createHash('md5').update(bytes).digest('hex');
}
