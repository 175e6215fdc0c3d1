"""The list of platforms: what passes the filters, as a table tied to the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import streamlit as st

from geo.maps.cards import platform_facts
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import text_at
from geo.platforms import list_platforms, read_rows
from geo.ui.citation import offer_citation
from geo.ui.downloads import OFFER_WIDTHS, offer_frame, offer_page
from geo.ui.picking import pick_row
from geo.ui.platforms.names import name_county, name_prefecture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.platforms import Listing, PlatformRow
    from geo.view import View

_SELECTED = "platform:"
_LIST_PX = 250


class Found(NamedTuple):
    """The platforms that pass a View's filters; table and sources of those that may be listed."""

    rows: tuple[PlatformRow, ...]
    listing: Listing
    ids: tuple[str, ...]
    frame: pd.DataFrame
    source_ids: tuple[str, ...]


_ROWS: Memo[tuple[PlatformRow, ...]] = Memo(32)
_FRAMES: Memo[pd.DataFrame] = Memo(64)
_FOUND: Memo[Found] = Memo(64)


def find_platforms(view: View, catalog: Catalog, t: Translator) -> Found:
    """Return the platforms that pass the filters of `view`."""
    key = (
        catalog.digest,
        t.lang,
        view.platform_categories,
        view.platform_levels,
        view.fields,
        view.platform_statuses,
        view.host,
        view.prefectures,
    )

    def make() -> Found:
        rows = _ROWS.get(catalog.digest, lambda: read_rows(catalog))
        listing = list_platforms(rows, view)
        listed = set(listing.listed)
        ids = tuple(row.id for row in rows if row.id in listed)
        whole = _FRAMES.get((catalog.digest, t.lang), lambda: platforms_frame(catalog, rows, t))
        held = catalog.platforms["source_ids"]
        sources = dict.fromkeys(source for row_id in ids for source in held[row_id])
        return Found(rows, listing, ids, whole.loc[list(ids)], tuple(sources))

    return _FOUND.get(key, make)


def platforms_frame(catalog: Catalog, rows: Sequence[PlatformRow], t: Translator) -> pd.DataFrame:
    """Return every platform that may be named as a row of words, in the order of `rows`.

    Rows that rest on memory are not among them.
    """
    table = catalog.platforms
    named = [row for row in rows if not (row.withheld or row.from_memory)]
    ids = [row.id for row in named]
    say = {column: (label, words) for label, column, words in platform_facts(catalog, t)}
    held = {name: table[name].to_dict() for name in (*say, f"name_{t.lang}", "year_established")}

    def column(name: str) -> tuple[str, list[str]]:
        label, words = say[name]
        return label, [words(held[name][row_id]) for row_id in ids]

    year = held["year_established"]
    return pd.DataFrame(
        dict(
            [
                (t("map.name"), [held[f"name_{t.lang}"][row_id] or row_id for row_id in ids]),
                *map(column, ("category", "level", "status", "field", f"host_{t.lang}")),
                (t("map.prefecture"), [name_prefecture(catalog, r.prefecture, t) for r in named]),
                (t("platforms.placed"), [_tell_place(catalog, row, t) for row in named]),
                (t("platforms.year"), [year[row_id] or "" for row_id in ids]),
                *map(column, ("evidence_status", "source_ids", f"note_{t.lang}")),
            ]
        ),
        index=pd.Index(ids, dtype=object),
    )


def _tell_place(catalog: Catalog, row: PlatformRow, t: Translator) -> str:
    """Tell where a platform stands: a dot with its accuracy, a county, or no more than that."""
    if row.recalled:
        return t("platforms.placed_recalled")
    if row.place == "county":
        return text_at(catalog.counties, row.county, "name", t.lang)
    if row.place == "point":
        metres = float(catalog.platforms["coord_accuracy_m"][row.id])
        text = t("map.position_accuracy", km=t.number(metres / 1000))
        recalled = "coord" in (catalog.platforms["memory_for"][row.id] or ())
        return t("map.from_memory", text=text) if recalled else text
    return t(f"platforms.placed_{row.place}")


