"""The comparison page without a browser: sections, choices, addresses, refused data."""

import json
import re

import pytest

from geo.catalog import validate
from geo.locale import translator
from tests.app.conftest import blocks
from tests.hostile import PAYLOADS, PRODUCT, plant

PAGE = "pages/compare.py"
CJK = re.compile(r"[\u3400-\u9fff]")
SECTIONS = ("table", "plot", "trend", "places", "peers", "counties")
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])
EACH = pytest.mark.parametrize("section", SECTIONS)
TAGS = {
    *("style", "div", "p", "span", "strong", "em", "ul", "ol", "li", "table", "caption", "thead"),
    *("tbody", "tr", "th", "td", "sup", "br", "h3", "a", "button"),
}
TEN = "510100.510300.510400.510500.510600.510700.510800.510900.511000.511100"


def text_of(pages):
    return "\n".join(pages.words)


def layer(pages, kind):
    return next(spec for spec in pages.map["payload"]["layers"] if spec["kind"] == kind)


def layer_ids(pages):
    return [spec["id"] for spec in pages.map["payload"]["layers"]]


def buttons(pages):
    """Return the buttons that change what is compared."""
    found = {b.key: b for b in pages.app.button if b.key and b.key.startswith("compare.")}
    found.pop("compare.file.other", None)  # that of files is always there
    return found


