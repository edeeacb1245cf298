/** Limits of WeCom count bytes of UTF-8. */
export function bytes(text) {
  return Buffer.byteLength(text, 'utf8');
}

/** At most `limit` bytes, never half a character. */
export function cut(text, limit) {
  const buffer = Buffer.from(text, 'utf8');
  if (buffer.length <= limit) return text;
  let end = limit;
  while (end > 0 && (buffer[end] & 0xc0) === 0x80) end -= 1;
  return buffer.subarray(0, end).toString('utf8');
}

/** userids compare without case and are shown as they were made. */
export function same(a, b) {
  return String(a).toLowerCase() === String(b).toLowerCase();
}

export function mentions_in(markdown) {
  return [...markdown.matchAll(/<@([^<>\s]+)>/g)].map((m) => m[1]);
}
