"""The 183 counties as a choropleth, at display detail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import folium

from benchmarks import subject, weight
from benchmarks.report import MAP_ALONE, OURS, Section, Target
from benchmarks.timing import cold, interleave
from geo.maps import build
from geo.maps.text import to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.maps.atlas_map import AtlasMap
    from geo.view import View

_EXPLORE = "GeoDataFrame.explore"
_CHOROPLETH = "folium.Choropleth"
_WARM = "time to HTML, warm"
_COLD = ("first call", "process")
_DATA = "data (geometry and values)"


def ours() -> Callable[[int], str]:
    """Draw our whole page: map with base, rivers, zones and labels, and its table twin."""
    catalog = subject.catalog()
    return lambda step: build(subject.county_view(step), catalog).get_root().render()


def ours_map_only() -> Callable[[int], str]:
    """Draw our page without the table, which the others have none of."""
    catalog = subject.catalog()
    return lambda step: without_twin(build(subject.county_view(step), catalog))


def without_twin(atlas: AtlasMap) -> str:
    """Render a map's page without the table below it."""
    atlas.page = replace(atlas.page, twin=str)
    page: str = atlas.get_root().render()
    return page


def explore_map(view: View) -> folium.Map:
    """Return what `GeoDataFrame.explore` makes of the same places, values and classes."""
    return subject.county_frame().explore(
        column=view.indicator,
        scheme="FisherJenks",
        k=view.k,
        tooltip=["name", view.indicator],
        tiles=None,
    )


def explore() -> Callable[[int], str]:
    """Draw with geopandas."""
    subject.county_frame()
    return lambda step: explore_map(subject.county_view(step)).get_root().render()


def choropleth() -> Callable[[int], str]:
    """Draw with `folium.Choropleth`, which has no hover card."""
    frame = subject.county_frame()

    def run(step: int) -> str:
        view = subject.county_view(step)
        chart = folium.Map(location=(30.6, 102.9), zoom_start=6, tiles=None)
        folium.Choropleth(
            geo_data=frame,
            data=frame,
            columns=["adcode", view.indicator],
            key_on="feature.properties.adcode",
            bins=view.k,
        ).add_to(chart)
        page: str = chart.get_root().render()
        return page

    return run


CONTESTANTS = {
    OURS: ours,
    MAP_ALONE: ours_map_only,
    _EXPLORE: explore,
    _CHOROPLETH: choropleth,
}


def measure(n: int, n_cold: int) -> Section:
    """Return times and bytes."""
    section = Section("Choropleth of the 183 counties")
    runs = {name: make() for name, make in CONTESTANTS.items()}
    section.add_apart(_WARM, interleave(runs, n))
    first = cold("choropleth", list(CONTESTANTS), n_cold) if n_cold else {}
    for what in _COLD if first else ():
        section.add_apart(f"cold, {what}", {name: first[name][what] for name in first})
    missing: list[str] = []
    for name, run in runs.items():
        page = run(0)
        section.add_value("file, assets inlined", name, "B", weight.inlined_size(page))
        missing += weight.unknown_links(page)
        if not name.startswith(OURS):
            section.add_value(_DATA, name, "B", weight.geojson_size(page))
    section.add_value(_DATA, OURS, "B", _our_data())
    section.targets += [
        Target(f"{_WARM}, page with table", 0.02),
        Target(f"{_WARM}, map alone", 0.02),
        Target(_DATA, 3, over=_EXPLORE),
        Target(_DATA, 3, over=_CHOROPLETH),
    ]
    section.notes += [
        (
            "ours is the whole page: relief, rivers, outlines, zones, labels, legend, cards with "
            "source and status, and (not in 'map alone') a table of all places; the others draw "
            "the areas, a legend and at most a hover card with name and value"
        ),
        (
            "every round is another map (indicator, number of classes, palette); ours keeps the "
            "coded geometry between rounds, not results; the others are given the geometry ready"
        ),
        (
            "cold first call: ours includes simplifying the boundaries, relief and rivers; the "
            "others get their simplified geometry before the clock starts"
        ),
        (
            "data of ours: geometry, names, classes, value texts, rank, status, source, notes and "
            "legend of the layer of areas; of the others: the GeoJSON in the page"
        ),
    ]
    if missing:
        section.notes.append(
            "files that the others link and that are not installed here count as 0 bytes, in "
            "their favour: " + ", ".join(dict.fromkeys(missing))
        )
    return section


def _our_data() -> int:
    atlas = build(subject.county_view(0), subject.catalog())
    layer = next(layer for layer in atlas.layers if layer.slot == "choropleth")
    texts = [to_json(layer.spec), *(part.text for part in layer.parts)]
    return sum(len(text.encode()) for text in texts)
