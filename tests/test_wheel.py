"""A built wheel carries the data, the words and the browser's files, and works alone."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    unpacked = folder / "unpacked"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_the_wheel_holds_every_data_file(wheel):
    def files(folder):
        return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}

    assert Path("decks/zones-26-35.json") in files(ROOT / "data")
    assert files(wheel / "geo" / "_data") == files(ROOT / "data")


def test_the_wheel_holds_words_scripts_and_styles(wheel):
    for pattern in ("*.po", "*.js", "*.css"):
        kept = {p.relative_to(ROOT) for p in (ROOT / "geo").rglob(pattern)}
        assert kept
        assert {p.relative_to(wheel) for p in (wheel / "geo").rglob(pattern)} == kept


def test_the_wheel_exports_the_overview_away_from_the_checkout(wheel, tmp_path):
    out = tmp_path / "overview.html"
    code = (
        "import sys, geo.settings; from geo.cli import main; print(geo.settings.data_dir());"
        f"sys.exit(main(['export', '--preset', 'overview', '--out', {str(out)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[0] == str(wheel / "geo" / "_data")
    assert "za-payload" in out.read_text("utf-8")
