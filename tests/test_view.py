"""A View survives the web address and JSON, and nothing that comes from outside breaks it."""

from __future__ import annotations

import dataclasses
import doctest
import json
import string
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo.view.message
import geo.view.model
from geo import types
from geo.errors import ViewError
from geo.locale import translator
from geo.presets import STARTS
from geo.view import DEFAULT_LAYERS, Extent, Message, View, drawing_for, resolve
from geo.view import codes as short
from geo.view.message import quote
from geo.view.model import PARTS
from tests.views import views

# -- the trip there and back --------------------------------------------------------------


@given(views())
@settings(deadline=None)
def test_a_view_survives_its_web_address(view):
    address = urlencode(view.to_query())
    query = dict(parse_qsl(address, strict_parsing=bool(address), keep_blank_values=True))
    assert View.from_query(query) == (view, ())


@given(views(), views())
@settings(deadline=None)
def test_a_view_survives_an_address_relative_to_another(view, base):
    assert View.from_query(view.to_query(base), base) == (view, ())


@given(views())
@settings(deadline=None)
def test_a_view_survives_json(view):
    assert View.from_json(view.to_json()) == (view, ())


@given(views(), views())
@settings(deadline=None)
def test_equal_views_are_written_alike(view, other):
    assert (view == other) == (view.to_json() == other.to_json())
    assert (view == other) == (view.to_query() == other.to_query())


def test_json_has_every_field_by_its_full_name():
    document = json.loads(View().to_json())
    assert list(document) == [field.name for field in dataclasses.fields(View)]


def test_the_default_view_has_an_empty_address():
    assert View().to_query() == {}
    assert View.from_query({}) == (View(), ())


def test_an_address_names_only_what_differs():
    view = View(indicator="gdp", period="2022", without=("510100",), k=6)
    assert view.to_query() == {"i": "gdp", "p": "2022", "k": "6", "wo": "510100"}
    assert view.to_query(dataclasses.replace(view, k=5)) == {"k": "6"}


def test_an_indicator_alone_means_its_default_period():
    base = View(indicator="gdp", period="2022", second="firms", second_period="2021")
    view, messages = View.from_query({"i": "people", "i2": "rate"}, base)
    assert (view.indicator, view.period, view.second, view.second_period, messages) == (
        "people", None, "rate", None, (),
    )  # fmt: skip
    # a period alone is of the base's indicator, and an unreadable one is not
    assert View.from_query({"p": "2020"}, base)[0] == dataclasses.replace(base, period="2020")
    assert View.from_query({"i": "people", "p": "x"}, base)[0].period is None
    # so that an indicator is always written with its period
    assert dataclasses.replace(base, indicator="people").to_query(base) == {
        "i": "people", "p": "2022",
    }  # fmt: skip


def test_what_is_taken_away_from_a_base_is_written_as_a_dash():
    base = View(indicator="gdp", period="2022", extent=Extent(104, 30, 7))
    assert View().to_query(base) == {"i": "-", "p": "-", "ext": "-"}


def test_the_fullest_address_stays_short():
    view = View(
        lang="en",
        indicator="tech_contract_value_urban_districts",
        period="2022Q1-Q3",
        form="share",
        drawing="circle",
        scheme="user",
        breaks=(0, 10, 50.5, 1000),
        same_breaks=True,
        palette="cividis",
        layers=types.LAYER_NAMES,
        zone_levels=types.ZONE_LEVELS,
        platform_categories=types.PLATFORM_CATEGORIES,
        platform_levels=tuple(short.PLATFORM_LEVEL),
        fields=tuple(short.FIELD),
        selection="zone:chengdu",
        extent=Extent(104.07, 30.66, 7.25),
    )
    assert len(urlencode(view.to_query())) < 400


# -- the two keys that the map's script writes --------------------------------------------


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("104.07,30.66,7.25", Extent(104.07, 30.66, 7.25)),
        ("104.0700,30.6600,7.25", Extent(104.07, 30.66, 7.25)),
        ("104,30,7", Extent(104, 30, 7)),
        ("104.07123,30.66,7.256", Extent(104.0712, 30.66, 7.26)),
    ],
)
def test_the_extent_that_the_script_writes_is_read(text, extent):
    assert View.from_query({"ext": text}) == (View(extent=extent), ())


