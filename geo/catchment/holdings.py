"""What a catchment holds: people, by the share of each county's ground that lies inside.

Areal weighting takes people to be spread evenly over their county. That is a computation, not
a count, so every result says ``derived`` and carries its formula. What a catchment holds and
what lies outside of it add up to the counties' total; the people of development zones, which
the census counts apart and which have no boundary, are in neither and are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from geo.crs import EQUAL_AREA, GEOGRAPHIC
from geo.errors import CatchmentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.catalog import Catalog
    from geo.types import Status

STATUS: Final[Status] = "derived"

FORMULA: Final = "Σᵢ Pᵢ · A(Cᵢ ∩ R) / A(Cᵢ)"
"""P: people of county i; C: its ground; R: the catchment; A: area in the equal-area system."""

PERIOD: Final = "2020"
"""The census that the people are of."""

AMOUNTS: Final[Mapping[str, str]] = {
    "population": "population",
    "population_urban": "population_urban",
}
"""What is spread over the ground: name of the result, column of the counties."""

_M2_PER_KM2 = 1e6


@dataclass(frozen=True, eq=False)
class Land:
    """The counties made ready for measuring; the same for every catchment.

    Attributes
    ----------
    codes
        Counties that have a boundary, in code order.
    shapes
        Their ground in the equal-area system, metres.
    areas
        Its area, m².
    amounts
        One row per county, one column per name of `AMOUNTS`.
    unplaced
        Amounts of the places without a boundary (three development zones), by name.
    unplaced_count
        How many such places there are.
    source_ids
        Sources of the amounts and of the boundaries.
    """

    codes: tuple[str, ...]
    shapes: NDArray[np.object_] = field(repr=False)
    areas: NDArray[np.float64] = field(repr=False)
    amounts: NDArray[np.float64] = field(repr=False)
    unplaced: Mapping[str, float]
    unplaced_count: int
    source_ids: tuple[str, ...]
    tree: shapely.STRtree = field(repr=False)

    @property
    def totals(self) -> NDArray[np.float64]:
        """Amounts of all counties together, in the order of `AMOUNTS`."""
        total: NDArray[np.float64] = self.amounts.sum(axis=0)
        return total


def prepare_land(catalog: Catalog) -> Land:
    """Make the counties ready for measuring.

    Raises
    ------
    CatchmentError
        If a county has no number of people.
    """
    counties = catalog.counties
    has_ground = counties.geometry.notna()
    placed, unplaced = counties[has_ground], counties[~has_ground]
    columns = list(AMOUNTS.values())
    missing = counties.index[counties[columns].isna().any(axis=1)]
    if len(missing):
        raise CatchmentError(
            f"counties: expected people of each; got none for {', '.join(missing[:5])}; "
            "complete counties.csv"
        )
    shapes = _to_equal_area(placed.geometry.to_numpy())
    names = [name for ids in placed["source_ids"] for name in ids]
    return Land(
        codes=tuple(str(code) for code in placed.index),
        shapes=shapes,
        areas=shapely.area(shapes),
        amounts=placed[columns].to_numpy(dtype=np.float64),
        unplaced={name: float(unplaced[column].sum()) for name, column in AMOUNTS.items()},
        unplaced_count=len(unplaced),
        source_ids=tuple(dict.fromkeys(names)),
        tree=shapely.STRtree(shapes),
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
        If the shapes are not in degrees (EPSG:4490).
    """
    if CRS.from_user_input(shapes.crs or "EPSG:4326") != CRS.from_epsg(GEOGRAPHIC):
        raise CatchmentError(
            f"shapes: expected coordinates in EPSG:{GEOGRAPHIC}; got {shapes.crs}; convert them"
        )
    outlines = _to_equal_area(shapes.geometry.to_numpy())
    found = np.zeros((len(outlines), len(land.codes)))
    for row, outline in enumerate(outlines):
        if outline is None or outline.is_empty:
            continue
        shapely.prepare(outline)
        near = land.tree.query(outline, predicate="intersects")
        inside = shapely.contains_properly(outline, land.shapes[near])
        found[row, near[inside]] = 1.0
        cut = near[~inside]
        parts = shapely.area(shapely.intersection(land.shapes[cut], outline))
        # rounding must not make a part larger than the whole
        found[row, cut] = np.minimum(parts / land.areas[cut], 1.0)
    return found


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
        One row per shape, with its index: ``inside_km2`` (ground inside the province), one
        column per name of `AMOUNTS`, for each of these ``<name>_outside`` (all counties less
        what is inside), ``counties`` (how many have a part inside), and ``status``, ``formula``
        and ``period``.
    """
    shares = weigh(shapes, land)
    inside = shares @ land.amounts
    outside = (1.0 - shares) @ land.amounts
    columns: dict[str, object] = {
        "inside_km2": shares @ land.areas / _M2_PER_KM2,
        "counties": (shares > 0).sum(axis=1),
    }
    for number, name in enumerate(AMOUNTS):
        columns[name] = inside[:, number]
        columns[f"{name}_outside"] = outside[:, number]
    columns |= {"status": STATUS, "formula": FORMULA, "period": PERIOD}
    return pd.DataFrame(columns, index=shapes.index)


def _to_equal_area(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    to = Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(to.transform(xy[:, 0], xy[:, 1]))

    moved: NDArray[np.object_] = shapely.transform(np.asarray(shapes, dtype=object), move)
    return moved
