"""The middle and the way from lowest to highest, against their definitions."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.compare import median_of, place_between

NUMBERS = st.floats(-1e9, 1e9)


def test_the_median_by_hand():
    assert median_of([7, 1, 3]) == 3
    assert median_of([7, 1, 3, 4]) == 3.5  # (3 + 4) / 2
    assert median_of([math.nan, 5.0]) == 5
    assert math.isnan(median_of([math.nan]))
    assert math.isnan(median_of([]))


@given(st.lists(NUMBERS, min_size=1), st.integers(0, 5))
def test_gaps_never_count_in_the_median(values, gaps):
    assert median_of([*values, *[math.nan] * gaps]) == statistics.median(values)


def test_the_place_by_hand():
    assert place_between(12, 10, 20) == pytest.approx(0.2)
    assert place_between(10, 10, 20) == 0
    assert place_between(20, 10, 20) == 1
    assert place_between(-5, -10, 10) == 0.25
    assert place_between(3, 3, 3) == 0.5
    assert math.isnan(place_between(math.nan, 0, 1))


@given(st.lists(NUMBERS, min_size=2, unique=True))
def test_places_keep_the_order_and_the_ends(values):
    low, high = min(values), max(values)
    places = [place_between(value, low, high) for value in sorted(values)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, 1)
