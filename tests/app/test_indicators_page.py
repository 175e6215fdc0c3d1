"""The indicators page: sums by economic zone, the picked row, the trend, all in the address."""

import re

import pytest

from tests.app.conftest import INDICATORS, blocks

CJK = re.compile(r"[\u3400-\u9fff]")


def told(pages):
    return "\n".join(pages.words)


def test_the_sections_change_the_table_and_the_address(pages):
    pages.open(INDICATORS, i="hte_count", p="2023")
    assert "按经济区合计" not in told(pages)
    first = pages.map["digest"]
    pages.app.segmented_control(key="indicators.section").set_value("zones").run()
    assert pages.query == {"i": "hte_count", "p": "2023", "se": "zones"}
    assert "各市（州）合计16,981家，全省数（测算）约16,800家，合计多181家。" in told(pages)
    assert pages.map["digest"] == first  # another table is no other map
    pages.app.segmented_control(key="indicators.section").set_value("ranking").run()
    assert "se" not in pages.query


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sums_stand_in_one_language(pages, lang):
    pages.open(INDICATORS, i="hte_count", p="2023", se="zones", l=lang)
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words) == (lang == "zh")
    assert "15,195" in told(pages)
    assert "77.4" in told(pages)


def test_what_cannot_be_added_says_so(pages):
    pages.open(INDICATORS, i="gdp_growth", p="2023", se="zones")
    assert "不能相加" in told(pages)
    pages.open(INDICATORS, g="c", i="population_census2020", p="2020", se="zones")
    assert "不能相加" in told(pages)


def test_a_bad_section_opens_the_ranking(pages):
    pages.open(INDICATORS, se="no_such")
    assert pages.app.segmented_control(key="indicators.section").value == "ranking"
    assert len(pages.app.dataframe[0].value) == 21


def test_the_row_of_what_is_picked_is_marked(pages):
    pages.open(INDICATORS, sel="510700")
    state = pages.app.session_state["indicators.table"]
    order = pages.app.dataframe[0].value["市（州）"].tolist()
    assert [order[row] for row in state["selection"]["rows"]] == ["绵阳"]


def test_the_trend_is_in_the_address_and_does_not_filter_the_map(pages):
    pages.open(INDICATORS, i="gdp", p="2022")
    first = pages.map["digest"]
    pages.choose("indicators.trend.indicator", "patent_grants")
    assert pages.query["i2"] == "patent_grants"
    (places,) = pages.app.multiselect
    places.set_value(["510300", "510400"]).run()
    assert pages.query["pf"].replace(".", ",") == "510300,510400"
    assert pages.map["digest"] == first
    pages.open(INDICATORS, **pages.query)
    (places,) = pages.app.multiselect
    assert places.value == ["510300", "510400"]
    (chosen,) = [b for b in pages.app.selectbox if b.key.startswith("indicators.trend.indicator")]
    assert chosen.value == "patent_grants"


def test_a_broken_line_is_explained_below_the_chart(pages):
    pages.open(INDICATORS, i="gdp", p="2022")
    text = told(pages)
    assert "2019年：2018年为首次公布数" in text  # break_before
    assert "2025年：20个市（州）" in text  # not_comparable
    assert "相差1.0亿元，系年鉴取整" not in text  # a footnote cuts no line


def test_whole_numbers_gain_no_decimal(pages):
    pages.open(INDICATORS, i="gdp", p="2022", l="en")
    assert "%,.0f" in pages.app.dataframe[0].proto.columns
    assert "%,.1f" not in pages.app.dataframe[0].proto.columns
    pages.open(INDICATORS, i="gdp", p="2020", l="en")
    assert "%,.1f" in pages.app.dataframe[0].proto.columns


def test_the_year_to_start_with_has_18_of_21(pages):
    pages.open(INDICATORS)
    # 2022 has 16 cities, 2021 has 18
    pages.choose("indicators.indicator", "industrial_firms")
    assert pages.query["p"] == "2021"
    assert "2021" in pages.map["payload"]["title"]


def test_map_and_table_can_be_cited(pages):
    pages.open(INDICATORS, i="hte_count", p="2023")
    assert not [e for e in blocks(pages.app.main) if e.type == "code"]  # written when asked for
    for key in ("indicators.cite_table", "indicators.cite_map", "indicators.trend.cite"):
        pages.app.session_state[key] = True
    pages.app.run()
    codes = [element.value for element in blocks(pages.app.main) if element.type == "code"]
    works = [text for text in codes if "//四川高新图谱" in text]
    assert [re.search(r"\[(\w+)\]//", text)[1] for text in works] == ["DS", "CM", "Z"]
    assert "审图号：GS（2024）0650号" in works[1]
    assert any("[1] 国家统计局城市社会经济调查司. 中国城市统计年鉴—2024" in text for text in codes)
