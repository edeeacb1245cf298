import http from 'node:http';
import { open, seal } from './envelope.mjs';
import { elements, parse } from './xml.mjs';

/** A stand-in for a gateway in tests: opens callbacks, keeps them, and answers as `answer` says. */
export async function start_receiver({ keys, app = false, answer = () => ({}) }) {
  const got = [];
  const server = http.createServer((req, res) => {
    const query = new URL(req.url, 'http://x').searchParams;
    const envelope = {
      signature: query.get('msg_signature'),
      timestamp: query.get('timestamp'),
      nonce: query.get('nonce'),
    };
    if (req.method === 'GET') return res.end(open(keys, { ...envelope, encrypt: query.get('echostr') }));
    let body = '';
    req.on('data', (c) => (body += c));
    req.on('end', async () => {
      const encrypt = app ? parse(body).Encrypt : JSON.parse(body).encrypt;
      const text = open(keys, { ...envelope, encrypt });
      const message = app ? parse(text) : JSON.parse(text);
      got.push({ message, envelope, encrypt, at: Date.now() });
      const said = await answer(message, got.length);
      if (said.hang) return undefined;
      if (said.destroy) return req.socket.destroy();
      res.statusCode = said.status ?? 200;
      if (said.raw) return res.end(said.raw);
      if (!said.reply) return res.end();
      const sealed = seal(keys, typeof said.reply === 'string' ? said.reply : JSON.stringify(said.reply), {
        nonce: envelope.nonce,
      });
      if (!app)
        return res.end(
          JSON.stringify({
            encrypt: sealed.encrypt,
            msgsignature: sealed.signature,
            timestamp: Number(sealed.timestamp),
            nonce: sealed.nonce,
          }),
        );
      return res.end(
        `<xml>${elements({ Encrypt: sealed.encrypt, MsgSignature: sealed.signature, TimeStamp: Number(sealed.timestamp), Nonce: sealed.nonce })}</xml>`,
      );
    });
    return undefined;
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    got,
    url: `http://127.0.0.1:${server.address().port}/cb`,
    close: () => {
      server.closeAllConnections?.();
      return new Promise((done) => server.close(done));
    },
  };
}

/** Waits for `probe` to become truthy; the deadline is the only clock. */
export async function until(probe, what = 'condition', ms = 5000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
