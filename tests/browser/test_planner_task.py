"""A planner's task, offline: every step takes three interactions at most."""

import pytest

from tests.browser.app_fixtures import open_page, query_of, settle, wait_for_title

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
    named = page.get_by_text("系1.8万取整所致").first.inner_text()
    assert "由2024年1.8万家减新增1200家推算" in named
    assert query_of(page) == {"i": "hte_count", "p": "2023", "se": "zones"}
    assert page.faults == []
