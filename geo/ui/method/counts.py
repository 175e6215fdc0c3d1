"""Coverage by indicator and year, and rows by table and status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.export.table import safe_cell
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import text_at
from geo.provenance import count_statuses, cover
from geo.types import GEOGRAPHIES, STATUSES
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame
from geo.ui.kept import alter
from geo.ui.labels import plain_label
from geo.ui.method.grid import draw_grid, draw_list
from geo.ui.navigation import link_to

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.provenance import Coverage
    from geo.types import Geography
    from geo.view import View

_KEY = "method.coverage"
_FRAMES: Memo[pd.DataFrame] = Memo(64)
_STYLED: Memo[Styler] = Memo(64)
_STATUSES: Memo[tuple[str, pd.DataFrame]] = Memo(64)
_HEIGHT_PX = 620
# Blues of the maps' scale, light enough for dark figures; the figure itself says the same.
_SHADES = ("#f2f5f9", "#dbe8f5", "#bdd7ec", "#93c3e1")
_INK = "#14263d"


def show_coverage(view: View, catalog: Catalog, t: Translator) -> View:
    """Show how many places have a value; a picked cell gives a link to its map."""
    geography: Geography = st.segmented_control(
        t("method.geography"),
        GEOGRAPHIES,
        default=view.geography,
        format_func=lambda name: t(f"geography.{name}"),
        required=True,
        key="method.geography",
    )
    coverage = cover(catalog, geography)
    lead = t(
        "method.coverage_lead", of=coverage.n_places, geography=t(f"method.places_{geography}")
    )
    st.html(f'<p class="za-note">{escape(lead)}</p>')
    link = st.container(height=48, border=False)  # its own place, so that the table stays put
    key = (catalog.digest, t.lang, geography)
    frame = _FRAMES.get(key, lambda: coverage_frame(catalog, geography, t))
    label, unit = frame.columns[:2]
    picked = st.dataframe(
        _STYLED.get(key, lambda: compute_once(_shade(frame, coverage))),
        hide_index=True,
        height=min(_HEIGHT_PX, 38 + 35 * len(frame)),
        placeholder="—",
        column_config={
            label: st.column_config.TextColumn(width=330),
            unit: st.column_config.TextColumn(width=140),
        },
        key=f"{_KEY}.{geography}",
        on_select="rerun",
        selection_mode="single-cell",
    )
    title = t("method.coverage_title")
    first, second, _ = st.columns([0.2, 0.2, 0.6], gap="small")
    with first:
        offer_frame(frame, title, t, key="method.coverage_csv")
    with second:
        offer_citation(title, (), catalog, t, kind="table", key="method.cite_coverage")
    with link:
        _offer_map(picked, coverage, catalog, t)
    return alter(view, geography=geography)


def coverage_frame(catalog: Catalog, geography: Geography, t: Translator) -> pd.DataFrame:
    """Return the matrix: indicators down, years across, empty where there is nothing."""
    coverage = cover(catalog, geography)
    unit = "unit" if t.lang == "zh" else "unit_en"
    columns: dict[str, list[object]] = {
        t("method.column_indicator"): [
            safe_cell(text_at(catalog.indicators, i, "label", t.lang)) for i in coverage.indicators
        ],
        t("method.column_unit"): [
            safe_cell(catalog.indicators[unit][i]) for i in coverage.indicators
        ],
    }
    frame = pd.DataFrame(columns)
    for year in coverage.years:
        frame[year] = pd.array(
            [coverage.counts.get((i, year)) for i in coverage.indicators], dtype="Int64"
        )
    return frame


def _shade(frame: pd.DataFrame, coverage: Coverage) -> Styler:
    """Return the matrix with the fuller cells darker."""

    def shade(n: object) -> str:
        if not isinstance(n, int):
            return ""
        step = min(len(_SHADES) - 1, len(_SHADES) * n // (coverage.n_places + 1))
        return f"background-color: {_SHADES[step]}; color: {_INK}"

    # an Int64 cell is no int of Python's
    return frame.style.map(
        lambda n: "" if pd.isna(n) else shade(int(n)), subset=list(coverage.years)
    )


def compute_once(styler: Styler) -> Styler:
    """Return a styler that gives what it computed once; Streamlit asks for it in every run.

    The texts of the cells are left out, in which Streamlit looks for figures written in another
    way than the frame has them: here none is, and a blank cell is blank all the same.
    """
    computed = styler._compute()._translate(False, False)  # type: ignore[attr-defined]  # noqa: FBT003, SLF001  # as Streamlit asks
    styles = {**computed, "body": []}
    vars(styler).update(_compute=lambda: styler, _translate=lambda *_: styles)
    return styler


def _offer_map(picked: object, coverage: Coverage, catalog: Catalog, t: Translator) -> None:
    """Show a link to the map of the picked cell, if it has one."""
    cells = picked["selection"]["cells"] if isinstance(picked, dict) else []
    if not cells or not 0 <= cells[0][0] < len(coverage.indicators):
        return
    indicator, year = coverage.indicators[cells[0][0]], str(cells[0][1])
    n = coverage.counts.get((indicator, year))
    if n is None:
        return
    label = text_at(catalog.indicators, indicator, "label", t.lang)
    text = t("method.coverage_open", label=label, period=t.period(year), n=n)
    where = {"g": "c"} if coverage.geography == "county" else {}
    # a label is Markdown to Streamlit
    link_to("indicators", plain_label(text), t, i=indicator, p=year, **where)


def show_statuses(catalog: Catalog, t: Translator) -> None:
    """Show the rows of each table by status, and what the statuses mean."""
    markup, frame = _STATUSES.get(
        (catalog.digest, t.lang), lambda: _tell_statuses(status_frame(catalog, t), t)
    )
    st.html(markup)
    title = t("method.statuses_title")
    first, second, _ = st.columns([0.2, 0.2, 0.6], gap="small")
    with first:
        offer_frame(frame, title, t, key="method.statuses_csv")
    with second:
        offer_citation(title, (), catalog, t, kind="table", key="method.cite_statuses")


def _tell_statuses(frame: pd.DataFrame, t: Translator) -> tuple[str, pd.DataFrame]:
    head, *others = frame.columns
    markup = (
        f'<p class="za-note">{escape(t("method.statuses_lead"))}</p>'
        + draw_grid(
            [(head, True), *((name, False) for name in others)],
            [[row[0], *(t.number(n) if n else "—" for n in row[1:])] for row in frame.to_numpy()],
        )
        + draw_list(
            t(
                "method.status_line",
                status=t(f"status.{status}"),
                meaning=t(f"method.status_{status}"),
            )
            for status in STATUSES
        )
    )
    return markup, frame


def status_frame(catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the number of rows by table and status, with their total."""
    counts = count_statuses(catalog)
    return pd.DataFrame(
        {
            t("method.column_table"): [t(f"method.table_{name}") for name in counts],
            **{
                t(f"status.{status}"): [row[status] for row in counts.values()]
                for status in STATUSES
            },
            t("method.column_total"): [sum(row.values()) for row in counts.values()],
        }
    )
