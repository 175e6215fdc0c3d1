"""Verdicts worked out by hand from the facts, and what no verdict may ever do."""

import datetime as dt
import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.eligibility import words
from geo.eligibility.describe import describe
from geo.eligibility.evaluate import STATES, evaluate, judge, pace
from geo.eligibility.figures import ZoneFigure, known_figures, near_figures, sort_figures
from geo.eligibility.model import Criterion, RuleSet
from geo.eligibility.rules import load_rules
from geo.locale import translator

TODAY = dt.date(2026, 11, 27)
ZH = translator("zh")


@pytest.fixture(scope="module")
def rules():
    return load_rules()


def verdict_of(catalog, rules, zone, name, own=()):
    (rule_set,) = [one for one in rules.sets.values() if name in {line.id for line in one.criteria}]
    found = evaluate(rule_set, zone, catalog, rules, own, today=TODAY)
    (verdict,) = [one for one in found.verdicts if one.criterion.id == name]
    return verdict


# the facts, by hand


def test_yibin_s_revenue_is_that_of_2018(catalog, rules):
    verdict = verdict_of(catalog, rules, "yibin", "sc22_c3")
    assert (verdict.figure.value, verdict.figure.year) == (480, 2018)
    assert verdict.figure.source_ids == ("Z-S05",)
    assert verdict.state == "met"
    assert verdict.margin == 280
    assert verdict.margin_pct == pytest.approx(140)
    assert verdict.is_stale
    assert words.say_state(verdict, ZH) == "高于旧口径"
    assert words.say_margin(verdict, ZH) == "+280亿元"
    # seven months of one park are shown, and stand for nothing
    assert [(one.value, one.period, one.is_part) for one in verdict.others] == [
        (392, "2021M1-7", True)
    ]


def test_a_share_whose_threshold_nobody_read_is_not_decided(catalog, rules):
    verdict = verdict_of(catalog, rules, "yibin", "sc22_c4")
    assert (verdict.state, verdict.why) == ("rule_not_readable", "no_number")
    assert verdict.figure.value == 42.7
    assert verdict.margin is None


def test_a_share_of_revenue_is_no_share_of_output(catalog, rules):
    verdict = verdict_of(catalog, rules, "yibin", "sc13_c1")
    assert (verdict.state, verdict.why, verdict.figure) == ("unknown", "near_only", None)
    assert [near.figure.value for near in verdict.near] == [42.7]
    assert verdict.near[0].miss.why_zh


def test_at_least_so_much_gives_a_margin_of_at_least(catalog, rules):
    verdict = verdict_of(catalog, rules, "nanchong", "sc22_c3")
    assert verdict.state == "met"
    assert (verdict.margin, verdict.is_at_least) == (62, True)
    assert words.say_margin(verdict, ZH) == "至少+62亿元"
    assert words.say_figure(verdict.figure, ZH) == "至少262亿元"


def test_of_meishan_nothing_is_known(catalog, rules):
    verdict = verdict_of(catalog, rules, "meishan", "sc22_c3")
    assert (verdict.state, verdict.why, verdict.figure) == ("unknown", "no_figure", None)
    assert words.say_state(verdict, ZH) == "数据缺失"


def test_both_counts_of_yibin_s_firms_are_told(catalog, rules):
    verdict = verdict_of(catalog, rules, "yibin", "hn21_c11")
    assert (verdict.state, verdict.figure.value, verdict.margin) == ("not_met", 14, -1)
    assert words.say_state(verdict, ZH) == "低于旧口径"
    assert sorted((one.value, one.source_ids, one.is_part) for one in verdict.others) == [
        (11, ("E-S12",), False),
        (30, ("Z-S14",), True),
    ]


def test_blocks_from_a_weak_source_decide_nothing(catalog, rules):
    verdict = verdict_of(catalog, rules, "suining", "hn21_c2")
    assert (verdict.state, verdict.why, verdict.figure.value) == ("unknown", "unverified", 5)


