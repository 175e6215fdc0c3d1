"""Where lines of a slide may break: not between a number and its word, nor before a last word."""

from __future__ import annotations

import re
from typing import Final

from geo.maps.text import escape

_HAN: Final = "\u4e00-\u9fff"
_NUMBER: Final = r"\d(?:[\d,]{0,12}\d)?(?:\.\d{1,6})?"
_BOUND: Final = re.compile(
    "|".join(
        (
            r"[①-⑳] \S{1,12}",
            r"\d{4}-\d{2}(?:-\d{2})?",
            # a year stands by itself: "by 2025 the"
            rf"(?<![\w.,])(?!(?:19|20)\d\d ){_NUMBER}%? [A-Za-z]\S{{0,13}}",
            r"(?<![A-Za-z])[A-Za-z]{1,20}-[A-Za-z]{1,20}",
            r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?",
            rf"{_NUMBER}(?:平方公里|个百分点|公里|亿元|万元|万人|[%{_HAN}])",
        )
    )
)
_LONGEST: Final = 26
"""Characters that are kept together at most: what is kept whole cannot grow narrower."""

_TAILS: Final = tuple(
    re.compile(rf"(?<=.{{8}}){tail}\Z")
    for tail in (
        r"（[^（）]{1,12}）[。；]?",
        rf"(?<=[，。；：、）])[{_HAN}A-Za-z\d.%]{{3,10}}[。；]?",
        rf"(?<=[：、])[{_HAN}]{{2,4}}、[{_HAN}]{{2}}",
        rf"[A-Za-z\d.]*[{_HAN}][{_HAN}\d、，。；）]{{3}}",
        r"(?<=\s)\S{1,14} \S{1,12}",
    )
)
"""What ends a text and must not leave its last word alone on a line; the first that fits holds."""

_CLAUSE: Final = re.compile(r"[^：，；]*[：，；]?", re.DOTALL)


def wrap_text(text: str) -> str:
    """Return a text, escaped, in which what belongs together stays on one line."""
    parts: list[str] = []
    at = 0
    for start, end in _find_bound(text):
        parts += escape(text[at:start]), f'<span class="zd-whole">{escape(text[start:end])}</span>'
        at = end
    return "".join((*parts, escape(text[at:])))


def wrap_title(title: str) -> str:
    """Return a title, escaped, that breaks after its points if it must break."""
    clauses = [clause for clause in _CLAUSE.findall(title) if clause]
    if len(clauses) == 1:
        return wrap_text(title)
    return "".join(f'<span class="zd-clause">{wrap_text(one)}</span>' for one in clauses)


def _find_bound(text: str) -> list[tuple[int, int]]:
    """Return where pieces begin and end that are kept whole, in order and apart."""
    found = [match.span() for match in _BOUND.finditer(text)]
    before = max(0, len(text) - _LONGEST - 8)
    tail = next(filter(None, (one.search(text, before) for one in _TAILS)), None)
    if tail is not None:
        start = min([tail.start(), *(at for at, end in found if end > tail.start())])
        if len(text) - start <= _LONGEST:
            found = [span for span in found if span[1] <= start] + [(start, len(text))]
    return found
