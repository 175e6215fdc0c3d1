"""GeoPackages made to harm: nothing beside plain tables is read, and nothing goes on for ever."""

import sqlite3
import struct
import time

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.catchment import package, roads
from geo.catchment.owned import open_travel
from geo.catchment.package import open_package, read_wkt
from geo.catchment.progress import unheard
from geo.errors import CancelledError, TravelError
from tests.catchment.layers import A, B, C, D, frame, write_gpkg

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
BLOB = b"GP\0\1" + struct.pack("<i", 4490) + shapely.to_wkb(shapely.LineString([A, B]))


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_CACHE", str(tmp_path / "cache"))


def change(path, *commands):
    base = sqlite3.connect(path)
    base.execute("PRAGMA legacy_alter_table = 1")
    base.execute("PRAGMA writable_schema = 1")
    base.create_function("ST_IsEmpty", 1, lambda _: 0)
    for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        base.create_function(name, 1, lambda _: 104)
    for command in commands:
        base.execute(*command) if isinstance(command, tuple) else base.execute(command)
    base.commit()
    base.close()
    return path


def layer(tmp_path, *commands, table=None):
    return change(write_gpkg(tmp_path / "roads.gpkg", table), *commands)


def without_roads(kind, text, *more, **names):
    """Commands after which the layer is what `text` makes of it."""
    return (
        "DELETE FROM gpkg_extensions",
        "DELETE FROM gpkg_ogr_contents",
        "DROP TABLE rtree_roads_geom",
        "DROP TABLE roads",
        *more,
        (
            "INSERT INTO sqlite_master VALUES (?, ?, ?, 0, ?)",
            (kind, names.get("name", "roads"), names.get("owner", "roads"), text),
        ),
    )


def entry(text, name="evil"):
    return ("INSERT INTO sqlite_master VALUES ('table', ?, ?, 0, ?)", (name, name, text))


def refused(path, catalog):
    begin = time.perf_counter()
    with pytest.raises(TravelError) as error:
        open_travel(path, catalog)
    assert time.perf_counter() - begin < 10
    return str(error.value)


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.csv"
    path.write_text('fclass,WKT\nSECRET,"LINESTRING(104 30,104.1 30)"\n')
    return path


@pytest.mark.parametrize("module", ["VirtualText", "VirtualOGR", "VirtualShape", "fts5", "dbstat"])
@pytest.mark.parametrize(
    "command",
    [
        "CREATE VIRTUAL TABLE evil USING {}('{}','UTF-8',0)",
        "CREATE/**/VIRTUAL TABLE evil USING {}('{}','UTF-8',0)",
        "create\nvirtual/* using rtree( */table evil using {}('{}','UTF-8',0)",
        "CREATE VIRTUAL TABLE evil USING {}('{}', ' using rtree(')",
        "CREATE VIRTUAL TABLE \"evil using rtree(\" USING {}('{}')",
    ],
)
def test_no_virtual_table_is_opened(tmp_path, catalog, secret, module, command):
    text = command.format(module, secret)
    shape = f"x'{BLOB.hex()}'"
    view = f"CREATE VIEW roads AS SELECT ROWNO AS fid, {shape} AS geom, COL001 AS fclass FROM evil"
    name = "evil using rtree(" if '"evil' in text else "evil"
    for commands in (
        (entry(text, name),),
        without_roads("view", view, entry(text, name)),
        without_roads("view", view, entry(text, name), name=b"roads"),
        without_roads("table", text.replace("evil", "roads")),
        (
            *without_roads("view", view, entry(text, name)),
            "UPDATE gpkg_contents SET table_name = CAST(table_name AS BLOB)",
        ),
    ):
        said = refused(layer(tmp_path, *commands), catalog)
        assert "SECRET" not in said
        assert "plain tables" in said or "a GeoPackage (.gpkg)" in said
        (tmp_path / "roads.gpkg").unlink()


