"""Office files (XLSX, DOCX, PPTX) that are the same bytes each time, and text they can hold."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_DAY: Final = dt.date(2000, 1, 1)
"""Day that a file bears where nothing in it has one."""

_UNFIT: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CORE: Final = "docProps/core.xml"
_MOMENT: Final = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")
_FIRST: Final = ("[Content_Types].xml", "_rels/.rels")
_EMBEDDED: Final = re.compile(r"(?:word|ppt|xl)/embeddings/[^/]+\.(?:xlsx|docx|pptx)")


def fit_text(text: str) -> str:
    """Return text without what XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)


def settle_package(
    body: bytes, day: dt.date | None = None, *, parts: Mapping[str, bytes] | None = None
) -> bytes:
    """Return an office file in which nothing tells when or where it was written.

    The libraries that write such files stamp the clock into the archive and into the properties
    of the document, and put the parts into it as they come. The same contents and day always give
    the same bytes, so that files can be compared, cached and hashed.

    Parameters
    ----------
    body
        The file: an OOXML package. Packages embedded in it, such as the sheet behind a chart, are
        settled with it.
    day
        Day that the file bears as its day of making and of change; None for `NO_DAY`.
    parts
        Parts of the file that are others now, by name; what is not in the file stays out.

    Returns
    -------
    bytes
        The file. The list of content types comes first, as readers expect, then the other parts
        by name.
    """
    settled_day = day or NO_DAY
    others = parts or {}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sorted(set(given.namelist()), key=_place):
            part = others[name] if name in others else given.read(name)
            if name == _CORE:
                moment = f"{settled_day.isoformat()}T00:00:00Z".encode()
                part = _MOMENT.sub(rb"\g<1>" + moment + rb"\g<3>", part)
            elif _EMBEDDED.fullmatch(name):
                part = settle_package(part, settled_day)
            info = zipfile.ZipInfo(
                name, (settled_day.year, settled_day.month, settled_day.day, 0, 0, 0)
            )
            info.compress_type = zipfile.ZIP_DEFLATED
            # else the archive tells which system it was made on
            info.create_system = 0
            made.writestr(info, part)
    return out.getvalue()


def _place(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)
