"""Data and method: every section in both languages, counted from the data, safe and honest."""

import re
from dataclasses import replace

import pytest

from geo.locale import translator
from geo.ui.method import SECTIONS
from tests.app.conftest import blocks
from tests.hostile import PAYLOADS

METHOD = "pages/method.py"
CJK = re.compile(r"[\u3400-\u9fff]")
EACH = pytest.mark.parametrize("section", SECTIONS)


def codes(pages):
    return [element.value for element in blocks(pages.app.main) if element.type == "code"]


def told(pages):
    return "\n".join(pages.words)


@EACH
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_section_runs_in_a_language_and_in_no_other(pages, section, lang):
    t = translator(lang)
    pages.open(METHOD, l=lang, se=section)
    assert pages.app.title[0].value == t("method.title")
    assert t(f"method.section_{section}") in [header.value for header in pages.app.header]
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    # an English note quotes a heading of the yearbook
    texts = [text.replace("普通、职业高等学校", "") for text in (*words, *codes(pages))]
    assert any(CJK.search(text) for text in texts) == (lang == "zh")
    assert "本项目" not in told(pages)


def test_the_bare_page_opens_on_the_sources_and_keeps_a_bare_address(pages, catalog):
    pages.open(METHOD)
    assert pages.query == {}
    (table,) = pages.app.dataframe
    assert len(table.value) == len(catalog.sources)
    assert "共372个来源" in told(pages)


def test_the_search_narrows_the_sources_and_stands_in_the_address(pages):
    pages.open(METHOD)
    pages.app.text_input(key="method.search").set_value("城市统计年鉴 2024").run()
    assert pages.query == {"ho": "城市统计年鉴 2024"}
    (table,) = pages.app.dataframe
    assert "C-CCSY2024" in table.value["编号"].tolist()
    assert all("2024" in " ".join(map(str, row)) for row in table.value.to_numpy())
    pages.open(METHOD, ho="城市统计年鉴 2024")
    assert pages.app.text_input(key="method.search").value == "城市统计年鉴 2024"


def test_a_search_without_result_says_so(pages):
    pages.open(METHOD, ho="没有这样的来源")
    assert not pages.app.dataframe
    assert "没有符合的来源。" in told(pages)


def test_choosing_a_section_changes_the_address(pages):
    pages.open(METHOD)
    pages.app.segmented_control(key="method.section").set_value("limits").run()
    assert pages.query == {"se": "limits"}
    pages.app.segmented_control(key="method.section").set_value("sources").run()
    assert pages.query == {}


def test_a_cell_of_the_matrix_holds_how_many_places_have_a_value(pages):
    pages.open(METHOD, se="coverage")
    (table,) = pages.app.dataframe
    row = table.value[table.value["指标"] == "高新技术企业数"].iloc[0]
    assert (row["2023"], row["2022"]) == (19, 5)
    pages.app.segmented_control(key="method.geography").set_value("county").run()
    assert pages.query == {"se": "coverage", "g": "c"}
    assert pages.app.dataframe[0].value["2020"].tolist() == [183, 183, 183]


def test_the_known_conflicts_are_all_there(pages):
    pages.open(METHOD, se="conflicts")
    text = told(pages)
    for needed in (
        "16,981",
        "约16,800",
        "口径存疑，疑为2020年当年数",
        "25,472.17亿元",
        "13,061.54亿元",
        "128个之说",
        "攀枝花7401或7414",
        "绵阳高新技术产业开发区",
        "12,000",
        "16,000",
    ):
        assert needed in text, needed
    # second figures from memory give their reason and no number: Zigong's GDP of 2020
    assert "1,458.44" not in text
    assert "1458.44" not in text
    assert text.count("待核实，不列数") == 67


def test_the_limits_follow_the_data(pages, catalog):
    text = told(pages.open(METHOD, se="limits"))
    for needed in (
        "2020年底公布26家，已查明名称22家，另4家待主管部门提供名单",
        "11项指标中，收录2025年实际数的有0项",
        "阿坝州、甘孜州、凉山州",
        "未与2022年10月17日印发稿核对",
        "最近一次公布为27家（2022年4月）",
    ):
        assert needed in text, needed


def test_the_method_is_told_with_its_parameters(pages):
    text = told(pages.open(METHOD, se="geodesy"))
    for needed in (
        "EPSG:4490",
        "北纬27°、33°",
        "北纬30°、东经104.5°",
        "GRS80",
        "A(Cᵢ ∩ R) / A(Cᵢ)",
    ):
        assert needed in text, needed


def test_the_atlas_can_be_cited(pages, catalog):
    pages.open(METHOD, se="citation")
    atlas, plan, credit = codes(pages)
    assert catalog.digest[:8] in atlas
    assert "[CP]" in atlas
    assert "征求意见稿，2022年4月" in plan
    assert "未与2022年10月17日印发稿核对" in plan
    assert "GS（2024）0650号" in credit


@pytest.mark.parametrize("query", [{"se": "no_such"}, {"se": "<b>"}, {"g": "village"}, {"k": "99"}])
def test_a_bad_address_falls_back(pages, query):
    pages.open(METHOD, **query)
    assert pages.app.dataframe


def test_a_hostile_search_is_text(pages):
    for payload in (PAYLOADS["image"], PAYLOADS["script"], PAYLOADS["template"]):
        pages.open(METHOD, ho=payload[:60])
        assert payload not in told(pages).replace(
            pages.app.text_input(key="method.search").value, ""
        )


@pytest.mark.parametrize(
    ("typed", "held"), [("-", None), (" - ", None), ("统计\u200b局", "统计局"), ("a\u00a0b", "ab")]
)
def test_what_no_address_can_hold_is_no_error(pages, typed, held):
    pages.open(METHOD)
    pages.app.text_input(key="method.search").set_value(typed).run()
    assert not pages.app.exception
    assert pages.query.get("ho") == held


def test_hostile_data_are_shown_as_text(catalog):
    from geo.ui.method.conflicts import tell_conflicts  # noqa: PLC0415

    bad = PAYLOADS["image"]
    alternates = catalog.alternates.assign(reason_zh=bad)
    notes = catalog.series_notes.assign(note_zh=bad)
    zones = catalog.zones.assign(remark_zh="存疑" + bad, name_zh=bad)
    hostile = replace(
        catalog, alternates=alternates, series_notes=notes, zones=zones, digest="hostile"
    )
    markup = "".join(text for _, text in tell_conflicts(hostile, translator("zh")))
    assert "<img" not in markup
    assert "&lt;img" in markup


def test_refused_data_leave_the_report_alone(pages, monkeypatch, tmp_path):
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path / "nowhere"))
    pages.open(METHOD)
    assert not pages.app.get("download_button")
    assert len(pages.app.dataframe[0].value) == 1
