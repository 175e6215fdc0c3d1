"""A map as a picture: PNG for documents, PDF for print, drawn without a browser.

Everything is taken from what the browser's script gets (`geo.maps.atlas_map.AtlasMap.payload` and
its parts), so that classes, colours, choice, extent and language are those of the screen.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from geo.errors import ExportError
from geo.export.allowed import without_candidates
from geo.export.html import needs_confirmation
from geo.export.picture.paper import PAPERS, Paper
from geo.maps import build

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.maps.atlas_map import AtlasMap
    from geo.types import Finish
    from geo.view import View

__all__ = ["PAPERS", "Paper", "PictureFormat", "draw_map", "draw_picture"]

PictureFormat = Literal["png", "pdf"]

_LOWEST_DPI, _HIGHEST_DPI = 72, 300


def draw_picture(
    view: View,
    catalog: Catalog,
    *,
    format: PictureFormat,  # noqa: A002  # the word that readers of such calls know
    paper: str = "a4",
    dpi: int = 200,
    finish: Finish = "working",
    travel: Travel | None = None,
    confirmed_states: bool = False,
    date: dt.date | None = None,
) -> bytes:
    """Return the map of `view` as a picture.

    Parameters
    ----------
    view
        What to show.
    catalog
        The checked data.
    format
        ``png`` or ``pdf``.
    paper
        One of `PAPERS`.
    dpi
        Pixels per inch of a PNG; a PDF has lines and letters of any size.
    finish
        "working" says so on the sheet; "presentation" has numbered footnotes.
    travel
        Where drive times of catchments come from; the model over the terrain if not given.
    confirmed_states
        Whether somebody has checked a map of all zones by the state of one line.
    date
        Day on which the map was made, written on it; without one, none is written, and the same
        view and data give the same bytes.

    Raises
    ------
    ExportError
        If no Chinese font is found, paper, format or dpi is not one of those that there are, or
        `view` describes a map that somebody has to confirm and nobody has.
    """
    _check(format, paper, dpi)
    if needs_confirmation(view):
        _refuse_unless(confirmed_states)  # before the map is built
    shown, _ = without_candidates(view, catalog)
    atlas = build(shown, catalog, travel, finish=finish)
    return draw_map(
        atlas,
        format=format,
        paper=paper,
        dpi=dpi,
        confirmed_states=confirmed_states,
        date=date,
    )


def draw_map(
    atlas: AtlasMap,
    *,
    format: PictureFormat,  # noqa: A002
    paper: str = "a4",
    dpi: int = 200,
    confirmed_states: bool = False,
    date: dt.date | None = None,
) -> bytes:
    """Return a map that is built already as a picture; its finish is that of the map.

    Parameters
    ----------
    atlas
        As `geo.maps.build` returns it.
    format, paper, dpi, confirmed_states, date
        As for `draw_picture`.

    Raises
    ------
    ExportError
        As `draw_picture` does.
    """
    from geo.export.picture.sheet import draw_sheet  # noqa: PLC0415  # loads matplotlib

    _check(format, paper, dpi)
    if _shows_states(atlas):
        _refuse_unless(confirmed_states)
    return draw_sheet(atlas, PAPERS[paper], vector=format == "pdf", dpi=dpi, date=date)


def _check(format: str, paper: str, dpi: int) -> None:  # noqa: A002
    if format not in ("png", "pdf"):
        raise ExportError(f"format: expected png or pdf, came {format!r}; choose one of them")
    if paper not in PAPERS:
        known = ", ".join(PAPERS)
        raise ExportError(f"paper: expected one of {known}, came {paper!r}; choose one of them")
    if not _LOWEST_DPI <= dpi <= _HIGHEST_DPI:
        raise ExportError(
            f"dpi: expected {_LOWEST_DPI} to {_HIGHEST_DPI}, came {dpi}; choose one between"
        )


def _refuse_unless(confirmed: bool) -> None:
    if not confirmed:
        raise ExportError(
            "confirmed_states: expected True for a map of all zones by the state of one line, came "
            "False; such a map can be read as a ranking: check it, then confirm"
        )


def _shows_states(atlas: AtlasMap) -> bool:
    """Return whether zones stand on the map by the state of one line."""
    texts = {part.name: part.text for part in atlas.parts()}
    return any(
        "state" in item
        for spec in atlas.payload()["layers"]
        if spec["kind"] == "zones"
        for item in json.loads(texts[spec["points"]])["items"]
    )
