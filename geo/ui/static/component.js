/* Puts a map of the atlas into the app and keeps it in step with Python.
 *
 * Scripts, styles and parts are loaded once each from the app's own server. A new payload
 * updates the map in place; where the user is looking, and which layers are on, go into the
 * address without a rerun, and Python reads them there at the next one.
 */
const loaded = (window.zoneAtlasLoaded = window.zoneAtlasLoaded || { files: {}, parts: {} });

function once(store, key, make) {
  if (!store[key]) {
    store[key] = make();
    store[key].catch(() => { delete store[key]; });
  }
  return store[key];
}

function loadStyle(href) {
  return once(loaded.files, href, () => new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    link.onload = resolve;
    link.onerror = () => reject(new Error(href));
    document.head.appendChild(link);
  }));
}

function loadScript(src) {
  return once(loaded.files, src, () => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.async = false; // they run in the order asked for
    script.onload = resolve;
    script.onerror = () => reject(new Error(src));
    document.head.appendChild(script);
  }));
}

function loadPart(name, url) {
  return once(loaded.parts, name, () => fetch(url).then((response) => {
    if (!response.ok) throw new Error(url);
    return response.json();
  }));
}

async function prepare(data) {
  const names = Object.keys(data.parts);
  const [values] = await Promise.all([
    Promise.all(names.map((name) => loadPart(name, data.parts[name]))),
    ...data.css.map(loadStyle),
    ...data.js.map(loadScript),
  ]);
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/* What the reader did here stands in the address, and is kept there when Python, which may not
 * know of it yet, writes the rest anew (frame.js). */
function writeAddress(change) {
  const url = new URL(window.location.href);
  const { pathname } = url;
  const kept = window.zoneAtlasOwn;
  window.zoneAtlasOwn = { pathname, keys: { ...(kept && kept.pathname === pathname ? kept.keys : {}), ...change } };
  for (const [key, value] of Object.entries(change)) {
    if (value === null || value === undefined) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  window.history.replaceState(window.history.state, '', url);
}

/* Layers as the View writes them in the address; null where it is the default. */
function layersText(names, data) {
  const codes = Object.keys(data.layer_codes).filter((name) => names.includes(name))
    .map((name) => data.layer_codes[name]);
  const text = codes.join('.') || '-';
  return text === data.layer_default ? null : text;
}

/* The map ends where the window ends, whatever stands above it. */
const MARGIN = 14;

function stretch(box) {
  const scroller = box.closest('[data-testid="stMain"]');
  const above = box.getBoundingClientRect().top + (scroller ? scroller.scrollTop : 0);
  box.style.height = Math.max(440, window.innerHeight - above - MARGIN) + 'px';
}

/* Streamlit tells of a page that is left; it may say so before the page is gone. */
function leave(box) {
  setTimeout(() => {
    if (box.isConnected || !box.zaAtlas) return;
    window.removeEventListener('resize', box.zaStretch);
    box.zaAtlas.remove();
    box.zaAtlas = null;
    const own = window.zoneAtlasOwn;
    if (own && own.pathname !== window.location.pathname) window.zoneAtlasOwn = null;
  }, 0);
}

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).json();
}

const REMEMBERED = 40;

function remember(list, item) {
  list.push(item);
  if (list.length > REMEMBERED) list.shift();
}

/* The reader picked something here: into the address, and to Python where the page follows.
 * Opening a card closes the one before it, so that what counts is the last word of a moment. */
function pick(box, id) {
  clearTimeout(box.zaPicking);
  box.zaPicking = setTimeout(() => {
    if (new URL(window.location.href).searchParams.get('sel') === id) return;
    remember(box.zaPicks, id);
    writeAddress({ sel: id });
    if (!box.zaFollow) return;
    // Once Python has written the address, Streamlit repeats that to it instead of what stands
    // there now; so it is told here.
    delete window.zoneAtlasOwn.keys.sel;
    const { searchParams } = new URL(window.location.href);
    box.zaTell('picked', { sel: id, ext: searchParams.get('ext'), ly: searchParams.get('ly') });
  }, 0);
}

/* Python says what is picked and where to look: heeded where it is news, not where it is the
 * echo of what the reader did here and has perhaps gone on from. */
function heed(box, data) {
  const selection = data.selection || null;
  if (selection !== box.zaSelection) {
    box.zaSelection = selection;
    const echo = box.zaPicks.indexOf(selection);
    if (echo >= 0) box.zaPicks.splice(0, echo + 1);
    else if (selection !== (box.zaAtlas.selected || null)) box.zaAtlas.show(selection);
  }
  if (data.recentre && data.recentre !== box.zaRecentre) {
    if (!box.zaExtents.includes(data.recentre)) box.zaAtlas.look(data.recentre.split(',').map(Number));
  }
  box.zaRecentre = data.recentre;
}

/* Called with every change. `say` shows a notice below the map; `since` is when it was asked. */
export default function (component, say, since) {
  const { data, parentElement } = component;
  const box = parentElement.querySelector('.za-box');
  box.zaFollow = data.follow;
  box.zaTell = component.setTriggerValue;
  if (!box.zaStretch) {
    box.zaPicks = [];
    box.zaExtents = [];
    box.zaStretch = () => stretch(box);
    window.addEventListener('resize', box.zaStretch);
    new ResizeObserver(() => { if (box.zaAtlas) box.zaAtlas.resize(); }).observe(box);
  }
  if (box.zaAtlas) stretch(box);
  document.documentElement.lang = data.lang;
  if (box.dataset.asked === data.digest) {
    if (box.zaAtlas && box.dataset.shown === data.digest) heed(box, data);
    return () => leave(box);
  }
  box.dataset.asked = data.digest;
  box.setAttribute('aria-busy', 'true');
  say('');
  clearTimeout(box.zaTimer);
  box.zaTimer = setTimeout(() => say(data.slow), 5000 - (performance.now() - since));
  unpack(data.packed).then((packed) => prepare(packed).then((parts) => {
    if (box.dataset.asked !== data.digest) return; // a later change has overtaken this one
    stretch(box); // what stands above it has found its height by now
    box.zaPacked = packed;
    if (box.zaAtlas) {
      box.zaAtlas.update(packed.payload, parts);
      heed(box, data);
    } else {
      box.zaSelection = data.selection || null;
      box.zaRecentre = data.recentre;
      const node = document.createElement('div');
      box.textContent = '';
      box.appendChild(node);
      box.zaAtlas = window.ZoneAtlas.mount(node, packed.payload, parts, {
        // as Python writes it, so that a rerun has nothing to put right
        onExtent: (text) => {
          const plain = text.split(',').map(Number).join(',');
          remember(box.zaExtents, plain);
          writeAddress({ ext: plain });
        },
        onLayers: (names) => writeAddress({ ly: layersText(names, box.zaPacked) }),
        onSelect: (id) => pick(box, id),
      });
    }
    clearTimeout(box.zaTimer);
    say('');
    box.dataset.shown = data.digest;
    box.setAttribute('aria-busy', 'false');
  })).catch((error) => {
    if (box.dataset.asked !== data.digest) return; // the later change speaks for itself
    clearTimeout(box.zaTimer);
    // The old map must not stand for the new choice.
    if (box.zaAtlas) {
      box.zaAtlas.remove();
      box.zaAtlas = null;
    }
    box.textContent = '';
    delete box.dataset.shown;
    delete box.dataset.asked;
    box.setAttribute('aria-busy', 'false');
    say(data.failed);
    console.error(error);
  });
  return () => leave(box);
}
