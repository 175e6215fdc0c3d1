"""Fixtures that many tests share; a skipped test fails the run."""

from __future__ import annotations

import gc
import os
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from geo.catalog import Catalog


# GeoPackages need not outlive a power cut: four fifths of the time of one went into waiting
# for the disk.
os.environ.setdefault("OGR_SQLITE_SYNCHRONOUS", "OFF")

_YOUNG_OBJECTS = 20_000  # between two looks for garbage; 700 without


def pytest_collection_finish():
    """Look for garbage more seldom, and never among what the imports made: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)


def pytest_sessionfinish(session, exitstatus):
    """Fail a run in which anything was skipped: a test that cannot run proves nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and exitstatus in {0, 5}:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# the package is imported inside the fixtures: this file is also copied elsewhere and run alone


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Return the shipped data, loaded once."""
    from geo.catalog import load_catalog  # noqa: PLC0415

    return load_catalog()


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """Return a copy of the shipped data folder, to be broken."""
    from geo.settings import data_dir  # noqa: PLC0415

    folder = tmp_path / "data"
    shutil.copytree(data_dir(), folder)
    return folder
