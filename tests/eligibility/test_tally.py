"""Typed scores: weighed by what is known, and never a total where a weight is not."""

from __future__ import annotations

import math

import pytest

from geo.eligibility.index_systems import load_index_systems, score, score_group
from geo.eligibility.tally import add_up, list_weighed, scorable_systems

BOOK = load_index_systems()
NEW, OLD = BOOK.system("national_2024"), BOOK.system("national_2021")


def test_systems_of_which_a_weight_is_known_are_offered():
    assert [one.id for one in scorable_systems()] == [
        "national_2024",
        "national_2021",
        "innovation_capability_2014",
    ]


def test_groups_are_scored_whole_where_the_weights_inside_are_not_known():
    assert [(one.part.id, one.weight) for one in list_weighed(OLD)] == [
        ("g1", 20),
        ("g2", 20),
        ("g3", 15),
        ("g4", 15),
        ("g5", 30),
    ]


def test_what_is_typed_is_weighed_and_the_rest_is_listed():
    tally = add_up(OLD, {"g1": 80, "g3": 50})
    assert tally.points == pytest.approx(16 + 7.5)
    assert tally.weight == 35
    assert [one.part.id for one in tally.missing] == ["g2", "g4", "g5"]
    assert not tally.is_whole


def test_a_total_is_one_when_all_is_there():
    typed = {"g1": 80, "g2": 70, "g3": 60, "g4": 50, "g5": 90}
    tally = add_up(OLD, typed)
    assert tally.is_whole
    # the other way to the same number
    assert tally.points == pytest.approx(score(OLD, typed))


def test_where_a_weight_is_unknown_there_is_never_a_total():
    tally = add_up(NEW, {"g1": 100, "g2_to_g6": 100})
    assert (tally.points, tally.weight) == (15, 15)
    assert tally.missing == ()
    assert [group.id for group in tally.unweighed] == ["g2_to_g6"]
    assert not tally.is_whole
    assert score(NEW, {"g1": 100, "g2_to_g6": 100}) is None


def test_a_group_of_unknown_weight_beside_a_hundred_leaves_no_total():
    extra = OLD.groups[0].model_copy(update={"id": "extra", "weight_pct": None})
    system = OLD.model_copy(update={"groups": (*OLD.groups, extra)})
    tally = add_up(system, {group.id: 50 for group in system.groups})
    assert tally.weight == 100
    assert not tally.is_whole


def test_nothing_typed_is_nothing_and_no_zero_score():
    tally = add_up(OLD, {})
    assert (tally.points, tally.weight) == (0, 0)
    assert len(tally.missing) == 5
    assert add_up(OLD, {"g1": 0}).weight == 20


@pytest.mark.parametrize("bad", [-1, 100.5, math.nan, math.inf, True, "80", None])
def test_what_is_no_score_is_not_typed(bad):
    assert add_up(OLD, {"g1": bad}).weight == 0


def test_indicators_are_scored_where_their_weights_are_known():
    first = OLD.groups[0]
    items = tuple(
        item.model_copy(update={"weight": weight})
        for item, weight in zip(first.items[:2], (0.8, 1.2), strict=True)
    )
    group = first.model_copy(update={"items": items})
    system = OLD.model_copy(update={"groups": (group, *OLD.groups[1:])})
    one, other = (item.id for item in items)
    assert [(part.part.id, part.weight) for part in list_weighed(system)][:2] == [
        (one, pytest.approx(8)),
        (other, pytest.approx(12)),
    ]
    tally = add_up(system, {one: 50, other: 100})
    assert tally.points == pytest.approx(16)
    assert tally.points == pytest.approx(score_group(group, {one: 50, other: 100}) * 0.2)
