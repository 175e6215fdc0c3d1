"""The whole atlas as one file: counties, prefectures, zones and all platforms, opened offline."""

from __future__ import annotations

import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import folium
import numpy as np

from benchmarks import subject, weight
from benchmarks.report import OURS, Section, Target
from benchmarks.timing import Sample
from geo.export.html import render_html
from geo.maps.assets import read_asset
from geo.maps.geometry import display_areas
from geo.maps.points import shown_platforms, shown_zones
from geo.view import DEFAULT_LAYERS, View

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from playwright.sync_api import Browser

_EXPLORE = "GeoDataFrame.explore"
_FOLIUM = "folium.GeoJson + Marker"
_SAVED = "file as saved"
_INLINED = "file, assets inlined"
_SHOWN = "open to 183 counties in Chromium, network blocked"
_COUNTIES = 183
_SHADES = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
_LONGEST_MS = 20_000
_BLOCKED = "--host-resolver-rules=MAP * ~NOTFOUND"

_VIEW = View(
    indicator="population_density_census2020",
    period="2020",
    geography="county",
    layers=(*DEFAULT_LAYERS, "platforms"),
)

# Notes when all counties are drawn; the clock starts with the navigation.
_WATCH = f"""
new MutationObserver((_, watch) => {{
  if (document.querySelectorAll('path.leaflet-interactive').length >= {_COUNTIES}) {{
    watch.disconnect();
    requestAnimationFrame(() => {{ window.zaShown = performance.now(); }});
  }}
}}).observe(document, {{subtree: true, childList: true}});
"""


def ours() -> str:
    """Return the file as the app hands it out."""
    return render_html(_VIEW, subject.catalog())


@cache
def _frames() -> dict[str, gpd.GeoDataFrame]:
    """Return the places that ours shows, with a name each."""
    catalog = subject.catalog()
    shapes = display_areas(catalog, "prefecture").shapes
    prefectures = subject.county_frame()[:0].reindex(columns=["name", "geometry"])
    prefectures = prefectures.reindex(shapes.index).set_geometry(shapes.to_numpy(), crs=4326)
    prefectures["name"] = catalog.prefectures.loc[shapes.index, "name_zh"].to_numpy()
    points = {"zones": shown_zones(catalog, _VIEW), "platforms": shown_platforms(catalog, _VIEW)[0]}
    return {
        "counties": subject.county_frame(),
        "prefectures": prefectures,
        **{
            name: frame.set_crs(4326, allow_override=True)[["name_zh", "geometry"]]
            for name, frame in points.items()
        },
    }


def explore() -> str:
    """Draw with geopandas, layer upon layer."""
    frames = _frames()
    chart = frames["counties"].explore(
        column=_VIEW.indicator, scheme="FisherJenks", k=_VIEW.k, tooltip=["name", _VIEW.indicator]
    )
    for name, options in (
        ("prefectures", {"style_kwds": {"fill": False, "weight": 2}}),
        ("zones", {"color": "red", "marker_kwds": {"radius": 6}}),
        ("platforms", {"color": "black"}),
    ):
        frames[name].explore(m=chart, **options)
    page: str = chart.get_root().render()
    return page


def folium_defaults() -> str:
    """Draw with folium: styled areas with hover cards, and a marker with popup for each point.

    Not its Choropleth: that one's legend needs a script that is not installed here.
    """
    frames = _frames()
    chart = folium.Map(location=(30.6, 102.9), zoom_start=6)
    values = frames["counties"][_VIEW.indicator]
    edges = np.nanquantile(values, np.linspace(0, 1, _VIEW.k + 1))[1:-1]
    counties = frames["counties"].assign(
        colour=[_SHADES[i] for i in np.searchsorted(edges, values)]
    )
    folium.GeoJson(
        counties,
        style_function=lambda area: {"fillColor": area["properties"]["colour"], "weight": 1},
        tooltip=folium.GeoJsonTooltip(["name", _VIEW.indicator]),
    ).add_to(chart)
    folium.GeoJson(
        frames["prefectures"],
        style_function=lambda _: {"fill": False, "interactive": False},
    ).add_to(chart)
    for name in ("zones", "platforms"):
        frame = frames[name]
        for label, point in zip(frame["name_zh"], frame.geometry, strict=True):
            folium.Marker((point.y, point.x), popup=label, tooltip=label).add_to(chart)
    page: str = chart.get_root().render()
    return page


