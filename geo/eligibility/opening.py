"""In which order rule sets are offered for a zone, and which of them opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.eligibility.model import TRACKS
from geo.eligibility.tracks import default_rule_set, track_of

if TYPE_CHECKING:
    from geo.eligibility.model import RuleSet
    from geo.eligibility.rules import Rules

_ROLES: Final = ("binding", "practice", "planning", "draft", "superseded", "comparator")


@dataclass(frozen=True, slots=True)
class Offer:
    """Rule sets in the order in which they are offered.

    Attributes
    ----------
    current
        Ids of what binds, was practised or is planned; those of the zone's track first.
    reference
        Ids of superseded rules, drafts and rules of other provinces: for reference only.
    """

    current: tuple[str, ...]
    reference: tuple[str, ...]


def offer_sets(rules: Rules, level: str | None) -> Offer:
    """Return the rule sets: those of a zone's gate first, and of each gate what binds first.

    Parameters
    ----------
    rules
        The rules.
    level
        Level of the zone; None for one that the atlas does not hold.
    """
    track, opens = track_of(level), default_rule_set(level)

    def place(rule_set: RuleSet) -> tuple[bool, bool, int, int, str]:
        return (
            rule_set.id != opens,
            rule_set.track != track,
            TRACKS.index(rule_set.track),
            _ROLES.index(rule_set.role),
            rule_set.id,
        )

    ordered = sorted(rules.sets.values(), key=place)
    return Offer(
        tuple(rule_set.id for rule_set in ordered if not rule_set.is_reference),
        tuple(rule_set.id for rule_set in ordered if rule_set.is_reference),
    )


def track_sets(rules: Rules, level: str | None) -> tuple[str, ...]:
    """Return the ids of all rule sets that guard a zone's gate now, in the order of `offer_sets`.

    The gate of an upgrade is guarded by several documents, none of which tells all; what is for
    reference only is not among them.
    """
    track = track_of(level)
    current = offer_sets(rules, level).current
    return tuple(name for name in current if rules.sets[name].track == track)


def opening_set(rules: Rules, level: str | None) -> str | None:
    """Return the id of the rule set that a zone opens on; None where there are no rules at all."""
    offer = offer_sets(rules, level)
    return next(iter((*offer.current, *offer.reference)), None)
