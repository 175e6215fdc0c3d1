"""What the comparison page shows: extents, plot, list with sources, colours, outlines."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from geo.compare import compare
from geo.locale import translator
from geo.maps.builder import build
from geo.maps.geometry import display_areas
from geo.presets import STARTS
from geo.ui.charts import COLOURS, SHAPES
from geo.ui.compare.choosing import keep_to_limit
from geo.ui.compare.lines import list_lines
from geo.ui.compare.mapping import fit_extent, map_key, map_view
from geo.ui.compare.plot import plot_points, plot_spec
from geo.ui.compare.table import comparison_frame, tell_notes, write_table
from geo.ui.compare.trend import colour_trend, tell_breaks, trend_sources
from geo.ui.labels import plain_label
from geo.ui.trend import trend_frame, trend_spec

ZH, EN = translator("zh"), translator("en")
VIEW = STARTS["compare"]
TEN = tuple(f"51{n:02}00" for n in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11))


def pixels(lon, lat, zoom):
    """Return where a point stands on a web map of the whole world, in pixels: the formula of the tiles."""
    side = 256 * 2**zoom
    x = (lon + 180) / 360 * side
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return np.array([x, y])


@pytest.mark.parametrize("size", [(460, 400), (900, 300), (300, 700)])
def test_a_prefecture_fills_the_map_and_fits(catalog, size):
    for code in catalog.prefectures.index:
        west, south, east, north = display_areas(catalog, "prefecture").shapes[code].bounds
        extent = fit_extent((west, south, east, north), *size)
        middle = pixels(extent.lon, extent.lat, extent.zoom)
        corners = [pixels(lon, lat, extent.zoom) for lon in (west, east) for lat in (south, north)]
        away = np.max(np.abs(np.array(corners) - middle), axis=0)
        assert (away <= np.array(size) / 2 + 1).all(), code  # degrees are kept to 11 m
        assert extent.zoom % 0.25 == 0
        # a step nearer it would be cut, unless the map goes no nearer
        assert extent.zoom == 11 or (away * 2**0.25 > np.array(size) / 2 - 1).any(), code


def test_the_county_map_shows_one_prefecture(catalog):
    view = replace(VIEW, section="counties", geography="county", selection="511500")
    view = replace(view, indicator="population_density_census2020", period="2020")
    drawn = map_view(view, catalog)
    assert map_key(view, catalog) == "compare.counties.511500"
    assert drawn.prefectures == ("511500",)
    assert set(drawn.without) == set(catalog.prefectures.index) - {"511500"}
    assert map_view(VIEW, catalog) is VIEW
    near = replace(view, extent=replace(drawn.extent, zoom=drawn.extent.zoom + 1))
    assert map_view(near, catalog).extent == near.extent
    far = replace(view, extent=replace(drawn.extent, zoom=6.0))
    assert map_view(far, catalog).extent == drawn.extent
    elsewhere = replace(view, extent=replace(drawn.extent, lon=102.0))
    assert map_view(elsewhere, catalog).extent == drawn.extent


def test_ten_are_kept_and_the_others_named(catalog):
    view, told = keep_to_limit(replace(VIEW, prefectures=(*TEN, "511300", "511400")), catalog, ZH)
    assert view.prefectures == TEN
    assert told[0].params == {"most": "10", "names": "南充、眉山"}
    assert keep_to_limit(VIEW, catalog, ZH) == (VIEW, ())


def test_points_stand_where_the_values_say(catalog):
    lines = list_lines(VIEW, catalog)
    points = plot_points(lines, VIEW, catalog, ZH)
    line = compare(catalog, "hte_count", "2023")
    values = {code: entry.value for code, entry in line.entries.items() if not entry.gap}
    row = points[points["row"] == "高新技术企业（2023年）"].set_index("place")
    assert len(row) == 19
    low, high = min(values.values()), max(values.values())
    assert row["x"]["绵阳"] == pytest.approx(100 * (values["510700"] - low) / (high - low))
    assert row["value"]["绵阳"] == "838（家）"
    assert set(row.index[row["is_chosen"]]) == {"成都", "德阳", "绵阳", "宜宾"}
    spec = plot_spec(points, lines, VIEW, catalog, ZH)
    medians = spec["datasets"]["medians"].set_index("row")
    assert medians["value"]["高新技术企业（2023年）"] == "178（家）"
    assert medians["x"]["高新技术企业（2023年）"] == pytest.approx(100 * (178 - low) / (high - low))
    assert spec["encoding"]["x"]["scale"]["domain"] == [0, 100]


def test_who_is_left_out_is_no_point(catalog):
    view = replace(VIEW, without=("510100",))
    points = plot_points(list_lines(view, catalog), view, catalog, ZH)
    assert "成都" not in set(points["place"])
    assert points.groupby("row")["x"].max().eq(100).all()


def test_ten_prefectures_have_ten_signs(catalog):
    view = replace(VIEW, prefectures=TEN)
    lines = list_lines(view, catalog)
    spec = plot_spec(plot_points(lines, view, catalog, ZH), lines, view, catalog, ZH)
    encoding = spec["layer"][2]["encoding"]
    signs = list(
        zip(encoding["color"]["scale"]["range"], encoding["shape"]["scale"]["range"], strict=True)
    )
    assert len(set(signs)) == len(signs) == 10
    assert len({colour for colour, _ in signs}) == len({shape for _, shape in signs}) == 10


def test_a_place_has_one_sign_in_both_charts(catalog):
    # Mianyang is the second chosen; the first has no point in the trend
    view = replace(VIEW, prefectures=("510600", "510700"))
    points = trend_frame_of(catalog, "510700")
    spec = colour_trend(trend_spec(points, "gdp", catalog, ZH), view, catalog, ZH)
    assert spec["encoding"]["color"]["scale"] == {"domain": ["绵阳市"], "range": [COLOURS[1]]}
    assert spec["layer"][1]["encoding"]["shape"]["scale"]["range"] == [SHAPES[1]]


def trend_frame_of(catalog, *codes):

    return trend_frame(catalog, "gdp", list(codes), catalog.prefectures, ZH)


def test_breaks_are_told_oldest_first(catalog):
    told = tell_breaks("gdp", catalog, ZH)
    assert [text[:4] for text in told] == ["2019", "2024", "2025"]
    assert "起与此前年份" in told[0]
    assert "不与其他年份" in told[1]
    assert tell_breaks("tertiary_share", catalog, ZH) == []
    assert all(tell_breaks("gdp", catalog, EN))


def test_sources_of_a_trend_are_the_chosen_places(catalog):
    held = catalog.prefecture_values
    rows = held[(held["indicator"] == "gdp") & (held["adcode"] == "510700")]
    view = replace(VIEW, prefectures=("510700",))
    assert set(trend_sources("gdp", view, catalog)) == set(rows["source_id"])


def test_the_list_has_every_cell_with_status_and_source(catalog):
    frame = comparison_frame(VIEW, catalog, ZH)
    assert len(frame) == 19 * 4
    row = frame[(frame["指标"] == "高新技术企业数") & (frame["市（州）"] == "成都市")].iloc[0]
    assert (row["数值"], row["位次"], row["有数据的市（州）数"]) == (13146, 1, 19)
    assert row[ZH("map.status")] == "官方公布"
    assert math.isnan(row["占全省（%）"])
    assert "全省约16,800" in row[ZH("export.note")]
    known = frame["数值"].notna()
    assert (frame.loc[known, ZH("map.source")] != "").all()
    assert (frame.loc[~known, ZH("map.source")] == "").all()
    derived = frame[frame[ZH("map.status")] == "测算"]
    assert derived[ZH("map.source")].str.startswith("测算：").all()


def test_notes_say_why_there_is_no_share(catalog):
    told = tell_notes(list_lines(VIEW, catalog), catalog, ZH)
    assert any("高新技术企业数（2023年）" in text and "16981" in text for text in told)
    assert any("技术合同成交额（2023年）" in text and "不计算占全省比重" in text for text in told)


def test_the_table_turns_for_more_than_four(catalog):
    few = write_table(VIEW, catalog, ZH)
    many = write_table(replace(VIEW, prefectures=TEN), catalog, ZH)
    assert few.count("<table") == 1
    assert many.count("<table") == 5
    for markup in (few, many):
        assert markup.count("<th ") == markup.count("scope=")
        assert markup.count('tabindex="0"') == markup.count("<table")


def test_the_map_outlines_what_is_chosen(catalog):
    specs = {spec["id"]: spec for spec in build(VIEW, catalog).payload()["layers"]}
    assert specs["chosen"]["kind"] == "lines"
    part = next(p for p in build(VIEW, catalog).parts() if p.name == specs["chosen"]["areas"])
    rings = dict(
        zip(
            display_areas(catalog, "prefecture").part["codes"],
            display_areas(catalog, "prefecture").part["rings"],
            strict=True,
        )
    )

    assert json.loads(part.text)["rings"] == [rings[code] for code in VIEW.prefectures]
    none = build(replace(VIEW, prefectures=()), catalog).payload()["layers"]
    assert "chosen" not in {spec["id"] for spec in none}


def test_labels_keep_their_punctuation():
    assert plain_label("![a](b) *c*") == r"\!\[a\]\(b\) \*c\*"
    assert plain_label("阿坝州\n") == "阿坝州"
