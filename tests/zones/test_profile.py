"""Neighbours, platforms, figures and surroundings against brute force and the data's own rows."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.zones.listing import in_order
from geo.zones.profile import (
    DOUBTED,
    KEY_INDICATORS,
    count_in_prefecture,
    latest_values,
    list_figures,
    nearest_zones,
    platforms_within,
)

GEOD = Geod(ellps="WGS84")  # not the ellipsoid of the program; they differ by a tenth of a mm


def kilometres(a, b):
    return GEOD.inv(a.x, a.y, b.x, b.y)[2] / 1000


def test_the_nearest_are_the_nearest_of_all(catalog):
    zones = catalog.zones
    real = zones[zones["level"] != "candidate"]
    for zone in ("chengdu", "ziyang", "panzhihua-vti", "cand-pengshan"):
        here = zones.geometry[zone]
        by_hand = sorted(
            (kilometres(here, shape), name) for name, shape in real.geometry.items() if name != zone
        )[:5]
        found = nearest_zones(catalog, zone)
        assert [one.zone_id for one in found] == [name for _, name in by_hand]
        assert [one.km for one in found] == pytest.approx([km for km, _ in by_hand], abs=1e-5)


def test_a_neighbour_is_as_blurred_as_both_points(catalog):
    (jinniu,) = [one for one in nearest_zones(catalog, "chengdu") if one.zone_id == "jinniu"]
    assert jinniu.blur_km == 1.5 + 2.5
    assert not jinniu.is_blurred
    assert replace(jinniu, km=4.0).is_blurred
    assert not replace(jinniu, km=4.01).is_blurred


def platform_frame(places):
    return gpd.GeoDataFrame(
        {"category": [category for category, _, _ in places]},
        geometry=[shapely.Point(lon, lat) for _, lon, lat in places],
        crs=4490,
    )


def test_platforms_are_counted_on_the_ellipsoid():
    # one degree of latitude at 30 N is 110.85 km, one of longitude 96.49 km
    frame = platform_frame(
        [
            ("university", 104.0, 30.0),
            ("other", 104.0, 30.27),  # 29.93 km north
            ("other", 104.0, 30.271),  # 30.04 km
            ("state_key_lab", 104.31, 30.0),  # 29.91 km east
            ("state_key_lab", 104.312, 30.0),  # 30.10 km
        ]
    )
    found = platforms_within(104.0, 30.0, 30, frame)
    assert found == {"state_key_lab": 1, "university": 1, "other": 1}
    assert list(found) == ["state_key_lab", "university", "other"]  # in the order of the closed set
    assert platforms_within(104.0, 30.0, 31, frame)["other"] == 2
    assert platforms_within(103.0, 32.0, 10, frame) == {}


def test_figures_that_are_not_verified_stand_apart(catalog):
    shown, doubtful = list_figures(catalog, ["jinniu"])
    values = catalog.zone_values
    own = values[values["zone_id"] == "jinniu"]
    assert set(doubtful["status"]) == {"unverified"}
    assert set(shown["status"]) <= {"official", "reported", "derived"}
    assert len(shown) + len(doubtful) == len(own) == 4
    assert len(doubtful) == 3


def test_figures_stand_by_owner_indicator_and_latest_year(catalog):
    shown, _ = list_figures(catalog, ["panzhihua-dongqu", "chengdu"])
    owners = list(shown["zone_id"])
    assert owners == sorted(owners, reverse=True)  # as asked, not by the alphabet
    own = shown[shown["zone_id"] == "panzhihua-dongqu"]
    order = {name: n for n, name in enumerate(catalog.indicators.index)}
    places = [order[name] for name in own["indicator"]]
    assert places == sorted(places)
    revenue = list(own[own["indicator"] == "revenue"]["period"])
    assert revenue == ["2021", "2019"]


def test_a_suspect_figure_is_not_shown_as_one(catalog):
    values = catalog.zone_values.copy()
    values["status"] = "suspect"
    shown, doubtful = list_figures(replace(catalog, zone_values=values), ["chengdu"])
    assert shown.empty
    assert len(doubtful) == 15


def test_the_totals_in_doubt_carry_their_remark(catalog):
    values = catalog.zone_values
    rows = [
        row
        for row in values.to_dict("records")
        if (row["zone_id"], row["indicator"], row["period"]) in DOUBTED
    ]
    assert sorted(row["value"] for row in rows) == [51.28, 13061.54, 25472.17]
    assert all("口径存疑，疑为2020年当年数" in row["note_zh"] for row in rows)


def test_the_latest_value_that_may_be_shown(catalog):
    found = {held.indicator: held for held in latest_values(catalog, "510700")}
    rows = catalog.prefecture_values
    for name, held in found.items():
        own = rows[
            (rows["adcode"] == "510700")
            & (rows["indicator"] == name)
            & rows["status"].isin(["official", "reported", "derived"])
            & rows["period"].str.fullmatch(r"\d{4}")
        ]
        assert held.period == own["period"].max()
        (value,) = own[own["period"] == held.period]["value"]
        assert held.value == value
    assert list(found) == [name for name in KEY_INDICATORS if name in found]


def test_a_doubtful_later_value_is_passed_over(catalog):
    (gdp,) = [one for one in latest_values(catalog, "510100") if one.indicator == "gdp"]
    rows = catalog.prefecture_values
    later = rows[
        (rows["adcode"] == "510100") & (rows["indicator"] == "gdp") & (rows["period"] == gdp.period)
    ].assign(period="2099", status="unverified", value=1.0)
    changed = replace(catalog, prefecture_values=pd.concat([rows, later], ignore_index=True))
    (again,) = [one for one in latest_values(changed, "510100") if one.indicator == "gdp"]
    assert again == gdp


def test_a_prefecture_without_values_has_none(catalog):
    rows = catalog.prefecture_values
    changed = replace(catalog, prefecture_values=rows[rows["adcode"] != "513400"])
    assert latest_values(changed, "513400") == ()


def test_what_a_prefecture_holds(catalog):
    by_hand = {"national": 0, "provincial": 0, "platforms": 0, "unverified": 0}
    for _, zone in catalog.zones.iterrows():
        if zone["prefecture_code"] == "510700" and zone["level"] in by_hand:
            by_hand[zone["level"]] += 1
    for _, row in catalog.platforms.iterrows():
        if row["prefecture_code"] == "510700" and not row["sensitive"]:
            by_hand["unverified" if row["evidence_status"] == "unverified" else "platforms"] += 1
    assert count_in_prefecture(catalog, "510700") == by_hand


def test_zones_stand_by_level_prefecture_and_approval(catalog):
    zones = catalog.zones
    found = in_order(zones.iloc[::-1])
    assert found == in_order(zones)
    assert found[:3] == ["chengdu", "zigong", "panzhihua-vti"]
    assert found[8:10] == ["xindu", "jinniu"]  # one prefecture: dated before undated
    assert found[-2:] == ["cand-pengshan", "cand-changming"]
    # Mianyang's three: two of 10 March 2018 by id, then July 2021
    assert [zone for zone in found if zone in {"jiangyou", "youxian", "anzhou"}] == [
        "jiangyou", "youxian", "anzhou",
    ]  # fmt: skip
