"""The parts of a science city as a tree whose picked row is the part picked on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at
from geo.science import list_parts
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame, offer_page
from geo.ui.picking import pick_row
from geo.ui.science.areas import areas_frame, tell_area

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.science import City, CityPart
    from geo.view import View

_PARTS: Memo[tuple[CityPart, ...]] = Memo(8)
_FRAMES: Memo[pd.DataFrame] = Memo(8)

_INDENT = "\u3000"  # one Chinese character wide


def parts_of(catalog: Catalog, city: City) -> tuple[CityPart, ...]:
    """Return the parts of a city, worked out once."""
    return _PARTS.get((catalog.digest, city), lambda: list_parts(catalog, city))


def show_lead(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> None:
    """Show the city's own area with its year and source, and what may not be done with areas."""
    city = parts[0]
    area = t(
        "science.lead",
        functions=text_at(catalog.science_cities, city.id, "functions", t.lang),
        area=tell_area(city.area, t),
        period=t.period(city.area.period),
        status=t(f"status.{city.area.status}") if city.area.status else "",
        source=describe_sources(catalog, city.area.source_ids, t),
    )
    st.html(
        f'<p class="za-lead">{escape(area)}</p>'
        f'<p class="za-science-warning">{escape(t(f"science.not_added_{city.city}"))}</p>'
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
    city = parts[0].city
    frame = _FRAMES.get((catalog.digest, t.lang, city), lambda: parts_frame(parts, catalog, t))
    st.html(
        f'<p class="za-table-title">{escape(t("science.parts_title"))}</p>'
        f'<p class="za-note">{escape(t("science.parts_help"))}</p>'
    )
    text = st.column_config.TextColumn
    name, area, period, status, outline = frame.columns
    pick_row(
        frame,
        [f"science_city:{part.id}" for part in parts],
        view,
        key=f"science.parts.{city}",
        height="content",
        column_config={
            name: text(width=270 if t.lang == "zh" else 290),
            area: text(width=116 if t.lang == "zh" else 92),
            period: text(width=62),
            status: text(width=74),
            outline: text(width=120),
        },
    )


def offer_parts(view: View, parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> None:
    """Offer the areas as CSV, the map as a file, and both as citations."""
    city = parts[0]
    title = text_at(catalog.science_cities, city.id, "name", t.lang)
    first, second, third = st.columns(3, gap="small")
    with first:
        offer_frame(areas_frame(parts, catalog, t), title, t, key="science.csv")
    with second:
        offer_page(view, catalog, t, key="science.file")
    with third:
        sources = [
            source for part in parts for source in catalog.science_cities["source_ids"][part.id]
        ]
        offer_citation(
            t("science.map_title", name=title), sources, catalog, t, kind="map", key="science.cite"
        )
