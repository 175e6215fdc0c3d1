/* Zone Atlas: what stands around the one map of a file.
 *
 * Choice of indicator and year, the other language, looking up, full screen, print. Text reaches
 * the page through text nodes only; the tables below the map are in the page already and are shown
 * or hidden. Syntax and interfaces are limited to what Chromium 86 knows.
 */
(function (global) {
  'use strict';

  var MOST_HITS = 8;
  var ZONE_ZOOM = 9.5; // a zone among its neighbours
  var AREA_ZOOM = 10; // the smallest county still has its surroundings
  var CARD_ROOM = L.point(120, 240); // around an area, or its card would push it off the map
  var LOW = 700; // px of a projector, with bars of the browser
  var ONE_LINE = 60; // px of a head with one line
  var FLIGHT_SECONDS = 0.8;

  var root = document.documentElement;
  var data = JSON.parse(document.getElementById('za-page').textContent);
  var first = JSON.parse(document.getElementById('za-payload').textContent);
  var specs = first.layers.concat(data.specs);
  var langs = Object.keys(data.options);
  var head = document.querySelector('.za-head');
  var stage = document.querySelector('.za-stage');
  var footnotes = document.querySelector('.za-footnotes');
  var atlas = null;
  var now = 0; // number of the map that is shown
  var option = 0; // of the choice of indicators
  var rewriters = []; // called when the language has changed

  function el(tag, className, attributes) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    Object.keys(attributes || {}).forEach(function (key) {
      node.setAttribute(key, attributes[key]);
    });
    return node;
  }

  function state() { return data.states[now]; }
  function words() { return data.words[state().lang]; }
  function options() { return data.options[state().lang]; }

  /* Writes words now and whenever the language changes. */
  function keepWritten(write) {
    rewriters.push(write);
    write();
  }

  function button(className, press) {
    var node = el('button', 'za-tool ' + className, { type: 'button' });
    node.addEventListener('click', press);
    return node;
  }

  /* ---------------------------------------------------------- another map */

  function payloadOf(number) {
    var found = data.states[number];
    if (!number) return first;
    return {
      v: first.v, lang: found.lang, title: found.title, map: first.map,
      text: data.words[found.lang].map, lines: found.lines, footnotes: found.footnotes,
      layers: found.layers.map(function (i) { return specs[i]; })
    };
  }

  /* What the reader has switched on or off stays so, the indicator's layer whatever draws it. */
  function asSwitched(payload) {
    var layers = payload.layers.map(function (spec) {
      var shown = spec.id === 'circles' || spec.id === 'choropleth' ?
        atlas.entry('circles') || atlas.entry('choropleth') : atlas.entry(spec.id);
      if (!shown || !spec.name) return spec;
      return Object.assign({}, spec, { on: atlas.map.hasLayer(shown.layer) });
    });
    return Object.assign({}, payload, { layers: layers });
  }

  function show(number) {
    if (number === now) return;
    var spoken = state().lang;
    now = number;
    var payload = payloadOf(number);
    var open = atlas.still;
    atlas.still = true; // a card that stays open moves nothing
    atlas.update(asSwitched(payload), atlas.parts);
    atlas.still = open;
    writeAround(payload);
    if (state().lang !== spoken) rewriters.forEach(function (write) { write(); });
    drawChoice();
    fitStage();
  }

  function writeAround(payload) {
    document.title = payload.title;
    head.querySelector('h1').textContent = payload.title;
    root.setAttribute('lang', payload.lang === 'zh' ? 'zh-CN' : 'en');
    footnotes.textContent = '';
    (payload.footnotes || []).forEach(function (text) {
      footnotes.appendChild(el('li')).textContent = text;
    });
    footnotes.hidden = !footnotes.firstChild;
    document.querySelectorAll('.za-twin').forEach(function (section) {
      section.hidden = section.getAttribute('lang') !== root.getAttribute('lang');
    });
    document.querySelectorAll('[data-za-states]').forEach(function (block) {
      var owners = block.getAttribute('data-za-states').split(' ');
      block.hidden = owners.indexOf(String(now)) < 0;
    });
  }

  /* --------------------------------------------- choice of indicator and year */

  var choice = null;

  function makeChoice() {
    if (options().every(function (one) { return one.states.length < 2; }) && options().length < 2) {
      return;
    }
    choice = {
      bar: el('div', 'za-bar', { role: 'group' }),
      indicatorLabel: el('label', 'za-bar-label', { for: 'za-indicator' }),
      indicator: el('select', 'za-bar-select', { id: 'za-indicator' }),
      yearLabel: el('label', 'za-bar-label', { for: 'za-year' }),
      year: el('input', 'za-bar-year', { id: 'za-year', type: 'range', min: '0', step: '1' }),
      when: el('output', 'za-bar-when', { for: 'za-year' }),
      oldest: el('span', 'za-bar-end', { 'aria-hidden': 'true' }),
      newest: el('span', 'za-bar-end', { 'aria-hidden': 'true' }),
      said: el('span', 'za-bar-said'),
      spoken: el('p', 'za-spoken', { role: 'status' })
    };
    choice.years = el('span', 'za-bar-years');
    choice.indicators = el('span', 'za-bar-indicators');
    choice.indicators.appendChild(choice.indicatorLabel);
    choice.indicators.appendChild(choice.indicator);
    choice.indicators.hidden = options().length < 2;
    [choice.yearLabel, choice.oldest, choice.year, choice.newest, choice.when].forEach(
      function (node) { choice.years.appendChild(node); }
    );
    [choice.indicators, choice.years, choice.said, choice.spoken].forEach(function (node) {
      choice.bar.appendChild(node);
    });
    choice.indicator.addEventListener('change', function () {
      chooseIndicator(choice.indicator.selectedIndex);
    });
    choice.year.addEventListener('input', function () {
      show(options()[option].states[Number(choice.year.value)]);
    });
    stage.parentNode.insertBefore(choice.bar, stage);
    keepWritten(function () {
      choice.bar.setAttribute('aria-label', words().choose);
      choice.indicatorLabel.textContent = words().indicator;
      choice.yearLabel.textContent = words().year;
      choice.spoken.textContent = '';
      choice.indicator.textContent = '';
      options().forEach(function (one) {
        choice.indicator.appendChild(el('option')).textContent = one.name;
      });
    });
    drawChoice();
  }

  /* Another indicator, in the year at hand where it has that year. */
  function chooseIndicator(number) {
    var wanted = options()[number];
    var period = state().period;
    option = number;
    show(wanted.states.filter(function (i) { return data.states[i].period === period; })
      .concat(wanted.start)[0]);
    choice.spoken.textContent = state().title || first.title;
  }

  function drawChoice() {
    if (!choice) return;
    var numbers = options()[option].states;
    var at = numbers.indexOf(now);
    choice.indicator.selectedIndex = option;
    choice.years.hidden = numbers.length < 2;
    choice.year.max = String(numbers.length - 1);
    choice.year.value = String(at);
    choice.year.setAttribute('aria-valuetext', [state().when, state().said].filter(Boolean).join(' · '));
    choice.oldest.textContent = data.states[numbers[0]].when;
    choice.newest.textContent = data.states[numbers[numbers.length - 1]].when;
    choice.when.textContent = state().when;
    choice.said.textContent = [state().said].concat(state().remarks).filter(Boolean).join(' · ');
  }

  /* -------------------------------------------------------------- looking up */

  /* Text as it is compared (`fold` in lookup.py). */
  function fold(text) {
    return text.toLowerCase().replace(/[\u00fc\u01d6\u01d8\u01da\u01dc]/g, 'v').normalize('NFKD')
      .replace(/[^0-9a-z\u3400-\u9fff]/g, '');
  }

  /* 0 is the name itself, 1 its beginning, 2 somewhere inside. */
  function score(keys, query) {
    return keys.reduce(function (best, key) {
      var at = key.indexOf(query);
      if (at < 0) return best;
      return Math.min(best, at ? 2 : key === query ? 0 : 1);
    }, 3);
  }

  function matches(text) {
    var query = fold(text);
    if (!query) return [];
    return data.names.map(function (row, order) {
      return { row: row, order: order, score: score(row[5], query) };
    }).filter(function (hit) { return hit.score < 3 && atlas.find(hit.row[0]); })
      .sort(function (a, b) { return a.score - b.score || a.order - b.order; })
      .slice(0, MOST_HITS).map(function (hit) { return hit.row; });
  }

  var lookUp = null;

  function makeLookUp() {
    if (!data.names.length) return;
    var box = el('div', 'za-look', { role: 'search' });
    var input = el('input', 'za-look-input', {
      id: 'za-look', type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false',
      maxlength: '60', 'aria-autocomplete': 'list', 'aria-controls': 'za-look-list',
      'aria-expanded': 'false'
    });
    var list = el('ul', 'za-look-list', { id: 'za-look-list', role: 'listbox' });
    var none = el('p', 'za-look-none', { 'aria-hidden': 'true' });
    var spoken = el('p', 'za-spoken', { role: 'status' });
    var hits = [];
    var active = -1;
    list.hidden = true;
    none.hidden = true;
    [input, list, none, spoken].forEach(function (node) { box.appendChild(node); });
    stage.insertBefore(box, stage.firstChild); // before the map, for the keyboard too
    lookUp = input;
    keepWritten(function () {
      input.setAttribute('aria-label', words().look_up);
      input.setAttribute('placeholder', words().look_up_hint);
      list.setAttribute('aria-label', words().results);
    });

    function activate(at) {
      active = at;
      Array.prototype.forEach.call(list.children, function (node, i) {
        node.setAttribute('aria-selected', String(i === at));
      });
      if (at >= 0) input.setAttribute('aria-activedescendant', 'za-look-' + at);
      else input.removeAttribute('aria-activedescendant');
    }
    function draw(found, said) {
      hits = found;
      list.textContent = '';
      hits.forEach(function (row, i) { list.appendChild(hitNode(row, i)); });
      list.hidden = !hits.length;
      none.hidden = !said || !!hits.length;
      none.textContent = none.hidden ? '' : said;
      spoken.textContent = said;
      input.setAttribute('aria-expanded', String(!!hits.length));
      activate(hits.length ? 0 : -1);
    }
    function close() { draw([], ''); }
    function look() {
      if (!fold(input.value)) {
        close();
        return;
      }
      var found = matches(input.value);
      draw(found, found.length ? words().found.replace('{n}', found.length) : words().none);
    }
    function pick(at) {
      var id = hits[at][0];
      input.value = '';
      close();
      goTo(id, input);
    }
    input.addEventListener('input', look);
    input.addEventListener('blur', close);
    // the box keeps the keyboard, or the list would be gone before the click counts
    list.addEventListener('mousedown', function (event) { event.preventDefault(); });
    list.addEventListener('click', function (event) {
      var node = event.target.closest('[role="option"]');
      if (node) pick(Number(node.getAttribute('data-at')));
    });
    input.addEventListener('keydown', function (event) {
      if (event.isComposing) return; // the keys are the input method's
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        if (!hits.length) look();
        else activate((active + (event.key === 'ArrowDown' ? 1 : -1) + hits.length) % hits.length);
      } else if (event.key === 'Enter') {
        event.preventDefault();
        if (active >= 0) pick(active);
      } else if (event.key === 'Escape') {
        if (!hits.length && none.hidden) input.value = '';
        close();
      }
    });
  }

  function hitNode(row, i) {
    var chinese = state().lang === 'zh';
    var kind = row[0].indexOf('zone:') === 0 ? 'zone' : /00$/.test(row[0]) ? 'prefecture' : 'county';
    var place = kind === 'prefecture' ? '' : row[chinese ? 3 : 4];
    var node = el('li', 'za-look-hit', {
      id: 'za-look-' + i, role: 'option', 'data-at': i, 'data-id': row[0]
    });
    node.appendChild(el('span', 'za-look-name')).textContent = row[chinese ? 1 : 2];
    node.appendChild(el('span', 'za-look-kind')).textContent =
      words().kinds[kind] + (place ? ' \u00b7 ' + place : '');
    return node;
  }

  /* Flies to a place and opens its card; the card gives the keyboard back to `opener`. */
  function goTo(id, opener) {
    var found = atlas.find(id);
    var map = atlas.map;
    if (!map.hasLayer(found.entry.layer)) atlas.toggle(found.entry, true);
    map.closePopup();
    var zoom = Math.max(map.getZoom(), ZONE_ZOOM);
    if (found.bounds) zoom = Math.min(AREA_ZOOM, map.getBoundsZoom(found.bounds, false, CARD_ROOM));
    var at = found.bounds ? found.bounds.getCenter() : found.at;
    function open() { atlas.openSelected(id, opener); }
    if (global.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      map.setView(at, zoom, { animate: false });
      open();
      return;
    }
    map.flyTo(at, zoom, { duration: FLIGHT_SECONDS });
    map.once('moveend', open);
  }

  /* ------------------------------------------------------------ other tools */

  function makeTools() {
    var tools = el('div', 'za-tools');
    if (langs.length > 1) makeLanguage(tools);
    makeFullScreen(tools);
    var print = button('za-print', function () { global.print(); });
    keepWritten(function () { print.textContent = words().print; });
    tools.appendChild(print);
    head.appendChild(tools);
    keepWritten(function () {
      head.querySelector('p').textContent = words().subtitle;
      footnotes.setAttribute('aria-label', words().notes);
      var mark = head.querySelector('.za-finish');
      if (mark) mark.textContent = words().finish;
    });
  }

  /* One button: the other language, named in that language. */
  function makeLanguage(tools) {
    var node = button('za-language', function () {
      var numbers = options()[option].states;
      var at = numbers.indexOf(now);
      show(data.options[other()][option].states[at]);
    });
    function other() { return langs[(langs.indexOf(state().lang) + 1) % langs.length]; }
    keepWritten(function () {
      node.textContent = data.words[other()].name;
      node.setAttribute('lang', other() === 'zh' ? 'zh-CN' : 'en');
    });
    tools.appendChild(node);
  }

  function makeFullScreen(tools) {
    if (!document.fullscreenEnabled || !root.requestFullscreen) return;
    var node = button('za-full', function () {
      var done = document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen();
      done.catch(function () { node.hidden = true; }); // forbidden here after all
    });
    function write() {
      var full = !!document.fullscreenElement;
      node.textContent = full ? words().leave_full_screen : words().full_screen;
    }
    document.addEventListener('fullscreenchange', write);
    keepWritten(write);
    tools.appendChild(node);
  }

  /* ----------------------------------------------------------------- the page */

  /* Whatever stands above it, the whole map is on the first screen. On a low screen a head of
   * several lines gives way first. */
  function fitStage() {
    head.classList.remove('za-tight');
    head.classList.toggle('za-tight', global.innerHeight < LOW && head.offsetHeight > ONE_LINE);
    var above = Math.ceil(stage.getBoundingClientRect().top + global.pageYOffset);
    if (root.style.getPropertyValue('--za-head') === above + 'px') return;
    root.style.setProperty('--za-head', above + 'px');
    if (atlas) atlas.map.invalidateSize({ animate: false });
  }

  /* On paper the footnotes stand on the map's sheet, and the map gives them the room. */
  function makeRoom() {
    footnotes.classList.add('za-measured');
    root.style.setProperty('--za-notes', Math.ceil(footnotes.offsetHeight) + 'px');
    footnotes.classList.remove('za-measured');
  }

  makeTools();
  makeChoice();
  makeLookUp();
  fitStage();
  global.addEventListener('resize', fitStage);
  global.addEventListener('beforeprint', makeRoom);

  global.ZoneAtlasPage = {
    fold: fold,
    start: function (map) {
      atlas = map.zoneAtlas;
      if (lookUp) atlas.covers.push(lookUp);
      global.ZoneAtlas.start(map);
    }
  };
})(window);
