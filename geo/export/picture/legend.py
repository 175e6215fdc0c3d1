"""The legends: what each block holds, how high it is, and how to draw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.export.picture.canvas import INK, QUIET
from geo.export.picture.frame import Box
from geo.export.picture.letters import LINE, capital
from geo.export.picture.signs import draw_swatch, swatch_box_px

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.export.picture.canvas import Canvas
    from geo.export.picture.letters import Letters

Spec = dict[str, Any]

_MIDDLE: Final = 0.37
"""How far the middle of letters lies above their line, in sizes."""


_LEVEL: Final = "ABC"


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of a legend that is not parted.

    Attributes
    ----------
    draw
        Draws it at its left edge and its top.
    """

    height: float
    draw: Callable[[Canvas, float, float], None]


@dataclass(frozen=True, slots=True)
class Block:
    """One layer's legend."""

    rows: tuple[Row, ...]

    @property
    def height(self) -> float:
        """Points."""
        return sum(row.height for row in self.rows)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a legend's text, and points for a pixel of the screen."""

    text: float
    note: float
    px: float


class Legends:
    """Makes the blocks of legends for one width and size.

    Parameters
    ----------
    land
        Colour of the land below fills.
    """

    def __init__(self, letters: Letters, sizes: Sizes, width: float, land: str) -> None:
        self._letters = letters
        self._sizes = sizes
        self._width = width
        self._land = land

    def blocks(self, specs: Sequence[Spec], notes: dict[str, str]) -> list[Block]:
        """Return the legends of the layers that are on.

        What the areas show comes first, as it does on the screen, then the signs.

        Parameters
        ----------
        notes
            A further remark for layers of a kind.
        """
        own = [spec for spec in specs if spec["on"] and spec.get("legend")]
        own.sort(key=lambda spec: spec["kind"] not in {"circles", "areas"})
        own.sort(key=lambda spec: spec["kind"] != "circles")
        return [self._block(spec["legend"], notes.get(spec["kind"])) for spec in own]

    def _block(self, legend: Spec, more: str | None) -> Block:
        size, note = self._sizes.text, self._sizes.note
        rows = self._lines(legend["title"], size, bold=True)
        rows += self._lines(legend.get("unit") or "", note, colour=QUIET)
        rows.append(_space(0.25 * size))
        square = legend.get("square")
        if square:
            rows += self._lines(square["second"], note)
            rows.append(self._square(square))
            rows += self._lines(square["first"], note)
            for line in square["edges"]:
                rows += self._lines(line, note)
            rows.append(_space(0.3 * size))
        if legend.get("nested"):
            rows.append(self._nested(legend["entries"]))
        else:
            left = self._swatch_width(legend["entries"])
            rows += [self._entry(entry, left) for entry in legend["entries"]]
        for text in [*(legend.get("notes") or ()), *([more] if more else [])]:
            rows.append(_space(0.2 * note))
            rows += self._lines(text, note, colour=QUIET)
        return Block(tuple(rows))

    def _lines(self, text: str, size: float, *, bold: bool = False, colour: str = INK) -> list[Row]:
        lines = self._letters.wrap(capital(text), size, self._width, bold=bold)
        return [_line(line, size, bold=bold, colour=colour) for line in lines]

    def _swatch_width(self, entries: Sequence[Spec]) -> float:
        """Return the width that signs take: texts of a block begin on one line."""
        return max((swatch_box_px(entry)[0] for entry in entries), default=0) * self._sizes.px

    def _entry(self, entry: Spec, left: float) -> Row:
        size, note, px = self._sizes.text, self._sizes.note, self._sizes.px
        count = self._letters.clean(str(entry["count"])) if entry.get("count") is not None else ""
        room = self._letters.width(count, size) + 0.8 * size if count else 0.0
        at = left + 7 * px
        width = self._width - at
        lines = [
            (text, size, False)
            for text in self._letters.wrap(capital(entry["label"]), size, width - room)
        ]
        for key, bold in (("detail", False), ("strong", True)):
            lines += [
                (text, note, bold)
                for text in self._letters.wrap(entry.get(key) or "", note, width, bold=bold)
            ]
        tall = sum(height * LINE for _, height, _ in lines)
        height = max(tall, swatch_box_px(entry)[1] * px) + 0.22 * size

        def draw(canvas: Canvas, x: float, top: float) -> None:
            y = top - height / 2
            draw_swatch(canvas, x + left / 2, y, entry, self._land)
            line_top = y + tall / 2
            for text, letters, bold in lines:
                base = _base(line_top, letters)
                canvas.text(x + at, base, text, letters, bold=bold)
                line_top -= letters * LINE
            if count:
                canvas.text(
                    x + self._width,
                    y - _MIDDLE * size,
                    count,
                    size,
                    colour=QUIET,
                    align="right",
                )

        return Row(height, draw)

    def _nested(self, entries: Sequence[Spec]) -> Row:
        """Return circles that stand in one another, each with its value at the top."""
        size, px = self._sizes.text, self._sizes.px
        widest = (entries[0]["r"] if entries else 0) * px
        # labels from the ground of the circles up; where circles are small they need more room
        labels: list[float] = []
        for entry in entries:
            highest = labels[-1] - 1.25 * size if labels else np.inf
            labels.append(min(2 * entry["r"] * px, highest))
        below = max(0.6 * size - min(labels, default=0.0), 2 * px)
        height = below + max(2 * widest, max(labels, default=0.0) + 0.6 * size)

        def draw(canvas: Canvas, x: float, top: float) -> None:
            ground = top - height + below
            middle = x + widest + px
            for entry, label in zip(entries, labels, strict=True):
                radius = entry["r"] * px
                canvas.circle(
                    middle,
                    ground + radius,
                    radius,
                    fill=entry["color"],
                    fill_opacity=0.35,
                    edge=entry["color"],
                    width=px,
                )
                bend, at = middle + widest + 5 * px, ground + label
                line = [(middle, ground + 2 * radius), (bend, at), (bend + 6 * px, at)]
                canvas.line(line, QUIET, 0.8 * px)
                canvas.text(bend + 9 * px, at - _MIDDLE * size, entry["label"], size)

        return Row(height, draw)

    def _square(self, square: Spec) -> Row:
        """Return the colours of two indicators: A from left to right, B from bottom to top.

        The number of places stands in each cell, so that no cell is told by its colour alone.
        """
        note = self._sizes.note
        levels = [self._letters.clean(word) for word in square["levels"]]
        widest = max(self._letters.width(word, note) for word in levels)
        side = max(2.9 * note, 32 * self._sizes.px)
        axis = 1.5 * note
        left = axis + widest + 0.4 * note
        side = min(side, (self._width - left - 1.4 * note) / len(levels))
        # words of the lower edge must not run into each other
        slanted = widest > side * 0.95
        low = (1.5 + (1.1 * (len(levels) - 1) if slanted else 0)) * note
        height = 0.4 * note + len(levels) * side + low + 1.5 * note

        def draw(canvas: Canvas, x: float, top: float) -> None:
            start = top - 0.4 * note
            for r, row in enumerate(square["rows"]):
                y = start - r * side
                for c, cell in enumerate(row):
                    box = Box(x + left + c * side, y - side, x + left + (c + 1) * side, y)
                    canvas.box(box, fill=cell["color"], edge="#ffffff", width=self._sizes.px)
                    canvas.text(
                        box.left + side / 2,
                        y - side / 2 - _MIDDLE * note,
                        str(cell["count"]),
                        note,
                        colour=cell["ink"],
                        align="middle",
                    )
                canvas.text(
                    x + left - 0.4 * note,
                    y - side / 2 - _MIDDLE * note,
                    levels[-1 - r],
                    note,
                    align="right",
                )
            foot = start - len(levels) * side
            for c, word in enumerate(levels):
                down = 1.1 + (1.1 * c if slanted else 0)
                canvas.text(
                    x + left + (c + 0.5) * side, foot - down * note, word, note, align="middle"
                )
            end = x + left + len(levels) * side
            line = foot - low - 0.3 * note
            _arrow(canvas, (x + left, line), (end, line), note)
            canvas.text(end + 0.4 * note, line - _MIDDLE * note, _LEVEL[0], note, bold=True)
            _arrow(canvas, (x + 0.6 * note, foot), (x + 0.6 * note, start - note), note)
            canvas.text(
                x + 0.6 * note, start - 0.6 * note, _LEVEL[1], note, bold=True, align="middle"
            )

        return Row(height, draw)


def _line(text: str, size: float, *, bold: bool, colour: str) -> Row:
    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.text(x, _base(top, size), text, size, bold=bold, colour=colour)

    return Row(size * LINE, draw)


def _base(top: float, size: float) -> float:
    """Return where letters stand in a line that begins at `top`."""
    return top - (LINE / 2 + _MIDDLE) * size


def _space(height: float) -> Row:
    return Row(height, lambda _canvas, _x, _top: None)


def _arrow(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], size: float
) -> None:
    colour, width, head = "#3e4853", 0.12 * size, 0.4 * size
    canvas.line([start, end], colour, width)
    x, y = end
    if start[1] == y:
        wings = [(x - head, y + head * 0.7), end, (x - head, y - head * 0.7)]
    else:
        wings = [(x - head * 0.7, y - head), end, (x + head * 0.7, y - head)]
    canvas.line(wings, colour, width)
