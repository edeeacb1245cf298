import { h, icon } from './dom.mjs';
import { api, load_messages, name_of } from './state.mjs';
import { person_avatar } from './avatar.mjs';
import { t } from './words.mjs';

/** What has been ticked on a card but not submitted yet, kept while the list is drawn anew. */
const ticked = new Map();

function out(url, ...content) {
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...content);
}

function fact(item) {
  const value =
    item.type === 1
      ? out(item.url, item.value ?? item.url)
      : item.type === 3
        ? [person_avatar(item.userid, 'tiny'), item.value ?? name_of(item.userid)]
        : (item.value ?? '');
  return [h('dt', {}, item.keyname), h('dd', {}, value)];
}

function press(message, key) {
  const selected = Object.fromEntries(
    [...(ticked.get(message.id) ?? new Map())].map(([q, ids]) => [q, [...ids]]),
  );
  api.press(message.id, key, selected).catch((error) => alert(error.message));
  // Without an update the button comes back.
  setTimeout(load_messages, 5200);
}

function buttons(message, card) {
  const list = card.button_list ?? [];
  if (!list.length) return null;
  if (card.replaced) return h('p', { class: 'done' }, card.replaced);
  return h(
    'div',
    { class: `buttons count${Math.min(list.length, 3)}` },
    list.map((b) =>
      b.type === 1
        ? h(
            'a',
            {
              class: `press style${b.style ?? 1}`,
              href: b.url,
              target: '_blank',
              rel: 'noopener noreferrer',
            },
            b.text,
          )
        : h(
            'button',
            {
              class: `press style${b.style ?? 1}`,
              type: 'button',
              disabled: Boolean(message.pressed),
              'data-key': b.key,
              onclick: () => press(message, b.key),
            },
            message.pressed === b.key ? h('span', { class: 'wheel' }) : null,
            b.text,
          ),
    ),
  );
}

function chosen(message, question) {
  if (!ticked.has(message.id)) ticked.set(message.id, new Map());
  const own = ticked.get(message.id);
  if (!own.has(question)) own.set(question, new Set());
  return own.get(question);
}

function checkbox(message, { question_key, mode, option_list, disable }) {
  const picked = chosen(message, question_key);
  if (picked.size === 0) for (const o of option_list) if (o.is_checked) picked.add(o.id);
  return h(
    'fieldset',
    { class: 'options', disabled: disable || Boolean(message.pressed) },
    h('legend', { class: 'hidden' }, t('votes')),
    option_list.map((o) => {
      const input = h('input', {
        type: mode === 1 ? 'checkbox' : 'radio',
        name: `${message.id}-${question_key}`,
        checked: picked.has(o.id),
        onchange: () => {
          if (mode !== 1) picked.clear();
          if (input.checked) picked.add(o.id);
          else picked.delete(o.id);
        },
      });
      return h('label', {}, input, h('span', {}, o.text));
    }),
  );
}

function select(message, { question_key, title, selected_id, option_list, disable }) {
  const picked = chosen(message, question_key);
  if (picked.size === 0) picked.add(selected_id || option_list[0].id);
  const field = h(
    'select',
    {
      disabled: disable || Boolean(message.pressed),
      onchange: () => {
        picked.clear();
        picked.add(field.value);
      },
    },
    option_list.map((o) => h('option', { value: o.id, selected: picked.has(o.id) }, o.text)),
  );
  return h('label', { class: 'select' }, h('span', {}, title ?? t('votes')), field);
}

function submit(message, card) {
  if (!card.submit_button) return null;
  if (card.replaced) return h('p', { class: 'done' }, card.replaced);
  return h(
    'div',
    { class: 'buttons count1' },
    h(
      'button',
      {
        class: 'press style1',
        type: 'button',
        disabled: Boolean(message.pressed) || card.submit_button.disable,
        'data-key': card.submit_button.key,
        onclick: () => press(message, card.submit_button.key),
      },
      message.pressed ? t('submitted') : card.submit_button.text,
    ),
  );
}

function picture(card) {
  if (!card.card_image) return null;
  const wide = (card.card_image.aspect_ratio ?? 1.3) > 1.7;
  return h('img', {
    class: wide ? 'cover wide' : 'cover',
    src: card.card_image.url,
    alt: '',
    loading: 'lazy',
  });
}

