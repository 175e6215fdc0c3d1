"""The two finishes of a map: a working copy with every mark on it, and one for the wall.

What a legend remarks on status and accuracy is a mark. For the wall the marks become numbered
footnotes; how much of the zones the map holds stays in the legend, in one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_CIRCLED_ONE = 0x2460
_MOST_CIRCLED = 20


def number_mark(number: int) -> str:
    """Return the sign of a footnote, counted from 1.

    Examples
    --------
    >>> number_mark(3), number_mark(21)
    ('③', '(21)')
    """
    if number <= _MOST_CIRCLED:
        return chr(_CIRCLED_ONE + number - 1)
    return f"({number})"


def lift_notes(specs: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Move the remarks of the legends into footnotes.

    Parameters
    ----------
    specs
        Descriptions of a map's layers, as `geo.maps.atlas_map.AtlasLayer` has them; they are not
        changed.

    Returns
    -------
    specs
        The same with the remarks of layers that are on taken out, and the footnotes' signs at the
        end of their legends' titles. A layer that is off keeps its remarks: it may be switched on
        when nobody sees the footnotes any more.
    footnotes
        One text each, beginning with its sign; a remark of two legends is one footnote.
    """
    numbers: dict[str, int] = {}
    lifted = []
    for spec in specs:
        legend = spec.get("legend")
        if not legend or not spec["on"]:
            lifted.append(spec)
            continue
        notes = list(legend.get("notes") or ())
        kept = []
        if legend.get("coverage"):
            # the first remark says the same at length
            kept, notes = [legend["coverage"]], notes[1:]
        signs = [number_mark(numbers.setdefault(note, len(numbers) + 1)) for note in notes]
        title = " ".join(part for part in (legend["title"], "".join(signs)) if part)
        lifted.append({**spec, "legend": {**legend, "title": title, "notes": kept}})
    return lifted, [f"{number_mark(number)} {note}" for note, number in numbers.items()]
