// What pages do beyond links and forms: pictures that open whole, flow charts, words that are not lost.
const base = new URL('.', import.meta.url);
let drawing;

/** Mermaid, fetched only where a chart stands. */
function mermaid() {
  drawing ??= import(new URL('vendor/mermaid/mermaid.esm.min.mjs', base)).then(({ default: loaded }) => {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const themeVariables = {
      background: colour('--card'),
      primaryColor: colour('--accent-soft'),
      primaryTextColor: colour('--ink'),
      primaryBorderColor: colour('--accent'),
      lineColor: colour('--soft'),
      textColor: colour('--ink'),
      edgeLabelBackground: colour('--card'),
      secondaryColor: colour('--sunk'),
      tertiaryColor: colour('--sunk'),
    };
    // Labels as SVG text: no HTML within a drawing.
    loaded.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      theme: 'base',
      themeVariables,
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      fontFamily: 'inherit',
    });
    return loaded;
  });
  return drawing;
}

let charts = 0;
async function draw(root) {
  for (const code of root.querySelectorAll('pre > code.language-mermaid')) {
    const source = code.textContent;
    const place = code.parentElement;
    try {
      const { svg } = await (await mermaid()).render(`chart-${++charts}`, source);
      const figure = document.createElement('figure');
      figure.className = 'chart';
      figure.tabIndex = 0;
      figure.setAttribute('role', 'img');
      figure.setAttribute('aria-label', source.replace(/\s+/g, ' ').slice(0, 300));
      figure.innerHTML = svg;
      place.replaceWith(figure);
    } catch (problem) {
      place.title = problem.message; // the source stays readable
      document.getElementById(`dchart-${charts}`)?.remove();
    }
  }
}

function show_whole(content) {
  const words = document.body.dataset;
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', words.whole ?? '');
  dialog.innerHTML =
    '<form method="dialog" class="close"><button class="button slim"></button></form><div class="whole" tabindex="0"></div>';
  dialog.querySelector('button').textContent = words.close ?? '×';
  dialog.querySelector('.whole').append(content);
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** A picture of a ticket: fits the window first, and at its own size when it is pressed. */
function shot_of(link) {
  const picture = new Image();
  picture.src = link.href;
  picture.alt = link.querySelector('img').alt;
  picture.className = 'fits';
  picture.addEventListener('click', () => {
    picture.classList.toggle('fits');
    picture.classList.toggle('real');
  });
  return picture;
}

function whole_of(target) {
  const shot = target.closest('a[data-shot]');
  if (shot) return shot_of(shot);
  const link = target.closest('.prose a');
  const picture = link?.querySelector(':scope > img');
  if (picture) {
    const copy = new Image();
    copy.src = link.href;
    copy.alt = picture.alt;
    return copy;
  }
  const chart = target.closest('.prose figure.chart');
  if (!chart) return null;
  const copy = chart.querySelector('svg').cloneNode(true);
  const [, , width, height] = (copy.getAttribute('viewBox') ?? '0 0 800 600').split(/\s+/).map(Number);
  const scale = Math.max(1, Math.min(3, (innerWidth * 0.9) / width));
  copy.removeAttribute('style');
  copy.setAttribute('width', width * scale);
  copy.setAttribute('height', height * scale);
  return copy;
}

document.addEventListener('click', (event) => {
  for (const open of document.querySelectorAll('details.menu[open]')) if (!open.contains(event.target)) open.open = false;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const whole = whole_of(event.target);
  if (!whole) return;
  event.preventDefault();
  show_whole(whole);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') for (const open of document.querySelectorAll('details.menu[open]')) open.open = false;
  if (event.key === 'Enter' && event.target.matches?.('.prose figure.chart')) show_whole(whole_of(event.target));
  const typing = event.target.closest?.('input, textarea, select');
  if (event.key === '/' && !typing) {
    const search = document.querySelector('input[type=search]');
    if (search) (event.preventDefault(), search.focus(), search.select());
  }
});

// Words of a form that is not sent yet are kept for this tab, and offered again after a signed-out session.
for (const form of document.querySelectorAll('form[data-keep]')) {
  const key = `keep:${form.dataset.keep}`;
  const fields = [...form.querySelectorAll('textarea, input[type=text], select')].filter((field) => field.name);
  const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  const offer = form.querySelector('[data-restore]');
  if (kept && offer && fields.some((field) => field.name in kept && kept[field.name] !== field.value)) {
    offer.hidden = false;
    offer.querySelector('button').addEventListener('click', () => {
      for (const field of fields) if (field.name in kept) field.value = kept[field.name];
      offer.hidden = true;
      form.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }
  form.addEventListener('input', () =>
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value])))),
  );
}
for (const done of document.querySelectorAll('[data-kept]')) sessionStorage.removeItem(`keep:${done.dataset.kept}`);

document.addEventListener('htmx:afterSwap', (event) => draw(event.detail.target));
draw(document);
for (const bar of document.querySelectorAll('[data-upload]'))
  import(new URL('upload.js', base)).then(({ take_files }) => take_files(bar));
for (const box of document.querySelectorAll('[data-basket]'))
  import(new URL('basket.js', base)).then(({ fill_basket }) => fill_basket(box));
