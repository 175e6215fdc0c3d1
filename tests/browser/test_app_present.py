"""A presenter's whole task, offline: add maps, put them in order, write, save, open, take along."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.browser.app_fixtures import open_page, settle
from tests.browser.conftest import watch

pytestmark = pytest.mark.browser

SLOW_MS = 120_000
"""A file of many maps takes its time."""


def idle(page):
    """Wait until the script has run; this page has no map."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def go_to_present(page):
    page.get_by_role("link", name="汇报材料").first.click()
    page.locator(".za-pr-slide, .za-pr-empty").first.wait_for(timeout=SLOW_MS)
    idle(page)


def titles(page):
    """Return the labels of the list of slides."""
    return [
        text.strip()
        for text in page.get_by_role("radiogroup", name="页面").locator("label p").all_inner_texts()
    ]


def take(page, name):
    """Press a button that hands out a file and return it."""
    with page.expect_download(timeout=SLOW_MS) as download:
        page.get_by_role("button", name=name).click()
    with open(download.value.path(), "rb") as file:  # noqa: PTH123
        return download.value.suggested_filename, file.read()


@pytest.fixture
def presenter(page, app_server):
    """Give a page on which the maps of two pages were added to a deck."""
    open_page(page, app_server)
    page.locator(".za-tool-add").click()
    page.get_by_text("已加入汇报材料，第2页").wait_for()
    page.get_by_role("link", name="指标地图").first.click()
    page.wait_for_url("**/indicators**")
    settle(page)
    page.locator(".za-tool-add").click()
    page.get_by_text("已加入汇报材料，第3页").wait_for()
    settle(page)
    go_to_present(page)
    yield page
    assert page.foreign == []


def test_maps_of_two_pages_become_a_deck_that_is_saved_and_opened_again(presenter, app_server):
    page = presenter
    before = titles(page)
    assert [text[:2] for text in before] == ["1.", "2.", "3."]
    assert "高新技术企业数" in before[1]
    page.get_by_role("button", name="上移").click()
    page.wait_for_function(
        "text => document.querySelectorAll('[role=radiogroup] label p')[1]?.innerText.includes(text)",
        arg="每万人",
    )
    idle(page)
    box = page.get_by_role("textbox", name="标题")
    box.fill("我的标题 <b>&")
    box.press("Enter")
    page.locator(".za-pr-slide h3", has_text="我的标题 <b>&").wait_for()
    idle(page)
    points = page.get_by_role("textbox", name="要点")
    points.fill("第一条\n第二条")
    points.press("Control+Enter")
    page.locator(".za-pr-slide li", has_text="第二条").wait_for()
    page.get_by_text("有修改未保存").wait_for()
    name, body = take(page, "保存汇报")
    assert name.endswith(".json")
    saved = json.loads(body)
    assert [one.get("kind", "map") for one in saved["slides"]] == [
        "cover",
        "map",
        "map",
    ]
    page.get_by_text("已保存", exact=True).wait_for()

    other = watch(page.context.new_page())
    other.goto(app_server.url + "/present")
    other.locator(".za-pr-empty").wait_for(timeout=SLOW_MS)
    other.locator(".st-key-present-open button").first.click()
    other.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": body}
    )
    other.get_by_role("button", name="打开这份汇报").click()
    other.locator(".za-pr-slide").wait_for(timeout=SLOW_MS)
    other.get_by_text("3. ").first.wait_for()
    idle(other)
    assert titles(other)[1].startswith("2. 我的标题 <b>&")
    assert take(other, "保存汇报")[1] == body
    assert other.foreign == []


def test_the_browser_asks_before_an_unsaved_deck_is_lost(presenter):
    asked = []
    presenter.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with presenter.expect_event("close"):
        presenter.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_the_deck_leaves_as_a_page_that_asks_nothing(presenter, tmp_path):
    name, body = take(presenter, "放映网页 HTML")
    assert name.endswith(".html")
    path = tmp_path / "deck.html"
    path.write_bytes(body)
    shown = watch(presenter.context.new_page())
    shown.goto(path.as_uri())
    shown.keyboard.press("End")
    shown.get_by_text("3 / 3").first.wait_for()
    assert shown.foreign == []
    assert shown.faults == []


def test_the_package_holds_all_files_and_a_guide(presenter):
    name, body = take(presenter, "汇报包 ZIP")
    assert name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        guide = archive.read("使用说明.txt").decode("utf-8-sig")
    kinds = [one.rsplit(".", 1)[1] for one in names]
    assert sorted(kinds) == ["html", "pdf", "png", "png", "pptx", "txt"]
    for one in names[:3]:
        assert one in guide


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ready_deck_is_a_click_away(page, app_server, lang):
    page.goto(f"{app_server.url}/present?l={lang}")
    page.locator(".za-pr-empty").wait_for(timeout=SLOW_MS)
    page.locator(".st-key-present-begin-zones-26-35 button").click()
    page.locator(".za-pr-slide").wait_for(timeout=SLOW_MS)
    idle(page)
    label = {"zh": "页面", "en": "Slides"}[lang]
    assert page.get_by_role("radiogroup", name=label).get_by_role("radio").count() >= 10
    assert page.foreign == []
