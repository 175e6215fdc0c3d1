"""One file from a View: whole, self-contained, the same every time."""

from __future__ import annotations

import pytest

from geo.errors import ExportError
from geo.export.html import render_html, write_html
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


def test_a_folder_that_is_not_there_is_named(catalog, tmp_path):
    with pytest.raises(ExportError, match="does not exist"):
        write_html(View(layers=()), catalog, tmp_path / "no" / "map.html")
    assert list(tmp_path.iterdir()) == []
