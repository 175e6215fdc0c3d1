"""From a View to a map: layers, foot lines, nothing outside the province, nothing evaluated."""

from __future__ import annotations

import json
import re
import string
from dataclasses import replace
from pathlib import Path

import branca.element
import numpy as np
import pytest
import shapely

from geo.export.html import render_html
from geo.indicators import mappable
from geo.maps import build
from geo.maps.areas import LEFT_OUT
from geo.maps.points import shown_platforms, shown_zones
from geo.maps.variants import pack_map
from geo.presets import PRESETS
from geo.types import LAYER_NAMES
from geo.view import Extent, View
from tests.hostile import CANARY, PAYLOADS, PRODUCT, plant
from tests.pages import ReadPage, strings_in

ALL_ON = View(
    indicator="hte_count",
    period="2023",
    layers=LAYER_NAMES,
    zone_levels=("national", "provincial", "candidate"),
)
# as many turns as the shortest table (five economic zones) needs to meet every payload
SHIFTS = range(0, len(PAYLOADS), 4)


def parts_of(atlas):
    return {part.name.rsplit("-", 1)[0]: json.loads(part.text) for part in atlas.parts()}


def decode(coded):
    """Lon/lat in degrees, bit by bit: five a character, lowest first, then undo the zigzag."""
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    numbers, bits = [], ""
    for letter in coded:
        digit = f"{letters.index(letter):06b}"
        bits = digit[1:] + bits
        if digit[0] == "0":
            number = int(bits, 2)
            numbers.append(-(number + 1) // 2 if number % 2 else number // 2)
            bits = ""
    steps = np.array(numbers).reshape(-1, 2)
    return np.add.accumulate(steps) / 1e4


def rings_in(value, inside=False):
    """Every coded ring or line below a value."""
    if inside and isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from rings_in(inner, key in {"rings", "polygons", "xy"})
    elif isinstance(value, list):
        for inner in value:
            yield from rings_in(inner, inside)


# --- layers and lines ---


@pytest.mark.parametrize("view", [*PRESETS.values(), ALL_ON, View()])
def test_every_layer_of_the_view_is_there_and_on_as_asked(catalog, view):
    atlas = build(view, catalog)
    specs = {layer.slot: layer.spec for layer in atlas.layers}
    assert len(specs) == len(atlas.layers)
    # catchments are there where a method asks for them
    there = [name for name in LAYER_NAMES if name != "catchments" or view.catchment is not None]
    for name in there:
        assert specs[name]["on"] == (name in view.layers)
    drawn = list(specs)
    assert drawn[0] == "relief"
    assert drawn[-1] == "labels"
    assert drawn.index("choropleth") < drawn.index("platforms") < drawn.index("zones")


def test_circles_are_drawn_for_totals_and_fills_for_ratios(catalog):
    def slots(view):
        return {layer.slot for layer in build(view, catalog).layers}

    assert "circles" in slots(View(indicator="hte_count", period="2023"))
    assert "circles" not in slots(View(indicator="hte_per_10k_pop", period="2023"))
    assert "circles" not in slots(View(indicator="hte_count", period="2023", drawing="fill"))
    # an area cannot stand for a ratio or for a loss, whatever is asked
    assert "circles" not in slots(
        View(indicator="hte_per_10k_pop", period="2023", drawing="circle")
    )
    assert "circles" not in slots(View(indicator="gdp_growth", period="2022", drawing="circle"))


def test_a_fill_with_nothing_to_show_says_so_and_is_no_map_of_economic_zones(catalog):
    everywhere = tuple(catalog.prefectures.index)
    view = View(indicator="gdp", period="2020", drawing="fill", without=everywhere)
    (spec,) = [layer.spec for layer in build(view, catalog).layers if layer.slot == "choropleth"]
    assert set(spec["classes"]) == {LEFT_OUT}
    (entry,) = spec["legend"]["entries"]
    assert "21" in entry["count"]
    assert "成都" in entry["label"]


@pytest.mark.parametrize("view", [PRESETS["overview"], ALL_ON, View(lang="en", layers=())])
def test_every_part_that_a_layer_names_is_in_the_map_and_no_other(catalog, view):
    atlas = build(view, catalog)
    named = {
        text
        for layer in atlas.payload()["layers"]
        for text in strings_in(layer)
        if re.fullmatch(r"[a-z-]+-[0-9a-f]{16}", text)
    }
    inside = {
        text
        for part in parts_of(atlas).values()
        for text in strings_in(part)
        if re.fullmatch(r"[a-z-]+-[0-9a-f]{16}", text)
    }
    names = [part.name for part in atlas.parts()]
    assert len(names) == len(set(names))
    assert named | inside == set(names)


def test_only_the_small_part_changes_with_the_indicator(catalog):
    first = build(View(indicator="gdp", period="2020"), catalog)
    other = build(View(indicator="hte_count", period="2023"), catalog)
    assert first.parts() == other.parts()
    assert first.payload() != other.payload()
    assert len(json.dumps(other.payload(), ensure_ascii=False).encode()) < 20_000


def test_an_unknown_indicator_falls_back_to_a_map_without_one(catalog):
    assert (
        build(View(indicator="no_such", period="2020"), catalog).payload()
        == build(View(), catalog).payload()
    )


def test_the_extent_opens_the_map(catalog):
    start = build(View(extent=Extent(104.0667, 30.6667, 8.5)), catalog).payload()["map"]
    assert start["extent"] == [104.0667, 30.6667, 8.5]
    assert build(View(), catalog).payload()["map"]["extent"] is None


def test_the_start_view_holds_the_province_and_the_limit_holds_the_start_view(catalog):
    start = build(View(), catalog).payload()["map"]
    west, south, east, north = catalog.prefectures.total_bounds
    (s, w), (n, e) = start["fit"]
    assert [w, s, e, n] == pytest.approx([west, south, east, north], abs=1e-4)
    (ls, lw), (ln, le) = start["limit"]
    assert ls < s < n < ln
    assert lw < w < e < le


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_source_line_counts_the_values_by_status(catalog, lang):
    view = View(lang=lang, indicator="gdp", period="2019")
    line = build(view, catalog).payload()["lines"][0]
    assert line["kind"] == "source"
    assert "18" in line["text"]  # three of the 21 are unverified
    assert "2019" in line["text"]
    kinds = [line["kind"] for line in build(view, catalog).payload()["lines"]]
    assert kinds[-2:] == ["credit", "review"]


def test_building_changes_nothing_in_the_catalogue(catalog):
    before = {
        name: getattr(catalog, name).copy() for name in ("zones", "platforms", "prefecture_values")
    }
    for view in (ALL_ON, PRESETS["indicators"]):
        render_html(view, catalog)
    for name, frame in before.items():
        assert frame.equals(getattr(catalog, name))


# --- the province only ---


@pytest.mark.parametrize("geography", ["prefecture", "county"])
def test_no_vertex_is_drawn_outside_the_province(catalog, geography):
    indicator = "population_density_census2020" if geography == "county" else "hte_count"
    view = replace(
        ALL_ON, geography=geography, indicator=indicator, period=None, layers=LAYER_NAMES
    )
    atlas = build(view, catalog)
    parts = parts_of(atlas)
    outline = shapely.union_all(catalog.prefectures.geometry.to_numpy())
    shapely.prepare(outline)
    near = outline.buffer(1e-3)
    shapely.prepare(near)
    west, south, east, north = outline.bounds
    coded = 0
    for name, part in parts.items():
        for ring in rings_in(part) if name not in {"platforms", "relief"} else ():
            points = decode(ring)
            assert points[:, 0].min() >= west - 1e-4, name
            assert points[:, 0].max() <= east + 1e-4, name
            assert points[:, 1].min() >= south - 1e-4, name
            assert points[:, 1].max() <= north + 1e-4, name
            assert shapely.contains_xy(near, points).all(), name
            coded += len(points)
    assert coded > 10_000
    single = [item["at"] for item in parts["zones"]["items"]]
    single += [[x / 1e4, y / 1e4] for x, y in parts["platforms"]["at"]]
    single += [item["at"] for item in parts["labels"]["items"] if item["style"] == "prefecture"]
    single += [
        item["at"] for layer in atlas.layers for item in layer.spec.get("items", []) if "at" in item
    ]
    assert shapely.contains_xy(near, np.array(single)).all()
    (s, w), (n, e) = parts["relief"]["bounds"]
    assert [w, s, e, n] == pytest.approx([west, south, east, north], abs=2e-3)


def test_neighbours_are_named_outside_of_the_province(catalog):
    outline = shapely.union_all(catalog.prefectures.geometry.to_numpy())
    items = parts_of(build(View(), catalog))["labels"]["items"]
    neighbours = [item for item in items if item["style"] == "neighbour"]
    assert {item["text"] for item in neighbours} == {
        "青海省",
        "甘肃省",
        "陕西省",
        "重庆市",
        "贵州省",
        "云南省",
        "西藏自治区",
    }
    assert not [item for item in neighbours if outline.contains(shapely.Point(item["at"]))]


# --- hostile text ---


def test_the_payloads_are_live(tmp_path, monkeypatch):
    """What this suite defends against does happen where text meets folium's templates."""
    monkeypatch.chdir(tmp_path)
    assert branca.element.Element(PAYLOADS["template"]).render() == PRODUCT
    branca.element.Element(PAYLOADS["template_climb"]).render()
    assert Path(CANARY).is_dir()
    Path(CANARY).rmdir()
    branca.element.Element(PAYLOADS["template_block"]).render()
    assert Path(CANARY).is_dir()


def found_in(texts, wanted):
    """Return those of `wanted` that stand whole in one of the texts."""
    joined = "\0".join(texts)
    return {text for text in wanted if text in joined}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("shift", SHIFTS)
def test_hostile_text_in_every_field_stays_text(catalog, shift, lang, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    view = replace(ALL_ON, lang=lang)
    planted = plant(catalog, shift)
    # files leave out the parks that were never recognised; a map in a notebook may have them
    page = ReadPage(pack_map(view, planted.catalog).get_root().render())
    plain = ReadPage(pack_map(view, catalog).get_root().render())

    # the page has the same elements in the same order, and only the scripts it always has
    assert page.tags == plain.tags
    assert page.unclosed == []
    assert len(page.scripts) == len(plain.scripts)
    assert page.programs == plain.programs  # no datum ever is in a program
    assert page.handlers == page.addresses == []
    assert page.meta["content-security-policy"] == plain.meta["content-security-policy"]

    # every text arrives whole
    drawn = shown_platforms(planted.catalog, view)[0]
    zones = shown_zones(planted.catalog, view)
    schematic = planted.catalog.science_cities
    schematic = schematic[~schematic.geometry.isna()]
    in_json = [
        ("zones", f"name_{lang}", zones.index),
        ("zones", f"industries_{lang}", zones.index),
        ("platforms", f"name_{lang}", drawn.index),
        ("platforms", f"host_{lang}", drawn.index),
        ("prefectures", f"name_{lang}", None),
        ("prefectures", f"short_{lang}", None),
        ("economic_zones", f"name_{lang}", None),
        ("indicators", f"label_{lang}", ["hte_count"]),
        ("indicators", "unit" if lang == "zh" else "unit_en", ["hte_count"]),
        ("science_cities", f"name_{lang}", schematic.index),
        ("science_cities", f"functions_{lang}", schematic.index),
        ("science_cities", f"industries_{lang}", schematic.index),
    ]
    values = planted.catalog.prefecture_values
    used = values[(values["indicator"] == "hte_count") & (values["period"] == "2023")]
    in_json.append(("prefecture_values", f"note_{lang}", used.index))
    told = [*strings_in(page.payload), *strings_in(list(page.parts.values()))]
    for table, column, rows in in_json:
        wanted = set(planted.shown(table, column, rows))
        assert found_in(told, wanted) == wanted, (table, column)

    in_twin = [
        ("zones", f"name_{lang}", zones.index),
        ("platforms", f"name_{lang}", drawn.index),
        ("prefectures", f"name_{lang}", None),
        ("indicators", f"label_{lang}", ["hte_count"]),
    ]
    cited = {
        i
        for ids in (
            *zones["source_ids"],
            *drawn["source_ids"],
            *used["source_id"].map(lambda i: (i,)),
        )
        for i in ids
    }
    in_twin += [("sources", f"title_{lang}", cited), ("sources", f"publisher_{lang}", cited)]
    shown = [text for _, text in page.texts]
    for table, column, rows in in_twin:
        wanted = set(planted.shown(table, column, rows))
        assert found_in(shown, wanted) == wanted, (table, column)

    # nothing was evaluated
    # (a mark such as §1337§ is a number of ours, not a product)
    bare = [re.sub(r"§[0-9]+§", "", text) for text in (*told, *shown)]
    assert not [text for text in bare if PRODUCT in text and "7*191" not in text]
    assert list(tmp_path.iterdir()) == []


def test_every_payload_meets_the_names_and_units_of_indicators(catalog, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    met = set()
    for shift in (0, len(PAYLOADS) // 2):
        planted = plant(catalog, shift)
        offered = {m.indicator: m.period for m in mappable(catalog, "prefecture")}
        for indicator, period in offered.items():
            view = View(indicator=indicator, period=period, drawing="fill", layers=())
            page = ReadPage(render_html(view, planted.catalog))
            told = [*strings_in(page.payload), *(text for _, text in page.texts)]
            for column in ("label_zh", "unit"):
                (text,) = planted.shown("indicators", column, [indicator])
                assert found_in(told, {text})
                met.add(text.rsplit("§", 2)[0])
    assert len(met) >= 0.9 * len(PAYLOADS)
    assert list(tmp_path.iterdir()) == []


def test_hostile_names_of_counties_stay_text(catalog, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    view = View(
        lang="en", geography="county", indicator="population_census2020", period="2020", layers=()
    )
    planted = plant(catalog, 3)
    page = ReadPage(render_html(view, planted.catalog))
    assert page.tags == ReadPage(render_html(view, catalog)).tags
    codes = catalog.counties.index[catalog.counties["kind"] == "county"]
    wanted = set(planted.shown("counties", "name_en", codes))
    assert len(wanted) == 183
    assert found_in(strings_in(list(page.parts.values())), wanted) == wanted
    assert found_in([text for _, text in page.texts], wanted) == wanted


def test_every_payload_is_planted_in_every_field_of_a_few_rows(catalog):
    """The turns together put each payload into each of the five economic zones' names."""
    seen = set()
    for shift in SHIFTS:
        texts = plant(catalog, shift).texts["economic_zones", "name_zh"].values()
        seen |= {text.rsplit("§", 2)[0] for text in texts}
    assert seen == set(PAYLOADS.values())
