"""Catchments in an exported file: drawn, told, held by the province, printed, and silent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import shapely

from geo.catchment.ring import CORNERS
from geo.catchment.title import title_coverage, title_shares
from geo.export.html import render_html
from geo.locale import translator
from geo.maps.asked import answer, study_of
from geo.maps.catchment_tables import catchment_tables
from geo.maps.geometry import province_shape
from geo.presets import PRESETS
from geo.view import resolve
from tests.browser.file_fixtures import (
    DESKTOP,
    LANGS,
    LAPTOP,
    PROJECTOR,
    boxes,
    in_lang,
    on_map,
    opened,
    opened_text,
    overlapping,
    press_card,
    quiet,
    read_card,
    read_hover,
)
from tests.hostile import FLAG, plant

pytestmark = pytest.mark.browser

START = PRESETS["catchments"]
RINGS = replace(START, radii_km=(10.0, 30.0))
DRIVE = replace(START, catchment="drive", minutes=(30.0, 60.0), against="ring")
HUFF = replace(START, catchment="huff")
ACCESS = replace(START, catchment="2sfca")
VIEWS = {"rings": RINGS, "drive": DRIVE, "huff": HUFF, "access": ACCESS}
EVERY = pytest.mark.parametrize("name", VIEWS)
BOTH_LANGS = pytest.mark.parametrize("lang", LANGS)

COVERAGE = {
    "zh": "按已落图的24家测算（另有4家未落图）",
    "en": "computed from the 24 zones on the map (another 4 are not on it)",
}
ERROR = {"zh": "三州未校验", "en": "not checked for the three autonomous prefectures"}
LESHAN = "path.za-catchment-edge[data-id='zone:leshan']"

_TOLERANCE_DEG = 0.01
_LARGE = (3000, 2500)  # a pixel is then about 0.004 degrees: rounding stays below the tolerance

# Every vertex of every path of a pane, as longitude and latitude by the map's own projection.
_VERTICES = """(map, pane) => {
  const out = [];
  for (const path of document.querySelectorAll('.leaflet-' + pane + '-pane path:not(.za-trial)')) {
    if (path.getAttribute('d') === 'M0 0') continue; // nothing of it is in the window
    const numbers = (path.getAttribute('d') || '').match(/-?[0-9.]+/g) || [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      const at = map.layerPointToLatLng([Number(numbers[i]), Number(numbers[i + 1])]);
      out.push([at.lng, at.lat]);
    }
  }
  return out;
}"""

# Bring a place to the middle, then find a point of an outline that the pointer reaches.
_FIND_EDGE = """(map, selector) => {
  map.setView([29.6, 103.8], 9, {animate: false});
  const edge = document.querySelector(selector);
  for (let part = 0; part < 1; part += 0.02) {
    const on = edge.getPointAtLength(part * edge.getTotalLength())
      .matrixTransform(edge.getScreenCTM());
    if (document.elementFromPoint(on.x, on.y) === edge) return {x: on.x, y: on.y};
  }
  return null;
}"""

_TABLES = """(sections) => [...sections[0].querySelectorAll('table')].map((table) => ({
  title: table.previousElementSibling.textContent,
  caption: table.caption.textContent,
  head: [...table.tHead.rows[0].cells].map((cell) => cell.textContent),
  rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
}))"""


def count_outlines(name, catalog):
    """Return how many outlines a view has, from what was asked and not from what was drawn."""
    if name == "access":
        return 0
    if name == "huff":
        draws = answer(study_of(HUFF, catalog), catalog).draws
        return len(set(draws.dominant) - {None})
    # each zone and radius; or a band per time and, beside it, a ring of each zone
    return {"rings": 24 * 2, "drive": 2 + 24}[name]


@EVERY
@BOTH_LANGS
def test_a_file_is_silent_drawn_and_says_from_which_zones(browser, tmp_path, catalog, name, lang):
    view = in_lang(VIEWS[name], lang)
    t = translator(lang)
    with opened(browser, tmp_path, view, PROJECTOR) as page:
        assert page.locator("path.za-catchment").count() == count_outlines(name, catalog)
        assert page.locator("path.za-area").count() == 183
        title = page.text_content("h1")
        assert title == page.title()
        assert (COVERAGE[lang] in title) == (name != "access")
        legend = " ".join(page.locator(".za-legend").all_text_contents())
        method = "2SFCA" if name == "access" else t(f"catchments.method_{view.catchment}")
        assert method in legend
        if name == "rings":
            for km in (10, 30):
                assert t("catchments.within_km", n=km) in legend
        if name == "drive":
            assert t("catchments.method_ring") in legend
            for minutes in (30, 60):
                assert t("catchments.within_minutes", n=minutes) in legend
        assert (ERROR[lang] in legend) == (name != "rings")
        corners = boxes(
            page, ".za-legend, .za-north, .za-menu-button, .leaflet-control-zoom, .za-foot"
        )
        assert overlapping(corners) == []
        quiet(page)


@BOTH_LANGS
def test_the_card_of_a_catchment_by_pointer_and_keyboard(browser, tmp_path, catalog, lang):
    view = in_lang(START, lang)
    t = translator(lang)
    with opened(browser, tmp_path, view) as page:
        (table, *_) = catchment_tables(catalog, view, t)
        name = catalog.zones[f"name_{lang}"]["leshan"]
        (row,) = [cells for cells, _ in table.rows if cells[0] == name]
        assert len([cell for cell in row if any(c.isdigit() for c in cell)]) >= 5
        for way in ("keyboard", "pointer"):
            if way == "keyboard":
                title, text = press_card(page, LESHAN)
            else:
                at = on_map(page, _FIND_EDGE, LESHAN)
                page.mouse.move(at["x"], at["y"])
                assert name in read_hover(page)
                page.mouse.click(at["x"], at["y"])
                title, text = read_card(page)
            assert title == name
            assert COVERAGE[lang].lower() in text.lower()
            for cell in row[2:7]:  # what it holds, as the table says it
                assert cell in text, way
            page.keyboard.press("Escape")
            page.locator(".leaflet-popup").wait_for(state="detached")
        quiet(page)


@EVERY
def test_the_tables_below_hold_the_same_numbers(browser, tmp_path, catalog, name):
    view = resolve(VIEWS[name], catalog)[0]
    t = translator(view.lang)
    with opened(browser, tmp_path, view) as page:
        found = page.eval_on_selector_all(".za-twin", _TABLES)
        for table in catchment_tables(catalog, view, t):
            (shown,) = [
                one
                for one in found
                if (one["title"], one["caption"]) == (table.title, table.caption)
            ]
            assert shown["head"] == list(table.head)
            assert [cells[:-1] for cells in shown["rows"]] == [
                list(cells) for cells, _ in table.rows
            ]
            assert all(cells[-1].startswith("[") for cells in shown["rows"])
            if table.title != title_shares(catalog, t):  # of all zones, whatever is chosen
                assert title_coverage(study_of(view, catalog), catalog, t) in table.title
        counties = [one for one in found if len(one["rows"]) == 183]
        assert len(counties) == 1
        quiet(page)


def test_the_totals_below_a_map_add_up_to_the_province(browser, tmp_path, catalog):
    with opened(browser, tmp_path, RINGS) as page:
        found = page.eval_on_selector_all(".za-twin", _TABLES)
        t = translator("zh")
        (totals,) = [one for one in found if one["caption"] == t("catchments.twin_reached")]
        parts = {t(f"catchments.reached_{n}") for n in range(4)}
        whole = catalog.counties["population"][catalog.counties.geometry.notna()].sum()
        for km in (10, 30):
            people = [
                float(cells[2].replace(",", "").removesuffix("万人"))
                for cells in totals["rows"]
                if cells[0] == t("catchments.within_km", n=km) and cells[1] in parts
            ]
            assert len(people) == 4
            assert sum(people) == pytest.approx(whole / 1e4, abs=0.21)


def test_nothing_is_drawn_outside_the_province(browser, tmp_path, catalog):
    shape = province_shape(catalog).buffer(_TOLERANCE_DEG)
    shapely.prepare(shape)
    wide = replace(START, radii_km=(100.0,), trial=("513338",))
    # what is measured leaves it; what is drawn may not
    shapes = answer(study_of(wide, catalog), catalog).shapes.geometry
    assert not shapes.within(shape).all()
    for view in (wide, replace(wide, catchment="drive", minutes=(120.0,), against="ring"), HUFF):
        with opened(browser, tmp_path, view, _LARGE) as page:
            page.focus("path.za-catchment-edge >> nth=0")  # lit by the keyboard as well
            for pane in ("za-catchments", "za-highlight"):
                points = np.array(on_map(page, _VERTICES, pane))
                assert len(points) >= CORNERS  # of one ring
                outside = points[~shapely.contains_xy(shape, points[:, 0], points[:, 1])]
                assert len(outside) == 0, (pane, outside[:5])


def test_hostile_names_of_zones_are_text(browser, tmp_path, catalog):
    planted = plant(catalog)
    zones = list(planted.catalog.zones.index[planted.catalog.zones["level"] != "candidate"])
    for view in (START, replace(HUFF, huff_zone=zones[0])):
        with opened_text(browser, tmp_path, render_html(view, planted.catalog)) as page:
            names = planted.shown("zones", "name_zh", zones)
            twin = page.text_content(".za-twin")
            for zone, name in zip(zones, names, strict=True):
                assert " ".join(name.split()) in " ".join(twin.split())
                if page.locator(f"path.za-catchment-edge[data-id='zone:{zone}']").count() == 0:
                    continue  # no county of its own in Huff's model
                title, _ = press_card(page, f"path.za-catchment-edge[data-id='zone:{zone}']")
                assert title == name
                page.keyboard.press("Escape")
            quiet(page)
            assert page.evaluate(f"window.{FLAG}") is None
            assert (
                page.locator("iframe, object, embed, base, meta[http-equiv=refresh]").count() == 0
            )


@BOTH_LANGS
@pytest.mark.parametrize("name", ["rings", "drive", "huff"])
@pytest.mark.parametrize("size", [PROJECTOR, DESKTOP], ids=str)
def test_the_map_prints_on_one_sheet_with_its_legend(browser, tmp_path, name, lang, size):
    with opened(browser, tmp_path, in_lang(VIEWS[name], lang), size) as page:
        wanted = [
            page.text_content("h1"),
            *page.locator(
                ".za-legend-title, .za-legend-unit, .za-legend-label, .za-legend-note"
            ).all_text_contents(),
            *page.locator(".za-foot-line").all_text_contents(),
        ]
        told = squeeze(" ".join(wanted))
        captions = [
            caption
            for caption in page.locator(".za-twin caption").all_text_contents()
            if squeeze(caption) not in told
        ]
        data = page.pdf(prefer_css_page_size=True, print_background=True)
        quiet(page)
    document = pypdfium2.PdfDocument(data)
    try:
        first = squeeze(document[0].get_textpage().get_text_range())
        for line in filter(None, wanted):
            assert squeeze(line) in first, line
        rest = squeeze(
            "".join(document[i].get_textpage().get_text_range() for i in range(1, len(document)))
        )
        for caption in captions:
            assert squeeze(caption) not in first
            assert squeeze(caption) in rest
        colours = document[0].render(scale=1).to_pil().convert("RGB").getcolors(1 << 24)
        # outlines in their dark brown are there in ink
        assert sum(n for n, (r, g, b) in colours if r > g + 60 and g < 120 and b < 60) > 200
    finally:
        document.close()


def squeeze(text):
    # capitals and the like are the style's; hyphens may be soft
    return "".join(text.split()).lower()


def test_the_layer_goes_with_its_legend_and_the_counties_stay(browser, tmp_path):
    with opened(browser, tmp_path, START, LAPTOP) as page:
        page.click(".za-menu-button")
        page.uncheck(".za-menu input[data-layer='catchments']")
        assert page.locator("path.za-catchment, path.za-catchment-edge").count() == 0
        assert page.locator(".za-legend-block[data-layer='catchments']").count() == 0
        assert page.locator("path.za-area").count() == 183
        page.check(".za-menu input[data-layer='catchments']")
        assert page.locator("path.za-catchment").count() == 24
        quiet(page)
