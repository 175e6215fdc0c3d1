"""Road layers and extracts in every form: the same roads give the same minutes, bad files faults."""

import io
import json
import os
import sqlite3
import struct
import zipfile
import zlib

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.catchment import network, osm, owned, roads, store
from geo.catchment.network import NetworkTravel, build_network
from geo.catchment.owned import open_travel, open_travel_bytes
from geo.catchment.speeds import ASSUMED_KMH, DESIGN_KMH, class_kmh, read_kmh
from geo.catchment.times import TableTravel
from geo.crs import geodesic_distance_m
from geo.errors import CancelledError, TravelError
from geo.locale import translator
from geo.settings import cache_dir
from geo.types import LANGS
from tests.catchment.layers import ROADS, A, B, C, D, E, at, frame, write_gpkg, write_pbf, write_zip

PLACES = at(a=A, b=B, c=C, d=D, e=E)
WRITERS = {"roads.gpkg": write_gpkg, "roads.zip": write_zip, "roads.osm.pbf": write_pbf}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("ZONE_ATLAS_CACHE", str(folder))
    return folder


def minutes(a, b, kmh):
    return geodesic_distance_m(*a, *b) / 1000 / kmh * 60


def refused(path, catalog):
    with pytest.raises(TravelError) as error:
        open_travel(path, catalog)
    for lang in LANGS:
        assert all(problem.advice for problem in error.value.faults.tell(lang))
    return str(error.value)


# One network in every form


@pytest.mark.parametrize("name", WRITERS)
def test_minutes_by_hand_in_every_form(tmp_path, catalog, name):
    travel = open_travel(WRITERS[name](tmp_path / name), catalog)
    assert isinstance(travel, NetworkTravel)
    found = travel.minutes(PLACES, PLACES)
    middle = (104.375, 30.61)
    ab = minutes(A, (104.125, 30.6), 60) + minutes((104.125, 30.6), B, 60)
    bc = minutes(B, middle, 100) + minutes(middle, C, 100)  # one way
    cd = minutes(C, (104.375, 30.725), 40) + minutes((104.375, 30.725), D, 40)
    de, bd = minutes(D, E, 30), minutes(B, D, 20)
    ea = minutes(E, (104.0, 30.725), 60) + minutes((104.0, 30.725), A, 60)  # one way
    by_hand = {
        "a": [0, ab, ab + bc, ab + min(bd, bc + cd), ab + min(bd, bc + cd) + de],
        "b": [min(ab, bc + cd + de + ea), 0, bc, min(bd, bc + cd), min(bd, bc + cd) + de],
        "c": [cd + min(de + ea, bd + ab), cd + min(bd, de + ea + ab), 0, cd, cd + de],
        "d": [min(de + ea, bd + ab), min(bd, de + ea + ab), min(cd, bd + bc), 0, de],
        "e": [ea, ea + ab, min(ea + ab + bc, de + cd), min(de, ea + ab + bd), 0],
    }
    for start, row in by_hand.items():
        # straight pieces are cut in degrees, so they are longer by up to a millionth
        assert found.loc[start].tolist() == pytest.approx(row, rel=1e-5, abs=1e-6), start
    assert travel.network.road_km == pytest.approx(164.02, abs=0.01)


def test_every_form_says_what_it_is(tmp_path, catalog):
    kinds = {name: open_travel(write(tmp_path / name), catalog) for name, write in WRITERS.items()}
    assert [travel.kind for travel in kinds.values()] == ["roads", "roads", "osm"]
    assert [travel.source for travel in kinds.values()] == [
        "roads.gpkg",
        "roads.zip",
        "© OpenStreetMap contributors, ODbL 1.0 (2026-10-31)",
    ]
    assert len({travel.digest for travel in kinds.values()}) == 3
    for travel in kinds.values():
        assert travel.error_pct is None
        for lang in LANGS:
            assert len(translator(lang)(travel.notice)) > 40
    assert "© OpenStreetMap contributors" in translator("zh")(kinds["roads.osm.pbf"].notice)
    pd.testing.assert_frame_equal(
        kinds["roads.gpkg"].minutes(PLACES, PLACES), kinds["roads.osm.pbf"].minutes(PLACES, PLACES)
    )


@pytest.mark.parametrize("name", WRITERS)
def test_an_upload_is_the_same_as_the_file(tmp_path, catalog, name):
    path = WRITERS[name](tmp_path / name)
    there = open_travel(path, catalog)
    here = open_travel_bytes(path.read_bytes(), f"C:\\data\\{name}", catalog)
    assert (here.digest, here.kind) == (there.digest, there.kind)
    assert open_travel_bytes(path.read_bytes(), name.upper(), catalog).kind == there.kind
    pd.testing.assert_frame_equal(here.minutes(PLACES, PLACES), there.minutes(PLACES, PLACES))


