"""The science cities: a tree without loops, areas as published, and nothing added up."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.locale import translator
from geo.science import CITIES, bound_city, find_zones, list_parts, measure_part
from geo.settings import data_dir
from geo.ui.labels import plain_label
from geo.ui.science import areas_frame, look_at, parts_frame
from geo.ui.science.city import fit
from geo.view import Extent, View

FEATURES = json.loads((data_dir() / "science_cities.geojson").read_text("utf-8"))["features"]
RAW = {feature["properties"]["id"]: feature["properties"] for feature in FEATURES}


def change(catalog, part_id, **cells):
    """Return the catalogue with some cells of a part changed."""
    table = catalog.science_cities.copy()
    for name, value in cells.items():
        table.at[part_id, name] = value
    return replace(catalog, science_cities=table)


def test_the_trees_are_those_of_the_documents(catalog):
    tree = {city: [(p.id, p.depth) for p in list_parts(catalog, city)] for city in CITIES}
    assert tree == {
        "wcsc": [("WCSC", 0), *((f"WCSC-{n}", 1) for n in range(1, 6))],
        "mystc": [
            ("MYSTC-0", 0),
            ("MYSTC-1", 1),
            ("MYSTC-2", 2),
            ("MYSTC-3", 3),
            ("MYSTC-4", 2),
            ("MYSTC-5", 2),
            ("MYSTC-6", 2),
            ("MYSTC-10", 2),
            ("MYSTC-7", 1),
        ],
    }


def test_a_part_without_its_parent_is_not_lost(catalog):
    table = catalog.science_cities.drop(index="MYSTC-1")
    parts = list_parts(replace(catalog, science_cities=table), "mystc")
    assert {p.id for p in parts} == {i for i in RAW if i.startswith("MYSTC")} - {"MYSTC-1"}
    assert next(p.depth for p in parts if p.id == "MYSTC-2") == 0


def test_published_areas_are_told_as_they_stand(catalog):
    for part_id, raw in RAW.items():
        area = measure_part(catalog, part_id)
        if raw["area_km2_published"] is not None:
            assert area.value == raw["area_km2_published"]
            assert area.period == raw["area_period"]
            assert area.status == catalog.sources["status"][raw["source_ids"][0]]
            assert area.terms == ()
    about = measure_part(catalog, "MYSTC-7")
    assert (about.value, about.qualifier) == (70, "approx")
    none = measure_part(catalog, "MYSTC-10")
    assert (none.value, none.status, none.source_ids) == (None, None, ())


def test_the_fifth_part_is_a_difference_and_says_of_what(catalog):
    area = measure_part(catalog, "WCSC-5")
    # 394.2 - 132 - 88.9 - 44 - 60.4, by hand: 394.2 - 325.3 = 68.9
    assert (area.value, area.status) == (68.9, "derived")
    assert area.terms == (
        ("WCSC", 394.2),
        ("WCSC-1", 132.0),
        ("WCSC-2", 88.9),
        ("WCSC-3", 44.0),
        ("WCSC-4", 60.4),
    )
    assert {"P-S03", "P-S04"} <= set(area.source_ids)


def test_a_difference_that_does_not_come_out_tells_no_terms(catalog):
    other = change(catalog, "WCSC-1", area_km2_published=99.4)
    assert measure_part(other, "WCSC-5").terms == ()


def numbers_in(frames):
    return "\n".join(str(cell) for frame in frames for cell in frame.to_numpy().ravel())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_shown_is_a_sum_of_parts(catalog, lang):
    t = translator(lang)
    for city in CITIES:
        parts = list_parts(catalog, city)
        shown = parts_frame(parts, catalog, t).iloc[:, 1]
        # each number is that of its own row in the file, and of no other computation
        for part in parts:
            raw = RAW[part.id]
            number = raw["area_km2_published"] or raw["area_km2_derived"]
            told = shown[part.id].removeprefix({"zh": "约", "en": "about "}[lang])
            assert told == (t("common.no_data") if number is None else t.number(number))
        text = numbers_in([parts_frame(parts, catalog, t), areas_frame(parts, catalog, t)])
        held = [p.area.value for p in parts if p.depth and p.area.value is not None]
        if city == "mystc":
            assert t.number(sum(held)) not in text
            assert t.number(sum(held) + parts[0].area.value) not in text
    # the whole of the Chengdu city is what was published, also where its parts say otherwise
    other = change(catalog, "WCSC-2", area_km2_published=500.0)
    assert measure_part(other, "WCSC").value == 394.2


def test_parts_without_limits_are_told_and_not_drawn(catalog):
    drawn = {p.id: p.drawn for city in CITIES for p in list_parts(catalog, city)}
    assert {i for i, is_drawn in drawn.items() if not is_drawn} == {"WCSC", "MYSTC-10"}
    bounded = {p.id for city in CITIES for p in list_parts(catalog, city) if p.bounded}
    assert bounded == {"WCSC-3", "WCSC-4", "MYSTC-3", "MYSTC-4", "MYSTC-7"}


def test_a_sensitive_platform_is_in_no_part(catalog):
    platforms = catalog.platforms.copy()
    platforms.at["TFL-001", "sensitive"] = True
    parts = list_parts(replace(catalog, platforms=platforms), "wcsc")
    core = next(part for part in parts if part.id == "WCSC-1")
    assert core.platforms == ("TFL-002", "SCI-007", "SCI-008", "SCI-013", "NEC-014", "OTH-013")
    assert list_parts(catalog, "wcsc")[1].platforms[0] == "TFL-001"


@pytest.mark.parametrize(
    ("part_id", "zones"),
    [
        ("WCSC-1", ()),
        ("WCSC-2", ("chengdu",)),  # 成都高新区南区
        ("WCSC-3", ("chengdu",)),  # 天府国际生物城 is a park of the zone
        ("WCSC-4", ("chengdu",)),  # so is 未来科技城
        ("WCSC-5", ("chengdu",)),  # 成都高新区西区
        ("MYSTC-5", ("mianyang",)),  # the zone itself
        ("MYSTC-6", ()),
        ("MYSTC-7", ()),
    ],
)
def test_zones_are_found_by_words(catalog, part_id, zones):
    assert find_zones(catalog, part_id) == zones


@pytest.mark.parametrize("city", CITIES)
def test_bounds_hold_every_vertex(catalog, city):
    west, south, east, north = bound_city(catalog, city)
    rings = [
        point
        for feature in FEATURES
        if feature["properties"]["city"] == city and feature["geometry"]
        for ring in feature["geometry"]["coordinates"]
        for point in ring
    ]
    assert (west, east) == (min(x for x, _ in rings), max(x for x, _ in rings))
    assert (south, north) == (min(y for _, y in rings), max(y for _, y in rings))


def test_a_city_that_is_not_drawn_has_no_bounds(catalog):
    table = catalog.science_cities
    other = replace(catalog, science_cities=table[table["geometry_basis"] == "none"])
    assert bound_city(other, "wcsc") is None


@given(
    west=st.floats(98, 107),
    south=st.floats(27, 33),
    width=st.floats(0.01, 1.5),
    height=st.floats(0.01, 1.5),
)
def test_a_fitted_map_shows_the_whole_and_comes_no_closer_than_it_may(west, south, width, height):
    extent = fit((west, south, west + width, south + height))
    assert extent.zoom == int(extent.zoom)
    assert extent.lat == pytest.approx(south + height / 2, abs=1e-3)
    assert extent.lon > west + width / 2  # the legend stands on the right
    # 256 px are 360 degrees at zoom 0, half as many at each zoom more
    across = width * 256 * 2**extent.zoom / 360
    assert across <= 500 or extent.zoom == 7


def test_the_reader_s_own_extent_is_left_alone(catalog):
    moved = View(page="science", section="wcsc", extent=Extent(104.2, 30.6, 9))
    assert look_at(moved, catalog) is moved
    start = look_at(View(page="science", section="mystc"), catalog)
    assert start.extent.lat == pytest.approx(31.489, abs=1e-3)
    assert start.extent.zoom == 11


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("天府软件园", "天府软件园"),
        ("**a** [b](c)", r"\*\*a\*\* \[b\]\(c\)"),
        (":red[x]", r"\:red\[x\]"),
        ("$1$ `x`\n# y", r"\$1\$ \`x\` \# y"),
    ],
)
def test_a_label_is_never_markup(text, label):
    assert plain_label(text) == label