def rows_of(pages):
    """Return the cells of the key table by row head, without markup."""
    (body,) = [text for text in pages.words if 'class="za-cmp"' in text]
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", body):
        cells = [re.sub(r"<[^>]*>", " ", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        cells = [" ".join(cell.split()) for cell in cells]
        rows[cells[0]] = cells[1:]
    return rows


@EACH
@BOTH
def test_a_section_runs_in_a_language_and_in_no_other(pages, section, lang):
    pages.open(PAGE, se=section, l=lang)
    assert pages.map["payload"]["lang"] == lang
    assert pages.app.title[0].value == translator(lang)("compare.title")
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    found = [text for text in words if CJK.search(text)]
    assert bool(found) == (lang == "zh"), found[:3]


def test_the_bare_page_keeps_a_bare_address(pages):
    assert pages.open(PAGE).query == {}
    chosen = pages.app.multiselect(key="compare.prefectures").value
    assert chosen == ["510100", "510600", "510700", "511500"]


def test_the_table_says_value_year_rank_share_province_and_median(pages):
    pages.open(PAGE)
    rows = rows_of(pages)
    gdp = rows["GDP 2025年，亿元"]
    assert gdp[0] == "24,763.6 a 官方公布 第1位/20 占36.6%"
    assert gdp[4] == "67,665.0 a 官方公布"
    assert gdp[5].endswith("20个")
    firms = rows["高新技术企业 2023年，家"]
    assert firms[0] == "13,146 a 官方公布 第1位/19"  # no share: the parts exceed the whole
    assert firms[2] == "838 a 官方公布 第2位/19"
    assert firms[4].startswith("约16,800")
    assert len([head for head in rows if "年，" in head]) == 19
    assert "19个市（州）之和16981家" in text_of(pages)


def test_a_gap_is_told_and_is_no_zero(pages):
    rows = rows_of(pages.open(PAGE, pf="513200"))
    assert rows["R&amp;D投入强度 2019年，%"][0] == "未收录"
    assert "0" not in rows["R&amp;D投入强度 2019年，%"][0]


def test_withheld_figures_are_not_on_the_page(pages, catalog):
    held = catalog.prefecture_values
    bad = held[held["status"].isin(["suspect", "unverified"])]
    (zigong,) = bad[(bad["adcode"] == "510300") & (bad["indicator"] == "patent_grants")]["value"]
    pages.unfold("compare.details").open(PAGE, pf="510300", i="patent_grants", p="2020")
    rows = rows_of(pages)
    assert rows["专利授权 2020年，件"][0] == "存疑，未采用"
    assert f"{zigong:,.0f}" not in rows["专利授权 2020年，件"]
    frame = pages.app.dataframe[0].value
    row = frame[(frame["指标"] == "专利授权数")].iloc[0]
    assert str(row["数值"]) in {"nan", "<NA>"}


def test_one_is_a_profile_and_many_stand_below_each_other(pages):
    pages.open(PAGE, pf="510700")
    assert any("绵阳市主要指标" in text for text in pages.words)
    pages.open(PAGE, pf=TEN)
    tables = [text for text in pages.words if 'class="za-cmp"' in text]
    assert "".join(tables).count("<caption>") == 5
    assert "".join(tables).count('<th scope="row">成都</th>') == 5


def test_eleven_are_cut_with_a_message(pages):
    pages.open(PAGE, pf=f"{TEN}.511300")
    assert "最多对比10个市（州），以下未列入：南充。" in text_of(pages)
    assert len(pages.app.multiselect(key="compare.prefectures").value) == 10
    assert pages.query["pf"] == TEN


def test_none_is_told_and_the_map_stands(pages):
    pages.open(PAGE, pf="-")
    assert "请在上方选择1至10个市（州）" in text_of(pages)
    assert pages.map is not None
    assert "chosen" not in layer_ids(pages)
    for section in SECTIONS:
        pages.open(PAGE, pf="-", se=section)
        assert pages.map is not None


def test_the_map_outlines_the_chosen(pages):
    pages.open(PAGE, pf="510700.511500")
    spec = next(spec for spec in pages.map["payload"]["layers"] if spec["id"] == "chosen")
    assert spec["legend"]["entries"][0]["label"] == "粗线框内（2个）"


def test_choosing_goes_into_the_address(pages):
    pages.open(PAGE)
    pages.app.multiselect(key="compare.prefectures").set_value(["510700", "510300"]).run()
    assert pages.query == {"pf": "510300.510700"}
    pages.choose("compare.indicator", "industrial_firms")
    # 2022 has 16 prefectures only
    assert (pages.query["i"], pages.query["p"]) == ("industrial_firms", "2021")
    assert "2021" in pages.map["payload"]["title"]
    pages.choose("compare.second", "budget_expenditure")
    assert pages.query["i2"] == "budget_expenditure"
    assert "财政支出 2023年，亿元" in rows_of(pages)
    pages.app.toggle(key="compare.without").set_value(True).run()
    assert pages.query["wo"] == "510100"
    pages.app.segmented_control(key="compare.section").set_value("trend").run()
    assert pages.query["se"] == "trend"
    assert not pages.app.exception


def test_an_address_opens_what_it_says(pages):
    pages.open(PAGE, pf="510300.512000", i="gdp", p="2022", i2="gazelle_count", wo="510100", l="en")
    again = dict(pages.query)
    pages.open(PAGE, **again)
    assert pages.query == again
    assert pages.app.multiselect(key="compare.prefectures").value == ["510300", "512000"]
    assert pages.app.toggle(key="compare.without").value is True
    assert pages.map["payload"]["title"].startswith("Gross regional product (2022)")
    assert "Gazelle firms 2021, enterprises" in rows_of(pages)


def test_another_address_moves_widgets_that_were_used(pages):
    pages.open(PAGE)
    pages.app.multiselect(key="compare.prefectures").set_value(["510300"]).run()
    pages.open(PAGE, pf="511500", se="peers")
    assert pages.app.multiselect(key="compare.prefectures").value == ["511500"]
    assert pages.app.segmented_control(key="compare.section").value == "peers"


def test_leaving_chengdu_out_keeps_its_value_without_a_rank(pages):
    rows = rows_of(pages.open(PAGE, wo="510100"))
    assert rows["高新技术企业 2023年，家"][0] == "13,146 a 官方公布 按要求剔除"
    assert rows["高新技术企业 2023年，家"][2].endswith("第1位/18")


def test_a_picked_prefecture_can_be_added_and_removed(pages):
    pages.open(PAGE, sel="510300")
    buttons(pages)["compare.add"].click().run()
    assert pages.query["pf"] == "510100.510300.510600.510700.511500"
    assert "510300" in pages.app.multiselect(key="compare.prefectures").value
    buttons(pages)["compare.drop"].click().run()
    assert pages.query == {"sel": "510300"}
    pages.open(PAGE, sel="510700")
    buttons(pages)["compare.only"].click().run()
    assert pages.query["pf"] == "510700"
    assert not buttons(pages)


def test_an_eleventh_cannot_be_added(pages):
    pages.open(PAGE, pf=TEN, sel="511300")
    assert buttons(pages)["compare.add"].disabled


def test_the_plot_scales_by_lowest_and_highest(pages):
    pages.unfold("compare.plot.table").open(PAGE, se="plot")
    assert "最低值（0）与最高值（100）之间" in text_of(pages)
    table = pages.app.dataframe[0].value
    assert table.iloc[:, 4].between(0, 100).all()
    assert len(table) == 19 * 4
    (chart,) = [e for e in blocks(pages.app.main) if e.type == "vega_lite_chart"]
    assert chart.proto


def test_the_trend_tells_why_years_are_not_joined(pages):
    pages.open(PAGE, se="trend", i="gdp")
    said = text_of(pages)
    assert "2019年起与此前年份不连线：2018年为首次公布数" in said
    assert "2025年不与其他年份连线" in said
    pages.open(PAGE, se="trend")  # one year only: another indicator, and said
    assert "只收录2023年一期，暂无走势；下图为“发明专利授权数”" in text_of(pages)
    pages.unfold("compare.trend.table").open(PAGE, se="trend", i="gdp", wo="510100")
    assert "图中未列成都" in text_of(pages)
    assert "成都市" not in set(pages.app.dataframe[0].value.iloc[:, 0])


def test_the_same_lines_with_another_choice_have_its_notes_and_colours(pages):
    def trend(**query):
        pages.open(PAGE, se="trend", i="gdp", **query)
        (chart,) = [e for e in blocks(pages.app.main) if e.type == "vega_lite_chart"]
        return "图中未列成都" in text_of(pages), json.loads(chart.proto.spec)["encoding"]["color"]

    # Mianyang alone is drawn both times, once as the second of two
    left_out, second = trend(pf="510100.510700", wo="510100")
    alone, first = trend(pf="510700")
    assert (left_out, alone) == (True, False)
    assert second["scale"]["domain"] == first["scale"]["domain"] == ["绵阳市"]
    assert second["scale"]["range"] != first["scale"]["range"]


def test_ten_lines_are_told_apart(pages):
    pages.unfold("compare.trend.table").open(PAGE, se="trend", i="gdp", pf=TEN)
    assert len(set(pages.app.dataframe[0].value.iloc[:, 0])) == 10


def test_holdings_say_what_they_leave_out(pages):
    pages.open(PAGE, se="places")
    said = text_of(pages)
    for needed in ("已查明名称22家", "其余4家", "平台清单不全", "另有5项不予表示", "未收录"):
        assert needed in said
    links = [e.proto.query_string for e in blocks(pages.app.main) if e.type == "page_link"]
    assert "pf=510700" in links
    pages.open(PAGE, se="places", l="en")
    links = [e.proto.query_string for e in blocks(pages.app.main) if e.type == "page_link"]
    assert "l=en&pf=510700" in links


def test_peers_name_the_measure_and_who_is_not_measured(pages):
    pages.open(PAGE, se="peers", pf="510700")
    table = pages.app.dataframe[0].value
    assert table.iloc[0, 1] == "德阳市"
    assert len(table) == 17
    said = text_of(pages)
    for needed in ("标准化", "缺数不作估算", "不评价优劣", "阿坝州、甘孜州、凉山州"):
        assert needed in said
    pages.open(PAGE, se="peers", pf="513300")
    assert "共有的可比指标不足5项，不计算相似程度" in text_of(pages)


def test_picking_a_peer_keeps_the_table_it_was_picked_from(pages):
    pages.open(PAGE, se="peers", sel="510700")
    assert "与绵阳市由近及远" in text_of(pages)
    pages.app.query_params["sel"] = "511800"
    pages.app.run()
    assert "与绵阳市由近及远" in text_of(pages)
    assert "compare.add" in buttons(pages)


def test_the_focus_can_be_changed(pages):
    pages.open(PAGE, se="peers")
    pages.app.selectbox(key="compare.focus").set_value("511500").run()
    assert pages.query["sel"] == "511500"
    assert "与宜宾市由近及远" in text_of(pages)


def test_the_counties_of_one_prefecture(pages):
    pages.open(PAGE, se="counties", pf="511000")
    said = text_of(pages)
    assert "5个县（市、区）和1个单列开发区合计3,140,678人，等于该市（州）公布数" in said
    assert "内江经济开发区" in said
    table = pages.app.dataframe[0].value
    assert len(table) == 6
    assert table.iloc[:, 1].sum() == 3_140_678
    assert len(layer(pages, "areas")["texts"]) == 183
    shown = [index for index in layer(pages, "areas")["classes"] if index >= 0]
    assert len(shown) == 5
    lon, lat, zoom = pages.map["payload"]["map"]["extent"]
    assert 104.2 < lon < 105.5
    assert 29.1 < lat < 30.1
    assert zoom > 8


def test_counties_leave_the_figures_of_the_prefectures_as_they_were(pages):
    pages.open(PAGE, i="gdp", p="2022")
    pages.app.segmented_control(key="compare.section").set_value("counties").run()
    assert pages.query["g"] == "c"
    pages.choose("compare.indicator.county", "urban_share_census2020")
    assert pages.query["i"] == "urban_share_census2020"
    pages.app.segmented_control(key="compare.section").set_value("table").run()
    assert pages.query == {"i": "gdp", "p": "2022"}


def test_a_county_of_a_chosen_prefecture_opens_its_prefecture(pages):
    pages.open(PAGE, se="counties", sel="510704")
    assert "绵阳市各县（市、区）" in text_of(pages)


BAD = {
    "pf": "999999",
    "i": "no_such",
    "p": "1066",
    "i2": "nothing",
    "wo": "x",
    "sel": "zone:none",
    "se": "NO!",
    "ext": "500,500,99",
    "g": "village",
}


@pytest.mark.parametrize("key", BAD)
def test_a_bad_value_is_told_and_the_page_stands(pages, key):
    pages.open(PAGE, **({"i": "gdp", "p": "2022"} | {key: BAD[key]}))
    assert pages.map is not None
    assert any('class="za-say"' in text for text in pages.words)


@pytest.mark.parametrize("query", [{"se": "nowhere"}, {"g": "c"}, {"se": "counties", "i": "gdp"}])
def test_what_does_not_go_together_falls_back(pages, query):
    pages.open(PAGE, **query)
    assert pages.map is not None
    assert pages.app.header


@EACH
def test_hostile_data_stay_text(pages, catalog, monkeypatch, section):
    # half characters are refused on loading
    payloads = {name: text for name, text in PAYLOADS.items() if "surrogate" not in name}
    for shift in (0, 17):
        planted = plant(catalog, shift, payloads).catalog
        monkeypatch.setattr("geo.ui.frame.load_catalog", lambda _folder, planted=planted: planted)
        pages.open(PAGE, se=section, pf="510100.511000", sel="510300")
        for element in blocks(pages.app.main):
            if element.type == "html":
                tags = set(re.findall(r"<\s*/?\s*([a-zA-Z]+)", element.proto.body))
                assert tags <= TAGS, tags - TAGS
                assert PRODUCT not in element.proto.body
            own = element.type == "button" and element.key == "compare.add"
            if own or (element.type == "page_link" and "pf=" in element.proto.query_string):
                label = element.proto.label
                assert not re.search(r"(?<!\\)[\[\]<>`*]", label), label


def test_hostile_addresses_stay_text(pages):
    for name, payload in PAYLOADS.items():
        if not payload.isprintable() and "surrogate" in name:
            continue  # no address can hold half a character
        pages.open(PAGE, **dict.fromkeys(("pf", "i2", "se", "sel", "wo"), payload))
        (said,) = [text for text in pages.words if 'class="za-say"' in text]
        inside = re.sub(r"</?(div|strong|ul|li)( (class|role)=\"[a-z-]+\")*>", "", said)
        assert "<" not in inside, name


@BOTH
def test_refused_data_show_the_report_and_nothing_else(
    pages, data_copy, tmp_path, monkeypatch, lang
):
    folder = tmp_path / "overlay"
    folder.mkdir()
    rows = (data_copy / "platforms.csv").read_text(encoding="utf-8").splitlines()
    (folder / "platforms.csv").write_text("\n".join([*rows, rows[1]]) + "\n", "utf-8")
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(folder))
    pages.open(PAGE, l=lang)
    (table,) = pages.app.dataframe
    assert len(table.value) == len(validate(folder, lang)) > 0
    assert pages.map is None
    assert not pages.app.multiselect
