"""Slides as PPTX: what a person edits in PowerPoint or WPS, the same bytes each time."""

from __future__ import annotations

import io
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from geo.export.office import fit_text, settle_package
from geo.export.slides.content import Table, even_out
from geo.sheets.write import put

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph

    from geo.export.slides.content import Chart, SlideContent
    from geo.locale import Translator

FONT: Final = "微软雅黑"
"""Windows and WPS have it."""

_LATIN: Final = {"zh": FONT, "en": "Arial"}
_WIDTH, _HEIGHT = 13.333, 7.5
_EDGE: Final = 0.45
_TITLE_TOP, _TITLE_HEIGHT = 0.28, 0.72
_TOP: Final = 1.62
"""Of what stands below title and subtitle. All lengths in inches."""
_BOTTOM: Final = 7.1
_GAP: Final = 0.3
_PANEL: Final = 3.9
_WIDE_PANEL: Final = 5.2
_LEAST_CHART: Final = 2.3
_BAR: Final = 0.38
_ROW: Final = 0.1
"""Of a row of a table, what is not its lines."""

_CELL: Final = 0.09
_BOLD: Final = 1.1
"""How much wider bold letters are, at most."""

_HEADROOM: Final = 1.5
"""Of the axis over the longest bar, for its label."""

Box = tuple[float, float, float, float]
"""Left, top, width, height in inches."""

_WHOLE: Final[Box] = (_EDGE, _TOP, _WIDTH - 2 * _EDGE, _BOTTOM - _TOP)
"""What stands below title and subtitle."""

_INK = RGBColor(0x14, 0x26, 0x3D)
_BLUE = RGBColor(0x1D, 0x4F, 0x91)
_GREY = RGBColor(0x46, 0x51, 0x5D)
_PALE = RGBColor(0xF3, 0xF6, 0xF9)
_WHITE = RGBColor(0xFF, 0xFF, 0xFF)

_TITLE_PT: Final = 30
_BODY_PT: Final = 20
LEAST_PT: Final = 18
"""Nothing that is to be read from the wall is smaller."""
_LINE: Final = 1.3
_POINTS_AN_INCH: Final = 72
_FIRST_WIDE: Final = 0x2E80
"""Letters from here on are as wide as they are high."""


def render_slides(
    slides: Sequence[SlideContent], t: Translator, *, title: str, date: dt.date | None = None
) -> bytes:
    """Return a presentation.

    Parameters
    ----------
    slides
        In order. What has more text than its slide can hold at a size for the wall goes on on a
        slide of its own.
    t
        The words; those of the slides' language.
    title
        Of the file.
    date
        Day that the file bears; none if not given, so that the same slides give the same bytes.

    Returns
    -------
    bytes
        The file: 16:9, titles and notes in their own places, text at 18 points or more.
    """
    deck = Presentation()
    _widen(deck)
    _set_fonts(deck, t)
    for content in slides:
        _write_slide(deck, content, t)
    properties = deck.core_properties
    properties.title = fit_text(title)
    properties.author = properties.last_modified_by = t("common.title")
    properties.revision = 1
    body = io.BytesIO()
    deck.save(body)
    return settle_package(body.getvalue(), date)


def _widen(deck: Deck) -> None:
    """Make the template, which is 4:3, 16:9, so that slides added by hand fit too."""
    before = deck.slide_width or Inches(10)
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    factor = Inches(_WIDTH) / before
    master = deck.slide_master
    for shapes in (master.shapes, *(layout.shapes for layout in master.slide_layouts)):
        for shape in shapes:
            # a placeholder without a place of its own takes that of the master
            if shape._element.find(f".//{qn('a:off')}") is not None:  # noqa: SLF001
                left, width = shape.left, shape.width
                shape.left, shape.width = Emu(int(left * factor)), Emu(int(width * factor))


