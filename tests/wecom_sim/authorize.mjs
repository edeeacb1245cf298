import { oauth_code } from './api/contacts.mjs';
import { reply } from './api/index.mjs';

function cookie(req, name) {
  const found = (req.headers.cookie ?? '').split(/;\s*/).find((c) => c.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

function trusted(app, target) {
  return !app.trusted_domains || app.trusted_domains.includes(target.host);
}

/**
 * The page behind open.weixin.qq.com/connect/oauth2/authorize. Who is signed in is the person chosen on the page (cookie),
 * or ?sim_user=; "stranger:NAME" is somebody outside the company.
 */
export function handle_authorize(sim, req, res, url) {
  const query = url.searchParams;
  const app = sim.world.apps.find(
    (a) =>
      a.corpid === query.get('appid') &&
      (!query.get('agentid') || a.agentid === Number(query.get('agentid'))),
  );
  let target;
  try {
    target = new URL(query.get('redirect_uri') ?? '');
  } catch {
    return reply(res, { errcode: 50001, errmsg: 'redirect_uri invalid' }, 400);
  }
  if (!app) return reply(res, { errcode: 40013, errmsg: 'invalid corpid' }, 400);
  if (!trusted(app, target))
    return reply(res, { errcode: 50001, errmsg: 'redirect_uri domain not matching' }, 400);
  if (!/^[A-Za-z0-9]{0,128}$/.test(query.get('state') ?? ''))
    return reply(res, { errcode: 40058, errmsg: 'state invalid' }, 400);
  const user = query.get('sim_user') || cookie(req, 'sim_user');
  if (!user) return choose(sim, res, url);
  const userid = user.startsWith('stranger:')
    ? user.slice('stranger:'.length)
    : sim.world.member(user)?.userid;
  if (!userid) return choose(sim, res, url);
  const code = oauth_code(
    sim,
    app,
    user.startsWith('stranger:') ? `stranger-${userid}` : userid,
    query.get('scope'),
  );
  target.searchParams.set('code', code);
  target.searchParams.set('state', query.get('state') ?? '');
  sim.ledger.write('oauth', { userid, agentid: app.agentid, redirect: target.origin + target.pathname });
  res.writeHead(302, { Location: target.toString(), 'Content-Length': 0 });
  return res.end();
}

function choose(sim, res, url) {
  const links = sim.world.members.map((m) => {
    const own = new URL(url);
    own.searchParams.set('sim_user', m.userid);
    return `<li><a href="${(own.pathname + own.search).replaceAll('&', '&amp;').replaceAll('"', '%22')}">${m.name.replaceAll('<', '&lt;')}</a></li>`;
  });
  res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  res.end(
    `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>登录 Sign in</title><body><h1>我是… I am…</h1><ul>${links.join('')}</ul></body></html>`,
  );
}
