import { createHash } from 'node:crypto';
import { same } from './text.mjs';

/** The company: its members, groups, bots, apps and webhooks. Plain data that the control API may change at any time. */
export class World {
  #by_userid = new Map();

  constructor(data = {}) {
    this.corpid = data.corpid ?? 'ww0000000000000000';
    this.members = [];
    this.groups = [];
    this.bots = [];
    this.apps = [];
    this.webhooks = [];
    this.merge(data);
  }

  /** Adds what is new and changes what is known, by its key; returns what was named. */
  merge(data) {
    if (data.corpid) this.corpid = data.corpid;
    put(this.members, data.members, 'userid', { status: 1, department: [1], tags: [] });
    for (const member of this.members) {
      const key = member.userid.toLowerCase();
      if (!this.#by_userid.has(key)) this.#by_userid.set(key, member);
    }
    put(this.groups, data.groups, 'chatid', { members: [], bots: [], owner: '', app: 0 });
    put(this.bots, data.bots, 'botid', {
      mode: 'socket',
      url: '',
      token: '',
      aesKey: '',
      secret: '',
      encrypted_ids: false,
    });
    put(this.apps, data.apps, 'agentid', {
      corpid: this.corpid,
      url: '',
      token: '',
      aesKey: '',
      secret: '',
      visible: null,
      trusted_domains: null,
    });
    put(this.webhooks, data.webhooks, 'key', { name: '群机器人', disabled: false });
    this.check();
    return this;
  }

  check() {
    for (const group of this.groups) {
      for (const userid of group.members) {
        if (!this.member(userid)) throw new Error(`group ${group.chatid}: no member "${userid}"`);
      }
      for (const botid of group.bots)
        if (!this.bot(botid)) throw new Error(`group ${group.chatid}: no bot "${botid}"`);
    }
    for (const hook of this.webhooks)
      if (!this.group(hook.chatid)) throw new Error(`webhook ${hook.key}: no group "${hook.chatid}"`);
    for (const faced of [...this.bots.filter((b) => b.mode === 'callback'), ...this.apps]) {
      if (faced.aesKey && !/^[A-Za-z0-9+/]{43}$/.test(faced.aesKey))
        throw new Error(`${faced.name}: aesKey is not 43 characters of base64`);
    }
  }

  member(userid) {
    return this.#by_userid.get(String(userid).toLowerCase());
  }

  group(chatid) {
    return this.groups.find((g) => g.chatid === chatid);
  }

  bot(botid) {
    return this.bots.find((b) => b.botid === botid);
  }

  app(agentid) {
    return this.apps.find((a) => a.agentid === Number(agentid));
  }

  webhook(key) {
    return this.webhooks.find((w) => w.key === key);
  }

  /** Members that an app may reach. */
  visible(app) {
    return app.visible
      ? this.members.filter((m) => app.visible.some((u) => same(u, m.userid)))
      : this.members;
  }

  in_group(group, userid) {
    return group.members.some((u) => same(u, userid));
  }

  name_of(userid) {
    return this.member(userid)?.name ?? userid;
  }

  /** The id of a member as a bot of encrypted ids sees it. */
  open_userid(userid) {
    return `wo${createHash('sha256').update(`${this.corpid}/${userid.toLowerCase()}`).digest('base64url').slice(0, 30)}`;
  }

  by_open_userid(open_userid) {
    return this.members.find((m) => this.open_userid(m.userid) === open_userid);
  }

  /** Without secrets: what the page may know. */
  public_view() {
    return {
      corpid: this.corpid,
      members: this.members.map(({ userid, name, title, status }) => ({ userid, name, title, status })),
      groups: this.groups.map(({ chatid, name, members, bots }) => ({ chatid, name, members, bots })),
      bots: this.bots.map(({ botid, name, mode }) => ({ botid, name, mode })),
      apps: this.apps.map((app) => ({
        agentid: app.agentid,
        name: app.name,
        visible: this.visible(app).map((m) => m.userid),
      })),
      webhooks: this.webhooks.map(({ name, chatid }) => ({ name, chatid })),
    };
  }
}

function put(list, items = [], key, defaults) {
  for (const item of items) {
    if (item[key] === undefined || item[key] === '')
      throw new Error(`${key} is missing in ${JSON.stringify(item)}`);
    const value = key === 'agentid' ? Number(item[key]) : item[key];
    const known = list.find((existing) => existing[key] === value);
    if (known) Object.assign(known, item, { [key]: value });
    else list.push({ ...defaults, name: String(value), ...item, [key]: value });
  }
}
