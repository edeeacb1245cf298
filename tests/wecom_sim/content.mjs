import { need } from './errors.mjs';
import { card_text, check_card } from './cards.mjs';
import { check_picture } from './pictures.mjs';
import { bytes, cut, mentions_in } from './text.mjs';
import { md5 } from './ids.mjs';

/** What each face may send, and where its limits lie (bytes of UTF-8). `cut` truncates in silence, as the app's text does. */
const FACES = {
  app: {
    kinds: [
      'text',
      'image',
      'voice',
      'video',
      'file',
      'textcard',
      'news',
      'mpnews',
      'markdown',
      'miniprogram_notice',
      'template_card',
    ],
    text: { limit: 2048, cut: true },
    markdown: { limit: 2048, code: 45002 },
    card: 'app',
  },
  appchat: {
    kinds: ['text', 'image', 'voice', 'video', 'file', 'textcard', 'news', 'mpnews', 'markdown'],
    text: { limit: 2048, cut: true },
    markdown: { limit: 2048, code: 45002 },
  },
  webhook: {
    kinds: ['text', 'markdown', 'markdown_v2', 'image', 'news', 'file', 'voice', 'template_card'],
    text: { limit: 2048, code: 40058 },
    markdown: { limit: 4096, code: 40058 },
    card: 'webhook',
  },
  aibot_push: {
    kinds: ['markdown', 'template_card', 'file', 'image', 'voice', 'video'],
    markdown: { limit: 20480, code: 40058 },
    card: 'aibot',
  },
  aibot_url: { kinds: ['markdown', 'template_card'], markdown: { limit: 20480, code: 40058 }, card: 'aibot' },
  aibot_welcome: { kinds: ['text', 'template_card'], text: { limit: 2048, code: 40058 }, card: 'aibot' },
  aibot_reply: {
    kinds: [
      'stream',
      'template_card',
      'stream_with_template_card',
      'markdown',
      'file',
      'image',
      'voice',
      'video',
    ],
    markdown: { limit: 20480, code: 40058 },
    card: 'aibot',
  },
  aibot_passive: {
    kinds: ['stream', 'template_card', 'stream_with_template_card'],
    markdown: { limit: 20480, code: 40058 },
    card: 'aibot',
  },
};

/** Body of a send → the fields of a message; refuses what WeCom refuses. `find_media` resolves a media_id for this sender. */
export function read_content(face, body, find_media) {
  const rules = FACES[face];
  const kind = body.msgtype;
  need(typeof kind === 'string' && rules.kinds.includes(kind), 40008);
  const part = kind === 'stream_with_template_card' ? body : body[kind];
  need(part && typeof part === 'object', 40058, `${kind} missing. invalid Request Parameter`);
  return { kind, ...READERS[kind](part, rules, { find_media, face, kind }) };
}

function limited(value, rule, field) {
  need(typeof value === 'string' && value.trim() !== '', 44004);
  if (bytes(value) <= rule.limit) return { text: value };
  need(rule.cut, rule.code, `${field} exceed max length ${rule.limit}. invalid Request Parameter`);
  return { text: cut(value, rule.limit), truncated: bytes(value) };
}

function plain(part, rules) {
  const marked = mentions_in(part.content ?? '');
  const typed = [
    ...(part.mentioned_list ?? []),
    ...(part.mentioned_mobile_list ?? []).map((m) => (m === '@all' ? m : `mobile:${m}`)),
  ];
  return {
    ...limited(part.content, rules.text, 'text.content'),
    mentions: rules === FACES.app ? [] : [...typed, ...marked],
  };
}

function markdown(part, rules, { kind, face }) {
  const mentions = kind === 'markdown_v2' || face === 'app' ? [] : mentions_in(part.content ?? '');
  return {
    ...limited(part.content, rules.markdown, `${kind}.content`),
    mentions,
    feedback: part.feedback?.id,
  };
}

