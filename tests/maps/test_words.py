"""Numbers with their unit, as each language writes them."""

from __future__ import annotations

import pytest

from geo.maps.words import with_unit


@pytest.mark.parametrize(
    ("number", "unit", "lang", "expected"),
    [
        ("8,160", "家", "zh", "8,160家"),
        ("8,160", "enterprises", "en", "8,160 enterprises"),
        ("3.2", "%", "en", "3.2%"),
        ("3.2", "%", "zh", "3.2%"),
        ("27,000", "亿元", "zh", "27,000亿元"),
        # never "27,000 100 million yuan", which reads as one number
        ("27,000", "100 million yuan", "en", "27,000 (100 million yuan)"),
        ("95.3", "10,000 persons", "en", "95.3 (10,000 persons)"),
        ("95.3", "10,000 persons", "zh", "95.3（10,000 persons）"),
        ("1", "", "en", "1"),
    ],
)
def test_a_unit_that_begins_with_a_figure_stands_in_brackets(number, unit, lang, expected):
    assert with_unit(number, unit, lang) == expected
