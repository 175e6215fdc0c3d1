"""Text on a sheet: what is written of it, and where it breaks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.export.picture.fonts import find_faces
from geo.export.picture.letters import Letters, capital
from tests.hostile import PAYLOADS


@pytest.fixture
def letters(_own_font):
    return Letters(find_faces())


def test_widths_are_those_of_the_font(letters):
    assert letters.width("高新区", 10) == pytest.approx(30, rel=0.03)
    assert letters.width("ab", 10) == pytest.approx(11.2, rel=0.03)


def test_chinese_breaks_anywhere_but_at_signs(letters):
    assert letters.wrap("四川省高新区", 10, 41) == ["四川省高", "新区"]
    # no line begins with a closing sign or ends with an opening one
    assert letters.wrap("四川省高，新区", 10, 41) == ["四川省", "高，新区"]
    assert letters.wrap("四川省（新区）", 10, 41) == ["四川省", "（新区）"]


def test_a_figure_keeps_its_unit(letters):
    assert letters.wrap("企业数（2023年）", 10, 62) == ["企业数", "（2023年）"]
    assert letters.wrap("counties within 30 km", 10, 105) == ["counties within", "30 km"]


def test_other_writing_breaks_at_spaces_and_long_words_where_they_must(letters):
    assert letters.wrap("high tech zones", 10, 60) == ["high tech", "zones"]
    assert letters.wrap("abcdefghij", 10, 30) == ["abcde", "fghij"]


def test_the_last_line_is_not_left_with_one_sign(letters):
    lines = letters.wrap("一二三四五六七八九十一", 10, 103)
    assert len(lines) == 2
    assert len(lines[1]) >= 2


def test_nothing_is_nothing(letters):
    assert letters.wrap("", 10, 50) == []
    assert letters.wrap(" \n\t", 10, 50) == []


@given(
    text=st.text(alphabet="四川省高新区，。（）《》abc XYZ 0123 km%", max_size=60),
    width=st.floats(15, 200),
)
def test_no_letter_is_lost_and_no_line_too_wide(font_file, text, width):
    letters = Letters(find_faces())
    lines = letters.wrap(text, 10, width)
    assert "".join(lines).replace(" ", "") == letters.clean(text).replace(" ", "")
    for line in lines:
        assert letters.width(line, 10) <= width or len(line) == 1


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_what_steers_leaves_no_trace(letters, text):
    clean = letters.clean(text)
    assert not re.search(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", clean
    )
    assert not re.search(r"[\ud800-\udfff]", clean)
    clean.encode("utf-8")


def test_what_the_font_does_not_hold_shows_as_a_box(letters):
    assert letters.clean("a\u0e01b") == "a□b"
    assert letters.clean("a\ud800b") == "a□b"
    assert letters.clean("四\n川") == "四 川"


def test_the_first_letter_is_large():
    assert capital("schematic outline") == "Schematic outline"
    assert capital("四川") == "四川"
    assert capital("") == ""
