"""The dialog that makes files of one map: what it offers, and when it cannot."""

from __future__ import annotations

import pytest

from geo.errors import ExportError
from geo.export.formats import FORMATS
from geo.export.picture import fonts
from geo.maps.variants import further_indicators
from geo.presets import STARTS, WITHOUT_MAP
from geo.ui.map_files import _DPIS, _PAPERS
from tests.app.conftest import Pages, blocks

MAPS = [name for name in STARTS if name not in WITHOUT_MAP]


@pytest.fixture
def pages() -> Pages:
    return Pages()


def open_dialog(pages, key):
    (button,) = [one for one in pages.app.button if one.key == f"{key}.other"]
    button.click().run()
    assert not pages.app.exception
    return {
        one.key.removeprefix(f"{key}.other."): one
        for one in pages.app.download_button
        if one.key.startswith(f"{key}.other.")
    }


@pytest.mark.parametrize("page", MAPS)
def test_the_map_of_every_page_leaves_as_every_kind_of_file(pages, catalog, page):
    pages.open(f"pages/{page}.py", l="en")
    offered = open_dialog(pages, f"{page}.file")
    assert set(offered) == set(FORMATS)
    assert not any(one.disabled for one in offered.values())
    boxes = [one for one in pages.app.multiselect if one.key == f"{page}.file.other.indicators"]
    known = further_indicators(pages.app.session_state["page:view"], catalog)
    assert len(boxes) == bool(known)
    for box in boxes:
        assert len(box.options) == len(known)


def test_the_dialog_stays_open_until_it_is_closed_and_leaves_with_its_page(pages):
    pages.open("pages/zones.py")
    open_dialog(pages, "zones.file")
    pages.app.run()
    assert [one for one in pages.app.download_button if one.key == "zones.file.other.png"]
    for page in ("indicators", "zones"):
        pages.open(f"pages/{page}.py")
        assert not [one for one in pages.app.download_button if ".other." in one.key]


def test_without_a_chinese_font_the_reader_is_told_and_the_rest_is_offered(pages, monkeypatch):
    def refuse():
        raise ExportError("fonts: expected one that holds Chinese, found none; install <one>")

    monkeypatch.setattr(fonts, "find_faces", refuse)
    pages.open("pages/zones.py")
    offered = open_dialog(pages, "zones.file")
    assert {kind for kind, one in offered.items() if one.disabled} == {"png", "pdf", "pptx"}
    # the dialog stands beside the page's main part
    bodies = [one.proto.body for one in blocks(pages.app._tree) if one.type == "html"]
    (said,) = [text for text in bodies if "fonts: expected" in text]
    assert 'role="alert"' in said
    assert "install &lt;one&gt;" in said


def test_without_a_chinese_font_a_deck_leaves_as_a_page_only(pages, monkeypatch):
    def refuse():
        raise ExportError("fonts: expected one that holds Chinese, found none")

    monkeypatch.setattr(fonts, "find_faces", refuse)
    pages.open("pages/present.py")
    next(one for one in pages.app.button if one.key == "present.begin.zones-26-35").click().run()
    assert not pages.app.exception
    offered = {one.key: one.disabled for one in pages.app.download_button}
    assert {key for key, disabled in offered.items() if disabled} == {
        f"present.deck.{kind}" for kind in ("pptx", "pdf", "zip")
    }
    assert any("fonts: expected" in text for text in pages.words)


def test_a_slide_of_a_deck_leaves_by_the_same_dialog_for_presentation(pages):
    pages.open("pages/present.py")
    next(one for one in pages.app.button if one.key == "present.begin.zones-26-35").click().run()
    offered = open_dialog(pages, "present.one")
    assert set(offered) == set(FORMATS)
    (finish,) = [
        one for one in pages.app.segmented_control if one.key == "present.one.other.finish"
    ]
    assert finish.value == "presentation"


def test_the_papers_and_resolutions_are_those_of_the_command():
    from geo import cli_export  # noqa: PLC0415

    assert _PAPERS == cli_export.PAPERS
    assert (min(_DPIS), max(_DPIS)) == cli_export.DPIS
