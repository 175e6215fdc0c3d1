"""From a drawn figure to bytes: the same picture gives the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_COLOURS: Final = (256, 192, 128, 96, 64, 48, 32)
MOST_BYTES: Final = 150_000
"""Of a picture in few colours."""


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


def to_png(figure: Figure, *, dpi: int, palette: bool) -> bytes:
    """Return pixels; in few colours, and few bytes, if `palette`."""
    canvas: Any = figure.canvas
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3].copy())
    if not palette:
        return _save(picture, dpi)
    coded = b""
    for colours in _COLOURS:
        # this way keeps the few pixels of a sign's colour, which the usual one gives up
        few = picture.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        coded = _save(few, dpi)
        if len(coded) <= MOST_BYTES:
            break
    return coded


def _save(picture: Image.Image, dpi: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", dpi=(dpi, dpi), optimize=picture.mode == "P")
    return buffer.getvalue()
