"""Display geometry: one simplified coverage serves counties, prefectures and the province.

Nothing is measured on what this module returns; it is made to be looked at. Prefecture and
province outlines are only rounded. County borders inside a prefecture are simplified, as a
coverage, so that neighbours never gap, and prefectures are dissolved from the very same
counties, so that the outlines of both geographies coincide vertex by vertex. No part and no hole
is dropped: an exclave left out would be a hole in the coverage.

Rings are coded for the browser as text (`encode_line`): whole 1e-4 degrees, first longitude and
latitude, then the differences from vertex to vertex. They are closed (the last vertex repeats the
first), exteriors run anticlockwise and holes clockwise, as RFC 7946 asks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import BoundaryError
from geo.types import ECONOMIC_ZONES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.types import Geography

UNITS_PER_DEGREE = 10_000
"""Coding grid (11 m). One decimal less breaks the coverage."""

COUNTY_TOLERANCE = 0.0075
"""Simplification of county borders inside a prefecture, degrees. The layer's own vertices lie
0.016 degrees apart (median), so this is less than one vertex step."""

TILE_PX = 256
"""Width of the whole world at zoom 0, the convention of every web map."""

START_WIDTH_PX = 900
"""Width of the province on the first view, which the budgets of this module are set for."""

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""The digits of coded lines; the browser's script holds the same."""

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_MORE = 32  # added to a digit that others follow; a digit carries five bits

# Labels are wider than high: the anchor is the centre of the largest inscribed ellipse of this
# ratio, which stands better in narrow upright prefectures than that of a circle.
_LABEL_ASPECT = 1.6
_ANCHOR_TOLERANCE = 0.002

Ring = str
Polygons = list[list[Ring]]
BBox = tuple[float, float, float, float]


class Boundaries(Protocol):
    """What display geometry needs of the catalogue."""

    @property
    def prefectures(self) -> gpd.GeoDataFrame:
        """Index adcode in code order; geometry and ``economic_zone``."""

    @property
    def counties(self) -> gpd.GeoDataFrame:
        """Index adcode in code order; geometry (None where there is none), ``prefecture_code``."""

    @property
    def ground(self) -> str:
        """Changes whenever the areas change."""


@dataclass(frozen=True, slots=True)
class ByGround:
    """Hashable stand-in for a catalogue in caches: two on one ground are the same.

    Attributes
    ----------
    ground
        What the catalogue's areas are made of.
    boundaries
        The catalogue itself, which takes no part in comparison.
    """

    ground: str
    boundaries: Boundaries = field(compare=False, repr=False)


@dataclass(frozen=True, eq=False, slots=True)
class DisplayAreas:
    """Areas of one geography, ready to draw.

    Attributes
    ----------
    geography
        Which areas these are.
    shapes
        Display geometry by adcode in code order, lon/lat in degrees (EPSG:4490), 4 decimals.
        Units without geometry are not among them.
    part
        JSON-able: ``codes``, ``rings`` (per code its polygons, per polygon its coded rings, the
        exterior first), ``anchors`` and ``bbox``. Shared by all callers; do not change it.
    """

    geography: Geography
    shapes: gpd.GeoSeries
    part: dict[str, Any]

    @property
    def anchors(self) -> dict[str, list[float]]:
        """Visual centre ``[lon, lat]`` by adcode, inside the largest polygon of the area."""
        anchors: dict[str, list[float]] = self.part["anchors"]
        return anchors

    @property
    def bbox(self) -> BBox:
        """West, south, east, north in degrees."""
        west, south, east, north = self.part["bbox"]
        return west, south, east, north


@dataclass(frozen=True, slots=True)
class SimplificationError:
    """How far display outlines lie from the boundary layer, in screen pixels.

    Attributes
    ----------
    max_px
        Largest Hausdorff distance of all places.
    mean_px
        Mean over the places of their Hausdorff distances.
    worst
        Adcode of the place with the largest distance.
    """

    max_px: float
    mean_px: float
    worst: str


# --- coding ---


