// The story of the desk, played against a real gateway and the simulated WeCom, with two kills in the middle.
//   node tests/e2e/story.mjs [--binary PATH]    prints the transcript; ends with 0 only if every expectation held
import { parseArgs } from 'node:util';
import { Desk } from './support.mjs';

const { values } = parseArgs({ options: { binary: { type: 'string' } } });
const managers = '客户经理一群';
const team = '事件处理组';
const app = '事件台';

/** The ticket number that a message tells: "#1002" in its words or on its card. */
const number_in = (message) => /#(\d{4,})/.exec(JSON.stringify(message))[1];

const desk = await Desk.start({ mode: 'socket', binary: values.binary });
try {
  // The smart bot may speak in a group only after somebody there has spoken to it.
  await desk.say('陈洁', team, '@小值 待处理');
  await desk.expect('陈洁', team, [/待处理|没有/]);

  await desk.say('王敏', managers, '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常');
  const first = number_in(await desk.expect('王敏', managers, [/#\d{4}/]));
  await desk.expect('陈洁', team, [`#${first}`]);

  await desk.say('李雷', managers, '@小值 股票交易不了');
  await desk.expect('李雷', managers, ['没解决']);
  await desk.kill_and_restart();
  await desk.press('李雷', managers, '没解决');
  const question = await desk.expect('李雷', app, [/手机|客户/, '时间']);
  const second = number_in(question);
  await desk.say('李雷', app, '交易系统 13900001111 刚才');
  await desk.expect('李雷', app, [`#${second}`]);
  await desk.expect('陈洁', team, [`#${second}`]);

  await desk.say('陈洁', team, `@小值 受理 ${second}`);
  await desk.expect('李雷', app, [`#${second}`, /受理/]);
  await desk.say('陈洁', team, `@小值 回复 ${second} 请客户重新登录后再试`);
  await desk.expect('李雷', app, ['请客户重新登录后再试']);
  await desk.kill_and_restart();
  await desk.say('李雷', app, '还是不行');
  await desk.expect('陈洁', team, [`#${second}`, '还是不行']);
  await desk.say('陈洁', team, `@小值 转派 ${second} 研发 重新登录后仍报错 请求号 r-1 09:40`);
  await desk.expect('陈洁', team, [`#${second}`, /转派/]);
  await desk.say('陈洁', team, `@小值 解决 ${second} 程序类 会话超时 已发布修复`);
  await desk.expect('李雷', app, [`#${second}`, '已发布修复']);
  await desk.expect('陈洁', team, [`#${second}`, /已解决/]);

  for (const group of [managers, team]) desk.never('陈洁', group, '13900001111');
  console.log(desk.transcript.join('\n'));
  console.log(`\nThe story held: tickets #${first} and #${second}.`);
} catch (error) {
  console.log(desk.transcript.join('\n'));
  console.error(`\nThe story broke: ${error.message}`);
  process.exitCode = 1;
} finally {
  await desk.close();
}
