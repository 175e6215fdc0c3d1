"""Figures that are typed mean what they mean in a file, and each fault names its cell."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.eligibility.own import ask_metrics, list_metrics
from geo.eligibility.rules import load_rules
from geo.eligibility.work import MOST_FIGURES, OwnFigure
from geo.locale import translator
from geo.ui.eligibility.figures import (
    Typed,
    figures_table,
    merge_figures,
    name_metrics,
    read_rows,
)
from geo.ui.eligibility.grid import apply_edits

TODAY = dt.date(2026, 11, 27)
REVENUE = "total_operating_revenue_100m_cny"


@pytest.fixture(params=["zh", "en"])
def t(request):
    return translator(request.param)


@pytest.fixture
def rules():
    return load_rules()


@pytest.fixture
def metrics(rules):
    return list_metrics(rules, rules.sets.values())


@pytest.fixture
def asked(rules):
    return ask_metrics(rules, rules.sets.values())


def rows_of(frame):
    return apply_edits(frame, {})


def test_an_untouched_table_says_nothing(rules, metrics, asked, t):
    rows = rows_of(figures_table((), asked, metrics, {}, t))
    assert len(rows) == len(metrics)
    assert read_rows(rows, metrics, rules, t, today=TODAY) == Typed((), (), ())


def test_the_table_says_which_documents_use_a_metric(rules, metrics, t):
    opening = [rules.sets["nat_upgrade_state_council_replies"]]
    own = OwnFigure(metric="zone_class", value="central", unit="category")
    frame = figures_table((own,), ask_metrics(rules, opening), metrics, {REVENUE: "480"}, t)
    names = {name: metric for metric, name in name_metrics(metrics, t).items()}
    rows = {names[row["metric"]]: row for row in rows_of(frame)}
    assert len(rows) == len(frame)
    assert rows[REVENUE]["group"] == t("eligibility_sheet.group_basic")
    assert rules.sets["sc_provincial_2022"].say("title", t.lang) in rows[REVENUE]["documents"]
    assert rows[REVENUE]["known"] == "480"
    assert next(iter(rows.values()))["group"] == t("eligibility_sheet.group_chosen")
    # what is not asked for and was filled in stands behind it
    assert list(rows)[-1] == "zone_class"
    assert (rows["zone_class"]["group"], rows["zone_class"]["value"]) == (None, "central")


def test_figures_come_back_equal(rules, metrics, asked, t):
    figures = (
        OwnFigure(metric=REVENUE, value=480, unit="100m_cny", year=2025, source="年报", note="x"),
        OwnFigure(metric=REVENUE, value=412.5, unit="100m_cny", year=2024, qualifier="ge"),
        OwnFigure(metric="planning_eia_passed", value=True, unit="boolean"),
        OwnFigure(metric="hightech_revenue_share_pct", value=42.7, unit="percent", year=2025),
    )
    rows = rows_of(figures_table(figures, asked, metrics, {}, t))
    read = read_rows(rows, metrics, rules, t, today=TODAY)
    assert {(one.metric, one.year): one for one in read.figures} == {
        (one.metric, one.year): one for one in figures
    }
    assert not [fault for fault in read.faults if fault.severity == "error"]
    assert read.left == ()


def test_a_row_at_fault_leaves_the_others_and_is_named(rules, metrics, t):
    names = name_metrics(metrics, t)
    rows = [
        {"metric": names[REVENUE], "value": "250", "year": 2025},
        {"metric": names["hightech_revenue_share_pct"], "value": "0.4", "year": 2025},
        {"metric": names["hightech_revenue_share_pct"], "value": "x", "year": 2024},
    ]
    read = read_rows(rows, metrics, rules, t, today=TODAY)
    assert [(one.metric, one.value) for one in read.figures] == [(REVENUE, 250)]
    assert [fault.row for fault in read.faults if fault.severity == "error"] == [2, 3]
    assert [(row["value"], row["year"]) for row in read.left] == [("0.4", 2025), ("x", 2024)]
    # no address of a cell of a file that nobody sees
    assert not any("(" in (fault.column or "") for fault in read.faults)


@pytest.mark.parametrize(("here", "there"), [("zh", "en"), ("en", "zh"), ("zh", "zh")])
def test_rows_that_cannot_be_used_come_back_with_their_faults(rules, metrics, here, there):
    opening = ask_metrics(rules, [rules.sets["nat_upgrade_state_council_replies"]])
    one, other = translator(here), translator(there)
    names = name_metrics(metrics, one)
    rows = [
        {
            "metric": names[REVENUE],
            "value": "很多",
            "unit": one("eligibility_sheet.unit_wan_yuan"),
            "year": 2025,
            "qualifier": one("eligibility_sheet.qualifier_ge"),
            "source": "年报",
            "note": "=1+1",
        },
        {"metric": names[REVENUE], "value": "480", "year": 2024},
        {"metric": names[REVENUE], "value": "481", "year": 2024},
        {"metric": names["zone_class"], "value": "", "note": "待查"},
        {"metric": None, "value": "5"},
        {"metric": names["planning_eia_passed"], "value": "\0"},
        {"metric": names["boundary_clear"], "value": one("eligibility.yes")},
        {"metric": names["block_count"], "value": None},
    ]
    read = read_rows(rows, metrics, rules, one, today=TODAY)
    assert [figure.metric for figure in read.figures] == [REVENUE, "boundary_clear"]
    assert len(read.left) == 5
    frame = figures_table(read.figures, opening, metrics, {}, other, left=read.left)
    again = read_rows(rows_of(frame), metrics, rules, other, today=TODAY)
    assert set(again.figures) == set(read.figures)
    assert sorted(again.left, key=str) == sorted(read.left, key=str)
    assert sorted((one.key, one.value) for one in again.faults) == sorted(
        (one.key, one.value) for one in read.faults
    )
    shown = [row for row in rows_of(frame) if row["value"] == "很多"]
    assert [(row["unit"], row["qualifier"], row["year"]) for row in shown] == [
        (other("eligibility_sheet.unit_wan_yuan"), other("eligibility_sheet.qualifier_ge"), 2025)
    ]


def test_a_size_beyond_everything_known_is_told_beside_the_table(rules, metrics, catalog, t):
    rows = [{"metric": name_metrics(metrics, t)[REVENUE], "value": "2500000", "year": 2025}]
    read = read_rows(rows, metrics, rules, t, catalog=catalog, zone="yibin", today=TODAY)
    (fault,) = read.faults
    assert (fault.key, fault.severity, fault.row) == ("own_large", "warning", 1)
    assert (read.figures[0].value, read.left) == (2_500_000, ())


def test_more_rows_than_may_be_kept_wait(rules, metrics, t):
    names = [
        name
        for metric, name in name_metrics(metrics, t).items()
        if rules.metrics[metric].unit == "boolean"
    ]
    rows = [
        {"metric": name, "value": t("eligibility.yes"), "year": year}
        for year in range(1980, 2026)
        for name in names
    ][: MOST_FIGURES + 3]
    read = read_rows(rows, metrics, rules, t, today=TODAY)
    assert (len(read.figures), len(read.left)) == (MOST_FIGURES, 3)
    assert [fault.key for fault in read.faults] == ["own_too_many"]


def test_the_same_figure_twice_is_told(rules, metrics, t):
    names = name_metrics(metrics, t)
    rows = [{"metric": names[REVENUE], "value": n, "year": 2025} for n in ("250", "260")]
    read = read_rows(rows, metrics, rules, t, today=TODAY)
    assert [one.value for one in read.figures] == [250]
    assert [row["value"] for row in read.left] == ["260"]
    assert any(fault.severity == "error" for fault in read.faults)


@pytest.mark.parametrize("value", ["=1+1", "\0", "x" * 5000, "1e999", "nan", "😀", "-5", '"', ","])
def test_whatever_is_typed_is_read_or_told(rules, metrics, t, value):
    names = name_metrics(metrics, t)
    rows = [{"metric": names[REVENUE], "value": value, "year": 2025, "note": value}]
    rows.append({"metric": names["planning_eia_passed"], "value": t("eligibility.yes")})
    read = read_rows(rows, metrics, rules, t, today=TODAY)
    assert len(read.figures) + len(read.left) == 2
    assert bool(read.left) <= bool(read.faults)
    for fault in read.faults:
        assert fault.line(t.lang)
    # one bad cell keeps nothing else out
    assert read.figures[-1].metric == "planning_eia_passed"


def test_a_file_says_anew_what_it_says():
    old = OwnFigure(metric=REVENUE, value=1, unit="100m_cny", year=2024)
    kept = OwnFigure(metric=REVENUE, value=2, unit="100m_cny", year=2023)
    new = OwnFigure(metric=REVENUE, value=3, unit="100m_cny", year=2024)
    assert merge_figures((old, kept), (new,)) == (kept, new)
