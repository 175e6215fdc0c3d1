"""Slides as PPTX: what a person edits in PowerPoint or WPS, the same bytes each time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
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
from geo.export.slides.layout import lay_out
from geo.export.slides.page import (
    BLUE,
    CELL,
    GREY,
    HEIGHT,
    INK,
    WIDTH,
    Band,
    Bars,
    Grid,
    Picture,
    Words,
    indent_of,
)
from geo.sheets.write import put

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph

    from geo.export.slides.content import Chart, SlideContent
    from geo.export.slides.page import Align, Anchor, Box, Page
    from geo.locale import Translator

FONT: Final = "微软雅黑"
"""Windows and WPS have it."""

_LATIN: Final = {"zh": FONT, "en": "Arial"}
_ALIGNS: Final[Mapping[Align, Any]] = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT}
_ANCHORS: Final[Mapping[Anchor, Any]] = {
    "top": MSO_ANCHOR.TOP,
    "middle": MSO_ANCHOR.MIDDLE,
    "bottom": MSO_ANCHOR.BOTTOM,
}
_COVER_LAYOUT, _TITLE_LAYOUT = 0, 5
"""Of the template: title and subtitle; a title alone."""


def render_slides(
    slides: Sequence[SlideContent], t: Translator, *, title: str, date: dt.date | None = None
) -> bytes:
    """Return a presentation.

    Parameters
    ----------
    slides
        In order; one page each, and further ones for what has no room on its page.
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
    for page in lay_out(slides, t):
        _write_page(deck, page, t)
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
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    factor = Inches(WIDTH) / before
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


def _write_page(deck: Deck, page: Page, t: Translator) -> None:
    layout = _COVER_LAYOUT if page.is_cover else _TITLE_LAYOUT
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if page.is_cover:
        ground = slide.background.fill
        ground.solid()
        ground.fore_color.rgb = _colour(page.ground)
    for item in page.items:
        match item:
            case Words(role="number"):
                _add_number(slide, item, t)
            case Words():
                _add_words(slide, item, t)
            case Band():
                _add_band(slide, item)
            case Picture():
                _add_picture(slide, item)
            case Bars():
                _add_chart(slide, item, t)
            case Grid():
                _add_table(slide, item, t)
    for unused in list(slide.placeholders):
        if not unused.text_frame.text:  # else "click to add"
            unused._element.getparent().remove(unused._element)  # noqa: SLF001
    if page.notes:
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None  # noqa: S101 - notes have their place
        frame.text = fit_text(page.notes)


def _colour(name: str) -> RGBColor:
    return RGBColor.from_string(name.removeprefix("#").upper())