@pytest.mark.parametrize("name", WRITERS)
def test_what_shows_another_name_is_another_network_and_built_once(
    tmp_path, catalog, monkeypatch, cache, name
):
    """What two visits share is found by the digest: neither may see what the other calls a file."""
    built = count_builds(monkeypatch)
    content = WRITERS[name](tmp_path / name).read_bytes()
    one = open_travel_bytes(content, f"secret-{name}", catalog)
    two = open_travel_bytes(content, f"other-{name}", catalog)
    assert (one.digest == two.digest) == (one.source == two.source)
    assert (one.source == two.source) == name.endswith(".pbf")
    assert len(built) == len(list((cache / "networks").iterdir())) == 1


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_of_any_name_is_opened(tmp_path, catalog, name):
    suffix = name.removeprefix("roads")
    for odd in ("x?mode=rw#<b>\x1b[31m\n%41", "路 '\"&", "zip:x!y", "a\udcffb"):
        path = WRITERS[name](tmp_path / name).rename(tmp_path / f"{odd}{suffix}")
        travel = open_travel(path, catalog)
        assert travel.source.isprintable()
        assert travel.minutes(at(a=A), at(b=B)).notna().all(axis=None)


def test_tables_go_through_the_same_door(tmp_path, catalog):
    content = b"origin,destination,minutes,source,date\nchengdu,510104,25,x,2026\n"
    path = tmp_path / "times.CSV"
    path.write_bytes(content)
    for travel in (open_travel(path, catalog), open_travel_bytes(content, "../t.csv", catalog)):
        assert isinstance(travel, TableTravel)
    assert open_travel(path, catalog).digest == open_travel_bytes(content, "t.csv", catalog).digest


def test_other_files_are_refused(tmp_path, catalog, monkeypatch):
    assert ".gpkg" in refused(tmp_path / "roads.kml", catalog)
    with pytest.raises(TravelError, match=r"roads\.exe"):
        open_travel_bytes(b"", "roads.exe", catalog)
    assert "No such file" in refused(tmp_path / "none.gpkg", catalog)
    assert "No such file" in refused(tmp_path / "none.csv", catalog)
    monkeypatch.setenv("ZONE_ATLAS_ROADS_BYTES", "1000")
    for name, write in WRITERS.items():
        path = write(tmp_path / name)
        if path.stat().st_size <= 1000:
            path.write_bytes(path.read_bytes() + bytes(1000))
        assert "at most 1,000 bytes" in refused(path, catalog)
    monkeypatch.setenv("ZONE_ATLAS_TIMES_BYTES", "1000")
    (tmp_path / "t.csv").write_bytes(b"x" * 5000)
    assert "got “1,001”" in refused(tmp_path / "t.csv", catalog)


# The fields of a layer


def solved(tmp_path, table):
    network = roads.read_roads(write_gpkg(tmp_path / "fields.gpkg", table))
    return NetworkTravel(network, "roads", "d", "s", roads.NOTICE)


def one_road(**columns):
    return frame([("", 0, "", [A, B])], **{key: [value] for key, value in columns.items()})


@pytest.mark.parametrize(
    ("columns", "kmh"),
    [
        ({"技术等级": "高速公路"}, 120),
        ({"等级": "一级"}, 100),
        ({"技术等级": " 二级公路 "}, 80),
        ({"CLASS": "三级"}, 40),
        ({"class": "四级"}, 30),
        ({"highway": "Primary"}, ASSUMED_KMH["primary"]),
        ({"fclass": "motorway_link"}, ASSUMED_KMH["motorway_link"]),
        ({"设计速度": 80}, 80),
        ({"Speed": "60 km/h"}, 60),
        ({"maxspeed": 50.5}, 50.5),
        ({"fclass": "primary", "maxspeed": 0}, ASSUMED_KMH["primary"]),
        ({"fclass": "primary", "maxspeed": None}, ASSUMED_KMH["primary"]),
        ({"fclass": "primary", "maxspeed": "none"}, ASSUMED_KMH["primary"]),
        ({"fclass": "anything", "maxspeed": 70}, 70),
    ],
)
def test_the_speed_is_the_one_given_or_that_of_the_class(tmp_path, columns, kmh):
    found = solved(tmp_path, one_road(**columns)).minutes(at(a=A), at(b=B))
    assert found.loc["a", "b"] == pytest.approx(minutes(A, B, kmh), rel=1e-5)


@pytest.mark.parametrize(
    ("marks", "ahead", "back"),
    [
        (["yes", "no"], True, False),
        (["-1", "no"], False, True),
        (["no", "no"], True, True),
        ([None, None], True, True),
        (["F", "B"], True, False),
        (["T", "B"], False, True),
        ([1, 0], True, False),
        ([True, False], True, False),
        ([1.0, None], True, False),
    ],
)
def test_one_way_in_every_custom(tmp_path, marks, ahead, back):
    table = frame(
        [("", 0, "", [A, B]), ("", 0, "", [B, D]), ("", 0, "", [D, A])],
        speed=[60, 60, 60],
        oneway=[*marks, marks[1]],
    )
    found = solved(tmp_path, table).minutes(PLACES.loc[["a", "b"]], PLACES)
    straight, around = minutes(A, B, 60), minutes(B, D, 60) + minutes(D, A, 60)
    assert found.loc["a", "b"] == pytest.approx(straight if ahead else around, rel=1e-5)
    assert found.loc["b", "a"] == pytest.approx(straight if back else around, rel=1e-5)


