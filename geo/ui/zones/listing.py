"""The table of zones beside the map, and what of it may be taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import streamlit as st

from geo.maps.cards import best_status
from geo.maps.parts import Memo
from geo.maps.points import shown_zones, zone_filter
from geo.maps.text import escape
from geo.maps.words import join, text_at
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame, offer_page
from geo.ui.picking import pick_row
from geo.ui.zones.filters import offer_clearing
from geo.zones.listing import in_order
from geo.zones.timeline import known_since

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_DATES_PX = {"zh": (106, 132), "en": (120, 150)}
_NAME_PX = {"zh": 208, "en": 250}
_LEVEL_PX = {"zh": 74, "en": 92}
_PLACE_PX = {"zh": 72, "en": 88}
_FRAMES: Memo[tuple[list[str], pd.DataFrame]] = Memo(32)
_FILES: Memo[pd.DataFrame] = Memo(32)
_SHOWN: Memo[_Shown] = Memo(32)
_SOURCES: Memo[tuple[str, ...]] = Memo(32)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands on the page of a list: its head, what its rows pick, how its columns look."""

    head: str
    picks: tuple[str, ...]
    columns: dict[str, Any]


def tell_dates(
    catalog: Catalog, zone_id: str, t: Translator, *, brief: bool = False
) -> tuple[str, str]:
    """Return when a zone was recognised and upgraded, in words.

    A date that rests on memory says so; a zone without any says that, and unless `brief` also
    since when it is proved.
    """
    zones = catalog.zones
    memory = zones["memory_for"][zone_id] or ()
    told = []
    for column in ("recognised", "upgraded"):
        date = zones[column][zone_id]
        text = t.date(date) if isinstance(date, str) and date else ""
        told.append(t("map.from_memory", text=text) if text and column in memory else text)
    recognised, upgraded = told
    since = known_since(catalog).get(zone_id)
    if not recognised and not upgraded and since is not None:
        recognised = (
            t("zones.mark_undated") if brief else t("zones.undated_since", date=t.date(since.date))
        )
    return recognised, upgraded


def list_zones(view: View, catalog: Catalog, t: Translator) -> tuple[list[str], pd.DataFrame]:
    """Return the ids of the zones that `view` shows, in the customary order, and their table."""

    def make() -> tuple[list[str], pd.DataFrame]:
        ids = in_order(shown_zones(catalog, view))
        zones = catalog.zones
        rows = []
        for zone_id in ids:
            recognised, upgraded = tell_dates(catalog, zone_id, t, brief=True)
            rows.append(
                {
                    t("zones.column_name"): text_at(zones, zone_id, "name", t.lang),
                    t("map.level"): t(f"zones.brief_{zones['level'][zone_id]}"),
                    t("zones.column_prefecture"): text_at(
                        catalog.prefectures, zones["prefecture_code"][zone_id], "short", t.lang
                    ),
                    t("map.recognised"): recognised,
                    t("map.upgraded"): upgraded,
                    t("zones.column_mark"): t("zones.mark_plan_upgrade")
                    if zones["plan_upgrade"][zone_id]
                    else "",
                    t("map.field"): join(
                        [t(f"field.{name}") for name in zones["fields"][zone_id] or ["unknown"]],
                        t.lang,
                    ),
                    t("zones.column_asof"): t.date(zones["level_asof"][zone_id] or ""),
                }
            )
        return ids, pd.DataFrame(rows)

    return _FRAMES.get((catalog.digest, t.lang, zone_filter(view)), make)


