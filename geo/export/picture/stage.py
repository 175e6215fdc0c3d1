"""One map being drawn, and what its layers leave for the names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.export.picture.frame import Box, project
from geo.export.picture.labels import Obstacle, Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.export.picture.canvas import Canvas
    from geo.export.picture.frame import Frame
    from geo.export.picture.shapes import Outline, Shapes

Spec = dict[str, Any]
"""Description of a layer, as the browser's script gets it."""

_WIDEST: Final = 8.0  # points: no line is wider


@dataclass
class Stage:
    """One map being drawn: the main one or the inset.

    Attributes
    ----------
    selection
        Id of what is chosen on the map.
    signs, wishes
        What names keep off, and the names that want to stand; the layers leave them here.
    picked
        Outlines of what is chosen.
    zones
        Where the signs of zones will stand, which lie above what is drawn before them.
    groups
        Groups of platforms that wait to be drawn: where they are and how many.
    land
        The province, once it is drawn.
    named
        Whether zones are named where there is room.
    """

    canvas: Canvas
    frame: Frame
    shapes: Shapes
    selection: str | None
    signs: list[Obstacle] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    picked: list[Outline] = field(default_factory=list)
    zones: list[Box] = field(default_factory=list)
    groups: list[tuple[float, float, int]] = field(default_factory=list)
    land: Outline | None = None
    named: bool = False

    @property
    def clip(self) -> Box:
        """The edge of the map."""
        return self.frame.box

    @property
    def px(self) -> float:
        """Points of a pixel of the screen."""
        return self.canvas.px

    def place(self, lonlat: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Return points of the page of places, shape (n, 2)."""
        if not lonlat:
            return np.empty((0, 2))
        return self.frame.place(project(np.asarray(lonlat, dtype=float)))

    def shape(self, outline: Outline, **style: Any) -> None:
        """Draw an outline of the ground, if any of it is seen."""
        if self.sees(outline):
            points = self.frame.place(outline.metres)
            self.canvas.path(points, outline.codes, clip=self.clip, **style)

    def sees(self, outline: Outline) -> bool:
        """Return whether an outline may reach into the map."""
        left, bottom, right, top = outline.bounds
        corners = self.frame.place(np.array([(left, bottom), (right, top)]))
        return Box(*corners.ravel().tolist()).grown(_WIDEST).overlaps(self.clip)

    def keep_off(self, x: float, y: float, half: float, cost: float) -> None:
        """Ask names to stay off a square around a point."""
        self.signs.append(Obstacle(Box(x - half, y - half, x + half, y + half), cost))
