"""Sheets of every map on every paper: everything is there, nothing is cut, nothing covers."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from itertools import combinations, product

import numpy as np
import pyproj
import pytest
import shapely

from geo.export.picture import PAPERS
from geo.export.picture.frame import Box, unproject
from geo.maps import build
from geo.presets import PRESETS
from geo.types import FINISHES, LANGS
from geo.view import Extent, View
from tests.export.sheets import preset, sheet_of, words, writings

SLACK = 1.5  # points: letters are set on whole pixels here, which are points
DATE = dt.date(2026, 11, 27)

# every map in both languages on every paper; finishes take turns, so that all meet
CASES = [
    (name, lang, FINISHES[(i + j + k) % 2], paper)
    for (i, name), (j, lang), (k, paper) in product(
        enumerate(PRESETS), enumerate(LANGS), enumerate(PAPERS)
    )
]


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request, catalog, _own_font):
    name, lang, finish, paper = request.param
    atlas = preset(catalog, name, lang, finish)
    return atlas, PAPERS[paper], sheet_of(atlas, paper, DATE)


def test_a_sheet_is_whole(case):
    atlas, paper, sheet = case
    payload = atlas.payload()
    page = Box(0, 0, paper.width, paper.height)
    found = writings(sheet)
    clip = {id(text): text.get_clip_box() for text, _ in found}
    for text, box in found:
        if clip[id(text)] is None:
            assert page.grown(SLACK).holds(box), text.get_text()

    # columns: the map, the legends, the enlargement
    plan = sheet.plan
    boxes = [plan.map, *plan.blocks, *([plan.inset] if plan.inset else [])]
    for one, other in combinations(boxes, 2):
        assert not one.grown(-0.01).overlaps(other.grown(-0.01))
    assert all(page.holds(box) for box in boxes)

    # what is written beside the map lies beside the map
    inside = [plan.map.grown(-SLACK), *([sheet.inset.box] if sheet.inset else [])]
    for piece in plan.pieces:
        assert not any(
            Box(piece.left, piece.top - piece.row.height, piece.left + 1, piece.top).overlaps(box)
            for box in inside
        )

    text = "\n".join(words(sheet))
    flat = text.replace("\n", "").replace(" ", "")

    def told(line):
        return line.replace(" ", "").lower() in flat.lower()

    for spec in payload["layers"]:
        legend = spec.get("legend")
        if spec["on"] and legend:
            lines = [legend["title"], legend.get("unit") or "", *(legend.get("notes") or ())]
            lines += [str(e[k]) for e in legend["entries"] for k in ("label", "count") if e.get(k)]
            for line in lines:
                assert told(line), line
    for line in payload["lines"]:
        expected = line["kind"] in {"credit", "review"} or (line["kind"] == "note") != paper.whole
        assert told(line["text"]) == expected, line
    assert told(payload["title"]) == paper.whole
    assert told("2026年11月27日") or told("27 November 2026") or not paper.whole
    for note in payload.get("footnotes", ()):
        assert told(note) == paper.whole, note
    marks = ("工作稿", "Working copy")
    assert any(told(mark) for mark in marks) == (atlas.finish == "working")
    assert told("公里") or told("km")


def test_names_keep_off_each_other_off_zones_and_off_the_furniture(case):
    atlas, paper, sheet = case
    for names in sheet.names:
        for one, other in combinations(names, 2):
            assert not one.box.grown(-0.01).overlaps(other.box.grown(-0.01)), (one.text, other.text)
    furniture = sheet.furniture.boxes()
    for name in sheet.names[0]:
        assert sheet.frame.box.holds(name.box)
        assert not any(name.box.overlaps(box) for box in furniture), name.text
    texts = {part.name: part.text for part in atlas.parts()}
    half = 10 * paper.px  # what a sign takes to either side
    for spec in atlas.payload()["layers"]:
        if spec["kind"] != "zones" or not spec["on"]:
            continue
        for item in json.loads(texts[spec["points"]])["items"]:
            x, y = sheet.frame.at(*item["at"])
            sign = Box(x - half, y - half, x + half, y + half).grown(-0.01)
            for name in sheet.names[0]:
                assert not name.box.overlaps(sign), (name.text, item["label"])
    main = {name.wish.style: 0 for name in sheet.names[0]}
    for name in sheet.names[0]:
        main[name.wish.style] += 1
    assert main["prefecture"] == 21
    assert main["neighbour"] == 7


def test_the_scale_bar_is_true_in_the_middle_of_the_map(case):
    _, _, sheet = case
    geod = pyproj.Geod(ellps="GRS80")
    bar = sheet.furniture.bar
    lon, lat = sheet.frame.middle_lonlat()
    ends = [geod.fwd(lon, lat, azimuth, bar.metres / 2)[:2] for azimuth in (270, 90)]
    on_page = math.dist(*(sheet.frame.at(*end) for end in ends))
    assert bar.points == pytest.approx(on_page, rel=0.01)
    # its black and white fields, and the number at its end
    box = sheet.furniture.bar_box
    fields = [
        patch.get_path().get_extents()
        for patch in sheet.canvas.figure.artists
        if hasattr(patch, "get_path") and patch.get_path().get_extents().height < 0.9 * box.height
    ]
    fields = [f for f in fields if box.grown(0.1).holds(Box(f.x0, f.y0, f.x1, f.y1))]
    assert max(f.x1 for f in fields) - min(f.x0 for f in fields) == pytest.approx(bar.points)
    said = [text.get_text() for text, where in writings(sheet) if box.grown(1).holds(where)]
    assert re.sub(r"\D", "", said[-1]) == f"{bar.metres / 1000:g}"


@pytest.mark.parametrize("paper", ["a4", "a3"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PRESETS)
def test_print_is_large_enough_to_read(catalog, name, lang, paper):
    atlas = preset(catalog, name, lang, "working")
    sheet = sheet_of(atlas, paper)
    title, *_ = (text for text, _ in writings(sheet))
    assert title.get_text()[:4] == sheet.canvas.letters.clean(atlas.page.title)[:4]
    assert title.get_fontsize() >= 16
    sizes = {
        text.get_fontsize()
        for text, _ in writings(sheet)
        if len(text.get_text()) > 2  # the letter in a sign belongs to the sign
    }
    assert min(sizes) >= 7
    labels = {
        entry["label"]
        for spec in atlas.payload()["layers"]
        if spec["on"] and spec.get("legend")
        for entry in spec["legend"]["entries"]
    }
    entries = [t for t, _ in writings(sheet) if t.get_text() in labels]
    assert entries
    assert min(text.get_fontsize() for text in entries) >= 9


@pytest.mark.parametrize("name", ["overview", "zones", "indicators", "catchments"])
def test_the_wall_has_large_legends_in_chinese(catalog, name):
    atlas = preset(catalog, name, "zh", "presentation")
    sheet = sheet_of(atlas, "wide")
    by_text = {text.get_text(): text.get_fontsize() for text, _ in writings(sheet)}
    assert by_text["国家高新区"] >= 14
    assert by_text["凉山州"] >= 10
    assert max(by_text.values()) >= 20


def test_names_of_neighbours_stand_outside_the_province(catalog):
    sheet = sheet_of(preset(catalog, "overview"))
    province = shapely.union_all(catalog.prefectures.geometry.to_numpy())
    for name in sheet.names[0]:
        box = name.box
        corners = np.array([(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)])
        lonlat = unproject(sheet.frame.ground(corners))
        inside = shapely.contains_xy(province, lonlat[:, 0], lonlat[:, 1])
        if name.wish.style == "neighbour":
            assert not inside.any(), name.text


def test_a_name_stands_in_its_own_prefecture(catalog):
    from geo.export.picture.frame import unproject  # noqa: PLC0415

    sheet = sheet_of(preset(catalog, "zones"))
    shapes = catalog.prefectures.set_index("short_zh").geometry
    seen = 0
    for name in sheet.names[0]:
        if name.wish.style != "prefecture":
            continue
        box = name.box
        middle = np.array([((box.left + box.right) / 2, (box.bottom + box.top) / 2)])
        lon, lat = unproject(sheet.frame.ground(middle))[0]
        assert shapes[name.text].contains(shapely.Point(lon, lat)), name.text
        seen += 1
    assert seen == 21


def test_counties_are_named_only_on_maps_of_counties(catalog):
    def styles(name):
        return {placed.wish.style for placed in sheet_of(preset(catalog, name)).names[0]}

    assert "county" in styles("catchments")
    assert "county" not in styles("overview")
    view = View(
        page="indicators",
        geography="county",
        indicator="population_census2020",
        period="2020",
        layers=("choropleth",),
    )
    sheet = sheet_of(build(view, catalog))
    assert sheet.names == ((),)  # names are switched off


def test_the_plain_is_enlarged_where_signs_lie_close(catalog):
    sheet = sheet_of(preset(catalog, "zones"))
    assert sheet.inset is not None
    assert sheet.inset.scale >= 1.79 * sheet.frame.scale
    assert sheet.inset.shows(*sheet.inset.at(104.06, 30.6))  # Chengdu
    assert "成都平原放大图" in words(sheet)
    named = {placed.text for placed in sheet.names[1] if placed.wish.style == "zone"}
    assert {"成都高新区", "德阳高新区", "新都高新区"} <= named


@pytest.mark.parametrize(
    "change",
    [
        {"extent": Extent(104.07, 30.66, 8)},
        {"layers": ("relief", "choropleth", "labels")},
        {"page": "eligibility", "case_zone": "yibin"},
    ],
    ids=["an extent is chosen", "no signs", "one zone"],
)
def test_nothing_is_enlarged_elsewhere(catalog, change):
    sheet = sheet_of(build(View(**change), catalog))
    assert sheet.inset is None
    assert "成都平原放大图" not in words(sheet)


def test_an_enlargement_in_a_corner_of_the_map_covers_no_ground(catalog):
    sheet = sheet_of(preset(catalog, "platforms"))
    assert sheet.inset is not None
    assert sheet.plan.inset is None  # the legends leave no room
    assert sheet.frame.box.holds(sheet.inset.box)
    land = shapely.union_all(catalog.prefectures.geometry.to_numpy())
    from geo.export.picture.frame import unproject  # noqa: PLC0415

    box = sheet.inset.box
    xs = np.linspace(box.left, box.right, 40)
    ys = np.linspace(box.bottom, box.top, 40)
    grid = np.array([(x, y) for x in xs for y in ys])
    lonlat = unproject(sheet.frame.ground(grid))
    assert not shapely.contains_xy(land, lonlat[:, 0], lonlat[:, 1]).any()


def test_what_is_chosen_is_marked_and_named(catalog):
    def named(selection, **more):
        sheet = sheet_of(build(View(selection=selection, **more), catalog))
        return [p.text for p in sheet.names[0] if p.wish.style == "picked"]

    assert named("510700") == ["绵阳市"]
    assert named("zone:yibin") == ["宜宾高新技术产业园区"]
    assert named(None) == []
    layers = ("relief", "choropleth", "platforms", "labels")
    atlas = build(View(layers=layers), catalog)
    points = next(p for p in atlas.parts() if p.name.startswith("platforms-"))
    part = json.loads(points.text)
    assert named(f"platform:{part['ids'][3]}", layers=layers) == [part["names"][3]]


def test_legends_go_on_in_another_column_and_none_is_lost(catalog):
    view = View(
        lang="en",
        theme="reach",
        geography="county",
        catchment="drive",
        against="ring",
        minutes=(15.0, 30.0, 45.0, 60.0, 90.0, 120.0),
        radii_km=(10.0, 20.0, 30.0, 50.0, 80.0, 100.0),
        layers=(
            "relief", "rivers", "choropleth", "zones", "platforms", "science_cities", "labels",
            "catchments",
        ),
    )  # fmt: skip
    sheet = sheet_of(build(view, catalog))
    lefts = {round(box.left, 1) for box in sheet.plan.blocks}
    assert len(lefts) == 2
    assert "Within 100 km" in words(sheet)