def test_the_extent_is_written_as_the_script_writes_it():
    assert View(extent=Extent(104.07, 30.66, 7.25)).to_query() == {"ext": "104.07,30.66,7.25"}
    assert View(extent=Extent(104, 30.12345, 7)).to_query() == {"ext": "104,30.1234,7"}


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("re.ri.ch.ca.zo.pl.sc.la", types.LAYER_NAMES),
        ("ch.la", ("choropleth", "labels")),
        ("la.ch", ("choropleth", "labels")),
        ("-", ()),
    ],
)
def test_the_layers_that_the_script_writes_are_read(text, layers):
    assert View.from_query({"ly": text}) == (View(layers=layers), ())


def test_the_layers_are_written_as_the_script_writes_them():
    assert View(layers=()).to_query() == {"ly": "-"}
    assert View(layers=types.LAYER_NAMES).to_query() == {"ly": "re.ri.ch.ca.zo.pl.sc.la"}
    assert View(layers=DEFAULT_LAYERS).to_query() == {}
    assert View().layers == ("relief", "rivers", "choropleth", "zones", "science_cities", "labels")


# -- what comes from outside --------------------------------------------------------------

KEYS = [part.key for part in PARTS]

hostile_st = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "",
            "-",
            ".",
            "_",
            ",",
            "nan",
            "inf_1",
            "1e999_2e999",
            "-0_0",
            "9" * 5000,
            "５",
            " 5",
            "5_",
            "<script>alert(1)</script>",
            "{{7*7}}",
            "\u202e\u2028\x00",
            "../../etc/passwd",
            "510100.." * 400,
            "zone:",
            "zone:<b>",
            "104.07,30.66",
            "30.66,104.07,7",
            "104.07,30.66,nan",
        ]
    ),
    st.text(string.digits + "._-,eE+:npcu", max_size=30),
)


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), hostile_st))
@settings(deadline=None, max_examples=400)
def test_no_address_raises_and_what_was_read_is_a_view(query):
    view, messages = View.from_query(query)
    assert isinstance(view, View)
    assert View.from_query(view.to_query()) == (view, ())
    for lang in types.LANGS:
        for message in messages:
            assert translator(lang)(message.key, **message.params)


@given(st.sampled_from(PARTS), hostile_st)
@settings(deadline=None, max_examples=400)
def test_a_value_is_either_taken_or_reported(part, text):
    view, messages = View.from_query({part.key: text})
    if getattr(view, part.name) == getattr(View(), part.name) and not messages:
        # silently the default: only a text that means the default
        assert part.read(text).value == getattr(View(), part.name)


json_st = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([part.name for part in PARTS]), json_st))
@settings(deadline=None, max_examples=300)
def test_no_json_raises(document):
    view, messages = View.from_json(json.dumps(document))
    assert isinstance(view, View)
    for message in messages:
        assert translator("zh")(message.key, **message.params)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "1",
        "[" * 100_000,
        '{"a":' * 3000,
        "9" * 6000,
        " " * 200_000,
        "\ud800",
    ],
    ids=lambda text: text[:8],
)
def test_text_that_is_no_view_gives_the_default_and_says_so(text):
    assert View.from_json(text) == (View(), (Message("view.bad_json"),))


BAD = {
    "l": "fr",
    "i": "GDP; drop table",
    "p": "2023Q5",
    "g": "town",
    "f": "x",
    "d": "x",
    "s": "jenks",
    "k": "99",
    "b": "3_2_1",
    "sb": "yes",
    "c": "red",
    "ly": "xx",
    "zl": "x",
    "pc": "x",
    "pv": "x",
    "fd": "x",
    "pf": "51010",
    "wo": "chengdu",
    "pg": "home",
    "th": "x",
    "i2": "GDP!",
    "p2": "2023Q5",
    "zm": "x",
    "at": "yesterday",
    "zi": "1",
    "zp": "23",
    "ps": "x",
    "ho": " a",
    "ba": "x",
    "am": "3=30000",
    "se": "A-1",
    "sel": "town:1",
    "rn": "<b>1</b>",
    "ext": "30.66,104.07,7",
    "cm": "x",
    "cv": "ring",
    "cz": "a b",
    "ct": "chengdu",
    "cr": "0_30",
    "ci": "30_700",
    "cg": "x",
    "cw": "x",
    "hs": "x",
    "hd": "11",
    "hc": "x",
    "hz": "a.b",
    "ez": "a.b",
    "rs": "SC 25",
    "rb": "1a",
    "ec": "<b>",
    "su": "x",
}


