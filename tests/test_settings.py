from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import SettingError
from geo.settings import SETTINGS, data_dir, overlay_dir, read_setting


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for setting in SETTINGS:
        monkeypatch.delenv(setting.env, raising=False)
    monkeypatch.delenv("ZONE_ATLAS_DATA", raising=False)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_table_is_sound(setting):
    assert setting.env == "ZONE_ATLAS_" + setting.name.upper()
    assert setting.lowest <= setting.default <= setting.highest
    assert setting.sentence.endswith(".")
    assert read_setting(setting.name) == setting.default


def test_variable_wins(monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_DATA_ROWS", " 5000 ")
    assert read_setting("data_rows") == 5000


def test_blank_variable_means_default(monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_DATA_ROWS", " ")
    assert read_setting("data_rows") == 100_000


@pytest.mark.parametrize("bad", ["9", "5000001", "-20", "1e3", "many", "２００", "20.0"])
def test_bad_value_names_the_variable(monkeypatch, bad):
    monkeypatch.setenv("ZONE_ATLAS_DATA_ROWS", bad)
    with pytest.raises(SettingError, match=r"ZONE_ATLAS_DATA_ROWS.*10 to 5000000"):
        read_setting("data_rows")


def test_unknown_setting():
    with pytest.raises(SettingError, match="data_file_bytes"):
        read_setting("nothing")


def test_data_dir_holds_the_package():
    assert (data_dir() / "datapackage.json").is_file()


def test_wheel_folder_comes_first(monkeypatch, tmp_path):
    package = tmp_path / "geo"
    (package / "_data").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    monkeypatch.setattr("geo.settings.__file__", str(package / "settings.py"))
    assert data_dir() == package / "_data"


def test_no_data_at_all(monkeypatch, tmp_path):
    monkeypatch.setattr("geo.settings.__file__", str(tmp_path / "geo" / "settings.py"))
    with pytest.raises(SettingError, match="install the package again"):
        data_dir()


def test_overlay(monkeypatch):
    assert overlay_dir() is None
    monkeypatch.setenv("ZONE_ATLAS_DATA", "some/folder")
    assert overlay_dir() == Path("some/folder")
