"""What the parts of a map hold, decoded and laid on the plane of the equal-area system."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.path import Path
from PIL import Image
from scipy import ndimage

from geo.errors import MapError
from geo.export.picture.frame import measure_fit, project, unproject
from geo.maps.geometry import decode_line
from geo.maps.parts import Memo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.maps.atlas_map import AtlasMap
    from geo.maps.geometry import Polygons

_PARTS: Memo[dict[str, Any]] = Memo(64)
_OUTLINES: Memo[tuple[Outline, ...]] = Memo(64)
_PICTURES: Memo[Picture] = Memo(4)

_PICTURE_PX: Final = 800
_STEPS_BLUR: Final = 0.8  # the picture has few colours: their steps would be seen on paper


@dataclass(frozen=True, slots=True)
class Outline:
    """Rings, exteriors anticlockwise and holes clockwise; or one line.

    Attributes
    ----------
    metres
        Vertices, shape (n, 2).
    codes
        What matplotlib's paths want of each.
    bounds
        Left, bottom, right and top in metres; all 0 where there is no vertex.
    """

    metres: NDArray[np.float64]
    codes: NDArray[np.uint8]
    bounds: tuple[float, float, float, float]

    def polygon(self) -> shapely.MultiPolygon:
        """Return the rings as one shape; a hole follows its exterior."""
        polygons: list[tuple[Any, list[Any]]] = []
        starts = [*np.flatnonzero(self.codes == Path.MOVETO).tolist(), len(self.metres)]
        for first, end in pairwise(starts):
            ring = shapely.LinearRing(self.metres[first:end])
            if ring.is_ccw:
                polygons.append((ring, []))
            else:
                polygons[-1][1].append(ring)
        return shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, holes in polygons])


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the plane.

    Attributes
    ----------
    pixels
        Shape (height, width, 3), the first row at the top.
    bounds
        Left, bottom, right and top in metres.
    """

    pixels: NDArray[np.uint8]
    bounds: tuple[float, float, float, float]


class Shapes:
    """The parts of one map."""

    def __init__(self, atlas: AtlasMap) -> None:
        self._texts = {part.name: part.text for part in atlas.parts()}

    def part(self, name: str) -> dict[str, Any]:
        """Return what a part holds; do not change it.

        Raises
        ------
        MapError
            If the map has no such part.
        """
        if name not in self._texts:
            raise MapError(f"part {name!r}: expected it among the map's parts, came none")
        return _PARTS.get(name, lambda: json.loads(self._texts[name]))

    def areas(self, name: str) -> tuple[Outline, ...]:
        """Return the outlines of a part that holds ``rings``."""
        return self._outlines(name, lambda part: map(outline_of, part["rings"]))

    def items(self, name: str) -> tuple[Outline, ...]:
        """Return the outlines of a part whose ``items`` hold ``polygons``."""
        return self._outlines(name, lambda part: (outline_of(i["polygons"]) for i in part["items"]))

    def land(self, name: str) -> Outline:
        """Return the outline of a part that holds ``polygons``."""
        return self._outlines(name, lambda part: [outline_of(part["polygons"])])[0]

    def lines(self, name: str) -> tuple[Outline, ...]:
        """Return the lines of a part."""
        return self._outlines(name, lambda part: (_line_of(line["xy"]) for line in part["lines"]))

    def picture(self, name: str) -> Picture:
        """Return the picture of a part, which lies on Mercator rows, on the plane."""
        return _PICTURES.get(name, lambda: _lay(self.part(name)))

    def _outlines(self, name: str, make: Any) -> tuple[Outline, ...]:
        return _OUTLINES.get(name, lambda: tuple(make(self.part(name))))


def outline_of(polygons: Polygons) -> Outline:
    """Return coded polygons as one outline."""
    rings = [decode_line(ring) for polygon in polygons for ring in polygon]
    return _join(rings, closed=True)


def _line_of(coded: str) -> Outline:
    return _join([decode_line(coded)], closed=False)


def _join(rings: Sequence[NDArray[np.float64]], *, closed: bool) -> Outline:
    codes = []
    for ring in rings:
        code = np.full(len(ring), Path.LINETO, dtype=np.uint8)
        code[0] = Path.MOVETO
        if closed:
            code[-1] = Path.CLOSEPOLY
        codes.append(code)
    if not rings:
        return Outline(np.empty((0, 2)), np.empty(0, dtype=np.uint8), (0.0, 0.0, 0.0, 0.0))
    metres = project(np.concatenate(rings))
    (left, bottom), (right, top) = metres.min(axis=0).tolist(), metres.max(axis=0).tolist()
    return Outline(metres, np.concatenate(codes), (left, bottom, right, top))


def _lay(part: dict[str, Any]) -> Picture:
    (south, west), (north, east) = part["bounds"]
    _, _, coded = part["png"].partition(",")
    drawn = np.asarray(Image.open(io.BytesIO(base64.b64decode(coded))).convert("RGB"), dtype=float)
    height, width, _ = drawn.shape
    left, bottom, right, top = measure_fit(part["bounds"])
    rows = round(_PICTURE_PX * (top - bottom) / (right - left))
    x = left + (np.arange(_PICTURE_PX) + 0.5) / _PICTURE_PX * (right - left)
    y = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
    lonlat = unproject(np.column_stack([np.tile(x, rows), np.repeat(y, _PICTURE_PX)]))
    high, low = _mercator(north), _mercator(south)
    column = (lonlat[:, 0] - west) / (east - west) * width - 0.5
    row = (high - _mercator(lonlat[:, 1])) / (high - low) * height - 0.5
    pixels = np.stack(
        [
            ndimage.map_coordinates(
                ndimage.gaussian_filter(drawn[:, :, channel], _STEPS_BLUR, mode="nearest"),
                [row, column],
                order=1,
                mode="nearest",
            )
            for channel in range(3)
        ],
        axis=-1,
    ).reshape(rows, _PICTURE_PX, 3)
    return Picture(np.asarray(np.rint(pixels), dtype=np.uint8), (left, bottom, right, top))


def _mercator(latitude: Any) -> Any:
    return np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2))
