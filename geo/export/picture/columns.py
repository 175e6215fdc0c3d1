"""Legends set into columns: whole where they can be, in another order where that helps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, permutations
from typing import TYPE_CHECKING, Final

from geo.export.picture.frame import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.export.picture.legend import Block, Row

_MOST_ORDERS: Final = 120
_HAIR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Piece:
    """A row of a legend where it stands."""

    row: Row
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns stand: equal ones from left to right in a body.

    Attributes
    ----------
    gap
        Between legends.
    """

    lefts: tuple[float, ...]
    width: float
    body: Box
    gap: float


@dataclass(frozen=True, slots=True)
class Filled:
    """Legends in columns.

    Attributes
    ----------
    pieces
        Their rows.
    blocks
        What each legend covers; more than one box for one that goes on in another column.
    low
        Where the last column is free from; its top if nothing stands in it.
    parted
        How many legends go on in another column.
    """

    pieces: tuple[Piece, ...]
    blocks: tuple[Box, ...]
    low: float
    parted: int


def fill_columns(blocks: Sequence[Block], columns: Columns) -> Filled | None:
    """Set legends below each other, column by column; None if they do not fit.

    The first stays first. A legend is parted only where no order keeps all of them whole.
    """
    for order in _orders(len(blocks)):
        found = _fill([blocks[n] for n in order], columns, part=False)
        if found is not None:
            return found
        if len(columns.lefts) == 1:
            break
    return _fill(blocks, columns, part=True)


def _orders(count: int) -> Iterator[tuple[int, ...]]:
    """Yield orders of so many legends, the given one first."""
    rest = permutations(range(1, count))
    for order in islice(rest, _MOST_ORDERS):
        yield (0, *order) if count else ()


def _fill(blocks: Sequence[Block], columns: Columns, *, part: bool) -> Filled | None:
    body, lefts = columns.body, columns.lefts
    pieces: list[Piece] = []
    covered: list[Box] = []
    column, top, parted = 0, body.top, 0

    def cover(start: float) -> None:
        if start > top:
            covered.append(Box(lefts[column], top, lefts[column] + columns.width, start))

    for block in blocks:
        if top < body.top:
            top -= columns.gap
        if block.height > top - body.bottom + _HAIR and not part:
            column, top = column + 1, body.top
            if column == len(lefts) or block.height > body.height + _HAIR:
                return None
        start = top
        for row in block.rows:
            if row.height > top - body.bottom + _HAIR:
                cover(start)
                parted += start > top
                column, top = column + 1, body.top
                start = top
                if column == len(lefts) or row.height > body.height:
                    return None
            pieces.append(Piece(row, lefts[column], top))
            top -= row.height
        cover(start)
    low = top if column + 1 == len(lefts) else body.top
    return Filled(tuple(pieces), tuple(covered), low, parted)
