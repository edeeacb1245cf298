import { h, icon } from './dom.mjs';
import { state, name_of } from './state.mjs';

const COLOURS = 8;

/** By place in the company, so that neighbours differ. */
function colour(userid) {
  return `tint${
    Math.max(
      0,
      state.world.members.findIndex((m) => m.userid === userid),
    ) % COLOURS
  }`;
}

/** Two characters of a Chinese name, first letters of another. */
function initials(name, count = 2) {
  const letters = [...name];
  if (/[㐀-鿿]/.test(name)) return letters.slice(-count).join('');
  return name
    .split(/\s+/)
    .map((w) => w[0])
    .slice(0, count)
    .join('')
    .toUpperCase();
}

export function person_avatar(userid, size = '') {
  const name = name_of(userid);
  return h(
    'span',
    { class: `avatar ${colour(userid)} ${size}`, 'aria-hidden': 'true' },
    initials(name, size === 'tiny' ? 1 : 2),
  );
}

export function sender_avatar(from) {
  if (from.type === 'member') return person_avatar(from.id);
  const kind = { bot: 'bot', app: 'app', webhook: 'hook' }[from.type] ?? 'bot';
  return h('span', { class: `avatar face ${kind}`, 'aria-hidden': 'true' }, icon(kind));
}

/** A group is a mosaic of its first members, as in the client. */
export function thread_avatar({ thread, kind }) {
  if (kind === 'group') {
    const members = state.world.groups.find((g) => `group:${g.chatid}` === thread)?.members ?? [];
    return h(
      'span',
      { class: 'avatar mosaic', 'aria-hidden': 'true' },
      members.slice(0, 4).map((u) => h('i', { class: colour(u) }, initials(name_of(u), 1))),
    );
  }
  return sender_avatar({ type: kind });
}
