"""Reach: tables worked by hand, and what holds for any times, limits and errors."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catchment.drive import FITTED
from geo.catchment.holdings import prepare_land
from geo.catchment.places import zone_points
from geo.catchment.progress import unheard
from geo.catchment.reach import (
    STATES,
    judge,
    rank_left_out,
    reach_counties,
    round_minutes,
    share_within,
    summarise,
)
from geo.catchment.study import Study, measure_costs
from geo.catchment.travel import ModelTravel
from geo.crs import GEOGRAPHIC
from geo.errors import CancelledError, CatchmentError

NAN, INF = float("nan"), float("inf")


def test_a_limit_within_the_error_of_a_time_is_borderline():
    # 20 %: from 50 the limit lies within 10, up to 75 within 15
    minutes = [0, 40, 49.9, 50, 60, 75, 75.1, 100, NAN, INF]
    assert judge(minutes, 60, 20).tolist() == [
        "covered", "covered", "covered", "borderline", "borderline", "borderline", "left_out",
        "left_out", "unknown", "left_out",
    ]  # fmt: skip
    assert judge(minutes, 60, None).tolist() == [
        "covered", "covered", "covered", "covered", "covered", "left_out", "left_out",
        "left_out", "unknown", "left_out",
    ]  # fmt: skip
    assert judge(np.array([[30.0], [NAN]]), 60, 20).tolist() == [["covered"], ["unknown"]]


@settings(deadline=None)
@given(
    minutes=st.floats(0, 1000),
    limit=st.floats(1, 600),
    error=st.none() | st.floats(0, 90),
    further=st.floats(0, 100),
)
def test_a_higher_limit_never_takes_cover_away(minutes, limit, error, further):
    order = ("left_out", "borderline", "covered")
    lower, higher = (judge(minutes, one, error).item() for one in (limit, limit + further))
    assert order.index(lower) <= order.index(higher)
    if error is None:
        assert lower == ("covered" if minutes <= limit else "left_out")
    elif abs(abs(limit - minutes) - minutes * error / 100) > 1e-9:  # rounding decides there
        assert (lower == "borderline") == (abs(limit - minutes) < minutes * error / 100)


@pytest.mark.parametrize(
    ("minutes", "limit", "error", "said"),
    [
        ([-1.0], 60, 10, "minutes: expected 0 or more; got -1"),
        ([1.0], 0, 10, "limit: expected minutes above 0"),
        ([1.0], NAN, 10, "limit: expected minutes above 0"),
        ([1.0], 60, -1, "error_pct: expected 0 or more"),
        ([1.0], 60, 100, "error_pct: expected 0 or more and less than 100"),
        ([1.0], 60, NAN, "error_pct: expected"),
        ([-2.0], -3, -4, "limit.*error_pct.*minutes"),
    ],
)
def test_times_without_sense_are_refused(minutes, limit, error, said):
    with pytest.raises(CatchmentError, match=said):
        judge(minutes, limit, error)


def test_minutes_are_shown_to_five():
    shown = round_minutes([0, 2.4, 2.5, 7.4999, 7.5, 62.5, 598, NAN])
    np.testing.assert_array_equal(shown, [0, 0, 5, 5, 10, 65, 600, NAN])
    # a time that is shown as the limit may lie on either side of it
    assert judge([62.4, 57.6], 60, None).tolist() == ["left_out", "covered"]


PEOPLE = pd.Series({"a": 100, "b": 200, "c": 300, "d": 400, "e": 500, "f": 600, "g": 400})
MINUTES = pd.DataFrame(
    {
        "west": [30, 58, 90, 200, NAN, NAN],
        "east": [30, 80, NAN, 100, NAN, INF],
    },
    index=list("abcdef"),
)


def test_each_county_has_its_nearest_place():
    found = reach_counties(MINUTES.loc[list("fedcba")], 60, 10, PEOPLE)
    expected = pd.DataFrame(
        {
            "place": pd.Series([*["west"] * 3, "east", *[None] * 3], list("abcdefg"), object),
            "minutes": [30, 58, 90, 100, NAN, INF, NAN],
            "untold": [0, 0, 1, 0, 2, 1, 2],
            # c: the way from the east is not told and might be short; g is in no table
            "state": [
                "covered", "borderline", "unknown", "left_out", "unknown", "unknown", "unknown",
            ],
            "people": [100.0, 200, 300, 400, 500, 600, 400],
        },
        index=list("abcdefg"),
    )  # fmt: skip
    pd.testing.assert_frame_equal(found, expected)
    # without a way to anywhere is left out, if that is known
    nowhere = reach_counties(MINUTES.loc[["f"]].fillna(INF), 60, 10, PEOPLE[["f"]])
    assert nowhere["state"].tolist() == ["left_out"]
    assert nowhere["place"].tolist() == [None]


def test_those_left_out_are_ranked_by_people_and_the_states_summed():
    found = reach_counties(MINUTES[["west"]].fillna(INF), 60, None, PEOPLE)
    ranked = rank_left_out(found)
    assert ranked.index.tolist() == ["f", "e", "d", "c"]
    assert ranked["rank"].tolist() == [1, 2, 3, 4]
    even = rank_left_out(found.assign(people=1.0).iloc[::-1])
    assert even.index.tolist() == ["c", "d", "e", "f"]
    total = summarise(found)
    assert total.index.tolist() == list(STATES)
    assert total["counties"].tolist() == [2, 0, 4, 1]
    assert total["people"].tolist() == [300, 0, 1800, 400]
    assert total["share_pct"].tolist() == pytest.approx([12, 0, 72, 16])


TIMES = st.floats(0, 500) | st.sampled_from([NAN, INF])


@settings(deadline=None)
@given(
    table=st.lists(st.tuples(TIMES, TIMES, st.integers(0, 10**6)), min_size=1, max_size=8),
    limits=st.tuples(st.floats(1, 600), st.floats(1, 600)),
    error=st.none() | st.floats(0, 90),
)
def test_the_states_share_out_the_province(table, limits, error):
    minutes = pd.DataFrame([row[:2] for row in table], columns=["x", "y"])
    people = pd.Series([row[2] for row in table]) + 1
    near, far = (summarise(reach_counties(minutes, one, error, people)) for one in sorted(limits))
    for total in (near, far):
        assert total["counties"].sum() == len(table)
        assert total["people"].sum() == people.sum()
        assert total["share_pct"].sum() == pytest.approx(100)
    assert near["people"]["covered"] <= far["people"]["covered"]
    assert near["people"]["left_out"] >= far["people"]["left_out"]
    turned = reach_counties(minutes[["y", "x"]].iloc[::-1], limits[0], error, people)
    straight = reach_counties(minutes, limits[0], error, people)
    assert turned["state"].tolist() == straight["state"].tolist()


def test_every_fault_of_a_table_is_told_at_once():
    minutes = pd.DataFrame({"west": [1.0, -1.0]}, index=["a", "z"])
    with pytest.raises(CatchmentError) as caught:
        reach_counties(minutes, -5, 200, pd.Series({"a": NAN, "b": 1.0}))
    for said in ("limit", "error_pct", "minutes of county 'z'", "people of county 'a'"):
        assert said in str(caught.value)
    with pytest.raises(CatchmentError, match="minutes of county 'a': expected 0 or more"):
        reach_counties(-MINUTES.iloc[:1], 60, None, PEOPLE)
    with pytest.raises(CatchmentError, match="at least one place"):
        reach_counties(MINUTES[[]], 60, None, PEOPLE)


def test_the_counties_of_the_province_are_all_judged(catalog):
    study = Study("drive", ("chengdu", "mianyang"))
    people = catalog.counties["population"]
    found = reach_counties(measure_costs(study, catalog), 60, FITTED.error_pct, people)
    total = summarise(found)
    assert total["people"].sum() == people.sum()
    # three development zones have no boundary, hence no point and no time
    assert found.index[found["state"] == "unknown"].tolist() == ["511071", "511771", "511971"]
    assert found["state"]["510107"] == "covered"  # Wuhou, within Chengdu
    assert found["place"]["510703"] == "mianyang"  # Fucheng, within Mianyang
    assert found["state"]["513232"] == "left_out"  # Zoigê


@dataclass(frozen=True)
class Strips:
    """Ground that grows from the west and east of a county one degree wide, 0.01° a minute."""

    error_pct: float | None
    kind: str = "table"
    digest: str = "strips"
    source: str = "by hand"

    def areas(self, points, minutes, progress=unheard):
        """Return the strips."""
        progress(0.0)
        rows = [
            (name, time, shapely.box(a, 29, b, 33))
            for name in points.index
            for time in minutes
            for a, b in [
                (104.0, 104.0 + time / 100) if name == "west" else (105.0 - time / 100, 105.0)
            ]
        ]
        progress(1.0)
        frame = pd.DataFrame(rows, columns=["id", "minutes", "geometry"])
        return gpd.GeoDataFrame(frame, geometry="geometry", crs=GEOGRAPHIC)


@pytest.fixture(scope="module")
def square(catalog):
    """Give one county of 1000 people, 104 to 105 E."""
    counties = catalog.counties[catalog.counties["kind"] == "county"].iloc[:1].copy()
    counties["population"] = 1000
    counties["population_urban"] = 0
    counties = counties.set_geometry(
        gpd.GeoSeries([shapely.box(104, 30, 105, 31)], index=counties.index, crs=GEOGRAPHIC)
    )
    return prepare_land(replace(catalog, counties=counties))


def ends():
    points = gpd.points_from_xy([104.01, 104.99], [30.5, 30.5])
    return gpd.GeoDataFrame(index=["west", "east"], geometry=points, crs=GEOGRAPHIC)


def test_shares_of_people_come_with_their_range(square):
    groups = {"one": ["west"], "both": ["west", "east"]}
    found = share_within(ends(), groups, Strips(25.0), square, limits=(30, 60))
    assert found["group"].tolist() == ["one", "one", "both", "both"]
    assert found["limit_min"].tolist() == [30, 60, 30, 60]
    # 30 minutes are 24 to 40, and 60 are 48 to 80; from both sides twice that, at most all
    assert found["share_pct"].tolist() == pytest.approx([30, 60, 60, 100], rel=1e-3)
    assert found["low_pct"].tolist() == pytest.approx([24, 48, 48, 96], rel=1e-3)
    assert found["high_pct"].tolist() == pytest.approx([40, 80, 80, 100], rel=1e-3)
    assert found["people"].tolist() == pytest.approx([300, 600, 600, 1000], rel=1e-3)
    told = share_within(ends(), groups, Strips(None), square, limits=(30, 60))
    assert told["share_pct"].tolist() == found["share_pct"].tolist()
    assert told["low_pct"].tolist() == told["high_pct"].tolist() == told["share_pct"].tolist()
    assert told["error_pct"].isna().all()
    assert (found["error_pct"] == 25).all()


def test_more_places_and_more_time_reach_more_people(catalog):
    zones = catalog.zones
    national = zones.index[zones["level"] == "national"].tolist()
    every = zones.index[zones["level"].isin(["national", "provincial"])].tolist()
    told = []
    found = share_within(
        zone_points(catalog, every),
        {"national": national, "any": every},
        ModelTravel(),
        prepare_land(catalog),
        progress=told.append,
    )
    assert len(found) == 6
    assert (found["low_pct"] < found["share_pct"]).all()
    assert (found["share_pct"] < found["high_pct"]).all()
    assert found["high_pct"].max() <= 100
    shares = found.pivot_table("share_pct", "group", "limit_min")
    assert (shares.loc["national"] < shares.loc["any"]).all()
    assert (shares.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    people = catalog.counties["population"][catalog.counties.geometry.notna()].sum()
    np.testing.assert_allclose(found["people"] / people * 100, found["share_pct"], rtol=1e-9)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)


def test_counting_people_can_be_cancelled(square):
    heard = []

    def cancel(share):
        heard.append(share)
        if share >= 0.9:
            raise CancelledError("stopped")

    groups = {"one": ["west"], "other": ["east"], "both": ["west", "east"]}
    with pytest.raises(CancelledError):
        share_within(ends(), groups, Strips(10.0), square, progress=cancel)
    assert len(heard) == 4  # two of the travel, two groups of three


def test_every_fault_of_limits_and_groups_is_told_at_once(square):
    with pytest.raises(CatchmentError) as caught:
        share_within(ends(), {"none": [], "x": ["north"]}, Strips(10.0), square, limits=(0,))
    for said in ("limit: ", "group 'none': expected at least one", "not so: 'north'"):
        assert said in str(caught.value)
    with pytest.raises(CatchmentError, match=r"limits: expected at least one.*groups: expected"):
        share_within(ends(), {}, Strips(10.0), square, limits=())
