"""Ways through a road network: by hand on five nodes, by brute force on many, and its faults."""

import itertools
import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.catchment import network
from geo.catchment.network import (
    CELL_KM,
    LINK_KM,
    LOCAL_KMH,
    PIECE_KM,
    Lines,
    Network,
    NetworkTravel,
    build_network,
)
from geo.crs import EQUAL_AREA, GEOGRAPHIC, area_km2, geodesic_distance_m
from geo.errors import CancelledError, CatchmentError, TravelError
from tests.catchment.layers import A, B, C, D, E, at

if TYPE_CHECKING:
    from geo.catchment.travel import Travel


def lines(*roads):
    """Roads from (km/h, directions, vertices); directions "both", "ahead" or "against"."""
    sizes = [len(road[2]) for road in roads]
    return Lines(
        lonlat=np.array([place for road in roads for place in road[2]], dtype=float),
        first=np.concatenate([[0], np.cumsum(sizes)]),
        kmh=np.array([road[0] for road in roads], dtype=float),
        forward=np.array([road[1] != "against" for road in roads]),
        backward=np.array([road[1] != "ahead" for road in roads]),
    )


def travel(network):
    return NetworkTravel(network, "roads", "digest", "roads.gpkg", "travel.notice_roads")


def drawn(*roads, **more):
    return travel(build_network(lines(*roads), **more))


def km(a, b):
    return geodesic_distance_m(*a, *b) / 1000


def five():
    """Five nodes so far from each other that a place at one is linked to this one only."""
    edges = [
        *((0, 1, 7), (0, 2, 9), (0, 4, 14), (1, 0, 7), (1, 2, 10), (1, 3, 15)),
        *((2, 3, 11), (2, 4, 2), (3, 4, 6), (4, 0, 20)),
    ]
    starts, ends, minutes = zip(*edges, strict=True)
    lon, lat = zip(A, B, C, D, E, strict=True)
    return travel(
        Network(
            lon=np.array(lon),
            lat=np.array(lat),
            part=np.zeros(5, dtype=np.int32),
            starts=np.array(starts, dtype=np.int32),
            ends=np.array(ends, dtype=np.int32),
            minutes=np.array(minutes, dtype=float),
            shares=np.array([1.0]),
            islands=0,
            road_km=100.0,
        )
    )


def test_five_nodes_by_hand():
    places = at(a=A, b=B, c=C, d=D, e=E)
    source: Travel = five()
    found = source.minutes(places, places)
    by_hand = {
        "a": [0, 7, 9, 20, 11],  # a-c-d 9 + 11, a-c-e 9 + 2
        "b": [7, 0, 10, 15, 12],  # b-c-e 10 + 2
        "c": [22, 29, 0, 11, 2],  # only c-e-a leads back: 2 + 20, and 7 more to b
        "d": [26, 33, 35, 0, 6],  # d-e-a 6 + 20
        "e": [20, 27, 29, 40, 0],  # e-a-c-d 20 + 9 + 11
    }
    assert found.index.tolist() == found.columns.tolist() == list("abcde")
    for name, row in by_hand.items():
        assert found.loc[name].tolist() == pytest.approx(row, abs=1e-6), name
    assert source.error_pct is None


def test_the_order_and_the_number_of_places_does_not_matter():
    places = at(a=A, b=B, c=C, d=D, e=E)
    whole = five().minutes(places, places)
    turned = five().minutes(places.iloc[::-1], places.iloc[[3, 0]])
    pd.testing.assert_frame_equal(turned, whole.iloc[::-1, [3, 0]])
    assert five().minutes(places.iloc[:0], places).shape == (0, 5)
    assert five().minutes(places, places.iloc[:0]).shape == (5, 0)


# How lines become a network


def test_minutes_are_length_over_speed_and_one_way_roads_lead_one_way():
    source = drawn((60, "both", [A, B]), (30, "ahead", [B, D]), (40, "against", [A, D]))
    places = at(a=A, b=B, d=D)
    found = source.minutes(places, places)
    ab, bd, da = km(A, B), km(B, D) * 2, km(A, D) * 1.5
    assert found.loc["a"].tolist() == pytest.approx([0, ab, ab + bd], rel=1e-6, abs=1e-6)
    assert found.loc["b"].tolist() == pytest.approx([ab, 0, bd], rel=1e-6, abs=1e-6)
    assert found.loc["d"].tolist() == pytest.approx([da, da + ab, 0], rel=1e-6, abs=1e-6)


