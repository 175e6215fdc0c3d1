"""The tables of the page, each against numbers found another way."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.catchment.holdings import prepare_land
from geo.catchment.places import county_points
from geo.catchment.reach import LIMITS_MIN
from geo.catchment.result import compute
from geo.catchment.study import Study
from geo.catchment.times import read_times
from geo.catchment.travel import ModelTravel
from geo.crs import EQUAL_AREA
from geo.export.table import frame_csv
from geo.indicators.tables import read_table
from geo.locale import translator
from geo.maps.asked import answer, measure
from geo.platforms.placed import place_platforms
from geo.types import LANGS
from geo.ui.catchments import frames
from geo.ui.sent import table_of
from tests.hostile import PAYLOADS, plant

ZH, EN = translator("zh"), translator("en")
CJK = re.compile(r"[\u3400-\u9fff]")
MODEL = ModelTravel()

ZONES = ("chengdu", "jinniu", "liangshan", "suining")
TRIAL = ("511002", "511102", "513230")  # two of one name, and one where no firms are reported
PLACES = (*ZONES, *(f"county:{code}" for code in TRIAL))
RING = Study("ring", ZONES, TRIAL, radii_km=(20.0, 60.0))
HEAD = "origin,destination,minutes,source,date"

# the catalogue refuses halves of characters
BODIES = {name: text for name, text in PAYLOADS.items() if not name.startswith("surrogate")}

both = pytest.mark.parametrize("lang", LANGS)


# Numbers found another way: shapes cut with geopandas, people counted county by county


class Ground:
    """The counties, to be cut by hand."""

    def __init__(self, catalog, weighting="areal"):
        counties = catalog.counties[catalog.counties.geometry.notna()]
        self.shapes = counties.geometry.to_crs(EQUAL_AREA)
        self.people = counties["population"].astype(float)
        self.urban = counties["population_urban"].astype(float)
        self.owner = counties["prefecture_code"]
        self.dasymetric = weighting == "dasymetric"
        if self.dasymetric:
            lower = prepare_land(catalog, weighting).lower
            self.mains = county_points(catalog).geometry.to_crs(EQUAL_AREA)
            self.lower = gpd.GeoSeries(lower.shapes, index=counties.index, crs=EQUAL_AREA)

    def shares(self, shape):
        """Return which share of each county's townspeople and other people is in a flat shape."""
        if self.dasymetric:
            return self.mains.intersects(shape).astype(float), self._cut(self.lower, shape)
        cut = self._cut(self.shapes, shape)
        return cut, cut

    def hold(self, shape):
        """Return the people of each county in a shape, and the townspeople among them."""
        urban, rural = self.shares(shape)
        return self.urban * urban + (self.people - self.urban) * rural, self.urban * urban

    def km2(self, shape):
        return self.shapes.intersection(shape).area.sum() / 1e6

    @staticmethod
    def _cut(parts, shape):
        return (parts.intersection(shape).area / parts.area).clip(0, 1)


def flat(shapes):
    """Return shapes in the equal-area system, repaired where rounding let sides cross."""
    return [s.buffer(0) if not s.is_valid else s for s in shapes.to_crs(EQUAL_AREA)]


def step_shapes(result, value):
    """Return the flat shapes of a step, by place."""
    chosen = result.shapes[result.shapes[result.step] == value]
    return dict(zip(chosen["id"], flat(chosen.geometry), strict=True))


def wan(people):
    return round(people / 10_000, 1)


def assert_close(frame_column, wanted, tolerance):
    np.testing.assert_allclose(
        np.asarray(frame_column, dtype=float),
        np.asarray(wanted, dtype=float),
        atol=tolerance,
        rtol=0,
    )


TENTH = 0.1001
"""Two ways to the same number may round to neighbouring tenths."""


@pytest.fixture(scope="module", params=["areal", "dasymetric"])
def weighting(request):
    return request.param


@pytest.fixture(scope="module")
def ground(catalog, weighting):
    return Ground(catalog, weighting)


@pytest.fixture(scope="module")
def ring(catalog, weighting):
    return compute(replace(RING, weighting=weighting), catalog)


@pytest.fixture(scope="module")
def drive(catalog):
    zones = tuple(catalog.zones.index[catalog.zones["level"] == "national"])
    return compute(Study("drive", zones, minutes=(30.0, 60.0)), catalog)


@pytest.fixture(scope="module")
def own(catalog):
    """A table: who of eight counties is how far from two zones; of the others it says nothing."""
    rows = {
        ("chengdu", "510104"): 12.4,
        ("chengdu", "510105"): 60,
        ("chengdu", "510106"): 60.1,
        ("chengdu", "510107"): 95,
        ("yibin", "510104"): 190,
        ("yibin", "510106"): 250,
        ("yibin", "511502"): 8,
        ("yibin", "511503"): 31,
        ("chengdu", "511502"): 200,
        ("yibin", "511504"): 75,
    }
    lines = [f"{a},{b},{minutes},交通厅,2026-05" for (a, b), minutes in rows.items()]
    content = "\n".join([HEAD, *lines]).encode()
    return read_times(content, "times.csv", catalog, today=dt.date(2026, 11, 27))


