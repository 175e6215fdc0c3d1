"""Files that are no update sheet, or were made to harm: refused whole, with a reason."""

from __future__ import annotations

import io
import re
import time
import zipfile

import pytest
from openpyxl import Workbook

from geo.locale import translator
from geo.sheets import read_sheet, write_sheet
from geo.sheets.book import open_book
from geo.sheets.model import _ADVICE, SheetReport
from geo.types import LANGS
from tests.blocked import ROOT
from tests.sheets.conftest import TODAY, Sheet, only

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def rezip(content, change):
    """The file with its parts changed by name: a mapping passed through `change`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.fixture(scope="module")
def content(shipped):
    return write_sheet("zones", shipped, "zh", today=TODAY)


def refused(content, shipped, word, **more):
    result = read_sheet(content, shipped, "zh", today=TODAY, **more)
    problem = only(result)
    assert word in problem.expected
    assert result.changes == ()
    return problem


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "Excel工作簿"),
        (b"adcode,gdp\n510100,1\n", "Excel工作簿"),
        (b"%PDF-1.7", "Excel工作簿"),
        (OLE, "旧版"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"PK\x03\x04" + bytes(100), "无法读取"),
    ],
)
def test_other_files(shipped, body, word):
    refused(body, shipped, word)


def test_a_zip_that_is_no_workbook(shipped):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    refused(out.getvalue(), shipped, "Excel工作簿")


def test_macros(shipped, content):
    refused(rezip(content, lambda p: p.update({"xl/vbaProject.bin": b"x"})), shipped, "宏")
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"

    def rename(parts):
        types = parts["[Content_Types].xml"]
        main = rb"application/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet\.main\+xml"
        assert re.search(main, types)
        parts["[Content_Types].xml"] = re.sub(main, kind, types)

    refused(rezip(content, rename), shipped, "宏")


def test_too_large_a_file(shipped, content, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_SHEET_BYTES", "10000")
    assert len(content) > 10_000
    refused(content, shipped, "10,000字节")


def test_a_bomb_of_zeros_is_not_unpacked(shipped, content):
    bomb = rezip(content, lambda p: p.update({"xl/media/image1.png": bytes(60_000_000)}))
    assert len(bomb) < 200_000
    begin = time.perf_counter()
    refused(bomb, shipped, "解压后")
    assert time.perf_counter() - begin < 2


def test_a_size_that_lies_is_not_believed(shipped, content):
    """The archive claims one byte for a part of 60 MB; no more than that byte is read."""
    bomb = rezip(content, lambda p: p.update({"xl/big.xml": bytes(60_000_000)}))
    size = (60_000_000).to_bytes(4, "little")
    assert bomb.count(size) == 2
    result = read_sheet(bomb.replace(size, b"\x01\0\0\0"), shipped, "zh", today=TODAY)
    assert not result.ready


def test_entities_are_not_expanded(shipped, content):
    laughs = "".join(
        f'<!ENTITY a{n} "{"&a" + str(n - 1) + ";"}{"&a" + str(n - 1) + ";"}">' for n in range(1, 30)
    )
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'

    def change(parts):
        name = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
        parts[name] = head.encode() + parts[name]

    refused(rezip(content, change), shipped, "无法读取")


def test_entities_in_another_coding_are_refused_too(shipped, content):
    def change(parts):
        name = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
        parts[name] = ("<!DOCTYPE x>" + parts[name].decode()).encode("utf-16")

    refused(rezip(content, change), shipped, "无法读取")


def test_too_many_cells(shipped, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_SHEET_CELLS", "1000")
    full = Sheet("indicators", shipped, whole=True).bytes()
    refused(full, shipped, "1,000个单元格")


def test_a_million_tags_are_not_parsed(shipped, content):
    def change(parts):
        name = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
        parts[name] = parts[name].replace(b"</sheetData>", b"<row/>" * 2_000_000 + b"</sheetData>")

    begin = time.perf_counter()
    refused(rezip(content, change), shipped, "个单元格")
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize("cell", [b"<c/>", b'<c s="1"/>', b"<x:c><x:v/></x:c>"])
def test_many_cells_in_one_row_are_not_built(shipped, content, cell):
    def change(parts):
        name = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
        row = b"<row>" + cell * 210_000 + b"</row>"
        parts[name] = parts[name].replace(b"</sheetData>", row + b"</sheetData>")

    begin = time.perf_counter()
    refused(rezip(content, change), shipped, "个单元格")
    assert time.perf_counter() - begin < 3


def test_a_text_longer_than_a_cell_holds(shipped, content):
    def change(parts, text):
        name = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
        row = f'<row r="99"><c r="A99" t="inlineStr"><is><t>{text}</t></is></c></row>'
        parts[name] = parts[name].replace(b"</sheetData>", row.encode() + b"</sheetData>")

    begin = time.perf_counter()
    for text in ("\ufdfa" * 10_000_000, "x" * 150_000, "a>" * 20_000):
        problem = refused(rezip(content, lambda p, t=text: change(p, t)), shipped, "32,767")
    assert time.perf_counter() - begin < 5
    assert problem.cell.endswith("A99")


@pytest.mark.parametrize("cell", ["B1000000", "XFD9", "B3001"])
def test_a_cell_far_away_is_told_not_passed_over(shipped, cell):
    sheet = Sheet("zones", shipped)
    sheet.tab()[cell] = "x"
    begin = time.perf_counter()
    problem = only(sheet.read())
    assert "3000行" in problem.expected
    assert cell in problem.cell
    assert time.perf_counter() - begin < 10


def test_a_coloured_row_far_down_is_no_entry(shipped):
    sheet = Sheet("zones", shipped)
    sheet.tab()["B900000"].number_format = "0.00"
    assert sheet.read().problems == ()


def test_merged_cells(shipped):
    sheet = Sheet("zones", shipped)
    sheet.tab().merge_cells("B5:B6")
    problem = only(sheet.read())
    assert problem.got == "B5:B6"
    assert "合并" in problem.expected


def test_merged_cells_are_told_one_by_one_where_the_reader_goes_on():
    class Report(SheetReport):
        def error(self, key, cell, got="", **params):
            told.append((key, cell, got))

    told = []
    book = Workbook()
    first, second = book.active, book.create_sheet("二")
    first.title = "一"
    for sheet in (first, second):
        sheet.append(["a", "b", "c"])
    first.merge_cells("A1:B1")
    second.merge_cells("B2:C9")
    second.merge_cells("A1:A2")
    out = io.BytesIO()
    book.save(out)
    grids = open_book(out.getvalue(), Report("zh"), merged=True)
    assert told == [
        ("merged", "一!A1:B1", "A1:B1"),
        ("merged", "二!A1:A2", "A1:A2"),
        ("merged", "二!B2:C9", "B2:C9"),
    ]
    one, two = grids
    assert [one.is_merged(1, column) for column in (1, 2, 3)] == [True, True, False]
    assert [two.is_merged(row, 3) for row in (1, 2, 9, 10)] == [False, True, True, False]
    assert two.text(1, 3) == "c"
    # whoever merges hundreds has made no table: nothing is read
    for row in range(3, 300):
        first.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    out = io.BytesIO()
    book.save(out)
    told.clear()
    assert open_book(out.getvalue(), Report("zh"), merged=True) is None
    ((key, cell, got),) = told
    assert (key, cell, got.count(":")) == ("merged", "", 5)


def test_a_foreign_workbook(shipped):
    book = Workbook()
    book.active["A1"] = "hello"
    out = io.BytesIO()
    book.save(out)
    problem = refused(out.getvalue(), shipped, "更新表")
    assert problem.got == "Sheet"


def test_the_other_kind(shipped, content):
    refused(content, shipped, "另一种", kind="indicators")


@pytest.mark.parametrize(
    "attack",
    ['<c r="A1" ' + 'r="A1" ' * 2_000_000, "<c " * 300_000, "<mergeCell " + "ref=" * 5_000_000],
)
def test_markup_made_to_keep_the_search_busy(shipped, content, attack):
    def change(parts):
        name = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
        parts[name] = attack.encode()

    begin = time.perf_counter()
    problem = only(read_sheet(rezip(content, change), shipped, "zh", today=TODAY))
    assert time.perf_counter() - begin < 10
    if len(attack) > 2_000_000:  # stopped before the parser, which would take half a minute
        assert problem.got.startswith("xl/worksheets/")


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rename_sheet(parts, suffix):
    """Give the first worksheet another file name, wherever the file says it."""
    old = next(name for name in parts if name.startswith("xl/worksheets/sheet"))
    new = old.replace(".xml", suffix)
    parts[new] = parts.pop(old)
    stems = old.rsplit("/", 1)[1].encode(), new.rsplit("/", 1)[1].encode()
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        assert stems[0] in parts[name]
        parts[name] = parts[name].replace(*stems)
    return new


def test_a_worksheet_under_another_name_is_not_read_unseen(shipped, content):
    """900,000 cells took 43 s, past every limit, in a part that is called .dat."""
    row = "<row>" + "<c><v>1</v></c>" * 300 + "</row>"
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{row * 3000}</sheetData></worksheet>'

    def change(parts):
        parts[rename_sheet(parts, ".dat")] = body.encode()

    begin = time.perf_counter()
    result = read_sheet(rezip(content, change), shipped, "zh", today=TODAY)
    assert time.perf_counter() - begin < 10
    assert not result.ready


def many_names(parts, number, row):
    """Let so many worksheets be one part that holds `row`."""
    parts["xl/worksheets/one.xml"] = (
        f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'.encode()
    )
    link = f'<Relationship Id="one" Type="{RELS}/worksheet" Target="/xl/worksheets/one.xml"/>'
    names = "".join(
        f'<sheet xmlns:r="{RELS}" name="n{n}" sheetId="{n + 900}" r:id="one"/>'
        for n in range(number)
    )
    for part, end, more in (
        ("xl/_rels/workbook.xml.rels", "</Relationships>", link),
        ("xl/workbook.xml", "</sheets>", names),
    ):
        assert end.encode() in parts[part]
        parts[part] = parts[part].replace(end.encode(), f"{more}{end}".encode())


@pytest.mark.parametrize(
    ("number", "row"),
    [
        (5000, '<row r="3000"><c r="A3000"><v>1</v></c></row>'),
        (50, ("<row>" + "<c><v>1</v></c>" * 250 + "</row>") * 10),
    ],
)
def test_one_worksheet_under_many_names(shipped, content, number, row):
    """What is counted in the parts is read as often as the file names it."""
    begin = time.perf_counter()
    refused(rezip(content, lambda p: many_names(p, number, row)), shipped, "个单元格")
    assert time.perf_counter() - begin < 20


def test_numbers_beyond_all_numbers_are_problems_of_their_cells(shipped):
    sheet = Sheet("indicators", shipped).source()
    sheet.set("510100", "gdp", 7777).set("510300", "gdp", 8888)

    def change(parts):
        for name, body in parts.items():
            vast = body.replace(b"<v>7777</v>", b"<v>" + b"9" * 4000 + b"</v>")
            parts[name] = vast.replace(b"<v>8888</v>", b"<v>1E999</v>")

    result = read_sheet(rezip(sheet.bytes(), change), shipped, "zh", today=TODAY)
    wanted = [sheet.address("510100", "gdp"), sheet.address("510300", "gdp")]
    assert [problem.cell for problem in result.problems] == wanted
    assert not result.ready


def test_marks_that_nobody_sees_are_not_part_of_a_text(shipped):
    """They would make a second zone of one name, or turn the words of the notice round."""
    name = str(shipped.zones["name_zh"].iloc[0])
    sheet = Sheet("zones", shipped).source(list_date="2020-12-31", title="\u202e公报\u200b甲")
    sheet.add(name_zh=f"{name[:2]}\u200b{name[2:]}\ufeff", short_zh="\u200b")
    result = sheet.read()
    assert only(result).got == name
    assert "已有此名称" in only(result).expected
    assert result.document.title == "公报甲"


def test_a_part_that_is_missing(shipped, content):
    def change(parts):
        del parts["xl/workbook.xml"]

    refused(rezip(content, change), shipped, "无法读取")


def test_every_key_of_advice_has_its_sentence_and_the_reverse():
    """Keys are put together from parts, so a spelling mistake would show only when it fires."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "geo" / "sheets").glob("*.py"))
    used = set(re.findall(r"(?:error|warning)\(\s*\"([a-z_0-9]+)\"", code)) | set(_ADVICE)
    used |= set(re.findall(r"None, \"([a-z_0-9]+)\"", code))
    assert len(used) > 50
    for lang in LANGS:
        texts = translator(lang)._texts
        assert {key for key in used if f"sheets.expect_{key}" not in texts} == set()
        advice = {"correct", *_ADVICE.values()}
        assert {key for key in advice if f"sheets.do_{key}" not in texts} == set()
