"""What a catchment holds: people, product, firms and platforms.

Areal weighting takes people to be spread evenly over their county. Dasymetric weighting, its
alternative, takes townspeople to be all at the county's main place and the others to be spread
evenly over its lower ground. Both are assumptions: nothing in the data says where in a county
people live. What only prefectures report (product, firms) goes with their people.

Such a figure is a computation, not a count, so every result says ``derived`` and carries its
formula. What a catchment holds and what lies outside of it add up to the counties' total; the
people of development zones, which the census counts apart and which have no boundary, are in
neither and are told apart. Platforms are counted, each where it stands.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geo.catchment.cut import Ground, are_convex, cut_areas
from geo.catchment.places import county_points
from geo.catchment.texts import repeat_text
from geo.crs import EQUAL_AREA, GEOGRAPHIC, geographic_crs
from geo.errors import CatchmentError
from geo.indicators.listing import held_periods
from geo.indicators.period import order_of_period, type_of_period
from geo.indicators.tables import read_dictionary, read_table
from geo.platforms.placed import place_platforms
from geo.terrain import read_altitudes
from geo.types import PLATFORM_CATEGORIES, WEIGHTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.catalog import Catalog
    from geo.indicators.tables import Row
    from geo.types import Status, Weighting

STATUS: Final[Status] = "derived"

FORMULA: Final = "Σᵢ Pᵢ · A(Cᵢ ∩ R) / A(Cᵢ)"
"""P: people of county i; C: its ground; R: the catchment; A: area in the equal-area system."""

FORMULA_DASYMETRIC: Final = "Σᵢ Uᵢ · [mᵢ ∈ R] + (Pᵢ − Uᵢ) · A(Lᵢ ∩ R) / A(Lᵢ)"
"""U: townspeople of county i; m: its main place; L: its lower ground, the cells of the altitude
grid that are no higher than the median of its ground; the rest as in `FORMULA`."""

FORMULA_URBAN: Final = "Σᵢ Uᵢ · [mᵢ ∈ R]"
"""Townspeople under dasymetric weighting: all or nothing."""

FORMULA_FIGURE: Final = "Σᵢ Gₖ / Pₖ · Pᵢ · A(Cᵢ ∩ R) / A(Cᵢ)"
"""G: figure of prefecture k, in which county i lies; Pₖ: people of all counties of it."""

FORMULA_FIGURE_DASYMETRIC: Final = "Σᵢ Gₖ / Pₖ · (Uᵢ · [mᵢ ∈ R] + (Pᵢ − Uᵢ) · A(Lᵢ ∩ R) / A(Lᵢ))"

PERIOD: Final = "2020"
"""The census that the people are of."""

FIGURES: Final = ("gdp", "hte_count")
"""Indicators that prefectures report and counties do not."""

HELD: Final = ("population", "population_urban", *FIGURES)
"""What is spread over the ground, in the order of every table of amounts."""

M2_PER_KM2: Final = 1e6

_URBAN = HELD.index("population_urban")
_UNIT_OF_PEOPLE = ("人", "persons")
_PCT = 100.0
_ALL = 1 - 1e-12
"""A share from here on is the whole, less rounding."""

_LANDS_KEPT = 8
_MOST_WORKERS = 4
_FEW_CUTS = 64
"""So few cuts are made sooner than threads are started."""

_AREAS = (3, 6)
"""GEOS's numbers of a polygon and a multipolygon."""

