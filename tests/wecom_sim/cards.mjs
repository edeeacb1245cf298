import { fail, need } from './errors.mjs';
import { bytes } from './text.mjs';

/** Field checks of template cards, with the code WeCom has for each field (global error code list, 42027–42051). */
export const INTERACTIVE = new Set(['button_interaction', 'vote_interaction', 'multiple_interaction']);

const ALLOWED = {
  app: ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction'],
  aibot: ['text_notice', 'news_notice', 'button_interaction', 'vote_interaction', 'multiple_interaction'],
  webhook: ['text_notice', 'news_notice'],
};

export function check_card(card, face) {
  need(
    card && typeof card === 'object' && !Array.isArray(card),
    40058,
    'template_card missing. invalid Request Parameter',
  );
  need(ALLOWED[face].includes(card.card_type), 42031);
  for (const check of CHECKS[card.card_type]) check(card, face);
  task_id(card);
  return card;
}

const is_text = (v) => typeof v === 'string' && v.length > 0;
const is_url = (v) => typeof v === 'string' && /^https?:\/\/\S+$/.test(v) && bytes(v) <= 2048;

function list(value, least, most, code) {
  if (value === undefined && least === 0) return [];
  need(
    Array.isArray(value) && value.length >= least && value.length <= most,
    code,
    'invalid template_card list length',
  );
  return value;
}

function title(card) {
  need(
    is_text(card.main_title?.title),
    40058,
    'template_card.main_title.title missing. invalid Request Parameter',
  );
}

function title_or_text(card) {
  need(
    is_text(card.main_title?.title) || is_text(card.sub_title_text),
    40058,
    'template_card needs main_title.title or sub_title_text. invalid Request Parameter',
  );
}

function target(item) {
  if (item.type === 1) need(is_url(item.url), 42028);
  if (item.type === 2) need(is_text(item.appid), 42030, 'missing appid');
}

function facts(card, face) {
  for (const item of list(card.horizontal_content_list, 0, 6, 42035)) {
    need(is_text(item.keyname), 42027, 'missing horizontal_content_list.keyname');
    target(item);
    if (item.type === 2)
      need(face !== 'aibot' && is_text(item.media_id), 42029, 'missing horizontal_content_list.media_id');
    if (item.type === 3) need(is_text(item.userid), 42050, 'missing horizontal_content_list.userid');
  }
}

function vertical(card) {
  for (const item of list(card.vertical_content_list, 0, 4, 42036))
    need(is_text(item.title), 42033, 'missing vertical_content_list.title');
}

function jumps(card, face) {
  for (const item of list(card.jump_list, 0, 3, 42042)) {
    need(is_text(item.title), 42033, 'missing jump_list.title');
    target(item);
    if (item.type === 3)
      need(
        face === 'aibot' && is_text(item.question) && bytes(item.question) <= 200,
        40058,
        'invalid jump_list.question',
      );
  }
}

function action_required(card) {
  need([1, 2].includes(card.card_action?.type), 42045, 'invalid card_action');
  target(card.card_action);
}

function action(card) {
  if (card.card_action?.type) action_required(card);
}

function menu(card) {
  if (!card.action_menu) return;
  const keys = list(card.action_menu.action_list, 1, 3, 42037).map((item) => {
    need(is_text(item.text), 42038, 'missing action_list.text');
    need(is_text(item.key) && bytes(item.key) <= 1024, 42039, 'invalid action_list.key');
    return item.key;
  });
  need(new Set(keys).size === keys.length, 42051, 'duplicate action_list.key');
  need(is_text(card.task_id), 42014);
}

function quote(card) {
  if (card.quote_area?.type === 1) need(is_url(card.quote_area.url), 42028);
}

function options(value, most) {
  const ids = list(value, 1, most, 42037).map((item) => {
    need(is_text(item.id) && bytes(item.id) <= 128, 42040, 'invalid option_list.id');
    need(is_text(item.text), 42041, 'missing option_list.text');
    return item.id;
  });
  need(new Set(ids).size === ids.length, 42040, 'duplicate option_list.id');
}

function selection(item, most) {
  need(is_text(item?.question_key), 42043, 'missing question_key');
  options(item.option_list, most);
}

function buttons(card, face) {
  const keys = list(card.button_list, 1, 6, 42039).map((item) => {
    need(is_text(item.text), 42038, 'missing button_list.text');
    if (face === 'app' && item.type === 1) return need(is_url(item.url), 42028) ?? item.url;
    need(is_text(item.key) && bytes(item.key) <= 1024, 42039, 'invalid button_list.key');
    return item.key;
  });
  need(new Set(keys).size === keys.length, 42051, 'duplicate button_list.key');
}

function button_selection(card) {
  if (card.button_selection) selection(card.button_selection, 10);
}

function picture(card) {
  need(card.card_image || card.image_text_area, 42044, 'card_image or image_text_area missing');
  if (card.card_image) need(is_url(card.card_image.url), 42044, 'invalid card_image.url');
  const ratio = card.card_image?.aspect_ratio;
  if (ratio !== undefined) need(ratio >= 1.3 && ratio <= 2.25, 40058, 'invalid card_image.aspect_ratio');
  if (card.image_text_area)
    need(is_url(card.image_text_area.image_url), 42044, 'invalid image_text_area.image_url');
}

function checkbox(card) {
  selection(card.checkbox, 20);
}

function selects(card) {
  for (const item of list(card.select_list, 1, 3, 42047)) selection(item, 10);
}

function submit(card) {
  need(is_text(card.submit_button?.text), 42049, 'missing submit_button.text');
  need(
    is_text(card.submit_button.key) && bytes(card.submit_button.key) <= 1024,
    42046,
    'invalid submit_button.key',
  );
}

function task_required(card) {
  need(is_text(card.task_id), 42014);
}

function task_id(card) {
  if (card.task_id === undefined || card.task_id === '') return;
  if (typeof card.task_id !== 'string' || !/^[0-9A-Za-z_@-]{1,128}$/.test(card.task_id)) fail(42014);
}

const CHECKS = {
  text_notice: [title_or_text, facts, jumps, action_required, menu, quote],
  news_notice: [title, picture, vertical, facts, jumps, action_required, menu, quote],
  button_interaction: [title, facts, action, menu, quote, button_selection, buttons, task_required],
  vote_interaction: [title, checkbox, submit, task_required],
  multiple_interaction: [title, selects, submit, task_required],
};

/** What a card says, as one text: for quotes, search and the ledger. */
export function card_text(card) {
  const lines = [
    card.main_title?.title,
    card.main_title?.desc,
    card.emphasis_content?.title,
    card.sub_title_text,
    card.quote_area?.quote_text,
  ];
  for (const item of card.horizontal_content_list ?? []) lines.push(`${item.keyname}：${item.value ?? ''}`);
  for (const item of card.vertical_content_list ?? []) lines.push(`${item.title} ${item.desc ?? ''}`);
  return lines.filter(Boolean).join('\n');
}

/** The keys a member can press on the card as it stands. */
export function keys_of(card) {
  const keys = (card.button_list ?? []).filter((b) => b.type !== 1).map((b) => b.key);
  for (const item of card.action_menu?.action_list ?? []) keys.push(item.key);
  if (card.submit_button?.key && !card.submit_button.disable) keys.push(card.submit_button.key);
  return keys;
}
