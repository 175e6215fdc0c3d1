"""Zones and groups in one period: value, change on a year before, rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import text_at
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame
from geo.ui.monitoring.words import (
    name_holder,
    note_of,
    tell_change,
    tell_places,
    tell_source,
    unit_of,
    write_number,
    write_with_unit,
)
from geo.ui.picking import pick_row

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.monitoring import Line, Monitor
    from geo.view import View

_SHOWN: Memo[_Shown] = Memo(32)
_HTML: Memo[str] = Memo(64)
_WIDEST = 300
_WIDE = "\u2e80"  # from here on a character is as wide as it is high
_PX_WIDE, _PX_NARROW, _PX_MARGIN = 14, 6.5, 26


@dataclass(frozen=True, slots=True)
class _Shown:
    """The zones of a period as they stand on the page."""

    title: str
    head: str
    frame: pd.DataFrame
    picks: tuple[str, ...]
    columns: dict[str, Any]
    source_ids: tuple[str, ...]


def show_groups(found: Monitor, catalog: Catalog, t: Translator) -> None:
    """Show the totals of groups of zones, apart from the zones and without a rank."""
    if not found.groups:
        return
    key = ("groups", catalog.digest, t.lang, found.indicator, found.period)
    st.html(_HTML.get(key, lambda: _write_groups(found, catalog, t)))


def _write_groups(found: Monitor, catalog: Catalog, t: Translator) -> str:
    head = "".join(
        f'<th scope="col"{css}>{escape(text)}</th>'
        for text, css in (
            (t("monitoring.group"), ""),
            (_value_head(found, catalog, t), ' class="za-monitor-number"'),
            (t("monitoring.change"), ""),
            (t("monitoring.origin"), ""),
            (t("map.remark"), ""),
        )
    )
    body = "".join(_write_group(line, found, catalog, t) for line in found.groups)
    return (
        '<div class="za-monitor-box"><table class="za-monitor">'
        f"<caption>{escape(t('monitoring.groups_title'))}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _write_group(line: Line, found: Monitor, catalog: Catalog, t: Translator) -> str:
    if line.figure is None:
        return ""
    figure = line.figure
    group = text_at(catalog.zone_groups, line.holder, "note", t.lang)
    remark = t("monitoring.joint").join(text for text in (note_of(figure, t), group) if text)
    origin = t(
        "monitoring.claim",
        status=t(f"status.{figure.status}"),
        source=tell_source(figure, catalog, t),
    )
    return (
        f'<tr><th scope="row">{escape(name_holder(catalog, line.holder, t))}</th>'
        f'<td class="za-monitor-number"><strong>{escape(write_number(figure, t))}</strong></td>'
        f"<td>{escape(tell_change(line, found, t))}</td>"
        f"<td>{escape(origin)}</td><td>{escape(remark)}</td></tr>"
    )


def show_zones(view: View, found: Monitor, catalog: Catalog, t: Translator) -> None:
    """Show every zone with its value, change and rank; a picked row is picked on the map."""
    key = (catalog.digest, t.lang, found.indicator, found.period)
    shown = _SHOWN.get(key, lambda: _prepare(found, catalog, t))
    st.html(shown.head)
    pick_row(
        shown.frame,
        shown.picks,
        view,
        key="monitoring.zones",
        column_config=shown.columns,
        height="stretch",
    )
    save, cite = st.columns(2, gap="small")
    with save:
        offer_frame(shown.frame, f"{found.indicator}-{found.period}", t, key="monitoring.csv")
    with cite:
        offer_citation(
            shown.title, shown.source_ids, catalog, t, kind="table", key="monitoring.citation"
        )


def _prepare(found: Monitor, catalog: Catalog, t: Translator) -> _Shown:
    frame = zones_frame(found, catalog, t)
    title = t(
        "monitoring.table_title",
        label=text_at(catalog.indicators, found.indicator, "label", t.lang),
        period=t.period(found.period),
    )
    help_text = t.plural("monitoring.table_help", found.ranked, held=found.held)
    if found.ranked_before:
        help_text += t.plural("monitoring.table_before", found.ranked_before)
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    widths = {name: _fit(name, *map(str, frame[name])) for name in frame.columns}
    value, change = _value_head(found, catalog, t), _change_head(found, t)
    position = t("map.rank")
    lines = (*found.groups, *found.zones)
    return _Shown(
        title=title,
        head=f'<p class="za-table-title">{escape(title)}</p>'
        f'<p class="za-note">{escape(help_text)}</p>',
        frame=frame,
        picks=tuple(f"zone:{line.holder}" for line in found.zones),
        columns={
            # a column that says nothing is not shown
            **{
                name: text(width=widths[name], pinned=name == t("monitoring.zone"))
                if frame[name].any()
                else None
                for name in frame.columns
                if name not in {value, change, position}
            },
            value: number(format="localized", width=_fit(value)),
            change: number(format="%+.2f" if found.is_share else "%+.1f", width=_fit(change))
            if frame[change].notna().any()
            else None,
            position: number(width=_fit(position)),
        },
        source_ids=tuple(dict.fromkeys(line.figure.source_id for line in lines if line.figure)),
    )


def zones_frame(found: Monitor, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the table of the zones; values that may not be shown are not in it."""
    zones, prefectures = catalog.zones, catalog.prefectures
    levels, codes = zones["level"], zones["prefecture_code"]
    value, change = _value_head(found, catalog, t), _change_head(found, t)
    step = 1 if found.is_share else 100
    withheld = {figure.holder: figure.status for figure in found.withheld}
    records = []
    for line in found.zones:
        figure = line.figure
        status = figure.status if figure else withheld.get(line.holder)
        records.append(
            {
                t("monitoring.zone"): name_holder(catalog, line.holder, t),
                # before the number, as it is read: "more than 1,000"
                t("monitoring.said"): t(f"monitoring.said_{figure.qualifier}")
                if figure is not None and figure.qualifier != "eq"
                else "",
                value: None if figure is None else figure.value,
                change: None if line.change is None else step * line.change,
                t("monitoring.why"): tell_change(line, found, t) if line.why else "",
                t("map.rank"): line.rank,
                t("monitoring.places"): tell_places(line, t),
                t("map.status"): t(f"status.{status}") if status else t("common.no_data"),
                t("map.source"): tell_source(figure, catalog, t) if figure else "",
                t("map.remark"): note_of(figure, t) if figure else "",
                t("map.level"): t(f"level.{levels[line.holder]}"),
                t("map.prefecture"): text_at(prefectures, str(codes[line.holder]), "short", t.lang),
            }
        )
    frame = pd.DataFrame(records)
    frame[value], frame[change] = frame[value].astype(float), frame[change].astype(float)
    frame[t("map.rank")] = frame[t("map.rank")].astype("Int64")
    return frame