def test_provincial_status_is_known_of_recognised_zones_alone(catalog, rules):
    for zone, level in catalog.zones["level"].items():
        verdict = verdict_of(catalog, rules, zone, "nat_r2")
        known = level != "candidate"
        assert verdict.state == ("met" if known else "needs_evidence"), zone
        assert words.say_state(verdict, ZH) == ("符合" if known else "待佐证")


def test_the_rank_among_all_development_zones_is_not_that_among_high_tech_zones(catalog, rules):
    verdict = verdict_of(catalog, rules, "dazhou", "sce_c1")
    assert (verdict.state, verdict.figure, verdict.triggered) == (None, None, None)


# what nobody read


@pytest.mark.parametrize("name", load_rules().sets)
def test_what_nobody_read_of_a_document_is_counted_as_a_line(catalog, rules, name):
    rule_set = rules.sets[name]
    found = evaluate(rule_set, "yibin", catalog, rules, today=TODAY)
    # no shipped text was read to its end
    assert rule_set.text_read != "full"
    if rule_set.is_reference:
        return  # nothing is decided under it, whatever else it says
    if rule_set.role == "practice":
        return  # cases: it has no articles that could bind another zone
    assert found.counts["rule_not_readable"] >= 1
    unread = [one for one in found.verdicts if one.state == "rule_not_readable"]
    for one in unread:
        assert one.source_id == rule_set.source_of(one.criterion)
        assert words.say_document(one.rule_set, ZH).startswith(f"《{rule_set.title_zh}》")
        assert words.say_why(one, ZH) == "未见条款原文，不作判定"
    assert found.counts["rule_not_readable"] == len(unread)


def test_of_the_measure_of_2025_three_articles_were_read(catalog, rules):
    rule_set = rules.sets["sc_provincial_2025"]
    found = evaluate(rule_set, "yibin", catalog, rules, today=TODAY)
    assert found.counts == {
        "met": 1, "not_met": 0, "unknown": 0, "needs_evidence": 5, "rule_not_readable": 1,
    }  # fmt: skip
    (rest,) = [one for one in found.verdicts if one.criterion.is_unread]
    assert found.verdicts[-1] is rest
    assert words.say_clause(rest.criterion, ZH) == "第四条起"
    assert words.say_threshold(rest.criterion, ZH) == "未获取"
    assert (rest.state, rest.why, rest.source_id) == ("rule_not_readable", "text_unread", "E-S02")


def test_the_rest_is_a_line_until_the_whole_text_is_there(catalog, rules):
    plain = rules.sets["sc_provincial_2025"].model_dump(mode="json")
    assert any(line["is_unread"] for line in plain["criteria"])
    full = RuleSet.model_validate(plain | {"text_read": "full"})
    assert len(full.criteria) == len(plain["criteria"]) - 1
    assert evaluate(full, "yibin", catalog, rules, today=TODAY).counts["rule_not_readable"] == 0
    # somebody who reads on enters what it asks for: then it is held against the zone
    rest = next(line for line in plain["criteria"] if line["is_unread"])
    rest |= {
        "kind": "quantitative", "metric": "total_operating_revenue_100m_cny",
        "operator": ">=", "threshold": 300, "unit": "100m_cny",
    }  # fmt: skip
    entered = evaluate(RuleSet.model_validate(plain), "yibin", catalog, rules, today=TODAY)
    (line,) = [one for one in entered.verdicts if one.criterion.is_unread]
    assert (line.state, line.margin) == ("met", 180)


# thresholds and figures made up for the test


def rule(text_read="full", role="binding", in_force="yes", **line):
    criterion = Criterion(
        id="c",
        label_zh="条件",
        label_en="line",
        kind=line.pop("kind", "quantitative"),
        metric="m",
        confidence="high",
        **line,
    )
    return RuleSet(
        id="r",
        title_zh="办法",
        title_en="rules",
        bodies=[{"role": "issuer", "name_zh": "省政府", "name_en": "province", "source": "S"}],
        in_force=in_force,
        as_of="2026-11-22",
        role=role,
        track="recognition",
        text_read=text_read,
        source="S",
        criteria=[criterion],
    )


