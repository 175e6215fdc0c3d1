"""Two rule sets beside each other: their lines by what they measure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.eligibility.evaluate import Evaluation, Verdict


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of one rule set and the line of another that measures the same.

    Attributes
    ----------
    first, second
        The lines; None where that rule set has none.
    """

    first: Verdict | None
    second: Verdict | None

    @property
    def metric(self) -> str:
        """Return what the lines measure."""
        line = self.first or self.second
        assert line is not None  # noqa: S101 - a pair is made of a line
        return line.criterion.metric

    @property
    def is_shared(self) -> bool:
        """Whether both rule sets have a line."""
        return self.first is not None and self.second is not None


def pair_lines(first: Evaluation, second: Evaluation) -> tuple[Pair, ...]:
    """Return the lines of two evaluations, those that measure the same in one pair.

    Where a rule set has several lines on one thing, requirements meet requirements as long as
    both sides have them. Shared pairs come first, then what only the first and what only the
    second rule set has, each in the order of its text; every line is in one pair.
    """
    left, right = _by_metric(first.verdicts), _by_metric(second.verdicts)
    pairs = [
        Pair(one, other)
        for name in dict.fromkeys([*left, *right])
        for one, other in zip_longest(left.get(name, ()), right.get(name, ()))
    ]
    pairs.sort(key=lambda pair: (not pair.is_shared, pair.first is None))
    return tuple(pairs)


def _by_metric(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """Return lines by what they measure; they come with the requirements first."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        line = verdict.criterion
        # what could not be read of one text is nothing of the other
        found.setdefault(line.id if line.is_unread else line.metric, []).append(verdict)
    return found
