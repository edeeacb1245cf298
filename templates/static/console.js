import './bulk.js';

// The console by keyboard: j and k walk the list, Enter opens (a link in focus), u goes back, r begins a reply, / searches.
const links = () => [...document.querySelectorAll('[data-ticket] a')];
const row_of = (link) => link?.closest('[data-ticket]')?.dataset.ticket;

function walk(by) {
  const all = links();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))].focus();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input, textarea, select')) return;
  if (event.key === 'j') walk(1);
  if (event.key === 'k') walk(-1);
  if (event.key === 'u') document.querySelector('a[data-back]')?.click();
  if (event.key === '/') {
    const box = document.getElementById('find');
    if (box) (event.preventDefault(), box.focus());
  }
  if (event.key === 'r') {
    const words = document.getElementById('words');
    if (words) (event.preventDefault(), words.focus());
  }
});

// Nobody looks: a list asks again when the page is in sight.
document.addEventListener('htmx:beforeRequest', (event) => {
  if (document.hidden && event.detail.elt.matches('#list, #columns')) event.preventDefault();
});

// A list that has come anew keeps the row that was in focus.
let focused;
document.addEventListener('htmx:beforeSwap', () => (focused = row_of(document.activeElement)));
document.addEventListener('htmx:afterSettle', () => {
  if (focused) document.querySelector(`[data-ticket="${CSS.escape(focused)}"] a`)?.focus();
});
// On a telephone the filters begin closed.
if (matchMedia('(max-width: 560px)').matches) for (const filters of document.querySelectorAll('.filters')) filters.open = false;
// The tab that is open is in sight.
document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
// A problem's line is chosen in the text that is being edited.
document.addEventListener('click', (event) => {
  const line = event.target.closest?.('button[data-line]');
  const box = document.querySelector('textarea.code');
  if (!line || !box) return;
  const lines = box.value.split('\n');
  const number = Math.min(Number(line.dataset.line), lines.length) - 1;
  const begin = lines.slice(0, number).reduce((sum, one) => sum + one.length + 1, 0);
  box.focus();
  box.setSelectionRange(begin, begin + lines[number].length);
  box.scrollTop = Math.max(0, (box.scrollHeight / lines.length) * (number - 3));
});
