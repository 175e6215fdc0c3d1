/* Zone Atlas: draws one map from JSON.
 *
 * The exported file and the app both run this script. Text from data reaches the page through
 * text nodes and attributes only; nothing here parses markup. Syntax and interfaces are limited
 * to what Chromium 86 knows, because meeting-room machines are that old.
 */
(function (global) {
  'use strict';

  var SVG = 'http://www.w3.org/2000/svg';
  var UNITS = 1e4; // geometry is stored in 1e-4 degrees
  var HOVER_ROWS = 5; // value, rank, economic zone, status, source

  function el(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = String(text);
    return node;
  }

  function svg(tag, attributes) {
    var node = document.createElementNS(SVG, tag);
    Object.keys(attributes || {}).forEach(function (key) {
      node.setAttribute(key, String(attributes[key]));
    });
    return node;
  }

  var DIGITS = {};
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('')
    .forEach(function (character, value) { DIGITS[character] = value; });

  /* A ring or line to [[lat, lon], ...]. It is coded as text (encode_line in geometry.py):
   * differences in 1e-4 degrees, zigzag, five bits a character, 32 added while more follow. */
  function decodeLine(coded) {
    var out = [];
    var at = [0, 0];
    var axis = 0;
    var number = 0;
    var factor = 1;
    for (var i = 0; i < coded.length; i += 1) {
      var digit = DIGITS[coded[i]];
      number += (digit % 32) * factor;
      factor *= 32;
      if (digit < 32) {
        at[axis] += number % 2 ? -(number + 1) / 2 : number / 2;
        if (axis) out.push([at[1] / UNITS, at[0] / UNITS]);
        axis = 1 - axis;
        number = 0;
        factor = 1;
      }
    }
    return out;
  }

  function decodeArea(polygons) {
    return polygons.map(function (rings) {
      return rings.map(decodeLine);
    });
  }

  /* ------------------------------------------------------------------ cards */

  function fillCard(node, card) {
    node.appendChild(el('div', 'za-card-title', card.title));
    if (card.mark) node.appendChild(el('div', 'za-card-mark', card.mark));
    var list = el('dl', 'za-card-rows');
    (card.rows || []).forEach(function (row) {
      list.appendChild(el('dt', '', row[0]));
      list.appendChild(el('dd', '', row[1]));
    });
    node.appendChild(list);
    (card.notes || []).forEach(function (note) {
      node.appendChild(el('div', 'za-card-note', note));
    });
    return node;
  }

  function Hover(map) {
    this.map = map;
    this.node = el('div', 'za-hover');
    this.node.hidden = true;
    this.node.setAttribute('aria-hidden', 'true'); // the same words stand in the aria-label
    map.getContainer().appendChild(this.node);
  }
  Hover.prototype.show = function (card, point) {
    this.node.textContent = '';
    fillCard(this.node, { title: card.title, mark: card.mark, rows: (card.rows || []).slice(0, HOVER_ROWS) });
    this.node.hidden = false;
    this.move(point);
  };
  Hover.prototype.move = function (point) {
    var size = this.map.getSize();
    var x = point.x + 14;
    var y = point.y + 14;
    if (x + this.node.offsetWidth > size.x - 4) x = point.x - this.node.offsetWidth - 14;
    if (y + this.node.offsetHeight > size.y - 4) y = point.y - this.node.offsetHeight - 14;
    this.node.style.left = Math.max(4, x) + 'px';
    this.node.style.top = Math.max(4, y) + 'px';
  };
  Hover.prototype.hide = function () {
    this.node.hidden = true;
  };

  /* How high a card at a place may be: what is above the place when the map has moved down as far
   * as its limit lets it, or a part of the card would stay out of sight. */
  function roomAbove(atlas, latlng) {
    var map = atlas.map;
    var size = map.getSize();
    var whole = size.y - atlas.foot.offsetHeight - 90;
    var limit = map.options.maxBounds;
    if (!limit || atlas.still) return Math.max(160, whole);
    var top = map.latLngToContainerPoint(limit.getNorthWest()).y;
    var bottom = map.latLngToContainerPoint(limit.getSouthEast()).y;
    // a limit that is lower than the map is held in its middle
    var down = bottom - top < size.y ? (size.y - top - bottom) / 2 : Math.max(0, -top);
    var room = map.latLngToContainerPoint(latlng).y + down - 84;
    return Math.max(160, Math.min(whole, room));
  }

  /* `opener`: the element that had the keyboard; it gets it back when the card closes. */
  function openCard(atlas, card, latlng, opener) {
    atlas.hover.hide();
    var node = fillCard(el('div', 'za-card'), card);
    node.setAttribute('role', 'dialog');
    node.setAttribute('aria-label', card.title);
    node.tabIndex = -1;
    // where lines of rules stand beside what is known, less than this breaks every word
    var widest = card.wide ? Math.min(460, Math.max(340, atlas.map.getSize().x - 80)) : 340;
    var popup = L.popup({
      className: 'za-popup', autoPan: !atlas.still, maxWidth: widest, minWidth: 220,
      autoPanPaddingTopLeft: [30, 30],
      autoPanPaddingBottomRight: [30, atlas.foot.offsetHeight + 20],
      maxHeight: roomAbove(atlas, L.latLng(latlng))
    });
    popup.setLatLng(latlng).setContent(node).openOn(atlas.map);
    var close = popup.getElement().querySelector('.leaflet-popup-close-button');
    if (close && atlas.payload.text.close) close.setAttribute('aria-label', atlas.payload.text.close);
    // what scrolls must be reachable by the keyboard
    if (popup.getElement().querySelector('.leaflet-popup-scrolled')) node.tabIndex = 0;
    atlas.opener = opener || null;
    if (opener) node.focus({ preventScroll: true });
    atlas.select(card.id || null);
  }

  /* The platform under a point of the map answers before the area below it. */
  function openPlatform(atlas, containerPoint) {
    var dot = atlas.platformAt(containerPoint);
    if (dot) openCard(atlas, atlas.entry('platforms').layer.zaCard(dot.zaIndex), dot.getLatLng());
    return !!dot;
  }

  /* Gives one drawn thing its card and its name for screen readers; call again to change them. */
  function describe(layer, card, latlng, label) {
    layer.zaCard = card;
    layer.zaAt = latlng;
    layer.zaLabel = label;
    var node = layer.getElement && layer.getElement();
    if (node) name(layer, node);
  }

  function name(layer, node) {
    node.setAttribute('tabindex', '0');
    node.setAttribute('role', 'button');
    node.setAttribute('aria-label', layer.zaLabel);
    if (layer.zaCard.id) node.setAttribute('data-id', layer.zaCard.id);
  }

  /* Pointer and keyboard for one drawn thing, once. The handlers read the card at the time. */
  function bindCard(atlas, layer, card, latlng, label) {
    describe(layer, card, latlng, label);
    layer.on('add', function () {
      var node = layer.getElement();
      name(layer, node);
      if (node.zaBound) return;
      node.zaBound = true;
      node.addEventListener('keydown', function (event) {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        openCard(atlas, layer.zaCard, layer.zaAt, node);
      });
      node.addEventListener('focus', function () {
        if (atlas.pressed) return; // the mouse took it there; the mouse has its own card
        atlas.highlight(layer);
        atlas.hover.show(layer.zaCard, atlas.map.latLngToContainerPoint(layer.zaAt));
      });
      node.addEventListener('blur', function () {
        atlas.highlight(null);
        atlas.hover.hide();
      });
    });
    bindPointer(atlas, layer, function () { return layer.zaCard; });
  }

  /* What the mouse does over one drawn thing. */
  function bindPointer(atlas, layer, card) {
    layer.on('mouseover', function (event) {
      atlas.over = card;
      atlas.highlight(layer);
      if (!atlas.pointing) atlas.hover.show(card(), event.containerPoint);
    });
    layer.on('mouseout', function () {
      atlas.over = null;
      atlas.highlight(null);
      if (!atlas.pointing) atlas.hover.hide();
    });
    layer.on('click', function (event) {
      L.DomEvent.stopPropagation(event);
      if (layer instanceof L.Path && openPlatform(atlas, event.containerPoint)) return;
      openCard(atlas, card(), event.latlng || layer.zaAt);
    });
  }

  /* --------------------------------------------------------- kinds of layer */

  var KINDS = {};

  /* Land, soft relief and rivers: a picture clipped to the province, never interactive. */
  KINDS.relief = function (atlas, spec) {
    var outline = atlas.part(spec.outline);
    var group = L.layerGroup();
    var land = L.polygon(decodeArea(outline.polygons), {
      pane: 'za-land', interactive: false, stroke: false, fill: true,
      fillColor: spec.land, fillOpacity: 1, className: 'za-landfill'
    });
    group.addLayer(land);
    if (spec.picture) {
      var picture = atlas.part(spec.picture);
      var bounds = L.latLngBounds(picture.bounds);
      group.addLayer(clippedPicture(atlas, picture.png, bounds, decodeArea(outline.polygons)));
    }
    return group;
  };

  function clippedPicture(atlas, href, bounds, polygons) {
    var crs = atlas.map.options.crs;
    var topLeft = crs.project(bounds.getNorthWest());
    var bottomRight = crs.project(bounds.getSouthEast());
    var width = 1000;
    var scale = width / (bottomRight.x - topLeft.x);
    var height = (topLeft.y - bottomRight.y) * scale;
    var root = svg('svg', {
      viewBox: '0 0 ' + width + ' ' + height.toFixed(2), preserveAspectRatio: 'none',
      'aria-hidden': 'true'
    });
    var id = 'za-clip-' + atlas.number;
    var clip = svg('clipPath', { id: id });
    var d = polygons.map(function (rings) {
      return rings.map(function (ring) {
        return 'M' + ring.map(function (latlng) {
          var p = crs.project(L.latLng(latlng));
          return ((p.x - topLeft.x) * scale).toFixed(1) + ' ' +
            ((topLeft.y - p.y) * scale).toFixed(1);
        }).join('L') + 'Z';
      }).join('');
    }).join('');
    clip.appendChild(svg('path', { d: d, 'clip-rule': 'evenodd' }));
    root.appendChild(clip);
    root.appendChild(svg('image', {
      href: href, x: 0, y: 0, width: width, height: height.toFixed(2),
      preserveAspectRatio: 'none', 'clip-path': 'url(#' + id + ')'
    }));
    return L.svgOverlay(root, bounds, { pane: 'za-land', interactive: false, className: 'za-relief' });
  }

  KINDS.rivers = function (atlas, spec) {
    var group = L.layerGroup();
    atlas.part(spec.lines).lines.forEach(function (line) {
      group.addLayer(L.polyline(decodeLine(line.xy), {
        pane: 'za-rivers', interactive: false, color: spec.color, weight: 0.5 + 0.55 * line.w,
        opacity: 0.75, className: 'za-river'
      }));
    });
    return group;
  };

  /* Areas in classes. The same paths are restyled when only the classes change. */
  KINDS.areas = function (atlas, spec) {
    var part = atlas.part(spec.areas);
    var names = atlas.part(spec.names);
    var group = L.layerGroup();
    group.zaPaths = {};
    part.codes.forEach(function (code, i) {
      var path = L.polygon(decodeArea(part.rings[i]), {
        pane: 'za-areas', smoothFactor: 0, weight: spec.weight, color: spec.line,
        className: 'za-area', bubblingMouseEvents: false
      });
      var a = part.anchors[code];
      bindCard(atlas, path, areaCard(spec, names, i), L.latLng(a[1], a[0]), areaLabel(spec, names, i));
      path.zaArea = true;
      group.zaPaths[code] = path;
      group.addLayer(path);
    });
    group.zaRestyle = function (next) {
      part.codes.forEach(function (code, i) {
        var path = group.zaPaths[code];
        var k = next.classes[i];
        path.setStyle({
          fillColor: k === -2 ? next.left_out :
            k < 0 ? 'url(#za-nodata-' + atlas.number + ')' : next.colors[k],
          fillOpacity: k < 0 ? 1 : next.opacity
        });
        describe(path, areaCard(next, names, i), path.zaAt, areaLabel(next, names, i));
      });
    };
    group.zaRestyle(spec);
    return group;
  };

  function areaLabel(spec, names, i) {
    return names.full[i] + spec.colon + (spec.texts[i] || spec.gap);
  }

  function areaCard(spec, names, i) {
    var rows = [[spec.label, spec.texts[i] || spec.gap]];
    spec.rows.forEach(function (row) {
      var text = row.words[row.at[i]];
      if (text) rows.push([row.label, text]);
    });
    var note = spec.notes.words[spec.notes.at[i]];
    return { id: names.codes[i], title: names.full[i], rows: rows, notes: note ? [note] : [] };
  }

  KINDS.lines = function (atlas, spec) {
    var group = L.layerGroup();
    atlas.part(spec.areas).rings.forEach(function (polygons) {
      group.addLayer(L.polygon(decodeArea(polygons), {
        pane: 'za-lines', interactive: false, fill: false, color: spec.color,
        weight: spec.weight, className: 'za-line'
      }));
    });
    return group;
  };

  KINDS.circles = function (atlas, spec) {
    var names = atlas.part(spec.names);
    var group = L.layerGroup();
    spec.items.forEach(function (item) {
      var index = names.codes.indexOf(item.code);
      var circle = L.circleMarker([item.at[1], item.at[0]], {
        pane: 'za-circles', radius: item.r, color: spec.color, weight: 1.4,
        fillColor: spec.color, fillOpacity: 0.38, interactive: true, className: 'za-circle',
        bubblingMouseEvents: false
      });
      var card = atlas.areaCardOf(item.code) ||
        { id: item.code, title: names.full[index], rows: [[spec.label, item.text]] };
      bindPointer(atlas, circle, function () { return card; });
      circle.on('add', function () {
        // the area below carries the name for the keyboard and for screen readers
        circle.getElement().setAttribute('aria-hidden', 'true');
      });
      group.addLayer(circle);
    });
    return group;
  };

  /* Whom the zones reach: the ground of each, or the bands around all of them. What lies below
   * stays within the pointer's reach: only the outlines answer, and they answer widely. */
  KINDS.catchments = function (atlas, spec) {
    var part = atlas.part(spec.areas);
    var group = L.layerGroup();
    group.zaSigns = [];
    part.items.forEach(function (item) {
      var style = spec.styles[item.style];
      var rings = decodeArea(item.polygons);
      if (!rings.length) return;
      if (style.casing) {
        group.addLayer(L.polygon(rings, {
          pane: 'za-catchments', interactive: false, fill: false, color: '#fff',
          weight: style.weight + 2, opacity: 0.7, smoothFactor: 0
        }));
      }
      group.addLayer(L.polygon(rings, {
        pane: 'za-catchments', interactive: false, color: style.color, weight: style.weight,
        dashArray: style.dash || null, fill: !!style.fill, fillColor: style.fill,
        fillOpacity: style.opacity, smoothFactor: 0, className: 'za-catchment'
      }));
      var edge = L.polygon(rings, {
        pane: 'za-catchments', fill: false, color: style.color, weight: 9, opacity: 0,
        smoothFactor: 0, className: 'za-catchment-edge', bubblingMouseEvents: false
      });
      bindCard(atlas, edge, item.card, L.latLng(item.at[1], item.at[0]), item.label);
      edge.zaArea = true;
      group.addLayer(edge);
    });
    (part.points || []).forEach(function (item) {
      var dot = L.circleMarker([item.at[1], item.at[0]], {
        pane: 'za-catchments', radius: 7, color: spec.mark, weight: 2,
        fillColor: '#fff', fillOpacity: 1, className: 'za-trial', bubblingMouseEvents: false
      });
      bindCard(atlas, dot, item.card, dot.getLatLng(), item.label);
      group.addLayer(dot);
      group.zaSigns.push(dot);
    });
    return group;
  };

  var STEPS = [[0, 0], [0, -1], [-1, 0], [1, 0], [0, 1], [-0.8, -0.8], [0.8, -0.8], [-0.8, 0.8],
    [0.8, 0.8], [0, -1.4], [-1.4, 0], [1.4, 0], [0, 1.4]];

  function overlap(a, b) {
    return a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b;
  }

  function countOver(box, boxes) {
    return boxes.filter(function (other) { return overlap(box, other); }).length;
  }

  function starPath(size) {
    var points = [];
    for (var i = 0; i < 10; i += 1) {
      var r = (i % 2 ? 0.42 : 1) * size;
      var a = (Math.PI * i) / 5 - Math.PI / 2;
      points.push((size + r * Math.cos(a)).toFixed(2) + ' ' + (size + r * Math.sin(a)).toFixed(2));
    }
    return 'M' + points.join('L') + 'Z';
  }

  /* One sign for map and legend: national a solid red star, provincial a solid blue circle,
   * not recognised a hollow one. */
  function zoneSign(level, size, marked) {
    var full = size * 2 + 4;
    var root = svg('svg', {
      width: full, height: full, viewBox: '-2 -2 ' + full + ' ' + full, 'aria-hidden': 'true'
    });
    if (level === 'national') {
      root.appendChild(svg('path', {
        d: starPath(size), fill: '#c8102e', stroke: '#fff', 'stroke-width': 1.4,
        'stroke-linejoin': 'round', 'paint-order': 'stroke'
      }));
    } else {
      root.appendChild(svg('circle', {
        cx: size, cy: size, r: size * 0.66,
        fill: level === 'candidate' ? 'none' : '#1d5fa8',
        stroke: level === 'candidate' ? '#555' : '#fff', 'stroke-width': 1.6
      }));
      if (marked) {
        root.appendChild(svg('circle', {
          cx: size, cy: size, r: size * 0.98, fill: 'none', stroke: '#b45309', 'stroke-width': 2
        }));
      }
    }
    return root;
  }

  function zoneSize(level) {
    return level === 'national' ? 9 : 8;
  }

  /* A zone that stands alone on its map: its usual sign, in a ring that is seen from afar. */
  var LONE = 19;
  function loneSign(level, marked) {
    var root = svg('svg', { width: LONE * 2, height: LONE * 2, 'aria-hidden': 'true' });
    root.appendChild(svg('circle', {
      cx: LONE, cy: LONE, r: LONE - 2, fill: '#fff', 'fill-opacity': 0.9, stroke: '#14263d',
      'stroke-width': 2.5
    }));
    var sign = zoneSign(level, 11, marked);
    sign.setAttribute('x', LONE - 13);
    sign.setAttribute('y', LONE - 13);
    root.appendChild(sign);
    return root;
  }

  /* The name of the lone zone, next to its ring where no other name and no box stands; nowhere if
   * there is no such place, as the legend has it too. */
  function placeBeside(atlas, mark) {
    var node = mark.zaNode;
    var w = node.offsetWidth;
    var h = node.offsetHeight;
    var p = atlas.map.latLngToLayerPoint(mark.getLatLng());
    var taken = atlas.coverBoxes().concat(atlas.nameBoxes(node));
    var edge = atlas.map.containerPointToLayerPoint([0, 0]);
    var size = atlas.map.getSize();
    var x = LONE + 4 + w / 2;
    var y = LONE + 2 + h / 2;
    var found = null;
    [[x, 0], [-x, 0], [0, y], [0, -y], [x - 8, y - 8], [x - 8, 8 - y], [8 - x, y - 8], [8 - x, 8 - y]]
      .some(function (step) {
        var box = {
          l: p.x + step[0] - w / 2 - 1, r: p.x + step[0] + w / 2 + 1,
          t: p.y + step[1] - h / 2, b: p.y + step[1] + h / 2
        };
        if (box.l < edge.x || box.t < edge.y || box.r > edge.x + size.x) return false;
        if (countOver(box, taken)) return false;
        found = step;
        return true;
      });
    node.style.visibility = found && w ? '' : 'hidden';
    if (found) {
      node.style.transform = 'translate(' + (found[0] - w / 2).toFixed(1) + 'px,' +
        (found[1] - h / 2).toFixed(1) + 'px)';
    }
  }

  /* A state by shape, colour and letter: any of the three alone tells it. */
  var STATE = 12;
  var STATE_SHAPES = {
    up: '0 -11.5 10.5 -3.5 10.5 9.5 -10.5 9.5 -10.5 -3.5',
    down: '0 11.5 10.5 3.5 10.5 -9.5 -10.5 -9.5 -10.5 3.5',
    square: '-9 -9 9 -9 9 9 -9 9',
    diamond: '0 -11.5 11.5 0 0 11.5 -11.5 0',
    hexagon: '-11 0 -5.5 -9.5 5.5 -9.5 11 0 5.5 9.5 -5.5 9.5'
  };
  function stateSign(sign) {
    var root = svg('svg', {
      width: STATE * 2, height: STATE * 2, viewBox: '-12 -12 24 24', 'aria-hidden': 'true'
    });
    var points = STATE_SHAPES[sign.shape];
    var ground = points ? svg('polygon', { points: points, 'stroke-linejoin': 'round' }) :
      svg('circle', { r: 9 });
    ground.setAttribute('fill', sign.fill);
    ground.setAttribute('stroke', sign.line);
    ground.setAttribute('stroke-width', 1.4);
    if (sign.dashed) ground.setAttribute('stroke-dasharray', '3 2');
    root.appendChild(ground);
    var letter = svg('text', {
      y: sign.shape === 'up' ? 5.5 : sign.shape === 'down' ? 2.8 : 4.1, 'text-anchor': 'middle',
      fill: sign.ink, 'font-size': 11.5, 'font-weight': 'bold'
    });
    letter.textContent = sign.glyph;
    root.appendChild(letter);
    return root;
  }

  /* Letters that cover each other tell nothing: signs of states give way, with a line to their
   * place, until a closer look has room for all. The first keeps its place. */
  function spread(atlas, markers) {
    var taken = [];
    markers.slice().sort(function (a, b) {
      return b.options.zIndexOffset - a.options.zIndexOffset;
    }).forEach(function (marker) {
      var p = atlas.map.latLngToLayerPoint(marker.getLatLng());
      var best = null;
      ASIDE.every(function (step) {
        var x = p.x + step[0];
        var y = p.y + step[1];
        var box = { l: x - LETTER, r: x + LETTER, t: y - LETTER, b: y + LETTER };
        var over = countOver(box, taken);
        if (!best || over < best.over) best = { box: box, over: over, step: step };
        return over > 0;
      });
      taken.push(best.box);
      marker.zaShift = best.step;
      marker._icon.style.marginLeft = (best.step[0] - STATE).toFixed(1) + 'px';
      marker._icon.style.marginTop = (best.step[1] - STATE).toFixed(1) + 'px';
      drawLeader(marker._icon.querySelector('svg'), best.step);
    });
  }

  /* From a sign that stands aside to its place. */
  function drawLeader(root, step) {
    var old = root.querySelector('.za-leader');
    if (old) root.removeChild(old);
    if (!step[2]) return;
    var end = -step[0] + ' ' + -step[1];
    var leader = svg('g', { class: 'za-leader', fill: 'none', stroke: '#14263d', 'stroke-linecap': 'round' });
    leader.appendChild(svg('path', { d: 'M0 0L' + end, 'stroke-width': 1.2 }));
    leader.appendChild(svg('path', { d: 'M' + end + 'h0.01', 'stroke-width': 4.5 }));
    root.insertBefore(leader, root.firstChild);
  }
  var LETTER = 9; // half of the distance at which no sign lies on another's letter
  var ASIDE = shifts(20, 20, 2);

  KINDS.zones = function (atlas, spec) {
    var group = L.layerGroup();
    var names = [];
    group.zaSigns = [];
    atlas.part(spec.points).items.forEach(function (item) {
      var size = zoneSize(item.level) * 2 + 4;
      if (item.name) size = LONE * 2;
      if (item.state) size = STATE * 2;
      var latlng = L.latLng(item.at[1], item.at[0]);
      var marker = L.marker(latlng, {
        icon: L.divIcon({
          className: 'za-zone za-zone-' + (item.state ? 'state' : item.level),
          html: item.state ? stateSign(item.state) : item.name ?
            loneSign(item.level, item.marked) : zoneSign(item.level, zoneSize(item.level), item.marked),
          iconSize: [size, size]
        }),
        keyboard: true, riseOnHover: true, bubblingMouseEvents: false,
        zIndexOffset: item.state ? item.rise * 200 : item.level === 'national' ? 500 : 0
      });
      marker.zaState = !!item.state;
      marker.zaHalf = item.state || item.name ? size / 2 : 10; // room that names leave it
      bindCard(atlas, marker, item.card, latlng, item.label);
      group.addLayer(marker);
      group.zaSigns.push(marker);
      if (item.name) names.push(nameMark(latlng, item.name, 'zone'));
    });
    names.forEach(function (mark) { group.addLayer(mark); });
    group.zaSpread = function () {
      spread(atlas, group.zaSigns.filter(function (marker) { return marker.zaState; }));
    };
    group.zaBeside = function () {
      names.forEach(function (mark) { placeBeside(atlas, mark); });
    };
    return group;
  };

  /* Dots with a one-character glyph, so that a group is not told by colour alone. */
  var Dot = L.CircleMarker.extend({
    _updatePath: function () {
      L.CircleMarker.prototype._updatePath.call(this);
      var context = this._renderer._ctx;
      if (!context || !this.options.glyph || this._empty()) return;
      context.save();
      context.globalAlpha = 1;
      context.fillStyle = '#fff';
      context.font = 'bold 10px ' + this.options.font;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillText(this.options.glyph, this._point.x, this._point.y + 0.5);
      context.restore();
    }
  });

  KINDS.platforms = function (atlas, spec) {
    var points = atlas.part(spec.points);
    var renderer = L.canvas({ pane: 'za-platforms', padding: 0.3 });
    // to pan to the cluster in focus would cluster anew, and take the focus away with its icon
    L.MarkerCluster.mergeOptions({ autoPanOnFocus: false });
    var group = L.markerClusterGroup({
      maxClusterRadius: 46, showCoverageOnHover: false, spiderfyOnMaxZoom: true, animate: false,
      chunkedLoading: false, disableClusteringAtZoom: null,
      iconCreateFunction: function (cluster) {
        var n = cluster.getChildCount();
        return L.divIcon({
          html: el('span', '', n), className: 'za-cluster' + (n > 19 ? ' za-cluster-big' : ''),
          iconSize: n > 19 ? [32, 32] : [24, 24]
        });
      }
    });
    var font = getComputedStyle(atlas.map.getContainer()).fontFamily;
    var dots = points.at.map(function (at, i) {
      var sign = points.signs[points.group[i]];
      var dot = new Dot([at[1] / UNITS, at[0] / UNITS], {
        renderer: renderer, radius: 7, weight: 1, color: '#fff', opacity: 1, fillOpacity: 0.95,
        fillColor: sign.color, glyph: sign.glyph, font: font, interactive: false,
        pane: 'za-platforms'
      });
      dot.zaIndex = i;
      return dot;
    });
    group.addLayers(dots);
    group.zaCard = function (i) {
      var texts = points.facts.map(function (numbers) { return points.words[numbers[i]]; });
      var remark = texts.pop(); // the last fact is prose: it stands below the others
      return {
        id: 'platform:' + points.ids[i], title: points.names[i],
        rows: texts.map(function (text, c) { return [points.columns[c], text]; })
          .filter(function (row) { return row[1]; }),
        notes: remark ? [remark] : []
      };
    };
    group.zaAt = function (point) {
      var best = null;
      var limit = 9 * 9;
      (group._featureGroup || group).eachLayer(function (dot) {
        if (dot.zaIndex === undefined) return;
        var p = atlas.map.latLngToContainerPoint(dot.getLatLng());
        var distance = Math.pow(p.x - point.x, 2) + Math.pow(p.y - point.y, 2);
        if (distance <= limit) {
          limit = distance;
          best = dot;
        }
      });
      return best;
    };
    group.on('clusterclick clusterkeypress', function () {
      atlas.hover.hide();
    });
    /* Numbers step aside from the signs of zones, and say what they count. A number stands for a
     * group, not for a place, so that a few pixels cost nothing. */
    group.zaStep = function (signs) {
      var taken = signs.slice();
      var own = [];
      (group._featureGroup || group).eachLayer(function (marker) {
        var p = atlas.map.latLngToLayerPoint(marker.getLatLng());
        var icon = marker._icon;
        if (!icon) {
          own.push({ l: p.x - 8, r: p.x + 8, t: p.y - 8, b: p.y + 8 });
          return;
        }
        icon.setAttribute('aria-label', spec.name + ' ' + icon.textContent);
        var half = icon.offsetWidth / 2;
        var best = null;
        STEPS.forEach(function (step) {
          var x = p.x + step[0] * (half + 11);
          var y = p.y + step[1] * (half + 11);
          var box = { l: x - half, r: x + half, t: y - half, b: y + half };
          var cost = countOver(box, taken) + 0.1 * (Math.abs(step[0]) + Math.abs(step[1]));
          if (!best || cost < best.cost) best = { box: box, cost: cost, x: x - p.x, y: y - p.y };
        });
        icon.style.marginLeft = (best.x - half).toFixed(1) + 'px';
        icon.style.marginTop = (best.y - half).toFixed(1) + 'px';
        taken.push(best.box);
        own.push(best.box);
      });
      return own;
    };
    return group;
  };

  KINDS.outlines = function (atlas, spec) {
    var group = L.layerGroup();
    var names = [];
    atlas.part(spec.areas).items.forEach(function (item) {
      var path = L.polygon(decodeArea(item.polygons), {
        pane: 'za-outlines', color: spec.color, weight: 1.6, dashArray: '5 4',
        fillColor: spec.color, fillOpacity: 0.1, className: 'za-schematic',
        bubblingMouseEvents: false
      });
      bindCard(atlas, path, item.card, path.getBounds().getCenter(), item.label);
      // a light casing, or the dashes drown in the darkest class
      group.addLayer(L.polygon(path.getLatLngs(), {
        pane: 'za-outlines', interactive: false, fill: false, color: '#fff', weight: 3.6,
        opacity: 0.75
      }));
      group.addLayer(path);
      if (item.name) names.push(nameMark(path.getBounds().getCenter(), item.name, 'part'));
    });
    names.forEach(function (mark) { group.addLayer(mark); });
    /* Names from a zoom at which the parts can be told apart; two never overlap. */
    group.zaStep = function (signs) {
      var placed = [];
      names.forEach(function (mark) {
        var node = mark.zaNode;
        var near = atlas.map.getZoom() >= PART_NAMES_FROM;
        var best = near ? findRoom(atlas, mark, placed, signs) : null;
        node.style.visibility = best ? '' : 'hidden';
        if (!best) return;
        placed.push(best.box);
        node.style.transform = 'translate(' + best.x.toFixed(1) + 'px,' + best.y.toFixed(1) + 'px)';
      });
      // the clusters, which come next, keep off the names
      placed.forEach(function (box) { signs.push(box); });
      return placed;
    };
    return group;
  };

  var PART_NAMES_FROM = 10;

  function nameMark(at, text, style) {
    var node = el('span', 'za-label-text', text);
    var mark = L.marker(at, {
      pane: 'za-labels', interactive: false, keyboard: false,
      icon: L.divIcon({ className: 'za-label za-label-' + style, html: node, iconSize: [0, 0] })
    });
    mark.zaNode = node;
    return mark;
  }

  /* The place near a name's anchor that covers no other name and the fewest signs. */
  function findRoom(atlas, mark, placed, signs) {
    var w = mark.zaNode.offsetWidth;
    var h = mark.zaNode.offsetHeight;
    if (!w) return null;
    var center = atlas.map.latLngToLayerPoint(mark.getLatLng());
    var edge = atlas.map.containerPointToLayerPoint([0, 0]);
    var size = atlas.map.getSize();
    var best = null;
    SHIFTS.forEach(function (shift) {
      var x = center.x + shift[0];
      var y = center.y + shift[1];
      var box = { l: x - w / 2 - 1, r: x + w / 2 + 1, t: y - h / 2, b: y + h / 2 };
      if (countOver(box, placed)) return;
      var cost = shift[2] / 40 + 3 * countOver(box, signs);
      cost += Math.max(edge.x - box.l, box.r - edge.x - size.x, 0) / 12; // cut by the edge
      if (!best || cost < best.cost) {
        best = { box: box, cost: cost, x: shift[0] - w / 2, y: shift[1] - h / 2 };
      }
    });
    return best;
  }

  /* Places tried for a name, in pixels from its anchor, the nearest first. */
  function shifts(width, height, step) {
    var out = [];
    for (var x = -width; x <= width; x += step) {
      for (var y = -height; y <= height; y += step) out.push([x, y, Math.sqrt(x * x + y * y)]);
    }
    return out.sort(function (a, b) { return a[2] - b[2]; });
  }
  var SHIFTS = shifts(63, 42, 7);
  var FAR_SHIFTS = shifts(110, 110, 10); // a neighbour has the whole of the outside

  var BANDS = 64;
  var shapesOfPart = new WeakMap();

  /* The areas of a part by code, made once: a placement asks thousands of times whether a point
   * lies in one. Their edges are in pixels of zoom 0 and sorted into bands from north to south, so
   * that a question meets few of them. */
  function shapesOf(part, crs) {
    var found = shapesOfPart.get(part);
    if (!found) {
      found = {};
      part.codes.forEach(function (code, i) { found[code] = shapeOf(decodeArea(part.rings[i]), crs); });
      shapesOfPart.set(part, found);
    }
    return found;
  }

  function shapeOf(polygons, crs) {
    var shape = { l: Infinity, r: -Infinity, t: Infinity, b: -Infinity, bands: [] };
    var edges = [];
    polygons.forEach(function (rings) {
      rings.forEach(function (ring) {
        var points = ring.map(function (latlng) { return crs.latLngToPoint(L.latLng(latlng), 0); });
        points.forEach(function (b, i) {
          edges.push([points[(i || points.length) - 1], b]);
          shape.l = Math.min(shape.l, b.x);
          shape.r = Math.max(shape.r, b.x);
          shape.t = Math.min(shape.t, b.y);
          shape.b = Math.max(shape.b, b.y);
        });
      });
    });
    for (var i = 0; i < BANDS; i += 1) shape.bands.push([]);
    edges.forEach(function (edge) {
      var last = bandOf(shape, Math.max(edge[0].y, edge[1].y));
      for (var k = bandOf(shape, Math.min(edge[0].y, edge[1].y)); k <= last; k += 1) {
        shape.bands[k].push(edge);
      }
    });
    return shape;
  }

  function bandOf(shape, y) {
    var height = shape.b - shape.t || 1;
    return Math.max(0, Math.min(BANDS - 1, Math.floor(((y - shape.t) / height) * BANDS)));
  }

  /* Even-odd rule over all rings of a shape. */
  function inside(shape, x, y) {
    if (x < shape.l || x > shape.r || y < shape.t || y > shape.b) return false;
    var odd = false;
    shape.bands[bandOf(shape, y)].forEach(function (edge) {
      var a = edge[0];
      var b = edge[1];
      if ((a.y > y) !== (b.y > y) && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
    });
    return odd;
  }

  /* Names that never overlap each other; when two collide the later in the list gives way. */
  KINDS.labels = function (atlas, spec) {
    var part = atlas.part(spec.labels);
    var group = L.layerGroup();
    var markers = part.items.map(function (item) {
      var node = el('span', 'za-label-text', item.text);
      var marker = L.marker([item.at[1], item.at[0]], {
        pane: 'za-labels', interactive: false, keyboard: false,
        icon: L.divIcon({ className: 'za-label za-label-' + item.style, html: node, iconSize: [0, 0] })
      });
      marker.zaNode = node;
      marker.zaItem = item;
      group.addLayer(marker);
      return marker;
    });
    var shapes = part.areas ? shapesOf(atlas.part(part.areas), atlas.map.options.crs) : {};
    var lands = Object.keys(shapes).map(function (code) { return shapes[code]; });
    var origin; // of layer points, in pixels of the zoom at hand
    var scale;
    function boxAt(x, y, w, h) {
      return { x: x, y: y, l: x - w / 2 - 1, r: x + w / 2 + 1, t: y - h / 2, b: y + h / 2 };
    }
    /* A name that found no room is set first at the next try. */
    function place(signs) {
      if (!atlas.map.hasLayer(group)) return;
      var order = markers;
      for (var turn = 0; turn < 4; turn += 1) {
        var left = set(order, signs).filter(function (m) { return m.zaItem.style !== 'neighbour'; });
        if (!left.length) return;
        order = left.concat(order.filter(function (m) { return left.indexOf(m) < 0; }));
      }
    }
    function set(order, signs) {
      var placed = [];
      var view = seen();
      origin = atlas.map.getPixelOrigin();
      scale = atlas.map.getZoomScale(atlas.map.getZoom(), 0);
      var middle = { x: (view.l + view.r) / 2, y: (view.t + view.b) / 2 };
      return order.filter(function (marker) {
        var node = marker.zaNode;
        var item = marker.zaItem;
        var w = node.offsetWidth;
        var h = node.offsetHeight;
        if (!w) return false;
        var center = atlas.map.latLngToLayerPoint(marker.getLatLng());
        var shape = shapes[item.code];
        var base = center;
        if (shape && !within(view, center) && holds(shape, middle)) base = middle;
        var neighbour = item.style === 'neighbour';
        var best = null;
        (neighbour ? FAR_SHIFTS : SHIFTS).every(function (shift) {
          var far = shift[2] / 40;
          if (best && far >= best.cost) return false;
          var x = base.x + shift[0];
          var y = base.y + shift[1];
          var box = boxAt(x, y, w, h);
          if (countOver(box, placed)) return true;
          var cost = far;
          signs.forEach(function (sign) { if (overlap(box, sign)) cost += sign.cost; });
          if (within(view, center) && !(within(view, { x: box.l, y: box.t }) &&
              within(view, { x: box.r, y: box.b }))) cost += 3; // cut by the edge
          if (best && cost >= best.cost) return true;
          // a name never leaves its own area: beside the border it would name the neighbour
          if (shape && shift[2] && !holds(shape, { x: x, y: y })) return true;
          if (neighbour && shift[2] && onLand(box)) return true;
          if (shape) {
            [x - w / 2, x + w / 2].forEach(function (end) {
              if (!holds(shape, { x: end, y: y })) cost += 0.5;
            });
          }
          if (!best || cost < best.cost) best = { box: box, cost: cost };
          return true;
        });
        node.style.visibility = best ? '' : 'hidden';
        if (!best) return true;
        placed.push(best.box);
        node.style.transform = 'translate(' + (best.box.x - center.x - w / 2).toFixed(1) + 'px,' +
          (best.box.y - center.y - h / 2).toFixed(1) + 'px)';
        return false;
      });
    }
    function onLand(box) {
      return [box.l - 4, box.x, box.r + 4].some(function (x) {
        return lands.some(function (shape) {
          return holds(shape, { x: x, y: box.t }) || holds(shape, { x: x, y: box.b });
        });
      });
    }
    function holds(shape, point) {
      return inside(shape, (point.x + origin.x) / scale, (point.y + origin.y) / scale);
    }
    function within(box, point) {
      return point.x >= box.l && point.x <= box.r && point.y >= box.t && point.y <= box.b;
    }
    /* What is seen of the map, in layer points. */
    function seen() {
      var size = atlas.map.getSize();
      var a = atlas.map.containerPointToLayerPoint([0, 0]);
      return { l: a.x, t: a.y, r: a.x + size.x, b: a.y + size.y - atlas.foot.offsetHeight };
    }
    group.zaPlace = place;
    return group;
  };

  /* ---------------------------------------------------------------- legend */

  function swatch(entry, number) {
    if (entry.sign === 'zone') return zoneSign(entry.level, zoneSize(entry.level), entry.marked);
    if (entry.sign === 'state') return stateSign(entry);
    if (entry.sign === 'circle') {
      var d = entry.r * 2 + 2;
      var root = svg('svg', { width: d, height: d, 'aria-hidden': 'true' });
      root.appendChild(svg('circle', {
        cx: d / 2, cy: d / 2, r: entry.r, fill: entry.color, 'fill-opacity': 0.72, stroke: '#fff'
      }));
      return root;
    }
    var node = svg('svg', { width: 22, height: 14, 'aria-hidden': 'true' });
    if (entry.sign === 'dash') {
      node.appendChild(svg('rect', {
        x: 1.5, y: 1.5, width: 19, height: 11, fill: entry.color, 'fill-opacity': 0.1,
        stroke: entry.color, 'stroke-width': 1.6, 'stroke-dasharray': '4 3'
      }));
    } else if (entry.sign === 'ground') {
      node.appendChild(svg('rect', {
        x: 1.5, y: 1.5, width: 19, height: 11, fill: entry.fill || 'none',
        'fill-opacity': entry.opacity || 0, stroke: entry.color, 'stroke-width': 2,
        'stroke-dasharray': entry.dash || 'none'
      }));
    } else if (entry.sign === 'trial') {
      node.appendChild(svg('circle', {
        cx: 11, cy: 7, r: 5.5, fill: '#fff', stroke: entry.color, 'stroke-width': 2
      }));
    } else if (entry.sign === 'frame') {
      node.appendChild(svg('rect', {
        x: 2, y: 2, width: 18, height: 10, fill: 'none', stroke: entry.color, 'stroke-width': 3
      }));
    } else if (entry.sign === 'dot') {
      node.appendChild(svg('circle', { cx: 11, cy: 7, r: 7, fill: entry.color }));
      var glyph = svg('text', {
        x: 11, y: 10.5, 'text-anchor': 'middle', fill: '#fff', 'font-size': 10,
        'font-weight': 'bold'
      });
      glyph.textContent = entry.glyph;
      node.appendChild(glyph);
    } else {
      node.appendChild(svg('rect', {
        x: 0.5, y: 0.5, width: 21, height: 13, stroke: '#8a94a0', 'stroke-width': 1,
        fill: entry.sign === 'nodata' ? 'url(#za-nodata-' + number + ')' : entry.color,
        'fill-opacity': entry.opacity || 1
      }));
    }
    return node;
  }

  /* Circles standing in one another, each with its value at the top: less room than a row. */
  function nestedCircles(entries) {
    var top = entries.length ? entries[0].r : 0;
    var height = Math.max(2 * top + 10, 16 * entries.length);
    var root = svg('svg', { width: 2 * top + 90, height: height, role: 'img' });
    var below = -Infinity;
    entries.forEach(function (entry) {
      var y = height - 2 - 2 * entry.r;
      below = Math.max(y, below + 15);
      root.appendChild(svg('circle', {
        cx: top + 1, cy: height - 2 - entry.r, r: entry.r, fill: entry.color,
        'fill-opacity': 0.35, stroke: entry.color
      }));
      root.appendChild(svg('path', {
        d: 'M' + (top + 1) + ' ' + y + 'L' + (2 * top + 6) + ' ' + below + 'H' + (2 * top + 12),
        fill: 'none', stroke: '#56616d', 'stroke-width': 0.8
      }));
      var text = svg('text', { x: 2 * top + 15, y: below + 4, 'font-size': 12, fill: '#1f2933' });
      text.textContent = entry.label;
      root.appendChild(text);
    });
    root.setAttribute('aria-label', entries.map(function (e) { return e.label; }).join(', '));
    return root;
  }

  /* The nine colours of two indicators: A from left to right, B from bottom to top. The number of
   * places stands in each cell, so that no cell is told by its colour alone. */
  function legendSquare(spec) {
    var side = 32;
    var longest = Math.max.apply(null, spec.levels.map(function (word) {
      return word.length * (word.charCodeAt(0) > 0x2e80 ? 12 : 6.5);
    }));
    var left = 20 + longest;
    var end = left + 3 * side;
    var low = 3 * side + 10;
    var root = svg('svg', {
      width: end + 20, height: low + 30, role: 'img', 'aria-label': spec.label, class: 'za-square'
    });
    function write(text, x, y, more) {
      var node = svg('text', { x: x, y: y, 'font-size': 11.5, fill: '#1f2933' });
      Object.keys(more || {}).forEach(function (key) { node.setAttribute(key, more[key]); });
      node.textContent = String(text);
      root.appendChild(node);
    }
    spec.rows.forEach(function (row, r) {
      var y = 10 + r * side;
      row.forEach(function (cell, c) {
        root.appendChild(svg('rect', {
          x: left + c * side, y: y, width: side, height: side, fill: cell.color,
          stroke: '#fff', 'stroke-width': 1
        }));
        write(cell.count, left + (c + 0.5) * side, y + side / 2 + 4,
          { fill: cell.ink, 'text-anchor': 'middle' });
      });
      write(spec.levels[spec.levels.length - 1 - r], left - 5, y + side / 2 + 4,
        { 'text-anchor': 'end' });
    });
    spec.levels.forEach(function (word, c) {
      write(word, left + (c + 0.5) * side, low + 10, { 'text-anchor': 'middle' });
    });
    root.appendChild(svg('path', {
      d: 'M' + left + ' ' + (low + 20) + 'H' + end + 'm-5 -4l5 4l-5 4M8 ' + low + 'V10m-4 5l4 -5l4 5',
      fill: 'none', stroke: '#3e4853', 'stroke-width': 1.4
    }));
    write('A', end + 6, low + 24, { 'font-weight': 700 });
    write('B', 13, 15, { 'font-weight': 700 });
    return root;
  }

  /* Two boxes in the two empty corners: the indicator on the left, places on the right. */
  function drawLegend(atlas) {
    var boxes = { left: atlas.legend, right: atlas.legendRight };
    Object.keys(boxes).forEach(function (side) {
      boxes[side].zaBody.textContent = '';
      boxes[side].hidden = side === 'right';
    });
    atlas.entries.forEach(function (entry) {
      var legend = entry.spec.legend;
      if (!legend || !atlas.map.hasLayer(entry.layer)) return;
      var box = boxes[entry.spec.kind === 'areas' || entry.spec.kind === 'circles' ? 'left' : 'right'];
      box.hidden = false;
      box.zaBody.appendChild(legendBlock(atlas, entry, legend));
    });
    Object.keys(boxes).forEach(function (side) { drawFold(atlas, boxes[side]); });
  }

  /* On a small map the notes of a legend would cover what they speak of: there they are folded
   * away until somebody asks. Print and large maps show them always. */
  function drawFold(atlas, box) {
    var old = box.querySelector('.za-legend-fold');
    if (old) old.parentNode.removeChild(old);
    if (!box.querySelector('.za-legend-note')) return;
    var button = el('button', 'za-legend-fold', atlas.payload.text.legend_notes);
    button.type = 'button';
    button.setAttribute('aria-expanded', String(box.classList.contains('za-open')));
    button.addEventListener('click', function () {
      box.classList.toggle('za-open');
      button.setAttribute('aria-expanded', String(box.classList.contains('za-open')));
      atlas.liftControls();
      atlas.placeLabels();
    });
    box.zaBody.appendChild(button);
  }

  function legendBlock(atlas, entry, legend) {
    var block = el('section', 'za-legend-block');
    block.setAttribute('data-layer', entry.spec.id);
    block.appendChild(el('div', 'za-legend-title', legend.title));
    if (legend.unit) block.appendChild(el('div', 'za-legend-unit', legend.unit));
    if (legend.square) {
      block.appendChild(el('div', 'za-legend-axis', legend.square.second));
      block.appendChild(legendSquare(legend.square));
      block.appendChild(el('div', 'za-legend-axis', legend.square.first));
      legend.square.edges.forEach(function (line) {
        block.appendChild(el('div', 'za-legend-edges', line));
      });
    }
    if (legend.nested) {
      block.appendChild(nestedCircles(legend.entries));
    } else {
      var list = el('ul', 'za-legend-list');
      legend.entries.forEach(function (item) {
        var line = el('li');
        line.appendChild(swatch(item, atlas.number));
        var label = el('span', 'za-legend-label', item.label);
        if (item.detail) label.appendChild(el('span', 'za-legend-detail', item.detail));
        if (item.strong) label.appendChild(el('strong', 'za-legend-detail', item.strong));
        line.appendChild(label);
        if (item.count !== undefined) line.appendChild(el('span', 'za-legend-count', item.count));
        list.appendChild(line);
      });
      block.appendChild(list);
    }
    (legend.notes || []).forEach(function (note) {
      block.appendChild(el('div', 'za-legend-note', note));
    });
    return block;
  }

  /* ------------------------------------------------------------- the map */

  var MARGIN = 8; // px around the province
  var counter = 0;

  /* What a layer shows, without whether it is on. */
  function contentOf(spec) {
    return JSON.stringify(spec, function (key, value) { return key === 'on' ? undefined : value; });
  }

  function Atlas(map, payload, parts, options) {
    counter += 1;
    this.number = counter;
    this.map = map;
    this.parts = parts;
    this.options = options || {};
    this.entries = [];
    this.resizing = 0; // changes of the box that the map still answers to
    this.payload = payload;
    this.hover = new Hover(map);
    this.furnish();
  }

  Atlas.prototype.part = function (name) {
    var part = this.parts[name];
    if (!part) throw new Error('Zone Atlas: part ' + name + ' is missing');
    return part;
  };

  Atlas.prototype.select = function (id) {
    this.selected = id;
    if (this.options.onSelect) this.options.onSelect(id);
  };

  /* The place, zone, platform or science city of an id: its card, where it opens, the layer that
   * holds it, and what it covers if it is an area. Layers that are on come first. Null where this
   * map has no such thing. */
  Atlas.prototype.find = function (id) {
    var atlas = this;
    var found = null;
    function isOn(entry) { return atlas.map.hasLayer(entry.layer); }
    this.entries.filter(isOn).concat(this.entries).some(function (entry) {
      if (entry.spec.kind === 'platforms') {
        var i = atlas.part(entry.spec.points).ids.indexOf(id.replace(/^platform:/, ''));
        if (i < 0 || id.indexOf('platform:') !== 0) return false;
        var at = atlas.part(entry.spec.points).at[i];
        found = {
          entry: entry, card: entry.layer.zaCard(i), at: L.latLng(at[1] / UNITS, at[0] / UNITS)
        };
      } else if (entry.layer.eachLayer) {
        entry.layer.eachLayer(function (one) {
          if (!one.zaCard || one.zaCard.id !== id) return;
          found = {
            entry: entry, card: one.zaCard, at: one.zaAt, bounds: one.getBounds && one.getBounds()
          };
        });
      }
      return !!found;
    });
    return found;
  };

  /* Opens the card of something that is on the map. */
  Atlas.prototype.openSelected = function (id, opener) {
    var found = id && this.find(id);
    if (found && this.map.hasLayer(found.entry.layer)) {
      openCard(this, found.card, found.at, opener);
    }
  };

  /* Opens the card of what was picked elsewhere, or closes the card that is open. */
  Atlas.prototype.show = function (id) {
    this.updating = true; // the page knows: nobody is told
    this.map.closePopup();
    this.updating = false;
    this.selected = null;
    if (id) this.openSelected(id);
  };

  /* Looks at [longitude, latitude, zoom]. */
  Atlas.prototype.look = function (at) {
    this.map.setView([at[1], at[0]], at[2], { animate: false });
  };

  Atlas.prototype.entry = function (id) {
    return this.entries.filter(function (entry) { return entry.spec.id === id; })[0];
  };

  Atlas.prototype.areaCardOf = function (code) {
    var spec = this.payload.layers.filter(function (layer) { return layer.kind === 'areas'; })[0];
    if (!spec) return null;
    var names = this.part(spec.names);
    var i = names.codes.indexOf(code);
    return i < 0 ? null : areaCard(spec, names, i);
  };

  /* Boxes of zone signs and circles, in layer points, with what covering one costs a name. */
  Atlas.prototype.signBoxes = function (kind) {
    var boxes = [];
    var map = this.map;
    this.entries.forEach(function (entry) {
      if (entry.spec.kind !== kind || !map.hasLayer(entry.layer)) return;
      (entry.layer.zaSigns || entry.layer.getLayers()).forEach(function (marker) {
        var p = map.latLngToLayerPoint(marker.getLatLng()).add(marker.zaShift || [0, 0]);
        var r = kind === 'zones' ? marker.zaHalf : Math.min(marker.getRadius(), 14);
        boxes.push({
          l: p.x - r, r: p.x + r, t: p.y - r, b: p.y + r, cost: kind === 'circles' ? 0.6 : 3
        });
      });
    });
    return boxes;
  };

  /* What lies over the map's corners, in layer points: a name below it cannot be read. */
  Atlas.prototype.coverBoxes = function () {
    var map = this.map;
    var origin = map.getContainer().getBoundingClientRect();
    return this.covers.map(function (node) {
      var r = node.getBoundingClientRect();
      var a = map.containerPointToLayerPoint([r.left - origin.left - 3, r.top - origin.top - 3]);
      var b = map.containerPointToLayerPoint([r.right - origin.left + 3, r.bottom - origin.top + 3]);
      return { l: a.x, t: a.y, r: b.x, b: b.y, cost: 3 };
    });
  };

  /* The names that are seen, in layer points, without that of `own`. */
  Atlas.prototype.nameBoxes = function (own) {
    var map = this.map;
    var origin = map.getContainer().getBoundingClientRect();
    var found = [];
    map.getContainer().querySelectorAll('.za-label-text').forEach(function (node) {
      if (node === own || node.style.visibility === 'hidden') return;
      var r = node.getBoundingClientRect();
      var a = map.containerPointToLayerPoint([r.left - origin.left, r.top - origin.top]);
      found.push({ l: a.x, t: a.y, r: a.x + r.width, b: a.y + r.height });
    });
    return found;
  };

  Atlas.prototype.platformAt = function (containerPoint) {
    var entry = this.entry('platforms');
    if (!entry || !this.map.hasLayer(entry.layer) || !containerPoint) return null;
    return entry.layer.zaAt(containerPoint);
  };

  /* The outline of the area that the pointer or the keyboard is on, above all other outlines. */
  Atlas.prototype.highlight = function (layer) {
    if (this.lit) this.lit.remove();
    this.lit = null;
    if (!layer || !layer.zaArea) return;
    this.lit = L.polygon(layer.getLatLngs(), {
      pane: 'za-highlight', interactive: false, fill: false, color: '#14263d', weight: 2.6,
      smoothFactor: 0, className: 'za-lit'
    }).addTo(this.map);
  };

  Atlas.prototype.furnish = function () {
    var map = this.map;
    var atlas = this;
    var container = map.getContainer();
    container.classList.add('za-map');
    if (!container.hasAttribute('tabindex')) container.setAttribute('tabindex', '0');
    container.setAttribute('role', 'region');
    [['za-land', 210], ['za-areas', 300], ['za-rivers', 320], ['za-lines', 330],
      ['za-catchments', 340],
      ['za-highlight', 350], ['za-outlines', 360], ['za-circles', 400], ['za-platforms', 450], ['za-labels', 560]
    ].forEach(function (pane) {
      map.createPane(pane[0]).style.zIndex = pane[1];
    });
    // the keyboard follows the document: areas first, then zones, then an open card
    ['markerPane', 'tooltipPane', 'popupPane'].forEach(function (name) {
      map.getPane('mapPane').appendChild(map.getPane(name));
    });
    ['za-rivers', 'za-lines', 'za-land', 'za-highlight', 'za-platforms', 'za-labels'].forEach(function (name) {
      map.getPane(name).style.pointerEvents = 'none';
    });

    // Pattern for "no data"; one SVG outside the map so that legend and map share it.
    var defs = svg('svg', { width: 0, height: 0, 'aria-hidden': 'true', class: 'za-defs' });
    var pattern = svg('pattern', {
      id: 'za-nodata-' + this.number, width: 6, height: 6, patternUnits: 'userSpaceOnUse',
      patternTransform: 'rotate(45)'
    });
    pattern.appendChild(svg('rect', { width: 6, height: 6, fill: '#f3f4f5' }));
    pattern.appendChild(svg('rect', { width: 0.8, height: 6, fill: '#ccd1d6' }));
    defs.appendChild(pattern);
    container.appendChild(defs);

    // Leaflet's own prefix shows a national flag; ours is words only.
    if (map.attributionControl) map.removeControl(map.attributionControl);

    this.legend = legendBox('bottomleft');
    this.legendRight = legendBox('bottomright');
    function legendBox(corner) {
      var box = el('div', 'za-legend');
      box.setAttribute('role', 'group');
      box.zaBody = el('div');
      box.appendChild(box.zaBody);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      addControl(map, corner, box);
      return box;
    }

    this.north = el('div', 'za-north');
    var arrow = svg('svg', { width: 26, height: 38, viewBox: '0 0 26 38', 'aria-hidden': 'true' });
    arrow.appendChild(svg('path', { d: 'M13 1 L22 30 L13 24 Z', fill: '#33404f' }));
    arrow.appendChild(svg('path', { d: 'M13 1 L4 30 L13 24 Z', fill: '#fff', stroke: '#33404f' }));
    this.north.appendChild(el('div', 'za-north-letter', 'N'));
    this.north.appendChild(arrow);
    this.north.setAttribute('role', 'img');
    addControl(map, 'topright', this.north);

    this.menu = el('div', 'za-menu');
    L.DomEvent.disableClickPropagation(this.menu);
    addControl(map, 'topright', this.menu);

    var scale = L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
    this.legend.appendChild(scale.getContainer()); // below the legend, where readers look for it
    this.foot = el('div', 'za-foot');
    L.DomEvent.disableClickPropagation(this.foot);
    container.appendChild(this.foot);
    this.covers = [this.legend, this.legendRight, this.foot, this.north, this.menu];

    /* Platforms are on canvas and hear nothing themselves. Boxes and signs over them answer
     * first; below them, the area answers where there is no platform. */
    var COVERS = '.leaflet-control, .leaflet-marker-icon, .leaflet-popup, .za-foot';
    container.addEventListener('mousemove', function (event) {
      var covered = event.target.closest && event.target.closest(COVERS);
      var point = map.mouseEventToContainerPoint(event);
      var dot = covered ? null : atlas.platformAt(point);
      var was = atlas.pointing;
      atlas.pointing = !!dot;
      container.classList.toggle('za-pointing', !!dot);
      if (dot) {
        atlas.hover.show(atlas.entry('platforms').layer.zaCard(dot.zaIndex), point);
      } else if (was) {
        if (atlas.over) atlas.hover.show(atlas.over(), point);
        else atlas.hover.hide();
      } else if (atlas.over) {
        atlas.hover.move(point);
      }
    });
    container.addEventListener('mousedown', function () {
      atlas.pressed = true;
      setTimeout(function () { atlas.pressed = false; }, 0); // the focus has moved by then
    }, true);
    container.addEventListener('mouseleave', function () {
      atlas.pointing = false;
      atlas.hover.hide();
    });
    map.on('click', function (event) {
      openPlatform(atlas, event.containerPoint);
    });
    container.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape') return;
      if (atlas.menu.contains(event.target) && atlas.menu.classList.contains('za-open')) {
        atlas.menu.classList.remove('za-open');
        atlas.drawMenu();
        atlas.menu.querySelector('button').focus();
      }
      atlas.hover.hide();
      map.closePopup();
    });
    map.on('popupclose', function (event) {
      if (!atlas.updating) atlas.select(null);
      var inside = event.popup.getElement();
      var back = atlas.opener;
      atlas.opener = null;
      var focus = document.activeElement; // the body, where the card is gone already
      if (back && back.isConnected &&
          (focus === document.body || (inside && inside.contains(focus)))) {
        back.focus({ preventScroll: true });
      }
    });
    map.on('zoomend moveend viewreset resize', function (event) {
      if (!atlas.started) return; // the start does all of this once
      if (event.type === 'resize') atlas.liftControls();
      // clusters hear the same event, and later: names are placed when they stand, once for all
      // that is told in one breath
      if (atlas.placing) return;
      atlas.placing = true;
      Promise.resolve().then(function () {
        atlas.placing = false;
        atlas.placeLabels();
      });
    });
    map.on('moveend', function () {
      var c = map.getCenter();
      container.setAttribute('data-zoom', map.getZoom().toFixed(2));
      if (atlas.options.onExtent && atlas.settled && !atlas.resizing) {
        atlas.options.onExtent(c.lng.toFixed(4) + ',' + c.lat.toFixed(4) + ',' +
          map.getZoom().toFixed(2));
      }
    });
    map.on('layeradd layerremove', function (event) {
      // while a payload is worked in, its end refreshes once
      if (event.layer.zaOwn && atlas.started && !atlas.updating) atlas.refresh();
    });
    var before = null;
    global.addEventListener('beforeprint', function () {
      if (!container.isConnected || before) return;
      before = { center: map.getCenter(), zoom: map.getZoom(), size: map.getSize() };
      map.setMaxBounds(null); // it would slide the map while the sheet is laid out
      var whole = map.getBounds().contains(atlas.payload.map.fit);
      container.classList.add('za-printing'); // the size of the sheet, as the print style has it
      map.invalidateSize({ animate: false, pan: false });
      atlas.liftControls();
      if (whole) {
        atlas.fit(atlas.payload.map.fit);
      } else {
        var now = map.getSize();
        var scale = Math.min(now.x / before.size.x, now.y / before.size.y);
        map.setView(before.center, before.zoom + Math.log2(scale), { animate: false });
      }
      atlas.placeLabels();
    });
    global.addEventListener('afterprint', function () {
      if (!before) return;
      container.classList.remove('za-printing');
      map.invalidateSize({ animate: false, pan: false });
      atlas.liftControls();
      map.setView(before.center, before.zoom, { animate: false });
      map.setMaxBounds(atlas.limit);
      before = null;
    });
  };

  function addControl(map, position, node) {
    var control = L.control({ position: position });
    control.onAdd = function () { return node; };
    control.addTo(map);
  }

  Atlas.prototype.placeLabels = function () {
    var map = this.map;
    if (!this.started || !map.getContainer().isConnected) return;
    this.entries.forEach(function (entry) {
      if (entry.layer.zaSpread && map.hasLayer(entry.layer)) entry.layer.zaSpread();
    });
    var signs = this.signBoxes('zones').concat(this.signBoxes('catchments'));
    var boxes = signs.concat(this.signBoxes('circles'), this.coverBoxes());
    this.entries.forEach(function (entry) {
      if (!entry.layer.zaStep || !map.hasLayer(entry.layer)) return;
      entry.layer.zaStep(signs).forEach(function (box) {
        box.cost = 2;
        boxes.push(box);
      });
    });
    this.entries.forEach(function (entry) {
      if (entry.layer.zaPlace) entry.layer.zaPlace(boxes);
    });
    this.entries.forEach(function (entry) {
      if (entry.layer.zaBeside && map.hasLayer(entry.layer)) entry.layer.zaBeside();
    });
  };

  Atlas.prototype.refresh = function () {
    drawLegend(this);
    this.liftControls();
    this.drawMenu();
    this.placeLabels();
  };

  Atlas.prototype.drawMenu = function () {
    var atlas = this;
    var text = this.payload.text;
    var open = this.menu.classList.contains('za-open');
    this.menu.textContent = '';
    var button = el('button', 'za-menu-button', text.layers);
    button.type = 'button';
    button.setAttribute('aria-expanded', String(open));
    button.addEventListener('click', function () {
      atlas.menu.classList.toggle('za-open');
      atlas.drawMenu();
      atlas.menu.querySelector('button').focus();
    });
    this.menu.appendChild(button);
    if (!open) return;
    var list = el('div', 'za-menu-list');
    this.entries.forEach(function (entry) {
      if (!entry.spec.name) return;
      var line = el('label', 'za-menu-line');
      var box = el('input');
      box.type = 'checkbox';
      box.checked = atlas.map.hasLayer(entry.layer);
      box.setAttribute('data-layer', entry.spec.id);
      box.addEventListener('change', function () {
        atlas.toggle(entry, box.checked);
        var again = atlas.menu.querySelector('input[data-layer="' + entry.spec.id + '"]');
        if (again) again.focus();
      });
      line.appendChild(box);
      line.appendChild(el('span', '', entry.spec.name));
      list.appendChild(line);
    });
    this.menu.appendChild(list);
  };

  Atlas.prototype.toggle = function (entry, on) {
    if (on) this.map.addLayer(entry.layer);
    else this.map.removeLayer(entry.layer);
    this.refresh();
    if (this.options.onLayers) {
      var map = this.map;
      var circles = this.entry('circles');
      // under circles the areas are only their ground: the circles are the layer of the View
      this.options.onLayers(this.entries.filter(function (e) {
        return e.spec.name && map.hasLayer(e.layer) && !(circles && e.spec.id === 'choropleth');
      }).map(function (e) { return e.spec.id === 'circles' ? 'choropleth' : e.spec.id; }));
    }
  };

  Atlas.prototype.make = function (spec) {
    var make = KINDS[spec.kind];
    if (!make) throw new Error('Zone Atlas: no layer of kind ' + spec.kind);
    var layer = make(this, spec);
    layer.zaOwn = true;
    this.entries.push({ spec: spec, layer: layer, text: contentOf(spec) });
    return layer;
  };

  /* Lines under the map, and everything else that is words. */
  Atlas.prototype.write = function () {
    var payload = this.payload;
    var container = this.map.getContainer();
    container.setAttribute('aria-label', payload.title);
    container.setAttribute('lang', payload.lang === 'zh' ? 'zh-CN' : 'en');
    this.legend.setAttribute('aria-label', payload.text.legend);
    this.legendRight.setAttribute('aria-label', payload.text.legend);
    this.north.setAttribute('aria-label', payload.text.north);
    this.foot.textContent = '';
    var foot = this.foot;
    payload.lines.forEach(function (line) {
      foot.appendChild(el('div', 'za-foot-line za-foot-' + line.kind, line.text));
    });
    [['.leaflet-control-zoom-in', payload.text.zoom_in],
      ['.leaflet-control-zoom-out', payload.text.zoom_out]].forEach(function (pair) {
      var node = container.querySelector(pair[0]);
      if (node) {
        node.setAttribute('title', pair[1]);
        node.setAttribute('aria-label', pair[1]);
      }
    });
    this.refresh();
  };

  /* Controls at the bottom stand above the foot, however many lines it takes. */
  Atlas.prototype.liftControls = function () {
    var container = this.map.getContainer();
    container.style.setProperty('--za-foot', this.foot.offsetHeight + 'px');
    container.style.setProperty('--za-height', container.clientHeight + 'px');
    container.style.setProperty('--za-width', container.clientWidth + 'px');
    container.classList.toggle('za-wide', container.clientWidth >= 1180);
    container.classList.toggle('za-mid', container.clientWidth < 900);
    container.classList.toggle('za-narrow', container.clientWidth < 640);
    container.classList.toggle('za-low', container.clientHeight < 650);
    [this.legend, this.legendRight].forEach(function (box) {
      // what scrolls must be reachable by the keyboard
      if (box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    });
  };

  /* The province as large as the map allows, and as far aside as the legends ask for: they stand in
   * corners that it leaves empty, where the map is wide enough. */
  Atlas.prototype.fit = function (bounds) {
    var map = this.map;
    var size = map.getSize();
    var below = this.foot.offsetHeight + 4;
    var box = L.latLngBounds(bounds);
    var zoom = Math.min(map.getMaxZoom(),
      map.getBoundsZoom(box, false, L.point(2 * MARGIN, MARGIN + below)));
    var nw = map.project(box.getNorthWest(), zoom);
    var se = map.project(box.getSouthEast(), zoom);
    var left = (size.x - (se.x - nw.x)) / 2;
    var top = MARGIN + (size.y - below - MARGIN - (se.y - nw.y)) / 2;
    var free = { least: MARGIN, most: 2 * left - MARGIN };
    if (free.most > free.least) {
      var clear = this.clearOf(nw.x, nw.y - top, zoom);
      // where both cannot be had, the legends cover equally little
      left = clear.least > clear.most ? (clear.least + clear.most) / 2 :
        Math.max(clear.least, Math.min(left, clear.most));
      left = Math.max(free.least, Math.min(left, free.most));
    }
    var middle = L.point(nw.x - left + size.x / 2, nw.y - top + size.y / 2);
    map.setView(map.unproject(middle, zoom), zoom, { animate: false });
  };

  /* How far from the left edge the province's box may begin without reaching under a legend.
   * `x`: left edge of the box, `y`: upper edge of the map, in pixels of the zoom. */
  Atlas.prototype.clearOf = function (x, y, zoom) {
    var map = this.map;
    var origin = map.getContainer().getBoundingClientRect();
    var least = -Infinity;
    var most = Infinity;
    var west = this.legend.hidden ? null : this.legend.getBoundingClientRect();
    var east = this.legendRight.hidden ? null : this.legendRight.getBoundingClientRect();
    this.outline().forEach(function (latlng) {
      var p = map.project(latlng, zoom);
      var at = p.y - y + origin.top;
      if (west && at > west.top - MARGIN) {
        least = Math.max(least, west.right - origin.left + MARGIN - (p.x - x));
      }
      if (east && at > east.top - MARGIN) {
        most = Math.min(most, east.left - origin.left - MARGIN - (p.x - x));
      }
    });
    return { least: least, most: most };
  };

  /* The points of the province's outline. */
  Atlas.prototype.outline = function () {
    var atlas = this;
    var points = [];
    this.entries.forEach(function (entry) {
      if (entry.spec.kind !== 'relief') return;
      decodeArea(atlas.part(entry.spec.outline).polygons).forEach(function (rings) {
        rings[0].forEach(function (point) { points.push(L.latLng(point)); });
      });
    });
    return points;
  };

  Atlas.prototype.start = function () {
    var start = this.payload.map;
    var atlas = this;
    this.write();
    if (start.extent) {
      this.map.setView([start.extent[1], start.extent[0]], start.extent[2], { animate: false });
    } else {
      this.fit(start.fit);
    }
    this.limit = L.latLngBounds(start.limit);
    if (!start.extent) {
      // a map wider than its limit would be pulled back to the limit's middle
      var seen = this.map.getBounds();
      var lat = this.limit.getCenter().lat;
      this.limit.extend([lat, seen.getWest()]).extend([lat, seen.getEast()]);
    }
    this.map.panInsideBounds(this.limit, { animate: false }); // or the next line does, slowly
    this.map.setMaxBounds(this.limit);
    this.started = true;
    this.placeLabels();
    this.still = !!start.extent; // who sends a link with an extent has chosen it with the card open
    this.openSelected(start.selection);
    this.still = false;
    setTimeout(function () { atlas.settled = true; }, 0);
    this.map.getContainer().setAttribute('data-ready', 'true');
  };

  /* A new payload on the same map: the extent stays, equal layers stay, areas are restyled. */
  Atlas.prototype.update = function (payload, parts) {
    var atlas = this;
    var before = this.entries;
    var selected = this.selected;
    this.payload = payload;
    this.parts = parts;
    this.updating = true;
    this.map.closePopup();
    this.hover.hide();
    this.entries = [];
    var kept = [];
    payload.layers.forEach(function (spec) {
      var text = contentOf(spec);
      var old = before.filter(function (entry) { return entry.spec.id === spec.id; })[0];
      if (old && old.text === text) {
        atlas.entries.push({ spec: spec, layer: old.layer, text: text });
        kept.push(old.layer);
      } else if (old && old.layer.zaRestyle && old.spec.areas === spec.areas &&
          old.spec.names === spec.names) {
        old.layer.zaRestyle(spec);
        atlas.entries.push({ spec: spec, layer: old.layer, text: text });
        kept.push(old.layer);
      } else {
        atlas.make(spec);
      }
    });
    before.forEach(function (entry) {
      if (kept.indexOf(entry.layer) < 0) atlas.map.removeLayer(entry.layer);
    });
    this.entries.forEach(function (entry) {
      var on = entry.spec.on;
      if (on && !atlas.map.hasLayer(entry.layer)) atlas.map.addLayer(entry.layer);
      if (!on && atlas.map.hasLayer(entry.layer)) atlas.map.removeLayer(entry.layer);
    });
    this.updating = false;
    this.write();
    this.openSelected(selected); // the same place, with what is now said of it
  };

  Atlas.prototype.resize = function () {
    // the box has changed, not where the reader looks: nothing to write into the address, nor
    // where the limit of the map then pulls it back, which takes a moment
    var atlas = this;
    var pulled = false;
    function see() { pulled = true; }
    function done() { atlas.resizing -= 1; }
    this.resizing += 1;
    this.map.on('movestart', see);
    this.map.invalidateSize({ animate: false });
    this.map.off('movestart', see);
    if (pulled) this.map.once('moveend', done);
    else done();
  };

  Atlas.prototype.remove = function () {
    this.options = {}; // a card that closes with its map is not put away by the reader
    this.map.remove();
  };

  function mapOptions(payload) {
    return {
      // a zoom without a middle: layers wait until the map knows where it looks, and draw once
      zoom: 6,
      crs: L.CRS.EPSG3857, zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 120,
      minZoom: payload.map.zooms[0], maxZoom: payload.map.zooms[1], maxBoundsViscosity: 0.8,
      // a card half faded in cannot be read, nor measured for contrast
      zoomAnimation: true, fadeAnimation: false, preferCanvas: false
    };
  }

  /* The app's door: makes map and layers inside `node`. */
  function mount(node, payload, parts, options) {
    var all = mapOptions(payload);
    all.trackResize = false; // the app tells of a new size: `resize`
    var map = L.map(node, all);
    var atlas = new Atlas(map, payload, parts, options);
    payload.layers.forEach(function (spec) {
      var layer = atlas.make(spec);
      if (spec.on) map.addLayer(layer);
    });
    atlas.start();
    return atlas;
  }

  /* The file's door: folium's script makes the map and adds the layers one by one. */
  var page = null;

  function readPage() {
    if (page) return page;
    var payload = JSON.parse(document.getElementById('za-payload').textContent);
    var parts = {};
    document.querySelectorAll('script[data-za-part]').forEach(function (node) {
      parts[node.getAttribute('data-za-part')] = JSON.parse(node.textContent);
    });
    page = { payload: payload, parts: parts };
    return page;
  }

  /* `look`: whether layers that are not ours follow, which may ask at once where the map looks. */
  function open(id, look) {
    var data = readPage();
    var map = L.map(id, mapOptions(data.payload));
    if (look) map.setView([30.6, 102.7], 6);
    map.zoneAtlas = new Atlas(map, data.payload, data.parts, {});
    return map;
  }

  function layer(map, id) {
    var spec = map.zoneAtlas.payload.layers.filter(function (s) { return s.id === id; })[0];
    return map.zoneAtlas.make(spec);
  }

  function start(map) {
    map.zoneAtlas.start();
  }

  global.ZoneAtlas = { mount: mount, open: open, layer: layer, start: start };
})(window);
