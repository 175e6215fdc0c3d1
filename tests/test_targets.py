"""Verdicts, ways and paces against hand calculations, and what no figure may prove."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import IndicatorError
from geo.targets import (
    Claim,
    change_per_year,
    check_aim,
    needed_change,
    progress,
    read_aim,
    starting_aim,
    verdict_of,
)

TODAY = date(2026, 11, 22)


def rows_of(catalog, today=TODAY):
    return {row.target_id: row for row in progress(catalog, today)}


def figure(period, value, **more):
    return {
        "indicator": "hte_count",
        "value": float(value),
        "qualifier": "eq",
        "unit": "家",
        "period": str(period),
        "kind": "actual",
        "superseded": False,
        "source_id": "C-GWR2025",
        "status": "reported",
        "note_zh": None,
        "note_en": None,
        **more,
    }


def note(period, rule):
    return {
        "scope": "province",
        "indicator": "hte_count",
        "period": period,
        "rule": rule,
        "note_zh": "口径",
        "note_en": "basis",
        "source_ids": (),
    }


def row_with(catalog, *figures, notes=(), today=TODAY, **plan):
    """Return the target 8160 (2020) to 16000 (2025) over figures of our own."""
    targets = catalog.plan_targets
    targets = targets[targets["indicator"] == "hte_count"].assign(**plan)
    own = replace(
        catalog,
        plan_targets=targets,
        province_values=pd.DataFrame([figure(2020, 8160), *figures]),
        series_notes=pd.DataFrame(list(notes), columns=list(catalog.series_notes.columns)),
        digest="own",
    )
    (row,) = progress(own, today)
    assert verdict_of(own, "hte_count", today) == row
    return row


# The shipped plan


def test_row_three_reads_as_published(catalog):
    row = rows_of(catalog)["3"]
    assert (row.base.value, row.base.year) == (8160, 2020)
    assert (row.latest.value, row.latest.year, row.latest.status) == (18000, 2024, "reported")
    assert (row.target.value, row.target.year) == (16000, 2025)
    # 2022: 14,500; 2023: about 16,800, by our rule 16,300 to 17,300
    assert (row.verdict, row.reached, row.reached_exactly) == ("met", 2023, True)
    assert row.way == pytest.approx(9840 / 7840)  # (18000 - 8160) / (16000 - 8160)
    assert row.pace == pytest.approx((18000 / 8160) ** 0.25 - 1)


def test_the_verdicts_of_the_plan(catalog):
    rows = rows_of(catalog)
    assert list(rows) == [*map(str, range(1, 11)), "rd_intensity"]
    met = {"3": (2023, True), "7": (2023, False)}  # no figure of 2022 for contracts
    for key, row in rows.items():
        assert row.verdict == ("met" if key in met else "unpublished"), key
        assert (row.reached, row.reached_exactly) == met.get(key, (None, False)), key


@pytest.mark.parametrize(
    ("key", "way", "pace"),
    [
        ("1", 6833 / 9433, math.sqrt(27000 / 20167) - 1),  # 72 %, as the note on the series says
        ("2", 2.9 / 6.1, 2.9),  # percentage points: 34.8 - 31.9 in one year
        ("5", 6407 / 7707, math.sqrt(18700 / 12293) - 1),
        ("6", 164 / 300, (264 / 100) ** (1 / 3) - 1),
        ("7", 651.22 / 351.22, (1900 / 1248.78) ** (1 / 3) - 1),
        ("9", 0.3 / 0.9, 0.15),  # 5.6 to 5.9 in two years
        ("rd_intensity", 0.15 / 0.23, 0.15 / 4),  # 2.17 to 2.32 in four years
        ("4", None, None),  # nothing after the base year
        ("8", None, None),
        ("10", None, None),
    ],
)
def test_ways_and_paces_by_hand(catalog, key, way, pace):
    row = rows_of(catalog)[key]
    assert row.way == (None if way is None else pytest.approx(way))
    assert row.pace == (None if pace is None else pytest.approx(pace))


def test_intensity_has_a_base_that_was_published_and_targets_to_come(catalog):
    row = rows_of(catalog)["rd_intensity"]
    assert (row.base.value, row.base.year, row.base.source_id) == (2.17, 2020, "C-RD2020")
    assert [(claim.year, claim.value) for claim in row.later_targets] == [(2027, 2.5), (2030, 2.8)]
    assert starting_aim(row).value == 2.8
    assert row.withheld == (2023,)  # from memory
    # 2.32 + 6 x 0.08 = 2.80; 2.32 + 3 x 0.06 = 2.50
    assert needed_change(row, 2.8, TODAY).per_year == pytest.approx(0.08)
    assert needed_change(row, 2.5, TODAY, 2027).per_year == pytest.approx(0.06)
    assert needed_change(row, 2.5, date(2027, 1, 1), 2027).kind == "past"


def test_a_replaced_statement_is_kept_apart(catalog):
    row = rows_of(catalog)["1"]
    assert row.latest.value == 27000
    assert [(claim.year, claim.value) for claim in row.superseded] == [(2022, 26000)]
    assert [claim.value for claim in rows_of(catalog)["3"].superseded_targets] == [12000]


def test_sources_are_those_of_the_figures_used(catalog):
    for row in rows_of(catalog).values():
        assert row.target.source_id in row.source_ids
        assert set(row.source_ids) <= set(catalog.sources.index)


# What figures prove


@pytest.mark.parametrize(
    ("figures", "verdict", "reached"),
    [
        # the target year decides
        ([figure(2025, 16000)], "met", 2025),
        ([figure(2025, 15999)], "not_met", None),
        ([figure(2024, 17000), figure(2025, 15999)], "not_met", None),
        ([figure(2023, 17000), figure(2025, 16500)], "met", 2023),
        # before it, the last figure decides, and only that the target was reached
        ([figure(2024, 15999)], "unpublished", None),
        ([figure(2022, 17000), figure(2024, 15000)], "unpublished", None),
        ([figure(2022, 17000), figure(2023, 15000), figure(2024, 18000)], "met", 2024),
        # bounds and estimates decide what they can
        ([figure(2024, 16000, qualifier="ge")], "met", 2024),
        ([figure(2024, 15000, qualifier="ge")], "unpublished", None),
        ([figure(2025, 15000, qualifier="ge")], "unpublished", None),
        ([figure(2025, 16400, qualifier="approx")], "unpublished", None),  # 15,900 to 16,900
        ([figure(2025, 16500, qualifier="approx")], "met", 2025),  # 16,000 to 17,000
        ([figure(2025, 15400, qualifier="approx")], "not_met", None),  # 14,900 to 15,900
        ([figure(2023, 17000), figure(2024, 15000, qualifier="ge")], "met", 2023),
        # after it
        ([figure(2026, 15000)], "not_met", None),
        ([figure(2024, 15000), figure(2026, 17000)], "met", 2026),
        ([figure(2024, 17000), figure(2026, 15000)], "met", 2024),
        # what does not count
        ([figure(2024, 17000, status="unverified")], "unpublished", None),
        ([figure(2024, 17000, status="suspect")], "unpublished", None),
        ([figure(2024, 17000, superseded=True)], "unpublished", None),
        ([figure(2024, 17000, kind="target")], "unpublished", None),
        ([figure("2025H1", 17000)], "unpublished", None),
        ([figure("2025Q1-Q3", 17000)], "unpublished", None),
        ([], "unpublished", None),
    ],
)
def test_a_verdict_says_only_what_is_proved(catalog, figures, verdict, reached):
    row = row_with(catalog, *figures)
    assert (row.verdict, row.reached) == (verdict, reached)


def test_before_the_target_year_is_over_nothing_is_missed(catalog):
    assert row_with(catalog, figure(2024, 15000), today=date(2025, 12, 31)).verdict == "ahead"
    assert row_with(catalog, figure(2024, 15000), today=date(2026, 1, 1)).verdict == "unpublished"
    assert row_with(catalog, figure(2024, 17000), today=date(2025, 1, 1)).verdict == "met"


def test_a_basis_that_changes_compares_with_nothing(catalog):
    new_basis = [figure(2024, 17000)]
    row = row_with(catalog, *new_basis, notes=[note("2024", "break_before")])
    assert (row.verdict, row.way, row.pace) == ("unpublished", None, None)
    assert (row.latest.value, row.latest_compares) == (17000, False)
    alone = row_with(catalog, *new_basis, notes=[note("2024", "not_comparable")])
    assert (alone.verdict, alone.latest_compares) == ("unpublished", False)
    # a break before the base, and a footnote, cut nothing
    for harmless in (note("2020", "break_before"), note("2024", "footnote")):
        assert row_with(catalog, *new_basis, notes=[harmless]).verdict == "met"


def test_of_two_figures_of_a_year_the_better_known_counts(catalog):
    pair = [figure(2025, 15000), figure(2025, 16000, status="official")]
    for order in (pair, pair[::-1]):
        row = row_with(catalog, *order)
        assert (row.verdict, row.latest.value) == ("met", 16000)


def test_a_way_may_lead_back(catalog):
    row = row_with(catalog, figure(2022, 7376))
    assert row.way == pytest.approx(-0.1)  # (7376 - 8160) / (16000 - 8160)
    assert row.pace == pytest.approx(math.sqrt(7376 / 8160) - 1)
    assert row.pace < 0


def test_a_target_that_is_the_base_has_no_way(catalog):
    assert row_with(catalog, figure(2022, 9000), base_value=16000.0).way is None


def test_lower_can_be_better():
    claim = Claim(90, "eq", 2025, "official", "s")
    assert claim.decides(100, lower_is_better=True) is True
    assert claim.decides(80, lower_is_better=True) is False
    bound = replace(claim, qualifier="ge")
    assert bound.decides(100, lower_is_better=True) is None
    assert bound.decides(80, lower_is_better=True) is False  # more than 90 is not 80 or less


@pytest.mark.parametrize(
    ("value", "margin"), [(16800, 500), (30400, 500), (95, 0.5), (1.9, 0.05), (0, 0), (-420, 5)]
)
def test_an_estimate_is_right_to_half_a_unit_of_its_second_digit(value, margin):
    assert Claim(value, "approx", 2023, "derived", "s").margin == pytest.approx(margin)
    assert Claim(value, "eq", 2023, "derived", "s").margin == 0


def test_an_indicator_without_a_target_has_no_verdict(catalog):
    assert verdict_of(catalog, "gdp", TODAY) is None


def test_a_plan_without_a_target_value_is_refused(catalog):
    with pytest.raises(IndicatorError, match="hte_count"):
        row_with(catalog, target_value=math.nan)


# Aims


def test_thirty_thousand_needs_nearly_nine_per_cent(catalog):
    row = rows_of(catalog)["3"]
    need = needed_change(row, 30000, TODAY)
    assert need.kind == "change"
    assert need.per_year == pytest.approx(0.08886, abs=5e-5)
    value = 18000.0
    for _ in range(2024, 2030):
        value *= 1 + need.per_year
    assert value == pytest.approx(30000)


def test_a_pace_leads_only_to_a_year_ahead(catalog):
    row = rows_of(catalog)["3"]
    assert needed_change(row, 30000, date(2029, 12, 31)).kind == "change"
    assert needed_change(row, 30000, date(2030, 1, 1)).kind == "past"
    assert needed_change(row, 17999, TODAY).kind == "above"
    assert needed_change(row, 18000, TODAY).per_year == 0
    done = row_with(catalog, figure(2030, 17000))
    assert needed_change(done, 30000, TODAY).kind == "past"


def test_without_any_figure_there_is_nothing_to_start_from(catalog):
    row = row_with(catalog)
    assert needed_change(replace(row, latest=None), 30000, TODAY).kind == "no_latest"


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.integers(1, 30))
def test_compound_growth_leads_from_the_first_to_the_last(first, last, years):
    change = change_per_year(first, last, years, is_share=False)
    assert first * (1 + change) ** years == pytest.approx(last)
    points = change_per_year(first, last, years, is_share=True)
    assert first + points * years == pytest.approx(last)


@pytest.mark.parametrize(("first", "last", "years"), [(1, 2, 0), (1, 2, -1), (0, 2, 1), (2, 0, 1)])
def test_a_change_without_meaning_is_none(first, last, years):
    assert change_per_year(first, last, years, is_share=False) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30000", 30000),
        (" 30,000 ", 30000),
        ("３００００", 30000),
        ("3万", 30000),
        ("30000家", 30000),
        ("30,000 enterprises", 30000),
        ("30000.5", 30000.5),
        ("-1", "not_positive"),
        ("0", "not_positive"),
        ("abc", "no_number"),
        ("3 0000", "no_number"),
        ("3e9", "no_number"),
        ("nan", "no_number"),
        ("inf", "no_number"),
        ("30,00", "no_number"),
        ("=1+1", "no_number"),
        ("²", "no_number"),
        ("9" * 29, "too_large"),
        ("1800001", "too_large"),  # a hundred times 18,000 is the most
        ("1800000", 1800000),
    ],
)
def test_what_is_typed_is_read_or_refused(catalog, text, expected):
    assert read_aim(text, rows_of(catalog)["3"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("2.8%", 2.8), ("2.8％", 2.8), ("100", 100), ("100.1", "above_hundred")]
)
def test_a_share_stays_below_a_hundred(catalog, text, expected):
    assert read_aim(text, rows_of(catalog)["rd_intensity"]) == expected


@given(st.text(max_size=30))
def test_no_text_is_too_odd(catalog, text):
    found = read_aim(text, rows_of(catalog)["3"])
    assert isinstance(found, str) or 0 < found <= 1_800_000


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, -1.0, 0.0, 1e300])
def test_an_address_is_held_to_the_same_bounds(catalog, number):
    assert isinstance(check_aim(number, rows_of(catalog)["3"]), str)
