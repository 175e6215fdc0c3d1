"""Geometry as a GeoPackage holds it, taken to be made by anybody.

Only lines go on to the library that reads them, and only after their lengths were added up: that
library follows whatever is nested, as deep as it goes.
"""

from __future__ import annotations

import struct
from typing import Final

LINE: Final = "LineString"
LINES: Final = "MultiLineString"

_KINDS: Final = {
    1: "Point",
    2: LINE,
    3: "Polygon",
    4: "MultiPoint",
    5: LINES,
    6: "MultiPolygon",
    7: "GeometryCollection",
    8: "CircularString",
    9: "CompoundCurve",
    10: "CurvePolygon",
    11: "MultiCurve",
    12: "MultiSurface",
}
_MAGIC = b"GP"
_HEAD = 8
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes by the code in the flags
_EXTENDED = 0x20
_EMPTY = 0x10
_COUNT = 4
_PREFIX = 5  # order of bytes, kind
_NUMBER = 8
_OLD_Z, _OLD_M, _OLD_SRID = 0x80000000, 0x40000000, 0x20000000
_MOST_ISO = 3


def read_blob(blob: object) -> tuple[bytes | None, str]:
    """Return the well-known binary of a line, and the kind of geometry.

    Parameters
    ----------
    blob
        A value of the geometry column (OGC GeoPackage 1.4, clause 2.1.3).

    Returns
    -------
    tuple
        The binary, for a line or several that add up to the length of the blob, else None; and
        the kind: `LINE`, `LINES` or the name of another kind, with None ``""`` for a missing or
        empty geometry and ``?`` for one that cannot be read.
    """
    if blob is None:
        return None, ""
    if not isinstance(blob, bytes):
        return None, "?"
    try:
        begin = _find_begin(blob)
        if not begin:
            return None, ""
        end, kind, count = _follow(blob, begin)
    except (struct.error, ValueError):
        return None, "?"
    if kind not in {LINE, LINES} or not count:
        return None, kind if kind not in {LINE, LINES} else ""
    return (blob[begin:end], kind) if end == len(blob) else (None, "?")


def _find_begin(blob: bytes) -> int:
    """Return where the binary begins; 0 if the geometry is empty.

    Raises
    ------
    ValueError
        If the head is none, or of an extension.
    """
    if len(blob) < _HEAD or not blob.startswith(_MAGIC):
        raise ValueError("head: expected that of the standard; got another")
    flags = blob[3]
    code = flags >> 1 & 7
    if flags & _EXTENDED or code >= len(_ENVELOPES):
        raise ValueError(f"flags: expected those of the standard; got {flags}")
    return 0 if flags & _EMPTY else _HEAD + _ENVELOPES[code]


def _follow(blob: bytes, at: int) -> tuple[int, str, int]:
    """Return where a geometry ends, its kind, and its vertices or parts.

    The end of what is no line is not sought.

    Raises
    ------
    struct.error, ValueError
        If it is none, or ends beyond the blob.
    """
    order, kind, size = _read_prefix(blob, at)
    at += _PREFIX
    if kind not in {LINE, LINES}:
        return at, kind, 0
    (count,) = struct.unpack_from(f"{order}I", blob, at)
    at += _COUNT
    if kind == LINE:
        return _pass(blob, at, count * size), kind, count
    for _ in range(count):
        order, kind, size = _read_prefix(blob, at)
        if kind != LINE:
            raise ValueError(f"part: expected {LINE}; got {kind}")
        (within,) = struct.unpack_from(f"{order}I", blob, at + _PREFIX)
        at = _pass(blob, at + _PREFIX + _COUNT, within * size)
    return at, LINES, count


def _pass(blob: bytes, at: int, size: int) -> int:
    if at + size > len(blob):
        raise ValueError(f"blob: expected {at + size} bytes; got {len(blob)}")
    return at + size


def _read_prefix(blob: bytes, at: int) -> tuple[str, str, int]:
    """Return order of bytes, kind, and bytes of a vertex."""
    order = {0: ">", 1: "<"}.get(blob[at] if at < len(blob) else -1)
    if order is None:
        raise ValueError("order of bytes: expected 0 or 1; got another")
    (code,) = struct.unpack_from(f"{order}I", blob, at + 1)
    if code & _OLD_SRID:
        raise ValueError("kind: expected no system within; got one")
    more = bool(code & _OLD_Z) + bool(code & _OLD_M)
    code &= ~(_OLD_Z | _OLD_M)
    iso, code = divmod(code, 1000)
    if iso > _MOST_ISO or (iso and more) or code not in _KINDS:
        raise ValueError(f"kind: expected one of OGC; got {code}")
    more += (0, 1, 1, 2)[iso]
    return order, _KINDS[code], (2 + more) * _NUMBER
