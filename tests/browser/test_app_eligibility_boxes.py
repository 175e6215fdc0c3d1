"""The boxes and tables of the page of rules in Chromium: find a zone, all documents, two beside."""

from __future__ import annotations

import pytest

from tests.browser.app_fixtures import open_page, query_of, settle
from tests.browser.test_app_accessibility import grave
from tests.browser.test_app_eligibility import idle, open_part

pytestmark = pytest.mark.browser

PATH = "/eligibility"
PAIR = f"{PATH}?rs=sc_provincial_2022&rb=sc_provincial_2017"


def options_of(page):
    return [option.inner_text().strip() for option in page.get_by_role("option").all()]


def test_a_zone_is_found_by_its_letters(page, app_server):
    open_page(page, app_server, PATH)
    box = page.get_by_role("combobox", name="高新区").first
    box.click()
    page.keyboard.type("meishan")
    page.wait_for_function("() => document.querySelectorAll('[role=option]').length === 1")
    assert options_of(page) == ["眉山高新区（规划支持升级）Meishan"]
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).get('ez') === 'meishan'")


def test_a_box_that_finds_nothing_says_so_in_chinese(page, app_server):
    open_page(page, app_server, PATH)
    page.get_by_role("combobox", name="高新区").first.click()
    page.keyboard.type("zzzq")
    words = page.locator('[data-empty="true"] [role=option] span')
    words.wait_for()
    words.filter(has_text="没有匹配的选项").wait_for()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_of_rules_fit_their_box(page, app_server, lang):
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page, app_server, f"{PATH}?l={lang}&rs=sc_provincial_2022")
    fits = page.locator('.stSelectbox input[role="combobox"]').evaluate_all(
        "all => all.map(e => [e.value, e.scrollWidth <= e.clientWidth])"
    )
    assert len(fits) >= 3
    for value, is_whole in fits:
        assert is_whole, value


def test_all_documents_of_a_gate_open_one_by_one(page, app_server):
    open_page(page, app_server, PATH)
    page.get_by_role("combobox", name="对照文件").first.click()
    page.get_by_role("option", name="本环节全部现行文件（5份）").click()
    page.locator(".za-el-doc").nth(4).wait_for()
    idle(page)
    assert query_of(page) == {"rs": "track"}
    blocks = page.locator(".za-el-doc")
    assert blocks.count() == 5
    second = blocks.nth(1)
    assert not second.locator(".za-el-card").is_visible()
    second.locator("> summary").focus()
    page.keyboard.press("Enter")
    second.locator(".za-el-card").wait_for()
    assert "中国开发区审核公告目录" in second.locator(".za-el-title").inner_text()
    assert grave(page) == []


def test_lines_that_measure_the_same_stand_in_one_row(page, app_server):
    open_page(page, app_server, PAIR)
    tops = [page.locator(f"#za-el-{name}").bounding_box()["y"] for name in ("sc22_c1", "sc17_c9")]
    assert tops[0] == pytest.approx(tops[1], abs=1)
    row = page.locator("tr", has=page.locator("#za-el-sc22_c3"))
    assert row.locator("th").inner_text() == "年营业总收入"
    assert row.locator("td").nth(1).inner_text() == "无对应条款"
    # a line opens where it stands
    page.locator("#za-el-sc22_c3 summary").click()
    page.locator("#za-el-sc22_c3[open] dl").wait_for()
    assert grave(page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "query",
    ["se=map", "se=map&rs=sc_provincial_2022&ec=sc22_c3", "se=map&rs=track"],
)
def test_the_legend_lies_over_no_zone(page, app_server, lang, query):
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page, app_server, f"{PATH}?l={lang}&{query}")
    legend = page.locator(".leaflet-bottom.leaflet-right .za-legend").bounding_box()
    assert page.locator(".za-map .leaflet-marker-pane > *").count() >= 24
    covered = page.locator(".za-map .leaflet-marker-pane > *").evaluate_all(
        """(all, box) => all.filter(e => {
          const own = e.getBoundingClientRect();
          const x = own.x + own.width / 2, y = own.y + own.height / 2;
          return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
        }).map(e => e.title || e.getAttribute('aria-label') || e.className)""",
        legend,
    )
    assert covered == []


def test_the_legend_beside_the_lines_leaves_the_zone_free(page, app_server):
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page, app_server, f"{PATH}?l=en")
    settle(page)
    legend = page.locator(".leaflet-bottom.leaflet-right .za-legend").bounding_box()
    zone = page.locator(".za-map").get_by_role("button", name="Yibin High-tech").first
    box = zone.bounding_box()
    assert box["y"] + box["height"] < legend["y"] or box["x"] + box["width"] < legend["x"]
    # the whole of it is seen
    assert page.locator(".leaflet-bottom.leaflet-right .za-legend").evaluate(
        "e => e.scrollHeight <= e.clientHeight + 1"
    )


def test_trial_scores_add_up_where_they_are_typed(page, app_server):
    open_part(page, app_server, f"{PATH}?se=process")
    page.get_by_text("评价指标体系", exact=True).click()
    page.get_by_text("自评试算", exact=True).wait_for()
    idle(page)
    page.get_by_text("尚未填分，已计权重 0 / 100").wait_for()
    assert grave(page) == []
