"""Archives that are the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

from geo.export.office import NO_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_day(day: str) -> dt.date:
    """Return a day such as 2026-11-22; a fixed one where none is held."""
    return dt.date.fromisoformat(day) if day else NO_DAY


def pack_files(files: Mapping[str, bytes], day: str) -> bytes:
    """Return files as a zip, in the order given.

    Parameters
    ----------
    files
        Contents by name.
    day
        Day that they bear, such as 2026-11-22; empty for none.
    """
    stamp = read_day(day)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            # else the archive tells which system it was made on
            info.create_system = 0
            archive.writestr(info, body)
    return out.getvalue()