function side_picture(area) {
  if (!area) return null;
  return h(
    'div',
    { class: 'side_picture' },
    h('img', { src: area.image_url, alt: '', loading: 'lazy' }),
    h('div', {}, h('b', {}, area.title ?? ''), h('p', {}, area.desc ?? '')),
  );
}

function jumps(card) {
  const list = [...(card.jump_list ?? [])];
  if (card.card_action?.type === 1 && list.length === 0)
    list.push({ type: 1, title: t('details'), url: card.card_action.url });
  if (!list.length) return null;
  return h(
    'ul',
    { class: 'jumps' },
    list.map((j) =>
      h(
        'li',
        {},
        j.type === 1
          ? out(j.url, h('span', {}, j.title), h('span', { class: 'chevron', 'aria-hidden': 'true' }, '›'))
          : j.type === 3
            ? h(
                'button',
                { type: 'button', onclick: () => api.say({ text: j.question, mention: true }) },
                j.title,
              )
            : h('span', {}, j.title),
      ),
    ),
  );
}

function menu(message, card) {
  const list = card.action_menu?.action_list ?? [];
  if (!list.length) return null;
  return h(
    'details',
    { class: 'menu' },
    h('summary', { 'aria-label': card.action_menu.desc ?? '…' }, '···'),
    h(
      'div',
      {},
      list.map((a) => h('button', { type: 'button', onclick: () => press(message, a.key) }, a.text)),
    ),
  );
}

export function draw_card(message) {
  const { card } = message;
  const { main_title: title = {}, emphasis_content: big, quote_area: quote, source } = card;
  const facts = card.horizontal_content_list ?? [];
  return h(
    'article',
    { class: `card ${card.card_type}` },
    source || card.action_menu
      ? h(
          'div',
          { class: 'source' },
          h('span', { class: `desc_colour${source?.desc_color ?? 0}` }, source?.desc ?? ''),
          menu(message, card),
        )
      : null,
    picture(card),
    title.title || title.desc
      ? h(
          'div',
          { class: 'title' },
          title.title ? h('h3', {}, title.title) : null,
          title.desc ? h('p', {}, title.desc) : null,
        )
      : null,
    big ? h('div', { class: 'big' }, h('b', {}, big.title ?? ''), h('span', {}, big.desc ?? '')) : null,
    side_picture(card.image_text_area),
    quote?.quote_text || quote?.title
      ? h(
          'div',
          { class: 'quote_area' },
          quote.title ? h('b', {}, quote.title) : null,
          h('p', {}, quote.type === 1 ? out(quote.url, quote.quote_text ?? '') : (quote.quote_text ?? '')),
        )
      : null,
    card.sub_title_text ? h('p', { class: 'sub' }, card.sub_title_text) : null,
    (card.vertical_content_list ?? []).map((v) =>
      h('div', { class: 'vertical' }, h('b', {}, v.title), h('p', {}, v.desc ?? '')),
    ),
    facts.length ? h('dl', { class: 'facts' }, facts.flatMap(fact)) : null,
    card.checkbox ? checkbox(message, card.checkbox) : null,
    (card.select_list ?? []).map((s) => select(message, s)),
    card.button_selection ? select(message, card.button_selection) : null,
    jumps(card),
    buttons(message, card),
    submit(message, card),
    message.pressed && !card.replaced && (card.button_list || card.submit_button)
      ? h('p', { class: 'waiting', role: 'status' }, t('pressed'))
      : null,
  );
}

export function draw_articles(list) {
  return h(
    'div',
    { class: 'card articles' },
    list.map((a) =>
      out(
        a.url ?? '#',
        h(
          'div',
          { class: 'article' },
          a.picurl ? h('img', { src: a.picurl, alt: '', loading: 'lazy' }) : null,
          h(
            'div',
            {},
            h('h3', {}, a.title),
            a.description ? h('p', {}, a.description.replace(/<[^>]+>/g, '')) : null,
          ),
        ),
      ),
    ),
  );
}

export function draw_file(message) {
  const size =
    message.size > 1048576
      ? `${(message.size / 1048576).toFixed(1)} MB`
      : `${Math.max(1, Math.round(message.size / 1024))} KB`;
  return h(
    'a',
    { class: 'card filecard', href: `/media/page/${message.media}`, download: message.filename },
    icon('file', 'icon big_icon'),
    h('span', {}, h('b', {}, message.filename), h('small', {}, size)),
  );
}
