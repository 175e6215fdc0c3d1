"""What catchments hold: by hand, by symmetry, by counting points, and that nobody is lost."""

from __future__ import annotations

import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catchment.holdings import (
    FIGURES,
    FORMULA,
    HELD,
    count_platforms,
    find_mains,
    hold,
    prepare_land,
    share_lower,
    weigh,
)
from geo.catchment.places import county_points
from geo.catchment.ring import merge_rings, rings
from geo.crs import EQUAL_AREA, GEOGRAPHIC, SICHUAN_ENVELOPE, area_km2
from geo.errors import CatchmentError
from geo.platforms.placed import place_platforms
from geo.terrain import read_altitudes
from geo.types import PLATFORM_CATEGORIES, WEIGHTINGS

PEOPLE_2020 = 83_674_866  # the census; the counties and the three development zones together
WEST, SOUTH, EAST, NORTH = SICHUAN_ENVELOPE


@pytest.fixture(scope="module")
def land(catalog):
    return prepare_land(catalog)


def frame(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=GEOGRAPHIC)


def two_counties(catalog, people=(1000, 500), urban=(400, 0)):
    """Return a catalogue with two square counties, mirror images about 104.5 E, and nothing else."""
    counties = catalog.counties[catalog.counties["kind"] == "county"].iloc[:2].copy()
    counties["population"] = people
    counties["population_urban"] = urban
    counties = counties.set_geometry(
        gpd.GeoSeries(
            [shapely.box(104, 30, 105, 31), shapely.box(104, 31, 105, 32)],
            index=counties.index,
            crs=GEOGRAPHIC,
        )
    )
    return replace(catalog, counties=counties)


def test_half_a_county_holds_half_its_people(catalog):
    # 104.5 E is the middle of the equal-area system: left and right of it mirror each other
    west = hold(frame(shapely.box(103, 29, 104.5, 33)), prepare_land(two_counties(catalog)))
    assert west["population"][0] == pytest.approx(500 + 250, rel=1e-12)
    assert west["population_urban"][0] == pytest.approx(200, rel=1e-12)
    assert west["population_outside"][0] == pytest.approx(750, rel=1e-12)
    assert west["counties"][0] == 2


def test_a_whole_county_is_held_whole_and_another_not_at_all(catalog):
    land = prepare_land(two_counties(catalog))
    # the lower county alone: its own outline, a little larger
    around = frame(catalog_box(land, 0))
    assert list(weigh(around, land)[0]) == pytest.approx([1, 0], abs=1e-9)
    assert list(weigh(frame(shapely.box(103, 29, 106, 33)), land)[0]) == [1, 1]
    assert list(weigh(frame(shapely.box(98, 27, 99, 28)), land)[0]) == [0, 0]


def catalog_box(land, number):
    """Return a county's own outline in degrees."""
    return gpd.GeoSeries([land.shapes[number]], crs=EQUAL_AREA).to_crs(GEOGRAPHIC)[0]


def test_an_empty_or_missing_shape_holds_nothing(catalog):
    found = hold(frame(shapely.Polygon(), None), prepare_land(two_counties(catalog)))
    assert list(found["population"]) == [0, 0]
    assert list(found["population_outside"]) == [1500, 1500]


def test_a_ring_against_points_thrown_at_the_counties(catalog, land):
    # brute force: even points in the equal-area system, each worth its county's density
    shapes = rings(catalog.zones.loc[["chengdu"], ["geometry"]], [30])
    ring = shapes.to_crs(EQUAL_AREA).geometry[0]
    west, south, east, north = ring.bounds
    step = 250.0
    xs = np.arange(west + step / 2, east, step)
    ys = np.arange(south + step / 2, north, step)
    x, y = (axis.ravel() for axis in np.meshgrid(xs, ys))
    inside = shapely.contains_xy(ring, x, y)
    x, y = x[inside], y[inside]
    people = 0.0
    for number, shape in enumerate(land.shapes):
        if not shapely.box(*shape.bounds).intersects(ring):
            continue
        shapely.prepare(shape)
        hits = shapely.contains_xy(shape, x, y).sum()
        people += hits * step**2 * land.amounts[number, 0] / land.areas[number]
    assert hold(shapes, land)["population"][0] == pytest.approx(people, rel=5e-4)


