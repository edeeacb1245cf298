// The console by keyboard: j and k walk the list, Enter opens (a link in focus), u goes back, r begins a reply.
const links = () => [...document.querySelectorAll('.tickets tbody tr a')];
const row_of = (link) => link?.closest('tr')?.dataset.ticket;

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
  if (event.key === 'r') {
    const words = document.getElementById('words');
    if (words) (event.preventDefault(), words.focus());
  }
});

// A list that has come anew keeps the row that was in focus.
let focused;
document.addEventListener('htmx:beforeSwap', () => (focused = row_of(document.activeElement)));
document.addEventListener('htmx:afterSettle', () => {
  if (focused) document.querySelector(`tr[data-ticket="${CSS.escape(focused)}"] a`)?.focus();
});
// On a telephone the filters begin closed.
if (matchMedia('(max-width: 560px)').matches) for (const filters of document.querySelectorAll('.filters')) filters.open = false;
