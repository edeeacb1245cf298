import { ApiError } from './errors.mjs';
import { handle_api, reply } from './api/index.mjs';
import { handle_control } from './control.mjs';
import { handle_authorize } from './authorize.mjs';
import { handle_page } from './page.mjs';

/** One port for everything: the API, downloads, OAuth, the control API and the page. */
export async function serve(sim, req, res) {
  res.on('error', () => {});
  try {
    const url = new URL(req.url, 'http://sim');
    const { pathname } = url;
    if (pathname.startsWith('/cgi-bin/')) return await handle_api(sim, req, res, url);
    if (pathname.startsWith('/sim/')) return await handle_control(sim, req, res, url);
    if (pathname.startsWith('/media/')) return download(sim, req, res, pathname);
    if (pathname === '/connect/oauth2/authorize' || pathname === '/wwlogin/sso/login')
      return handle_authorize(sim, req, res, url);
    return await handle_page(req, res, pathname);
  } catch (error) {
    if (!(error instanceof ApiError)) sim.ledger.write('error', { url: req.url, text: error.stack });
    if (res.headersSent) return res.destroy();
    return reply(res, { errcode: error.errcode ?? -1, errmsg: error.message }, 500);
  }
}

function download(sim, req, res, pathname) {
  const [, , kind, id] = pathname.split('/');
  if (kind === 'aibot') {
    const fault = sim.faults.take('media/download');
    if (fault?.fault === 'hang') return undefined;
    if (fault?.fault === '302') {
      res.writeHead(302, { Location: fault.location ?? '/' });
      return res.end();
    }
    if (fault) return reply(res, { errcode: -1, errmsg: 'gone' }, 500);
    const item = sim.media.download(id);
    if (!item) return reply(res, { code: 'AccessDenied', message: 'Request has expired' }, 403);
    return reply(res, {
      binary: item.data,
      type: 'application/octet-stream',
      filename: encodeURIComponent(item.filename),
    });
  }
  const item = kind === 'page' ? sim.media.get(id) : null;
  if (!item) return reply(res, { errcode: 404, errmsg: 'not found' }, 404);
  res.writeHead(200, {
    'Content-Type': item.type,
    'Content-Length': item.data.length,
    'Cache-Control': 'max-age=3600',
    'X-Content-Type-Options': 'nosniff',
  });
  return res.end(item.data);
}
