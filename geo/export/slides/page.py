"""What a page of slides is made of, wherever it is drawn.

Lengths are inches from the upper left corner of a slide of 16:9, sizes of letters points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geo.export.slides.measure import POINTS_AN_INCH, count_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.export.slides.content import Chart, Table

WIDTH, HEIGHT = 40 / 3, 7.5
INK, BLUE, GREY, PALE, WHITE = "#14263d", "#1d4f91", "#46515d", "#f3f6f9", "#ffffff"

LEAST_PT: Final = 18
"""Nothing that is to be read from the wall is smaller."""

TIGHT: Final = 1.25
"""Height of a line where there are few, in sizes."""

BAR_GAP: Final = 0.12
"""Between a bar and its name or number."""

CELL: Final = 0.09
_AFTER_NUMBERS: Final = 0.35
"""Of a cell of a table, what is left and right of its text."""

Role: TypeAlias = Literal["title", "lead", "text", "foot", "number"]
Align: TypeAlias = Literal["left", "right"]
Anchor: TypeAlias = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Words:
    """Text in a box.

    Attributes
    ----------
    role
        "title" and "lead" (below a cover's title) have their own places in a presentation, the
        "number" counts its slides.
    line, gap
        Height of a line, and between paragraphs, in sizes.
    """

    box: Box
    paragraphs: tuple[str, ...]
    size: int
    role: Role = "text"
    colour: str = INK
    is_bold: bool = False
    align: Align = "left"
    anchor: Anchor = "top"
    line: float = TIGHT
    gap: float = 0.0

    @property
    def height(self) -> float:
        """How high the text is; the gap below its last paragraph counts."""
        lines = sum(
            count_lines(one, self.size, self.box.width, is_bold=self.is_bold)
            for one in self.paragraphs
        )
        em = lines * self.line + len(self.paragraphs) * self.gap
        return em * self.size / POINTS_AN_INCH


@dataclass(frozen=True, slots=True)
class Band:
    """A box filled with a colour."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that fills its box, with words for who cannot see it."""

    box: Box
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart; left of its bars their names, right of them their numbers."""

    box: Box
    chart: Chart
    names_width: float
    numbers_width: float
    size: int = LEAST_PT

    @property
    def bars_width(self) -> float:
        """How long the longest bar is."""
        return self.box.width - self.names_width - self.numbers_width


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, its head first; the columns of numbers stand to the right."""

    box: Box
    table: Table
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    size: int = LEAST_PT

    def grounds(self) -> Iterator[Band]:
        """Yield what lies below the rows."""
        top = self.box.top
        for row, height in enumerate(self.heights):
            colour = BLUE if row == 0 else PALE if row % 2 else WHITE
            yield Band(replace(self.box, top=top, height=height), colour)
            top += height

    def cells(self) -> Iterator[tuple[int, int, Words]]:
        """Yield the numbers of row and column of each cell, and its words."""
        rows = (self.table.head, *self.table.rows)
        for row, (texts, ground) in enumerate(zip(rows, self.grounds(), strict=True)):
            left = self.box.left
            for column, (text, width) in enumerate(zip(texts, self.widths, strict=True)):
                indent = indent_of(self.table, column)
                words = Words(
                    replace(ground.box, left=left + indent, width=width - indent - CELL),
                    (text,),
                    self.size,
                    colour=WHITE if row == 0 else INK,
                    is_bold=row == 0,
                    align="right" if column in self.table.numeric else "left",
                    anchor="middle",
                )
                yield row, column, words
                left += width


Item: TypeAlias = Words | Band | Picture | Bars | Grid


@dataclass(frozen=True, slots=True)
class Page:
    """A slide, or one that goes on with it; what comes first lies below."""

    items: tuple[Item, ...]
    notes: str = ""
    is_cover: bool = False

    @property
    def ground(self) -> str:
        """Its colour."""
        return INK if self.is_cover else WHITE


def indent_of(table: Table, column: int) -> float:
    """Return what is left of the texts of a column: more for words to the right of numbers."""
    after_numbers = column - 1 in table.numeric and column not in table.numeric
    return _AFTER_NUMBERS if after_numbers else CELL
