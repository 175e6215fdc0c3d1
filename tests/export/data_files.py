"""Files of data opened again by stock readers, for the tests of what is in them."""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
import zipfile
from dataclasses import replace

import geopandas as gpd
import openpyxl
import pandas as pd

from geo.export.data import DATA_FORMATS, render_data
from geo.presets import PRESETS

ALL = {
    **PRESETS,
    "drive": replace(PRESETS["catchments"], catchment="drive", against="ring"),
    "huff": replace(PRESETS["catchments"], catchment="huff", reach_cost="km"),
    "huff_zone": replace(
        PRESETS["catchments"], catchment="huff", reach_cost="km", huff_zone="yibin"
    ),
    "voronoi": replace(PRESETS["catchments"], catchment="voronoi"),
    "access": replace(PRESETS["catchments"], catchment="2sfca", reach_cost="km", radii_km=(50.0,)),
    "quotient": replace(PRESETS["fields"], theme="field_lq"),
    "pair": replace(PRESETS["fields"], theme="bivariate"),
    "left_out": replace(PRESETS["indicators"], without=("510100",)),
    "states": replace(
        PRESETS["zones"],
        page="eligibility",
        rule_set="sc_provincial_2022",
        criterion="sc22_c3",
        zone_levels=("national", "provincial", "candidate"),
    ),
}
"""Every preset, and every other way in which areas and zones are shown."""


def render(view, catalog, kind, **more):
    return render_data(view, catalog, kind, confirmed_states=True, **more)


def read_csv(body):
    """Return the tables of a CSV or of a zip of them, by name."""
    if not body.startswith(b"PK"):
        return {"": pd.read_csv(io.BytesIO(body), encoding="utf-8-sig", dtype=object)}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {
            name.removesuffix(".csv"): pd.read_csv(
                io.BytesIO(archive.read(name)), encoding="utf-8-sig", dtype=object
            )
            for name in archive.namelist()
        }


def read_xlsx(body):
    """Return the sheets of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(body))


def rows_of(sheet):
    """Return the rows of a sheet as dicts by its head."""
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@contextlib.contextmanager
def open_gpkg(body, folder):
    """Yield the path of a GeoPackage and an open connection to it."""
    path = folder / "data.gpkg"
    path.write_bytes(body)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        yield path, connection


def open_shp(body, folder):
    """Return the layers of a zip of Shapefiles by name, and the names of all files in it."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(folder)
        names = archive.namelist()
    layers = {name: gpd.read_file(folder / name) for name in names if name.endswith(".shp")}
    return {name.removesuffix(".shp"): frame for name, frame in layers.items()}, names


def all_texts(body, kind, folder):
    """Return every text of a file, for a search of what must not be in it."""
    if kind == "gpkg":
        with open_gpkg(body, folder) as (_, connection):
            tables = [
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                )
            ]
            cells = [
                cell
                for table in tables
                for row in connection.execute(f'SELECT * FROM "{table}"')
                for cell in row
                if isinstance(cell, str)
            ]
        return "\n".join(cells)
    if kind == "geojson":
        return body.decode()
    if not body.startswith(b"PK"):
        return body.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )


def all_points(body, kind, folder):
    """Return the points of a file, rounded to 5 decimals: shapes, and columns of coordinates."""
    found = set()
    frames = []
    if kind == "gpkg":
        with open_gpkg(body, folder) as (path, connection):
            layers = connection.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
            frames = [gpd.read_file(path, layer=layer) for (layer,) in layers]
    elif kind == "shp":
        frames = open_shp(body, folder)[0].values()
    elif kind == "geojson":
        for feature in json.loads(body)["features"]:
            if feature["geometry"] and feature["geometry"]["type"] == "Point":
                found.add(tuple(round(x, 5) for x in feature["geometry"]["coordinates"]))
    elif kind == "xlsx":
        frames = [
            pd.DataFrame(rows_of(sheet))
            for sheet in read_xlsx(body).worksheets
            if sheet.max_row > 1
        ]
    else:
        frames = read_csv(body).values()
    for frame in frames:
        if isinstance(frame, gpd.GeoDataFrame):
            points = frame.geometry[frame.geometry.geom_type == "Point"]
            found |= {(round(p.x, 5), round(p.y, 5)) for p in points}
        for lon, lat in (("lon", "lat"), ("经度（度）", "纬度（度）")):
            if lon in frame:
                both = frame[[lon, lat]].dropna().astype(float)
                found |= {(round(x, 5), round(y, 5)) for x, y in both.itertuples(index=False)}
    return found


__all__ = [
    "ALL",
    "DATA_FORMATS",
    "all_points",
    "all_texts",
    "open_gpkg",
    "open_shp",
    "read_csv",
    "read_xlsx",
    "render",
    "rows_of",
]
