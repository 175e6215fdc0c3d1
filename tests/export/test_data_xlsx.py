"""The workbook of a View, opened again and held to the catalogue."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from geo.export.data.content import gather
from geo.indicators import select
from geo.presets import PRESETS
from geo.types import SHOWN_STATUSES
from geo.view import View
from tests.export.data_files import ALL, read_xlsx, render, rows_of


def read(view, catalog, sheet):
    body = render(view, catalog, "xlsx")
    return pd.read_excel(io.BytesIO(body), sheet_name=sheet, dtype={"行政区划代码": str})


@pytest.mark.parametrize(
    ("indicator", "period"), [("gdp", "2023"), ("hte_count", "2023"), ("hte_per_10k_pop", "2023")]
)
def test_values_are_those_of_the_catalogue(catalog, indicator, period):
    frame = read(View(indicator=indicator, period=period), catalog, "市（州）")
    values = catalog.prefecture_values
    rows = values[(values["indicator"] == indicator) & (values["period"] == period)]
    held = {row.adcode: row for row in rows.itertuples() if row.status in SHOWN_STATUSES}
    assert len(held) > 10
    label = catalog.indicators["label_zh"][indicator]
    unit = catalog.indicators["unit"][indicator]
    assert len(frame) == 21
    words = {"official": "官方公布", "reported": "媒体报道", "derived": "测算"}
    qualifiers = {"ge": "超过", "approx": "约"}
    for row in frame.to_dict("records"):
        code = row["行政区划代码"]
        assert row["名称"] == catalog.prefectures["name_zh"][code]
        assert row["英文名称"] == catalog.prefectures["name_en"][code]
        value = row[f"{label}（{unit}）"]
        if code not in held:
            assert pd.isna(value)
            assert pd.isna(row["数据状态"])
            assert row["有无数据"] in {"未收录", "存疑，未采用", "待核实，未采用"}
            continue
        assert value == held[code].value
        assert row["数据状态"] == words[held[code].status]
        assert row["年份"] == f"{period}年"
        assert row["有无数据"] == "有数据"
        note = held[code].note_zh
        assert row["备注"] == note if note else pd.isna(row["备注"])
        word = qualifiers.get(held[code].qualifier)
        assert row["数值说明"] == word if word else pd.isna(row["数值说明"])


def test_a_form_has_its_own_unit_and_stays_a_number(catalog):
    view = View(indicator="gdp", period="2023", form="per_km2", geography="prefecture")
    frame = read(view, catalog, "市（州）")
    selection = select(catalog, "gdp", "2023", form="per_km2")
    head = next(name for name in frame if "万元/平方公里" in name)
    assert frame[head].tolist() == pytest.approx(selection.frame["value"].tolist(), nan_ok=True)
    assert set(frame["数据状态"].dropna()) == {"测算"}


def test_counties_have_their_prefecture_and_the_census(catalog):
    frame = read(PRESETS["catchments"], catalog, "县（市、区）")
    counties = catalog.counties[catalog.counties["kind"] == "county"]
    assert frame["行政区划代码"].tolist() == sorted(counties.index)
    assert frame["2020年普查人口（人）"].tolist() == counties["population"].sort_index().tolist()
    owners = counties["prefecture_code"].map(catalog.prefectures["name_zh"]).sort_index()
    assert frame["市（州）"].tolist() == owners.tolist()


def test_the_zones_are_those_of_the_catalogue(catalog):
    frame = read(PRESETS["zones"], catalog, "高新区").set_index("编号")
    zones = catalog.zones
    for zone in frame.index:
        assert frame["名称"][zone] == zones["name_zh"][zone]
        level = {"national": "国家高新区", "provincial": "省级高新区"}[zones["level"][zone]]
        assert frame["级别"][zone] == level
        date = zones["recognised"][zone]
        assert str(frame["省级认定"][zone]).removesuffix(".0") == date if date else True
        marked = frame["标识"][zone] == "规划支持创建国家高新区"
        assert marked == bool(zones["plan_upgrade"][zone])


def test_the_first_sheet_says_what_the_file_is(catalog):
    sheet = read_xlsx(render(PRESETS["overview"], catalog, "xlsx")).worksheets[0]
    assert sheet.title == "说明"
    assert sheet["A1"].value == "四川省高新技术企业数（2023年）"
    lines = {}
    item = None
    for first, text in sheet.iter_rows(min_row=3, max_col=2, values_only=True):
        item = first or item
        lines.setdefault(item, []).append(text)
    assert lines["版式"] == ["工作稿"]
    assert lines["数据时期"] == ["2023年"]
    assert lines["数据表"][0] == "市（州）：高新技术企业数（2023年），21行；有数据19；未收录2"
    assert lines["底图"] == [
        "边界数据来源：天地图（审图号：GS（2024）0650号），已简化并叠加专题内容",
        "本图未经地图审核，仅供内部研究，公开使用前须依法送审",
    ]
    assert any("2020年底公布的26家中已查明22家" in text for text in lines["说明"])
    assert lines["资料来源"][0].startswith("资料来源：国家统计局")
    assert lines["资料来源"][-1] == "高新区、平台点位据公开资料整理，误差见“点位误差”一列"


def test_the_last_sheet_lists_the_sources_that_rows_name(catalog):
    book = read_xlsx(render(PRESETS["overview"], catalog, "xlsx"))
    assert book.sheetnames[-1] == "来源"
    sources = {row["序号"]: row for row in rows_of(book["来源"])}
    assert list(sources) == list(range(1, len(sources) + 1))
    for row in sources.values():
        held = catalog.sources.loc[row["来源编号"]]
        if held["document"] != "plan-2022-draft":
            assert row["题名"] == held["title_zh"]
        assert row["发布单位"] == held["publisher_zh"]
        assert row["日期"] == (held["date"] or "日期未注明")
        assert row["网址"] == held["url"]
    for sheet in ("市（州）", "高新区"):
        for row in rows_of(book[sheet]):
            if row["来源序号"] is None:
                assert row["来源编号"] is None
                continue
            numbers = row["来源序号"].strip("[]").split(", ")
            ids = [sources[int(number)]["来源编号"] for number in numbers]
            assert ids == row["来源编号"].split(";")


def test_every_sheet_has_a_frozen_head_a_filter_and_widths(catalog):
    book = read_xlsx(render(ALL["drive"], catalog, "xlsx"))
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref.startswith("A1:")
        heads = [cell.value for cell in sheet[1]]
        assert all(heads)
        assert len(set(heads)) == len(heads)
        for cell in sheet[1]:
            assert cell.font.bold
            assert 8 <= sheet.column_dimensions[cell.column_letter].width <= 60
        assert sheet.print_title_rows == "$1:$1"


def test_numbers_have_formats_and_bounds_say_so(catalog):
    book = read_xlsx(render(PRESETS["monitoring"], catalog, "xlsx"))
    sheet = book["高新区指标"]
    heads = [cell.value for cell in sheet[1]]
    at = heads.index("高新区营业收入（亿元）")
    values = catalog.zone_values
    exact = values[(values["indicator"] == "revenue") & (values["period"] == "2021")]
    told = exact[exact["status"].isin(SHOWN_STATUSES)].set_index("zone_id")
    seen = set()
    for row in sheet.iter_rows(min_row=2):
        zone, cell = row[0].value, row[at]
        if cell.value is None:
            continue
        seen.add(zone)
        assert cell.value == told["value"][zone]
        word = {"ge": "超过", "approx": "约"}.get(told["qualifier"][zone])
        assert (word in cell.number_format) if word else cell.number_format == "General"
    assert seen == set(told.index)
    areas = read_xlsx(render(PRESETS["indicators"], catalog, "xlsx"))["市（州）"]
    head = [cell.value for cell in areas[1]]
    value = areas.cell(2, head.index("每万人高新技术企业数（家/万人）") + 1)
    assert value.number_format == "#,##0.00"
    assert areas["A2"].number_format == "@"


def test_no_cell_is_a_formula_and_every_text_cell_is_text(catalog):
    for name in ("overview", "drive", "states"):
        for sheet in read_xlsx(render(ALL[name], catalog, "xlsx")).worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type in ({"s", "n"})


def test_the_states_are_those_of_the_verdicts(catalog):
    content = gather(ALL["states"], catalog, confirmed_states=True)
    frame = rows_of(read_xlsx(render(ALL["states"], catalog, "xlsx"))["对照结果"])
    assert len(frame) == len(content.tables[0].rows) == 24
    held = [row for row in frame if row["数值（文字）"] is not None]
    assert held
    for row in frame:
        if row["有无数据"] != "有数据":
            assert row["数值（文字）"] is None
            assert row["差额占门槛（%）"] is None


def test_the_file_opens_in_english(catalog):
    book = read_xlsx(render(replace(PRESETS["overview"], lang="en"), catalog, "xlsx"))
    assert book.sheetnames[0] == "About"
    assert book.sheetnames[-1] == "Sources"
    assert book.properties.language == "en"
    head = [cell.value for cell in book["Prefectures"][1]]
    assert "Code" in head
    assert any("(enterprises)" in one for one in head)


def test_nothing_tells_when_it_was_written(catalog):
    book = openpyxl.load_workbook(io.BytesIO(render(PRESETS["zones"], catalog, "xlsx")))
    assert str(book.properties.created) == str(book.properties.modified) == "2026-11-22 00:00:00"
