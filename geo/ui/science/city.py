"""Which of the two cities the page shows, and where its map looks."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import streamlit as st

from geo.maps.parts import Memo
from geo.science import CITIES, bound_city
from geo.view import Extent, Message
from geo.view.message import quote

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.science import City
    from geo.view import View

_KEY = "science.section"
_SELECTED = "science_city:"

_ROOM_PX = (500, 470)
"""Width and height that the map has for a city beside its legend, on the smallest screen."""

_LEGEND_PX = 170

_ZOOMS = range(12, 6, -1)
_TILE_PX = 256
"""Width of the world at zoom 0, as web maps have it."""

_BOUNDS: Memo[tuple[float, float, float, float] | None] = Memo(16)


def follow_selection(view: View, catalog: Catalog) -> tuple[View, tuple[Message, ...]]:
    """Return the View of the city that holds the selected part, or of the one it names.

    A link to a part, or a click on the other city, opens that city.
    """
    cities = catalog.science_cities["city"]
    part = (view.selection or "").removeprefix(_SELECTED)
    if (view.selection or "").startswith(_SELECTED) and part in cities.index:
        city = str(cities[part])
        if city != view.section:
            st.session_state[_KEY] = city
        return replace(view, section=city), ()
    if view.section in CITIES:
        return view, ()
    message = Message("science.unknown_section", {"value": quote(view.section)})
    return replace(view, section=CITIES[0]), (message,)


def choose_city(view: View, catalog: Catalog, t: Translator) -> View:
    """Show the switch between the cities and return the View of the one chosen.

    Another city takes the selection away, and the extent unless it shows that city too.
    """

    def leave() -> None:
        if "sel" in st.query_params:
            del st.query_params["sel"]

    if _KEY not in st.session_state:
        st.session_state[_KEY] = view.section
    city = st.segmented_control(
        t("science.city"),
        list(CITIES),
        format_func=lambda one: t(f"map.city_{one}"),
        key=_KEY,
        on_change=leave,
        required=True,
        label_visibility="collapsed",
    )
    if city is None or city == view.section:
        return view
    kept = view.extent if _still_shows(view.extent, catalog, city) else None
    return replace(view, section=city, selection=None, extent=kept)


def city_of(view: View) -> City:
    """Return the city of a View that went through `follow_selection`."""
    return cast("City", view.section)


def look_at(view: View, catalog: Catalog) -> View:
    """Return the View whose map looks at the city, unless the reader has moved it."""
    if view.extent is not None:
        return view
    bounds = _bounds_of(catalog, city_of(view))
    return view if bounds is None else replace(view, extent=fit(bounds))


def _bounds_of(catalog: Catalog, city: City) -> tuple[float, float, float, float] | None:
    return _BOUNDS.get((catalog.digest, city), lambda: bound_city(catalog, city))


def fit(bounds: tuple[float, float, float, float]) -> Extent:
    """Return where a map shows the whole of some bounds, as close as whole zooms allow."""
    west, south, east, north = bounds
    lat = (south + north) / 2
    zoom = next(
        (
            zoom
            for zoom in _ZOOMS
            if all(
                span <= room for span, room in zip(_span_px(bounds, zoom), _ROOM_PX, strict=True)
            )
        ),
        _ZOOMS[-1],
    )
    # the legend stands on the right: the city stands left of the middle
    lon = (west + east) / 2 + _LEGEND_PX / 2 / _px_per_degree(zoom)
    return Extent(lon, lat, zoom)


def _px_per_degree(zoom: float) -> float:
    return float(_TILE_PX * 2**zoom / 360)


def _span_px(bounds: tuple[float, float, float, float], zoom: float) -> tuple[float, float]:
    west, south, east, north = bounds
    per_degree = _px_per_degree(zoom)
    stretch = math.cos(math.radians((south + north) / 2))
    return (east - west) * per_degree, (north - south) * per_degree / stretch


def _still_shows(extent: Extent | None, catalog: Catalog, city: City) -> bool:
    """Return whether a map at `extent` holds the whole of a city."""
    bounds = _bounds_of(catalog, city)
    if extent is None or bounds is None:
        return False
    west, south, east, north = bounds
    halves = (
        max(abs(west - extent.lon), abs(east - extent.lon)),
        max(abs(south - extent.lat), abs(north - extent.lat)),
    )
    around = (
        extent.lon - halves[0],
        extent.lat - halves[1],
        extent.lon + halves[0],
        extent.lat + halves[1],
    )
    width, height = _span_px(around, extent.zoom)
    return width <= _ROOM_PX[0] and height <= _ROOM_PX[1]