def test_ends_four_metres_apart_are_joined(tmp_path):
    for metres, is_joined in ((4, True), (7, False)):
        gap = (B[0] + metres / 95_700, B[1])
        table = frame([("", 0, "", [A, B]), ("", 0, "", [gap, D])], speed=[60, 60])
        network = roads.read_roads(write_gpkg(tmp_path / f"{metres}.gpkg", table))
        assert (len(network.shares) == 1) == is_joined


def test_ways_not_for_cars_are_left_out_and_counted(tmp_path):
    table = frame(
        [("primary", 0, "", [A, B]), ("footway", 0, "", [B, D]), ("track", 0, "", [B, D])],
        fclass=["primary", "footway", "track"],
    )
    network = roads.read_roads(write_gpkg(tmp_path / "r.gpkg", table))
    assert network.left_out == 2
    assert network.road_km == pytest.approx(geodesic_distance_m(*A, *B) / 1000, rel=1e-5)


def test_lines_of_several_pieces_with_heights_in_a_projected_system(tmp_path):
    shape = shapely.MultiLineString([[(*A, 500.0), (*B, 510.0)], [(*B, 510.0), (*D, 500.0)]])
    table = gpd.GeoDataFrame({"speed": [60]}, geometry=[shape], crs=4490).to_crs(4544)
    found = solved(tmp_path, table).minutes(at(a=A), at(d=D))
    expected = minutes(A, B, 60) + minutes(B, D, 60)
    assert found.loc["a", "d"] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("leave_out", [(), (".cpg",)])
def test_a_shapefile_in_chinese_with_and_without_its_coding(tmp_path, encoding, leave_out):
    path, table = tmp_path / "x.zip", one_road(等级="高速公路")
    write_zip(path, table, encoding=encoding, leave_out=leave_out, inside="道路/")
    assert roads.read_roads(path).minutes.sum() == pytest.approx(2 * minutes(A, B, 120), rel=1e-5)


def test_a_name_cut_off_in_the_middle_of_a_sign(tmp_path):
    whole, cut = tmp_path / "whole.zip", tmp_path / "cut.zip"
    write_zip(whole, one_road(abcdefghij="高速公路"), encoding="utf-8")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            assert name != "roads.dbf" or b"abcdefghij" in body
            new.writestr(name, body.replace(b"abcdefghij", "技术等级".encode()[:10]))
    assert roads.read_roads(cut).minutes.sum() == pytest.approx(2 * minutes(A, B, 120), rel=1e-5)


# What is wrong with a layer


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (one_road(name="G5", lanes=4), "those found are listed; got “name, lanes”"),
        (one_road(fclass="goat path"), "one of the classes 高速"),
        (one_road(fclass=None), "a class or a speed for each road"),
        (one_road(speed=0), "a class or a speed for each road"),
        (one_road(speed=-5), "5 to 150 km/h"),
        (one_road(speed=1e300), "5 to 150 km/h"),
        (one_road(speed="fast"), "5 to 150 km/h"),
        (one_road(speed="=60"), "5 to 150 km/h"),
        (one_road(speed=60, oneway="perhaps"), "yes, no or -1"),
        (one_road(fclass="footway"), "at least one road"),
        (
            frame([("", 0, "", [A, B])] * 2, speed=[60] * 2, oneway=["T", "F"]),
            "T and F may mean directions",
        ),
        (one_road(speed=60).set_geometry([shapely.Point(A)], crs=4490), "a layer of lines"),
        (frame([("", 0, "", [A[::-1], B[::-1]])], speed=[60]), "likely swapped"),
        (frame([("", 0, "", [(116.4, 39.9), (116.5, 39.9)])], speed=[60]), "not in Sichuan"),
        (frame([("", 0, "", [(404e3, 3387e3), (405e3, 3387e3)])], speed=[60]), "projected metres"),
        (
            # what stands in the file is shown, what it comes to tells the cause
            frame([("", 0, "", [(404e3, 5387e3), (405e3, 5387e3)])], crs=4544, speed=[60]),
            "not in Sichuan; got “404000, 5.387e+06”",
        ),
        (frame([("", 0, "", [(108.61, 30), (108.5, 30)])], speed=[60]), "another datum"),
        (frame([("", 0, "", [A, A])], speed=[60]), "at least one road with a length"),
    ],
)
def test_a_wrong_layer_is_told(tmp_path, catalog, table, said):
    assert said in refused(write_gpkg(tmp_path / "r.gpkg", table), catalog)


def test_all_faults_of_a_layer_at_once(tmp_path, catalog):
    table = frame(
        [("", 0, "", [A, B]), ("", 0, "", [(116.4, 39.9), B]), ("", 0, "", [B, C])],
        fclass=["primary", "primary", "alley"],
        oneway=["yes", "maybe", "no"],
    )
    text = refused(write_gpkg(tmp_path / "r.gpkg", table), catalog)
    for said in (
        "Line 3: expected one of the classes",
        "Line 2: expected yes, no",
        "Line 2: expected places in Sichuan",
    ):
        assert said in text
    assert "(roads with another: 1)" in text


