// PNG pictures for tests: made with words hidden beside the pixels, and read again without any codec of ours.
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let i = 0; i < 8; i++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), out.length - 4);
  return out;
}

/** Colours that differ from place to place and by `shade`; a comment and an EXIF block say where it was taken. */
export function png({ width = 40, height = 30, shade = 1 } = {}) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows.set([(x * 5 + shade) & 255, (y * 7) & 255, (x * y + shade) & 255], y * (width * 3 + 1) + 1 + x * 3);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('tEXt', Buffer.from('Comment\0taken at GPS 31.2304N 121.4737E', 'latin1')),
    chunk('eXIf', Buffer.from('MM\0*\0\0\0\b\0\0GPS', 'latin1')),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunks_of(bytes) {
  const chunks = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.push({ name: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/** {width, height, chunks: names, pixels: RGB of every place}; true colour with or without alpha, 8 bits each. */
export function read_png(bytes) {
  const chunks = chunks_of(bytes);
  const head = chunks[0].data;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const step = { 2: 3, 6: 4 }[head[9]];
  if (head[8] !== 8 || !step || head[12] !== 0) throw new Error(`a PNG of another kind: ${[...head]}`);
  const raw = inflateSync(Buffer.concat(chunks.filter((c) => c.name === 'IDAT').map((c) => c.data)));
  const line = width * step;
  const plain = Buffer.alloc(line * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)];
    for (let i = 0; i < line; i++) {
      const left = i >= step ? plain[y * line + i - step] : 0;
      const up = y > 0 ? plain[(y - 1) * line + i] : 0;
      const corner = y > 0 && i >= step ? plain[(y - 1) * line + i - step] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      plain[y * line + i] = (raw[y * (line + 1) + 1 + i] + guess) & 255;
    }
  }
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) plain.copy(pixels, i * 3, i * step, i * step + 3);
  return { width, height, chunks: chunks.map((c) => c.name), pixels };
}
