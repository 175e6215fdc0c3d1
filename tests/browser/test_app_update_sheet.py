"""The update sheet in Chromium: downloaded, changed, imported by keyboard, used, saved, dropped."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from tests.browser.app_fixtures import PROBE_TEXT, PROBES, open_page, settle
from tests.hostile import FLAG, PAYLOADS
from tests.sheets.conftest import Sheet

pytestmark = pytest.mark.browser

PATH = "/indicators?i=hte_count&p=2023"
ZIGONG = 'path.za-area[data-id="510300"]'
DIALOG = "[role=dialog]"


def bring(page, content):
    """Open the import by keyboard and give it a file."""
    page.get_by_role("button", name="导入更新表").focus()
    page.keyboard.press("Enter")
    uploader = page.locator(f"{DIALOG} input[type=file]")
    uploader.wait_for(state="attached")
    uploader.set_input_files([{"name": "update.xlsx", "mimeType": "a/b", "buffer": content}])


def test_from_download_to_map_and_back(page, app_server, catalog):
    open_page(page, app_server, PATH)
    assert "178" in page.locator(ZIGONG).get_attribute("aria-label")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载更新表").click()
    book = load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    tab = book["指标2023"]
    column = next(c for c in range(1, 99) if tab.cell(4, c).value == "hte_count")
    row = next(r for r in range(6, 27) if tab.cell(r, 1).value == "510300")
    assert tab.cell(row, column).value == 178

    # an error first: told by its cell, and nothing to press
    tab.cell(row, column).value = "三百"
    out = io.BytesIO()
    book.save(out)
    bring(page, out.getvalue())
    page.get_by_text("处需要改正").wait_for()
    assert page.get_by_role("button", name="应用到本次会话").count() == 0
    page.keyboard.press("Escape")
    page.locator(DIALOG).wait_for(state="detached")

    sheet = Sheet("indicators", catalog).source().set("510300", "hte_count", 301)
    bring(page, sheet.bytes())
    use = page.get_by_role("button", name="应用到本次会话")
    use.wait_for()
    with page.expect_download() as waiting:
        page.locator(DIALOG).get_by_role("button", name="另存为数据文件夹").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        names = {name.split("/")[-1] for name in archive.namelist()}
    assert names == {"使用说明.txt", "sources.csv", "prefecture_indicators.csv"}
    use.click()
    page.get_by_role("button", name="停用自有数据").wait_for()
    settle(page)
    assert page.locator(DIALOG).count() == 0
    assert "301" in page.locator(ZIGONG).get_attribute("aria-label")
    assert "测试统计公报" in page.locator(".za-say").first.inner_text()
    page.get_by_role("button", name="停用自有数据").click()
    page.get_by_role("button", name="停用自有数据").wait_for(state="detached")
    settle(page)
    assert "178" in page.locator(ZIGONG).get_attribute("aria-label")
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES


def test_hostile_titles_do_not_run(page, app_server, catalog):
    sheet = Sheet("indicators", catalog).source().set("510300", "hte_count", 301)
    tab = sheet.book["来源"]
    row = next(r for r in range(1, 20) if tab.cell(r, 1).value == "title")
    tab.cell(row, 3).value = PAYLOADS["image"] + "**bold** $x$ :red[x]"
    open_page(page, app_server, PATH)
    bring(page, sheet.bytes())
    page.get_by_role("button", name="应用到本次会话").click()
    page.get_by_role("button", name="停用自有数据").wait_for()
    settle(page)
    assert "<img src=x" in page.locator(".za-say").first.inner_text()
    assert "**bold**" in page.locator(".za-say").first.inner_text()
    assert page.evaluate(f"window.{FLAG}") is None
    assert page.faults == [PROBE_TEXT] * PROBES
