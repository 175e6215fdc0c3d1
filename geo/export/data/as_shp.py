"""A View's layers as Shapefiles in a zip, with a list of what their short fields mean."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyogrio

from geo.export.data.as_csv import write_about, write_rows, write_sources
from geo.export.data.as_geojson import require_layers
from geo.export.data.frames import make_layer
from geo.export.data.full import with_sources
from geo.export.data.qml import write_qml
from geo.export.data.zipped import pack_files, read_day
from geo.export.gdal import written_on
from geo.locale import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.data.model import Cell, Content, Table

MOST_BYTES: Final = 254
"""Of a text in a DBF."""

LONGEST_NAME: Final = 10
"""Bytes of a field's name in a DBF."""

_SUFFIXES: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def write_shp(content: Content) -> bytes:
    """Return a zip with the files of each layer, notes, sources and the list of fields.

    Field names are ASCII of at most `LONGEST_NAME` bytes; texts longer than `MOST_BYTES` end at a
    whole character, and the list of fields counts them. Beside each layer stands its style for
    QGIS.

    Returns
    -------
    bytes
        The archive.

    Raises
    ------
    ExportError
        If nothing has a shape.
    """
    require_layers(content)
    t = translator(content.lang)
    files: dict[str, bytes] = {}
    told: list[tuple[Cell, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        for table in content.layers:
            files |= _write_layer(table, content, Path(folder), told)
    head = [t(f"data_export.field_{name}") for name in ("file", "name", "head", "unit")]
    head += [t("data_export.field_kind"), t("data_export.field_cut")]
    lists = {
        "about": write_about(content),
        "fields": write_rows(head, told),
        "sources": write_sources(content),
    }
    named = {f"{t(f'data_export.{name}')}.csv": body for name, body in lists.items()}
    return pack_files(named | files, content.day)


def _write_layer(
    table: Table, content: Content, folder: Path, told: list[tuple[Cell, ...]]
) -> dict[str, bytes]:
    """Return the files of a layer, and tell of its fields."""
    t = translator(content.lang)
    columns, rows = with_sources(table, content, ("ids", "titles"))
    names = dict(
        zip(
            [column.name for column in columns],
            shorten_names([column.name for column in columns]),
            strict=True,
        )
    )
    for number, column in enumerate(columns):
        texts = [cell for row in rows if isinstance(cell := row[number], str)]
        cut = sum(cut_text(text) != text for text in texts)
        told.append(
            (
                f"{table.name}.dbf",
                names[column.name],
                column.head,
                column.unit,
                t(f"data_export.kind_{column.kind}"),
                cut,
            )
        )
    short = [tuple(cut_text(c) if isinstance(c, str) else c for c in row) for row in rows]
    frame = make_layer(table, columns, short).rename(columns=names)
    path = folder / f"{table.name}.shp"
    with written_on(content.day):
        pyogrio.write_dataframe(
            frame,
            path,
            driver="ESRI Shapefile",
            geometry_type="Point" if table.form == "point" else "Polygon",
            layer_options={
                "ENCODING": "UTF-8",
                "DBF_DATE_LAST_UPDATE": read_day(content.day).isoformat(),
            },
        )
    files = {f"{table.name}{end}": path.with_suffix(end).read_bytes() for end in _SUFFIXES}
    if table.look is not None:
        style = write_qml(table.look, table.form, columns, names)
        files[f"{table.name}.qml"] = style.encode("utf-8")
    return files


def shorten_names(names: Sequence[str]) -> list[str]:
    """Return names of at most `LONGEST_NAME` letters, no two alike; short ones stay as they are.

    Examples
    --------
    >>> shorten_names(["code", "population", "population_urban", "population_urban_year"])
    ['code', 'population', 'populati_1', 'populati_2']
    """
    found: list[str] = []
    taken = {name for name in names if len(name) <= LONGEST_NAME}
    for name in names:
        short, number = name, 0
        while len(short) > LONGEST_NAME or (short != name and short in taken):
            number += 1
            mark = f"_{number}"
            short = name[: LONGEST_NAME - len(mark)] + mark
        taken.add(short)
        found.append(short)
    return found


def cut_text(text: str) -> str:
    """Return text of at most `MOST_BYTES` bytes in UTF-8 that ends with a whole character."""
    return text.encode("utf-8")[:MOST_BYTES].decode("utf-8", "ignore")
