"""The key figures against the rows they come from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.errors import IndicatorError
from geo.summary import KEY_INDICATORS, latest_figure, tally_zones


@pytest.mark.parametrize("indicator", KEY_INDICATORS)
def test_a_key_figure_is_the_latest_that_may_be_shown(catalog, indicator):
    found = latest_figure(catalog, indicator)
    rows = [
        row
        for _, row in catalog.province_values.iterrows()
        if row["indicator"] == indicator
        and row["kind"] == "actual"
        and not row["superseded"]
        and row["status"] in {"official", "reported", "derived"}
    ]
    assert found.period == max(row["period"] for row in rows)
    (row,) = [row for row in rows if row["period"] == found.period]
    assert (found.value, found.status, found.source_id) == (
        row["value"],
        row["status"],
        row["source_id"],
    )
    assert found.qualifier == row["qualifier"]
    assert found.source_id in catalog.sources.index


def with_row(catalog, **values):
    table = catalog.province_values.copy()
    rows = table["indicator"] == "hte_count"
    newest = table[rows].sort_values("period").index[-1]
    table.loc[newest, list(values)] = list(values.values())
    return replace(catalog, province_values=table)


@pytest.mark.parametrize(
    "change",
    [{"status": "suspect"}, {"status": "unverified"}, {"kind": "target"}, {"superseded": True}],
    ids=lambda change: next(iter(change.values())),
)
def test_what_is_withheld_aimed_for_or_superseded_is_no_figure(catalog, change):
    changed = with_row(catalog, period="2099", kind="actual", superseded=False, status="official")
    assert latest_figure(changed, "hte_count").period == "2099"
    doubted = with_row(changed, **change)
    assert latest_figure(doubted, "hte_count").period != "2099"


def test_an_indicator_without_a_figure_is_refused(catalog):
    with pytest.raises(IndicatorError, match="'no_such'"):
        latest_figure(catalog, "no_such")


def test_zones_are_counted_as_published_identified_and_aimed_for(catalog):
    tally = tally_zones(catalog)
    # the plan: 26 at the end of 2020 (8 + 18), 35 by 2025 (10 + 25)
    assert (tally.counted, tally.counted_national, tally.counted_provincial) == (26, 8, 18)
    assert (tally.aim, tally.aim_national, tally.aim_provincial) == (35, 10, 25)
    levels = list(catalog.zones["level"])
    assert tally.identified == 22
    assert tally.recognised == levels.count("national") + levels.count("provincial") == 24


def test_the_latest_total_is_the_last_that_was_published(catalog):
    tally = tally_zones(catalog)
    counts = catalog.zone_counts
    known = counts[counts["total"].notna()]
    assert tally.latest_period == max(known["period"])
    assert tally.latest == known.set_index("period").loc[tally.latest_period, "total"]
