"""The science cities' page: two cities, one selection, areas as published and never added."""

import json
import re

import pytest

from geo.locale import translator
from geo.maps.text import escape
from geo.settings import data_dir
from tests.app.conftest import blocks
from tests.hostile import PAYLOADS, plant

PAGE = "pages/science.py"
CJK = re.compile(r"[\u3400-\u9fff]")
# loading refuses NUL and halves of characters, so no page ever meets them
SOUND = {name: text for name, text in PAYLOADS.items() if not re.search("[\0\ud800-\udfff]", text)}
FEATURES = json.loads((data_dir() / "science_cities.geojson").read_text("utf-8"))["features"]
RAW = {feature["properties"]["id"]: feature["properties"] for feature in FEATURES}


def text_of(pages):
    return "\n".join(pages.words)


def tree(pages):
    return pages.app.dataframe[0].value


def extent(pages):
    return pages.map["recentre"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("section", ["wcsc", "mystc"])
def test_the_page_runs_in_a_language_and_in_no_other(pages, lang, section):
    pages.unfold("science.areas.table").open(PAGE, l=lang, se=section)
    assert len(pages.app.dataframe) == 2
    assert pages.app.title[0].value == translator(lang)("science.title")
    words = [w for w in pages.words if w not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words) == (lang == "zh")
    for element in pages.app.dataframe:
        assert bool(CJK.search(element.value.to_csv())) == (lang == "zh")


def test_the_bare_page_shows_chengdu_and_keeps_a_bare_address(pages):
    assert pages.open(PAGE).query == {}
    assert len(tree(pages)) == 6
    text = text_of(pages)
    assert "394.2平方公里" in text
    assert "2021年" in text
    assert "推算" in text


def test_the_difference_tells_its_terms(pages):
    pages.open(PAGE, sel="science_city:WCSC-5")
    (facts,) = [w for w in pages.words if 'class="za-facts"' in w]
    for number in ("394.2", "132", "88.9", "44", "60.4", "68.9", "测算"):
        assert number in facts


def test_no_sum_of_the_mianyang_parts_is_shown_anywhere(pages):
    pages.unfold("science.areas.table").open(PAGE, se="mystc")
    text = text_of(pages) + "".join(e.value.to_csv() for e in pages.app.dataframe)
    assert "不可相加" in text
    areas = {i: p["area_km2_published"] for i, p in RAW.items() if i.startswith("MYSTC")}
    held = [a for a in areas.values() if a is not None]
    of_new_district = [areas[f"MYSTC-{n}"] for n in (2, 4, 5, 6)]
    for total in (sum(held), sum(held) - areas["MYSTC-0"], sum(of_new_district)):
        assert f"{total:,.10g}" not in text
    assert "合计" not in text.replace("本页不列合计", "")


def test_the_switch_changes_city_map_and_address(pages):
    pages.open(PAGE, sel="science_city:WCSC-2")
    first = extent(pages)
    pages.app.segmented_control(key="science.section").set_value("mystc").run()
    assert not pages.app.exception
    assert pages.query == {"se": "mystc"}
    assert len(tree(pages)) == 9
    assert extent(pages) != first
    lon, lat, _ = map(float, extent(pages).split(","))
    assert 104.4 < lon < 105
    assert 31.3 < lat < 31.7


def test_an_extent_that_shows_both_cities_survives_the_switch(pages):
    pages.open(PAGE, ext="104.3,30.9,8")
    pages.app.segmented_control(key="science.section").set_value("mystc").run()
    assert pages.query == {"se": "mystc", "ext": "104.3,30.9,8"}
    pages.open(PAGE, ext="104.05,30.5,11")
    pages.app.segmented_control(key="science.section").set_value("mystc").run()
    assert pages.query == {"se": "mystc"}


def test_a_link_to_a_part_opens_its_city(pages):
    pages.open(PAGE, sel="science_city:MYSTC-6")
    assert pages.query == {"se": "mystc", "sel": "science_city:MYSTC-6"}
    assert pages.app.segmented_control(key="science.section").value == "mystc"
    assert "科教创业园区" in text_of(pages)
    assert pages.map["selection"] == "science_city:MYSTC-6"


def test_the_row_of_the_selected_part_is_marked(pages):
    pages.open(PAGE, sel="science_city:WCSC-3")
    (state,) = [pages.app.session_state[k] for k in ["science.parts.wcsc"]]
    assert state["selection"]["rows"] == [3]


def test_platforms_and_zones_inside_are_links(pages):
    pages.open(PAGE, sel="science_city:WCSC-1")
    links = [e.proto for e in blocks(pages.app.main) if e.type == "page_link"]
    asked = [link.query_string for link in links]
    assert len(asked) == len(RAW["WCSC-1"]["platform_ids"])
    for platform_id, query in zip(RAW["WCSC-1"]["platform_ids"], asked, strict=True):
        assert platform_id in query
    pages.open(PAGE, sel="science_city:MYSTC-5", l="en")
    first = next(e.proto for e in blocks(pages.app.main) if e.type == "page_link")
    assert "mianyang" in first.query_string
    assert "l=en" in first.query_string


def test_a_part_without_limits_says_so(pages):
    pages.open(PAGE, sel="science_city:MYSTC-10")
    (facts,) = [w for w in pages.words if 'class="za-facts"' in w]
    assert "无边界资料，未绘" in facts
    assert "未收录" in facts


def test_outlines_on_the_map_are_schematic_and_named(pages):
    pages.open(PAGE)
    (layer,) = [x for x in pages.map["payload"]["layers"] if x["kind"] == "outlines"]
    assert layer["on"]
    assert "示意" in layer["legend"]["entries"][0]["label"]


BAD = {"se": "no_such", "sel": "science_city:NO", "ext": "500,500,99", "ly": "xx"}


@pytest.mark.parametrize("key", BAD)
def test_a_bad_value_is_told_and_the_page_stands(pages, key):
    pages.open(PAGE, **{key: BAD[key]})
    assert pages.map is not None
    assert any('class="za-say"' in text for text in pages.words)
    assert len(tree(pages)) == 6


def test_refused_data_show_the_report_alone(pages, monkeypatch, tmp_path):
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path / "nowhere"))
    pages.open(PAGE)
    assert pages.map is None
    assert not [e for e in blocks(pages.app.main) if e.type == "vega_lite_chart"]


@pytest.mark.parametrize("shift", [0, 11, 23])
def test_hostile_texts_stay_texts(pages, catalog, monkeypatch, shift):
    planted = plant(catalog, shift, SOUND)
    monkeypatch.setattr("geo.ui.frame.load_catalog", lambda *_: planted.catalog)
    pages.open(PAGE, sel="science_city:WCSC-2")
    shown = "\n".join(w for w in pages.words if "za-" in w)
    for payload in PAYLOADS.values():
        if "<" in payload:
            assert payload not in shown
    told = [escape(payload) for payload in PAYLOADS.values() if escape(payload) != payload]
    assert any(text in shown for text in told)
    links = [e.proto.label for e in blocks(pages.app.main) if e.type == "page_link"]
    assert links
    for label in links:
        assert not re.search(r"(?<!\\)[\[\]`*_:$<>]", label), label
