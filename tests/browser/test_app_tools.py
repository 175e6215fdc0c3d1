"""Copy link, save view, open view, review number: each page can be handed on."""

import json
import re

import pytest

from geo.presets import STARTS
from geo.view import View
from tests.browser.app_fixtures import MAP, Wire, move, open_page, query_of, settle
from tests.browser.conftest import watch

pytestmark = pytest.mark.browser

SAID = ".za-tools-said"
INPUT = ".za-tools input[type=file]"


def tool(page, name):
    return page.locator(f".za-tool-{name}")


def save(page):
    """Press save and return the file's name and text."""
    tool(page, "save").wait_for()
    with page.expect_download() as download:
        tool(page, "save").click()
    with open(download.value.path(), encoding="utf-8", newline="") as file:  # noqa: PTH123
        return download.value.suggested_filename, file.read()


def upload(page, text, name="view.json"):
    page.locator(INPUT).set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    )


def test_the_link_is_copied_as_the_page_stands(context, app_server):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = watch(context.new_page())
    wire = Wire(page)
    open_page(page, app_server)
    extent = move(page)
    wire.forget()
    tool(page, "copy").click()
    page.wait_for_function(f"() => document.querySelector('{SAID}').textContent")
    assert page.locator(SAID).inner_text() == "链接已复制"
    assert page.locator(SAID).get_attribute("role") == "status"
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    assert wire.sent == []
    other = watch(context.new_page())
    other.goto(copied)
    other.wait_for_selector(MAP)
    settle(other)
    assert query_of(other)["ext"] == extent


@pytest.mark.parametrize("works", [True, False])
def test_without_a_clipboard_the_old_way_or_the_reader_copies(page, app_server, works):
    # a server of the intranet without https
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        f"document.execCommand = (what) => {{ window.asked = what; return {json.dumps(works)}; }};"
    )
    open_page(page, app_server)
    tool(page, "copy").click()
    page.wait_for_function("() => window.asked === 'copy'")
    field = page.get_by_role("textbox", name="本页链接")
    if works:
        page.locator(SAID).get_by_text("链接已复制").wait_for()
        assert field.count() == 0
    else:
        page.locator(SAID).get_by_text("Ctrl+C").wait_for()
        assert field.input_value() == page.url
        assert page.evaluate(
            "window.getSelection().toString() === location.href"
        ) or field.evaluate("e => e.selectionEnd - e.selectionStart === e.value.length")


def test_a_saved_view_opens_on_another_machine(browser, page, app_server):
    wire = Wire(page)
    open_page(page, app_server, "/indicators?l=en&i=gdp&p=2022&wo=510100")
    extent = move(page)
    page.locator(".za-menu-button").click()
    page.locator('.za-menu input[data-layer="rivers"]').uncheck()
    wire.forget()
    name, text = save(page)
    assert wire.sent == []
    today = page.evaluate(
        "(() => { const d = new Date(), p = n => String(n).padStart(2, '0');"
        " return `${d.getFullYear()}-${p(d.getMonth() + 1)}-${p(d.getDate())}`; })()"
    )
    assert re.fullmatch(rf"[A-Za-z-]+-.+-{today}\.json", name)
    view, messages = View.from_json(text)
    assert messages == ()
    assert text == view.to_json()  # as Python writes it, to the letter
    assert (view.page, view.lang, view.indicator, view.without) == (
        "indicators",
        "en",
        "gdp",
        ("510100",),
    )
    assert "rivers" not in view.layers
    address = query_of(page)

    elsewhere = browser.new_context(viewport={"width": 1366, "height": 768})
    other = watch(elsewhere.new_page())
    open_page(other, app_server)
    upload(other, text)
    other.wait_for_url("**/indicators?*")
    settle(other)
    assert query_of(other) == address
    assert query_of(other)["ext"] == extent
    assert other.locator(".za-map").get_attribute("lang") == "en"
    assert other.locator("path.za-river").count() == 0
    assert other.locator(".za-map").get_attribute("aria-label") == page.locator(
        ".za-map"
    ).get_attribute("aria-label")
    assert other.foreign == []
    assert other.faults == []
    elsewhere.close()


def test_a_file_of_the_page_s_start_takes_back_what_was_chosen(page, app_server):
    open_page(page, app_server, "/?i=gdp&p=2022")
    upload(page, STARTS["overview"].to_json())
    page.wait_for_function("() => !new URLSearchParams(location.search).has('i')")
    settle(page)
    assert "高新技术企业" in page.locator(".za-map").get_attribute("aria-label")
    # and the same file once more, after something else was chosen
    upload(page, json.dumps({"page": "overview", "indicator": "gdp", "period": "2022"}))
    page.wait_for_function("() => new URLSearchParams(location.search).get('i') === 'gdp'")


def test_a_file_that_is_no_view_says_so_and_changes_nothing(page, app_server):
    open_page(page, app_server)
    address = page.url
    upload(page, "<script>alert(1)</script>")
    said = page.locator(".za-say").get_by_text("这个文件打不开")
    said.wait_for()
    assert page.url == address
    upload(page, "x" * 100_001)
    page.locator(SAID).get_by_text("文件过大").wait_for()
    assert page.faults == []


def test_what_a_file_holds_beyond_a_view_is_told_as_text(page, app_server):
    open_page(page, app_server)
    upload(page, json.dumps({"page": "overview", "<img src=x onerror=alert(1)>": 1, "k": 99}))
    page.locator(".za-say").get_by_text("以下内容未能恢复").wait_for()
    assert "<img src=x" in page.locator(".za-say").first.inner_text()
    assert page.locator(".za-say img").count() == 0
    assert page.faults == []


def test_a_review_number_takes_the_place_of_the_warning_for_this_visit(page, app_server):
    open_page(page, app_server)
    warning = page.get_by_text("本图未经地图审核")
    assert warning.count() == 1
    page.get_by_role("button", name="审图号").click()
    box = page.get_by_role("textbox", name="本图审图号")
    box.fill("随便写的")
    box.press("Enter")
    page.get_by_text("格式不符").wait_for()
    assert warning.count() == 1
    box.fill("GS川（2026）12号")
    box.press("Enter")
    warning.wait_for(state="detached")
    settle(page)
    assert page.get_by_text("GS川（2026）12号").first.is_visible()
    assert page.get_by_text("格式不符").count() == 0
    assert "2026" not in page.url
    _, text = save(page)
    assert "2026" not in text
    # a new visit knows nothing of it
    page.reload()
    page.wait_for_selector(MAP)
    settle(page)
    assert warning.count() == 1
