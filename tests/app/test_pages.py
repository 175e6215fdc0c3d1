"""Every page runs in both languages, and its widgets change the View."""

import re

import pytest

from geo.indicators import mappable
from geo.locale import translator
from tests.app.conftest import INDICATORS
from tests.hostile import PAYLOADS, PRODUCT

CJK = re.compile(r"[\u3400-\u9fff]")
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
EACH = pytest.mark.parametrize("page", [None, INDICATORS], ids=["overview", "indicators"])


def layer(pages, kind):
    return next(spec for spec in pages.map["payload"]["layers"] if spec["kind"] == kind)


@EACH
@BOTH
def test_a_page_runs_in_a_language_and_in_no_other(pages, page, lang):
    pages.open(page, l=lang)
    assert pages.map["payload"]["lang"] == lang
    assert pages.map["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    title = {None: "overview.title", INDICATORS: "indicators.title"}[page]
    assert pages.app.title[0].value == translator(lang)(title)
    # the language switch names each language in itself
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words) == (lang == "zh")


def test_the_overview_says_what_it_must(pages):
    text = "\n".join(pages.open().words)
    for needed in ("26家", "35家", "22家", "另4家", "27家（2022年4月）", "394.2平方公里"):
        assert needed in text
    figures = text.count('class="za-figure"')
    assert figures == 4
    assert text.count("规划目标（2025年）") == figures
    assert "本项目" not in text
    assert len(layer(pages, "areas")["texts"]) == 21
    assert layer(pages, "circles")["items"]


def test_the_bare_pages_keep_a_bare_address(pages):
    assert pages.open().query == {}
    assert pages.open(INDICATORS).query == {}


def test_an_address_opens_its_view(pages):
    pages.open(INDICATORS, i="gdp", p="2022", l="en")
    assert pages.map["payload"]["title"] == "Gross regional product (2022), Sichuan"
    assert pages.query == {"i": "gdp", "p": "2022", "l": "en"}


def test_choosing_changes_the_view_and_the_address(pages):
    pages.open(INDICATORS)
    first = pages.map["digest"]
    pages.choose("indicators.indicator", "gdp").choose("indicators.period", "2020")
    assert pages.query == {"i": "gdp", "p": "2020"}
    assert "2020" in pages.map["payload"]["title"]
    assert pages.map["digest"] != first
    pages.choose("indicators.form", "share")
    assert pages.query["f"] == "s"


def test_settings_change_the_drawing(pages):
    pages.open(INDICATORS, i="gdp", p="2022")
    assert layer(pages, "circles")["items"]
    assert pages.app.select_slider(key="indicators.k").disabled  # circles have no classes
    pages.app.radio(key="indicators.drawing").set_value("fill").run()
    pages.app.select_slider(key="indicators.k").set_value(3).run()
    assert len(layer(pages, "areas")["colors"]) == 3
    assert pages.query == {"d": "f", "k": "3", "i": "gdp", "p": "2022"}


def test_a_ratio_offers_no_circles(pages):
    assert pages.open(INDICATORS).app.radio(key="indicators.drawing").disabled


def test_without_chengdu_there_are_other_classes(pages):
    pages.open(INDICATORS)
    before = layer(pages, "areas")
    pages.app.toggle(key="indicators.without").set_value(True).run()
    after = layer(pages, "areas")
    assert pages.query["wo"] == "510100"
    assert before["classes"][0] >= 0
    assert after["classes"][0] == -2
    assert [e["label"] for e in before["legend"]["entries"]] != [
        e["label"] for e in after["legend"]["entries"]
    ]
    pages.app.toggle(key="indicators.without").set_value(False).run()
    assert layer(pages, "areas") == before


def test_counties_are_drawn_too(pages):
    pages.open(INDICATORS).choose("indicators.geography", "county")
    assert len(layer(pages, "areas")["texts"]) == 183
    assert len(pages.app.dataframe[0].value) == 183


def test_the_language_switch_turns_the_page(pages):
    pages.open(INDICATORS)
    switch = pages.app.segmented_control(key="frame.lang")
    switch.set_value("en").run()
    assert pages.map["payload"]["lang"] == "en"
    assert pages.query["l"] == "en"


def test_every_indicator_that_is_offered_can_be_shown(pages, catalog):
    pages.open(INDICATORS)
    offered = list(dict.fromkeys(name for name, _, _ in mappable(catalog, "prefecture")))
    assert len(offered) > 30
    for name in offered:
        pages.choose("indicators.indicator", name)
        assert len(pages.app.dataframe[0].value) == 21, name


BAD = {
    "i": "no_such",
    "p": "1066",
    "f": "zz",
    "d": "q",
    "s": "q!",
    "k": "99",
    "b": "1_x",
    "c": "red",
    "ly": "xx",
    "wo": "999999",
    "sel": "zone:none",
    "ext": "500,500,99",
    "g": "village",
}


@EACH
@pytest.mark.parametrize("key", BAD)
def test_a_bad_value_is_told_and_the_page_stands(pages, page, key):
    pages.open(page, **({"i": "gdp", "p": "2022"} | {key: BAD[key]}))
    assert pages.map is not None
    assert any('class="za-say"' in text for text in pages.words)


@EACH
def test_hostile_values_of_an_address_are_shown_as_text(pages, page):
    assert len(PAYLOADS) >= 30
    for name, payload in PAYLOADS.items():
        if not payload.isprintable() and "surrogate" in name:
            continue  # no address can hold half a character
        query = dict.fromkeys(("i", "p", "g", "sel", "ext", "wo", "l"), payload)
        pages.open(page, **query)
        (said,) = [text for text in pages.words if 'class="za-say"' in text]
        inside = re.sub(r"</?(div|strong|ul|li)( (class|role)=\"[a-z-]+\")*>", "", said)
        assert "<" not in inside, name
        assert ">" not in inside, name
        assert PRODUCT not in said, name


def test_an_unknown_language_falls_back(pages):
    assert pages.open(l="fr").map["payload"]["lang"] == "zh"
