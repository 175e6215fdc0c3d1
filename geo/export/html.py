"""One self-contained HTML file from a View."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.export.files import write_bytes
from geo.maps import build

if TYPE_CHECKING:
    from pathlib import Path

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.view import View


def needs_confirmation(view: View) -> bool:
    """Return whether the map of `view` may leave the house only when somebody has checked it.

    A map of all zones by the state of one line of rules can be read as a ranking.
    """
    return view.criterion is not None


def render_html(
    view: View,
    catalog: Catalog,
    travel: Travel | None = None,
    *,
    confirmed_states: bool = False,
) -> str:
    """Return the page that `view` describes: map, table twin, sources, and nothing to fetch.

    Parameters
    ----------
    view
        What to show.
    catalog
        The checked data.
    travel
        Where drive times of catchments come from; the model over the terrain if not given.
    confirmed_states
        Whether somebody has checked a map of all zones by the state of one line.

    Raises
    ------
    ExportError
        If `view` describes such a map and nobody has.
    """
    if needs_confirmation(view) and not confirmed_states:
        raise ExportError(
            f"criterion {view.criterion}: expected confirmed_states=True for a map of all zones by "
            "the state of one line, came False; such a map can be read as a ranking: check it, "
            "then confirm"
        )
    page: str = build(view, catalog, travel).get_root().render()
    return page


def write_html(view: View, catalog: Catalog, out: Path, *, confirmed_states: bool = False) -> None:
    """Write the page of `view` to `out`.

    Parameters
    ----------
    view, catalog, confirmed_states
        As for `render_html`.
    out
        The file.

    Raises
    ------
    ExportError
        If the map was not confirmed as `render_html` asks, or the file cannot be written; what
        stood at `out` is then unchanged.
    """
    page = render_html(view, catalog, confirmed_states=confirmed_states)
    write_bytes(out, page.encode("utf-8"))
