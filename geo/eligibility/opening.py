"""Which rule set a zone opens on, and in which order rule sets are offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.eligibility.model import RuleSet, Track
    from geo.eligibility.rules import Rules
    from geo.types import ZoneLevel

_FIRST: Final[Mapping[Track, str]] = {
    "recognition": "sc_provincial_2025",
    "upgrade": "nat_upgrade_state_council_replies",
    "evaluation": "sc_devzone_evaluation_2020",
}
"""What says most of a track today; a folder of data without it opens on another of the track."""

_ROLES: Final = ("binding", "practice", "planning", "draft", "superseded", "comparator")
_TRACKS: Final[tuple[Track, ...]] = ("recognition", "upgrade", "evaluation")


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


def track_of(level: ZoneLevel | None) -> Track:
    """Return the gate that lies ahead of a zone.

    Parameters
    ----------
    level
        Level of the zone; None for one that the atlas does not hold.
    """
    if level == "national":
        return "evaluation"
    return "upgrade" if level == "provincial" else "recognition"


def order_sets(rules: Rules, track: Track) -> Offer:
    """Return the rule sets, those of a track first and of each track what binds first."""

    def place(rule_set: RuleSet) -> tuple[bool, int, int, bool, str]:
        return (
            rule_set.track != track,
            _TRACKS.index(rule_set.track),
            _ROLES.index(rule_set.role),
            rule_set.id != _FIRST[rule_set.track],
            rule_set.id,
        )

    ordered = sorted(rules.sets.values(), key=place)
    return Offer(
        tuple(rule_set.id for rule_set in ordered if not rule_set.is_reference),
        tuple(rule_set.id for rule_set in ordered if rule_set.is_reference),
    )


def opening_set(rules: Rules, track: Track) -> str | None:
    """Return the id of the rule set that a track opens on; None if there are no rules at all."""
    first = _FIRST[track]
    if first in rules.sets:
        return first
    offer = order_sets(rules, track)
    return next(iter((*offer.current, *offer.reference)), None)
