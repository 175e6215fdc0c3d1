"""Tables of what a View shows: columns, rows, shapes and looks, the same for every kind of file."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from geo.export.office import fit_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.export.data.cited import Source
    from geo.export.data.look import Look
    from geo.locale import Translator
    from geo.types import Lang

Cell: TypeAlias = str | float | int | None
"""A text, a number, or nothing."""

Kind: TypeAlias = Literal["text", "number", "count"]
Form: TypeAlias = Literal["", "point", "area"]

SEPARATOR: Final = ";"
"""Between the items of a list in one cell, as in the data."""

_EXACT: Final = 2**53


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name
        ASCII, of lower case; the field's name where names cannot be words.
    head
        What stands above it, with its unit.
    kind
        text, number, or count for whole numbers.
    unit
        In words; empty for none.
    decimals
        Digits after the point where a sheet shows it; None as many as it has.
    """

    name: str
    head: str
    kind: Kind = "text"
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """One table.

    Attributes
    ----------
    name
        ASCII; name of the layer.
    tab
        Name of the sheet and of the file, short.
    title
        What the table is.
    columns, rows
        The cells; text is fit for every format, numbers are finite.
    cited
        Sources of each row.
    shapes
        Shape of each row in degrees (EPSG:4490), None where it has none; empty for a table
        without shapes.
    form
        Whether the shapes are points or areas; empty for a table without.
    look
        How the map draws them.
    """

    name: str
    tab: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    cited: tuple[tuple[str, ...], ...]
    shapes: tuple[BaseGeometry | None, ...] = field(default=(), repr=False)
    form: Form = ""
    look: Look | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Make the title fit for every format: it holds names from the data."""
        object.__setattr__(self, "title", clean_text(self.title))

    @property
    def shapeless(self) -> int:
        """How many rows have no shape, of a table that has shapes."""
        return sum(shape is None for shape in self.shapes)

    def column(self, name: str) -> list[Cell]:
        """Return the cells of a column."""
        at = [column.name for column in self.columns].index(name)
        return [row[at] for row in self.rows]


@dataclass(frozen=True, eq=False)
class Content:
    """Everything that a file of data holds.

    Attributes
    ----------
    title
        As the map has it.
    about
        What is told of the file: pairs of an item and a text, in order.
    tables
        At least one; the main one first.
    sources
        In the order of citation.
    credit
        Credit and review line of the map.
    day
        Day of which the data are, empty where none is held.
    """

    lang: Lang
    title: str
    about: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    sources: tuple[Source, ...]
    credit: tuple[str, ...]
    day: str

    @property
    def layers(self) -> tuple[Table, ...]:
        """The tables that have at least one shape."""
        return tuple(table for table in self.tables if len(table.shapes) > table.shapeless)


class Heads:
    """Makes columns with heads in one language."""

    def __init__(self, t: Translator) -> None:
        self._t = t

    def text(self, name: str, label: str) -> Column:
        """Return a column of texts."""
        return Column(name, clean_text(label))

    def number(self, name: str, label: str, unit: str = "", decimals: int | None = None) -> Column:
        """Return a column of numbers."""
        return Column(name, self._join(label, unit), "number", clean_text(unit), decimals)

    def count(self, name: str, label: str, unit: str = "") -> Column:
        """Return a column of whole numbers."""
        return Column(name, self._join(label, unit), "count", clean_text(unit), 0)

    def _join(self, label: str, unit: str) -> str:
        if not unit:
            return clean_text(label)
        return clean_text(self._t("data_export.head", label=label, unit=unit))


def make_rows(
    columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> tuple[tuple[Cell, ...], ...]:
    """Return rows with cells that every format holds.

    Parameters
    ----------
    columns
        What the cells are.
    rows
        Texts, numbers of any make, None or NaN for gaps; a blank text is a gap.
    """
    kinds = [column.kind for column in columns]
    return tuple(
        tuple(_clean(value, kind) for value, kind in zip(row, kinds, strict=True)) for row in rows
    )


def clean_text(text: str) -> str:
    """Return text that XML, JSON, SQLite and a spreadsheet hold alike.

    Line ends are line feeds, as XML makes of them anyway.
    """
    return fit_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def _clean(value: Any, kind: Kind) -> Cell:
    if kind == "text":
        return clean_text(value) or None if isinstance(value, str) else None
    if value is None or isinstance(value, str):
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    whole = number.is_integer() and abs(number) < _EXACT
    return int(number) if whole else number
