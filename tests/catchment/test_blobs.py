"""Geometry of a GeoPackage: lines as another library writes them, and all that is none."""

import struct

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.catchment.blobs import read_blob

LINE = shapely.LineString([(104, 30), (104.1, 30), (104.2, 30.1)])
SEVERAL = shapely.MultiLineString([LINE, [(105, 31), (105.1, 31)]])


def blob(shape, flags=1, envelope=b"", **how):
    binary = shape if isinstance(shape, bytes) else shapely.to_wkb(shape, **how)
    return b"GP\0" + bytes([flags]) + struct.pack("<i", 4490) + envelope + binary


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("height", [False, True])
@pytest.mark.parametrize("envelope", [(0, 0), (1, 32), (2, 48), (3, 48), (4, 64)])
@pytest.mark.parametrize("shape", [LINE, SEVERAL])
def test_lines_of_every_form(shape, envelope, height, flavor, order):
    code, size = envelope
    shape = shapely.force_3d(shape) if height else shape
    written = blob(shape, code << 1 | 1, bytes(size), byte_order=order, flavor=flavor)
    binary, kind = read_blob(written)
    assert kind == shape.geom_type
    assert shapely.from_wkb(binary).equals_exact(shape)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (None, ""),
        (blob(LINE, 0x11), ""),
        (blob(shapely.LineString()), ""),
        (blob(shapely.MultiLineString()), ""),
        (blob(shapely.Point(1, 2)), "Point"),
        (blob(shapely.Polygon([(0, 0), (1, 0), (1, 1)])), "Polygon"),
        (blob(shapely.GeometryCollection([LINE])), "GeometryCollection"),
        (blob(struct.pack("<BI", 1, 8)), "CircularString"),
        # what cannot be read
        ("GP", "?"),
        (b"", "?"),
        (b"GP\0", "?"),
        (b"XX" + blob(LINE)[2:], "?"),
        (blob(LINE, 0x21), "?"),
        (blob(LINE, 5 << 1), "?"),
        (blob(LINE)[:-1], "?"),
        (blob(LINE) + b"\0", "?"),
        (blob(LINE)[:10], "?"),
        (blob(LINE)[:14], "?"),
        (blob(b"\2" + shapely.to_wkb(LINE)[1:]), "?"),
        (
            blob(LINE, include_srid=True) and blob(shapely.set_srid(LINE, 4490), include_srid=True),
            "?",
        ),
        (blob(struct.pack("<BI", 1, 99)), "?"),
        (blob(struct.pack("<BI", 1, 4002)), "?"),
        (blob(struct.pack("<BI", 1, 0x80000000 + 1002)), "?"),
        (blob(struct.pack("<BII", 1, 2, 2**32 - 1)), "?"),
        (blob(struct.pack("<BII", 1, 5, 2**32 - 1)), "?"),
    ],
)
def test_what_is_no_line(written, kind):
    assert read_blob(written) == (None, kind)


def test_what_is_nested_is_not_followed():
    inner = struct.pack("<BII", 1, 7, 1) * 1_000_000
    assert read_blob(blob(inner)) == (None, "GeometryCollection")
    assert read_blob(blob(struct.pack("<BII", 1, 5, 1) + inner)) == (None, "?")


@given(st.binary(max_size=80), st.integers(0, 80))
def test_no_bytes_do_more(noise, at):
    whole = blob(SEVERAL)
    for written in (noise, b"GP\0\1" + noise, whole[:at] + noise + whole[at + len(noise) :]):
        binary, kind = read_blob(written)
        assert (binary is None) == (kind not in {"LineString", "MultiLineString"})
        if binary is not None:
            assert binary in written
            shapely.from_wkb(binary, on_invalid="ignore")
