"""Which file is read: the overlay's if it is there, else the shipped one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.settings import read_setting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.catalog.problems import Report

PACKAGE_FILE = "datapackage.json"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One data file, found in the overlay or in the shipped data."""

    name: str
    path: Path
    shipped: bool

    def stamp(self) -> tuple[str, int, int]:
        """Return path, time of change and size, to notice a change without reading."""
        try:
            stat = self.path.stat()
        except OSError:
            return str(self.path), -1, -1
        return str(self.path), stat.st_mtime_ns, stat.st_size


def merge_folders(
    names: Iterable[str], shipped: Path, overlay: Path | None
) -> tuple[DataFile, ...]:
    """Choose each file from the overlay if it is there, else from the shipped data.

    Parameters
    ----------
    names
        File names of the data package.
    shipped
        Folder of the shipped data.
    overlay
        Folder whose files replace the shipped ones, or None.

    Returns
    -------
    tuple of DataFile
        In the order of ``names``.
    """
    return tuple(
        DataFile(name, overlay / name, shipped=False)
        # lexists as well: a dangling link must be reported, not silently passed over
        if overlay is not None and ((overlay / name).exists() or (overlay / name).is_symlink())
        else DataFile(name, shipped / name, shipped=True)
        for name in names
    )


def check_overlay(names: Iterable[str], overlay: Path, report: Report) -> None:
    """Report an overlay folder that is missing, and files in it that will not be read.

    Parameters
    ----------
    names
        File names of the data package.
    overlay
        Folder to look at.
    report
        Where problems go.
    """
    if not overlay.is_dir():
        report.error("overlay_missing", str(overlay))
        return
    known = sorted(names)
    try:
        present = sorted(path.name for path in overlay.iterdir())
    except OSError as error:
        report.error("file_unreadable", str(overlay), reason=_reason(error))
        return
    for name in present:
        if name == PACKAGE_FILE:
            report.warning("overlay_schema_ignored", name)
        elif name not in known and name.endswith((".csv", ".geojson", ".json")):
            report.warning("overlay_file_ignored", name, known=", ".join(known))


def read_bytes(file: DataFile, report: Report) -> bytes | None:
    """Read a data file whole, or report why it cannot be read.

    Parameters
    ----------
    file
        The file chosen.
    report
        Where problems go.

    Returns
    -------
    bytes or None
        The content; None after a report.

    Raises
    ------
    SettingError
        If the size limit is set to a bad value.
    """
    limit = read_setting("data_file_bytes")
    try:
        if not file.path.exists():
            report.error("file_missing", file.name)
            return None
        if not file.shipped and not is_inside(file.path):
            report.error("file_link_outside", file.name)
            return None
        if not file.path.is_file():
            report.error("file_not_regular", file.name)
            return None
        size = file.path.stat().st_size
        if size > limit:
            report.error("file_too_large", file.name, value=size, limit=limit)
            return None
        content = file.path.read_bytes()
    except OSError as error:
        report.error("file_unreadable", file.name, reason=_reason(error))
        return None
    return content


def is_inside(path: Path) -> bool:
    """Say whether a file is really in the folder that it is named in, and no link out of it.

    Raises
    ------
    OSError
        If the path leads in a circle.
    """
    try:
        return path.resolve(strict=True).is_relative_to(path.parent.resolve(strict=True))
    except RuntimeError as error:  # links that lead in a circle
        raise OSError(0, "links in a circle") from error


def decode(file: str, content: bytes, report: Report) -> str | None:
    """Decode UTF-8 (a byte order mark is allowed) and refuse NUL characters.

    Parameters
    ----------
    file
        Name for the report.
    content
        The bytes of the file.
    report
        Where problems go.

    Returns
    -------
    str or None
        The text; None after a report.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        report.error("not_utf8", file, line, value=repr(content[error.start : error.start + 4]))
        return None
    if "\0" in text:
        report.error("nul", file, text.count("\n", 0, text.index("\0")) + 1)
        return None
    return text


def hash_bytes(content: bytes) -> str:
    """Return the hash in the form that the data package uses, ``sha256:...``."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
