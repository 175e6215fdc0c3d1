"""Office files that are the same bytes each time, and text that they can hold."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

_UNFIT: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHANGED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CORE: Final = "docProps/core.xml"


def fit(text: str) -> str:
    """Return text without what XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)


def settle(body: bytes, day: dt.date, parts: Mapping[str, bytes] | None = None) -> bytes:
    """Return an office file whose parts bear the day of the report, not the clock's.

    Parameters
    ----------
    body
        The file.
    day
        Day of the report.
    parts
        Parts of the file that are others now, by name.
    """
    others = parts or {}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            part = others.get(name) or given.read(name)
            if name == _CORE:
                moment = f"{day.isoformat()}T00:00:00Z".encode()
                part = _CHANGED.sub(rb"\g<1>" + moment + rb"\g<2>", part)
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, part)
    return out.getvalue()
