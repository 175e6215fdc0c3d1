"""A zone's own figures from a file: what is understood, and everything that is refused."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from geo.eligibility.evaluate import judge
from geo.eligibility.figures import FACTOR_OF
from geo.eligibility.model import UNITS, RuleSet
from geo.eligibility.own import (
    COLUMNS,
    LONGEST_TEXT,
    _factors,
    ask_metrics,
    list_metrics,
    list_units,
    read_figure_rows,
    read_figures,
    say_column,
    say_documents,
)
from geo.eligibility.rules import load_rules
from geo.eligibility.work import MOST_FIGURES, OwnFigure
from geo.locale import translator
from geo.settings import read_setting
from geo.types import LANGS
from tests.hostile import PAYLOADS

TODAY = dt.date(2026, 11, 22)
RULES = load_rules()
REVENUE = "total_operating_revenue_100m_cny"
SHARE = "hightech_revenue_share_pct"
GROWTH = "hightech_output_growth_3y_avg_pct"
GAP = "hightech_revenue_growth_minus_province_avg_pp"
FIRMS = "high_tech_enterprise_count"
RANK = "rank_within_province"
EIA = "planning_eia_passed"
APPLICANT = "applicant_zone_type"
HEAD = ("指标编号", "数值", "单位", "年份", "精确程度", "依据文件", "备注")


def table(*rows, head=HEAD):
    """A CSV as a spreadsheet saves it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *rows])
    return out.getvalue()


def read(*rows, head=HEAD, coding="utf-8-sig", rules=RULES):
    return read_figures(table(*rows, head=head).encode(coding), "f.csv", rules, today=TODAY)


def book(*rows, head=HEAD, sheets=("填报表",), formats=None):
    made = Workbook()
    made.remove(made.active)
    for title in sheets:
        sheet = made.create_sheet(title)
        for row in [head, *rows]:
            sheet.append(list(row))
        for address, shown in (formats or {}).items():
            sheet[address].number_format = shown
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read_book(*rows, name="f.xlsx", **more):
    return read_figures(book(*rows, **more), name, RULES, today=TODAY)


def only(*rows, **more):
    """The one figure of the rows, which have no fault."""
    figures, faults = read(*rows, **more)
    assert faults == ()
    (figure,) = figures
    return figure


def fault(*rows, **more):
    """The one fault of the rows, which then give no figure."""
    figures, (found,) = read(*rows, **more)
    assert figures == ()
    for lang in LANGS:
        assert found.line(lang)
    return found


def keys(faults):
    return [found.key for found in faults]


# What is understood


def test_a_row_says_metric_value_unit_year_precision_source_and_note():
    figure = only([REVENUE, "480", "亿元", "2025", "超过", "宜宾统计〔2026〕3号", "全区"])
    assert figure == OwnFigure(
        metric=REVENUE,
        value=480,
        unit="100m_cny",
        year=2025,
        qualifier="ge",
        source="宜宾统计〔2026〕3号",
        note="全区",
    )
    assert figure.as_figure().status == "own"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("4800000", "万元", 480),
        ("4,800,000", "万元", 480),
        ("4800000", "10 thousand yuan", 480),
        ("480", "亿元", 480),
        ("480", "100 million yuan", 480),
        ("480", "100m_cny", 480),
        ("0.048", "万亿元", 480),
        ("48000000000", "元", 480),
        ("48000000", "千元", 480),
        ("４８０．５", "亿元", 480.5),
        ("1", "元", 1e-8),
        ("123456.7", "万元", 12.34567),
    ],
)
def test_amounts_are_converted_to_100_million_yuan(value, unit, expected):
    assert only([REVENUE, value, unit, "2025"]).value == expected


def test_what_needs_no_conversion_keeps_every_digit():
    assert only([REVENUE, "0.1234567890123456", "亿元", "2025"]).value == 0.1234567890123456


def test_what_was_entered_in_wan_yuan_decides_as_the_same_amount_in_yi_yuan():
    rule_set = RULES.sets["sc_provincial_2022"]
    (line,) = [c for c in rule_set.criteria if c.id == "sc22_c3"]
    for value, unit in (("4800000", "万元"), ("480", "亿元")):
        figure = only([REVENUE, value, unit, "2025"]).as_figure()
        verdict = judge(rule_set, line, [figure], today=TODAY)
        assert (verdict.state, verdict.margin) == ("met", 280)


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit in FACTOR_OF])
def test_every_unit_offered_is_read_in_both_languages(unit):
    for lang in LANGS:
        offered = list_units(unit, translator(lang))
        assert len(offered) == len(set(FACTOR_OF[unit].values()))
        found = [
            _factors(unit)[
                "".join(name.split())
                .casefold()
                .replace("²", "2")
                .replace("（", "(")
                .replace("）", ")")
            ]
            for name in offered
        ]
        assert sorted(found) == sorted(set(FACTOR_OF[unit].values()))
        assert found[0] == 1


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("42.7", "%", 42.7),
        ("42.7", "", 42.7),
        ("42.7%", "%", 42.7),
        ("42.7 %", "", 42.7),
        ("４２．７％", "％", 42.7),
        ("40", "percent", 40),
        ("0.4%", "%", 0.4),
        ("1%", "%", 1),
        ("0", "%", 0),
        ("1.01", "%", 1.01),
    ],
)
@pytest.mark.parametrize("metric", [SHARE, GROWTH])
def test_percentages(metric, value, unit, expected):
    if unit == "percent" and metric == GROWTH:
        unit = "% a year"
    assert only([metric, value, unit, "2025"]).value == expected


