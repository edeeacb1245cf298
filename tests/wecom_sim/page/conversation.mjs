import { h, icon } from './dom.mjs';
import { changed, name_of, open_thread, state } from './state.mjs';
import { t, when } from './words.mjs';
import { sender_avatar } from './avatar.mjs';
import { draw_articles, draw_card, draw_file } from './card.mjs';
import { markdown, mention, plain_text } from './markdown.mjs';

const GAP = 5 * 60_000;
/** Drawn messages by id and version: only what changed is drawn again, so that open menus and focus survive. */
const drawn = new Map();

function picture(id, text = '') {
  return h(
    'a',
    { class: 'photo', href: `/media/page/${id}`, target: '_blank', rel: 'noopener' },
    h('img', { src: `/media/page/${id}`, alt: text || t('image'), loading: 'lazy' }),
  );
}

function names_here() {
  return new Set([...state.world.bots.map((b) => b.name), ...state.world.members.map((m) => m.name)]);
}

function words(message) {
  const options = { names: names_here() };
  const marked = ['markdown', 'markdown_v2', 'stream', 'stream_with_template_card'].includes(message.kind);
  const tail =
    message.kind === 'text' && message.from.type !== 'member'
      ? message.mentions.filter((m) => !message.text.includes(`<@${m}>`))
      : [];
  const waiting = message.stream && !message.stream.finish;
  return [
    message.quote
      ? h('div', { class: 'quoted' }, h('b', {}, `${message.quote.name}：`), message.quote.text.slice(0, 240))
      : null,
    message.text ? (marked ? markdown(message.text, options) : plain_text(message.text, options)) : null,
    tail.length
      ? h(
          'p',
          { class: 'tail' },
          tail.flatMap((m) => [mention(m), ' ']),
        )
      : null,
    waiting
      ? h('span', { class: 'dots', role: 'status', 'aria-label': t('thinking') }, h('i'), h('i'), h('i'))
      : null,
    message.stream?.expired ? h('p', { class: 'expired' }, t('expired')) : null,
  ];
}

/** What a message shows, one element each: bubble, card, pictures, file. */
function parts(message) {
  const out = [];
  const pictures = message.pictures?.length
    ? message.pictures
    : message.kind === 'image' && message.media
      ? [message.media]
      : [];
  if (message.card && message.kind === 'template_card') return [draw_card(message)];
  if (message.articles) return [draw_articles(message.articles)];
  if (message.filename && message.kind !== 'image') return [draw_file(message)];
  if (message.text || message.stream || message.quote)
    out.push(h('div', { class: 'bubble' }, words(message)));
  if (message.card) out.push(draw_card(message));
  return [...out, ...pictures.map((id) => picture(id))];
}

function tag(from) {
  return from.type === 'member'
    ? null
    : h(
        'span',
        { class: `tag ${from.type}` },
        t({ bot: 'robot', app: 'app', webhook: 'webhook' }[from.type]),
      );
}

function quote_button(message) {
  const quote = () => {
    state.quote = message;
    changed('quote');
  };
  return h(
    'button',
    {
      class: 'quote_button',
      type: 'button',
      title: t('quote'),
      'aria-label': `${t('quote')}: ${(message.text || message.card?.main_title?.title || '').slice(0, 40)}`,
      onclick: quote,
    },
    icon('quote'),
  );
}

function draw_message(message) {
  if (message.recalled)
    return h('li', { class: 'note', 'data-id': message.id }, t('recalled', { name: message.from.name }));
  const mine = message.from.type === 'member' && message.from.id === state.me;
  const single = !message.thread.startsWith('group:');
  return h(
    'li',
    { class: `message ${mine ? 'mine' : 'theirs'} from_${message.from.type}`, 'data-id': message.id },
    sender_avatar(message.from),
    h(
      'div',
      { class: 'body' },
      mine || (single && message.from.type === 'member')
        ? h('span', { class: 'hidden' }, t('you'))
        : h(
            'div',
            { class: 'who' },
            h('span', {}, message.from.type === 'member' ? name_of(message.from.id) : message.from.name),
            tag(message.from),
          ),
      h('div', { class: 'line' }, h('div', { class: 'parts' }, parts(message)), quote_button(message)),
    ),
  );
}

