"""What of the shipped rules and facts rests on which source."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo.eligibility.evidence import load_evidence
from geo.eligibility.gates import load_gates
from geo.eligibility.index_systems import load_index_systems
from geo.eligibility.precedents import load_precedents
from geo.eligibility.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS: Final = ("source", "sources", "documents_sources", "office_sources")


@lru_cache(maxsize=1)
def count_cited() -> Mapping[str, int]:
    """Return how many rules, lines, steps and facts rest on each source, by its id."""
    found: Counter[str] = Counter()
    books = (
        *load_rules().sets.values(),
        load_gates(),
        load_index_systems(),
        load_precedents(),
        load_evidence(),
    )
    for book in books:
        _count(book.model_dump(), found)
    return found


def _count(part: Any, found: Counter[str]) -> None:
    if isinstance(part, dict):
        for name in _FIELDS:
            named = part.get(name)
            ids = named if isinstance(named, (list, tuple)) else [named]
            found.update({source for source in ids if isinstance(source, str)})
        for value in part.values():
            _count(value, found)
    elif isinstance(part, (list, tuple)):
        for value in part:
            _count(value, found)
