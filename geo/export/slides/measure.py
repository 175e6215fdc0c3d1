"""How wide text is and where its lines end, told without a font.

Slides are shown in the fonts of the machine that opens them, which is not the one that makes them:
widths are those of Arial with much to spare, and of Chinese letters, which are as wide as they
are high in every font.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

POINTS_AN_INCH: Final = 72

_FIRST_WIDE: Final = "\u2010"
"""Letters from here on are as wide as they are high in Chinese fonts, dashes and quotes too."""

_WIDE: Final = 1.02
_NARROW: Final = frozenset(" !'.,:;|/ijlI")
_SLIM: Final = frozenset('()[]{}-"`rJ*')
_BROAD: Final = frozenset("mMwW%@&")
_MEETING: Final = 0.22
"""What some programs put where Chinese and other letters meet."""

_ROUNDING: Final = 1e-6
_SPARE: Final = 1.15
_BOLD: Final = 1.12
"""As wide as DejaVu, which Linux takes in the place of Arial."""

_PIECE: Final = re.compile(
    r"\s+"
    r"|[（《「『【〈“‘]*[\u2010-\uffff][，。、；：！？）》」』】〉”’]*"
    r"|[^\s\u2010-\uffff]+[，。、；：！？）》」』】〉”’]*"
)
"""What no line ends within: a word, a Chinese letter with the signs that belong to it, a space."""


def measure_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return the width of a line of text in inches.

    Examples
    --------
    >>> measure_width("四川", 36)
    1.02
    >>> measure_width("Sichuan", 36) < 2.2
    True
    """
    em = sum(wide for _, wide in _pieces(text, is_bold=is_bold))
    return em * size / POINTS_AN_INCH


def break_lines(text: str, size: float, width: float, *, is_bold: bool = False) -> list[str]:
    """Return the lines of a text in a width in inches, one at least; joined, they are the text.

    Examples
    --------
    >>> break_lines("国家高新区，省级高新区", 36, 3.1)
    ['国家高新区，', '省级高新区']
    """
    room = width * POINTS_AN_INCH / size + _ROUNDING
    lines, used = [""], 0.0
    for piece, wide in _pieces(text, is_bold=is_bold):
        if piece.isspace():
            # a space that ends a line takes no room
            lines[-1] += piece
            used = min(room, used + wide)
        elif used + wide <= room:
            lines[-1] += piece
            used += wide
        elif wide <= room:
            lines.append(piece)
            used = wide
        else:
            for letter in piece:
                one = _width_of(letter, is_bold=is_bold)
                if used + one > room and lines[-1]:
                    lines.append("")
                    used = 0.0
                lines[-1] += letter
                used += one
    return lines


def count_lines(text: str, size: float, width: float, *, is_bold: bool = False) -> int:
    """Return how many lines a text takes in a width in inches."""
    return len(break_lines(text, size, width, is_bold=is_bold))


def _pieces(text: str, *, is_bold: bool) -> Iterator[tuple[str, float]]:
    """Yield what no line ends within, with its width in sizes."""
    before = ""
    for piece in _PIECE.findall(text):
        wide = sum(_width_of(letter, is_bold=is_bold) for letter in piece)
        pair = before[-1:] + piece[0]
        if pair.strip() == pair and len({letter < _FIRST_WIDE for letter in pair}) > 1:
            wide += _MEETING
        yield piece, wide
        before = piece


def _width_of(letter: str, *, is_bold: bool) -> float:
    if letter >= _FIRST_WIDE:
        return _WIDE
    plain = (
        0.28
        if letter in _NARROW
        else 0.36
        if letter in _SLIM
        else 0.88
        if letter in _BROAD
        else 0.7
        if letter.isupper()
        else 0.556
    )
    return plain * _SPARE * (_BOLD if is_bold else 1.0)
