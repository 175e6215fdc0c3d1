"""Thirds and rank correlation against closed forms and a count by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.bivariate import (
    LEVELS_OF,
    MIN_PLACES,
    are_comparable,
    choosable,
    pair,
    pair_indicators,
    periods_to_choose,
    rank_correlation,
)
from geo.indicators import mappable, select
from geo.view import View, resolve

SHOWN = {"official", "reported", "derived"}
VIEW = View(
    theme="bivariate",
    indicator="gdp_per_capita",
    period="2023",
    second="hte_per_10k_pop",
    second_period="2023",
)


def rows_of(catalog, indicator, period):
    table = catalog.prefecture_values
    rows = table[(table["indicator"] == indicator) & (table["period"] == period)]
    return {
        code: value
        for code, value, status in zip(rows["adcode"], rows["value"], rows["status"], strict=True)
        if status in SHOWN and value == value  # noqa: PLR0124  # no NaN
    }


def with_values(catalog, first, second):
    """A pair of two selections whose values are given in the order of the places."""
    selections = []
    for values in (first, second):
        chosen = select(catalog, "gdp", "2020")
        frame = chosen.frame.copy()
        frame["value"] = np.array([*values, *[math.nan] * (len(frame) - len(values))], dtype=float)
        selections.append(replace(chosen, frame=frame))
    return pair(*selections)


# --- thirds ---


def test_nine_values_make_three_threes(catalog):
    found = with_values(catalog, range(1, 10), [90, 80, 70, 60, 50, 40, 30, 20, 10])
    assert found.n == 9
    assert found.classes["first"].tolist()[:9] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert found.classes["second"].tolist()[:9] == [2, 2, 2, 1, 1, 1, 0, 0, 0]
    assert found.classes["first"].tolist()[9:] == [-1] * 12
    # rows by the second indicator, low first; columns by the first
    assert found.tally() == [[0, 0, 3], [0, 3, 0], [3, 0, 0]]
    assert found.correlation == -1


def test_the_thirds_are_those_of_the_places_with_both_values(catalog):
    # the three largest firsts have no second: with them, the thirds would lie elsewhere
    found = with_values(catalog, range(1, 13), [5, 1, 9, 2, 8, 3, 7, 4, 6])
    assert found.both.sum() == 9
    assert found.classes["first"].tolist()[:12] == [0, 0, 0, 1, 1, 1, 2, 2, 2, -1, -1, -1]


def test_tied_values_make_fewer_classes_that_keep_their_names(catalog):
    assert LEVELS_OF == {0: (), 1: (1,), 2: (0, 2), 3: (0, 1, 2)}
    same = with_values(catalog, [4.0] * 9, range(9))
    assert same.classes["first"].tolist()[:9] == [1] * 9
    assert math.isnan(same.correlation)
    two = with_values(catalog, [1.0] * 5 + [7.0] * 4, range(9))
    assert two.classes["first"].tolist()[:9] == [0] * 5 + [2] * 4


def test_fewer_places_than_cells_are_not_classed(catalog):
    found = with_values(catalog, range(MIN_PLACES - 1), range(MIN_PLACES - 1))
    assert found.n == MIN_PLACES - 1
    assert found.edges == ((), ())
    assert set(found.classes.to_numpy().ravel()) == {-1}
    assert found.correlation == 1


@given(st.lists(st.integers(-1000, 1000), min_size=9, max_size=21, unique=True))
def test_thirds_are_even_and_in_order(catalog, values):
    found = with_values(catalog, values, values)
    numbers = found.classes["first"].to_numpy()[: len(values)]
    order = np.argsort(values)
    assert list(numbers[order]) == sorted(numbers)
    counts = [int((numbers == level).sum()) for level in range(3)]
    assert max(counts) - min(counts) <= 1
    edges = found.edges[0]
    assert len(edges) == 4
    for value, level in zip(values, numbers, strict=True):
        low, high = edges[level], edges[level + 1]
        assert low < value <= high or (level == 0 and value == low)


PAIRS = [
    ("gdp_per_capita", "2023", "hte_per_10k_pop", "2023"),
    ("sci_expenditure", "2023", "rd_expenditure", "2019"),
    ("patent_grants", "2020", "gdp", "2019"),  # a suspect and three unverified values
    ("hte_count", "2023", "population_census2020", "2020"),
]


@pytest.mark.parametrize(("first", "period", "second", "other"), PAIRS)
def test_a_pair_holds_exactly_the_places_with_two_usable_values(
    catalog, first, period, second, other
):
    view = replace(VIEW, indicator=first, period=period, second=second, second_period=other)
    found = pair_indicators(catalog, view)
    a, b = rows_of(catalog, first, period), rows_of(catalog, second, other)
    wanted = {code for code in catalog.prefectures.index if code in a and code in b}
    assert set(found.both.index[found.both]) == wanted
    assert sum(map(sum, found.tally())) == len(wanted) == found.n
    assert set(found.classes.index[(found.classes["first"] >= 0).to_numpy()]) == wanted
    # the closed form by ranks, ties sharing the mean rank, all counted by hand
    codes = sorted(wanted)
    assert found.correlation == pytest.approx(
        by_hand([a[code] for code in codes], [b[code] for code in codes])
    )


def mean_ranks(values):
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2
        for value in values
    ]


def by_hand(x, y):
    """Pearson's formula on mean ranks, sum by sum."""
    a, b = mean_ranks(x), mean_ranks(y)
    n = len(a)
    ma, mb = sum(a) / n, sum(b) / n
    top = sum((p - ma) * (q - mb) for p, q in zip(a, b, strict=True))
    return top / math.sqrt(sum((p - ma) ** 2 for p in a) * sum((q - mb) ** 2 for q in b))