def _set_fonts(deck: Deck, t: Translator) -> None:
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode("utf-8")
    text = text.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{_LATIN[t.lang]}"/>')
    text = text.replace('<a:ea typeface=""/>', f'<a:ea typeface="{FONT}"/>')
    theme._blob = text.encode("utf-8")  # noqa: SLF001 - the library has no other door to a theme


def _write_slide(deck: Deck, content: SlideContent, t: Translator) -> None:
    if content.is_cover:
        _write_cover(deck, content, t)
        return
    slide = _start(deck, content, t)
    if content.notes:
        _set_notes(slide, content.notes)
    rows: Table | None = None
    if content.picture is None:
        area = _area(content)
        rest, used = _add_paragraphs(slide, area, content.text, t)
        if content.table is not None:
            box = area if rest or not content.text else _below(area, used)
            rows = content.table if rest else _add_table(slide, box, content.table, t)
    else:
        rest = _write_beside(slide, content, content.picture, t)
    while rest:
        rest, _ = _add_paragraphs(_start(deck, content, t, is_more=True), _WHOLE, rest, t)
    while rows is not None:
        rows = _add_table(_start(deck, content, t, is_more=True), _WHOLE, rows, t)


def _area(content: SlideContent) -> Box:
    """Return what is left below title and subtitle, which may take more than one line."""
    more = _count_lines(content.subtitle, LEAST_PT, _WHOLE[2]) - 1
    left, top, width, height = _WHOLE
    extra = more * LEAST_PT * 1.25 / _POINTS_AN_INCH
    return left, top + extra, width, height - extra


def _below(box: Box, used: float) -> Box:
    left, top, width, height = box
    return left, top + used + _GAP, width, height - used - _GAP