@pytest.fixture(scope="module")
def owned(catalog, own):
    return compute(Study("drive", ("chengdu", "yibin"), minutes=(30.0, 60.0)), catalog, own)


# What each holds


def test_people_and_ground_of_each_place(ring, ground):
    frame = frames.holdings_frame(ring, ZH)
    assert list(frame.index) == [place for place in PLACES for _ in RING.radii_km]
    assert list(frame["范围"]) == ["20公里内", "60公里内"] * len(PLACES)
    people, urban, km2 = [], [], []
    shapes = {value: step_shapes(ring, value) for value in RING.radii_km}
    for place, value in itertools.product(PLACES, RING.radii_km):
        held = ground.hold(shapes[value][place])
        people.append(held[0].sum() / 10_000)
        urban.append(held[1].sum() / 10_000)
        km2.append(ground.km2(shapes[value][place]))
    assert_close(frame["2020年人口（万人）"], people, TENTH)
    assert_close(frame["2020年城镇人口（万人）"], urban, TENTH)
    assert_close(frame["省内面积（平方公里）"], km2, 1.001)


@pytest.mark.parametrize(("name", "head"), [("gdp", "GDP 2020, 100 million yuan")])
def test_product_goes_with_the_people_of_its_prefecture(ring, ground, catalog, name, head):
    frame = frames.holdings_frame(ring, EN)
    rows = read_table(catalog, "prefecture").rows[name, "2020"]
    everybody = catalog.counties.groupby("prefecture_code")["population"].sum()
    rate = ground.owner.map({code: row.value / everybody[code] for code, row in rows.items()})
    wanted = []
    shapes = {value: step_shapes(ring, value) for value in RING.radii_km}
    for place, value in itertools.product(PLACES, RING.radii_km):
        wanted.append((ground.hold(shapes[value][place])[0] * rate).sum())
    assert_close(frame[head], wanted, 1.001)


def test_where_no_firms_are_reported_there_is_a_gap_or_a_lower_bound(ring, ground, catalog):
    frame = frames.holdings_frame(ring, ZH)
    rows = read_table(catalog, "prefecture").rows["hte_count", "2023"]
    known = {code for code, row in rows.items() if not row.gap}
    missing = ~ground.owner.isin(known)
    assert set(ground.owner[missing]) == {"513200", "513300"}
    bounds = {code for code in known if rows[code].qualifier == "ge"}
    column, remark = frame["2023年高新技术企业（家）"], frame["备注"]
    shapes = {value: step_shapes(ring, value) for value in RING.radii_km}
    gaps = partly = 0
    for number, (place, value) in enumerate(itertools.product(PLACES, RING.radii_km)):
        people = ground.hold(shapes[value][place])[0]
        there = people[people > 1e-6]
        unknown = there[missing]
        if len(unknown) == len(there):
            gaps += 1
            assert np.isnan(column.iloc[number]), place
            assert remark.iloc[number] == ""  # a gap speaks for itself
            continue
        assert column.iloc[number] > 0
        bounded = len(unknown) or set(ground.owner[there.index]) & bounds
        partly += bool(bounded)
        said = "高新技术企业为下限：部分市（州）未收录或只有下限"
        assert remark.iloc[number] == (said if bounded else ""), place
    assert gaps >= 1
    assert partly >= 1


def test_at_least_is_said_in_english_too(ring):
    remarks = set(frames.holdings_frame(ring, EN)["Remark"]) - {""}
    assert remarks
    assert all(said.startswith("High-tech enterprises: at least so much") for said in remarks)


def test_platforms_are_those_that_stand_inside_and_none_listed_is_a_gap(ring, catalog):
    frame = frames.holdings_frame(ring, ZH)
    points, _ = place_platforms(catalog)
    counts = [int(shape.intersects(points.geometry.array).sum()) for shape in ring.shapes.geometry]
    assert 0 in counts
    wanted = [count or np.nan for count in counts]
    np.testing.assert_array_equal(frame["已收录创新平台（个）"], wanted)


def test_one_step_has_no_column_of_steps(catalog):
    one = compute(Study("ring", ("chengdu",), radii_km=(30.0,)), catalog)
    frame = frames.holdings_frame(one, ZH)
    assert "范围" not in frame
    assert len(frame) == 1
    assert "覆盖情况" in frames.left_out_frame(one, MODEL, ZH)


def test_stand_ins_of_one_name_are_told_apart(ring):
    names = set(frames.holdings_frame(ring, ZH)["名称"])
    assert {"模拟新增：内江 · 市中区", "模拟新增：乐山 · 市中区", "成都高新区"} <= names
    assert len(names) == len(PLACES)


# By how many people are reached


def depths(shapes):
    """Return what at least one, two, three shapes cover, by uniting what sets of them share."""
    return [
        shapely.union_all(
            [
                shapely.intersection_all(list(several))
                for several in itertools.combinations(shapes, n)
            ]
        )
        for n in (1, 2, 3)
    ]