def test_a_system_that_is_none(tmp_path, catalog):
    path = write_gpkg(tmp_path / "r.gpkg")
    base = sqlite3.connect(path)
    base.execute("UPDATE gpkg_geometry_columns SET srs_id = -1")
    base.execute("UPDATE gpkg_contents SET srs_id = -1")
    base.commit()
    base.close()
    assert "a coordinate system" in refused(path, catalog)


def test_missing_places_and_broken_lines(tmp_path, catalog):
    table = frame([("", 0, "", [A, B]), ("", 0, "", [B, D])], speed=[60, 60])
    table.loc[1, "geometry"] = None
    assert roads.read_roads(write_gpkg(tmp_path / "r.gpkg", table)).road_km > 20
    table.loc[1, "geometry"] = shapely.LineString([B, (float("inf"), 30)])
    assert "places in Sichuan" in refused(write_gpkg(tmp_path / "i.gpkg", table), catalog)


def test_too_many_lines_and_too_many_layers(tmp_path, catalog, monkeypatch):
    path = write_gpkg(tmp_path / "r.gpkg")
    one_road(speed=60).to_file(path, layer="rails", driver="GPKG")
    assert "got “roads, rails”" in refused(path, catalog)
    monkeypatch.setenv("ZONE_ATLAS_ROADS_FEATURES", "10")
    many = frame([("", 0, "", [A, B])] * 11, speed=[60] * 11)
    assert "at most 10 roads" in refused(write_gpkg(tmp_path / "m.gpkg", many), catalog)
    many = [("primary", 60, "", [A, (104.1 + n / 100, 30.7)]) for n in range(11)]
    assert "at most 10 roads" in refused(write_pbf(tmp_path / "m.osm.pbf", many), catalog)


def test_a_package_that_is_none_or_points_elsewhere(tmp_path, catalog):
    text = tmp_path / "text.gpkg"
    # another reader would follow this to any file or address
    text.write_text("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>")
    assert "a GeoPackage" in refused(text, catalog)
    whole = write_gpkg(tmp_path / "whole.gpkg").read_bytes()
    (tmp_path / "cut.gpkg").write_bytes(whole[:6000])
    assert "expected" in refused(tmp_path / "cut.gpkg", catalog)
    (tmp_path / "empty.gpkg").write_bytes(b"")
    assert "a GeoPackage" in refused(tmp_path / "empty.gpkg", catalog)
    path = write_gpkg(tmp_path / "virtual.gpkg")
    base = sqlite3.connect(path)
    base.execute("PRAGMA writable_schema = 1")
    base.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 0, "
        "'CREATE VIRTUAL TABLE x USING VirtualOGR(''/etc/passwd'')')"
    )
    base.commit()
    base.close()
    assert "virtual table" in refused(path, catalog)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    for name in ("gpkg_contents", "roads"):
        path = write_gpkg(tmp_path / f"{name}.gpkg")
        base = sqlite3.connect(path)
        base.execute("PRAGMA legacy_alter_table = 1")
        if name == "roads":
            base.execute(f"CREATE VIEW other AS {endless}")
            base.execute("UPDATE gpkg_contents SET table_name = 'other'")
        else:
            base.execute("DROP TABLE gpkg_contents")
            base.execute(f"CREATE VIEW gpkg_contents AS {endless}")
        base.commit()
        base.close()
        assert "a view" in refused(path, catalog)


# What is wrong with an archive


def test_archives_that_are_no_shapefile(tmp_path, catalog, monkeypatch):
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    assert "a sound ZIP" in refused(path, catalog)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert "exactly one .shp in the archive; got “readme.txt”" in refused(path, catalog)
    write_zip(path, leave_out=(".dbf",))
    assert "a .shx and a .dbf" in refused(path, catalog)
    write_zip(path, leave_out=(".prj",))
    assert "a coordinate system" in refused(path, catalog)
    write_zip(path, more=[("other.shp", b"x")])
    assert "got “roads.shp, other.shp”" in refused(path, catalog)
    write_zip(path, more=[("__MACOSX/._roads.shp", b"x")])
    assert open_travel(path, catalog).kind == "roads"
    with zipfile.ZipFile(path, "w") as archive:
        for suffix in (".shp", ".shx", ".dbf"):
            archive.writestr(f"roads{suffix}", "<OGRVRTDataSource/>")
    assert "a sound ZIP" in refused(path, catalog)
    monkeypatch.setenv("ZONE_ATLAS_ROADS_UNPACKED_BYTES", "10000")
    write_zip(path, more=[("big.bin", bytes(50_000))])
    assert "at most 10,000 bytes when unpacked" in refused(path, catalog)


@pytest.mark.parametrize(
    "name", ["../evil.shp", "/evil.shp", "a/../../evil.shp", "..\\evil.shp", "C:evil.shp"]
)
def test_names_that_point_out_of_the_archive(tmp_path, catalog, name):
    path = write_zip(tmp_path / "x.zip", more=[(name, b"x")])
    before = sorted(tmp_path.rglob("*evil*"))
    assert "names in the archive" in refused(path, catalog)
    assert sorted(tmp_path.rglob("*evil*")) == before == []


