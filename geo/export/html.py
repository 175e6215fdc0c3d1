"""One self-contained HTML file from a View."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.files import write_bytes
from geo.maps import build

if TYPE_CHECKING:
    from pathlib import Path

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.view import View


def render_html(view: View, catalog: Catalog, travel: Travel | None = None) -> str:
    """Return the page that `view` describes: map, table twin, sources, and nothing to fetch.

    Drive times of catchments come from `travel`, else from the model over the terrain.
    """
    page: str = build(view, catalog, travel).get_root().render()
    return page


def write_html(view: View, catalog: Catalog, out: Path) -> None:
    """Write the page of `view` to `out`.

    Raises
    ------
    ExportError
        If the file cannot be written; what stood at `out` is then unchanged.
    """
    write_bytes(out, render_html(view, catalog).encode("utf-8"))
