"""Access to platforms by county: against PySAL, by counting, and what stays the same."""

import itertools
import warnings
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
import shapely
from access import fca, weights

from geo.access import step_decay
from geo.catchment.places import county_points
from geo.catchment.study import ACCESS, Study
from geo.catchment.supply import count_supply, measure_access, thirds
from geo.crs import geodesic_distance_m
from geo.errors import AccessError
from geo.platforms.placed import place_platforms

KM = Study("2sfca", (), cost="km", radii_km=(20.0, 90.0))


@dataclass(frozen=True)
class FakeTravel:
    """Minutes that a test made."""

    table: pd.DataFrame
    kind: str = "table"
    digest: str = "fake"
    error_pct: None = None
    source: str = "test"

    def minutes(self, origins, destinations, progress=None):
        return self.table.loc[origins.index, destinations.index]


@pytest.fixture(scope="module")
def km(catalog):
    """Return kilometres from every county to every other, one after the other."""
    points = county_points(catalog)
    found = pd.DataFrame(0.0, index=points.index, columns=points.index)
    for (a, here), (b, there) in itertools.combinations(points.geometry.items(), 2):
        apart = geodesic_distance_m(here.x, here.y, there.x, there.y) / 1000
        found.loc[a, b] = found.loc[b, a] = apart
    return found


def by_pysal(method, found, costs, reach, weight=None):
    # a county without a platform offers nothing to choose
    sites = found.index[found["supply"] > 0]
    pairs = costs[sites].rename_axis("origin").reset_index()
    pairs = pairs.melt("origin", var_name="dest", value_name="cost")
    more = {} if weight is None else {"weight_fn": weight}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return method(
            demand_df=found["people"].to_frame("demand").rename_axis("geoid"),
            supply_df=found["supply"][sites].to_frame("supply").rename_axis("geoid"),
            cost_df=pairs,
            max_cost=reach,
            demand_index=True,
            supply_index=True,
            **more,
        )


@pytest.mark.parametrize(
    ("method", "theirs"),
    [("2sfca", fca.two_stage_fca), ("e2sfca", fca.two_stage_fca), ("3sfca", fca.three_stage_fca)],
)
def test_the_whole_province_agrees_with_pysal(catalog, km, method, theirs):
    found = measure_access(replace(KM, method=method), catalog)
    steps = {30.0: 1.0, 60.0: 0.68, 90.0: 0.22}
    weight = None if method == "2sfca" else weights.step_fn(steps)
    wanted = by_pysal(theirs, found, km, 90.0, weight).reindex(found.index).fillna(0.0)
    np.testing.assert_allclose(found["per_million"], wanted * 1e6, rtol=1e-9, atol=1e-12)
    assert found["per_million"].max() > 1


@pytest.mark.parametrize("method", ACCESS)
def test_all_people_together_have_all_platforms(catalog, method):
    found = measure_access(replace(KM, method=method), catalog)
    given = (found["per_million"] * found["people"]).sum() / 1e6
    assert given == pytest.approx(found["supply"].sum(), rel=1e-9)
    assert found["supply"].sum() == len(place_platforms(catalog)[0])


def test_a_platform_counts_where_its_point_lies(catalog):
    codes = list(county_points(catalog).index)
    counted = count_supply(catalog, codes)
    shapes = catalog.counties.geometry[codes]
    for code in ("510107", "510104", "510703", "513201"):
        inside = sum(
            bool(shapely.contains(shapes[code], point))
            for point in place_platforms(catalog)[0].geometry
        )
        assert counted[code] == inside
    assert counted["510107"] > 5
    assert counted["513201"] == 0


def test_only_the_categories_asked_for_count(catalog):
    found = measure_access(KM, catalog, categories=["university", "state_key_lab"])
    usable = place_platforms(catalog)[0]["category"]
    assert found["supply"].sum() == usable.isin(["university", "state_key_lab"]).sum() > 0
    assert found["supply"].sum() < measure_access(KM, catalog)["supply"].sum()


def test_what_may_not_be_shown_is_never_counted(catalog):
    platforms = catalog.platforms
    usable = place_platforms(catalog)[0]
    assert not usable["sensitive"].any()
    assert not usable["evidence_status"].isin(["unverified", "suspect"]).any()
    hidden = platforms.copy()
    hidden.loc[usable.index[:3], "sensitive"] = [True, True, True]
    fewer = place_platforms(replace(catalog, platforms=hidden))[0]
    assert len(fewer) == len(usable) - 3


def test_one_place_in_reach_of_one_county(catalog, km):
    # only the county itself is within 1 minute: its people share its own platforms
    table = km.mask(km == 0, 999.0)
    found = measure_access(
        Study("2sfca", (), minutes=(1.0,)), catalog, FakeTravel(table.fillna(999.0))
    )
    wanted = found["supply"] / found["people"] * 1e6
    np.testing.assert_allclose(found["per_million"], wanted, rtol=1e-12)


def test_a_county_that_no_way_is_known_from_has_no_figure(catalog, km):
    table = km.copy()
    table["513322"] = np.nan
    table.loc["513322"] = np.nan
    found = measure_access(Study("2sfca", (), minutes=(90.0,)), catalog, FakeTravel(table))
    assert np.isnan(found["per_million"]["513322"])
    assert found["per_million"].notna().sum() == len(found) - 1


def test_the_model_is_asked_when_no_times_are_given(catalog):
    found = measure_access(Study("e2sfca", (), minutes=(60.0,)), catalog)
    assert found["per_million"].notna().all()
    far = measure_access(Study("e2sfca", (), minutes=(120.0,)), catalog)
    assert (far["per_million"] > 0).sum() > (found["per_million"] > 0).sum()


def test_the_steps_are_at_thirds_and_the_last_counts_the_reach_itself():
    for reach in (90.0, 100.0, 0.1, 47.3):
        costs = np.array([0.0, reach / 3, reach / 3 * 1.001, reach * 0.667, reach])
        assert list(thirds(reach)(costs)) == [1, 1, 0.68, 0.22, 0.22]
    np.testing.assert_array_equal(
        thirds(90.0)(np.array([30.0, 60.0, 90.0])),
        step_decay({30: 1, 60: 0.68, 90: 0.22})(np.array([30.0, 60.0, 90.0])),
    )


def test_every_fault_is_named_at_once(catalog):
    study = Study("ring", (), cost="km", radii_km=())
    with pytest.raises(AccessError) as told:
        measure_access(study, catalog, categories=["casino", "bar"])
    for part in ("method: ", "'ring'", "'casino'", "'bar'", "reach: "):
        assert part in str(told.value)
    with pytest.raises(AccessError, match="have a point"):
        measure_access(KM, catalog, categories=["national_lab"])