def figure(value, period="2025", qualifier="eq", status="reported", **more):
    return ZoneFigure("m", value, "100m_cny", period, qualifier, status, ("S",), **more)


def decide(rule_set, *figures, near=()):
    return judge(rule_set, rule_set.criteria[0], figures, near, today=TODAY)


LEAST = {"operator": ">=", "threshold": 200, "unit": "100m_cny"}


@pytest.mark.parametrize(
    ("operator", "value", "state", "margin"),
    [
        (">=", 200, "met", 0),
        (">=", 199.99, "not_met", -0.01),
        (">", 200, "not_met", 0),
        (">", 200.01, "met", 0.01),
        ("<=", 200, "met", 0),
        ("<=", 201, "not_met", -1),
        ("<", 200, "not_met", 0),
        ("<", 150, "met", 50),
        ("==", 200, "met", 0),
        ("==", 203, "not_met", -3),
    ],
)
def test_at_the_threshold_and_beside_it(operator, value, state, margin):
    verdict = decide(rule(operator=operator, threshold=200, unit="100m_cny"), figure(value))
    assert verdict.state == state
    assert verdict.margin == pytest.approx(margin)
    assert verdict.margin_pct == pytest.approx(margin / 2)


@pytest.mark.parametrize(
    ("operator", "value", "state"),
    [
        (">=", 262, "met"),
        (">=", 200, "met"),
        (">=", 150, "unknown"),
        (">", 150, "unknown"),
        ("<=", 150, "unknown"),
        ("<=", 250, "not_met"),
        ("<", 200, "not_met"),
        ("==", 250, "not_met"),
        ("==", 150, "unknown"),
        ("==", 200, "unknown"),
    ],
)
def test_at_least_decides_only_what_it_can(operator, value, state):
    lines = rule(operator=operator, threshold=200, unit="100m_cny")
    verdict = decide(lines, figure(value, qualifier="ge"))
    assert verdict.state == state
    assert verdict.why == ("at_least" if state == "unknown" else "")
    # whatever the true number is, the state holds for it
    for more in (0, 1, 49, 50, 51, 1000):
        truth = decide(lines, figure(value + more)).state
        assert state in {"unknown", truth}


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (figure(500, period="2025H1"), "part_year"),
        (figure(500, period="2021M1-7"), "part_year"),
        (figure(500, period="2025-05"), "part_year"),
        (figure(500, period=""), "no_year"),
        (figure(500, is_part=True), "part_zone"),
        (figure(500, status="unverified"), "unverified"),
        (figure(500, status="suspect"), "unverified"),
        (figure(500, qualifier="approx"), "about"),
    ],
)
def test_what_stands_for_no_whole_zone_in_a_whole_year_decides_nothing(one, why):
    verdict = decide(rule(**LEAST), one)
    assert (verdict.state, verdict.why, verdict.figure) == ("unknown", why, one)
    assert verdict.margin is None


def test_an_earlier_whole_year_goes_before_a_later_part():
    verdict = decide(rule(**LEAST), figure(392, period="2021M1-7"), figure(480, period="2018"))
    assert (verdict.state, verdict.figure.value, verdict.margin) == ("met", 480, 280)


def test_the_zone_s_own_figure_goes_first_and_the_others_are_shown():
    own = figure(150, period="2025", status="own")
    verdict = decide(rule(**LEAST), figure(480, period="2025"), own)
    assert (verdict.state, verdict.figure) == ("not_met", own)
    assert [one.value for one in verdict.others] == [480]


def test_sources_of_one_year_that_disagree_across_the_threshold_decide_nothing():
    verdict = decide(rule(**LEAST), figure(210), figure(190))
    assert (verdict.state, verdict.why) == ("unknown", "sources_disagree")
    assert decide(rule(**LEAST), figure(210), figure(230)).state == "met"
    assert decide(rule(**LEAST), figure(210), figure(190, period="2024")).state == "met"