def test_people_reached_by_none_one_two_and_more(ring, ground):
    frame = frames.reached_frame(ring, ZH)
    assert list(frame["被几家覆盖"]) == ["未覆盖", "1家", "2家", "3家及以上"] * 2
    for number, value in enumerate(RING.radii_km):
        rows = frame.iloc[number * 4 : number * 4 + 4]
        assert set(rows["范围"]) == {f"{value:g}公里内"}
        covered = [ground.hold(shape) for shape in depths(step_shapes(ring, value).values())]
        people = [ground.people.sum(), *(held[0].sum() for held in covered), 0.0]
        urban = [ground.urban.sum(), *(held[1].sum() for held in covered), 0.0]
        wanted = -np.diff(people)
        assert_close(rows["2020年人口（万人）"], wanted / 10_000, TENTH)
        assert_close(rows["2020年城镇人口（万人）"], -np.diff(urban) / 10_000, TENTH)
        assert_close(rows["占全省人口（%）"], wanted / people[0] * 100, TENTH)
        assert rows["占全省人口（%）"].sum() == pytest.approx(100, abs=0.2)


@both
def test_people_of_whom_an_owner_s_table_does_not_tell_stand_apart(catalog, owned, lang):
    t = translator(lang)
    frame = frames.reached_frame(owned, t).iloc[5:]  # within an hour
    people = catalog.counties["population"].astype(float)
    whole = people[catalog.counties.geometry.notna()].sum()
    reached = people[["510104", "510105", "511502", "511503"]].sum()
    left_out = people["510106"]
    unit = 10_000 if lang == "zh" else 1
    wanted = [left_out, reached, 0, 0, whole - reached - left_out]
    assert list(frame[t("catchments.reached_by")])[-1] == t("coverage.untold")
    assert_close(frame.iloc[:, 2] * unit, wanted, 0.051 * 10_000)


