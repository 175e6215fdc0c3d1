/* The search box: matches while the reader types, without Python, and tells it what was picked.
 *
 * The index is fetched once, when the box is first used. A query may be Chinese, pinyin in full
 * or by first letters or both mixed ("mianyanggx"), or English words.
 */
const MOST = 8;
const EXACT = 0, EXACT_LETTERS = 1, START = 2, START_LETTERS = 3, INSIDE = 4, INSIDE_LETTERS = 5;

/* Text as it is compared: no case, no accents, no full-width letters; ü is typed v. */
function fold(text) {
  return text.toLowerCase().replace(/[üǖǘǚǜ]/g, 'v').normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '').replace(/['’]/g, '');
}

function wordsOf(text) {
  return fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/* Make the rows of the index ready to be matched. */
export function prepare(rows) {
  return rows.map(([kind, id, zh, en, placeZh, placeEn, spoken, recognised], order) => ({
    kind, id, zh, en, placeZh, placeEn, recognised: recognised === 1, order,
    words: wordsOf(en),
    names: spoken.map(([name, pinyin]) => {
      const letters = [...name.toLowerCase()].filter((c) => /[\p{L}\p{N}]/u.test(c));
      const sounds = pinyin.split(' ');
      return letters.map((letter, i) => ({
        letter, sound: sounds.length === letters.length ? sounds[i] : letter,
      }));
    }),
  }));
}

/* How `query` reads from the unit `at` on: 0 not at all; 1 by first letters; 2 spelled out, the
 * last syllable perhaps begun only. `whole` is set where it ends with the name. */
function read(units, at, query, from) {
  let best = { how: 0, whole: false };
  const { letter, sound } = units[at];
  const ways = query[from] === letter ? [[1, true]] : [];
  let n = 0;
  // a letter that is its own sound is one way, not two: ways multiply with every letter
  while (sound !== letter && n < sound.length && query[from + n] === sound[n]) n += 1;
  for (; n > 0; n -= 1) ways.push([n, n === sound.length]);
  for (const [used, full] of ways) {
    const next = from + used;
    let found;
    if (next === query.length) {
      const last = at + 1 === units.length;
      found = { how: full || used > 1 ? 2 : 1, whole: last && (full || used === 1) };
    } else if (at + 1 < units.length) {
      const rest = read(units, at + 1, query, next);
      found = { how: rest.how && !full ? 1 : rest.how, whole: rest.whole };
    } else {
      continue;
    }
    if (found.how > best.how || (found.how === best.how && found.whole && !best.whole)) {
      best = found;
    }
  }
  return best;
}

function scoreName(units, query) {
  let best = Infinity;
  for (let at = 0; at < units.length; at += 1) {
    const { how, whole } = read(units, at, query, 0);
    if (how === 0) continue;
    if (at === 0) {
      const spelled = how === 2;
      return whole ? (spelled ? EXACT : EXACT_LETTERS) : (spelled ? START : START_LETTERS);
    }
    if (how === 2) return INSIDE;
    // one letter stands somewhere in every name
    if (query.length > 1) best = INSIDE_LETTERS;
  }
  return best;
}

function scoreWords(words, asked) {
  if (asked.length === 0 || asked.length > words.length) return Infinity;
  const starts = asked.every((word, i) => (
    i === asked.length - 1 ? words[i].startsWith(word) : words[i] === word
  ));
  if (starts) return asked.join(' ') === words.join(' ') ? EXACT : START;
  const found = asked.every((word) => words.some((held) => held.startsWith(word)));
  return found && asked[0].length > 1 ? INSIDE : Infinity;
}

/* The best hits: exact before beginning before inside, then by kind, then in the data's order;
 * parks that nobody has recognised after the others. */
export function match(entries, text, most = MOST) {
  const asked = wordsOf(text);
  const query = [...asked.join('')];
  if (query.length === 0) return [];
  const hits = [];
  for (const entry of entries) {
    let score = scoreWords(entry.words, asked);
    for (const units of entry.names) score = Math.min(score, scoreName(units, query));
    if (score < Infinity) hits.push({ entry, score });
  }
  hits.sort((a, b) => (
    a.score - b.score || b.entry.recognised - a.entry.recognised
    || a.entry.kind - b.entry.kind || a.entry.order - b.entry.order
  ));
  return hits.slice(0, most).map((hit) => hit.entry);
}

const indexes = (window.zoneAtlasIndexes = window.zoneAtlasIndexes || {});

const PAUSE_MS = 250;
const MOST_TRIES = 60;

/* Just after the start of the atlas the index is still being made. */
async function fetchIndex(url) {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url);
    if (response.ok) return prepare(await response.json());
    if (response.status !== 404 || tries === MOST_TRIES) throw new Error(url);
    await new Promise((done) => { setTimeout(done, PAUSE_MS); });
  }
}

function load(url) {
  if (!indexes[url]) {
    indexes[url] = fetchIndex(url);
    indexes[url].catch(() => { delete indexes[url]; });
  }
  return indexes[url];
}