@pytest.mark.parametrize(("period", "stale"), [("2023", False), ("2022", True), ("2026", False)])
def test_figures_of_over_three_years_ago_say_so(period, stale):
    assert decide(rule(**LEAST), figure(500, period=period)).is_stale is stale


@pytest.mark.parametrize("value", [0, 1e9, math.inf])
def test_no_number_passes_a_threshold_that_is_not_known(value):
    lines = rule(operator=">=", threshold=None, unit="100m_cny")
    assert decide(lines, figure(value, status="own")).state == "rule_not_readable"


@pytest.mark.parametrize("kind", ["qualitative", "veto", "document"])
def test_evidence_is_needed_where_there_is_none_and_no_text_is_passed_unread(kind):
    asked = rule(kind=kind, operator="is_true", threshold=True, unit="boolean")
    assert decide(asked).state == "needs_evidence"
    had = replace_value(figure(0), value=True)
    assert decide(asked, had).state == "met"
    assert decide(asked, replace_value(figure(0), value=False)).state == "not_met"
    judged = rule(kind=kind)
    assert decide(judged, had).state == "needs_evidence"
    unread = rule(kind=kind, text_read="none")
    assert decide(unread, had).state == "rule_not_readable"


def replace_value(one, value):
    return replace(one, value=value, unit="boolean")


def test_what_must_not_be_is_met_by_its_absence():
    asked = rule(kind="veto", operator="is_false", threshold=False, unit="boolean")
    assert decide(asked, replace_value(figure(0), value=False)).state == "met"
    assert decide(asked, replace_value(figure(0), value=True)).state == "not_met"


def test_categories_and_lists():
    asked = rule(kind="qualitative", operator="in", threshold=["a", "b"], unit="category")
    assert decide(asked, replace(figure(0), value="b", unit="category")).state == "met"
    assert decide(asked, replace(figure(0), value="c", unit="category")).state == "not_met"
    counted = rule(operator="in", threshold=[1, 2], unit="industries")
    assert decide(counted, replace(figure(2), unit="industries")).state == "met"
    assert decide(counted, replace(figure(3), unit="industries")).state == "not_met"
    least = replace(figure(2, qualifier="ge"), unit="industries")
    assert decide(counted, least).why == "at_least"
    more = replace(figure(3, qualifier="ge"), unit="industries")
    assert decide(counted, more).state == "not_met"


@pytest.mark.parametrize("effect", ["trigger_bad", "trigger_good", "information"])
def test_what_is_no_requirement_is_never_scored(effect):
    lines = rule(effect=effect, **LEAST)
    verdict = decide(lines, figure(500))
    assert verdict.state is None
    assert verdict.triggered is (None if effect == "information" else True)
    assert words.say_state(verdict, ZH) not in {"符合", "不符合"}
    assert decide(lines).triggered is None


def test_a_paper_of_years_ago_is_not_out_of_date():
    asked = rule(kind="document", operator="is_true", threshold=True, unit="boolean")
    assert not decide(asked, replace_value(figure(0, period="2013"), value=True)).is_stale


# what was tried against it


@pytest.mark.parametrize(
    "line",
    [
        LEAST,
        {"kind": "document", "operator": "is_true", "threshold": True, "unit": "boolean"},
        {"kind": "qualitative", "operator": "is_true", "threshold": True, "unit": "boolean"},
    ],
)
def test_nothing_is_passed_of_which_nobody_read_the_text(line):
    lines = rule(text_read="none", **line)
    one = figure(500) if line is LEAST else replace_value(figure(0), value=True)
    assert decide(lines, one).state == "rule_not_readable"
    assert decide(lines, replace(one, status="own")).why == "text_unread"


@pytest.mark.parametrize("unit", ["firms", "percent", "boolean"])
def test_another_unit_is_never_compared(unit):
    verdict = decide(rule(**LEAST), replace(figure(4_800_000), unit=unit))
    assert (verdict.state, verdict.why, verdict.margin) == ("unknown", "other_unit", None)


