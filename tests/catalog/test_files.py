"""The overlay, and files that cannot be read."""

from __future__ import annotations

import json

import pytest

from geo.catalog import load_catalog
from geo.errors import CatalogError, SettingError
from geo.settings import data_dir


def test_a_missing_overlay_is_named(tmp_path):
    folder = tmp_path / "nowhere"
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    problem = caught.value.problems[0]
    assert problem.file == str(folder)
    assert problem.severity == "error"


def test_an_empty_overlay_changes_nothing(overlay, catalog):
    assert overlay.problems() == catalog.problems
    assert load_catalog(overlay.folder).digest == catalog.digest


def test_a_file_in_the_overlay_replaces_the_shipped_one(overlay, catalog):
    overlay.cell("economic_zones.csv", "south", "name_en", "The South")
    loaded = load_catalog(overlay.folder)
    assert loaded.economic_zones.loc["south", "name_en"] == "The South"
    assert loaded.digest != catalog.digest
    assert catalog.economic_zones.loc["south", "name_en"] != "The South"


def test_a_schema_in_the_overlay_is_ignored(overlay):
    package = json.loads((data_dir() / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        resource.pop("schema", None)
    overlay.write("datapackage.json", json.dumps(package))
    overlay.cell("zone_counts.csv", "2013-03", "national", "many", by="period")
    keys = {(problem.file, problem.severity) for problem in overlay.problems()}
    assert keys == {("datapackage.json", "warning"), ("zone_counts.csv", "error")}


def test_a_misspelt_file_is_named(overlay):
    overlay.write("zone.geojson", "{}")
    overlay.write("readme.txt", "notes are welcome")
    problem = overlay.only()
    assert (problem.file, problem.severity) == ("zone.geojson", "warning")
    assert "zones.geojson" in problem.expectation


def test_a_folder_for_a_file(overlay):
    (overlay.folder / "zone_counts.csv").mkdir()
    assert overlay.only().file == "zone_counts.csv"


def test_a_dangling_link(overlay):
    (overlay.folder / "zone_counts.csv").symlink_to(overlay.folder / "gone")
    assert "restore" in overlay.only().expectation


def test_gbk_is_named_with_its_line(overlay):
    text = overlay.text("zone_groups.csv")
    overlay.write("zone_groups.csv", text.encode("gbk"))
    problems = [p for p in overlay.problems() if p.file == "zone_groups.csv"]
    assert [(p.row, p.severity) for p in problems] == [(2, "error")]
    assert "UTF-8" in problems[0].expectation


def test_a_byte_order_mark_and_windows_lines_are_read(overlay):
    text = overlay.text("zone_groups.csv").replace("\n", "\r\n")
    overlay.write("zone_groups.csv", b"\xef\xbb\xbf" + text.encode())
    assert overlay.problems() == ()


def test_nul_is_refused_other_controls_are_text(overlay):
    overlay.cell("zone_groups.csv", "national-8", "note_en", "a\u202eb\x07\u2028c")
    assert overlay.problems() == ()
    note = load_catalog(overlay.folder).zone_groups.loc["national-8", "note_en"]
    assert note == "a\u202eb\x07\u2028c"
    overlay.cell("zone_groups.csv", "national-8", "note_en", "a\0b")
    found = [p for p in overlay.problems() if "NUL" in p.expectation]
    assert [(p.file, p.row) for p in found] == [("zone_groups.csv", 3)]


def test_size_limit(overlay, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_DATA_FILE_BYTES", "1000")
    problems = overlay.problems()
    assert {p.file for p in problems} >= {"zones.geojson", "sources.csv"}
    assert all("1000 bytes" in p.expectation for p in problems if p.file == "sources.csv")


def test_row_limit(overlay, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_DATA_ROWS", "100")
    named = {p.file for p in overlay.problems() if "at most 100 rows" in p.expectation}
    assert "platforms.csv" in named
    assert "zones.geojson" not in named
    monkeypatch.setenv("ZONE_ATLAS_DATA_ROWS", "20")
    assert "zones.geojson" in {p.file for p in overlay.problems()}


def test_a_bad_limit_is_a_setting_error(overlay, monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_DATA_ROWS", "all")
    with pytest.raises(SettingError):
        overlay.problems()


def test_a_changed_shipped_file_is_noticed(data_copy, monkeypatch):
    path = data_copy / "zone_groups.csv"
    path.write_bytes(path.read_bytes().replace(b"Liangshan Prefecture as", b"Liangshan as"))
    monkeypatch.setattr("geo.catalog.load.data_dir", lambda: data_copy)
    loaded = load_catalog()
    assert [(p.file, p.severity) for p in loaded.problems] == [("zone_groups.csv", "warning")]
    assert "sha256:" in loaded.problems[0].value
    # the same file in an overlay is the owner's business
    monkeypatch.undo()
    for name in [
        p.name for p in data_copy.iterdir() if p.is_file() and p.name != "zone_groups.csv"
    ]:
        (data_copy / name).unlink()
    assert load_catalog(data_copy).problems == ()


def test_a_missing_shipped_file(data_copy, monkeypatch):
    (data_copy / "sources.csv").unlink()
    monkeypatch.setattr("geo.catalog.load.data_dir", lambda: data_copy)
    with pytest.raises(CatalogError) as caught:
        load_catalog()
    # one line for the file, none for the thousands of references into it
    assert [p.file for p in caught.value.problems] == ["sources.csv"]
