/* Copies the page's address, saves the View as a file, opens such a file, and adds the View to the
 * deck.
 *
 * Where the map stands, what is picked and which layers are on change without Python; the
 * address knows them, so the file takes them from there. Nothing of this makes the page run,
 * save opening a file and adding to the deck.
 */
const MOST_BYTES = 100000;
const SHOWN_MS = 4000;

/* The View as the page stands now: Python's, with what the map's script wrote into the address. */
export function patch(view, address, codes, layers) {
  const query = new URL(address).searchParams;
  const extent = (query.get('ext') || '').split(',').map(Number);
  const known = extent.length === 3 && extent.every(Number.isFinite);
  let on = layers;
  if (query.has('ly')) {
    const asked = query.get('ly').split('.');
    on = Object.keys(codes).filter((name) => asked.includes(codes[name]));
  }
  return {
    ...view,
    layers: on,
    selection: query.get('sel'),
    extent: known ? { lon: extent[0], lat: extent[1], zoom: extent[2] } : null,
  };
}

function today() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function saveFile(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

/* An intranet server without https has no clipboard to write to; the old way still works. */
async function writeClipboard(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.hidden = false;
    field.select();
    return document.execCommand('copy');
  }
}

/* The browser asks before the page goes while there is a deck that no file holds. One listener for
 * the whole visit: the deck lives on while other pages of the atlas are open. */
function guard(unsaved) {
  window.zoneAtlasDeckUnsaved = unsaved;
  if (window.zoneAtlasDeckAsks) return;
  window.zoneAtlasDeckAsks = (event) => {
    if (!window.zoneAtlasDeckUnsaved) return;
    event.preventDefault();
    event.returnValue = '';
  };
  window.addEventListener('beforeunload', window.zoneAtlasDeckAsks);
}

class Tools {
  constructor(box) {
    this.add = this.button(box, 'add', () => this.addView());
    this.copy = this.button(box, 'copy', () => this.copyAddress());
    this.save = this.button(box, 'save', () => this.saveView());
    this.open = this.button(box, 'open', () => this.input.click());
    this.input = document.createElement('input');
    Object.assign(this.input, { type: 'file', accept: '.json,application/json', hidden: true });
    this.input.addEventListener('change', () => this.openView());
    this.field = document.createElement('input');
    Object.assign(this.field, { type: 'text', readOnly: true, hidden: true });
    this.field.className = 'za-tools-address';
    this.status = document.createElement('p');
    this.status.className = 'za-tools-said';
    this.status.setAttribute('role', 'status');
    box.append(this.input, this.field, this.status);
  }

  button(box, name, act) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = `za-tool za-tool-${name}`;
    made.addEventListener('click', act);
    box.append(made);
    return made;
  }

  update(data, answer) {
    this.data = data;
    this.answer = answer;
    guard(data.unsaved);
    const { words } = data;
    this.add.textContent = words.add;
    this.add.hidden = !data.map;
    this.copy.textContent = words.copy;
    this.save.textContent = words.save;
    this.open.textContent = words.open;
    this.open.title = words.open_help;
    this.input.setAttribute('aria-label', words.open);
    this.field.setAttribute('aria-label', words.address);
  }

  say(text, keep = false) {
    clearTimeout(this.timer);
    this.status.textContent = text;
    if (!keep) this.timer = setTimeout(() => { this.status.textContent = ''; }, SHOWN_MS);
  }

  async copyAddress() {
    this.field.value = window.location.href;
    if (await writeClipboard(this.field)) {
      this.field.hidden = true;
      this.copy.focus();
      this.say(this.data.words.copied);
    } else {
      this.field.focus();
      this.field.select();
      this.say(this.data.words.copy_by_hand, true);
    }
  }

  saveView() {
    const { view, codes, layers, file, words } = this.data;
    const now = patch(view, window.location.href, codes, layers);
    saveFile(`${file}-${today()}.json`, `${JSON.stringify(now, null, 2)}\n`);
    this.say(words.saved);
  }

  addView() {
    const { view, codes, layers } = this.data;
    this.answer('add', JSON.stringify(patch(view, window.location.href, codes, layers)));
  }

  async openView() {
    const [file] = this.input.files;
    if (!file) return;
    const text = file.size > MOST_BYTES ? null : await file.text();
    this.input.value = ''; // the same file may be opened again
    if (text === null) this.say(this.data.words.too_large, true);
    else this.answer('open', text);
  }
}

/* Called with every rerun. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector('.za-tools');
  if (!box.zaTools) box.zaTools = new Tools(box);
  box.zaTools.update(data, setTriggerValue);
}
