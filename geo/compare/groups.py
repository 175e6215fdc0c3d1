"""Which indicators a comparison opens with, in the order that a planner asks for them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "economy": ("gdp", "gdp_per_capita", "secondary_share", "budget_revenue"),
        "innovation": (
            "rd_expenditure",
            "rd_intensity",
            "sci_expenditure",
            "sci_expenditure_share",
        ),
        "firms": ("hte_count", "hte_per_10k_pop", "industrial_firms", "industrial_revenue"),
        "patents": (
            "invention_grants",
            "invention_grants_per_10k",
            "tech_contract_value",
            "tech_contract_gdp_ratio",
        ),
        "people": ("population_permanent", "urbanisation_rate", "hei_students"),
    }
)
"""Indicators by group. Each group has totals and what makes places of unlike size comparable."""


def fill_groups(
    held: Iterable[str], added: Iterable[str] = ()
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the groups that have something to show, with what the reader added in front.

    Parameters
    ----------
    held
        Indicators that hold values.
    added
        Indicators that the reader asked for; one that a group has already is not repeated.

    Returns
    -------
    tuple
        Pairs of group and indicators; the group of the added ones is named ``added``.
    """
    known = frozenset(held)
    usual = {indicator for indicators in GROUPS.values() for indicator in indicators}
    more = tuple(dict.fromkeys(i for i in added if i in known and i not in usual))
    groups = [("added", more), *GROUPS.items()]
    kept = ((name, tuple(i for i in indicators if i in known)) for name, indicators in groups)
    return tuple((name, indicators) for name, indicators in kept if indicators)
