import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

const JSON_TYPE = 'application/json; charset=UTF-8';

function end(res, status, body, headers = {}) {
  res.writeHead(status, { 'Content-Type': JSON_TYPE, 'Content-Length': Buffer.byteLength(body), ...headers });
  res.end(body);
}

function html(status, title) {
  return `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body><center><h1>${status} ${title}</h1></center><hr><center>nginx</center></body>\r\n</html>\r\n`;
}

async function drip(res, body, ms) {
  res.writeHead(200, { 'Content-Type': JSON_TYPE, 'Content-Length': body.length });
  for (const byte of body) {
    if (res.destroyed) return;
    res.write(Buffer.from([byte]));
    await wait(ms);
  }
  res.end();
}

/** A gzip of zeros made of repeated members: 10 MB of transfer that unpacks to gigabytes. */
function bomb(res) {
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
  res.writeHead(200, { 'Content-Type': JSON_TYPE, 'Content-Encoding': 'gzip' });
  let left = 150;
  const push = () => {
    while (left-- > 0) if (!res.write(member)) return void res.once('drain', push);
    res.end();
  };
  push();
}

const ANSWERS = {
  500: (res) => end(res, 500, ''),
  '502-html': (res) => end(res, 502, html(502, 'Bad Gateway'), { 'Content-Type': 'text/html' }),
  503: (res, _b, f) =>
    end(res, 503, html(503, 'Service Temporarily Unavailable'), {
      'Content-Type': 'text/html',
      'Retry-After': String(f.seconds ?? 2),
    }),
  429: (res, _b, f) => end(res, 429, '', { 'Retry-After': String(f.seconds ?? 2) }),
  '429-date': (res, _b, f) =>
    end(res, 429, '', { 'Retry-After': new Date(Date.now() + (f.seconds ?? 2) * 1000).toUTCString() }),
  '429-but-delivered': (res, _b, f) => end(res, 429, '', { 'Retry-After': String(f.seconds ?? 2) }),
  hang: () => {},
  drip: (res, body, f) => drip(res, body, f.ms ?? 1000),
  'rst-mid-body': (res, body) => {
    res.writeHead(200, { 'Content-Type': JSON_TYPE, 'Content-Length': body.length });
    res.write(body.subarray(0, Math.max(1, body.length >> 1)), () => res.socket?.resetAndDestroy());
  },
  'close-after-request': (res) => res.socket?.destroy(),
  'close-before': (res) => res.socket?.destroy(),
  'truncated-json': (res, body) => end(res, 200, body.subarray(0, Math.max(1, body.length - 3))),
  'deep-json': (res) => end(res, 200, `{"errcode":0,"errmsg":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  'big-json': (res) => end(res, 200, `{"errcode":0,"errmsg":"${'x'.repeat(50 * 1024 * 1024)}"}`),
  'invalid-utf8': (res, body) =>
    end(
      res,
      200,
      Buffer.concat([
        Buffer.from('{"errmsg":"'),
        Buffer.from([0xff, 0xfe, 0xc0]),
        Buffer.from('",'),
        body.subarray(1),
      ]),
    ),
  'duplicate-keys': (res, body) =>
    end(res, 200, Buffer.concat([Buffer.from('{"errcode":40014,'), body.subarray(1)])),
  'number-as-string': (res, body) =>
    end(res, 200, body.toString().replace(/"errcode":(-?\d+)/, '"errcode":"$1"')),
  'empty-200': (res) => end(res, 200, ''),
  'wrong-content-type': (res, body) => end(res, 200, body, { 'Content-Type': 'text/html' }),
  302: (res, _b, f) => end(res, 302, '', { Location: f.location ?? 'http://127.0.0.1:9/' }),
  '302-loop': (res, _b, _f, req) => end(res, 302, '', { Location: req.url }),
  'gzip-bomb': (res) => bomb(res),
};

/** Answers `req` in the way of `fault`; `body` is what an honest server would have said. */
export async function spoil(req, res, fault, body) {
  const answer = ANSWERS[fault.fault];
  if (!answer) return end(res, 200, body);
  return answer(res, Buffer.isBuffer(body) ? body : Buffer.from(body), fault, req);
}
