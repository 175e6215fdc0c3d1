"""The page of the zones' figures: both languages, empty topics, two years, bad addresses."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from geo.locale import translator
from tests.app.conftest import blocks
from tests.hostile import PAYLOADS, PRODUCT, plant

MONITORING = "pages/monitoring.py"
CJK = re.compile(r"[\u3400-\u9fff]")
OURS = re.compile(r"</?[a-z][a-z0-9]*( [a-z-]+=\"[^\"<>]*\")*>")
HEAD = "zone_id,indicator,value,qualifier,unit,period,source_id,status,note_zh,note_en"


def text_of(pages):
    return re.sub(r"<[^>]*>", " ", "\n".join(pages.words))


def zones_of(pages):
    """Return the table of zones, by short name."""
    frames = [f.value for f in pages.app.dataframe if "高新区" in f.value]
    return frames[0].set_index("高新区") if frames else None


@pytest.fixture
def two_years(tmp_path, monkeypatch):
    """Give two years of four zones as a user would, one of them a bound, one unverified."""
    rows = [
        "chengdu,revenue,10000,eq,亿元,2022,Z-S01,official,,",
        "mianyang,revenue,2000,eq,亿元,2022,Z-S01,official,,",
        "luzhou,revenue,1000,eq,亿元,2022,Z-S01,official,,",
        "deyang,revenue,1500,eq,亿元,2022,Z-S01,official,,",
        "chengdu,revenue,11000,eq,亿元,2023,Z-S01,official,,",
        "mianyang,revenue,1400,eq,亿元,2023,Z-S01,official,增长1%,up 1%",
        "luzhou,revenue,1600,eq,亿元,2023,Z-S01,official,,",
        "deyang,revenue,1500,ge,亿元,2023,Z-S01,official,,",
        "zigong,revenue,4321,eq,亿元,2023,Z-S01,unverified,,",
        "national-8,revenue,20000,eq,亿元,2023,Z-S01,official,,",
    ]
    (tmp_path / "zone_indicators.csv").write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_runs_in_a_language_and_in_no_other(pages, lang):
    pages.open(MONITORING, l=lang)
    assert pages.app.title[0].value == translator(lang)("monitoring.title")
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words) == (lang == "zh")
    frames = [f.value for f in pages.app.dataframe]
    assert len(frames[0]) == 24
    assert any(frames[0].map(lambda x: bool(CJK.search(str(x)))).any()) == (lang == "zh")


def test_a_bare_page_keeps_a_bare_address(pages):
    assert pages.open(MONITORING).query == {}
    assert pages.map is not None


def test_gaps_are_named_and_never_zero(pages):
    table = zones_of(pages.open(MONITORING))
    assert table["数据状态"].value_counts()["未收录"] == 19  # five of 24 have 2021
    value = table["数值（亿元）"]
    assert value.notna().sum() == 5
    assert (value.dropna() > 0).all()
    assert value["成都高新区"] == 10600
    assert table["原表述"]["金牛高新区"] == "超过"
    assert pd.isna(table["位次"]["金牛高新区"])


def test_groups_stand_apart_with_their_remark(pages):
    pages.open(MONITORING, zp="2020")
    text = text_of(pages)
    assert "汇总数（不与高新区一并排位）" in text
    assert "口径存疑，疑为2020年当年数" in text
    assert zones_of(pages)["数值（亿元）"].isna().all()


def test_changes_and_places(pages, two_years):
    table = zones_of(pages.open(MONITORING))
    change = table["比上年同期（%）"]
    assert change.dropna().round(6).to_dict() == {
        "成都高新区": 10,  # 11000 / 10000
        "绵阳高新区": -30,  # 1400 / 2000
        "泸州高新区": 60,  # 1600 / 1000
    }
    assert table["可比性"]["德阳高新区"] == "不可比：本期为下限或约数"
    assert table["可比性"]["乐山高新区"] == table["可比性"]["成都高新区"] == ""
    # of Chengdu, Mianyang, Luzhou: 1 2 3 a year before, 1 3 2 now
    places = table["位次变化"]
    assert (places["成都高新区"], places["绵阳高新区"], places["泸州高新区"]) == (
        "不变",
        "降1位",
        "升1位",
    )
    assert table["位次"].dropna().to_dict() == {"成都高新区": 1, "绵阳高新区": 3, "泸州高新区": 2}
    assert table["备注"]["绵阳高新区"] == "增长1%"
    assert "位次变化按两年均有确数的3家计算" in text_of(pages)


def test_an_unverified_value_stands_apart(pages, two_years):
    table = zones_of(pages.open(MONITORING))
    assert table["数据状态"]["自贡高新区"] == "待核实"
    assert table[["位次", "来源"]].loc["自贡高新区"].fillna("").tolist() == ["", ""]
    assert 4321 not in table["数值（亿元）"].to_list()
    (apart,) = [words for words in pages.words if 'class="za-monitor-apart"' in words]
    assert "4,321亿元" in apart
    assert "待核实" in apart
    assert "4321" not in str(pages.map)


def test_a_topic_that_nobody_reports_looks_meant(pages):
    pages.open(MONITORING)
    pages.app.segmented_control(key="monitoring.topic").set_value("rd").run()
    assert not pages.app.exception
    assert pages.query["se"] == "rd"
    assert "研发：各高新区均未收录" in text_of(pages)
    assert zones_of(pages) is None
    assert pages.map is not None
    address = pages.query
    pages.open(MONITORING, **address)
    assert pages.app.segmented_control(key="monitoring.topic").value == "rd"
    assert pages.query == address


def test_choosing_is_in_the_address_and_comes_back(pages):
    pages.open(MONITORING)
    pages.app.segmented_control(key="monitoring.topic").set_value("output").run()
    pages.choose("monitoring.basis", "industrial_output_above_scale")
    pages.choose("monitoring.period", "2021M1-7")
    address = {"zi": "industrial_output_above_scale", "zp": "2021M1-7"}
    assert pages.query == address
    assert zones_of(pages)["数值（亿元）"].dropna().to_dict() == {"宜宾高新区": 304}
    pages.open(MONITORING, **address)
    assert pages.query == address
    assert pages.app.selectbox(key="monitoring.basis.output").value == address["zi"]


def test_every_basis_and_period_can_be_shown(pages):
    pages.open(MONITORING)
    seen = 0
    for topic in ("revenue", "output", "investment", "tax", "hte"):
        pages.app.segmented_control(key="monitoring.topic").set_value(topic).run()
        for basis in pages.app.selectbox(key=f"monitoring.basis.{topic}").options:
            seen += bool(basis)
        names = [b for b in pages.app.selectbox if b.key.startswith("monitoring.period")]
        assert len(names) == 1
        assert not pages.app.exception
    assert seen == 12


def test_the_grid_says_what_is_held(pages):
    pages.open(MONITORING)
    (grid,) = [words for words in pages.words if "za-monitor-grid" in words]
    assert grid.count('<th scope="row">') == 24
    assert "已识别的24家高新区中，14家至少有一项运行数据" in text_of(pages)
    assert "产值（待核实）" in grid  # Mianyang 2015
    assert "空格为未收录，不是零" in text_of(pages)


def test_a_zone_that_is_picked_is_marked(pages):
    pages.open(MONITORING, sel="zone:luzhou")
    assert pages.map["selection"] == "zone:luzhou"
    assert pages.query == {"sel": "zone:luzhou"}


@pytest.mark.parametrize(
    "bad",
    [
        {"zi": "no_such"},
        {"zi": "gdp"},  # held, but not monitored here
        {"zi": "rd_expenditure"},
        {"zi": "<b>"},
        {"zp": "1066"},
        {"zp": "2099"},
        {"zi": "revenue", "zp": "2012"},
        {"se": "nowhere"},
        {"sel": "zone:none"},
        {"ext": "500,500,99"},
    ],
)
def test_a_bad_address_leaves_the_page_standing(pages, bad):
    pages.open(MONITORING, **bad)
    assert zones_of(pages) is not None
    assert pages.map is not None


def test_data_with_errors_are_refused(pages, tmp_path, monkeypatch):
    row = "chengdu,revenue,<b>many</b>,eq,亿元,2022,Z-S01,official,,"
    (tmp_path / "zone_indicators.csv").write_text(f"{HEAD}\n{row}\n", "utf-8")
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path))
    pages.open(MONITORING)
    (table,) = pages.app.dataframe
    assert len(table.value) >= 1
    assert pages.map is None


def test_without_any_figure_the_page_stands(pages, catalog, monkeypatch):
    empty = replace(catalog, zone_values=catalog.zone_values.iloc[:0], digest="no-zone-figures")
    monkeypatch.setattr("geo.ui.frame.load_catalog", lambda _overlay: empty)
    pages.open(MONITORING)
    assert "营业收入：各高新区均未收录" in text_of(pages)
    assert "24家高新区中，0家" in text_of(pages)


# no data file can bring half a character: the schema refuses it
BODIES = {name: text for name, text in PAYLOADS.items() if not name.startswith("surrogate")}


def hostile(catalog, shift):
    planted = plant(catalog, shift, BODIES).catalog
    bodies = list(BODIES.values())

    def fill(frame, *columns):
        frame = frame.copy()
        for n, column in enumerate(columns):
            texts = [bodies[(i + n + shift) % len(bodies)] for i in range(len(frame))]
            frame[column] = pd.Series(texts, index=frame.index, dtype=object)
        return frame

    return replace(
        planted,
        zone_values=fill(planted.zone_values, "note_zh", "note_en"),
        zone_groups=fill(planted.zone_groups, "name_zh", "name_en", "note_zh", "note_en"),
    )


@pytest.mark.parametrize("query", [{}, {"zp": "2020"}, {"zi": "industrial_output", "zp": "2015"}])
@pytest.mark.parametrize("shift", [0, 17])
def test_hostile_data_stay_text(pages, catalog, monkeypatch, shift, query):
    own = hostile(catalog, shift)
    monkeypatch.setattr("geo.ui.frame.load_catalog", lambda _overlay: own)
    pages.open(MONITORING, **query)
    for element in blocks(pages.app.main):
        if element.type != "html" or element.proto.body.startswith("<style>"):
            continue
        left = OURS.sub("", element.proto.body)
        assert "<" not in left
        assert PRODUCT not in left