def _start(deck: Deck, content: SlideContent, t: Translator, *, is_more: bool = False) -> Slide:
    """Return a new slide with title, subtitle, mark and number."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = t("slides.more", title=content.title) if is_more else content.title
    width = _WIDTH - 2 * _EDGE
    shape = slide.shapes.title
    assert shape is not None  # noqa: S101 - the layout has one
    _place(shape, _EDGE, _TITLE_TOP, width - (1.6 if content.mark else 0), _TITLE_HEIGHT)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    size = _TITLE_PT
    while size > LEAST_PT and _count_lines(title, size, width) > (1 if size > _BODY_PT else 2):
        size -= 2
    _write(frame.paragraphs[0], title, t, size=size, bold=True, colour=_INK)
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    rule = slide.shapes.add_shape(
        MSO_SHAPE.RECTANGLE, Inches(_EDGE), Inches(1.03), Inches(width), Inches(0.045)
    )
    rule.fill.solid()
    rule.fill.fore_color.rgb = _BLUE
    rule.line.fill.background()
    rule.shadow.inherit = False
    if content.subtitle and not is_more:
        _add_text(slide, (_EDGE, 1.1, width, 0.45), content.subtitle, t, _GREY)
    if content.mark:
        box = _add_text(slide, (_WIDTH - _EDGE - 1.9, 0.4, 1.9, 0.45), content.mark, t, _BLUE)
        box.paragraphs[0].alignment = PP_ALIGN.RIGHT
    _add_number(slide, t)
    return slide


def _write_cover(deck: Deck, content: SlideContent, t: Translator) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    ground = slide.background.fill
    ground.solid()
    ground.fore_color.rgb = _INK
    title, subtitle = slide.shapes.title, slide.placeholders[1]
    assert title is not None  # noqa: S101 - the layout has one
    left, width = 1.0, _WIDTH - 2.0
    if content.picture is not None:
        left, width = 0.7, 4.6
        _add_picture(slide, content, content.picture, (5.6, 0.9, _WIDTH - 6.2, 5.7), t)
    _place(title, left, 2.0, width, 1.8)
    title.text_frame.word_wrap = True
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    size = 44
    while size > _TITLE_PT and _count_lines(content.title, size, width) > 2:  # noqa: PLR2004
        size -= 2
    _write(title.text_frame.paragraphs[0], content.title, t, size=size, bold=True, colour=_WHITE)
    _place(subtitle, left, 3.95, width, 2.4)
    lines = [text for text in (content.subtitle, *content.text, content.mark) if text]
    frame = subtitle.text_frame
    frame.word_wrap = True
    for number, text in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(6)
        _write(paragraph, text, t, size=_BODY_PT, colour=_WHITE)
    if not lines:
        subtitle._element.getparent().remove(subtitle._element)  # noqa: SLF001 - else "click to add"
    title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    if content.notes:
        _set_notes(slide, content.notes)


def _write_beside(
    slide: Slide, content: SlideContent, picture: bytes, t: Translator
) -> tuple[str, ...]:
    """Write the map, and words, chart or table to its right; return text without room."""
    _, top, _, height = _area(content)
    has_panel = bool(content.text or content.chart or content.table)
    panel = _PANEL if has_panel else 0.0
    if content.text and _measure(content.text, LEAST_PT, _PANEL) > height:
        panel = _WIDE_PANEL
    room = _WIDTH - 2 * _EDGE - (panel + _GAP if panel else 0)
    _add_picture(slide, content, picture, (_EDGE, top, room, height), t)
    if not panel:
        return ()
    at = _EDGE + room + _GAP
    box = (at, top, panel, height)
    rest: tuple[str, ...] = ()
    if content.text:
        has_more = content.chart is not None or content.table is not None
        has_room = has_more and (
            _measure(content.text, _BODY_PT, panel) + _LEAST_CHART + _GAP <= height
        )
        limit = height - _LEAST_CHART - _GAP if has_room else height
        rest, written = _add_paragraphs(slide, (at, top, panel, limit), content.text, t)
        if not has_room:
            return rest
        box = _below(box, written)
    if content.chart is not None:
        _add_chart(slide, box, content.chart, t)
    elif content.table is not None:
        _add_table(slide, box, content.table, t)
    return rest


def _add_picture(
    slide: Slide, content: SlideContent, picture: bytes, box: Box, t: Translator
) -> None:
    """Show a picture in the middle of a box, as large as it can be."""
    left, top, width, height = box
    with Image.open(io.BytesIO(picture)) as opened:
        across, down = opened.size
    scale = min(width / across, height / down)
    wide, high = across * scale, down * scale
    shown = slide.shapes.add_picture(
        io.BytesIO(picture),
        Inches(left + (width - wide) / 2),
        Inches(top + (height - high) / 2),
        Inches(wide),
        Inches(high),
    )
    alt = t("slides.picture", title=content.subtitle or content.title)
    shown._element.nvPicPr.cNvPr.set("descr", fit_text(alt))  # noqa: SLF001 - no other door


def _add_paragraphs(
    slide: Slide, box: Box, text: Sequence[str], t: Translator
) -> tuple[tuple[str, ...], float]:
    """Write paragraphs, as large as they may be; return those without room, and the height used."""
    height = box[3]
    size = next(
        (pt for pt in (24, _BODY_PT, LEAST_PT) if _measure(text, pt, box[2]) <= height), LEAST_PT
    )
    fitting = len(text)
    while fitting > 1 and _measure(text[:fitting], size, box[2]) > height:
        fitting -= 1
    frame = _add_frame(slide, box)
    for number, paragraph in enumerate(text[:fitting]):
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        # in points: a multiple is one of the font's own height, which no two programs agree on
        line.line_spacing = Pt(size * _LINE)
        line.space_after = Pt(size * 0.5)
        _write(line, paragraph, t, size=size, colour=_INK)
    return tuple(text[fitting:]), _measure(text[:fitting], size, box[2])


def _measure(text: Sequence[str], size: int, width: float) -> float:
    """Return how high paragraphs are, in inches."""
    lines = sum(_count_lines(paragraph, size, width) for paragraph in text)
    return (lines * size * _LINE + len(text) * size * 0.5) / _POINTS_AN_INCH


def _count_lines(text: str, size: int, width: float) -> int:
    letters = max(1, width * _POINTS_AN_INCH / size)
    return max(1, math.ceil(_units(text) / letters))


def _units(text: str) -> float:
    """Return the width of a text in letters; programs put a space where scripts meet."""
    wide = [ord(letter) >= _FIRST_WIDE for letter in text]
    meetings = sum(one != other for one, other in pairwise(wide))
    return sum(1.0 if one else 0.6 for one in wide) + 0.22 * meetings


def _add_frame(slide: Slide, box: Box) -> TextFrame:
    left, top, width, height = (Inches(one) for one in box)
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _add_text(slide: Slide, box: Box, text: str, t: Translator, colour: RGBColor) -> TextFrame:
    frame = _add_frame(slide, box)
    _write(frame.paragraphs[0], text, t, size=LEAST_PT, colour=colour)
    return frame


def _write(
    paragraph: _Paragraph,
    text: str,
    t: Translator,
    *,
    size: int,
    colour: RGBColor,
    bold: bool = False,
) -> None:
    run = paragraph.add_run()
    run.text = fit_text(text)
    font = run.font
    font.size, font.bold = Pt(size), bold
    font.color.rgb = colour
    font.language_id = (
        MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE if t.lang == "zh" else MSO_LANGUAGE_ID.ENGLISH_US
    )
    _set_typefaces(run._r.get_or_add_rPr(), t)  # noqa: SLF001 - the library sets Latin letters only


def _set_typefaces(properties: Any, t: Translator) -> None:
    """Name both typefaces: what opens the file may not heed the theme."""
    for tag, face in (("a:latin", _LATIN[t.lang]), ("a:ea", FONT)):
        node = properties.makeelement(qn(tag), {"typeface": face})
        properties.append(node)


def _add_number(slide: Slide, t: Translator) -> None:
    frame = _add_frame(slide, (_WIDTH - _EDGE - 0.8, 7.08, 0.8, 0.36))
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT
    _write(paragraph, "", t, size=LEAST_PT, colour=_GREY)
    run = paragraph.runs[0]._r  # noqa: SLF001 - the library has no fields
    field = run.makeelement(
        qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
    )
    properties = run.find(qn("a:rPr"))
    if properties is not None:
        field.append(properties)
    text = run.makeelement(qn("a:t"), {})
    text.text = "‹#›"
    field.append(text)
    run.getparent().replace(run, field)


def _add_chart(slide: Slide, box: Box, chart: Chart, t: Translator) -> None:
    number_format = "#,##0" + ("." + "0" * chart.decimals if chart.decimals else "")
    # the title may take a line less for fewer bars, never a line more
    high = _count_lines(chart.title(t), LEAST_PT, box[2]) * LEAST_PT * _LINE / _POINTS_AN_INCH
    chart = chart.cut(max(3, int((box[3] - high) / _BAR)))
    title = chart.title(t)
    data = CategoryChartData(number_format=number_format)
    data.categories = [fit_text(name) for name in chart.names]
    data.add_series(fit_text(chart.series), chart.values)
    lines = _count_lines(title, LEAST_PT, box[2])
    head = lines * LEAST_PT * _LINE / _POINTS_AN_INCH
    left, top, width, height = box
    _add_text(slide, (left, top, width, head), title, t, _INK)
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED,
        Inches(left),
        Inches(top + head),
        Inches(width),
        Inches(height - head),
        data,
    )
    drawn = frame.chart
    drawn.has_legend = False
    drawn.has_title = False
    drawn.font.size = Pt(LEAST_PT)
    drawn.font.color.rgb = _INK
    plot = drawn.plots[0]
    plot.gap_width = 45
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = number_format, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(LEAST_PT)
    fill = plot.series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = _BLUE
    drawn.category_axis.reverse_order = True
    drawn.category_axis.format.line.color.rgb = _GREY
    drawn.category_axis.has_major_gridlines = False
    drawn.category_axis.tick_labels.font.size = Pt(LEAST_PT)
    axis = drawn.value_axis
    axis.visible = False
    axis.has_major_gridlines = False
    # bars that begin elsewhere than at nothing would lie
    axis.minimum_scale = min(0.0, *chart.values)
    axis.maximum_scale = max(*chart.values, 0.0) * _HEADROOM or 1.0
    drawn.part.chart_workbook.update_from_xlsx_blob(_write_sheet(chart))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", fit_text(title))  # noqa: SLF001


def _write_sheet(chart: Chart) -> bytes:
    """Return the sheet behind a chart; the library's own would take a name for a formula."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one worksheet
    sheet.title = "Sheet1"
    put(sheet, 1, 2, chart.series)
    for row, (name, value) in enumerate(zip(chart.names, chart.values, strict=True), start=2):
        put(sheet, row, 1, name)
        put(sheet, row, 2, value)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _add_table(slide: Slide, box: Box, table: Table, t: Translator) -> Table | None:
    """Write a table; return the rows for which there is no room, under the same head."""
    left, top, width, height = box
    widths = _share_width(table, width)
    heights = [_row_height(row, widths) for row in (table.head, *table.rows)]
    fitting = len(table.rows)
    while fitting > 1 and sum(heights[: fitting + 1]) > height:
        fitting -= 1
    fitting = even_out(len(table.rows), fitting)
    rows = (table.head, *table.rows[:fitting])
    made = slide.shapes.add_table(
        len(rows),
        len(widths),
        Inches(left),
        Inches(top),
        Inches(width),
        Inches(sum(heights[: len(rows)])),
    ).table
    for number, wide in enumerate(widths):
        made.columns[number].width = Inches(wide)
    for y, cells in enumerate(rows):
        made.rows[y].height = Inches(heights[y])
        for x, text in enumerate(cells):
            _write_cell(
                made.cell(y, x), text, t, is_head=y == 0, is_pale=y % 2 == 1, is_first=x == 0
            )
    left_over = table.rows[fitting:]
    return Table(table.head, left_over) if left_over else None