def test_rows_of_a_step_add_up_to_the_province(catalog, drive):
    for result in (drive, compute(Study("ring", ("chengdu",)), catalog)):
        frame = frames.reached_frame(result, EN)
        people = catalog.counties["population"][catalog.counties.geometry.notna()].sum()
        for step in range(len(frame) // 4):
            rows = frame.iloc[step * 4 : step * 4 + 4]
            assert rows["People 2020"].sum() == pytest.approx(people, abs=2000)
    assert "Within" in frames.reached_frame(drive, EN)


# Who is left out


def test_counties_left_out_of_rings_in_order(ring, ground):
    frame = frames.left_out_frame(ring, MODEL, ZH)
    together = shapely.union_all(list(step_shapes(ring, 60.0).values()))
    inside = ground.hold(together)[0]
    share = inside / ground.people * 100
    left = ground.people - inside
    wanted = share.index[share < 99.95]
    assert set(frame.index) == set(wanted)
    order = left[frame.index].to_numpy()
    assert (np.diff(order) <= 1e-3).all()
    assert_close(frame["未覆盖人口（万人）"], left[frame.index] / 10_000, TENTH)
    assert_close(frame["2020年人口（万人）"], ground.people[frame.index] / 10_000, TENTH)
    assert_close(frame["覆盖人口占比（%）"], share[frame.index], TENTH)
    states = np.where(share[frame.index] <= 0.05, "未覆盖", "部分覆盖")
    assert list(frame["覆盖情况"]) == list(states)


def test_names_have_the_prefecture_in_front(ring):
    frame = frames.left_out_frame(ring, MODEL, ZH)
    assert frame.loc["513334", "县（市、区）"] == "甘孜州 · 理塘县"
    assert frames.left_out_frame(ring, MODEL, EN).loc["513334", "County"] == "Garzê · Litang County"


def test_counties_left_out_by_the_model_s_times_in_order(drive, catalog):
    frame = frames.left_out_frame(drive, MODEL, EN)
    places = catalog.zones.loc[list(drive.study.zones), ["geometry"]]
    times = MODEL.minutes(places, county_points(catalog)).T
    soonest, error = times.min(axis=1), MODEL.error_pct / 100
    border = (soonest * (1 - error) <= 60) & (soonest * (1 + error) >= 60)
    left = (soonest > 60) & ~border
    people = catalog.counties["population"].astype(float).reindex(times.index)

    def ranked(chosen):
        return people[chosen].sort_values(ascending=False, kind="stable").index.tolist()

    assert list(frame.index) == [*ranked(left), *ranked(border)]
    assert list(frame["State"]) == ["Left out"] * left.sum() + ["Borderline"] * border.sum()
    shown = soonest[frame.index]
    assert (np.abs(frame["Drive time (about, min)"] - shown) <= 2.5).all()
    assert (frame["Drive time (about, min)"] % 5 == 0).all()
    nearest = times.loc[frame.index].idxmin(axis=1)
    assert list(frame["Nearest zone"]) == list(catalog.zones["name_en"][nearest])


def test_of_an_owner_s_table_what_it_does_not_tell_is_no_gap_in_reach(owned, own, catalog):
    frame = frames.left_out_frame(owned, own, ZH)
    # 510106 is told from both and late; 510107 and 511504 only from one, so another might be near
    assert list(frame.index[:1]) == ["510106"]
    assert frame.loc["510106", "覆盖情况"] == "未覆盖"
    assert frame.loc["510106", "行车时间（约，分钟）"] == 60
    assert frame.loc["510106", "最近的高新区"] == "成都高新区"
    unknown = frame.iloc[1:]
    assert set(unknown["覆盖情况"]) == {"未收录"}
    assert frame.loc["511504", "行车时间（约，分钟）"] == 75
    assert frame.loc["511504", "最近的高新区"] == "宜宾高新区"
    assert np.isnan(frame.loc["513334", "行车时间（约，分钟）"])
    assert frame.loc["513334", "最近的高新区"] == ""
    covered = {"510104", "510105", "511502", "511503"}
    assert set(frame.index) == set(county_points(catalog).index) - covered
    people = catalog.counties["population"].astype(float)
    assert (np.diff(people[unknown.index]) <= 0).all()


@both
def test_whom_a_zone_without_a_time_reaches_is_not_known(catalog, own, lang):
    t = translator(lang)
    zones = ("chengdu", "yibin", "zigong")
    result = compute(Study("drive", zones, minutes=(5.0, 60.0)), catalog, own)
    frame = frames.holdings_frame(result, t)
    numbers = [head for head, column in frame.items() if column.dtype.kind == "f"]
    assert len(numbers) == 6
    assert frame.loc["zigong", numbers].isna().all(axis=None)
    assert set(frame.loc["zigong", t("map.remark")]) == {t("catchments.untold")}
    # of these times are told: within five minutes there is nobody, and that is known
    assert (frame.loc[["chengdu", "yibin"], numbers[:2]].notna()).all(axis=None)
    assert (frame.loc["chengdu", numbers[0]] == [0, frame.loc["chengdu", numbers[0]].max()]).all()
    assert t("catchments.untold") not in set(frame.loc["chengdu", t("map.remark")])
    change = frames.change_frame(result, t)
    assert change.loc["zigong", change.columns[2:5]].isna().all()
    assert change.loc["chengdu", change.columns[2:5]].notna().all()
    drawn = frames.holdings_frame(compute(Study("huff", zones), catalog, own), t)
    assert drawn.loc["zigong", numbers].isna().all()
    assert drawn.loc["chengdu", numbers[0]] > 0


def test_nobody_left_out_is_an_empty_table(catalog):
    whole = compute(
        Study("ring", ("chengdu", "liangshan"), ("513332",), radii_km=(500.0,)), catalog
    )
    for t in (ZH, EN):
        frame = frames.left_out_frame(whole, MODEL, t)
        assert frame.empty
        assert len(frame.columns) == 6
        assert table_of(frame).num_rows == 0


# Overlaps and changes


def test_overlaps_are_the_people_of_what_two_shapes_share(ring, ground):
    frame = frames.overlap_frame(ring, ZH)
    shapes = step_shapes(ring, 60.0)
    cells = frame.iloc[:, 1:].to_numpy(dtype=float)
    np.testing.assert_array_equal(cells, cells.T)
    assert list(frame.columns[1:]) == list(frame["名称"])
    listed = list(frame.index)
    assert listed == [place for place in PLACES if place in listed]
    for a, b in itertools.combinations_with_replacement(PLACES, 2):
        both_ways = ground.hold(shapes[a].intersection(shapes[b]))[0].sum() / 10_000
        if a in listed and b in listed:
            found = cells[listed.index(a), listed.index(b)]
            assert np.nan_to_num(found) == pytest.approx(both_ways, abs=TENTH), (a, b)
            assert found != 0  # none is a gap
        elif a != b:
            assert both_ways < 0.0501, (a, b)
    assert "liangshan" not in listed
    holds = frames.holdings_frame(ring, ZH).query("范围 == '60公里内'")["2020年人口（万人）"]
    np.testing.assert_array_equal(np.diag(cells), holds[listed])


def test_pairs_are_the_cells_above_the_diagonal_most_people_first(ring, ground):
    frame = frames.pairs_frame(ring, ZH)
    shapes = step_shapes(ring, 60.0)
    whole = {place: ground.hold(shape)[0].sum() for place, shape in shapes.items()}
    rows = []
    for a, b in itertools.combinations(PLACES, 2):
        people = ground.hold(shapes[a].intersection(shapes[b]))[0].sum()
        second = a if whole[a] < whole[b] else b
        if people >= 500:  # less is not seen in the unit
            first = b if second == a else a
            names = frames.name_places(ring.catalog, [first, second], ZH)
            rows.append((people, *names, people / whole[second] * 100))
    rows.sort(reverse=True)
    assert [tuple(pair) for pair in frame.iloc[:, :2].to_numpy()] == [row[1:3] for row in rows]
    assert_close(frame.iloc[:, 2], [row[0] / 10_000 for row in rows], TENTH)
    assert_close(frame.iloc[:, 3], [row[3] for row in rows], TENTH)
    assert (frame.iloc[:, 2] > 0).all()


def test_catchments_that_do_not_overlap_make_an_empty_table(catalog):
    apart = compute(Study("ring", ("chengdu", "liangshan"), radii_km=(10.0,)), catalog)
    for t in (ZH, EN):
        assert frames.overlap_frame(apart, t).empty
        assert frames.pairs_frame(apart, t).empty


def test_what_a_place_changes_is_the_difference_of_two_totals(ring, catalog, weighting):
    frame = frames.change_frame(ring, ZH)
    people = catalog.counties["population"][catalog.counties.geometry.notna()].sum()

    def total(zones, trial):
        study = replace(RING, zones=zones, trial=trial, radii_km=(60.0,), weighting=weighting)
        return compute(study, catalog).steps[0].reached.iloc[1:].sum()

    whole = total(ZONES, TRIAL)
    for zone in ZONES:
        less = total(tuple(z for z in ZONES if z != zone), TRIAL)
        assert frame.loc[zone, ZH("catchments.head_change")] == ZH("catchments.change_lost")
        lost = whole["population"] - less["population"]
        assert frame.loc[zone, "只由本区覆盖的人口（万人）"] == pytest.approx(
            lost / 10_000, abs=0.051
        )
        assert frame.loc[zone, "占全省人口（百分点）"] == pytest.approx(
            lost / people * 100, abs=0.0051
        )
        ground = whole["inside_km2"] - less["inside_km2"]
        assert frame.loc[zone, "省内面积（平方公里）"] == pytest.approx(ground, abs=0.51)
    for code in TRIAL:
        less = total(ZONES, tuple(c for c in TRIAL if c != code))
        row = frame.loc[f"county:{code}"]
        assert row[ZH("catchments.head_change")] == ZH("catchments.change_added")
        gained = whole["population"] - less["population"]
        assert row["只由本区覆盖的人口（万人）"] == pytest.approx(gained / 10_000, abs=0.051)
    column = frame["只由本区覆盖的人口（万人）"]
    assert column.is_monotonic_decreasing


def test_of_equal_changes_the_first_zone_comes_first(catalog):
    zones = catalog.zones.copy()
    # at one place neither reaches anybody whom the other does not
    zones.loc["jinniu", "geometry"] = zones.geometry["chengdu"]
    data = replace(catalog, zones=zones, digest="at-one-place")
    near = compute(Study("ring", ("chengdu", "jinniu", "liangshan"), radii_km=(10.0,)), data)
    frame = frames.change_frame(near, ZH)
    assert list(frame.index) == ["liangshan", "chengdu", "jinniu"]
    assert list(frame["只由本区覆盖的人口（万人）"][1:]) == [0.0, 0.0]


# Service areas, Huff's model, accessibility


def test_the_service_area_of_a_county_is_where_most_of_its_people_live(catalog):
    zones = ("chengdu", "mianyang", "yibin", "liangshan")
    result = compute(Study("voronoi", zones), catalog)
    frame = frames.service_frame(result, ZH)
    ground = Ground(catalog)
    held = pd.DataFrame(
        {
            place: ground.hold(shape)[0] / ground.people
            for place, shape in zip(result.shapes["id"], flat(result.shapes.geometry), strict=True)
        }
    )
    np.testing.assert_allclose(held.sum(axis=1), 1, atol=1e-4)
    assert list(frame.index) == list(held.index)
    assert list(frame["所属服务范围"]) == list(catalog.zones["short_zh"][held.idxmax(axis=1)])
    assert_close(frame["该区服务人口占比（%）"], held.max(axis=1) * 100, TENTH)
    assert_close(frame["2020年人口（万人）"], ground.people / 10_000, TENTH)
    assert frame["该区服务人口占比（%）"].min() < 100  # some county is divided


def test_a_county_is_served_by_the_nearest_zone_to_its_main_place(catalog):
    zones = ("chengdu", "yibin")
    frame = frames.service_frame(compute(Study("voronoi", zones), catalog), EN)
    whole = frame[frame["People in it (%)"] == 100]
    assert len(whole) > 150
    geod = Geod(ellps="GRS80")
    points = county_points(catalog).geometry
    for code, name in whole["Service area"].items():
        km = [
            geod.inv(points[code].x, points[code].y, point.x, point.y)[2]
            for point in catalog.zones.geometry[list(zones)]
        ]
        assert name == catalog.zones["name_en"][zones[int(np.argmin(km))]]


def test_draws_are_huff_s_shares_the_largest_first(catalog):
    zones = ("chengdu", "mianyang", "yibin", "liangshan")
    study = Study("huff", zones, cost="km", decay=1.5)
    frame = frames.draws_frame(answer(study, catalog), ZH)
    geod = Geod(ellps="GRS80")
    points = county_points(catalog).geometry
    names = catalog.zones["short_zh"][list(zones)].tolist()
    for code, row in frame.iterrows():
        km = np.array(
            [
                geod.inv(points[code].x, points[code].y, point.x, point.y)[2] / 1000
                for point in catalog.zones.geometry[list(zones)]
            ]
        )
        pull = np.maximum(km, 1.0) ** -1.5
        shares = pull / pull.sum() * 100
        order = np.argsort(-shares, kind="stable")[:3]
        for place, number in zip(("第一", "第二", "第三"), order, strict=True):
            assert row[place] == names[number], code
            assert row[f"{place}占比（%）"] == pytest.approx(shares[number], abs=0.051)
    assert list(frame.index) == list(points.index)


def test_two_zones_have_no_third_and_no_way_is_a_gap(catalog, own):
    study = Study("huff", ("chengdu", "yibin"))
    frame = frames.draws_frame(compute(study, catalog, own), EN)
    assert "Third" not in frame
    # a county that only one zone has a time to goes there, one without any time nowhere
    assert frame.loc["510105", "First"] == catalog.zones["name_en"]["chengdu"]
    assert frame.loc["510105", "First (%)"] == 100
    assert frame.loc["510105", "Second"] == ""
    assert np.isnan(frame.loc["510105", "Second (%)"])
    assert frame.loc["513334", "First"] == ""
    assert np.isnan(frame.loc["513334", "First (%)"])
    share = 190.0**2 / (190.0**2 + 12.4**2) * 100
    assert frame.loc["510104", "First (%)"] == pytest.approx(share, abs=0.051)


def test_what_zones_draw_adds_up(catalog):
    result = answer(Study("huff", ("chengdu", "yibin"), ("513230",), cost="km"), catalog)
    frame = frames.holdings_frame(result, ZH)
    people = catalog.counties["population"][catalog.counties.geometry.notna()].sum()
    assert list(frame.index) == ["chengdu", "yibin", "county:513230"]
    assert frame["2020年人口（万人）"].sum() == pytest.approx(people / 10_000, abs=0.2)
    assert frame["备注"].str.startswith("高新技术企业为下限").all()


def test_counties_by_accessibility_the_best_first(catalog):
    figures = measure(Study("2sfca", (), cost="km", radii_km=(50.0,)), catalog, ())
    frame = frames.access_frame(figures, catalog, ZH)
    column = frame[ZH("catchments.head_access_platforms")]
    assert column.is_monotonic_decreasing
    assert_close(column, figures["per_million"][frame.index], 0.0051)
    supply = figures["supply"][frame.index]
    np.testing.assert_array_equal(
        frame[ZH("catchments.supply_platforms")], supply.where(supply > 0)
    )
    assert frame[ZH("catchments.supply_platforms")].isna().any()
    assert_close(frame["人口（2020年普查）（万人）"], figures["people"][frame.index] / 1e4, 0.051)


def test_two_step_access_of_one_county_by_hand(catalog):
    """With a reach so short that no county reaches another, a figure is its own platforms."""
    figures = measure(Study("2sfca", (), cost="km", radii_km=(0.5,)), catalog, ())
    frame = frames.access_frame(figures, catalog, EN)
    points, _ = place_platforms(catalog)
    shape = catalog.counties.geometry["510107"]
    count = int(shape.intersects(points.geometry.array).sum())
    people = catalog.counties["population"]["510107"]
    row = frame.loc["510107"]
    assert row[EN("catchments.supply_platforms")] == count > 0
    assert row[EN("catchments.head_access_platforms")] == pytest.approx(
        count / people * 1e6, abs=0.0051
    )


def test_counties_that_no_way_is_known_of_come_last_and_are_gaps(catalog):
    # a county's own platforms are no way that a table tells
    lines = ["510107,510104,20,x,2026", "510107,510105,25,x,2026", "510104,513334,90,x,2026"]
    travel = read_times("\n".join([HEAD, *lines]).encode(), "times.csv", catalog)
    figures = measure(Study("2sfca", ()), catalog, (), travel)
    frame = frames.access_frame(figures, catalog, ZH)
    column = frame[ZH("catchments.head_access_platforms")]
    assert set(frame.index[:2]) == {"510104", "510105"}
    # 90 minutes are a way, and too long: that nothing is in reach is known
    assert column.iloc[2:3].to_dict() == {"513334": 0.0}
    assert column.iloc[3:].isna().all()
    points, _ = place_platforms(catalog)
    inside = {
        code: int(catalog.counties.geometry[code].intersects(points.geometry.array).sum())
        for code in ("510104", "510105", "510107")
    }
    people = catalog.counties["population"].astype(float)
    # by hand: the platforms of 510107 serve two counties, those of any other only its own
    far = inside["510107"] / (people["510104"] + people["510105"])
    for code in ("510104", "510105"):
        near = inside[code] / people[code]
        assert column[code] == pytest.approx((far + near) * 1e6, abs=0.0051)


# Shares and comparison


def test_shares_of_an_owner_s_table_are_those_of_its_counties(catalog, own):
    land = prepare_land(catalog)
    frame = frames.shares_frame(catalog, land, own, ZH)
    assert ZH("catchments.range") not in frame
    assert set(frame["备注"]) == {ZH("catchments.times_missing")}
    people = catalog.counties["population"].astype(float)
    whole = people[list(land.codes)].sum()
    reached = {
        30.0: ["510104", "511502"],
        60.0: ["510104", "510105", "511502", "511503"],
        90.0: ["510104", "510105", "510106", "511502", "511503", "511504"],
    }
    national = {30.0: ["510104"], 60.0: ["510104", "510105"], 90.0: ["510104", "510105", "510106"]}
    assert catalog.zones["level"]["yibin"] == "provincial"
    assert list(frame["距"]) == ["任一国家高新区"] * 3 + ["任一高新区"] * 3
    assert list(frame["范围"]) == ["30分钟内", "60分钟内", "90分钟内"] * 2
    wanted = [
        people[codes[limit]].sum() / whole * 100
        for codes in (national, reached)
        for limit in LIMITS_MIN
    ]
    assert_close(frame["占全省人口（%）"], wanted, 0.051)


def test_shares_of_the_model_come_with_the_range_of_its_error(catalog, drive):
    frame = frames.shares_frame(catalog, drive.land, MODEL, EN)
    ground = Ground(catalog)
    found = frame.set_index(["Of", "Within"])
    for value in (30.0, 60.0):
        together = shapely.union_all(list(step_shapes(drive, value).values()))
        share = ground.hold(together)[0].sum() / ground.people.sum() * 100
        row = found.loc["any national zone", f"within {value:g} min"]
        assert row["Share of the province (%)"] == pytest.approx(share, abs=0.051)
        low, high = (number(text) for text in row[EN("catchments.range")].split("–"))
        assert low < share < high
    assert set(frame["Remark"]) == {""}  # the model has a time to everybody
    shares = frame["Share of the province (%)"]
    assert (shares.iloc[3:].to_numpy() > shares.iloc[:3].to_numpy()).all()
    assert shares.iloc[:3].is_monotonic_increasing


def test_shares_follow_the_weighting(catalog):
    areal, lower = (
        frames.shares_frame(catalog, prepare_land(catalog, name), MODEL, ZH)
        for name in ("areal", "dasymetric")
    )
    assert not areal["占全省人口（%）"].equals(lower["占全省人口（%）"])


def test_two_methods_beside_each_other(catalog, drive):
    ring = compute(Study("ring", drive.study.zones, radii_km=(20.0, 60.0)), catalog)
    frame = frames.compare_frame((ring, drive), MODEL, ZH)
    assert list(frame.columns) == ["对照", "半径圈 60公里内", "等时圈 60分钟内"]
    ground = Ground(catalog)
    by_label = frame.set_index("对照")
    for result, head in ((ring, "半径圈 60公里内"), (drive, "等时圈 60分钟内")):
        together = shapely.union_all(list(step_shapes(result, 60.0).values()))
        people, urban = (held.sum() for held in ground.hold(together))
        cells = by_label[head]
        assert number(cells["覆盖人口"]) == pytest.approx(people / 10_000, abs=TENTH)
        assert number(cells["覆盖城镇人口"]) == pytest.approx(urban / 10_000, abs=TENTH)
        share = people / ground.people.sum() * 100
        assert number(cells["占全省人口"]) == pytest.approx(share, abs=TENTH)
        assert number(cells["省内面积"]) == pytest.approx(ground.km2(together), abs=1.01)
        left = frames.left_out_frame(result, MODEL, ZH)["覆盖情况"].value_counts()
        states = {
            state: number(cells[f"县（市、区）：{state}"])
            for state in ("已覆盖", "部分覆盖", "临界", "未覆盖")
            if pd.notna(cells[f"县（市、区）：{state}"])
        }
        assert sum(states.values()) == 183
        for state, count in left.items():
            assert states[state] == count
    # no ring knows a border, and no time divides a county
    assert pd.isna(by_label.loc["县（市、区）：临界", "半径圈 60公里内"])
    assert pd.isna(by_label.loc["县（市、区）：部分覆盖", "等时圈 60分钟内"])


def number(text):
    return float(re.sub(r"[^0-9.]", "", text))


def test_counties_without_a_time_are_counted_where_methods_are_compared(catalog, own, owned):
    ring = compute(Study("ring", ("chengdu", "yibin")), catalog)
    frame = frames.compare_frame((owned, ring), own, ZH).set_index("对照")
    assert frame.loc["县（市、区）：未收录", "等时圈 60分钟内"] == "178个"
    assert pd.isna(frame.loc["县（市、区）：未收录", "半径圈 30公里内"])
    assert frame.loc["县（市、区）：已覆盖", "等时圈 60分钟内"] == "4个"
    # whom no time is told of may be reached too
    sums = frame.iloc[:4]
    assert sums["等时圈 60分钟内"].str.startswith(ZH("catchments.at_least", value="")).all()
    assert not sums["半径圈 30公里内"].str.startswith(ZH("catchments.at_least", value="")).any()
    assert frame.loc["县（市、区）：未覆盖", "等时圈 60分钟内"] == "1个"


def test_a_method_without_steps_has_a_bare_head(catalog, drive):
    areas = compute(Study("voronoi", drive.study.zones), catalog)
    frame = frames.compare_frame((areas, drive), MODEL, EN)
    assert list(frame.columns) == [
        "Compared",
        "Service areas (distance)",
        "Isochrones within 60 min",
    ]
    assert frame.iloc[1, 1] == "100.0%"


# All of them


@pytest.fixture(scope="module")
def every(catalog, own, owned, drive):
    """Give all tables in a language, by name."""
    ring = compute(RING, catalog)
    service = compute(Study("voronoi", ZONES, TRIAL), catalog)
    huff = answer(Study("huff", ZONES, TRIAL, cost="km"), catalog)
    figures = measure(Study("e2sfca", (), cost="km"), catalog, ())

    def make(t):
        return {
            "holds": frames.holdings_frame(ring, t),
            "holds_drive": frames.holdings_frame(drive, t),
            "holds_huff": frames.holdings_frame(huff, t),
            "reached": frames.reached_frame(ring, t),
            "left_out": frames.left_out_frame(ring, MODEL, t),
            "left_out_drive": frames.left_out_frame(drive, MODEL, t),
            "left_out_own": frames.left_out_frame(owned, own, t),
            "overlap": frames.overlap_frame(ring, t),
            "pairs": frames.pairs_frame(ring, t),
            "change": frames.change_frame(ring, t),
            "service": frames.service_frame(service, t),
            "draws": frames.draws_frame(huff, t),
            "access": frames.access_frame(figures, catalog, t),
            "shares": frames.shares_frame(catalog, ring.land, MODEL, t),
            "compare": frames.compare_frame((ring, drive), MODEL, t),
        }

    return {t.lang: make(t) for t in (ZH, EN)}


def texts(frame):
    cells = [cell for column in frame for cell in frame[column] if isinstance(cell, str)]
    return [*map(str, frame.columns), *cells]


def test_english_tables_hold_no_chinese_and_chinese_ones_no_english(every):
    for name, frame in every["en"].items():
        assert not [text for text in texts(frame) if CJK.search(text)], name
    for name, frame in every["zh"].items():
        wrong = [text for text in texts(frame) if re.search(r"[A-Za-z]{3,}", text)]
        assert not wrong, name


def test_both_languages_have_the_same_rows_and_columns(every):
    for name, frame in every["zh"].items():
        other = every["en"][name]
        assert frame.shape == other.shape, name
        assert list(frame.index) == list(other.index), name


def test_columns_of_numbers_have_their_unit_in_the_head(every):
    unit = re.compile(r"（.*(万人|亿元|家|个|平方公里|%|分钟|百分点|个/百万人)）$")
    bare = {
        ZH("catchments.supply_platforms")
    }  # 个 stands in no other head of counts of platforms either
    for name, frame in every["zh"].items():
        if name == "overlap":
            continue  # people, as the sentence above it says
        heads = [str(head) for head, column in frame.items() if column.dtype.kind in "fiu"]
        assert heads or name == "compare", name
        assert not [head for head in heads if not unit.search(head) and head not in bare], name


@both
def test_every_computed_row_says_that_it_is_derived(every, lang):
    t = translator(lang)
    for name, frame in every[lang].items():
        if name not in {"overlap", "compare"}:
            assert set(frame[t("map.status")]) == {t("status.derived")}, name


@both
def test_no_column_of_counts_holds_a_zero_for_what_is_not_listed(every, lang):
    t = translator(lang)
    for name in ("holds", "holds_drive", "holds_huff"):
        assert not (every[lang][name][t("catchments.head_platforms")] == 0).any()
    assert not (every[lang]["access"][t("catchments.supply_platforms")] == 0).any()


def test_english_people_are_whole_thousands(every):
    for name, frame in every["en"].items():
        for head in frame:
            if "People 20" in str(head) or "People (20" in str(head):
                assert (frame[head].dropna() % 1000 == 0).all(), name


@both
def test_tables_can_be_sent_and_saved(every, lang):
    for name, frame in every[lang].items():
        assert table_of(frame).num_rows == len(frame), name
        assert frame_csv(frame).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("shift", [0, 13, 29])
def test_hostile_names_stay_as_they_are_and_no_head_is_a_formula(catalog, shift):
    data = plant(catalog, shift, BODIES).catalog
    ring = compute(RING, data)
    names = set(frames.holdings_frame(ring, ZH)["名称"])
    assert set(data.zones["short_zh"][list(ZONES)]) <= names
    overlap = frames.overlap_frame(ring, ZH)
    heads = [str(head) for head in overlap.columns]
    assert len(set(heads)) == len(heads)
    assert not [head for head in heads if head.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    counties = frames.left_out_frame(ring, MODEL, ZH)["县（市、区）"]
    assert counties.str.contains("§").all()


def test_two_zones_of_one_name_are_told_apart_in_heads(catalog):
    zones = catalog.zones.copy()
    zones.loc[["chengdu", "jinniu"], "short_zh"] = "高新区"
    zones.loc["suining", "short_zh"] = "名称"  # as the head of the first column
    data = replace(catalog, zones=zones, digest="of-one-name")
    frame = frames.overlap_frame(compute(replace(RING, weighting="areal"), data), ZH)
    assert list(frame.columns[:4]) == [
        "名称",
        "高新区 (chengdu)",
        "高新区 (jinniu)",
        "名称 (suining)",
    ]
    assert table_of(frame).num_rows == len(frame)
