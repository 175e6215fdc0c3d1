"""A Chinese font of our own for tests: every sign is a box, so that no machine's fonts matter.

Chinese signs are as wide as they are high, others a little more than half of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

if TYPE_CHECKING:
    from pathlib import Path

EM = 1000
NARROW, WIDE = 560, 1000
FAMILY = "Atlas Test Sans SC"

_NARROW_SIGNS = ((0x21, 0x7E), (0xA1, 0x24F), (0x2010, 0x2027), (0x2190, 0x2193))
_WIDE_SIGNS = (
    (0x25A0, 0x25FF),
    (0x2460, 0x2473),
    (0x3001, 0x303F),
    (0x4E00, 0x9FFF),
    (0xFF01, 0xFFE6),
)


def _box(left, right):
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    pen.lineTo((left, 700))
    pen.lineTo((right, 700))
    pen.lineTo((right, 0))
    pen.closePath()
    return pen.glyph()


def make_font(path: Path, *, family: str = FAMILY, weight: int = 400, chinese: bool = True) -> Path:
    """Write a font; the Chinese signs of a `family` whose name ends in JP are narrower boxes."""
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder([".notdef", "space", "narrow", "wide"])
    signs = {0x20: "space", 0xA0: "space"}
    for first, last in _NARROW_SIGNS:
        signs |= dict.fromkeys(range(first, last + 1), "narrow")
    for first, last in _WIDE_SIGNS if chinese else ():
        signs |= dict.fromkeys(range(first, last + 1), "wide")
    font.setupCharacterMap(signs)
    end = 600 if family.endswith("JP") else 950
    font.setupGlyf(
        {
            ".notdef": _box(50, 450),
            "space": TTGlyphPen(None).glyph(),
            "narrow": _box(50, 500),
            "wide": _box(50, end),
        }
    )
    widths = {".notdef": NARROW, "space": 250, "narrow": NARROW, "wide": WIDE}
    font.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    style = "Bold" if weight >= 600 else "Regular"
    name = family.replace(" ", "") + "-" + style
    font.setupNameTable({"familyName": family, "styleName": style, "psName": name})
    font.setupOS2(usWeightClass=weight, sTypoAscender=880, sTypoDescender=-120)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 0
    font.font["head"].macStyle = int(weight >= 600)
    font.save(path)
    return path


def make_collection(path: Path, files: list[Path]) -> Path:
    """Write several fonts as one file."""
    collection = TTCollection()
    collection.fonts = [TTFont(file) for file in files]
    collection.save(path)
    return path