def test_of_two_roads_between_two_places_the_faster_counts():
    source = drawn((30, "both", [A, B]), (90, "ahead", [A, B]))
    found = source.minutes(at(a=A, b=B), at(a=A, b=B))
    assert found.loc["a", "b"] == pytest.approx(km(A, B) / 90 * 60, rel=1e-6)
    assert found.loc["b", "a"] == pytest.approx(km(A, B) / 30 * 60)


def test_roads_meet_at_a_common_vertex_and_nowhere_else():
    middle = (104.1, 30.6)
    cross = [(104.1, 30.5), middle, (104.1, 30.7)]
    over = [(104.1, 30.5), (104.1, 30.7)]
    ends = at(a=(104.0, 30.6), b=(104.1, 30.7))
    level = drawn((60, "both", [(104.0, 30.6), middle, (104.2, 30.6)]), (60, "both", cross))
    expected = km((104.0, 30.6), middle) + km(middle, (104.1, 30.7))
    assert level.minutes(ends, ends).loc["a", "b"] == pytest.approx(expected, rel=1e-6)
    bridge = build_network(lines((60, "both", [(104.0, 30.6), (104.2, 30.6)]), (60, "both", over)))
    assert len(bridge.shares) == 2


def test_roads_shorter_than_a_piece_meet_too():
    middle = (104.002, 30.6)
    along = [(104.0, 30.6), middle, (104.004, 30.6)]
    network = build_network(
        lines((60, "both", along), (60, "both", [(104.002, 30.598), middle, (104.002, 30.602)]))
    )
    assert (len(network.lon), len(network.starts), len(network.shares)) == (5, 8, 1)


def test_ends_that_miss_each_other_are_joined_within_the_tolerance():
    near = (104.25 + 4 / 95_700, 30.6)  # 4 m to the east of B
    far = (104.25 + 7 / 95_700, 30.6)
    for gap, parts in ((near, 1), (far, 2)):
        network = build_network(lines((60, "both", [A, B]), (60, "both", [gap, C])), snap_m=5)
        assert len(network.shares) == parts
    assert len(build_network(lines((60, "both", [A, B]), (60, "both", [near, C]))).shares) == 2
    # also to a vertex in the middle of another
    side = lines((60, "both", [A, B, C]), (60, "both", [near, D]))
    assert len(build_network(side, snap_m=5).shares) == 1


def test_a_long_road_has_nodes_beside_every_place():
    many = [(104.0 + 0.001 * n, 30.6) for n in range(300)]
    # as well where it is drawn with two vertices only
    straight = build_network(lines((60, "both", [many[0], many[-1]])))
    assert len(straight.lon) == pytest.approx(km(many[0], many[-1]) / PIECE_KM, abs=2)
    assert straight.minutes.max() < 2 * PIECE_KM  # at 60 km/h a kilometre is a minute
    assert straight.road_km == pytest.approx(km(many[0], many[-1]), rel=1e-6)
    network = build_network(lines((60, "both", many)))
    assert len(network.lon) == pytest.approx(km(many[0], many[-1]) / PIECE_KM, abs=3)
    assert network.road_km == pytest.approx(km(many[0], many[-1]), rel=1e-6)
    beside = at(x=(104.15, 30.605), a=many[0])
    found = travel(network).minutes(beside, beside)
    local = km((104.15, 30.605), (104.15, 30.6)) / LOCAL_KMH * 60
    assert found.loc["x", "a"] == pytest.approx(km(many[0], (104.15, 30.6)) + local, abs=2)


