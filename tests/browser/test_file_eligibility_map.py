"""A zone held against rules, and all zones by the state of one line, in an exported file."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from geo.catalog import load_catalog
from geo.export.html import render_html
from geo.locale import translator
from geo.maps.points import shown_zones
from geo.presets import PRESETS
from tests.browser.file_fixtures import (
    DESKTOP,
    LANGS,
    LAPTOP,
    PROJECTOR,
    boxes,
    on_map,
    opened_text,
    overlapping,
    press_card,
    quiet,
    read_card,
    read_hover,
)
from tests.hostile import FLAG, plant
from tests.maps.test_eligibility import SOUND, hostile_rules

pytestmark = pytest.mark.browser

START = PRESETS["eligibility"]
CASE = replace(START, rule_set="sc_provincial_2022")
STATES = replace(CASE, criterion="sc22_c3")
THREE = replace(START, criterion="hn21_c11")  # above, below, unknown
VIEWS = {"start": START, "case": CASE, "states": STATES, "three": THREE}
EVERY = pytest.mark.parametrize("name", VIEWS)
BOTH_LANGS = pytest.mark.parametrize("lang", LANGS)


@cache
def markup(view):
    return render_html(view, load_catalog(), confirmed_states=True)


def opened(browser, folder, view, size=LAPTOP):
    return opened_text(browser, folder, markup(view), size)


def grave(page):
    return [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:4])
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]


@BOTH_LANGS
@EVERY
def test_axe_finds_nothing_grave_and_nothing_is_asked_for(browser, tmp_path, name, lang):
    with opened(browser, tmp_path, replace(VIEWS[name], lang=lang), PROJECTOR) as page:
        assert grave(page) == []
        press_card(page, "[data-id='zone:yibin']")
        assert grave(page) == []
        quiet(page)


@BOTH_LANGS
def test_the_lone_zone_is_seen_named_and_told(browser, tmp_path, lang):
    t = translator(lang)
    with opened(browser, tmp_path, replace(CASE, lang=lang)) as page:
        signs = page.locator(".za-zone")
        assert signs.count() == 1
        box = signs.bounding_box()
        assert min(box["width"], box["height"]) >= 36
        name = page.locator(".za-label-zone .za-label-text")
        assert name.text_content() == {"zh": "宜宾高新区", "en": "Yibin High-tech Park"}[lang]
        assert name.is_visible()
        margin = {"zh": "+280亿元", "en": "+280 (100 million yuan)"}[lang]
        legend = page.locator(".za-legend-block[data-layer='zones']").text_content()
        title, card = press_card(page, "[data-id='zone:yibin']")
        assert title == load_catalog().zones[f"name_{lang}"]["yibin"]
        for text in (legend, card):
            assert margin in text
            assert t("eligibility.state_above_old") in text
        quiet(page)


@pytest.mark.parametrize("name", ["states", "three"])
def test_the_keyboard_reaches_every_sign_and_comes_back(browser, tmp_path, name):
    with opened(browser, tmp_path, VIEWS[name]) as page:
        seen = []
        for _ in range(60):
            page.keyboard.press("Tab")
            zone = page.evaluate(
                "(document.activeElement.closest('.za-zone') || {dataset: {}}).dataset.id"
            )
            if zone in seen:
                break
            seen += [zone] if zone else []
        expected = {f"zone:{zone}" for zone in shown_zones(load_catalog(), START).index}
        assert set(seen) == expected
        page.focus("[data-id='zone:yibin']")
        label = page.get_attribute("[data-id='zone:yibin']", "aria-label")
        state = {"states": "高于旧口径", "three": "低于旧口径"}[name]
        assert label.endswith(state)
        assert state in read_hover(page)
        page.keyboard.press("Enter")
        _, text = read_card(page)
        assert state in text
        page.keyboard.press("Escape")
        page.locator(".leaflet-popup").wait_for(state="detached")
        assert page.evaluate("document.activeElement.dataset.id") == "zone:yibin"
        quiet(page)


@BOTH_LANGS
@EVERY
@pytest.mark.parametrize("size", [PROJECTOR, LAPTOP, DESKTOP], ids=str)
def test_legend_and_foot_are_whole_on_the_first_screen(browser, tmp_path, name, lang, size):
    with opened(browser, tmp_path, replace(VIEWS[name], lang=lang), size) as page:
        places = page.evaluate(
            """() => [...document.querySelectorAll('.za-legend, .za-foot, .za-menu-button')]
            .filter((n) => !n.hidden).map((n) => {
              const r = n.getBoundingClientRect();
              return {l: r.left, t: r.top, r: r.right, b: r.bottom,
                      cut: n.scrollHeight - n.clientHeight, wide: n.scrollWidth - n.clientWidth};
            })"""
        )
        assert len(places) >= 3
        for place in places:
            assert place["l"] >= 0
            assert place["t"] >= 0
            assert place["r"] <= size[0]
            assert place["b"] <= size[1]
            assert place["cut"] <= 1
            assert place["wide"] <= 1
        head = page.locator(".za-head").bounding_box()
        assert head["y"] + head["height"] <= page.locator(".za-stage").bounding_box()["y"] + 1
        quiet(page)


@BOTH_LANGS
@EVERY
@pytest.mark.parametrize("size", [LAPTOP, DESKTOP], ids=str)
def test_names_stand_apart_and_leave_the_signs_free(browser, tmp_path, name, lang, size):
    with opened(browser, tmp_path, replace(VIEWS[name], lang=lang), size) as page:
        names = boxes(page, ".za-label-text")
        corners = boxes(page, ".za-legend, .za-north, .za-menu-button, .leaflet-control-zoom")
        assert overlapping([*names, *corners]) == []
        for sign in boxes(page, ".za-zone"):
            assert [pair for box in names for pair in overlapping([sign, box])] == []


@pytest.mark.parametrize("size", [PROJECTOR, LAPTOP, DESKTOP], ids=str)
@pytest.mark.parametrize("name", ["states", "three"])
def test_the_letter_of_every_sign_can_be_read(browser, tmp_path, name, size):
    with opened(browser, tmp_path, VIEWS[name], size) as page:
        covered = page.evaluate(
            """() => [...document.querySelectorAll('.za-zone')].filter((sign) => {
              const r = sign.querySelector('text').getBoundingClientRect();
              return [[0.2, 0.25], [0.8, 0.25], [0.5, 0.5], [0.2, 0.75], [0.8, 0.75]].some(
                ([x, y]) => document.elementFromPoint(
                  r.left + x * r.width, r.top + y * r.height).closest('.za-zone') !== sign);
            }).map((sign) => sign.getAttribute('aria-label'))"""
        )
        assert covered == []
        # aside by little, and not at all from near
        shifts = """(map) => map.zoneAtlas.entry('zones').layer.zaSigns.map(
          (m) => Math.hypot(...m.zaShift))"""
        aside = on_map(page, shifts)
        assert max(aside) <= 29
        leaders = page.locator(".za-zone .za-leader")
        assert leaders.count() == sum(shift > 0 for shift in aside) > 0
        on_map(page, "(map) => map.setZoom(11, {animate: false})")
        page.wait_for_function(
            "() => Number(document.querySelector('.za-map').dataset.zoom) > 10.9"
        )
        assert max(on_map(page, shifts)) == 0
        assert leaders.count() == 0


def test_the_legend_shows_the_signs_of_the_map(browser, tmp_path):
    with opened(browser, tmp_path, THREE) as page:
        drawn = page.eval_on_selector_all(
            ".za-zone",
            "(all) => all.map((n) => n.querySelector('polygon,circle').outerHTML + n.textContent)",
        )
        block = ".za-legend-block[data-layer='zones'] li"
        told = page.eval_on_selector_all(
            block,
            """(all) => all.map((n) => n.querySelector('polygon,circle').outerHTML
                + n.querySelector('text').textContent)""",
        )
        assert set(drawn) == set(told)
        counts = page.locator(f"{block} .za-legend-count").all_text_contents()
        assert counts == [f"{drawn.count(sign)}家" for sign in told]


@pytest.mark.parametrize("zone", ["chengdu", "panzhihua-dongqu", "jiangyou"])
@pytest.mark.parametrize("size", [PROJECTOR, LAPTOP], ids=str)
def test_a_long_card_stays_in_sight(browser, tmp_path, zone, size):
    view = replace(START, case_zone=zone, rule_set="cmp_hunan_2021", lang="en")
    with opened(browser, tmp_path, view, size) as page:
        press_card(page, f"[data-id='zone:{zone}']")
        page.wait_for_function(
            """() => {
              const p = document.querySelector('.leaflet-popup-content-wrapper').getBoundingClientRect();
              const m = document.querySelector('.za-map').getBoundingClientRect();
              const f = document.querySelector('.za-foot').getBoundingClientRect();
              return p.top >= m.top && p.bottom <= f.top && p.left >= 0 && p.right <= innerWidth;
            }"""
        )


@BOTH_LANGS
@pytest.mark.parametrize("name", ["case", "states"])
def test_it_prints_on_one_sheet_with_its_legend(browser, tmp_path, name, lang):
    with opened(browser, tmp_path, replace(VIEWS[name], lang=lang)) as page:
        wanted = [
            page.text_content("h1"),
            *page.locator(
                ".za-legend-title, .za-legend-unit, .za-legend-label, .za-legend-note"
            ).all_text_contents(),
            *page.locator(".za-foot-line").all_text_contents(),
        ]
        data = page.pdf(prefer_css_page_size=True, print_background=True)
    document = pypdfium2.PdfDocument(data)
    try:
        first = squeeze(document[0].get_textpage().get_text_range())
        for line in filter(None, wanted):
            assert squeeze(line) in first, line
    finally:
        document.close()


def squeeze(text):
    return "".join(text.split()).lower()


@BOTH_LANGS
@pytest.mark.parametrize("shift", [0, 29])
def test_hostile_names_and_rules_stay_text(browser, tmp_path, monkeypatch, shift, lang):
    folder = tmp_path / "own" / "rules"
    folder.mkdir(parents=True)
    rules = hostile_rules(SOUND[shift % len(SOUND) :] + SOUND[: shift % len(SOUND)])
    (folder / "own.yaml").write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path / "own"))
    planted = plant(load_catalog(), shift)
    label = rules["criteria"][0][f"label_{lang}"]
    case = replace(START, lang=lang, rule_set="own_rules")
    for view in (case, replace(case, criterion="own_c1")):
        text = render_html(view, planted.catalog, confirmed_states=True)
        with opened_text(browser, tmp_path, text) as page:
            harmless(page)
            legend = page.locator(".za-legend-block[data-layer='zones']").text_content()
            assert label in legend
            assert rules[f"title_{lang}"] in page.text_content("h1")
            twin = page.text_content(".za-twin")
            assert label in twin
            zones = ["yibin"] if view is case else shown_zones(planted.catalog, view).index
            for zone in zones:
                (name,) = planted.shown("zones", f"name_{lang}", [zone])
                title, card = press_card(page, f"[data-id='zone:{zone}']")
                assert title == name
                assert label in card
                assert rules["document_no"] in card
                page.keyboard.press("Escape")
            harmless(page)


def harmless(page):
    quiet(page)
    assert page.evaluate(f"window.{FLAG}") is None
    assert page.locator("iframe, object, embed, base, meta[http-equiv=refresh]").count() == 0
