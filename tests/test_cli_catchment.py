"""`zone-atlas catchment`: what it refuses, what it writes, and what it says."""

import io
import json
import sys
import types
from dataclasses import dataclass, replace

import geopandas as gpd
import openpyxl
import pytest

from geo import cli, cli_catchment, settings
from geo.catchment.faults import Faults
from geo.catchment.travel import ModelTravel
from geo.errors import CancelledError, TravelError
from geo.locale import translator
from geo.zones.listing import in_order

METHODS = ("ring", "drive", "voronoi", "voronoi_drive", "huff")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "zones.geojson"


def ask(out, *words, method="ring", zones="chengdu,yibin"):
    return cli.main(["catchment", "--zones", zones, "--method", method, "--out", str(out), *words])


def features_of(path):
    return [one["properties"] for one in json.loads(path.read_text("utf-8"))["features"]]


@dataclass(frozen=True)
class OwnTravel(ModelTravel):
    """The model's times as an owner's."""

    @property
    def kind(self):
        return "table"

    @property
    def source(self):
        return "交通厅"

    @property
    def error_pct(self):
        return None


@pytest.fixture
def owned(monkeypatch):
    """Put a stand-in in place of what reads the owner's files."""
    asked = []

    def open_travel(path, catalog, progress):
        asked.append(path)
        if isinstance(made.answer, Exception):
            raise made.answer
        progress(0.5)
        return made.answer

    made = types.ModuleType("geo.catchment.owned")
    made.open_travel, made.answer, made.asked = open_travel, OwnTravel(), asked
    monkeypatch.setitem(sys.modules, "geo.catchment.owned", made)
    return made


# what is refused


def fault(out, capsys, *words, **how):
    assert ask(out, *words, **how) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 2
    assert not out.exists()
    return said.err


