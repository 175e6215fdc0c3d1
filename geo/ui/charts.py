"""What the charts share: colours, axes, and that none stands without its table and source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.maps.text import escape
from geo.ui.fold import fold
from geo.ui.sent import chart_of, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.locale import Translator

# Okabe and Ito's colours without yellow: apart under colour-vision deficiency, on white.
COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#000000", "#e69f00", "#7f7f7f",
    "#6b2f8a", "#8c6d31",
)  # fmt: skip
SHAPES = (
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-left",
    "triangle-right", "stroke", "arrow",
)  # fmt: skip
INK, GRID, PAPER = "#3e4853", "#e3e7eb", "#ffffff"
_FONT_PX = 13
# Streamlit's front end adds to the bottom one, so each side is named
_PADDING = {"left": 10, "right": 10, "top": 10, "bottom": 10}


def axis(**more: Any) -> dict[str, Any]:
    """Return an axis in the atlas's look; further properties of Vega-Lite's axis may be given."""
    return {
        "labelFontSize": _FONT_PX,
        "titleFontSize": _FONT_PX,
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        **more,
    }


def legend(**more: Any) -> dict[str, Any]:
    """Return a legend in the atlas's look; further properties of Vega-Lite's may be given."""
    return {
        "labelFontSize": _FONT_PX,
        "titleFontSize": _FONT_PX,
        "labelColor": INK,
        "titleColor": INK,
        "symbolSize": 90,
        **more,
    }


def show_chart(
    spec: Mapping[str, Any],
    table: pd.DataFrame,
    *,
    source: str,
    t: Translator,
    key: str,
    column_config: Mapping[str, Any] | None = None,
) -> None:
    """Show a chart, its source line, and its figures as a table.

    Parameters
    ----------
    spec
        Vega-Lite specification with its data under ``datasets``; not changed after it was shown.
    table
        The same figures for those who read them; texts may come from data. Sent only while the
        reader has it open, and not changed after it was shown.
    source
        Where they come from: publisher, year, status.
    key
        Key of the chart; begins with the page's id and a dot.
    """
    # paper of its own, as the map has: the colours are chosen for white, also in dark mode
    st.vega_lite_chart({"background": PAPER, "padding": _PADDING, **chart_of(spec)}, key=key)
    st.html(f'<p class="za-note">{escape(source)}</p>')
    with fold(t("app.chart_table"), key=f"{key}.table") as is_open:
        if is_open:
            st.dataframe(
                table_of(table),
                hide_index=True,
                placeholder="—",
                column_config=dict(column_config or {}),
            )
