"""The counties as a picture for print, without a browser."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from benchmarks import subject
from benchmarks.report import OURS, Section, Target
from benchmarks.timing import interleave
from geo.errors import ExportError
from geo.export.picture import draw_picture

if TYPE_CHECKING:
    from collections.abc import Callable

_PLOT = "GeoDataFrame.plot + savefig"
_PRINT = "A4, 300 dpi, PNG"
_USUAL = "A4, 200 dpi, PNG"
_PDF = "A4, PDF"
_A4 = (11.693, 8.268)


def ours(kind: str, dpi: int) -> Callable[[int], bytes]:
    """Draw our sheet: everything that the page shows, laid out for paper."""
    catalog = subject.catalog()
    return lambda step: draw_picture(subject.county_view(step), catalog, format=kind, dpi=dpi)


def plot(kind: str, dpi: int) -> Callable[[int], bytes]:
    """Draw with geopandas: the areas in classes, a legend and a title."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    frame = subject.county_frame()

    def run(step: int) -> bytes:
        view = subject.county_view(step)
        figure = Figure(_A4, dpi=dpi)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.set_axis_off()
        axes.set_title(str(view.indicator))
        frame.plot(
            column=view.indicator,
            scheme="FisherJenks",
            k=view.k,
            cmap="Blues" if view.palette == "blues" else "cividis_r",
            edgecolor="#7d8894",
            linewidth=0.4,
            legend=True,
            ax=axes,
        )
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, dpi=dpi)
        return buffer.getvalue()

    return run


def measure(n: int) -> Section:
    """Return seconds and bytes."""
    section = Section("Counties as a picture")
    rounds = min(n, 8)
    try:
        ours("png", 72)(0)
    except ExportError as error:
        section.notes.append(f"not drawn: {error}")
        return section
    for what, kind, dpi in ((_PRINT, "png", 300), (_USUAL, "png", 200), (_PDF, "pdf", 200)):
        runs = {OURS: ours(kind, dpi), _PLOT: plot(kind, dpi)}
        section.add_times(what, interleave(runs, rounds))
        for name, run in runs.items():
            section.add_value(f"file, {what}", name, "B", len(run(0)))
    section.targets.append(Target(_USUAL, 2.0))
    section.notes += [
        (
            "ours is the whole sheet: relief, rivers, outlines, zones, names that keep off each "
            "other, the plain enlarged, legends, scale, north, sources, credit; the other draws "
            "the areas, a legend and a title, in degrees"
        ),
        (
            "every round is another map (indicator, number of classes, palette); ours keeps the "
            "decoded geometry between rounds, not results; the other is given the geometry ready; "
            "both draw with matplotlib's own renderer, without pyplot"
        ),
    ]
    return section
