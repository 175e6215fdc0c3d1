/* Zone Atlas: presents a deck.
 *
 * The slides stand in the page as markup; this script shows one at a time, lays one map under
 * them that flies from View to View, and answers keys and clickers. Text reaches the page through
 * text nodes only. Syntax and interfaces are limited to what Chromium 86 knows.
 */
(function (global) {
  'use strict';

  var doc = global.document;
  var root = doc.documentElement;
  var content = JSON.parse(doc.getElementById('zd-content').textContent);
  var words = content.words;
  var maps = content.slides.map(function (slide) { return slide.map; });
  var parts = {};
  doc.querySelectorAll('script[data-za-part]').forEach(function (node) {
    parts[node.getAttribute('data-za-part')] = JSON.parse(node.textContent);
  });
  var stage = doc.getElementById('zd-stage');
  var mapNode = doc.getElementById('zd-map');
  var bar = doc.querySelector('.zd-bar');
  var slides = Array.prototype.slice.call(doc.querySelectorAll('.zd-slide'));
  var total = slides.length;

  var UNIT = 24 / 1366; // text to the width of the screen
  var UNIT_OF_HEIGHT = 24 / 610;
  var UNIT_OF_TALL = 1 / 32; // in a window that is higher than wide, where words stand above the map
  var UNIT_OF_TALL_HEIGHT = 1 / 45;
  var SMALLEST_UNIT = 12;
  var SMALLEST_FIT = 0.6;
  var FIT_STEP = 0.04;
  var AIRS = [0.34, 0.27, 0.2, 0.13, 0.08]; // above and below the words of a table's cells
  var SMALLEST_TITLE = 0.8;
  var PAPER_UNIT = 19;
  var FLIGHT_SECONDS = 1.2;
  var NOTES_SHARE = 0.3;
  // the box in which an extent's zoom shows what it was chosen for; others zoom in or out for it
  var NOMINAL = { x: 870, y: 560 };
  var ZOOM_STEP = 0.05;
  var ZOOM_LOSS = 0.3; // what a province may give up so that no legend stands on it
  var KEPT_LOSS = 0.2; // and so that it keeps its place from slide to slide
  var MARGIN = 12; // px around the province
  var SMALLEST_CARD = 170; // px

  var atlas = null;
  var now = 0; // the slide that is shown
  var drawn = -1; // the slide whose map is drawn
  var turn = 0; // counts what was asked: a flight that was overtaken changes nothing
  var typed = '';
  var back = null; // what had the keyboard before the overview
  var aims = []; // where the map of each slide looks in the window as it is
  var home = null; // where the map was put, and for what bounds
  var fitted = []; // whether the words of each slide have the size that they have here
  var outline = []; // of the province, the same on every map

  function el(tag, className, text) {
    var node = doc.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = String(text);
    return node;
  }

  function part(slide, name) {
    return slide.querySelector('.' + name);
  }

  function titleOf(k) {
    return part(slides[k], 'zd-title').textContent;
  }

  function isStill() {
    return global.matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  /* ---------------------------------------------------------------- pieces */

  var said = el('div', 'zd-unseen');
  said.setAttribute('role', 'status');
  said.setAttribute('aria-live', 'polite');
  var notes = el('aside', 'zd-notes');
  notes.hidden = true;
  notes.tabIndex = 0;
  notes.setAttribute('aria-label', words.notes);
  var overview = el('div', 'zd-overview');
  overview.hidden = true;
  overview.setAttribute('role', 'dialog');
  overview.setAttribute('aria-modal', 'true');
  overview.setAttribute('aria-label', words.overview);
  var black = el('div', 'zd-black');
  black.hidden = true;
  [said, notes, overview, black].forEach(function (node) { doc.body.appendChild(node); });

  function button(name) {
    return bar.querySelector('[data-do="' + name + '"]');
  }

  /* ---------------------------------------------------------------- layout */

  /* Sizes that hang on the window: of the text, of the foot, and of slides that say too much. */
  function lay() {
    var width = stage.clientWidth;
    var height = stage.clientHeight;
    var tall = width < height;
    root.classList.toggle('zd-tall', tall);
    var unit = Math.min(width * UNIT, height * UNIT_OF_HEIGHT);
    if (tall) unit = Math.min(width * UNIT_OF_TALL, height * UNIT_OF_TALL_HEIGHT);
    else if (width < height * 1.5) unit = Math.min(width * UNIT * 1.2, height * UNIT_OF_HEIGHT);
    root.style.setProperty('--zd-u', Math.max(SMALLEST_UNIT, unit).toFixed(2) + 'px');
    fitSlides();
  }

  /* The feet of all maps are as high as the highest, so that the map keeps its place from slide to
   * slide; without a map a foot is as high as its lines. Where there is room for two rows of
   * buttons, they leave the lines more width. */
  function fitSlides() {
    var tall = root.classList.contains('zd-tall');
    var feet = measureFeet(false);
    if (!tall && feet.highest > 2 * bar.offsetHeight) feet = measureFeet(true);
    root.style.setProperty('--zd-foot', feet.highest + 'px');
    slides.forEach(function (slide, k) {
      if (!maps[k]) slide.style.setProperty('--zd-foot', feet.own[k] + 'px');
    });
    fitted = [];
    fitWords(now); // the others when they are shown
    // the same place on every slide
    bar.style.height = tall ? '' : Math.min.apply(null, feet.own.concat(feet.highest)) + 'px';
  }

  function fitWords(k) {
    if (fitted[k]) return;
    fitted[k] = true;
    fitTitle(slides[k]);
    fitSlide(slides[k]);
  }

  function fitAll() {
    slides.forEach(function (slide, k) { fitWords(k); });
  }

  function measureFeet(stacked) {
    bar.style.height = '';
    bar.classList.toggle('zd-stacked', stacked);
    root.style.setProperty('--zd-bar', bar.offsetWidth + 'px');
    root.style.setProperty('--zd-foot', 'auto');
    var least = Math.max(parseFloat(getComputedStyle(stage).fontSize) * 1.7, bar.offsetHeight);
    var highest = least;
    var own = slides.map(function (slide, k) {
      slide.style.removeProperty('--zd-foot');
      var height = Math.ceil(Math.max(least, part(slide, 'zd-foot').offsetHeight));
      if (maps[k]) highest = Math.max(highest, height);
      return height;
    });
    return { own: own, highest: Math.ceil(highest) };
  }

  /* A Chinese title of clauses has one on a line, if a smaller size makes that possible. */
  function fitTitle(slide) {
    var title = part(slide, 'zd-title');
    var clauses = Array.prototype.slice.call(title.querySelectorAll('.zd-clause'));
    function breaks(clause) {
      return clause.offsetHeight > 1.9 * parseFloat(getComputedStyle(clause).fontSize);
    }
    for (var size = 1; size > SMALLEST_TITLE; size -= FIT_STEP) {
      title.style.setProperty('--zd-title', size.toFixed(2));
      if (!clauses.some(breaks)) return;
    }
    title.style.removeProperty('--zd-title');
  }

  /* A slide that says too much says it closer together, then smaller; what is still too long
   * scrolls. */
  function fitSlide(slide) {
    var panel = part(slide, 'zd-panel');
    var fit = 1;
    var air = 0;
    function overflows() {
      panel.style.setProperty('--zd-air', AIRS[air] + 'em');
      panel.style.setProperty('--zd-fit', fit.toFixed(2));
      return panel.scrollHeight > panel.clientHeight + 1 || panel.scrollWidth > panel.clientWidth + 1;
    }
    if (panel.querySelector('table')) while (overflows() && air < AIRS.length - 1) air += 1;
    while (overflows() && fit > SMALLEST_FIT) fit -= FIT_STEP;
    while (air > 0 && !overflows()) air -= 1; // what is smaller may leave room again
    if (overflows() && air < AIRS.length - 1) air += 1;
    var tooLong = overflows();
    panel.classList.toggle('zd-long', tooLong);
    if (tooLong) panel.tabIndex = 0; // what scrolls must be reachable by the keyboard
    else panel.removeAttribute('tabindex');
  }

  /* ------------------------------------------------------------------ maps */

  /* Middle and zoom of a slide's map in the box that it has here. */
  function aim(made, payload) {
    var start = payload.map;
    var size = made.map.getSize();
    if (!start.extent) {
      return frame(made, start, made === atlas && home && home.fit === String(start.fit) ? home.at : null);
    }
    var more = Math.log2(Math.min(size.x / NOMINAL.x, size.y / NOMINAL.y));
    return {
      center: L.latLng(start.extent[1], start.extent[0]),
      zoom: within(start.zooms, start.extent[2] + more)
    };
  }

  function within(zooms, zoom) {
    var stepped = Math.floor(zoom / ZOOM_STEP + 1e-6) * ZOOM_STEP;
    return Math.max(zooms[0], Math.min(zooms[1], stepped));
  }

  /* The province as large as it can be with no legend on it, as near to the middle as that allows;
   * if that made it too small, where legends cover least of it. It stays where it was before if
   * nothing covers it there and it would not be much larger elsewhere. */
  function frame(made, start, before) {
    var map = made.map;
    var size = map.getSize();
    var fit = L.latLngBounds(start.fit);
    var nw = map.project(fit.getNorthWest(), 0);
    var extent = map.project(fit.getSouthEast(), 0).subtract(nw);
    if (!outline.length) outline = made.outline().map(function (at) { return map.project(at, 0); });
    var corners = coveredCorners(made);
    var best = null;

    /* Between which left edges nothing covers it. */
    function clear(zoom, top) {
      var scale = Math.pow(2, zoom);
      var least = -Infinity;
      var most = Infinity;
      outline.forEach(function (p) {
        var x = (p.x - nw.x) * scale;
        var y = top + (p.y - nw.y) * scale;
        if (y > corners.west.top) least = Math.max(least, corners.west.right - x);
        if (y > corners.east.top) most = Math.min(most, corners.east.left - x);
        if (y < corners.north.bottom) most = Math.min(most, corners.north.left - x);
      });
      return {
        least: least, most: most,
        lack: function (left) { return Math.max(0, least - left - 1, left - most - 1); }
      };
    }

    function place(zoom, down) {
      var scale = Math.pow(2, zoom);
      var room = size.subtract(extent.multiplyBy(scale)).subtract([2 * MARGIN, 2 * MARGIN]);
      var top = MARGIN + Math.max(0, room.y) * down;
      var edges = clear(zoom, top);
      var middle = MARGIN + room.x / 2;
      var left = edges.least > edges.most ? (edges.least + edges.most) / 2 :
        Math.max(edges.least, Math.min(middle, edges.most));
      left = Math.max(MARGIN, Math.min(left, MARGIN + Math.max(0, room.x)));
      return {
        covered: edges.lack(left),
        off: Math.abs(left - middle) + Math.abs(down - 0.5) * Math.max(0, room.y),
        zoom: zoom,
        left: left,
        top: top,
        center: map.unproject(nw.add(size.divideBy(2).subtract([left, top]).divideBy(scale)), 0)
      };
    }

    function consider(found) {
      if (!best || found.covered < best.covered ||
          (found.covered === best.covered && found.off < best.off)) best = found;
    }

    var largest = within(start.zooms, Math.log2(Math.min(
      Math.max(1, size.x - 2 * MARGIN) / extent.x, Math.max(1, size.y - 2 * MARGIN) / extent.y)));
    var smallest = Math.max(start.zooms[0], largest - ZOOM_LOSS) - 1e-6;
    for (var zoom = largest; zoom >= smallest && (!best || best.covered); zoom -= ZOOM_STEP) {
      for (var down = 0; down <= 1; down += 0.125) consider(place(zoom, down));
    }
    var stays = before && before.zoom > best.zoom - KEPT_LOSS && !clear(before.zoom, before.top).lack(before.left);
    return stays ? before : best;
  }

  /* How far what stands in the corners of a map reaches into it. */
  function coveredCorners(made) {
    var origin = made.map.getContainer().getBoundingClientRect();
    function reach(node) {
      var box = node.getBoundingClientRect();
      var gone = node.hidden || !box.width;
      return {
        left: gone ? Infinity : box.left - origin.left - MARGIN,
        right: gone ? -Infinity : box.right - origin.left + MARGIN,
        top: gone ? Infinity : box.top - origin.top - MARGIN,
        bottom: gone ? -Infinity : box.bottom - origin.top + MARGIN
      };
    }
    return { west: reach(made.legend), east: reach(made.legendRight), north: reach(made.north) };
  }

  function mount(node, payload) {
    var made = ZoneAtlas.mount(node, payload, parts, {});
    made.map.options.zoomSnap = ZOOM_STEP; // on a wall the province is as large as it can be
    made.map.keyboard.disable(); // an arrow key that scrolls a legend must not move the map too
    made.map.on('zoomanim', function () { made.zooms = true; });
    made.map.on('zoomend', function () { made.zooms = false; });
    return made;
  }

  /* The limit of a map would pull it back on its way, and where it shows more than the limit. */
  function release(map) {
    map.setMaxBounds(null);
  }

  function look(made, payload, at) {
    release(made.map);
    if (!looksAt(made.map, at)) made.map.setView(at.center, at.zoom, { animate: false });
    made.map.setMaxBounds(L.latLngBounds(payload.map.limit).extend(made.map.getBounds()));
  }

  function looksAt(map, at) {
    return Math.abs(map.getZoom() - at.zoom) < 0.01 &&
      map.latLngToContainerPoint(at.center).distanceTo(map.getSize().divideBy(2)) < 2;
  }

  function placeMap() {
    var hole = part(slides[now], 'zd-hole');
    var box = hole.getBoundingClientRect();
    var origin = stage.getBoundingClientRect();
    mapNode.style.left = box.left - origin.left + 'px';
    mapNode.style.top = box.top - origin.top + 'px';
    mapNode.style.width = box.width + 'px';
    mapNode.style.height = box.height + 'px';
    if (atlas && (atlas.map.getSize().x !== mapNode.clientWidth ||
        atlas.map.getSize().y !== mapNode.clientHeight)) atlas.resize();
  }

  /* Draws the layers of the slide that is shown, if others stand there. Its legends are then there
   * too, and the map stands clear of them. */
  function swap() {
    if (drawn !== now) {
      atlas.update(maps[now], parts);
      drawn = now;
    }
    var at = aims[now] = aims[now] || aim(atlas, maps[now]);
    look(atlas, maps[now], at);
    home = { at: at, fit: String(maps[now].map.extent ? null : maps[now].map.fit) };
    var selection = maps[now].map.selection;
    if (selection) {
      atlas.still = true;
      atlas.show(selection);
      atlas.still = false;
    }
    mapNode.classList.remove('zd-flying');
    stage.setAttribute('data-shown', String(now + 1));
  }

  function showMap(flies) {
    var asked = turn;
    var payload = maps[now];
    mapNode.classList.toggle('zd-off', !payload);
    if (!payload) {
      stage.setAttribute('data-shown', String(now + 1));
      return;
    }
    if (atlas && atlas.zooms) { // a map that zooms hears nothing until it is done
      atlas.map.once('zoomend', function () {
        if (asked === turn) showMap(flies);
      });
      return;
    }
    if (atlas) release(atlas.map);
    placeMap();
    if (!atlas) {
      atlas = mount(mapNode, payload);
      mapNode.zoneAtlas = atlas;
      drawn = now;
      swap();
      return;
    }
    var map = atlas.map;
    atlas.show(null); // an open card belongs to the slide before
    // not visited yet: as clear of the legends that stand there now
    var at = aims[now] || aim(atlas, payload);
    var same = home && looksAt(map, home.at) && !payload.map.extent && home.fit === String(payload.map.fit);
    if (!flies || same || looksAt(map, at) || isStill()) {
      if (!same) look(atlas, payload, at);
      swap();
      return;
    }
    mapNode.classList.add('zd-flying');
    map.flyTo(at.center, at.zoom, { duration: FLIGHT_SECONDS });
    var arrived = false;
    function arrive() {
      if (asked !== turn || arrived) return;
      arrived = true;
      swap();
    }
    map.once('moveend', arrive);
    // a click on the map ends the flight, and nothing tells of it
    global.setTimeout(arrive, (FLIGHT_SECONDS + 0.5) * 1000);
  }

  /* ---------------------------------------------------------------- slides */

  function go(k, flies) {
    turn += 1;
    now = Math.max(0, Math.min(total - 1, k));
    fitWords(now);
    slides.forEach(function (slide, i) {
      slide.classList.toggle('zd-now', i === now);
    });
    doc.getElementById('zd-now').textContent = String(now + 1);
    button('previous').disabled = now === 0;
    button('next').disabled = now === total - 1;
    said.textContent = content.slides[now].said;
    stage.removeAttribute('data-shown');
    writeNotes();
    if (global.location.hash !== '#' + (now + 1)) {
      global.history.replaceState(null, '', '#' + (now + 1));
    }
    showMap(flies);
  }

  function turnTo(k) {
    if (k < 0 || k >= total) return;
    go(k, true);
  }

  function readHash() {
    var found = /^#([0-9]{1,3})$/.exec(global.location.hash);
    return found ? Math.max(1, Math.min(total, Number(found[1]))) - 1 : 0;
  }

  function writeNotes() {
    notes.textContent = '';
    notes.appendChild(el('h2', '', words.notes));
    var lines = slides[now].querySelectorAll('.zd-notes-text p');
    lines.forEach(function (line) { notes.appendChild(el('p', '', line.textContent)); });
    if (!lines.length) notes.appendChild(el('p', '', words.no_notes));
    var then = now + 1 < total ? words.next_slide + titleOf(now + 1) : words.last_slide;
    notes.appendChild(el('p', 'zd-then', then));
    notes.scrollTop = 0;
  }

  function toggleNotes() {
    notes.hidden = !notes.hidden;
    button('notes').setAttribute('aria-pressed', String(!notes.hidden));
    fitWindow();
  }

  function toggleBlack() {
    black.hidden = !black.hidden;
    button('black').setAttribute('aria-pressed', String(!black.hidden));
    cover();
    said.textContent = black.hidden ? words.black_off : words.black_on;
  }

  /* What lies under the overview or the black screen is out of everybody's reach. */
  function cover() {
    root.classList.toggle('zd-covered', !black.hidden || !overview.hidden);
  }

  function toggleFull() {
    if (doc.fullscreenElement) doc.exitFullscreen();
    else if (root.requestFullscreen) root.requestFullscreen().catch(function () {});
  }

  /* -------------------------------------------------------------- overview */

  function openOverview() {
    fitAll();
    overview.textContent = '';
    var head = overview.appendChild(el('div', 'zd-overview-head'));
    head.appendChild(el('h2', '', doc.title));
    head.appendChild(el('p', 'zd-keys', words.keys));
    var list = el('ol', 'zd-cards');
    slides.forEach(function (slide, k) {
      var card = el('button', 'zd-card');
      card.type = 'button';
      if (k === now) card.setAttribute('aria-current', 'true');
      card.appendChild(miniature(slide, k));
      var line = card.appendChild(el('span', 'zd-card-line'));
      line.appendChild(el('span', 'zd-card-number', k + 1));
      var title = line.appendChild(el('span', 'zd-card-title'));
      part(slide, 'zd-title').childNodes.forEach(function (node) { title.appendChild(node.cloneNode(true)); });
      card.addEventListener('click', function () {
        closeOverview();
        go(k, false);
      });
      var item = el('li');
      item.appendChild(card);
      list.appendChild(item);
    });
    overview.appendChild(list);
    back = doc.activeElement;
    overview.hidden = false;
    cover();
    layOverview();
    list.querySelectorAll('.zd-card')[now].focus();
  }

  /* The picture of a slide's map; where there is none the slide's own words, as small. */
  function miniature(slide, k) {
    var box = el('span', 'zd-thumb');
    box.setAttribute('aria-hidden', 'true');
    var picture = slide.querySelector('.zd-picture');
    if (picture) {
      box.appendChild(el('span', picture.className));
      return box;
    }
    var small = box.appendChild(el('span', slide.className));
    small.classList.remove('zd-slide', 'zd-now');
    small.classList.add('zd-mini');
    var panel = small.appendChild(part(slide, 'zd-panel').cloneNode(true));
    panel.classList.remove('zd-long');
    panel.removeAttribute('tabindex');
    panel.querySelectorAll('[id], [aria-labelledby]').forEach(function (node) {
      node.removeAttribute('id');
      node.removeAttribute('aria-labelledby');
    });
    if (maps[k]) small.appendChild(el('span', 'zd-mini-map'));
    return box;
  }

  /* All slides at once if they are then still to be told apart, else as many as that allows. */
  function layOverview() {
    var most = Math.max(3, Math.floor(overview.clientWidth / SMALLEST_CARD));
    for (var columns = 3; columns <= most; columns += 1) {
      overview.style.setProperty('--zd-columns', columns);
      if (overview.scrollHeight <= overview.clientHeight) break;
    }
    var width = stage.clientWidth;
    overview.style.setProperty('--zd-width', width + 'px');
    overview.style.setProperty('--zd-small', overview.querySelector('.zd-thumb').clientWidth / width);
  }

  function closeOverview() {
    overview.hidden = true;
    overview.textContent = '';
    cover();
    if (back && back.isConnected && back !== doc.body) back.focus();
    else if (doc.activeElement) doc.activeElement.blur();
    back = null;
  }

  function toggleOverview() {
    if (overview.hidden) openOverview();
    else closeOverview();
  }

  function moveInOverview(key) {
    var cards = Array.prototype.slice.call(overview.querySelectorAll('.zd-card'));
    var at = Math.max(0, cards.indexOf(doc.activeElement));
    var columns = cards.filter(function (card) { return card.offsetTop === cards[0].offsetTop; }).length;
    var steps = {
      ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1, ArrowDown: columns, ArrowUp: -columns,
      Home: -at, End: cards.length - 1 - at
    };
    if (!(key in steps)) return false;
    var next = at + steps[key];
    if (next >= 0 && next < cards.length) cards[next].focus();
    return true;
  }

  /* ------------------------------------------------------------------ keys */

  var TURNS = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
    Backspace: -1
  };
  var DEEDS = {
    n: toggleNotes, b: toggleBlack, '.': toggleBlack, f: toggleFull,
    '+': function () { zoom(1); }, '=': function () { zoom(1); }, '-': function () { zoom(-1); },
    0: function () { showMap(true); }
  };

  function zoom(steps) {
    if (!maps[now]) return;
    var map = atlas.map;
    map.setZoom(map.getZoom() + steps * map.options.zoomDelta, { animate: !isStill() });
  }

  /* A button, or a thing on the map, that Enter and Space belong to while it has the keyboard. */
  function answersItself(node) {
    return !!(node.closest && node.closest('button, a, input, .leaflet-interactive, .leaflet-marker-icon'));
  }

  function hasCard() {
    return !!(atlas && maps[now] && mapNode.querySelector('.leaflet-popup'));
  }

  function scrolls(node) {
    return !!(node.closest && node.closest('.zd-long, .zd-notes, .za-legend'));
  }

  /* Whether the key was one of ours. */
  function answer(event) {
    var key = event.key;
    if (!overview.hidden) {
      if (key === 'Escape') {
        closeOverview();
        return true;
      }
      return moveInOverview(key);
    }
    if (!black.hidden) {
      if (key === 'Tab') return true; // there is nothing to reach
      if (key === 'b' || key === 'B' || key === '.' || key === 'Escape') toggleBlack();
      if (key in TURNS) {
        toggleBlack();
        turnTo(now + TURNS[key]);
      }
      return true;
    }
    if (key === 'Escape') {
      if (hasCard()) atlas.show(null);
      else openOverview();
      return true;
    }
    if ((key === ' ' || key === 'Enter') && answersItself(event.target)) return false;
    if (/^[0-9]$/.test(key) && (typed || key !== '0')) {
      typed = (typed + key).slice(-3);
      return true;
    }
    if (key === 'Enter') {
      if (typed) turnTo(Number(typed) - 1);
      typed = '';
      return true;
    }
    typed = '';
    if (/^Arrow(Up|Down)$/.test(key) && scrolls(event.target)) return false;
    if (key === 'Home' || key === 'End') {
      turnTo(key === 'Home' ? 0 : total - 1);
      return true;
    }
    if (key in TURNS) {
      turnTo(now + (key === ' ' && event.shiftKey ? -1 : TURNS[key]));
      return true;
    }
    var deed = DEEDS[key.length === 1 ? key.toLowerCase() : key];
    if (deed) deed();
    return !!deed;
  }

  // before the map hears it: a card that closes there must not also open the overview
  doc.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (!answer(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  var BUTTONS = {
    previous: function () { turnTo(now - 1); },
    next: function () { turnTo(now + 1); },
    overview: toggleOverview, notes: toggleNotes, black: toggleBlack, full: toggleFull
  };
  bar.addEventListener('click', function (event) {
    var pressed = event.target.closest('[data-do]');
    if (!pressed) return;
    // after the mouse, Space turns the page again
    if (event.detail) pressed.blur();
    BUTTONS[pressed.getAttribute('data-do')]();
  });
  black.addEventListener('click', toggleBlack);
  global.addEventListener('hashchange', function () {
    if (readHash() !== now) go(readHash(), true);
  });

  /* ------------------------------------------------------------ the window */

  function fitWindow() {
    var share = notes.hidden ? 0 : NOTES_SHARE;
    root.style.setProperty('--zd-notes', Math.round(global.innerHeight * share) + 'px');
    aims = [];
    home = null;
    lay();
    if (maps[now]) showMap(false);
    if (!overview.hidden) layOverview();
  }

  global.addEventListener('resize', function () {
    if (!root.classList.contains('zd-printing')) fitWindow();
  });

  /* ----------------------------------------------------------------- paper */

  var printed = null;
  global.addEventListener('beforeprint', function () {
    if (printed) return;
    root.classList.add('zd-printing');
    root.style.setProperty('--zd-notes', '0px');
    root.style.setProperty('--zd-u', PAPER_UNIT + 'px');
    fitSlides();
    fitAll();
    printed = [];
    slides.forEach(function (slide, k) {
      if (!maps[k]) return;
      var made = mount(part(slide, 'zd-hole').appendChild(el('div', 'zd-sheet')), maps[k]);
      look(made, maps[k], aim(made, maps[k]));
      printed.push(made);
    });
  });
  global.addEventListener('afterprint', function () {
    if (!printed) return;
    var done = printed;
    printed = null;
    root.classList.remove('zd-printing');
    fitWindow();
    // a canvas that still waits for its turn to draw must find itself there
    global.requestAnimationFrame(function () {
      done.forEach(function (made) {
        var node = made.map.getContainer();
        made.remove();
        node.parentNode.removeChild(node);
      });
    });
  });

  root.classList.add('zd-live');
  root.classList.remove('zd-soon');
  try {
    lay();
    go(readHash(), false);
  } catch (error) {
    root.classList.remove('zd-live'); // words and pictures, as where no script runs
    throw error;
  }
})(window);