def test_another_kind_of_value_is_never_compared():
    asked = rule(kind="document", operator="is_true", threshold=True, unit="boolean")
    assert decide(asked, figure(262)).why == "other_unit"
    assert decide(rule(**LEAST), replace_value(figure(0), value=True)).why == "other_unit"
    listed = rule(kind="qualitative", operator="in", threshold=[1], unit=None)
    assert decide(listed, replace_value(figure(0), value=True)).why == "other_unit"


def test_a_year_to_come_decides_nothing_and_hides_nothing():
    ahead = figure(480, period="2099", status="own")
    assert decide(rule(**LEAST), ahead).why == "future"
    assert decide(rule(**LEAST), ahead, figure(150, period="2024")).state == "not_met"


def test_an_own_figure_that_decides_nothing_hides_none_that_does():
    blank = figure(900, period="", status="own")
    verdict = decide(rule(**LEAST), blank, figure(480, period="2018"))
    assert (verdict.state, verdict.figure.value) == ("met", 480)
    old = figure(480, period="1990", status="own")
    assert decide(rule(**LEAST), old, figure(150, period="2018")).state == "not_met"


def test_what_others_judge_is_not_proved_by_the_zone_itself():
    asked = rule(kind="qualitative", operator="is_true", threshold=True, unit="boolean")
    own = replace_value(figure(0, status="own"), value=True)
    assert (decide(asked, own).state, decide(asked, own).why) == ("needs_evidence", "own_word")
    paper = rule(kind="document", operator="is_true", threshold=True, unit="boolean")
    assert decide(paper, own).state == "met"


def test_a_trigger_without_a_number_is_not_said_to_rest():
    lines = rule(effect="trigger_bad", operator="<=", threshold=None, unit="100m_cny")
    assert decide(lines, figure(500)).triggered is None


@pytest.mark.parametrize(
    ("operator", "value", "said"),
    [
        (">=", 250, "高于旧口径"),
        (">=", 150, "低于旧口径"),
        (">=", 200, "等于旧口径"),
        (">", 200, "等于旧口径"),
        ("<=", 5, "旧口径限值以内"),
        ("<=", 500, "超出旧口径限值"),
        ("<=", 200, "等于旧口径"),
        ("==", 200, "等于旧口径"),
        ("==", 3, "与旧口径数值不同"),
    ],
)
def test_old_lines_in_words(operator, value, said):
    lines = rule(operator=operator, threshold=200, unit="100m_cny", role="comparator")
    assert words.say_state(decide(lines, figure(value)), ZH) == said


def test_a_bound_against_an_upper_limit_is_missed_by_at_most():
    lines = rule(operator="<=", threshold=200, unit="100m_cny")
    verdict = decide(lines, figure(262, qualifier="ge"))
    assert (verdict.state, verdict.margin, verdict.is_at_most) == ("not_met", -62, True)
    assert words.say_margin(verdict, ZH) == "至多−62亿元"


def test_the_tail_of_a_binary_fraction_decides_nothing():
    lines = rule(operator="<=", threshold=0.3, unit="100m_cny")
    assert decide(lines, figure(0.1 + 0.2)).state == "met"


@pytest.mark.parametrize("change", [{"valid_until": "2020-01-01"}, {"date": "2090-01-01"}])
def test_rules_out_of_their_time_are_for_reference(change):
    lines = rule(**LEAST)
    assert not lines.is_reference
    late = lines.model_copy(update=change)
    assert late.is_reference
    assert words.say_state(decide(late, figure(480)), ZH) == "高于旧口径"


NUMBERS = st.floats(0, 1e6).map(lambda number: round(number, 3))


