import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import wecom from '@wecom/crypto';

/** Sealing and opening of callbacks. The official library does the cipher; what it leaves unchecked is checked here. */
export function seal({ token, aesKey, receiveid = '' }, text, { timestamp, nonce } = {}) {
  const encrypt = wecom.encrypt(aesKey, text, receiveid);
  const ts = String(timestamp ?? Math.floor(Date.now() / 1000));
  const once = nonce ?? randomBytes(8).readBigUInt64BE().toString();
  return { encrypt, timestamp: ts, nonce: once, signature: wecom.getSignature(token, ts, once, encrypt) };
}

export function open({ token, aesKey, receiveid = '' }, { encrypt, signature, timestamp, nonce }) {
  if (typeof encrypt !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(encrypt))
    throw new Error('encrypt is not base64');
  if (wecom.getSignature(token, String(timestamp), String(nonce), encrypt) !== signature)
    throw new Error('signature does not match');
  const size = Buffer.from(encrypt, 'base64').length;
  if (size < 32 || size % 32 !== 0) throw new Error(`ciphertext of ${size} bytes is not padded to 32`);
  check_padding(aesKey, encrypt);
  const { message, id } = wecom.decrypt(aesKey, encrypt);
  if (id !== receiveid) throw new Error(`receiveid "${id}" is not "${receiveid}"`);
  return message;
}

function key_of(aesKey) {
  return Buffer.from(`${aesKey}=`, 'base64').subarray(0, 32);
}

function check_padding(aesKey, encrypt) {
  const key = key_of(aesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  decipher.setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(encrypt, 'base64'), decipher.final()]);
  const pad = plain[plain.length - 1];
  if (pad < 1 || pad > 32 || plain.length < pad + 20) throw new Error(`padding of ${pad} bytes`);
  if (plain.subarray(plain.length - pad).some((b) => b !== pad)) throw new Error('padding bytes differ');
  const room = plain.length - pad - 20;
  if (plain.readUInt32BE(16) > room) throw new Error('length runs past the end');
}

/** Media of the smart bot: raw AES-256-CBC with PKCS#7 to 32, without header or receiveid. */
export function seal_media(key, data) {
  const pad = 32 - (data.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]);
}

export function media_key(aesKey) {
  return key_of(aesKey);
}