@pytest.mark.parametrize("text", ["-5", "0", "x", "", "nan", "inf", "1e9", "500.1", "３０", "1_0"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_radius_out_of_bounds_is_refused(text, lang, out, capsys):
    said = fault(out, capsys, f"--radius-km={text}", "--lang", lang)
    assert "--radius-km" in said
    assert "500" in said


@pytest.mark.parametrize("text", ["-5", "0", "x", "nan", "601"])
def test_minutes_out_of_bounds_are_refused(text, out, capsys):
    assert "600" in fault(out, capsys, f"--minutes={text}", method="drive")


@pytest.mark.parametrize("text", ["-0.1", "x", "10.5"])
def test_a_decay_out_of_bounds_is_refused(text, out, capsys):
    assert "--decay" in fault(out, capsys, f"--decay={text}", method="huff")


@pytest.mark.parametrize("zones", ["", ",", " ，"])
def test_no_zone_is_refused(zones, out, capsys, catalog):
    said = fault(out, capsys, "--lang", "en", zones=zones)
    assert "--zones: expected all, national, provincial or ids of zones" in said
    for zone in catalog.zones.index:
        assert zone in said


def test_every_unknown_zone_is_named_with_the_known_ones(out, capsys, catalog):
    said = fault(out, capsys, "--lang", "en", zones="foo,chengdu,b\x1b[31mr,foo,Chengdu")
    assert "not known: foo, b\\x1b[31mr, Chengdu;" in said
    assert ", ".join(in_order(catalog.zones)) in said


@pytest.mark.parametrize(
    ("method", "words", "option"),
    [
        ("drive", ["--radius-km", "30"], "--radius-km"),
        ("ring", ["--minutes", "60"], "--minutes"),
        ("voronoi", ["--minutes", "60"], "--minutes"),
        ("ring", ["--decay", "2"], "--decay"),
        ("ring", ["--size", "equal"], "--size"),
        ("drive", ["--cost", "km"], "--cost"),
        ("huff", ["--weighting", "areal"], "--weighting"),
        ("ring", ["--times", __file__], "--times"),
        ("voronoi_drive", ["--times", __file__], "--times"),
    ],
)
def test_a_parameter_that_the_method_does_not_take_is_refused(method, words, option, out, capsys):
    said = fault(out, capsys, *words, "--lang", "en", method=method)
    assert f"{option}: for " in said
    assert f"{method} does not take it" in said


def test_all_faults_are_told_at_once(tmp_path, capsys):
    words = ["--radius-km=-1", "--minutes=x", "--size", "big", "--times", "no-such-file"]
    out = tmp_path / "no" / "x.shp"
    said = fault(out, capsys, *words, "--lang", "en", method="ring", zones="foo,bar")
    for part in (
        "--minutes: for drive only",
        "--size: for huff only",
        "--times: for drive, huff only",
        "--radius-km: expected",
        "--minutes: expected",
        "--size: expected one of equal, platforms, revenue, came big",
        "--times: expected an existing file, came no-such-file",
        "--out: expected a name that ends in one of .geojson, .gpkg, .xlsx",
        str(tmp_path / "no"),
        "--zones: not known: foo, bar",
    ):
        assert part in said, part


def test_what_is_missing_is_told_at_once(capsys):
    assert cli.main(["catchment", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    for part in ("--zones: ", "--method: expected one of ring, drive", "--out: "):
        assert part in said


@pytest.mark.parametrize("method", ["2sfca", "buffer", ""])
def test_another_method_is_refused(method, out, capsys):
    said = fault(out, capsys, "--lang", "en", method=method)
    assert "--method: expected one of ring, drive, voronoi, voronoi_drive, huff" in said
    assert ("gives counties figures" in said) == (method == "2sfca")


@pytest.mark.parametrize("name", ["x.json", "x", "x.geojson.zip", "x.csv"])
def test_another_suffix_is_refused(name, tmp_path, capsys):
    assert ".geojson, .gpkg, .xlsx" in fault(tmp_path / name, capsys)


def test_a_folder_is_no_file(tmp_path, capsys):
    folder = tmp_path / "x.gpkg"
    folder.mkdir()
    assert ask(folder) == 2
    assert str(folder) in capsys.readouterr().err


def test_kilometres_need_no_times(out, capsys):
    words = ["--cost", "km", "--times", __file__, "--lang", "en"]
    assert "--cost km needs no drive times" in fault(out, capsys, *words, method="huff")


def test_the_file_of_times_is_not_overwritten(tmp_path, capsys):
    path = tmp_path / "times.xlsx"
    path.write_bytes(b"mine")
    assert ask(path, "--times", str(path), "--lang", "en", method="drive") == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert path.read_bytes() == b"mine"


def test_no_file_that_is_read_is_overwritten(tmp_path, capsys, monkeypatch):
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    before = {path: path.read_bytes() for path in settings.data_dir().iterdir() if path.is_file()}
    (overlay / "zones.geojson").write_bytes(before[settings.data_dir() / "zones.geojson"])
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(overlay))
    links = {"hard": tmp_path / "hard.geojson", "soft": tmp_path / "soft.geojson"}
    links["hard"].hardlink_to(overlay / "zones.geojson")
    links["soft"].symlink_to(settings.data_dir() / "zones.geojson")
    (tmp_path / "folder").symlink_to(settings.data_dir())
    for path in (
        settings.data_dir() / "zones.geojson",
        settings.data_dir() / "new.geojson",
        overlay / "zones.geojson",
        overlay / "new.xlsx",
        tmp_path / "folder" / "new.gpkg",
        *links.values(),
    ):
        for lang, said in (("en", "whose files the atlas reads"), ("zh", "应位于数据文件夹")):
            assert ask(path, "--lang", lang, "--radius-km", "x") == 2
            told = capsys.readouterr().err
            assert said in told
            assert "--radius-km" in told
        assert path.exists() == (path.name != "new.geojson" and path.suffix == ".geojson")
    assert {path: path.read_bytes() for path in before} == before
    assert ask(tmp_path / "beside.geojson") == 0


@pytest.mark.parametrize(("lang", "said"), [("en", "this machine can use"), ("zh", "文件名不可用")])
def test_a_name_that_is_too_long_is_misuse(lang, said, out, tmp_path, capsys):
    long = tmp_path / f"{'a' * 300}.geojson"
    words = ["--times", "b" * 5000 + ".csv", "--lang", lang]
    assert ask(long, *words, method="drive") == 2
    told = capsys.readouterr().err
    assert told.count(said) == 2
    assert "--out" in told
    assert "--times" in told


def test_too_little_memory_is_a_sentence(out, capsys, monkeypatch):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr("geo.catchment.result.compute", fail)
    for lang, said in (("en", "not enough memory"), ("zh", "内存不足")):
        assert ask(out, "--lang", lang) == 1
        assert said in capsys.readouterr().err


def test_data_that_cannot_be_loaded_do_not_hide_the_faults(out, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path / "none"))
    assert ask(out, "--radius-km=-1", "--lang", "en") == 2
    assert "--radius-km" in capsys.readouterr().err
    assert ask(out, "--lang", "en") == 1
    assert "--radius-km" not in capsys.readouterr().err


# what is written


@pytest.mark.parametrize("method", METHODS)
def test_every_method_writes_one_feature_a_zone(method, out):
    assert ask(out, method=method) == 0
    rows = features_of(out)
    assert [row["zone_id"] for row in rows] == ["chengdu", "yibin"]
    assert {row["method"] for row in rows} == {method}
    assert all(row["population"] > 0 for row in rows)


@pytest.mark.parametrize(
    ("word", "levels"),
    [
        ("all", {"national", "provincial"}),
        ("national", {"national"}),
        ("provincial", {"provincial"}),
    ],
)
def test_groups_are_of_recognised_zones_in_the_customary_order(
    word, levels, out, catalog, monkeypatch
):
    turned = replace(catalog, zones=catalog.zones[::-1], digest="turned")
    monkeypatch.setattr("geo.catalog.load_catalog", lambda overlay: turned)
    assert ask(out, zones=word) == 0
    level = catalog.zones["level"]
    wanted = [zone for zone in in_order(catalog.zones) if level[zone] in levels]
    assert [row["zone_id"] for row in features_of(out)] == wanted


def test_old_mentions_come_by_id_only_and_nothing_comes_twice(out, capsys):
    assert ask(out, zones="cand-pengshan，chengdu,national;yibin,chengdu") == 0
    rows = features_of(out)
    names = [row["zone_id"] for row in rows]
    assert names[:3] == ["cand-pengshan", "chengdu", "zigong"]
    assert names[-1] == "yibin"
    assert len(names) == len(set(names)) == 10
    assert rows[0]["level"] == "candidate"
    assert "未认定" in capsys.readouterr().out


def test_parameters_arrive(out):
    assert ask(out, "--radius-km", "12.5", "--weighting", "dasymetric") == 0
    row = features_of(out)[0]
    assert (row["radius_km"], row["weighting"]) == (12.5, "dasymetric")
    assert row["area_km2"] == pytest.approx(3.14159265 * 12.5**2, rel=5e-4)
    assert ask(out, "--minutes", "30", method="drive") == 0
    assert features_of(out)[0]["minutes"] == 30
    words = ["--size", "platforms", "--decay", "1.5", "--cost", "km"]
    assert ask(out, *words, method="huff") == 0
    row = features_of(out)[0]
    assert (row["size"], row["decay"], row["cost"]) == ("platforms", 1.5, "km")


def test_clipping_and_merging_are_options(out):
    assert ask(out, "--radius-km", "90", zones="luzhou") == 0
    (whole,) = features_of(out)
    assert ask(out, "--radius-km", "90", "--clip", zones="luzhou") == 0
    (cut,) = features_of(out)
    assert cut["area_km2"] < whole["area_km2"] * 0.8
    assert ask(out, "--merge") == 0
    (one,) = features_of(out)
    assert one["zone_id"] == "chengdu;yibin"


def test_every_kind_of_file_opens(tmp_path):
    paths = {kind: tmp_path / f"x.{kind}" for kind in ("geojson", "gpkg", "XLSX")}
    for path in paths.values():
        assert ask(path) == 0
    for kind in ("geojson", "gpkg"):
        assert list(gpd.read_file(paths[kind])["zone_id"]) == ["chengdu", "yibin"]
    book = openpyxl.load_workbook(io.BytesIO(paths["XLSX"].read_bytes()))
    assert len(book.sheetnames) == 5


def test_the_same_question_twice_gives_the_same_bytes(tmp_path):
    for kind in ("geojson", "gpkg", "xlsx"):
        one, two = tmp_path / f"1.{kind}", tmp_path / f"2.{kind}"
        assert ask(one) == ask(two) == 0
        assert one.read_bytes() == two.read_bytes()


# what is said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_name_zones_people_and_what_is_missing(lang, out, capsys, catalog):
    assert ask(out, "--lang", lang) == 0
    said = capsys.readouterr()
    assert said.err == ""
    for zone in ("chengdu", "yibin"):
        assert catalog.zones[f"name_{lang}"][zone] in said.out
    assert ("另有4家未落图" in said.out) == (lang == "zh")
    assert ("another 4 are not" in said.out) == (lang == "en")
    assert str(out) in said.out.splitlines()[-1]
    assert sum(line.startswith("  ") for line in said.out.splitlines()) == 2 + 4


def test_json_is_one_object_with_everything_but_shapes(out, capsys):
    assert ask(out, "--json", method="drive") == 0
    said = capsys.readouterr()
    assert said.err == ""
    told = json.loads(said.out)
    assert told["asked"] == {
        "zones": ["chengdu", "yibin"],
        "method": "drive",
        "minutes": 60,
        "weighting": "areal",
        "clip": False,
        "merge": False,
    }
    assert told["features"] == features_of(out)
    assert told["title"] == json.loads(out.read_text("utf-8"))["title"]
    assert [row["zones"] for row in told["coverage"]] == [0, 1, 2, 3]
    people = sum(row["population"] for row in told["coverage"])
    assert people == pytest.approx(told["province"]["population"]["value"], rel=1e-9)
    assert sum(row["population_pct"] for row in told["coverage"]) == pytest.approx(100)
    assert any("三州未校验" in note for note in told["notes"])
    assert {row["state"] for row in told["left_out"]} == {"left_out", "borderline"}


@pytest.mark.parametrize(
    "payload", ["<script>\x1b[31m", "{n}{title!r}%s", "\u202egnp.exe", "=1+1", "a\ud800b"]
)
def test_a_hostile_name_is_harmless(payload, out, capsys, catalog, monkeypatch):
    zones = catalog.zones.copy()
    zones["name_zh"] = zones["name_zh"].astype(object)
    zones.loc["chengdu", "name_zh"] = payload
    hostile = replace(catalog, zones=zones, digest="hostile")
    monkeypatch.setattr("geo.catalog.load_catalog", lambda overlay: hostile)
    for words in ([], ["--json"]):
        assert ask(out, *words) == 0
        said = capsys.readouterr().out
        assert all(ch == "\n" or ch.isprintable() for ch in said)
        shown = payload.encode("utf-8", "replace").decode()
        assert features_of(out)[0]["name_zh"] == shown
        if words:
            assert json.loads(said)["features"][0]["name_zh"] == shown


def test_help_names_every_option(capsys):
    for lang in ("zh", "en"):
        with pytest.raises(SystemExit, match="0"):
            cli.main(["catchment", "-h", "--lang", lang])
        said = capsys.readouterr().out
        for name in (*cli_catchment._TAKEN_BY, "zones", "method", "clip", "merge", "out", "json"):
            assert cli_catchment._option(name) in said


# the owner's times, progress, cancelling


@pytest.mark.parametrize("method", ["drive", "huff"])
def test_the_owner_s_times_take_the_place_of_the_model(method, out, owned, capsys):
    assert ask(out, "--times", __file__, method=method) == 0
    assert [str(path) for path in owned.asked] == [__file__]
    row = features_of(out)[0]
    assert (row["travel_kind"], row["travel_source"], row["error_pct"]) == (
        "table",
        "交通厅",
        None,
    )
    assert "交通厅" in capsys.readouterr().out


def test_faulty_times_are_told_and_nothing_is_written(out, owned, capsys):
    faults = Faults()
    faults.add("kind", "kind", "bad\u202e.txt", kinds=".csv")
    faults.add("readable", "readable", "worse")
    owned.answer = TravelError(faults)
    for lang in ("zh", "en"):
        assert ask(out, "--times", __file__, "--lang", lang, method="drive") == 1
        said = capsys.readouterr().err
        assert len(said.splitlines()) == 3
        assert "bad" in said
        assert all(ch == "\n" or ch.isprintable() for ch in said)
        assert "worse" in said
        assert ("drive times or roads" in said) == (lang == "en")
    assert not out.exists()


@pytest.fixture
def times(tmp_path, catalog):
    """Return a small table of times as an owner would bring it."""
    t = translator("zh")
    keys = ("origin", "destination", "minutes", "source", "date")
    lines = [",".join(t(f"travel.column_{key}") for key in keys)]
    lines += [
        f"chengdu,{code},{minutes},交通厅,2026-05"
        for code, minutes in (("510107", 12), ("510104", 20), ("511402", 55), ("513433", 400))
    ]
    path = tmp_path / "times.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "xlsx"])
def test_a_real_table_of_times_gives_whole_counties(kind, times, tmp_path, catalog, capsys):
    path = tmp_path / f"x.{kind}"
    words = ["--times", str(times), "--json"]
    assert ask(path, *words, method="drive") == 0
    told = json.loads(capsys.readouterr().out)
    first, second = told["features"]
    near = catalog.counties["population"][["510107", "510104", "511402"]].sum()
    assert first["population"] == pytest.approx(near, rel=1e-6)
    assert (first["error_pct"], first["travel_kind"]) == (None, "table")
    # of Yibin the table tells nothing: no number, and no county is said to be left out
    assert second["population"] is None
    assert "三州未校验" not in told["title"]
    assert {row["state"] for row in told["left_out"]} == {"unknown"}
    assert ask(path, *words[:2], "--lang", "en", method="drive") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[2] == f"  {catalog.zones['name_en']['yibin']}: no data"


def test_a_table_of_times_with_faults_is_refused_in_words(out, times, capsys):
    times.write_text(times.read_text("utf-8").replace("chengdu,510104,20", "x,y,z"), "utf-8")
    assert ask(out, "--times", str(times), method="drive") == 1
    assert "第3行" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), CancelledError("stopped")])
def test_cancelled_work_writes_nothing(error, out, monkeypatch):
    def stop(*_args, **_how):
        raise error

    monkeypatch.setattr("geo.catchment.result.compute", stop)
    assert ask(out, method="drive") == 1
    assert not out.exists()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_a_terminal_sees_how_far_the_work_is_and_a_pipe_does_not(out, monkeypatch, capsys):
    assert ask(out, method="drive") == 0
    assert capsys.readouterr().err == ""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert ask(out, method="drive") == 0
    said = terminal.getvalue()
    assert "\r0 %" in said
    assert said.endswith("\r100 %\n")