def test_there_is_a_bad_value_for_every_key():
    assert sorted(BAD) == sorted(KEYS)


@pytest.mark.parametrize("key", sorted(BAD))
def test_a_bad_value_falls_back_alone_with_its_own_message(key):
    other = {"k": "7"} if key != "k" else {"c": "c"}
    name = next(part.name for part in PARTS if part.key == key)
    expected = View(k=7) if key != "k" else View(palette="cividis")
    message = Message(f"view.bad_{name}", {"value": BAD[key]})
    assert View.from_query({key: BAD[key], **other}) == (expected, (message,))


def test_known_items_of_a_list_are_kept():
    view, messages = View.from_query({"ly": "ch.xx.la", "wo": "510100.abc"})
    assert view == View(layers=("choropleth", "labels"), without=("510100",))
    assert messages == (
        Message("view.some_layers", {"value": "xx"}),
        Message("view.some_without", {"value": "abc"}),
    )


def test_keys_of_others_are_left_alone():
    assert View.from_query({"utm_source": "x", "embed": "true"}) == (View(), ())


def test_an_unknown_name_in_a_file_is_reported():
    text = '{"indicater": "gdp", "k": 6}'
    expected = (View(k=6), (Message("view.unknown_field", {"value": "indicater"}),))
    assert View.from_json(text) == expected


def test_a_user_scheme_without_breaks_becomes_natural():
    assert View.from_query({"s": "u"}) == (View(), (Message("view.no_breaks"),))


def test_breaks_without_their_scheme_are_dropped():
    assert View.from_query({"b": "0_1"}) == (View(), (Message("view.unused_breaks"),))


def test_a_scheme_in_the_address_drops_the_breaks_of_the_base():
    base = View(scheme="user", breaks=(0, 1))
    assert View.from_query({"s": "q"}, base) == (View(scheme="quantiles"), ())


def test_a_quote_is_short_and_printable():
    assert quote("a" * 99) == "a" * 39 + "…"
    assert quote("a\u202eb\nc\ud800") == "a\ufffdb\ufffdc\ufffd"
    assert quote(10**5000) == "int"


# -- made in code -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lang", "fr"),
        ("lang", None),
        ("indicator", "GDP"),
        ("indicator", "gdp\n"),
        ("period", "23"),
        ("period", "2023-13"),
        ("geography", "town"),
        ("form", "half"),
        ("drawing", "dots"),
        ("scheme", "jenks"),
        ("k", 1),
        ("k", 10),
        ("k", 5.0),
        ("k", True),
        ("same_breaks", 1),
        ("palette", "red"),
        ("layers", ("roads",)),
        ("layers", "relief"),
        ("zone_levels", None),
        ("platform_categories", ("lab",)),
        ("platform_levels", ("",)),
        ("fields", ("x",)),
        ("prefectures", ("51",)),
        ("without", (510100,)),
        ("without", ("510100",) * 301),
        ("page", "home"),
        ("theme", "both"),
        ("second", "GDP"),
        ("second_period", "23"),
        ("zone_marks", ("new",)),
        ("asof", "soon"),
        ("zone_indicator", ""),
        ("zone_period", "x"),
        ("platform_statuses", ("closed",)),
        ("host", ""),
        ("host", "-"),
        ("host", "a\nb"),
        ("host", "a" * 61),
        ("host", " a"),
        ("field_basis", "firms"),
        ("aims", (("3", "30000"),)),
        ("aims", (("3", float("inf")),)),
        ("aims", (("3", 1), ("3", 2))),
        ("aims", (("3 or 4", 1),)),
        ("aims", ("3",)),
        ("aims", None),
        ("section", "A"),
        ("selection", "zone:"),
        ("selection", "zone:a b"),
        ("review_number", "none"),
        ("review_number", "GS<b>1</b>"),
        ("review_number", "a1"),
        ("review_number", "GS（2024）0650号"),
        ("review_number", "本图已通过审图GS(2024)0650"),
        ("extent", (104, 30, 7)),
    ],
)
def test_a_value_outside_its_set_is_refused_and_named(field, value):
    with pytest.raises(ViewError, match=rf"^{field}: expected"):
        View(**{field: value})