def test_growth_may_be_below_nothing_and_above_the_whole():
    assert only([GROWTH, "-3", "%", "2025"]).value == -3
    assert only([GROWTH, "142.7", "%", "2025"]).value == 142.7


@pytest.mark.parametrize("value", ["0.4", "1", "0.427", "-0.05", "１"])
@pytest.mark.parametrize("metric", [SHARE, GROWTH])
def test_a_share_without_a_sign_may_be_a_percentage_and_is_refused(metric, value):
    found = fault([metric, value, "%", "2025"])
    assert (found.key, found.value, found.row) == ("own_percent_ambiguous", value.strip(), 2)


def test_what_to_write_instead_of_a_share_is_said():
    found = fault([SHARE, "0.4", "%", "2025"])
    assert "如为40%，请填40；如为0.4%，请填0.4%" in found.line("zh")
    assert "write 40 if it is 40%, or 0.4% with the sign if it is 0.4%" in found.line("en")


def test_a_cell_with_the_percent_format_holds_a_share():
    figures, faults = read_book([SHARE, 0.427, "%", 2025], formats={"B2": "0.0%"})
    assert (faults, figures[0].value) == ((), 42.7)
    # 0.4 % in such a cell is held as 0.004
    figures, faults = read_book([SHARE, 0.004, "%", 2025], formats={"B2": "0.0%"})
    assert (faults, figures[0].value) == ((), 0.4)
    # the format of a text says nothing of it
    figures, faults = read_book([SHARE, "0.427", "%", 2025], formats={"B2": "0.0%"})
    assert (figures, keys(faults)) == ((), ["own_percent_ambiguous"])
    figures, faults = read_book([SHARE, 0.427, "%", 2025])
    assert (figures, keys(faults)) == ((), ["own_percent_ambiguous"])


def test_points_of_percent_are_no_percentage_and_no_share():
    assert only([GAP, "0.4", "个百分点", "2025"]).value == 0.4
    assert fault([GAP, "0.4%", "个百分点", "2025"]).key == "own_percent_sign"
    assert fault([REVENUE, "48%", "亿元", "2025"]).key == "own_percent_sign"
    _, faults = read_book([REVENUE, 4.8, "亿元", 2025], formats={"B2": "0%"})
    assert keys(faults) == ["own_percent_sign"]


@pytest.mark.parametrize(
    ("value", "qualifier", "number"),
    [
        ("超过262", "ge", 262),
        ("超过 262", "ge", 262),
        ("逾1,262.5", "ge", 1262.5),
        ("≥262", "ge", 262),
        ("＞262", "ge", 262),
        ("262以上", "ge", 262),
        ("more than 262", "ge", 262),
        ("At least 262", "ge", 262),
        ("约262", "approx", 262),
        ("大约262", "approx", 262),
        ("262左右", "approx", 262),
        ("about 262", "approx", 262),
        ("262", "eq", 262),
    ],
)
def test_more_than_and_about_may_stand_with_the_number(value, qualifier, number):
    figure = only([REVENUE, value, "亿元", "2025"])
    assert (figure.qualifier, figure.value) == (qualifier, number)


def test_words_with_the_number_and_the_column_must_agree():
    assert only([REVENUE, "超过262", "亿元", "2025", "超过"]).qualifier == "ge"
    for column in ("准确", "约"):
        found = fault([REVENUE, "超过262", "亿元", "2025", column])
        assert (found.key, found.value) == ("own_qualifier_differs", column)


@pytest.mark.parametrize("word", ["超过", "more than", "More Than", "ge"])
def test_the_precision_is_read_in_both_languages(word):
    assert only([REVENUE, "262", "亿元", "2025", word]).qualifier == "ge"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *(
            ("是", True),
            ("yes", True),
            ("TRUE", True),
            ("1", True),
            ("Yes", True),
            ("ｔｒｕｅ", True),
        ),
        *(("否", False), ("no", False), ("false", False), ("0", False)),
    ],
)
def test_truths(word, expected):
    # a paper needs no year to be there
    assert only([EIA, word, "是/否", ""]).value is expected
    assert only([EIA, word, "", "2025"]).value is expected


def test_truths_and_numbers_of_a_workbook():
    rows = [
        [EIA, True, None, None],
        ["boundary_clear", 0, "yes/no", None],
        [FIRMS, 14, "家", 2025.0],
    ]
    figures, faults = read_book(*rows)
    assert faults == ()
    assert [figure.value for figure in figures] == [True, False, 14]
    assert figures[2].year == 2025


def test_a_category_is_its_id():
    assert only([APPLICANT, "provincial_development_zone", "类别", ""]).value == (
        "provincial_development_zone"
    )
    found = fault([APPLICANT, "省级开发区", "类别", ""])
    assert (found.key, found.value) == ("own_category", "省级开发区")
    assert "provincial_development_zone" in found.line("zh")
    assert fault(["competent_authority", "科技厅", "", ""]).key == "string_pattern_mismatch"


