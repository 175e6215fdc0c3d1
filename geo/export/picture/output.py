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
        coded = _save(_reduce(picture, colours), dpi)
        if len(coded) <= MOST_BYTES:
            break
    return coded


def _reduce(picture: Image.Image, colours: int) -> Image.Image:
    """Return a picture in few colours: half of them the commonest, as they are.

    So a legend's colour stays the map's. The other half is spread over all that there are, rare
    ones too: a sign takes few pixels.
    """
    pixels = np.asarray(picture, dtype=np.uint32)
    coded = pixels[:, :, 0] << 16 | pixels[:, :, 1] << 8 | pixels[:, :, 2]
    found, counts = np.unique(coded, return_counts=True)
    common = found[np.lexsort((found, -counts.astype(int)))][: colours // 2]
    own = np.column_stack([common >> 16, common >> 8 & 255, common & 255]).ravel().tolist()
    spread = picture.quantize(colours // 2, method=Image.Quantize.FASTOCTREE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette((own + spread)[: 3 * colours])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _save(picture: Image.Image, dpi: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", dpi=(dpi, dpi), optimize=picture.mode == "P")
    return buffer.getvalue()
