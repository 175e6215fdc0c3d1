"""Names on the map: none lies on another, none leaves its own area, and signs stay free.

The rules are those of the browser's script: a name is tried at its anchor and around it; the
nearest place that covers nothing wins. What found no room is set first at the next try.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import shapely

from geo.export.picture.frame import Box
from geo.export.picture.letters import ASCENT, DESCENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.export.picture.canvas import Canvas
    from geo.export.picture.frame import Frame
    from geo.export.picture.shapes import Outline

Style = Literal["prefecture", "neighbour", "county", "part", "zone", "picked"]

_TURNS: Final = 4
_SHRINK: Final = (1.0, 0.92, 0.85, 0.78)
"""Sizes tried, as parts of the paper's, until every name that matters finds a place of its own."""

_MATTER: Final = frozenset({"picked", "prefecture"})
_MISSING, _ODD, _SMALL = 10.0, 5.0, 6.0
"""What a name that found no room costs, one of another size than the others, and smaller names,
where covering a sign costs three."""

_SIGN: Final = 1.0
"""From which cost on something is a sign."""

_HAIR: Final = np.array([0.0, 1.0])  # letters do not fill their box to its corners
_EDGE: Final = 2.0
"""Points that a name keeps from the edge of the map."""

# places tried, in sizes of the text: how far to either side, how far up and down
_NEAR, _FAR, _STEP = (4.8, 3.2), (8.5, 8.5), 0.45
_SOFTLY: Final = 3.1
"""Sizes of text whose distance from the anchor costs as much as a third of a sign."""


@dataclass(frozen=True, slots=True)
class Look:
    """How names of a style are written.

    Attributes
    ----------
    size
        Part of the paper's size for labels.
    """

    size: float
    colour: str
    bold: bool = False
    halo: float = 0.0


LOOKS: Final[dict[Style, Look]] = {
    "prefecture": Look(1.0, "#1f2933", bold=True, halo=0.15),
    "neighbour": Look(1.0, "#56616d"),
    "county": Look(0.78, "#39434f", halo=0.13),
    "part": Look(0.92, "#5a2476", bold=True, halo=0.15),
    "zone": Look(0.86, "#14263d", halo=0.15),
    "picked": Look(1.05, "#14263d", bold=True, halo=0.18),
}
_ORDER: Final[tuple[Style, ...]] = ("picked", "prefecture", "part", "zone", "county", "neighbour")


@dataclass(frozen=True, slots=True)
class Wish:
    """A name that wants to stand somewhere.

    Attributes
    ----------
    x, y
        Point of the page that it names.
    area
        The area it must not leave, None for none.
    beside
        Points that it keeps from its place on all sides: what it names has a sign there.
    """

    text: str
    x: float
    y: float
    style: Style
    area: Outline | None = None
    beside: float | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that a name should not cover.

    Attributes
    ----------
    cost
        What covering it costs; infinite for never.
    """

    box: Box
    cost: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A name where it stands.

    Attributes
    ----------
    box
        What it covers of the page.
    lost
        What it costs in covered signs.
    """

    wish: Wish
    text: str
    size: float
    box: Box
    lost: float