def show_list(view: View, found: Found, catalog: Catalog, t: Translator) -> None:
    """Show the list; a picked row and what is picked on the map are one."""
    count = t.plural("platforms.list_count", len(found.ids))
    st.html(
        f'<p class="za-table-title">{escape(count)}</p>'
        f'<p class="za-note">{escape(t("platforms.list_help"))}</p>'
    )
    if not found.ids:
        st.html(f'<p class="za-lead" role="status">{escape(t("platforms.list_empty"))}</p>')
        return
    record = _record_html(view, found, catalog, t)
    text = st.column_config.TextColumn
    name, category, level, state, field, host, prefecture, placed, *_ = found.frame.columns
    pick_row(
        found.frame,
        [f"{_SELECTED}{row_id}" for row_id in found.ids],
        view,
        key="platforms.list",
        # the record has to be seen without scrolling
        height=_LIST_PX if record else "stretch",
        column_config={
            name: text(width=290),
            category: text(width=150),
            level: text(width=70),
            state: text(width=70),
            field: text(width=140),
            host: text(width=190),
            prefecture: text(width=90),
            placed: text(width=110),
        },
    )
    if record:
        st.html(record)


def _record_html(view: View, found: Found, catalog: Catalog, t: Translator) -> str:
    """Return the record of a picked platform that has no dot, and so no card, on the map."""
    row_id = (view.selection or "").removeprefix(_SELECTED)
    if row_id not in found.ids or row_id in found.listing.points:
        return ""
    row = next(row for row in found.rows if row.id == row_id)
    cells = {label: str(found.frame[label][row_id]) for label in found.frame.columns[1:]}
    if row.place == "county":
        cells[t("platforms.placed")] = name_county(catalog, row.county, t)
    facts = "".join(
        f"<tr><th scope='row'>{escape(label)}</th><td>{escape(text)}</td></tr>"
        for label, text in cells.items()
        if text
    )
    title = str(found.frame.iloc[found.ids.index(row_id), 0])
    return (
        '<div class="za-platform-record" role="region" '
        f'aria-label="{escape(t("platforms.record"))}" tabindex="0">'
        f'<p class="za-table-title">{escape(title)}</p>'
        f'<p class="za-note">{escape(t("platforms.record_undotted"))}</p>'
        f'<table class="za-facts"><tbody>{facts}</tbody></table></div>'
    )


def offer_list(view: View, found: Found, catalog: Catalog, t: Translator) -> None:
    """Offer the list as CSV, the map as a file, and both as citations."""
    first, second, third = st.columns(OFFER_WIDTHS, gap="small")
    with first:
        offer_frame(found.frame, t("platforms.title"), t, key="platforms.csv")
    with second:
        offer_page(view, catalog, t, key="platforms.file")
    with third:
        offer_citation(
            t("platforms.map_title"),
            found.source_ids,
            catalog,
            t,
            kind="map",
            key="platforms.cite_map",
        )


def show_sum(found: Found, t: Translator) -> None:
    """Show where the rows that pass stand, as a sum that leaves none out."""
    listing = found.listing
    counts = (
        ("points", len(listing.points)),
        ("county", listing.in_counties),
        ("prefecture", listing.in_prefectures),
        ("province", len(listing.province)),
        ("recalled", len(listing.recalled)),
        ("memory", len(listing.memory)),
        ("withheld", listing.withheld),
    )
    parts = [t.plural(f"platforms.sum_{name}", n) for name, n in counts if n]
    text = t.plural("platforms.sum", listing.total)
    if len(parts) > 1:
        text = t("platforms.sum_of", total=text, parts=" + ".join(parts))
    elif parts:
        text = t("platforms.sum_all", total=text, parts=parts[0])
    st.html(f'<p class="za-platform-sum" role="status">{escape(text)}</p>')