CONTESTANTS: dict[str, Callable[[], str]] = {
    OURS: ours,
    _EXPLORE: explore,
    _FOLIUM: folium_defaults,
}


def with_assets(page: str) -> str:
    """Return a page of folium with the linked files that are installed here inside.

    Without them it shows nothing where there is no network, and there would be no time.
    """

    def inline(match: re.Match[str]) -> str:
        name = weight.INSTALLED.get(match[2].rsplit("/", 1)[-1])
        if name is None:
            return ""
        if match[1].startswith("<script"):
            return f"<script>{read_asset(name)}</script>"
        return f"<style>{read_asset(name)}</style>"

    return re.sub(
        r'(<script src|<link rel="stylesheet" href)="(https?://[^"]+)"[^>]*>(?:</script>)?',
        inline,
        page,
    )


def measure(n: int) -> Section:
    """Return bytes and seconds."""
    section = Section("The whole atlas as one file")
    pages = {name: make() for name, make in CONTESTANTS.items()}
    for name, page in pages.items():
        section.add_value(_SAVED, name, "B", len(page.encode()))
        section.add_value(_INLINED, name, "B", weight.inlined_size(page))
    section.targets += [Target(_SAVED, 1_500_000), Target(_SHOWN, 1.0)]
    section.notes.append(
        "ours: 183 counties in classes, 21 prefectures, relief, rivers, names, zones with cards, "
        f"{len(_frames()['platforms'])} platforms with cards, legends, tables of all of them with "
        "sources; the others: the same areas and points with a name each"
    )
    chromium = shutil.which("chromium")
    if chromium is None:
        section.notes.append("chromium is not on the path: not opened")
        return section
    for name in (name for name in pages if name != OURS):
        if _open_once(pages[name], chromium) is None:
            section.notes.append(f"{name}: as saved, nothing is shown where there is no network")
            pages[name] = with_assets(pages[name])
    times: dict[str, list[float]] = {name: [] for name in pages}
    for step in range(n):
        names = list(pages)
        for name in names[step % len(names) :] + names[: step % len(names)]:
            shown = _open_once(pages[name], chromium)
            if shown is None:
                section.notes.append(f"{name}: not shown within {_LONGEST_MS / 1000:g} s")
            else:
                times[name].append(shown)
    for name, taken in times.items():
        if taken:
            section.add_time(_SHOWN, name, Sample(tuple(taken), ()))
    section.notes.append(
        "open: from the start of the navigation to the frame after the last county is drawn; a "
        "fresh headless Chromium each time, software rendering, 1366 x 768, no host reachable; "
        "the others with their linked scripts inside, as far as those are installed here"
    )
    return section


def _open_once(page: str, chromium: str) -> float | None:
    """Return seconds until the counties are there, None if they do not come."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only with a browser

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "map.html"
        path.write_text(page, encoding="utf-8", newline="")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", _BLOCKED]
        )
        try:
            return _time(browser, path)
        finally:
            browser.close()


def _time(browser: Browser, path: Path) -> float | None:
    from playwright.sync_api import TimeoutError as LateError  # noqa: PLC0415

    view = browser.new_page(viewport={"width": 1366, "height": 768})
    view.add_init_script(_WATCH)
    view.goto(path.as_uri())
    # a script that could not be fetched has failed by now, and with it the map
    if not view.evaluate("typeof L !== 'undefined'"):
        return None
    try:
        view.wait_for_function("window.zaShown !== undefined", timeout=_LONGEST_MS)
    except LateError:
        return None
    return float(view.evaluate("window.zaShown")) / 1000