function element(tag, name, attributes = {}) {
  const made = document.createElement(tag);
  made.className = name;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

class Search {
  constructor(box) {
    const label = element('label', 'za-search-label', { for: 'za-search-input' });
    this.input = element('input', 'za-search-input', {
      id: 'za-search-input', type: 'text', role: 'combobox', autocomplete: 'off',
      spellcheck: 'false', maxlength: '60', 'aria-autocomplete': 'list',
      'aria-controls': 'za-search-list', 'aria-expanded': 'false', 'aria-keyshortcuts': '/',
    });
    this.list = element('ul', 'za-search-list', { id: 'za-search-list', role: 'listbox' });
    this.list.hidden = true;
    this.none = element('p', 'za-search-none', { 'aria-hidden': 'true' });
    this.none.hidden = true;
    this.status = element('p', 'za-search-status', { role: 'status' });
    box.append(label, this.input, this.list, this.none, this.status);
    this.label = label;
    this.hits = [];
    this.active = -1;
    this.input.addEventListener('focus', () => { load(this.data.index).catch(() => {}); });
    this.input.addEventListener('input', () => this.look());
    this.input.addEventListener('blur', () => this.close());
    this.input.addEventListener('keydown', (event) => this.press(event));
    // the input keeps the focus, so that the list does not close before the click counts
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) this.pick(Number(option.dataset.at));
    });
  }

  /* Take what Python says anew: the words of a language, and how to answer. */
  update(data, answer) {
    this.data = data;
    this.answer = answer;
    this.label.textContent = data.label;
    this.input.placeholder = data.hint;
    this.list.setAttribute('aria-label', data.results);
  }

  async look() {
    const text = this.input.value;
    if (!text.trim()) {
      this.close();
      return;
    }
    let entries;
    try {
      entries = await load(this.data.index);
    } catch (error) {
      console.error(error);
      this.show([], this.data.failed);
      return;
    }
    if (this.input.value !== text) return; // typed on meanwhile
    const hits = match(entries, text);
    this.show(hits, hits.length ? this.data.found.replace('{n}', hits.length) : this.data.none);
  }

  show(hits, said) {
    this.hits = hits;
    this.list.replaceChildren(...hits.map((entry, at) => this.option(entry, at)));
    this.list.hidden = hits.length === 0;
    this.none.hidden = hits.length > 0;
    this.none.textContent = hits.length ? '' : said;
    this.status.textContent = said;
    this.input.setAttribute('aria-expanded', String(hits.length > 0));
    this.activate(hits.length ? 0 : -1);
  }

  option(entry, at) {
    const chinese = this.data.lang === 'zh';
    const made = element('li', 'za-search-option', {
      role: 'option', id: `za-search-${at}`, 'data-at': at, 'aria-selected': 'false',
      'data-id': entry.id,
    });
    const name = element('span', 'za-search-name');
    name.textContent = chinese ? entry.zh : entry.en;
    const kind = element('span', 'za-search-kind');
    const what = entry.recognised ? this.data.kinds[entry.kind] : this.data.unrecognised;
    const place = chinese ? entry.placeZh : entry.placeEn;
    kind.textContent = place ? `${what} · ${place}` : what;
    made.append(name, kind);
    return made;
  }

  activate(at) {
    this.active = at;
    [...this.list.children].forEach((option, i) => {
      option.setAttribute('aria-selected', String(i === at));
      if (i === at) option.scrollIntoView({ block: 'nearest' });
    });
    if (at >= 0) this.input.setAttribute('aria-activedescendant', `za-search-${at}`);
    else this.input.removeAttribute('aria-activedescendant');
  }

  press(event) {
    if (event.isComposing) return; // the keys are the input method's
    const count = this.hits.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (count === 0) {
        this.look();
      } else {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        this.activate((this.active + step + count) % count);
      }
      event.preventDefault();
    } else if (event.key === 'Enter') {
      if (this.active >= 0) this.pick(this.active);
      event.preventDefault();
    } else if (event.key === 'Escape') {
      if (count === 0 && this.none.hidden) this.input.value = '';
      this.close();
    }
  }

  pick(at) {
    const { id } = this.hits[at];
    this.input.value = '';
    this.close();
    this.answer(id);
  }

  close() {
    this.hits = [];
    this.list.hidden = true;
    this.none.hidden = true;
    this.none.textContent = '';
    this.status.textContent = '';
    this.list.replaceChildren();
    this.input.setAttribute('aria-expanded', 'false');
    this.activate(-1);
  }
}

/* "/" goes to the box from anywhere but a place where one types. */
function heedSlash() {
  if (window.zoneAtlasSlash) return;
  window.zoneAtlasSlash = true;
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, textarea, select, [contenteditable="true"], [role="grid"]')) {
      return;
    }
    const input = document.getElementById('za-search-input');
    if (!input) return;
    input.focus();
    event.preventDefault();
  });
}

/* Called with every rerun. */
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const box = parentElement.querySelector('.za-search');
  if (!box.zaSearch) box.zaSearch = new Search(box);
  box.zaSearch.update(data, (id) => setTriggerValue('pick', id));
  heedSlash();
}
