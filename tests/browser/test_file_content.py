"""What an exported file shows when it is opened, and that it asks nothing of a network."""

from __future__ import annotations

from statistics import median

import pytest

from geo.locale import translator
from geo.maps.areas import value_texts
from geo.maps.builder import choose
from geo.maps.points import shown_platforms
from tests.browser.file_fixtures import (
    INDICATORS,
    LANGS,
    LAPTOP,
    OVERVIEW,
    PROJECTOR,
    SIZES,
    WITH_PLATFORMS,
    boxes,
    in_lang,
    on_map,
    opened,
    overlapping,
    quiet,
    rendered,
)

pytestmark = pytest.mark.browser

PRESETS_TO_SHOW = pytest.mark.parametrize(
    "view", [OVERVIEW, INDICATORS], ids=["overview", "indicators"]
)
BOTH_LANGS = pytest.mark.parametrize("lang", LANGS)

_SUM = """(map) => {
  let sum = 0;
  const layer = map.zoneAtlas.entry('platforms').layer;
  layer._featureGroup.eachLayer((m) => { sum += m.zaIndex === undefined ? m.getChildCount() : 1; });
  return sum;
}"""


@PRESETS_TO_SHOW
@BOTH_LANGS
def test_a_file_is_silent_and_drawn(browser, tmp_path, catalog, view, lang):
    view = in_lang(view, lang)
    with opened(browser, tmp_path, view) as page:
        quiet(page)
        assert page.evaluate("!!document.querySelector('.leaflet-container')")
        assert page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[lang]
        assert page.title() == page.text_content("h1") != ""
        areas = page.locator("path.za-area[tabindex='0']")
        assert areas.count() == 21
        labels = [areas.nth(i).get_attribute("aria-label") for i in range(21)]
        t = translator(lang)
        texts = value_texts(choose(view, catalog), t)
        colon = "：" if lang == "zh" else ": "
        expected = [
            f"{name}{colon}{text or t('common.no_data')}"
            for name, text in zip(catalog.prefectures[f"name_{lang}"], texts, strict=True)
        ]
        assert sorted(labels) == sorted(expected)
        assert page.locator(".za-zone-national path").count() == 8
        assert page.locator(".za-zone-provincial").count() == 16
        assert page.locator(".za-zone").count() == 24
        assert page.locator(".za-cluster").count() == 0  # platforms are off on the first view


def test_page_zoom_is_not_blocked():
    page = rendered(OVERVIEW)
    assert 'content="width=device-width, initial-scale=1"' in page
    assert "user-scalable" not in page
    assert "maximum-scale" not in page


@BOTH_LANGS
def test_platforms_switched_on_add_up(browser, tmp_path, catalog, lang):
    view = in_lang(OVERVIEW, lang)
    with opened(browser, tmp_path, view, PROJECTOR) as page:
        page.click(".za-menu-button")
        page.check("input[data-layer='platforms']")
        shown, _ = shown_platforms(catalog, WITH_PLATFORMS)
        assert on_map(page, _SUM) == len(shown) > 100
        clusters = [int(box["text"]) for box in boxes(page, ".za-cluster")]
        dots = on_map(
            page,
            """(map) => { let n = 0; map.zoneAtlas.entry('platforms').layer._featureGroup
            .eachLayer((m) => { n += m.zaIndex !== undefined; }); return n; }""",
        )
        assert sum(clusters) + dots == len(shown)
        drawn = page.eval_on_selector(
            ".leaflet-za-platforms-pane canvas",
            "(c) => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v)",
        )
        assert drawn == (dots > 0)
        page.uncheck("input[data-layer='platforms']")
        assert page.locator(".za-cluster").count() == 0
        quiet(page)


