// Rows of the queue are ticked: by mouse, x for the row in focus, or all of the page. Ticks stay while the list comes anew.
const form = document.getElementById('bulk');
const boxes = () => [...document.querySelectorAll('#list input.tick')];
const chosen = new Set();

function show() {
  const all = form.querySelector('[data-all] input');
  all.checked = chosen.size > 0 && chosen.size === boxes().length;
  all.indeterminate = chosen.size > 0 && !all.checked;
  form.querySelector('[data-count]').textContent = chosen.size ? `(${chosen.size})` : '';
  form.querySelector('[value=chosen]').disabled = chosen.size === 0;
}

/** What stands on the page is what will be sent. */
function note() {
  chosen.clear();
  for (const box of boxes()) if (box.checked) chosen.add(box.value);
  show();
}

function toggle_row() {
  const box = document.activeElement?.closest('[data-ticket]')?.querySelector('input.tick');
  if (!box) return;
  box.checked = !box.checked;
  note();
}

if (form) {
  form.querySelector('[data-all]').hidden = false;
  form.querySelector('[data-all] input').addEventListener('change', ({ target }) => {
    for (const box of boxes()) box.checked = target.checked;
    note();
  });
  document.addEventListener('change', ({ target }) => target.matches?.('input.tick') && note());
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.('input:not(.tick), textarea, select')) return;
    if (event.key === 'x') toggle_row();
  });
  document.addEventListener('htmx:afterSwap', () => {
    for (const box of boxes()) box.checked = chosen.has(box.value);
    note();
  });
  // A page that the browser goes back to has its ticks still.
  window.addEventListener('pageshow', note);
  note();
}