class Placer:
    """Finds room for names in one frame.

    Parameters
    ----------
    sizes
        Of a prefecture's name, and the least of any.
    land
        The province's outline, which neighbours' names keep off; None if it is not drawn.
    """

    def __init__(
        self,
        canvas: Canvas,
        frame: Frame,
        sizes: tuple[float, float],
        obstacles: Sequence[Obstacle],
        land: Outline | None,
    ) -> None:
        self._canvas = canvas
        self._frame = frame
        self._label, self._least = sizes
        self._boxes, self._costs = _array([]), np.array([])
        self._shapes: dict[int, shapely.Geometry] = {}
        self.keep_off(obstacles)
        self._land = None if land is None else land.polygon()
        if self._land is not None:
            shapely.prepare(self._land)

    def place_great(self, wishes: Sequence[Wish]) -> list[Placed]:
        """Return where the names that matter stand; all of one size, the largest that serves."""
        great = self._seen(wish for wish in wishes if wish.style in _MATTER)
        best: tuple[float, float, list[Placed]] | None = None
        for shrink in _SHRINK:
            label = self._label * shrink
            placed = self._set_all(great, label)
            for number, name in enumerate(placed):
                if name.lost:
                    placed[number] = self._free(name, placed)
            odd = sum(1 - name.size / (LOOKS[name.wish.style].size * label) for name in placed)
            fault = self._fault(placed, len(great) - len(placed)) + _ODD * odd
            cost = fault + _SMALL * (1 - shrink)
            if best is None or cost < best[0]:
                best = cost, shrink, placed
            if not fault:
                break
        assert best is not None  # noqa: S101  # there is a first size
        self._label *= best[1]
        return best[2]

    @staticmethod
    def _fault(placed: Sequence[Placed], missing: int) -> float:
        return sum(name.lost for name in placed) + _MISSING * missing

    def _free(self, name: Placed, all_names: Sequence[Placed]) -> Placed:
        """Return a name off the signs: over its border, or smaller than the others."""
        others = [other for other in all_names if other is not name]
        style = LOOKS[name.wish.style].size
        for part, loose in product(_SHRINK, (False, True)):
            found = self._find(name.wish, others, name.size / style * part, loose=loose)
            if found is not None and found.lost < name.lost:
                return found
        return name

    def place_rest(self, wishes: Sequence[Wish], placed: Sequence[Placed]) -> list[Placed]:
        """Return where the other names stand, of those that find room beside `placed`."""
        rest: list[Placed] = []
        for wish in self._seen(wish for wish in wishes if wish.style not in _MATTER):
            found = self._find(wish, [*placed, *rest], self._label)
            if found is not None:
                rest.append(found)
        return rest

    def keep_off(self, obstacles: Sequence[Obstacle]) -> None:
        """Take note of what else names should not cover."""
        self._boxes = np.vstack([self._boxes, _array([o.box for o in obstacles])])
        self._costs = np.append(self._costs, [o.cost for o in obstacles])

    def _seen(self, wishes: Iterable[Wish]) -> list[Wish]:
        return sorted(
            (wish for wish in wishes if self._frame.shows(wish.x, wish.y)),
            key=lambda wish: _ORDER.index(wish.style),
        )

    def _set_all(self, order: Sequence[Wish], label: float) -> list[Placed]:
        """Return names where they stand; who found no room begins at the next turn."""
        best: tuple[float, list[Placed]] | None = None
        for _ in range(_TURNS):
            placed: list[Placed] = []
            left: list[Wish] = []
            for wish in order:
                found = self._find(wish, placed, label)
                if found is None:
                    left.append(wish)
                else:
                    placed.append(found)
            fault = self._fault(placed, len(left))
            if best is None or fault < best[0]:
                best = fault, placed
            if not left:
                break
            order = left + [wish for wish in order if wish not in left]
        assert best is not None  # noqa: S101  # there is a first turn
        return best[1]

    def _find(
        self, wish: Wish, placed: Sequence[Placed], label: float, *, loose: bool = False
    ) -> Placed | None:
        """Return the best place of a name, None if there is none.

        Parameters
        ----------
        loose
            Whether it may stand over the border of its area.
        """
        look = LOOKS[wish.style]
        size = max(look.size * label, self._least)
        text = self._canvas.letters.clean(wish.text)
        if not text:
            return None
        wide = self._canvas.letters.width(text, size, bold=look.bold) + 2
        tall = (ASCENT + DESCENT) * size
        shifts = self._shifts(wish, size, wide, tall)
        centres = shifts[:, :2] + np.array([wish.x, wish.y])
        boxes = np.column_stack(
            [
                centres[:, 0] - wide / 2,
                centres[:, 1] - tall / 2,
                centres[:, 0] + wide / 2,
                centres[:, 1] + tall / 2,
            ]
        )
        free = self._inside_frame(boxes) & ~_overlaps(boxes, _array([p.box for p in placed])).any(
            axis=1
        )
        covered = _overlaps(boxes, self._boxes)
        signs = self._costs >= _SIGN
        lost = np.where(covered, self._costs * signs, 0.0).sum(axis=1)
        cost = np.where(covered, self._costs, 0.0).sum(axis=1) + shifts[:, 2] / (size * _SOFTLY)
        if wish.style in {"county", "zone"}:
            # the least of names give way to every sign
            free &= ~covered[:, signs].any(axis=1)
        free &= np.isfinite(cost)
        cost, free = self._by_ground(wish, boxes, cost, free, loose=loose)
        if not free.any():
            return None
        chosen = int(np.argmin(np.where(free, cost, np.inf)))
        return Placed(wish, text, size, Box(*boxes[chosen].tolist()), float(lost[chosen]))

    def _shifts(self, wish: Wish, size: float, wide: float, tall: float) -> NDArray[np.float64]:
        """Return the places tried: to the right, upwards, and what the distance costs."""
        if wish.beside is not None:
            return _around(wish.beside, wide, tall, size)
        if wish.style == "county":
            return _grid(1.6, 1.2, 0.4) * size
        reach = _FAR if wish.style == "neighbour" else _NEAR
        return _grid(*reach, _STEP) * size

    def _inside_frame(self, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        edge = self._frame.box.grown(-_EDGE)
        inside: NDArray[np.bool_] = (
            (boxes[:, 0] >= edge.left)
            & (boxes[:, 1] >= edge.bottom)
            & (boxes[:, 2] <= edge.right)
            & (boxes[:, 3] <= edge.top)
        )
        return inside

    def _by_ground(
        self,
        wish: Wish,
        boxes: NDArray[np.float64],
        cost: NDArray[np.float64],
        free: NDArray[np.bool_],
        *,
        loose: bool,
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Keep a name in its own area, and that of a neighbour outside of the province."""
        if wish.area is not None:
            area = self._shape(wish.area)
            ends = [self._within(area, boxes[:, [side, 1]] + _HAIR) for side in (0, 2)]
            tops = [self._within(area, boxes[:, [side, 3]] - _HAIR) for side in (0, 2)]
            if wish.style == "county":
                return cost, free & ends[0] & ends[1] & tops[0] & tops[1]
            outside = np.sum([~end for end in (*ends, *tops)], axis=0)
            # beside the border it would name the neighbour
            middle = self._within(area, (boxes[:, :2] + boxes[:, 2:]) / 2)
            own = outside < len(ends + tops) if loose else middle
            return cost + 0.25 * outside, free & own
        if wish.style == "neighbour" and self._land is not None:
            low = self._frame.ground(boxes[:, :2] - 2)
            high = self._frame.ground(boxes[:, 2:] + 2)
            rectangles = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
            return cost, free & ~shapely.intersects(self._land, rectangles)
        return cost, free

    def _shape(self, area: Outline) -> shapely.Geometry:
        if id(area) not in self._shapes:
            shape = area.polygon()
            shapely.prepare(shape)
            self._shapes[id(area)] = shape
        return self._shapes[id(area)]

    def _within(self, area: shapely.Geometry, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        ground = self._frame.ground(points)
        inside: NDArray[np.bool_] = shapely.contains_xy(area, ground[:, 0], ground[:, 1])
        return inside


def write_names(canvas: Canvas, placed: Sequence[Placed], clip: Box) -> None:
    """Write names where they stand."""
    for name in placed:
        look = LOOKS[name.wish.style]
        canvas.text(
            (name.box.left + name.box.right) / 2,
            name.box.bottom + DESCENT * name.size,
            name.text,
            name.size,
            bold=look.bold,
            colour=look.colour,
            align="middle",
            halo=look.halo * name.size,
            clip=clip,
        )


def _around(beside: float, wide: float, tall: float, size: float) -> NDArray[np.float64]:
    """Return places beside a sign: right and left first, then below, above and askew."""
    across, up = beside + wide / 2, beside + tall / 2
    steps = [(across, 0.0), (-across, 0.0), (0.0, -up), (0.0, up)]
    for part in (0.4, 0.7, 1.0):
        steps += [(x * across, y * up * part) for y in (-1, 1) for x in (1, -1)]
        steps += [(x * part * across, y * up) for y in (-1, 1) for x in (1, -1)]
    return np.array([(x, y, number * 0.05 * size) for number, (x, y) in enumerate(steps)])


@lru_cache(maxsize=8)
def _grid(wide: float, tall: float, step: float) -> NDArray[np.float64]:
    """Return shifts around a place and their lengths, the nearest first."""
    x = np.arange(-int(wide / step), int(wide / step) + 1) * step
    y = np.arange(-int(tall / step), int(tall / step) + 1) * step
    shifts = np.array([(a, b, np.hypot(a, b)) for a in x for b in y])
    ordered: NDArray[np.float64] = shifts[np.argsort(shifts[:, 2], kind="stable")]
    return ordered


def _array(boxes: Sequence[Box]) -> NDArray[np.float64]:
    return np.array([(b.left, b.bottom, b.right, b.top) for b in boxes]).reshape(-1, 4)


def _overlaps(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of some boxes overlap which of others, shape (n, m)."""
    a, b = some[:, None, :], others[None, :, :]
    overlap: NDArray[np.bool_] = (
        (a[..., 0] < b[..., 2])
        & (b[..., 0] < a[..., 2])
        & (a[..., 1] < b[..., 3])
        & (b[..., 1] < a[..., 3])
    )
    return overlap
