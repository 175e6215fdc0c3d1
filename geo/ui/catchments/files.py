"""What may be taken away: the map, and the catchments as data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.export.catchments import render_geojson, render_gpkg
from geo.ui.catchments.panel import name_file
from geo.ui.downloads import offer_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalog import Catalog
    from geo.catchment.result import Result
    from geo.locale import Translator
    from geo.ui.catchments.panel import Shown
    from geo.view import View


def _render_xlsx(result: Result, t: Translator) -> bytes:
    from geo.export.catchments_sheet import render_xlsx  # noqa: PLC0415 - openpyxl loads slowly

    return render_xlsx(result, t)


_KINDS: Final[Mapping[str, tuple[Callable[[Result, Translator], bytes], str, str]]] = {
    "xlsx": (
        _render_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ":material/table_view:",
    ),
    "gpkg": (render_gpkg, "application/geopackage+sqlite3", ":material/layers:"),
    "geojson": (render_geojson, "application/geo+json", ":material/data_object:"),
}


def offer_files(view: View, shown: Shown, catalog: Catalog, t: Translator) -> None:
    """Offer the map as one file and, of methods that give zones ground, their data in a box."""
    result = shown.result
    first, second = st.columns(2, gap="small")
    with first:
        offer_page(view, catalog, t, key="catchments.file", travel=shown.travel)
    if result is None:
        return
    with (
        second,
        st.popover(
            t("catchments.export"),
            icon=":material/download:",
            width="stretch",
            key="catchments.export",
        ),
    ):
        st.text(t("catchments.export_help"))
        for kind, (render, mime, icon) in _KINDS.items():
            st.download_button(
                t(f"catchments.export_{kind}"),
                data=partial(render, result, t),
                file_name=f"{t('app.file_name')}-{name_file(result.study, t)}.{kind}",
                mime=mime,
                key=f"catchments.export_{kind}",
                on_click="ignore",
                icon=icon,
                width="stretch",
            )
