"""A sheet as a reader fills it in: written, opened, changed, saved, read back."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from geo.catalog import load_catalog
from geo.sheets import read_sheet, write_sheet

TODAY = dt.date(2026, 11, 22)
SOURCE = {
    "title": "测试统计公报",
    "publisher": "测试统计局",
    "date": "2026-03",
    "status": "媒体报道",
}
MARKS = {"indicators": "adcode", "zones": "zone_id"}


_WRITTEN = {}


def _bytes(kind, catalog, lang, whole):
    """The file as written; without its other years unless whole, which is much faster to test."""
    key = (kind, catalog.digest, lang, whole)
    if key not in _WRITTEN:
        content = write_sheet(kind, catalog, lang, today=TODAY)
        if not whole:
            book = load_workbook(io.BytesIO(content))
            kept = ("2023", "来源", "高新区", "选项", "Source", "Zones", "Options")
            for tab in list(book):
                if not tab.title.endswith(kept):
                    del book[tab.title]
            out = io.BytesIO()
            book.save(out)
            content = out.getvalue()
        _WRITTEN[key] = content
    return _WRITTEN[key]


class Sheet:
    """One update sheet in a reader's spreadsheet."""

    def __init__(self, kind, catalog, lang="zh", *, whole=False):
        self.kind, self.catalog, self.lang = kind, catalog, lang
        self.book = load_workbook(io.BytesIO(_bytes(kind, catalog, lang, whole)))

    def tab(self, year="2023"):
        if self.kind == "zones":
            return self.book["高新区" if self.lang == "zh" else "Zones"]
        return self.book[f"指标{year}" if self.lang == "zh" else f"Indicators {year}"]

    def head(self, tab):
        return next(r for r in range(1, 21) if tab.cell(r, 1).value == MARKS[self.kind])

    def column(self, tab, name):
        row = self.head(tab)
        return next(c for c in range(1, tab.max_column + 1) if tab.cell(row, c).value == name)

    def row(self, tab, key):
        return next(r for r in range(1, tab.max_row + 1) if tab.cell(r, 1).value == key)

    def cell(self, key, name, year="2023"):
        """The cell of a row (code or zone id) and a column (indicator or property)."""
        tab = self.tab(year)
        return tab.cell(self.row(tab, key), self.column(tab, name))

    def address(self, key, name, year="2023"):
        cell = self.cell(key, name, year)
        return f"{cell.parent.title}!{cell.coordinate}"

    def set(self, key, name, value, year="2023"):
        self.cell(key, name, year).value = value
        return self

    def add(self, **values):
        """Fill the first empty row with a new zone; return its row number."""
        tab = self.tab()
        name = self.column(tab, "name_zh")
        row = next(
            r for r in range(self.head(tab) + 1, 999) if not (tab.cell(r, name).value or r > 500)
        )
        for key, value in values.items():
            tab.cell(row, self.column(tab, key)).value = value
        return row

    def source(self, **values):
        tab = self.book["来源" if self.lang == "zh" else "Source"]
        for key, value in (SOURCE | values).items():
            row = next(r for r in range(1, 20) if tab.cell(r, 1).value == key)
            tab.cell(row, 3).value = value
        return self

    def bytes(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def read(self, **more):
        return read_sheet(self.bytes(), self.catalog, self.lang, today=TODAY, **more)


@pytest.fixture(scope="session")
def shipped():
    return load_catalog()


@pytest.fixture
def indicators(shipped):
    return Sheet("indicators", shipped).source()


@pytest.fixture
def zones(shipped):
    return Sheet("zones", shipped).source(list_date="2020-12-31")


def errors(result):
    return [(p.cell, p.expected) for p in result.problems if p.severity == "error"]


def only(result):
    """The one error of a sheet with one thing wrong."""
    found = [p for p in result.problems if p.severity == "error"]
    assert len(found) == 1, found
    assert found[0].advice
    assert not result.ready
    return found[0]
