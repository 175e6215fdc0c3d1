"""The tools around the map of a file: years, indicators, language, looking up, full screen."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from geo.catalog import load_catalog
from geo.export.html import render_html
from geo.indicators import periods
from geo.locale import translator
from geo.maps import build
from geo.maps.areas import value_texts
from geo.maps.builder import choose
from geo.maps.lookup import fold
from geo.presets import PRESETS
from geo.view import View
from tests.browser.file_fixtures import (
    LANGS,
    LAPTOP,
    PROJECTOR,
    SIZES,
    boxes,
    in_lang,
    on_map,
    opened_text,
    overlapping,
    quiet,
    read_card,
)

pytestmark = pytest.mark.browser

SHARE = View(indicator="secondary_share", period="2021")
COUNT = View(indicator="hte_count", period="2023")
CHENGDU = "path.za-area[data-id='510100']"
_STILL = {"reduced_motion": "reduce"}


@cache
def _rich(view, finish="working"):
    """Return a page with everything: two indicators, both languages, all years."""
    return render_html(
        view, load_catalog(), finish=finish, langs=LANGS, indicators=("secondary_share", "gdp")
    )


def _value(view, catalog, code="510100"):
    selection = choose(view, catalog)
    texts = value_texts(selection, translator(view.lang))
    text = texts[list(selection.frame.index).index(code)]
    return text or translator(view.lang)("common.no_data")


def _says(page, view, catalog):
    """Assert that everything on the page speaks of `view`."""
    alone = build(view, catalog)
    title = alone.page.title
    assert page.title() == page.text_content("h1") == title
    assert page.get_attribute(".za-map", "aria-label") == title
    assert page.get_attribute("html", "lang") == {"zh": "zh-CN", "en": "en"}[view.lang]
    colon = "：" if view.lang == "zh" else ": "
    assert page.get_attribute(CHENGDU, "aria-label").endswith(f"{colon}{_value(view, catalog)}")
    legend = alone.payload()["layers"]
    titles = [layer["legend"]["title"] for layer in legend if layer.get("legend") and layer["on"]]
    assert sorted(page.locator(".za-legend-title").all_text_contents()) == sorted(titles)
    lines = [line["text"] for line in alone.payload()["lines"]]
    assert page.locator(".za-foot-line").all_text_contents() == lines
    # the tables that are seen
    captions = page.locator(".za-twin caption").all()
    seen = [caption.text_content() for caption in captions if caption.is_visible()]
    assert seen == re.findall(r"<caption>([^<]+)", alone.page.twin())
    chengdu = page.locator(".za-twin tbody tr:visible").first.locator("td")
    assert chengdu.nth(1).text_content() == _value(view, catalog)


def _mark(page):
    """Mark the map and an area: marks stay only where nothing was made anew."""
    page.evaluate(
        f"""() => {{ document.querySelector('.za-map').marked = 1;
        document.querySelector("{CHENGDU}").marked = 1; }}"""
    )


def _is_marked(page):
    return page.evaluate(
        f"""[document.querySelector('.za-map').marked,
        document.querySelector("{CHENGDU}").marked]"""
    ) == [1, 1]


def _where(page):
    return on_map(page, "(map) => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]")


# --- years ---


@pytest.mark.parametrize("lang", LANGS)
def test_the_keyboard_goes_through_the_years(browser, tmp_path, catalog, lang):
    view = in_lang(SHARE, lang)
    held = periods(catalog, "secondary_share")
    t = translator(lang)
    with opened_text(browser, tmp_path, render_html(view, catalog), PROJECTOR) as page:
        slider = page.get_by_role("slider", name=t("map.page_year"))
        assert slider.get_attribute("max") == str(len(held) - 1)
        _says(page, view, catalog)
        _mark(page)
        on_map(page, "(map) => void map.setView([31.2, 104.1], 7.5, {animate: false})")
        where = _where(page)
        slider.focus()
        page.keyboard.press("Home")
        for year in held:
            now = replace(view, period=year)
            _says(page, now, catalog)
            n = int((choose(now, catalog).frame["gap"] == "").sum())
            said = t("map.page_coverage", n=n, total=21)
            assert slider.get_attribute("aria-valuetext") == f"{t.period(year)} · {said}"
            assert page.text_content(".za-bar-when") == t.period(year)
            page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.id") == "za-year"
        assert _is_marked(page)
        assert _where(page) == where
        quiet(page)


def test_what_is_missing_is_said_and_not_drawn(browser, tmp_path, catalog):
    """In 2022 five prefectures are held: five circles, and the years between that are not held."""
    with opened_text(browser, tmp_path, render_html(COUNT, catalog)) as page:
        assert page.locator("path.za-circle").count() == 19
        page.focus("#za-year")
        page.keyboard.press("ArrowLeft")
        _says(page, replace(COUNT, period="2022"), catalog)
        assert page.locator("path.za-circle").count() == 5
        assert "未收录：2024年" in page.text_content(".za-bar-said")
        assert page.get_attribute("path.za-area[data-id='513200']", "aria-label").endswith("未收录")
        quiet(page)


def test_what_the_reader_opened_and_switched_stays(browser, tmp_path, catalog):
    with opened_text(browser, tmp_path, render_html(SHARE, catalog)) as page:
        page.click(".za-menu-button")
        page.uncheck("input[data-layer='zones']")
        page.check("input[data-layer='platforms']")
        page.keyboard.press("Escape")
        page.focus(CHENGDU)
        page.keyboard.press("Enter")
        before = read_card(page)
        # the card reaches over the upper edge: opening it anew would move the map
        on_map(page, "(map) => void map.setView([29.4, 104.1], 8, {animate: false})")
        where = _where(page)
        page.focus("#za-year")
        page.keyboard.press("Home")
        title, text = read_card(page)
        assert title == before[0] == "成都市"
        assert _value(replace(SHARE, period="2018"), catalog) in text
        assert text != before[1]
        assert _where(page) == where
        assert page.locator(".za-zone").count() == 0
        assert page.locator(".za-cluster").count() > 0
        quiet(page)


def test_a_page_with_one_year_has_no_slider(browser, tmp_path, catalog):
    with opened_text(browser, tmp_path, render_html(SHARE, catalog, periods="one")) as page:
        assert page.locator(".za-bar").count() == 0
        quiet(page)


# --- indicators and languages ---


def test_another_indicator_keeps_the_year_where_it_has_it(browser, tmp_path, catalog):
    with opened_text(browser, tmp_path, _rich(COUNT), PROJECTOR) as page:
        choice = page.get_by_role("combobox", name="指标")
        choice.select_option(label="第二产业占比")
        _says(page, replace(SHARE, period="2023"), catalog)
        assert page.locator("path.za-circle").count() == 0
        page.focus("#za-year")
        page.keyboard.press("Home")
        choice.focus()
        page.keyboard.press("ArrowDown")  # the next of the list
        _says(page, View(indicator="gdp", period="2018"), catalog)
        assert page.locator(".za-spoken").first.text_content() == page.title()
        choice.select_option(index=0)
        _says(page, replace(COUNT, period="2018"), catalog)
        quiet(page)


def test_a_layer_switched_off_stays_off_whatever_draws_it(browser, tmp_path):
    with opened_text(browser, tmp_path, _rich(COUNT)) as page:
        page.click(".za-menu-button")
        page.uncheck("input[data-layer='circles']")
        page.select_option("#za-indicator", index=1)
        assert page.locator("path.za-area").count() == 0
        page.select_option("#za-indicator", index=2)
        assert page.locator("path.za-circle").count() == 0
        assert page.locator("path.za-area").count() == 21  # the ground of circles
        quiet(page)


@pytest.mark.parametrize("finish", ["working", "presentation"])
def test_the_language_turns_everything_and_back(browser, tmp_path, catalog, finish):
    with opened_text(browser, tmp_path, _rich(COUNT, finish), LAPTOP) as page:
        page.select_option("#za-indicator", index=1)
        page.focus("#za-year")
        page.keyboard.press("Home")
        button = page.get_by_role("button", name="English")
        assert button.get_attribute("lang") == "en"
        button.focus()
        page.keyboard.press("Enter")
        english = replace(SHARE, lang="en", period="2018")
        if finish == "working":
            _says(page, english, catalog)
        footnotes = build(english, catalog, finish=finish).footnotes
        assert page.locator(".za-footnotes li").all_text_contents() == footnotes
        assert page.locator(".za-footnotes").is_visible() == bool(footnotes)
        seen = page.locator("body").inner_text().replace("中文", "")
        assert [line for line in seen.splitlines() if re.search(r"[\u3400-\u9fff]", line)] == []
        for attribute in ("aria-label", "placeholder", "aria-valuetext", "title"):
            told = page.eval_on_selector_all(
                f"[{attribute}]",
                f"(all) => all.filter((n) => !n.closest('[hidden]'))"
                f".map((n) => n.getAttribute('{attribute}'))",
            )
            assert [text for text in told if re.search(r"[\u3400-\u9fff]", text)] == []
        page.get_by_role("button", name="中文").click()
        assert (
            page.locator(".za-footnotes li").all_text_contents()
            == build(replace(SHARE, period="2018"), catalog, finish=finish).footnotes
        )
        if finish == "working":
            _says(page, replace(SHARE, period="2018"), catalog)
            assert page.text_content(".za-finish") == "工作稿"
        else:
            assert page.locator(".za-finish").count() == 0
        quiet(page)


# --- looking up ---


@pytest.mark.parametrize(
    ("lang", "typed", "picked", "name"),
    [
        ("zh", "绵阳高新", "zone:mianyang", "绵阳高新技术产业开发区"),
        ("zh", "pzh", "510400", "攀枝花市"),
        ("zh", "Ganzi", "513300", "甘孜藏族自治州"),
        ("en", "Yibin High", "zone:yibin", "Yibin High-tech Park"),
    ],
)
def test_what_is_looked_up_is_shown(browser, tmp_path, catalog, lang, typed, picked, name):  # noqa: PLR0917
    view = in_lang(replace(SHARE, layers=("choropleth", "labels")), lang)
    with opened_text(browser, tmp_path, render_html(view, catalog), PROJECTOR, **_STILL) as page:
        box = page.get_by_role("combobox", name=translator(lang)("map.page_look_up"))
        box.focus()
        page.keyboard.type(typed)
        assert box.get_attribute("aria-expanded") == "true"
        active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
        assert active.get_attribute("data-id") == picked
        assert active.get_attribute("aria-selected") == "true"
        page.keyboard.press("Enter")
        assert read_card(page)[0] == name
        assert box.input_value() == ""
        assert box.get_attribute("aria-expanded") == "false"
        point = on_map(
            page,
            """(map, id) => { const p = map.latLngToContainerPoint(map.zoneAtlas.find(id).at);
            const s = map.getSize(); return [p.x / s.x, p.y / s.y]; }""",
            picked,
        )
        assert all(0 < part < 1 for part in point)
        if picked.startswith("zone:"):
            assert page.locator(".za-zone").count() == 24  # the layer was off
        page.keyboard.press("Escape")  # the card had the keyboard; the box gets it back
        page.locator(".leaflet-popup").wait_for(state="detached")
        assert page.evaluate("document.activeElement.id") == "za-look"
        quiet(page)


def test_looking_up_flies_and_the_mouse_may_pick(browser, tmp_path, catalog):
    with opened_text(browser, tmp_path, render_html(SHARE, catalog)) as page:
        before = _where(page)
        page.fill("#za-look", "mian")
        page.locator("#za-look-list li[data-id='510700']").click()
        assert read_card(page)[0] == "绵阳市"
        assert _where(page)[0] > before[0]
        quiet(page)


def test_arrows_go_round_and_nothing_found_is_said(browser, tmp_path, catalog):
    with opened_text(browser, tmp_path, render_html(SHARE, catalog)) as page:
        page.fill("#za-look", "de")
        hits = page.locator("#za-look-list li")
        n = hits.count()
        assert 1 < n <= 8
        page.keyboard.press("ArrowUp")
        assert hits.nth(n - 1).get_attribute("aria-selected") == "true"
        page.keyboard.press("ArrowDown")
        assert hits.nth(0).get_attribute("aria-selected") == "true"
        page.keyboard.press("Escape")
        assert page.locator("#za-look-list").is_hidden()
        page.fill("#za-look", "qqqq")
        assert page.locator(".za-look-none").is_visible()
        assert page.locator(".za-look .za-spoken").text_content() == translator("zh")("search.none")
        page.keyboard.press("Enter")
        assert page.locator(".leaflet-popup").count() == 0
        quiet(page)


def test_only_what_is_on_the_map_is_found(browser, tmp_path, catalog):
    """A map of counties has no prefectures; who types one finds its counties."""
    view = View(geography="county", indicator="population_density_census2020", period="2020")
    with opened_text(browser, tmp_path, render_html(view, catalog), PROJECTOR) as page:
        page.fill("#za-look", "绵阳涪城")
        found = page.eval_on_selector_all("#za-look-list li", "(a) => a.map((n) => n.dataset.id)")
        assert found == ["510703"]
        page.fill("#za-look", "绵阳")
        found = page.eval_on_selector_all("#za-look-list li", "(a) => a.map((n) => n.dataset.id)")
        assert len(found) == 8
        assert "510700" not in found


def test_the_page_compares_texts_as_python_does(browser, tmp_path, catalog):
    texts = ["Lü·liang  2号", "ＡＢ（成都）", "Garzê", "Ya’an", "²Ⅲ", "ǛÀ", "—", "绵阳High-tech"]
    with opened_text(browser, tmp_path, render_html(SHARE, catalog, periods="one")) as page:
        assert page.evaluate("(all) => all.map(ZoneAtlasPage.fold)", texts) == [
            fold(text) for text in texts
        ]


# --- full screen, print ---


def test_full_screen_and_back(browser, tmp_path, catalog):
    with opened_text(browser, tmp_path, render_html(SHARE, catalog), PROJECTOR) as page:
        button = page.locator(".za-full")
        assert button.text_content() == "全屏"
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.fullscreenElement === document.documentElement")
        page.get_by_role("button", name="退出全屏").click()
        page.wait_for_function("document.fullscreenElement === null")
        assert button.text_content() == "全屏"
        quiet(page)


def test_without_full_screen_there_is_no_button(browser, tmp_path, catalog):
    markup = render_html(SHARE, catalog, periods="one")
    with opened_text(browser, tmp_path, markup) as page:
        page.add_init_script(
            "Object.defineProperty(Document.prototype, 'fullscreenEnabled', {value: false})"
        )
        page.reload()
        page.wait_for_selector('[data-ready="true"]')
        assert page.locator(".za-full").count() == 0
        assert page.locator(".za-print").count() == 1


def test_the_print_button_prints(browser, tmp_path, catalog):
    with opened_text(browser, tmp_path, render_html(SHARE, catalog, periods="one")) as page:
        page.evaluate(
            "() => { window.printed = 0; window.print = () => { window.printed += 1; }; }"
        )
        page.focus(".za-print")
        page.keyboard.press("Enter")
        assert page.evaluate("window.printed") == 1


# --- layout ---


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [*SIZES, (1024, 700)], ids=str)
def test_the_tools_stand_apart_and_the_map_ends_with_the_window(browser, tmp_path, lang, size):
    with opened_text(browser, tmp_path, _rich(in_lang(COUNT, lang)), size) as page:
        found = boxes(
            page,
            ".za-head h1, .za-finish, .za-head p, .za-tool, .za-bar-indicators, .za-bar-years, "
            ".za-bar-said, .za-look-input, .leaflet-control-zoom, .za-legend, .za-north, "
            ".za-menu-button, .za-foot",
        )
        assert len(found) == 16
        assert overlapping(found) == []
        assert all(box["l"] >= 0 and box["r"] <= size[0] for box in found)
        assert max(box["b"] for box in found) == pytest.approx(size[1], abs=1)
        names = boxes(page, ".za-label-text")
        crossed = [
            pair
            for box in boxes(page, ".za-look-input")
            for name in names
            for pair in overlapping([box, name])
        ]
        assert crossed == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [*SIZES, (960, 700)], ids=str)
def test_no_legend_lies_over_the_province(browser, tmp_path, lang, size):
    with opened_text(browser, tmp_path, _rich(in_lang(COUNT, lang)), size) as page:
        covered = on_map(
            page,
            """(map) => {
              const origin = map.getContainer().getBoundingClientRect();
              const boxes = [...document.querySelectorAll('.za-legend')]
                .map((n) => n.getBoundingClientRect());
              let n = 0;
              document.querySelectorAll('.leaflet-za-land-pane path.za-landfill').forEach((path) => {
                const matrix = path.getScreenCTM();
                for (let i = 0; i < path.getTotalLength(); i += 2) {
                  const p = path.getPointAtLength(i).matrixTransform(matrix);
                  n += boxes.some((b) => p.x > b.left && p.x < b.right && p.y > b.top && p.y < b.bottom);
                }
              });
              return n;
            }""",
        )
        assert covered == 0


# --- without scripts ---


def test_a_picture_stands_where_no_script_runs(browser, tmp_path, catalog):
    # one red pixel, written by hand: signature, IHDR, IDAT (zlib), IEND
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
        "08d763f8cfc000000301010018dd8db00000000049454e44ae426082"
    )
    markup = render_html(SHARE, catalog, picture=png)
    with opened_text(browser, tmp_path, markup, java_script_enabled=False) as page:
        picture = page.get_by_role("img", name=build(SHARE, catalog).page.title)
        assert picture.is_visible()
        assert page.locator(".za-stage").is_hidden()
        assert page.locator(".za-notice").bounding_box()["y"] < 200
        captions = page.locator(".za-twin caption").all()
        assert len([caption for caption in captions if caption.is_visible()]) == 2
        assert page.foreign == page.faults == []


def test_on_a_low_screen_a_long_head_gives_way(browser, tmp_path, catalog):
    """Two indicators have a title of two lines and the highest legend of all."""
    pair = replace(PRESETS["fields"], theme="bivariate", lang="en")
    markup = render_html(pair, catalog, langs=LANGS)
    for size, shown in ((PROJECTOR, False), (LAPTOP, True)):
        with opened_text(browser, tmp_path, markup, size) as page:
            assert page.locator(".za-head p").is_visible() == shown
            cut = page.eval_on_selector_all(
                ".za-legend",
                "(all) => all.filter((n) => n.scrollHeight > n.clientHeight + 1).length",
            )
            assert cut == 0