@pytest.mark.parametrize("kind", ["view", "table"])
@pytest.mark.parametrize("name", ["roads", b"roads"])
def test_an_endless_view_is_never_asked(tmp_path, catalog, kind, name):
    view = f"CREATE VIEW roads AS SELECT x AS fid, x'{BLOB.hex()}' AS geom, 'primary' AS fclass FROM ({ENDLESS})"
    said = refused(layer(tmp_path, *without_roads(kind, view, name=name)), catalog)
    assert "plain tables" in said or "a GeoPackage (.gpkg)" in said


@pytest.mark.parametrize(
    "name", ["beside", "gpkg_extensions", "sqlite_sequence2", "rtree_roads_geom"]
)
def test_a_view_anywhere_is_refused(tmp_path, catalog, name):
    commands = [f"DROP TABLE IF EXISTS {name}", f"CREATE VIEW {name} AS {ENDLESS}"]
    assert "a view" in refused(layer(tmp_path, *commands), catalog)


@pytest.mark.parametrize("kind", ["virtual", "stored"])
@pytest.mark.parametrize("table", ["roads", "gpkg_contents"])
def test_no_column_is_computed(tmp_path, catalog, kind, table):
    path = write_gpkg(tmp_path / "roads.gpkg")
    base = sqlite3.connect(path)
    (text,) = base.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    base.close()
    heavy = f'"x" TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))) {kind},'
    begin = text.index("(") + 1
    more = text[:begin] + heavy + text[begin:]
    change(path, ("UPDATE sqlite_master SET sql = ? WHERE name = ?", (more, table)))
    assert "plain tables" in refused(path, catalog)


def test_what_changes_a_file_is_no_harm_where_nothing_is_changed(tmp_path, catalog):
    trigger = "CREATE TRIGGER t AFTER INSERT ON roads BEGIN DELETE FROM roads; END"
    path = layer(tmp_path, trigger, "CREATE UNIQUE INDEX i ON roads (fid, fclass)", "ANALYZE")
    assert open_travel(path, catalog).network.road_km == pytest.approx(164.02, abs=0.01)


def test_a_connection_can_do_nothing_but_read_the_tables_it_needs(tmp_path):
    path = layer(tmp_path, "CREATE TABLE other (x)")
    with open_package(path, 100) as opened:
        opened.choose(unheard)
        opened._base.execute("SELECT t.fid FROM roads AS t")
        for query in (
            "SELECT x FROM other",
            "SELECT hex(fid) FROM roads",
            "INSERT INTO roads (fid) VALUES (99)",
            "CREATE TEMP TABLE t (x)",
            "ATTACH ':memory:' AS more",
            "PRAGMA trusted_schema = ON",
            "SELECT name FROM pragma_table_list",
            ENDLESS,
        ):
            with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
                opened._base.execute(query)


def test_names_that_are_odd_are_names_still(tmp_path, catalog):
    name = 'a"b; DROP TABLE x--路'
    path = write_gpkg(tmp_path / "roads.gpkg", frame(fclass=["primary"] * 6), layer=name)
    assert open_travel(path, catalog).network.road_km == pytest.approx(164.02, abs=0.01)
    # where no column has this name SQLite would take it for a text
    change(path, "UPDATE gpkg_geometry_columns SET column_name = 'elsewhere'")
    assert "got “elsewhere”" in refused(path, catalog)


