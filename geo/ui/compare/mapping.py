"""Which map stands beside the comparison, and where it looks."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.areas import selection_label
from geo.maps.geometry import TILE_PX, display_areas
from geo.maps.parts import Memo
from geo.ui.citation import offer_citation
from geo.ui.compare.choosing import COUNTIES
from geo.ui.compare.focus import find_focus
from geo.ui.downloads import offer_page
from geo.view import Extent

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.maps.geometry import BBox
    from geo.view import View

_WIDTH_PX, _HEIGHT_PX = 460, 400
"""What of the map is free of legend and foot on the smallest window."""

_STEP = 0.25  # zooms that the map stops at
_ZOOMS = (5.0, 11.0)
_LOOSE = 1.0

_SOURCES: Memo[tuple[str, ...]] = Memo(64)


def map_key(view: View, catalog: Catalog) -> str:
    """Return the name of the map: the counties of each prefecture have one of their own."""
    focus = find_focus(view, catalog) if view.section == COUNTIES else None
    return f"compare.counties.{focus}" if focus else "compare.map"


def map_view(view: View, catalog: Catalog) -> View:
    """Return the View that the map draws: in the section of the counties, those of one place."""
    focus = find_focus(view, catalog) if view.section == COUNTIES else None
    if focus is None:
        return view
    others = tuple(str(code) for code in catalog.prefectures.index if code != focus)
    bounds = display_areas(catalog, "prefecture").shapes[focus].bounds
    return replace(
        view,
        prefectures=(focus,),
        without=others,
        extent=_keep_near(view.extent, bounds) or fit_extent(bounds),
    )


def fit_extent(bounds: BBox, width: float = _WIDTH_PX, height: float = _HEIGHT_PX) -> Extent:
    """Return middle and zoom at which a box of degrees fills a part of the screen.

    Parameters
    ----------
    bounds
        West, south, east, north.
    width, height
        Pixels that the box may take.
    """
    west, south, east, north = bounds
    low, high = _stretch(south), _stretch(north)
    across = math.log2(width * 360 / (TILE_PX * (east - west)))
    upright = math.log2(height * 2 * math.pi / (TILE_PX * (high - low)))
    zoom = math.floor(min(across, upright) / _STEP) * _STEP
    # the middle of the screen, which lies a little north of the middle of the degrees
    middle = math.degrees(2 * math.atan(math.exp((low + high) / 2)) - math.pi / 2)
    return Extent((west + east) / 2, middle, min(max(zoom, _ZOOMS[0]), _ZOOMS[1]))


def _stretch(latitude: float) -> float:
    """Return how high a latitude stands on a web map, in turns of the globe times 2π."""
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _keep_near(extent: Extent | None, bounds: BBox) -> Extent | None:
    """Return an extent that looks at the box from near enough; else None."""
    if extent is None:
        return None
    west, south, east, north = bounds
    inside = west <= extent.lon <= east and south <= extent.lat <= north
    return extent if inside and extent.zoom >= fit_extent(bounds).zoom - _LOOSE else None


def _list_sources(selection: Selection) -> tuple[str, ...]:
    """Return the sources of all places, each once; pages keep their selections."""

    def make() -> tuple[str, ...]:
        return tuple(dict.fromkeys(i for ids in selection.frame["source_ids"] for i in ids))

    return _SOURCES.get(selection, make)


def offer_map(view: View, selection: Selection | None, catalog: Catalog, t: Translator) -> None:
    """Offer the map as a file, and how to cite it."""
    left, right = st.columns(2, gap="small")
    with left:
        offer_page(view, catalog, t, key="compare.file")
    with right:
        sources = () if selection is None else _list_sources(selection)
        title = selection_label(selection, catalog, t) if selection else t("map.title_zones")
        offer_citation(title, sources, catalog, t, kind="map", key="compare.map_cite")