def encode_line(lonlat: NDArray[np.float64]) -> Ring:
    """Code vertices as text: half the bytes of the same integers written as JSON numbers.

    Each vertex is taken to whole 1e-4 degrees, the first absolute, the others as differences;
    the integers are zigzag-coded (0, -1, 1, -2 … → 0, 1, 2, 3 …) and written in groups of five
    bits, lowest first, one character each, with 32 added while more groups follow. The 64
    characters need no escape in JSON or HTML. (The idea is the encoded polyline's; its own
    alphabet holds the backslash.)

    Parameters
    ----------
    lonlat
        Vertices, shape (n, 2), lon/lat in degrees; rounded to the coding grid.
    """
    units = np.rint(np.asarray(lonlat, dtype=np.float64) * UNITS_PER_DEGREE).astype(np.int64)
    steps = np.vstack([units[:1], np.diff(units, axis=0)]).ravel()
    coded = []
    for number in ((steps << 1) ^ (steps >> 63)).tolist():
        while number >= _MORE:
            coded.append(ALPHABET[_MORE + number % _MORE])
            number //= _MORE  # noqa: PLW2901  # the digits of one number
        coded.append(ALPHABET[number])
    return "".join(coded)


def decode_line(coded: Ring) -> NDArray[np.float64]:
    """Undo `encode_line`: vertices, shape (n, 2), lon/lat in degrees."""
    numbers: list[int] = []
    number, shift = 0, 0
    for character in coded:
        digit = _VALUE[character]
        number += digit % _MORE << shift
        shift += 5
        if digit < _MORE:
            numbers.append(number >> 1 ^ -(number & 1))
            number, shift = 0, 0
    units = np.asarray(numbers, dtype=np.int64).reshape(-1, 2).cumsum(axis=0)
    return np.asarray(units / UNITS_PER_DEGREE, dtype=np.float64)


