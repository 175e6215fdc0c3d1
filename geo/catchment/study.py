"""One question about catchments, and the ground that answers it.

Pages, files and the command line ask the same `Study`; what the shapes hold is
`geo.catchment.holdings`, how they lie over each other `geo.catchment.overlap`, and how far the
counties are `geo.catchment.reach`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.catchment.places import county_points, zone_points
from geo.catchment.points import read_points
from geo.catchment.progress import unheard
from geo.catchment.ring import rings
from geo.catchment.travel import ModelTravel
from geo.catchment.voronoi import drive_service_areas, service_areas
from geo.errors import CatchmentError

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.catalog import Catalog
    from geo.catchment.progress import Progress
    from geo.catchment.travel import Travel
    from geo.types import CatchmentMethod, Cost, SizeMeasure, Supply, Weighting

AREAS: Final[tuple[CatchmentMethod, ...]] = ("ring", "drive", "voronoi", "voronoi_drive")
"""Methods that give each zone ground of its own."""

STEPPED: Final[tuple[CatchmentMethod, ...]] = ("ring", "drive")
"""Methods that give it ground for each of several distances or times."""

ACCESS: Final[tuple[CatchmentMethod, ...]] = ("2sfca", "e2sfca", "3sfca")
"""Methods that give each county a figure."""

_GEOD: Final = Geod(ellps="GRS80")


@dataclass(frozen=True, slots=True)
class Study:
    """What is asked.

    Attributes
    ----------
    method
        How it is found whom a zone reaches.
    zones
        Ids of zones, each once, in the order of the answer.
    trial
        Codes of counties that stand in for further zones.
    radii_km
        Radii of method "ring".
    minutes
        Times of method "drive"; the last is how far the access methods reach.
    weighting
        How a county's people are spread over its ground.
    size, decay, cost
        Huff's model: what makes a zone attractive, the power of the cost, and what the cost is.
        The access methods use the cost too.
    supply
        What the access methods count: platforms, or the zones and stand-ins of the study.
    """

    method: CatchmentMethod
    zones: tuple[str, ...]
    trial: tuple[str, ...] = ()
    radii_km: tuple[float, ...] = (30.0,)
    minutes: tuple[float, ...] = (60.0,)
    weighting: Weighting = "areal"
    size: SizeMeasure = "equal"
    decay: float = 2.0
    cost: Cost = "minutes"
    supply: Supply = "platforms"


def draw(
    study: Study,
    catalog: Catalog,
    travel: Travel | None = None,
    progress: Progress = unheard,
) -> gpd.GeoDataFrame:
    """Return the ground that each place of a study reaches.

    Parameters
    ----------
    study
        Its method is one of `AREAS`.
    catalog
        The catalogue.
    travel
        Where drive times come from; the model if not given.
    progress
        Told how far the work is.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per place and step, in the order of the places and then of the steps, with
        ``id``, ``method``, ``area_km2``, and ``radius_km`` (method "ring") or ``minutes`` and
        ``error_pct`` (method "drive"). Rings and isochrones are not clipped to the province;
        service areas tile it.

    Raises
    ------
    CatchmentError
        If places or parameters cannot be used, or the method gives no ground.
    """
    points = zone_points(catalog, study.zones, study.trial)
    if study.method == "ring":
        return rings(points, study.radii_km)
    travel = travel or ModelTravel()
    if study.method == "drive":
        return travel.areas(points, study.minutes, progress)
    if study.method == "voronoi":
        return service_areas(points, province_of(catalog))
    if study.method == "voronoi_drive":
        if not isinstance(travel, ModelTravel):
            raise CatchmentError(
                "method voronoi_drive: expected the model over the terrain; got times of another "
                "origin; choose method drive for these"
            )
        return drive_service_areas(points, province_of(catalog), travel.model, progress)
    raise CatchmentError(
        f"method: expected one of {', '.join(AREAS)}; got {study.method!r}, which gives shares or "
        "figures and no ground"
    )


def measure_costs(
    study: Study,
    catalog: Catalog,
    travel: Travel | None = None,
    progress: Progress = unheard,
) -> pd.DataFrame:
    """Return how far each county is from each place of a study.

    Parameters
    ----------
    study
        Its `cost` says whether kilometres on the ellipsoid or minutes of drive time.
    catalog, travel, progress
        As for `draw`.

    Returns
    -------
    pandas.DataFrame
        Index the codes of the counties, columns the ids of the places; NaN where there is no
        way. It ends at `geo.catchment.places.county_points`.

    Raises
    ------
    CatchmentError
        If the places cannot be used.
    """
    places = zone_points(catalog, study.zones, study.trial)
    counties = county_points(catalog)
    if study.cost == "minutes":
        return (travel or ModelTravel()).minutes(places, counties, progress).T
    starts, ends = read_points(places), shapely.get_coordinates(counties.geometry.to_numpy())
    rows, columns = (axis.ravel() for axis in np.indices((len(ends), len(starts))))
    _, _, metres = _GEOD.inv(ends[rows, 0], ends[rows, 1], starts[columns, 0], starts[columns, 1])
    return pd.DataFrame(
        np.asarray(metres).reshape(len(ends), len(starts)) / 1000.0,
        index=counties.index,
        columns=places.index,
    )


def province_of(catalog: Catalog) -> BaseGeometry:
    """Return the ground of the province, in degrees (EPSG:4490)."""
    shapes = catalog.counties.geometry
    whole: BaseGeometry = shapely.union_all(shapes[shapes.notna()].to_numpy())
    return whole
