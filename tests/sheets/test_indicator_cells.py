"""Whatever a reader can do to a worksheet of indicators is told with its cell."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.hostile import PAYLOADS
from tests.sheets.conftest import Sheet, errors, only

KEY = ("510300", "hte_count")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (301, 301.0),
        ("301", 301.0),
        (" 1,301 ", 1301.0),
        ("１，３０１", 1301.0),
        ("1301.0", 1301.0),
        (0, 0.0),
    ],
)
def test_numbers_and_numbers_as_text(indicators, written, read):
    result = indicators.set(*KEY, written).read()
    assert [change.new for change in result.changes] == [read]
    assert errors(result) == []


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("=1+1", "公式"),
        ("=SUM(C6:C9)", "公式"),
        ("#N/A", "错误值"),
        (True, "逻辑值"),
        (dt.datetime(2020, 5, 1), "日期"),  # noqa: DTZ001 - as a spreadsheet holds it
        ("约300", "数字"),
        ("—", "数字"),
        ("12,34", "数字"),
        ("1，23", "数字"),
        ("3e2", "数字"),
        ("1.2.3", "数字"),
        ("9" * 30, "数字"),
        ("55%", "数字"),
        ("٣٤", "数字"),
        (12.5, "整数"),
        (-1, "不小于0"),
        (1e15, "不超过"),
    ],
)
def test_what_is_no_count_is_told_at_its_cell(indicators, written, word):
    problem = only(indicators.set(*KEY, written).read())
    assert problem.cell == indicators.address(*KEY)
    assert word in problem.expected


@pytest.mark.parametrize(
    "shown", ["0.00,,", '0!.0,"万家"', '0"000"', ";;;", "[>=1000]0,;0", "0.0%"]
)
def test_a_number_that_is_shown_as_another_is_told_at_its_cell(indicators, shown):
    cell = indicators.set(*KEY, 4_800_000).cell(*KEY)
    cell.number_format = shown
    problem = only(indicators.read())
    assert problem.cell == indicators.address(*KEY)
    assert problem.got == "4800000"
    assert ("格式" in problem.expected) == (shown != "0.0%")  # a sign on a count has its words
    cell.number_format = '#,##0"家"'
    assert [change.new for change in indicators.read().changes] == [4_800_000]


def test_shares(indicators):
    cell = indicators.cell("510300", "secondary_share")
    cell.value, cell.number_format = 0.412, "0.0%"
    (change,) = indicators.read().changes
    assert change.new == 41.2
    cell.value, cell.number_format = "41.3%", "@"
    (change,) = indicators.read().changes
    assert change.new == 41.3
    cell.value = 141.3
    assert "0至100" in only(indicators.read()).expected


def test_growth_and_profit_may_be_negative(indicators):
    indicators.set("510300", "gdp_growth", -1.5).set("510300", "industrial_profit", -3)
    result = indicators.read()
    assert sorted(change.new for change in result.changes) == [-3, -1.5]
    assert errors(result) == []


def test_another_order_of_magnitude_is_doubted_not_refused(indicators):
    held = indicators.cell("510300", "gdp").value
    result = indicators.set("510300", "gdp", held * 10_000).read()
    assert result.ready
    (problem,) = result.problems
    assert (problem.severity, problem.cell) == ("warning", indicators.address("510300", "gdp"))
    assert not indicators.set("510300", "gdp", held * 1.2).read().problems


def test_an_emptied_cell_keeps_the_value_and_is_counted(indicators):
    result = indicators.set(*KEY, None).read()
    assert (result.changes, result.kept) == ((), 1)


def test_a_renamed_column_and_a_changed_unit(indicators):
    tab = indicators.tab()
    column = indicators.column(tab, "gdp")
    tab.cell(5, column).value = "万元"
    problem = only(indicators.read())
    assert problem.cell == f"{tab.title}!{tab.cell(5, column).coordinate}"
    assert "亿元" in problem.expected
    tab.cell(5, column).value = "亿元"
    tab.cell(3, column).value = "工业增加值"
    assert "地区生产总值" in only(indicators.read()).expected


def test_columns_and_rows_may_be_moved_and_deleted(indicators):
    tab = indicators.tab()
    tab.delete_cols(4, 6)
    tab.delete_rows(8)
    tab.insert_rows(1)
    tab.move_range("C4:C30", cols=tab.max_column)
    indicators.set(*KEY, 301)
    result = indicators.read()
    assert errors(result) == []
    assert [change.new for change in result.changes] == [301.0]


def test_unknown_double_and_nameless_columns(indicators):
    tab = indicators.tab()
    last = tab.max_column
    for row, text in ((3, "我的指标"), (4, "my_indicator"), (6, 5)):
        tab.cell(row, last + 1).value = text
    for row, text in ((3, "地区生产总值"), (4, "gdp"), (5, "亿元")):
        tab.cell(row, last + 2).value = text
    tab.cell(7, last + 3).value = 5
    cells = [cell for cell, _ in errors(indicators.read())]
    letters = [tab.cell(4, last + n).coordinate for n in (1, 2, 3)]
    assert cells == [f"{tab.title}!{letter}" for letter in letters]


def test_places(indicators):
    tab = indicators.tab()
    tab["A8"].value = "519900"  # no such prefecture
    tab["B9"].value = "绵阳市"  # the name of another code
    tab["A11"].value, tab["B11"].value = "510300", "自贡"  # a second time, by its short name
    tab["D40"].value = 7  # figures without a place
    found = dict(errors(indicators.read()))
    assert set(found) == {f"指标2023!{cell}" for cell in ("A8", "B9", "A11", "A40")}
    assert "泸州市" in found["指标2023!B9"]
    assert "第7行" in found["指标2023!A11"]


def test_a_note_below_the_table_is_no_row(indicators):
    indicators.tab()["A30"].value = "注：数据为快报数"
    indicators.set(*KEY, 301)
    assert indicators.read().ready


def test_the_year_belongs_to_the_worksheet(indicators):
    indicators.tab()["B2"].value = "2024"
    problem = only(indicators.read())
    assert (problem.cell, problem.got) == ("指标2023!B2", "2024")
    indicators.tab()["B2"].value = "去年"
    assert "四位年份" in only(indicators.read()).expected


def test_a_copied_worksheet_is_refused(indicators):
    copy = indicators.book.copy_worksheet(indicators.tab())
    assert "2023" in copy.title
    assert only(indicators.read()).cell == f"{copy.title}!B2"


def test_a_year_to_come_has_no_figures(indicators):
    tab = indicators.tab()
    tab.title, tab["B2"].value = "指标2031", "2031"
    assert "不晚于今年" in only(indicators.read()).expected


def test_all_problems_are_told_at_once_in_the_language_asked(shipped):
    sheet = Sheet("indicators", shipped, "en")
    sheet.set("510300", "gdp", "many").set("510400", "gdp", -4).set("510500", "hte_count", 0.5)
    result = sheet.read()
    cells = {p.cell for p in result.problems}
    assert {sheet.address(code, name) for code, name in _THREE} <= cells
    text = " ".join(p.expected + p.advice for p in result.problems)
    assert text.isascii() or "“" in text
    assert not any("\u4e00" <= ch <= "\u9fff" for ch in text)


_THREE = (("510300", "gdp"), ("510400", "gdp"), ("510500", "hte_count"))


@pytest.mark.parametrize("key", ["title", "publisher", "date", "status"])
def test_changes_need_their_source(indicators, key):
    indicators.source(**{key: None}).set(*KEY, 301)
    problem = only(indicators.read())
    assert problem.cell.startswith("来源!C")


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("date", "2031-01-01", "今天"),
        ("date", "2021-02-29", "真实日期"),
        ("date", "昨天", "真实日期"),
        ("date", 45000, "真实日期"),
        ("status", "存疑", "状态"),
        ("status", "测算", "状态"),
        ("url", "javascript:alert(1)", "http"),
        ("title", "长" * 201, "200"),
        ("title", "a\u009bb", "控制字符"),
        ("title", "=1+1", "公式"),
    ],
)
def test_the_source_block_is_checked(indicators, key, value, word):
    problem = only(indicators.source(**{key: value}).set(*KEY, 301).read())
    assert word in problem.expected
    assert problem.cell.startswith("来源!C")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024", "2024"),
        (2024, "2024"),
        ("2024-3", "2024-03"),
        ("2024年3月15日", "2024-03-15"),
        ("2024/3/15", "2024-03-15"),
        ("20240315", "2024-03-15"),
        ("２０２４．３", "2024-03"),
        (dt.datetime(2024, 3, 15), "2024-03-15"),  # noqa: DTZ001
    ],
)
def test_dates(indicators, written, read):
    result = indicators.source(date=written).set(*KEY, 301).read()
    assert result.document is not None
    assert result.document.date == read


def test_without_the_source_worksheet(indicators):
    del indicators.book["来源"]
    assert "来源" in only(indicators.set(*KEY, 301).read()).expected


@pytest.mark.parametrize("name", sorted(set(PAYLOADS) - {"surrogate_high", "surrogate_low"}))
def test_hostile_text_in_a_number_cell_is_told_as_text(indicators, name):
    text = PAYLOADS[name]
    cell = indicators.cell(*KEY)
    cell.value = text
    cell.data_type = "s"
    result = indicators.read()
    if not text.strip():
        return
    problem = only(result)
    assert problem.cell == indicators.address(*KEY)
    assert len(problem.got) <= 120
    assert "\n" not in problem.got
