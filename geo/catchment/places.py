"""Where zones, stand-ins for further zones, and counties lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.catalog.boundaries import read_label_points
from geo.crs import GEOGRAPHIC
from geo.errors import CatchmentError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog

TRIAL: Final = "county:"
"""How the id of a stand-in begins; the code of its county follows."""


def zone_points(
    catalog: Catalog, zone_ids: Iterable[str], trial: Iterable[str] = ()
) -> gpd.GeoDataFrame:
    """Return the points of zones, then those of counties that stand in for further zones.

    Parameters
    ----------
    catalog
        The catalogue.
    zone_ids
        Zones, each once; their order is kept.
    trial
        Codes of counties; a stand-in lies at the county's main place and is called
        ``county:CODE``.

    Returns
    -------
    geopandas.GeoDataFrame
        Index the ids, one point each (EPSG:4490).

    Raises
    ------
    CatchmentError
        With every id that is unknown, given twice or without a point; if there is none.
    """
    zones, codes = list(zone_ids), list(trial)
    main = county_points(catalog)
    faults = [
        f"zone {name!r}: expected the id of a zone; not known; see the page of zones"
        for name in zones
        if name not in catalog.zones.index
    ]
    faults += [
        f"county {code!r}: expected the code of a county; not known; see counties.csv"
        for code in codes
        if code not in main.index
    ]
    faults += [
        f"place {name!r}: expected once; got it {several.count(name)} times; name it once"
        for several in (zones, codes)
        for name in dict.fromkeys(several)
        if several.count(name) > 1
    ]
    if not zones and not codes:
        faults.append("points: expected at least one place; got none; choose a zone")
    if faults:
        raise CatchmentError("; ".join(faults))
    shapes = [catalog.zones.geometry[name] for name in zones]
    shapes += [main.geometry[code] for code in codes]
    return gpd.GeoDataFrame(
        index=[*zones, *(f"{TRIAL}{code}" for code in codes)], geometry=shapes, crs=GEOGRAPHIC
    )


def county_points(catalog: Catalog) -> gpd.GeoDataFrame:
    """Return one point for each county: where ways to it end.

    The seat of the prefecture where that lies in the county, else the point at which the
    boundary layer sets the county's name, which is near the middle of its ground and no seat of
    government: the facts hold none.

    Parameters
    ----------
    catalog
        The catalogue.

    Returns
    -------
    geopandas.GeoDataFrame
        Index the codes of the counties that have a boundary, in code order; ``kind`` ("seat" or
        "label") and a point (EPSG:4490).
    """
    counties = catalog.counties[catalog.counties.geometry.notna()]
    labels = read_label_points().reindex(counties.index)
    points = np.asarray(shapely.points(labels["lon"].to_numpy(), labels["lat"].to_numpy()))
    shapes = counties.geometry.to_numpy()
    # a label may stand beside a crooked county
    inside = shapely.contains(shapes, points)
    points = np.where(inside, points, np.asarray(shapely.point_on_surface(shapes)))
    kinds = np.full(len(counties), "label", dtype=object)
    prefectures = catalog.prefectures
    seats = shapely.points(
        prefectures["seat_lon_wgs84"].to_numpy(), prefectures["seat_lat_wgs84"].to_numpy()
    )
    numbers, rows = shapely.STRtree(shapes).query(seats, predicate="within")
    points[rows] = seats[numbers]
    kinds[rows] = "seat"
    return gpd.GeoDataFrame({"kind": kinds}, index=counties.index, geometry=points, crs=GEOGRAPHIC)
