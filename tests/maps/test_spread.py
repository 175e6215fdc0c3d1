"""All zones by one line, as a table."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.eligibility.rules import load_rules
from geo.locale import translator
from geo.maps.spread import list_spread, spread_zones

TODAY = dt.date(2026, 11, 27)
RULES = load_rules()
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


def spread(catalog, rule_set, criterion, lang="zh"):
    rules = RULES.sets[rule_set]
    (line,) = [line for line in rules.criteria if line.id == criterion]
    return spread_zones(
        rules, line, catalog, RULES, translator(lang), tell_sources="|".join, today=TODAY
    )


def row(found, zone):
    return found.frame.iloc[found.zones.index(zone)]


@LANGS
def test_numbers_are_numbers_with_their_unit_in_the_head(catalog, lang):
    found = spread(catalog, "sc_provincial_2022", "sc22_c3", lang)
    heads = {
        "zh": ("现值（亿元）", "差距（亿元）", "差距（%）", "现值限定", "差距限定", "至少"),
        "en": (
            "Value (100 million yuan)", "Margin (100 million yuan)", "Margin (%)", "Value is",
            "Margin is", "at least",
        ),
    }[lang]  # fmt: skip
    value, margin, share, value_bound, margin_bound, at_least = heads
    nanchong, yibin, meishan = (row(found, zone) for zone in ("nanchong", "yibin", "meishan"))
    assert [nanchong[head] for head in (value, margin, share)] == [262, 62, 31]
    assert [nanchong[head] for head in (value_bound, margin_bound)] == [at_least, at_least]
    assert [yibin[head] for head in (value, margin, share)] == [480, 280, 140]
    assert [yibin[head] for head in (value_bound, margin_bound)] == ["", ""]
    assert meishan[[value, margin, share]].isna().all()
    for head in (value, margin, share):
        assert found.frame[head].dtype.kind == "f"
    assert found.signed == {margin, share}


def test_under_an_upper_limit_at_least_so_much_leaves_at_most_so_much(catalog):
    # "at least 1000 firms" is made up: no shipped figure stands under an upper limit so
    rules = RULES.sets["cmp_hunan_2021"]
    line = next(line for line in rules.criteria if line.id == "hn21_c7")
    line = line.model_copy(update={"operator": "<=", "threshold": 300})
    found = spread_zones(
        rules, line, catalog, RULES, translator("zh"), tell_sources="|".join, today=TODAY
    )
    jinniu = row(found, "jinniu")  # at least 1000
    assert (jinniu["差距（亿元）"], jinniu["差距限定"], jinniu["现值限定"]) == (
        -700,
        "至多",
        "至少",
    )


def test_what_is_no_number_has_words_and_no_margin(catalog):
    found = spread(catalog, "nat_upgrade_state_council_replies", "nat_r2")
    assert row(found, "yibin")["现值"] == "是"
    assert row(found, "yibin")["来源"] == "E-S12"
    assert not [head for head in found.frame if "差距" in head or "限定" in head]
    assert found.signed == frozenset()


def test_zones_through_the_gate_are_not_held_against_its_line(catalog):
    found = spread(catalog, "nat_upgrade_state_council_replies", "nat_r1")
    told = dict(zip(found.zones, found.frame["状态"], strict=True))
    national = {zone for zone, level in catalog.zones["level"].items() if level == "national"}
    assert {zone for zone, state in told.items() if state == "不适用"} == national
    assert set(told.values()) == {"不适用", "待佐证"}


def test_parks_that_are_not_recognised_are_not_in_the_table(catalog):
    levels = catalog.zones["level"]
    assert {levels[zone] for zone in list_spread(catalog)} == {"national", "provincial"}
    assert spread(catalog, "sc_provincial_2022", "sc22_c3").zones == tuple(list_spread(catalog))


@pytest.mark.parametrize("name", RULES.sets)
def test_every_line_makes_a_table(catalog, name):
    for line in RULES.sets[name].criteria:
        found = spread(catalog, name, line.id, "en")
        assert len(found.frame) == len(found.zones) == 24
        assert len(set(found.frame.columns)) == len(found.frame.columns)
