"""Cards, pointer and keyboard on the map of a file."""

from __future__ import annotations

import pytest

from geo.locale import translator
from geo.maps.cards import zone_card
from geo.maps.points import shown_platforms
from tests.browser.file_fixtures import (
    INDICATORS,
    LANGS,
    OVERVIEW,
    PROJECTOR,
    WITH_PLATFORMS,
    in_lang,
    on_map,
    opened,
    press_card,
    quiet,
    read_card,
    read_hover,
)

pytestmark = pytest.mark.browser

# A platform's dot that nothing covers, in page coordinates.
_FREE_DOT = """(map) => {
  const origin = map.getContainer().getBoundingClientRect();
  let found = null;
  map.zoneAtlas.entry('platforms').layer._featureGroup.eachLayer((dot) => {
    if (found || dot.zaIndex === undefined) return;
    const p = map.latLngToContainerPoint(dot.getLatLng());
    const x = p.x + origin.left, y = p.y + origin.top;
    const top = document.elementFromPoint(x, y);
    if (top && top.matches('path.za-area')) found = {index: dot.zaIndex, x: x, y: y};
  });
  return found;
}"""

# A place inside an area, near a point but with no dot within reach.
_BESIDE = """(map, near) => {
  const origin = map.getContainer().getBoundingClientRect();
  for (let r = 14; r < 120; r += 4) {
    for (let a = 0; a < 6.28; a += 0.3) {
      const x = near.x + r * Math.cos(a), y = near.y + r * Math.sin(a);
      const top = document.elementFromPoint(x, y);
      if (!top || !top.matches('path.za-area')) continue;
      const at = L.point(x - origin.left, y - origin.top);
      if (!map.zoneAtlas.platformAt(at)) return {code: top.dataset.id, x: x, y: y};
    }
  }
  return null;
}"""


def _inside_window(page, selector):
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] + box["height"] <= size["height"]
    )


@pytest.mark.parametrize("lang", LANGS)
def test_keyboard_alone_opens_and_closes_a_card(browser, tmp_path, catalog, lang):
    with opened(browser, tmp_path, in_lang(OVERVIEW, lang), PROJECTOR) as page:
        for _ in range(8):  # past the page's own tools
            page.keyboard.press("Tab")
            reached = page.evaluate("document.activeElement.matches('path.za-area')")
            if reached:
                break
        assert reached
        code = page.evaluate("document.activeElement.dataset.id")
        name = catalog.prefectures.loc[code, f"name_{lang}"]
        assert name in read_hover(page)
        assert page.locator(".za-lit").count() == 1  # the outline shows where the keyboard is
        page.keyboard.press("Enter")
        title, _ = read_card(page)
        assert title == name
        assert page.evaluate("document.activeElement.closest('.leaflet-popup') !== null")
        page.keyboard.press("Escape")
        page.locator(".leaflet-popup").wait_for(state="detached")
        assert page.evaluate("document.activeElement.dataset.id") == code
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.id") not in {None, code}
        quiet(page)


def test_every_area_zone_and_outline_can_be_reached(browser, tmp_path, catalog):
    with opened(browser, tmp_path, OVERVIEW) as page:
        seen = set()
        for _ in range(90):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("document.activeElement.dataset.id || null"))
        recognised = catalog.zones.index[catalog.zones["level"] != "candidate"]
        assert set(catalog.prefectures.index) <= seen
        assert {f"zone:{i}" for i in recognised} <= seen


@pytest.mark.parametrize("lang", LANGS)
def test_the_hover_card_says_what_how_much_and_from_where(browser, tmp_path, catalog, lang):
    t = translator(lang)
    with opened(browser, tmp_path, in_lang(INDICATORS, lang)) as page:
        page.hover("path[data-id='511300']", position={"x": 40, "y": 30}, force=True)
        text = read_hover(page)
        assert catalog.prefectures.loc["511300", f"name_{lang}"] in text
        for label in ("map.rank", "map.status", "map.source"):
            assert t(label) in text
        assert t("status.derived") in text
        label = page.get_attribute("path[data-id='511300']", "aria-label")
        value = label.split("：" if lang == "zh" else ": ")[1]
        assert any(char.isdigit() for char in value)
        assert value in text
        assert _inside_window(page, ".za-hover")


@pytest.mark.parametrize("lang", LANGS)
def test_the_card_of_each_zone_says_how_exact_its_point_is(browser, tmp_path, catalog, lang):
    t = translator(lang)
    with opened(browser, tmp_path, in_lang(OVERVIEW, lang), PROJECTOR) as page:
        for zone_id in catalog.zones.index[catalog.zones["level"] != "candidate"]:
            card = zone_card(catalog, zone_id, t)
            title, text = press_card(page, f"[data-id='zone:{zone_id}']")
            assert title == catalog.zones.loc[zone_id, f"name_{lang}"]
            assert card["notes"][0] in text
            assert (
                t.number(catalog.zones.loc[zone_id, "coord_accuracy_m"] / 1000) in card["notes"][0]
            )
            page.keyboard.press("Escape")
        quiet(page)


