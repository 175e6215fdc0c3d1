"""Text on a sheet: what of it can be written, how wide it is, where it breaks."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

if TYPE_CHECKING:
    from geo.export.picture.fonts import Faces

ASCENT: Final = 0.88
DESCENT: Final = 0.14
"""How far letters reach above and below their line, in sizes; Chinese ones fill all of it."""

LINE: Final = 1.36
"""Height of a line, in sizes."""

_WIDE_FROM: Final = 0x2E80
_NO_START: Final = frozenset("，。、；：！？）》」』】〉”’％‰…—·,.;:!?)]}%")
_NO_END: Final = frozenset("（《「『【〈“‘([{")
_LEAST_LAST, _NARROWER = 0.2, 0.86
_SLACK: Final = 1.02  # hinting and kerning move letters a little
_RUN: Final = re.compile(r"\s+")


class Letters:
    """The letters of two faces, for one thread: a font object must not pass to another."""

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self._fonts = get_font(faces.regular), get_font(faces.bold)
        self._advances: dict[tuple[bool, str], float] = {}
        self._known: dict[str, bool] = {}
        self._instead = next(
            (sign for sign in "□?" if self._held(sign)),
            " ",
        )

    def properties(self, size: float, *, bold: bool = False) -> FontProperties:
        """Return what matplotlib takes for a face and a size."""
        return FontProperties(fname=self.faces.bold if bold else self.faces.regular, size=size)

    def clean(self, text: str) -> str:
        """Return what can be written of a text, on one line.

        Signs that steer (controls, marks of direction) leave no trace; what the font does not
        hold becomes an empty box, so that a reader sees that something is missing.
        """
        kept = []
        for sign in unicodedata.normalize("NFC", text):
            category = unicodedata.category(sign)
            if sign.isspace() or category in {"Cc", "Zl", "Zp"}:
                kept.append(" ")
            elif category != "Cf":
                kept.append(sign if self._held(sign) else self._instead)
        return _RUN.sub(" ", "".join(kept)).strip()

    def _held(self, sign: str) -> bool:
        if sign not in self._known:
            # half of a pair is no sign, whatever a font says of it
            self._known[sign] = unicodedata.category(sign) != "Cs" and all(
                font.get_char_index(ord(sign)) for font in self._fonts
            )
        return self._known[sign]

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a cleaned text, in the unit of `size`."""
        return sum(self._advance(sign, bold) for sign in text) * size * _SLACK

    def wrap(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """Break a text into lines of at most `width`; an empty text has none.

        Chinese breaks anywhere but before a closing sign and after an opening one, other writing
        at spaces; a figure keeps its unit; a word that is wider than a line breaks where it must.
        The last line is not left with a sign or two where the others can spare some.
        """
        lines = self._wrap(text, size, width, bold=bold)
        if len(lines) > 1 and self.width(lines[-1], size, bold=bold) < _LEAST_LAST * width:
            narrow = self._wrap(text, size, _NARROWER * width, bold=bold)
            if len(narrow) == len(lines):
                return narrow
        return lines

    def _wrap(self, text: str, size: float, width: float, *, bold: bool) -> list[str]:
        lines: list[str] = []
        line = ""
        for word in _words(self.clean(text)):
            if self.width((line + word).rstrip(), size, bold=bold) <= width:
                line += word
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = word.lstrip()
            while self.width(line.rstrip(), size, bold=bold) > width and len(line) > 1:
                cut = self._fitting(line, size, width, bold=bold)
                lines.append(line[:cut])
                line = line[cut:]
        if line.strip():
            lines.append(line.rstrip())
        return lines

    def _fitting(self, text: str, size: float, width: float, *, bold: bool) -> int:
        """Return how many letters fit, at least one."""
        cut = 1
        while cut < len(text) and self.width(text[: cut + 1], size, bold=bold) <= width:
            cut += 1
        return cut

    def outline(self, text: str, size: float, *, bold: bool = False) -> Path:
        """Return the outline of a text that begins at the origin of its line."""
        vertices, codes = _TO_PATH.get_text_path(
            self.properties(size, bold=bold), text, ismath=False
        )
        return _path(vertices, codes, size / _TO_PATH.FONT_SCALE)

    def _advance(self, sign: str, bold: bool) -> float:
        key = (bold, sign)
        if key not in self._advances:
            font = self._fonts[bold]
            glyph = font.load_char(ord(sign), flags=_AS_DESIGNED)
            self._advances[key] = glyph.horiAdvance / font.units_per_EM
        return self._advances[key]


_TO_PATH = TextToPath()
_AS_DESIGNED: Final = LoadFlags.NO_SCALE | LoadFlags.NO_HINTING


def _path(vertices: object, codes: object, scale: float) -> Path:
    points = np.asarray(vertices, dtype=float).reshape(-1, 2) * scale
    return Path(points, codes if len(points) else None)  # type: ignore[arg-type]


def capital(text: str) -> str:
    """Return a text with its first letter large, as legends have it."""
    return text[:1].upper() + text[1:]


def _words(text: str) -> list[str]:
    """Split a text where a line may end; spaces stand at the end of a word."""
    words: list[str] = []
    for sign in text:
        last = words[-1] if words else ""
        if last and _belongs(last, sign):
            words[-1] += sign
        else:
            words.append(sign)
    return words


def _belongs(word: str, sign: str) -> bool:
    """Return whether a line must not end between a word and the sign after it."""
    end = word[-1]
    if sign == " " or sign in _NO_START or end in _NO_END:
        return True
    if end == " ":
        return word[:-1].isdigit()  # 30 km
    wide, was_wide = ord(sign) >= _WIDE_FROM, ord(end) >= _WIDE_FROM
    return (not wide and not was_wide) or (wide and end.isdigit())  # 2023年
