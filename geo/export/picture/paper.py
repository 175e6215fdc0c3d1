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
    title, title_least
        Size of the title, and of one that would take more than two lines.
    legend, note, label, foot
        Sizes of text.
    least
        Size of the smallest name on a map.
    floor
        How far legends may shrink before they take another column, as a part of 1.
    column
        Width of a column of legends.
    whole
        Whether title, sources, footnotes and date stand on the picture. If not, whoever places the
        picture writes them beside it; legends, scale, north arrow, credit and the line on the
        review number are on every picture.
    colours
        How many colours a PNG has, the next number where it is still large; none for all there are.
    """

    width_in: float
    height_in: float
    margin: float
    px: float
    title: float
    title_least: float
    legend: float
    note: float
    label: float
    foot: float
    least: float
    floor: float
    column: float
    whole: bool = True
    colours: tuple[int, ...] = ()

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
        "a4": Paper(
            width_in=11.693, height_in=8.268, margin=24, px=0.66, title=18, title_least=16,
            legend=9.5, note=7.5, label=9, foot=7, least=7, floor=0.95, column=170,
        ),
        "a3": Paper(
            width_in=16.535, height_in=11.693, margin=32, px=0.9, title=26, title_least=20,
            legend=12.5, note=10, label=12, foot=9, least=8, floor=0.8, column=220,
        ),
        # a slide or a wall, read from some metres
        "wide": Paper(
            width_in=13.333, height_in=7.5, margin=24, px=0.78, title=26, title_least=20,
            legend=15, note=10.5, label=14, foot=9, least=8, floor=0.8, column=190, colours=(256,),
        ),
        # a picture in a slide whose title and sources are the slide's own text
        "slide": Paper(
            width_in=12.4, height_in=5.8, margin=4, px=0.72, title=20, title_least=20,
            legend=13, note=10.5, label=12.5, foot=8.5, least=7.5, floor=0.75, column=180,
            whole=False, colours=(256,),
        ),
        # the same beside words, a chart or a table: 2,000 px from 247 dpi on
        "half": Paper(
            width_in=8.1, height_in=5.45, margin=4, px=0.62, title=16, title_least=16,
            legend=11.5, note=9.5, label=11.5, foot=8, least=6.5, floor=0.75, column=158,
            whole=False, colours=(256,),
        ),
        # on a page whose title and sources are the page's own text: 1,000 px at 200 dpi
        "screen": Paper(
            width_in=5.0, height_in=3.2, margin=3, px=0.34, title=9, title_least=9,
            legend=4.7, note=4.2, label=4.7, foot=4, least=3.8, floor=0.85, column=84, whole=False,
            colours=(256, 192, 128, 96, 64, 48, 32),
        ),
    }
)  # fmt: skip
"""By name. "slide" is at least 2,000 px wide from 162 dpi on."""
