"""The same slides as PDF, one a page, drawn without an office program."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from geo.export.picture.fonts import find_faces
from geo.export.picture.letters import LINE, Letters
from geo.export.slides.content import Table, even_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.slides.content import Chart, SlideContent
    from geo.locale import Translator

_WIDTH, _HEIGHT = 960.0, 540.0
"""16:9 in points, as the slides of PPTX are."""

_EDGE: Final = 32.0
_TOP: Final = 424.0
_BOTTOM: Final = 34.0
_GAP: Final = 20.0
_PANEL: Final = 282.0
_WIDE_PANEL: Final = 375.0
_BAR: Final = 27.0
_CELL: Final = 7.0

Box = tuple[float, float, float, float]
"""Left, bottom, width, height in points."""

_INK, _BLUE, _GREY, _PALE = "#14263d", "#1d4f91", "#46515d", "#f3f6f9"
_LEAST, _MOST = 18.0, 24.0
_DPI: Final = 200
_LEAST_CHART: Final = 170.0
_WHOLE: Final[Box] = (_EDGE, _BOTTOM, _WIDTH - 2 * _EDGE, _TOP - _BOTTOM)
"""Left, bottom, width, height of what stands below the head."""

_TITLES: Final = (30.0, 26.0, 22.0, 18.0)


def render_pdf(slides: Sequence[SlideContent], t: Translator, *, title: str) -> bytes:
    """Return the slides as a PDF.

    Parameters
    ----------
    slides
        In order; one page each, and pages more for text that has no room on its page.
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
    total = len(slides)
    with PdfPages(body, metadata=metadata) as book:
        for number, content in enumerate(slides, start=1):
            shown = t("present.number", number=number, total=total)
            page: _Page | None = _Page(letters, t).draw(content, shown)
            while page is not None:
                page = page.close(book)
    return body.getvalue()


