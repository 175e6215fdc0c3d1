"""What a written sheet is to a spreadsheet: text stays text, and its lists fit."""

from __future__ import annotations

import io
import time

import pytest
from openpyxl import load_workbook

from geo.sheets import write_sheet
from geo.sheets.model import SHEET_KINDS
from geo.types import LANGS
from tests.hostile import plant
from tests.sheets.conftest import TODAY


def opened(kind, catalog, lang="zh"):
    return load_workbook(io.BytesIO(write_sheet(kind, catalog, lang, today=TODAY)))


@pytest.mark.parametrize("kind", SHEET_KINDS)
@pytest.mark.parametrize("shift", [0, 23, 46])
def test_hostile_texts_are_text_cells(shipped, kind, shift):
    planted = plant(shipped, shift)
    book = opened(kind, planted.catalog)
    kinds = {cell.data_type for tab in book for row in tab.iter_rows() for cell in row}
    # "n" stands for blank cells as well; "f" would be a formula
    assert kinds <= {"s", "inlineStr", "n"}
    texts = {
        cell.value
        for tab in book
        for row in tab.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    assert any("§" in text for text in texts)
    starts = [cell for text in texts if text.lstrip().startswith("=") for cell in (text,)]
    assert starts or kind == "indicators"


@pytest.mark.parametrize("kind", SHEET_KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_a_spreadsheet_takes_the_lists_and_names(shipped, kind, lang):
    book = opened(kind, shipped, lang)
    for tab in book:
        assert len(tab.title) <= 31
        for rule in tab.data_validations.dataValidation:
            assert len(str(rule.formula1)) <= 257  # 255 and the two quotation marks
    options = book["选项" if lang == "zh" else "Options"]
    assert options.sheet_state == "hidden"
    assert options.max_row == 21


def test_units_frozen_head_and_number_formats(shipped):
    tab = opened("indicators", shipped)["指标2023"]
    assert tab.freeze_panes == "C6"
    column = next(c for c in range(3, 99) if tab.cell(4, c).value == "gdp")
    assert [tab.cell(row, column).value for row in (3, 4, 5)] == ["地区生产总值", "gdp", "亿元"]
    assert tab.cell(6, column).number_format == "#,##0.0"


def test_a_bound_shows_as_such_and_stays_a_number(shipped):
    values = shipped.prefecture_values
    rows = values[(values["qualifier"] != "eq") & values["status"].isin(["official", "reported"])]
    row = rows[rows["period"].str.len() == 4].iloc[0]
    tab = opened("indicators", shipped)[f"指标{row['period']}"]
    column = next(c for c in range(3, 99) if tab.cell(4, c).value == row["indicator"])
    line = next(r for r in range(6, 27) if tab.cell(r, 1).value == row["adcode"])
    cell = tab.cell(line, column)
    assert cell.value == row["value"]
    assert ("超过" in cell.number_format) == (row["qualifier"] == "ge")
    assert ("约" in cell.number_format) == (row["qualifier"] == "approx")


def test_writing_is_quick_enough_to_wait_for(shipped):
    begin = time.process_time()  # other work on the machine does not count
    write_sheet("indicators", shipped, "zh", today=TODAY)
    assert time.process_time() - begin < 10