_AREAL = 2
"""Dimensions of an area."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What one of the amounts is.

    Attributes
    ----------
    name
        One of `HELD`.
    unit_zh, unit_en
        Its unit.
    period
        Period of the figures; empty where no prefecture has one.
    status
        Always "derived".
    formula
        How a shape's amount follows from the figures.
    source_ids
        Sources of the figures, then of people and boundaries.
    missing
        Codes of the prefectures without a figure, in code order: what a shape holds there is
        unknown and not 0.
    """

    name: str
    unit_zh: str
    unit_en: str
    period: str
    status: Status
    formula: str
    source_ids: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """Which share of each county lies inside each shape, one row per shape, from 0 to 1.

    Attributes
    ----------
    ground
        Of its ground.
    urban, rural
        Of its townspeople and of its other people; under areal weighting the ground's.
    """

    ground: NDArray[np.float64]
    urban: NDArray[np.float64]
    rural: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Amounts:
    """What shapes hold, in a form that can be added up.

    Attributes
    ----------
    table
        One row per shape; four blocks of one column per name of `HELD`: the amount as far as it
        is known, then the people who live where there is no figure, where it is a lower bound,
        and where it is published as about so much.
    """

    table: NDArray[np.float64]

    @property
    def held(self) -> NDArray[np.float64]:
        """Amounts, NaN where nothing is known; a lower bound where part is unknown."""
        known, *_ = self._blocks()
        return np.where(self.unknown_pct >= _PCT, np.nan, known)

    @property
    def unknown_pct(self) -> NDArray[np.float64]:
        """Share of the people of each shape who live where there is no figure, in percent."""
        known, unknown, _, _ = self._blocks()
        people = known[:, [HELD.index("population")]]
        share = np.divide(unknown, people, out=np.zeros_like(unknown), where=people > 0)
        return np.where(share > _ALL, 1.0, share) * _PCT

    @property
    def qualifiers(self) -> NDArray[np.object_]:
        """``ge`` where part is unknown or a lower bound, ``approx`` where part is about, ``eq``."""
        _, unknown, least, about = self._blocks()
        found = np.full(unknown.shape, "eq", dtype=object)
        found[about > 0] = "approx"
        found[(unknown > 0) | (least > 0)] = "ge"
        return found

    def _blocks(self) -> list[NDArray[np.float64]]:
        return np.split(self.table, 4, axis=1)


@dataclass(frozen=True, eq=False, slots=True)
class Lower:
    """Where the people of each county live under dasymetric weighting.

    Attributes
    ----------
    shapes
        Lower ground of each county in the equal-area system, metres.
    areas
        Its area, m².
    tree
        Its index.
    ground
        The same, made ready for convex outlines.
    mains
        Main place of each county, in degrees (EPSG:4490).
    """

    shapes: NDArray[np.object_]
    areas: NDArray[np.float64]
    tree: shapely.STRtree
    ground: Ground
    mains: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Land:
    """The counties made ready for measuring; the same for every catchment.

    Attributes
    ----------
    weighting
        How a county's people are spread over its ground.
    codes
        Counties that have a boundary, in code order.
    shapes
        Their ground in the equal-area system, metres.
    areas
        Its area, m².
    amounts
        One row per county, one column per name of `HELD`; NaN where there is no figure.
    measures
        What the amounts are, by name.
    unplaced
        Amounts of the places without a boundary (three development zones), by name; NaN where
        there is no figure.
    unplaced_count
        How many such places there are.
    source_ids
        Sources of the people and of the boundaries.
    tree
        Index of the shapes.
    ground
        The shapes made ready for convex outlines.
    lower
        Where the people live under dasymetric weighting; None under areal weighting.
    urban_table, rural_table
        One row per county: what its townspeople and its other people add to `Amounts.table`.
    """

    weighting: Weighting
    codes: tuple[str, ...] = field(repr=False)
    shapes: NDArray[np.object_] = field(repr=False)
    areas: NDArray[np.float64] = field(repr=False)
    amounts: NDArray[np.float64] = field(repr=False)
    measures: Mapping[str, Measure] = field(repr=False)
    unplaced: Mapping[str, float]
    unplaced_count: int
    source_ids: tuple[str, ...]
    tree: shapely.STRtree = field(repr=False)
    ground: Ground = field(repr=False)
    lower: Lower | None = field(repr=False)
    urban_table: NDArray[np.float64] = field(repr=False)
    rural_table: NDArray[np.float64] = field(repr=False)

    @property
    def totals(self) -> NDArray[np.float64]:
        """Amounts of all counties together, in the order of `HELD`; NaN where none is known."""
        whole = np.ones((1, len(self.codes)))
        total: NDArray[np.float64] = spread(Shares(whole, whole, whole), self).held[0]
        return total


def prepare_land(catalog: Catalog, weighting: Weighting = "areal") -> Land:
    """Make the counties ready for measuring; made once for a catalogue and kept.

    Parameters
    ----------
    catalog
        The catalogue.
    weighting
        "areal": people are spread evenly over their county. "dasymetric": townspeople are all at
        the main place of their county (`geo.catchment.places.county_points`), the others are
        spread evenly over its lower ground: the cells of the altitude grid, cut by the county,
        that are no higher than the median of its ground by area. Either is an assumption.

    Raises
    ------
    CatchmentError
        If the weighting is none of the closed set, or a county has no number of people.
    MapError
        If the altitude grid, which dasymetric weighting needs, is not installed.
    """
    if weighting not in WEIGHTINGS:
        raise CatchmentError(
            f"weighting: expected one of {', '.join(WEIGHTINGS)}; got {weighting!r}; choose one"
        )
    return _prepare_land(catalog, weighting)