def assert_all_somewhere(land, found, left):
    """Hold what is inside, and what was measured outside by itself, to the province."""
    for number, name in enumerate(HELD):
        total = land.totals[number]
        # a part of which nothing is known tells nothing, and adds nothing
        inside = np.nan_to_num(found[name][0])
        assert inside + left[number] == pytest.approx(total, rel=1e-9)
        assert inside + np.nan_to_num(found[f"{name}_outside"][0]) == pytest.approx(total, rel=1e-9)


PLACES = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))


@settings(max_examples=25, deadline=None)
@given(PLACES, st.floats(1, 300))
def test_inside_and_outside_make_the_province(land, place, radius):
    point = gpd.GeoDataFrame(index=["x"], geometry=[shapely.Point(place)], crs=GEOGRAPHIC)
    ring = rings(point, [radius])
    found = hold(ring, land)
    outline = ring.to_crs(EQUAL_AREA).geometry[0]
    # what is outside, measured by itself: the counties less the ring
    left = shapely.area(shapely.difference(land.shapes, outline)) / land.areas
    assert_all_somewhere(land, found, left @ np.nan_to_num(land.amounts))


def test_shapes_that_tile_the_province_hold_it_all(land):
    edges = np.linspace(97, 109, 13)
    tiles = frame(*[shapely.box(a, 25, b, 36) for a, b in itertools.pairwise(edges)])
    found = hold(tiles, land)
    assert found["population"].sum() == pytest.approx(land.totals[0], rel=1e-9)
    assert found["inside_km2"].sum() == pytest.approx(land.areas.sum() / 1e6, rel=1e-9)


def test_everybody_is_somewhere(catalog, land):
    assert land.totals[0] + land.unplaced["population"] == PEOPLE_2020
    assert land.unplaced_count == 3
    assert len(land.codes) == 183
    assert land.areas.sum() / 1e6 == pytest.approx(
        area_km2(catalog.prefectures.geometry.to_numpy()).sum(), rel=1e-6
    )


def test_rings_hold_more_as_they_grow_and_merged_ones_no_more_than_their_sum(catalog, land):
    two = catalog.zones.loc[["chengdu", "jinniu"], ["geometry"]]
    radii = [10, 20, 30, 50]
    shapes = rings(two, radii)
    held = hold(shapes, land).assign(id=shapes["id"], radius=shapes["radius_km"])
    for _, own in held.groupby("id"):
        assert list(own["population"]) == sorted(own["population"])
    merged = hold(merge_rings(shapes), land)["population"]
    apart = held.groupby("radius")["population"]
    assert (merged.to_numpy() <= apart.sum().to_numpy() * (1 + 1e-12)).all()
    assert (merged.to_numpy() >= apart.max().to_numpy() * (1 - 1e-12)).all()


def test_a_result_says_what_it_is(catalog, land):
    found = hold(rings(catalog.zones.iloc[:2][["geometry"]], [30]), land)
    assert set(found["status"]) == {"derived"}
    assert set(found["formula"]) == {FORMULA}
    assert set(found["period"]) == {"2020"}
    assert land.source_ids == ("C-CENSUS2020_COUNTIES", "C-TIANDITU_COUNTIES")


def test_a_share_is_never_more_than_all(catalog, land):
    shares = weigh(rings(catalog.zones[["geometry"]], [50, 150]), land)
    assert shares.min() == 0
    assert shares.max() == 1


def test_shapes_in_another_system_are_refused(land):
    with pytest.raises(CatchmentError, match="expected coordinates in EPSG:4490"):
        weigh(frame(shapely.box(104, 30, 105, 31)).to_crs(EQUAL_AREA), land)