def test_a_size_that_lies_and_a_damaged_member(tmp_path, catalog):
    path = write_zip(tmp_path / "x.zip")
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("roads.dbf")
    size = struct.pack("<L", info.file_size)
    assert content.count(size) >= 2
    (tmp_path / "lies.zip").write_bytes(content.replace(size, struct.pack("<L", 10)))
    assert "expected" in refused(tmp_path / "lies.zip", catalog)
    at_ = content.index(b"roads.shp") + 60
    (tmp_path / "bad.zip").write_bytes(content[:at_] + b"\xff\xfe\xfd" + content[at_ + 3 :])
    assert "a sound ZIP" in refused(tmp_path / "bad.zip", catalog)


# OpenStreetMap


def extract(tmp_path, tags=(), ways=ROADS, **more):
    network = osm.read_extract(write_pbf(tmp_path / "x.osm.pbf", ways, tags, **more))
    return NetworkTravel(network, "osm", "d", osm.SOURCE, osm.NOTICE)


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": "primary"}, ASSUMED_KMH["primary"]),
        ({"highway": "residential"}, ASSUMED_KMH["residential"]),
        ({"highway": "primary", "maxspeed": "80"}, 80),
        ({"highway": "primary", "maxspeed": "50 mph"}, 80.4672),
        ({"highway": "primary", "maxspeed": "walk"}, ASSUMED_KMH["primary"]),
        ({"highway": "primary", "maxspeed": "9999"}, ASSUMED_KMH["primary"]),
        ({"highway": "primary", "access": "private", "motor_vehicle": "yes"}, 60),
    ],
)
def test_the_speed_of_a_way(tmp_path, tags, kmh):
    way = [("primary", "", "", [A, B])]
    found = extract(tmp_path, tags, way).minutes(at(a=A), at(b=B))
    assert found.loc["a", "b"] == pytest.approx(minutes(A, B, kmh), rel=1e-5)


@pytest.mark.parametrize(
    ("tags", "ahead", "back"),
    [
        ({}, True, True),
        ({"oneway": "yes"}, True, False),
        ({"oneway": "-1"}, False, True),
        ({"oneway": "no", "highway": "motorway"}, True, True),
        ({"highway": "motorway"}, True, False),
        ({"junction": "roundabout"}, True, False),
    ],
)
def test_the_direction_of_a_way(tmp_path, tags, ahead, back):
    around = [("primary", "", "", [B, D]), ("primary", "", "", [D, A])]
    ways = [(tags.get("highway", "primary"), "", tags.get("oneway", ""), [A, B]), *around]
    path = tmp_path / "d.osm.pbf"
    if "junction" in tags:  # a ring of itself
        found = extract(tmp_path, tags, [("primary", "", "", [A, B, D, A])])
    else:
        write_pbf(path, ways)
        found = NetworkTravel(osm.read_extract(path), "osm", "d", "s", osm.NOTICE)
    found = found.minutes(PLACES.loc[["a", "b"]], PLACES)
    straight = minutes(A, B, ASSUMED_KMH[tags.get("highway", "primary")])
    assert (found.loc["a", "b"] == pytest.approx(straight, rel=1e-5)) == ahead
    assert (found.loc["b", "a"] == pytest.approx(straight, rel=1e-5)) == back


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "private"},
        {"motor_vehicle": "no"},
        {"area": "yes"},
        {"oneway": "reversible"},
        {"highway": "footway"},
        {"highway": "service"},
    ],
)
def test_ways_that_are_closed_to_cars(tmp_path, tags):
    with pytest.raises(TravelError, match="roads for cars in Sichuan"):
        extract(tmp_path, tags)


def test_a_way_that_the_extract_cuts_off_is_a_road_as_far_as_it_is_known(tmp_path):
    way = ("primary", "", "", [A, (104.1, 30.6), (104.2, 30.6), B, C])
    found = extract(tmp_path, (), [way], leave_out=[C])
    assert found.minutes(at(a=A), at(b=B)).loc["a", "b"] == pytest.approx(
        minutes(A, B, 60), rel=1e-5
    )
    halves = extract(tmp_path, (), [way], leave_out=[(104.1, 30.6)])
    assert halves.network.road_km == pytest.approx(
        geodesic_distance_m(104.2, 30.6, *C) / 1000, rel=1e-5
    )


def test_roads_elsewhere_are_not_kept(tmp_path, catalog):
    far = ("primary", "", "", [(116.4, 39.9), (116.5, 39.9)])
    assert extract(tmp_path, (), [*ROADS, far]).network.road_km == pytest.approx(164.02, abs=0.01)
    assert "in Sichuan" in refused(write_pbf(tmp_path / "f.osm.pbf", [far]), catalog)


def test_many_blocks_are_read_as_one(tmp_path, monkeypatch):
    ways = [
        ("primary", "", "", [(104 + n / 1000, 30.6), (104 + (n + 1) / 1000, 30.6)])
        for n in range(300)
    ]
    whole = extract(tmp_path, (), ways).network
    monkeypatch.setattr(osm, "_CHUNK_BYTES", 1)
    monkeypatch.setattr(osm, "_CHUNK_WAYS", 7)
    again = extract(tmp_path, (), ways).network
    for key in store._ARRAYS:
        np.testing.assert_array_equal(getattr(again, key), getattr(whole, key))


