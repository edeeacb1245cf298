import { need } from './errors.mjs';
import { md5, random } from './ids.mjs';
import { check_picture, type_of } from './pictures.mjs';
import { media_key, seal_media } from './envelope.mjs';
import { DAY, MINUTE } from './clock.mjs';
import { randomBytes } from 'node:crypto';

const MB = 1024 * 1024;
const LIVES = 3 * DAY;
const LIMITS = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB };
const ENDINGS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'audio/amr': 'amr', 'video/mp4': 'mp4' };

/** Everything with bytes: uploads with a media_id, pictures in messages, and encrypted downloads for smart bots. */
export class MediaStore {
  #items = new Map();
  #downloads = new Map();
  #uploads = new Map();
  #clock;

  constructor(clock) {
    this.#clock = clock;
  }

  /** `owner` is who may use the media_id: corp:…, webhook:…, bot:…; "page" for pictures that only the chat shows. */
  add(owner, kind, data, filename) {
    const id = random(kind === 'page' ? 'p' : '3', 24);
    const type = type_of(data);
    this.#items.set(id, {
      id,
      owner,
      kind,
      data,
      filename: filename || `${id.slice(0, 8)}.${ENDINGS[type] ?? 'bin'}`,
      type,
      made: this.#clock.now(),
    });
    return this.#items.get(id);
  }

  upload(owner, kind, data, filename) {
    need(data && data.length > 0, 44001);
    need(typeof filename === 'string' && /[^.]\.[^./\\]+$/.test(filename), 40004);
    need(data.length > 5, 40006);
    need(data.length <= LIMITS[kind], kind === 'image' ? 40009 : 40006);
    if (kind === 'image') check_picture(data);
    if (kind === 'voice') need(type_of(data) === 'audio/amr', 40004);
    if (kind === 'video') need(type_of(data) === 'video/mp4', 40004);
    return this.add(owner, kind, data, filename);
  }

  get(id) {
    return this.#items.get(id);
  }

  /** Every uploaded copy is as old as if its three days were over. */
  expire() {
    let expired = 0;
    for (const item of this.#items.values())
      if (item.kind !== 'page' && this.#clock.now() - item.made <= LIVES) {
        item.made -= LIVES + 1;
        expired += 1;
      }
    return expired;
  }

  /** For sending: right owner, right kind, not expired. */
  usable(owner, id, kind) {
    const item = this.#items.get(id);
    return item && item.owner === owner && item.kind === kind && this.#clock.now() - item.made <= LIVES
      ? item
      : null;
  }

  /** An encrypted copy for a bot, open for five minutes. Long connections get a key of their own with each object. */
  for_bot(bot, item) {
    const key = bot.mode === 'socket' ? randomBytes(32) : media_key(bot.aesKey);
    const id = random('m', 18);
    this.#downloads.set(id, {
      data: seal_media(key, item.data),
      filename: item.filename,
      until: this.#clock.now() + 5 * MINUTE,
    });
    return { path: `/media/aibot/${id}`, aeskey: bot.mode === 'socket' ? key.toString('base64') : undefined };
  }

  download(id) {
    const item = this.#downloads.get(id);
    return item && item.until >= this.#clock.now() ? item : null;
  }

  begin(botid, { type, filename, total_size, total_chunks, md5: sum }) {
    need(LIMITS[type], 40004);
    need(
      typeof filename === 'string' && filename !== '' && Buffer.byteLength(filename) <= 256,
      40058,
      'filename invalid. invalid Request Parameter',
    );
    need(Number.isInteger(total_size) && total_size > 5 && total_size <= LIMITS[type], 40006);
    need(
      Number.isInteger(total_chunks) && total_chunks >= 1 && total_chunks <= 100,
      40058,
      'total_chunks invalid. invalid Request Parameter',
    );
    const id = random('u', 18);
    this.#uploads.set(id, {
      botid,
      type,
      filename,
      total_size,
      total_chunks,
      sum,
      chunks: new Map(),
      until: this.#clock.now() + 30 * MINUTE,
    });
    return { upload_id: id };
  }

  chunk(botid, { upload_id, chunk_index, base64_data }) {
    const upload = this.#open(botid, upload_id);
    const data = Buffer.from(String(base64_data ?? ''), 'base64');
    need(data.length > 0 && data.length <= 512 * 1024, 40006);
    need(
      Number.isInteger(chunk_index) && chunk_index >= 0 && chunk_index <= upload.total_chunks,
      40058,
      'chunk_index invalid. invalid Request Parameter',
    );
    upload.chunks.set(chunk_index, data);
    return {};
  }

  finish(botid, { upload_id }) {
    const upload = this.#open(botid, upload_id);
    const parts = [...upload.chunks].sort(([a], [b]) => a - b).map(([, data]) => data);
    const data = Buffer.concat(parts);
    need(parts.length === upload.total_chunks && data.length === upload.total_size, 40006);
    if (upload.sum) need(md5(data) === upload.sum, 301019);
    this.#uploads.delete(upload_id);
    const item = this.upload(`bot:${botid}`, upload.type, data, upload.filename);
    return { type: upload.type, media_id: item.id, created_at: String(this.#clock.seconds()) };
  }

  #open(botid, id) {
    const upload = this.#uploads.get(id);
    need(
      upload && upload.botid === botid && upload.until >= this.#clock.now(),
      40058,
      'upload_id invalid. invalid Request Parameter',
    );
    return upload;
  }
}
