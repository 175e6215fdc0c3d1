"""Texts that try to leave their place, through every format of data."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import openpyxl
import pyogrio
import pytest

from geo.export.data import DATA_FORMATS
from geo.export.data.content import gather
from geo.export.data.model import clean_text
from geo.export.table import safe_cell
from geo.presets import PRESETS
from tests.export.data_files import ALL, open_gpkg, open_shp, render
from tests.hostile import PAYLOADS, plant

NAMES = (
    "overview",
    "platforms",
    "indicators",
    "catchments",
    "pair",
    "quotient",
    "states",
    "monitoring",
)
WORSE = PAYLOADS | {
    "nul": "a\0b",
    "controls": "\x01\x02\x1f\x7f",
    "noncharacter": "\ufffe\uffff",
    "mixed_ends": "a\r\nb\rc\n",
    "marks": "\u200f\u202eabc\u202c\u200e",
    "style": "]]></styleQML>&\"'<",
    "quote": "'); DROP TABLE areas; --",
    "expression": '\'] || "value" || [%',
    "long": "长" * 400,
}


@pytest.fixture(scope="module", params=[0, 29])
def planted(request, catalog):
    return plant(catalog, request.param, WORSE)


def texts_of(planted):
    """Return the names that must arrive, as every file has them."""
    return {clean_text(text) for text in planted.texts["zones", "name_zh"].values()}


def test_a_clean_text_is_what_every_format_holds():
    assert clean_text("a\0b\ud800c\r\nd\re\ufffe") == "a\ufffdb\ufffdc\nd\ne\ufffd"
    assert clean_text("\u202e=1+1") == "\u202e=1+1"


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_holds_texts_as_texts(planted, name):
    body = render(ALL[name], planted.catalog, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(body))
    found = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}
                if isinstance(cell.value, str):
                    found.add(cell.value)
                    if cell.value.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")):
                        assert cell.quotePrefix
    if name in {"overview", "platforms"}:
        content = gather(ALL[name], planted.catalog)
        table = next(table for table in content.tables if table.name == "zones")
        assert set(table.column("name_zh")) <= found & texts_of(planted)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                ET.fromstring(archive.read(part))
                assert b"<f>" not in archive.read(part)


@pytest.mark.parametrize("name", NAMES)
def test_a_csv_holds_no_formula(planted, name):
    body = render(ALL[name], planted.catalog, "csv")
    files = [body]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert not [n for n in archive.namelist() if "/" in n or "\\" in n or ".." in n]
            files = [archive.read(n) for n in archive.namelist()]
    for one in files:
        rows = list(csv.reader(io.StringIO(one.decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1
        for row in rows:
            for cell in row:
                try:
                    float(cell)
                except ValueError:
                    assert safe_cell(cell) == cell


@pytest.mark.parametrize("name", NAMES)
def test_a_geopackage_holds_texts_as_they_are(planted, name, tmp_path):
    content = gather(ALL[name], planted.catalog, confirmed_states=True)
    with open_gpkg(render(ALL[name], planted.catalog, "gpkg"), tmp_path) as (path, connection):
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table in content.tables:
            frame = pyogrio.read_dataframe(path, layer=table.name, read_geometry=False)
            for at, column in enumerate(table.columns):
                if column.kind == "text":
                    cells = [None if cell != cell else cell for cell in frame[column.name]]  # noqa: PLR0124
                    assert cells == [row[at] for row in table.rows]
        for (qml,) in connection.execute("SELECT styleQML FROM layer_styles"):
            root = ET.fromstring(qml)
            assert root.tag == "qgis"
            assert {one.tag for one in root} == {"renderer-v2", "aliases", "layerGeometryType"}


@pytest.mark.parametrize("name", NAMES)
def test_a_collection_holds_texts_as_they_are(planted, name):
    page = json.loads(render(ALL[name], planted.catalog, "geojson"))
    content = gather(ALL[name], planted.catalog, confirmed_states=True)
    for table in content.layers:
        features = [
            f["properties"] for f in page["features"] if f["properties"]["layer"] == table.name
        ]
        names = [column.name for column in table.columns]
        assert [[feature[one] for one in names] for feature in features] == [
            list(row) for row in table.rows
        ]


@pytest.mark.parametrize("name", NAMES)
def test_shapefiles_hold_beginnings_of_texts(planted, name, tmp_path):
    layers, names = open_shp(render(ALL[name], planted.catalog, "shp"), tmp_path)
    assert not [n for n in names if "/" in n or "\\" in n]
    content = gather(ALL[name], planted.catalog, confirmed_states=True)
    for table in content.layers:
        frame = layers[table.name]
        for at, column in enumerate(table.columns):
            if column.kind != "text":
                continue
            for cell, row in zip(frame.iloc[:, at], table.rows, strict=True):
                text = row[at] or ""
                told = cell if isinstance(cell, str) else ""
                # readers of a DBF drop the blanks around a text
                assert text.strip(" ").startswith(told)
                assert told == text.strip(" ") or len(told.encode()) > 240
        ET.fromstring((tmp_path / f"{table.name}.qml").read_text("utf-8"))


def test_a_hostile_catalogue_gives_the_same_bytes_again(planted):
    view = replace(PRESETS["overview"], lang="en")
    for kind in DATA_FORMATS:
        assert render(view, planted.catalog, kind) == render(view, planted.catalog, kind)
