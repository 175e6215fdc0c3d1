/* What Streamlit's page lacks: styles that stay, the theme said at the root, the language, a main
 * landmark, and its own words in the reader's language. */

function keepLook(address) {
  const href = new URL(address, window.location.origin).href;
  const old = document.getElementById('za-look');
  if (old && old.href === href) return;
  const link = document.createElement('link');
  link.id = 'za-look';
  link.rel = 'stylesheet';
  link.href = href;
  document.head.appendChild(link);
  if (old) link.onload = () => old.remove();
}

/* Popovers and lists float outside of .stApp, and take their colours from the root. */
function followTheme(app) {
  const tell = () => {
    const scheme = getComputedStyle(app).colorScheme === 'dark' ? 'dark' : 'light';
    if (document.documentElement.dataset.zaTheme === scheme) return;
    document.documentElement.dataset.zaTheme = scheme;
    document.documentElement.style.colorScheme = scheme;
  };
  tell();
  if (app.zaFollowed) return;
  app.zaFollowed = true;
  new MutationObserver(tell).observe(app, { attributes: true, attributeFilter: ['class'] });
}

/* Streamlit's own way past the menu, in the reader's language. */
function nameSkip(words) {
  const link = document.querySelector('[data-testid="stSkipToContent"]');
  if (link && link.textContent !== words) link.textContent = words;
}

/* Streamlit makes an entry of the history of every change of a control, and "back" would take as
 * many steps to leave a page. What changes on a page replaces the page's one entry; where the
 * reader looks on the map, and at which layers, is kept as the map's script has written it. */
function keepOneEntry() {
  if (history.zaKept) return;
  history.zaKept = true;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const write = (state, title, url) => {
    const next = new URL(url || '', window.location.href);
    const page = next.searchParams.get('pg');
    next.searchParams.delete('pg');
    if (next.pathname !== window.location.pathname) {
      window.zoneAtlasOwn = null;
      push(state, title, next.href);
      return;
    }
    // On the way to another page Streamlit writes that page's address before its path: it would
    // stand in the entry of the page that is left.
    if (page && page !== (next.pathname.split('/').pop() || 'overview')) return;
    const own = window.zoneAtlasOwn;
    if (own && own.pathname === next.pathname) {
      for (const [key, value] of Object.entries(own.keys)) {
        if (value === null || value === undefined) next.searchParams.delete(key);
        else next.searchParams.set(key, value);
      }
    }
    replace(state, title, next.href);
  };
  history.pushState = write;
  history.replaceState = write;
  write(history.state, '', window.location.href); // written before this script was there
}

/* Where Streamlit's controls say words of their own. */
const CONTROLS = [
  'stElementToolbar', 'stTooltipContent', 'stDataFrameResizable', 'stDataFrameColumnMenu',
  'stDataFrameColumnVisibilityMenu', 'stDataFrameColumnFormattingMenu', 'stDataFrameStatisticsMenu',
  'stSelectbox', 'stSelectboxVirtualDropdown', 'stMultiSelect', 'stTopNav', 'stFileUploader',
  'stDateInput', 'stTooltipHoverTarget',
].map((name) => `[data-testid="${name}"], .${name}`).concat('button[aria-label="Close"]').join(', ');
const NAMES = ['aria-label', 'placeholder'];
const FOUND = /^(?:(\d+) of )?(?:(\d+) results?|over 1000)$/;
const wording = { address: '', told: null, watch: null };

function reword(text) {
  const plain = text.trim();
  const { words, around, found, found_of: foundOf, found_many: many } = wording.told;
  if (words.has(plain)) return words.get(plain);
  for (const [own, said] of around) {
    const [start, end] = own.split('{label}');
    const label = plain.slice(start.length, plain.length - end.length);
    if (label && plain === start + label + end) return said.replace('{label}', () => label);
  }
  const counted = found ? FOUND.exec(plain) : null;
  if (!counted) return null;
  const count = counted[2];
  if (!counted[1]) return count ? found.replace('{n}', count) : many;
  const all = count || '1000+';
  return foundOf.replace('{i}', counted[1]).replace('{n}', all);
}

/* What the data say stands in a canvas, and is left as it is. */
function isControl(element) {
  return element && element.closest(CONTROLS) && !element.closest('canvas');
}

function sayText(node) {
  if (!isControl(node.parentElement)) return;
  const said = reword(node.nodeValue);
  if (said !== null) node.nodeValue = said; // the node stays: React holds it
}

function sayNames(element) {
  if (!isControl(element)) return;
  for (const name of NAMES) {
    const text = element.getAttribute(name);
    const said = text === null ? null : reword(text);
    if (said !== null) element.setAttribute(name, said);
  }
}

function sayAll(root) {
  if (root.nodeType === Node.TEXT_NODE) sayText(root);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  const parts = isControl(root) ? [root] : root.querySelectorAll(CONTROLS);
  for (const part of parts) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) sayText(texts.currentNode);
    sayNames(part);
    part.querySelectorAll('[aria-label], [placeholder]').forEach(sayNames);
  }
}

/* Words that Streamlit says in English alone are said in the reader's language, also those that
 * come on the page later. Where its own are right they are put back. */
async function sayWords(address) {
  if (address === wording.address) return;
  wording.address = address;
  if (wording.watch) wording.watch.disconnect();
  if (!address) {
    if (!wording.told) return;
    const back = [...wording.told.words].map(([own, said]) => [said, own]);
    const around = wording.told.around.map(([own, said]) => [said, own]);
    wording.told = { words: new Map(back), around };
    sayAll(document.body);
    wording.told = null;
    return;
  }
  const answer = await fetch(new URL(address, window.location.origin).href);
  const told = await answer.json();
  if (address !== wording.address) return;
  wording.told = { ...told, words: new Map(Object.entries(told.words)) };
  wording.watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'childList') addedNodes.forEach(sayAll);
      else if (type === 'characterData') sayText(target);
      else sayNames(target);
    }
  });
  wording.watch.observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: NAMES,
  });
  sayAll(document.body);
}

export default function (data) {
  keepLook(data.look);
  keepOneEntry();
  document.documentElement.lang = data.lang === 'zh' ? 'zh-CN' : 'en';
  const app = document.querySelector('.stApp');
  if (app) followTheme(app);
  const main = document.querySelector('[data-testid="stMain"]');
  if (main) main.setAttribute('role', 'main');
  nameSkip(data.skip);
  sayWords(data.words).catch(() => { wording.address = ''; }); // English words are no fault
}
