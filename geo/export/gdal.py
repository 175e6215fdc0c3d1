"""Files by GDAL that do not tell when they were written."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

import pyogrio

if TYPE_CHECKING:
    from collections.abc import Iterator

_writing = Lock()


@contextmanager
def written_on(day: str) -> Iterator[None]:
    """Let files bear a day as that of their change, such as 2026-11-22; empty for a fixed one.

    One at a time: the day is a setting of all of GDAL.
    """
    with _writing:
        pyogrio.set_gdal_config_options(
            {"OGR_CURRENT_DATE": f"{day or '2000-01-01'}T00:00:00.000Z"}
        )
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
