"""Which rule sets are asked for: one, another beside it, or all that guard a zone's gate now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.eligibility.opening import opening_set, track_sets

if TYPE_CHECKING:
    from geo.eligibility.rules import Rules

WHOLE_TRACK: Final = "track"
"""In the place of a rule set's id: every current document of the zone's gate."""


def offers_track(rules: Rules, level: str | None) -> bool:
    """Return whether a zone's gate is guarded by more documents than one.

    An owner's rule set that is called like `WHOLE_TRACK` is meant by that name, and nothing else.
    """
    return len(track_sets(rules, level)) > 1 and WHOLE_TRACK not in rules.sets


def asked_sets(
    rules: Rules, level: str | None, rule_set: str | None, beside: str | None = None
) -> tuple[str, ...]:
    """Return the ids of the rule sets to hold a zone against; none where there are no rules.

    Parameters
    ----------
    rules
        The rules.
    level
        Level of the zone; None for one that the atlas does not hold.
    rule_set
        Id of a rule set, or `WHOLE_TRACK`; None, and what is not held, for the one that opens.
    beside
        Id of another one. Beside the whole track stands nothing.
    """
    if rule_set == WHOLE_TRACK and offers_track(rules, level):
        return track_sets(rules, level)
    first = rule_set if rule_set in rules.sets else opening_set(rules, level)
    found = [] if first is None else [first]
    if beside in rules.sets and beside != first:
        found.append(str(beside))
    return tuple(found)
