"""Turn checked tables into data frames, one column per field of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import GEOGRAPHIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog.read import Row, Table
    from geo.catalog.schema import Field

DOT_ACCURACY_M: Final = 4000.0
"""A platform known more coarsely than this belongs to its county, not to a dot."""


def make_frame(table: Table, index: str | None = None) -> pd.DataFrame:
    """Make a data frame of a table.

    Parameters
    ----------
    table
        A table without errors.
    index
        Column that becomes the index, or None to number the rows.

    Returns
    -------
    pandas.DataFrame
        Texts are ``str`` or None, lists are tuples of ``str`` (empty if blank), numbers are
        floats with NaN for blanks (whole numbers without blanks are integers), flags are bool.
    """
    fields = table.resource.fields
    frame = pd.DataFrame(
        {field.name: _column(field, [row[field.name] for row in table.rows]) for field in fields}
    )
    return frame if index is None else frame.set_index(index)


def make_geo_frame(
    table: Table, index: str, geometry: Sequence[Any] | None = None
) -> gpd.GeoDataFrame:
    """Make a GeoDataFrame of a table, with its own geometry or one given.

    Parameters
    ----------
    table
        A table without errors.
    index
        Column that becomes the index.
    geometry
        One geometry or None per row; by default the features' own.

    Returns
    -------
    geopandas.GeoDataFrame
        In degrees, EPSG:4490.
    """
    shapes = [row.geometry for row in table.rows] if geometry is None else list(geometry)
    frame = make_frame(table, index)
    return gpd.GeoDataFrame(
        frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=GEOGRAPHIC)
    )


def make_platforms(table: Table) -> gpd.GeoDataFrame:
    """Make the platforms' frame: points from two columns, and how finely each is placed.

    Parameters
    ----------
    table
        The platforms.

    Returns
    -------
    geopandas.GeoDataFrame
        With a column ``place``: ``point``, ``county``, ``prefecture`` or ``none``.
    """
    points = [
        None if row["lon_wgs84"] is None else shapely.Point(row["lon_wgs84"], row["lat_wgs84"])
        for row in table.rows
    ]
    frame = make_geo_frame(table, "id", points)
    frame["place"] = pd.Series([_place(row) for row in table.rows], frame.index, dtype=object)
    return frame


def make_areas(table: Table, layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make a frame of prefectures or counties in code order, with their boundaries.

    Parameters
    ----------
    table
        The prefectures or the counties.
    layer
        Boundaries by code; a row that has none (a development zone) gets None.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``adcode``, EPSG:4490.
    """
    shapes = layer.geometry.to_dict()
    return make_geo_frame(
        table, "adcode", [shapes.get(row["adcode"]) for row in table.rows]
    ).sort_index()


def _place(row: Row) -> str:
    if row["sensitive"]:
        return "none"
    accuracy = row["coord_accuracy_m"]
    if row["lon_wgs84"] is not None and accuracy is not None and accuracy <= DOT_ACCURACY_M:
        return "point"
    if row["county_code"] is not None:
        return "county"
    return "none" if row["prefecture_code"] is None else "prefecture"


def _column(field: Field, values: list[Any]) -> pd.Series[Any]:
    if field.is_list:
        return pd.Series([() if value is None else value for value in values], dtype=object)
    if field.type in {"number", "integer"}:
        if field.type == "integer" and None not in values:
            return pd.Series(np.array(values, dtype=np.int64))
        return pd.Series(
            np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        )
    if field.type == "boolean" and None not in values:
        return pd.Series(np.array(values, dtype=np.bool_))
    # object, not str: a blank text stays None (falsy, null in JSON) instead of NaN (truthy)
    return pd.Series(values, dtype=object)
