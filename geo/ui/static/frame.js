/* What Streamlit's page lacks: styles that stay, the theme said at the root, the language, a main
 * landmark, and the way past the menu in the reader's words. */

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

export default function (data) {
  keepLook(data.look);
  keepOneEntry();
  document.documentElement.lang = data.lang === 'zh' ? 'zh-CN' : 'en';
  const app = document.querySelector('.stApp');
  if (app) followTheme(app);
  const main = document.querySelector('[data-testid="stMain"]');
  if (main) main.setAttribute('role', 'main');
  nameSkip(data.skip);
}
