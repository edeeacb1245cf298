// Starts the simulated WeCom and the gateway, tells where to look, and ends both on Ctrl-C.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync, chmodSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import readline from 'node:readline';
import net from 'node:net';
import { startSim } from '../../tests/wecom_sim/sim.mjs';
import { examplesIn, startLookups, targetsText } from './lookups.mjs';
import { world, configText } from './world.mjs';

const { values } = parseArgs({ options: { binary: { type: 'string' }, data: { type: 'string' }, 'gateway-port': { type: 'string', default: '8080' }, 'page-port': { type: 'string', default: '8090' } } });
const data = resolve(values.data);
mkdirSync(data, { recursive: true });
chmodSync(data, 0o711);

/** The wanted port if it is free, else one that is. */
const freePort = (wanted) => new Promise((done) => {
  const probe = net.createServer();
  probe.once('error', () => done(freePort(0)));
  probe.listen(Number(wanted), '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

const sim = await startSim({ port: await freePort(values['page-port']), world: world(), ledger: join(data, 'wecom') });
const lookups = await startLookups();
const config = join(data, 'dutydesk.toml');
const listen = `127.0.0.1:${await freePort(values['gateway-port'])}`;
writeFileSync(config, configText({ data: join(data, 'desk'), templates: resolve('templates'), simUrl: sim.url, wsUrl: sim.wsUrl, listen, diagnostics: examplesIn(join(data, 'diagnostics'), lookups.url), extra: targetsText(lookups.url, `host=${join(data, 'desk', 'postgres', 'socket')} user=dutydesk dbname=dutydesk`) }), { mode: 0o600 });

const gateway = spawn(values.binary, ['serve', '--config', config], { stdio: ['ignore', 'inherit', 'pipe'], detached: true });
const log = [];
let stopping = false;
const stop = async (code) => {
  if (stopping) return;
  stopping = true;
  gateway.kill('SIGTERM');
  await new Promise((done) => (gateway.exitCode !== null ? done() : gateway.once('exit', done)));
  await sim.close();
  await lookups.close();
  process.exit(code);
};
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
gateway.once('exit', (code) => {
  if (stopping) return;
  process.stderr.write(`${log.slice(-20).join('\n')}\nThe gateway ended with ${code}.\n`);
  sim.close().then(() => process.exit(1));
});

const port = await new Promise((done) => {
  readline.createInterface({ input: gateway.stderr }).on('line', (line) => {
    log.push(line);
    if (log.length > 200) log.shift();
    if (line.includes('"event":"listening"')) done(JSON.parse(line).port);
    if (/"level":"(error|warning|warn)"/.test(line)) process.stderr.write(`${line}\n`);
  });
});
const base = `http://127.0.0.1:${port}`;
while ((await fetch(`${base}/readyz`).catch(() => null))?.status !== 200) await new Promise((done) => setTimeout(done, 50));
sim.world.merge(world(`${base}/cb/app`));
// The smart bot may speak in a group only after somebody there has spoken to it.
await sim.people.say({ as: 'chenjing', group: 'wrDesk', text: '@小值 待处理' });

console.log(`
Dutydesk is running.  值班台已启动。

  A WeCom to try it in / 打开模拟的企业微信:   ${sim.url}/
  QA service centre / QA 服务中心:             ${base}/qa   (编辑 as 陈静, 审核 as 吴强: ${base}/kb)
  审核 asks 吴强, a lead, for a second factor: any authenticator reads the code on the page, or
    node deploy/demo/code.mjs "the words below it" / 组长登录需二次验证：用手机验证器扫码，或用上面的命令算出验证码
  Health and metrics / 健康与指标:             ${base}/readyz   ${base}/metrics

  1. As 李磊 in 客户经理一群:        @小值 股票交易不了
     then press 没解决 and answer in 事件台:  交易系统 13900001111 刚才
  2. As 王敏 in 客户经理一群:        @小值 客户13812345678今天9:40在APP买入600519提示资金账号异常
  3. As 陈静 in 事件处理群:          @小值 受理 1001     @小值 回复 1001 请客户重新登录后再试
                                     @小值 解决 1001 程序类 会话超时 已发布修复
  4. As 陈静, or on the ticket's page:  @小值 诊断 1002 登录日志     (deploy/demo/diagnostics, systems of the demo)

  Configuration: ${config}
  On the command line: ${values.binary} --help
  Ctrl-C stops everything.  按 Ctrl-C 全部停止。
`);
