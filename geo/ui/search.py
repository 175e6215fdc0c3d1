"""The search box of the frame: the browser matches, Python opens what was picked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import to_json
from geo.presets import STARTS
from geo.search import KINDS, build_index, index_rows
from geo.ui.look import read_look
from geo.ui.navigation import go_to
from geo.ui.served import serve_later, serve_text
from geo.ui.widgets import serve_words

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.search import Entry, Kind
    from geo.types import PageName

_PAGES: dict[Kind, PageName] = {
    "zone": "zones",
    "prefecture": "compare",
    "county": "compare",
    "platform": "platforms",
    "science_city": "science",
}

_HTML = '<div class="za-search"></div>'
# Streamlit sends this text with every rerun, so it is short.
_LOADER = """export default async (c) => {
  const { data } = c, get = (a) => import(new URL(a, location.origin).href);
  (await get(data.frame)).default(data);
  (await get(data.main)).default(c);
}"""


@dataclass(frozen=True, slots=True)
class _Index:
    entries: dict[str, Entry]
    text: str


_INDEXES: Memo[_Index] = Memo(24)


def show_search(catalog: Catalog, t: Translator) -> None:
    """Show the search box; what is picked in it opens on its page, in this run."""
    component = st.components.v2.component(
        "zone_atlas_search",
        html=_HTML,
        js=_LOADER,
        isolate_styles=False,
    )
    picked = component(
        key="frame.search",
        data={
            "frame": serve_text("frame", "js", _static("frame.js")),
            "look": serve_text("look", "css", read_look()),
            "main": serve_text("search", "js", _static("search.js")),
            "index": serve_later(
                "search", catalog.digest[:16], "json", lambda: _prepare(catalog).text
            ),
            "lang": t.lang,
            "words": serve_words(t.lang),
            "skip": t("search.skip"),
            "label": t("search.label"),
            "hint": t("search.hint"),
            "results": t("search.results"),
            "found": t("search.found", n="{n}"),
            "none": t("search.none"),
            "failed": t("search.failed"),
            "unrecognised": t("search.kind_unrecognised"),
            "kinds": [_name_kind(kind, t) for kind in KINDS],
        },
        on_pick_change=_heed,
    )
    pick = picked.get("pick")
    entry = None if pick is None else _prepare(catalog).entries.get(str(pick))
    if entry is not None:
        page, query = target_of(entry)
        go_to(page, t, **query)


def _prepare(catalog: Catalog) -> _Index:
    """Return the index, made once for all visits and not before somebody can use it."""
    return _INDEXES.get(catalog.digest, lambda: _make(catalog))


def target_of(entry: Entry) -> tuple[PageName, dict[str, str]]:
    """Return the page that shows an entry, and the address that opens it there."""
    page: PageName = _PAGES[entry.kind]
    start = STARTS[page]
    view = replace(start, selection=entry.id)
    if entry.kind in {"prefecture", "county"}:
        view = replace(view, prefectures=(entry.prefecture,))
    if entry.kind == "prefecture":
        view = replace(view, selection=None)
    elif entry.kind == "county":
        view = replace(view, section="counties")
    elif entry.kind == "zone" and not entry.recognised:
        view = replace(view, zone_levels=(*view.zone_levels, "candidate"))
    return page, view.to_query(start)


def _make(catalog: Catalog) -> _Index:
    entries = build_index(catalog)
    return _Index({entry.id: entry for entry in entries}, to_json(index_rows(entries)))


def _heed() -> None:
    """Make Streamlit hand over what is picked; the page that follows does the rest."""


def _name_kind(kind: str, t: Translator) -> str:
    names = {
        "zone": "search.kind_zone",
        "prefecture": "search.kind_prefecture",
        "county": "search.kind_county",
        "platform": "search.kind_platform",
        "science_city": "search.kind_science_city",
    }
    return t(names[kind])


@cache
def _static(name: str) -> str:
    return (Path(__file__).parent / "static" / name).read_text("utf-8")
