"""Three thousand points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import folium

from benchmarks import subject, weight
from benchmarks.choropleth import without_twin
from benchmarks.report import MAP_ALONE, OURS, Section, Target
from benchmarks.timing import cold, interleave
from geo.maps import build

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKER = "folium.Marker x 3000"
_EXPLORE = "GeoDataFrame.explore"
_WARM = "time to HTML, warm"
_COLD = ("first call", "process")
_NEW = "time to HTML, points not seen before, map alone"


def ours_map_only() -> Callable[[int], str]:
    """Draw the map of the points again."""
    catalog, view = subject.point_catalog(), subject.point_view()
    return lambda _: without_twin(build(view, catalog))


def ours() -> Callable[[int], str]:
    """Draw the map of the points and the table of all of them again."""
    catalog, view = subject.point_catalog(), subject.point_view()
    return lambda _: build(view, catalog).get_root().render()


def ours_new_points() -> Callable[[int], str]:
    """Draw points that this process has not drawn before."""
    view = subject.point_view()
    return lambda step: without_twin(build(view, subject.point_catalog(step + 1)))


def markers() -> Callable[[int], str]:
    """Draw with one folium object a point and its name as the tooltip."""
    frame = subject.point_frame()
    spots = list(zip(frame.geometry.y, frame.geometry.x, frame["name"], strict=True))

    def run(_: int) -> str:
        chart = folium.Map(location=(30.6, 102.9), zoom_start=6, tiles=None)
        for lat, lon, name in spots:
            folium.Marker((lat, lon), tooltip=name).add_to(chart)
        page: str = chart.get_root().render()
        return page

    return run


def explore() -> Callable[[int], str]:
    """Draw with geopandas, name and category as the tooltip."""
    frame = subject.point_frame()
    return lambda _: frame.explore(tiles=None).get_root().render()


CONTESTANTS = {
    OURS: ours,
    MAP_ALONE: ours_map_only,
    _EXPLORE: explore,
    _MARKER: markers,
}


def measure(n: int, n_cold: int) -> Section:
    """Return times and bytes; the markers are slow and get fewer rounds."""
    section = Section("3,000 points")
    runs = {name: make() for name, make in CONTESTANTS.items()}
    slow = runs.pop(_MARKER)
    new = ours_new_points()
    for step in range(n + 2):
        subject.point_catalog(step + 1)  # making the data is not drawing them
    samples = interleave({**runs, "new": new}, n)
    few = interleave({_MARKER: slow}, max(1, n // 4), warm_up=0)[_MARKER]
    fresh = samples.pop("new")
    section.add_apart(_WARM, {**samples, _MARKER: few})
    section.add_times(_NEW, {OURS: fresh, _EXPLORE: samples[_EXPLORE], _MARKER: few})
    first = cold("points", list(CONTESTANTS), n_cold) if n_cold else {}
    for what in _COLD if first else ():
        section.add_apart(f"cold, {what}", {name: first[name][what] for name in first})
    for name, run in {**runs, _MARKER: slow}.items():
        section.add_value("file, assets inlined", name, "B", weight.inlined_size(run(0)))
    section.targets += [
        Target(f"{_WARM}, page with table", 0.03),
        Target(f"{_WARM}, map alone", 0.03),
    ]
    section.notes += [
        (
            "made-up points, seeded, inside the province; ours draws the whole map of the province "
            "below them and nine rows of card a point, the others name (and category)"
        ),
        (
            "ours keeps the coded points of a state of the data: warm is the map drawn again, "
            "'not seen before' includes coding them; the others keep nothing"
        ),
    ]
    return section