@lru_cache(maxsize=_LANDS_KEPT)
def _prepare_land(catalog: Catalog, weighting: Weighting) -> Land:
    counties = catalog.counties
    columns = ["population", "population_urban"]
    without = counties.index[counties[columns].isna().any(axis=1)]
    if len(without):
        raise CatchmentError(
            f"counties: expected people of each; got none for {', '.join(without[:5])}; "
            "complete counties.csv"
        )
    has_ground = counties.geometry.notna().to_numpy()
    placed = counties[has_ground]
    people, urban = counties[columns].to_numpy(dtype=np.float64).T
    figures = {name: _choose_figures(catalog, name) for name in FIGURES}
    per_head, flags = _rate(counties, people, figures)
    amounts = np.where(np.arange(len(HELD)) == _URBAN, urban[:, None], people[:, None]) * per_head
    known = np.nan_to_num(per_head)
    urban_table = np.hstack([known, *flags]) * urban[:, None]
    rural_table = np.hstack([known, *flags]) * (people - urban)[:, None]
    rural_table[:, _URBAN] = 0.0
    shapes = _to_equal_area(placed.geometry.to_numpy())
    ground, tree = Ground.of(shapes), shapely.STRtree(shapes)
    source_ids = tuple(dict.fromkeys(name for ids in placed["source_ids"] for name in ids))
    unplaced = pd.DataFrame(amounts[~has_ground], columns=list(HELD)).sum(min_count=1)
    return Land(
        weighting=weighting,
        codes=tuple(str(code) for code in placed.index),
        shapes=shapes,
        areas=ground.areas,
        amounts=amounts[has_ground],
        measures=_describe(catalog, weighting, figures, source_ids),
        unplaced={name: float(unplaced[name]) for name in HELD},
        unplaced_count=int((~has_ground).sum()),
        source_ids=source_ids,
        tree=tree,
        ground=ground,
        lower=None if weighting == "areal" else _find_lower(catalog, shapes, tree),
        urban_table=urban_table[has_ground],
        rural_table=rural_table[has_ground],
    )


def weigh(shapes: gpd.GeoDataFrame, land: Land) -> NDArray[np.float64]:
    """Return which share of each county's ground lies inside each shape.

    Parameters
    ----------
    shapes
        Areas in degrees (EPSG:4490).
    land
        The counties.

    Returns
    -------
    numpy.ndarray
        One row per shape and one column per county, from 0 to 1.

    Raises
    ------
    CatchmentError
        If the shapes are not in degrees (EPSG:4490), or one is no sound area.
    """
    return share_ground(read_outlines(shapes), land)


def hold(shapes: gpd.GeoDataFrame, land: Land) -> pd.DataFrame:
    """Return what each shape holds.

    Parameters
    ----------
    shapes
        Areas in degrees (EPSG:4490), such as `rings` returns.
    land
        The counties.

    Returns
    -------
    pandas.DataFrame
        One row per shape, with its index: ``inside_km2`` (ground inside the province),
        ``counties`` (how many have a part inside), one column per name of `HELD`, for each of
        these ``<name>_outside`` (all counties less what is inside), for each of `FIGURES`
        ``<name>_unknown_pct`` (share of the shape's people who live where there is no figure)
        and ``<name>_qualifier`` ("ge": at least so much), and ``status``, ``formula`` and
        ``period`` of the people; `Land.measures` tells them for every amount. An amount of which
        nothing is known is NaN, there as outside.

    Raises
    ------
    CatchmentError
        If the shapes are not in degrees (EPSG:4490), or one is no sound area.
    """
    outlines, convex = _read_outlines(shapes)
    ground = _share(outlines, convex, land)
    if land.lower is None:
        shares = Shares(ground, ground, ground)
    else:
        shares = Shares(ground, find_mains(shapes, land), _share(outlines, convex, land.lower))
    left = Shares(1.0 - shares.ground, 1.0 - shares.urban, 1.0 - shares.rural)
    outside = spread(left, land).held
    columns: dict[str, object] = {
        "inside_km2": ground @ land.areas / M2_PER_KM2,
        "counties": (ground > 0).sum(axis=1),
        **tell(spread(shares, land)),
        **{f"{name}_outside": outside[:, number] for number, name in enumerate(HELD)},
    }
    people = land.measures["population"]
    for name, said in (
        ("status", STATUS),
        ("formula", people.formula),
        ("period", people.period),
    ):
        columns[name] = repeat_text(said, len(shapes))
    return pd.DataFrame(columns, index=shapes.index)


