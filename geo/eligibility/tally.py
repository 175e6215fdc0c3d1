"""Scores that somebody types for an index system, added up as far as its weights are known.

What is added up is an orientation, never the result of an evaluation, and no total unless every
weight is known and every score is there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.eligibility.index_systems import WHOLE, load_index_systems, weigh_items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.eligibility.index_systems import IndexGroup, IndexItem, IndexSystem

HIGHEST: Final = 100.0
"""Of a score; the lowest is 0."""

_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one score is typed for.

    Attributes
    ----------
    part
        An indicator; the whole group where the weights in it are not known.
    weight
        Its weight in the system, in percent.
    """

    part: IndexItem | IndexGroup
    weight: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Scores added up.

    Attributes
    ----------
    points
        Sum of the scores typed, each by its weight: out of `weight`.
    weight
        Sum of the weights of what was typed, in percent.
    missing
        What has a weight and no score yet.
    unweighed
        Groups whose weight or names nobody could read: they are never added up.
    """

    points: float
    weight: float
    missing: tuple[Weighed, ...]
    unweighed: tuple[IndexGroup, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the points are the score of the whole system."""
        is_all = not self.missing and not self.unweighed
        return is_all and abs(self.weight - WHOLE) < _TOLERANCE


def scorable_systems() -> tuple[IndexSystem, ...]:
    """Return the index systems of which any weight is known."""
    return tuple(one for one in load_index_systems().systems if list_weighed(one))


def list_weighed(system: IndexSystem) -> tuple[Weighed, ...]:
    """Return what may be scored: indicators where their weights are known, else whole groups."""
    found: list[Weighed] = []
    for group in system.groups:
        if not _is_weighed(group):
            continue
        weights = weigh_items(group)
        if weights is None:
            found.append(Weighed(group, group.weight_pct or 0.0))
        else:
            found += [Weighed(item, weights[item.id]) for item in group.items]
    return tuple(found)


def add_up(system: IndexSystem, typed: Mapping[str, float]) -> Tally:
    """Return scores added up by weight.

    Parameters
    ----------
    system
        The index system.
    typed
        Scores from 0 to `HIGHEST` by id of the indicator or the group; what is no score is
        taken as not typed.
    """
    weighed = list_weighed(system)
    done = [one for one in weighed if is_score(typed.get(one.part.id))]
    return Tally(
        math.fsum(one.weight * typed[one.part.id] / HIGHEST for one in done),
        math.fsum(one.weight for one in done),
        tuple(one for one in weighed if one not in done),
        tuple(group for group in system.groups if not _is_weighed(group)),
    )


def is_score(value: object) -> bool:
    """Return whether something is a score."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return 0 <= value <= HIGHEST


def _is_weighed(group: IndexGroup) -> bool:
    return group.weight_pct is not None and group.n_groups == 1