@pytest.mark.parametrize("year", ["2025", "2025年", " ２０２５ ", "1980", "2026"])
def test_years(year):
    assert only([EIA, "是", "", year]).year == int(year.strip().removesuffix("年"))


# Columns and files


@pytest.mark.parametrize("lang", LANGS)
def test_columns_are_known_in_either_language_in_any_order_among_others(lang):
    t = translator(lang)
    head = [say_column(name, t) for name in ("note", "year", "unit", "value", "metric")]
    row = ["n", "2025", "万元", "4800000", REVENUE]
    figure = only([*row, "whatever", "=1+1"], head=[*head, "附加", "计算"])
    assert (figure.value, figure.note) == (480, "n")


def test_columns_are_known_by_their_names_and_below_other_rows():
    rows = [["metric", "value", "unit", "year"], [REVENUE, "480", "亿元", "2025"]]
    assert only(*rows, head=["宜宾高新区", "", "", ""]).value == 480


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_a_csv_is_read_in_either_coding(coding):
    assert (
        only([REVENUE, "480", "亿元", "2025", "约", "统计局", "说明"], coding=coding).source
        == "统计局"
    )


def test_a_csv_in_another_coding_is_refused_with_its_row():
    good = table([REVENUE, "480", "亿元", "2025"])
    for body, row in [
        (good.encode("utf-16"), 1),
        (good.encode() + b"\xff\xff\xff\n", 3),
        # two files put together
        (good.encode() + f"{EIA},是,,2025,,统计局\n".encode("gb18030"), 3),
        (good.encode() + b"a\0b\n", 3),
    ]:
        figures, (found,) = read_figures(body, "f.csv", RULES, today=TODAY)
        assert (figures, found.key, found.row) == ((), "own_encoding", row)


def test_a_csv_put_together_of_two_codings_is_refused_also_where_one_reads_all_of_it():
    body = f"metric,value,source\n{EIA},yes,统计\n".encode()
    body += "boundary_clear,yes,统计局\n".encode("gb18030")
    assert body.decode("gb18030")
    _, (found,) = read_figures(body, "f.csv", RULES, today=TODAY)
    assert (found.key, found.row) == ("own_encoding", 3)


def test_a_csv_with_broken_quotes_is_refused_with_its_row():
    body = table([EIA, "是", "", ""]) + '"a"b,c\n'
    figures, (found,) = read_figures(body.encode(), "f.csv", RULES, today=TODAY)
    assert (figures, found.key, found.row) == ((), "own_csv", 3)


def test_rows_left_blank_are_no_rows_and_half_filled_ones_are_told():
    figures, faults = read(
        [REVENUE, "", "亿元"],
        ["", "", ""],
        ["注：本表由办公室填报", "", ""],
        [EIA, "是", ""],
        [FIRMS, "", "家", "2025", "", "火炬统计"],
    )
    assert [figure.metric for figure in figures] == [EIA]
    (found,) = faults
    assert (found.key, found.severity, found.row) == ("own_value_missing", "warning", 6)


@pytest.mark.parametrize("rows", [[], [[REVENUE, "", "亿元"]], [["", "", ""]]])
def test_a_table_without_a_value_is_told(rows):
    assert fault(*rows).key == "own_nothing"
    assert keys(read_book(*rows)[1]) == ["own_nothing"]


def test_a_missing_head_is_told_and_another_twice():
    found = fault([REVENUE, "亿元"], head=["指标编号", "单位"])
    assert found.key == "own_head"
    assert "缺少“数值”列" in found.line("zh")
    assert "“Value”" in found.line("en")
    assert fault([REVENUE, "1", "2"], head=["指标编号", "数值", "Value"]).key == "own_head_twice"
    for body in (b"", b"\n\n", b"a,b\n1,2\n", b"\xef\xbb\xbf"):
        figures, faults = read_figures(body, "f.csv", RULES, today=TODAY)
        assert (figures, keys(faults)) == ((), ["own_head"])


def test_two_worksheets_are_read_as_one_table():
    rows = [[EIA, "是", None, None]]
    figures, (found,) = read_book(*rows, sheets=("填报表", "填报表 (2)"))
    assert (figures, found.key) == ((), "own_twice")
    assert found.params == {"other": "填报表!B2"}
    assert found.column == "数值 (填报表 (2)!B2)"


# Faults