def test_a_county_without_people_is_refused(catalog):
    counties = catalog.counties.copy()
    counties["population"] = counties["population"].astype(float)
    counties.loc["510104", "population"] = float("nan")
    with pytest.raises(CatchmentError, match="510104"):
        prepare_land(replace(catalog, counties=counties))


# --- figures of prefectures ---


def with_figures(catalog, *rows):
    """Return a catalogue whose prefectures have these figures: code, indicator, period, value."""
    table = catalog.prefecture_values
    base = table.iloc[[0] * len(rows)].copy().reset_index(drop=True)
    for number, row in enumerate(rows):
        code, indicator, period, value, *rest = row
        qualifier, status = [*rest, *("eq", "official")[len(rest) :]]
        base.loc[
            number, ["adcode", "indicator", "period", "value", "qualifier", "status", "source_id"]
        ] = [code, indicator, period, value, qualifier, status, f"S-{code}-{period}"]
    return replace(catalog, prefecture_values=base)


def two_prefectures(catalog, *rows):
    """Return two square counties of 1000 and 500 people in prefectures of their own."""
    two = two_counties(catalog)
    counties = two.counties.copy()
    counties["prefecture_code"] = ["510100", "513200"]
    return with_figures(replace(two, counties=counties), *rows)


LOWER, UPPER, BOTH = (
    shapely.box(103, 29.9, 106, 31),
    shapely.box(103, 31.2, 106, 32.5),
    shapely.box(104, 29, 104.5, 33),
)


def test_a_prefectures_figure_goes_with_its_people(catalog):
    land = prepare_land(
        two_prefectures(catalog, ("510100", "gdp", "2020", 80.0), ("513200", "gdp", "2020", 10.0))
    )
    found = hold(frame(BOTH), land)
    assert found["gdp"][0] == pytest.approx(45, rel=1e-12)
    assert found["gdp_outside"][0] == pytest.approx(45, rel=1e-12)
    assert found["gdp_unknown_pct"][0] == 0
    assert found["gdp_qualifier"][0] == "eq"


def test_where_no_figure_is_it_is_missing_and_the_result_is_at_least(catalog):
    land = prepare_land(two_prefectures(catalog, ("510100", "gdp", "2020", 80.0)))
    found = hold(frame(BOTH, UPPER, shapely.Polygon()), land)
    assert found["gdp"][0] == pytest.approx(40, rel=1e-12)
    assert found["gdp_unknown_pct"][0] == pytest.approx(100 / 3, rel=1e-12)
    assert found["gdp_qualifier"][0] == "ge"
    # nothing is known there: not 0
    assert np.isnan(found["gdp"][1])
    assert found["gdp_unknown_pct"][1] == 100
    assert found["gdp_outside"][1] == pytest.approx(80, rel=1e-12)
    # an empty shape holds nothing, and that is known
    assert found["gdp"][2] == 0
    assert found["gdp_unknown_pct"][2] == 0
    # no prefecture has a figure of firms
    assert np.isnan(found["hte_count"][[0, 1]]).all()
    assert np.isnan(land.totals[HELD.index("hte_count")])
    assert land.measures["hte_count"].period == ""
    assert land.measures["gdp"].missing == tuple(
        code for code in catalog.prefectures.index if code != "510100"
    )


@pytest.mark.parametrize(
    ("qualifiers", "said"),
    [
        (("eq", "eq"), ["eq", "eq"]),
        (("eq", "ge"), ["ge", "eq"]),
        (("approx", "eq"), ["approx", "approx"]),
        (("approx", "ge"), ["ge", "approx"]),
    ],
)
def test_an_amount_is_no_surer_than_its_figures(catalog, qualifiers, said):
    rows = [
        (code, "gdp", "2020", 80.0, qualifier)
        for code, qualifier in zip(("510100", "513200"), qualifiers, strict=True)
    ]
    land = prepare_land(two_prefectures(catalog, *rows))
    inner = shapely.box(104.1, 30.1, 104.9, 30.9)
    assert list(hold(frame(BOTH, inner), land)["gdp_qualifier"]) == said


