"""Every source: what it is, how well it is known, what it supports and how much rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.citation import cite_source, find_data_date
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import text_at
from geo.provenance import count_uses, list_sources
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame
from geo.ui.kept import alter
from geo.ui.platforms import clean_words
from geo.ui.sent import table_of

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_FRAMES: Memo[pd.DataFrame] = Memo(64)
_FOUND: Memo[pd.DataFrame] = Memo(32)
_LEADS: Memo[str] = Memo(64)
_MOST_CHARS = 60
_HEIGHT_PX = 560


def show_sources(view: View, catalog: Catalog, t: Translator) -> View:
    """Show the list of sources with its search; return the View with what was searched for."""
    st.html(_LEADS.get((catalog.digest, t.lang), lambda: _write_lead(catalog, t)))
    with st.columns([0.5, 0.5])[0]:
        typed = st.text_input(
            t("method.search"), value=view.host or "", max_chars=_MOST_CHARS, key="method.search"
        )
    # "-" alone, or marks pasted with the words, would be no words to a View
    words = clean_words(typed)
    frame = _FRAMES.get((catalog.digest, t.lang), lambda: source_frame(catalog, t))
    shown = frame
    if words:
        shown = _FOUND.get((catalog.digest, t.lang, words), lambda: frame[_matches(frame, words)])
    if words:
        found = t("method.search_found", n=len(shown)) if len(shown) else t("method.search_none")
        st.html(f'<p class="za-note" role="status">{escape(found)}</p>')
    if len(shown):
        _show_frame(shown, t)
        title = t("method.sources_title")
        first, second, _ = st.columns([0.2, 0.2, 0.6], gap="small")
        with first:
            offer_frame(shown, title, t, key="method.sources_csv")
        with second:
            offer_citation(title, shown.index, catalog, t, kind="table", key="method.cite_sources")
    return alter(view, host=words)


def _write_lead(catalog: Catalog, t: Translator) -> str:
    ids, hidden = list_sources(catalog)
    uses = count_uses(catalog)
    used = sum(uses[i].n_values + uses[i].n_entries > 0 for i in ids)
    addressed = int(catalog.sources["url"].loc[list(ids)].notna().sum())
    notes = [t("method.sources_lead", n=len(ids), used=used, cited=addressed)]
    if hidden:
        notes.append(t("method.sources_hidden", n=hidden))
    return "".join(f'<p class="za-note">{escape(note)}</p>' for note in notes)


def source_frame(catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the sources that may be listed, index the id."""
    ids, _ = list_sources(catalog)
    uses = count_uses(catalog)
    sources = catalog.sources
    day = find_data_date(catalog)
    return pd.DataFrame(
        {
            t("method.column_id"): list(ids),
            t("method.column_title"): [text_at(sources, i, "title", t.lang) for i in ids],
            t("method.column_publisher"): [text_at(sources, i, "publisher", t.lang) for i in ids],
            t("method.column_date"): [_read(sources["date"][i]) for i in ids],
            t("method.column_kind"): [t(f"method.kind_{sources['kind'][i]}") for i in ids],
            t("map.status"): [t(f"status.{sources['status'][i]}") for i in ids],
            t("method.column_values"): [uses[i].n_values for i in ids],
            t("method.column_entries"): [uses[i].n_entries for i in ids],
            t("method.column_supports"): [text_at(sources, i, "supports", t.lang) for i in ids],
            t("method.column_url"): [_read(sources["url"][i]) for i in ids],
            t("method.column_citation"): [cite_source(catalog, i, t, accessed=day) for i in ids],
        },
        index=list(ids),
    )


def _matches(frame: pd.DataFrame, words: str) -> pd.Series[bool]:
    """Return which rows hold every word somewhere in their texts."""
    texts = frame.select_dtypes(exclude="number").agg(" ".join, axis=1).str.casefold()
    found = pd.Series(data=True, index=frame.index)
    for word in words.casefold().split():
        found &= texts.str.contains(word, regex=False)
    return found


def _show_frame(frame: pd.DataFrame, t: Translator) -> None:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    st.dataframe(
        table_of(frame),
        hide_index=True,
        height=min(_HEIGHT_PX, 38 + 35 * len(frame)),
        placeholder="—",
        column_config={
            t("method.column_id"): text(width=110),
            t("method.column_title"): text(width=340),
            t("method.column_publisher"): text(width=210),
            t("method.column_date"): text(width=100),
            t("method.column_kind"): text(width=105),
            t("map.status"): text(width=95),
            t("method.column_values"): number(width=70),
            t("method.column_entries"): number(width=70),
            t("method.column_supports"): text(width=380),
            t("method.column_url"): text(width=200),
            t("method.column_citation"): text(width=420),
        },
    )


def _read(value: object) -> str:
    return value if isinstance(value, str) else ""