def test_roads_that_would_fill_the_memory_are_refused(monkeypatch):
    across = [(97.4, 30.6), (108.5, 30.7)]
    with pytest.raises(TravelError, match=r"at most 5,000,000 more vertices; got “5,3\d\d,\d\d\d”"):
        build_network(lines(*[(60, "both", across)] * 5000))
    assert len(build_network(lines((60, "both", across))).lon) > 1000
    monkeypatch.setattr(network, "MOST_VERTICES", 4)
    build_network(lines((60, "both", [A, B]), (60, "both", [B, C])))
    with pytest.raises(TravelError, match="at most 4 vertices in all; got “5”"):
        build_network(lines((60, "both", [A, B]), (60, "both", [B, C, D])))


def test_small_islands_are_dropped_and_counted():
    roads = [(60, "both", [(104 + n / 10, 30.6), (104.1 + n / 10, 30.6)]) for n in range(12)]
    island = (60, "both", [(104.0, 31.6), (104.001, 31.6)])
    network = build_network(lines(*roads, island))
    assert (network.islands, len(network.shares)) == (1, 1)
    assert network.shares[0] == pytest.approx(1, abs=0.01)
    # the nearest node is the island's, but it leads nowhere
    found = travel(network).minutes(at(a=(104.0, 30.6)), at(x=(104.0, 31.6)))
    assert math.isnan(found.loc["a", "x"])


def test_a_street_that_leads_out_only_is_no_part():
    network = build_network(lines((60, "both", [A, B]), (60, "ahead", [B, (104.26, 30.61)])))
    assert len(network.shares) == 1
    assert network.lon.max() == B[0]


def test_roads_that_do_not_hang_together_are_refused():
    roads = [
        (60, "both", [(100 + n / 20, 28 + m / 20), (100.01 + n / 20, 28 + m / 20)])
        for n, m in itertools.product(range(15), range(15))
    ]
    with pytest.raises(TravelError, match=r"got “225”.*snap their ends"):
        build_network(lines(*roads))
    with pytest.raises(TravelError, match="at least one road with a length"):
        build_network(lines((60, "both", [A, A])))


def test_places_on_parts_without_a_way_between_are_told():
    source = drawn((60, "both", [A, B]), (60, "both", [D, E]), (60, "both", [C, (104.52, 30.6)]))
    assert len(source.network.shares) == 3
    one = source.minutes(at(a=A, b=B), at(d=D, b=B))
    assert one["d"].isna().all()
    assert one.loc["a", "b"] == pytest.approx(km(A, B))
    for ask in (
        lambda: source.minutes(at(a=A, d=D, b=B), at(d=D)),
        lambda: source.areas(at(a=A, d=D, b=B), [30]),
    ):
        with pytest.raises(TravelError) as error:
            ask()
        text = str(error.value)
        shares = [f"{share * 100:.1f}% of the length" for share in source.network.shares]
        assert "into 3 larger parts" in text
        on = "d on part 1 ({0}); a, b on part 2 ({1})", "a, b on part 1 ({0}); d on part 2 ({1})"
        assert any(f"got “{told.format(*shares)}”" in text for told in on)
        assert max(source.network.shares) == source.network.shares[0]
        assert "choose places on one part only" in text
        assert "在第1部分（占道路总长" in error.value.faults.lines("zh")[0]


def test_a_zone_far_from_the_roads_is_a_fault_and_a_county_has_no_time():
    source = drawn((60, "both", [A, B]))
    beyond, within = (
        (104.0, 30.6 + (LINK_KM + 0.5) / 110.9),
        (104.0, 30.6 + (LINK_KM - 0.5) / 110.9),
    )
    found = source.minutes(at(a=A), at(x=beyond, y=within))
    assert math.isnan(found.loc["a", "x"])
    assert found.loc["a", "y"] == pytest.approx(km(A, within) / LOCAL_KMH * 60)
    with pytest.raises(TravelError, match="15 km") as error:
        source.minutes(at(a=A, x=beyond, z=(101.0, 28.0)), at(y=within))
    where = [problem.where for problem in error.value.faults.tell("en")]
    assert where == ["Place x", "Place z"]
    with pytest.raises(TravelError, match="Place x"):
        source.areas(at(x=beyond), [60])
    with pytest.raises(CatchmentError, match="expected a place in Sichuan"):
        source.minutes(at(a=(116.4, 39.9)), at(y=within))


# Against brute force


