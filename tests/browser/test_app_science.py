"""The science cities in Chromium: outlines with names, one selection, two cities."""

import pytest

from tests.browser.app_fixtures import PROBES, open_page, query_of, settle

pytestmark = pytest.mark.browser

NAMES = ".za-label-part .za-label-text"


def seen_names(page):
    """Return the names of parts that stand within the map and can be read."""
    return page.evaluate(
        """selector => {
          const map = document.querySelector('.za-map').getBoundingClientRect();
          return [...document.querySelectorAll(selector)].filter(node => {
            const r = node.getBoundingClientRect();
            return node.style.visibility !== 'hidden' && r.left >= map.left &&
              r.right <= map.right && r.top >= map.top && r.bottom <= map.bottom;
          }).map(node => node.textContent);
        }""",
        NAMES,
    )


@pytest.mark.parametrize(
    ("section", "names"),
    [
        (
            "wcsc",
            [
                "成都科学城",
                "新经济活力区",
                "成都生命科学创新区",
                "成都未来科技城",
                "新一代信息技术创新基地",
            ],
        ),
        ("mystc", ["绵阳科技城新区", "科技城集中发展区", "绵阳经济技术开发区"]),
    ],
)
def test_the_parts_are_named_and_dashed_at_the_start(page, app_server, section, names):
    open_page(page, app_server, f"/science?se={section}")
    page.wait_for_function("s => [...document.querySelectorAll(s)].length > 10", arg=NAMES)
    assert set(names) <= set(seen_names(page))
    dashes = page.locator("path.za-schematic").evaluate_all(
        "all => all.map(p => p.getAttribute('stroke-dasharray'))"
    )
    assert len(dashes) == 13
    assert all(dashes)
    assert page.foreign == []
    assert len(page.faults) == PROBES


def test_names_of_parts_are_not_shown_for_the_whole_province(page, app_server):
    open_page(page, app_server, "/science?ext=103,30.5,6")
    hidden = page.locator(NAMES).evaluate_all("all => all.map(n => n.style.visibility)")
    assert hidden
    assert set(hidden) == {"hidden"}


def test_a_click_on_an_outline_marks_its_row_and_tells_of_it(page, app_server):
    open_page(page, app_server)
    open_page(page, app_server, "/science")
    page.locator("path.za-schematic").first.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup").get_by_text("成都科学城（一核）").wait_for()
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('sel') === 'science_city:WCSC-1'"
    )
    settle(page)
    page.get_by_role("heading", name="成都科学城（一核）").wait_for()


def test_a_row_opens_its_part_on_the_map(page, app_server):
    open_page(page, app_server, "/science?se=mystc")
    table = page.locator("[data-testid=stDataFrame]").first
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 52 + 35)  # the second row: 绵阳科技城新区
    page.locator(".leaflet-popup").get_by_text("绵阳科技城新区").first.wait_for()
    # the card may have moved the map, so that the extent is there too
    query = query_of(page)
    assert (query["se"], query["sel"]) == ("mystc", "science_city:MYSTC-1")


def test_the_switch_takes_the_map_to_the_other_city(page, app_server):
    open_page(page, app_server, "/science?sel=science_city:WCSC-2")
    page.locator(".leaflet-popup").wait_for()
    page.get_by_role("radio", name="中国（绵阳）科技城").or_(
        page.get_by_role("button", name="中国（绵阳）科技城")
    ).first.click()
    page.wait_for_function("() => new URLSearchParams(location.search).get('se') === 'mystc'")
    page.wait_for_function("() => document.querySelector('.za-map').dataset.zoom === '11.00'")
    settle(page)
    assert "绵阳科技城新区" in seen_names(page)
    assert page.locator(".leaflet-popup").count() == 0
    assert "sel" not in query_of(page)
