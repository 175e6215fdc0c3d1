"""Which fonts a picture is written in: one that holds Chinese, regular and bold.

matplotlib falls back silently to a font without Chinese; here nothing is silent.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matplotlib import font_manager
from matplotlib.font_manager import FontPath
from matplotlib.ft2font import FT2Font

from geo.errors import ExportError
from geo.settings import FONT_ENV, font_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FAMILIES: Final = (
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Hiragino Sans GB",
    "Heiti SC",
)
"""In the order of the web page's own list, then what old machines have."""

_ENDINGS: Final = (".ttf", ".ttc", ".otf")
_REGULAR, _BOLD, _LEAST_BOLD = 400, 700, 600
_MUST_HOLD: Final = "川"


@dataclass(frozen=True, slots=True)
class Faces:
    """The two faces of a picture; the same twice where a family has no bold one."""

    regular: FontPath
    bold: FontPath


@dataclass(frozen=True, slots=True)
class _Face:
    path: FontPath
    family: str
    weight: int
    upright: bool


def find_faces() -> Faces:
    """Return the faces to write in: those of the setting's file, else the first family found.

    Raises
    ------
    ExportError
        If there are none; the message says which fonts would do and how to name one.
    """
    named = font_file()
    return _named(named) if named is not None else _installed()


@lru_cache(maxsize=8)
def _named(path: Path) -> Faces:
    """Return the faces of a font file that somebody named."""
    try:
        faces = list(_open(path))
    except (OSError, RuntimeError) as error:
        raise ExportError(
            f"{FONT_ENV}: expected a font file ({', '.join(_ENDINGS)}), came {str(path)!r}, which "
            f"cannot be read ({error}); name another or unset it"
        ) from error
    faces = [face for face in faces if _holds(face, _MUST_HOLD)]
    if not faces:
        raise ExportError(
            f"{FONT_ENV}: expected a font with Chinese characters, came {str(path)!r}, which has "
            "none; name another or unset it"
        )
    regular = min(faces, key=_simplified_first)
    # the bold face of a family is mostly a file beside it: msyh.ttc, msyhbd.ttc
    stem = path.stem.partition("-")[0].casefold()
    beside = [
        face
        for other in sorted(path.parent.iterdir())
        if other.suffix.lower() in _ENDINGS and other.stem.casefold().startswith(stem)
        for face in _read(other)
        if face.family == regular.family
    ]
    return _pair([regular, *beside], regular)


@lru_cache(maxsize=1)
def _installed() -> Faces:
    """Return the faces of the first family of `FAMILIES` that is installed."""
    known = font_manager.fontManager.ttflist
    faces = [
        _Face(FontPath(e.fname, e.index), e.name, _number(e.weight), e.style == "normal")
        for e in known
        if Path(e.fname).is_file()
    ]
    found = _first_family(faces)
    if found is None:
        # matplotlib reads the folders once and keeps a list: a font installed since is not on it
        listed = {os.path.realpath(e.fname) for e in known}
        fresh = sorted(
            path for path in font_manager.findSystemFonts() if os.path.realpath(path) not in listed
        )
        found = _first_family([face for path in fresh for face in _read(Path(path))])
    if found is None:
        raise ExportError(
            f"fonts: expected one that holds Chinese ({', '.join(FAMILIES)}), found none; install "
            f"one of them (Debian and Ubuntu: fonts-noto-cjk), or set {FONT_ENV} to the path of a "
            "font file (.ttf, .otf or .ttc)"
        )
    return found


def _first_family(faces: list[_Face]) -> Faces | None:
    for family in FAMILIES:
        own = [face for face in faces if face.family == family]
        if own:
            return _pair(own, min(own, key=lambda face: _far_from(face, _REGULAR)))
    return None


def _pair(own: list[_Face], regular: _Face) -> Faces:
    heavy = [face for face in own if face.weight >= _LEAST_BOLD]
    bold = min(heavy, key=lambda face: _far_from(face, _BOLD)) if heavy else regular
    return Faces(regular.path, bold.path)


def _far_from(face: _Face, weight: int) -> tuple[bool, int, FontPath]:
    return not face.upright, abs(face.weight - weight), face.path


def _simplified_first(face: _Face) -> tuple[int, bool, int, int]:
    """Order the faces of one file: a collection often begins with the Japanese forms."""
    place = FAMILIES.index(face.family) if face.family in FAMILIES else len(FAMILIES)
    simplified = face.family.endswith((" SC", " CN"))
    return place, not simplified, abs(face.weight - _REGULAR), face.path.face_index


def _read(path: Path) -> Iterable[_Face]:
    """Return the faces of a file, none if it is no font."""
    try:
        return list(_open(path))
    except (OSError, RuntimeError):
        return ()


def _open(path: Path) -> Iterator[_Face]:
    count = FT2Font(str(path)).num_faces
    for index in range(count):
        entry = font_manager.ttfFontProperty(FT2Font(str(path), face_index=index))
        yield _Face(
            FontPath(str(path), index), entry.name, _number(entry.weight), entry.style == "normal"
        )


def _holds(face: _Face, character: str) -> bool:
    font = FT2Font(face.path.path, face_index=face.path.face_index)
    return bool(font.get_char_index(ord(character)))


def _number(weight: int | str) -> int:
    if isinstance(weight, int):
        return weight
    return int(font_manager.weight_dict.get(weight, _REGULAR))
