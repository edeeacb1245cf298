import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import wecom from '@wecom/crypto';
import sdk from '@wecom/aibot-node-sdk';
import { open, seal, seal_media } from './envelope.mjs';
import { element, elements, parse, card_of } from './xml.mjs';

const keys = { token: 'Token1', aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', receiveid: 'ww1' };

test('what the official library seals opens here, whatever its length', () => {
  for (let length = 0; length < 70; length++) {
    const text = '字'.repeat(length) + 'x'.repeat(length % 5);
    const encrypt = wecom.encrypt(keys.aesKey, text, 'ww1');
    const signature = wecom.getSignature(keys.token, '1', '2', encrypt);
    assert.equal(open(keys, { encrypt, signature, timestamp: '1', nonce: '2' }), text);
    assert.equal(wecom.decrypt(keys.aesKey, seal(keys, text).encrypt).message, text);
  }
});

test('a wrong signature, receiveid or padding is refused', () => {
  const sealed = seal(keys, 'x');
  const again = (change) => ({
    encrypt: sealed.encrypt,
    signature: sealed.signature,
    timestamp: sealed.timestamp,
    nonce: sealed.nonce,
    ...change,
  });
  assert.throws(() => open(keys, again({ nonce: '0' })), /signature/);
  assert.throws(() => open({ ...keys, receiveid: '' }, again({})), /receiveid/);
  const broken = `${sealed.encrypt.slice(0, -8)}AAAAAAA=`;
  assert.throws(() =>
    open(
      keys,
      again({
        encrypt: broken,
        signature: wecom.getSignature(keys.token, sealed.timestamp, sealed.nonce, broken),
      }),
    ),
  );
});

test('sealed media opens with the official client, with pads above 16 too', () => {
  const key = Buffer.alloc(32, 3);
  for (const length of [1, 15, 16, 17, 31, 32, 33, 100]) {
    const data = Buffer.alloc(length, length);
    assert.deepEqual(sdk.decryptFile(seal_media(key, data), key.toString('base64')), data);
    assert.equal(seal_media(key, data).length % 32, 0);
  }
});

const file = new URL('../../../shared/protocols/wecom_vectors.json', import.meta.url);
const vectors = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
const skip = vectors ? false : 'no ../shared';
const keys_of_vector = (v) => ({
  token: v.token,
  aesKey: v.encoding_aes_key,
  receiveid: v.receive_id_in_ciphertext ?? '',
});

test('every public and synthetic vector opens to its text', { skip }, () => {
  for (const v of [...vectors.public_vectors, ...vectors.synthetic_positive]) {
    if (!v.expected_msg_signature || typeof v.expected_plaintext !== 'string') continue;
    const envelope = {
      encrypt: v.encrypt,
      signature: v.expected_msg_signature,
      timestamp: v.timestamp,
      nonce: v.nonce,
    };
    assert.equal(open(keys_of_vector(v), envelope), v.expected_plaintext, v.id);
  }
});

test('every negative vector is refused', { skip }, () => {
  for (const v of vectors.synthetic_negative.filter((n) => n.encrypt && n.must_reject_at === 'decrypt')) {
    const envelope = {
      encrypt: v.encrypt,
      signature: v.msg_signature,
      timestamp: v.timestamp,
      nonce: v.nonce,
    };
    assert.throws(() => open(keys_of_vector(v), envelope), v.id);
  }
});

test('XML keeps what CDATA cannot hold, and cards get their JSON names back', () => {
  assert.equal(parse(`<xml>${elements({ A: 'x]]>y', B: 5 })}</xml>`).A, 'x]]>y');
  assert.equal(element('N', 7), '<N>7</N>');
  assert.throws(() => parse('<!DOCTYPE x><xml/>'), /DOCTYPE/);
  const card = card_of({
    CardType: 'button_interaction',
    MainTitle: { Title: 't' },
    ButtonList: { Text: 'a', Style: '1', Key: 'k' },
  });
  assert.deepEqual(card, {
    card_type: 'button_interaction',
    main_title: { title: 't' },
    button_list: [{ text: 'a', style: 1, key: 'k' }],
  });
});
