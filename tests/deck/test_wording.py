"""Words that are typed into slides: one language at a time, cleaned, all faults told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.deck import Deck, Slide, Words, dump_deck, load_deck
from geo.deck.model import MOST_LINES
from geo.deck.wording import take_about, take_words, tell_words
from geo.errors import DeckError
from geo.export.deck.compose import blank_deck, blank_slide, slide_of
from geo.presets import PRESETS

TWO = Slide(
    title=Words(zh="标题", en="Title"), text=(Words(zh="一", en="one"), Words(zh="二", en="two"))
)


def test_words_of_the_other_language_stay() -> None:
    changed = take_words(TWO, "title", "zh", " 新 标题 ")
    assert (changed.title.zh, changed.title.en) == ("新 标题", "Title")
    changed = take_words(changed, "text", "en", "one\n\n 2 \nthree")
    assert [(one.zh, one.en) for one in changed.text] == [
        ("一", "one"),
        ("二", "2"),
        ("three", "three"),
    ]
    assert tell_words(changed, "text", "en") == "one\n2\nthree"


def test_words_for_both_languages_stay_for_both() -> None:
    both = Slide(title=Words(zh="2026", en="2026"))
    assert take_words(both, "title", "en", "2027").title == Words(zh="2027", en="2027")


def test_what_cannot_be_printed_is_left_out() -> None:
    changed = take_words(TWO, "notes", "zh", "a\x1b[31m\u202eb\ud800\nc")
    assert changed.notes.zh == "a[31mb\nc"
    assert load_deck(dump_deck(Deck(title=Words(zh="t", en="t"), slides=(changed,))), "x")[1] == ()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title", "  "), ("title", "x" * 121), ("text", "x" * 401), ("notes", "x" * 3001)],
)
def test_too_much_or_nothing_is_refused(field: str, typed: str) -> None:
    slide = TWO if typed.strip() else Slide(title=Words(zh="a", en="a"))
    with pytest.raises(DeckError) as caught:
        take_words(slide, field, "zh", typed)  # type: ignore[arg-type]
    for lang in ("zh", "en"):
        assert [fault.line(lang) for fault in caught.value.faults]


def test_more_paragraphs_than_a_slide_has_are_refused() -> None:
    assert len(take_words(TWO, "text", "zh", "\n".join("x" * MOST_LINES)).text) == MOST_LINES
    with pytest.raises(DeckError):
        take_words(TWO, "text", "zh", "\n".join("x" * (MOST_LINES + 1)))


def test_a_deck_says_what_it_is() -> None:
    deck = take_about(blank_deck("zh"), "author", "en", " Some\noffice ")
    assert deck.author.en == "Someoffice"
    with pytest.raises(DeckError):
        take_about(deck, "title", "zh", "")


def test_the_slide_of_a_map_bears_its_titles_and_no_review_number(catalog) -> None:
    view = replace(PRESETS["overview"], review_number="GS川（2026）12号")
    slide = slide_of(view, catalog)
    assert slide.title.zh == "四川省高新技术企业数（2023年）"
    assert "2023" in slide.title.en
    assert slide.view is not None
    assert slide.view.review_number is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_begun_can_be_saved(lang) -> None:
    deck = blank_deck(lang)
    slides = tuple(blank_slide(kind) for kind in ("cover", "text", "table"))
    deck = deck.model_copy(update={"slides": slides})
    assert load_deck(dump_deck(deck), "x") == (deck, ())
