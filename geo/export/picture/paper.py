"""The papers a picture may have, with the sizes of everything on them.

Lengths are points (1/72 inch) but where the name says inches. A size that "matters" is one that
is read from the back of a room.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

POINTS_PER_INCH: Final = 72.0


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper.

    Attributes
    ----------
    width_in, height_in
        Inches.
    margin
        Free edge on all sides.
    px
        Points for a pixel of the screen's map, for signs and lines.
    title, legend, note, label, foot
        Sizes of text.
    floor
        How far legends may shrink before they take another column, as a part of 1.
    column
        Width of a column of legends.
    whole
        Whether title, sources, footnotes and date stand on the picture. If not, whoever places the
        picture writes them beside it; legends, scale, north arrow, credit and the line on the
        review number are on every picture.
    palette
        Whether a PNG is written in few colours, so that it stays small.
    """

    width_in: float
    height_in: float
    margin: float
    px: float
    title: float
    legend: float
    note: float
    label: float
    foot: float
    floor: float
    column: float
    whole: bool = True
    palette: bool = False

    @property
    def width(self) -> float:
        """Points."""
        return self.width_in * POINTS_PER_INCH

    @property
    def height(self) -> float:
        """Points."""
        return self.height_in * POINTS_PER_INCH


PAPERS: Final[Mapping[str, Paper]] = MappingProxyType(
    {
        # ISO sizes, lying
        "a4": Paper(11.693, 8.268, 24, 0.66, 18, 9.5, 7.5, 9, 7, 0.95, 170),
        "a3": Paper(16.535, 11.693, 32, 0.9, 26, 12.5, 10, 12, 9, 0.8, 220),
        # a slide or a wall, read from some metres
        "wide": Paper(13.333, 7.5, 24, 0.78, 26, 14, 10.5, 14, 9, 0.8, 190),
        # a picture in a slide whose title and sources are the slide's own text
        "slide": Paper(12.4, 5.8, 4, 0.72, 20, 13, 10.5, 12.5, 8.5, 0.75, 180, whole=False),
        # on a page whose title and sources are the page's own text: 1,000 px at 200 dpi
        "screen": Paper(
            5.0, 3.2, 3, 0.34, 9, 4.7, 4.2, 4.7, 4.0, 0.85, 84, whole=False, palette=True
        ),
    }
)
"""By name. "slide" is at least 2,000 px wide from 162 dpi on."""
