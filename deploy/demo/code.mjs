// The code of a second factor for whoever has no authenticator at hand: node deploy/demo/code.mjs "GEZD GNBV …"
import { totp } from '../../tests/e2e/pages/totp.mjs';

const secret = process.argv.slice(2).join('');
if (!/^[A-Z2-7 ]{16,}$/.test(secret)) {
  process.stderr.write('usage: node deploy/demo/code.mjs SECRET (the words below the picture of the sign-in page)\n');
  process.exit(2);
}
console.log(totp(secret, Math.floor(Date.now() / 30_000)));
