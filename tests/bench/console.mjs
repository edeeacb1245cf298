// The console with a large desk behind it: 50 requests a second over its main pages beside 100 messages a second of intake.
// The time of a request counts from when it was due. ./deploy/bench console [TICKETS [SECONDS [OPEN]]]
import { Gateway, aesKey, token } from './gateway.mjs';
import { Visitor, paced, rank } from './visitor.mjs';
import { until } from '../e2e/support.mjs';
import { seal } from '../wecom_sim/envelope.mjs';

const tickets = Number(process.argv[2] ?? 1_000_000);
const seconds = Number(process.argv[3] ?? 60);
const open = Math.min(tickets, Number(process.argv[4] ?? 3000));
const requests_a_second = 50, messages_a_second = 100;
const first = 1001;

// Five events a ticket, over two years; what is open is among the newest tenth. Words come from a few hundred sentences, so that
// everyday ones stand in many thousands of tickets.
const seed = `
SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '256MB';
SELECT make_partitions('ticket_event', 'month', 25, 3);
CREATE TEMP TABLE title AS SELECT row_number() OVER () - 1 AS n, subject || trouble || '，' || place AS words FROM
  unnest(ARRAY['银证转账','股票交易','新股申购','视频见证','人脸识别','交易密码','行情刷新','持仓显示','可转债','港股通','融资融券','风险测评','三方存管','基金赎回','委托撤单','登录']) AS subject,
  unnest(ARRAY['提示失败','没有反应','显示异常','无法提交','迟迟不到账','次数超限','状态不对','找不到入口','报错 E1027','一直转圈']) AS trouble,
  unnest(ARRAY['客户很着急','今天上午开始','换了手机也一样','重新登录无效']) AS place;
CREATE TEMP TABLE speech AS SELECT row_number() OVER () - 1 AS n, one || two AS words FROM
  unnest(ARRAY['已查看日志','请客户重新登录','正在联系研发','数据库里没有记录','已转交测试复现','网关超时']) AS one,
  unnest(ARRAY['，请稍候','，明天发布修复','，属于配置问题','，需要补充截图','']) AS two;
-- As kb/inner_words.cpp takes words apart; these are in one form already.
CREATE FUNCTION pg_temp.inner_words(words text) RETURNS text[] LANGUAGE sql AS $$
  SELECT array_agg(DISTINCT word) FROM (
    SELECT substr(words, i, 2) AS word FROM generate_series(1, length(words) - 1) AS i WHERE substr(words, i, 2) ~ '^[一-龥]{2}$'
    UNION SELECT lower(m[1]) FROM regexp_matches(words, '[A-Za-z0-9]+', 'g') AS m) AS all_of_it
$$;
CREATE TEMP TABLE token AS SELECT 't' AS kind, n, pg_temp.inner_words(words) AS words FROM title
  UNION ALL SELECT 's', n, pg_temp.inner_words(words) FROM speech;
CREATE TEMP TABLE row AS
SELECT ${first} + i AS number, i, i >= ${tickets} - ${open} * 10 AND i % 10 = 0 AS is_open,
  (ARRAY['urgent','high','high','medium','medium','medium','medium','medium','low','low'])[1 + (i * 7919) % 10] AS severity,
  (ARRAY['trading','transfer','login','account_opening','query','other','trading','transfer','trading','trading'])[1 + (i * 104729) % 10] AS system,
  'corp/reporter' || (i * 31) % 3000 AS reporter, 'corp/member' || (i * 17) % 60 AS member, (i * 7) % (SELECT count(*) FROM title) AS t, (i * 13) % 30 AS s,
  date_trunc('second', now()) - interval '725 days' * ((${tickets} - i)::float8 / ${tickets}) - interval '4 hours' AS at
FROM generate_series(0::bigint, ${tickets} - 1) AS i;
ALTER TABLE row ADD state text, ADD assignee text;
UPDATE row SET state = CASE WHEN is_open THEN (ARRAY['new','accepted','waiting','transferred','accepted','reopened'])[1 + (i / 10) % 6] WHEN i % 50 = 1 THEN 'cancelled' ELSE 'closed' END;
UPDATE row SET assignee = CASE WHEN state = 'new' THEN '' WHEN state = 'accepted' AND i % 40 = 0 THEN '@me' ELSE member END;
INSERT INTO ticket (number, state, seen_by_team, reporter, assignee, holder, severity, system, category, created_at, updated_at, version, body)
SELECT number, state, true, reporter, assignee, 'agent', severity, system, CASE WHEN state = 'closed' THEN 'program' ELSE '' END, at, at + interval '3 hours', 5,
  jsonb_build_object('number', number, 'state', state, 'seen_by_team', true, 'version', 5, 'title', words, 'text', words || '，手机13812345678', 'severity', severity,
    'system', system, 'reporter', jsonb_build_array(reporter, split_part(reporter, '/', 2), '客户经理'), 'origin', jsonb_build_array('bot', 'g1', 'group'),
    'holder', 'agent', 'created_at', (extract(epoch FROM at) * 1000)::bigint, 'updated_at', (extract(epoch FROM at) * 1000)::bigint + 10800000,
    'fields', jsonb_build_object('phone', '13812345678', 'time', '今天 9:40'))
  || CASE WHEN assignee = '' THEN '{}' ELSE jsonb_build_object('assignee', jsonb_build_array(assignee, split_part(assignee, '/', 2), '')) END
FROM row JOIN title ON title.n = t;
INSERT INTO ticket_event (ticket, seq, at, step, by_person, role, body)
SELECT number, seq, row.at + (seq - 1) * interval '40 minutes', step, CASE WHEN seq < 3 THEN reporter ELSE member END, CASE WHEN seq < 3 THEN 'reporter' ELSE 'agent' END,
  jsonb_build_object('step', step, 'at', (extract(epoch FROM row.at) * 1000)::bigint + (seq - 1) * 2400000, 'by', jsonb_build_array(reporter, split_part(reporter, '/', 2), ''),
    'role', CASE WHEN seq < 3 THEN 'reporter' ELSE 'agent' END)
  || CASE WHEN seq = 1 THEN jsonb_build_object('title', title.words, 'text', title.words, 'severity', severity) WHEN seq = 2 THEN '{}' ELSE jsonb_build_object('text', speech.words) END
FROM row JOIN title ON title.n = t JOIN speech ON speech.n = s,
  LATERAL unnest(ARRAY['opened','submitted',CASE WHEN state = 'new' THEN 'followed_up' ELSE 'accepted' END,'replied',
    CASE state WHEN 'closed' THEN 'closed' WHEN 'transferred' THEN 'transferred' WHEN 'waiting' THEN 'asked' ELSE 'noted' END]) WITH ORDINALITY AS e(step, seq);
INSERT INTO ticket_clock (ticket, due_at, response_due_at, resolution_due_at)
SELECT number, CASE WHEN is_open THEN now() + interval '1 hour' * (i % 200) END, CASE WHEN state = 'new' THEN now() + interval '30 minutes' END, now() + interval '6 hours' FROM row;
INSERT INTO ticket_search (ticket, tokens)
SELECT number, array_to_tsvector(ARRAY(SELECT DISTINCT number / 16384 || ':' || word FROM unnest(a.words || b.words || ARRAY['s=' || state, 'v=' || severity, 'y=' || system, 'h=agent', 'a=' || assignee]) AS word))
FROM row JOIN token a ON a.kind = 't' AND a.n = t JOIN token b ON b.kind = 's' AND b.n = s;
INSERT INTO audit_chain (seq, id, at, sealed_at, hash) SELECT (SELECT coalesce(max(seq), 0) FROM audit_chain) + row_number() OVER (ORDER BY id), id, at, 0, 'seeded' FROM ticket_event WHERE id > 0 AND id NOT IN (SELECT id FROM audit_chain);
UPDATE ticket_search_place SET back = 0, seq = (SELECT max(seq) FROM audit_chain);
SELECT setval('ticket_number', ${first} + ${tickets});`;

