"""The button 引用 by every table and map: what to write under it in a paper."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from geo.citation import Citations, cite_sources, cite_work
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import join

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.citation import WorkKind
    from geo.locale import Translator

_CITATIONS: Memo[Citations] = Memo(128)


def offer_citation(
    title: str,
    source_ids: Iterable[str],
    catalog: Catalog,
    t: Translator,
    *,
    kind: WorkKind,
    key: str,
    accessed: str | None = None,
) -> None:
    """Offer ready citations of a map, table or chart and of the documents behind it.

    Parameters
    ----------
    title
        Title of the work, with the year; plain text.
    source_ids
        Sources of what is shown, in the order of the list; repeated ids are cited once.
    kind
        map, table or chart.
    key
        Key of the button, beginning with the page's id.
    accessed
        The reader's day such as ``2026-11-22``, for the citation of the work itself; None for
        today.
    """
    ids = tuple(dict.fromkeys(source_ids))
    name = t(f"citation.work_{kind}")

    # few readers cite at any one visit: written when asked for
    box = st.popover(
        name, icon=":material/format_quote:", width="stretch", key=key, on_change="rerun"
    )
    if not box.open:
        return
    day = today() if accessed is None else accessed
    with box:
        _head(name)
        work = cite_work(title, kind, catalog, t, accessed=day)
        _show("\n".join([work, *([t("common.credit")] if kind == "map" else [])]))
        _show_sources(ids, catalog, t)


def _show_sources(ids: tuple[str, ...], catalog: Catalog, t: Translator) -> None:
    cited = _CITATIONS.get((catalog.digest, t.lang, ids), lambda: cite_sources(catalog, ids, t))
    _head(t("citation.sources"))
    numbered = [f"[{n}] {line}" for n, line in enumerate(cited.lines, 1)]
    if numbered:
        _show("\n".join(numbered))
    notes = _tell_notes(cited, t)
    if notes:  # an empty piece of HTML is refused
        st.html("".join(f'<p class="za-note">{escape(note)}</p>' for note in notes))


def today() -> str:
    """Return the day on the calendar of the machine."""
    return datetime.now().astimezone().date().isoformat()


def _head(text: str) -> None:
    st.html(f"<p><strong>{escape(text)}</strong></p>")


def _show(text: str) -> None:
    st.code(text, language=None, wrap_lines=True)


def _tell_notes(cited: Citations, t: Translator) -> list[str]:
    notes = [] if cited.lines else [t("citation.no_sources")]
    if cited.translated:
        numbers = join([f"[{n}]" for n in cited.translated], t.lang)
        notes.append(t("citation.translated", numbers=numbers))
    if any("/OL]" in line for line in cited.lines):
        notes.append(t("citation.access_note"))
    if cited.left_out:
        notes.append(t.plural("citation.left_out", cited.left_out))
    return notes
