"""How the map draws a table's shapes, for programs that can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from geo.maps.palette import BORDER

Shape: TypeAlias = Literal["circle", "star", "triangle", "square", "diamond", "hexagon"]

NATIONAL, PROVINCIAL, MARKED = "#c8102e", "#1d5fa8", "#b45309"
"""Colours of the zones' signs, as the map's script draws them."""

NO_DATA_FILL, NO_DATA_LINE = "#f3f4f5", "#ccd1d6"
"""Ground and lines of the hatch for what is not held, as the map's script draws them."""

WHITE: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Symbol:
    """One sign.

    Attributes
    ----------
    fill
        Colour; empty for none.
    line, width_px, is_dashed
        The edge; an empty colour for none.
    opacity
        Of the fill.
    hatch
        Colour of thin slanting lines over the fill; empty for none.
    shape, size_px, angle
        Of a point; the size across.
    ring
        Colour of a ring around a point; empty for none.
    """

    fill: str
    line: str = BORDER
    width_px: float = 1.0
    is_dashed: bool = False
    opacity: float = 1.0
    hatch: str = ""
    shape: Shape = "circle"
    size_px: float = 10.0
    angle: float = 0.0
    ring: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """Rows with one value, and how they are drawn."""

    value: str
    label: str
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Grades:
    """Numbers in classes: one more bound than symbols, lowest first; a bound is in the class below.

    Attributes
    ----------
    column
        Name of the column.
    """

    column: str
    bounds: tuple[float, ...]
    labels: tuple[str, ...]
    symbols: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class Circles:
    """Circles in the middle of areas, their ground proportional to a number.

    Attributes
    ----------
    column
        Name of the column.
    top, largest_px
        The largest value, and the radius of its circle.
    """

    column: str
    top: float
    largest_px: float
    fill: str


@dataclass(frozen=True, slots=True)
class Look:
    """How a layer is drawn.

    Attributes
    ----------
    columns
        Names of the columns whose texts, joined, are the categories' values.
    categories
        In the order of the legend.
    grades
        The same by the numbers, where there are numbers.
    circles
        What lies over the areas.
    """

    columns: tuple[str, ...]
    categories: tuple[Category, ...]
    grades: Grades | None = None
    circles: Circles | None = None
