"""The dialog that makes any kind of file of the map on the screen, as a reader uses it."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from geo.locale import translator
from tests.browser.app_fixtures import open_page
from tests.browser.conftest import watch

pytestmark = pytest.mark.browser

SLOW_MS = 120_000


def rest(page):
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def open_dialog(page, server, path, lang="zh"):
    """Open a page and its dialog; return the dialog."""
    t = translator(lang)
    open_page(page, server, f"{path}l={lang}")
    page.get_by_role("button", name=t("app.save_other"), exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=t("batch.format_shp"), exact=True).wait_for(timeout=SLOW_MS)
    dialog.get_by_role("spinbutton").first.wait_for()  # the field of the date comes late
    rest(page)
    return dialog


def take(page, button):
    with page.expect_download(timeout=SLOW_MS) as waiting:
        button.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_a_page_leaves_with_the_language_switch_and_the_indicators_that_were_chosen(
    page, app_server, catalog, tmp_path
):
    dialog = open_dialog(page, app_server, "/indicators?")
    dialog.get_by_role("radio", name="汇报稿").click()
    rest(page)
    dialog.get_by_text("可在页内切换中英文").click()
    rest(page)
    box = dialog.get_by_role("combobox", name="可在页内切换的其他指标")
    box.fill("R&D经费投入强度")
    page.get_by_role("option", name="R&D经费投入强度").click()
    page.keyboard.press("Tab")  # closes the list
    rest(page)
    assert dialog.is_visible()
    name, body = take(page, dialog.get_by_role("button", name="网页（离线）"))
    assert re.fullmatch(r"四川省每万人高新技术企业数_2023年_\d{8}\.html", name)
    assert page.foreign == []

    path = tmp_path / "map.html"
    path.write_bytes(body)
    shown = watch(page.context.new_page())
    shown.goto(path.as_uri())
    shown.locator(".leaflet-container").wait_for()
    choice = shown.locator("select").first
    labels = catalog.indicators
    ids = ("hte_per_10k_pop", "rd_intensity")
    assert choice.locator("option").all_inner_texts() == [labels["label_zh"][i] for i in ids]
    choice.select_option(index=1)
    shown.get_by_role("heading", name=labels["label_zh"]["rd_intensity"]).first.wait_for()
    shown.get_by_role("button", name="English").click()
    shown.get_by_role("heading", name=labels["label_en"]["rd_intensity"]).first.wait_for()
    assert shown.foreign == []
    assert shown.faults == []


def test_pictures_and_data_leave_as_they_were_ordered(page, app_server):
    dialog = open_dialog(page, app_server, "/zones?", "en")
    paper = dialog.get_by_role("combobox", name="Page of pictures")
    paper.click()
    page.get_by_role("option", name="16:9").click()
    rest(page)
    dpi = dialog.get_by_role("combobox", name="Resolution")
    dpi.click()
    page.get_by_role("option", name="150 dpi").click()
    rest(page)
    name, body = take(page, dialog.get_by_role("button", name="Picture PNG"))
    assert name.endswith(".png")
    with Image.open(io.BytesIO(body)) as picture:
        width, height = picture.size
    assert (width, height) == pytest.approx((13.333 * 150, 7.5 * 150), abs=1)
    name, body = take(page, dialog.get_by_role("button", name="GeoJSON"))
    features = json.loads(body)["features"]
    assert any(one["properties"].get("zone_id") == "chengdu" for one in features)
    name, body = take(page, dialog.get_by_role("button", name="Shapefile (ZIP)"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert any(one.endswith(".cpg") for one in archive.namelist())
    assert page.foreign == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_dialog_fits_a_projector_and_every_reader(page, app_server, lang):
    page.set_viewport_size({"width": 1366, "height": 768})
    dialog = open_dialog(page, app_server, "/indicators?", lang)
    box = dialog.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 768
    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}] == []
    if lang == "zh":
        words = dialog.evaluate(
            "d => [d.innerText, ...[...d.querySelectorAll('[aria-label]')].filter("
            "e => e.offsetWidth).map(e => e.getAttribute('aria-label'))].join(' ')"
        )
        english = set(re.findall(r"[A-Za-z]{3,}", words)) - {
            *("English", "HTML", "PNG", "PDF", "PPTX", "XLSX", "CSV", "WPS", "dpi", "ZIP"),
            *("GeoPackage", "GeoJSON", "Shapefile"),
            *("download", "calendar", "today", "expand", "more", "map", "tune", "help"),
        }
        assert english == set()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    rest(page)
    assert page.get_by_role("dialog").count() == 0
