"""Paper as offices write it (GB/T 9704): fonts, margins, headings, tables, page numbers."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm, Pt

from geo.export.office import fit_text, settle_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docx.document import Document as Paper
    from docx.section import Section
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    from geo.locale import Translator

LATIN: Final = "Times New Roman"
TITLE, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"

_NEXT_BEST: Final = {
    TITLE: "宋体",
    FANG: "仿宋_GB2312",
    KAI: "楷体_GB2312",
    HEI: "SimHei",
    SONG: "SimSun",
}
"""Fonts that a machine may have in the place of one that it lacks."""

SIZE_TITLE, SIZE_BODY, SIZE_TABLE, SIZE_SMALL = 22.0, 16.0, 12.0, 9.0
"""二号, 三号, 小四, 小五."""

_LEADING: Final = 28.0
_SIZE_NUMBER: Final = 14.0  # 四号
_GAP: Final = 10.0
_CELL_AIR: Final = 2.0
_SHADE: Final = "E3EAF3"
_A4: Final = (210, 297)
_PORTRAIT: Final = {"top": 37, "bottom": 35, "left": 28, "right": 26}
_LANDSCAPE: Final = {"top": 26, "bottom": 24, "left": 22, "right": 22}
WIDE_MM: Final = _A4[1] - _LANDSCAPE["left"] - _LANDSCAPE["right"]
TALL_MM: Final = _A4[0] - _PORTRAIT["left"] - _PORTRAIT["right"]

_FONT_TABLE: Final = "word/fontTable.xml"
_CHINESE: Final = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


def start_paper(title: str, day: dt.date, t: Translator) -> Paper:
    """Return an empty document with the styles of an office.

    Parameters
    ----------
    title
        Title that the file's properties bear.
    day
        Day that they bear.
    t
        The words.
    """
    paper = Document()
    styles = paper.styles
    _set_style(styles["Normal"], FANG, SIZE_BODY)
    _set_style(styles["Title"], TITLE, SIZE_TITLE)
    _set_style(styles["Heading 1"], HEI, SIZE_BODY, level=0)
    _set_style(styles["Heading 2"], KAI, SIZE_BODY, level=1)
    defaults = styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    defaults.set(qn("w:eastAsia"), "zh-CN")
    section = paper.sections[0]
    _set_page(section, is_wide=False)
    paper.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        _number_pages(footer.paragraphs[0], side)
    properties = paper.core_properties
    properties.title = fit_text(title)
    properties.author = properties.last_modified_by = t("common.title")
    properties.comments = ""
    properties.language = "zh-CN" if t.lang == "zh" else "en-US"
    properties.created = properties.modified = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the format has no zone
    return paper


def finish_paper(paper: Paper, day: dt.date) -> bytes:
    """Return the file; the same document gives the same bytes."""
    body = io.BytesIO()
    paper.save(body)
    return settle_package(body.getvalue(), day, parts={_FONT_TABLE: _write_font_table()})


def turn_page(paper: Paper, *, is_wide: bool, restarts: bool = False) -> None:
    """Go on with a new page, upright or lying; one that restarts has the number 1."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section, is_wide=is_wide)
    if restarts:
        number = OxmlElement("w:pgNumType")
        number.set(qn("w:start"), "1")
        columns = section._sectPr.find(qn("w:cols"))  # noqa: SLF001 - python-docx knows no page numbers
        columns.addprevious(number)


def add_title(paper: Paper, text: str, size: float = SIZE_TITLE) -> Paragraph:
    """Add a title in the middle."""
    paragraph = paper.add_paragraph(style="Title")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(_GAP)
    _lead(paragraph, size * 1.5)
    write(paragraph, text, TITLE, size)
    return paragraph


def add_heading(paper: Paper, text: str, level: int) -> Paragraph:
    """Add a heading of level 1 or 2."""
    paragraph = _add_paragraph(paper, f"Heading {level}")
    paragraph.add_run(fit_text(text))
    _indent(paragraph)
    return paragraph


