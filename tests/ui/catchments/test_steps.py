"""Distances and times that somebody types in: what is understood and what is handed back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catchment.limits import LONGEST_KM, LONGEST_MIN, SHORTEST_KM, SHORTEST_MIN
from geo.ui.catchments.steps import read_steps, write_step

KM = (SHORTEST_KM, LONGEST_KM)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("7.5", 7.5),
        ("0.1", 0.1),
        ("500", 500),
        ("030", 30),
        ("30公里", 30),
        ("30 千米", 30),
        ("30KM", 30),
        ("45分钟", 45),
        ("45 分", 45),
        ("45 min", 45),
        ("45 Minutes", 45),
        ("３０．５", 30.5),
    ],
)
def test_a_number_is_understood_with_its_unit_and_in_full_width(text, step):
    assert read_steps([text], KM) == ((step,), ())


@pytest.mark.parametrize(
    "text",
    [
        "-5",
        "0",
        "0.09",
        "500.1",
        "1e9",
        "1000000000",
        "abc",
        "",
        "公里",
        "nan",
        "inf",
        "30 km 60",
        "1/2",
        "+5",
        "0x10",
        "٣٠",
        "³⁰",
        "30.5.5",
        "9" * 5000,
        "<b>30</b>",
        # a comma may part thousands, decimals or two radii
        "1,000",
        "30,60",
        "30，60",
    ],
)
def test_what_cannot_be_used_is_handed_back_as_it_came(text):
    assert read_steps([text], KM) == ((), (text,))


def test_steps_come_in_order_and_each_once():
    found = read_steps(["60", "-1", "30", "30.0", "x", "60公里", "5"], KM)
    assert found == ((5.0, 30.0, 60.0), ("-1", "x"))


def test_bounds_belong_to_what_is_asked():
    assert read_steps(["0.5", "600"], KM) == ((0.5,), ("600",))
    assert read_steps(["0.5", "600"], (SHORTEST_MIN, LONGEST_MIN)) == ((600.0,), ("0.5",))


@given(st.floats(*KM))
def test_every_step_that_an_address_may_hold_is_read_back_as_it_is(step):
    assert read_steps([write_step(step)], KM) == ((step,), ())


def test_whole_steps_are_written_without_a_point():
    assert [write_step(step) for step in (30.0, 0.1, 7.5, 500)] == ["30", "0.1", "7.5", "500"]
