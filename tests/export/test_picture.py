"""A map as PNG or PDF: what comes out, every time the same, and what is refused."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import raw

from geo.errors import ExportError
from geo.export.picture import PAPERS, draw_map, draw_picture
from geo.maps import build
from geo.presets import PRESETS
from geo.view import View
from tests.blocked import ROOT
from tests.export.sheets import preset, sheet_of, words
from tests.hostile import plant
from tests.maps.test_any_view import views_of

DATE = dt.date(2026, 11, 27)


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return document[0].get_textpage().get_text_range()


def size_of(png):
    with Image.open(io.BytesIO(png)) as picture:
        return picture.size


# --- PNG ---


@pytest.mark.parametrize("paper", PAPERS)
def test_a_png_has_the_pixels_of_its_paper(catalog, paper):
    png = draw_map(preset(catalog, "indicators"), format="png", paper=paper, dpi=100)
    wide, tall = size_of(png)
    assert wide == pytest.approx(PAPERS[paper].width_in * 100, abs=1)
    assert tall == pytest.approx(PAPERS[paper].height_in * 100, abs=1)
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.info["dpi"] == pytest.approx((100, 100), abs=0.1)
        assert set(picture.info) <= {"dpi"}  # no names, no dates


def test_a_picture_for_slides_is_large_and_one_for_a_page_small(catalog):
    assert size_of(draw_map(preset(catalog, "zones"), format="png", paper="slide"))[0] >= 2000
    assert size_of(draw_map(preset(catalog, "zones"), format="png", paper="screen"))[0] == 1000


@pytest.mark.parametrize("name", PRESETS)
def test_the_small_picture_is_few_bytes_and_keeps_its_colours(catalog, name):
    atlas = preset(catalog, name)
    png = draw_map(atlas, format="png", paper="screen")
    assert len(png) <= 150_000
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.mode == "P"
        image = np.asarray(picture.convert("RGB")).astype(int)
    shown = {spec["kind"]: spec for spec in atlas.payload()["layers"] if spec["on"]}
    if "zones" in shown:
        red = (np.abs(image - (0xC8, 0x10, 0x2E)) <= 12).all(axis=2)
        levels = [entry.get("level") for entry in shown["zones"]["legend"]["entries"]]
        assert red.any() == ("national" in levels)
    if "outlines" in shown:
        violet = (np.abs(image - (0x6B, 0x2F, 0x8A)) <= 30).all(axis=2)
        assert violet.any()


# --- PDF ---


@pytest.fixture(scope="module")
def pdf(catalog, _own_font):
    return draw_map(preset(catalog, "overview"), format="pdf", date=DATE)


def test_the_words_of_a_pdf_can_be_found(pdf, catalog):
    text = text_of(pdf).replace("\r\n", "\n")
    payload = preset(catalog, "overview").payload()
    assert text.startswith(payload["title"])
    for words_ in ("成都平原放大图", "凉山州", "青海省", "国家高新区", "制图日期：2026年11月27日"):
        assert words_ in text
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_dict()["Title"] == payload["title"]
    assert document.get_metadata_dict()["CreationDate"] == ""
    assert document.get_metadata_dict()["Producer"] == ""


def test_a_pdf_is_lines_and_letters_on_one_page_of_its_paper(pdf):
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    wide, tall = document[0].get_size()
    assert (wide, tall) == pytest.approx((842, 595), abs=1)
    kinds = [thing.type for thing in document[0].get_objects()]
    assert kinds.count(raw.FPDF_PAGEOBJ_PATH) > 200
    assert kinds.count(raw.FPDF_PAGEOBJ_TEXT) > 60
    assert kinds.count(raw.FPDF_PAGEOBJ_IMAGE) == 2  # the relief, on the map and enlarged
    fonts = re.findall(rb"/BaseFont /(\S+)", pdf)
    assert fonts
    assert all(b"AtlasTestSans" in name for name in fonts)
    assert pdf.count(b"/CharProcs") >= len(set(fonts))  # their outlines are inside


# --- the same every time ---


def test_the_same_map_gives_the_same_bytes(catalog, pdf):
    atlas = preset(catalog, "overview")
    assert draw_map(atlas, format="pdf", date=DATE) == pdf
    one, two, other = (
        draw_map(atlas, format="png", dpi=72, date=date) for date in (DATE, DATE, None)
    )
    assert one == two != other
    drawn = draw_picture(PRESETS["overview"], catalog, format="png", dpi=72, date=DATE)
    assert drawn == one


_FRESH = """
import hashlib, sys
from geo.catalog import load_catalog
from geo.presets import PRESETS
import geo.export.picture
assert "matplotlib" not in sys.modules, "the app would load it at its start"
from geo.export.picture import draw_picture
catalog = load_catalog()
for kind in ("png", "pdf"):
    data = draw_picture(PRESETS["zones"], catalog, format=kind, dpi=72)
    print(hashlib.sha256(data).hexdigest())
