"""Every kind of layer and of sign that the browser draws has its counterpart on paper."""

from __future__ import annotations

import base64
import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.errors import ExportError
from geo.export.picture import PAPERS, draw_map
from geo.export.picture.canvas import Canvas
from geo.export.picture.fonts import find_faces
from geo.export.picture.frame import Box, project
from geo.export.picture.layers import PAINTERS
from geo.export.picture.letters import Letters
from geo.export.picture.points import group_points
from geo.export.picture.shapes import Shapes
from geo.export.picture.sheet import settled
from geo.export.picture.signs import draw_swatch
from geo.maps import build
from geo.maps.assets import read_asset
from geo.maps.atlas_map import AtlasLayer
from geo.maps.geometry import display_areas
from geo.presets import PRESETS
from geo.view import Extent, View
from tests.export.sheets import colour_at, drawn, pixels, preset, sheet_of, writings

SCRIPT = read_asset("atlas")
TINT = "#e4e9ee"
STAR = (0xC8, 0x10, 0x2E)


def mix(colour, opacity, below):
    def channels(text):
        return [int(text[i : i + 2], 16) for i in (1, 3, 5)]

    return tuple(
        round(opacity * a + (1 - opacity) * b)
        for a, b in zip(channels(colour), channels(below), strict=True)
    )


def is_near(one, other, by=3):
    return all(abs(int(a) - int(b)) <= by for a, b in zip(one, other, strict=True))


def test_every_kind_of_the_browser_s_script_has_a_painter():
    kinds = re.findall(r"^ *KINDS\.(\w+) = function", SCRIPT, re.MULTILINE)
    assert len(kinds) >= 10
    assert set(kinds) == set(PAINTERS)


def test_another_kind_is_refused(catalog):
    atlas = build(View(), catalog)
    AtlasLayer({"id": "news", "kind": "heat", "name": "", "on": True}).add_to(atlas)
    with pytest.raises(ExportError, match=r"layer .news.*heat"):
        draw_map(atlas, format="png", dpi=72)


SIGNS = {
    "zone": {"level": "provincial"},
    "state": {
        "shape": "up", "fill": "#1d4f91", "line": "#ffffff", "ink": "#ffffff", "dashed": False,
        "glyph": "A",
    },
    "circle": {"r": 9, "color": "#1d4f91"},
    "dash": {"color": "#1d4f91"},
    "ground": {"color": "#1d4f91", "fill": "", "opacity": 0, "dash": "4 2"},
    "trial": {"color": "#1d4f91"},
    "frame": {"color": "#1d4f91"},
    "dot": {"color": "#1d4f91", "glyph": "A"},
    "nodata": {"color": "#1d4f91"},
    "fill": {"color": "#1d4f91"},
}  # fmt: skip


def swatch(sign):
    with settled():
        canvas = Canvas(PAPERS["a4"], Letters(find_faces()), 200)
        draw_swatch(canvas, 100, 100, {"sign": sign, **SIGNS[sign]}, "#ffffff")
        figure = canvas.figure
        figure.canvas.draw()
        whole = np.asarray(figure.canvas.buffer_rgba())
    middle = whole.shape[0] - 278
    return whole[middle - 40 : middle + 40, 238:318].tobytes()


def test_every_sign_of_the_browser_s_legends_is_drawn_and_none_like_another():
    signs = set(re.findall(r"entry\.sign === '(\w+)'", SCRIPT))
    assert signs <= set(SIGNS)
    pictures = {sign: swatch(sign) for sign in SIGNS}
    assert len(set(pictures.values())) == len(SIGNS)


def test_an_area_has_the_colour_of_its_class(catalog):
    view = replace(PRESETS["indicators"], layers=("choropleth",))
    atlas = build(view, catalog)
    spec = next(s for s in atlas.payload()["layers"] if s["kind"] == "areas")
    display = display_areas(catalog, "prefecture")
    sheet = sheet_of(atlas)
    image = drawn(sheet)
    seen = set()
    for code, number in zip(display.part["codes"], spec["classes"], strict=True):
        if number < 0:
            continue
        x, y = sheet.frame.at(*display.anchors[code])
        expected = mix(spec["colors"][number], spec["opacity"], TINT)
        assert is_near(colour_at(sheet, image, x, y), expected), code
        seen.add(number)
    assert seen == set(range(5))


