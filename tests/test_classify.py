"""Classes are optimal, never empty, and readable bounds move no value."""

from __future__ import annotations

import doctest
import itertools
import warnings
from fractions import Fraction

import mapclassify
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import geo.classify
from geo.classify import (
    MOST_CLASSES,
    Classes,
    _write_bound,
    classify,
    common_breaks,
    edges_from_bounds,
)
from geo.errors import ClassifyError

SCHEMES = ("natural", "quantiles", "equal", "pretty")

# made-up round numbers of the kind met: one very large place, ties, small ones
SKEWED = [11500, 640, 520, 380, 250, 230, 210, 210, 205, 190, 150, 140, 110, 85, 50, 40, 32, 20]

# whole numbers draw ties; hundredths are how yearbooks print
values_st = st.lists(
    st.one_of(
        st.integers(-50, 50).map(float),
        st.integers(0, 2_000_000).map(lambda n: n / 100),
        st.floats(-1e12, 1e12, allow_nan=False),
    ),
    min_size=1,
    max_size=40,
)


def deviation(group):
    """Sum of squared deviations from the mean, exactly."""
    exact = [Fraction(v) for v in group]
    mean = sum(exact) / len(exact)
    return sum((v - mean) ** 2 for v in exact)


def best_loss(values, k):
    """Least loss over every cut of the sorted values into k groups, by trying all."""
    ordered = sorted(values)
    return min(
        sum(deviation(ordered[a:b]) for a, b in itertools.pairwise((0, *cuts, len(ordered))))
        for cuts in itertools.combinations(range(1, len(ordered)), k - 1)
    )


def loss_of(classes, values):
    assigned = classes.assign(values)
    return sum(
        deviation([v for v, c in zip(values, assigned, strict=True) if c == i])
        for i in range(classes.k)
    )


@given(st.lists(st.integers(0, 300), min_size=2, max_size=9), st.integers(2, 4))
@settings(deadline=None)
def test_natural_breaks_reach_the_brute_force_optimum(values, k):
    classes = classify(values, "natural", k)
    assert classes.k == min(k, len(set(values)))
    assert loss_of(classes, values) == best_loss(values, classes.k)


def test_natural_breaks_by_hand():
    # 1 2 3 | 41 43 | 902: loss 2 + 2 + 0 = 4, every other cut costs more
    classes = classify([902, 1, 43, 3, 41, 2], "natural", 3)
    assert classes.counts == (3, 2, 1)
    assert loss_of(classes, [1, 2, 3, 41, 43, 902]) == 4


def test_natural_breaks_keep_the_eighth_digit():
    # mapclassify 2.10 without numba finds these only when 80 million is taken off first
    rest = np.array([1.0, 2, 3, 11, 12, 13, 21, 22, 23, 41, 42, 43])
    classes = classify(rest + 8e7, "natural", 4)
    assert classes.counts == (3, 3, 3, 3)
    assert classes.assign(rest + 8e7).tolist() == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3


@pytest.mark.parametrize("k", [2, 3, 4, 5, 6])
def test_natural_breaks_agree_with_mapclassify(k):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = mapclassify.FisherJenks(np.array(SKEWED, dtype=float), k=k)
    ours = classify(SKEWED, "natural", k)
    assert ours.assign(SKEWED).tolist() == theirs.yb.tolist()


def test_no_warning_of_mapclassify_escapes():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for scheme in SCHEMES:
            classify([1, 1, 1, 1, 1, 1, 2, 9], scheme, 5)
    assert caught == []


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_quantiles_are_numpys(k):
    bounds = np.quantile(SKEWED, np.arange(1, k) / k)
    expected = [sum(v > b for b in bounds) for v in SKEWED]
    assert classify(SKEWED, "quantiles", k).assign(SKEWED).tolist() == expected


def test_quantiles_by_hand():
    # 1..10 in five: bounds at positions 1.8, 3.6, 5.4, 7.2 -> 2.8, 4.6, 6.4, 8.2
    classes = classify(range(1, 11), "quantiles", 5)
    assert classes.counts == (2, 2, 2, 2, 2)
    # fewest digits in [2, 3), [4, 5), [6, 7), [8, 9), next to the bound
    assert classes.edges == (1.0, 2.0, 4.0, 6.0, 8.0, 10.0)


