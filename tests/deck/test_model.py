"""Files of decks: read back equal, refused with every fault, changed without side effects."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.deck import (
    Deck,
    Slide,
    Words,
    add_slide,
    dump_deck,
    load_deck,
    load_shipped,
    move_slide,
    remove_slide,
    replace_slide,
    say,
    shipped_decks,
)
from geo.deck.files import _CROWD
from geo.deck.model import (
    LONGEST_LINE,
    LONGEST_NOTES,
    LONGEST_TITLE,
    MOST_LINES,
    MOST_SLIDES,
    MOST_SOURCES,
)
from geo.errors import AtlasError, DeckError
from geo.presets import STARTS
from geo.types import LANGS
from geo.view import Extent, View
from tests.hostile import PAYLOADS, as_shown

DECK = Deck(
    title=Words(zh="高新区", en="High-tech zones"),
    subtitle=Words(zh="只有中文"),
    date="2026-11-27",
    slides=(
        Slide(id="start", kind="cover", title=Words(zh="封面", en="Cover")),
        Slide(
            title=Words(zh="分布", en="Where they are"),
            text=(Words(zh="一", en="One"), Words(zh="2020", en="2020")),
            notes=Words(zh="请看图。", en="Please see the map."),
            view=replace(STARTS["zones"], extent=Extent(104.1, 30.6, 7.5), prefectures=("510100",)),
            sources=("Z-S01", "C-memory"),
        ),
        Slide(kind="table", title=Words(zh="目标"), table="targets"),
    ),
)


def load(text, name="d.json"):
    return load_deck(text if isinstance(text, bytes) else text.encode(), name)


def plain(**changes):
    """The deck as a saved file holds it, changed."""
    return json.loads(dump_deck(DECK)) | changes


def refused(tree):
    deck, faults = load(tree if isinstance(tree, (str, bytes)) else json.dumps(tree))
    assert deck is None
    assert faults
    for fault in faults:
        for lang in LANGS:
            line = fault.line(lang)
            assert line.startswith("d.json")
            assert fault.tell(lang).severity == "error"
            line.encode()
    return faults


def places(faults):
    return [(fault.key, fault.place) for fault in faults]


# Save and reopen


def test_a_deck_is_read_back_equal():
    deck, faults = load(dump_deck(DECK))
    assert faults == ()
    assert deck == DECK
    assert dump_deck(deck) == dump_deck(DECK)


def test_the_file_is_plain_json_that_people_can_read():
    text = dump_deck(DECK).decode()
    assert text.endswith("}\n")
    tree = json.loads(text)
    assert tree["version"] == 1
    assert tree["title"] == {"zh": "高新区", "en": "High-tech zones"}
    assert tree["subtitle"] == {"zh": "只有中文"}
    # the same in both languages is written once
    assert tree["slides"][1]["text"] == [{"zh": "一", "en": "One"}, "2020"]
    assert tree["slides"][1]["view"]["prefectures"] == ["510100"]
    assert "author" not in tree


def test_a_file_that_was_saved_with_a_mark_of_utf_8_is_read():
    assert load(b"\xef\xbb\xbf" + dump_deck(DECK)) == (DECK, ())


def test_a_view_that_says_little_is_as_its_page_starts():
    tree = plain(slides=[{"title": "x", "view": {"page": "catchments", "radii_km": [10, 20]}}])
    deck, faults = load(json.dumps(tree))
    assert faults == ()
    assert deck.slides[0].view == replace(STARTS["catchments"], radii_km=(10.0, 20.0))


def test_a_review_number_never_comes_from_a_file_nor_goes_into_one():
    view = View(review_number="GS川（2026）12号")
    deck = Deck(title=Words(zh="x"), slides=(Slide(title=Words(zh="x"), view=view),))
    assert deck.slides[0].view.review_number is None
    assert "review_number" not in dump_deck(deck).decode()
    for number in ("GS川（2026）12号", "<b>", 7):
        tree = plain(slides=[{"title": "x", "view": {"review_number": number}}])
        read, faults = load(json.dumps(tree))
        assert faults == ()
        assert read.slides[0].view == STARTS["overview"]


def test_a_text_of_one_language_stands_for_the_other():
    assert say(Words(zh="甲", en="A"), "zh") == "甲"
    assert say(Words(zh="甲", en="A"), "en") == "A"
    assert say(Words(zh="甲"), "en") == "甲"
    assert say(Words(zh="  ", en="A"), "zh") == "A"
    assert say(Words(), "zh") == ""
    deck, _ = load(json.dumps(plain(title="两种语言")))
    assert deck.title == Words(zh="两种语言", en="两种语言")


# Faults


def test_all_faults_are_told_at_once_each_with_its_place():
    tree = plain(date="2026-02-30", author=7, colour="red")
    tree["slides"][1]["view"] |= {"indicator": "<b>", "zoom": 3, "layers": ["zones", "moon"]}
    tree["slides"][0] |= {"kind": "film", "title": " "}
    del tree["slides"][2]["title"]
    assert sorted(places(refused(tree))) == [
        ("date", "date"),
        ("empty", "slides.0.title"),
        ("extra_forbidden", "colour"),
        ("extra_forbidden", "slides.1.view.zoom"),
        ("literal_error", "slides.0.kind"),
        ("missing", "slides.2.title"),
        ("model_type", "author"),
        ("view_value", "slides.1.view.indicator"),
        ("view_value", "slides.1.view.layers"),
    ]


def test_a_fault_says_what_was_expected_what_came_and_what_to_do():
    tree = plain()
    tree["slides"][0]["kind"] = "film"
    (fault,) = refused(tree)
    assert fault.line("en") == (
        "d.json, slides.0.kind: expected one of cover, map, text, table (got: film)"
    )
    assert fault.line("zh") == (
        "d.json，slides.0.kind：应为以下之一：cover, map, text, table（现为：film）"
    )


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"slides": [{"title": "x"}] * (MOST_SLIDES + 1)}, ("too_long", "slides")),
        ({"slides": {}}, ("tuple_type", "slides")),
        ({"slides": [[]]}, ("model_type", "slides.0")),
        ({"slides": [{"title": "x" * (LONGEST_TITLE + 1)}]}, ("long", "slides.0.title")),
        ({"slides": [{"title": {"en": ""}}]}, ("empty", "slides.0.title")),
        ({"slides": [{"title": {"fr": "x"}}]}, ("extra_forbidden", "slides.0.title.fr")),
        ({"slides": [{"title": {"zh": 5}}]}, ("string_type", "slides.0.title.zh")),
        (
            {"slides": [{"title": "x", "text": ["y"] * (MOST_LINES + 1)}]},
            ("too_long", "slides.0.text"),
        ),
        (
            {"slides": [{"title": "x", "text": ["y", "z" * (LONGEST_LINE + 1)]}]},
            ("long", "slides.0.text.1"),
        ),
        (
            {"slides": [{"title": "x", "notes": "y" * (LONGEST_NOTES + 1)}]},
            ("long", "slides.0.notes"),
        ),
        (
            {"slides": [{"title": "x", "sources": ["a"] * (MOST_SOURCES + 1)}]},
            ("too_long", "slides.0.sources"),
        ),
        (
            {"slides": [{"title": "x", "sources": ["../a"]}]},
            ("string_pattern_mismatch", "slides.0.sources.0"),
        ),
        ({"slides": [{"title": "x", "text": "y"}]}, ("tuple_type", "slides.0.text")),
        ({"slides": [{"title": "x", "notes": "a\u202eb"}]}, ("text", "slides.0.notes")),
        ({"slides": [{"title": "x", "id": "A b"}]}, ("string_pattern_mismatch", "slides.0.id")),
        ({"slides": [{"title": "x", "id": "a"}, {"title": "y", "id": "a"}]}, ("once", "slides")),
        ({"slides": [{"title": "x", "kind": "table"}]}, ("table", "slides.0")),
        ({"slides": [{"title": "x", "table": "targets"}]}, ("table", "slides.0")),
        (
            {"slides": [{"title": "x", "kind": "table", "table": "sums"}]},
            ("literal_error", "slides.0.table"),
        ),
        ({"slides": [{"title": "x", "view": "overview"}]}, ("view", "slides.0.view")),
        ({"slides": [{"title": "x", "view": []}]}, ("view", "slides.0.view")),
        (
            {"slides": [{"title": "x", "view": {"breaks": [1, 2]}}]},
            ("view_breaks", "slides.0.view.breaks"),
        ),
        (
            {"slides": [{"title": "x", "view": {"host": "x" * 100_000}}]},
            ("view", "slides.0.view"),
        ),
        ({"date": 20261127}, ("string_type", "date")),
        ({"date": "2026-11"}, ("date", "date")),
        ({"date": "２０２６-１１-２７"}, ("date", "date")),
        ({"version": True}, ("literal_error", "version")),
        ({"version": "1"}, ("literal_error", "version")),
        ({"version": 0}, ("literal_error", "version")),
        ({"version": 2}, ("newer", "version")),
    ],
)
def test_what_does_not_fit_is_refused(change, found):
    assert places(refused(plain(**change))) == [found]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (b"\xff\xfe{}", "encoding"),
        (b"", "json"),
        (b"{", "json"),
        (b"[]", "other_file"),
        (b"null", "other_file"),
        (b'"x"', "other_file"),
        (b'{"version": 1}', "other_file"),
        (b'{"slides": []}', "other_file"),
        (b'{"version": 1, "title": "x", "slides": NaN}', "number"),
        (b'{"version": 1, "title": "x", "title": "y", "slides": []}', "twice"),
        (b'{"version": 1, "title": "\\ud800", "slides": []}', "text"),
        (
            b'{"version": 1, "title": "x", "slides": [{"title": "x", "view": {"k": 1e999}}]}',
            "number",
        ),
    ],
)
def test_what_is_no_deck_is_refused(text, key):
    assert [fault.key for fault in refused(text)] == [key]


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_DECK_BYTES", "10000")
    (fault,) = refused(b" " * 10_001)
    assert (fault.key, fault.params) == ("too_large", {"most": 10_000})
    assert load(dump_deck(DECK).ljust(10_000))[0] == DECK


HOSTILE = {
    "deep": b"[" * 400_000,
    "deep_objects": b'{"a":' * 400_000,
    "open_strings": b'"\\' * 2_000_000,
    "many_objects": b'{"version":1,"slides":[' + b"{}," * 1_000_000 + b"{}]}",
    "many_numbers": b'{"version":1,"slides":[' + b"1," * 2_000_000 + b"1]}",
    "long_number": b'{"version":1,"slides":' + b"9" * 4_000_000 + b"}",
    "many_faults": b'{"version":1,"title":"x","slides":[' + b'{"q":1},' * 4_000 + b"{}]}",
    "long_text": b'{"version":1,"title":"' + b"x" * 4_900_000 + b'","slides":[]}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_at_once(content):
    started = time.perf_counter()
    faults = refused(content)
    assert time.perf_counter() - started < 5
    assert len(faults) <= 201


def test_the_fullest_deck_allowed_is_read():
    # every code that a View can hold, in every slide
    counties = [f"{number:06}" for number in range(511000, 511207)]
    view = json.loads(STARTS["zones"].to_json()) | {"prefectures": counties, "without": counties}
    line = {"zh": "字" * LONGEST_LINE, "en": "w" * LONGEST_LINE}
    slide = {
        "title": {"zh": "字" * LONGEST_TITLE, "en": "w" * LONGEST_TITLE},
        "text": [line] * MOST_LINES,
        "notes": {"zh": "字" * LONGEST_NOTES, "en": "w" * LONGEST_NOTES},
        "view": view,
        "sources": ["Z-S01"] * MOST_SOURCES,
    }
    content = json.dumps(plain(slides=[slide] * MOST_SLIDES), ensure_ascii=False).encode()
    deck, faults = load(content)
    assert faults == ()
    assert len(deck.slides) == MOST_SLIDES
    assert all(dump_deck(deck).count(sign) < most for sign, most in _CROWD.items())


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_hostile_text_stays_the_text_it_is_or_is_refused(payload):
    tree = plain()
    tree["slides"][0]["title"] = {"zh": payload}
    deck, faults = load(json.dumps(tree))
    if deck is None:
        assert {fault.key for fault in faults} == {"text"}
        for lang in LANGS:
            as_shown(faults[0].line(lang))
    else:
        assert deck.slides[0].title.zh == payload
        assert load(dump_deck(deck)) == (deck, ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["title", "date", "slides", "version", "author"]),
    st.sampled_from(["title", "text", "notes", "view", "sources", "kind", "table", "id"]),
    JSON,
)
def test_whatever_comes_is_read_or_refused(field, of_slide, value):
    for tree in (plain(**{field: value}), plain(slides=[{"title": "x", of_slide: value}])):
        deck, faults = load(json.dumps(tree))
        assert (deck is None) == bool(faults)
        if deck is not None:
            assert load(dump_deck(deck)) == (deck, ())
        for fault in faults:
            fault.line("zh").encode()


# Changes


NEW = Slide(title=Words(zh="新"))


def titles(deck):
    return [slide.title.zh for slide in deck.slides]


def test_slides_are_added_moved_removed_and_replaced_in_a_new_deck():
    before = dump_deck(DECK)
    assert titles(add_slide(DECK, NEW)) == ["封面", "分布", "目标", "新"]
    assert titles(add_slide(DECK, NEW, 0)) == ["新", "封面", "分布", "目标"]
    assert titles(add_slide(DECK, NEW, 3)) == ["封面", "分布", "目标", "新"]
    assert titles(move_slide(DECK, 0, 2)) == ["分布", "目标", "封面"]
    assert titles(move_slide(DECK, 2, 0)) == ["目标", "封面", "分布"]
    assert titles(move_slide(DECK, 1, 1)) == ["封面", "分布", "目标"]
    assert titles(remove_slide(DECK, 1)) == ["封面", "目标"]
    assert titles(replace_slide(DECK, 1, NEW)) == ["封面", "新", "目标"]
    assert dump_deck(DECK) == before


def test_an_id_that_is_taken_is_dropped():
    copy = DECK.slides[0]
    assert [slide.id for slide in add_slide(DECK, copy).slides] == ["start", "", "", ""]
    assert replace_slide(DECK, 1, copy).slides[1].id == ""
    # in its own place it keeps it
    assert replace_slide(DECK, 0, copy) == DECK


@pytest.mark.parametrize(
    "change",
    [
        lambda: add_slide(DECK, NEW, 4),
        lambda: add_slide(DECK, NEW, -1),
        lambda: move_slide(DECK, 0, 3),
        lambda: move_slide(DECK, 3, 0),
        lambda: remove_slide(DECK, -1),
        lambda: replace_slide(DECK, 3, NEW),
    ],
)
def test_a_place_that_the_deck_does_not_have_is_refused(change):
    with pytest.raises(DeckError, match="no such slide: the deck has 3"):
        change()


def test_a_full_deck_takes_no_more():
    full = DECK.model_copy(update={"slides": (NEW,) * MOST_SLIDES})
    with pytest.raises(DeckError, match=f"at most {MOST_SLIDES}"):
        add_slide(full, NEW)
    assert len(remove_slide(full, 0).slides) == MOST_SLIDES - 1


# Shipped decks


@pytest.mark.parametrize("name", ["../sources", "zones-26-35.json", "", "x", "ZONES-26-35", "a/b"])
def test_a_name_that_no_shipped_deck_has_is_refused(name):
    with pytest.raises(DeckError, match="no such deck"):
        load_shipped(name)


@pytest.mark.parametrize("name", shipped_decks())
def test_every_shipped_deck_is_sound(name):
    deck = load_shipped(name)
    assert load(dump_deck(deck)) == (deck, ())


def test_a_shipped_deck_that_was_broken_is_refused_with_its_faults(monkeypatch, tmp_path):
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "bad.json").write_text('{"version": 1, "slides": [{}]}', "utf-8")
    monkeypatch.setattr("geo.deck.files.data_dir", lambda: tmp_path)
    assert shipped_decks() == ("bad",)
    with pytest.raises(AtlasError, match=r"bad\.json, slides\.0\.title"):
        load_shipped("bad")
