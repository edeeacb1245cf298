import { h } from './dom.mjs';
import {
  become,
  follow,
  load_threads,
  load_world,
  name_of,
  on_change,
  open_thread,
  state,
} from './state.mjs';
import { draw_conversation } from './conversation.mjs';
import { draw_sidebar } from './sidebar.mjs';
import { language, t } from './words.mjs';
import { make_composer } from './composer.mjs';
import { person_avatar, sender_avatar } from './avatar.mjs';

const app = document.getElementById('app');
const side = document.getElementById('side');
const talk = document.getElementById('talk');
const people = document.getElementById('people');
const composer = make_composer();

document.documentElement.lang = language();
document.title = t('title');
document.getElementById('name').textContent = t('title');

function draw_people() {
  const group = state.world.groups.find((g) => `group:${g.chatid}` === state.thread);
  people.hidden = !group;
  if (!group) return people.replaceChildren();
  people.setAttribute('aria-label', t('members'));
  const bots = state.world.bots.filter((b) => group.bots.includes(b.botid));
  return people.replaceChildren(
    h('h2', {}, t('members'), h('small', {}, t('member_count', { n: group.members.length }))),
    h(
      'ul',
      {},
      bots.map((b) =>
        h(
          'li',
          {},
          h(
            'span',
            { class: 'member' },
            sender_avatar({ type: 'bot' }),
            h('span', {}, b.name),
            h('span', { class: 'tag' }, t('robot')),
          ),
        ),
      ),
      group.members.map((u) =>
        h(
          'li',
          {},
          h(
            'button',
            {
              class: 'member',
              type: 'button',
              title: t('switch_to', { name: name_of(u) }),
              onclick: () => become(u),
            },
            person_avatar(u),
            h('span', {}, name_of(u)),
            h('small', {}, state.world.members.find((m) => m.userid === u)?.title ?? ''),
          ),
        ),
      ),
    ),
  );
}

function draw_state() {
  const line = talk.querySelector('.offline');
  if (!line) return;
  line.hidden = state.online;
  line.textContent = state.online ? '' : t('offline');
}

on_change((what) => {
  app.dataset.view = state.thread ? 'talk' : 'list';
  if (what === 'quote') return composer.draw_quote();
  const fresh = what === 'open' || what === 'me';
  if (what !== 'messages') draw_sidebar(side);
  if (what !== 'threads' || !talk.querySelector('.messages')) draw_conversation(talk, composer.form, fresh);
  if (fresh || what === 'world') {
    composer.draw_bots();
    composer.draw_quote();
    draw_people();
    if (fresh && state.thread) composer.focus();
  }
  return draw_state();
});

await load_world();
await become(state.me);
const wanted = new URLSearchParams(location.search).get('thread');
if (wanted) await open_thread(wanted);
await load_threads();
follow();
