/** What the page knows: the company, who I am, which chat is open, and what each person has not read. */
const listeners = new Set();

export const state = {
  world: { members: [], groups: [], bots: [], apps: [], webhooks: [] },
  me: localStorage.getItem('sim_user') ?? '',
  thread: '',
  threads: [],
  messages: [],
  unread: JSON.parse(sessionStorage.getItem('sim_unread') ?? '{}'),
  called: {},
  quote: null,
  online: true,
};

export function changed(what) {
  for (const listener of listeners) listener(what);
}

export function on_change(listener) {
  listeners.add(listener);
}

async function call(path, body) {
  const answer = await fetch(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error ?? answer.statusText);
  return value;
}

export const api = {
  say: (words) => call('/sim/say', { as: state.me, thread: state.thread, ...words }),
  press: (message, key, selected) => call('/sim/press', { as: state.me, message, key, selected }),
  enter: () => call('/sim/enter', { as: state.me, thread: state.thread }),
};

/** Who reads a thread. */
export function readers(thread) {
  const [kind, id, owner] = thread.split(':');
  if (kind !== 'group') return [owner];
  return state.world.groups.find((g) => g.chatid === thread.slice('group:'.length))?.members ?? [id].slice(1);
}

export function name_of(userid) {
  return (
    state.world.members.find((m) => m.userid.toLowerCase() === String(userid).toLowerCase())?.name ?? userid
  );
}

export function unread_of(userid) {
  return Object.entries(state.unread).reduce(
    (sum, [key, n]) => (key.startsWith(`${userid}\n`) ? sum + n : sum),
    0,
  );
}

export function unread_in(thread) {
  return state.unread[`${state.me}\n${thread}`] ?? 0;
}

function keep_unread() {
  sessionStorage.setItem('sim_unread', JSON.stringify(state.unread));
}

function read(thread) {
  delete state.unread[`${state.me}\n${thread}`];
  delete state.called[`${state.me}\n${thread}`];
  keep_unread();
}

export async function load_world() {
  state.world = await call('/sim/world');
  if (!state.world.members.some((m) => m.userid === state.me))
    state.me = state.world.members[0]?.userid ?? '';
  remember_me();
  changed('world');
}

/** The cookie is what the sign-in page of OAuth reads. */
function remember_me() {
  localStorage.setItem('sim_user', state.me);
  document.cookie = `sim_user=${encodeURIComponent(state.me)}; path=/; SameSite=Lax`;
}

export async function load_threads() {
  const me = state.me;
  const { threads } = await call(`/sim/threads?as=${encodeURIComponent(me)}`);
  if (me !== state.me) return;
  state.threads = threads.sort((a, b) => (b.last?.time ?? 0) - (a.last?.time ?? 0));
  changed('threads');
}

export async function load_messages() {
  const { me, thread } = state;
  if (!thread) return;
  const { messages } = await call(
    `/sim/messages?as=${encodeURIComponent(me)}&thread=${encodeURIComponent(thread)}`,
  );
  if (me !== state.me || thread !== state.thread) return;
  state.messages = messages;
  changed('messages');
}

export async function become(userid) {
  state.me = userid;
  remember_me();
  state.quote = null;
  const kept = state.thread && readers(state.thread).includes(userid);
  if (!kept) Object.assign(state, { thread: '', messages: [] });
  else read(state.thread);
  changed('me');
  await load_threads();
  if (!state.thread && innerWidth >= 720 && state.threads.length) await open_thread(state.threads[0].thread);
  else await load_messages();
}

export async function open_thread(thread) {
  const fresh = state.thread !== thread;
  Object.assign(state, { thread, quote: null });
  if (fresh) state.messages = [];
  read(thread);
  changed('open');
  if (!thread) return;
  await load_messages();
  if (!thread.startsWith('group:')) api.enter().catch(() => {});
}

function heard(message) {
  for (const userid of readers(message.thread)) {
    const mine = message.from.type === 'member' && message.from.id === userid;
    const seen = userid === state.me && message.thread === state.thread && !document.hidden;
    if (mine || seen || message.hidden_from?.includes(userid)) continue;
    const key = `${userid}\n${message.thread}`;
    state.unread[key] = (state.unread[key] ?? 0) + 1;
    if (message.mentions.some((m) => m === '@all' || m.toLowerCase() === userid.toLowerCase()))
      state.called[key] = true;
  }
  keep_unread();
}

/** Follows everything that happens, so that the people I am not just now get their unread marks too. */
export function follow() {
  const source = new EventSource('/sim/events');
  const refresh = () => Promise.all([load_threads(), load_messages()]).catch(() => {});
  source.addEventListener('open', () => {
    state.online = true;
    changed('online');
    refresh();
  });
  source.addEventListener('error', () => {
    state.online = false;
    changed('online');
  });
  source.addEventListener('world', () =>
    load_world()
      .then(load_threads)
      .catch(() => {}),
  );
  source.addEventListener('message', (event) => {
    if (!event.data) return;
    heard(JSON.parse(event.data));
    refresh();
  });
  source.addEventListener('update', refresh);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && state.thread) {
      read(state.thread);
      changed('threads');
    }
  });
}
