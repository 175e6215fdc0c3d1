"""The timeline against counts made by hand from the dates that documents give."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.zones.timeline import (
    aim,
    find_stop,
    identified_by,
    known_since,
    last_total,
    levels_at,
    span,
    stops,
)

# Recognised or upgraded, whichever is earlier, as the documents say (zone by zone, by hand).
BY_HAND = {
    "chengdu": "1991", "mianyang": "1992", "zigong": "1992", "leshan": "1996",
    "panzhihua-vti": "2013", "luzhou": "2013", "deyang": "2013", "jingyang": "2013-04-12",
    "neijiang": "2017", "xindu": "2018-01-02", "mianzhu": "2018-01", "jiangyou": "2018-03-10",
    "youxian": "2018-03-10", "yantan": "2018-03-10", "suining": "2018-03-10",
    "meishan": "2018-03-10", "nanchong": "2019-01", "yibin": "2019-01", "dazhou": "2019-11",
    "panzhihua-dongqu": "2020", "anzhou": "2021-07",
}  # fmt: skip
# No date at all: the first document that proves each.
PROVED = {"ziyang": "2017-06-15", "jinniu": "2020-07-30", "liangshan": "2024-10-22"}


def with_zone(catalog, zone_id, **cells):
    """Return the catalogue with some cells of a zone changed."""
    zones = catalog.zones.copy()
    for column, value in cells.items():
        values = list(zones[column])
        values[list(zones.index).index(zone_id)] = value
        zones[column] = values
    return replace(catalog, zones=zones)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2018-03-10", "2018-03-10", "2018-03-10"),
        ("2018-02", "2018-02-01", "2018-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2018", "2018-01-01", "2018-12-31"),
        ("2021H1", "2021-01-01", "2021-06-30"),
        ("2021H2", "2021-07-01", "2021-12-31"),
        ("2022Q3", "2022-07-01", "2022-09-30"),
        ("2022Q1-Q3", "2022-01-01", "2022-09-30"),
        ("2021M1-7", "2021-01-01", "2021-07-31"),
        ("2021M1-12", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_date_stands_for_all_the_days_it_may_mean(period, first, last):
    assert span(period) == (first, last)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)))
def test_every_day_lies_in_its_month_and_year(day):
    for period in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        first, last = span(period)
        assert first <= day.isoformat() <= last
    assert int(span(f"{day:%Y-%m}")[1][8:]) == calendar.monthrange(day.year, day.month)[1]


def test_every_recognised_zone_has_its_first_date(catalog):
    found = known_since(catalog)
    assert {zone: one.date for zone, one in found.items() if one.dated} == BY_HAND
    assert {zone: one.date for zone, one in found.items() if not one.dated} == PROVED


def test_a_proof_is_the_document_that_names_the_zone(catalog):
    found = known_since(catalog)
    assert found["ziyang"].source_id == "Z-S65"  # a meeting on its bid, June 2017
    assert found["jinniu"].source_id == "Z-S61"  # the appraisal of July 2020
    # a list of addresses of 2019 places Jinniu, and a report of 2019 does not name Liangshan
    assert found["liangshan"].source_id is None


@pytest.mark.parametrize(
    ("period", "identified"),
    [
        # early 2013: four national ones; three are dated 2013 only, one came in April
        ("2013-03", 4),
        ("2013-04", 5),
        # the year's end makes the three certain: 4 + 3 + Jingyang
        ("2013", 8),
        ("2016", 8),
        # 8, Neijiang, Ziyang, and the seven of January and March 2018
        ("2018-07", 17),
        ("2019-01", 19),
        ("2020-06", 20),
        ("2020", 22),
        ("2022-04", 23),
        ("2023-11", 23),
        ("2024-09", 23),
        ("2024", 24),
    ],
)
def test_zones_identified_by_a_date(catalog, period, identified):
    assert len(identified_by(catalog, period)) == identified


@given(st.dates(dt.date(1990, 1, 1), dt.date(2027, 12, 31)))
def test_zones_once_identified_stay(catalog, day):
    end = day.isoformat()
    by_hand = {zone for zone, date in (BY_HAND | PROVED).items() if span(date)[1] <= end}
    assert identified_by(catalog, end) == by_hand


def test_a_year_covers_its_year_and_no_earlier_month(catalog):
    changed = with_zone(catalog, "xindu", recognised="2018")
    assert "xindu" not in identified_by(changed, "2018-07")
    assert "xindu" in identified_by(changed, "2018")
    assert "xindu" in identified_by(changed, "2018-12")


def test_a_month_from_memory_counts_as_its_year(catalog):
    assert catalog.zones["upgraded"]["neijiang"] == "2017-02"
    assert "upgraded" in catalog.zones["memory_for"]["neijiang"]
    assert "neijiang" not in identified_by(catalog, "2017-06")
    sure = with_zone(catalog, "neijiang", memory_for=())
    assert "neijiang" in identified_by(sure, "2017-06")


def test_a_park_of_old_mentions_is_never_identified(catalog):
    for period in ("2013-03", "2025"):
        assert not {z for z in identified_by(catalog, period) if z.startswith("cand-")}
    assert "cand-pengshan" not in levels_at(catalog, None)


def test_an_undated_zone_of_2020_counts_at_the_end_of_2020(catalog):
    changed = with_zone(catalog, "jinniu", source_ids=(), level_asof=None)
    assert known_since(changed)["jinniu"].date == "2020"
    nowhere = with_zone(changed, "jinniu", source_ids=(), level_asof=None, level_2020=None)
    assert "jinniu" not in known_since(nowhere)


def test_a_zone_is_provincial_until_it_is_upgraded(catalog):
    # Leshan: provincial 1996, national 2012; Luzhou: 2013 and February 2015
    assert levels_at(catalog, "2000")["leshan"] == "provincial"
    assert levels_at(catalog, "2012")["leshan"] == "national"
    assert levels_at(catalog, "2014")["luzhou"] == "provincial"
    assert levels_at(catalog, "2015-02")["luzhou"] == "national"
    assert "luzhou" not in levels_at(catalog, "2012")


def test_the_published_numbers_in_their_order(catalog):
    found = stops(catalog)
    totals = [stop.published for stop in found if stop.published is not None]
    assert totals == [4, 11, 19, 21, 25, 26, 27]
    assert [stop.period for stop in found] == [
        "2013-03", "2016", "2018-07", "2019-01", "2020", "2020-12", "2022-04", "2022-11",
        "2023-11", "2024", "2025", None,
    ]  # fmt: skip
    assert [stop.identified for stop in found] == [4, 8, 17, 19, 22, 22, 23, 23, 23, 24, 24, 24]
    assert all(stop.identified <= stop.published for stop in found if stop.published)


def test_two_counts_of_one_year_have_addresses_of_their_own(catalog):
    within, end = [stop for stop in stops(catalog) if stop.moment]
    assert (within.period, within.moment, within.published) == ("2020", "within", 25)
    assert (end.period, end.moment, end.published) == ("2020-12", "end", 26)
    assert len({stop.period for stop in stops(catalog)}) == len(stops(catalog))


def test_zones_dated_too_coarsely_are_counted_apart(catalog):
    # in March 2013 nobody knows whether the three zones of "2013" were there
    first = stops(catalog)[0]
    assert (first.identified, first.maybe, first.undated) == (4, 3, 0)
    assert stops(catalog)[-1].undated == 3


def test_levels_at_the_dates(catalog):
    found = {stop.period: (stop.national, stop.provincial) for stop in stops(catalog)}
    assert found["2016"] == (7, 1)  # as published: 7 national; of 4 provincial one is known
    assert found["2018-07"] == (8, 9)
    assert found["2020-12"] == (8, 14)
    assert found[None] == (8, 16)


def test_no_total_was_published_after_april_2022(catalog):
    last = last_total(stops(catalog))
    assert (last.period, last.published) == ("2022-04", 27)
    assert last_total([stop for stop in stops(catalog) if stop.published is None]) is None


def test_an_address_between_two_dates_means_the_one_before(catalog):
    found = stops(catalog)
    assert find_stop(found, "2021").period == "2020-12"
    assert find_stop(found, "2018-07").period == "2018-07"
    assert find_stop(found, "2018H1").period == "2016"
    assert find_stop(found, "1990").period == "2013-03"
    assert find_stop(found, "2026").period == "2025"
    assert find_stop(found, None).period is None


def test_the_number_aimed_for(catalog):
    assert aim(catalog) == (35, "official", "Z-S01")
    plan = catalog.plan_counts
    assert aim(replace(catalog, plan_counts=plan[plan["kind"] != "target"])) is None