@pytest.mark.parametrize(
    ("row", "is_sound"),
    [
        ((4490, "EPSG", 4490, ""), True),
        ((77, "epsg", 4490, "undefined"), True),
        ((77, "EPSG", 99999999, gpd.GeoSeries(crs=4490).crs.to_wkt()), True),
        ((77, "NONE", 0, gpd.GeoSeries(crs=4490).crs.to_wkt("WKT1_GDAL")), True),
        ((77, "NONE", 0, "undefined"), False),
        ((77, b"EPSG", 4490, "undefined"), False),
        ((77, "EPSG", "x", "undefined"), False),
        ((77, "NONE", 0, "+proj=longlat +nadgrids=/etc/passwd"), False),
        ((77, "NONE", 0, "EPSG:4490"), False),
        ((77, "NONE", 0, 'VERT_CS["a",VERT_DATUM["b",2005],UNIT["m",1]]'), False),
        ((77, "NONE", 0, 'GEOGCS["a",' * 5000), False),
    ],
)
def test_the_system_is_that_of_the_register_or_its_definition(tmp_path, catalog, row, is_sound):
    path = layer(
        tmp_path,
        ("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = ?", row[:1]),
        ("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', ?, ?, ?, ?, '')", row),
        f"UPDATE gpkg_geometry_columns SET srs_id = {row[0]}",
    )
    if is_sound:
        assert open_travel(path, catalog).network.road_km == pytest.approx(164.02, abs=0.01)
    else:
        assert "a coordinate system" in refused(path, catalog)


def test_a_system_that_names_a_file_is_none():
    crs = 'GEOGCS["a",DATUM["b",SPHEROID["c",6378137,298.25]],PRIMEM["d",0],UNIT["degree",0.0174532925]{}]'
    assert read_wkt(crs.format("")) is not None
    shift = ',EXTENSION["PROJ4","+proj=longlat +ellps=GRS80 +nadgrids={}"]'
    assert read_wkt(crs.format(shift.format("@null"))) is not None
    for name in ("/etc/passwd", "@null,/etc/passwd", "@/etc/passwd"):
        assert read_wkt(crs.format(shift.format(name))) is None
    assert read_wkt('PARAMETERFILE["x","/etc/passwd"]') is None
    assert read_wkt(None) is None


def test_text_is_text_whatever_is_said_of_it(tmp_path, catalog):
    """Another reader takes such a field apart, into values that are no words."""
    for field in ("maxspeed", "oneway", "fclass"):
        table = frame(**({"fclass": ["primary"] * 6} | {field: ['{"a": 1}'] * 6}))
        path = layer(
            tmp_path,
            "CREATE TABLE gpkg_data_columns (table_name TEXT, column_name TEXT, name TEXT, "
            "title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT)",
            f"INSERT INTO gpkg_data_columns VALUES ('roads', '{field}', '', '', '', "
            "'application/json', NULL)",
            table=table,
        )
        assert 'got “{"a": 1}”' in refused(path, catalog)
        path.unlink()
    table = frame(fclass=["primary"] * 6)
    path = layer(tmp_path, "UPDATE roads SET fclass = zeroblob(5000)", table=table)
    said = refused(path, catalog)
    assert len(said) < 600


def test_geometry_that_is_broken_or_no_line_is_told(tmp_path, catalog):
    for blob, said in (
        (b"GP", "Line 2: expected a layer that can be read"),
        ("text", "Line 2: expected a layer that can be read"),
        (BLOB[:-3], "Line 2: expected a layer that can be read"),
        (BLOB[:8] + struct.pack("<BII", 1, 2, 1) + bytes(16), "Line 2: expected a layer that"),
        (
            BLOB[:8] + shapely.to_wkb(shapely.Point(A)),
            "Line 2: expected a line (others: 1); got “Point”",
        ),
        (BLOB[:8] + struct.pack("<BII", 1, 7, 1) * 100_000, "got “GeometryCollection”"),
    ):
        path = layer(tmp_path, ("UPDATE roads SET geom = ? WHERE fid = 2", (blob,)))
        assert said in refused(path, catalog)
        path.unlink()


def test_empty_lines_are_counted_and_all_empty_are_a_fault(tmp_path, catalog):
    hole = shapely.from_wkt("MULTILINESTRING ((104 30.6, 104.25 30.6), EMPTY)")
    table = frame(fclass=["primary"] * 3, roads=[("", 0, "", [A, B])] * 3)
    table.geometry = [hole, shapely.LineString(), None]
    found = roads.read_roads(write_gpkg(tmp_path / "some.gpkg", table))
    assert found.left_out == 2
    assert found.road_km == pytest.approx(23.98, abs=0.05)
    for shape in (None, shapely.LineString(), shapely.MultiLineString()):
        table.geometry = [shape] * 3
        path = write_gpkg(tmp_path / "none.gpkg", table)
        assert "at least one road with a length" in refused(path, catalog)