def encode_polygons(shape: shapely.Polygon | shapely.MultiPolygon) -> Polygons:
    """Code a (multi)polygon: a list of polygons, each a list of rings, the exterior first."""
    oriented = shapely.orient_polygons(shape)
    return [
        [
            encode_line(shapely.get_coordinates(ring))
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        for polygon in shapely.get_parts(oriented)
    ]


def decode_polygons(polygons: Polygons) -> shapely.Polygon | shapely.MultiPolygon:
    """Undo `encode_polygons`: a polygon, or a multipolygon if there are several."""
    parts = [
        shapely.Polygon(decode_line(rings[0]), [decode_line(hole) for hole in rings[1:]])
        for rings in polygons
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


# --- the screen ---


def to_screen(lonlat: NDArray[np.float64], zoom: float) -> NDArray[np.float64]:
    """Pixels of a web map at a zoom: x to the east, y to the NORTH, origin at 0°, 0°.

    For the look of things only. A pixel is not a length on the ground.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees.
    zoom
        Web map zoom; may be fractional.
    """
    lonlat = np.asarray(lonlat, dtype=np.float64)
    px_per_degree = TILE_PX * 2.0**zoom / 360
    north = np.degrees(np.log(np.tan(np.pi / 4 + np.radians(lonlat[:, 1]) / 2)))
    pixels: NDArray[np.float64] = np.column_stack([lonlat[:, 0], north]) * px_per_degree
    return pixels


def zoom_for_width(bbox: BBox, width_px: float = START_WIDTH_PX) -> float:
    """Zoom at which a box of longitudes is so many pixels wide."""
    west, _, east, _ = bbox
    return math.log2(width_px * 360 / (TILE_PX * (east - west)))


# --- the coverage ---


def check_coverage(areas: NDArray[np.object_], what: str) -> None:
    """Refuse areas that overlap, gap along a border, or are no valid polygons.

    Parameters
    ----------
    areas
        Polygons or multipolygons.
    what
        Their name in the message.

    Raises
    ------
    BoundaryError
        With the number of areas concerned.
    """
    invalid = int((~shapely.is_valid(areas)).sum())
    if invalid:
        raise BoundaryError(
            f"{what}: {invalid} of {len(areas)} areas are not valid polygons; "
            "repair the boundary layer, or simplify it less"
        )
    if not shapely.coverage_is_valid(areas):
        raise BoundaryError(
            f"{what}: the {len(areas)} areas are not a coverage (neighbours overlap or their "
            "shared borders differ); repair the boundary layer, or simplify it less"
        )


def simplify_inside(
    areas: NDArray[np.object_], groups: Sequence[str], tolerance: float
) -> NDArray[np.object_]:
    """Simplify a coverage, but leave the outlines of its groups as they are; then round.

    Parameters
    ----------
    areas
        A valid coverage, lon/lat in degrees.
    groups
        Group of each area (for counties, the prefecture).
    tolerance
        Degrees, as in `shapely.coverage_simplify`.

    Returns
    -------
    ndarray
        Areas in the same order, on the coding grid, still a valid coverage.

    Raises
    ------
    BoundaryError
        If the areas are no coverage before or after.
    """
    check_coverage(areas, "areas to simplify")
    simplified = areas.copy()
    names = np.asarray(groups)
    for name in np.unique(names):
        inside = names == name
        simplified[inside] = shapely.coverage_simplify(
            areas[inside], tolerance, simplify_boundary=False
        )
    # Equal vertices round to equal vertices, so shared borders stay shared.
    rounded = np.asarray(shapely.transform(simplified, _round_to_grid), dtype=np.object_)
    check_coverage(rounded, "simplified areas")
    return rounded


def _round_to_grid(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.rint(lonlat * UNITS_PER_DEGREE) / UNITS_PER_DEGREE, dtype=np.float64)


def simplify_counties(
    counties: gpd.GeoDataFrame, tolerance: float = COUNTY_TOLERANCE
) -> gpd.GeoSeries:
    """Display geometry of the counties that have any, in their order.

    Parameters
    ----------
    counties
        Index adcode; geometry (None is left out) and ``prefecture_code``.
    tolerance
        Degrees.

    Raises
    ------
    BoundaryError
        If they are no coverage.
    """
    drawn = counties[counties.geometry.notna()]
    simplified = simplify_inside(
        np.asarray(drawn.geometry.array, dtype=np.object_),
        drawn["prefecture_code"].astype(str).tolist(),
        tolerance,
    )
    return gpd.GeoSeries(simplified, index=drawn.index, crs=counties.crs)


def dissolve(shapes: gpd.GeoSeries, groups: Sequence[str], order: Sequence[str]) -> gpd.GeoSeries:
    """Unite areas of a coverage by group; the vertices are those of the areas.

    Parameters
    ----------
    shapes
        A valid coverage.
    groups
        Group of each area.
    order
        The groups wanted, in the order of the result.

    Raises
    ------
    BoundaryError
        If a group has no area, an area belongs to no group, or the result is no coverage.
    """
    names = np.asarray(groups)
    strange = sorted(set(names.tolist()) - set(order))
    empty = [name for name in order if name not in set(names.tolist())]
    if strange or empty:
        raise BoundaryError(
            f"areas to dissolve: expected every area in one of {len(order)} groups and no group "
            f"empty, came unknown groups {strange} and empty groups {empty}; "
            "compare the codes of counties.csv and prefectures.csv"
        )
    areas = np.asarray(shapes.array, dtype=np.object_)
    united = np.empty(len(order), dtype=np.object_)
    for row, name in enumerate(order):
        united[row] = shapely.coverage_union_all(areas[names == name])
    check_coverage(united, "dissolved areas")
    return gpd.GeoSeries(united, index=list(order), crs=shapes.crs)


# --- anchors ---


def find_anchor(shape: shapely.Polygon | shapely.MultiPolygon) -> tuple[float, float]:
    """Visual centre for a label: of the largest inscribed lying ellipse of the largest polygon.

    Searched in a local plane (longitudes shrunk by the cosine of the latitude), so that the
    ellipse has its true form on the screen.

    Returns
    -------
    tuple
        Longitude and latitude in degrees on the coding grid, inside the shape.
    """
    latitude = float(shapely.centroid(shape).y)
    stretch = math.cos(math.radians(latitude)) / _LABEL_ASPECT
    local = shapely.transform(shape, lambda xy: xy * [stretch, 1.0])
    parts = shapely.get_parts(local)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    radius = shapely.maximum_inscribed_circle(largest, _ANCHOR_TOLERANCE)
    x, y = shapely.get_coordinates(radius)[0]
    lon, lat = _round_to_grid(np.array([x / stretch, y])).tolist()
    return lon, lat


# --- what maps ask for ---


def display_areas(catalog: Boundaries, geography: Geography) -> DisplayAreas:
    """Areas to draw, computed once for every state of the data.

    Parameters
    ----------
    catalog
        The catalogue.
    geography
        ``prefecture`` or ``county``.

    Raises
    ------
    BoundaryError
        If the boundary layer is no coverage.
    """
    return _display_areas(ByGround(catalog.ground, catalog), geography)


def province_shape(catalog: Boundaries) -> shapely.Polygon | shapely.MultiPolygon:
    """Union of the display prefectures, lon/lat in degrees, on the coding grid."""
    return _province_shape(ByGround(catalog.ground, catalog))


def province_outline(catalog: Boundaries) -> Polygons:
    """Union of the display prefectures, coded as the areas are."""
    return encode_polygons(province_shape(catalog))


def economic_zone_outlines(catalog: Boundaries) -> dict[str, Polygons]:
    """Outlines of the five economic zones by id, dissolved from the display prefectures."""
    return {
        name: encode_polygons(shape)
        for name, shape in _economic_zones(ByGround(catalog.ground, catalog)).items()
    }


def simplification_error_px(
    catalog: Boundaries, geography: Geography, zoom: float
) -> SimplificationError:
    """Distance of the display outlines from the catalogue's boundaries, in pixels at a zoom.

    Hausdorff distances of the outlines on the screen, both ways, taken at the vertices.

    Parameters
    ----------
    catalog
        The catalogue.
    geography
        ``prefecture`` or ``county``.
    zoom
        Web map zoom; `zoom_for_width` gives that of the first view.
    """
    shown = display_areas(catalog, geography).shapes
    layer = catalog.prefectures if geography == "prefecture" else catalog.counties
    full = layer.geometry.loc[shown.index]
    distances = shapely.hausdorff_distance(
        *(
            shapely.transform(
                shapely.boundary(np.asarray(shapes.array, dtype=np.object_)),
                lambda lonlat: to_screen(lonlat, zoom),
            )
            for shapes in (shown, full)
        )
    )
    worst = int(np.argmax(distances))
    return SimplificationError(
        float(distances[worst]), float(np.mean(distances)), str(shown.index[worst])
    )


@lru_cache(maxsize=4)
def _counties(key: ByGround) -> gpd.GeoSeries:
    return simplify_counties(key.boundaries.counties)


@lru_cache(maxsize=4)
def _prefectures(key: ByGround) -> gpd.GeoSeries:
    shapes = _counties(key)
    groups = key.boundaries.counties["prefecture_code"].loc[shapes.index].astype(str)
    order = [str(code) for code in key.boundaries.prefectures.index]
    return dissolve(shapes, groups.tolist(), order)


@lru_cache(maxsize=4)
def _economic_zones(key: ByGround) -> dict[str, shapely.Polygon | shapely.MultiPolygon]:
    shapes = _prefectures(key)
    zones = key.boundaries.prefectures["economic_zone"].astype(str).tolist()
    return dict(dissolve(shapes, zones, ECONOMIC_ZONES).items())


@lru_cache(maxsize=4)
def _province_shape(key: ByGround) -> shapely.Polygon | shapely.MultiPolygon:
    shapes = _prefectures(key)
    united = dissolve(shapes, ["province"] * len(shapes), ["province"])
    shape: shapely.Polygon | shapely.MultiPolygon = united.iloc[0]
    return shape


@lru_cache(maxsize=8)
def _display_areas(key: ByGround, geography: Geography) -> DisplayAreas:
    shapes = _prefectures(key) if geography == "prefecture" else _counties(key)
    codes = [str(code) for code in shapes.index]
    part = {
        "codes": codes,
        "rings": [encode_polygons(shape) for shape in shapes],
        "anchors": {
            code: list(find_anchor(shape)) for code, shape in zip(codes, shapes, strict=True)
        },
        "bbox": [float(edge) for edge in shapes.total_bounds],
    }
    return DisplayAreas(geography, shapes, part)
