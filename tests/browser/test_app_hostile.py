"""Text of the data that tries to leave its place, in the running app: shown, never run."""

import csv
import json

import pytest

from geo.settings import data_dir
from tests.blocked import serve_blocked
from tests.browser.app_fixtures import open_page
from tests.hostile import FLAG

pytestmark = pytest.mark.browser

EVIL = (
    f'<img src=x onerror="window.{FLAG}=1"></script><script>window.{FLAG}=1</script>'
    " **bold** [link](javascript:alert(1)) $x^2$ :red[red] `code` {{7*191}} ${7*191}"
)


def rewrite(folder, name, change):
    with (data_dir() / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("overlay")

    def spoil(*columns):
        def change(row):
            for column in columns:
                row[column] = f"{row[column]}{EVIL}"

        return change

    rewrite(folder, "indicators.csv", spoil("label_zh", "short_zh", "definition_zh"))
    rewrite(folder, "sources.csv", spoil("title_zh", "publisher_zh"))
    rewrite(folder, "prefectures.csv", spoil("short_zh"))
    rewrite(folder, "prefecture_indicators.csv", spoil("note_zh"))
    rewrite(folder, "province_indicators.csv", spoil("note_zh"))
    zones = json.loads((data_dir() / "zones.geojson").read_text("utf-8"))
    for zone in zones["features"]:
        zone["properties"]["name_zh"] += EVIL
        zone["properties"]["remark_zh"] = EVIL
    (folder / "zones.geojson").write_text(json.dumps(zones, ensure_ascii=False), "utf-8")
    with serve_blocked(ZONE_ATLAS_DATA=str(folder)) as server:
        yield server


def test_the_overview_shows_it_as_text(page, hostile_server):
    open_page(page, hostile_server)
    page.get_by_role("button", name="查高新区").click()
    page.get_by_role("combobox", name="高新区").click()
    option = page.get_by_role("option").first
    assert EVIL in option.inner_text()
    option.click()
    page.locator(".za-facts").wait_for()
    assert EVIL in page.locator('[data-testid="stPopoverBody"]').inner_text()
    assert EVIL in page.locator(".za-figures").inner_text()
    check_nothing_ran(page)


def test_the_indicators_page_shows_it_as_text(page, hostile_server):
    open_page(page, hostile_server, "/indicators?i=gdp&p=2020")
    assert EVIL in page.locator(".za-table-title").inner_text()
    page.get_by_role("combobox", name="指标").first.click()
    assert EVIL in page.get_by_role("option").first.inner_text()
    page.keyboard.press("Escape")
    page.locator('[data-testid="stExpander"] summary').click()
    page.locator(
        '[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg'
    ).first.hover()
    check_nothing_ran(page)


def check_nothing_ran(page):
    assert page.evaluate(f"window.{FLAG}") is None
    for wrong in ("img[src=x]", 'a[href^="javascript"]', ".katex"):
        assert page.locator(wrong).count() == 0
    assert page.locator("strong", has_text="bold").count() == 0
    assert "1337" not in page.locator("body").inner_text()
    assert page.foreign == []