def test_all_faults_come_at_once_each_with_its_cell():
    figures, faults = read_book(
        ["total_operating_revenue", 480, "亿元", 2025],
        [REVENUE, "四百八十", "亿元", 2025],
        [REVENUE, 480, "家", 2030],
        [REVENUE, 480, "担", 1979],
        [REVENUE, 480, None, 2025, "大概"],
        [FIRMS, 12.5, "家", None],
        [SHARE, 0.4, "%", "2025H1"],
        [EIA, "通过", "万元", 2025],
        [None, 5, None, 2025],
        [EIA, "=A1", None, "=2024+1"],
        [FIRMS, dt.date(2025, 1, 1), "家", dt.date(2025, 1, 1)],
        [FIRMS, 14, "家", 2025, None, "x" * (LONGEST_TEXT + 1), "a\u0081b"],
    )
    assert figures == ()
    assert [(found.key, found.row, found.column) for found in faults] == [
        ("own_metric_near", 2, "指标编号 (填报表!A2)"),
        ("own_number", 3, "数值 (填报表!B3)"),
        ("own_year_future", 4, "年份 (填报表!D4)"),
        ("own_unit_unfit", 4, "单位 (填报表!C4)"),
        ("own_year_early", 5, "年份 (填报表!D5)"),
        ("own_unit_unknown", 5, "单位 (填报表!C5)"),
        ("own_qualifier", 6, "精确程度 (填报表!E6)"),
        ("own_unit_missing", 6, "单位 (填报表!C6)"),
        ("own_year_missing", 7, "年份 (填报表!D7)"),
        ("own_whole", 7, "数值 (填报表!B7)"),
        ("own_year_part", 8, "年份 (填报表!D8)"),
        ("own_percent_ambiguous", 8, "数值 (填报表!B8)"),
        ("own_unit_unfit", 9, "单位 (填报表!C9)"),
        ("own_boolean", 9, "数值 (填报表!B9)"),
        ("own_metric_missing", 10, "指标编号 (填报表!A10)"),
        ("own_formula", 11, "数值 (填报表!B11)"),
        ("own_formula", 11, "年份 (填报表!D11)"),
        ("own_year_part", 12, "年份 (填报表!D12)"),
        ("own_date", 12, "数值 (填报表!B12)"),
        ("own_text_long", 13, "依据文件 (填报表!F13)"),
        ("own_text_unfit", 13, "备注 (填报表!G13)"),
    ]
    assert faults[9].value == "12.5"
    assert faults[15].value == "=A1"
    for lang in LANGS:
        lines = [found.line(lang) for found in faults]
        assert all("f.xlsx" in line and "{" not in line for line in lines)


def test_a_unit_that_does_not_fit_is_told_with_those_that_do():
    found = fault([REVENUE, "480", "家", "2025"])
    assert "应为：亿元、万元、元、万亿元、千元（现为：家）" in found.line("zh")
    assert "100 million yuan, 10 thousand yuan" in found.line("en")
    # an amount without its unit could be off by ten thousand
    assert fault([REVENUE, "480", "", "2025"]).key == "own_unit_missing"
    assert only([FIRMS, "14", "", "2025"]).value == 14


def test_an_unknown_metric_is_told_with_those_that_are_near():
    found = fault(["total_operating_revenue_cny", "480", "亿元", "2025"])
    assert (found.key, found.value) == ("own_metric_near", "total_operating_revenue_cny")
    assert f"{REVENUE} (年营业总收入)" in found.line("zh")
    assert f"{REVENUE} (Annual total operating revenue)" in found.line("en")
    assert REVENUE in fault(["年营业总收入", "480", "亿元", "2025"]).line("zh")
    for text in ("x9", "q" * 30_000):
        assert fault([text, "480", "亿元", "2025"]).key == "own_metric_unknown"


def test_a_name_that_belongs_to_another_id_is_told():
    head = ["指标编号", "指标名称", "数值", "单位", "年份"]
    found = fault([REVENUE, "高新技术企业数", "480", "亿元", "2025"], head=head)
    assert (found.key, found.value, found.id) == ("own_label_differs", "高新技术企业数", REVENUE)
    assert "年营业总收入" in found.line("zh")
    # the words of a criterion that asks for it will do as well
    (line,) = [c for c in RULES.sets["sc_provincial_2022"].criteria if c.id == "sc22_c3"]
    for name in ("年营业总收入", "annual TOTAL operating revenue", line.label_zh, ""):
        assert only([REVENUE, name, "480", "亿元", "2025"], head=head).value == 480


def test_a_figure_without_a_year_is_taken_and_decides_nothing():
    figures, (found,) = read([REVENUE, "480", "亿元", ""])
    assert (found.key, found.severity, found.row) == ("own_year_missing", "warning", 2)
    assert figures[0].year is None
    rule_set = RULES.sets["sc_provincial_2022"]
    (line,) = [c for c in rule_set.criteria if c.id == "sc22_c3"]
    verdict = judge(rule_set, line, [figures[0].as_figure()], today=TODAY)
    assert (verdict.state, verdict.why) == ("unknown", "no_year")


@pytest.mark.parametrize(
    ("year", "key"),
    [
        ("2027", "own_year_future"),
        ("1979", "own_year_early"),
        ("2025H1", "own_year_part"),
        ("2025年1—6月", "own_year_part"),
        ("2025-06", "own_year_part"),
        ("25", "own_year"),
        ("去年", "own_year"),
        ("20255", "own_year"),
        ("２０２５²", "own_year"),
    ],
)
def test_years_that_are_refused(year, key):
    found = fault([REVENUE, "480", "亿元", year])
    assert (found.key, found.value) == (key, year)


def test_the_year_that_has_not_ended_is_taken_with_a_warning():
    figures, (found,) = read([REVENUE, "480", "亿元", "2026"])
    assert (figures[0].year, found.key, found.severity) == (2026, "own_year_running", "warning")


