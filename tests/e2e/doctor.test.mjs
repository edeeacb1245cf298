import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { Desk, find_binary } from './support.mjs';
import { own_templates } from './templates.mjs';

const skip = find_binary() ? false : 'no dutydesk binary: build it, or name it in $DUTYDESK';

/** A port that is free now: the doctor knocks at the address of the configuration. */
const free_port = () =>
  new Promise((done) => {
    const probe = net.createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });

/** What a command says; the simulator answers meanwhile, so nothing here may block. */
const said = (desk, ...args) =>
  new Promise((done) =>
    execFile(desk.gateway.binary, args, (failed, out) => done({ status: failed?.code ?? 0, out })),
  );

test(
  'the doctor confirms each face of WeCom, and says nothing to anybody',
  { skip, timeout: 120_000 },
  async (t) => {
    const port = await free_port();
    const desk = await Desk.start({ listen: `127.0.0.1:${port}` });
    t.after(() => desk.close());
    const { file } = desk.gateway;
    const accepted = () =>
      readFileSync(path.join(desk.gateway.folder, 'wecom', 'ledger.jsonl'), 'utf8')
        .split('\n')
        .filter((l) => l.includes('"t":"message"') && l.includes('"outcome":"accepted"')).length;
    const before = accepted();

    const well = await said(desk, 'doctor', '--config', file);
    for (const line of [
      /^ok {4}account bot \(wecom_aibot\): the long connection stands$/m,
      /^ok {4}account app \(wecom_app\): access token given$/m,
      new RegExp(
        `^ok {4}account app \\(wecom_app\\): callbacks are answered at http://127\\.0\\.0\\.1:${port}/cb/app$`,
        'm',
      ),
      /^ok {4}account hook0 \(wecom_webhook\): its key is known$/m,
    ])
      assert.match(well.out, line);

    const wrong = path.join(desk.gateway.folder, 'wrong.toml');
    const text = readFileSync(file, 'utf8');
    const [app] = desk.world.apps;
    writeFileSync(
      wrong,
      text
        .replace(`key = "${desk.world.webhooks[0].key}"`, 'key = "not-the-key"')
        .replace(`token = "${app.token}"`, 'token = "AnotherToken"')
        .replace(`secret = "${app.secret}"`, 'secret = "not-the-secret"'),
      { mode: 0o600 },
    );
    const ill = await said(desk, 'doctor', '--config', wrong);
    assert.equal(ill.status, 1);
    assert.match(ill.out, /^ACT {3}account hook0 \(wecom_webhook\): errcode_93000$/m);
    assert.match(ill.out, /^ACT {3}account app \(wecom_app\): no answer to a callback at .*: HTTP 403$/m);
    assert.match(ill.out, /^ACT {3}account app \(wecom_app\): errcode_40001/m);
    assert.equal(accepted(), before, 'nobody read anything of all this');

    // No gateway holds the connection: the platform itself is asked.
    await desk.gateway.kill();
    const alone = await said(desk, 'doctor', '--config', file);
    assert.match(alone.out, /^ok {4}account bot \(wecom_aibot\): bot id and secret are accepted/m);
    assert.match(alone.out, /^ACT {3}account app \(wecom_app\): no answer to a callback/m);
    writeFileSync(wrong, text.replace(`secret = "${desk.world.bots[0].secret}"`, 'secret = "old-secret"'), {
      mode: 0o600,
    });
    const refused = await said(desk, 'doctor', '--config', wrong);
    assert.match(refused.out, /^ACT {3}account bot \(wecom_aibot\): bot id or secret refused$/m);
  },
);

test(
  'check-config refuses what a start refuses: articles and pages too, all at once',
  { skip },
  async (t) => {
    const templates = own_templates(t);
    const file = path.join(templates, 'dutydesk.toml');
    writeFileSync(file, `[desk]\ntemplates = "${templates}"\n`);
    const desk = { gateway: { binary: find_binary() } };
    assert.deepEqual(await said(desk, 'check-config', '--config', file), { status: 0, out: 'ok\n' });

    const article = path.join(templates, 'articles', 'trading-unavailable.md');
    writeFileSync(article, readFileSync(article, 'utf8').replace(/^patterns = \[/m, "patterns = ['(撤单',"));
    const page = path.join(templates, 'pages', 'login.html');
    writeFileSync(page, `${readFileSync(page, 'utf8')}[[login.no_such_word]]\n`);
    const refused = await said(desk, 'check-config', '--config', file);
    assert.equal(refused.status, 1);
    assert.match(refused.out, /trading-unavailable/);
    assert.match(refused.out, /login\.html.*no_such_word/);
  },
);
