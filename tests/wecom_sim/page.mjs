import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), 'page');
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const POLICY = "default-src 'self'; img-src 'self' data: blob: http: https:";

export async function handle_page(req, res, pathname) {
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const type = TYPES[path.extname(name)];
  const data =
    type && /^[a-z0-9_]+\.[a-z]+$/.test(name)
      ? await readFile(path.join(FOLDER, name)).catch(() => null)
      : null;
  if (!data) {
    res.writeHead(404, { 'Content-Type': 'text/plain' });
    return res.end('not found\n');
  }
  res.writeHead(200, {
    'Content-Type': type,
    'Content-Length': data.length,
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': POLICY,
  });
  return res.end(data);
}
