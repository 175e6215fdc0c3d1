"""The slides as PDF, one a page, drawn without an office program."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from geo.export.picture.fonts import find_faces
from geo.export.picture.letters import ASCENT, DESCENT, Letters
from geo.export.slides.layout import lay_out
from geo.export.slides.measure import POINTS_AN_INCH
from geo.export.slides.page import (
    BAR_GAP,
    BLUE,
    HEIGHT,
    WIDTH,
    Band,
    Bars,
    Box,
    Grid,
    Picture,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.slides.content import SlideContent
    from geo.export.slides.page import Page
    from geo.locale import Translator

_BAR: Final = 0.64
"""Of a bar's room, what it fills."""

_ROUNDING: Final = 0.5


def render_pdf(slides: Sequence[SlideContent], t: Translator, *, title: str) -> bytes:
    """Return the slides as a PDF.

    Parameters
    ----------
    slides
        In order; one page each, and further ones for what has no room on its page.
    t
        The words; those of the slides' language.
    title
        Of the file.

    Raises
    ------
    ExportError
        If no Chinese font is found.
    """
    letters = Letters(find_faces())
    body = io.BytesIO()
    metadata = {"Title": letters.clean(title), "CreationDate": None, "Producer": None}
    with PdfPages(body, metadata=metadata) as book:
        for page in lay_out(slides, t):
            figure = _Drawing(letters, t).draw(page)
            book.savefig(figure, facecolor=page.ground)
    return body.getvalue()


class _Drawing:
    """One page that is being drawn."""

    def __init__(self, letters: Letters, t: Translator) -> None:
        self.letters = letters
        self.t = t
        self.figure = Figure((WIDTH, HEIGHT))
        FigureCanvasPdf(self.figure)

    def draw(self, page: Page) -> Figure:
        """Draw a page."""
        for item in page.items:
            match item:
                case Words():
                    self._write(item)
                case Band():
                    self._fill(item.box, item.colour)
                case Picture():
                    self._show(item)
                case Bars():
                    self._draw_bars(item)
                case Grid():
                    self._draw_grid(item)
        return self.figure

    def _write(self, words: Words) -> None:
        """Write text; a little smaller where this machine's letters are wider than was thought."""
        box, size = words.box, float(words.size)
        room = max(box.height * POINTS_AN_INCH, size * words.line) + _ROUNDING
        while True:
            lines = [
                self.letters.wrap(text, size, box.width * POINTS_AN_INCH, bold=words.is_bold)
                for text in words.paragraphs
            ]
            em = sum(map(len, lines)) * words.line + (len(lines) - 1) * words.gap
            if em * size <= room or size < words.size / 2:
                break
            size *= 0.97
        pitch = size / POINTS_AN_INCH
        spare = box.height - em * pitch
        top = box.top + {"top": 0.0, "middle": spare / 2, "bottom": spare}[words.anchor]
        for paragraph in lines:
            for line in paragraph:
                base = top + (words.line + ASCENT - DESCENT) / 2 * pitch
                self.figure.text(
                    (box.left if words.align == "left" else box.right) / WIDTH,
                    1 - base / HEIGHT,
                    line,
                    color=words.colour,
                    ha=words.align,
                    va="baseline",
                    fontproperties=self.letters.properties(size, bold=words.is_bold),
                    parse_math=False,
                )
                top += words.line * pitch
            top += words.gap * pitch

    def _fill(self, box: Box, colour: str) -> None:
        self.figure.add_artist(
            Rectangle(
                (box.left / WIDTH, 1 - box.bottom / HEIGHT),
                box.width / WIDTH,
                box.height / HEIGHT,
                facecolor=colour,
                linewidth=0,
                transform=self.figure.transFigure,
            )
        )

    def _show(self, picture: Picture) -> None:
        box = picture.box
        with Image.open(io.BytesIO(picture.png)) as opened:
            pixels = np.asarray(opened.convert("RGB"))
        axes = self.figure.add_axes(
            (box.left / WIDTH, 1 - box.bottom / HEIGHT, box.width / WIDTH, box.height / HEIGHT)
        )
        axes.set_axis_off()
        # the pixels as they are: those of another size have more colours, which take more bytes
        axes.imshow(pixels, aspect="auto", interpolation="none")

    def _draw_bars(self, bars: Bars) -> None:
        chart, step = bars.chart, bars.box.height / len(bars.chart.names)
        most = max(*chart.values, 0.0) or 1.0
        names = replace(bars.box, width=bars.names_width - BAR_GAP, height=step)
        words = Words(names, (), bars.size, anchor="middle")
        left = bars.box.left + bars.names_width
        for number, (name, value) in enumerate(zip(chart.names, chart.values, strict=True)):
            top = bars.box.top + number * step
            long = max(0.0, value) / most * bars.bars_width
            self._fill(Box(left, top + step * (1 - _BAR) / 2, long, step * _BAR), BLUE)
            at = Box(left + long + BAR_GAP, top, bars.numbers_width - BAR_GAP, step)
            told = self.t.number(value, chart.decimals)
            self._write(
                replace(words, box=replace(names, top=top), paragraphs=(name,), align="right")
            )
            self._write(replace(words, box=at, paragraphs=(told,)))

    def _draw_grid(self, grid: Grid) -> None:
        for ground in grid.grounds():
            self._fill(ground.box, ground.colour)
        for _, _, words in grid.cells():
            self._write(words)
