"""The parts of a science city as a tree whose picked row is the part picked on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at
from geo.science import list_parts
from geo.ui.citation import offer_citation
from geo.ui.downloads import OFFER_WIDTHS, offer_frame, offer_page
from geo.ui.picking import pick_row
from geo.ui.science.areas import frame_of, tell_area

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.science import City, CityPart
    from geo.view import View

_PARTS: Memo[tuple[CityPart, ...]] = Memo(8)
_SHOWN: Memo[_Shown] = Memo(8)

_INDENT = "\u3000"  # one Chinese character wide


@dataclass(frozen=True, slots=True)
class _Shown:
    """The parts of a city as they stand on the page: its lead, the tree, what may be cited."""

    lead: str
    frame: pd.DataFrame
    picks: tuple[str, ...]
    columns: dict[str, Any]
    name: str
    source_ids: tuple[str, ...]


def parts_of(catalog: Catalog, city: City) -> tuple[CityPart, ...]:
    """Return the parts of a city, worked out once."""
    return _PARTS.get((catalog.digest, city), lambda: list_parts(catalog, city))


def show_lead(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> None:
    """Show the city's own area with its year and source, and what may not be done with areas."""
    st.html(_shown(parts, catalog, t).lead)


def _write_lead(city: CityPart, catalog: Catalog, t: Translator) -> str:
    area = t(
        "science.lead",
        functions=text_at(catalog.science_cities, city.id, "functions", t.lang),
        area=tell_area(city.area, t),
        period=t.period(city.area.period),
        status=t(f"status.{city.area.status}") if city.area.status else "",
        source=describe_sources(catalog, city.area.source_ids, t),
    )
    return (
        f'<p class="za-lead">{escape(area)}</p>'
        f'<p class="za-science-warning">{escape(t(f"science.not_added_{city.city}"))}</p>'
    )


def _shown(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> _Shown:
    """Return what the page shows of all parts of a city, worked out once."""
    key = (catalog.digest, t.lang, parts[0].city)
    return _SHOWN.get(key, lambda: _prepare(parts, catalog, t))


def _prepare(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> _Shown:
    frame = parts_frame(parts, catalog, t)
    text = st.column_config.TextColumn
    name, area, period, status, outline = frame.columns
    cities = catalog.science_cities
    held = cities["source_ids"]
    return _Shown(
        lead=_write_lead(parts[0], catalog, t),
        frame=frame,
        picks=tuple(f"science_city:{part.id}" for part in parts),
        columns={
            name: text(width=270 if t.lang == "zh" else 290),
            area: text(width=116 if t.lang == "zh" else 92),
            period: text(width=62),
            status: text(width=74),
            outline: text(width=120),
        },
        name=text_at(cities, parts[0].id, "name", t.lang),
        source_ids=tuple(dict.fromkeys(source for part in parts for source in held[part.id])),
    )


def parts_frame(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the tree as words, a part below its parent and set in."""
    names = catalog.science_cities[f"name_{t.lang}"]
    return pd.DataFrame(
        {
            t("science.part"): [
                _INDENT * part.depth + ("└ " if part.depth else "") + (names[part.id] or part.id)
                for part in parts
            ],
            t("science.area"): [tell_area(part.area, t) for part in parts],
            t("map.period"): [
                t.period(part.area.period) if part.area.value is not None else "" for part in parts
            ],
            t("map.status"): [
                t(f"status.{part.area.status}") if part.area.status else "" for part in parts
            ],
            t("science.outline"): [
                t("science.outline_drawn" if part.drawn else "science.outline_none")
                for part in parts
            ],
        },
        index=[part.id for part in parts],
    )


def show_parts(view: View, parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> None:
    """Show the tree; a picked row and the part picked on the map are one."""
    shown = _shown(parts, catalog, t)
    st.html(
        f'<p class="za-table-title">{escape(t("science.parts_title"))}</p>'
        f'<p class="za-note">{escape(t("science.parts_help"))}</p>'
    )
    pick_row(
        shown.frame,
        shown.picks,
        view,
        key=f"science.parts.{parts[0].city}",
        height="content",
        column_config=shown.columns,
    )


def offer_parts(view: View, parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> None:
    """Offer the areas as CSV, the map as a file, and both as citations."""
    shown = _shown(parts, catalog, t)
    first, second, third = st.columns(OFFER_WIDTHS, gap="small")
    with first:
        offer_frame(frame_of(parts, catalog, t), shown.name, t, key="science.csv")
    with second:
        offer_page(view, catalog, t, key="science.file")
    with third:
        title = t("science.map_title", name=shown.name)
        offer_citation(title, shown.source_ids, catalog, t, kind="map", key="science.cite")
