import { ApiError, need } from '../errors.mjs';
import { hash } from '../ids.mjs';
import { spoil } from '../spoil.mjs';
import { watch } from '../unheard.mjs';
import * as app_messages from './app_messages.mjs';
import * as appchat from './appchat.mjs';
import * as contacts from './contacts.mjs';
import * as media from './media.mjs';
import * as response_url from './response_url.mjs';
import * as webhook from './webhook.mjs';

const BODY_LIMIT = 32 * 1024 * 1024;

function gettoken({ sim, query }) {
  const { access_token, expires_in, fresh, agentid } = sim.tokens.issue(
    query.get('corpid') ?? '',
    query.get('corpsecret') ?? '',
  );
  sim.ledger.write('token', { agentid, fresh });
  return { access_token, expires_in };
}

/** Path under /cgi-bin/ → method, what it needs, and who answers. `says` marks calls whose outcome is a message. */
const ROUTES = {
  gettoken: { method: 'GET', run: gettoken },
  'message/send': { method: 'POST', token: true, says: 'app', run: app_messages.send },
  'message/recall': { method: 'POST', token: true, run: app_messages.recall },
  'message/update_template_card': { method: 'POST', token: true, run: app_messages.update_card },
  'webhook/send': { method: 'POST', says: 'webhook', run: webhook.send },
  'webhook/upload_media': { method: 'POST', multipart: true, run: webhook.upload },
  'appchat/create': { method: 'POST', token: true, run: appchat.create },
  'appchat/update': { method: 'POST', token: true, run: appchat.update },
  'appchat/get': { method: 'GET', token: true, run: appchat.get },
  'appchat/send': { method: 'POST', token: true, says: 'appchat', run: appchat.send },
  'aibot/response': { method: 'POST', says: 'aibot_url', run: response_url.respond },
  'media/upload': { method: 'POST', token: true, multipart: true, run: media.upload },
  'media/get': { method: 'GET', token: true, run: media.get },
  'user/get': { method: 'GET', token: true, run: contacts.user_get },
  'batch/openuserid_to_userid': { method: 'POST', token: true, run: contacts.openuserid },
  'auth/getuserinfo': { method: 'GET', token: true, run: contacts.getuserinfo },
  'auth/getuserdetail': { method: 'POST', token: true, run: contacts.getuserdetail },
  getcallbackip: { method: 'GET', token: true, run: contacts.callback_ips },
  get_api_domain_ip: { method: 'GET', token: true, run: contacts.api_ips },
  get_jsapi_ticket: { method: 'GET', token: true, run: contacts.ticket('corp') },
  'ticket/get': { method: 'GET', token: true, run: contacts.ticket('agent') },
};

export function read_body(req, limit = BODY_LIMIT) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let size = 0;
    req.on('data', (chunk) => {
      size += chunk.length;
      if (size > limit) reject(new ApiError(40058, 'body too large'));
      else chunks.push(chunk);
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', reject);
  });
}

function parse(raw) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw));
  } catch {
    throw new ApiError(47001);
  }
}

function body_if_any(raw) {
  try {
    return JSON.parse(raw.toString());
  } catch {
    return null;
  }
}

async function carry_out(ctx, route) {
  try {
    need(
      ctx.req.method === route.method,
      route.method === 'GET' ? 43001 : 43002,
      `require ${route.method} method`,
    );
    if (route.token) ctx.app = ctx.sim.tokens.app(ctx.query.get('access_token') ?? '');
    if (route.method === 'POST' && !route.multipart) {
      ctx.body = parse(ctx.raw);
      need(ctx.body && typeof ctx.body === 'object' && !Array.isArray(ctx.body), 47001);
    }
    const value = await route.run(ctx);
    return value.binary ? value : { errcode: 0, errmsg: 'ok', ...value };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    ctx.refused = error.errcode;
    return error.toJSON();
  }
}

/** One line for each message in its fate, and a short one for each other call. */
function enter(ctx, route, answer) {
  const { sim, noted, fault, raw } = ctx;
  const common = {
    endpoint: ctx.name,
    errcode: answer?.errcode ?? (answer?.binary ? 0 : null),
    fault: fault?.fault,
    request_id: ctx.req.headers['x-request-id'],
  };
  if (!route.says) return sim.ledger.write('api', common);
  const body = ctx.body ?? body_if_any(raw);
  const sender = ctx.app?.agentid ?? sim.sender_of(ctx);
  const outcome = noted?.outcome ?? (ctx.refused ? 'refused' : 'fault');
  const { fields, ...rest } = noted ?? {};
  return sim.ledger.write('message', {
    face: route.says,
    sender,
    ...common,
    outcome,
    hash: hash(raw),
    msgtype: body?.msgtype,
    text: fields?.text ?? body?.text?.content ?? body?.markdown?.content,
    truncated: fields?.truncated,
    mentions: fields?.mentions,
    card: fields?.card,
    media: fields?.media,
    filename: fields?.filename,
    size: fields?.size ?? fields?.data?.length,
    articles: fields?.articles,
    touser: body?.touser,
    chatid: body?.chatid,
    ...rest,
  });
}

export async function handle_api(sim, req, res, url) {
  const name = url.pathname.slice('/cgi-bin/'.length);
  const route = ROUTES[name];
  const arrived = Date.now();
  const raw = await read_body(req).catch(() => null);
  if (raw === null) return res.socket?.destroy();
  if (!route) return reply(res, { errcode: 404, errmsg: 'not found' }, 404);
  const fault = sim.faults.take(name);
  const ctx = {
    sim,
    req,
    name,
    query: url.searchParams,
    raw,
    body: null,
    app: null,
    fault,
    noted: null,
    note: (fields) => (ctx.noted = fields),
  };
  let answer = null;
  if (!fault || fault.deliver) answer = await carry_out(ctx, route);
  else if (fault.fault === 'ok-errcode') answer = new ApiError(fault.errcode ?? -1, fault.errmsg).toJSON();
  else if (fault.fault === 'silent-drop') answer = { errcode: 0, errmsg: 'ok', msgid: 'dropped' };
  const line = enter(ctx, route, answer);
  if (route.says) await watch(sim, res, line, arrived);
  if (fault?.ms && fault.fault === 'delay') await new Promise((done) => setTimeout(done, fault.ms));
  if (!fault || ['partial', 'ok-errcode', 'silent-drop', 'delay', 'late-callback'].includes(fault.fault))
    return reply(res, answer);
  return spoil(req, res, fault, Buffer.from(JSON.stringify(answer?.binary ? {} : answer)));
}

export function reply(res, answer, status = 200) {
  if (res.destroyed) return;
  if (answer.binary) {
    const name = answer.filename.replace(/[\r\n"]/g, '_');
    res.writeHead(200, {
      'Content-Type': answer.type,
      'Content-Length': answer.binary.length,
      'Content-Disposition': Buffer.from(`attachment; filename="${name}"`).toString('latin1'),
    });
    return res.end(answer.binary);
  }
  const text = JSON.stringify(answer);
  res.writeHead(status, {
    'Content-Type': 'application/json; charset=UTF-8',
    'Content-Length': Buffer.byteLength(text),
  });
  res.end(text);
}