def test_a_tree_that_gives_its_rows_again_and_again_ends(tmp_path, catalog, monkeypatch):
    """One page stands at many places of the tree, and above it another does."""
    table = frame([("", 0, "", [A, B, C, D])] * 2000, fclass=["primary"] * 2000)
    path = write_gpkg(tmp_path / "roads.gpkg", table)
    base = sqlite3.connect(path)
    (root,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'roads'").fetchone()
    (size,) = base.execute("PRAGMA page_size").fetchone()
    base.close()
    content = bytearray(path.read_bytes())
    at = (root - 1) * size
    assert content[at] == 5  # an inner page of the tree
    (place,) = struct.unpack_from(">H", content, at + 12)
    leaf, last = struct.unpack_from(">I", content, at + place)[0], content[at + 8 : at + 12]
    inner = struct.unpack(">I", last)[0]
    count = 100
    for number, child in ((root, inner), (inner, leaf)):
        cells = struct.pack(">IB", child, 1) * count
        places = struct.pack(f">{count}H", *range(size - len(cells), size, 5))
        head = struct.pack(">BHHHBI", 5, 0, count, size - len(cells), 0, child) + places
        at = (number - 1) * size
        content[at : at + size] = head + bytes(size - len(head) - len(cells)) + cells
    path.write_bytes(content)
    assert "a GeoPackage (.gpkg). Export" in refused(path, catalog)
    monkeypatch.setenv("ZONE_ATLAS_ROADS_FEATURES", "1000")
    assert "at most 1,000 roads; got “> 1,000”" in refused(path, catalog)


def test_work_within_a_query_is_stopped_and_bounded(tmp_path, monkeypatch):
    table = frame([("", 0, "", [A, B])] * 3000, fclass=["primary"] * 3000)
    path = write_gpkg(tmp_path / "roads.gpkg", table)
    monkeypatch.setattr(package, "_STEPS", 100)
    told = []

    def stop(share):
        told.append(share)
        if len(told) > 5:
            raise CancelledError

    with pytest.raises(CancelledError), open_package(path, 5000) as opened:
        opened.choose(stop)
    assert len(told) == 6
    monkeypatch.setattr(package, "_MOST_WATCHES", 2)
    monkeypatch.setattr(package, "_ROWS_PER_WATCH", 10_000)
    with pytest.raises(TravelError, match="interrupted"), open_package(path, 5000) as opened:
        opened.choose(unheard)


def test_a_value_is_never_longer_than_the_file(tmp_path, catalog):
    path = layer(tmp_path, "ALTER TABLE roads ADD COLUMN maxspeed2 TEXT DEFAULT 'primary'")
    assert open_travel(path, catalog).kind == "roads"
    # what stands in the definition only is read for every row
    long = "x" * 900_000
    many = frame([("", 0, "", [A, B])] * 500, name=["a"] * 500)
    for column in ("speed TEXT", "fclass TEXT"):
        path = write_gpkg(tmp_path / f"{column[:5]}.gpkg", many)
        change(path, f"ALTER TABLE roads ADD COLUMN {column} DEFAULT '{long}'")
        assert "a GeoPackage" in refused(path, catalog)


def test_more_rows_than_asked_for_are_not_counted(tmp_path):
    path = write_gpkg(tmp_path / "roads.gpkg")
    for most, count in ((3, 4), (6, 6), (100, 6)):
        with open_package(path, most) as opened:
            assert opened.choose(unheard).count == count
            rows = opened.read(["fclass", "oneway"], unheard)
    assert len(rows.values) == len(rows.shapes) == 6
    assert rows.values["fclass"].tolist()[:2] == ["primary", "motorway"]
    assert rows.odd == {}
    np.testing.assert_array_equal(shapely.get_num_coordinates(rows.shapes), [3, 3, 3, 2, 3, 2])