def file_frame(view: View, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the table as it may leave the atlas: with status and sources, and nothing doubtful.

    Parks known only from old mentions stay behind, and so does a date that rests on memory.
    """
    shown = _without_candidates(view)
    key = (catalog.digest, t.lang, zone_filter(shown))
    return _FILES.get(key, lambda: _write_file(shown, catalog, t))


def _write_file(view: View, catalog: Catalog, t: Translator) -> pd.DataFrame:
    ids, frame = list_zones(view, catalog, t)
    zones = catalog.zones
    if frame.empty:
        return frame
    out = frame.copy()
    out[t("map.level")] = [t(f"level.{zones['level'][zone]}") for zone in ids]
    dates = [tell_dates(catalog, zone, t) for zone in ids]
    for number, column in enumerate(("recognised", "upgraded")):
        out[t(f"map.{column}")] = [
            t("zones.memory_left_out") if column in (zones["memory_for"][zone] or ()) else told
            for zone, told in zip(ids, (pair[number] for pair in dates), strict=True)
        ]
    out.insert(0, t("zones.column_id"), ids)
    out[t("map.industries")] = [
        join(zones[f"industries_{t.lang}"][zone] or [], t.lang) or t("common.no_data")
        for zone in ids
    ]
    out[t("map.status")] = [
        t(f"status.{best_status(catalog, zones['source_ids'][zone])}") for zone in ids
    ]
    out[t("map.source")] = [
        "; ".join(
            text_at(catalog.sources, source, "title", t.lang)
            for source in zones["source_ids"][zone]
            if source in catalog.sources.index
        )
        for zone in ids
    ]
    out[t("export.note")] = [text_at(zones, zone, "remark", t.lang) for zone in ids]
    return out


def show_list(
    view: View, catalog: Catalog, t: Translator, *, height: Literal["stretch", "auto"]
) -> None:
    """Show the table; a picked row is picked on the map too."""
    ids, frame = list_zones(view, catalog, t)
    if not ids:
        offer_clearing(t)
        return
    key = (catalog.digest, t.lang, zone_filter(view))
    shown = _SHOWN.get(key, lambda: _prepare(ids, catalog, t))
    st.html(shown.head)
    pick_row(
        frame, shown.picks, view, key="zones.table", column_config=shown.columns, height=height
    )


def _prepare(ids: list[str], catalog: Catalog, t: Translator) -> _Shown:
    levels = catalog.zones["level"]
    mentions = sum(levels[zone] == "candidate" for zone in ids)
    title = t.plural("zones.table_title", len(ids) - mentions)
    if mentions:
        title = t("zones.table_title_more", title=title, n=t.number(mentions))
    text = st.column_config.TextColumn
    return _Shown(
        head=f'<p class="za-table-title">{escape(title)}</p>'
        f'<p class="za-note">{escape(t("zones.table_help"))}</p>',
        picks=tuple(f"zone:{zone}" for zone in ids),
        columns={
            t("zones.column_name"): text(width=_NAME_PX[t.lang]),
            t("map.level"): text(width=_LEVEL_PX[t.lang]),
            t("zones.column_prefecture"): text(width=_PLACE_PX[t.lang]),
            t("map.recognised"): text(width=_DATES_PX[t.lang][0]),
            t("map.upgraded"): text(width=_DATES_PX[t.lang][1]),
        },
    )


def offer_list(view: View, catalog: Catalog, t: Translator) -> None:
    """Offer the table as a file, and how to cite it."""
    first, second = st.columns(2, gap="small")
    with first:
        offer_frame(file_frame(view, catalog, t), t("zones.file_name"), t, key="zones.csv")
    with second:
        offer_citation(
            t("zones.table_citation"),
            _sources_of(view, catalog, t),
            catalog,
            t,
            kind="table",
            key="zones.cite_table",
        )


def offer_map(view: View, catalog: Catalog, t: Translator) -> None:
    """Offer the map as a file, and how to cite it."""
    first, second = st.columns(2, gap="small")
    with first:
        offer_page(_without_candidates(view), catalog, t, key="zones.file")
    with second:
        offer_citation(
            t("zones.map_citation"),
            _sources_of(view, catalog, t),
            catalog,
            t,
            kind="map",
            key="zones.cite_map",
        )


def _sources_of(view: View, catalog: Catalog, t: Translator) -> tuple[str, ...]:
    shown = _without_candidates(view)

    def make() -> tuple[str, ...]:
        ids, _ = list_zones(shown, catalog, t)
        held = catalog.zones["source_ids"]
        # each once: some documents speak of nearly all zones
        return tuple(dict.fromkeys(source for zone in ids for source in held[zone]))

    return _SOURCES.get((catalog.digest, zone_filter(shown)), make)


def _without_candidates(view: View) -> View:
    if "candidate" not in view.zone_levels:
        return view
    return replace(
        view, zone_levels=tuple(level for level in view.zone_levels if level != "candidate")
    )