@pytest.mark.parametrize(
    ("metric", "value", "unit", "key"),
    [
        (REVENUE, "1e3", "亿元", "own_number"),
        (REVENUE, "480亿元", "亿元", "own_number"),
        (REVENUE, "48,0", "亿元", "own_number"),
        (REVENUE, "30²", "亿元", "own_number"),
        (REVENUE, "NaN", "亿元", "own_number"),
        (REVENUE, "inf", "亿元", "own_number"),
        (REVENUE, "—", "亿元", "own_number"),
        (REVENUE, "超过", "亿元", "own_number"),
        (REVENUE, "1000000000001", "亿元", "own_size"),
        (FIRMS, "-1", "家", "own_whole"),
        (RANK, "0", "位", "own_whole"),
        (RANK, "2.5", "位", "own_whole"),
        ("creation_period_years", "-1", "年", "own_negative"),
        (EIA, "2", "", "own_boolean"),
        (EIA, "有", "", "own_boolean"),
    ],
)
def test_values_that_are_refused(metric, value, unit, key):
    found = fault([metric, value, unit, "2025"])
    assert (found.key, found.value) == (key, value)


@pytest.mark.parametrize(("text", "value"), [("142.7", 142.7), ("-3", -3), ("100.1", 100.1)])
def test_a_share_beyond_the_whole_is_taken_with_a_warning(text, value):
    figures, (found,) = read([SHARE, text, "%", "2025"])
    assert (figures[0].value, found.key) == (value, "own_percent_outside")
    assert (found.severity, found.row, found.column) == ("warning", 2, "数值 (B2)")
    assert "0—100%" in found.line("zh")


def test_a_truth_is_not_more_than_anything():
    assert fault([EIA, "是", "", "", "约"]).key == "own_qualifier_unfit"
    assert only([EIA, "是", "", "", "准确"]).qualifier == "eq"


@pytest.mark.parametrize("second", ["480", "500"])
def test_a_metric_has_one_row_a_year_also_where_both_agree(second):
    rows = [[REVENUE, "480", "亿元", "2025"], [REVENUE, "480", "亿元", "2024"]]
    assert len(read(*rows)[0]) == 2
    found = fault(*rows, [REVENUE, second, "亿元", "2025年"])
    assert (found.key, found.row, found.params) == ("own_twice", 4, {"other": "B2"})
    figures, faults = read([REVENUE, "480", "亿元"], [REVENUE, "480", "亿元"])
    assert (figures, keys(faults)[-1]) == ((), "own_twice")


def test_one_error_keeps_all_figures_out():
    figures, faults = read([REVENUE, "480", "亿元", "2025"], [EIA, "通过", "", ""])
    assert (figures, keys(faults)) == ((), ["own_boolean"])


@pytest.mark.parametrize("cell", ["=1+1", " =1+1", '=HYPERLINK("x")', "＝1+1"])
@pytest.mark.parametrize("column", range(7))
def test_a_formula_in_a_csv_is_refused_wherever_it_stands(cell, column):
    row = [REVENUE, "480", "亿元", "2025", "准确", "文件", "备注"]
    row[column] = cell
    _, faults = read(row)
    assert "own_formula" in keys(faults)


@pytest.mark.parametrize("column", range(7))
def test_a_formula_or_an_error_in_a_workbook_is_refused_wherever_it_stands(column):
    for cell, key in (("=1+1", "own_formula"), ("#DIV/0!", "own_error_value")):
        row = [REVENUE, 480, "亿元", 2025, "准确", "文件", "备注"]
        row[column] = cell
        figures, faults = read_book(row)
        assert (figures, keys(faults)[0]) == ((), key)
        assert faults[0].value == cell


def test_text_that_looks_like_a_formula_in_a_cell_of_text_is_text():
    content = book([EIA, "是", None, None, None, "x", "y"])
    opened = load_workbook(io.BytesIO(content))
    cell = opened.worksheets[0]["F2"]
    cell.value = "=1+1"
    cell.data_type = "s"
    out = io.BytesIO()
    opened.save(out)
    figures, faults = read_figures(out.getvalue(), "f.xlsx", RULES, today=TODAY)
    assert (faults, figures[0].source) == ((), "=1+1")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_is_told_or_kept_as_text(payload):
    text = payload.encode("utf-8", "replace").decode()
    for column in range(7):
        row = [REVENUE, "480", "亿元", "2025", "准确", "文件", "备注"]
        row[column] = text
        figures, faults = read(row)
        for found in faults:
            for lang in LANGS:
                found.line(lang).encode()
        if column < 5:
            assert (figures, len(faults) > 0) == ((), True)
        elif figures:
            kept = (figures[0].source, figures[0].note)[column - 5]
            assert kept.split() == kept.split(" ")


# What is shown and what is held


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("0.00,,", 4_800_000),
        ("#,##0,", 4_800_000),
        ('0!.0,"亿元"', 4_800_000),
        ('0!.0000"亿元"', 4_800_000),
        (r"0\.0,", 4_800_000),
        ('0"000"', 480),
        (";;;", 480),
        ("[>=10000]0!.0,;0", 480),
    ],
)
@pytest.mark.parametrize("unit", ["亿元", "万元"])
def test_an_amount_that_is_shown_as_another_is_refused_at_its_cell(shown, value, unit):
    figures, (found,) = read_book([REVENUE, value, unit, 2025], formats={"B2": shown})
    assert (figures, found.key, found.column) == ((), "own_shown_other", "数值 (填报表!B2)")
    assert found.value == str(value)  # what the cell holds, which nobody saw
    assert "显示值与实际值不同" in found.line("zh")