def test_the_legend_s_colours_are_those_of_the_map(catalog):
    view = replace(PRESETS["indicators"], layers=("choropleth",))
    atlas = build(view, catalog)
    spec = next(s for s in atlas.payload()["layers"] if s["kind"] == "areas")
    sheet = sheet_of(atlas)
    image = drawn(sheet)
    panel = image[:, int(sheet.plan.blocks[0].left) :].reshape(-1, 3)
    for colour in spec["colors"]:
        expected = mix(colour, spec["opacity"], TINT)
        near = np.abs(panel.astype(int) - expected).max(axis=1) <= 3
        assert near.sum() > 20, colour


def test_what_has_no_data_is_hatched(catalog):
    view = replace(PRESETS["indicators"], layers=("choropleth",))
    sheet = sheet_of(build(view, catalog))
    image = drawn(sheet)
    x, y = sheet.frame.at(*display_areas(catalog, "prefecture").anchors["513300"])
    height = image.shape[0]
    patch = image[height - int(y) - 12 : height - int(y) + 12, int(x) - 12 : int(x) + 12]
    light = patch.reshape(-1, 3).mean(axis=1)
    assert light.max() > 241  # the ground of the hatch
    assert light.min() < 230  # its lines
    assert patch.std(axis=2).max() < 6  # grey


@pytest.mark.parametrize("name", ["zones", "indicators"])
def test_the_star_of_a_zone_stands_at_its_place(catalog, name):
    sheet = sheet_of(preset(catalog, name))
    image = drawn(sheet)
    national = catalog.zones[catalog.zones["level"] == "national"]
    assert len(national) == 8
    for _, zone in national.iterrows():
        x, y = sheet.frame.at(zone.geometry.x, zone.geometry.y)
        assert is_near(colour_at(sheet, image, x, y), STAR, 12)
    # and red is nowhere else on the map
    red = np.argwhere((np.abs(image.astype(int) - STAR) <= 4).all(axis=2))
    box = sheet.frame.box
    points = np.array([sheet.frame.at(z.geometry.x, z.geometry.y) for _, z in national.iterrows()])
    for row, column in red:
        place = column + 0.5, image.shape[0] - row - 0.5
        if box.left <= place[0] <= box.right and sheet.inset is not None:
            assert min(math.dist(place, p) for p in points.tolist()) < 9


def test_a_circle_has_the_size_of_its_value_on_map_and_legend(catalog):
    atlas = preset(catalog, "overview")
    spec = next(s for s in atlas.payload()["layers"] if s["kind"] == "circles")
    sheet = sheet_of(atlas)
    radii = {}
    for patch in sheet.canvas.figure.artists:
        if getattr(patch, "get_facecolor", None) is None or not hasattr(patch, "get_path"):
            continue
        face = tuple(np.round(patch.get_facecolor(), 2))
        if face[:3] == (0.06, 0.46, 0.43):  # #0f766e
            extent = patch.get_path().get_extents()
            radii.setdefault(round(float(face[3]), 2), []).append(extent.width / 2)
    # 1 % or so: a circle is drawn of eight curves
    drawn_radii = sorted(radii[0.38][: len(spec["items"])])
    wanted = sorted(item["r"] * PAPERS["a4"].px for item in spec["items"])
    assert drawn_radii == pytest.approx(wanted, rel=0.01)
    legend = sorted(radii[0.35])
    wanted = sorted(e["r"] * PAPERS["a4"].px for e in spec["legend"]["entries"])
    assert legend == pytest.approx(wanted, rel=0.01)


