"""Thirty-five catchments: drawn by every method, and what they hold."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from benchmarks import subject
from benchmarks.report import OURS, Section, Target
from benchmarks.timing import interleave
from geo.catchment.drive import FITTED, drive_minutes, isochrones
from geo.catchment.holdings import FIGURES, HELD, count_platforms, hold, prepare_land
from geo.catchment.places import TRIAL, county_points, zone_points
from geo.catchment.ring import rings
from geo.catchment.study import province_of
from geo.catchment.voronoi import drive_service_areas, service_areas
from geo.crs import EQUAL_AREA, GEOGRAPHIC
from geo.indicators import select
from geo.platforms.placed import place_platforms
from geo.types import PLATFORM_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

PLACES: Final = 35
"""The plan's aim; more than are recognised, so counties stand in."""

BANDS_MIN: Final = (15, 30, 45, 60, 90, 120)
RADIUS_KM: Final = 30.0
HOLD_MIN: Final = 60

_OTHER: Final = "geopandas buffer + overlay"
_PREPARED: Final = "the same, projected beforehand"
_RINGS = f"{PLACES} rings of {RADIUS_KM:g} km, drawn"
_RING_JOB = f"{PLACES} rings and what they hold"
_ISOCHRONES = f"{PLACES} isochrones x {len(BANDS_MIN)} bands, warm"
_HELD = f"what {PLACES} isochrones of {HOLD_MIN} min hold"
_VORONOI = f"{PLACES} service areas by distance"
_VORONOI_DRIVE = f"{PLACES} service areas by drive time, warm"
_MINUTES = f"drive times, {PLACES} places to 183 counties, first time"
_ONE_MORE = "drive times, one place more"

_BUFFERS_OFF_PCT = 1.0
"""A buffer in the plane is off by the plane's scale, up to about this."""

_GEOD = Geod(ellps="GRS80")
_PEOPLE = ("population", "population_urban")
_WITHOUT = "_without"
"""Ending of the columns of people for whom there is no figure."""

_SUMMED = [*HELD, *(f"{name}{_WITHOUT}" for name in FIGURES)]


@cache
def stand_ins() -> tuple[str, ...]:
    """Return the counties that stand in for further zones: most people, and no zone in them."""
    counties = subject.catalog().counties.loc[county_points(subject.catalog()).index]
    zones = subject.catalog().zones.geometry[_recognised()].to_numpy()
    rows, _ = shapely.STRtree(zones).query(counties.geometry.to_numpy(), predicate="intersects")
    free = counties["population"].drop(counties.index[np.unique(rows)]).sort_index()
    ranked = free.sort_values(ascending=False, kind="stable")
    return tuple(ranked.index[: PLACES - len(_recognised())])


@cache
def places() -> gpd.GeoDataFrame:
    """Return the points: recognised zones, then stand-ins."""
    return zone_points(subject.catalog(), _recognised(), stand_ins())


def _recognised() -> list[str]:
    zones = subject.catalog().zones
    return [str(name) for name in zones.index[zones["level"] != "candidate"]]


@cache
def county_frame() -> gpd.GeoDataFrame:
    """Return the counties and their people, as somebody would read them from a file."""
    return subject.catalog().counties[["prefecture_code", *_PEOPLE, "geometry"]].reset_index()


@cache
def prefecture_frame() -> pd.DataFrame:
    """Return what prefectures report and counties do not, by code, missing where they do not."""
    measures = prepare_land(subject.catalog()).measures
    return pd.DataFrame(
        {
            name: select(
                subject.catalog(), name, measures[name].period, geography="prefecture"
            ).frame["value"]
            for name in FIGURES
        }
    )


@cache
def platform_frame() -> gpd.GeoDataFrame:
    """Return the platforms that may stand as points, and their categories."""
    placed, _ = place_platforms(subject.catalog())
    return placed[["category", "geometry"]].reset_index(drop=True)


