import { XMLParser } from 'fast-xml-parser';

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: true,
  processEntities: true,
  cdataPropName: false,
});

export function cdata(text) {
  return `<![CDATA[${String(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Strings become CDATA, numbers stay bare, arrays repeat their element, as WeCom writes them. */
export function element(name, value) {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((v) => element(name, v)).join('');
  if (typeof value === 'object') return `<${name}>${elements(value)}</${name}>`;
  return `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`;
}

export function elements(object) {
  return Object.entries(object)
    .map(([k, v]) => element(k, v))
    .join('');
}

export function parse(text) {
  if (/<!DOCTYPE/i.test(text)) throw new Error('DOCTYPE');
  const root = parser.parse(text);
  if (typeof root.xml !== 'object') throw new Error('no <xml>');
  return root.xml;
}

const LISTS = new Set([
  'horizontal_content_list',
  'vertical_content_list',
  'jump_list',
  'button_list',
  'option_list',
  'select_list',
  'action_list',
  'articles',
]);

/** CamelCase of a passive reply's TemplateCard to the JSON names. */
export function card_of(node) {
  if (Array.isArray(node)) return node.map(card_of);
  if (typeof node !== 'object' || node === null) return node;
  const out = {};
  for (const [name, value] of Object.entries(node)) {
    const snake = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
    const inner = card_of(value);
    out[snake] = LISTS.has(snake) && !Array.isArray(inner) ? [inner] : inner;
  }
  for (const key of ['type', 'style', 'mode', 'disable', 'desc_color']) {
    if (typeof out[key] === 'string' && /^\d+$/.test(out[key])) out[key] = Number(out[key]);
  }
  return out;
}