@pytest.mark.parametrize(
    ("rows", "period", "value"),
    [
        # most prefectures
        ([("510100", "2020", 1), ("513200", "2020", 1), ("510100", "2022", 2)], "2020", 2),
        # then the latest
        ([("510100", "2020", 1), ("510100", "2022", 2)], "2022", 2),
        # what may not be shown does not count
        (
            [
                ("510100", "2020", 1),
                ("510100", "2022", 2),
                ("513200", "2022", 2, "eq", "unverified"),
                ("510100", "2023", 3, "eq", "suspect"),
            ],
            "2022",
            2,
        ),
        # half a year is no year
        ([("510100", "2020", 1), ("510100", "2021H1", 2)], "2020", 1),
    ],
)
def test_the_year_is_that_of_most_figures_then_the_latest(catalog, rows, period, value):
    rows = [(code, "gdp", *rest) for code, *rest in rows]
    land = prepare_land(two_prefectures(catalog, *rows))
    assert land.measures["gdp"].period == period
    assert land.totals[HELD.index("gdp")] == pytest.approx(value, rel=1e-12)
    assert all(
        name.endswith(period) for name in land.measures["gdp"].source_ids if name.startswith("S-")
    )


def test_the_shipped_figures(catalog, land):
    gdp, firms = (land.measures[name] for name in FIGURES)
    # of 2022 three are recalled from memory and may not be shown: 2020 has all 21
    assert (gdp.period, gdp.missing, gdp.unit_zh) == ("2020", (), "亿元")
    # Aba and Garze have no figure
    assert (firms.period, firms.missing, firms.unit_zh) == ("2023", ("513200", "513300"), "家")
    assert {one.status for one in land.measures.values()} == {"derived"}
    assert all(set(land.source_ids) <= set(one.source_ids) for one in land.measures.values())
    assert tuple(land.measures) == HELD


@pytest.mark.parametrize("name", FIGURES)
def test_the_counties_of_a_prefecture_hold_its_figure(catalog, land, name):
    table = catalog.prefecture_values
    rows = table[(table["indicator"] == name) & (table["period"] == land.measures[name].period)]
    figures = rows.set_index("adcode")["value"]
    counties = catalog.counties
    owners = counties.loc[list(land.codes), "prefecture_code"].to_numpy()
    people = counties.groupby("prefecture_code")["population"].sum()
    for code in catalog.prefectures.index:
        held = land.amounts[owners == code][:, [0, HELD.index(name)]]
        if code in land.measures[name].missing:
            assert np.isnan(held[:, 1]).all()
        else:
            # the people of a development zone take their part with them
            placed = held[:, 0].sum() / people[code]
            assert held[:, 1].sum() == pytest.approx(figures[code] * placed, rel=1e-12)
    known = figures[~figures.index.isin(land.measures[name].missing)]
    everywhere = land.totals[HELD.index(name)] + land.unplaced[name]
    assert everywhere == pytest.approx(known.sum(), rel=1e-12)


def test_a_ring_where_firms_are_not_reported(catalog, land):
    kangding = gpd.GeoDataFrame(
        index=["x"], geometry=[shapely.Point(101.96, 30.05)], crs=GEOGRAPHIC
    )
    found = hold(rings(kangding, [20, 300]), land)
    assert np.isnan(found["hte_count"][0])
    assert found["gdp"][0] > 0
    assert found["hte_count_unknown_pct"][0] == 100
    assert 0 < found["hte_count_unknown_pct"][1] < 100
    assert found["hte_count_qualifier"][1] == "ge"


# --- dasymetric weighting ---


@pytest.fixture(scope="module")
def seated(catalog):
    return prepare_land(catalog, "dasymetric")


