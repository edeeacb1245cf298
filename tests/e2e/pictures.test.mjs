// Pictures in a dialog: by the smart bot (encrypted, five minutes) and by the app (media/get), each on its ticket: the same pixels, without EXIF.
//   DUTYDESK=PATH node --test tests/e2e/pictures.test.mjs
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { png, read_png } from './png.mjs';
import { Desk, find_binary, until } from './support.mjs';

const skip = find_binary() ? false : 'no dutydesk binary';

const picture = (shade) => png({ shade });

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function shown(desk, number) {
  const args = ['ticket', 'show', number, '--config', desk.gateway.file];
  return execFileSync(desk.gateway.binary, args, { encoding: 'utf8' });
}

/** The pixels stay, and nothing else: the picture on the ticket is written anew. */
async function kept(desk, number, bytes) {
  const wanted = read_png(bytes).pixels;
  const folder = path.join(desk.gateway.folder, 'data', 'media');
  const held = () =>
    [...shown(desk, number).matchAll(/image\/png .* sha256 ([0-9a-f]{64})/g)]
      .map(([, sum]) => path.join(folder, sum))
      .find((file) => read_png(readFileSync(file)).pixels.equals(wanted));
  const file = await until(
    held,
    () => `attachment on ${number}:\n${shown(desk, number)}${desk.gateway.tail()}`,
  );
  const whole = readFileSync(file);
  assert.equal(sha256(whole), path.basename(file));
  assert.deepEqual(
    read_png(whole).chunks.filter((name) => !['IHDR', 'IDAT', 'IEND', 'pHYs'].includes(name)),
    [],
  );
  assert.ok(!whole.includes('GPS'), 'no place where it was taken');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(shown(desk, number), /noted\s*: \+ image\/png, \d+ bytes/);
}

const number_in = (message) => /#(\d{4,})/.exec(JSON.stringify(message))[1];
const send = (bytes) => ({ pictures: [{ base64: bytes.toString('base64'), filename: 'screen.png' }] });

for (const mode of ['socket', 'callback'])
  test(
    `a picture sent to the smart bot (${mode}) and one sent to the app are both on the ticket`,
    { skip },
    async () => {
      const desk = await Desk.start({ mode });
      try {
        const first = picture(40);
        await desk.say(
          '李雷',
          '客户经理一群',
          '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常',
          send(first),
        );
        const number = number_in(await desk.expect('李雷', '客户经理一群', /#\d{4,}/));
        await kept(desk, number, first);
        // The app has no pictures beside words: this one comes alone, while a question is open.
        const second = picture(90);
        await desk.say('韩梅梅', '事件台', '系统一直转圈，打不开页面');
        const other = number_in(await desk.expect('韩梅梅', '事件台', /#\d{4,}/));
        await desk.say('韩梅梅', '事件台', '', send(second));
        await kept(desk, other, second);
        // Alone again, after the report was submitted: it reaches the open ticket, and nobody has to ask.
        const third = picture(120);
        await desk.say('李雷', '事件台', '', send(third));
        await desk.expect('李雷', '事件台', new RegExp(`放进 #${number}`));
        await kept(desk, number, third);
      } finally {
        await desk.close();
      }
    },
  );

test('a download that fails at first is tried again, and the picture comes', { skip }, async () => {
  const desk = await Desk.start();
  try {
    desk.sim.faults.set({ endpoint: 'media/download', fault: '503', times: 1 });
    const bytes = picture(140);
    await desk.say(
      '李雷',
      '客户经理一群',
      '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常',
      send(bytes),
    );
    await kept(desk, number_in(await desk.expect('李雷', '客户经理一群', /#\d{4,}/)), bytes);
  } finally {
    await desk.close();
  }
});

test(
  'a redirect is not followed, and the ticket says why the picture is not there yet',
  { skip },
  async () => {
    const desk = await Desk.start();
    try {
      desk.sim.faults.set({
        endpoint: 'media/download',
        fault: '302',
        location: `${desk.gateway.url}/readyz`,
      });
      await desk.say(
        '李雷',
        '客户经理一群',
        '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常',
        send(picture(7)),
      );
      const number = number_in(await desk.expect('李雷', '客户经理一群', /#\d{4,}/));
      await until(() => /waiting.*302/.test(shown(desk, number)), 'the refusal is on the ticket');
    } finally {
      await desk.close();
    }
  },
);
