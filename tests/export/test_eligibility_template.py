"""The table of own figures: written, opened in a spreadsheet, filled in, read back."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from geo.eligibility.figures import ZoneFigure, known_figures
from geo.eligibility.model import Criterion, Metric, can_be_computed
from geo.eligibility.own import (
    COLUMNS,
    INPUTS,
    ask_metrics,
    list_metrics,
    list_units,
    read_figures,
    say_column,
)
from geo.eligibility.rules import Rules, load_rules
from geo.eligibility.work import OwnFigure
from geo.export.eligibility_template import HEAD_ROW, write_template
from geo.locale import translator
from geo.types import LANGS
from tests.hostile import PAYLOADS

TODAY = dt.date(2026, 11, 22)
RULES = load_rules()
SETS = tuple(
    RULES.sets[name]
    for name in ("sc_provincial_2022", "nat_upgrade_state_council_replies", "cmp_hunan_2021")
)
REVENUE = "total_operating_revenue_100m_cny"
SHARE = "hightech_revenue_share_pct"
FIRMS = "high_tech_enterprise_count"
EIA = "planning_eia_passed"
APPLICANT = "applicant_zone_type"


def held(catalog, zone="yibin"):
    found = known_figures(catalog, zone, RULES.metrics.values())
    return [figure for figures in found.values() for figure in figures]


def write(figures=(), zone="宜宾高新技术产业园区", lang="zh", sets=SETS, rules=RULES, **more):
    return write_template(rules, sets, figures, zone, translator(lang), **more)


def read(content, rules=RULES):
    return read_figures(content, "f.xlsx", rules, today=TODAY)


class Filled:
    """A template in the spreadsheet of a zone."""

    def __init__(self, content, lang="zh"):
        self.t = translator(lang)
        self.book = load_workbook(io.BytesIO(content))
        self.sheet = self.book[self.t("eligibility_sheet.tab_figures")]

    def rows(self):
        return {
            self.sheet.cell(row, 1).value: row
            for row in range(HEAD_ROW + 1, self.sheet.max_row + 1)
        }

    def cell(self, metric, column):
        return self.sheet.cell(self.rows()[metric], COLUMNS.index(column) + 1)

    def fill(self, metric, **cells):
        for column, value in cells.items():
            self.cell(metric, column).value = value

    def choices(self, metric, column):
        """The words that the cell offers."""
        address = self.cell(metric, column).coordinate
        (rule,) = [
            rule
            for rule in self.sheet.data_validations.dataValidation
            if any(address in cells for cells in rule.sqref.ranges)
        ]
        return rule.formula1.strip('"').split(",") if rule.type == "list" else rule.type

    def save(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


# The round trip


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_filled_in_comes_back(catalog, lang):
    t = translator(lang)
    filled = Filled(write(held(catalog), lang=lang, catalog=catalog), lang)
    filled.fill(REVENUE, value=4_800_000, unit=t("eligibility_sheet.unit_wan_yuan"), year=2025)
    filled.fill(REVENUE, source="宜宾统计〔2026〕3号", note="全区")
    filled.fill(SHARE, value=42.7, year=2025, qualifier=t("eligibility_sheet.qualifier_approx"))
    filled.fill(FIRMS, value=31, year=2025, qualifier=t("eligibility_sheet.qualifier_ge"))
    filled.fill(EIA, value=t("eligibility.yes"))
    filled.fill(APPLICANT, value="provincial_development_zone")
    figures, faults = read(filled.save())
    assert faults == ()
    assert figures == (
        OwnFigure(
            metric=REVENUE,
            value=480,
            unit="100m_cny",
            year=2025,
            source="宜宾统计〔2026〕3号",
            note="全区",
        ),
        OwnFigure(metric=SHARE, value=42.7, unit="percent", year=2025, qualifier="approx"),
        OwnFigure(metric=EIA, value=True, unit="boolean"),
        OwnFigure(metric=APPLICANT, value="provincial_development_zone", unit="category"),
        OwnFigure(metric=FIRMS, value=31, unit="firms", year=2025, qualifier="ge"),
    )


@pytest.mark.parametrize("lang", LANGS)
def test_an_untouched_template_says_nothing(catalog, lang):
    figures, (fault,) = read(write(held(catalog), lang=lang, catalog=catalog))
    assert (figures, fault.key) == ((), "own_nothing")


def test_columns_may_be_moved_and_added_and_rows_left_out():
    filled = Filled(write())
    filled.fill(REVENUE, value=480, unit="亿元", year=2025)
    filled.sheet.delete_rows(filled.rows()[SHARE])
    filled.sheet.insert_cols(2)
    filled.sheet.cell(HEAD_ROW, 2, "责任科室")
    filled.sheet.cell(HEAD_ROW + 1, 2, "=1+1")
    last = COLUMNS.index("note") + 2
    for row in range(1, filled.sheet.max_row + 1):
        first, other = filled.sheet.cell(row, 1), filled.sheet.cell(row, last)
        first.value, other.value = other.value, first.value
    figures, faults = read(filled.save())
    assert faults == ()
    assert [(figure.metric, figure.value) for figure in figures] == [(REVENUE, 480)]


def test_a_row_may_be_copied_for_another_year():
    filled = Filled(write())
    filled.fill(REVENUE, value=480, unit="亿元", year=2025)
    row, last = filled.rows()[REVENUE], filled.sheet.max_row + 1
    for column in range(1, len(COLUMNS) + 1):
        filled.sheet.cell(last, column, filled.sheet.cell(row, column).value)
    _, (fault,) = read(filled.save())
    assert (fault.key, fault.row) == ("own_twice", last)
    filled.sheet.cell(last, COLUMNS.index("year") + 1, 2024)
    assert [figure.year for figure in read(filled.save())[0]] == [2025, 2024]


def test_a_percent_that_a_spreadsheet_made_of_42_7_percent_comes_back():
    filled = Filled(write())
    cell = filled.cell(SHARE, "value")
    assert cell.number_format == "General"
    cell.value, cell.number_format = 0.427, "0.00%"
    filled.fill(SHARE, year=2025)
    assert read(filled.save())[0][0].value == 42.7


def test_pandas_reads_the_table():
    frame = pd.read_excel(io.BytesIO(write()), header=HEAD_ROW - 1)
    t = translator("zh")
    assert list(frame.columns) == [say_column(column, t) for column in COLUMNS]
    assert frame["指标编号"].tolist() == [one.metric.id for one in ask_metrics(RULES, SETS)]
    assert frame["数值"].isna().all()
    notes = pd.read_excel(io.BytesIO(write()), sheet_name="说明", header=None)
    assert len(notes) > 8


@pytest.mark.parametrize("lang", LANGS)
def test_own_figures_stand_where_they_are_filled_in(lang):
    own = (
        OwnFigure(metric=REVENUE, value=480.5, unit="100m_cny", year=2025, source="=1+1", note="n"),
        OwnFigure(metric=REVENUE, value=400, unit="100m_cny", year=2024, qualifier="ge"),
        OwnFigure(metric=SHARE, value=0.4, unit="percent", year=2025),
        OwnFigure(metric=EIA, value=False, unit="boolean"),
        OwnFigure(metric=APPLICANT, value="park", unit="category", year=2020),
        OwnFigure(metric=FIRMS, value=31, unit="firms", year=2025, qualifier="approx"),
    )
    figures, faults = read(write([figure.as_figure() for figure in own], lang=lang))
    assert (figures, faults) == (own, ())


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([REVENUE, "hightech_revenue_growth_minus_province_avg_pp"]),
            st.floats(-1e12, 1e12).map(lambda x: float(f"{x:.15g}") + 0.0).filter(can_be_computed)
            | st.integers(-(10**12), 10**12),
            st.integers(1980, 2025),
        ),
        max_size=8,
        unique_by=lambda row: (row[0], row[2]),
    ),
    st.sampled_from(LANGS),
)
def test_any_own_figures_come_back(rows, lang):
    units = {metric.id: metric.unit for metric in RULES.metrics.values()}
    own = [OwnFigure(metric=m, value=v, unit=units[m], year=y) for m, v, y in rows]
    figures, _ = read(write([figure.as_figure() for figure in own], lang=lang))
    assert sorted(figures, key=repr_key) == sorted(own, key=repr_key)


def repr_key(figure):
    return figure.metric, figure.year


# What it shows


def test_requirements_of_the_chosen_come_first_and_every_metric_once():
    names = list(Filled(write()).rows())
    chosen = [metric.id for metric in list_metrics(RULES, SETS)]
    assert names[: len(chosen)] == chosen
    assert len(names) == len(set(names)) > len(chosen)
    asked = {line.metric for s in SETS for line in s.criteria if not line.is_unread}
    assert set(chosen) == asked
    assert chosen[-1] == "selection_principle"


@pytest.mark.parametrize("lang", LANGS)
def test_groups_follow_each_other_and_documents_are_named(lang):
    t = translator(lang)
    opening = RULES.sets["nat_upgrade_state_council_replies"]
    filled = Filled(write(sets=(opening,), lang=lang), lang)
    groups = [filled.cell(name, "group").value for name in filled.rows()]
    words = [t(f"eligibility_sheet.group_{name}") for name in ("chosen", "gate", "basic")]
    assert list(dict.fromkeys(groups)) == words
    assert groups == sorted(groups, key=words.index)
    # revenue is asked for on the page that opens, and says which documents use it
    assert filled.cell(REVENUE, "group").value == words[2]
    documents = filled.cell(REVENUE, "documents").value
    for name in ("sc_provincial_2022", "cmp_hunan_2021"):
        assert RULES.sets[name].say("title", lang) in documents
    assert opening.say("title", lang) not in documents
    # a line is drawn where another group begins
    first = groups.index(words[1]) + HEAD_ROW + 1
    assert filled.sheet.cell(first, 1).border.top.style == "medium"
    assert filled.sheet.cell(first + 1, 1).border.top.style == "thin"


@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_set_makes_a_template_that_reads_back(lang):
    for rule_set in RULES.sets.values():
        content = write(sets=(rule_set,), lang=lang)
        assert len(read(content)[1]) == 1


def test_units_of_money_are_chosen_and_the_others_given():
    filled = Filled(write())
    assert filled.cell(REVENUE, "unit").value is None
    assert filled.choices(REVENUE, "unit") == ["亿元", "万元", "元", "万亿元", "千元"]
    assert filled.cell(SHARE, "unit").value == "%"
    assert filled.cell(FIRMS, "unit").value == "家"
    english = Filled(write(lang="en"), "en")
    assert english.choices(REVENUE, "unit") == list(list_units("100m_cny", translator("en")))
    assert "10 thousand yuan" in english.choices(REVENUE, "unit")


def test_cells_offer_what_may_be_filled_in():
    filled = Filled(write())
    assert filled.choices(EIA, "value") == ["是", "否"]
    assert filled.choices(REVENUE, "value") == "decimal"
    assert filled.choices(REVENUE, "year") == "whole"
    assert filled.choices(REVENUE, "qualifier") == ["准确", "超过", "约"]
    # the words of every document that uses the metric, the chosen ones first
    assert filled.choices(APPLICANT, "value") == [
        "provincial_industrial_park_non_hightech",
        "provincial_development_zone",
        "city_or_county_industrial_concentration_zone",
    ]
    assert Filled(write(lang="en"), "en").choices(EIA, "value") == ["yes", "no"]


def test_known_figures_stand_beside_and_are_no_input(catalog):
    filled = Filled(write(held(catalog), catalog=catalog))
    text = filled.cell(REVENUE, "known").value
    first, second = text.split("\n")
    assert first == "480亿元（2018年，媒体报道，四川省新增2家省级高新技术产业园区）"
    assert second.startswith("约392亿元（2021年1—7月，")
    assert "数据不满一年，不能代替全年" in second
    assert filled.cell(REVENUE, "value").value is None
    # grey is not to be filled in, yellow is
    for column in COLUMNS:
        colour = filled.cell(REVENUE, column).fill.fgColor.rgb
        assert colour == ("00FFF6DA" if column in INPUTS else "00E8ECF1")
    bare = Filled(write(held(catalog))).cell(REVENUE, "known").value
    assert "480亿元（2018年，媒体报道，Z-S05）" in bare


def test_what_rests_on_memory_is_not_shown_but_counted():
    figure = ZoneFigure(REVENUE, 77777.0, "100m_cny", "2024", "eq", "unverified", ("E-S01",))
    other = ZoneFigure("tech_sme_count_of_nobody", 1.0, "firms", "2024", "eq", "suspect")
    for lang, count in (("zh", "另有1项待核实或存疑的数值"), ("en", "1 value that is unverified")):
        filled = Filled(write([figure, other], lang=lang), lang)
        assert filled.cell(REVENUE, "known").value is None
        notes = filled.book.worksheets[1]
        assert any(count in str(cell.value) for (cell,) in notes.iter_rows())
    assert not any(
        "待核实" in str(cell.value) for (cell,) in Filled(write()).book.worksheets[1].iter_rows()
    )


def test_no_figure_of_another_zone_stands_in_it(catalog):
    filled = Filled(write(held(catalog, "meishan"), zone="眉山高新区", catalog=catalog))
    texts = [str(cell.value) for row in filled.sheet.iter_rows() for cell in row]
    assert not any("480" in text or "宜宾" in text for text in texts)
    assert not any("符合升级条件" in text for text in texts)


def test_it_looks_as_a_table_to_fill_in():
    filled = Filled(write())
    assert filled.sheet.freeze_panes == f"C{HEAD_ROW + 1}"
    definition = filled.cell(REVENUE, "definition").column_letter
    assert filled.sheet.column_dimensions[definition].width > 30
    assert filled.book.sheetnames == ["填报表", "说明"]
    assert filled.sheet["A1"].value == "宜宾高新技术产业园区申报指标填报表"
    assert Filled(write(zone="")).sheet["A1"].value == "高新区申报指标填报表"
    assert Filled(write(lang="en"), "en").book.sheetnames == ["Figures", "Notes"]
    for sheet in filled.book.worksheets:
        assert not sheet.merged_cells.ranges  # they would be refused


def test_the_same_bytes_at_any_time(catalog, monkeypatch):
    first = write(held(catalog), catalog=catalog)
    later = dt.datetime(2031, 5, 6, 7, 8, 9)  # noqa: DTZ001 - as openpyxl takes it

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return later.replace(tzinfo=tz)

    monkeypatch.setattr("openpyxl.packaging.core.datetime.datetime", Clock)
    assert write(held(catalog), catalog=catalog) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time[3:] for info in archive.infolist()} == {(0, 0, 0)}


# Text that tries to leave its place


def planted(shift):
    """Rules whose every text is a payload, and figures that bring more of them."""
    bodies = itertools.cycle(list(PAYLOADS.values())[shift:] + list(PAYLOADS.values())[:shift])
    metrics, lines = {}, []
    for number, unit in enumerate(["100m_cny", "percent", "boolean", "category", "firms", "km2"]):
        name = f"hostile_{number}"
        texts = {
            field: f"{next(bodies)}§{number}{field}§"
            for field in ("label_zh", "label_en", "definition_zh", "definition_en")
        }
        # past the checks: a file would not bring all of them
        metrics[name] = Metric.model_construct(id=name, unit=unit, **texts)
        lines.append(
            Criterion.model_construct(
                id=f"h_{number}",
                metric=name,
                unit=unit,
                kind="quantitative",
                threshold=None,
                effect="requirement",
                label_zh=next(bodies),
                label_en=next(bodies),
            )
        )
    rule_set = SETS[0].model_copy(update={"criteria": tuple(lines)})
    rules = Rules({rule_set.id: rule_set}, metrics)
    figures = [
        ZoneFigure(name, 1.0, metric.unit, "2020", "eq", status, (next(bodies),), next(bodies))
        for name, metric in metrics.items()
        if metric.unit not in {"boolean", "category"}
        for status in ("official", "own")
    ]
    return rules, rule_set, figures, next(bodies)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("shift", range(0, len(PAYLOADS), 9))
def test_no_text_becomes_a_formula_and_rows_are_still_known(shift, lang):
    rules, rule_set, figures, zone = planted(shift)
    content = write(figures, zone=zone, lang=lang, sets=(rule_set,), rules=rules)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not any(
        re.search(r"<(\w+:)?f[ >]", body) for name, body in parts.items() if "sheet" in name
    )
    assert not any("externalLink" in name or "vba" in name.lower() for name in parts)
    filled = Filled(content, lang)
    for sheet in filled.book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value.lstrip()[:1] in set("=+-@＝＋－＠"):
                    assert cell.quotePrefix
    figures, faults = read(filled.save(), rules)
    assert [fault.key for fault in faults if fault.severity == "error"] == []
    assert len(figures) == 4


def test_a_title_of_a_source_is_text(catalog):
    sources = catalog.sources.copy()
    sources["title_zh"] = ["=HYPERLINK(1)"] * len(sources)
    from dataclasses import replace  # noqa: PLC0415

    filled = Filled(write(held(catalog), catalog=replace(catalog, sources=sources)))
    cell = filled.cell(REVENUE, "known")
    assert cell.data_type == "s"
    assert "=HYPERLINK(1)" in cell.value
