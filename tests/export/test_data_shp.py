"""The Shapefiles of a View: names and texts as short as a DBF is, and a list that explains them."""

from __future__ import annotations

import io
import struct
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.export.data.as_shp import LONGEST_NAME, MOST_BYTES, cut_text, shorten_names
from geo.export.data.content import gather
from geo.presets import PRESETS
from tests.export.data_files import ALL, open_shp, render


def fields_of(dbf):
    """Return the fields of a DBF by its own bytes: name, type and length."""
    count = (struct.unpack("<H", dbf[8:10])[0] - 33) // 32
    found = []
    for number in range(count):
        at = 32 + 32 * number
        name = dbf[at : at + 11].split(b"\0")[0].decode("ascii")
        found.append((name, chr(dbf[at + 11]), dbf[at + 16]))
    return found


@pytest.mark.parametrize("name", ["overview", "platforms", "drive", "states"])
def test_each_layer_has_its_files_and_fields_are_explained(catalog, tmp_path, name):
    body = render(ALL[name], catalog, "shp")
    content = gather(ALL[name], catalog, confirmed_states=True)
    layers, names = open_shp(body, tmp_path)
    assert set(layers) == {table.name for table in content.layers}
    assert names[:3] == ["说明.csv", "字段说明.csv", "来源.csv"]
    listed = pd.read_csv(tmp_path / "字段说明.csv", encoding="utf-8-sig", dtype=str)
    for table in content.layers:
        for end in (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qml"):
            assert f"{table.name}{end}" in names
        assert (tmp_path / f"{table.name}.cpg").read_bytes() == b"UTF-8"
        assert "China_2000" in (tmp_path / f"{table.name}.prj").read_text()
        frame = layers[table.name]
        assert frame.crs.to_epsg() == 4490
        assert len(frame) == len(table.rows)
        assert frame.geometry.isna().sum() == table.shapeless
        told = listed[listed["文件"] == f"{table.name}.dbf"]
        heads = [*(column.head for column in table.columns), "来源编号", "来源"]
        assert told["含义"].tolist() == heads
        assert told["字段名"].tolist() == frame.columns.drop("geometry").tolist()


def test_the_dbf_itself_keeps_to_its_limits(catalog):
    with zipfile.ZipFile(io.BytesIO(render(ALL["drive"], catalog, "shp"))) as archive:
        for name in ("areas.dbf", "catchments.dbf", "against.dbf", "zones.dbf"):
            dbf = archive.read(name)
            fields = fields_of(dbf)
            assert len({field[0] for field in fields}) == len(fields) > 5
            for field, kind, length in fields:
                assert field.isascii()
                assert len(field) <= 10
                assert length <= 254
                assert kind in "CNF"
            # the day of change is that of the data, not of the writing
            assert (1900 + dbf[1], dbf[2], dbf[3]) == (2026, 11, 22)


def test_values_and_shapes_are_those_of_the_catalogue(catalog, tmp_path):
    layers, _ = open_shp(render(PRESETS["indicators"], catalog, "shp"), tmp_path)
    areas = layers["areas"].set_index("code")
    values = catalog.prefecture_values
    rows = values[(values["indicator"] == "hte_per_10k_pop") & (values["period"] == "2023")]
    held = rows.set_index("adcode")["value"]
    for code, shape in catalog.prefectures.geometry.items():
        assert areas.geometry[code].equals(shape)
        assert areas["name_zh"][code] == catalog.prefectures["name_zh"][code]
        assert (
            areas["value"][code] == held[code] if code in held else np.isnan(areas["value"][code])
        )
    for zone, point in layers["zones"].set_index("zone_id").geometry.dropna().items():
        assert point == catalog.zones.geometry[zone]


def test_long_texts_end_at_a_whole_character_and_are_counted(catalog, tmp_path):
    content = gather(PRESETS["zones"], catalog)
    layers, _ = open_shp(render(PRESETS["zones"], catalog, "shp"), tmp_path)
    listed = pd.read_csv(tmp_path / "字段说明.csv", encoding="utf-8-sig", dtype=str)
    told = listed[(listed["文件"] == "zones.dbf") & (listed["字段名"] == "sources")]
    titles = {source.id: source.title for source in content.sources}
    table = next(one for one in content.tables if one.name == "zones")
    full = ["；".join(dict.fromkeys(titles[one] for one in ids)) for ids in table.cited]
    long = [text for text in full if len(text.encode()) > 254]
    assert long
    assert told["截断的单元格（个）"].tolist() == [str(len(long))]
    for text, kept in zip(full, layers["zones"]["sources"], strict=True):
        assert text.startswith(kept)
        assert len(kept.encode()) > 251 or kept == text


@given(st.text("长a€\u0301\U0002070e", min_size=60, max_size=300))
def test_cut_text_is_the_longest_beginning_that_fits(text):
    kept = cut_text(text)
    assert text.startswith(kept)
    assert len(kept.encode()) <= MOST_BYTES
    if kept != text:
        following = text[len(kept)]
        assert len((kept + following).encode()) > MOST_BYTES


@given(st.lists(st.text("abc_", min_size=1, max_size=16), unique=True, max_size=60))
def test_short_names_are_short_and_differ(names):
    short = shorten_names(names)
    assert all(len(name) <= LONGEST_NAME for name in short)
    assert len(set(short)) == len(names)
    for name, other in zip(names, short, strict=True):
        if len(name) <= LONGEST_NAME:
            assert other == name


@pytest.mark.parametrize("number", [1e15, -1e15, 123456.789012, 1e-6, 0.1, 83674866.0, 25472.17])
def test_a_dbf_keeps_a_number(catalog, tmp_path, number):
    from dataclasses import replace  # noqa: PLC0415

    from geo.export.data.as_shp import write_shp  # noqa: PLC0415

    content = gather(PRESETS["indicators"], catalog)
    table = content.tables[0]
    at = [column.name for column in table.columns].index("value")
    rows = tuple((*row[:at], number, *row[at + 1 :]) for row in table.rows)
    changed = replace(content, tables=(replace(table, rows=rows),))
    layers, _ = open_shp(write_shp(changed), tmp_path)
    assert layers["areas"]["value"].tolist() == [number] * 21