class _Page:
    """One page that is being drawn; all lengths are points from its lower left corner."""

    def __init__(self, letters: Letters, t: Translator) -> None:
        self.letters = letters
        self.t = t
        self.figure = Figure((_WIDTH / 72, _HEIGHT / 72))
        FigureCanvasPdf(self.figure)
        self.next: _Page | None = None

    def draw(self, content: SlideContent, number: str) -> _Page:
        """Draw a slide; `close` gives the page that goes on with its text."""
        if content.is_cover:
            self._draw_cover(content)
            return self
        self._draw_head(content, content.title, content.subtitle)
        self.put(_WIDTH - _EDGE, 14, number, 12, colour=_GREY, align="right")
        rows: Table | None = None
        if content.picture is None:
            area = self._area(content)
            rest, used = self._write(content.text, area)
            if content.table is not None:
                box = area if rest or not content.text else _below(area, used)
                rows = content.table if rest else self._draw_table(content.table, box)
        else:
            rest = self._draw_beside(content, content.picture)
        page = self
        while rest:
            page = page._go_on(content)
            rest, _ = page._write(rest, _WHOLE)  # noqa: SLF001
        while rows is not None:
            page = page._go_on(content)  # noqa: SLF001
            rows = page._draw_table(rows, _WHOLE)  # noqa: SLF001
        return self

    def _go_on(self, content: SlideContent) -> _Page:
        """Return a page that goes on with a slide."""
        self.next = _Page(self.letters, self.t)
        self.next._draw_head(content, self.t("slides.more", title=content.title), "")  # noqa: SLF001
        return self.next

    def close(self, book: PdfPages) -> _Page | None:
        """Write the page and return the one that goes on with it."""
        ground = self.figure.get_facecolor()
        book.savefig(self.figure, dpi=_DPI, facecolor=ground)  # type: ignore[no-untyped-call]
        return self.next

    def put(self, x: float, y: float, text: str, size: float, **look: Any) -> None:
        """Write one line; (x, y) is the left, right or middle of its base line."""
        self.figure.text(
            x / _WIDTH,
            y / _HEIGHT,
            self.letters.clean(text),
            color=look.get("colour", _INK),
            ha=look.get("align", "left"),
            va="baseline",
            fontproperties=self.letters.properties(size, bold=look.get("bold", False)),
            parse_math=False,
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a box."""
        self.figure.add_artist(
            Rectangle(
                (x / _WIDTH, y / _HEIGHT),
                width / _WIDTH,
                height / _HEIGHT,
                facecolor=colour,
                linewidth=0,
                transform=self.figure.transFigure,
            )
        )

    def _draw_cover(self, content: SlideContent) -> None:
        self.figure.set_facecolor(_INK)
        room = _WIDTH - 150
        if content.picture is not None:
            room = 330.0
            self._draw_picture(content.picture, (430, 64, _WIDTH - 470, 412))
        lines = self.letters.wrap(content.title, 42, room, bold=True)
        y = 300 + (len(lines) - 1) * 42 * LINE
        for line in lines:
            self.put(75, y, line, 42, colour="white", bold=True)
            y -= 42 * LINE
        self.box(75, y + 20, 120, 4, "#8fb3dc")
        y -= 24
        for text in (content.subtitle, *content.text, content.mark):
            for line in self.letters.wrap(text, 20, room):
                self.put(75, y, line, 20, colour="white")
                y -= 20 * LINE
            y -= 6

    def _draw_head(self, content: SlideContent, title: str, subtitle: str) -> None:
        width = _WIDTH - 2 * _EDGE - (110 if content.mark else 0)
        size = next(
            (one for one in _TITLES if len(self.letters.wrap(title, one, width, bold=True)) <= 1),
            _TITLES[-1],
        )
        lines = self.letters.wrap(title, size, width, bold=True)[:2]
        y = 480 + (len(lines) - 1) * size * 0.6
        for line in lines:
            self.put(_EDGE, y, line, size, bold=True)
            y -= size * 1.2
        self.box(_EDGE, 463, _WIDTH - 2 * _EDGE, 3, _BLUE)
        y = 438.0
        for line in self.letters.wrap(subtitle, _LEAST, _WHOLE[2]):
            self.put(_EDGE, y, line, _LEAST, colour=_GREY)
            y -= _LEAST * 1.25
        if content.mark:
            self.put(_WIDTH - _EDGE, 482, content.mark, _LEAST, colour=_BLUE, align="right")

    def _area(self, content: SlideContent) -> Box:
        """Return what is left below title and subtitle, which may take more than one line."""
        lines = len(self.letters.wrap(content.subtitle, _LEAST, _WHOLE[2]))
        left, low, width, height = _WHOLE
        return left, low, width, height - max(0, lines - 1) * _LEAST * 1.25

    def _draw_beside(self, content: SlideContent, picture: bytes) -> tuple[str, ...]:
        height = self._area(content)[3]
        has_panel = bool(content.text or content.chart or content.table)
        panel = _PANEL if has_panel else 0.0
        if content.text and self._measure(content.text, _LEAST, _PANEL) > height:
            panel = _WIDE_PANEL
        room = _WIDTH - 2 * _EDGE - (panel + _GAP if panel else 0)
        self._draw_picture(picture, (_EDGE, _BOTTOM, room, height))
        if not panel:
            return ()
        box: Box = (_EDGE + room + _GAP, _BOTTOM, panel, height)
        rest: tuple[str, ...] = ()
        if content.text:
            has_more = content.chart is not None or content.table is not None
            has_room = has_more and (
                self._measure(content.text, 20.0, panel) + _LEAST_CHART + _GAP <= height
            )
            limit = height - _LEAST_CHART - _GAP if has_room else height
            above = (box[0], _BOTTOM + height - limit, panel, limit)
            rest, written = self._write(content.text, above)
            if not has_room:
                return rest
            box = _below(box, written)
        if content.chart is not None:
            self._draw_chart(content.chart, box)
        elif content.table is not None:
            self._draw_table(content.table, box)
        return rest

    def _draw_picture(self, picture: bytes, box: Box) -> None:
        """Draw a picture in the middle of a box, as large as it can be."""
        at, bottom, width, height = box
        with Image.open(io.BytesIO(picture)) as opened:
            image = np.asarray(opened.convert("RGB"))
        down, across = image.shape[:2]
        scale = min(width / across, height / down)
        wide, high = across * scale, down * scale
        left, low = at + (width - wide) / 2, bottom + (height - high) / 2
        axes = self.figure.add_axes((left / _WIDTH, low / _HEIGHT, wide / _WIDTH, high / _HEIGHT))
        axes.set_axis_off()
        axes.imshow(image, aspect="auto", interpolation="antialiased")

    def _measure(self, text: Sequence[str], size: float, width: float) -> float:
        lines = sum(len(self.letters.wrap(one, size, width)) for one in text)
        return lines * size * LINE + len(text) * size * 0.5

    def _write(self, text: Sequence[str], box: Box) -> tuple[tuple[str, ...], float]:
        """Write paragraphs from the top; return those without room, and the height used."""
        left, low, width, height = box
        size = next(
            (one for one in (_MOST, 20.0, _LEAST) if self._measure(text, one, width) <= height),
            _LEAST,
        )
        fitting = len(text)
        while fitting > 1 and self._measure(text[:fitting], size, width) > height:
            fitting -= 1
        y = low + height
        for paragraph in text[:fitting]:
            for line in self.letters.wrap(paragraph, size, width):
                y -= size * LINE
                self.put(left, y + size * 0.3, line, size)
            y -= size * 0.5
        return tuple(text[fitting:]), self._measure(text[:fitting], size, width)

    def _draw_chart(self, chart: Chart, box: Box) -> None:
        left, low, width, height = box
        chart = chart.cut(max(3, int((height - 2 * _LEAST * LINE) / _BAR)))
        y = low + height
        for line in self.letters.wrap(chart.title(self.t), _LEAST, width):
            y -= _LEAST * LINE
            self.put(left, y + 5, line, _LEAST)
        step = (y - low) / max(1, len(chart.names))
        size = min(_LEAST, step * 0.72)
        label = max(self.letters.width(name, size) for name in chart.names) + 8
        texts = [self.t.number(value, chart.decimals) for value in chart.values]
        room = width - label - max(self.letters.width(text, size) for text in texts) - 8
        most = max(*chart.values, 0.0) or 1.0
        for name, value, text in zip(chart.names, chart.values, texts, strict=True):
            y -= step
            base = y + step * 0.5 - size * 0.35
            long = max(0.0, value) / most * room
            self.put(left + label - 8, base, name, size, align="right")
            self.box(left + label, y + step * 0.18, long, step * 0.64, _BLUE)
            self.put(left + label + long + 6, base, text, size)

    def _draw_table(self, table: Table, box: Box) -> Table | None:
        """Draw a table; return the rows for which there is no room, under the same head."""
        left, low, width, height = box
        widths = self._share_width(table, width)
        lines = [
            [
                self.letters.wrap(text, _LEAST, wide - 2 * _CELL)
                for text, wide in zip(row, widths, strict=True)
            ]
            for row in (table.head, *table.rows)
        ]
        heights = [max(1, *map(len, row)) * _LEAST * 1.2 + _CELL for row in lines]
        fitting = len(table.rows)
        while fitting > 1 and sum(heights[: fitting + 1]) > height:
            fitting -= 1
        fitting = even_out(len(table.rows), fitting)
        y = low + height
        for number, row in enumerate(lines[: fitting + 1]):
            y -= heights[number]
            is_head = number == 0
            ground = _PALE if number % 2 else "white"
            self.box(left, y, width, heights[number], _BLUE if is_head else ground)
            edge = left
            for x, (cell, wide) in enumerate(zip(row, widths, strict=True)):
                base = y + heights[number] / 2 + (len(cell) * 1.2 / 2 - 0.9) * _LEAST
                for line in cell:
                    at = edge + _CELL if x == 0 else edge + wide - _CELL
                    self.put(
                        at,
                        base,
                        line,
                        _LEAST,
                        colour="white" if is_head else _INK,
                        bold=is_head,
                        align="left" if x == 0 else "right",
                    )
                    base -= 1.2 * _LEAST
                edge += wide
        left_over = table.rows[fitting:]
        return Table(table.head, left_over) if left_over else None

    def _share_width(self, table: Table, width: float) -> list[float]:
        """Return the widths of the columns: as wide as they need, the first takes the rest."""
        rows = (table.head, *table.rows)
        needs = [
            max(self.letters.width(row[x], _LEAST, bold=True) for row in rows) + 2 * _CELL + 2
            for x in range(len(table.head))
        ]
        most = width * 0.6 / max(1, len(needs) - 1)
        others = [min(need, most) for need in needs[1:]]
        return [width - sum(others), *others]


def _below(box: Box, used: float) -> Box:
    left, low, width, height = box
    return left, low, width, height - used - _GAP