def random_network(seed, count):
    """A network, and the shortest ways between its nodes by Floyd and Warshall."""
    rng = np.random.default_rng(seed)
    places = np.round(rng.uniform((103.8, 30.3), (104.6, 31.0), (count, 2)), 6)
    far = np.full((count, count), np.inf)
    edges = {}

    def lead(i, j, kmh):
        far[i, j] = edges[i, j] = min(far[i, j], km(places[i], places[j]) / kmh * 60)

    for n in range(count):  # a ring, so that all hangs together
        lead(n, (n + 1) % count, float(rng.choice([30, 60, 100])))
        i, j = rng.choice(count, 2, replace=False)
        lead(i, j, float(rng.choice([30, 60])))
    np.fill_diagonal(far, 0)
    for k in range(count):
        far = np.minimum(far, far[:, [k]] + far[[k]])
    network = Network(
        lon=places[:, 0],
        lat=places[:, 1],
        part=np.zeros(count, dtype=np.int32),
        starts=np.array([i for i, _ in edges], dtype=np.int32),
        ends=np.array([j for _, j in edges], dtype=np.int32),
        minutes=np.array(list(edges.values())),
        shares=np.array([1.0]),
        islands=0,
        road_km=1.0,
    )
    return travel(network), places, far


def links(point, places):
    """Minutes to the four nearest nodes within the bound; infinite to the others."""
    local = np.array([km(point, place) for place in places])
    local[np.argsort(local)[4:]] = np.inf
    return np.where(local <= LINK_KM, local / LOCAL_KMH * 60, np.inf)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_ways_are_the_shortest_there_are(seed):
    source, places, far = random_network(seed, 25)
    ends = np.random.default_rng(seed + 1).uniform((103.8, 30.3), (104.6, 31.0), (6, 2))
    local = [links(end, places) for end in ends]
    linked = [n for n in range(6) if np.isfinite(local[n]).any()]
    points = at(**{f"p{n}": tuple(end) for n, end in enumerate(ends)})
    found = source.minutes(points.iloc[linked], points)
    for i, j in itertools.product(linked, range(6)):
        least = (local[i][:, None] + far + local[j][None, :]).min()
        straight = km(ends[i], ends[j])
        if straight <= LINK_KM:
            least = min(least, straight / LOCAL_KMH * 60)
        if math.isinf(least):
            assert math.isnan(found.loc[f"p{i}", f"p{j}"])
        else:
            assert found.loc[f"p{i}", f"p{j}"] == pytest.approx(least, rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ground_is_what_brute_force_finds_on_a_fine_raster(seed):
    rng = np.random.default_rng(seed)
    towns = np.round(rng.uniform((104.0, 30.4), (104.5, 30.8), (12, 2)), 6)
    roads = [
        (float(rng.choice([30, 60, 100])), str(rng.choice(["both", "ahead"])), [a, b])
        for a, b in zip(towns, np.roll(towns, 1, axis=0), strict=True)
    ]
    roads += [(80.0, "both", [towns[n], towns[n + 4]]) for n in range(4)]
    source = drawn(*roads)
    network = source.network
    places = np.column_stack([network.lon, network.lat])
    far = np.full((len(places),) * 2, np.inf)
    far[network.starts, network.ends] = network.minutes
    np.fill_diagonal(far, 0)
    for k in range(len(places)):
        far = np.minimum(far, far[:, [k]] + far[[k]])
    start = (104.25, 30.6)
    # reached within these, nothing lies so far from all roads that it is not served
    found = source.areas(at(a=start), [10, 20, 40])
    assert found.is_valid.all()
    times = (links(start, places)[:, None] + far).min(axis=0)
    to_plane = Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)
    nodes = np.column_stack(to_plane.transform(places[:, 0], places[:, 1])) / 1000
    here = np.array(to_plane.transform(*start)) / 1000
    low, high = nodes.min(axis=0) - 16, nodes.max(axis=0) + 16
    step = 0.5
    x, y = np.meshgrid(np.arange(low[0], high[0], step), np.arange(low[1], high[1], step))
    reached = np.hypot(x - here[0], y - here[1]) / LOCAL_KMH * 60
    for time, node in zip(times, nodes, strict=True):
        there = time + np.hypot(x - node[0], y - node[1]) / LOCAL_KMH * 60
        reached = np.minimum(reached, there)
    lon, lat = to_plane.transform(x * 1000, y * 1000, direction="INVERSE")
    for row in found.itertuples():
        brute = (reached <= row.minutes).sum() * step**2
        assert row.area_km2 == pytest.approx(brute, rel=0.08 if row.minutes < 15 else 0.04)
        # and at the same places: what lies clearly within or beyond is on the right side
        inside = shapely.contains_xy(row.geometry, np.asarray(lon), np.asarray(lat))
        blur = 1.5 * CELL_KM / LOCAL_KMH * 60
        assert inside[reached < row.minutes - blur].all()
        assert not inside[reached > row.minutes + blur].any()