# --- rank correlation ---


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_without_ties_it_is_the_formula_of_the_textbook(order):
    n = len(order)
    squares = sum((i - j) ** 2 for i, j in enumerate(order))
    assert rank_correlation(range(n), order) == pytest.approx(1 - 6 * squares / (n * (n * n - 1)))


def test_ties_as_on_paper():
    # ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: covariance 4.5, spreads 4.5 and 5
    assert rank_correlation([3, 5, 5, 9], [1, 2, 3, 4]) == pytest.approx(4.5 / math.sqrt(4.5 * 5))


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=21))
def test_only_the_order_counts(points):
    x, y = zip(*points, strict=True)
    plain = rank_correlation(x, y)
    if math.isnan(plain):
        assert len(set(x)) == 1 or len(set(y)) == 1
        return
    assert -1 <= plain <= 1
    assert rank_correlation([math.exp(v / 10) for v in x], y) == pytest.approx(plain)
    assert rank_correlation(y, x) == pytest.approx(plain)
    assert rank_correlation([-v for v in x], y) == pytest.approx(-plain)
    assert plain == pytest.approx(by_hand(x, y))


def test_too_few_places_have_no_correlation():
    assert math.isnan(rank_correlation([1, 2], [3, 4]))
    assert math.isnan(rank_correlation([], []))
    assert rank_correlation([1, 2, 3], [3, 4, 5]) == 1


# --- what is asked for ---


def test_without_a_place_the_others_are_classed_anew(catalog):
    everywhere = pair_indicators(catalog, VIEW)
    without = pair_indicators(catalog, replace(VIEW, without=("510100",)))
    assert without.n == everywhere.n - 1
    assert without.classes.loc["510100"].tolist() == [-1, -1]
    assert without.edges != everywhere.edges


def test_a_form_is_used_where_it_has_a_meaning(catalog):
    view = replace(
        VIEW, indicator="gdp", second="gdp_per_capita", form="per_head", second_period="2023"
    )
    found = pair_indicators(catalog, view)
    assert found.first.form == "per_head"
    assert found.second.form == "total"
    # the same figure twice, but for the residents that it is divided by
    assert found.correlation > 0.95


@pytest.mark.parametrize(
    "lack",
    [
        {"indicator": None, "period": None},
        {"second": None, "second_period": None},
        {"second_period": "2023H1"},
        {"second_period": "1999"},
        {"second": "no_such"},
    ],
)
def test_what_is_no_pair_is_none(catalog, lack):
    assert pair_indicators(catalog, replace(VIEW, **lack)) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2023", "2019", True),
        ("2023H1", "2021H1", True),
        ("2023", "2023H1", False),
        ("2023", None, False),
        (None, None, False),
    ],
)
def test_periods_of_one_type_can_be_compared(one, other, same):
    assert are_comparable(one, other) is same


def test_what_is_offered_can_be_paired(catalog):
    names = choosable(catalog)
    counts = {(m.indicator, m.period): m.n_places for m in mappable(catalog)}
    assert "rd_personnel" in names
    assert "invention_patents_per_10k" not in names  # one place
    for name in names:
        periods = periods_to_choose(catalog, name)
        assert periods
        assert all(counts[name, period] >= MIN_PLACES for period in periods)
        view, _ = resolve(
            replace(VIEW, indicator=name, period=periods[-1]),
            catalog,
        )
        if are_comparable(view.period, view.second_period):
            assert pair_indicators(catalog, view) is not None
    assert periods_to_choose(catalog, "gdp", "2020") == periods_to_choose(catalog, "gdp")
    assert periods_to_choose(catalog, "gdp", "2020H1") == []
