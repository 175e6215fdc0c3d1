"""Figures that are typed mean what they mean in a file, and each fault names its cell."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.eligibility.own import list_metrics
from geo.eligibility.rules import load_rules
from geo.eligibility.work import OwnFigure
from geo.locale import translator
from geo.ui.eligibility.figures import figures_table, merge_figures, name_metrics, read_rows
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


def rows_of(frame):
    return apply_edits(frame, {})


def test_an_untouched_table_says_nothing(rules, metrics, t):
    rows = rows_of(figures_table((), metrics, metrics, {}, t))
    assert len(rows) == len(metrics)
    assert read_rows(rows, metrics, rules, t, today=TODAY) == ((), ())


def test_figures_come_back_equal(rules, metrics, t):
    figures = (
        OwnFigure(metric=REVENUE, value=480, unit="100m_cny", year=2025, source="年报", note="x"),
        OwnFigure(metric=REVENUE, value=412.5, unit="100m_cny", year=2024, qualifier="ge"),
        OwnFigure(metric="planning_eia_passed", value=True, unit="boolean"),
        OwnFigure(metric="hightech_revenue_share_pct", value=42.7, unit="percent", year=2025),
    )
    rows = rows_of(figures_table(figures, metrics, metrics, {}, t))
    found, faults = read_rows(rows, metrics, rules, t, today=TODAY)
    assert {(one.metric, one.year): one for one in found} == {
        (one.metric, one.year): one for one in figures
    }
    assert not [fault for fault in faults if fault.severity == "error"]


def test_a_row_at_fault_leaves_the_others_and_is_named(rules, metrics, t):
    names = name_metrics(metrics, t)
    rows = [
        {"metric": names[REVENUE], "value": "250", "year": 2025},
        {"metric": names["hightech_revenue_share_pct"], "value": "0.4", "year": 2025},
        {"metric": names["hightech_revenue_share_pct"], "value": "x", "year": 2024},
    ]
    found, faults = read_rows(rows, metrics, rules, t, today=TODAY)
    assert [(one.metric, one.value) for one in found] == [(REVENUE, 250)]
    assert [fault.row for fault in faults if fault.severity == "error"] == [2, 3]
    # no address of a cell of a file that nobody sees
    assert not any("(" in (fault.column or "") for fault in faults)


def test_the_same_figure_twice_is_told(rules, metrics, t):
    names = name_metrics(metrics, t)
    rows = [{"metric": names[REVENUE], "value": n, "year": 2025} for n in ("250", "260")]
    found, faults = read_rows(rows, metrics, rules, t, today=TODAY)
    assert [one.value for one in found] == [250]
    assert any(fault.severity == "error" for fault in faults)


@pytest.mark.parametrize("value", ["=1+1", "\0", "x" * 5000, "1e999", "nan", "😀", "-5", '"', ","])
def test_whatever_is_typed_is_read_or_told(rules, metrics, t, value):
    names = name_metrics(metrics, t)
    rows = [{"metric": names[REVENUE], "value": value, "year": 2025, "note": value}]
    found, faults = read_rows(rows, metrics, rules, t, today=TODAY)
    assert found or faults
    for fault in faults:
        assert fault.line(t.lang)


def test_a_file_says_anew_what_it_says():
    old = OwnFigure(metric=REVENUE, value=1, unit="100m_cny", year=2024)
    kept = OwnFigure(metric=REVENUE, value=2, unit="100m_cny", year=2023)
    new = OwnFigure(metric=REVENUE, value=3, unit="100m_cny", year=2024)
    assert merge_figures((old, kept), (new,)) == (kept, new)
