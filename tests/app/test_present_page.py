"""The page where a deck is put together: begin, add maps, order, words, save and open, files."""

from __future__ import annotations

import html
import json

import pytest

from geo.deck import dump_deck, load_deck, load_shipped
from geo.export.names import file_name, plain_name
from geo.presets import STARTS, WITHOUT_MAP
from geo.ui.tools import view_document
from tests.app.conftest import Pages, blocks
from tests.hostile import PAYLOADS

PAGE = "pages/present.py"
SHIPPED = "zones-26-35"


@pytest.fixture
def pages() -> Pages:
    return Pages()


def press(pages, key):
    (button,) = [one for one in pages.app.button if one.key == key]
    button.click().run()
    assert not pages.app.exception
    return pages


def deck_of(pages):
    return pages.app.session_state["present-deck"]


def titles(pages, lang="zh"):
    return [getattr(slide.title, lang) for slide in deck_of(pages).slides]


def add_from(pages, page, **query):
    """Add the map of a page, as its script tells Python."""
    pages.open(f"pages/{page}.py", **query)
    document = view_document(pages.app.session_state["page:view"])
    pages.app.session_state["tools.added"] = json.dumps(document)
    pages.app.run()
    assert not pages.app.exception
    return pages


def begin(pages, name=SHIPPED):
    pages.open(PAGE)
    return press(pages, f"present.begin.{name}")


def test_the_page_says_how_to_begin_and_has_no_map_of_its_own(pages):
    pages.open(PAGE)
    assert pages.map is None
    assert {one.key for one in pages.app.button} >= {
        f"present.begin.{SHIPPED}",
        "present.begin.blank",
    }


def test_the_ready_deck_opens_as_it_is_shipped(pages):
    begin(pages)
    assert deck_of(pages) == load_shipped(SHIPPED)
    keys = {one.key for one in pages.app.download_button}
    assert keys >= {"present.save", *(f"present.deck.{kind}" for kind in ("html", "pptx", "zip"))}


@pytest.mark.parametrize("page", [name for name in STARTS if name not in WITHOUT_MAP])
def test_the_map_of_any_page_becomes_a_slide(pages, page):
    add_from(pages, page, l="en")
    (cover, slide) = deck_of(pages).slides
    assert cover.kind == "cover"
    assert slide.view.page == page
    assert slide.title.zh != slide.title.en
    assert any("slide 2" in toast.value for toast in pages.app.toast)


def test_slides_are_moved_copied_added_and_removed(pages):
    press(pages.open(PAGE), "present.begin.blank")
    press(pages, "present.add.text")
    press(pages, "present.add.table")
    assert [slide.kind for slide in deck_of(pages).slides] == ["cover", "text", "table"]
    press(pages, "present.up")
    assert [slide.kind for slide in deck_of(pages).slides] == ["cover", "table", "text"]
    press(pages, "present.copy")
    assert [slide.kind for slide in deck_of(pages).slides] == ["cover", "table", "table", "text"]
    press(pages, "present.remove")
    press(pages, "present.down")
    assert [slide.kind for slide in deck_of(pages).slides] == ["cover", "text", "table"]


def box(pages, field):
    boxes = [*pages.app.text_input, *pages.app.text_area]
    (found,) = [
        one for one in boxes if one.key.endswith(f".zh.{field}") and ".about." not in one.key
    ]
    return found


def test_words_are_typed_for_one_language_and_the_boxes_follow_the_slide(pages):
    begin(pages)
    for number in (1, 0):
        (choice,) = [one for one in pages.app.radio if one.key.startswith("present.at")]
        choice.set_value(number).run()
    box(pages, "title").set_value("我的标题").run()
    box(pages, "text").set_value("第一条\n第二条").run()
    first = deck_of(pages).slides[0]
    assert first.title.zh == "我的标题"
    assert first.title.en == load_shipped(SHIPPED).slides[0].title.en
    assert [words.zh for words in first.text] == ["第一条", "第二条"]
    (choice,) = [one for one in pages.app.radio if one.key.startswith("present.at")]
    choice.set_value(1).run()
    assert box(pages, "title").value == deck_of(pages).slides[1].title.zh


def test_an_empty_title_is_refused_and_the_old_one_stays(pages):
    press(pages.open(PAGE), "present.begin.blank")
    before = deck_of(pages)
    box(pages, "title").set_value("  ").run()
    assert deck_of(pages) == before
    assert any('role="alert"' in words for words in pages.words)


def test_what_is_saved_opens_equal(pages):
    add_from(pages, "overview")
    pages.open(PAGE)
    box(pages, "title").set_value("我的标题").run()
    (save,) = [one for one in pages.app.download_button if one.key == "present.save"]
    assert save is not None
    deck = deck_of(pages)
    assert load_deck(dump_deck(deck), "x.json") == (deck, ())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_are_shown_as_words(pages, payload):
    press(pages.open(PAGE), "present.begin.blank")
    box(pages, "title").set_value(payload[:100] or "x").run()
    assert not pages.app.exception
    markup = "\n".join(pages.words)
    assert "<script" not in markup.replace("&lt;script", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_slide_of_the_ready_deck_is_shown(pages, lang):
    pages.open(PAGE, l=lang)
    press(pages, f"present.begin.{SHIPPED}")
    for number in (0, 2, 4):
        (choice,) = [one for one in pages.app.radio if one.key.startswith("present.at")]
        choice.set_value(number).run()
        assert not pages.app.exception
        title = getattr(deck_of(pages).slides[number].title, lang)
        assert any(
            title in html.unescape(words) and "za-pr-slide" in words for words in pages.words
        )


def test_no_visit_sees_the_deck_of_another(pages):
    begin(pages)
    other = Pages().open(PAGE)
    assert "present-deck" not in other.app.session_state


def test_files_are_named_as_offices_file_them():
    assert file_name("高新区：26→35", "2026-11-27", "html") == "高新区_26_35_20261127.html"
    assert plain_name("../../x\\y:z") == "x_y_z"


def test_the_notice_of_what_is_unsaved(pages):
    begin(pages)
    assert not any("za-pr-unsaved" in words for words in pages.words)
    box(pages, "title").set_value("我的标题").run()
    assert any("za-pr-unsaved" in words for words in pages.words)
    assert any(one.type == "bidi_component" for one in blocks(pages.app.main))
