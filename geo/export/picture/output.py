"""From a drawn figure to bytes: the same picture gives the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

MOST_BYTES: Final = 150_000
"""Of a picture that may have few colours and fewer."""

_FLAT: Final = 3
"""How far a flat area goes on, in pixels: the shades of a relief seldom do."""


def to_pdf(figure: Figure, *, title: str, creator: str) -> bytes:
    """Return a page of lines and letters; only the relief is a picture."""
    buffer = io.BytesIO()
    metadata = {
        "Title": title,
        "Creator": creator,
        "Producer": None,  # matplotlib's names its version
        "CreationDate": None,
    }
    figure.savefig(buffer, format="pdf", metadata=metadata)
    return buffer.getvalue()


def to_png(figure: Figure, *, dpi: int, colours: Sequence[int]) -> bytes:
    """Return pixels.

    Parameters
    ----------
    colours
        How many colours there may be, the next number if the file is still large; all if none is
        given.
    """
    canvas: Any = figure.canvas
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3].copy())
    coded = b"" if colours else _save(picture, dpi)
    for number in colours:
        coded = _save(_reduce(picture, number), dpi)
        if len(coded) <= MOST_BYTES:
            break
    return coded


def _reduce(picture: Image.Image, colours: int) -> Image.Image:
    """Return a picture in few colours, up to half of them those of the largest flat areas.

    They stay as they are, so a legend's colour is the map's. The others are spread over all that
    there are, rare ones too: a sign takes few pixels, and the shades of a relief are many.
    """
    pixels = np.asarray(picture, dtype=np.uint32)
    coded = pixels[:, :, 0] << 16 | pixels[:, :, 1] << 8 | pixels[:, :, 2]
    # tables of all 24-bit colours: faster by far than sorting millions of pixels
    table = np.zeros(1 << 24, dtype=np.uint8)
    table[coded] = 1
    found = np.flatnonzero(table)
    corner = coded[_FLAT:, _FLAT:]
    flat = corner[(corner == coded[:-_FLAT, _FLAT:]) & (corner == coded[_FLAT:, :-_FLAT])]
    area = np.bincount(np.searchsorted(found, flat), minlength=len(found))
    largest = np.argsort(-area, kind="stable")[: min(colours // 2, np.count_nonzero(area))]
    others = picture.quantize(colours - len(largest), method=Image.Quantize.MAXCOVERAGE)
    spread = np.array(others.getpalette(), dtype=np.int64).reshape(-1, 3)
    palette = np.vstack([_split(found[largest]), spread])[:colours]
    # Pillow's own way to the nearest takes any of those that are about as near
    distance = (palette**2).sum(axis=1) - 2 * _split(found) @ palette.T
    table[found] = distance.argmin(axis=1)
    reduced = Image.fromarray(table[coded])
    reduced.putpalette(palette.astype(np.uint8).tobytes())
    return reduced


def _split(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return red, green and blue of coded colours."""
    return np.column_stack([codes >> 16, codes >> 8 & 255, codes & 255])


def _save(picture: Image.Image, dpi: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", dpi=(dpi, dpi), optimize=picture.mode == "P")
    return buffer.getvalue()
