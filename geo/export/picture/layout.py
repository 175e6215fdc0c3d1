"""How a sheet is divided: heading above, sources below, the map left, legends and inset right.

Nothing is cut and nothing covers anything. Of all divisions that hold everything the one that
costs least is taken: a smaller map costs most, then smaller letters, then an inset that has to
stand in a corner of the map.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geo.errors import ExportError
from geo.export.picture.canvas import INK, QUIET
from geo.export.picture.columns import Columns, fill_columns
from geo.export.picture.frame import Box
from geo.export.picture.legend import Legends, Sizes
from geo.export.picture.letters import LINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.picture.columns import Piece
    from geo.export.picture.letters import Letters
    from geo.export.picture.paper import Paper

_MOST_COLUMNS: Final = 3
_WIDEST_COLUMN: Final = 1.45
"""How much wider than usual a column may be where the map leaves room."""

_STEPS: Final = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5)
_GAP_SIZES: Final = 1.0  # between legends and between columns, in sizes of their text
_INSET_LOWEST, _INSET_HIGHEST = 0.7, 1.35
"""Heights of an inset, as parts of its width."""

_COST_MAP, _COST_SMALL, _SMALL = 5.0, 20.0, 0.2
"""What a smaller map costs, and what one that is smaller by more than a part."""

_COST_INSET, _COST_PARTED = 0.25, 0.15
_COST_LETTERS, _COST_BELOW, _COST_TINY = 1.5, 2.0, 8.0
"""What smaller letters cost, letters below the paper's floor, and the more the smaller."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text where it stands."""

    text: str
    left: float
    base: float
    size: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Plan:
    """The division of a sheet.

    Attributes
    ----------
    map
        The frame of the map.
    pieces
        Rows of the legends.
    blocks
        What each legend covers; more than one box for one that goes on in another column.
    inset
        The frame of the enlargement with its title, None for none.
    head, foot
        Texts above and below the map.
    tag
        The frame of the mark of the finish, None for none.
    """

    map: Box
    pieces: tuple[Piece, ...]
    blocks: tuple[Box, ...]
    inset: Box | None
    head: tuple[Line, ...] = ()
    foot: tuple[Line, ...] = ()
    tag: Box | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a sheet says in words.

    Attributes
    ----------
    title, name, tag
        Title of the map; the atlas's name and the mark of the finish beside it, blank for none.
    foot
        Texts below the map, each with its colour and whether it is bold.
    date
        Stands at the end of the foot; blank for none.
    """

    title: str
    name: str
    tag: str
    foot: tuple[tuple[str, str, bool], ...]
    date: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the division is made for.

    Attributes
    ----------
    specs, notes
        The layers, and further remarks of their legends by kind.
    land
        Colour of the land below fills.
    aspect
        Width of what the map must show by its height; None if it may have any form.
    inset
        Whether an enlargement is wanted.
    letters
        How large the letters of legends are at most, as a part of the paper's size.
    """

    specs: Sequence[dict[str, Any]]
    notes: dict[str, str]
    land: str
    aspect: float | None
    inset: bool
    letters: float


def plan_sheet(paper: Paper, letters: Letters, words: Words, asked: Asked) -> Plan:
    """Divide a sheet.

    Raises
    ------
    ExportError
        If the legends are too long for the paper.
    """
    page = Box(paper.margin, paper.margin, paper.width - paper.margin, paper.height - paper.margin)
    head, tag, below = _head(paper, letters, words, page)
    foot, above = _foot(paper, letters, words, page)
    body = Box(page.left, above, page.right, below)
    best: tuple[float, Plan] | None = None
    for columns in range(1, _MOST_COLUMNS + 1):
        for scale in (step for step in _STEPS if step <= max(asked.letters, paper.floor)):
            cost = _COST_LETTERS * (1 - scale)
            if scale < paper.floor:
                cost += _COST_BELOW + _COST_TINY * (paper.floor - scale)
            if best is not None and cost >= best[0]:
                continue
            found = _divide(paper, letters, asked, body, columns=columns, scale=scale)
            if found is None:
                continue
            cost += found[0]
            if best is None or cost < best[0]:
                best = cost, found[1]
    if best is None:
        raise ExportError(
            f"paper: expected legends that fit on {paper.width_in:g} x {paper.height_in:g} inches, "
            "came longer ones; choose a larger paper or switch a layer off"
        )
    return replace(best[1], head=tuple(head), foot=tuple(foot), tag=tag)