assert "matplotlib.pyplot" not in sys.modules, "it keeps figures for all threads together"
"""


def test_another_process_gives_the_same_bytes_and_loads_no_more_than_it_needs(catalog):
    done = subprocess.run(
        [sys.executable, "-c", _FRESH],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    here = [
        hashlib.sha256(draw_map(preset(catalog, "zones"), format=kind, dpi=72)).hexdigest()
        for kind in ("png", "pdf")
    ]
    assert done.stdout.split() == here


def test_threads_do_not_disturb_each_other(catalog):
    atlases = [preset(catalog, name) for name in ("overview", "zones", "indicators")]
    alone = [draw_map(atlas, format="png", dpi=72) for atlas in atlases]
    came = {}

    def draw(number):
        came[number] = draw_map(atlases[number % 3], format="png", dpi=72)

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [came[number] for number in range(6)] == alone * 2


def test_matplotlib_s_settings_are_as_they_were(catalog):
    import matplotlib as mpl  # noqa: PLC0415

    before = dict(mpl.rcParams)
    with mpl.rc_context({"text.parse_math": True, "font.size": 30, "axes.facecolor": "red"}):
        changed = draw_map(preset(catalog, "zones"), format="png", dpi=72)
    assert dict(mpl.rcParams) == before
    assert changed == draw_map(preset(catalog, "zones"), format="png", dpi=72)


# --- marks of a sheet ---


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_working_copy_says_so_and_a_presentation_does_not(catalog, lang):
    mark = "工作稿" if lang == "zh" else "Working copy"
    assert mark in words(sheet_of(preset(catalog, "zones", lang, "working")))
    assert mark not in words(sheet_of(preset(catalog, "zones", lang, "presentation")))


def test_without_a_date_none_is_written(catalog):
    assert not [w for w in words(sheet_of(preset(catalog, "zones"))) if "制图日期" in w]


def test_a_review_number_takes_the_place_of_the_warning(catalog):
    number = "GS川（2026）12号"
    told = "".join(words(sheet_of(build(View(review_number=number), catalog))))
    assert number in told
    assert "未经地图审核" not in told
    assert "未经地图审核" in "".join(words(sheet_of(preset(catalog, "zones"))))


def test_numbers_in_circles_are_explained_where_there_are_any(catalog):
    note = "圆内数字为该处平台数"
    assert note in words(sheet_of(preset(catalog, "platforms")))
    assert note not in words(sheet_of(preset(catalog, "zones")))


# --- what is refused ---


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"paper": "letter"}, r"paper: expected one of a4, a3, wide.*'letter'"),
        ({"dpi": 71}, "dpi: expected 72 to 300, came 71"),
        ({"dpi": 301}, "dpi: expected 72 to 300, came 301"),
        ({"format": "svg"}, "format: expected png or pdf, came 'svg'"),
    ],
)
def test_a_wrong_wish_is_named(catalog, wrong, told):
    wish = {"format": "png", **wrong}
    with pytest.raises(ExportError, match=told):
        draw_picture(PRESETS["zones"], catalog, **wish)
    with pytest.raises(ExportError, match=told):
        draw_map(preset(catalog, "zones"), **wish)


def test_a_map_of_states_waits_for_somebody_to_confirm_it(catalog):
    view = View(criterion="sc22_c1")
    atlas = build(view, catalog)
    with pytest.raises(ExportError, match="confirmed_states"):
        draw_picture(view, catalog, format="png", dpi=72)
    with pytest.raises(ExportError, match="confirmed_states"):
        draw_map(atlas, format="png", dpi=72)
    confirmed = draw_map(atlas, format="png", dpi=72, confirmed_states=True)
    assert confirmed == draw_picture(view, catalog, format="png", dpi=72, confirmed_states=True)


def test_legends_that_no_paper_holds_are_said_to_be_too_long(catalog):
    atlas = build(View(layers=("zones",)), catalog)
    (layer,) = [layer for layer in atlas.layers if layer.spec["id"] == "zones"]
    layer.spec = {**layer.spec, "legend": {**layer.spec["legend"], "notes": ["高新区" * 5000]}}
    with pytest.raises(ExportError, match=r"paper: expected legends that fit.*larger paper"):
        draw_map(atlas, format="png", dpi=72)


# --- text from data ---


def test_signs_of_formulas_stay_as_they_are(catalog):
    odd = "A$x^2$ \\frac{1}{2} 100%"
    prefectures = catalog.prefectures.copy()
    prefectures.loc["510100", ["short_zh", "name_zh"]] = odd
    changed = replace(catalog, prefectures=prefectures, digest=f"{catalog.digest}-odd")
    view = View(layers=("relief", "labels"))
    assert odd in words(sheet_of(build(view, changed)))
    assert odd in text_of(draw_picture(view, changed, format="pdf"))


@pytest.mark.parametrize("shift", [0, 21])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["overview", "fields", "science"])
def test_hostile_names_are_only_text(catalog, name, lang, shift):
    planted = plant(catalog, shift)
    view = replace(PRESETS[name], lang=lang)
    pdf = draw_picture(view, planted.catalog, format="pdf", paper="a3")
    text = text_of(pdf)
    shown = [
        text_
        for text_ in planted.shown("prefectures", f"short_{lang}")
        if re.search(r"§\d+§$", text_)[0] in text
    ]
    assert len(shown) >= 20  # one is wider than the map
    assert not re.search(rb"/(JavaScript|JS|Launch|URI|OpenAction)\b", pdf)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f]", text)


@given(data=st.data())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_view_becomes_a_sheet(catalog, data):
    view = data.draw(views_of(catalog))
    paper = data.draw(st.sampled_from(sorted(PAPERS)))
    sheet = sheet_of(build(view, catalog), paper)
    assert sheet.names
    assert json.dumps(words(sheet), ensure_ascii=False)
