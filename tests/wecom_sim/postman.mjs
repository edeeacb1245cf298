import http from 'node:http';
import https from 'node:https';

const ANSWER_LIMIT = 1024 * 1024;

/** Carries callbacks to their URL as WeCom does: redirects count as failures, no answer in time cuts the connection. */
export class Postman {
  #plain = new http.Agent({ keepAlive: true, maxSockets: 256 });
  #secure = new https.Agent({ keepAlive: true, maxSockets: 256, rejectUnauthorized: false });

  /** → {status, body, ms} or {error, ms}; never throws. */
  send(method, url, { body = '', type = 'text/xml', timeout = 5000 } = {}) {
    const started = Date.now();
    return new Promise((resolve) => {
      const finish = (value) => resolve({ ms: Date.now() - started, ...value });
      let target;
      try {
        target = new URL(url);
      } catch {
        return finish({ error: 'no callback url' });
      }
      if (!/^https?:$/.test(target.protocol)) return finish({ error: 'no callback url' });
      const secure = target.protocol === 'https:';
      const headers =
        method === 'POST' ? { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) } : {};
      const request = (secure ? https : http).request(
        target,
        {
          method,
          headers: { 'User-Agent': 'Mozilla/4.0', Accept: '*/*', ...headers },
          agent: secure ? this.#secure : this.#plain,
        },
        (response) => {
          const chunks = [];
          let size = 0;
          response.on('data', (chunk) => {
            size += chunk.length;
            if (size > ANSWER_LIMIT) request.destroy(new Error('answer too large'));
            else chunks.push(chunk);
          });
          response.on('end', () => {
            clearTimeout(timer);
            finish({
              status: response.statusCode,
              body: Buffer.concat(chunks),
              type: response.headers['content-type'] ?? '',
            });
          });
          response.on('error', (error) => finish({ error: error.message }));
        },
      );
      const timer = setTimeout(() => request.destroy(new Error(`no answer in ${timeout} ms`)), timeout);
      request.on('error', (error) => {
        clearTimeout(timer);
        finish({ error: error.message || error.code });
      });
      request.end(body);
    });
  }

  close() {
    this.#plain.destroy();
    this.#secure.destroy();
  }
}
