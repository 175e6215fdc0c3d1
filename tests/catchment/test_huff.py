"""Huff's model: by hand, against the formula as written, and what holds for all sizes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catchment.huff import draw_shares, find_dominant
from geo.errors import CatchmentError

SIZE = pd.Series({"x": 4.0, "y": 1.0, "z": 0.0})
COST = pd.DataFrame(
    {"x": [20.0, 10.0, np.nan], "y": [10.0, 10.0, np.nan], "z": [1.0, 1.0, 1.0]},
    index=["a", "b", "c"],
)


def test_shares_by_hand():
    found = draw_shares(SIZE, COST)
    # a: 4/20² = 1/100 against 1/10² = 1/100; b: 4/100 against 1/100; c reaches z alone, of size 0
    assert found.loc["a"].tolist() == pytest.approx([0.5, 0.5, 0])
    assert found.loc["b"].tolist() == pytest.approx([0.8, 0.2, 0])
    assert found.loc["c"].tolist() == [0, 0, 0]
    assert find_dominant(found).tolist() == ["x", "x", None]


def test_at_the_gate_nothing_is_infinitely_near():
    at_gate = pd.DataFrame({"x": [0.0], "y": [1.0], "z": [9.0]}, index=["a"])
    found = draw_shares(SIZE, at_gate)
    assert found.loc["a"].tolist() == pytest.approx([0.8, 0.2, 0])


@given(
    sizes=st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=8),
    seed=st.integers(0, 9999),
    decay=st.floats(0, 12),
    weight=st.floats(0, 3),
)
@settings(max_examples=100, deadline=None)
def test_shares_are_those_of_the_formula_and_sum_to_one(sizes, seed, decay, weight):
    size = pd.Series(sizes, index=[f"z{n}" for n in range(len(sizes))])
    cost = pd.DataFrame(
        np.random.default_rng(seed).uniform(1, 500, (5, len(sizes))), columns=size.index
    )
    found = draw_shares(size, cost, decay=decay, weight=weight)
    assert found.sum(axis=1).tolist() == pytest.approx([1.0] * 5, abs=1e-12)
    plain = size.to_numpy() ** weight * cost.to_numpy() ** -decay
    expected = plain / plain.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-12)


def test_every_fault_is_named_at_once():
    with pytest.raises(CatchmentError) as told:
        draw_shares(pd.Series({"x": -1.0, "y": np.nan}), COST.fillna(-3.0), decay=-1, nearest=0)
    for part in ("size: ", "x, y", "one column per zone", "from 0 up, or NaN", "decay", "nearest"):
        assert part in str(told.value)
    with pytest.raises(CatchmentError, match="at least one zone above 0"):
        draw_shares(SIZE * 0, COST)