def count_platforms(shapes: gpd.GeoDataFrame, catalog: Catalog) -> pd.DataFrame:
    """Return how many platforms stand in each shape, of those that may stand as points.

    Parameters
    ----------
    shapes
        Areas in degrees (EPSG:4490).
    catalog
        The catalogue.

    Returns
    -------
    pandas.DataFrame
        One row per shape, with its index: ``platforms`` and one column per category of
        `PLATFORM_CATEGORIES`. A platform on the edge counts. What is counted is what the list
        holds, which is not all there is; `geo.platforms.placed` counts what has no point.

    Raises
    ------
    CatchmentError
        If the shapes are not in degrees (EPSG:4490).
    """
    given = _read_degrees(shapes)
    points, counted = _prepare_platforms(catalog)
    # sums of so few ones are exact, and of floats they are quick
    counts = (_find_points(given, points) @ counted).astype(np.int64)
    return pd.DataFrame(counts, index=shapes.index, columns=["platforms", *PLATFORM_CATEGORIES])


def spread(shares: Shares, land: Land) -> Amounts:
    """Return what shapes hold that contain these shares of the counties."""
    return Amounts(shares.urban @ land.urban_table + shares.rural @ land.rural_table)


def tell(amounts: Amounts) -> dict[str, NDArray[np.float64] | NDArray[np.object_]]:
    """Return amounts as columns: by name, and of `FIGURES` how much of them is unknown.

    Returns
    -------
    dict
        One column per name of `HELD`; for `FIGURES` ``<name>_unknown_pct`` and
        ``<name>_qualifier``, as `hold` has them.
    """
    held, unknown_pct, qualifiers = amounts.held, amounts.unknown_pct, amounts.qualifiers
    columns: dict[str, NDArray[np.float64] | NDArray[np.object_]] = {}
    for number, name in enumerate(HELD):
        columns[name] = held[:, number]
        if name in FIGURES:
            columns[f"{name}_unknown_pct"] = unknown_pct[:, number]
            columns[f"{name}_qualifier"] = qualifiers[:, number]
    return columns


def read_outlines(shapes: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the outlines of shapes in the equal-area system, metres.

    Parameters
    ----------
    shapes
        Areas in degrees (EPSG:4490). Of a collection the areas count; missing and empty shapes
        stay so.

    Raises
    ------
    CatchmentError
        If the shapes are not in degrees (EPSG:4490), or, with all of them, if some are no sound
        areas.
    """
    return _read_outlines(shapes)[0]


def _read_outlines(
    shapes: gpd.GeoDataFrame,
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the outlines and which are convex."""
    given = _read_degrees(shapes)
    outlines = _to_equal_area(given)
    convex = are_convex(outlines)
    # a convex shape is sound, and rings are many
    if convex.all():
        return outlines, convex
    doubtful = np.flatnonzero(~(convex | shapely.is_missing(given)))
    faulty = doubtful[~shapely.is_valid(given[doubtful])]
    if len(faulty):
        names = shapes["id"] if "id" in shapes else shapes.index.to_series()
        raise CatchmentError(
            "; ".join(
                f"shape of {names.iloc[row]!r}: expected a sound area; got "
                f"{shapely.is_valid_reason(given[row])}; repair it"
                for row in faulty
            )
        )
    # a sound shape may be bent out of soundness by rounding
    bent = doubtful[~shapely.is_valid(outlines[doubtful])]
    outlines[bent] = shapely.make_valid(outlines[bent])
    for row in doubtful[~np.isin(shapely.get_type_id(outlines[doubtful]), _AREAS)]:
        parts = shapely.get_parts(outlines[row])
        outlines[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == _AREAL])
    return outlines, convex


def share_ground(outlines: NDArray[np.object_], land: Land) -> NDArray[np.float64]:
    """Return which share of each county's ground lies inside outlines of `read_outlines`."""
    return _share(outlines, are_convex(outlines), land)