def test_extracts_that_are_none(tmp_path, catalog):
    whole = write_pbf(tmp_path / "whole.osm.pbf").read_bytes()
    path = tmp_path / "x.osm.pbf"
    for content, said in (
        (b"", "an OpenStreetMap extract"),
        (b"\0\0\0", "an OpenStreetMap extract"),
        (b"<osm version='0.6'></osm>", "an OpenStreetMap extract"),
        (b"\0\0\0\x0d" + b"\xff" * 13, "an OpenStreetMap extract"),
        (b"\xff" * 100, "an OpenStreetMap extract"),
        (whole[:-20], "is cut off"),
        (whole[:40], "is cut off"),
        (whole[:-20] + bytes(20), "an OpenStreetMap extract"),
    ):
        path.write_bytes(content)
        assert said in refused(path, catalog)
    nodes_only = write_pbf(tmp_path / "nodes.osm.pbf", tags={"highway": "", "note": "x"})
    assert "roads for cars in Sichuan" in refused(nodes_only, catalog)


def put_varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def put(field, content):
    if isinstance(content, int):
        return put_varint(field << 3) + put_varint(content)
    return put_varint(field << 3 | 2) + put_varint(len(content)) + content


def put_block(kind, content, unpacked=None):
    size = len(content) if unpacked is None else unpacked
    blob = put(2, size) + put(3, zlib.compress(content, 9))
    about = put(1, kind) + put(3, len(blob))
    return struct.pack(">I", len(about)) + about + blob


def put_data(*groups, words=()):
    table = put(1, b"".join(put(1, word) for word in (b"", *words)))
    return put_block(b"OSMData", table + b"".join(put(2, group) for group in groups))


def put_nodes(ids, lats, lons):
    """Nodes from differences to the one before, all of them small or zigzag-coded already."""
    packed = [b"".join(put_varint(number) for number in row) for row in (ids, lats, lons)]
    return put(2, b"".join(put(field, row) for field, row in zip((1, 8, 9), packed, strict=True)))


PBF_HEAD = put_block(b"OSMHeader", put(4, b"OsmSchema-V0.6") + put(4, b"DenseNodes"))


