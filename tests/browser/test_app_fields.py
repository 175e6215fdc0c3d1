"""The page of technology fields in Chromium: maps in place, the square, table and map as one."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.presets import PRESETS
from tests.browser.app_fixtures import (
    PROBE_TEXT,
    PROBES,
    choose,
    open_page,
    query_of,
    settle,
    wait_for_title,
)
from tests.browser.file_fixtures import PROJECTOR, opened

pytestmark = pytest.mark.browser

PATH = "/fields"
MIANYANG = 'path.za-area[data-id="510700"]'
LUZHOU = 'path.za-area[data-id="510500"]'
PAIR = replace(PRESETS["fields"], theme="bivariate", fields=())


@pytest.fixture
def quiet(page):
    """Give the page, and see at the end that nothing but the known probes was said."""
    yield page
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES


def label(page, place):
    return page.locator(place).get_attribute("aria-label")


def cells(page):
    """Return colour and count of the nine cells, as they are drawn."""
    return page.evaluate(
        """() => {
          const square = document.querySelector('.za-square');
          const texts = [...square.querySelectorAll('text')].map(t => t.textContent);
          return [...square.querySelectorAll('rect')].map((r, i) => [
            r.getAttribute('fill'), texts.filter(t => /^[0-9]+$/.test(t))[i]]);
        }"""
    )


def fills(page):
    return page.eval_on_selector_all(
        "path.za-area", "all => all.map(one => one.getAttribute('fill'))"
    )


def test_from_fields_to_two_indicators_in_place(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    assert label(page, MIANYANG) == "绵阳市：5.9%"
    assert label(page, LUZHOU) == "泸州市：未收录"
    page.evaluate("() => { document.querySelector('.za-map').marked = 1; }")

    page.get_by_role("radio", name="双变量地图").click()
    wait_for_title(page, "每万人高新技术企业数")
    assert page.evaluate("document.querySelector('.za-map').marked") == 1
    assert re.fullmatch(
        r"绵阳市：人均地区生产总值 [\d,]+元（高），每万人高新技术企业数 [\d.]+家/万人（高）",
        label(page, MIANYANG),
    )
    drawn = cells(page)
    assert len({colour for colour, _ in drawn}) == 9
    on_map = fills(page)
    assert all(on_map.count(colour) == int(n) for colour, n in drawn)
    assert sum(int(n) for _, n in drawn) == 18
    assert sum(fill.startswith("url(") for fill in on_map) == 3
    assert "横轴A为人均地区生产总值" in page.locator(".za-square").get_attribute("aria-label")

    choose(page, "指标A（横轴）", "第二产业占比", exact=True)
    wait_for_title(page, "第二产业占比")
    assert page.evaluate("document.querySelector('.za-map').marked") == 1
    assert "第二产业占比" in label(page, MIANYANG)
    assert query_of(page)["i"] == "secondary_share"


def test_a_link_restores_the_page_and_a_row_is_the_place_on_the_map(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH + "?l=en&th=q&ba=z&fd=nm&sel=510600")
    assert page.get_by_role("radio", name="Location quotient").first.is_checked()
    assert page.get_by_role("radio", name="High-tech zones").is_checked()
    card = page.locator(".za-card")
    card.wait_for()
    assert "Deyang" in card.inner_text()
    grid = page.locator('.st-key-fields-table [data-testid="stDataFrame"] canvas').first
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 35 * 6 + 17)  # the sixth row
    page.wait_for_function(
        "() => document.querySelector('.za-card')?.innerText.includes('Mianyang')"
    )
    settle(page)
    assert query_of(page)["sel"] == "510700"
    assert query_of(page)["th"] == "q"


@pytest.mark.parametrize("query", ["", "?th=b", "?th=q&ba=z&l=en"])
def test_axe_finds_nothing_grave(page, app_server, query):
    open_page(page, app_server, PATH + query)
    grave = [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:4])
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]
    assert grave == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_square_stands_in_the_exported_file_and_hears_the_keyboard(browser, tmp_path, lang):
    with opened(browser, tmp_path, replace(PAIR, lang=lang), PROJECTOR) as page:
        drawn = cells(page)
        assert sum(int(n) for _, n in drawn) == 18
        # no word of the legend leaves its box
        assert page.evaluate(
            """() => {
              const box = document.querySelector('.za-legend').getBoundingClientRect();
              return [...document.querySelectorAll('.za-square text')].every(text => {
                const r = text.getBoundingClientRect();
                return r.left >= box.left && r.right <= box.right;
              });
            }"""
        )
        page.locator(MIANYANG).focus()
        page.keyboard.press("Enter")
        said = page.locator(".za-card").inner_text()
        for word in {"zh": ("（高）", "官方公布", "测算"), "en": ("(high)", "Official", "Derived")}[
            lang
        ]:
            assert word in said
        assert page.locator(".za-twin table").first.locator("tbody tr").count() == 21
        assert page.faults == []
        assert page.foreign == []
