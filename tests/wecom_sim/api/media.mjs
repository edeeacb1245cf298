import busboy from '@fastify/busboy';
import { ApiError, need } from '../errors.mjs';

/** The multipart part named "media". WeCom wants a plain filename="…"; without one the upload is empty to it (44001). */
export function read_upload({ req, raw }) {
  return new Promise((resolve, reject) => {
    const missing = () => reject(new ApiError(41005));
    let part = null;
    let parser;
    try {
      parser = new busboy.Busboy({
        headers: req.headers,
        preservePath: true,
        defParamCharset: 'utf8',
        limits: { fileSize: 101 * 1024 * 1024 },
      });
    } catch {
      return missing();
    }
    parser.on('file', (name, stream, filename) => {
      const chunks = [];
      stream.on('data', (c) => chunks.push(c));
      stream.on('end', () => {
        if (name === 'media' && filename) part = { filename, data: Buffer.concat(chunks) };
      });
    });
    parser.on('finish', () => (part ? resolve(part) : missing()));
    parser.on('error', missing);
    parser.end(raw);
  });
}

export async function upload(ctx) {
  const type = ctx.query.get('type');
  need(['image', 'voice', 'video', 'file'].includes(type), 40004);
  const part = await read_upload(ctx);
  const item = ctx.sim.media.upload(`corp:${ctx.app.corpid}`, type, part.data, part.filename);
  return { type, media_id: item.id, created_at: String(ctx.sim.clock.seconds()) };
}

/** Bytes with their name, or an error as JSON with status 200. */
export function get(ctx) {
  const item = ctx.sim.media.get(ctx.query.get('media_id') ?? '');
  need(
    item && item.owner === `corp:${ctx.app.corpid}` && ctx.sim.media.usable(item.owner, item.id, item.kind),
    40007,
  );
  return { binary: item.data, type: item.type, filename: item.filename };
}
