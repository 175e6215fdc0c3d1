"""Ranks, shares, medians: against hand calculation, and against the files read plainly."""

import csv
import math
import statistics

import pytest

from geo.compare import best_period, compare
from geo.errors import IndicatorError
from geo.settings import data_dir

CD, ZG, PZH, LZ, DY, MY = "510100", "510300", "510400", "510500", "510600", "510700"


def rows_of(indicator, period):
    """Read the shown values of the data file without any code of ours."""
    with (data_dir() / "prefecture_indicators.csv").open(encoding="utf-8") as file:
        return {
            row["adcode"]: float(row["value"])
            for row in csv.DictReader(file)
            if (row["indicator"], row["period"]) == (indicator, period)
            and row["status"] in {"official", "reported", "derived"}
        }


def test_a_line_by_hand(make):
    catalog = make(
        [
            (CD, "gdp", "2022", 50.0, "official"),
            (ZG, "gdp", "2022", 10.0, "reported"),
            (PZH, "gdp", "2022", 20.0, "derived"),
            (LZ, "gdp", "2022", 20.0, "official"),
            (DY, "gdp", "2022", 99.0, "suspect"),
            (MY, "gdp", "2022", 88.0, "unverified"),
        ]
    )
    line = compare(catalog, "gdp", "2022")
    assert list(line.entries) == list(catalog.prefectures.index)
    assert (line.n, line.lowest, line.highest) == (4, 10, 50)
    assert line.median == 20  # of 10 20 20 50
    assert line.median_place == 0.25  # (20 - 10) / (50 - 10)
    ranks = {code: entry.rank for code, entry in line.entries.items() if entry.rank}
    assert ranks == {CD: 1, PZH: 2, LZ: 2, ZG: 4}
    assert [line.entries[code].place for code in (CD, ZG, PZH)] == [1, 0, 0.25]
    # the province published 56,749.8 for 2022
    assert line.province.value == 56749.8
    assert line.entries[CD].share == pytest.approx(100 * 50 / 56749.8)
    assert {code: line.entries[code].gap for code in (DY, MY, "513400")} == {
        DY: "suspect",
        MY: "unverified",
        "513400": "missing",
    }
    for code in (DY, MY):
        entry = line.entries[code]
        assert math.isnan(entry.value)
        assert (entry.rank, entry.share, entry.source_ids) == (None, None, ())


def test_who_is_left_out_keeps_the_value_and_loses_the_rank(make):
    catalog = make(
        [
            (CD, "gdp", "2022", 50.0, "official"),
            (ZG, "gdp", "2022", 10.0, "official"),
            (PZH, "gdp", "2022", 20.0, "official"),
        ]
    )
    line = compare(catalog, "gdp", "2022", without=[CD])
    chengdu = line.entries[CD]
    assert (chengdu.value, chengdu.rank, chengdu.gap) == (50, None, "left_out")
    assert math.isnan(chengdu.place)
    assert (line.n, line.median, line.highest) == (2, 15, 20)
    assert line.entries[PZH].rank == 1
    assert line.entries[PZH].share == pytest.approx(100 * 20 / 56749.8)


@pytest.mark.parametrize(("status", "gap"), [("suspect", "suspect"), ("unverified", "unverified")])
def test_leaving_out_does_not_uncover_what_is_withheld(make, status, gap):
    rows = [(CD, "gdp", "2022", 50.0, status), (ZG, "gdp", "2022", 10.0, "official")]
    entry = compare(make(rows), "gdp", "2022", without=[CD]).entries[CD]
    assert math.isnan(entry.value)
    assert entry.gap == gap


def test_leaving_out_a_gap_stays_a_gap(make):
    catalog = make([(ZG, "gdp", "2022", 10.0, "official")])
    assert compare(catalog, "gdp", "2022", without=[CD]).entries[CD].gap == "missing"


@pytest.mark.parametrize(
    ("indicator", "period", "gap"),
    [
        ("gdp", "2022", ""),
        ("hte_count", "2023", "by_note"),  # the places add to more than the province
        ("gdp", "2018", "by_note"),
        ("gdp_per_capita", "2023", "not_total"),
        ("tech_contract_value", "2023", "no_total"),  # the province says "more than 1,900"
        ("sci_expenditure", "2023", "no_total"),
    ],
)
def test_shares_stand_where_they_are_permitted(catalog, indicator, period, gap):
    line = compare(catalog, indicator, period)
    assert line.share_gap == gap
    shares = [entry.share for entry in line.entries.values() if entry.share is not None]
    assert bool(shares) == (gap == "")
    assert not gap or all(entry.share is None for entry in line.entries.values())


@pytest.mark.parametrize("indicator", ["gdp", "hte_count", "rd_intensity", "urbanisation_rate"])
def test_lines_agree_with_the_file(catalog, indicator):
    line = compare(catalog, indicator)
    held = rows_of(indicator, line.period)
    assert len(held) >= 18
    shown = {code: entry.value for code, entry in line.entries.items() if not entry.gap}
    assert shown == held
    assert line.n == len(held)
    assert line.median == statistics.median(held.values())
    for code, value in held.items():
        assert line.entries[code].rank == 1 + sum(other > value for other in held.values())
        expected = (value - min(held.values())) / (max(held.values()) - min(held.values()))
        assert line.entries[code].place == pytest.approx(expected)


def test_the_period_is_the_latest_that_nearly_all_have(catalog):
    periods = {
        "gdp": "2025",
        "hte_count": "2023",
        "rd_intensity": "2019",
        "industrial_firms": "2021",  # 2022 has 16
        "hei_students": "2022",  # 2023 has 16
        "rd_personnel": "2019",  # never 18: the fullest
    }
    assert {name: best_period(catalog, name) for name in periods} == periods
    for name in ("gdp", "hte_count", "rd_intensity", "industrial_firms", "hei_students"):
        assert len(rows_of(name, periods[name])) >= 18


def test_what_is_not_held_is_refused(catalog):
    with pytest.raises(IndicatorError, match="no_such"):
        compare(catalog, "no_such")
    with pytest.raises(IndicatorError, match="2001"):
        compare(catalog, "gdp", "2001")
    with pytest.raises(IndicatorError, match="without"):
        compare(catalog, "gdp", "2022", without=["999999"])
