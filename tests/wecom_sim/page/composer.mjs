import { h, icon } from './dom.mjs';
import { api, changed, state } from './state.mjs';
import { t } from './words.mjs';

/** The writing field with its buttons: mention the bot, send pictures, drop the quote. */
export function make_composer() {
  let pictures = [];
  const field = h('textarea', {
    rows: '2',
    'aria-label': t('write'),
    placeholder: t('write'),
    enterkeyhint: 'send',
  });
  const file = h('input', {
    type: 'file',
    accept: 'image/png,image/jpeg',
    multiple: true,
    class: 'hidden',
    tabindex: '-1',
    'aria-hidden': 'true',
  });
  const quote = h('div', { class: 'quote_bar', hidden: true });
  const previews = h('div', { class: 'previews' });
  const error = h('p', { class: 'error', role: 'alert' });
  const mentions = h('span', { class: 'mentions' });
  const send = h('button', { class: 'send', type: 'submit' }, t('send'));
  const form = h(
    'form',
    { class: 'composer' },
    quote,
    h(
      'div',
      { class: 'tools' },
      mentions,
      h(
        'button',
        {
          class: 'tool',
          type: 'button',
          title: t('picture'),
          'aria-label': t('picture'),
          onclick: () => file.click(),
        },
        icon('image'),
      ),
      file,
    ),
    previews,
    error,
    field,
    send,
  );

  const insert = (text) => {
    const at = field.selectionStart;
    const before = field.value.slice(0, at);
    const gap = before && !/\s$/.test(before) ? ' ' : '';
    field.setRangeText(`${gap}${text} `, at, field.selectionEnd, 'end');
    field.focus();
  };

  const show_pictures = () =>
    previews.replaceChildren(
      ...pictures.map((p, i) =>
        h(
          'span',
          { class: 'preview' },
          h('img', { src: p.url, alt: p.filename }),
          h(
            'button',
            {
              type: 'button',
              'aria-label': `${t('remove_picture')} ${p.filename}`,
              onclick: () => {
                pictures = pictures.filter((_p, n) => n !== i);
                show_pictures();
              },
            },
            icon('close'),
          ),
        ),
      ),
    );

  const add = async (files) => {
    for (const f of files) {
      if (!/^image\/(png|jpeg)$/.test(f.type)) continue;
      const url = await new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsDataURL(f);
      });
      pictures.push({ url, filename: f.name, base64: url.slice(url.indexOf(',') + 1) });
    }
    show_pictures();
  };

  const say = async () => {
    const text = field.value.trim();
    if (!text && pictures.length === 0) return;
    const words = {
      text,
      quote: state.quote?.id,
      pictures: pictures.map(({ filename, base64 }) => ({ filename, base64 })),
    };
    try {
      await api.say(words);
      field.value = '';
      pictures = [];
      state.quote = null;
      error.textContent = '';
      show_pictures();
      changed('quote');
    } catch (reason) {
      error.textContent = `${t('failed')}：${reason.message}`;
    }
    field.focus();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    say();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    say();
  });
  field.addEventListener('paste', (event) => add(event.clipboardData.files));
  file.addEventListener('change', () => add(file.files).then(() => (file.value = '')));

  return {
    form,
    focus: () => innerWidth >= 720 && field.focus(),
    draw_quote: () => {
      quote.hidden = !state.quote;
      if (!state.quote) return quote.replaceChildren();
      const text = state.quote.text || state.quote.card?.main_title?.title || t('image');
      quote.replaceChildren(
        h('span', {}, `${t('quote')} ${state.quote.from.name}：${text.slice(0, 80)}`),
        h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            'aria-label': t('unquote'),
            onclick: () => {
              state.quote = null;
              changed('quote');
            },
          },
          icon('close'),
        ),
      );
      return field.focus();
    },
    draw_bots: () => {
      const group = state.world.groups.find((g) => `group:${g.chatid}` === state.thread);
      const bots = state.world.bots.filter((b) => group?.bots.includes(b.botid));
      mentions.replaceChildren(
        ...bots.map((b) =>
          h(
            'button',
            {
              class: 'tool at_tool',
              type: 'button',
              'aria-label': `${t('mention')} ${b.name}`,
              onclick: () => insert(`@${b.name}`),
            },
            `@${b.name}`,
          ),
        ),
      );
    },
  };
}