function media(part, _rules, { find_media, kind, face }) {
  if (kind === 'image' && face === 'webhook') return inline_picture(part);
  need(typeof part.media_id === 'string' && part.media_id !== '', 40007);
  const found = find_media(part.media_id, kind);
  need(found, 40007);
  return { media: found.id, filename: found.filename, size: found.data.length, text: part.title ?? '' };
}

function inline_picture(part) {
  need(
    typeof part.base64 === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(part.base64),
    40058,
    'image.base64 invalid. invalid Request Parameter',
  );
  const data = Buffer.from(part.base64, 'base64');
  need(data.length <= 2 * 1024 * 1024, 40009);
  need(md5(data) === String(part.md5), 301019);
  check_picture(data);
  return { data, text: '' };
}

function articles(part) {
  const list = part.articles;
  need(Array.isArray(list) && list.length >= 1 && list.length <= 8, 45008);
  for (const item of list) {
    need(typeof item.title === 'string' && item.title !== '', 41016, 'missing title');
    need(bytes(item.title) <= 128, 40058, 'title exceed max length 128. invalid Request Parameter');
    need(
      bytes(item.description ?? '') <= 512,
      40058,
      'description exceed max length 512. invalid Request Parameter',
    );
    if (item.url !== undefined)
      need(
        /^https?:\/\//.test(item.url) && bytes(item.url) <= 2048,
        45034,
        'url must begin with http:// or https://',
      );
  }
  return { articles: list, text: list.map((a) => a.title).join('\n') };
}

function textcard(part) {
  need(typeof part.title === 'string' && part.title !== '', 41016, 'missing title');
  need(typeof part.description === 'string' && part.description !== '', 41033, 'missing description');
  need(
    [...part.title].length <= 128 && [...part.description].length <= 512,
    40058,
    'textcard exceed max length. invalid Request Parameter',
  );
  need(
    typeof part.url === 'string' && /^https?:\/\//.test(part.url) && bytes(part.url) <= 2048,
    45034,
    'url must begin with http:// or https://',
  );
  return {
    articles: [{ title: part.title, description: part.description, url: part.url, btntxt: part.btntxt }],
    text: `${part.title}\n${part.description}`,
  };
}

function card(part, rules) {
  check_card(part, rules.card);
  return { card: part, text: card_text(part), feedback: part.feedback?.id };
}

function stream(part, rules) {
  need(typeof part.id === 'string' && part.id !== '', 40058, 'stream.id missing. invalid Request Parameter');
  const content = part.content ?? '';
  need(
    typeof content === 'string' && bytes(content) <= rules.markdown.limit,
    40058,
    `stream.content exceed max length ${rules.markdown.limit}. invalid Request Parameter`,
  );
  const items = part.msg_item ?? [];
  need(
    items.length === 0 || part.finish === true,
    40058,
    'stream.msg_item needs finish. invalid Request Parameter',
  );
  need(items.length <= 10, 40058, 'stream.msg_item exceed max length 10. invalid Request Parameter');
  const pictures = items.map((item) => {
    const data = Buffer.from(item.image?.base64 ?? '', 'base64');
    need(data.length > 0 && data.length <= 10 * 1024 * 1024, 40009);
    need(md5(data) === item.image.md5, 301019);
    return data;
  });
  return {
    stream: { id: part.id, finish: part.finish === true },
    text: content,
    pictures,
    mentions: mentions_in(content),
    feedback: part.feedback?.id,
  };
}

function stream_with_card(body, rules) {
  const fields = stream(body.stream ?? {}, rules);
  return body.template_card ? { ...fields, card: check_card(body.template_card, rules.card) } : fields;
}

const READERS = {
  text: plain,
  markdown,
  markdown_v2: markdown,
  image: media,
  voice: media,
  video: media,
  file: media,
  news: articles,
  mpnews: articles,
  textcard,
  template_card: card,
  stream,
  stream_with_template_card: stream_with_card,
  miniprogram_notice: (part) => ({ text: part.title ?? '' }),
};
