"""Classes, gaps and circles against a count by hand over the raw rows."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from shapely import Point

from geo.indicators import mappable, select
from geo.locale import translator
from geo.maps import build
from geo.maps.areas import LEFT_OUT, NO_DATA, circle_radii_px, readable_steps, value_texts
from geo.view import View
from tests.pages import strings_in

SHOWN = {"official", "reported", "derived"}
CHENGDU = "510100"

CASES = [
    ("gdp", "2019"),  # three unverified
    ("patent_grants", "2020"),  # one suspect
    ("patent_grants", "2022"),
    ("rd_expenditure", "2020"),  # Chengdu unverified
    ("hte_count", "2023"),  # two missing
    ("hte_per_10k_pop", "2023"),
    ("gdp_growth", "2022"),
]


def layer_of(atlas, name):
    (found,) = [layer.spec for layer in atlas.layers if layer.slot == name]
    return found


def part_of(atlas, kind):
    return [json.loads(part.text) for part in atlas.parts() if part.name.startswith(kind)]


def rows_of(catalog, indicator, period):
    """Return value and status by code, read off the table without our own selection."""
    table = catalog.prefecture_values
    rows = table[(table["indicator"] == indicator) & (table["period"] == period)]
    return {row["adcode"]: (row["value"], row["status"]) for _, row in rows.iterrows()}


def fill(catalog, indicator, period, **other):
    view = View(indicator=indicator, period=period, drawing="fill", **other)
    return layer_of(build(view, catalog), "choropleth")


def shown_count(entry):
    """Return the number that stands before the counter word of a legend entry."""
    return int("".join(char for char in entry["count"] if char.isdigit()))


@pytest.mark.parametrize(("indicator", "period"), CASES)
@pytest.mark.parametrize("scheme", ["natural", "quantiles", "equal", "pretty"])
def test_legend_counts_are_those_of_a_count_by_hand(catalog, indicator, period, scheme):
    spec = fill(catalog, indicator, period, scheme=scheme)
    rows = rows_of(catalog, indicator, period)
    usable = [value for value, status in rows.values() if status in SHOWN]
    steps = [entry for entry in spec["legend"]["entries"] if entry["sign"] == "fill"][::-1]
    assert len(steps) == len(spec["colors"])
    assert [entry["color"] for entry in steps] == spec["colors"]
    bounds = [
        tuple(float(end.replace(",", "").replace("−", "-")) for end in entry["label"].split("–"))
        for entry in steps
    ]
    for (low, high), (after, _) in pairwise(bounds):
        assert low < high == after
    for place, (entry, (low, high)) in enumerate(zip(steps, bounds, strict=True)):
        inside = [v for v in usable if low < v <= high or (place == 0 and v == low)]
        assert shown_count(entry) == len(inside) == spec["classes"].count(place) > 0
    assert sum(map(shown_count, steps)) == len(usable)


@pytest.mark.parametrize(("indicator", "period"), CASES)
def test_the_codes_without_data_are_exactly_those_without_a_usable_value(
    catalog, indicator, period
):
    atlas = build(View(indicator=indicator, period=period, drawing="fill"), catalog)
    spec = layer_of(atlas, "choropleth")
    (areas,) = part_of(atlas, "areas-prefecture")
    rows = rows_of(catalog, indicator, period)
    gone = {
        code for code in catalog.prefectures.index if rows.get(code, (0, "none"))[1] not in SHOWN
    }
    drawn = dict(zip(areas["codes"], spec["classes"], strict=True))
    assert {code for code, number in drawn.items() if number == NO_DATA} == gone
    texts = dict(zip(areas["codes"], spec["texts"], strict=True))
    assert {code for code, text in texts.items() if not text} == gone
    entries = [entry for entry in spec["legend"]["entries"] if entry["sign"] == "nodata"]
    assert sum(shown_count(entry) for entry in entries) == len(gone)
    for code in sorted(gone)[:6]:
        assert catalog.prefectures.loc[code, "short_zh"] in " ".join(e["label"] for e in entries)


@pytest.mark.parametrize(("indicator", "period"), CASES)
@pytest.mark.parametrize("drawing", ["fill", "circle"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_withheld_value_is_nowhere_but_counted(catalog, indicator, period, drawing, lang):
    atlas = build(View(lang=lang, indicator=indicator, period=period, drawing=drawing), catalog)
    if catalog.indicators.loc[indicator, "kind"] != "total":
        drawing = "fill"  # circles are for totals only
    spec = layer_of(atlas, "circles" if drawing == "circle" else "choropleth")
    rows = rows_of(catalog, indicator, period)
    t = translator(lang)
    decimals = int(catalog.indicators.loc[indicator, "decimals"])
    for status in ("suspect", "unverified"):
        held = {code: value for code, (value, found) in rows.items() if found == status}
        head = t(f"map.legend_{status}", names="")
        legend = [e["label"] for e in spec["legend"]["entries"]] + spec["legend"]["notes"]
        (named,) = [text for text in legend if text.startswith(head)] or [""]
        assert bool(named) == bool(held)
        for code in held:  # six are named at most, and no case holds more
            assert catalog.prefectures.loc[code, f"short_{lang}"] in named
        for value in held.values():
            written = t.number(value, decimals)
            texts = spec["texts"] if drawing == "fill" else [i["text"] for i in spec["items"]]
            assert not [text for text in texts if written in text]
        if drawing == "circle":
            assert not set(held) & {item["code"] for item in spec["items"]}


def test_withheld_statuses_are_held_by_the_cases(catalog):
    statuses = {status for case in CASES for _, status in rows_of(catalog, *case).values()}
    assert {"suspect", "unverified"} <= statuses


def test_a_changed_status_takes_a_value_off_the_map(catalog):
    table = catalog.prefecture_values.copy()
    row = (
        (table["adcode"] == CHENGDU)
        & (table["indicator"] == "hte_count")
        & (table["period"] == "2023")
    )
    assert row.sum() == 1
    table.loc[row, ["value", "status"]] = [77777.0, "suspect"]
    doubted = replace(catalog, prefecture_values=table, digest="doubted")
    for drawing in ("fill", "circle"):
        view = View(indicator="hte_count", period="2023", drawing=drawing)
        atlas = build(view, doubted)
        everything = [*strings_in(atlas.payload()), *(part.text for part in atlas.parts())]
        everything.append(atlas.get_root().render())
        assert not [text for text in everything if "77777" in text or "77,777" in text]
    assert fill(doubted, "hte_count", "2023")["classes"][0] == NO_DATA


def test_a_place_left_out_is_marked_so_and_changes_the_classes(catalog):
    with_all = fill(catalog, "gdp", "2020")
    without = fill(catalog, "gdp", "2020", without=(CHENGDU,))
    assert without["classes"][0] == LEFT_OUT
    assert without["classes"].count(LEFT_OUT) == 1
    assert without["texts"][0] == with_all["texts"][0]  # still known
    assert without["legend"]["entries"][0]["label"] != with_all["legend"]["entries"][0]["label"]
    assert "成都" in without["legend"]["entries"][-1]["label"]
    ranks = without["rows"][0]
    assert ranks["words"][ranks["at"][0]] == ""


@pytest.mark.parametrize("period", ["2020"])
def test_counties_have_a_class_each_and_are_named_with_their_prefecture(catalog, period):
    view = View(
        geography="county", indicator="population_census2020", period=period, drawing="fill"
    )
    atlas = build(view, catalog)
    spec = layer_of(atlas, "choropleth")
    assert len(spec["classes"]) == 183
    assert NO_DATA not in spec["classes"]
    (names,) = part_of(atlas, "names-county")
    for code, name in zip(names["codes"], names["full"], strict=True):
        county = catalog.counties.loc[code]
        owner = catalog.prefectures.loc[county["prefecture_code"]]
        assert name == f"{owner['short_zh']} · {county['name_zh']}"
    assert len(set(names["full"])) == 183


def test_without_an_indicator_areas_show_the_five_economic_zones(catalog):
    spec = layer_of(build(View(), catalog), "choropleth")
    # 成都平原 8、川南 4、川东北 5、攀西 2、川西北 2
    assert [shown_count(entry) for entry in spec["legend"]["entries"]] == [8, 4, 5, 2, 2]
    order = list(catalog.economic_zones.sort_values("order").index)
    assert spec["classes"] == [order.index(zone) for zone in catalog.prefectures["economic_zone"]]
    assert not [layer for layer in build(View(), catalog).layers if layer.slot == "circles"]


# --- circles ---


def test_a_circle_of_four_times_the_value_is_twice_as_wide():
    radii = circle_radii_px(np.array([100.0, 25.0, 0.0, math.nan]), 40.0)
    assert radii[:3].tolist() == [40.0, 20.0, 0.0]
    assert math.isnan(radii[3])


@pytest.mark.parametrize("values", [[0.0, 0.0, math.nan], [math.nan] * 3])
def test_no_circle_grows_out_of_nothing(values):
    radii = circle_radii_px(np.array(values), 40.0)
    assert np.array_equal(np.isfinite(radii), np.isfinite(values))
    assert not np.nansum(radii)


@pytest.mark.parametrize(("indicator", "period"), [("hte_count", "2023"), ("gdp", "2021")])
def test_areas_of_circles_are_proportional_to_the_values(catalog, indicator, period):
    atlas = build(View(indicator=indicator, period=period), catalog)
    spec = layer_of(atlas, "circles")
    rows = rows_of(catalog, indicator, period)
    usable = {code: value for code, (value, status) in rows.items() if status in SHOWN}
    assert {item["code"] for item in spec["items"]} == set(usable)
    largest = max(usable.values())
    (top,) = [item["r"] for item in spec["items"] if usable[item["code"]] == largest]
    for item in spec["items"]:
        exact = top * math.sqrt(usable[item["code"]] / largest)
        if exact >= 2.5:  # smaller ones are drawn as a dot that a pointer can hit
            assert item["r"] == pytest.approx(exact, abs=0.051)
        else:
            assert item["r"] == 2.5
    values = [usable[item["code"]] for item in spec["items"]]
    assert values == sorted(values, reverse=True)  # small ones lie on top
    for entry in spec["legend"]["entries"]:
        value = float(entry["label"].replace(",", ""))
        assert entry["r"] == pytest.approx(top * math.sqrt(value / largest), abs=0.051)


def test_a_circle_stands_inside_its_place(catalog):
    spec = layer_of(build(View(indicator="gdp", period="2020"), catalog), "circles")
    assert len(spec["items"]) == 21
    for item in spec["items"]:
        shape = catalog.prefectures.geometry[item["code"]]
        assert shape.contains(Point(item["at"]))


@pytest.mark.parametrize(
    ("top", "steps"),
    [
        (11000.0, [10000.0, 2000.0, 500.0]),
        (1.0, [1.0, 0.2, 0.05]),
        (9.99, [5.0, 1.0, 0.25]),
        (250.0, [200.0, 40.0, 10.0]),
        (0.0, []),
        (math.nan, []),
    ],
)
def test_circle_legends_have_round_steps_up_to_the_largest(top, steps):
    assert readable_steps(top) == pytest.approx(steps)


def test_a_lower_bound_says_so_and_invents_no_digits(catalog):
    table = catalog.prefecture_values.copy()
    row = (table["adcode"] == CHENGDU) & (table["indicator"] == "gdp") & (table["period"] == "2020")
    table.loc[row, ["value", "qualifier"]] = [17000.0, "ge"]
    selection = select(replace(catalog, prefecture_values=table, digest="ge"), "gdp", "2020")
    for lang in ("zh", "en"):
        t = translator(lang)
        text = value_texts(selection, t)[0]
        assert "17,000" in text
        assert "17,000.0" not in text
        assert text != value_texts(select(catalog, "gdp", "2020"), t)[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_that_a_selector_offers_can_be_drawn(catalog, lang):
    for geography in ("prefecture", "county"):
        for indicator, period, _ in (
            (m.indicator, m.period, m.n_places) for m in mappable(catalog, geography)
        ):
            view = View(lang=lang, geography=geography, indicator=indicator, period=period)
            spec = layer_of(build(view, catalog), "choropleth")
            assert (
                len(spec["texts"])
                == len(spec["classes"])
                == (21 if geography == "prefecture" else 183)
            )