def _add_words(slide: Slide, words: Words, t: Translator) -> TextFrame:
    """Write text into its own place on the slide, or into a box."""
    left, top, width, height = _emu(words.box)
    if words.role in ("title", "lead"):
        shape: Any = slide.shapes.title if words.role == "title" else slide.placeholders[1]
        shape.left, shape.top, shape.width, shape.height = left, top, width, height
    else:
        shape = slide.shapes.add_textbox(left, top, width, height)
    frame: TextFrame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = _ANCHORS[words.anchor]
    for number, text in enumerate(words.paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(words.size * words.gap)
        _write(paragraph, text, words, t)
    return frame


def _write(paragraph: _Paragraph, text: str, look: Words, t: Translator) -> None:
    paragraph.alignment = _ALIGNS[look.align]
    # in points: a multiple is one of the font's own height, which no two programs agree on
    paragraph.line_spacing = Pt(look.size * look.line)
    paragraph.space_before = Pt(0)
    run = paragraph.add_run()
    run.text = fit_text(text)
    font = run.font
    font.size, font.bold = Pt(look.size), look.is_bold
    font.color.rgb = _colour(look.colour)
    font.language_id = (
        MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE if t.lang == "zh" else MSO_LANGUAGE_ID.ENGLISH_US
    )
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - the library sets Latin letters only
    # both typefaces: what opens the file may not heed the theme
    for tag, face in (("a:latin", _LATIN[t.lang]), ("a:ea", FONT)):
        properties.append(properties.makeelement(qn(tag), {"typeface": face}))


def _add_number(slide: Slide, words: Words, t: Translator) -> None:
    """Write the number as a field, which goes on counting when slides are moved."""
    run = _add_words(slide, words, t).paragraphs[0].runs[0]._r  # noqa: SLF001 - the library has none
    field = run.makeelement(
        qn("a:fld"), {"id": "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", "type": "slidenum"}
    )
    field.append(run.find(qn("a:rPr")))
    text = run.makeelement(qn("a:t"), {})
    text.text = "‹#›"
    field.append(text)
    run.getparent().replace(run, field)


def _add_band(slide: Slide, band: Band) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_emu(band.box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(band.colour)
    shape.line.fill.background()
    shape._element.remove(shape._element.find(qn("p:style")))  # noqa: SLF001 - it has a shadow


def _add_picture(slide: Slide, picture: Picture) -> None:
    shown = slide.shapes.add_picture(io.BytesIO(picture.png), *_emu(picture.box))
    shown._element.nvPicPr.cNvPr.set("descr", fit_text(picture.alt))  # noqa: SLF001 - no other door


def _add_chart(slide: Slide, bars: Bars, t: Translator) -> None:
    chart = bars.chart
    number_format = "#,##0" + ("." + "0" * chart.decimals if chart.decimals else "")
    data = CategoryChartData(number_format=number_format)
    data.categories = [fit_text(name) for name in chart.names]
    data.add_series(fit_text(chart.series), chart.values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *_emu(bars.box), data)
    drawn = frame.chart
    drawn.has_legend = False
    drawn.has_title = False
    drawn.font.size = Pt(bars.size)
    drawn.font.color.rgb = _colour(INK)
    plot = drawn.plots[0]
    plot.gap_width = 45
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = number_format, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(bars.size)
    # a number that is wider than its bar stays in one line
    labels._element.find(f"{qn('c:txPr')}/{qn('a:bodyPr')}").set("wrap", "none")  # noqa: SLF001
    fill = plot.series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = _colour(BLUE)
    drawn.category_axis.reverse_order = True
    drawn.category_axis.format.line.color.rgb = _colour(GREY)
    drawn.category_axis.has_major_gridlines = False
    drawn.category_axis.tick_labels.font.size = Pt(bars.size)
    axis = drawn.value_axis
    axis.visible = False
    axis.has_major_gridlines = False
    # bars that begin elsewhere than at nothing would lie
    axis.minimum_scale = min(0.0, *chart.values)
    headroom = 1 + bars.numbers_width / bars.bars_width
    axis.maximum_scale = max(*chart.values, 0.0) * headroom or 1.0
    drawn.part.chart_workbook.update_from_xlsx_blob(_write_sheet(chart))
    alt = fit_text(chart.title(t))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)  # noqa: SLF001


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


def _add_table(slide: Slide, grid: Grid, t: Translator) -> None:
    made = slide.shapes.add_table(len(grid.heights), len(grid.widths), *_emu(grid.box)).table
    for number, width in enumerate(grid.widths):
        made.columns[number].width = Inches(width)
    for number, height in enumerate(grid.heights):
        made.rows[number].height = Inches(height)
    grounds = [_colour(ground.colour) for ground in grid.grounds()]
    for row, column, words in grid.cells():
        cell = made.cell(row, column)
        cell.margin_left, cell.margin_right = Inches(indent_of(grid.table, column)), Inches(CELL)
        cell.margin_top = cell.margin_bottom = 0
        cell.vertical_anchor = _ANCHORS[words.anchor]
        cell.fill.solid()
        cell.fill.fore_color.rgb = grounds[row]
        _write(cell.text_frame.paragraphs[0], words.paragraphs[0], words, t)


def _emu(box: Box) -> tuple[Emu, Emu, Emu, Emu]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)
