// A roster from an iCalendar: a linked one with what it does not take, an uploaded one looked at before it is taken.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { until } from '../support.mjs';
import { own_templates } from '../templates.mjs';
import { Site, good, skip } from './site.mjs';

const LOOKS = [
  { width: 390, height: 800, locale: 'zh-CN', dark: true },
  { width: 1280, height: 900, locale: 'en', dark: false },
];
const DAY = 86_400_000;
const stamp = (at) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
const event = (from, to, lines) =>
  ['BEGIN:VEVENT', `UID:${from}`, `DTSTART:${stamp(from)}`, `DTEND:${stamp(to)}`, ...lines, 'END:VEVENT', ''].join('\r\n');
const calendar = (...events) => `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join('')}END:VCALENDAR\r\n`;

test('a roster comes from a calendar, and an uploaded one shows its changes before it holds', { skip, timeout: 240_000 }, async (t) => {
  const today = Math.floor(Date.now() / DAY) * DAY;
  const templates = own_templates(t, {
    'clocks/linked.ics': calendar(
      event(today - DAY, today + 3 * DAY, ['SUMMARY:陈洁']),
      event(today + 4 * DAY, today + 5 * DAY, ['SUMMARY:某人 13812345678']),
      event(today + DAY, today + 2 * DAY, ['ATTENDEE;CN=x:mailto:zhaogang@corp.example']),
    ),
    'clocks/duty.toml': ['linked', 'upload']
      .map((id) => `[[roster]]\nid = "${id}"\nname = "${id}"\nzone = "Asia/Shanghai"\ncalendar = "${id === 'linked' ? 'linked.ics' : id}"\n`)
      .join(''),
  });
  const site = await Site.start({ templates });
  t.after(() => site.close());
  site.person('chenjie', '陈洁', 'lead');
  site.person('zhaogang', '赵刚', 'agent');
  for (const look of LOOKS) {
    const page = await site.member('chenjie', look);
    await until(async () => {
      await page.goto(`${site.url}/desk/duty?roster=linked`);
      return (await page.locator('#calendar li').count()) >= 3;
    }, 'the linked calendar is read', 60_000, 500);
    const words = await page.textContent('#calendar');
    assert.match(words, look.locale === 'en' ? /Line 9/ : /第 9 行/);
    assert.match(words, /138\*+5678/);
    assert.match(words, look.locale === 'en' ? /赵刚 is on duty, not 陈洁/ : /赵刚 值班，不是 陈洁/);
    assert.equal(await page.locator('#calendar input[type=file]').count(), 0);
    await good(page);
    await uploaded(page, site, today, look);
    await page.context().close();
  }
});

/** A calendar server that answers as `says` has it, and keeps what it was asked with. */
function calendar_server() {
  const server = createServer((request, response) => {
    server.asked.push(request.headers);
    const same = server.says.etag && request.headers['if-none-match'] === server.says.etag;
    const { status = 200, etag = '', words = '' } = same ? { ...server.says, status: 304, words: '' } : server.says;
    response.writeHead(status, etag ? { etag } : {}).end(words);
  });
  Object.assign(server, { asked: [], says: {} });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

test('a calendar at an address keeps its last copy when its server fails, and the page says why', { skip, timeout: 240_000 }, async (t) => {
  const server = await calendar_server();
  const address = `http://127.0.0.1:${server.address().port}/secret/duty.ics`;
  const templates = own_templates(t, {
    'clocks/duty.toml': `[[roster]]\nid = "web"\nname = "web"\nzone = "Asia/Shanghai"\ncalendar = "${address}"\nrefresh = "1m"\n`,
  });
  server.says = { status: 503, words: 'busy' };
  const site = await Site.start({ templates });
  t.after(async () => (await site.close(), server.close()));
  site.person('chenjie', '陈洁', 'lead');
  const socket = path.join(site.desk.gateway.folder, 'data', 'postgres', 'socket');
  const look_again = () =>
    execFileSync('psql', ['-h', socket, '-U', 'dutydesk', '-d', 'dutydesk', '-qc', 'UPDATE duty_calendar SET next_at = now()']);
  const page = await site.member('chenjie', LOOKS[0]);
  const shows = (words, what) =>
    until(async () => {
      await page.goto(`${site.url}/desk/duty?roster=web`);
      return words.test(await page.textContent('#calendar'));
    }, what, 60_000, 500);
  await shows(/还没有读到过[^]*HTTP 503/, 'a server that fails');
  assert.ok(!(await page.content()).includes('secret'));
  await good(page);

  const today = Math.floor(Date.now() / DAY) * DAY;
  server.says = { etag: '"one"', words: calendar(event(today - DAY, today + 30 * DAY, ['SUMMARY:陈洁'])) };
  look_again();
  await shows(/分钟前/, 'the calendar is read');
  assert.ok((await page.locator('.turn:has-text("陈洁")').count()) >= 1);
  assert.equal(await page.locator('#calendar [role=alert]').count(), 0);

  const asked = server.asked.length;
  look_again();
  await until(() => server.asked.length > asked, 'it is asked for again', 60_000, 200);
  assert.equal(server.asked.at(-1)['if-none-match'], '"one"');

  server.says = { words: 'x'.repeat(1_100_000) };
  look_again();
  await shows(/超过 1 MB/, 'a calendar that is too large');
  assert.ok((await page.locator('.turn:has-text("陈洁")').count()) >= 1);
  await good(page);
  const other = await site.member('chenjie', LOOKS[1]);
  await other.goto(`${site.url}/desk/duty?roster=web`);
  assert.match(await other.textContent('#calendar [role=alert]'), /larger than 1 MB/);
  await good(other);
});

async function uploaded(page, site, today, look) {
  const file = (words) => ({ name: 'duty.ics', mimeType: 'text/calendar', buffer: Buffer.from(words) });
  await page.goto(`${site.url}/desk/duty?roster=upload`);
  await page.setInputFiles('#calendar-file', file('<html>'));
  await page.click('.upload-calendar button');
  await page.waitForSelector('#calendar [role=alert]');
  await good(page);
  await page.setInputFiles(
    '#calendar-file',
    file(calendar(event(today - DAY, today + 20 * DAY, ['SUMMARY:陈洁']), event(today, today + DAY, ['SUMMARY:Zoe']))),
  );
  await page.click('.upload-calendar button');
  await page.waitForSelector('#preview');
  assert.match(await page.textContent('#preview'), look.locale === 'en' ? /nobody → 陈洁/ : /无人 → 陈洁/);
  assert.match(await page.textContent('#preview'), /Zoe/);
  await good(page);
  await page.click('#preview button.main');
  await page.waitForURL(/roster=upload#calendar$/);
  assert.ok((await page.locator('.turn:has-text("陈洁")').count()) >= 7);
  await good(page);
  await page.click('form[action="/desk/duty/calendar/drop"] button');
  await page.waitForURL(/roster=upload$/);
  assert.equal(await page.locator('.turn').count(), 0);
}
