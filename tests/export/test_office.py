"""Office files settled: the same bytes twice, nothing of the clock, and still readable."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import docx
import openpyxl
import pytest

from geo.export.office import NO_DAY, fit_text, settle_package

DAY = dt.date(2026, 11, 22)
ONE, OTHER = (dt.datetime.fromisoformat(text) for text in ("2026-01-02T03:04:05", "2031-06-07"))


def make_xlsx(moment):
    book = openpyxl.Workbook()
    book.active["A1"] = "四川"
    book.properties.created = moment
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_docx(moment):
    paper = docx.Document()
    paper.add_paragraph("四川")
    paper.core_properties.created = paper.core_properties.modified = moment
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def read_xlsx(body):
    return openpyxl.load_workbook(io.BytesIO(body)).active["A1"].value


def read_docx(body):
    return docx.Document(io.BytesIO(body)).paragraphs[0].text


MAKERS = {"xlsx": (make_xlsx, read_xlsx), "docx": (make_docx, read_docx)}


def repack(body, order, moment, extra=()):
    """Return the same package as another writer would put it down."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as given, zipfile.ZipFile(out, "w") as made:
        for name in order(given.namelist()):
            made.writestr(zipfile.ZipInfo(name, moment), given.read(name))
        for name, part in extra:
            made.writestr(zipfile.ZipInfo(name, moment), part)
    return out.getvalue()


def parts_of(body):
    with zipfile.ZipFile(io.BytesIO(body)) as given:
        assert given.testzip() is None
        return {info.filename: (info, given.read(info)) for info in given.infolist()}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_clock_and_the_order_of_writing_leave_no_trace(kind):
    make, read = MAKERS[kind]
    one = make(ONE)
    other = repack(make(OTHER), sorted, (2031, 6, 7, 8, 9, 10))
    assert one != other
    settled = settle_package(one, DAY)
    assert settled == settle_package(other, DAY) == settle_package(settled, DAY)
    assert read(settled) == "四川"
    found = parts_of(settled)
    assert {info.date_time for info, _ in found.values()} == {(2026, 11, 22, 0, 0, 0)}
    assert {info.create_system for info, _ in found.values()} == {0}
    core = found["docProps/core.xml"][1].decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2026-11-22T00:00:00Z"] * 2


@pytest.mark.parametrize("kind", MAKERS)
def test_nothing_else_is_changed(kind):
    body = MAKERS[kind][0](ONE)
    given, settled = parts_of(body), parts_of(settle_package(body, DAY))
    assert sorted(given) == sorted(settled)
    assert [name for name in given if given[name][1] != settled[name][1]] == ["docProps/core.xml"]
    # a reader that streams must meet the content types first
    assert [*settled][:2] == ["[Content_Types].xml", "_rels/.rels"]


def test_without_a_day_a_file_bears_one_that_is_always_the_same():
    body = make_xlsx(ONE)
    assert settle_package(body) == settle_package(body, NO_DAY)
    book = openpyxl.load_workbook(io.BytesIO(settle_package(body)))
    assert (
        book.properties.created
        == book.properties.modified
        == dt.datetime.fromisoformat("2000-01-01")
    )


def test_a_sheet_inside_a_deck_is_settled_too():
    def deck(moment):
        inner = make_xlsx(moment)
        where = "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx"
        return repack(make_docx(moment), list, (2026, 1, 1, 0, 0, 0), [(where, inner)])

    one = settle_package(deck(ONE), DAY)
    assert one == settle_package(deck(OTHER), DAY)
    inner = parts_of(one)["ppt/embeddings/Microsoft_Excel_Sheet1.xlsx"][1]
    assert read_xlsx(inner) == "四川"


def test_a_part_can_be_another_and_an_empty_one_is_one():
    body = make_docx(ONE)
    parts = {"word/settings.xml": b"<x/>", "word/fontTable.xml": b"", "word/strange.xml": b"<y/>"}
    found = parts_of(settle_package(body, DAY, parts=parts))
    assert found["word/settings.xml"][1] == b"<x/>"
    assert found["word/fontTable.xml"][1] == b""
    assert "word/strange.xml" not in found


def test_text_keeps_what_xml_can_hold():
    assert fit_text("四川\t高新\n区 😀") == "四川\t高新\n区 😀"
    assert fit_text("a\0b\x0bc\ud800d\uffff") == "a\ufffdb\ufffdc\ufffdd\ufffd"