def show_withheld(found: Monitor, catalog: Catalog, t: Translator) -> None:
    """Show values that may not be shown among the others, apart and without a rank."""
    if not found.withheld:
        return
    key = ("withheld", catalog.digest, t.lang, found.indicator, found.period)
    st.html(_HTML.get(key, lambda: _write_withheld(found, catalog, t)))


def _write_withheld(found: Monitor, catalog: Catalog, t: Translator) -> str:
    items = "".join(
        f"<li>{escape(name_holder(catalog, figure.holder, t))}{escape(t('monitoring.colon'))}"
        f"{escape(write_with_unit(figure, catalog, t))}"
        f"{escape(t('monitoring.bracket', text=t(f'status.{figure.status}')))}"
        f"{escape(note_of(figure, t))}</li>"
        for figure in found.withheld
    )
    return (
        f'<div class="za-monitor-apart"><strong>{escape(t("monitoring.withheld_title"))}</strong>'
        f"<ul>{items}</ul></div>"
    )


def _fit(*texts: str) -> int:
    """Return the width in pixels that shows the longest of some cells, within reason."""
    widths = (sum(_PX_WIDE if char >= _WIDE else _PX_NARROW for char in text) for text in texts)
    return int(min(max(widths) + _PX_MARGIN, _WIDEST))


def _change_head(found: Monitor, t: Translator) -> str:
    return t("monitoring.change_points" if found.is_share else "monitoring.change_percent")


def _value_head(found: Monitor, catalog: Catalog, t: Translator) -> str:
    unit = unit_of(catalog, found.indicator, t)
    return t("app.value_column", unit=unit) if unit else t("map.value")