@pytest.mark.parametrize(
    ("shown", "unit", "is_same"),
    [
        ('0.00"亿元"', "亿元", True),
        ('0.00" 亿元"', "亿元", True),
        ("0.00[$亿元]", "亿元", True),
        ('0.00"亿"', "亿元", True),
        ('"人民币"0.00"亿元"', "亿元", True),
        ("[$¥-804]#,##0.00", "亿元", True),
        ('0.00_ ;-0.00" "', "万元", True),
        ('0.00"万元"', "万元", True),
        ('0.00"亿元"', "万元", False),
        ('0.00"万"', "亿元", False),
        ('0.00"元"', "亿元", False),
        ('0.00" million"', "亿元", False),
        ('0.00"%"', "亿元", False),
        ('0.00"百亿元"', "亿元", False),
    ],
)
def test_the_unit_that_a_format_shows_must_be_that_of_the_row(shown, unit, is_same):
    figures, faults = read_book([REVENUE, 4.8, unit, 2025], formats={"B2": shown})
    assert keys(faults) == ([] if is_same else ["own_shown_unit"])
    assert len(figures) == is_same
    if not is_same:
        assert faults[0].column == "数值 (填报表!B2)"
        assert faults[0].params["shown"] in faults[0].line("zh")


def test_words_that_a_format_shows_with_a_count_are_none_of_ours():
    figures, faults = read_book([FIRMS, 14, "家", 2025], formats={"B2": '0"个"'})
    assert (faults, figures[0].value) == ((), 14)


# Merged cells


def test_merged_cells_are_told_with_everything_else():
    content = book(
        [REVENUE, "四百八十", "亿元", 2025],
        [FIRMS, 14, "万元", 2025],
        [SHARE, 42.7, "%", 2025],
        [EIA, "是", None, None],
        ["boundary_clear", "通过", None, None],
    )
    opened = load_workbook(io.BytesIO(content))
    sheet = opened.worksheets[0]
    sheet.merge_cells("B4:B5")
    sheet.merge_cells("F2:G3")
    out = io.BytesIO()
    opened.save(out)
    figures, faults = read_figures(out.getvalue(), "f.xlsx", RULES, today=TODAY)
    assert figures == ()
    assert [(found.key, found.column) for found in faults] == [
        ("book_merged", "填报表!F2:G3"),
        ("book_merged", "填报表!B4:B5"),
        ("own_number", "数值 (填报表!B2)"),
        ("own_unit_unfit", "单位 (填报表!C3)"),
        ("own_boolean", "数值 (填报表!B6)"),
    ]


# Rows one by one


def test_a_row_at_fault_leaves_the_others_where_they_are_read_one_by_one():
    body = table(
        [REVENUE, "480", "亿元", "2025"],
        [FIRMS, "很多", "家", "2025"],
        [EIA, "", "", "2025"],
        [SHARE, "", "%", ""],
        [REVENUE, "481", "亿元", "2025"],
        [SHARE, "42.7", "%", "2025"],
    ).encode()
    rows, faults = read_figure_rows(body, "f.csv", RULES, today=TODAY)
    assert [(one.row, one.figure and one.figure.value) for one in rows] == [
        (2, 480),
        (3, None),
        (4, None),
        (6, None),
        (7, 42.7),
    ]
    assert keys(faults) == ["own_number", "own_value_missing", "own_twice"]
    assert read_figures(body, "f.csv", RULES, today=TODAY) == ((), faults)


# Size


