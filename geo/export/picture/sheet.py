"""One sheet: from a built map to the bytes of a picture."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from geo.maps.geometry import decode_line

if TYPE_CHECKING:
    import datetime as dt

    from geo.export.picture.paper import Paper
    from geo.maps.atlas_map import AtlasMap


def draw_sheet(
    atlas: AtlasMap,
    paper: Paper,
    *,
    vector: bool,
    dpi: int,
    date: dt.date | None,
) -> bytes:
    """Return the picture of a map."""
    figure = Figure((paper.width_in, paper.height_in), dpi=dpi)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), aspect="equal")
    axes.set_axis_off()
    parts = {part.name: json.loads(part.text) for part in atlas.parts()}
    for spec in atlas.payload()["layers"]:
        if spec["kind"] == "areas" and spec["on"]:
            rings, colours = [], []
            for number, polygons in zip(
                spec["classes"], parts[spec["areas"]]["rings"], strict=True
            ):
                for polygon in polygons:
                    rings.append(decode_line(polygon[0]) * np.array([0.86, 1.0]))
                    colours.append(spec["colors"][number] if number >= 0 else spec["left_out"])
            axes.add_collection(
                PolyCollection(rings, facecolors=colours, edgecolors=spec["line"], linewidths=0.4)
            )
    axes.autoscale_view()
    buffer = io.BytesIO()
    metadata = {"CreationDate": None, "Producer": None} if vector else {"Software": None}
    if date is not None:
        figure.text(0.99, 0.01, date.isoformat(), ha="right", parse_math=False)
    figure.savefig(buffer, format="pdf" if vector else "png", metadata=metadata)
    return buffer.getvalue()