@pytest.mark.parametrize(
    "extent",
    [
        (84.9, 30, 7),
        (120.1, 30, 7),
        (104, 19.9, 7),
        (104, 40.1, 7),
        (104, 30, 0.9),
        (104, 30, 19.1),
        (float("nan"), 30, 7),
        ("104", 30, 7),
        (104, None, 7),
        (104, 30, True),
    ],
)
def test_an_extent_far_from_sichuan_is_refused(extent):
    with pytest.raises(ViewError, match=r"^extent"):
        Extent(*extent)


@pytest.mark.parametrize(
    ("scheme", "breaks"),
    [
        ("user", None),
        ("natural", (0, 1)),
        ("user", (1,)),
        ("user", (1, 1)),
        ("user", (0, "1")),
        ("user", (0, float("inf"))),
        ("user", range(11)),
        ("user", (2, 1)),
        ("user", (0, 10**400)),
    ],
)
def test_breaks_go_with_the_user_scheme_only_and_ascend(scheme, breaks):
    with pytest.raises(ViewError, match=r"^breaks"):
        View(scheme=scheme, breaks=breaks if breaks is None else tuple(breaks))


@given(views())
@settings(deadline=None, max_examples=30)
def test_the_order_in_which_items_are_given_does_not_matter(view):
    changes = {
        field.name: getattr(view, field.name)[::-1] * 2
        for field in dataclasses.fields(View)
        if isinstance(getattr(view, field.name), tuple) and field.name != "breaks"
    }
    assert dataclasses.replace(view, **changes) == view


def test_a_view_is_frozen_and_hashable():
    with pytest.raises(dataclasses.FrozenInstanceError):
        View().k = 6
    assert len({View(), View(), View(k=6)}) == 2


# -- the tables of codes ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "values"),
    [
        (short.LANG, types.LANGS),
        (short.GEOGRAPHY, types.GEOGRAPHIES),
        (short.FORM, types.FORMS),
        (short.DRAWING, types.DRAWINGS),
        (short.SCHEME, types.SCHEMES),
        (short.PALETTE, types.PALETTES),
        (short.LAYER, types.LAYER_NAMES),
        (short.ZONE_LEVEL, types.ZONE_LEVELS),
        (short.PLATFORM_CATEGORY, types.PLATFORM_CATEGORIES),
        (short.PLATFORM_LEVEL, ("national", "provincial", "municipal", "unknown")),
        (short.FIELD, (*types.FIELDS, "unknown")),
        (short.PAGE, types.PAGE_NAMES),
        (short.THEME, types.THEMES),
        (short.FIELD_BASIS, types.FIELD_BASES),
        (short.ZONE_MARK, types.ZONE_MARKS),
        (short.PLATFORM_STATUS, types.PLATFORM_STATUSES),
    ],
)
def test_every_value_has_one_code_of_its_own(codes, values):
    assert tuple(codes) == tuple(values)
    assert len(set(codes.values())) == len(codes)
    assert all(code.isascii() and code.isalnum() for code in codes.values())


def test_every_field_has_one_key_and_stands_in_the_documented_table():
    assert [part.name for part in PARTS] == [field.name for field in dataclasses.fields(View)]
    assert len(set(KEYS)) == len(KEYS)
    lines = geo.view.__doc__.splitlines()
    rules = [i for i, line in enumerate(lines) if line.startswith("=====")]
    rows = [line.split()[:2] for line in lines[rules[1] + 1 : rules[2]] if line[0] != " "]
    assert rows == [[part.name, part.key] for part in PARTS]