def test_townspeople_are_at_the_main_place_or_not_at_all(catalog):
    two = two_counties(catalog)
    land = prepare_land(two, "dasymetric")
    main = county_points(two).geometry.iloc[0]
    near, beside = main.buffer(0.01), shapely.box(main.x + 1e-6, 30, 105, 31)
    edge = shapely.box(main.x, 30, 105, 31)  # the place lies on its edge
    found = hold(frame(near, beside, edge), land)
    assert list(found["population_urban"]) == [400, 0, 400]
    assert list(found["population_urban_outside"]) == [0, 400, 0]
    lower = share_lower(
        gpd.GeoSeries([near, beside], crs=GEOGRAPHIC).to_crs(EQUAL_AREA).to_numpy(), land
    )
    rural = 600 * lower[:, 0] + 500 * lower[:, 1]
    assert list(found["population"][:2]) == pytest.approx([400 + rural[0], rural[1]], rel=1e-12)


def test_the_others_are_on_lower_ground_by_counting_points(catalog, seated):
    number = seated.codes.index("513322")  # Luding: from 1 km by the river to 7 km
    shape, ring = seated.shapes[number], rings(county_points(catalog).loc[["513322"]], [20])
    outline = ring.to_crs(EQUAL_AREA).geometry[0]
    west, south, east, north = shape.bounds
    x, y = (
        axis.ravel()
        for axis in np.meshgrid(np.arange(west, east, 200), np.arange(south, north, 200))
    )
    shapely.prepare(shape)
    inside = shapely.contains_xy(shape, x, y)
    x, y = x[inside], y[inside]
    there = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=EQUAL_AREA).to_crs(GEOGRAPHIC)
    grid = read_altitudes((101, 28, 104, 32))
    metres = grid.metres[
        ((grid.north - there.y) / grid.cell).astype(int),
        ((there.x - grid.west) / grid.cell).astype(int),
    ]
    low = metres <= np.median(metres)
    assert 0.5 <= low.mean() < 0.7
    assert seated.lower.areas[number] / seated.areas[number] == pytest.approx(low.mean(), abs=2e-3)
    reach = shapely.contains_xy(outline, x, y)
    expected = (low & reach).sum() / low.sum()
    assert 0.05 < expected < 0.95
    assert expected != pytest.approx(reach.mean(), abs=0.02)
    assert share_lower(np.array([outline]), seated)[0, number] == pytest.approx(expected, abs=3e-3)


def test_lower_ground_is_half_of_every_county_or_more_and_part_of_it(seated):
    parts = seated.lower.areas / seated.areas
    assert (parts > 0.5 - 1e-9).all()
    assert (parts < 1 + 1e-9).all()
    assert parts.mean() < 0.7
    outside = shapely.area(shapely.difference(seated.lower.shapes, seated.shapes))
    assert outside.max() < 1


