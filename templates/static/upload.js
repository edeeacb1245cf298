// Pictures and documents of an article: chosen, pasted or dropped; sent one after another, with their progress.
const LARGEST = 10 * 1024 * 1024;

function send(url, file, token, progress) {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append('form_token', token);
    form.append('file', file, file.name);
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    });
    // The desk answers in plain words; anything else is a page or a break on the way.
    const answer = (event) => {
      const plain = request.getResponseHeader('content-type')?.startsWith('text/plain');
      resolve(
        event.type === 'load' && plain ? { ok: request.status === 200, text: request.responseText } : {},
      );
    };
    for (const end of ['load', 'error', 'abort', 'timeout']) request.addEventListener(end, answer);
    request.send(form);
  });
}

function attach(list, name, url) {
  const label = document.createElement('label');
  label.className = 'choice';
  label.innerHTML = '<input type="checkbox" name="attachments" checked> ';
  label.firstChild.value = url;
  label.append(name);
  list.append(label);
}

export function take_files(bar) {
  const form = bar.closest('form');
  const body = form.elements.body;
  const progress = bar.querySelector('progress');
  const status = bar.querySelector('[role=status]');
  const words = bar.dataset;
  let before = Promise.resolve();

  function put(markdown) {
    const [, mark, name, url] = /^(!?)\[(.*)\]\((.*)\)$/.exec(markdown) ?? [];
    if (!url) return;
    if (!mark) attach(form.querySelector('[data-attachments]'), name, url);
    else
      body.setRangeText(
        `\n![${name.replace(/\.\w+$/, '')}](${url})\n`,
        body.selectionEnd,
        body.selectionEnd,
        'end',
      );
    status.textContent = `${words.taken} ${name}`;
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }

  async function take(file) {
    status.classList.remove('alert');
    if (file.size > LARGEST) return complain(words.large);
    progress.value = 0;
    progress.hidden = false;
    const { ok, text } = await send(words.upload, file, form.elements.form_token.value, progress);
    progress.hidden = true;
    return ok ? put(text) : complain(text || words.failed);
  }
  function complain(what) {
    status.classList.add('alert');
    status.textContent = what;
  }
  const take_all = (files) => {
    for (const file of files) before = before.then(() => take(file));
  };

  bar.hidden = false;
  bar.querySelector('input').addEventListener('change', ({ target }) => {
    take_all([...target.files]);
    target.value = '';
  });
  for (const [event, from] of [
    ['paste', 'clipboardData'],
    ['drop', 'dataTransfer'],
  ])
    body.addEventListener(event, (happened) => {
      const { files } = happened[from] ?? {};
      if (!files?.length) return;
      happened.preventDefault();
      take_all([...files]);
    });
}