def _project(counties: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Spread the prefectures' figures over the counties by people and measure their ground."""
    merged = counties.merge(
        prefecture_frame(), left_on="prefecture_code", right_index=True, how="left"
    )
    part = merged["population"] / merged.groupby("prefecture_code")["population"].transform("sum")
    for name in FIGURES:
        merged[f"{name}{_WITHOUT}"] = merged["population"].where(merged[name].isna(), 0)
        merged[name] *= part
    flat = merged[merged.geometry.notna()].to_crs(EQUAL_AREA)
    return flat.assign(whole_m2=flat.area)


@cache
def _projected() -> gpd.GeoDataFrame:
    return _project(county_frame())


@cache
def _projected_platforms() -> gpd.GeoDataFrame:
    return platform_frame().to_crs(EQUAL_AREA)


def _radius_km(step: int) -> float:
    """Return another radius each round, so that nobody gains by remembering a result."""
    return RADIUS_KM + step * 1e-3


def ours_ring_job(step: int) -> pd.DataFrame:
    """Draw the rings on the ellipsoid and tell what they hold."""
    drawn = rings(places(), [_radius_km(step)])
    catalog = subject.catalog()
    held = [hold(drawn, prepare_land(catalog)), count_platforms(drawn, catalog)]
    return pd.concat(held, axis=1).set_index(drawn["id"])


def _overlay_sums(areas: gpd.GeoDataFrame, counties: gpd.GeoDataFrame) -> pd.DataFrame:
    """Sum by areal weighting, as it is usually written."""
    parts = gpd.overlay(areas, counties, how="intersection", keep_geom_type=True)
    inside_m2 = parts.area
    share = inside_m2 / parts["whole_m2"]
    sums: pd.DataFrame = parts[_SUMMED].mul(share, axis=0).groupby(parts["id"]).sum()
    sums["inside_km2"] = (inside_m2 / 1e6).groupby(parts["id"]).sum()
    for name in FIGURES:
        sums[f"{name}_unknown_pct"] = sums.pop(f"{name}{_WITHOUT}") / sums["population"] * 100
    return sums


def _count(areas: gpd.GeoDataFrame, platforms: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count platforms by category, as it is usually written."""
    inside = gpd.sjoin(platforms, areas, predicate="intersects")
    return pd.crosstab(inside["id"], inside["category"])


def _buffers(step: int) -> gpd.GeoDataFrame:
    flat = places().to_crs(EQUAL_AREA)
    return gpd.GeoDataFrame(
        {"id": flat.index}, geometry=flat.buffer(_radius_km(step) * 1000).to_numpy(), crs=flat.crs
    )


def _whole_job(
    areas: gpd.GeoDataFrame, counties: gpd.GeoDataFrame, platforms: gpd.GeoDataFrame
) -> pd.DataFrame:
    return _overlay_sums(areas, counties).join(_count(areas, platforms))


def other_ring_job(step: int) -> pd.DataFrame:
    """Do the same with what geopandas brings: project, buffer, overlay, sjoin, group."""
    return _whole_job(_buffers(step), _project(county_frame()), platform_frame().to_crs(EQUAL_AREA))


def other_ring_job_prepared(step: int) -> pd.DataFrame:
    """Do the same with counties and platforms that were projected before."""
    return _whole_job(_buffers(step), _projected(), _projected_platforms())


@cache
def _hour() -> gpd.GeoDataFrame:
    return isochrones(places(), [HOLD_MIN], FITTED)


def other_holding(_: int) -> pd.DataFrame:
    """Sum what the isochrones hold with what geopandas brings."""
    return _overlay_sums(_hour()[["id", "geometry"]].to_crs(EQUAL_AREA), _project(county_frame()))


def other_areas(_: int) -> gpd.GeoSeries:
    """Share the province out in the plane with what geopandas brings."""
    flat = places().to_crs(EQUAL_AREA)
    cells = flat.voronoi_polygons(extend_to=_province_flat())
    return cells.intersection(_province_flat())


@cache
def _province_flat() -> BaseGeometry:
    whole = gpd.GeoSeries([province_of(subject.catalog())], crs=GEOGRAPHIC)
    flat: BaseGeometry = whole.to_crs(EQUAL_AREA).iloc[0]
    return flat


def _times(several: int) -> Callable[[int], object]:
    """Return the search for drive times from some places that no round had before."""
    counties = county_points(subject.catalog())

    def run(step: int) -> pd.DataFrame:
        # a metre further each round: what is kept are the ways from a point
        moved = places().geometry.iloc[:several].translate(1e-5 * (step + 1), 1e-5 * several)
        return drive_minutes(moved.to_frame("geometry"), counties, FITTED)

    return run


def furthest_apart_pct(one: pd.DataFrame, other: pd.DataFrame) -> float:
    """Return by how much the ground or an amount of any place differs at most, in percent."""
    names = ["inside_km2", *HELD]
    mine, theirs = one.loc[other.index, names].to_numpy(), other[names].to_numpy()
    return float((abs(theirs - mine) / mine).max() * 100.0)


def uncounted(one: pd.DataFrame, other: pd.DataFrame, step: int) -> int:
    """Return how many platforms more a place and category differ by than the buffer explains."""
    columns = list(PLATFORM_CATEGORIES)
    # a category of which no platform stands in any place has no column
    counted = other.reindex(columns=columns).fillna(0).reindex(one.index, fill_value=0)
    apart = (counted - one[columns]).abs().sum(axis=1)
    at = shapely.get_coordinates(platform_frame().geometry.to_numpy())
    near_edge = [
        abs(_distances_km(place, at) / _radius_km(step) - 1) * 100 <= _BUFFERS_OFF_PCT
        for place in shapely.get_coordinates(places().geometry.to_numpy())
    ]
    return int(np.maximum(apart - np.sum(near_edge, axis=1), 0).sum())


def _distances_km(place: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = (np.full(len(others), degrees) for degrees in place)
    metres: NDArray[np.float64] = _GEOD.inv(lon, lat, *others.T.copy())[2]
    return metres / 1000.0


def check_agreement() -> float:
    """Return how far both ways are apart, in percent.

    Raises
    ------
    ValueError
        If that is more than the buffer explains: then one of them is wrong.
    """
    ours, other = ours_ring_job(0), other_ring_job(0)
    apart = furthest_apart_pct(ours, other)
    if not apart <= _BUFFERS_OFF_PCT or len(ours) != len(other):
        raise ValueError(f"both ways should hold the same; apart by {apart:.2f} %")
    more = uncounted(ours, other, 0)
    if more:
        raise ValueError(f"both ways should count the same platforms; apart by {more} more")
    return apart


def measure(n: int) -> Section:
    """Return times and how far both ways of the ring job are apart."""
    section = Section(f"{PLACES} catchments")
    catalog = subject.catalog()
    apart_pct = check_agreement()
    province = province_of(catalog)
    _hour()
    _province_flat()
    contests: dict[str, dict[str, Callable[[int], object]]] = {
        _RINGS: {
            OURS: lambda step: rings(places(), [_radius_km(step)]),
            "geopandas buffer": _buffers,
        },
        _RING_JOB: {
            OURS: ours_ring_job,
            _OTHER: other_ring_job,
            _PREPARED: other_ring_job_prepared,
        },
        _HELD: {
            OURS: lambda _: hold(_hour(), prepare_land(catalog)),
            "geopandas overlay": other_holding,
        },
        _ISOCHRONES: {OURS: lambda _: isochrones(places(), BANDS_MIN, FITTED)},
        _VORONOI: {
            OURS: lambda _: service_areas(places(), province),
            "geopandas voronoi_polygons + intersection": other_areas,
        },
        _VORONOI_DRIVE: {OURS: lambda _: drive_service_areas(places(), province, FITTED)},
        _ONE_MORE: {OURS: _times(1)},
    }
    for what, contestants in contests.items():
        section.add_times(what, interleave(contestants, n))
    section.add_times(_MINUTES, interleave({OURS: _times(PLACES)}, max(1, n // 5), warm_up=0))
    section.targets += [Target(_RING_JOB, 10, over=_OTHER), Target(_ISOCHRONES, 2.0)]
    names = subject.catalog().counties["name_en"]
    section.notes += [
        (
            f"{PLACES - len(stand_ins())} recognised zones and {len(stand_ins())} stand-ins: main "
            "places of the most populous counties without a zone in them ("
            + ", ".join(f"{names[code]} {TRIAL}{code}" for code in stand_ins())
            + ")"
        ),
        (
            "what they hold: ground, people, townspeople, product and firms of the 183 counties, "
            "by areal weighting, the share of people without a figure, and platforms by category; "
            "ours tells also what is outside, qualifiers and how many counties"
        ),
        (
            "ours keeps from round to round what depends on the data alone (projected counties, "
            f"points of platforms, network of ways), no results; '{_OTHER}' starts from the frames "
            f"as read, '{_PREPARED}' from projected counties with figures, and projected platforms"
        ),
        (
            f"both ways of the ring job hold the same within {apart_pct:.2f} % at any place, which "
            f"is checked: a buffer in the plane is off by up to {_BUFFERS_OFF_PCT:g} %; platforms "
            "may differ only where one is so close to the edge"
        ),
        "geopandas shares the province out in the plane, ours on the sphere",
        "drive times are those of the model; the ways from a point are kept once they are found",
    ]
    return section
