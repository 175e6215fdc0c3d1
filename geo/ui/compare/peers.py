"""Prefectures like the one looked at: the distances, and how they were measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.compare import find_peers
from geo.compare.peers import FEWEST
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, join, text_at
from geo.ui.citation import offer_citation
from geo.ui.compare.focus import choose_focus
from geo.ui.compare.lines import find_line, tell_entry, unit_of
from geo.ui.downloads import offer_frame
from geo.ui.fold import fold
from geo.ui.picking import pick_row
from geo.ui.sent import table_of

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.compare import Peers
    from geo.locale import Translator
    from geo.view import View

_PEERS: Memo[Peers] = Memo(64)
_FRAMES: Memo[pd.DataFrame] = Memo(64)
_MEASURES: Memo[pd.DataFrame] = Memo(64)
_ROW_PX = 35
_MOST_ROWS = 8
_DECIMALS = 2


def show_peers(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the nearest first, those that cannot be measured, and the measure."""
    focus = choose_focus(view, catalog, t)
    if focus is None:
        return
    found = _PEERS.get((catalog.digest, focus), lambda: find_peers(catalog, focus))
    name = text_at(catalog.prefectures, focus, "name", t.lang)
    if found.peers:
        frame = _FRAMES.get((catalog.digest, t.lang, focus), lambda: peers_frame(found, catalog, t))
        st.html(f'<p class="za-note">{escape(t("compare.peers_help", name=name))}</p>')
        pick_row(
            frame,
            [peer.code for peer in found.peers],
            view,
            key=f"compare.peers.{focus}",
            height=_ROW_PX * (min(len(frame), _MOST_ROWS) + 1) + 3,
            column_config={
                t("compare.distance"): st.column_config.NumberColumn(format=f"%.{_DECIMALS}f")
            },
        )
    else:
        told = t("compare.peers_none", name=name, n=FEWEST)
        st.html(f'<p class="za-lead">{escape(told)}</p>')
    notes = tell_measure(found, catalog, t)
    if found.typical is not None:
        notes = [t("compare.peers_typical", median=t.number(found.typical, _DECIMALS)), *notes]
    st.html("".join(f'<p class="za-note">{escape(note)}</p>' for note in notes))
    _show_measures(found, view, catalog, t)
    sources = list(dict.fromkeys(i for scale in found.scales for i in scale.source_ids))
    origin = t("compare.source", sources=describe_sources(catalog, sources, t))
    st.html(f'<p class="za-note">{escape(origin)}</p>')
    left, right = st.columns(2, gap="small")
    with left:
        if found.peers:
            offer_frame(frame, t("compare.file_peers", name=name), t, key="compare.peers_csv")
    with right:
        offer_citation(
            t("compare.peers_title", name=name),
            sources,
            catalog,
            t,
            kind="table",
            key="compare.peers_cite",
        )


def _show_measures(found: Peers, view: View, catalog: Catalog, t: Translator) -> None:
    key = (catalog.digest, t.lang, found.code, view.without)
    title = t("compare.measures", n=len(found.scales))

    def show() -> None:
        measures = _MEASURES.get(key, lambda: measure_frame(found, view, catalog, t))
        st.dataframe(table_of(measures), hide_index=True, placeholder="—")

    if not found.peers:  # all that there is to see
        with st.expander(title, expanded=True):
            show()
        return
    with fold(title, key="compare.measures") as is_open:
        if is_open:
            show()


def peers_frame(found: Peers, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the peers as a table, nearest first."""
    return pd.DataFrame(
        {
            t("compare.order"): range(1, len(found.peers) + 1),
            t("geography.prefecture"): [
                text_at(catalog.prefectures, peer.code, "name", t.lang) for peer in found.peers
            ],
            t("compare.distance"): [round(peer.distance, _DECIMALS) for peer in found.peers],
            t("compare.common"): [len(peer.used) for peer in found.peers],
            t("map.economic_zone"): [
                text_at(
                    catalog.economic_zones,
                    str(catalog.prefectures["economic_zone"][peer.code]),
                    "name",
                    t.lang,
                )
                for peer in found.peers
            ],
            t("map.status"): t("status.derived"),
        }
    )


def measure_frame(found: Peers, view: View, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the indicators of the measure: year, how many, mean, spread, and values."""
    compared = [found.code, *(peer.code for peer in found.peers[:3])]
    rows = []
    for scale in found.scales:
        line = find_line(view, catalog, scale.indicator, scale.period)
        row = {
            t("compare.indicator_column"): text_at(
                catalog.indicators, scale.indicator, "label", t.lang
            ),
            t("map.period"): t.period(scale.period),
            t("compare.unit"): unit_of(line, t),
            t("compare.n"): scale.n,
            t("compare.mean"): t.number(scale.mean, line.decimals),
            t("compare.spread"): t.number(scale.spread, line.decimals),
        }
        for code in compared:
            name = text_at(catalog.prefectures, code, "short", t.lang)
            row[name] = tell_entry(line.entries[code], line, t)
        rows.append(row)
    return pd.DataFrame(rows)


def tell_measure(found: Peers, catalog: Catalog, t: Translator) -> list[str]:
    """Return how likeness is measured, and what it does not say."""
    told = [
        t("compare.measure", n=len(found.scales), fewest=found.fewest),
        t("compare.no_judgement"),
    ]
    if found.peers and found.too_few:
        names = join(
            (text_at(catalog.prefectures, code, "short", t.lang) for code in found.too_few), t.lang
        )
        told.append(t("compare.too_few", names=names, n=found.fewest))
    return told
