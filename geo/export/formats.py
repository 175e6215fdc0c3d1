"""One door to every kind of file that a View becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from geo.errors import ExportError
from geo.export.files import write_bytes
from geo.locale import translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.types import Finish, Lang
    from geo.view import View

Format = Literal["html", "png", "pdf", "pptx", "xlsx", "csv", "gpkg", "geojson", "shp"]

FORMATS: Final[tuple[Format, ...]] = get_args(Format)

PICTURES: Final = frozenset({"png", "pdf"})
"""Formats with a paper and a resolution."""

DEFAULT_PAPER: Final = "a4"
DEFAULT_DPI: Final = 200

MIMES: Final[Mapping[Format, str]] = {
    "html": "text/html",
    "png": "image/png",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "gpkg": "application/geopackage+sqlite3",
    "geojson": "application/geo+json",
    "shp": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Order:
    """How a file is to be made.

    Attributes
    ----------
    format
        Kind of file.
    finish
        Working copy, or for presentation.
    paper, dpi
        Of pictures: a name of `geo.export.picture.PAPERS`, and dots per inch.
    date
        Day that the file bears; None for none, so that the same View and data give the same
        bytes.
    confirmed_states
        Whether somebody has checked a map of all zones by the state of one line.
    langs
        Languages between which the reader of a page can switch, beside the View's own.
    indicators
        Ids of further indicators between which the reader of a page can switch.
    """

    format: Format
    finish: Finish = "working"
    paper: str = DEFAULT_PAPER
    dpi: int = DEFAULT_DPI
    date: dt.date | None = None
    confirmed_states: bool = False
    langs: tuple[Lang, ...] = ()
    indicators: tuple[str, ...] = ()


# Each kind is imported when it is asked for: together they take seconds to load.


def render(view: View, catalog: Catalog, order: Order, travel: Travel | None = None) -> bytes:
    """Return the file of a View.

    Parameters
    ----------
    view
        What to show.
    catalog
        The checked data.
    order
        How the file is to be made.
    travel
        Where drive times come from; the model over the terrain if not given.

    Raises
    ------
    ExportError
        If a map of states was not confirmed, a font is missing, the paper is unknown or the
        resolution out of bounds.
    MapError
        If a further indicator has no value for the areas of the View, or there are too many.
    """
    kind, confirmed = order.format, order.confirmed_states
    if kind == "html":
        from geo.export.html import render_html  # noqa: PLC0415

        page = render_html(
            view,
            catalog,
            travel,
            confirmed_states=confirmed,
            finish=order.finish,
            langs=order.langs,
            indicators=order.indicators,
            picture=_draw_still(view, catalog, order, travel),
        )
        return page.encode("utf-8")
    if kind in PICTURES:
        from geo.export.picture import draw_picture  # noqa: PLC0415

        return draw_picture(
            view,
            catalog,
            format="png" if kind == "png" else "pdf",
            paper=order.paper,
            dpi=order.dpi,
            finish=order.finish,
            travel=travel,
            confirmed_states=confirmed,
            date=order.date,
        )
    if kind == "pptx":
        return _render_slide(view, catalog, order, travel)
    from geo.export.data import render_data  # noqa: PLC0415

    return render_data(
        view, catalog, kind, finish=order.finish, travel=travel, confirmed_states=confirmed
    )


def suffix_of(view: View, catalog: Catalog, kind: Format) -> str:
    """Return the end of the file's name, such as ".csv"; several tables go into one archive."""
    if kind in {"csv", "shp"}:
        from geo.export.data import data_suffix  # noqa: PLC0415

        return data_suffix(view, catalog, kind)
    return f".{kind}"


def write(
    view: View, catalog: Catalog, order: Order, out: Path, travel: Travel | None = None
) -> None:
    """Write the file of a View; what stood at `out` is unchanged where that fails.

    Raises
    ------
    ExportError
        As `render`, or if the file cannot be written.
    """
    write_bytes(out, render(view, catalog, order, travel))


def _render_slide(view: View, catalog: Catalog, order: Order, travel: Travel | None) -> bytes:
    from geo.export.slides import render_slides, tell_view  # noqa: PLC0415

    slide = tell_view(
        view,
        catalog,
        finish=order.finish,
        travel=travel,
        confirmed_states=order.confirmed_states,
    )
    return render_slides([slide], translator(view.lang), title=slide.title, date=order.date)


def _draw_still(view: View, catalog: Catalog, order: Order, travel: Travel | None) -> bytes | None:
    """Return the picture for readers whose scripts do not run; None without a font to draw it."""
    from geo.export.picture import draw_picture  # noqa: PLC0415

    try:
        return draw_picture(
            view,
            catalog,
            format="png",
            paper="screen",
            finish=order.finish,
            travel=travel,
            confirmed_states=order.confirmed_states,
        )
    except ExportError:
        # the page is whole without it: its notice and its tables stand for the map
        return None
