"""What an owner entered: who, from what document, and which lines are not the shipped ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from geo.eligibility.faults import Fault
from geo.eligibility.words import say_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.eligibility.model import Criterion, RuleSet
    from geo.locale import Translator

Origin = Literal["owner", "owner_document"]

ORIGIN: Final[tuple[Origin, ...]] = ("owner", "owner_document")
"""Fields that must be filled in before an entered clause counts."""

_NOTES: Final = ("note_zh", "note_en")


def list_missing(rule_set: RuleSet) -> tuple[Origin, ...]:
    """Return which of `ORIGIN` a rule set does not say."""
    return tuple(name for name in ORIGIN if not getattr(rule_set, name).strip())


def check_origin(rule_set: RuleSet, file: str) -> tuple[Fault, ...]:
    """Return a fault for each of `ORIGIN` that a rule set does not say.

    Parameters
    ----------
    rule_set
        A rule set that somebody entered.
    file
        Name of its file, for the faults.
    """
    return tuple(
        Fault(file, f"entered_{name}", column=name, id=rule_set.id)
        for name in list_missing(rule_set)
    )


def settle(rule_set: RuleSet, shipped: RuleSet | None) -> tuple[RuleSet, frozenset[str]]:
    """Return a rule set as it may stand, and the ids of the lines that its owner entered.

    A note of the shipped line is about the text before, so it goes where the line says another.

    Parameters
    ----------
    rule_set
        The owner's rule set.
    shipped
        The one whose place it takes; None for one of its own.
    """
    before = {} if shipped is None else {line.id: line for line in shipped.criteria}
    lines = tuple(_settle(line, before.get(line.id)) for line in rule_set.criteria)
    changed = frozenset(line.id for line in lines if line != before.get(line.id))
    if lines != rule_set.criteria:
        rule_set = rule_set.model_copy(update={"criteria": lines})
    return rule_set, changed


def _settle(line: Criterion, before: Criterion | None) -> Criterion:
    if before is None or _without_notes(line) == _without_notes(before):
        return line
    stale = [name for name in _NOTES if getattr(line, name) == getattr(before, name)]
    return line.model_copy(update=dict.fromkeys(stale, ""))


def _without_notes(line: Criterion) -> Criterion:
    return line.model_copy(update=dict.fromkeys(_NOTES, ""))


def say_origin(rule_set: RuleSet, t: Translator) -> dict[str, str]:
    """Return who entered a rule set and from what document, in words where it does not say."""
    nobody = t("eligibility.entered_nobody")
    return {"who": rule_set.owner or nobody, "source": rule_set.owner_document or nobody}


def say_entered(rule_sets: Iterable[RuleSet], t: Translator) -> str:
    """Return what must be said of rule sets that hold what somebody entered."""
    told = (
        t("eligibility.entered_one", document=say_document(one, t), **say_origin(one, t))
        for one in rule_sets
    )
    return t("eligibility.entered", documents=t("eligibility.list").join(told))
