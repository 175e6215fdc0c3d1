from __future__ import annotations

import shutil
import subprocess
import sys

import frykit
import pytest
import shapely

from geo.catalog import boundaries
from geo.errors import BoundaryError


@pytest.fixture(scope="module")
def layers():
    return boundaries.read_boundaries()


def test_codes(layers):
    assert len(layers.prefectures) == 21
    assert len(layers.counties) == 183
    for layer in (layers.prefectures, layers.counties):
        assert layer.index.is_unique
        assert layer.index.str.fullmatch(r"51\d{4}").all()
    assert set(layers.counties["prefecture_code"]) == set(layers.prefectures.index)


@pytest.mark.parametrize("name", ["prefectures", "counties"])
def test_each_layer_is_sound(layers, name):
    geometry = getattr(layers, name).geometry
    assert geometry.is_valid.all()
    assert set(geometry.geom_type) <= {"Polygon", "MultiPolygon"}


def test_neighbours_do_not_overlap(layers):
    geometry = layers.prefectures.geometry.to_numpy()
    total = shapely.area(geometry).sum()
    assert shapely.area(shapely.union_all(geometry)) == pytest.approx(total, rel=1e-6)


def test_counties_fill_their_prefecture(layers):
    for code, part in layers.counties.groupby("prefecture_code"):
        whole = layers.prefectures.geometry[code]
        union = shapely.union_all(part.geometry.to_numpy())
        assert union.symmetric_difference(whole).area < 1e-3 * whole.area


@pytest.fixture
def copied(tmp_path, monkeypatch):
    folder = tmp_path / "china" / "tianditu"
    folder.mkdir(parents=True)
    for name in boundaries.PINNED:
        shutil.copy(frykit.get_data_dir() / "china" / "tianditu" / name, folder)
    monkeypatch.setattr(frykit, "get_data_dir", lambda: tmp_path)
    return folder


def test_pins_hold(copied):
    boundaries.read_boundaries.__wrapped__()


@pytest.mark.parametrize("name", sorted(boundaries.PINNED))
def test_one_changed_byte_is_refused(copied, name):
    content = bytearray((copied / name).read_bytes())
    content[-1] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(
        BoundaryError, match=rf"{name}: expected sha256 [0-9a-f]{{64}}, got .*install"
    ):
        boundaries.read_boundaries.__wrapped__()


def test_a_missing_file_is_refused(copied):
    (copied / "cn_city.csv").unlink()
    with pytest.raises(BoundaryError, match=r"cn_city\.csv.*install"):
        boundaries.read_boundaries.__wrapped__()


def test_a_missing_package_is_refused(monkeypatch):
    def refuse():
        raise ModuleNotFoundError

    monkeypatch.setattr(frykit, "get_data_dir", refuse)
    with pytest.raises(BoundaryError, match="not installed"):
        boundaries.read_boundaries.__wrapped__()


def test_a_layer_without_a_county_is_refused(copied, monkeypatch):
    monkeypatch.setattr(boundaries, "COUNTIES", 184)
    with pytest.raises(BoundaryError, match="21 and 183"):
        boundaries.read_boundaries.__wrapped__()


def test_import_gives_no_warning():
    code = "import frykit, frykit.shp, geo.catalog"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
