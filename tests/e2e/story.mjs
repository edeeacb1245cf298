// The story of the desk, played against a real gateway and the simulated WeCom, with two kills in the middle: one between
// messages, one inside a send. Prints each line as it happens; ends with 0 only if every expectation held.
//   node tests/e2e/story.mjs [--binary PATH]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Desk, find_binary, until, words_of } from './support.mjs';

const { values } = parseArgs({ options: { binary: { type: 'string' } } });
const managers = '客户经理一群';
const team = '事件处理组';
const app = '事件台';
const phones = ['13812345678', '13900001111'];

/** The ticket number that a message tells: "#1002" in its words or on its card. */
const number_in = (message) => /#(\d{4,})/.exec(JSON.stringify(message))[1];

function hold(fact, what) {
  if (!fact) throw new Error(what);
}

function sql(desk, statement) {
  const socket = path.join(desk.gateway.folder, 'data', 'postgres', 'socket');
  const args = ['-h', socket, '-U', 'dutydesk', '-d', 'dutydesk', '-Atc', statement];
  return execFileSync('psql', args, { encoding: 'utf8' }).trim();
}

function all_sent(desk) {
  return until(() => sql(desk, "SELECT count(*) FROM outbox WHERE state = 'due'") === '0', 'an empty outbox');
}

/** What the cloud delivered: one line per message and place, told apart by its words. */
function delivered(desk) {
  return desk
    .ledger('message', (line) => line.outcome === 'accepted')
    .map((line) => ({
      n: line.n,
      place: line.thread ?? line.chatid ?? JSON.stringify(line.recipients ?? line.target),
      words: line.card ? `card ${line.card.task_id}` : line.text,
    }));
}

/**
 * kill -9 while the cloud has a message with these words and the gateway does not know that yet. Several are sent at the same time:
 * gives all that the cloud has heard since `act`.
 */
async function kill_inside_send(desk, binary, words, act) {
  const points = readFileSync(binary).includes('DUTYDESK_KILL');
  let before = delivered(desk).length;
  if (points) {
    // Nothing may wait: the first send of the new process must be one that follows `act`.
    await all_sent(desk);
    await desk.gateway.stop();
    await desk.gateway.start(desk.sim, { env: { DUTYDESK_KILL: 'K7:1' } });
    await desk.connected();
    before = delivered(desk).length;
    await act();
  } else {
    const gone = new Promise((done) => {
      const ignore = desk.sim.ledger.listen((line) => {
        if (line.t !== 'message' || !line.text?.includes(words)) return;
        ignore();
        process.kill(desk.gateway.process.pid, 'SIGKILL');
        done();
      });
    });
    await act();
    await gone;
  }
  const { signal } = await desk.gateway.ended;
  hold(signal === 'SIGKILL', `the gateway ended with ${signal}, not by the kill`);
  const heard = delivered(desk).slice(before);
  desk.note(`-- kill -9 inside a send${points ? ' (K7)' : ''}; start again`);
  await desk.restart();
  return heard;
}

async function kill_between(desk) {
  const last = delivered(desk).at(-1);
  desk.note('-- kill -9; start again');
  await desk.kill_and_restart();
  return last;
}

/** Nothing is said twice, but for a message that was on its way when its gateway was killed. */
function count(desk, in_flight) {
  const seen = new Map();
  for (const line of delivered(desk)) {
    const key = `${line.place} ${line.words}`;
    seen.set(key, [...(seen.get(key) ?? []), line]);
  }
  for (const [key, lines] of seen) {
    if (lines.length === 1) continue;
    const explained = lines.length === 2 && in_flight.some((one) => one.n === lines[0].n);
    hold(explained, `said ${lines.length} times: ${key}`);
    desk.note(`-- said twice, as the kill explains: ${key}`);
  }
}

/** The newest card of the ticket in the team's group. */
function card_of(desk, number) {
  return desk
    .seen('陈洁', team)
    .filter((m) => m.card && words_of(m).includes(`#${number}`))
    .at(-1);
}

async function the_card_says(desk, number, state) {
  await until(
    () => words_of(card_of(desk, number) ?? {}).includes(state),
    () => `the card of #${number} saying ${state}: ${words_of(card_of(desk, number) ?? {})}`,
  );
}

