"""The enlargement of the Chengdu plain, where signs lie close: where it stands, what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.export.picture.frame import Box, Frame, inset_frame, project
from geo.export.picture.furniture import land_under

if TYPE_CHECKING:
    from collections.abc import Sequence

    import shapely

    from geo.export.picture.paper import Paper

PLAIN: Final = (104.2, 30.75)
"""Longitude and latitude of its middle: Chengdu, a little towards Deyang and Mianyang."""

MOST_KM: Final = 210.0
LEAST_KM: Final = 110.0
ENLARGED: Final = 1.8
"""How much larger than on the map things are at least."""

LEAST_SIGNS: Final = 3
TITLE_SIZES: Final = 2.0
"""Height of the line with its title, in sizes of the letters."""

_CORNER_HEIGHTS: Final = (0.42, 0.38, 0.34, 0.3, 0.27, 0.25, 0.23, 0.21)
_CORNER_ASPECT: Final = 1.2


def frame_in(outer: Box, paper: Paper, main: Frame) -> Frame | None:
    """Return the map in a box that its title shares; None if it would enlarge too little."""
    box = Box(outer.left, outer.bottom, outer.right, outer.top - TITLE_SIZES * paper.legend)
    km = min(MOST_KM, box.width / (ENLARGED * main.scale) / 1000)
    if km < LEAST_KM:
        return None
    return inset_frame(box, *PLAIN, km * 1000)


def find_corner(main: Frame, margin: float, land: shapely.Geometry | None) -> Box | None:
    """Return the largest box in a lower corner of the map that lies outside of the province."""
    frame = main.box
    for part in _CORNER_HEIGHTS:
        tall = part * frame.height
        wide = _CORNER_ASPECT * tall
        bottom = frame.bottom + margin
        for left in (frame.left + margin, frame.right - margin - wide):
            box = Box(left, bottom, left + wide, bottom + tall)
            if land_under(main, box.grown(margin), land) <= 0:
                return box
    return None


def seen_in(main: Frame, inset: Frame) -> Box:
    """Return what of the main map the inset enlarges."""
    box = inset.box
    corners = np.array([(box.left, box.bottom), (box.right, box.top)])
    (x0, y0), (x1, y1) = main.place(inset.ground(corners)).tolist()
    return Box(x0, y0, x1, y1)


def counts(inset: Frame, lonlat: Sequence[Sequence[float]]) -> int:
    """Return how many of some places lie in the inset."""
    if not lonlat:
        return 0
    points = inset.place(project(np.asarray(lonlat, dtype=float)))
    return sum(inset.shows(x, y) for x, y in points.tolist())
