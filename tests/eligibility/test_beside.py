"""Two rule sets beside each other: what measures the same stands in one pair, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from geo.eligibility.beside import pair_lines
from geo.eligibility.evaluate import Evaluation, judge
from geo.eligibility.rules import load_rules

RULES = load_rules()
TODAY = dt.date(2026, 11, 27)


def evaluation_of(rule_set):
    """Return a rule set held against nothing at all."""
    lines = tuple(judge(rule_set, line, (), today=TODAY) for line in rule_set.criteria)
    scored = sorted(lines, key=lambda line: line.state is None)
    return Evaluation("", rule_set, tuple(scored), TODAY)


def names(pairs):
    return [
        tuple(None if one is None else one.criterion.id for one in (pair.first, pair.second))
        for pair in pairs
    ]


def test_same_metrics_meet_and_the_others_stand_alone():
    shipped = RULES.sets["sc_provincial_2022"]
    # the line that both have is not the first of its text
    first = evaluation_of(shipped.model_copy(update={"criteria": shipped.criteria[::-1]}))
    second = evaluation_of(RULES.sets["sc_provincial_2017"])
    pairs = pair_lines(first, second)
    shared = [pair for pair in pairs if pair.is_shared]
    assert [pair.metric for pair in shared] == ["leading_industry_in_priority_field"]
    assert pairs[: len(shared)] == tuple(shared)
    # then all of the first alone, then all of the second alone
    sides = [pair.first is None for pair in pairs[len(shared) :]]
    assert sides == sorted(sides)
    assert set(sides) == {False, True}


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(sorted(RULES.sets)[::3], 2)])
def test_every_line_is_in_one_pair(one, other):
    first, second = (evaluation_of(RULES.sets[name]) for name in (one, other))
    found = names(pair_lines(first, second))
    left = [name for name, _ in found if name is not None]
    right = [name for _, name in found if name is not None]
    assert sorted(left) == sorted(line.id for line in first.rule_set.criteria)
    assert sorted(right) == sorted(line.id for line in second.rule_set.criteria)


def test_of_several_lines_on_one_thing_requirements_meet_requirements():
    lines = {line.id: line for line in RULES.sets["sc_provincial_2022"].criteria}
    asked = lines["sc22_c3"]
    told = asked.model_copy(update={"id": "told", "effect": "information"})
    more = asked.model_copy(update={"id": "more", "threshold": 300})
    first = RULES.sets["sc_provincial_2022"].model_copy(update={"criteria": (told, asked)})
    second = first.model_copy(update={"id": "other", "criteria": (more,)})
    pairs = pair_lines(evaluation_of(first), evaluation_of(second))
    assert names(pairs) == [("sc22_c3", "more"), ("told", None)]


def test_what_nobody_could_read_of_one_text_is_nothing_of_the_other():
    replies, measure = (
        evaluation_of(RULES.sets[name])
        for name in ("nat_upgrade_state_council_replies", "sc_provincial_2025")
    )
    unread = {
        line.id for one in (replies, measure) for line in one.rule_set.criteria if line.is_unread
    }
    assert len(unread) == 2
    for pair in names(pair_lines(replies, measure)):
        if unread.intersection(pair):
            assert None in pair