def add_text(
    paper: Paper,
    text: str,
    *,
    font: str = FANG,
    size: float = SIZE_BODY,
    is_indented: bool = True,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> Paragraph:
    """Add a paragraph of running text."""
    paragraph = _add_paragraph(paper)
    if align is not None:
        paragraph.alignment = align
    if is_indented:
        _indent(paragraph)
    if size != SIZE_BODY:
        _lead(paragraph, size * 1.5)
    write(paragraph, text, font, size)
    return paragraph


def _add_paragraph(paper: Paper, style: str | None = None) -> Paragraph:
    body = paper.element.body
    is_after_table = body.xpath("./*[not(self::w:sectPr)][last()][self::w:tbl]")
    paragraph = paper.add_paragraph(style=style)
    if is_after_table:
        paragraph.paragraph_format.space_before = Pt(_GAP)
    return paragraph


def write(paragraph: Paragraph, text: str, font: str, size: float, *, is_bold: bool = False) -> Run:
    """Add text in one font to a paragraph."""
    run = paragraph.add_run(fit_text(text))
    run.font.size = Pt(size)
    run.font.bold = is_bold or None
    # python-docx knows no East Asian font
    fonts = _set_fonts(run._element.get_or_add_rPr(), font)  # noqa: SLF001
    if _CHINESE.search(text):
        # quotation marks and the like are Chinese letters in a Chinese text
        fonts.set(qn("w:hint"), "eastAsia")
    return run


def add_table(
    paper: Paper,
    widths: Sequence[float],
    heads: Sequence[str],
    rows: Iterable[Sequence[str | Sequence[tuple[str, str]]]],
    *,
    size: float = SIZE_TABLE,
    centred: Iterable[int] = (0,),
) -> Table:
    """Add a table whose heads come again on each page and whose rows are never cut.

    Parameters
    ----------
    widths
        Of the columns, in millimetres.
    heads
        Heads of the columns; none for a table without.
    rows
        A text for each cell, or several paragraphs, each with a label and a text.
    size
        Of the letters, in points.
    centred
        Columns whose text stands in the middle.
    """
    table: Table = paper.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _give_air(table)
    middle = set(centred)
    grid = table._tbl.tblGrid  # noqa: SLF001 - widths of the grid cannot be set otherwise
    for column, width in zip(grid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    if heads:
        cells = _add_row(table, widths, is_head=True)
        for cell, head in zip(cells, heads, strict=True):
            paragraph = _first(cell, size)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            write(paragraph, head, HEI, size)
            _shade(cell)
    for row in rows:
        for number, (cell, content) in enumerate(zip(_add_row(table, widths), row, strict=True)):
            _fill(cell, content, size, is_middle=number in middle)
    return table


def _give_air(table: Table) -> None:
    """Keep letters off the rules above and below them."""
    air = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(_CELL_AIR * 20)))
        margin.set(qn("w:type"), "dxa")
        air.append(margin)
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx knows no margins of cells
    look = properties.find(qn("w:tblLook"))
    look.addprevious(air)


def _fill(
    cell: _Cell,
    content: str | Sequence[tuple[str, str]],
    size: float,
    *,
    is_middle: bool,
) -> None:
    lines = [("", content)] if isinstance(content, str) else content
    for number, (label, text) in enumerate(lines or [("", "")]):
        paragraph = _first(cell, size) if number == 0 else _further(cell, size)
        if is_middle:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if label:
            write(paragraph, label, HEI, size)
        write(paragraph, text, FANG, size)


def _add_row(table: Table, widths: Sequence[float], *, is_head: bool = False) -> list[_Cell]:
    row: Any = table.add_row()  # type: ignore[no-untyped-call]
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - neither mark has a name in python-docx
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    cells = list(row.cells)
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Mm(width)
    return cells


def _first(cell: _Cell, size: float) -> Paragraph:
    return _set_cell_paragraph(cell.paragraphs[0], size)


def _further(cell: _Cell, size: float) -> Paragraph:
    return _set_cell_paragraph(cell.add_paragraph(), size)


def _set_cell_paragraph(paragraph: Paragraph, size: float) -> Paragraph:
    _lead(paragraph, size * 1.35)
    return paragraph


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _lead(paragraph: Paragraph, points: float) -> None:
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(points)


def _indent(paragraph: Paragraph) -> None:
    """Indent the first line by two letters, whatever their size."""
    paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE_BODY)
    indent = paragraph._p.get_or_add_pPr().find(qn("w:ind"))  # noqa: SLF001
    indent.set(qn("w:firstLineChars"), "200")


def _set_page(section: Section, *, is_wide: bool) -> None:
    short, long = (Mm(length) for length in _A4)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if is_wide else (short, long)
    margins = _LANDSCAPE if is_wide else _PORTRAIT
    section.top_margin, section.bottom_margin = Mm(margins["top"]), Mm(margins["bottom"])
    section.left_margin, section.right_margin = Mm(margins["left"]), Mm(margins["right"])
    section.header_distance = Mm(15)
    section.footer_distance = Mm(margins["bottom"] - 7)


def _number_pages(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = side
    space = Pt(_SIZE_NUMBER)
    paragraph.paragraph_format.left_indent = space
    paragraph.paragraph_format.right_indent = space
    write(paragraph, "— ", SONG, _SIZE_NUMBER)
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        _put(paragraph, mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.text = "PAGE"
            _put(paragraph, code)
        elif kind == "separate":
            write(paragraph, "1", SONG, _SIZE_NUMBER)
    write(paragraph, " —", SONG, _SIZE_NUMBER)


def _put(paragraph: Paragraph, element: Any) -> None:
    run = write(paragraph, "", SONG, _SIZE_NUMBER)
    run._element.append(element)  # noqa: SLF001 - python-docx knows no fields


def _set_style(style: Any, font: str, size: float, level: int | None = None) -> None:
    """Make a style of the template our own: black, in the fonts of an office."""
    element = style.element
    for name in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(name)):
            element.remove(old)
    style.font.size = Pt(size)
    _set_fonts(element.get_or_add_rPr(), font)
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.line_spacing = Pt(_LEADING)
    if level is not None:
        spacing.keep_with_next = True
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level))
        element.get_or_add_pPr().append(outline)


def _set_fonts(properties: Any, font: str) -> Any:
    fonts = properties.get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), font)
    return fonts


def _write_font_table() -> bytes:
    """Name what a machine without our fonts may take in their place."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in _NEXT_BEST.items()
    )
    space = nsmap["w"]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:fonts xmlns:w="{space}">{fonts}<w:font w:name="{LATIN}">'
        '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
        "</w:fonts>"
    ).encode()
