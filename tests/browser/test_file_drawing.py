"""Where things stand on the map of a file: names apart, nothing drawn outside the province."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from tests.browser.file_fixtures import (
    DESKTOP,
    INDICATORS,
    LANGS,
    LAPTOP,
    OVERVIEW,
    PROJECTOR,
    WITH_PLATFORMS,
    boxes,
    in_lang,
    on_map,
    opened,
    overlapping,
)

pytestmark = pytest.mark.browser

_TOLERANCE_DEG = 0.01
_LARGE = (3000, 2500)  # a pixel is then about 0.004 degrees: rounding stays below the tolerance

# Every vertex of every path of a pane, as longitude and latitude by the map's own projection.
_VERTICES = """(map, pane) => {
  const out = [];
  for (const path of document.querySelectorAll('.leaflet-' + pane + '-pane path')) {
    if (path.closest('clipPath')) continue;
    const numbers = (path.getAttribute('d') || '').match(/-?[0-9.]+/g) || [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      const at = map.layerPointToLatLng([Number(numbers[i]), Number(numbers[i + 1])]);
      out.push([at.lng, at.lat]);
    }
  }
  return out;
}"""

# The relief picture shows only inside its clip; its vertices by way of the screen.
_CLIP = """(map) => {
  const root = document.querySelector('svg.za-relief');
  const matrix = root.getScreenCTM();
  const origin = map.getContainer().getBoundingClientRect();
  const out = [];
  for (const path of root.querySelectorAll('clipPath path')) {
    const numbers = path.getAttribute('d').match(/-?[0-9.]+/g);
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      const p = new DOMPoint(Number(numbers[i]), Number(numbers[i + 1])).matrixTransform(matrix);
      const at = map.containerPointToLatLng([p.x - origin.left, p.y - origin.top]);
      out.push([at.lng, at.lat]);
    }
  }
  return out;
}"""

_LABELS = """(map) => {
  const origin = map.getContainer().getBoundingClientRect();
  const out = [];
  for (const node of document.querySelectorAll('.za-label-prefecture .za-label-text')) {
    if (getComputedStyle(node).visibility === 'hidden') continue;
    const r = node.getBoundingClientRect();
    const at = map.containerPointToLatLng(
      [(r.left + r.right) / 2 - origin.left, (r.top + r.bottom) / 2 - origin.top]);
    out.push([node.textContent, at.lng, at.lat]);
  }
  return out;
}"""


def _outside(province, points):
    xy = np.array(points)
    assert len(xy) > 0
    return xy[~shapely.contains_xy(province, xy[:, 0], xy[:, 1])]


@pytest.fixture(scope="module")
def province(catalog):
    shape = shapely.union_all(catalog.prefectures.geometry.to_numpy()).buffer(_TOLERANCE_DEG)
    shapely.prepare(shape)
    return shape


@pytest.mark.parametrize(
    "view",
    [OVERVIEW, replace(INDICATORS, geography="county", indicator=None, period=None)],
    ids=["prefectures", "counties"],
)
def test_no_vertex_lies_outside_the_province(browser, tmp_path, province, view):
    with opened(browser, tmp_path, view, _LARGE) as page:
        page.focus("path.za-area >> nth=0")  # the outline of what is chosen is drawn too
        for pane in ("za-land", "za-areas", "za-rivers", "za-lines", "za-highlight", "za-outlines"):
            outside = _outside(province, on_map(page, _VERTICES, pane))
            assert len(outside) == 0, (pane, outside[:5])
        assert len(_outside(province, on_map(page, _CLIP))) == 0


def test_only_text_stands_outside(browser, tmp_path, province):
    """Whatever else hangs in a pane stands at a place inside: signs, circles, clusters."""
    with opened(browser, tmp_path, WITH_PLATFORMS) as page:
        points = on_map(
            page,
            """(map) => {
              const out = [];
              map.eachLayer((layer) => {
                if (!layer.getLatLng || (layer.options.pane || '') === 'za-labels') return;
                const at = layer.getLatLng();
                out.push([at.lng, at.lat]);
              });
              return out;
            }""",
        )
        assert len(_outside(province, points)) == 0
        assert page.locator(".za-label-neighbour").count() == 7


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("view", [OVERVIEW, INDICATORS], ids=["overview", "indicators"])
@pytest.mark.parametrize("size", [PROJECTOR, LAPTOP, DESKTOP], ids=str)
def test_names_stand_apart_and_at_home(browser, tmp_path, catalog, view, lang, size):  # noqa: PLR0917
    with opened(browser, tmp_path, in_lang(view, lang), size) as page:
        found = boxes(page, ".za-label-text")
        assert overlapping(found) == []
        names = dict(
            zip(catalog.prefectures[f"short_{lang}"], catalog.prefectures.geometry, strict=True)
        )
        shown = on_map(page, _LABELS)
        assert sorted(text for text, _, _ in shown) == sorted(names)
        astray = [
            text
            for text, x, y in shown
            if not names[text].buffer(_TOLERANCE_DEG).contains(shapely.Point(x, y))
        ]
        assert astray == []
        corners = boxes(
            page, ".za-legend, .za-north, .za-menu-button, .leaflet-control-zoom, .za-foot"
        )
        crossed = overlapping([*found, *corners])
        assert crossed == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [LAPTOP, DESKTOP], ids=str)
def test_names_and_numbers_leave_the_signs_of_zones_free(browser, tmp_path, lang, size):
    with opened(browser, tmp_path, in_lang(WITH_PLATFORMS, lang), size) as page:
        signs = boxes(page, ".za-zone")
        for selector in (".za-label-text", ".za-cluster span"):
            covered = [
                pair
                for sign in signs
                for pair in (overlapping([sign, box]) for box in boxes(page, selector))
                if pair
            ]
            assert covered == [], selector
