import { need } from '../errors.mjs';
import { CODE_LIFE } from '../tokens.mjs';
import { random } from '../ids.mjs';

export function user_get({ sim, app, query }) {
  const member = sim.world.member(query.get('userid') ?? '');
  need(member, 60111);
  need(sim.world.visible(app).includes(member), 60011);
  const { userid, name, status, department, title } = member;
  return {
    userid,
    name,
    department,
    order: department.map(() => 0),
    position: title ?? '',
    is_leader_in_dept: department.map(() => 0),
    direct_leader: [],
    main_department: department[0],
    status,
    extattr: { attrs: [] },
    alias: member.alias ?? '',
  };
}

export function openuserid({ sim, app, body }) {
  need(Array.isArray(body.open_userid_list) && body.open_userid_list.length <= 1000, 40058);
  const userid_list = [];
  const invalid_open_userid_list = [];
  for (const open_userid of body.open_userid_list) {
    const member = sim.world.by_open_userid(open_userid);
    if (member && sim.world.visible(app).includes(member))
      userid_list.push({ open_userid, userid: member.userid });
    else invalid_open_userid_list.push(open_userid);
  }
  return { userid_list, invalid_open_userid_list };
}

export function oauth_code(sim, app, userid, scope) {
  return sim.codes.make('oauth', CODE_LIFE.oauth, { agentid: app.agentid, userid, scope });
}

export function getuserinfo({ sim, app, query }) {
  const held = sim.codes.look('oauth', query.get('code') ?? '');
  need(held && sim.world.app(held.agentid)?.corpid === app.corpid, 40029);
  sim.codes.spend('oauth', query.get('code'), { unknown: 40029, used: 42022, late: 42003 });
  if (!sim.world.member(held.userid)) return { openid: random('o', 20), external_userid: `wm${held.userid}` };
  const ticket =
    held.scope === 'snsapi_privateinfo'
      ? { user_ticket: sim.codes.make('ticket', 1800_000, { userid: held.userid }), expires_in: 1800 }
      : {};
  return { userid: held.userid, ...ticket };
}

export function getuserdetail({ sim, body }) {
  const held = sim.codes.look('ticket', body.user_ticket);
  need(held, 84015, 'invalid user_ticket');
  need(held.until >= sim.clock.now(), 84014, 'user_ticket expired');
  const member = sim.world.member(held.userid);
  return {
    userid: member.userid,
    gender: '0',
    avatar: '',
    qr_code: '',
    mobile: member.mobile ?? '',
    email: '',
    biz_mail: '',
    address: '',
  };
}

export function callback_ips() {
  return { ip_list: ['127.0.0.1', '::1'] };
}

export function api_ips() {
  return { ip_list: ['127.0.0.1'] };
}

/** Tickets of the JS-SDK: one for the company, one for the app, the same while they live. */
export function ticket(kind) {
  return ({ sim, app, query }) => {
    if (kind === 'agent') need(query.get('type') === 'agent_config', 40058);
    const key = kind === 'agent' ? `agent:${app.agentid}` : `corp:${app.corpid}`;
    const held = sim.tickets.get(key);
    const fresh =
      held && held.until > sim.clock.now()
        ? held
        : { ticket: random('t', 40), until: sim.clock.now() + 7200_000 };
    sim.tickets.set(key, fresh);
    return { ticket: fresh.ticket, expires_in: Math.floor((fresh.until - sim.clock.now()) / 1000) };
  };
}