def test_an_extract_that_unpacks_to_too_much_is_not_unpacked(tmp_path, catalog, monkeypatch):
    path = tmp_path / "x.osm.pbf"
    many = b"\2" * 5_000_000
    nodes = put(2, put(1, many) + put(8, bytes(5_000_000)) + put(9, bytes(5_000_000)))
    bomb = PBF_HEAD + put_data(nodes) * 20
    assert len(bomb) < 500_000
    path.write_bytes(bomb)
    opened = []
    monkeypatch.setattr(osm.osmium.io, "FileBuffer", lambda *_: opened.append(1))
    assert "bytes when unpacked" in refused(path, catalog)
    assert not opened
    # a size that is claimed counts, and so does one that cannot be
    for size in (10_000_000, 40_000_000, 2**70):
        path.write_bytes(PBF_HEAD + put_block(b"OSMData", b"x", size))
        assert "expected" in refused(path, catalog)
    assert not opened
    monkeypatch.undo()
    monkeypatch.setenv("ZONE_ATLAS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("ZONE_ATLAS_ROADS_UNPACKED_BYTES", "10000")
    write_pbf(path)
    assert open_travel(path, catalog).kind == "osm"
    path.write_bytes(PBF_HEAD + put_block(b"OSMData", b"x" * 11_000))
    assert "at most 10,000 bytes when unpacked" in refused(path, catalog)


def test_the_nodes_and_the_vertices_of_an_extract_are_bounded(tmp_path, catalog, monkeypatch):
    path = write_pbf(tmp_path / "x.osm.pbf")
    monkeypatch.setattr(osm, "_MOST_NODES", 8)
    assert "at most 8 nodes; got “" in refused(path, catalog)
    monkeypatch.setattr(osm, "_MOST_NODES", 20)
    assert open_travel(path, catalog).kind == "osm"
    monkeypatch.setattr(osm, "RULES", "other")
    monkeypatch.setattr(osm, "_CHUNK_VERTICES", 3)
    monkeypatch.setattr(network, "MOST_VERTICES", 5)
    assert "at most 5 vertices in all; got “6”" in refused(path, catalog)
    monkeypatch.undo()
    # a way of any length
    refs = put(8, b"".join(put_varint(n) for n in [2, *[2, 1] * 60_000]))
    way = put(3, put(1, 1) + put(2, b"\1") + put(3, b"\2") + refs)
    lonlat = [put_varint(2 * round(degrees * 1e7)) for degrees in (30.6, 104.0)]
    nodes = put(2, put(1, b"\2\2") + put(8, lonlat[0] + b"\0") + put(9, lonlat[1] + b"\x7e"))
    words = (b"highway", b"primary")
    monkeypatch.setenv("ZONE_ATLAS_CACHE", str(tmp_path / "cache"))
    path.write_bytes(PBF_HEAD + put_data(nodes) + put_data(way, words=words))
    assert "got “120,001”" in refused(path, catalog)


def test_no_number_is_read_without_an_end():
    assert osm._read_varint(b"\xff" * 100, 0)[1] == 10
    assert osm._read_varint(b"\x96\x01", 0) == (150, 2)


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf", ".prj"])
def test_what_packs_too_well_is_no_shapefile(tmp_path, catalog, suffix):
    path = write_zip(tmp_path / "x.zip")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[f"roads{suffix}"] += bytes(12_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    assert path.stat().st_size < 30_000
    assert "bytes when unpacked" in refused(path, catalog)


@pytest.mark.parametrize("name", WRITERS)
def test_no_damage_does_more_than_refuse(tmp_path, catalog, name):
    whole = WRITERS[name](tmp_path / name).read_bytes()
    path, rng = tmp_path / f"x.{name}", np.random.default_rng(5)
    refusals = 0
    for _ in range(100):
        content = bytearray(whole)
        for place in rng.integers(0, len(content), 20):
            content[place] = rng.integers(0, 256)
        path.write_bytes(content)
        try:
            open_travel(path, catalog)
        except TravelError:
            refusals += 1
    assert refusals > 50


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf", ".prj"])
def test_damage_within_an_archive_does_no_more_either(tmp_path, catalog, suffix):
    whole, path = write_zip(tmp_path / "whole.zip"), tmp_path / "x.zip"
    rng, refusals = np.random.default_rng(6), 0
    with zipfile.ZipFile(whole) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    for _ in range(20):
        content = bytearray(parts[f"roads{suffix}"])
        for place in rng.integers(0, min(len(content), 150), 8):
            content[place] = rng.integers(0, 256)
        with zipfile.ZipFile(path, "w") as archive:
            for part, body in (parts | {f"roads{suffix}": content}).items():
                archive.writestr(part, bytes(body))
        try:
            open_travel(path, catalog)
        except TravelError:
            refusals += 1
    assert refusals


def test_names_of_members_in_no_coding_or_blank(tmp_path, catalog):
    path = tmp_path / "x.zip"
    write_zip(path, more=[("道路.txt", b"x"), ("z", b"x")])
    content = path.read_bytes()
    for old, new in ((b"\xe9\x81\x93", b"\xff\xff\xff"), (b"z", b"\0")):
        assert old in content
        path.write_bytes(content.replace(old, new))
        try:
            open_travel(path, catalog)
        except TravelError as error:
            assert "a sound ZIP" in str(error)  # noqa: PT017 - either is well


# The cache


def count_builds(monkeypatch):
    built = []

    def build(*args, **kwargs):
        built.append(1)
        return build_network(*args, **kwargs)

    monkeypatch.setattr(roads, "build_network", build)
    monkeypatch.setattr(osm, "build_network", build)
    return built


@pytest.mark.parametrize("name", WRITERS)
def test_a_network_is_built_once(tmp_path, catalog, monkeypatch, cache, name):
    built = count_builds(monkeypatch)
    path = WRITERS[name](tmp_path / name)
    first, again = open_travel(path, catalog), open_travel(path, catalog)
    assert len(built) == 1
    assert (again.digest, again.source) == (first.digest, first.source)
    pd.testing.assert_frame_equal(again.minutes(PLACES, PLACES), first.minutes(PLACES, PLACES))
    (kept,) = (cache / "networks").iterdir()
    assert kept.suffix == ".npz"
    with np.load(kept, allow_pickle=False) as file:
        assert json.loads(file["told"].tobytes())["islands"] == 0
    # another file of the same roads is another network, and so are other rules
    write_pbf(tmp_path / "other.osm.pbf", stamp="2026-11-01T00:00:00Z")
    open_travel(tmp_path / "other.osm.pbf", catalog)
    monkeypatch.setattr(roads, "RULES", "other")
    monkeypatch.setattr(osm, "RULES", "other")
    assert open_travel(path, catalog).digest != first.digest
    assert len(built) == 3


@pytest.mark.parametrize(
    "damage", ["cut", "flip", "empty", "text", "array", "edge", "nan", "pickle"]
)
def test_a_damaged_network_is_built_again(tmp_path, catalog, monkeypatch, cache, damage):
    built = count_builds(monkeypatch)
    path = write_gpkg(tmp_path / "roads.gpkg")
    first = open_travel(path, catalog)
    (kept,) = (cache / "networks").iterdir()
    content = kept.read_bytes()
    with np.load(kept, allow_pickle=False) as file:
        arrays = dict(file)
    if damage == "cut":
        kept.write_bytes(content[: len(content) // 2])
    elif damage == "flip":
        place = len(content) // 2
        kept.write_bytes(content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :])
    elif damage == "empty":
        kept.write_bytes(b"")
    elif damage == "text":
        kept.write_bytes(b"nothing of the kind")
    else:
        change = {
            "array": {"lon": arrays["lon"][:-1]},
            "edge": {"ends": arrays["ends"] + len(arrays["lon"])},
            "nan": {"minutes": arrays["minutes"] * np.nan},
            "pickle": {"lon": np.array([{}], dtype=object)},
        }[damage]
        np.savez(kept, **(arrays | change))
    again = open_travel(path, catalog)
    assert len(built) == 2
    pd.testing.assert_frame_equal(again.minutes(PLACES, PLACES), first.minutes(PLACES, PLACES))
    open_travel(path, catalog)
    assert len(built) == 2


def _pack(**parts):
    file = io.BytesIO()
    np.savez(file, **parts)
    return file.getvalue()


def _claim():
    """A part that says it has so many numbers that no memory holds them."""
    head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"
    head = head.ljust(117) + b"\n"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("lon.npy", b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head)
    return file.getvalue()


@pytest.mark.parametrize(
    "told",
    [
        *(b"[]", b"null", b"{}", b"\xff", b"[" * 100_000),
        *(
            b'{"islands":%s,"road_km":1,"left_out":1,"stamp":1}' % value
            for value in (b"null", b"1e999", b"{}")
        ),
    ],
)
def test_what_lies_in_the_cache_does_no_harm(tmp_path, catalog, monkeypatch, cache, told):
    built = count_builds(monkeypatch)
    path = write_gpkg(tmp_path / "roads.gpkg")
    open_travel(path, catalog)
    (kept,) = (cache / "networks").iterdir()
    with np.load(kept, allow_pickle=False) as file:
        arrays = dict(file)
    plain = io.BytesIO()
    np.save(plain, np.zeros(3))
    broken = _pack(**(arrays | {"told": np.frombuffer(told, np.uint8)}))
    for number, content in enumerate((broken, plain.getvalue(), _claim()), start=2):
        kept.write_bytes(content)
        assert open_travel(path, catalog).network.road_km == pytest.approx(164.02, abs=0.01)
        assert len(built) == number


def test_the_longest_unused_goes_first(tmp_path, catalog, monkeypatch, cache):
    paths = [
        write_gpkg(tmp_path / f"{n}.gpkg", frame([("", 0, "", [A, B])], speed=[40 + n]))
        for n in range(3)
    ]
    names = []
    for number, path in enumerate(paths):
        open_travel(path, catalog)
        (new,) = {file.name for file in (cache / "networks").iterdir()} - set(names)
        names.append(new)
        os.utime(cache / "networks" / new, ns=(number, number))
    open_travel(paths[0], catalog)  # used again, so the second is the oldest now
    size = (cache / "networks" / names[0]).stat().st_size
    monkeypatch.setenv("ZONE_ATLAS_CACHE_BYTES", str(int(size * 3.5)))
    newest = write_gpkg(tmp_path / "new.gpkg", frame([("", 0, "", [A, B])], speed=[90]))
    open_travel(newest, catalog)
    left = {file.name for file in (cache / "networks").iterdir()}
    assert names[1] not in left
    assert {names[0], names[2]} < left
    assert len(left) == 3
    monkeypatch.setenv("ZONE_ATLAS_CACHE_BYTES", "0")
    monkeypatch.setenv("ZONE_ATLAS_CACHE", str(tmp_path / "none"))
    open_travel(newest, catalog)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path, catalog, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("ZONE_ATLAS_CACHE", str(tmp_path / "file"))
    assert open_travel(write_gpkg(tmp_path / "r.gpkg"), catalog).kind == "roads"


def test_where_the_cache_is(tmp_path, monkeypatch):
    assert cache_dir() == tmp_path / "cache"
    monkeypatch.delenv("ZONE_ATLAS_CACHE")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_dir() == tmp_path / "xdg" / "zone-atlas"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_dir() == tmp_path / ".cache" / "zone-atlas"


def test_a_full_disk_leaves_no_half_file(tmp_path, catalog, monkeypatch, cache):
    def fail(file, **_):
        file.write(b"half")
        raise OSError

    monkeypatch.setattr(store.np, "savez", fail)
    assert open_travel(write_gpkg(tmp_path / "r.gpkg"), catalog).kind == "roads"
    assert list((cache / "networks").iterdir()) == []


# Progress


@pytest.mark.parametrize("name", WRITERS)
def test_the_work_says_how_far_it_is_and_stops_without_a_trace(tmp_path, catalog, cache, name):
    path = WRITERS[name](tmp_path / name)
    for limit in (0.0, 0.2, 0.5, 0.9):

        def stop(share, limit=limit):
            if share > limit:
                raise CancelledError

        with pytest.raises(CancelledError):
            open_travel(path, catalog, stop)
        assert not list(cache.rglob("*"))
    for _ in range(2):
        told = []
        open_travel(path, catalog, told.append)
        assert told == sorted(told)
        assert told[-1] == 1
        assert 0 <= told[0] < 0.1


# Speeds


def test_speeds_are_those_stated():
    assert DESIGN_KMH == {"高速": 120, "一级": 100, "二级": 80, "三级": 40, "四级": 30}
    assert class_kmh("二级公路") == 80
    assert class_kmh("等外公路") is None
    assert class_kmh("") is None


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        *((60, 60), ("60", 60), (" 80 km/h ", 80), ("100公里/小时", 100), (np.int32(40), 40)),
        *(("CN:urban", None), ("", None), (None, None), (float("nan"), None), (float("inf"), None)),
        *((4.9, None), (150.1, None), ("６０", None), ("1e2", None), ("60;80", None)),
    ],
)
def test_a_speed_is_read_or_not(value, kmh):
    assert read_kmh(value) == kmh


def test_the_kinds_are_those_that_can_be_opened():
    assert owned.SUFFIXES == (".csv", ".xlsx", ".gpkg", ".zip", ".pbf")
