"""An overlay folder that a test breaks, and the problems that it gives."""

from __future__ import annotations

import csv
import io
import json

import pytest

from geo.catalog import validate
from geo.settings import data_dir


class Overlay:
    """A folder whose files are shipped ones with something changed."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, content):
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        (self.folder / name).write_bytes(data)

    def text(self, name):
        path = self.folder / name
        return (path if path.exists() else data_dir() / name).read_text(encoding="utf-8")

    def csv(self, name, change):
        """Pass the list of row dicts through `change` (in place, or a new list returned)."""
        reader = csv.DictReader(io.StringIO(self.text(name), newline=""))
        rows = list(reader)
        rows = change(rows) or rows
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.write(name, out.getvalue())

    def cell(self, name, key, column, value, by="id"):
        """Set one cell of the first row with the key; return its line in the file."""
        line = []

        def change(rows):
            index = next(i for i, row in enumerate(rows) if row[by] == key)
            rows[index][column] = value
            line.append(index + 2)

        self.csv(name, change)
        return line[0]

    def features(self, name, change):
        document = json.loads(self.text(name))
        change(document["features"])
        self.write(name, json.dumps(document, ensure_ascii=False))

    def feature(self, name, key, **properties):
        """Set properties (or geometry) of one feature; return its number."""
        number = []

        def change(features):
            index = next(i for i, f in enumerate(features) if f["properties"]["id"] == key)
            if "geometry" in properties:
                features[index]["geometry"] = properties.pop("geometry")
            features[index]["properties"].update(properties)
            number.append(index + 1)

        self.features(name, change)
        return number[0]

    def problems(self, lang="en"):
        return validate(self.folder, lang)

    def only(self):
        """The one problem, where one change must give one problem."""
        problems = self.problems()
        assert len(problems) == 1, problems
        return problems[0]


@pytest.fixture
def overlay(tmp_path):
    folder = tmp_path / "overlay"
    folder.mkdir()
    return Overlay(folder)


@pytest.fixture(autouse=True)
def _defaults(monkeypatch):
    for name in ("ZONE_ATLAS_DATA", "ZONE_ATLAS_DATA_ROWS", "ZONE_ATLAS_DATA_FILE_BYTES"):
        monkeypatch.delenv(name, raising=False)