def test_equal_intervals_follow_the_closed_form():
    values = np.linspace(0, 100, 41)
    classes = classify(values, "equal", 5)
    assert classes.edges == (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
    expected = np.clip(np.ceil(values / 20) - 1, 0, 4).astype(int)
    assert classes.assign(values).tolist() == expected.tolist()


@given(values_st, st.integers(1, MOST_CLASSES))
@settings(deadline=None)
def test_equal_intervals_stay_nearly_equal(values, k):
    classes = classify(values, "equal", k)
    if classes.k > 1:
        low, high = min(values), max(values)
        width = (high - low) / classes.k
        for i, edge in enumerate(classes.edges[1:-1], start=1):
            assert abs(edge - (low + i * width)) <= 0.1 * width * (1 + 1e-6) + 1e-9 * abs(edge)


def test_equal_intervals_use_fewer_classes_where_one_would_be_empty():
    classes = classify(SKEWED, "equal", 5)
    assert (classes.k, classes.k_asked, classes.counts) == (2, 5, (17, 1))


def test_pretty_bounds_are_round_steps():
    classes = classify([0.3, 7, 13, 22, 38, 41], "pretty", 5)
    assert classes.edges == (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)
    assert classes.counts == (2, 1, 1, 1, 1)


def test_pretty_bounds_carry_no_noise():
    assert classify([0.05, 0.12, 0.25, 0.33], "pretty", 5).edges == (0.0, 0.1, 0.2, 0.3, 0.4)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(values=values_st, k=st.integers(1, MOST_CLASSES))
@settings(deadline=None, max_examples=150)
def test_no_class_is_empty_and_every_value_lies_inside(scheme, values, k):
    classes = classify(values, scheme, k)
    assert 1 <= classes.k <= k == classes.k_asked
    assert min(classes.counts) > 0
    assert sum(classes.counts) == len(values)
    assert (classes.below, classes.above) == (0, 0)
    assert classes.edges[0] <= min(values)
    assert max(values) <= classes.edges[-1]
    assert len(classes.edges) == classes.k + 1
    if classes.k > 1:
        assert all(a < b for a, b in itertools.pairwise(classes.edges))
    # by the definition, not by searchsorted
    for value, got in zip(values, classes.assign(values), strict=True):
        assert got == next(i for i in range(classes.k) if value <= classes.edges[i + 1])


@pytest.mark.parametrize("scheme", SCHEMES)
@given(values=values_st, k=st.integers(2, 6), seed=st.randoms())
@settings(deadline=None, max_examples=50)
def test_order_of_the_values_does_not_matter(scheme, values, k, seed):
    shuffled = list(values)
    seed.shuffle(shuffled)
    assert classify(values, scheme, k) == classify(shuffled, scheme, k)


def test_a_quantile_between_equal_values_is_that_value():
    classes = classify([0.0, 0.0, 0.0, 0.93, 0.93, 0.94], "quantiles", 3)
    assert classes.counts == (3, 2, 1)


@given(values_st, st.integers(2, 6))
@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.filter_too_much]
)  # lists of equal values are many, and are no case here
def test_readable_bounds_of_quantiles_move_no_value(values, k):
    distinct = np.unique(values)
    assume(distinct[-1] - distinct[0] > max(1e-6 * np.abs(distinct).max(), 1e-50))
    raw = np.unique(np.percentile(values, np.arange(1, k) * 100 / k))
    expected = np.searchsorted(raw, values, side="left")
    # classes without a value are gone: compare who shares a class with whom
    _, expected = np.unique(expected, return_inverse=True)
    classes = classify(values, "quantiles", k)
    # an interpolated bound within rounding of a tied value may fall either side of it
    near = np.abs(raw[:, None] - distinct[None, :])
    assume(not ((near > 0) & (near < 1e-6 * np.abs(distinct).max())).any())
    assert classes.assign(values).tolist() == expected.tolist()


def digits_of(number):
    """Significant digits a reader sees."""
    text = f"{abs(number):.15g}"
    assert "e" not in text
    return len(text.replace(".", "").strip("0") if "." in text else text.strip("0"))


@given(st.integers(-999, 999), st.integers(1, 400), st.floats(0, 1))
def test_a_bound_has_the_fewest_digits_that_fit(below, gap, part):
    above = below + gap
    bound = below + part * (gap - 0.001)
    got = _write_bound(bound, below, above, room=np.inf, strictly=False)
    assert below <= got < above
    assert digits_of(got) <= min(digits_of(n) for n in range(below, above))


@pytest.mark.parametrize(
    ("bound", "below", "above", "expected"),
    [
        (732, 732, 11500, 800),  # one digit, the nearest that fits
        (95, 95, 3000, 100),
        (45, 42, 48, 45),
        (0.3, 0.3, 0.9, 0.3),  # already short in decimal, though not in binary
        (-30, -30, 5, 0),  # nothing parts losses from gains better
        (123.456, 123.4, 123.5, 123.4),
        (1 / 3, 0.33, 0.34, 0.33),
    ],
)
def test_bounds_by_hand(bound, below, above, expected):
    assert _write_bound(bound, below, above, room=np.inf, strictly=False) == expected


def test_the_first_class_has_a_width_though_it_holds_one_value():
    # a twentieth of the gap, then the fewest digits: 9.75 -> 10, 5 -> 5
    assert classify([5, 100], "natural", 2).edges == (5.0, 10.0, 100.0)
    assert classify([0, 100], "natural", 2).edges == (0.0, 5.0, 100.0)


def test_ties_stay_together_and_reduce_the_classes():
    classes = classify([1, 1, 1, 1, 2, 2, 9], "quantiles", 5)
    assert classes.k == 3
    assert classes.counts == (4, 2, 1)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_one_value_is_one_class(scheme):
    classes = classify([7.5, 7.5, float("nan")], scheme, 5)
    assert (classes.edges, classes.counts, classes.k_asked) == ((7.5, 7.5), (2,), 5)
    assert classes.assign([7.5, float("nan")]).tolist() == [0, -1]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_two_values_are_two_classes(scheme):
    assert classify([3, 4], scheme, 5).counts == (1, 1)


