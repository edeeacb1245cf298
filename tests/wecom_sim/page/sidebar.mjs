import { h, icon } from './dom.mjs';
import { become, name_of, open_thread, state, unread_in, unread_of } from './state.mjs';
import { language, switch_language, t, when } from './words.mjs';
import { person_avatar, thread_avatar } from './avatar.mjs';

function preview(last) {
  if (!last) return t('empty');
  const who = last.from.type === 'member' ? (last.from.id === state.me ? '' : `${last.from.name}：`) : '';
  if (last.recalled) return t('recalled', { name: last.from.name });
  if (last.card) return `${t('card')} ${last.card.main_title?.title ?? ''}`;
  if (last.articles) return `${t('article')} ${last.articles[0].title}`;
  if (last.filename)
    return `${last.kind === 'image' ? t('image') : t('file')} ${last.kind === 'image' ? '' : last.filename}`;
  const text = (last.text ?? '')
    .replace(/<@([^<>\s]+)>/g, (_m, u) => `@${name_of(u)}`)
    .replace(/<[^>]+>|\|[-|:\s]+\||[*`#>|]/g, ' ');
  return `${who}${text || (last.pictures?.length || last.media ? t('image') : last.stream ? t('thinking') : '')}`;
}

function badge(count) {
  return count
    ? h(
        'span',
        { class: 'badge' },
        h('span', { 'aria-hidden': 'true' }, count > 99 ? '99+' : String(count)),
        h('span', { class: 'hidden' }, t('unread', { n: count })),
      )
    : null;
}

/** Every person of the company, with what they have not read yet: one press and I am them. */
function persons() {
  return h(
    'div',
    { class: 'persons', role: 'group', 'aria-label': t('i_am') },
    state.world.members.map((m) =>
      h(
        'button',
        {
          class: m.userid === state.me ? 'person chosen' : 'person',
          type: 'button',
          'aria-pressed': String(m.userid === state.me),
          title: m.title ? `${m.name} · ${m.title}` : m.name,
          onclick: () => become(m.userid),
        },
        h(
          'span',
          { class: 'stack' },
          person_avatar(m.userid),
          badge(m.userid === state.me ? 0 : unread_of(m.userid)),
        ),
        h('span', { class: 'person_name' }, m.name),
      ),
    ),
  );
}

function me_line() {
  const me = state.world.members.find((m) => m.userid === state.me);
  const change = () => {
    switch_language();
    location.reload();
  };
  return h(
    'header',
    { class: 'me' },
    h(
      'div',
      {},
      h('p', { class: 'me_hint' }, `${t('i_am')}…`),
      h('h2', { class: 'me_name' }, me?.name ?? '', me?.title ? h('small', {}, me.title) : null),
    ),
    h(
      'button',
      { class: 'quiet', type: 'button', lang: language() === 'en' ? 'zh-CN' : 'en', onclick: change },
      icon('globe'),
      t('language'),
    ),
  );
}

function tag(kind) {
  return (
    { app: h('span', { class: 'tag app' }, t('app')), bot: h('span', { class: 'tag' }, t('robot')) }[kind] ??
    null
  );
}

function row(item) {
  const unread = unread_in(item.thread);
  const called = state.called[`${state.me}\n${item.thread}`];
  return h(
    'li',
    {},
    h(
      'button',
      {
        class: item.thread === state.thread ? 'chat chosen' : 'chat',
        type: 'button',
        'aria-current': item.thread === state.thread ? 'true' : undefined,
        'data-thread': item.thread,
        onclick: () => open_thread(item.thread),
      },
      h('span', { class: 'stack' }, thread_avatar(item), badge(unread)),
      h(
        'span',
        { class: 'chat_text' },
        h(
          'span',
          { class: 'chat_top' },
          h('span', { class: 'chat_name' }, item.name),
          tag(item.kind),
          h('span', { class: 'chat_time' }, item.last ? when(item.last.time, true) : ''),
        ),
        h(
          'span',
          { class: 'chat_last' },
          called ? h('b', { class: 'called' }, `${t('called_me')} `) : null,
          preview(item.last),
        ),
      ),
    ),
  );
}

export function draw_sidebar(side) {
  const top = side.querySelector('.chats')?.scrollTop ?? 0;
  const row_top = side.querySelector('.persons')?.scrollTop ?? 0;
  const focused = document.activeElement?.closest?.('.chat')?.dataset.thread;
  side.setAttribute('aria-label', t('chats'));
  side.replaceChildren(
    me_line(),
    persons(),
    h('ul', { class: 'chats', 'aria-label': t('chats') }, state.threads.map(row)),
  );
  side.querySelector('.chats').scrollTop = top;
  side.querySelector('.persons').scrollTop = row_top;
  if (focused) side.querySelector(`[data-thread="${CSS.escape(focused)}"]`)?.focus();
}