@pytest.mark.parametrize(
    "line", [b"a\n", b",\n", b"\xff\n", b"\xd6\n", b'"\n', b"a\r\n", b"a\r", b"\n\r,"]
)
def test_a_csv_of_very_many_lines_is_refused_at_once(line):
    body = "指标编号,数值\n".encode() + line * ((5_000_000 - 100) // len(line)) + b"x"
    begin = time.process_time()  # other work on the machine does not count
    figures, faults = read_figures(body, "f.csv", RULES, today=TODAY)
    assert time.process_time() - begin < 0.3
    assert (figures, len(faults)) == ((), 1)
    assert faults[0].line("zh")


def test_texts_of_many_lines_are_no_many_rows():
    note = "一行\n" * 20
    rows = [[metric.id, "是", "", "2025", "", "", note] for metric in RULES.metrics.values()]
    rows = [row for row in rows if RULES.metrics[row[0]].unit == "boolean"]
    figures, faults = read(*rows)
    assert (len(figures), faults) == (len(rows), ())
    assert len(rows) * 20 > 500


def test_more_rows_than_a_work_may_hold_are_refused():
    years = range(1980, 2026)
    numbers = [metric.id for metric in RULES.metrics.values() if metric.unit == "boolean"]
    rows = [[metric, "是", "", str(year)] for metric in numbers for year in years]
    blank = [[metric, "", ""] for metric in numbers]
    figures, faults = read(*rows[:MOST_FIGURES], *blank)
    assert (len(figures), faults) == (MOST_FIGURES, ())
    assert fault(*rows[: MOST_FIGURES + 1]).key == "own_too_many"
    found, faults = read_figure_rows(
        table(*rows[: MOST_FIGURES + 9]).encode(), "f.csv", RULES, today=TODAY
    )
    assert (len(found), keys(faults)) == (MOST_FIGURES, ["own_too_many"])


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_WORK_BYTES", "10000")
    assert read_setting("work_bytes") == 10_000
    for name in ("f.csv", "f.xlsx"):
        figures, (found,) = read_figures(b"x" * 10_001, name, RULES, today=TODAY)
        assert (figures, found.key, found.value) == ((), "too_large", "10001")


@pytest.mark.parametrize(
    "body",
    [
        "指标编号,数值\n" + "a,b\n" * 4000,
        "指标编号,数值\n" + "\n" * 4000 + "a,b",
        "指标编号,数值" + "," * 5000 + "x",
        "指标编号,数值\n" + ",".join("abc" * 1000),
    ],
)
def test_a_table_that_is_too_long_or_too_wide_is_refused(body):
    figures, faults = read_figures(body.encode(), "f.csv", RULES, today=TODAY)
    assert (figures, keys(faults)) == ((), ["book_table_too_large"])


def test_blank_lines_at_the_end_are_nothing():
    body = table([EIA, "是", "", ""]) + "\n" * 100_000
    assert len(read_figures(body.encode(), "f.csv", RULES, today=TODAY)[0]) == 1


# Workbooks that are none


def rezip(content, change):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def merge(content):
    opened = load_workbook(io.BytesIO(content))
    opened.worksheets[0].merge_cells("A5:C6")
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def wide(content):
    opened = load_workbook(io.BytesIO(content))
    opened.worksheets[0].cell(1, 200, "x")
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def bomb(parts):
    parts["xl/worksheets/sheet1.xml"] = b" " * 60_000_000


GOOD = book([EIA, "是", None, None])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NO_BOOKS = {
    "bomb": (rezip(GOOD, bomb), "book_unpacked_too_large"),
    "macros": (rezip(GOOD, lambda parts: parts.update({"xl/vbaProject.bin": b"x"})), "book_macros"),
    "entity": (
        rezip(
            GOOD,
            lambda parts: parts.update(
                {"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + parts["xl/workbook.xml"]}
            ),
        ),
        "book_damaged",
    ),
    "merged": (merge(GOOD), "book_merged"),
    "wide": (wide(GOOD), "book_table_too_large"),
    "long": (book([EIA, "是", None, None, None, "x" * 32_767]), "own_text_long"),
    "old": (OLE, "book_old_xls"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "book_encrypted"),
    "broken": (b"PK\x03\x04" + bytes(100), "book_damaged"),
    "text": (b"metric,value\n", "book_not_xlsx"),
    "nothing": (b"", "book_not_xlsx"),
}


@pytest.mark.parametrize("content", NO_BOOKS.values(), ids=NO_BOOKS)
def test_a_workbook_that_is_none_is_refused_with_words(content):
    body, key = content
    figures, faults = read_figures(body, "f.xlsx", RULES, today=TODAY)
    assert (figures, keys(faults)) == ((), [key])
    for lang in LANGS:
        assert faults[0].line(lang)


@pytest.mark.parametrize("name", ["f.csv", "F.XLSM", "f.et", "f"])
def test_a_workbook_under_another_name_is_a_workbook(name):
    assert len(read_figures(GOOD, name, RULES, today=TODAY)[0]) == 1


def test_every_word_for_a_workbook_is_there():
    for key in (
        *("not_xlsx", "old_xls", "encrypted", "macros", "damaged", "file_too_large"),
        *("unpacked_too_large", "too_many_cells", "table_too_large", "text_too_long", "merged"),
    ):
        for lang in LANGS:
            said = translator(lang)(f"eligibility_faults.book_{key}", limit=1, rows=1, columns=1)
            assert said


# Rule sets of an owner


def owned(**changes):
    criterion = {
        "id": "own_c1",
        "label_zh": "自有条款",
        "label_en": "Own clause",
        "kind": "quantitative",
        "metric": "own_metric",
        "operator": ">=",
        "threshold": 10,
        "unit": "firms",
        "confidence": "high",
        **changes,
    }
    return RuleSet.model_validate(
        {
            "id": "own_set",
            "title_zh": "自有",
            "title_en": "Own",
            "bodies": [
                {"role": "issuer", "name_zh": "甲", "name_en": "A", "source": "X"},
            ],
            "in_force": "unknown",
            "as_of": "2026-11-22",
            "role": "practice",
            "track": "upgrade",
            "text_read": "full",
            "source": "X",
            "owner": "甲",
            "owner_document": "乙",
            "criteria": [criterion],
        }
    )


def test_a_metric_of_an_owner_s_rule_set_is_known():
    rules = RULES.with_own([owned()])
    assert only(["own_metric", "12", "家", "2025"], rules=rules).unit == "firms"
    assert fault(["own_metric", "12", "家", "2025"]).key.startswith("own_metric_")
    judged = owned(kind="qualitative", operator=None, threshold=None, unit=None)
    (metric,) = list_metrics(RULES, [judged])
    assert (metric.unit, metric.label_zh) == ("boolean", "自有条款")


def test_metrics_of_requirements_come_first_and_each_once():
    sets = [RULES.sets["sc_provincial_2022"], RULES.sets["sc_provincial_2017"]]
    names = [metric.id for metric in list_metrics(RULES, sets)]
    assert len(names) == len(set(names))
    asked = {c.metric for s in sets for c in s.criteria if c.is_scored}
    assert set(names[: len(asked)]) == asked
    assert names[-2:] == ["selection_principle", "dynamic_management"]


OPENING = RULES.sets["nat_upgrade_state_council_replies"]


def groups_of(*rule_sets, rules=RULES):
    return {one.metric.id: one.group for one in ask_metrics(rules, rule_sets)}


def test_what_the_chosen_document_is_about_comes_first_then_its_gate_then_the_basic_figures():
    found = groups_of(OPENING)
    assert list(dict.fromkeys(found.values())) == ["chosen", "gate", "basic"]
    assert list(found)[:10] == [metric.id for metric in list_metrics(RULES, [OPENING])]
    # all that rule sets in force at the gate are about, whether it is measured or not
    current = [
        one
        for one in RULES.sets.values()
        if one.track == "upgrade" and not one.is_reference and one is not OPENING
    ]
    assert len(current) == 4
    asked = {line.metric for one in current for line in one.criteria if not line.is_unread}
    assert {name for name, group in found.items() if group == "gate"} == asked - {
        line.metric for line in OPENING.criteria
    }
    # the lines of the replies ask for no number: those that other gates ask for are there as well
    assert found[REVENUE] == found[SHARE] == found[FIRMS] == "basic"
    assert "national_zone_count_target" not in found  # a plan's aim is no figure of a zone
    assert "unread_articles" not in found


def test_numbers_that_rules_for_reference_ask_for_belong_to_their_gate():
    found = groups_of(RULES.sets["sc_provincial_2025"])
    assert "basic" not in found.values()
    assert found[REVENUE] == found["block_count"] == "gate"
    # what they ask for without a number is left to them
    assert "zone_class" not in found
    assert groups_of(RULES.sets["sc_provincial_2022"])[REVENUE] == "chosen"


def test_what_an_evaluation_deducts_is_no_figure_of_a_zone():
    found = groups_of(RULES.sets["sc_devzone_evaluation_2020"])
    assert found["devzone_rank_from_bottom"] == "chosen"
    assert found["years_in_bottom3_within_3y"] == "gate"
    assert not {RULES.metrics[name].unit for name in found} & {"points"}
    assert "recommendation_ban_years" not in found


def test_the_documents_that_use_a_metric_are_named_those_for_reference_last():
    by_name = {one.metric.id: one for one in ask_metrics(RULES, [OPENING])}
    names = [one.id for one in by_name["planning_eia_passed"].rule_sets]
    assert names == [OPENING.id, "nat_gbf_2017_7", "sc_provincial_2017"]
    for one in by_name.values():
        users = {
            rule_set.id
            for rule_set in RULES.sets.values()
            if any(line.metric == one.metric.id for line in rule_set.criteria)
        }
        assert {rule_set.id for rule_set in one.rule_sets} == users
    told = say_documents(by_name[REVENUE].rule_sets, translator("zh"))
    assert told == (
        "《四川省省级高新技术产业园区认定和管理办法》（仅供参考）、"
        "《湖南省省级高新技术产业开发区认定和管理办法》（仅供参考）"
    )


def test_a_metric_that_only_an_owner_asks_for_is_asked_with_its_document():
    own = owned()
    found = groups_of(own, rules=RULES.with_own([own]))
    assert next(iter(found.items())) == ("own_metric", "chosen")
    assert groups_of(OPENING, rules=RULES.with_own([own]))["own_metric"] == "gate"


# Anything


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=9), max_size=6), st.booleans())
def test_no_table_is_read_with_an_error_of_ours(rows, has_head):
    body = table(*rows, head=HEAD if has_head else rows[0] if rows else ()).encode(
        "utf-8", "replace"
    )
    figures, faults = read_figures(body, "f.csv", RULES, today=TODAY)
    assert figures or faults
    for found in faults:
        for lang in LANGS:
            assert found.line(lang)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["f.csv", "f.xlsx"]))