def test_what_is_not_a_number_is_in_no_class():
    classes = classify([1, 2, np.nan, np.inf, 3], "natural", 3)
    assert classes.counts == (1, 1, 1)
    assert classes.assign([np.nan, np.inf, -np.inf, 2]).tolist() == [-1, -1, -1, 1]


def test_intervals_are_open_below_and_closed_above():
    classes = Classes("user", (0.0, 10.0, 20.0), (1, 1), 2)
    assert classes.assign([0, 10, np.nextafter(10, 11), 20]).tolist() == [0, 0, 1, 1]


def test_values_outside_given_edges_go_to_the_nearest_class_and_are_counted():
    classes = classify([5, 15, 50, 700, 900], "user", 3, breaks=(10, 20, 100, 600))
    assert classes.counts == (2, 1, 2)
    assert (classes.below, classes.above) == (1, 2)


def test_given_edges_stand_even_where_a_class_is_empty():
    classes = classify([1, 2, 99], "natural", 4, breaks=(0, 10, 50, 100))
    assert classes.edges == (0.0, 10.0, 50.0, 100.0)
    assert classes.counts == (2, 0, 1)


@given(st.lists(values_st, min_size=1, max_size=4), st.sampled_from(SCHEMES), st.integers(1, 6))
@settings(deadline=None, max_examples=80)
def test_common_breaks_hold_every_period(arrays, scheme, k):
    edges = common_breaks(arrays, scheme, k)
    total = np.zeros(len(edges) - 1, dtype=int)
    for array in arrays:
        classes = classify(array, scheme, k, breaks=edges)
        assert classes.edges == edges
        assert (classes.below, classes.above) == (0, 0)
        total += classes.counts
    assert total.min() > 0


def test_common_breaks_ignore_gaps_and_empty_periods():
    assert common_breaks([[1, np.nan], [], [2]], "equal", 2) == classify([1, 2], "equal", 2).edges


def test_typed_bounds_get_outer_edges_that_hold_the_values():
    edges = edges_from_bounds(SKEWED, [100, 500])
    assert edges == (20.0, 100.0, 500.0, 12000.0)
    assert classify(SKEWED, "user", 3, breaks=edges).counts == (5, 10, 3)


def test_typed_bounds_outside_the_values_still_make_edges():
    assert edges_from_bounds([5, 6], [10, 20]) == (5.0, 10.0, 20.0, 21.0)
    edges = edges_from_bounds([50, 60], [10, 20])
    assert edges[1:3] == (10.0, 20.0)
    assert edges[0] < 10
    assert edges[-1] >= 60


def test_decimals_print_every_edge():
    assert classify([0.1, 0.25, 0.75], "natural", 3).decimals >= 1
    assert Classes("user", (0.0, 12.5, 30.25), (1, 1), 2).decimals == 2
    assert Classes("user", (0.0, 100.0), (1,), 1).decimals == 0


@pytest.mark.parametrize(
    ("values", "scheme", "k", "breaks", "says"),
    [
        ([], "natural", 5, None, "at least one finite number"),
        ([np.nan, np.inf], "natural", 5, None, "got none among 2"),
        ([1, 2], "jenks", 5, None, "scheme"),
        ([1, 2], "natural", 0, None, "k: expected"),
        ([1, 2], "natural", MOST_CLASSES + 1, None, "k: expected"),
        ([1, 2], "natural", 2.0, None, "k: expected"),
        ([1, 2], "natural", True, None, "k: expected"),
        ([1, 2], "user", 5, None, "needs the edges"),
        ([1, 2], "user", 5, (1,), "breaks"),
        ([1, 2], "user", 5, (1, 3, 2), "breaks"),
        ([1, 2], "user", 5, (1, 2, 2), "breaks"),
        ([1, 2], "user", 5, (1, np.nan), "breaks"),
        ([1, 2], "user", 5, range(MOST_CLASSES + 2), "breaks"),
        ([1, 1e300], "natural", 5, None, "beyond"),
    ],
)
def test_what_cannot_be_classed_is_refused_with_a_sentence(values, scheme, k, breaks, says):
    with pytest.raises(ClassifyError, match=says):
        classify(values, scheme, k, breaks=breaks)


def test_examples_in_the_docstrings_are_true():
    assert doctest.testmod(geo.classify).failed == 0


@pytest.mark.parametrize("bounds", [[], [2, 1]])
def test_typed_bounds_must_ascend(bounds):
    with pytest.raises(ClassifyError):
        edges_from_bounds([1, 2, 3], bounds)


def test_pretty_never_gives_more_classes_than_asked():
    # steps of 20 would need six classes for 1 to 101
    classes = classify(np.linspace(1, 101, 200), "pretty", 5)
    assert classes.edges == (0.0, 50.0, 100.0, 150.0)
