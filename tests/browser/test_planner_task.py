"""A planner's task, offline: every step takes three interactions at most."""

from itertools import pairwise

import pytest

from tests.browser.app_fixtures import open_page, query_of, settle, wait_for_title
from tests.sheets.conftest import Sheet
from tests.sheets.test_zone_cells import FOUR

pytestmark = pytest.mark.browser

MOST = 3


class Hand:
    """The reader's hand: counts what it does in a step."""

    def __init__(self, page):
        self.page = page
        self.count = 0

    def step(self):
        """Begin a step."""
        self.count = 0

    def _act(self):
        self.count += 1
        assert self.count <= MOST, "a step takes three interactions at most"

    def click(self, locator):
        """Click once."""
        self._act()
        locator.click()

    def type(self, locator, text):
        """Write into a field and leave it."""
        self._act()
        locator.fill(text)
        locator.press("Enter")

    def give(self, locator, file):
        """Hand over a file."""
        self._act()
        locator.set_input_files(file)


@pytest.fixture
def hand(page):
    """Give the hand, and see at the end that nothing left the machine."""
    yield Hand(page)
    assert page.foreign == []


def test_enterprises_by_economic_zone_beside_the_province(hand, page, app_server):
    open_page(page, app_server)

    hand.step()
    hand.click(page.get_by_role("link", name="指标地图").first)
    page.get_by_role("combobox", name="指标").first.wait_for()
    settle(page)

    hand.step()
    hand.click(page.get_by_role("combobox", name="指标").first)
    hand.type(page.get_by_role("combobox", name="指标").first, "高新技术企业数")
    wait_for_title(page, "高新技术企业数（2023年）")
    hand.click(page.get_by_role("radio", name="按经济区"))
    table = page.locator("table.za-grid")
    table.wait_for()
    settle(page)
    assert hand.count == MOST

    rows = dict(
        table.locator("tbody tr").evaluate_all(
            "all => all.map(r => [r.querySelector('th').innerText,"
            " r.querySelector('td').innerText])"
        )
    )
    assert rows == {
        "成都平原经济区": "15,195",
        "川南经济区": "918",
        "川东北经济区": "718",
        "攀西经济区": "150",
        "川西北生态示范区": "未收录",
        "各市（州）合计": "16,981",
        "全省数（测算）": "约16,800",
    }
    panel = page.locator(".za-sums-line").all_inner_texts()
    assert "各市（州）合计16,981家，全省数（测算）约16,800家，合计多181家。" in panel
    assert "成都13,146家，占已收录各市（州）合计的77.4%。" in panel
    named = page.get_by_text("可能与1.8万取整有关").first.inner_text()
    assert "由2024年1.8万家减新增1200家推算" in named
    assert query_of(page) == {"i": "hte_count", "p": "2023", "se": "zones"}
    assert page.faults == []


def test_the_third_target_was_reached_and_a_new_one_asks_for_growth(hand, page, app_server):
    page.goto(app_server.url + "/targets")
    rows = page.locator("tbody tr")
    rows.first.wait_for()
    third = " ".join(rows.nth(2).inner_text().split())

    hand.step()  # nothing to do: it is on the page
    assert "高新技术企业数" in third
    for earlier, later in pairwise(("8,160", "18,000", "2024年", "16,000", "2023年已达到")):
        assert third.index(earlier) < third.index(later)

    hand.step()
    box = page.get_by_role("textbox", name="高新技术企业数：2030年设想目标（家）")
    hand.type(box, "30000")
    # (30000 / 18000) ** (1 / 6) - 1 = 8.9 %: six years from 2024 to 2030
    assert round(100 * ((30000 / 18000) ** (1 / 6) - 1), 1) == 8.9
    said = page.get_by_text("8.9%").first
    said.wait_for()
    assert "+8.9%" in said.inner_text()
    assert hand.count == 1
    page.wait_for_function("() => new URLSearchParams(location.search).get('am')")
    assert "30000" in query_of(page)["am"]


def test_a_list_of_26_zones_takes_the_notice_away(hand, page, app_server, catalog, tmp_path):
    sheet = Sheet("zones", catalog).source(list_date="2020-12-31")
    for zone in FOUR:  # fictitious: 22 are known, the plan counts 26
        sheet.add(**zone)
    file = tmp_path / "zones.xlsx"
    file.write_bytes(sheet.bytes())
    page.goto(app_server.url + "/zones")
    page.wait_for_selector(".za-map[data-ready]")
    settle(page)
    notice = page.locator(".za-zones-notice")
    assert "22家" in notice.inner_text()

    hand.step()
    hand.click(page.get_by_role("button", name="导入更新表"))
    field = page.locator('[role="dialog"] input[type="file"]')
    field.wait_for(state="attached")
    hand.give(field, file)
    hand.click(page.get_by_role("button", name="应用到本次会话"))
    notice.wait_for(state="detached")
    settle(page)
    assert hand.count == MOST
    assert page.locator(".za-zone").count() == 28
