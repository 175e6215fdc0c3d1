"""One file from a View: whole, self-contained, the same every time."""

from __future__ import annotations

import datetime as dt
import re
from base64 import b64encode
from dataclasses import replace

import pytest

from geo.errors import ExportError
from geo.export.html import render_html, write_html
from geo.locale import translator
from geo.maps import build
from geo.presets import PRESETS
from geo.view import View
from tests.pages import ReadPage


@pytest.mark.parametrize("name", PRESETS)
def test_a_file_holds_what_the_map_shows(catalog, tmp_path, name):
    out = tmp_path / "map.html"
    write_html(PRESETS[name], catalog, out)
    page = ReadPage(out.read_text("utf-8"))
    assert page.payload == build(PRESETS[name], catalog).payload()
    assert page.addresses == []
    assert out.read_bytes() == render_html(PRESETS[name], catalog).encode()


def test_two_files_of_one_view_are_equal_and_of_two_views_are_not(catalog, tmp_path):
    names = ["one", "two", "three"]
    views = [View(), View(), View(lang="en")]
    for name, view in zip(names, views, strict=True):
        write_html(view, catalog, tmp_path / name)
    one, two, three = ((tmp_path / name).read_bytes() for name in names)
    assert one == two != three


# --- finishes ---

GDP = View(indicator="gdp", period="2023")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_working_copy_is_marked_beside_its_title(catalog, lang):
    mark = ("span", translator(lang)("finish.working"))
    view = replace(GDP, lang=lang)
    assert mark in ReadPage(render_html(view, catalog)).texts
    assert mark not in ReadPage(render_html(view, catalog, finish="presentation")).texts


def test_footnotes_stand_below_the_map_and_its_foot_sends_there(catalog):
    """The map of the gross product has three: two kinds of gaps, and guessed places."""
    page = ReadPage(render_html(GDP, catalog, finish="presentation"))
    notes = page.payload["footnotes"]
    assert [text[0] for text in notes] == ["①", "②", "③"]
    listed = [text for tag, text in page.texts if tag == "li"]
    assert listed[:3] == notes
    assert [line["text"] for line in page.payload["lines"] if line["kind"] == "note"] == [
        "注①–③见图下"
    ]
    working = ReadPage(render_html(GDP, catalog))
    assert "footnotes" not in working.payload
    assert "note" not in {line["kind"] for line in working.payload["lines"]}


def test_one_footnote_is_one(catalog):
    view = replace(PRESETS["indicators"], lang="en")
    page = ReadPage(render_html(view, catalog, finish="presentation"))
    assert len(page.payload["footnotes"]) == 1
    assert page.payload["lines"][-1] == {"kind": "note", "text": "Note ① is below the map"}


# --- without scripts ---

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_a_picture_stands_in_where_no_script_runs(catalog):
    plain = render_html(GDP, catalog)
    markup = render_html(GDP, catalog, picture=PNG)
    title = build(GDP, catalog).page.title
    image = f'<img class="za-picture" src="data:image/png;base64,{b64encode(PNG).decode()}"'
    (inside,) = [text for text in re.findall(r"<noscript>(.*?)</noscript>", markup) if "<p" in text]
    assert f'{image} alt="{title}">' in inside
    assert markup.replace(re.search(r"<p><img.*?</p>", inside)[0], "") == plain


def test_what_is_no_png_is_refused(catalog):
    with pytest.raises(ExportError, match=r"expected the bytes of a PNG, came b'<svg"):
        render_html(GDP, catalog, picture=b"<svg onload=x>")


# --- further maps ---


def test_all_years_come_along_unless_one_is_asked_for(catalog):
    every, one = (len(render_html(GDP, catalog, periods=p)) for p in ("all", "one"))
    assert every > one
    assert len(render_html(GDP, catalog)) == every


def test_the_file_takes_the_same_options(catalog, tmp_path):
    options = {
        "finish": "presentation",
        "langs": ("en",),
        "periods": "one",
        "indicators": ("gdp_growth",),
        "picture": PNG,
        "today": dt.date(2026, 11, 27),
    }
    write_html(GDP, catalog, tmp_path / "map.html", **options)
    assert (tmp_path / "map.html").read_bytes() == render_html(GDP, catalog, **options).encode()


def test_a_folder_that_is_not_there_is_named(catalog, tmp_path):
    with pytest.raises(ExportError, match="does not exist"):
        write_html(View(layers=()), catalog, tmp_path / "no" / "map.html")
    assert list(tmp_path.iterdir()) == []
