// Pictures and files beside a form: chosen, pasted or dropped; each is sent by htmx, one after another.

export function fill_basket(box) {
  const form = box.closest('form');
  const input = box.querySelector('input[type=file]');
  const progress = box.querySelector('progress');
  const status = box.querySelector('[role=status]');
  const { large, failed, taken, largest } = box.dataset;
  let before = Promise.resolve();
  let waiting = 0;

  function say(words, alert) {
    status.classList.toggle('alert', alert);
    status.textContent = words;
  }

  /** The input holds one file while it is sent: what htmx sends is what the form would. */
  function send(file) {
    if (file.size > Number(largest)) return say(large, true);
    const one = new DataTransfer();
    one.items.add(file);
    input.files = one.files;
    progress.value = 0;
    progress.hidden = false;
    return new Promise((done) => {
      const ended = ({ detail }) => {
        progress.hidden = true;
        input.value = '';
        if (detail.successful) say(`${taken} ${file.name}`, false);
        else say(detail.xhr.status === 422 ? '' : failed, true);
        done();
      };
      input.addEventListener('htmx:afterRequest', ended, { once: true });
      window.htmx.trigger(input, 'send');
    });
  }

  function take(files) {
    for (const file of files) {
      waiting += 1;
      before = before.then(() => send(file)).finally(() => (waiting -= 1));
    }
  }

  input.addEventListener('change', () => {
    const chosen = [...input.files];
    input.value = '';
    take(chosen);
  });
  input.addEventListener('htmx:xhr:progress', ({ detail }) => {
    if (detail.lengthComputable) progress.value = detail.loaded / detail.total;
  });
  form.addEventListener('paste', (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    take([...event.clipboardData.files]);
  });
  form.addEventListener('dragover', (event) => {
    event.preventDefault();
    box.classList.add('over');
  });
  form.addEventListener('dragleave', () => box.classList.remove('over'));
  form.addEventListener('drop', (event) => {
    box.classList.remove('over');
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  // A form that is sent while files are on their way waits for them.
  form.addEventListener('submit', (event) => {
    if (!waiting) return;
    event.preventDefault();
    before.then(() => form.requestSubmit(event.submitter));
  });
}