@pytest.mark.parametrize(
    ("view", "theme"),
    # under circles the areas are their ground, which is not switched
    [(OVERVIEW, "circles"), (INDICATORS, "choropleth")],
    ids=["circles", "choropleth"],
)
def test_the_legend_belongs_to_its_layer(browser, tmp_path, view, theme):
    with opened(browser, tmp_path, view) as page:
        page.click(".za-menu-button")
        names = page.eval_on_selector_all(
            ".za-menu input", "(all) => all.map((n) => n.dataset.layer)"
        )
        with_legend = {theme, "zones", "science_cities", "platforms"}
        assert with_legend < set(names)
        for name in names:
            block = f".za-legend-block[data-layer='{name}']"
            box = f".za-menu input[data-layer='{name}']"
            was_on = page.is_checked(box)
            assert page.locator(block).count() == (was_on and name in with_legend)
            page.set_checked(box, not was_on)
            assert page.locator(block).count() == (not was_on and name in with_legend)
            page.set_checked(box, was_on)
            assert page.locator(block).count() == (was_on and name in with_legend)
        quiet(page)


@PRESETS_TO_SHOW
@BOTH_LANGS
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_furniture_is_visible_and_apart(browser, tmp_path, view, lang, size):
    with opened(browser, tmp_path, in_lang(view, lang), size) as page:
        furniture = [
            *boxes(page, ".za-legend"),
            *boxes(page, ".za-north"),
            *boxes(page, ".za-menu-button"),
            *boxes(page, ".leaflet-control-zoom"),
            *boxes(page, ".za-foot"),
            *boxes(page, ".za-head"),
        ]
        assert len(furniture) == 7
        assert overlapping(furniture) == []
        lines = boxes(page, ".za-foot-line")
        kinds = page.eval_on_selector_all(".za-foot-line", "(all) => all.map((n) => n.className)")
        assert {kind.rsplit("-", 1)[1] for kind in kinds} == {"source", "credit", "review"}
        assert overlapping(lines) == []
        (scale,) = boxes(page, ".leaflet-control-scale-line")
        assert "km" in scale["text"]
        for box in [*furniture, *lines, scale]:
            assert box["l"] >= 0
            assert box["t"] >= 0
            assert box["r"] <= size[0]
            assert box["b"] <= size[1]
        cut = page.eval_on_selector_all(
            ".za-legend:not([hidden])",
            "(all) => all.filter((n) => n.scrollHeight > n.clientHeight + 1).length",
        )
        assert cut == 0


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [*SIZES, (1100, 480)], ids=str)
def test_the_longest_legend_stays_clear_of_the_buttons(browser, tmp_path, lang, size):
    with opened(browser, tmp_path, in_lang(WITH_PLATFORMS, lang), size) as page:
        furniture = [
            *boxes(page, ".za-legend"),
            *boxes(page, ".za-north"),
            *boxes(page, ".za-menu-button"),
            *boxes(page, ".leaflet-control-zoom"),
            *boxes(page, ".za-foot"),
        ]
        assert overlapping(furniture) == []


def test_the_overview_is_small_and_quick(browser, tmp_path):
    assert len(rendered(OVERVIEW).encode()) <= 1_000_000
    path = tmp_path / "map.html"
    path.write_text(rendered(OVERVIEW), encoding="utf-8", newline="")
    spent = []
    for _ in range(3):
        context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable")
        page.goto(path.as_uri())
        page.wait_for_selector(".leaflet-container[data-ready]")
        told = devtools.send("Performance.getMetrics")["metrics"]
        # time of the page's own thread: other work on the machine does not count
        spent.append({one["name"]: one["value"] for one in told}["ThreadTime"])
        context.close()
    assert 0.01 < median(spent) < 0.5, spent


@BOTH_LANGS
def test_without_scripts_the_tables_remain(browser, tmp_path, catalog, lang):
    view = in_lang(OVERVIEW, lang)
    with opened(browser, tmp_path, view, java_script_enabled=False) as page:
        assert page.locator(".za-notice").is_visible()
        first = page.locator(".za-twin table").first
        assert first.is_visible()
        assert first.locator("tbody tr").count() == 21
        name = catalog.prefectures.loc["510100", f"name_{lang}"]
        assert first.locator("tbody tr").first.locator("td").first.inner_text() == name
        assert page.faults == []
        assert page.foreign == []
