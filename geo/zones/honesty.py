"""Whether the zones held here are the zones that the plan counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.summary import ZoneTally


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How the zones identified differ from those counted at the end of 2020.

    Attributes
    ----------
    counted, identified
        Zones published, and zones of that count known by name here.
    national, provincial
        How many more were counted than are identified, by level; below 0 the other way round.
    """

    counted: int
    identified: int
    national: int
    provincial: int

    @property
    def missing(self) -> int:
        """Zones counted that are not identified; below 0 if more are held than were counted."""
        return self.counted - self.identified


def find_shortfall(tally: ZoneTally) -> Shortfall | None:
    """Return how the zones held differ from the published count; None if they agree.

    They agree when both levels do: one national zone too many and one provincial too few are
    not the published list.
    """
    national = tally.counted_national - tally.identified_national
    provincial = tally.counted_provincial - (tally.identified - tally.identified_national)
    if not national and not provincial:
        return None
    return Shortfall(tally.counted, tally.identified, national, provincial)
