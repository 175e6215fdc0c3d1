"""The page of catchments: its controls, its sections, its address, own data and own times."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from dataclasses import replace

import pytest

from geo.catalog import validate
from geo.catchment.limits import MOST_TRIALS
from geo.catchment.network import LINK_KM
from geo.errors import CancelledError, CatchmentError
from geo.locale import translator
from geo.maps import asked
from geo.presets import STARTS
from geo.types import CATCHMENT_METHODS
from geo.ui import frame as page_frame
from geo.ui.catchments import panel
from geo.ui.catchments.choosing import MOST_STEPS
from geo.ui.catchments.jobs import Job
from geo.view import View
from tests.app.conftest import INDICATORS, blocks
from tests.catchment.layers import write_gpkg
from tests.hostile import PAYLOADS, PRODUCT, plant
from tests.sheets.conftest import Sheet

PAGE = "pages/catchments.py"
CJK = re.compile(r"[\u3400-\u9fff]")
ZH, EN = translator("zh"), translator("en")
HEAD = "origin,destination,minutes,source,date"
ROWS = """\
chengdu,510104,12,交通厅,2026-05
chengdu,510105,40,交通厅,2026-05
yibin,511502,55,交通厅,2026-05
yibin,510104,200,交通厅,2026-05
chengdu,511504,300,交通厅,2026-05
yibin,511504,61,交通厅,2026-05
"""
TABLE = f"{HEAD}\n{ROWS}".encode()
FAULTY = f"""{HEAD}
nowhere,510104,12,x,2026
chengdu,510104,-3,x,2026
chengdu,510105,a,x,2026
""".encode()

BODIES = {name: text for name, text in PAYLOADS.items() if not name.startswith("surrogate")}


@pytest.fixture(autouse=True)
def _read_at_once(monkeypatch):
    """Have files read while the page waits: nothing here runs it again."""
    monkeypatch.setattr("geo.ui.catchments.own._AT_ONCE_SECONDS", 60.0)


def maps(pages):
    """Return what each map was sent, in their order."""
    found = [
        e
        for e in blocks(pages.app.main)
        if e.type == "bidi_component" and e.proto.component_name == "zone_atlas_map"
    ]
    data = [json.loads(element.proto.json) for element in found]
    return [one | json.loads(zlib.decompress(b64decode(one["packed"]))) for one in data]


def layer(message, name):
    """Return a layer of a map by its kind or id, None if it has none."""
    found = [one for one in message["payload"]["layers"] if name in {one["kind"], one["id"]}]
    return found[0] if found else None


UNKEYED = {
    "totals": "catchments.reached_by",
    "compare": "catchments.compared",
    "shares": "catchments.of_zone",
    "faults": "catchments.own_where",
}
"""A head of each table that picks nothing: those come without their key."""


def tables(pages, section):
    """Return the tables of a section."""
    heads = {t(key) for key in [UNKEYED.get(section)] if key for t in (ZH, EN)}
    known = {t(key) for key in UNKEYED.values() for t in (ZH, EN)}
    found = []
    for one in pages.app.dataframe:
        columns = set(map(str, one.value.columns))
        is_named = one.key == f"catchments.table.{section}"
        is_rest = section == "overlap" and not one.key and not columns & known
        if is_named or columns & heads or is_rest:
            found.append(one.value)
    return found


def table(pages, section):
    """Return the table of a section, None if it is not shown."""
    found = tables(pages, section)
    assert len(found) <= 1
    return found[0] if found else None


def sections(pages):
    found = [
        c for c in pages.app.segmented_control if c.key and c.key.startswith("catchments.section")
    ]
    return found[0] if found else None


def control(pages, kind, key):
    (found,) = [w for w in getattr(pages.app, kind) if w.key and w.key.startswith(key)]
    return found


def give(pages, kind, key, value):
    control(pages, kind, key).set_value(value).run()
    assert not pages.app.exception
    return pages


def notices(pages):
    return [text for text in pages.words if 'class="za-say"' in text]


def said(pages):
    """Return every text, of dialogs too."""
    texts = list(pages.words)
    for element in blocks(pages.app._tree):
        if element.type == "html":
            texts.append(element.proto.body)
        value = getattr(element, "value", None)
        texts += [value] if isinstance(value, str) else []
    return " ".join(texts)


def press(pages, key):
    (button,) = [b for b in pages.app.button if b.key == key]
    button.click().run()
    assert not pages.app.exception
    return pages


def bring(pages, content, name="times.csv"):
    """Open the dialog and give it a file."""
    press(pages, "catchments.own_use")
    (uploader,) = pages.app.file_uploader
    uploader.set_value((name, content, "application/octet-stream")).run()
    assert not pages.app.exception
    return pages


# Opening


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_opens_in_both_languages_and_in_no_other(pages, lang):
    pages.open(PAGE, l=lang)
    t = translator(lang)
    assert pages.app.title[0].value == t("catchments.title")
    assert pages.query == ({"l": "en"} if lang == "en" else {})
    assert len(table(pages, "holds")) == 24
    (message,) = maps(pages)
    assert layer(message, "catchments")["on"]
    assert not notices(pages)
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words if "<style>" not in text) == (lang == "zh")


@pytest.mark.parametrize("method", CATCHMENT_METHODS)
def test_every_method_opens_in_english_without_a_word_of_chinese(pages, method):
    cheap = {} if "drive" in method else {"hc": "k"}
    pages.open(PAGE, l="en", cm=STARTED[method], **cheap)
    assert not notices(pages)
    texts = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    assert not [text for text in texts if CJK.search(text) and "<style>" not in text]
    for one in pages.app.dataframe:
        assert not [head for head in one.value if CJK.search(str(head))]
        assert not [c for c in one.value.to_numpy().ravel() if CJK.search(str(c))]


STARTED = dict(zip(CATCHMENT_METHODS, "rdvwhaet", strict=True))


def test_zones_missing_are_told_with_every_result(pages):
    pages.open(PAGE)
    title = "按已落图的24家测算（另有4家未落图）"
    assert any(title in text for text in pages.words)
    assert title in maps(pages)[0]["payload"]["title"]
    pages.open(PAGE, zl="n")
    assert any("按国家高新区8家测算（已落图24家，另有4家未落图）" in text for text in pages.words)
    pages.open(PAGE, cz="chengdu.yibin")
    assert any("按所选2家测算（已落图24家，另有4家未落图）" in text for text in pages.words)


# Controls: each changes what it names in the address, and nothing else

START = {"cr": "20_50", "ct": "511002", "cw": "d", "sel": "zone:chengdu", "ly": "re.ch.ca.zo.pl"}


@pytest.mark.parametrize(
    ("kind", "key", "value", "changed"),
    [
        ("selectbox", "catchments.scope", "national", {"zl": "n"}),
        ("selectbox", "catchments.scope", "provincial", {"zl": "p"}),
        ("selectbox", "catchments.scope", "chosen", {}),
        ("selectbox", "catchments.method", "drive", {"cm": "d"}),
        ("multiselect", "catchments.radii_km", ["10", "30", "7.5"], {"cr": "7.5_10_30"}),
        ("multiselect", "catchments.radii_km", ["30"], {"cr": None}),
        ("selectbox", "catchments.base", "none", {"ly": "re.ca.zo.pl"}),
        ("selectbox", "catchments.base", "prefecture:gdp", {"th": "i", "g": "p", "i": "gdp"}),
        ("selectbox", "catchments.against", "drive", {"cv": "d"}),
        ("multiselect", "catchments.fields", ["aerospace"], {"fd": "as"}),
        ("multiselect", "catchments.fields", ["unknown"], {"fd": "u"}),
        ("radio", "catchments.outline", "merged", {"cg": "m"}),
        ("radio", "catchments.weighting", "areal", {"cw": None}),
        ("multiselect", "catchments.trial", ["511102", "510104"], {"ct": "510104.511102"}),
        ("toggle", "catchments.advanced", True, {}),
        ("segmented_control", "catchments.section", "overlap", {"se": "overlap"}),
    ],
)
def test_a_control_changes_the_address_and_nothing_else(pages, kind, key, value, changed):
    pages.open(PAGE, **START)
    assert pages.query == START
    give(pages, kind, key, value)
    wanted = {k: v for k, v in (START | changed).items() if v is not None}
    found = pages.query
    if "i" in wanted:
        assert found.pop("p")  # the period that the indicator opens with
    assert found == wanted
    assert not notices(pages)
    # and a reader who opens it sees the same
    link, before = pages.query, [one["digest"] for one in maps(pages)]
    pages.open(PAGE, **link)
    assert pages.query == link
    assert [one["digest"] for one in maps(pages)] == before


@pytest.mark.parametrize(
    ("kind", "key", "value", "changed"),
    [
        ("segmented_control", "catchments.cost", "minutes", {"hc": None}),
        ("number_input", "catchments.decay", 1.5, {"hd": "1.5"}),
        ("selectbox", "catchments.size", "platforms", {"hs": "p"}),
        ("selectbox", "catchments.huff_zone", "yibin", {"hz": "yibin"}),
    ],
)
def test_terms_of_huff_s_model_are_in_the_address(pages, kind, key, value, changed):
    start = {"cm": "h", "hc": "k", "zl": "n"} | ({"zl": "p"} if value == "yibin" else {})
    pages.open(PAGE, **start)
    before = maps(pages)[0]["digest"]
    give(pages, kind, key, value)
    assert pages.query == {k: v for k, v in (start | changed).items() if v is not None}
    assert maps(pages)[0]["digest"] != before


def test_a_new_cost_asks_for_its_own_steps_at_once(pages):
    pages.open(PAGE, cm="a", hc="k", cr="50")
    assert not [m for m in pages.app.multiselect if m.key == "catchments.minutes"]
    give(pages, "segmented_control", "catchments.cost", "minutes")
    assert not [m for m in pages.app.multiselect if m.key == "catchments.radii_km"]
    give(pages, "multiselect", "catchments.minutes", ["90"])
    assert pages.query == {"cm": "a", "cr": "50", "ci": "90"}


def test_categories_of_platforms_change_accessibility(pages):
    pages.open(PAGE, cm="a", hc="k")
    before = table(pages, "counties")
    give(pages, "multiselect", "catchments.categories", ["incubator"])
    assert pages.query == {"cm": "a", "hc": "k", "pc": "inc"}
    assert not table(pages, "counties").equals(before)


def test_the_period_of_the_areas_below_is_offered_at_once(pages):
    pages.open(PAGE)
    give(pages, "selectbox", "catchments.base", "prefecture:gdp")
    give(pages, "selectbox", "catchments.period", "2020")
    assert pages.query == {"th": "i", "g": "p", "i": "gdp", "p": "2020"}
    title = maps(pages)[0]["payload"]["title"]
    assert "2020" in title
    assert "高新区覆盖范围" in title  # both are told
    give(pages, "selectbox", "catchments.base", "reach")
    assert pages.query == {}


def test_layers_switched_on_the_map_stay_as_the_reader_left_them(pages):
    pages.open(PAGE, ly="re.ca.zo.pl")
    assert pages.query == {"ly": "re.ca.zo.pl"}
    assert control(pages, "selectbox", "catchments.base").value == "none"
    give(pages, "selectbox", "catchments.scope", "national")
    assert pages.query == {"ly": "re.ca.zo.pl", "zl": "n"}
    # the map's script switches the colours off by itself; the next run must not turn them on
    pages.open(PAGE)
    pages.app.query_params["ly"] = "re.ri.ca.zo.la"
    give(pages, "selectbox", "catchments.scope", "provincial")
    assert pages.query == {"ly": "re.ri.ca.zo.la", "zl": "p"}
    assert control(pages, "selectbox", "catchments.base").value == "none"
    give(pages, "selectbox", "catchments.base", "reach")
    assert pages.query == {"zl": "p"}
    # as with the colours of an indicator
    link = {"th": "i", "g": "p", "i": "gdp", "p": "2022", "ly": "re.ca.zo"}
    assert pages.open(PAGE, **link).query == link


def test_another_indicator_below_starts_with_its_total(pages):
    pages.open(PAGE, th="i", g="p", i="gdp", p="2020", f="a")
    assert pages.query["f"] == "a"
    give(pages, "selectbox", "catchments.base", "prefecture:population_census2020")
    assert pages.query == {"th": "i", "g": "p", "i": "population_census2020", "p": "2020"}


def test_an_advanced_method_brings_the_colours_that_are_its_answer(pages):
    pages.open(PAGE, ly="re.ri.ca.zo.la", hc="k")
    give(pages, "toggle", "catchments.advanced", value=True)
    give(pages, "selectbox", "catchments.method", "huff")
    assert pages.query == {"cm": "h", "hc": "k"}
    assert layer(maps(pages)[0], "areas")["on"]
    assert control(pages, "selectbox", "catchments.base_fixed").disabled


def test_advanced_methods_are_off_until_asked_for(pages):
    pages.open(PAGE)
    method = control(pages, "selectbox", "catchments.method")
    assert len(method.options) == 2
    assert len(control(pages, "selectbox", "catchments.against").options) == 2
    give(pages, "toggle", "catchments.advanced", value=True)
    assert len(control(pages, "selectbox", "catchments.method").options) == 8
    assert pages.query == {}


def test_an_address_restores_every_key(pages):
    query = {
        "l": "en",
        "th": "i",
        "i": "gdp",
        "p": "2022",
        "g": "p",
        "f": "a",
        "ly": "re.ch.ca.zo",
        "fd": "ei.as.nm",
        "cm": "d",
        "cv": "r",
        "ct": "511002.511102",
        "cr": "10_25.5",
        "ci": "45_90",
        "cg": "e",
        "cw": "d",
        "hs": "p",
        "hd": "1.25",
        "hc": "k",
        "hz": "chengdu",
        "se": "left_out",
        "sel": "zone:chengdu",
        "ext": "104.5,30.5,8",
    }
    pages.open(PAGE, **query)
    assert not notices(pages)
    assert pages.query == query
    assert control(pages, "multiselect", "catchments.minutes").value == ["45", "90"]
    assert control(pages, "multiselect", "catchments.radii_km").value == ["10", "25.5"]
    assert control(pages, "multiselect", "catchments.fields").value == [
        "electronic_information",
        "aerospace",
        "new_materials",
    ]
    assert control(pages, "radio", "catchments.weighting").value == "dasymetric"
    assert control(pages, "radio", "catchments.outline").value == "each"
    assert sections(pages).value == "left_out"
    covered = View.from_query(query, STARTS["catchments"])[0]
    assert covered.to_query(STARTS["catchments"]) == query


@pytest.mark.parametrize(
    "query",
    [
        {
            "cm": "v",
            "cv": "r",
            "cr": "20_50",
            "cz": "chengdu.yibin",
            "ct": "511002",
            "th": "i",
            "i": "gdp",
            "p": "2022",
            "g": "p",
            "fd": "as",
            "cw": "d",
            "cg": "m",
        },
        {"cm": "h", "hs": "p", "hc": "k", "hz": "yibin", "hd": "1.5", "zl": "p", "se": "counties"},
        {"cm": "e", "hc": "k", "cr": "50", "pc": "inc.usp"},
    ],
    ids=["areas", "huff", "access"],
)
def test_another_language_changes_words_only(pages, query):
    pages.open(PAGE, **query)
    give(pages, "segmented_control", "frame.lang", "en")
    assert pages.query == query | {"l": "en"}
    assert not notices(pages)
    give(pages, "segmented_control", "frame.lang", "zh")
    assert {**pages.query, "l": ""} == query | {"l": ""}
    assert not notices(pages)


# Steps that somebody types in


@pytest.mark.parametrize(
    ("lang", "text"),
    [("zh", "-5"), ("zh", "abc"), ("zh", "1e9"), ("en", "-5"), ("en", "30,60"), ("en", "0")],
)
def test_a_radius_that_cannot_be_used_is_told_and_nothing_is_lost(pages, lang, text):
    start = {"cr": "20_50", "se": "totals"} | ({"l": "en"} if lang == "en" else {})
    pages.open(PAGE, **start)
    before = table(pages, "totals")
    give(pages, "multiselect", "catchments.radii_km", ["20", "50", text])
    (notice,) = notices(pages)
    t = translator(lang)
    told = t("catchments.bad_radii_km", value=text, lowest="0.1", highest="500")
    assert told in notice
    assert pages.query == start
    assert table(pages, "totals").equals(before)


def test_usable_numbers_count_beside_one_that_is_not(pages):
    pages.open(PAGE)
    give(pages, "multiselect", "catchments.radii_km", ["30", "45公里", "1e9"])
    assert pages.query == {"cr": "30_45"}
    assert len(notices(pages)) == 1


@pytest.mark.parametrize(
    ("lang", "kept"), [("zh", "仍按20、50计算。"), ("en", "Computed for 20, 50 as before.")]
)
def test_without_any_number_the_last_ones_stay(pages, lang, kept):
    pages.open(PAGE, cr="20_50", l=lang)
    give(pages, "multiselect", "catchments.radii_km", [])
    assert kept in notices(pages)[0]
    assert pages.query["cr"] == "20_50"
    give(pages, "multiselect", "catchments.radii_km", ["abc"])
    assert kept in notices(pages)[0]
    assert pages.query["cr"] == "20_50"


def test_times_are_asked_for_isochrones_within_their_own_bounds(pages):
    pages.open(PAGE, cm="d")
    give(pages, "multiselect", "catchments.minutes", ["60", "601"])
    assert "时间“601”无法使用：应为1至600分钟。" in notices(pages)[0]
    assert pages.query == {"cm": "d"}


def test_hostile_numbers_are_text(pages):
    for text in ("<img src=x onerror=alert(1)>", "{{7*191}}", "**30**"):
        pages.open(PAGE)
        give(pages, "multiselect", "catchments.radii_km", ["30", text])
        (notice,) = notices(pages)
        assert "<img" not in notice
        assert PRODUCT not in notice


def test_numbers_of_an_address_are_kept_as_they_are(pages):
    for text in ("30.123456", "0.1", "499.9999", "5_10_20_30_50_80"):
        assert pages.open(PAGE, cr=text).query == {"cr": text}
        assert not notices(pages)
    assert MOST_STEPS == 6


# Zones


def test_zones_by_hand(pages):
    pages.open(PAGE)
    give(pages, "selectbox", "catchments.scope", "chosen")
    assert len(table(pages, "holds")) == 24  # none chosen is all
    give(pages, "multiselect", "catchments.zones", ["yibin", "chengdu"])
    assert pages.query == {"cz": "chengdu.yibin"}
    assert list(table(pages, "holds").iloc[:, 0]) == ["成都高新区", "宜宾高新区"]
    give(pages, "selectbox", "catchments.scope", "all")
    assert pages.query == {}


def test_old_mentions_are_counted_only_where_somebody_names_them(pages):
    pages.open(PAGE)
    give(pages, "selectbox", "catchments.scope", "chosen")
    give(pages, "multiselect", "catchments.zones", ["cand-pengshan", "chengdu"])
    assert pages.query == {"zl": "n.p.c", "cz": "cand-pengshan.chengdu"}
    assert len(table(pages, "holds")) == 2
    assert any("历史资料提及，未认定" in text for text in pages.words)
    # an address that asks for them by level shows them by name
    pages.open(PAGE, zl="n.p.c")
    assert control(pages, "selectbox", "catchments.scope").value == "chosen"
    assert len(control(pages, "multiselect", "catchments.zones").value) == 26
    assert len(table(pages, "holds")) == 26
    give(pages, "selectbox", "catchments.scope", "all")
    assert pages.query == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("method", ["r", "d", "v", "h"])
def test_no_zone_left_is_said_with_what_to_do(pages, lang, method):
    pages.open(PAGE, zl="p", fd="bm", pf="513200", cm=method, l=lang)
    t = translator(lang)
    (notice,) = notices(pages)
    assert t("catchments.empty") in notice
    assert t("catchments.empty_help") in notice
    assert len(maps(pages)) == 1
    assert layer(maps(pages)[0], "catchments") is None
    assert table(pages, "holds") is None


def test_no_zone_left_can_be_mended_by_hand(pages):
    pages.open(PAGE, zl="n", pf="513200")
    give(pages, "selectbox", "catchments.scope", "chosen")
    give(pages, "multiselect", "catchments.zones", ["chengdu"])
    assert not notices(pages)
    assert len(table(pages, "holds")) == 1


def test_a_zone_on_trial_is_added_and_can_be_picked(pages):
    pages.open(PAGE, se="change")
    give(pages, "multiselect", "catchments.trial", ["511102"])
    found = table(pages, "change").set_index("名称")
    assert found.loc["模拟新增：乐山 · 市中区", ZH("catchments.head_change")] == ZH(
        "catchments.change_added"
    )
    assert layer(maps(pages)[0], "catchments")["legend"]["entries"][-1]["label"] == ZH(
        "catchments.legend_trial"
    )
    # its row picks the county: a stand-in is no zone
    row = list(found.index).index("模拟新增：乐山 · 市中区")
    state = {"selection": {"rows": [row], "columns": [], "cells": []}}
    pages.app.session_state["catchments.table.change"] = state
    assert pages.open(PAGE, ct="511102", se="change", sel="511102").query["sel"] == "511102"
    assert not notices(pages)


def test_rows_name_what_the_map_can_select(catalog, monkeypatch):
    view = replace(STARTS["catchments"], trial=("511102",), minutes=(60.0,))
    shown = panel.find_shown(view, catalog, asked.MODEL)
    told = []
    monkeypatch.setattr(panel, "pick_row", lambda frame, ids, *_args, **_more: told.append(ids))
    for section in ("holds", "change", "left_out"):
        frame = panel.make_frame(section, shown, catalog, ZH)
        panel._show_table(section, frame, view, shown, ZH)
        for one in told[-1]:
            assert replace(view, selection=one).selection == one
    assert "511102" in told[0]
    assert "zone:chengdu" in told[0]


def test_as_many_stand_ins_as_are_allowed_and_no_more(pages, catalog):
    codes = list(catalog.counties.index[catalog.counties["kind"] == "county"][: MOST_TRIALS + 1])
    query = {"ct": ".".join(codes[:-1]), "cr": "5"}
    assert pages.open(PAGE, **query).query == query
    assert len(table(pages, "holds")) == 24 + MOST_TRIALS
    assert control(pages, "multiselect", "catchments.trial").proto.max_selections == MOST_TRIALS
    pages.open(PAGE, ct=".".join(codes), cr="5")
    assert len(notices(pages)) == 1
    assert pages.query == {"cr": "5"}


# Sections


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, ["holds", "totals", "left_out", "overlap", "change"]),
        ({"cm": "d"}, ["holds", "totals", "left_out", "overlap", "change"]),
        ({"cm": "v"}, ["holds", "counties"]),
        ({"cm": "w", "zl": "n"}, ["holds", "counties"]),
        ({"cm": "h", "hc": "k"}, ["holds", "counties"]),
        ({"cv": "d"}, ["compare", "holds", "totals", "left_out", "overlap", "change"]),
        ({"cm": "v", "cv": "r"}, ["compare", "holds", "counties"]),
        # nothing of Huff's model can stand beside the totals of a ring
        ({"cm": "h", "hc": "k", "cv": "r"}, ["holds", "counties"]),
    ],
    ids=str,
)
def test_each_method_has_its_sections(pages, query, wanted):
    pages.open(PAGE, **query)
    switch = sections(pages)
    assert list(switch.options) == [ZH(f"catchments.section_{name}") for name in wanted]
    for section in wanted:
        give(pages, "segmented_control", "catchments.section", section)
        assert pages.query == query | ({"se": section} if section != wanted[0] else {})
        assert len(table(pages, section)) > 0
    assert not notices(pages)


@pytest.mark.parametrize("method", ["a", "e", "t"])
def test_accessibility_has_one_table_and_no_switch(pages, method):
    pages.open(PAGE, cm=method, hc="k", se="overlap")
    assert sections(pages) is None
    assert len(table(pages, "counties")) == 183
    assert pages.query == {"cm": method, "hc": "k"}


def test_a_section_of_another_method_opens_the_first(pages):
    pages.open(PAGE, cm="v", se="overlap")
    assert sections(pages).value == "holds"
    assert pages.query == {"cm": "v"}


def test_totals_of_drive_times_come_with_the_shares_of_the_province(pages):
    pages.open(PAGE, cm="d", zl="n", se="totals")
    (shares,) = tables(pages, "shares")
    assert list(shares.iloc[:, 0]) == ["任一国家高新区"] * 3 + ["任一高新区"] * 3
    assert ZH("catchments.range") in shares
    assert any("模型测算，平均误差约" in text for text in pages.words)
    pages.open(PAGE, se="totals")
    assert not tables(pages, "shares")


def test_sentences_above_tables_say_how_counties_are_ranked(pages):
    pages.open(PAGE, se="left_out")
    assert any("按未覆盖人口由多到少排列" in text for text in pages.words)
    pages.open(PAGE, cm="d", se="left_out")
    assert any("按到代表点的行车时间判断" in text for text in pages.words)


def test_a_comparison_shows_two_maps(pages):
    pages.open(PAGE, cv="d", zl="n", cr="20_40", ci="30")
    first, second = maps(pages)
    for message, method in ((first, "半径圈"), (second, "等时圈")):
        assert layer(message, "catchments")["legend"]["title"] == f"覆盖范围：{method}"
        assert layer(message, "against") is None
    assert list(table(pages, "compare")) == ["对照", "半径圈 40公里内", "等时圈 30分钟内"]
    # the second map follows nobody's pick
    assert (first["follow"], second["follow"]) == (True, False)
    give(pages, "selectbox", "catchments.against", "none")
    assert len(maps(pages)) == 1
    assert "cv" not in pages.query


def test_a_method_is_not_compared_with_itself(pages):
    pages.open(PAGE, cv="d")
    give(pages, "selectbox", "catchments.method", "drive")
    assert pages.query == {"cm": "d"}
    assert len(maps(pages)) == 1


# What goes wrong


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("cm", "z"),
        ("cv", "z"),
        ("cv", "h"),
        ("cz", "no-such-zone"),
        ("ct", "999999"),
        ("cr", "-5"),
        ("cr", "abc"),
        ("cr", "1e9"),
        ("cr", "1_2_3_4_5_6_7"),
        ("ci", "0"),
        ("ci", "nan"),
        ("cg", "x"),
        ("cw", "x"),
        ("hs", "x"),
        ("hd", "-1"),
        ("hc", "x"),
        ("hz", "no-such-zone"),
        ("zl", "q"),
        ("fd", "zz"),
        ("sel", "zone:none"),
        ("sel", "zone:county:511102"),
        ("ext", "500,500,99"),
        ("i", "no_such"),
    ],
)
def test_a_bad_value_of_an_address_is_told_and_the_page_stands(pages, key, bad):
    pages.open(PAGE, **{key: bad})
    assert len(notices(pages)) == 1
    assert len(table(pages, "holds")) == 24
    assert pages.query == {}


def test_hostile_values_of_an_address_are_shown_as_text(pages):
    keys = ("cm", "cv", "cz", "ct", "cr", "ci", "cg", "cw", "hs", "hd", "hc", "hz", "se", "sel")
    for name, payload in list(BODIES.items())[::7]:
        pages.open(PAGE, **dict.fromkeys(keys, payload))
        (told,) = notices(pages)
        inside = re.sub(r"</?(div|strong|ul|li)( (class|role)=\"[a-z-]+\")*>", "", told)
        assert "<" not in inside, name
        assert PRODUCT not in told, name


@pytest.mark.parametrize("shift", [0, 17])
@pytest.mark.parametrize("query", [{"se": "overlap"}, {"cm": "h", "hc": "k"}, {"cv": "v"}], ids=str)
def test_hostile_names_are_text(pages, catalog, monkeypatch, shift, query):
    data = plant(catalog, shift, BODIES).catalog
    monkeypatch.setattr(page_frame, "load_catalog", lambda _overlay: data)
    pages.open(PAGE, ct="511002.511102", **query)
    markup = [e.proto.body for e in blocks(pages.app.main) if e.type == "html"]
    for text in markup:
        tags = set(re.findall(r"<\s*/?\s*([A-Za-z]+)", text))
        assert tags <= {"style", "div", "strong", "ul", "li", "p"}, tags
        assert PRODUCT not in text
    first = next(name for name in ("overlap", "compare", "holds") if tables(pages, name))
    assert len(table(pages, first)) > 1


@pytest.mark.parametrize(("lang", "words"), [("zh", "请另选类别"), ("en", "choose others")])
def test_categories_without_any_point_say_so_and_nothing_else(pages, lang, words):
    pages.open(PAGE, cm="a", pc="nl", hc="k", l=lang)
    (notice,) = notices(pages)
    assert words in notice
    assert len(maps(pages)) == 1


@pytest.mark.parametrize(("lang", "words"), [("zh", "改为“各区相同”"), ("en", "All alike")])
def test_zones_without_a_size_say_so(pages, lang, words):
    pages.open(PAGE, cm="h", hs="r", hc="k", cz="yantan", l=lang)
    (notice,) = notices(pages)
    assert words in notice
    assert (CJK.search(notice) is None) == (lang == "en")


def test_a_fault_that_nobody_named_is_told_too(pages, monkeypatch):
    def fail(*_args, **_more):
        raise CatchmentError("shapes: expected <b>areas</b>; got none")

    monkeypatch.setattr(panel, "answer", fail)
    pages.open(PAGE)
    (notice,) = notices(pages)
    assert "无法计算" in notice
    assert "&lt;b&gt;areas" in notice


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refused_data_are_reported_and_nothing_else(pages, tmp_path, monkeypatch, lang):
    (tmp_path / "zones.geojson").write_text("{}", "utf-8")
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path))
    pages.open(PAGE, l=lang)
    assert len(pages.app.dataframe[0].value) == len(validate(tmp_path, lang)) >= 1
    assert not maps(pages)
    assert not pages.app.multiselect


# Own data and own times


def test_own_data_change_what_a_catchment_holds(pages, catalog):
    pages.open(PAGE, cz="zigong", cr="10")
    before = table(pages, "holds")
    firms = next(head for head in before if "高新技术企业" in head)
    sheet = Sheet("indicators", catalog).source().set("510300", "hte_count", 1780)
    pages.open(INDICATORS)
    press(pages, "indicators.sheet_import")
    (uploader,) = pages.app.file_uploader
    uploader.set_value(("update.xlsx", sheet.bytes(), "application/octet-stream")).run()
    press(pages, "indicators.sheet_apply")
    pages.open(PAGE, cz="zigong", cr="10")
    after = table(pages, "holds")
    assert after[firms].iloc[0] == pytest.approx(before[firms].iloc[0] * 10, rel=0.05)
    assert after.drop(columns=firms).equals(before.drop(columns=firms))
    press(pages, "overlay.drop")
    assert table(pages, "holds").equals(before)


def test_own_times_are_used_marked_and_dropped(pages):
    start = {"cm": "d", "cz": "chengdu.yibin", "se": "left_out"}
    pages.open(PAGE, **start)
    model = table(pages, "left_out")
    bring(pages, TABLE)
    assert not pages.app.file_uploader  # the dialog is closed
    assert any("行车时间由使用者提供，来源：交通厅 (2026-05)" in text for text in notices(pages))
    found = table(pages, "left_out").set_index("县（市、区）")
    assert found.iloc[0].name == "宜宾 · 叙州区"
    assert found.loc["宜宾 · 叙州区", "行车时间（约，分钟）"] == 60
    assert "成都 · 锦江区" not in found.index
    assert set(found["覆盖情况"]) == {"未覆盖", "未收录"}
    assert any("60分钟内覆盖不少于" in text for text in pages.words)
    assert pages.query == start  # whose times they are is no part of a View
    assert "交通厅" in json.dumps(maps(pages)[0], ensure_ascii=False)
    # no other visit and no other page is touched; here they stay
    pages.open(PAGE, **{**start, "se": "totals"})
    (shares,) = tables(pages, "shares")
    assert ZH("catchments.range") not in shares
    press(pages, "catchments.own_drop")
    pages.open(PAGE, **start)
    assert not notices(pages)
    assert table(pages, "left_out").equals(model)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_fault_of_own_times_is_told(pages, lang):
    t = translator(lang)
    bring(pages.open(PAGE, l=lang), FAULTY)
    (faults,) = tables(pages, "faults")
    assert len(faults) == 3
    assert list(faults) == [
        t(f"catchments.own_{name}") for name in ("where", "expected", "got", "advice")
    ]
    assert t.plural("catchments.own_problems", 3) in said(pages)
    cells = [str(cell) for cell in faults.to_numpy().ravel()]
    assert any(CJK.search(cell) for cell in cells) == (lang == "zh")
    assert not notices(pages)  # the model is still in use
    # another file can be chosen at once
    (uploader,) = pages.app.file_uploader
    uploader.set_value(("times.csv", TABLE, "text/csv")).run()
    assert not pages.app.exception
    assert len(notices(pages)) == 1


def test_a_file_of_another_kind_is_refused(pages):
    press(pages.open(PAGE), "catchments.own_use")
    (uploader,) = pages.app.file_uploader
    assert uploader.allowed_type == [".csv", ".xlsx", ".gpkg", ".zip", ".pbf"]


def test_hostile_words_of_own_times_are_text(pages):
    source = '"<img src=x onerror=alert(1)>{{7*191}}"'
    content = f"{HEAD}\nchengdu,510104,12,{source},2026-05".encode()
    bring(pages.open(PAGE, cm="d", cz="chengdu"), content)
    (notice,) = notices(pages)
    assert "&lt;img" in notice
    assert "<img" not in notice
    assert PRODUCT not in notice


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_own_times_that_no_accessibility_follows_from_say_so(pages, lang):
    bring(pages.open(PAGE, l=lang), TABLE)
    pages.open(PAGE, l=lang, cm="a")
    assert translator(lang)("catchments.access_unknown") in said(pages)
    assert table(pages, "counties").iloc[:, 1].isna().all()
    pages.open(PAGE, l=lang, cm="a", hc="k")
    assert translator(lang)("catchments.lead_access") in said(pages)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_service_areas_by_time_say_that_they_need_the_model(pages, lang):
    bring(pages.open(PAGE, l=lang), TABLE)
    pages.open(PAGE, l=lang, cm="w")
    told = notices(pages)
    assert len(told) == 2
    assert translator(lang)("catchments.failed_voronoi_drive") in told[1]
    pages.open(PAGE, l=lang, cv="w")
    assert translator(lang)("catchments.failed_voronoi_drive") in notices(pages)[1]
    press(pages, "catchments.own_drop")
    assert not notices(pages)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_table_that_fits_no_longer_is_told_and_the_model_used(pages, catalog, monkeypatch, lang):
    start = {"cm": "d", "cz": "chengdu"} | ({"l": "en"} if lang == "en" else {})
    pages.open(PAGE, **start)
    model = table(pages, "holds")
    bring(pages, TABLE)
    own = table(pages, "holds")
    assert not own.equals(model)
    without = replace(
        catalog, zones=catalog.zones.drop(index="yibin"), digest=f"{catalog.digest}-without"
    )
    monkeypatch.setattr(page_frame, "load_catalog", lambda _overlay: without)
    pages.app.run()
    assert not pages.app.exception
    lead = translator(lang).plural("catchments.own_unfit", 3, name="times.csv")
    assert lead in said(pages)
    (faults,) = tables(pages, "faults")
    assert (faults.iloc[:, 2] == "yibin").all()
    assert table(pages, "holds").equals(model)
    # it is told in every run, and counts again where it fits again
    pages.app.run()
    assert lead in said(pages)
    monkeypatch.setattr(page_frame, "load_catalog", lambda _overlay: catalog)
    pages.app.run()
    assert table(pages, "holds").equals(own)
    monkeypatch.setattr(page_frame, "load_catalog", lambda _overlay: without)
    pages.app.run()
    press(pages, "catchments.own_drop")
    assert lead not in said(pages)


def test_roads_that_do_not_reach_the_zones_are_told(pages, tmp_path, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_CACHE", str(tmp_path / "cache"))
    roads = write_gpkg(tmp_path / "roads.gpkg").read_bytes()
    # chengdu lies by them, yibin does not
    pages.open(PAGE, cm="d", cz="chengdu")
    bring(pages, roads, "roads.gpkg")
    assert len(table(pages, "holds")) == 1
    pages.open(PAGE, cm="d", cz="chengdu", se="totals")
    assert ZH("catchments.shares_failed") in said(pages)
    assert len(table(pages, "totals")) == 5  # and those to whom no road leads
    pages.open(PAGE, cm="d", cz="chengdu.yibin")
    assert ZH.plural("catchments.failed_travel", 1) in said(pages)
    (faults,) = tables(pages, "faults")
    assert f"{LINK_KM:g}公里" in faults.iloc[0, 1]
    # a bad file beside it has a table of its own
    bring(pages, b"", "times.csv")
    assert len(tables(pages, "faults")) == 2


def test_reading_can_be_followed_and_stopped(pages, monkeypatch):
    """A job that waits for the test stands in the place of a large file."""
    jobs = []

    class Held(Job):
        def start(self):
            jobs.append(self)
            self.share = 0.42

        @property
        def is_done(self):
            return self.error is not None

    monkeypatch.setattr("geo.ui.catchments.own.Job", Held)
    bring(pages.open(PAGE), TABLE)
    assert "正在读取：42%" in said(pages) or "42" in progress(pages)
    # another file stops the work on the one before
    (uploader,) = pages.app.file_uploader
    uploader.set_value(("other.csv", TABLE, "text/csv")).run()
    first, job = jobs
    with pytest.raises(CancelledError):
        first._hear(0.5)
    job._hear(0.42)
    press(pages, "catchments.own_cancel")
    with pytest.raises(CancelledError):
        job._hear(0.5)
    job._run()
    pages.app.run()
    assert ZH("catchments.own_cancelled") in said(pages)
    assert not [b for b in pages.app.button if b.key == "catchments.own_drop"]


def progress(pages):
    return " ".join(
        e.proto.text for e in blocks(pages.app._tree) if e.type == "progress" and e.proto.text
    )


@pytest.mark.parametrize(
    ("error", "key"), [(MemoryError(), "own_memory"), (None, "own_broken")], ids=str
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_cannot_be_read_at_all(pages, monkeypatch, lang, error, key):
    class Failed(Job):
        def start(self):
            self.error = error

        @property
        def is_done(self):
            return True

    monkeypatch.setattr("geo.ui.catchments.own.Job", Failed)
    bring(pages.open(PAGE, l=lang), TABLE)
    assert translator(lang)(f"catchments.{key}") in said(pages)


def test_templates_and_files_are_offered(pages):
    pages.open(PAGE)
    keys = {b.key for b in pages.app.download_button}
    assert {"catchments.own_template", "catchments.csv", "catchments.file"} <= keys
    assert {f"catchments.export_{kind}" for kind in ("xlsx", "gpkg", "geojson")} <= keys
    pages.open(PAGE, cm="a", hc="k")
    keys = {b.key for b in pages.app.download_button}
    assert "catchments.csv" in keys
    assert not [key for key in keys if key and key.startswith("catchments.export_")]
