"""Which gate a zone stands before, and the rules that the atlas opens with there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.eligibility.model import TRACKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.eligibility.model import Track

_TRACKS: Final[Mapping[str, Track]] = {"provincial": "upgrade", "national": "evaluation"}

_OPENS_WITH: Final[Mapping[Track, str]] = {
    "recognition": "sc_provincial_2025",
    "upgrade": "nat_upgrade_state_council_replies",
    "evaluation": "sc_devzone_evaluation_2020",
}
"""What is in force there as far as anybody could read it, never a superseded number."""


def track_of(level: str | None) -> Track:
    """Return the gate that a zone of a level stands before.

    Parameters
    ----------
    level
        "national", "provincial" or "candidate"; None for a park that the atlas does not hold.

    Returns
    -------
    str
        "recognition", "upgrade" or "evaluation": a national zone has no gate before it and is
        evaluated.
    """
    return _TRACKS.get(level or "", "recognition")


def default_rule_set(level: str | None) -> str:
    """Return the id of the rule set that a zone of a level is held against at first.

    Parameters
    ----------
    level
        As for `track_of`.
    """
    return _OPENS_WITH[track_of(level)]


def has_passed(level: str | None, track: Track) -> bool:
    """Return whether a zone of a level is through a gate: what comes with it can be there.

    Parameters
    ----------
    level
        As for `track_of`.
    track
        The gate.
    """
    return TRACKS.index(track) < TRACKS.index(track_of(level))
