// The QA centre's search over HTTP at 10,000 articles, 50 requests a second, signed in; and the bot's match, which
// bench_match measures in process. The time of a request counts from when it was due. ./deploy/bench search [SECONDS]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gateway } from './gateway.mjs';
import { until } from '../e2e/support.mjs';
import { Visitor, paced, rank } from './visitor.mjs';

const seconds = Number(process.argv[2] ?? 20);
const articles = 10000, rate = 50;
const subjects = ['委托', '撤单', '银证转账', '开户', '视频见证', '登录', '交易密码', '行情', '持仓', '可转债', '新股', '港股通', '融资', '风险测评', '三方存管', '基金'];
const troubles = ['提示失败', '没有反应', '显示异常', '无法提交', '迟迟不到账', '次数超限', '状态不对', '找不到入口'];
const places = ['APP', '电脑版', '网页', '柜台', '小程序', '客户端'];
let state = 20260310;
const below = (most) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0, Math.floor((state / 2 ** 32) * most));
const pick = (from) => from[below(from.length)];

const article = (at) => ({
  id: `article-${at}`, title: `${pick(places)}${pick(subjects)}${pick(troubles)}怎么办${at}`, category: pick(subjects),
  keywords: [[`第${at}号`]], answer: `先看${pick(subjects)}状态。报错 E${10000 + at}。`,
  body: Array.from({ length: 12 }, () => `在${pick(places)}的${pick(subjects)}页面，若${pick(troubles)}，请检查${pick(subjects)}（代码 ${below(900000)}）。`).join('\n\n'),
});
const query = (at) => [() => pick(subjects), () => pick(subjects) + pick(troubles), () => `E1${below(9999)}`, () => 'yzzz',
  () => `${pick(places)}里${pick(subjects)}${pick(troubles)}是怎么回事`][at % 5]();

const gateway = new Gateway();
const visitor = new Visitor(gateway);

const last = articles - 1;
const found_by_readers = () =>
  until(async () => (await visitor.page(`/qa/search?q=E${10000 + last}`)).includes(`article-${last}"`), 'the articles', 60_000, 200);

try {
  await gateway.start();
  const source = join(gateway.folder, 'articles.jsonl');
  writeFileSync(source, Array.from({ length: articles }, (_, at) => JSON.stringify(article(at))).join('\n') + '\n');
  visitor.dutydesk(['kb', 'import', source, '--publish']);
  await visitor.sign_in();
  await found_by_readers();
  const times = await paced(rate, seconds, (i) => visitor.page(`/qa/search?q=${encodeURIComponent(query(i))}`));
  console.log(`${times.length} searches over HTTP: p50 ${rank(times, 0.5)} ms, p99 ${rank(times, 0.99)} ms`);
  await gateway.stop();
  const match = JSON.parse(execFileSync('build/release/tests/bench_match', { encoding: 'utf8' }).trim());
  console.log(JSON.stringify({ page_p95_ms: rank(times, 0.95), ...match }));
} finally {
  await gateway.stop();
  gateway.remove();
}
