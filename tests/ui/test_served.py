"""What the browser loads once is written once, under a name that changes with it."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from pathlib import Path

import pytest

from geo.maps.assets import OURS_CSS, OURS_JS, read_asset
from geo.maps.parts import make_part
from geo.ui import served
from geo.ui.component import map_message, pack
from geo.view import View


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setattr(served, "_folder", lambda: tmp_path)
    monkeypatch.setattr(served, "_written", OrderedDict())
    return tmp_path


def name_of(address):
    return address.rsplit("/", 1)[1]


def test_parts_are_written_once_and_whole(folder):
    part = make_part("names", {"zh": "成都"})
    address = served.serve_parts([part])[part.name]
    file = folder / name_of(address)
    assert json.loads(file.read_text("utf-8")) == {"zh": "成都"}
    written = file.stat().st_mtime_ns
    file.write_text("kept", "utf-8")
    assert served.serve_parts([part, part]) == {part.name: address}
    assert file.read_text("utf-8") == "kept"
    assert file.stat().st_mtime_ns >= written
    assert [path.name for path in folder.iterdir()] == [file.name]


def test_another_content_has_another_address(folder):
    first = served.serve_text("component", "js", "1")
    assert served.serve_text("component", "js", "2") != first
    assert served.serve_text("component", "js", "1") == first
    assert first.startswith("/component/")


def test_scripts_and_styles_keep_their_order_and_bytes(folder):
    served_now = served.serve_scripts()
    texts = [(folder / name_of(address)).read_bytes().decode() for address in served_now["js"]]
    assert texts == [read_asset(name) for name in OURS_JS]
    texts = [(folder / name_of(address)).read_bytes().decode() for address in served_now["css"]]
    assert texts == [read_asset(name) for name in OURS_CSS]


def test_a_changed_map_is_a_few_kilobytes(catalog):
    for view in (
        View(indicator="gdp", period="2022"),
        View(indicator="hte_per_10k_pop", period="2023", lang="en"),
        View(geography="county", indicator="urban_share_census2020", period="2020"),
    ):
        payload, _, _ = map_message(view, catalog)
        assert len(pack(payload)) < 8_000


def test_the_loader_is_short():
    loader = Path(served.__file__).parent / "static" / "loader.js"
    assert len(loader.read_bytes()) < 1_500


def test_the_folder_does_not_grow_without_end(folder, monkeypatch):
    """Every own overlay makes an index and parts of its own, and they came and never went."""
    monkeypatch.setattr(served, "_MOST_BYTES", 3500)
    parts = [make_part("names", f"{n}" * 1000) for n in range(9)]
    for part in parts:
        served.serve_parts([parts[0], part])  # the first stays in use
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(f"{part.name}.json" for part in (parts[0], *parts[-2:]))
    # what went is there again when a page names it
    served.serve_parts([parts[4]])
    assert (folder / f"{parts[4].name}.json").read_text("utf-8") == parts[4].text
    assert len(list(folder.iterdir())) == 3


def test_what_takes_long_is_made_once_beside_the_page(folder, monkeypatch):
    monkeypatch.setattr(served, "_MOMENT_SECONDS", 0.0)
    monkeypatch.setattr(served, "_promised", set())
    begun, go_on, made = threading.Event(), threading.Event(), []

    def make():
        begun.set()
        go_on.wait()
        made.append(1)
        return "[1]"

    address = served.serve_later("search", "abc", "json", make)
    begun.wait()
    assert name_of(address) == "search-abc.json"
    assert list(folder.iterdir()) == []  # the page has its address already
    assert served.serve_later("search", "abc", "json", make) == address
    makers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    go_on.set()
    for maker in makers:
        maker.join()
    assert (folder / "search-abc.json").read_text("utf-8") == "[1]"
    assert served.serve_later("search", "abc", "json", make) == address
    assert made == [1]


def test_what_could_not_be_made_is_tried_again(folder, monkeypatch):
    monkeypatch.setattr(served, "_MOMENT_SECONDS", 0.0)
    monkeypatch.setattr(served, "_promised", set())
    told = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_type))

    def fail():
        raise ZeroDivisionError

    for make in (fail, lambda: "[2]"):
        served.serve_later("search", "abd", "json", make)
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join()
    assert told == [ZeroDivisionError]
    assert (folder / "search-abd.json").read_text("utf-8") == "[2]"