def share_lower(outlines: NDArray[np.object_], land: Land) -> NDArray[np.float64]:
    """Return which share of each county's lower ground lies inside outlines.

    Under areal weighting all ground counts alike.
    """
    if land.lower is None:
        return share_ground(outlines, land)
    return _share(outlines, are_convex(outlines), land.lower)


def find_mains(shapes: gpd.GeoDataFrame, land: Land) -> NDArray[np.float64]:
    """Return 1 where a county's main place lies inside a shape or on its edge, else 0.

    Parameters
    ----------
    shapes
        Areas in degrees (EPSG:4490).
    land
        The counties under dasymetric weighting.

    Raises
    ------
    CatchmentError
        If the land knows no main places.
    """
    if land.lower is None:
        raise CatchmentError(
            f"land: expected dasymetric weighting; got {land.weighting}; prepare it so"
        )
    return _find_points(_read_degrees(shapes), shapely.STRtree(land.lower.mains))


def _share(
    outlines: NDArray[np.object_], convex: NDArray[np.bool_], land: Land | Lower
) -> NDArray[np.float64]:
    if convex.all():
        return cut_areas(land.ground, outlines) / land.areas
    found = np.zeros((len(outlines), len(land.shapes)))
    found[convex] = cut_areas(land.ground, outlines[convex]) / land.areas
    others = np.flatnonzero(~convex)
    shapely.prepare(outlines[others])
    rows, columns = land.tree.query(outlines[others], predicate="intersects")
    rows = others[rows]
    whole = shapely.contains_properly(outlines[rows], land.shapes[columns])
    found[rows[whole], columns[whole]] = 1.0
    rows, columns = rows[~whole], columns[~whole]
    cut = _cut_areas(land.shapes[columns], outlines[rows])
    # rounding must not make a part larger than the whole
    found[rows, columns] = np.minimum(cut / land.areas[columns], 1.0)
    return found


def _cut_areas(parts: NDArray[np.object_], outlines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the area of each part inside its outline; GEOS works outside of Python's lock."""

    def cut(batch: slice) -> NDArray[np.float64]:
        areas: NDArray[np.float64] = shapely.area(
            shapely.intersection(parts[batch], outlines[batch])
        )
        return areas

    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    if workers == 1 or len(parts) < _FEW_CUTS:
        return cut(slice(None))
    batches = [slice(start, start + _FEW_CUTS) for start in range(0, len(parts), _FEW_CUTS)]
    with ThreadPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(cut, batches)))


@lru_cache(maxsize=_LANDS_KEPT)
def _prepare_platforms(catalog: Catalog) -> tuple[shapely.STRtree, NDArray[np.float64]]:
    """Return the points of platforms and, one row each, what they count for: all, a category."""
    placed, _ = place_platforms(catalog)
    categories = placed["category"].to_numpy(dtype=object)[:, None]
    counted = np.hstack([np.ones((len(placed), 1)), categories == np.array(PLATFORM_CATEGORIES)])
    return shapely.STRtree(placed.geometry.to_numpy()), counted


def _find_points(given: NDArray[np.object_], points: shapely.STRtree) -> NDArray[np.float64]:
    """Return 1 where a point lies in a shape, else 0; in degrees, where one on an edge is on it."""
    found = np.zeros((len(given), len(points)))
    found[tuple(points.query(given, predicate="intersects"))] = 1.0
    return found


def _choose_figures(catalog: Catalog, name: str) -> tuple[str, dict[str, Row]]:
    """Return the figures of the latest of the years in which most prefectures have one."""
    counts = held_periods(catalog, "prefecture").get(name, {})
    years = [period for period in counts if type_of_period(period) == "year"]
    if not years:
        return "", {}
    period = max(years, key=lambda year: (counts[year], order_of_period(year)))
    table = read_table(catalog, "prefecture")
    rows = table.rows[name, period]
    return period, {
        code: row for code, row in sorted(rows.items()) if code in table.places and not row.gap
    }


