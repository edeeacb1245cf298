// A desk with its web pages, beside a simulated WeCom, and a real browser that looks at them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { Desk, find_binary, until } from '../support.mjs';
import { totp } from './totp.mjs';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const skip = !existsSync(CHROMIUM)
  ? `no ${CHROMIUM}`
  : !find_binary() && 'no dutydesk binary: build it, or name it in $DUTYDESK';
export const WIDTHS = [
  [360, 740],
  [1440, 900],
];
export const PASSWORD = 'open sesame 2026';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WECOM_AGENT =
  'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 wxwork/4.1.20 MicroMessenger/7.0.1';

export class Site {
  #seconds = new Map(); // userid → the secret of their authenticator, and the last step that was used

  static async start(options = {}) {
    const site = new Site();
    site.desk = await Desk.start(options);
    site.url = site.desk.gateway.url;
    site.browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    return site;
  }

  /** dutydesk person …, on this desk's database. */
  cli(args, input = '') {
    return execFileSync(this.desk.gateway.binary, [...args, '--config', this.desk.gateway.file], {
      input,
      encoding: 'utf8',
    });
  }

  person(userid, name, role) {
    this.cli(['person', 'add', userid, '--name', name, '--role', role]);
    this.cli(['person', 'password', userid], `${PASSWORD}\n`);
  }

  /** A code that was not used yet: a step counts once, and the one beside now is taken too. */
  async code(userid) {
    const second = this.#seconds.get(userid);
    const now = () => Math.floor(Date.now() / 30_000);
    second.step = Math.max(second.step + 1, now() - 1);
    await until(() => second.step <= now() + 1, 'the next step of the codes', 60_000, 200);
    return totp(second.secret, second.step);
  }

  /** Signs in with the password, and with the second factor where the role asks for it. */
  async sign_in(page, userid, to) {
    await page.goto(`${this.url}/login?to=${encodeURIComponent(to)}`);
    await page.fill('#userid', userid);
    await page.fill('#password', PASSWORD);
    await page.click('form[action="/login"] button');
    await page.waitForURL((url) => url.pathname !== '/login');
    if (new URL(page.url()).pathname === '/login/second') await this.second(page, userid);
    await page.waitForURL(this.url + to);
  }

  /** Sets the second factor up, or shows it; `at_codes` is called where the recovery codes stand. */
  async second(page, userid, at_codes = async () => {}) {
    const shown = page.locator('[data-secret]');
    const first = (await shown.count()) > 0;
    if (first) this.#seconds.set(userid, { secret: await shown.textContent(), step: 0 });
    await page.fill('#code', await this.code(userid));
    await page.click('form[action^="/login/"] button');
    if (!first) return;
    await page.waitForSelector('.codes');
    await at_codes();
    await page.click('main a.button.main');
  }

  /** A browser window of its own; `errors` collects what its console complains of. */
  async window({
    width = 1440,
    height = 900,
    locale = 'zh-CN',
    dark = false,
    wecom = '',
    script = true,
  } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height },
      locale,
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: script,
      userAgent: wecom ? WECOM_AGENT : undefined,
    });
    if (wecom) await context.addCookies([{ name: 'sim_user', value: wecom, url: this.desk.sim.url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.errors = [];
    page.on('pageerror', (error) => page.errors.push(error.message));
    // A preview that newer text overtakes is given up, and htmx says so as an error.
    const overtaken = /^htmx:(sendAbort|afterRequest)/;
    page.on(
      'console',
      (line) => line.type() === 'error' && !overtaken.test(line.text()) && page.errors.push(line.text()),
    );
    return page;
  }

  /** Signed in by WeCom, or with a password. */
  async reader(options = {}) {
    const page = await this.window({ wecom: 'wangmin', ...options });
    await page.goto(`${this.url}/qa`);
    return page;
  }

  /** A report of wangmin's through the QA page; gives the ticket's number. */
  async report(words, options = {}) {
    const page = await this.reader(options);
    await page.goto(`${this.url}/qa/report`);
    await page.fill('#words', words);
    await page.click('form[action="/qa/report"] button.main');
    await page.waitForURL(/\/qa\/reported\//);
    const number = Number(page.url().split('/').pop());
    await page.context().close();
    return number;
  }

  /** Somebody of the team, at the desk. */
  async member(userid, options = {}) {
    const page = await this.window(options);
    await this.sign_in(page, userid, '/desk');
    return page;
  }

  async editor(userid, options = {}) {
    const page = await this.window(options);
    await this.sign_in(page, userid, '/kb');
    return page;
  }

  async close() {
    await this.browser.close();
    await this.desk.close();
  }
}

/** The same page, drawn narrow and wide. `refused`: it came with a status of 400 or more, which its console complains of. */
export async function good_at_both(page, { refused = false } = {}) {
  if (refused) page.errors.length = 0;
  for (const [width, height] of WIDTHS) {
    await page.setViewportSize({ width, height });
    await good(page);
  }
}

/** Nothing that axe finds, nothing wider than the window, nothing in the console. */
export async function good(page) {
  // Playwright evaluates outside of the page's own policy.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  assert.deepEqual(
    violations.map(
      (v) =>
        `${page.url()} ${v.id}: ${v.nodes
          .map((n) => n.target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    ),
    [],
  );
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${page.url()} is ${wide} px wider than the window`);
  assert.deepEqual(page.errors, []);
}

/** The same; and where $SCREENSHOTS names a folder, a picture of the whole page to look at. */
export async function look(page, name, { width }) {
  await good(page);
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${width}.png`, fullPage: true });
}