def test_ground_nests_and_holds_the_place_itself():
    source, _, _ = random_network(3, 40)
    found = source.areas(at(a=(104.2, 30.65), b=(104.1, 30.8)), [15, 30, 60, 120])
    assert found["id"].tolist() == ["a"] * 4 + ["b"] * 4
    assert found["minutes"].tolist() == [15, 30, 60, 120] * 2
    assert found["error_pct"].isna().all()
    for name, group in found.groupby("id"):
        shapes = group.geometry.to_list()
        for small, large in itertools.pairwise(shapes):
            assert shapely.difference(small, large).area < 1e-9
        point = {"a": (104.2, 30.65), "b": (104.1, 30.8)}[name]
        assert shapes[0].contains(shapely.Point(point))
    assert found["area_km2"].tolist() == pytest.approx(area_km2(found.geometry.to_numpy()))


def test_ground_far_from_all_roads_is_never_reached():
    source = drawn((60, "both", [A, B]))
    found = source.areas(at(a=A), [600])
    to_plane = Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)
    road = shapely.LineString([to_plane.transform(*A), to_plane.transform(*B)])
    corners = shapely.get_coordinates(found.geometry[0])
    far = shapely.distance(road, shapely.points(*to_plane.transform(*corners.T)))
    assert far.max() / 1000 == pytest.approx(LINK_KM, abs=1.5 * CELL_KM)


def test_ground_without_faster_roads_is_a_disc():
    # slow roads: nowhere is reached sooner than straight over local ground
    source = drawn((5, "both", [(104.0, 30.6), (104.05, 30.6)]))
    found = source.areas(at(a=(104.0, 30.6)), [15, 30])
    for row in found.itertuples():
        assert row.area_km2 == pytest.approx(
            math.pi * (row.minutes / 60 * LOCAL_KMH) ** 2, rel=0.05
        )


@pytest.mark.parametrize("minutes", [[], [0], [-5], [float("nan")], [601]])
def test_times_without_sense_are_refused(minutes):
    with pytest.raises(CatchmentError, match="minutes: expected"):
        five().areas(at(a=A), minutes)
    with pytest.raises(CatchmentError, match="at least one place"):
        five().areas(at(a=A).iloc[:0], [60])


def test_it_says_how_far_it_is_and_stops():
    source, places = five(), at(a=A, b=B)
    for work in (
        lambda progress: source.minutes(places, places, progress),
        lambda progress: source.areas(places, [30], progress),
        lambda progress: source.areas(places, [30], progress),  # the grid is there already
        lambda progress: build_network(lines((60, "both", [A, B])), progress=progress),
    ):
        told = []
        work(told.append)
        assert told[0] == 0
        assert told[-1] == pytest.approx(1)
        assert told == sorted(told)
        assert len(told) > 2

        def stop(share):
            if share > 0.4:
                raise CancelledError

        with pytest.raises(CancelledError):
            work(stop)


def test_a_layer_is_a_table_of_points_whatever_its_order():
    places = at(a=A, b=B, c=C, d=D, e=E)
    assert isinstance(places, gpd.GeoDataFrame)
    whole = five().areas(places, [20])
    turned = five().areas(places.iloc[::-1], [20])
    assert whole["area_km2"].tolist() == turned["area_km2"].tolist()[::-1]