def test_no_bytes_are_read_with_an_error_of_ours(body, name):
    figures, faults = read_figures(body, name, RULES, today=TODAY)
    assert (figures, len(faults) > 0) == ((), True)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([REVENUE, SHARE, FIRMS, EIA, APPLICANT]),
    st.text(max_size=8),
    st.sampled_from(["亿元", "万元", "%", "家", "", "x"]),
    st.sampled_from(["2025", "", "2024年", "x"]),
)
def test_a_row_is_read_or_told_never_lost(metric, value, unit, year):
    figures, faults = read([metric, value, unit, year])
    assert len(figures) == 1 or faults


def test_the_columns_have_heads_of_their_own():
    for lang in LANGS:
        heads = [say_column(column, translator(lang)) for column in COLUMNS]
        assert len(set(heads)) == len(heads)


@pytest.mark.parametrize(
    ("number_format", "value"),
    [
        ('0.0"%"', 42.7),
        (r"0.0\%", 42.7),
        ('General;"100%"', 42.7),
        ("0.0%", 0.427),
        ("0%;-0%", 0.427),
    ],
)
def test_a_percent_sign_that_is_only_written_changes_nothing(number_format, value):
    book = Workbook()
    sheet = book.active
    sheet.append(["metric", "value", "unit", "year"])
    sheet.append(["hightech_revenue_share_pct", value, "%", 2025])
    sheet["B2"].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    figures, faults = read_figures(out.getvalue(), "own.xlsx", load_rules())
    assert faults == ()
    assert [figure.value for figure in figures] == [42.7]
