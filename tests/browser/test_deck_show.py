"""A deck on the wall: keys, clickers, flights, and nothing cut at any size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.catalog import load_catalog
from geo.deck import say
from geo.export.html import render_html
from tests.browser.deck_fixtures import (
    DECK,
    FOUR_TO_THREE,
    TODAY,
    TOTAL,
    opened_deck,
    shown,
    turn,
    visible_title,
)
from tests.browser.file_fixtures import DESKTOP, LANGS, PROJECTOR, opened_text, quiet

pytestmark = pytest.mark.browser

_COUNTED = ("path.za-area", ".za-zone", "path.za-circle", "path.za-schematic", "path.za-catchment")

# Counts what is drawn in a container; clusters count what they hold.
_COUNT = """([root, counted, map]) => {
  const node = document.querySelector(root);
  const found = {};
  counted.forEach((one) => { found[one] = node.querySelectorAll(one).length; });
  found.dots = 0;
  map.eachLayer((layer) => {
    if (layer.getChildCount) found.dots += layer.getChildCount();
    else if (layer.zaIndex !== undefined) found.dots += 1;
  });
  found.legend = [...node.querySelectorAll('.za-legend-label, .za-legend-count')]
    .map((one) => one.textContent);
  return found;
}"""


# Points of the province's outline that lie below a legend; a map with an extent of its own shows
# what somebody chose.
_COVERED = """(() => {
  const atlas = map.zoneAtlas;
  if (atlas.payload.map.extent) return 0;
  const origin = map.getBoundingClientRect();
  const boxes = [...map.querySelectorAll('.za-legend, .za-north')].filter((n) => !n.hidden)
    .map((n) => n.getBoundingClientRect());
  return atlas.outline().map((at) => atlas.map.latLngToContainerPoint(at)).filter((p) =>
    boxes.some((b) => p.x + origin.left > b.left && p.x + origin.left < b.right &&
      p.y + origin.top > b.top && p.y + origin.top < b.bottom)).length;
})()"""


def count(page, root, map_of):
    return page.evaluate(f"(given) => ({_COUNT})([...given, {map_of}])", [root, list(_COUNTED)])


def titles(lang):
    return [say(slide.title, lang) for slide in DECK.slides]


@pytest.mark.parametrize("lang", LANGS)
def test_every_slide_is_reached_by_keys_both_ways_and_nothing_is_asked_for(browser, tmp_path, lang):
    with opened_deck(browser, tmp_path, lang, PROJECTOR) as page:
        for number, title in enumerate(titles(lang), start=1):
            if number > 1:
                turn(page, "PageDown", number)
            assert visible_title(page) == title
            assert page.text_content(".zd-number") == f"{number} / {TOTAL}"
            assert page.evaluate("location.hash") in {f"#{number}", "" if number == 1 else None}
            assert title in page.text_content("[aria-live]")
        page.keyboard.press("PageDown")  # the last one stays
        shown(page, TOTAL)
        for number in range(TOTAL - 1, 0, -1):
            turn(page, "PageUp", number)
            assert visible_title(page) == titles(lang)[number - 1]
        page.keyboard.press("PageUp")
        shown(page, 1)
        quiet(page)


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowDown", " "])
def test_other_keys_turn_too(browser, tmp_path, key):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        turn(page, key, 2)
        turn(page, "ArrowLeft" if key == "ArrowRight" else "ArrowUp", 1)
        turn(page, "End", TOTAL)
        turn(page, "Shift+ ", TOTAL - 1)
        turn(page, "Home", 1)
        page.keyboard.type("5")
        turn(page, "Enter", 5)
        page.keyboard.type("12")
        turn(page, "Enter", 12)
        page.keyboard.type("99")  # no such slide
        page.keyboard.press("Enter")
        shown(page, 12)
        quiet(page)


def test_arrows_turn_the_page_when_the_mouse_was_on_the_map(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        turn(page, "PageDown", 2)
        page.mouse.click(1000, 20)
        assert page.evaluate("document.activeElement.id") == "zd-map"
        before = page.evaluate("document.querySelector('#zd-map').zoneAtlas.map.getCenter().lng")
        turn(page, "ArrowRight", 3)
        turn(page, "ArrowLeft", 2)
        after = page.evaluate("document.querySelector('#zd-map').zoneAtlas.map.getCenter().lng")
        assert after == pytest.approx(before, abs=0.01)


def test_buttons_and_addresses_lead_to_slides(browser, tmp_path):
    with opened_deck(browser, tmp_path, "en", PROJECTOR) as page:
        page.click("[data-do=next]")
        shown(page, 2)
        turn(page, " ", 3)  # not the button once more, which would lead as far
        page.click("[data-do=notes]")
        assert page.is_visible("aside.zd-notes")
        turn(page, " ", 4)
        page.click("[data-do=notes]")
        assert not page.is_visible("aside.zd-notes")
        turn(page, "ArrowLeft", 3)
        turn(page, "ArrowLeft", 2)
        page.click("[data-do=previous]")
        shown(page, 1)
        assert page.is_disabled("[data-do=previous]")
        page.evaluate("location.hash = '#5'")
        shown(page, 5)
        page.reload()
        shown(page, 5)
        page.evaluate("location.hash = '#999'")
        shown(page, TOTAL)
        assert page.is_disabled("[data-do=next]")
        assert page.foreign == page.faults == []


def test_escape_opens_the_overview_which_keys_walk(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        turn(page, "PageDown", 2)
        page.keyboard.press("Escape")
        assert page.is_visible(".zd-overview")
        assert not page.locator(".zd-slide").filter(visible=True).count()
        cards = page.locator(".zd-card")
        assert cards.count() == TOTAL
        focused = "document.activeElement.querySelector('.zd-card-number').textContent"
        assert page.evaluate(focused) == "2"
        page.keyboard.press("ArrowRight")
        assert page.evaluate(focused) == "3"
        page.keyboard.press("ArrowDown")
        columns = int(page.evaluate(focused)) - 3
        assert columns > 2
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowLeft")  # the first stays
        assert page.evaluate(focused) == "1"
        page.keyboard.press("End")
        assert page.evaluate(focused) == str(TOTAL)
        page.keyboard.press("Escape")  # back to where it was
        assert visible_title(page) == titles("zh")[1]
        page.keyboard.press("Escape")
        page.keyboard.press("PageDown")
        page.keyboard.press("Enter")
        shown(page, 3)
        assert visible_title(page) == titles("zh")[2]
        assert not page.is_visible(".zd-overview")
        page.click("[data-do=overview]")
        page.click(".zd-card >> nth=6")
        shown(page, 7)
        quiet(page)


@pytest.mark.parametrize("key", ["b", "B", "."])
def test_the_screen_goes_black_and_comes_back(browser, tmp_path, key):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        page.keyboard.press(key)
        shot = page.locator(".zd-black").bounding_box()
        assert (shot["width"], shot["height"]) == PROJECTOR
        assert page.evaluate(
            "getComputedStyle(document.querySelector('.zd-black')).backgroundColor"
        ) == ("rgb(0, 0, 0)")
        page.keyboard.press(key)
        assert not page.is_visible(".zd-black")
        page.keyboard.press(key)
        turn(page, "PageDown", 2)
        assert not page.is_visible(".zd-black")
        page.keyboard.press(key)
        page.keyboard.press("Escape")
        assert not page.is_visible(".zd-black")
        assert not page.is_visible(".zd-overview")


def test_notes_stay_off_the_wall_until_they_are_asked_for(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        turn(page, "PageDown", 2)
        line = say(DECK.slides[1].notes, "zh").splitlines()[0]
        assert not page.get_by_text(line).filter(visible=True).count()
        page.keyboard.press("n")
        panel = page.locator("aside.zd-notes")
        assert line in panel.text_content()
        assert titles("zh")[2] in panel.text_content()
        box, foot = panel.bounding_box(), page.locator(".zd-now .zd-foot").bounding_box()
        assert foot["y"] + foot["height"] <= box["y"] + 0.5
        turn(page, "PageDown", 3)
        assert say(DECK.slides[2].notes, "zh").splitlines()[0] in panel.text_content()
        page.keyboard.press("N")
        assert not panel.is_visible()
        quiet(page)


def test_full_screen_is_asked_for(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        page.keyboard.press("f")
        page.wait_for_function("() => document.fullscreenElement === document.documentElement")
        page.keyboard.press("f")
        page.wait_for_function("() => document.fullscreenElement === null")


def test_the_map_flies_and_then_changes_its_layers(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR, still=False) as page:
        # national zones over the province, then by address to a city far below
        page.evaluate("location.hash = '#4'")
        shown(page, 4)
        assert page.locator("#zd-map .za-zone").count() == 8
        page.evaluate("location.hash = '#9'")
        page.wait_for_selector("#zd-map.zd-flying")
        # under way the old layers are there, and the new words already
        assert page.locator("#zd-map path.za-schematic").count() == 0
        assert page.locator("#zd-map .za-zone").count() == 8
        assert visible_title(page) == titles("zh")[8]
        assert page.get_attribute("#zd-stage", "data-shown") is None
        shown(page, 9)
        assert page.locator("#zd-map path.za-schematic").count() > 0
        assert not page.locator("#zd-map.zd-flying").count()
        quiet(page)


def test_a_flight_that_is_overtaken_leaves_nothing_behind(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR, still=False) as page:
        page.evaluate("""() => {
          const atlas = document.querySelector('#zd-map').zoneAtlas;
          const update = atlas.update;
          window.drawn = [];
          atlas.update = function (payload) {
            window.drawn.push([payload.title, atlas.map.getZoom()]);
            return update.apply(this, arguments);
          };
        }""")
        page.evaluate("location.hash = '#9'")
        page.wait_for_selector("#zd-map.zd-flying")
        page.keyboard.press("PageDown")
        page.keyboard.press("PageDown")
        shown(page, 11)
        # drawn once, on arrival: the flights that were overtaken drew nothing on the way
        arrived = page.evaluate("document.querySelector('#zd-map').zoneAtlas.map.getZoom()")
        (drawn,) = page.evaluate("window.drawn")
        # with its legends there the map may still give way to them
        assert drawn[1] == pytest.approx(arrived, abs=0.31)
        assert visible_title(page) == titles("zh")[10]
        assert page.locator("#zd-map path.za-schematic").count() == 0
        assert page.evaluate(
            "document.querySelector('#zd-map').zoneAtlas.payload.title"
        ) == page.evaluate(
            "JSON.parse(document.getElementById('zd-content').textContent).slides[10].map.title"
        )
        quiet(page)


def test_a_flight_that_a_click_ends_arrives_all_the_same(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR, still=False) as page:
        page.evaluate("location.hash = '#9'")
        page.wait_for_selector("#zd-map.zd-flying")
        page.mouse.click(1000, 300)
        shown(page, 9)
        assert page.locator("#zd-map path.za-schematic").count() > 0
        assert page.evaluate(
            "document.querySelector('#zd-map').zoneAtlas.map.getZoom()"
        ) == pytest.approx(10, abs=0.3)
        assert not page.locator("#zd-map.zd-flying").count()
        quiet(page)


def test_without_motion_nothing_flies(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        page.evaluate("""() => {
          window.flown = 0;
          const map = document.querySelector('#zd-map').zoneAtlas.map;
          const fly = map.flyTo;
          map.flyTo = function () { window.flown += 1; return fly.apply(this, arguments); };
        }""")
        page.evaluate("location.hash = '#9'")
        shown(page, 9)
        assert page.evaluate("window.flown") == 0


@pytest.mark.parametrize(
    "number",
    [n for n, slide in enumerate(DECK.slides, start=1) if slide.view is not None],
    ids=lambda n: DECK.slides[n - 1].id,
)
def test_a_slide_draws_what_the_maps_own_file_draws(browser, tmp_path, number):
    view = replace(DECK.slides[number - 1].view, lang="zh")
    text = render_html(view, load_catalog(), finish="presentation", periods="one", today=TODAY)
    with opened_text(browser, tmp_path, text, DESKTOP) as page:
        name = "window[Object.keys(window).find((key) => /^map_/.test(key))]"
        wanted = count(page, ".leaflet-container", name)
    with opened_deck(browser, tmp_path, "zh", DESKTOP) as page:
        # as an audience comes to it: over all slides before
        for step in range(2, number + 1):
            turn(page, "PageDown", step)
        found = count(page, "#zd-map", "document.querySelector('#zd-map').zoneAtlas.map")
    assert found == wanted
    assert wanted["path.za-area"] + wanted["path.za-schematic"] + wanted[".za-zone"] > 0


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [PROJECTOR, FOUR_TO_THREE, DESKTOP], ids=str)
def test_nothing_is_cut_covered_or_scrolled(browser, tmp_path, lang, size):
    with opened_deck(browser, tmp_path, lang, size) as page:
        for number in range(1, TOTAL + 1):
            if number > 1:
                turn(page, "PageDown", number)
            found = page.evaluate(
                """() => {
              const box = (n) => { const r = n.getBoundingClientRect();
                return {l: r.left, t: r.top, r: r.right, b: r.bottom}; };
              const slide = document.querySelector('.zd-now');
              const size = (n) => (n ? parseFloat(getComputedStyle(n).fontSize) : null);
              const panel = slide.querySelector('.zd-panel');
              const map = document.querySelector('#zd-map');
              const seen = getComputedStyle(map).visibility === 'visible';
              return {
                scroll: [document.documentElement.scrollHeight, document.documentElement.scrollWidth],
                long: panel.classList.contains('zd-long'),
                inside: [...panel.querySelectorAll('li, h2, p, td, th')].map(box),
                panel: box(panel), foot: box(slide.querySelector('.zd-foot')),
                lines: [...slide.querySelectorAll('.zd-line')].map(box),
                bar: box(document.querySelector('.zd-bar')),
                map: seen ? box(map) : null,
                legends: seen ? [...map.querySelectorAll('.za-legend')].filter((n) => !n.hidden)
                  .map((n) => [box(n), n.scrollHeight - n.clientHeight]) : [],
                title: size(slide.querySelector('.zd-title')),
                body: size(slide.querySelector('.zd-text li')),
                cells: [...slide.querySelectorAll('th, td')].map(size),
                feet: [...slide.querySelectorAll('.zd-line')].map(size),
                covered: seen ? COVERED : 0,
              };
            }""".replace("COVERED", _COVERED)
            )
            assert found["scroll"][0] <= size[1]
            assert found["scroll"][1] <= size[0]
            assert not found["long"], number
            panel, foot = found["panel"], found["foot"]
            for box in found["inside"]:
                assert panel["l"] <= box["l"] <= box["r"] <= panel["r"] + 0.5, number
                assert panel["t"] <= box["t"] <= box["b"] <= panel["b"] + 0.5, number
            assert panel["b"] <= foot["t"] + 0.5
            assert foot["b"] <= size[1] + 0.5
            for box in found["lines"]:
                assert box["b"] <= foot["b"] + 0.5, number
                assert box["r"] <= found["bar"]["l"] + 0.5, number
            if found["map"]:
                assert panel["r"] <= found["map"]["l"] + 0.5
                assert found["map"]["b"] <= foot["t"] + 0.5
                assert len(found["legends"]) > 0
                for box, cut in found["legends"]:
                    assert cut <= 1, number
                    assert box["l"] >= found["map"]["l"]
                    assert box["t"] >= found["map"]["t"]
            assert found["covered"] == 0, number
            assert min(found["feet"], default=11) >= 11, number
            assert min(found["cells"], default=18) >= 18, number
            if size[0] >= 1366:
                # on the wall: 18 pt and more
                assert found["body"] >= 24, number
                assert found["title"] >= 34, number


@pytest.mark.parametrize("lang", LANGS)
def test_the_province_keeps_its_place_from_slide_to_slide(browser, tmp_path, lang):
    where = """() => { const map = document.querySelector('#zd-map').zoneAtlas.map;
      const at = map.getCenter(); return [at.lng, at.lat, map.getZoom()]; }"""
    with opened_deck(browser, tmp_path, lang, PROJECTOR) as page:
        found = [page.evaluate(where)]
        for number in range(2, 7):
            turn(page, "PageDown", number)
            found.append(page.evaluate(where))
        assert found == [pytest.approx(found[0], abs=1e-6)] * len(found)


def test_a_slide_that_says_too_much_grows_smaller_and_then_scrolls(browser, tmp_path):
    from geo.deck import Deck, Slide, Words  # noqa: PLC0415
    from geo.deck.model import LONGEST_LINE, MOST_LINES  # noqa: PLC0415
    from geo.export.deck import render_deck  # noqa: PLC0415

    def slide(length):
        line = Words(zh="字" * length)
        return Slide(title=Words(zh="题" * 20), text=(line,) * MOST_LINES, view=DECK.slides[0].view)

    deck = Deck(title=Words(zh="题"), slides=(slide(14), slide(LONGEST_LINE)))
    text = render_deck(deck, load_catalog(), lang="zh")
    with opened_deck(browser, tmp_path, "zh", PROJECTOR, text) as page:
        size = "parseFloat(getComputedStyle(document.querySelector('.zd-now li')).fontSize)"
        assert 14 <= page.evaluate(size) < 24
        assert not page.locator(".zd-now .zd-long").count()
        turn(page, "PageDown", 2)
        assert page.evaluate(size) >= 14
        assert page.get_attribute(".zd-now .zd-panel", "tabindex") == "0"
        page.focus(".zd-now .zd-panel")
        page.keyboard.press("ArrowDown")
        page.wait_for_function("() => document.querySelector('.zd-now .zd-panel').scrollTop > 0")
        turn(page, "PageUp", 1)


def test_a_card_on_the_map_closes_with_escape_before_the_overview_opens(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        turn(page, "PageDown", 2)
        page.locator("#zd-map .za-zone-national").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#zd-map .leaflet-popup")
        page.keyboard.press("Escape")
        assert not page.locator("#zd-map .leaflet-popup").count()
        assert not page.is_visible(".zd-overview")
        page.keyboard.press("Escape")
        assert page.is_visible(".zd-overview")


def test_the_map_is_zoomed_by_keys_and_put_back(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        zoom = "document.querySelector('#zd-map').zoneAtlas.map.getZoom()"
        before = page.evaluate(zoom)
        page.keyboard.press("+")
        page.wait_for_function(f"() => {zoom} > {before}")
        page.keyboard.press("0")
        page.wait_for_function(f"() => {zoom} === {before}")


def test_a_window_that_changes_keeps_the_slide_whole(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        turn(page, "PageDown", 2)
        for size in (FOUR_TO_THREE, (600, 900), DESKTOP):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.wait_for_function(f"() => innerWidth === {size[0]} && innerHeight === {size[1]}")
            page.wait_for_function("""() => {
              const map = document.querySelector('#zd-map');
              const hole = document.querySelector('.zd-now .zd-hole').getBoundingClientRect();
              const box = map.getBoundingClientRect();
              const inner = map.zoneAtlas.map.getSize();
              return Math.abs(box.width - hole.width) < 1 && Math.abs(box.height - hole.height) < 1 &&
                Math.abs(inner.x - box.width) < 1 && box.height > 100;
            }""")
            assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
            corners = page.evaluate("""() => {
              const atlas = document.querySelector('#zd-map').zoneAtlas;
              const fit = L.latLngBounds(atlas.payload.map.fit);
              const size = atlas.map.getSize();
              return [fit.getNorthWest(), fit.getSouthEast()].every((at) => {
                const p = atlas.map.latLngToContainerPoint(at);
                return p.x >= -1 && p.y >= -1 && p.x <= size.x + 1 && p.y <= size.y + 1;
              });
            }""")
            assert corners
        quiet(page)
