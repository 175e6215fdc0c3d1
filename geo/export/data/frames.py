"""Tables as data frames, for the formats that GDAL writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import GEOGRAPHIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.data.model import Cell, Column, Form, Table

_TYPES = {"point": "Point", "area": "MultiPolygon"}


def make_frame(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> pd.DataFrame:
    """Return rows as a frame: texts as objects, numbers as floats, whole numbers with gaps."""
    found = {}
    for number, column in enumerate(columns):
        cells = [row[number] for row in rows]
        if column.kind == "text":
            found[column.name] = pd.Series(cells, dtype=object)
        elif column.kind == "count":
            found[column.name] = pd.Series(
                [pd.NA if cell is None else round(float(cell)) for cell in cells], dtype="Int64"
            )
        else:
            floats = [np.nan if cell is None else float(cell) for cell in cells]
            found[column.name] = pd.Series(floats, dtype=np.float64)
    return pd.DataFrame(found)


def make_layer(
    table: Table, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> gpd.GeoDataFrame:
    """Return all rows, their shapes as points or as areas of several parts, null where none is."""
    shapes = [_promote(shape, table.form) for shape in table.shapes]
    return gpd.GeoDataFrame(make_frame(columns, rows), geometry=shapes, crs=GEOGRAPHIC)


def geometry_type(form: Form) -> str:
    """Return what GDAL calls the shapes of a layer."""
    return _TYPES[form]


def _promote(shape: object, form: Form) -> object:
    if form == "area" and isinstance(shape, shapely.Polygon):
        return shapely.MultiPolygon([shape])
    return shape