def _share_width(table: Table, width: float) -> list[float]:
    """Return the widths of the columns: all as wide as they need, the first takes the rest."""
    needs = [
        max(_units(row[x]) for row in (table.head, *table.rows))
        * LEAST_PT
        * _BOLD
        / _POINTS_AN_INCH
        + 2 * _CELL
        for x in range(len(table.head))
    ]
    most = width * 0.6 / max(1, len(needs) - 1)
    others = [min(need, most) for need in needs[1:]]
    return [width - sum(others), *others]


def _row_height(cells: Sequence[str], widths: Sequence[float]) -> float:
    lines = max(
        _count_lines(text, LEAST_PT, wide - 2 * _CELL)
        for text, wide in zip(cells, widths, strict=True)
    )
    return lines * LEAST_PT * 1.2 / _POINTS_AN_INCH + _ROW


def _write_cell(
    cell: Any, text: str, t: Translator, *, is_head: bool, is_pale: bool, is_first: bool
) -> None:
    cell.margin_left = cell.margin_right = Inches(_CELL)
    cell.margin_top = cell.margin_bottom = Inches(_ROW / 3)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = _BLUE if is_head else (_PALE if is_pale else _WHITE)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if is_first else PP_ALIGN.RIGHT
    colour = _WHITE if is_head else _INK
    _write(paragraph, text, t, size=LEAST_PT, colour=colour, bold=is_head)


def _set_notes(slide: Slide, notes: str) -> None:
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # noqa: S101 - notes have their place
    frame.text = fit_text(notes)


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top = Inches(left), Inches(top)
    shape.width, shape.height = Inches(width), Inches(height)