const gateway = new Gateway();
const visitor = new Visitor(gateway);

let said = 0;
async function message() {
  const n = ++said;
  const text = ['@小值 客户13%今天9:40在APP买入600519提示资金账号异常', '@小值 银证转账转出5万不到账，客户13%，刚才'][n % 2].replace('%', String(100000000 + n));
  const { encrypt, timestamp, nonce, signature } = seal({ token, aesKey }, JSON.stringify({ msgid: `c${n}`, aibotid: 'BOT', chatid: `g${n % 50}`, chattype: 'group',
    from: { userid: `bench${n % 2000}` }, response_url: '', msgtype: 'text', text: { content: text } }));
  const answer = await fetch(`http://127.0.0.1:${gateway.port}/cb/bot?msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
    { method: 'POST', body: JSON.stringify({ encrypt }) });
  if (answer.status !== 200) refused++;
  await answer.arrayBuffer();
}
let refused = 0;

const below = (most) => Math.floor(Math.random() * most);
const pick = (from) => from[below(from.length)];
const rare = () => String(first + below(tickets));
const pages = {
  queue: () => pick(['/desk', '/desk?view=open', '/desk?view=open&severity=high', '/desk?view=ended', '/desk?view=ended&system=transfer', '/desk?view=all&assignee=corp%2Fmember7']),
  ticket: () => `/desk/ticket/${rare()}`,
  board: () => '/desk/board',
  mine: () => '/desk?view=open&assignee=me',
  search: () => `/desk?find=${encodeURIComponent(pick(['转账', '着急', '人脸识别', 'E1027', '赎回 没有反应', '发布修复', '换了手机 超时']))}`,
};

try {
  await gateway.start();
  const begun = Date.now();
  await visitor.sign_in();
  const me = gateway.sql("SELECT org || '/bench' FROM web_session LIMIT 1");
  gateway.psql('BEGIN;' + seed.replace('@me', me) + 'COMMIT;');
  gateway.psql('VACUUM ANALYZE');
  await until(() => visitor.ask('/healthz').catch(() => null), 'an answer on a new connection'); // kept ones were closed meanwhile
  console.log(`${gateway.sql('SELECT count(*) FROM ticket')} tickets, ${gateway.sql('SELECT count(*) FROM ticket_event')} events, ${open} open, in ${Math.round((Date.now() - begun) / 1000)} s`);
  for (const path of Object.values(pages)) await visitor.page(path());
  const times = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  const names = Object.keys(pages);
  const [all] = await Promise.all([
    paced(requests_a_second, seconds, async (i) => {
      const name = names[i % names.length], begun = performance.now();
      await visitor.page(pages[name]());
      times[name].push(performance.now() - begun);
    }),
    paced(messages_a_second, seconds, message),
  ]);
  for (const name of names) times[name].sort((a, b) => a - b);
  for (const name of names) console.log(`${name.padEnd(8)} p50 ${rank(times[name], 0.5)} ms, p95 ${rank(times[name], 0.95)} ms, p99 ${rank(times[name], 0.99)} ms`);
  console.log(JSON.stringify({ bench: 'console', tickets, events: tickets * 5, refused, p50_ms: rank(all, 0.5), p95_ms: rank(all, 0.95), p99_ms: rank(all, 0.99),
    ...Object.fromEntries(names.map((name) => [`${name}_p95_ms`, rank(times[name], 0.95)])) }));
} finally {
  await gateway.stop();
  if (!process.env.KEEP) gateway.remove();
}
