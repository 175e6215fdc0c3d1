"""A View's tables as a GeoPackage that QGIS draws as the map does."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyogrio

from geo.export.data.as_geojson import require_layers
from geo.export.data.frames import geometry_type, make_frame, make_layer
from geo.export.data.full import ABOUT_HEADS, SOURCE_HEADS, list_sources, with_sources
from geo.export.data.model import Column
from geo.export.data.qml import write_qml
from geo.export.gdal import written_on
from geo.locale import translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.export.data.model import Content, Table

ABOUT, SOURCES, STYLES = "about", "sources", "layer_styles"
"""Tables without shapes that every file has."""

_SHAPE: Final = "geom"
_LONGEST_STYLE_NAME: Final = 30
_SOURCE_NAMES: Final = ("number", "id", "title", "publisher", "date", "status", "url")

_DATA_COLUMNS: Final = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  name TEXT,
  title TEXT,
  description TEXT,
  mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
)"""
_EXTENSIONS: Final = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
)"""
_SCHEMA: Final = ("gpkg_data_columns", None, "gpkg_schema", "OGC 12-128r15, F.9", "read-write")


def write_gpkg(content: Content) -> bytes:
    """Return a GeoPackage in EPSG:4490: a layer a table, those without shapes as attributes.

    `STYLES` has what QGIS draws a layer by: the categories of the map, and beside them the
    classes by their bounds where numbers are classed. Heads stand as aliases in the styles and in
    ``gpkg_data_columns``; `ABOUT` has notes and credit, `SOURCES` the sources.

    Returns
    -------
    bytes
        The file; its day of change is that of the data.

    Raises
    ------
    ExportError
        If nothing has a shape.
    """
    require_layers(content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.gpkg"
        with written_on(content.day):
            fields = _write_tables(content, path)
        with closing(sqlite3.connect(path)) as package, package:
            _name_fields(package, fields)
        return path.read_bytes()


def _write_tables(content: Content, path: Path) -> dict[str, Sequence[Column]]:
    """Write all tables, and return their fields by name."""
    t = translator(content.lang)
    fields: dict[str, Sequence[Column]] = {}
    credit = {"title": content.title, "credit": "\n".join(content.credit)}
    layers = {table.name for table in content.layers}
    for table in content.tables:
        columns, rows = with_sources(table, content, ("ids", "titles"))
        fields[table.name] = columns
        if table.name in layers:
            _write(
                make_layer(table, columns, rows),
                path,
                table,
                geometry_type=geometry_type(table.form),
                layer_metadata=credit,
                dataset_metadata=credit,
            )
        else:
            _write(make_frame(columns, rows), path, table)
    about = [
        Column(name, t(head)) for name, head in zip(("item", "text"), ABOUT_HEADS, strict=True)
    ]
    sources = [
        Column(name, t(head), "count" if name == "number" else "text")
        for name, head in zip(_SOURCE_NAMES, SOURCE_HEADS, strict=True)
    ]
    fields |= {ABOUT: about, SOURCES: sources}
    _write_plain(make_frame(about, content.about), path, ABOUT, t("data_export.about"))
    listed = make_frame(sources, list_sources(content))
    _write_plain(listed, path, SOURCES, t("data_export.sources"))
    _write_plain(_list_styles(content), path, STYLES, STYLES, fid="id")
    return fields


def _write(frame: Any, path: Path, table: Table, **more: Any) -> None:
    shaped = {"GEOMETRY_NAME": _SHAPE} if "geometry_type" in more else {}
    pyogrio.write_dataframe(
        frame,
        path,
        driver="GPKG",
        layer=table.name,
        append=path.exists(),
        layer_options={
            "IDENTIFIER": f"{table.tab} ({table.name})",
            "DESCRIPTION": table.title,
            **shaped,
        },
        **more,
    )


def _write_plain(
    frame: pd.DataFrame, path: Path, name: str, title: str, *, fid: str = "fid"
) -> None:
    pyogrio.write_dataframe(
        frame,
        path,
        driver="GPKG",
        layer=name,
        append=True,
        layer_options={"IDENTIFIER": f"{title} ({name})", "FID": fid},
    )


def _list_styles(content: Content) -> pd.DataFrame:
    """Return the table in which QGIS finds how layers are drawn; the map's look is the default."""
    t = translator(content.lang)
    rows = []
    for table in content.layers:
        if table.look is None:
            continue
        columns, _ = with_sources(table, content, ("ids", "titles"))
        styles = [(t("data_export.style_map"), False)]
        if table.look.grades is not None:
            styles.append((t("data_export.style_grades"), True))
        rows += [
            _style_row(
                table,
                name[:_LONGEST_STYLE_NAME],
                write_qml(table.look, table.form, columns, by_numbers=by_numbers),
                content.day,
                is_default=not by_numbers,
            )
            for name, by_numbers in styles
        ]
    names = (
        "f_table_catalog",
        "f_table_schema",
        "f_table_name",
        "f_geometry_column",
        "styleName",
        "styleQML",
        "styleSLD",
        "useAsDefault",
        "description",
        "owner",
        "ui",
        "update_time",
    )
    frame = pd.DataFrame(rows, columns=list(names))
    frame["useAsDefault"] = frame["useAsDefault"].astype(bool)
    frame["update_time"] = pd.to_datetime(frame["update_time"])
    return frame


def _style_row(table: Table, name: str, qml: str, day: str, *, is_default: bool) -> tuple[Any, ...]:
    # blank and not null: QGIS looks for a schema that is ''
    where = ("", "", table.name, _SHAPE)
    return (*where, name, qml, "", is_default, table.title, "", "", day or "2000-01-01")


def _name_fields(package: sqlite3.Connection, fields: Mapping[str, Sequence[Column]]) -> None:
    """Tell what each field means, in the table that the standard has for it."""
    package.execute(_DATA_COLUMNS)
    package.execute(_EXTENSIONS)
    package.execute("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", _SCHEMA)
    for table, columns in fields.items():
        heads: set[str] = set()
        for column in columns:
            # no two fields of a table may have one name; titles may be alike
            name = None if column.head in heads else column.head
            heads.add(column.head)
            package.execute(
                "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                (table, column.name, name, column.head, column.unit or None),
            )
