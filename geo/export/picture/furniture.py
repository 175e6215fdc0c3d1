"""What stands on a map beside what it shows: the scale bar and the north arrow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.export.picture.canvas import INK
from geo.export.picture.frame import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.export.picture.canvas import Canvas
    from geo.export.picture.frame import Frame
    from geo.export.picture.letters import Letters

OUTSIDE: Final = "#e4e9ee"
"""The flat tint around the province."""

EDGE: Final = "#9aa5b1"
_ARROW: Final = "#33404f"
_BAR_PART: Final = 0.22
"""How much of the map's width a scale bar takes at most."""

_THICK, _ABOVE, _FIELDS = 0.42, 0.45, 4
_ARROW_SIZES: Final = (2.2, 4.8)

_FOR_BAR: Final = ("bottom left", "bottom right", "top right", "top left")
_FOR_ARROW: Final = ("top right", "top left", "bottom right", "bottom left")


@dataclass(frozen=True, slots=True)
class Bar:
    """A scale bar.

    Attributes
    ----------
    metres, points
        Its length on the ground and on the page.
    labels
        What stands over its beginning, its middle (blank where it is too short) and its end.
    size
        Of their letters.
    before, after
        How far the first and the last reach beyond the bar.
    """

    metres: float
    points: float
    labels: tuple[str, str, str]
    size: float
    before: float
    after: float

    @property
    def width(self) -> float:
        """Points, labels included."""
        return self.before + self.points + self.after

    @property
    def height(self) -> float:
        """Points, labels included."""
        return (_THICK + _ABOVE + 0.9) * self.size


def measure_bar(
    frame: Frame,
    letters: Letters,
    size: float,
    say: Callable[[str], str],
    room: float = math.inf,
) -> Bar | None:
    """Return the longest bar of a round length, true at the middle of the map.

    Parameters
    ----------
    size
        Of the letters.
    say
        Writes a number of kilometres.
    room
        Points that it may take; None is returned where even the shortest takes more.
    """
    per_metre = frame.points_per_metre()
    most = _BAR_PART * frame.box.width / per_metre
    power = 10 ** math.floor(math.log10(most))
    for step in (5, 4, 2, 1, 0.5, 0.4, 0.2):
        metres = step * power
        whole, half = f"{metres / 1000:g}", f"{metres / 2000:g}"
        before = letters.width("0", size) / 2
        after = letters.width(say(whole), size) - letters.width(whole, size) / 2
        points = metres * per_metre
        crowded = letters.width(half, size) + letters.width(whole, size) / 2
        labels = ("0", half if points / 2 > crowded else "", say(whole))
        bar = Bar(metres, points, labels, size, before, after)
        if metres <= most and bar.width <= room and points > crowded:
            return bar
    return None


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands in the corners of a map."""

    bar: Bar | None
    bar_box: Box | None
    arrow_box: Box

    def boxes(self) -> list[Box]:
        """Return what it covers."""
        return [self.arrow_box, *([self.bar_box] if self.bar_box else [])]


def furnish(
    frame: Frame,
    bar: Bar | None,
    size: float,
    land: shapely.Geometry | None,
    taken: Sequence[Box] = (),
) -> Furniture:
    """Choose the corners in which least of the province lies.

    Parameters
    ----------
    size
        Of the letters, points.
    taken
        What else stands on the map.
    """
    margin = 0.9 * size
    wide, tall = (part * size for part in _ARROW_SIZES)
    arrow_box = _best(frame, (wide, tall), margin, land=land, order=_FOR_ARROW, taken=taken)
    bar_box = None
    if bar is not None:
        others = [*taken, arrow_box]
        bar_box = _best(
            frame, (bar.width, bar.height), margin, land=land, order=_FOR_BAR, taken=others
        )
    return Furniture(bar, bar_box, arrow_box)


def _best(
    frame: Frame,
    wide_tall: tuple[float, float],
    margin: float,
    *,
    land: shapely.Geometry | None,
    order: Sequence[str],
    taken: Sequence[Box],
) -> Box:
    boxes = [_corner(frame.box, name, wide_tall, margin) for name in order]
    free = [box for box in boxes if not any(box.grown(margin).overlaps(t) for t in taken)]
    return min(free or boxes, key=lambda box: round(land_under(frame, box, land), 1))


def land_under(frame: Frame, box: Box, land: shapely.Geometry | None) -> float:
    """Return how much of the province lies under a box of the page, in square points."""
    if land is None:
        return 0.0
    corners = np.array([(box.left, box.bottom), (box.right, box.top)])
    (x0, y0), (x1, y1) = frame.ground(corners).tolist()
    area: float = shapely.area(shapely.intersection(land, shapely.box(x0, y0, x1, y1)))
    return area * frame.scale**2


def _corner(box: Box, name: str, wide_tall: tuple[float, float], margin: float) -> Box:
    wide, tall = wide_tall
    up, side = name.split()
    left = box.left + margin if side == "left" else box.right - margin - wide
    bottom = box.bottom + margin if up == "bottom" else box.top - margin - tall
    return Box(left, bottom, left + wide, bottom + tall)


def draw_bar(canvas: Canvas, bar: Bar, box: Box) -> None:
    """Draw a scale bar of four fields."""
    size = bar.size
    left, top = box.left + bar.before, box.bottom + _THICK * size
    for n in range(_FIELDS):
        field = Box(
            left + n * bar.points / _FIELDS,
            box.bottom,
            left + (n + 1) * bar.points / _FIELDS,
            top,
        )
        canvas.box(field, fill=INK if n % 2 == 0 else "#ffffff", edge=INK, width=0.08 * size)
    base = top + _ABOVE * size
    first, middle, last = bar.labels
    canvas.text(left, base, first, size, align="middle")
    canvas.text(left + bar.points / 2, base, middle, size, align="middle")
    canvas.text(left + bar.points + bar.after, base, last, size, align="right")


def draw_arrow(canvas: Canvas, box: Box, size: float, letter: str, turn: float) -> None:
    """Draw a north arrow, turned by so many degrees anticlockwise."""
    x = (box.left + box.right) / 2
    tall = box.height - 1.4 * size
    y = box.bottom + tall / 2
    angle = math.radians(turn)
    rotation = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    tip, wing, notch = (0.0, tall / 2), (0.3 * tall, -tall / 2), (0.0, -0.28 * tall)
    right = np.array([tip, wing, notch]) @ rotation + np.array([x, y])
    left = np.array([tip, (-wing[0], wing[1]), notch]) @ rotation + np.array([x, y])
    canvas.path(right, fill=_ARROW, edge=_ARROW, width=0.08 * size)
    canvas.path(left, fill="#ffffff", edge=_ARROW, width=0.08 * size)
    canvas.text(
        x, box.top - 1.0 * size, letter, 1.1 * size, bold=True, colour=_ARROW, align="middle"
    )