def test_a_county_within_one_cell_is_lower_ground_all_over(catalog):
    counties = two_counties(catalog).counties.set_geometry(
        gpd.GeoSeries(
            [shapely.box(104.01, 30.01, 104.07, 30.07), shapely.box(104.1, 30, 105, 31)],
            index=two_counties(catalog).counties.index,
            crs=GEOGRAPHIC,
        )
    )
    land = prepare_land(replace(catalog, counties=counties), "dasymetric")
    assert land.lower.areas[0] == pytest.approx(land.areas[0], rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(PLACES, st.floats(1, 300))
def test_inside_and_outside_make_the_province_by_dasymetric_weighting_too(seated, place, radius):
    point = gpd.GeoDataFrame(index=["x"], geometry=[shapely.Point(place)], crs=GEOGRAPHIC)
    ring = rings(point, [radius])
    found = hold(ring, seated)
    outline = ring.to_crs(EQUAL_AREA).geometry[0]
    rural = shapely.area(shapely.difference(seated.lower.shapes, outline)) / seated.lower.areas
    urban = ~shapely.intersects(ring.geometry[0], seated.lower.mains)
    people, townspeople = seated.amounts[:, 0], seated.amounts[:, 1]
    away = urban * townspeople + rural * (people - townspeople)
    left = [
        away.sum(),
        townspeople[urban].sum(),
        *(np.nansum(away / people * seated.amounts[:, 2 + n]) for n in range(len(FIGURES))),
    ]
    assert_all_somewhere(seated, found, left)


def test_weighting_moves_people_and_neither_ground_nor_the_province(catalog, land, seated):
    shapes = rings(catalog.zones[["geometry"]], [30])
    areal, dasymetric = hold(shapes, land), hold(shapes, seated)
    assert list(areal["inside_km2"]) == list(dasymetric["inside_km2"])
    assert list(areal["counties"]) == list(dasymetric["counties"])
    assert land.totals == pytest.approx(seated.totals, rel=1e-12)
    assert (areal["population"] / dasymetric["population"] - 1).abs().max() > 0.1
    assert set(dasymetric["formula"]) == {seated.measures["population"].formula} != {FORMULA}
    names = [one.formula for one in seated.measures.values()]
    assert not set(names) & {one.formula for one in land.measures.values()}


# --- platforms ---


def test_platforms_are_counted_one_by_one(catalog):
    shapes = rings(catalog.zones.loc[["chengdu", "mianyang"], ["geometry"]], [10, 60])
    shapes.index = ["a", "b", "c", "d"]
    found = count_platforms(shapes, catalog)
    assert list(found.index) == list(shapes.index)
    assert list(found.columns) == ["platforms", *PLATFORM_CATEGORIES]
    placed, _ = place_platforms(catalog)
    for name, ring in shapes.geometry.items():
        inside = [ring.intersects(point) for point in placed.geometry]
        assert found["platforms"][name] == sum(inside) > 0
        for category in PLATFORM_CATEGORIES:
            assert found[category][name] == (placed["category"][inside] == category).sum()


def test_all_platforms_with_a_point_are_in_the_province_and_no_other(catalog):
    placed, elsewhere = place_platforms(catalog)
    found = count_platforms(frame(shapely.box(97, 26, 109, 35), shapely.Polygon(), None), catalog)
    assert list(found["platforms"]) == [len(placed), 0, 0]
    assert len(placed) + sum(elsewhere.values()) == len(catalog.platforms)


def test_a_platform_on_the_edge_counts(catalog):
    placed, _ = place_platforms(catalog)
    point = placed.geometry.iloc[0]
    edge = shapely.box(point.x, point.y - 1e-9, point.x + 1e-9, point.y + 1e-9)
    assert count_platforms(frame(edge), catalog)["platforms"][0] >= 1


# --- faults ---


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_the_counties_are_made_ready_once(catalog, weighting):
    assert prepare_land(catalog, weighting) is prepare_land(catalog, weighting)
    assert prepare_land(catalog, weighting).weighting == weighting


def test_an_unknown_weighting_is_refused(catalog):
    with pytest.raises(CatchmentError, match="areal, dasymetric; got 'even'"):
        prepare_land(catalog, "even")


def test_every_unsound_shape_is_named(land):
    bow = shapely.Polygon([(104, 30), (105, 31), (105, 30), (104, 31)])
    shapes = frame(bow, shapely.box(104, 30, 105, 31), bow).assign(id=["a", "b", "c"])
    with pytest.raises(CatchmentError, match=r"'a': expected a sound area.*'c': expected a sound"):
        hold(shapes, land)


def test_of_a_collection_the_areas_count(land):
    box, line = shapely.box(104, 30, 105, 31), shapely.LineString([(100, 30), (101, 31)])
    mixed = shapely.GeometryCollection([box, line, shapely.Point(103, 30)])
    found = hold(frame(box, mixed, line), land)
    assert found["population"][1] == pytest.approx(found["population"][0], rel=1e-12)
    assert found["population"][2] == 0


def test_main_places_are_known_under_dasymetric_weighting_only(land, seated):
    shapes = frame(shapely.box(97, 26, 109, 35))
    assert find_mains(shapes, seated).sum() == 183
    with pytest.raises(CatchmentError, match="expected dasymetric weighting; got areal"):
        find_mains(shapes, land)


def test_platforms_in_another_system_are_refused(catalog):
    with pytest.raises(CatchmentError, match="expected coordinates in EPSG:4490"):
        count_platforms(frame(shapely.box(104, 30, 105, 31)).to_crs(EQUAL_AREA), catalog)
