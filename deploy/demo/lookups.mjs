// Two small systems for the demo and its tests to look customers up in, beside the desk's own PostgreSQL:
// an HTTP interface of a customer system, and a stand-in for Elasticsearch. The stand-in speaks the part of the documented
// _search that the examples use (bool, term, match, range, sort, size, hits.hits, hits.total); it is no Elasticsearch.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

const steps = [
  ['INFO', 'login', '短信验证码已发送'],
  ['WARN', 'login', '密码错误，第 4 次'],
  ['ERROR', 'login', '账号已锁定：连续输错密码 5 次'],
  ['INFO', 'account', '客户经理查询了账户状态'],
];

/** Log lines of any customer, spread over the time that is asked for. */
function lines_of(customer, from, to) {
  const begin = Date.parse(from);
  const gap = (Date.parse(to) - begin) / (steps.length + 1);
  return steps.map(([level, module, words], n) => ({
    '@timestamp': new Date(begin + gap * (n + 1)).toISOString(),
    level,
    module,
    account: customer,
    client: { ip: `10.8.0.${20 + n}`, version: '9.0.3' },
    message: `${words}，客户 ${customer}，联系电话 13912345678`,
  }));
}

const at = (object, path) => path.split('.').reduce((value, key) => value?.[key], object);

const conditions = {
  bool: ({ filter = [], must = [], must_not = [] }, doc) =>
    [filter, must].flat().every((one) => fits(one, doc)) && ![must_not].flat().some((one) => fits(one, doc)),
  term: (terms, doc) =>
    Object.entries(terms).every(([path, value]) => String(at(doc, path.replace(/\.keyword$/, ''))) === String(value?.value ?? value)),
  match: (terms, doc) => Object.entries(terms).every(([path, value]) => String(at(doc, path) ?? '').includes(String(value?.query ?? value))),
  range: (ranges, doc) =>
    Object.entries(ranges).every(([path, { gte, lte, lt }]) => {
      const value = Date.parse(at(doc, path));
      return !(value < Date.parse(gte)) && !(value > Date.parse(lte)) && !(value >= Date.parse(lt));
    }),
  match_all: () => true,
};

function fits(query, doc) {
  return Object.entries(query).every(([name, body]) => {
    if (!(name in conditions)) throw new Error(`unknown query [${name}]`);
    return conditions[name](body, doc);
  });
}

/** What the query speaks of: its one account, and its window of time. */
function subject(query) {
  const parts = [query?.bool?.filter ?? [], query?.bool?.must ?? []].flat();
  const account = parts.map((part) => Object.values(part.term ?? {})[0]).find(Boolean);
  const range = parts.map((part) => part.range?.['@timestamp']).find(Boolean) ?? {};
  return { account: String(account?.value ?? account ?? ''), from: range.gte, to: range.lte ?? range.lt };
}

function search(index, { query = { match_all: {} }, sort = [] }, size) {
  const { account, from, to } = subject(query);
  const docs = account ? lines_of(account, from, to).filter((doc) => fits(query, doc)) : [];
  const falling = JSON.stringify(sort).includes('desc');
  if (falling) docs.reverse();
  const hits = docs.slice(0, size).map((doc, n) => ({ _index: index.replace('*', '2026'), _id: `${account}-${n}`, _score: null, _source: doc }));
  return {
    took: 3,
    timed_out: false,
    _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    hits: { total: { value: docs.length, relation: 'eq' }, max_score: null, hits },
  };
}

/** {url, requests, close}; `requests` keeps what was asked, for tests. */
export async function startLookups({ port = 0 } = {}) {
  const requests = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    requests.push({ method: request.method, url: request.url, body, authorization: request.headers.authorization });
    const url = new URL(request.url, 'http://lookups');
    const answer = (status, value) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const customer = /^\/customers\/([^/]+)$/.exec(url.pathname);
    const index = /^\/([^/]+)\/_search$/.exec(url.pathname);
    if (customer) {
      const id = decodeURIComponent(customer[1]);
      answer(200, { data: { items: [
        { name: '张三丰', account: id, phone: '13912345678', state: '已锁定', risk: 'C3 稳健型', opened: '2021-06-01' },
      ] } });
    } else if (url.pathname === '/slow') {
      setTimeout(() => answer(200, {}), 60_000).unref();
    } else if (index && request.method === 'POST') {
      try {
        answer(200, search(decodeURIComponent(index[1]), JSON.parse(body || '{}'), Number(url.searchParams.get('size') ?? 10)));
      } catch (wrong) {
        answer(400, { error: { type: 'parsing_exception', reason: wrong.message }, status: 400 });
      }
    } else if (url.pathname === '/find') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`日志系统 / log system: ${url.searchParams.get('q')} ${url.searchParams.get('from')} – ${url.searchParams.get('to')}\n`);
    } else {
      answer(url.pathname === '/' ? 200 : 404, { name: 'lookups of the demo' });
    }
  });
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    close: () => new Promise((done) => {
      server.closeAllConnections();
      server.close(done);
    }),
  };
}

/** A copy of the examples whose link leads to this log system; gives the folder. */
export function examplesIn(folder, url) {
  cpSync(new URL('diagnostics', import.meta.url), folder, { recursive: true });
  const link = join(folder, 'log_system.toml');
  writeFileSync(link, readFileSync(link, 'utf8').replace('https://logs.example.com', url));
  return folder;
}

/** Of the configuration: where the examples in deploy/demo/diagnostics look. `database`: a libpq connection string. */
export const targetsText = (url, database) => `
[[target]]
name = "customers"
kind = "http"
address = "${url}"
authorization = "Bearer demo-lookup-token"

[[target]]
name = "logs"
kind = "http"
address = "${url}"

[[target]]
name = "desk"
kind = "postgresql"
address = "${database}"
`;
