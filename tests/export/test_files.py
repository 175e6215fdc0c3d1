"""A reader of a file sees the whole of it or what stood there before."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from geo.errors import ExportError
from geo.export.files import write_bytes


def test_a_file_is_written_whole_and_replaced(tmp_path):
    out = tmp_path / "名.html"
    write_bytes(out, b"first")
    write_bytes(out, b"second, longer")
    assert out.read_bytes() == b"second, longer"
    assert os.listdir(tmp_path) == [out.name]  # noqa: PTH208  # also hidden files


def test_a_file_can_be_read_by_others_as_a_saved_file_can(tmp_path):
    out = tmp_path / "map.html"
    write_bytes(out, b"x")
    assert stat.S_IMODE(out.stat().st_mode) == 0o644


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    with pytest.raises(ExportError, match="expected a file name, came a folder"):
        write_bytes(tmp_path, b"x")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(ExportError, match=r"/no does not exist; make it first"):
        write_bytes(tmp_path / "no" / "x.html", b"x")


@pytest.mark.parametrize("step", ["replace", "chmod"])
def test_a_failure_leaves_the_old_file_and_no_half_one(tmp_path, monkeypatch, step):
    out = tmp_path / "map.html"
    out.write_bytes(b"old")

    def fail(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(ExportError, match="No space left on device"):
        write_bytes(out, b"new")
    monkeypatch.undo()
    assert out.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [out.name]  # noqa: PTH208


def test_an_interruption_leaves_no_half_file(tmp_path, monkeypatch):
    def interrupt(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "map.html", b"new")
    monkeypatch.undo()
    assert os.listdir(tmp_path) == []  # noqa: PTH208