function element(message) {
  const key = `${state.me}/${message.id}`;
  const held = drawn.get(key);
  const version = `${message.version}/${message.pressed ?? ''}`;
  if (held?.version === version) return held.node;
  const node = draw_message(message);
  drawn.set(key, { version, node });
  return node;
}

/** Messages with a line of time where five minutes passed. */
function list() {
  const out = [];
  let before = 0;
  for (const message of state.messages) {
    if (message.time - before > GAP)
      out.push(
        h(
          'li',
          { class: 'time' },
          h('time', { datetime: new Date(message.time).toISOString() }, when(message.time)),
        ),
      );
    before = message.time;
    out.push(element(message));
  }
  return out;
}

function head() {
  const [kind, id] = state.thread.split(':');
  const thread = state.threads.find((x) => x.thread === state.thread);
  const group = state.world.groups.find((g) => `group:${g.chatid}` === state.thread);
  const bots =
    kind === 'group'
      ? state.world.bots.filter((b) => group?.bots.includes(b.botid))
      : state.world.bots.filter((b) => kind === 'bot' && b.botid === id);
  return h(
    'header',
    { class: 'talk_head' },
    h(
      'button',
      { class: 'quiet back', type: 'button', 'aria-label': t('back'), onclick: () => open_thread('') },
      icon('back'),
    ),
    h(
      'div',
      { class: 'talk_title' },
      h('h2', {}, thread?.name ?? '', group ? h('small', {}, `（${group.members.length}）`) : null),
      h(
        'p',
        {},
        bots.map((b) =>
          h(
            'span',
            { class: b.connected ? 'state on' : 'state off' },
            `${b.name} · ${t(b.connected ? 'connected' : 'disconnected')}`,
          ),
        ),
        kind === 'app' ? h('span', { class: 'state on' }, t('app')) : null,
      ),
    ),
  );
}

/** `fresh`: another chat or person; then the view starts at the end. */
export function draw_conversation(talk, composer, fresh) {
  if (!state.thread) {
    talk.replaceChildren(
      h('div', { class: 'nothing' }, icon('people', 'icon huge'), h('p', {}, t('choose'))),
    );
    return;
  }
  const old = talk.querySelector('.messages');
  const at_end = fresh || !old || old.scrollHeight - old.scrollTop - old.clientHeight < 80;
  if (!old || fresh) {
    const box = h('ol', {
      class: 'messages',
      tabindex: '0',
      'aria-label': state.threads.find((x) => x.thread === state.thread)?.name ?? '',
    });
    box.append(...list());
    keep_end(box);
    talk.replaceChildren(head(), h('div', { class: 'offline', role: 'status', hidden: true }), box, composer);
  } else {
    talk.querySelector('.talk_head').replaceWith(head());
    patch(old, list());
  }
  const box = talk.querySelector('.messages');
  box.setAttribute('aria-live', 'polite');
  if (at_end) box.scrollTop = box.scrollHeight;
}

/** Pictures that arrive late must not push the newest message out of sight. */
function keep_end(box) {
  let at_end = true;
  box.addEventListener('scroll', () => (at_end = box.scrollHeight - box.scrollTop - box.clientHeight < 80));
  box.addEventListener('load', () => at_end && (box.scrollTop = box.scrollHeight), true);
}

/** Puts the wanted elements in place and leaves those alone that already stand there. */
function patch(box, wanted) {
  const same_time = (a, b) =>
    a.className === 'time' && b?.className === 'time' && a.textContent === b.textContent;
  wanted.forEach((node, i) => {
    const there = box.children[i];
    if (there === node || same_time(node, there)) return;
    if (there) box.replaceChild(node, there);
    else box.append(node);
  });
  while (box.children.length > wanted.length) box.lastChild.remove();
}