async function wang_min_reports(desk) {
  await desk.say('王敏', managers, '@小值 客户13812345678今天9:40在APP买入600519提示资金账号异常');
  const told = await desk.expect('王敏', managers, [/#\d{4}/, '已提交']);
  const number = number_in(told);
  const card = await desk.expect('陈洁', team, [`#${number}`, '新事件单', '王敏', '138****5678']);
  hold(!words_of(card).includes('wangmin'), 'the first card shows the user id instead of the name');
  return number;
}

async function li_lei_reports(desk, in_flight) {
  await desk.say('李雷', managers, '@小值 股票交易不了');
  await desk.expect('李雷', managers, ['没解决']);
  in_flight.push(await kill_between(desk));
  await desk.press('李雷', managers, '没解决');
  const question = await desk.expect('李雷', app, ['系统', '客户', '时间']);
  const number = number_in(question);
  await desk.say('李雷', app, '交易系统 13900001111 刚才');
  await desk.expect('李雷', app, [`#${number}`, '已提交']);
  await desk.expect('陈洁', team, [`#${number}`, '新事件单', '李雷', '139****1111']);
  return number;
}

async function the_team_works(desk, number, binary, in_flight) {
  await desk.say('陈洁', team, `@小值 受理 ${number}`);
  await desk.expect('李雷', app, [`#${number}`, /受理/]);
  await the_card_says(desk, number, '处理中');
  in_flight.push(
    ...(await kill_inside_send(desk, binary, '请客户重新登录后再试', () =>
      desk.say('陈洁', team, `@小值 回复 ${number} 请客户重新登录后再试`),
    )),
  );
  await desk.expect('李雷', app, ['请客户重新登录后再试'], { ms: 60_000 });
  await desk.say('李雷', app, '还是不行');
  await desk.expect('陈洁', team, [`#${number}`, '还是不行']);
  await desk.say('陈洁', team, `@小值 转派 ${number} 研发 重新登录后仍报错`);
  await desk.expect('陈洁', team, [`#${number}`, '还缺', '请求号', '日志链接']);
  await desk.say('陈洁', team, '@小值 程序缺陷，请求号 r-1，https://log.example.com/r-1');
  await desk.expect('赵刚', app, [`#${number}`, '请求号：r-1', '重新登录后仍报错']);
  await the_card_says(desk, number, '已转派');
  await desk.say('陈洁', team, `@小值 解决 ${number} 程序类 会话超时 已发布修复`);
  await desk.expect('李雷', app, [`#${number}`, '已解决', '已发布修复']);
  await the_card_says(desk, number, '已解决');
}

/** At the end: two tickets, each said once, nothing waits, no phone number whole in a group. */
async function look_back(desk, numbers, in_flight) {
  await all_sent(desk);
  const tickets = sql(desk, 'SELECT number FROM ticket ORDER BY number').split('\n');
  hold(tickets.join() === numbers.join(), `the database holds tickets ${tickets}, not ${numbers}`);
  // 42014: the cloud has this very card already, from the send that the kill cut off.
  const dead = sql(
    desk,
    "SELECT left(notice, 60), attempts, last_error FROM outbox WHERE state = 'dead' AND last_error NOT LIKE '%42014%'",
  );
  hold(dead === '', `dead letters: ${dead}`);
  const lost = sql(desk, "SELECT count(*) FROM inbox WHERE state <> 'done'");
  hold(lost === '0', `${lost} messages not worked on`);
  const asked = desk.seen('王敏', app).filter((m) => m.from.type !== 'member');
  hold(asked.length === 0, `Wang Min was asked: ${asked.map(words_of)}`);
  for (const group of [managers, team]) for (const phone of phones) desk.never('陈洁', group, phone);
  // The old card of a ticket cannot be changed by typed words: pressed, it shows what is true now.
  await desk.press('陈洁', team, '受理', { about: `#${numbers[1]}` });
  await desk.expect('陈洁', team, [`#${numbers[1]}`, '已解决', '最新状态']);
  count(desk, in_flight);
}

const binary = values.binary ?? find_binary();
const desk = await Desk.start({
  mode: 'socket',
  binary,
  people: [
    { userid: 'chenjie', name: '陈洁', role: 'agent' },
    { userid: 'zhaogang', name: '赵刚', role: 'developer' },
  ],
  spoken: (line) => console.log(line),
});
try {
  // The smart bot may speak in a group only after somebody there has spoken to it.
  await desk.say('陈洁', team, '@小值 待处理');
  await desk.expect('陈洁', team, ['没有待处理']);
  const in_flight = [];
  const first = await wang_min_reports(desk);
  const second = await li_lei_reports(desk, in_flight);
  await the_team_works(desk, second, binary, in_flight);
  await look_back(desk, [first, second], in_flight);
  console.log(`\nThe story held: tickets #${first} and #${second}.`);
} catch (error) {
  console.error(`\nThe story broke: ${error.message}`);
  process.exitCode = 1;
} finally {
  await desk.close();
}
