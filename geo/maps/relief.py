"""A soft relief tint of the province, painted from a coarse altitude grid.

The grid is pvlib's: 1/12 of a degree, 28 m steps. That is enough for a tint that shows basin,
mountain rim and plateau; it is not enough for the height of any place, and none is read from it.
"""

from __future__ import annotations

import base64
import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.maps.geometry import BBox
    from geo.terrain import Altitudes

RELIEF_WIDTH_PX = 280
"""Two pixels a grid cell; the browser's own smoothing does the rest."""

_METRES_PER_DEGREE = 111_195.0
_EXAGGERATION = 3.0
_SHADE_STRENGTH = 0.13
_COLOURS = 48

# Land from the basin's warm grey-green to the plateau's light grey-brown. All are light: names in
# dark grey keep a contrast above 7:1, and a blue fill at 0.8 keeps its own hue.
_TINTS: tuple[tuple[float, tuple[int, int, int]], ...] = (
    (200, (226, 234, 217)),
    (500, (232, 238, 222)),
    (1000, (240, 240, 225)),
    (2000, (239, 234, 217)),
    (3000, (232, 225, 208)),
    (4000, (224, 217, 202)),
    (4800, (220, 214, 203)),
    (6000, (236, 234, 229)),
)


def size_for_width(bbox: BBox, width: int) -> tuple[int, int]:
    """Width and height in pixels of a box on a Mercator map."""
    west, south, east, north = bbox
    height = width * (_mercator(north) - _mercator(south)) / math.radians(east - west)
    return width, round(float(height))


def row_latitudes(bbox: BBox, height: int) -> NDArray[np.float64]:
    """Latitudes of the middles of picture rows, equally spaced on a Mercator map, north first."""
    _, south, _, north = bbox
    top, bottom = _mercator(north), _mercator(south)
    y = top + (np.arange(height) + 0.5) / height * (bottom - top)
    return np.asarray(np.degrees(2 * np.arctan(np.exp(y)) - np.pi / 2), dtype=np.float64)


def resample(altitudes: Altitudes, bbox: BBox, size: tuple[int, int]) -> NDArray[np.float64]:
    """Altitudes at the middles of picture cells whose rows are equally spaced on a Mercator map.

    So a picture stretched linearly between the corners of the box lies right on a web map.
    Cubic B-splines smooth the coarse grid and its 28 m steps.

    Parameters
    ----------
    altitudes
        A grid that reaches two cells beyond the box.
    bbox
        West, south, east, north in degrees.
    size
        Width and height in pixels.

    Returns
    -------
    ndarray
        Metres, shape (height, width), north first.
    """
    width, height = size
    west, _, east, _ = bbox
    lon = west + (np.arange(width) + 0.5) / width * (east - west)
    rows = (altitudes.north - row_latitudes(bbox, height)) / altitudes.cell - 0.5
    columns = (lon - altitudes.west) / altitudes.cell - 0.5
    count_rows, count_columns = altitudes.metres.shape
    metres: NDArray[np.float64] = (
        _spline_weights(rows, count_rows)
        @ altitudes.metres
        @ _spline_weights(columns, count_columns).T
    )
    return metres


def paint(metres: NDArray[np.float64], bbox: BBox) -> Image.Image:
    """Tint altitudes and shade their slopes lightly, as lit from the north-west.

    Parameters
    ----------
    metres
        Altitudes on Mercator rows, north first.
    bbox
        West, south, east, north of the picture in degrees.

    Returns
    -------
    PIL.Image.Image
        With a palette, no dithering (dithered pictures compress badly).
    """
    heights, channels = zip(*_TINTS, strict=True)
    tint = np.stack(
        [
            np.interp(metres, heights, [colour[channel] for colour in channels])
            for channel in range(3)
        ],
        axis=-1,
    )
    light = shade(metres, bbox)[..., None]
    painted = np.clip(np.rint(tint * (1 + _SHADE_STRENGTH * light)), 0, 255).astype(np.uint8)
    return Image.fromarray(painted).quantize(
        _COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )


def shade(metres: NDArray[np.float64], bbox: BBox) -> NDArray[np.float64]:
    """Light on a slope, from -1 (turned away) over 0 (level) to 1 (turned to the north-west)."""
    height, width = metres.shape
    west, _, east, _ = bbox
    # Mercator is conformal: the cell of a row is as high as it is wide.
    cell = (
        (east - west)
        / width
        * _METRES_PER_DEGREE
        * np.cos(np.radians(row_latitudes(bbox, height)))[:, None]
    )
    down, right = np.gradient(metres)
    # Rises to the south-east face the north-west.
    facing = _EXAGGERATION * (down + right) / math.sqrt(2) / cell
    return np.asarray(np.tanh(facing * 2), dtype=np.float64)


def encode_png(picture: Image.Image) -> str:
    """PNG of a picture as a data URI; the same picture gives the same text."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def draw_relief(altitudes: Altitudes, bbox: BBox, width: int = RELIEF_WIDTH_PX) -> dict[str, Any]:
    """Relief picture of a box, and the box.

    Returns
    -------
    dict
        ``bounds`` [[south, west], [north, east]] and ``png``, a data URI.
    """
    west, south, east, north = bbox
    metres = resample(altitudes, bbox, size_for_width(bbox, width))
    return {
        "bounds": [[south, west], [north, east]],
        "png": encode_png(paint(metres, bbox)),
    }


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _spline_weights(positions: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Weights of grid cells (columns) at positions (rows) for uniform cubic B-splines."""
    base = np.floor(positions).astype(np.int64)
    t = positions - base
    weights = np.zeros((len(positions), count))
    pieces = (
        (1 - t) ** 3 / 6,
        (3 * t**3 - 6 * t**2 + 4) / 6,
        (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6,
        t**3 / 6,
    )
    for offset, piece in enumerate(pieces, start=-1):
        # The edge cell stands for those beyond it.
        np.add.at(weights, (np.arange(len(positions)), np.clip(base + offset, 0, count - 1)), piece)
    return weights