def _rate(
    counties: gpd.GeoDataFrame,
    people: NDArray[np.float64],
    figures: Mapping[str, tuple[str, Mapping[str, Row]]],
) -> tuple[NDArray[np.float64], list[NDArray[np.bool_]]]:
    """Return each county's amounts per head, NaN where there is no figure, and three flags.

    The flags are the blocks of `Amounts.table` after the first.
    """
    prefectures = counties["prefecture_code"]
    totals = pd.Series(people, index=counties.index).groupby(prefectures).sum()
    per_head = np.ones((len(counties), len(HELD)))
    least, about = np.zeros((2, len(counties), len(HELD)), dtype=np.bool_)
    for name, (_, rows) in figures.items():
        column = HELD.index(name)
        rates = {
            code: row.value / totals[code]
            for code, row in rows.items()
            if totals.get(code, 0.0) > 0
        }
        said = {code: row.qualifier for code, row in rows.items()}
        per_head[:, column] = prefectures.map(rates).to_numpy(dtype=np.float64, na_value=math.nan)
        least[:, column] = prefectures.map(said).eq("ge")
        about[:, column] = prefectures.map(said).eq("approx")
    return per_head, [np.isnan(per_head), least, about]


def _describe(
    catalog: Catalog,
    weighting: Weighting,
    figures: Mapping[str, tuple[str, Mapping[str, Row]]],
    source_ids: tuple[str, ...],
) -> dict[str, Measure]:
    areal = weighting == "areal"
    found = {
        name: Measure(name, *_UNIT_OF_PEOPLE, PERIOD, STATUS, formula, source_ids)
        for name, formula in (
            ("population", FORMULA if areal else FORMULA_DASYMETRIC),
            ("population_urban", FORMULA if areal else FORMULA_URBAN),
        )
    }
    for name, (period, rows) in figures.items():
        meta = read_dictionary(catalog).get(name)
        cited = [source for row in rows.values() for source in row.source_ids]
        found[name] = Measure(
            name,
            meta.unit_zh if meta else "",
            meta.unit_en if meta else "",
            period,
            STATUS,
            FORMULA_FIGURE if areal else FORMULA_FIGURE_DASYMETRIC,
            tuple(dict.fromkeys([*cited, *source_ids])),
            tuple(str(code) for code in catalog.prefectures.index if code not in rows),
        )
    return found


def _find_lower(catalog: Catalog, shapes: NDArray[np.object_], tree: shapely.STRtree) -> Lower:
    """Return the cells of the altitude grid up to the median of each county, cut by it.

    The corners of cells are joined by straight lines of the equal-area system, so that cells
    tile it.
    """
    counties = catalog.counties[catalog.counties.geometry.notna()]
    west, south, east, north = (float(edge) for edge in counties.total_bounds)
    grid = read_altitudes((west, south, east, north))
    height, width = grid.metres.shape
    lon = grid.west + grid.cell * np.arange(width + 1)
    lat = grid.north - grid.cell * np.arange(height + 1)
    x, y = _transformer().transform(*np.meshgrid(lon, lat))
    corners = np.stack([x, y], axis=-1)
    around = [corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:], corners[:-1, :-1]]
    cells = np.asarray(shapely.polygons(np.stack(around, axis=2).reshape(-1, len(around), 2)))
    altitudes = grid.metres.ravel()
    numbers, owners = tree.query(cells, predicate="intersects")
    areas = _cut_areas(shapes[owners], cells[numbers])
    lower = np.empty(len(shapes), dtype=object)
    for county, shape in enumerate(shapes):
        own = owners == county
        metres = altitudes[numbers[own]]
        low = metres <= _median(metres, areas[own])
        lower[county] = shapely.intersection(shapely.union_all(cells[numbers[own]][low]), shape)
    mains = county_points(catalog).geometry.loc[counties.index].to_numpy()
    ground = Ground.of(lower)
    return Lower(lower, ground.areas, shapely.STRtree(lower), ground, mains)


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the least value that at least half of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    heaped = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(heaped, heaped[-1] / 2)])


def _read_degrees(shapes: gpd.GeoDataFrame) -> NDArray[np.object_]:
    column = shapes.geometry  # asked for once: geopandas looks long for it
    # to compare two systems takes as long as to count the platforms
    if column.crs is not geographic_crs() and column.crs != geographic_crs():
        raise CatchmentError(
            f"shapes: expected coordinates in EPSG:{GEOGRAPHIC}; got {column.crs}; convert them"
        )
    found: NDArray[np.object_] = column.to_numpy()
    return found


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)


def _to_equal_area(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_transformer().transform(xy[:, 0], xy[:, 1]))

    moved: NDArray[np.object_] = shapely.transform(np.asarray(shapes, dtype=object), move)
    return moved