def test_platforms_near_each_other_are_one_circle_with_their_number(catalog):
    sheet = sheet_of(preset(catalog, "platforms"))
    part = json.loads(
        next(
            p for p in preset(catalog, "platforms").parts() if p.name.startswith("platforms-")
        ).text
    )
    glyphs = {sign["glyph"] for sign in part["signs"]}
    box = sheet.frame.box
    inset = sheet.inset.box
    numbers = singles = 0
    for text, extent in writings(sheet):
        x, y = (extent.left + extent.right) / 2, (extent.bottom + extent.top) / 2
        here = Box(x, y, x, y)
        if not box.holds(here) or inset.grown(20).holds(here) or extent.top < box.bottom + 40:
            continue  # beside the map, in the enlargement, or of the scale
        if text.get_text() in glyphs:
            singles += 1
        elif text.get_text().isdigit():
            numbers += int(text.get_text())
    assert numbers + singles == len(part["ids"])
    assert singles > 2


def test_groups_are_gathered_around_their_first_point():
    points = np.array([(0.0, 0), (3, 0), (9, 0), (11, 0), (0, 2), (50, 50)])
    assert group_points(points, range(5), 5) == [[0, 1, 4], [2, 3]]
    assert group_points(points, [5, 0], 5) == [[5], [0]]
    assert group_points(points, [], 5) == []


def test_a_layer_that_is_off_is_not_drawn(catalog):
    view = View(layers=("choropleth",))
    sheet = sheet_of(build(view, catalog))
    image = drawn(sheet)
    assert not (np.abs(image.astype(int) - STAR) <= 12).all(axis=2).any()
    assert sheet.names == ((),)


def test_the_outside_is_a_flat_tint(catalog):
    sheet = sheet_of(preset(catalog, "overview"))
    image = drawn(sheet)
    for place in ((99.0, 27.0), (100.6, 34.0), (108.3, 29.2), (106.0, 34.0)):
        x, y = sheet.frame.at(*place)
        assert is_near(colour_at(sheet, image, x, y), mix(TINT, 1, TINT), 1)


def test_the_relief_lies_where_the_ground_is(catalog):
    view = View(layers=("relief",))
    atlas = build(view, catalog)
    part = json.loads(next(p for p in atlas.parts() if p.name.startswith("relief-")).text)
    (south, west), (north, east) = part["bounds"]
    source = pixels(base64.b64decode(part["png"].partition(",")[2])).astype(int)
    height, width, _ = source.shape
    sheet = sheet_of(atlas)
    image = drawn(sheet)
    province = shapely.union_all(catalog.prefectures.geometry.to_numpy()).buffer(-0.1)
    places = [
        (lon, lat)
        for lon in np.linspace(98, 108, 41)
        for lat in np.linspace(26.5, 34, 31)
        if province.contains(shapely.Point(lon, lat))
    ]

    def off(east_by, north_by):
        """Return the usual difference if the picture lay so far from its place."""
        apart = []
        for lon, lat in places:
            y = mercator(lat + north_by)
            row = (mercator(north) - y) / (mercator(north) - mercator(south)) * height
            column = (lon + east_by - west) / (east - west) * width
            came = np.array(colour_at(sheet, image, *sheet.frame.at(lon, lat)))
            apart.append(np.abs(source[int(row), int(column)] - came).mean())
        return np.median(apart)  # outlines cross some places

    assert off(0, 0) < 1
    for step in ((0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1)):
        assert off(*step) > 1.5 * off(0, 0)


def mercator(lat):
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def test_parts_are_decoded_once_and_lie_on_the_plane(catalog):
    atlas = preset(catalog, "overview")
    spec = next(s for s in atlas.payload()["layers"] if s["kind"] == "areas")
    outlines = Shapes(atlas).areas(spec["areas"])
    again = Shapes(atlas).areas(spec["areas"])
    assert outlines is again
    shapes = display_areas(catalog, "prefecture").shapes
    for outline, shape in zip(outlines, shapes, strict=True):
        left, bottom, right, top = outline.bounds
        corners = np.array(
            shape.exterior.coords
            if hasattr(shape, "exterior")
            else np.vstack([p.exterior.coords for p in shape.geoms])
        )
        metres = project(corners)
        assert (left, bottom) == pytest.approx(tuple(metres.min(axis=0)), abs=0.01)
        assert (right, top) == pytest.approx(tuple(metres.max(axis=0)), abs=0.01)
        assert outline.polygon().is_valid