def _divide(
    paper: Paper, letters: Letters, asked: Asked, body: Box, *, columns: int, scale: float
) -> tuple[float, Plan] | None:
    """Return a division with so many columns of legends and what it costs; None if none fits."""
    gap = _GAP_SIZES * paper.legend
    ideal = body.width if asked.aspect is None else asked.aspect * body.height
    spare = (body.width - ideal) / columns - gap
    width = min(max(spare, paper.column), _WIDEST_COLUMN * paper.column)
    if asked.aspect is None:
        width = paper.column
    sizes = Sizes(paper.legend * scale, paper.note * scale, paper.px)
    blocks = Legends(letters, sizes, width, asked.land).blocks(asked.specs, asked.notes)
    if not blocks and not asked.inset:
        return 0.0, Plan(body, (), (), None)
    right = body.right
    left = right - columns * width - (columns - 1) * gap
    frame = Box(body.left, body.bottom, left - gap, body.top)
    if frame.width < body.width / 4:
        return None
    lefts = tuple(left + i * (width + gap) for i in range(columns))
    filled = fill_columns(blocks, Columns(lefts, width, body, gap))
    if filled is None:
        return None
    inset = None
    if asked.inset:
        last, low = lefts[-1], filled.low
        tall = min(low - body.bottom - (gap if low < body.top else 0), _INSET_HIGHEST * width)
        if tall >= _INSET_LOWEST * width:
            bottom = body.bottom if low < body.top else body.top - tall
            inset = Box(last, bottom, last + width, bottom + tall)
    if asked.aspect is None:
        shrunk = 1 - frame.width / body.width
    else:
        shrunk = 1 - min(frame.height, frame.width / asked.aspect) / body.height
    cost = _COST_MAP * shrunk + _COST_SMALL * max(0.0, shrunk - _SMALL)
    cost += _COST_INSET * (asked.inset and inset is None) + _COST_PARTED * filled.parted
    return cost, Plan(frame, filled.pieces, filled.blocks, inset)


_TITLE_LINES: Final = 2


def _head(
    paper: Paper, letters: Letters, words: Words, page: Box
) -> tuple[list[Line], Box | None, float]:
    """Return the lines above the map, the frame of the tag, and where the map may begin."""
    if not paper.whole:
        return [], None, page.top
    small = 0.5 * (paper.legend + paper.foot)
    name = letters.clean(words.name)
    tag = letters.clean(words.tag)
    tag_width = letters.width(tag, small, bold=True) + 2.2 * small if tag else 0.0
    aside = letters.width(name, small) + tag_width + 1.5 * small
    lines: list[str] = []
    size = paper.title
    for size in (paper.title, (paper.title + paper.title_least) / 2, paper.title_least):
        lines = _break_title(letters, words.title, size, page.width - aside)
        if len(lines) <= _TITLE_LINES:
            break
    placed = [
        Line(
            line,
            page.left,
            page.top - (n + 0.5) * 1.25 * size - 0.37 * size,
            size,
            bold=True,
            colour=TITLE,
        )
        for n, line in enumerate(lines)
    ]
    base = placed[0].base if placed else page.top - size
    placed.append(
        Line(name, page.right - tag_width - letters.width(name, small), base, small, colour=QUIET)
    )
    frame = None
    if tag:
        at = page.right - tag_width + 1.2 * small
        frame = Box(at - 0.5 * small, base - 0.42 * small, page.right, base + 1.15 * small)
        at += (frame.width - 1.0 * small - letters.width(tag, small, bold=True)) / 2
        placed.append(Line(tag, at, base, small, bold=True, colour=WARN))
    return placed, frame, page.top - max(len(lines), 1) * 1.25 * size - 0.7 * small


def _break_title(letters: Letters, title: str, size: float, width: float) -> list[str]:
    """Break a title; one of two lines where its sense does, or else into equal halves."""
    lines = letters.wrap(title, size, width, bold=True)
    if len(lines) != _TITLE_LINES:
        return lines
    text = letters.clean(title)
    # "10,000" goes on after its comma
    breaks = [m.end() for m in re.finditer(r"[：；，]|[:;,](?= )", text)]
    halves = [(text[:n].rstrip(), text[n:].lstrip()) for n in breaks]
    sizes = [[letters.width(half, size, bold=True) for half in pair] for pair in halves]
    fitting = [
        (abs(first - second), pair)
        for (first, second), pair in zip(sizes, halves, strict=True)
        if max(first, second) <= width and min(first, second) >= _LEAST_HALF * width
    ]
    if fitting:
        return list(min(fitting)[1])
    narrow = letters.width(text, size, bold=True) / _TITLE_LINES
    while narrow < width:
        even = letters.wrap(title, size, narrow, bold=True)
        if len(even) <= _TITLE_LINES:
            return even
        narrow += size / 2
    return lines


_LEAST_HALF: Final = 0.2


TITLE: Final = "#14263d"
WARN: Final = "#8a3b00"


def _foot(paper: Paper, letters: Letters, words: Words, page: Box) -> tuple[list[Line], float]:
    """Return the lines below the map, and where the map must end.

    Short texts share a line, as they do on the screen.
    """
    size = paper.foot
    between = 1.6 * size
    rows: list[list[tuple[str, float, str, bool]]] = []
    at = page.width + 1
    for text, colour, bold in words.foot:
        wrapped = letters.wrap(text, size, page.width, bold=bold)
        for n, line in enumerate(wrapped):
            width = letters.width(line, size, bold=bold)
            if n or len(wrapped) > 1 or at + between + width > page.width:
                rows.append([])
                at = -between
            rows[-1].append((line, at + between, colour, bold))
            at += between + width
    date = letters.clean(words.date)
    start = page.width - letters.width(date, size)
    if date:
        if at + between > start:
            rows.append([])
        rows[-1].append((date, start, QUIET, False))
    height = LINE * size
    lines = [
        Line(
            text,
            page.left + left,
            page.bottom + (len(rows) - 1 - n) * height + 0.3 * size,
            size,
            bold=bold,
            colour=colour,
        )
        for n, row in enumerate(rows)
        for text, left, colour, bold in row
    ]
    return lines, page.bottom + len(rows) * height + (0.5 * size if rows else 0)
