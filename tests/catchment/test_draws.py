"""Whom zones draw: held to the model worked by hand, and to what the catalogue holds."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.catchment.draws import PLATFORMS_WITHIN_KM, dominated, draw_huff
from geo.catchment.places import county_points
from geo.catchment.study import Study
from geo.crs import area_km2, geodesic_distance_m
from geo.errors import CatchmentError
from geo.types import SHOWN_STATUSES

THREE = ("chengdu", "yibin", "liangshan")
KM = Study("huff", THREE, cost="km")


@dataclass(frozen=True)
class FakeTravel:
    """Times that a test made: minutes are the same from everywhere, or there is no way."""

    none_from: str = ""
    kind: str = "table"
    digest: str = "fake"
    error_pct: None = None
    source: str = "test"

    def minutes(self, origins, destinations, progress=None):
        found = pd.DataFrame(30.0, index=origins.index, columns=destinations.index)
        if self.none_from:
            found.loc[self.none_from] = np.nan
        return found


@pytest.fixture(scope="module")
def draws(catalog):
    return draw_huff(KM, catalog)


def test_the_shares_are_those_of_the_formula(catalog, draws):
    # Shifang's people by hand: one over the square of the distance on the ellipsoid
    code = "510682"
    here = county_points(catalog).geometry[code]
    pull = {}
    for name in THREE:
        zone = catalog.zones.geometry[name]
        pull[name] = geodesic_distance_m(here.x, here.y, zone.x, zone.y) ** -2
    for name in THREE:
        assert draws.shares.loc[code, name] == pytest.approx(
            pull[name] / sum(pull.values()), rel=1e-9
        )
    assert draws.dominant[code] == "chengdu"


def test_everybody_is_drawn_once(catalog, draws):
    people = catalog.counties.loc[list(draws.shares.index), "population"].sum()
    np.testing.assert_allclose(draws.shares.sum(axis=1), 1, rtol=1e-12)
    assert draws.people.sum() == pytest.approx(people, rel=1e-9)
    assert list(draws.people.index) == list(THREE)


def test_a_steeper_decay_sends_people_to_the_nearer_zone(catalog, draws):
    steep = draw_huff(replace(KM, decay=6.0), catalog)
    # one over the sixth power is the cube of one over the square
    cubes = draws.shares**3
    wanted = cubes.div(cubes.sum(axis=1), axis=0)
    np.testing.assert_allclose(steep.shares, wanted, rtol=1e-9)
    assert steep.dominant.equals(draws.dominant)


def test_a_zone_that_no_way_leads_to_draws_nobody(catalog):
    study = replace(KM, cost="minutes")
    found = draw_huff(study, catalog, FakeTravel())
    np.testing.assert_allclose(found.shares, 1 / 3)
    found = draw_huff(study, catalog, FakeTravel("yibin"))
    assert found.people["yibin"] == 0
    np.testing.assert_allclose(found.shares["chengdu"], 1 / 2)


def test_the_size_is_what_lies_near(catalog):
    found = draw_huff(replace(KM, size="platforms", trial=("510107",)), catalog)
    for name in THREE:
        at = catalog.zones.geometry[name]
        near = 0
        for row in catalog.platforms.itertuples():
            if row.sensitive or row.evidence_status not in SHOWN_STATUSES:
                continue
            if row.place != "point" or row.coord_method == "recollected":
                continue
            if "coord" in (row.memory_for or ()):
                continue
            km = geodesic_distance_m(at.x, at.y, row.geometry.x, row.geometry.y) / 1000
            near += km <= PLATFORMS_WITHIN_KM
        assert found.sizes["size"][name] == near
    assert PLATFORMS_WITHIN_KM == 10
    assert found.sizes["size"]["chengdu"] > 10
    assert found.sizes["size"]["county:510107"] > 10
    # no platform listed: it takes part and draws nobody
    assert found.idle == ("yibin", "liangshan")
    assert (found.people[["yibin", "liangshan"]] == 0).all()
    assert found.left_out_zones == ()


def test_revenue_is_the_latest_of_a_full_year_that_may_be_shown(catalog):
    zones = ("chengdu", "zigong", "yibin", "leshan", "panzhihua-dongqu")
    found = draw_huff(replace(KM, zones=zones, size="revenue", trial=("510107",)), catalog)
    assert found.left_out_zones == ("zigong", "county:510107")
    assert list(found.shares.columns) == ["chengdu", "yibin", "leshan", "panzhihua-dongqu"]
    # Yibin's later figure is of seven months, Leshan's of half a year; Dongqu has 2019 as well
    assert found.sizes["period"].tolist() == ["2021", "2018", "2016", "2021"]
    assert found.sizes["size"].tolist() == [10600.0, 480.0, 463.0, 1000.0]
    assert found.sizes["qualifier"].tolist() == ["eq", "eq", "eq", "ge"]
    assert set(found.sizes["status"]) == {"reported"}


def test_a_withheld_revenue_is_no_size(catalog):
    values = catalog.zone_values.copy()
    mine = (values["zone_id"] == "yibin") & (values["indicator"] == "revenue")
    values.loc[mine, "status"] = "unverified"
    found = draw_huff(replace(KM, size="revenue"), replace(catalog, zone_values=values))
    assert found.left_out_zones == ("yibin", "liangshan")


def test_no_revenue_at_all_is_told(catalog):
    with pytest.raises(CatchmentError, match="size revenue: expected at least one zone"):
        draw_huff(replace(KM, zones=("zigong",), size="revenue"), catalog)


def test_no_platform_at_all_is_told(catalog):
    with pytest.raises(CatchmentError, match="size: expected at least one zone above 0"):
        draw_huff(replace(KM, zones=("yibin",), size="platforms"), catalog)


def test_a_size_without_a_period_stays_out(catalog):
    values = catalog.zone_values.copy()
    mine = (values["zone_id"] == "yibin") & (values["indicator"] == "revenue")
    values["period"] = values["period"].astype(object)
    values.loc[mine, "period"] = None
    found = draw_huff(replace(KM, size="revenue"), replace(catalog, zone_values=values))
    assert "yibin" in found.left_out_zones


def test_the_counties_of_each_zone_tile_the_province(catalog, draws):
    found = dominated(draws, catalog)
    assert list(found["id"]) == list(THREE)
    shapes = catalog.counties.geometry.dropna().to_numpy()
    assert found["area_km2"].sum() == pytest.approx(area_km2(shapes).sum(), rel=1e-6)
    for name, shape in zip(found["id"], found.geometry, strict=True):
        mine = draws.dominant.index[draws.dominant == name]
        inner = shapely.point_on_surface(catalog.counties.geometry[mine].to_numpy())
        assert shapely.contains(shape, inner).all()


def test_who_draws_most_nowhere_has_an_empty_shape(catalog):
    found = draw_huff(replace(KM, size="platforms"), catalog)
    shapes = dominated(found, catalog)
    assert list(shapes.geometry.is_empty) == [False, True, True]
    assert list(shapes["area_km2"][1:]) == [0, 0]
