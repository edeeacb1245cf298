import { need } from './errors.mjs';

export function type_of(data) {
  if (data.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png';
  if (data[0] === 0xff && data[1] === 0xd8 && data[2] === 0xff) return 'image/jpeg';
  if (data.subarray(0, 6).toString('latin1') === '#!AMR\n') return 'audio/amr';
  if (data.subarray(4, 8).toString('latin1') === 'ftyp') return 'video/mp4';
  return 'application/octet-stream';
}

/** JPG or PNG; a picture of one pixel is refused, as seen on the live service. */
export function check_picture(data) {
  const type = type_of(data);
  need(type === 'image/png' || type === 'image/jpeg', 40123);
  if (type === 'image/png')
    need(data.length >= 24 && data.readUInt32BE(16) > 1 && data.readUInt32BE(20) > 1, 40123);
}