@given(NUMBERS, NUMBERS.filter(bool), st.sampled_from([">=", ">", "<=", "<"]))
def test_the_sign_of_a_margin_tells_the_state(value, threshold, operator):
    lines = rule(operator=operator, threshold=threshold, unit="100m_cny")
    verdict = decide(lines, figure(value))
    if verdict.margin:
        assert (verdict.margin > 0) == (verdict.state == "met")
    else:
        assert verdict.state == ("met" if "=" in operator else "not_met")


@given(
    st.permutations(
        [
            figure(480, "2018"),
            figure(392, "2021M1-7"),
            figure(500, "2019"),
            figure(7, "2020", status="unverified"),
        ]
    )
)
def test_the_order_of_figures_does_not_matter(figures):
    assert [one.value for one in sort_figures(figures)] == [500, 480, 392, 7]


# pace


def test_the_pace_to_a_threshold():
    verdict = decide(rule(**LEAST), figure(100, period="2024"))
    found = pace(verdict, 2028)
    assert (found.missing, found.per_year) == (100, 25)
    # by hand: 2 ** (1/4) = 1.189207
    assert found.growth_pct == pytest.approx(18.9207, abs=1e-4)
    assert pace(verdict, 2024) is None
    assert pace(decide(rule(**LEAST), figure(300)), 2030) is None
    assert pace(decide(rule(**LEAST)), 2030) is None
    fewer = decide(
        rule(operator="<=", threshold=3, unit="blocks"),
        replace(figure(5, period="2025"), unit="blocks"),
    )
    assert pace(fewer, 2027).per_year == -1


def test_there_is_no_pace_to_what_a_part_year_misses():
    assert pace(decide(rule(**LEAST), figure(100, period="2025H1")), 2030) is None


# every rule set and every zone


def test_every_zone_under_every_rule_set(catalog, rules):
    for rule_set, zone in itertools.product(rules.sets.values(), catalog.zones.index):
        found = evaluate(rule_set, zone, catalog, rules, today=TODAY)
        assert len(found.verdicts) == len(rule_set.criteria)
        assert sum(found.counts.values()) == len(found.scored)
        kinds = [one.criterion.kind for one in found.scored]
        assert kinds == sorted(kinds, key=["veto", "quantitative", "document", "qualitative"].index)
        for one in found.verdicts:
            assert one.criterion.is_scored == (one.state is not None)
            assert one.state in {None, *STATES}
            if one.criterion.threshold is None:
                assert not one.has_decided
            if one.has_decided:
                assert one.figure.source_ids
                assert one.figure.may_decide
            said = words.say_state(one, ZH)
            if rule_set.is_reference:
                assert said not in {"符合", "不符合"}
        for said in describe(found, "zh")["criteria"]:
            assert {
                "criterion",
                "state",
                "value",
                "unit",
                "year",
                "status",
                "threshold",
                "margin",
                "clause",
                "source",
            } <= said.keys()


def test_no_number_binds_a_zone_of_sichuan(catalog, rules):
    # the warning of the page, held against the data
    for rule_set in rules.sets.values():
        if rule_set.role != "binding" or rule_set.in_force != "yes":
            continue
        for zone in catalog.zones.index:
            for one in evaluate(rule_set, zone, catalog, rules, today=TODAY).scored:
                assert one.margin is None


def test_a_zone_that_the_atlas_does_not_hold_has_only_its_own(catalog, rules):
    metrics = list(rules.metrics.values())
    assert known_figures(catalog, "", metrics) == {}
    assert near_figures(catalog, "", metrics[0]) == ()
    own = [ZoneFigure("total_operating_revenue_100m_cny", 250.0, "100m_cny", "2025", "eq", "own")]
    verdict = verdict_of(catalog, rules, "", "sc22_c3", own)
    assert (verdict.state, verdict.margin) == ("met", 50)


def test_no_figure_of_a_prefecture_stands_for_its_zone(catalog, rules):
    names = {row.origin.name for row in rules.metrics.values() if row.origin is not None}
    held = set(catalog.zone_values["indicator"])
    facts = {"provincial_status", "city_without_national_zone"}
    assert names <= held | facts