def test_a_card_opened_by_mouse_fits_the_projector(browser, tmp_path):
    with opened(browser, tmp_path, in_lang(OVERVIEW, "en"), PROJECTOR) as page:
        # Mianyang (north of the crowd) and Panzhihua, at the upper and lower ends of the map
        for zone_id in ("zone:chengdu", "zone:panzhihua-vanadium-titanium"):
            sign = page.locator(f"[data-id='{zone_id}']")
            if sign.count() == 0:
                sign = page.locator(".za-zone-national").last
            sign.click()
            read_card(page)
            page.wait_for_function(
                """() => {
                  const p = document.querySelector('.leaflet-popup-content-wrapper').getBoundingClientRect();
                  const m = document.querySelector('.za-map').getBoundingClientRect();
                  const f = document.querySelector('.za-foot').getBoundingClientRect();
                  return p.top >= m.top && p.bottom <= f.top && p.left >= 0 && p.right <= innerWidth;
                }"""
            )
            page.keyboard.press("Escape")
            page.locator(".leaflet-popup").wait_for(state="detached")


@pytest.mark.parametrize("lang", LANGS)
def test_platforms_answer_and_the_areas_below_still_do(browser, tmp_path, catalog, lang):
    with opened(browser, tmp_path, in_lang(WITH_PLATFORMS, lang)) as page:
        names = list(shown_platforms(catalog, WITH_PLATFORMS)[0][f"name_{lang}"])
        dot = on_map(page, _FREE_DOT)
        assert dot is not None
        name = names[dot["index"]]
        page.mouse.move(dot["x"], dot["y"])
        assert name in read_hover(page)

        beside = on_map(page, _BESIDE, dot)
        area = catalog.prefectures.loc[beside["code"], f"name_{lang}"]
        page.mouse.move(beside["x"], beside["y"])
        assert area in read_hover(page)
        assert name not in read_hover(page)

        page.mouse.click(beside["x"], beside["y"])
        assert read_card(page)[0] == area
        page.keyboard.press("Escape")
        page.locator(".leaflet-popup").wait_for(state="detached")

        dot = on_map(page, _FREE_DOT)  # the card may have moved the map
        page.mouse.click(dot["x"], dot["y"])
        assert read_card(page)[0] == names[dot["index"]]
        assert page.locator(".leaflet-popup").count() == 1
        quiet(page)


def test_a_click_on_a_legend_opens_nothing_below_it(browser, tmp_path):
    with opened(browser, tmp_path, WITH_PLATFORMS) as page:
        # bring all platforms under the right legend
        on_map(
            page,
            """(map) => {
              const box = document.querySelectorAll('.za-legend')[1].getBoundingClientRect();
              const origin = map.getContainer().getBoundingClientRect();
              const dot = map.zoneAtlas.entry('platforms').layer.getLayers()[0];
              const from = map.latLngToContainerPoint(dot.getLatLng());
              map.setMaxBounds(null);
              map.panBy([from.x - (box.left - origin.left + 60), from.y - (box.top - origin.top + 60)],
                        {animate: false});
            }""",
        )
        assert on_map(
            page,
            """(map) => {
              const box = document.querySelectorAll('.za-legend')[1].getBoundingClientRect();
              const origin = map.getContainer().getBoundingClientRect();
              return map.zoneAtlas.entry('platforms').layer.zaAt(
                L.point(box.left - origin.left + 60, box.top - origin.top + 60)) !== null;
            }""",
        )
        page.locator(".za-legend").nth(1).hover(position={"x": 60, "y": 60})
        assert read_hover(page) is None
        page.locator(".za-legend").nth(1).click(position={"x": 60, "y": 60})
        assert page.locator(".leaflet-popup").count() == 0
        quiet(page)


def test_escape_closes_the_menu(browser, tmp_path):
    with opened(browser, tmp_path, OVERVIEW, PROJECTOR) as page:
        page.focus(".za-menu-button")
        page.keyboard.press("Enter")
        last = page.locator(".za-menu input").last
        assert last.is_visible()
        # nothing lies over the open menu
        assert last.evaluate(
            """(n) => { const r = n.getBoundingClientRect();
            return document.elementFromPoint(r.left + 5, r.top + 5) === n; }"""
        )
        last.focus()
        page.keyboard.press("Escape")
        assert page.locator(".za-menu input").count() == 0
        assert page.evaluate("document.activeElement.className") == "za-menu-button"
