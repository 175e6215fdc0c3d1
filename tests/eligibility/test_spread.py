"""All zones by one line: what does not apply to those that are through the gate."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from geo.eligibility.rules import load_rules
from geo.eligibility.spread import judge_zones
from geo.eligibility.words import find_state_key, say_state, say_why
from geo.locale import translator

TODAY = dt.date(2026, 11, 27)
RULES = load_rules()
ZH = translator("zh")


def judged(catalog, rule_set, criterion, levels=None):
    rules = RULES.sets[rule_set]
    (line,) = [line for line in rules.criteria if line.id == criterion]
    levels = levels or dict(catalog.zones["level"].items())
    return judge_zones(rules, line, levels, catalog, RULES, today=TODAY)


def states(verdicts):
    return Counter(find_state_key(verdict).rpartition("_")[2] for verdict in verdicts.values())


@pytest.mark.parametrize(
    ("rule_set", "criterion", "expected"),
    [
        # 8 national zones, 16 provincial ones and 2 candidates
        ("nat_upgrade_state_council_replies", "nat_r1", {"applicable": 8, "evidence": 18}),
        ("sc_provincial_2017", "sc17_c2", {"applicable": 24, "evidence": 2}),
        # an evaluation is no gate: nobody is through it
        ("cmp_jiangsu_etdz_2021", "js_c2", {"evidence": 26}),
        # what is known of a zone stays: it has the status, and the reply says so
        ("nat_upgrade_state_council_replies", "nat_r2", {"met": 24, "evidence": 2}),
        # what nobody could read is not known to apply or not
        ("sc_provincial_2025", "sc25_rest", {"readable": 26}),
    ],
)
def test_what_a_zone_has_passed_does_not_apply_to_it(catalog, rule_set, criterion, expected):
    verdicts = judged(catalog, rule_set, criterion)
    assert [*verdicts] == [*catalog.zones.index]
    assert states(verdicts) == expected
    for verdict in verdicts.values():
        assert verdict.is_behind == (say_state(verdict, ZH) == "不适用")
        if verdict.is_behind:
            assert say_why(verdict, ZH) == "已通过这一环节，此条不再对照"


def test_a_number_is_held_against_an_old_line_wherever_there_is_one(catalog):
    verdicts = judged(catalog, "sc_provincial_2022", "sc22_c3")
    assert say_state(verdicts["yibin"], ZH) == "高于旧口径"
    assert say_state(verdicts["meishan"], ZH) == "数据缺失"
    assert not any(verdict.is_behind for verdict in verdicts.values())


def test_the_level_decides_and_not_the_name(catalog):
    levels = {"yibin": "national", "chengdu": "provincial"}
    verdicts = judged(catalog, "nat_upgrade_state_council_replies", "nat_r1", levels)
    assert [verdicts[zone].is_behind for zone in levels] == [True, False]