def test_every_field_has_its_messages():
    for lang in types.LANGS:
        t = translator(lang)
        for part in PARTS:
            assert "X1" in t(f"view.bad_{part.name}", value="X1")


@pytest.mark.parametrize("module", [geo.view.model, geo.view.message])
def test_examples_in_the_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


# -- drawing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "form", "drawing"),
    [
        ("total", "total", "circle"),
        ("total", "share", "circle"),
        ("total", "per_head", "fill"),
        ("total", "per_km2", "fill"),
        ("ratio", "total", "fill"),
        ("growth", "total", "fill"),
    ],
)
def test_ratios_are_fills_and_totals_are_circles(kind, form, drawing):
    assert drawing_for(View(form=form), kind) == drawing
    # a fill can always be asked for; circles only where an area can stand for the value
    assert drawing_for(View(form=form, drawing="fill"), kind) == "fill"
    assert drawing_for(View(form=form, drawing="circle"), kind) == drawing


# -- against the data ---------------------------------------------------------------------


class StandIn(SimpleNamespace):
    """A catalogue made by hand; hashable by identity, as the real one is."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


def long_table(rows):
    names = ["adcode", "indicator", "period", "value", "status"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(qualifier="eq", unit="", source_id="S-1", note_zh=None, note_en=None)


@pytest.fixture(scope="module")
def small():
    area = {"area_km2": 10.0, "status": "official", "source_ids": "S-1"}
    counties = pd.DataFrame(
        [{**area, "kind": "county", "prefecture_code": "510100"}] * 2, index=["510104", "510105"]
    )
    return StandIn(
        prefectures=pd.DataFrame([area] * 2, index=["510100", "510300"]),
        counties=counties,
        indicators=pd.DataFrame(
            [
                {"kind": "total", "unit": "家"},
                {"kind": "ratio", "unit": "%"},
                {"kind": "total", "unit": "人"},
                {"kind": "total", "unit": "人"},
            ],
            index=["firms", "rate", "people", "unshown"],
        ).assign(unit_en="x", direction="higher", decimals=0),
        prefecture_values=long_table(
            [
                ("510100", "firms", "2021", 1.0, "official"),
                ("510300", "firms", "2021", 2.0, "official"),
                ("510100", "firms", "2022", 3.0, "official"),
                ("510300", "firms", "2022", 4.0, "official"),
                ("510100", "firms", "2023", 5.0, "official"),
                ("510100", "rate", "2022", 5.0, "official"),
                ("510100", "unshown", "2022", 5.0, "suspect"),
            ]
        ),
        county_values=long_table([("510104", "people", "2020", 1.0, "official")]),
        province_values=long_table([]).assign(kind="actual", superseded=False),
        series_notes=pd.DataFrame(
            columns=["scope", "indicator", "period", "rule", "note_zh", "note_en", "source_ids"]
        ),
        zone_values=pd.DataFrame(
            [("chengdu", "revenue", "2021"), ("chengdu", "tax", None)],
            columns=["zone_id", "indicator", "period"],
        ),
        plan_targets=pd.DataFrame({"id": ["3", "rd_intensity"]}),
        zones=pd.DataFrame(index=["chengdu"]),
        science_cities=pd.DataFrame(index=["WCSC"]),
        platforms=pd.DataFrame({"sensitive": [False, True]}, index=["SKL-001", "SKL-009"]),
    )


@pytest.mark.parametrize(
    ("view", "expected", "keys"),
    [
        (View(), View(), []),
        (View(period="2022", form="share"), View(), []),
        (
            View(indicator="firms", period="2021", form="per_km2", selection="zone:chengdu"),
            View(indicator="firms", period="2021", form="per_km2", selection="zone:chengdu"),
            [],
        ),
        # no period given: the latest that is nearly full, without a word
        (View(indicator="firms"), View(indicator="firms", period="2022"), []),
        (
            View(indicator="firms", period="2030"),
            View(indicator="firms", period="2022"),
            ["view.unknown_period"],
        ),
        (View(indicator="nothing", period="2022"), View(), ["view.unknown_indicator"]),
        (View(indicator="unshown", period="2022"), View(), ["view.unknown_indicator"]),
        (
            View(indicator="rate", period="2022", form="per_head"),
            View(indicator="rate", period="2022"),
            ["view.no_per_head"],
        ),
        (
            View(indicator="firms", period="2023", form="share"),
            View(indicator="firms", period="2023"),
            ["view.no_share"],
        ),
        (
            View(indicator="firms", period="2022", geography="county"),
            View(indicator="firms", period="2022"),
            ["view.no_county_values"],
        ),
        (
            View(indicator="people", period="2020"),
            View(indicator="people", period="2020", geography="county"),
            ["view.no_prefecture_values"],
        ),
        (
            View(prefectures=("510100", "110000"), without=("510300", "999999")),
            View(prefectures=("510100",), without=("510300",)),
            ["view.unknown_prefectures", "view.unknown_without"],
        ),
        (View(without=("510104",)), View(), ["view.unknown_without"]),
        (
            View(indicator="people", period="2020", geography="county", without=("510104",)),
            View(indicator="people", period="2020", geography="county", without=("510104",)),
            [],
        ),
        # the second indicator takes the first one's period where it has it
        (
            View(indicator="firms", period="2022", second="rate", theme="bivariate"),
            View(
                indicator="firms",
                period="2022",
                second="rate",
                second_period="2022",
                theme="bivariate",
            ),
            [],
        ),
        (
            View(indicator="firms", period="2021", second="rate", second_period="2019"),
            View(indicator="firms", period="2021", second="rate", second_period="2022"),
            ["view.unknown_second_period"],
        ),
        (
            View(indicator="firms", period="2022", second="nothing", theme="bivariate"),
            View(indicator="firms", period="2022"),
            ["view.unknown_second", "view.no_second"],
        ),
        (View(theme="field_lq"), View(), ["view.no_field"]),
        (
            View(theme="field_lq", fields=("aerospace",)),
            View(theme="field_lq", fields=("aerospace",)),
            [],
        ),
        (
            View(zone_indicator="revenue", zone_period="2021"),
            View(zone_indicator="revenue", zone_period="2021"),
            [],
        ),
        (
            View(zone_indicator="revenue", zone_period="2020"),
            View(zone_indicator="revenue"),
            ["view.unknown_zone_period"],
        ),
        (
            View(zone_indicator="luck", zone_period="2020"),
            View(),
            ["view.unknown_zone_indicator"],
        ),
        (
            View(aims=(("3", 30000), ("12", 1))),
            View(aims=(("3", 30000),)),
            ["view.unknown_aims"],
        ),
        (View(selection="510105"), View(selection="510105"), []),
        (View(selection="science_city:WCSC"), View(selection="science_city:WCSC"), []),
        (View(selection="platform:SKL-001"), View(selection="platform:SKL-001"), []),
        (View(selection="platform:SKL-009"), View(), ["view.unknown_selection"]),
        (View(selection="zone:atlantis"), View(), ["view.unknown_selection"]),
        (View(selection="110000"), View(), ["view.unknown_selection"]),
    ],
)
def test_what_the_data_do_not_hold_is_replaced_and_said(small, view, expected, keys):
    resolved, messages = resolve(view, small)
    assert resolved == expected
    assert [message.key for message in messages] == keys
    for message in messages:
        for lang in types.LANGS:
            assert translator(lang)(message.key, **message.params)
    assert resolve(resolved, small) == (resolved, ())


@given(view=views())
@settings(deadline=None, max_examples=60)
def test_any_view_resolves_to_one_that_stands(catalog, view):
    resolved, _ = resolve(view, catalog)
    assert resolve(resolved, catalog) == (resolved, ())


def test_the_presets_stand_on_the_real_data(catalog):
    for view in STARTS.values():
        assert resolve(view, catalog) == (view, ())


def test_thousands_of_foreign_names_get_a_few_lines():
    view, messages = View.from_json(json.dumps({f"x{i}": 1 for i in range(5000)}))
    assert view == View()
    assert len(messages) == 10
