import { h } from './dom.mjs';
import { name_of } from './state.mjs';
import { t } from './words.mjs';

const INLINE =
  /(\*\*(?<bold>[^*\n]+)\*\*)|(`(?<code>[^`\n]+)`)|(\[(?<label>[^\]\n]+)\]\((?<link>https?:\/\/[^\s)]+)\))|(<font color="(?<colour>info|comment|warning)">(?<inner>[\s\S]*?)<\/font>)|(<@(?<user>[^<>\s]+)>)|(<a href="(?<href>https?:\/\/[^"]+)">(?<text>[^<]*)<\/a>)|(?<url>https?:\/\/[^\s<>"'，。；）)]+)|(?<at>@[^\s@，。:：]+)/g;

function link(href, text) {
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, text);
}

export function mention(userid) {
  return h('span', { class: 'at' }, `@${userid === '@all' || userid === 'all' ? t('all') : name_of(userid)}`);
}

/** Runs of one line: bold, code, links, colours, mentions. `plain` text knows links and mentions only. */
export function inline(text, { plain = false, names = new Set() } = {}) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const { bold, code, label, link: to, colour, inner, user, href, text: shown, url, at } = match.groups;
    let node = null;
    if (user) node = mention(user);
    else if (href) node = link(href, shown);
    else if (url) node = link(url, url);
    else if (at) node = names.has(at.slice(1)) ? h('span', { class: 'at' }, at) : null;
    else if (plain) node = null;
    else if (bold) node = h('strong', {}, inline(bold, { names }));
    else if (code) node = h('code', {}, code);
    else if (label) node = link(to, label);
    else if (colour) node = h('span', { class: `font_${colour}` }, inline(inner, { names }));
    if (node === null) continue;
    out.push(text.slice(from, match.index), node);
    from = match.index + match[0].length;
  }
  out.push(text.slice(from));
  return out.filter((part) => part !== '');
}

function table(lines, options) {
  const cells = (line) =>
    line
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((c) => c.trim());
  const [head, , ...rows] = lines;
  return h(
    'div',
    { class: 'scroll', tabindex: '0' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          cells(head).map((c) => h('th', { scope: 'col' }, inline(c, options))),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((r) =>
          h(
            'tr',
            {},
            cells(r).map((c) => h('td', {}, inline(c, options))),
          ),
        ),
      ),
    ),
  );
}

/** Takes lines from the front while they match; the rule of each block kind. */
function take(lines, matches) {
  let count = 0;
  while (count < lines.length && matches(lines[count])) count += 1;
  return lines.splice(0, count);
}

const BLOCKS = [
  [
    /^```/,
    (lines) => {
      lines.shift();
      const code = take(lines, (l) => !l.startsWith('```'));
      lines.shift();
      return h('pre', { tabindex: '0' }, h('code', {}, code.join('\n')));
    },
  ],
  [
    /^#{1,6} /,
    (lines, o) => {
      const [, marks, text] = /^(#+) (.*)$/.exec(lines.shift());
      return h('p', { class: `head head${marks.length}` }, inline(text, o));
    },
  ],
  [
    /^>/,
    (lines, o) =>
      h(
        'blockquote',
        {},
        blocks(
          take(lines, (l) => l.startsWith('>')).map((l) => l.replace(/^>\s?/, '')),
          o,
        ),
      ),
  ],
  [
    /^\s*[-*] /,
    (lines, o) =>
      h(
        'ul',
        {},
        take(lines, (l) => /^\s*[-*] /.test(l)).map((l) =>
          h('li', {}, inline(l.replace(/^\s*[-*] /, ''), o)),
        ),
      ),
  ],
  [
    /^\s*\d+\. /,
    (lines, o) => {
      const items = take(lines, (l) => /^\s*\d+\. /.test(l));
      return h(
        'ol',
        { start: /\d+/.exec(items[0])[0] },
        items.map((l) => h('li', {}, inline(l.replace(/^\s*\d+\. /, ''), o))),
      );
    },
  ],
  [/^(-{3,}|\*{3,})\s*$/, (lines) => lines.shift() && h('hr')],
  [
    /^\|.*\|\s*$/,
    (lines, o) =>
      table(
        take(lines, (l) => l.startsWith('|')),
        o,
      ),
  ],
];

function blocks(lines, options) {
  const out = [];
  while (lines.length) {
    const known = BLOCKS.find(([start]) => start.test(lines[0]));
    if (known) out.push(known[1](lines, options));
    else if (lines[0].trim() === '') lines.shift();
    else {
      const text = take(lines, (l) => l.trim() !== '' && !BLOCKS.some(([start]) => start.test(l)));
      out.push(
        h(
          'p',
          {},
          text.flatMap((l, i) => (i ? [h('br'), ...inline(l, options)] : inline(l, options))),
        ),
      );
    }
  }
  return out;
}

export function markdown(text, options = {}) {
  return h('div', { class: 'markdown' }, blocks(text.replaceAll('\r', '').split('\n'), options));
}

export function plain_text(text, options = {}) {
  return h('div', { class: 'plain' }, inline(text, { ...options, plain: true }));
}
