"""The ranked table and the trend beside an indicator's map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from geo.indicators import rank, series
from geo.maps.areas import places, selection_label
from geo.maps.words import describe_sources, text_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.view import View

_TABLE_HEIGHT_PX = 520
_FIRST_CHOSEN = 4
_MOST_CHOSEN = 10
# Okabe and Ito's colours without yellow: apart under colour-vision deficiency, on white.
_LINE_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#000000", "#e69f00"]


def ranking_frame(
    view: View,
    selection: Selection,
    catalog: Catalog,
    t: Translator,
) -> pd.DataFrame:
    """Return the table beside the map: code order, value, rank, period, status, source."""
    table = places(catalog, view.geography)
    frame = selection.frame[selection.frame.index.isin(table.index)]
    shown = frame["gap"].isin(["", "left_out"])
    unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
    value = frame["value"]
    if selection.form == "total":
        value = value.where(frame["gap"] != "left_out", frame["published"])
    status = [
        t(f"status.{status}") if ok and isinstance(status, str) and status else _why(gap, t)
        for status, ok, gap in zip(frame["status"], shown, frame["gap"], strict=True)
    ]
    return pd.DataFrame(
        {
            t(f"geography.{view.geography}"): [
                text_at(table, code, "short" if view.geography == "prefecture" else "name", t.lang)
                for code in frame.index
            ],
            t("app.value_column", unit=unit): value.astype(float),
            t("map.rank"): rank(selection).reindex(frame.index).astype("Int64"),
            t("map.status"): status,
            t("map.source"): [
                describe_sources(catalog, ids, t) if ok else ""
                for ids, ok in zip(frame["source_ids"], shown, strict=True)
            ],
            t("export.note"): frame[f"note_{t.lang}"].where(shown, "").fillna(""),
        },
        index=frame.index,
    )


def _why(gap: str, t: Translator) -> str:
    return t(f"map.gap_{gap}") if gap in ("suspect", "unverified") else t("common.no_data")


def show_ranking(
    view: View,
    selection: Selection | None,
    catalog: Catalog,
    t: Translator,
) -> None:
    """Show the ranked table; a click on a column's head sorts it."""
    if selection is None:
        return
    frame = ranking_frame(view, selection, catalog, t)
    name, value, position, status, source, note = frame.columns
    st.dataframe(
        frame,
        hide_index=True,
        height=_TABLE_HEIGHT_PX,
        column_config={
            name: st.column_config.TextColumn(width=96, pinned=True),
            value: st.column_config.NumberColumn(format=f"%.{selection.decimals}f", width=150),
            position: st.column_config.NumberColumn(width=58),
            status: st.column_config.TextColumn(width=84),
            source: st.column_config.TextColumn(width=200),
            note: st.column_config.TextColumn(width=240),
        },
    )
    st.html(f'<p class="za-note">{t("app.ranking_help")}</p>')


def show_trend(
    view: View,
    selection: Selection | None,
    catalog: Catalog,
    t: Translator,
) -> None:
    """Show the indicator's published values over time for chosen places."""
    if selection is None:
        return
    table = places(catalog, view.geography)
    best = rank(selection).dropna().sort_values(kind="stable").index
    st.header(t("app.trend_title"), anchor=False)
    chosen = st.multiselect(
        t("app.trend_pick"),
        list(table.index),
        default=[code for code in best if code in table.index][:_FIRST_CHOSEN],
        format_func=lambda code: text_at(table, code, "name", t.lang),
        max_selections=_MOST_CHOSEN,
        key=f"trend.{view.geography}",
    )
    points = series(catalog, selection.indicator, tuple(chosen))
    points = points.dropna(subset=["value"])
    if points.empty:
        st.text(t("app.trend_empty"))
        return
    st.altair_chart(_trend_chart(points, table, selection, catalog, t))


def _trend_chart(
    points: pd.DataFrame,
    table: pd.DataFrame,
    selection: Selection,
    catalog: Catalog,
    t: Translator,
) -> alt.LayerChart | alt.FacetChart:
    indicators = catalog.indicators
    unit = indicators["unit" if t.lang == "zh" else "unit_en"][selection.indicator]
    short = text_at(indicators, selection.indicator, "short", t.lang)
    data = pd.DataFrame(
        {
            "place": [text_at(table, code, "name", t.lang) for code in points["adcode"]],
            "period": [t.period(period) for period in points["period"]],
            "value": points["value"].astype(float),
            "status": [t(f"status.{status}") for status in points["status"]],
            "source": [describe_sources(catalog, [i], t) for i in points["source_id"]],
            "run": points["adcode"] + "." + points["segment"].astype(str),
        },
    )
    base = alt.Chart(data).encode(
        x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=f"{short} ({unit})"),
        color=alt.Color(
            "place:N",
            title=None,
            sort=None,
            scale=alt.Scale(range=_LINE_COLOURS),
        ),
        shape=alt.Shape("place:N", title=None, sort=None),
        tooltip=[
            alt.Tooltip("place:N", title=t("map.name")),
            alt.Tooltip("period:O", title=t("map.period")),
            alt.Tooltip("value:Q", title=t("map.value"), format=",.4~f"),
            alt.Tooltip("status:N", title=t("map.status")),
            alt.Tooltip("source:N", title=t("map.source")),
        ],
    )
    return alt.layer(
        base.mark_line().encode(detail="run:N", shape=alt.ShapeValue("circle")),
        base.mark_point(size=70, filled=True),
    ).properties(height=280)


__all__ = ["ranking_frame", "selection_label", "show_ranking", "show_trend"]