def test_catchments_and_trial_places_are_drawn(catalog):
    base = replace(PRESETS["catchments"], layers=("choropleth", "catchments"))
    plain = drawn(sheet_of(build(replace(base, layers=("choropleth",)), catalog)))
    view = replace(base, trial=("511902",))
    atlas = build(view, catalog)
    sheet = sheet_of(atlas)
    image = drawn(sheet)
    part = json.loads(next(p for p in atlas.parts() if p.name.startswith("catchments-")).text)
    (point,) = part["points"]
    x, y = sheet.frame.at(*point["at"])
    assert is_near(colour_at(sheet, image, x, y), (255, 255, 255), 2)
    assert plain.shape == image.shape
    # thirty kilometres round the first zone, at its own scale
    zone = catalog.zones.geometry.iloc[0]
    x, y = sheet.frame.at(zone.x, zone.y)
    radius = 30_000 * sheet.frame.points_per_metre()
    ring = [
        colour_at(sheet, image, x + radius * math.cos(a), y + radius * math.sin(a))
        for a in np.linspace(0, 2 * math.pi, 60)
    ]
    brown = sum(red - blue > 40 for red, _, blue in ring)
    assert brown > 45


def test_states_stand_apart_with_lines_to_their_places(catalog):
    view = View(criterion="sc22_c1", layers=("relief", "zones", "labels"))
    sheet = sheet_of(build(view, catalog))
    glyphs = [
        (text, box)
        for text, box in writings(sheet)
        if sheet.frame.box.holds(box) and text.get_fontsize() == 11.5 * PAPERS["a4"].px
    ]
    assert len(glyphs) == 24
    middles = [((b.left + b.right) / 2, (b.bottom + b.top) / 2) for _, b in glyphs]
    apart = [math.dist(a, b) for i, a in enumerate(middles) for b in middles[:i]]
    assert min(apart) > 9 * 2 * PAPERS["a4"].px - 1


def test_zones_are_named_where_the_reader_has_come_near(catalog):
    view = View(extent=Extent(104.07, 30.66, 9))
    sheet = sheet_of(build(view, catalog))
    assert "成都高新区" in {p.text for p in sheet.names[0] if p.wish.style == "zone"}


def test_a_chosen_area_has_a_heavy_outline_and_a_chosen_zone_a_ring(catalog):
    def dark(selection):
        view = replace(PRESETS["indicators"], selection=selection)
        sheet = sheet_of(build(view, catalog))
        image = drawn(sheet)
        box = sheet.frame.box
        found = np.argwhere((np.abs(image.astype(int) - (0x14, 0x26, 0x3D)) <= 12).all(axis=2))
        rows, columns = image.shape[0] - found[:, 0], found[:, 1]
        inside = (columns > box.left) & (columns < box.right)
        return sheet, set(zip(columns[inside].tolist(), rows[inside].tolist(), strict=True))

    _, without = dark(None)
    sheet, area = dark("510700")
    left, bottom, right, top = catalog.prefectures.geometry["510700"].bounds
    (x0, y0), (x1, y1) = sheet.frame.at(left, bottom), sheet.frame.at(right, top)
    new = area - without
    assert len(new) > 150
    assert all(x0 - 8 <= x <= x1 + 8 and y0 - 8 <= y <= y1 + 8 for x, y in new)
    sheet, zone = dark("zone:yibin")
    point = catalog.zones.geometry["yibin"]
    at = sheet.frame.at(point.x, point.y)
    ring = [p for p in zone - without if math.dist(p, at) < 14]
    assert len(ring) > 12
