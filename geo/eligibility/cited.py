"""What of the rules and facts rests on which source, and what on nobody's text but on memory."""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo.eligibility.evidence import load_evidence
from geo.eligibility.gates import load_gates
from geo.eligibility.index_systems import load_index_systems
from geo.eligibility.precedents import load_precedents
from geo.eligibility.rules import load_rules
from geo.settings import data_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.eligibility.gates import Step
    from geo.eligibility.model import Criterion, RuleSet

_FIELDS: Final = ("source", "sources", "documents_sources", "office_sources", "recalled_sources")


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


def rests_on_memory(criterion: Criterion, rule_set: RuleSet) -> bool:
    """Return whether no text says what a line says: somebody remembers it.

    Reports leave such lines out and tell how many.

    Parameters
    ----------
    criterion, rule_set
        The line and where it stands.
    """
    return rule_set.source_of(criterion) in recalled_sources()


def step_rests_on_memory(step: Step) -> bool:
    """Return whether no text at all says what a step of a gate says.

    What is remembered beside a text stands apart, in ``step.recalled_zh``, and is not told here.
    """
    return recalled_sources().issuperset(step.sources)


@lru_cache(maxsize=1)
def recalled_sources() -> frozenset[str]:
    """Return the ids of the shipped sources that are no more than somebody's memory."""
    path = data_dir() / "sources.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["id"] for row in csv.DictReader(file) if row["kind"] == "memory")


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
