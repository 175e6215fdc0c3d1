"""How much of what the plan counts is in the list, and what is missing.

The plan gives numbers and no names. Which rows a number counts is therefore an inference: the
data file marks each row with the count it is thought to belong to, and how surely.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from geo.types import PLATFORM_CATEGORIES, SHOWN_STATUSES

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.types import Qualifier, Status

Standing = Literal["counted", "unclear", "later"]
"""``counted``: thought to be in the plan's number; ``unclear``: of the kind, but whether it is in
the number is not known; ``later``: of the kind, but set up or approved after the count."""

_MARKS: Final[dict[str, tuple[str, Standing]]] = {
    "SKL14": ("state-key-labs-2020", "counted"),
    "SKL16": ("state-key-labs-2020", "later"),
    "PKL130": ("provincial-key-labs-2020", "counted"),
    "PKL_undated": ("provincial-key-labs-2020", "unclear"),
    "PKL_after_2020": ("provincial-key-labs-2020", "later"),
    "NETC23": ("national-eng-centres-2020", "counted"),
    "NETC23?": ("national-eng-centres-2020", "unclear"),
    "NLJ44": ("joint-eng-centres-2020", "counted"),
    "PETC472": ("provincial-eng-centres-2020", "counted"),
    "PETC472?": ("provincial-eng-centres-2020", "unclear"),
    "INC1000": ("incubators-2020", "counted"),
    # pilot areas of other lists: no list of the plan's 13 clusters was found
    "SVC13": ("service-clusters-2020", "unclear"),
    "AIZ": ("ai-pilot-zone-2020", "counted"),
}
"""Marks of the column ``plan_indicator``: the plan's count, and how surely a row is in it."""


class _Row(NamedTuple):
    category: str
    mark: str
    year: float
    operating: bool
    checked: bool
    withheld: bool


@dataclass(frozen=True)
class Coverage:
    """One number of the plan, and the rows of the list that answer it.

    Attributes
    ----------
    plan_id
        Row of the plan's counts.
    number, qualifier, period, status, source_id
        What the plan says, and where.
    counted, unclear
        Rows with a source that are thought to be counted, or that may be.
    memory
        Rows of either kind that rest on memory: they fill no gap.
    operating
        Of `counted` and `unclear`, how many are at work.
    later
        Rows of the kind from after the count, or only planned; outside of everything above.
    """

    plan_id: str
    number: int
    qualifier: Qualifier
    period: str
    status: Status
    source_id: str
    counted: int = 0
    unclear: int = 0
    memory: int = 0
    operating: int = 0
    later: int = 0

    @property
    def listed(self) -> int:
        """Rows with a source that are or may be in the plan's number."""
        return self.counted + self.unclear

    @property
    def gap(self) -> int:
        """How many the plan counts beyond those listed; never negative."""
        return max(self.number - self.listed, 0)

    @property
    def surplus(self) -> int:
        """How many are listed beyond the plan's number; a number "more than" has no surplus."""
        return max(self.listed - self.number, 0) if self.qualifier == "eq" else 0

    @property
    def is_least(self) -> bool:
        """Whether the gap is a lower bound: the plan says more than, or rows may not belong."""
        return self.qualifier == "ge" or (self.unclear > 0 and self.gap > 0)

    @property
    def share(self) -> float | None:
        """Listed part of the plan's number, from 0 to 1; None where it says nothing.

        A share of one, of an estimate, or of fewer than are listed says nothing. With
        `is_least` it is an upper bound.
        """
        if self.qualifier == "approx" or self.number <= 1 or self.listed > self.number:
            return None
        return self.listed / self.number


@dataclass(frozen=True)
class Unplanned:
    """Rows of a category for which the plan gives no number."""

    category: str
    listed: int
    memory: int


@dataclass(frozen=True)
class CoverageTable:
    """All rows of the list against the plan.

    Attributes
    ----------
    counts
        The plan's numbers, in the plan's order.
    unplanned
        Categories without a number, in the order of categories.
    withheld
        Rows of which nothing is told; in no number of the plan and no category.
    total
        Rows of the whole list.
    """

    counts: tuple[Coverage, ...]
    unplanned: tuple[Unplanned, ...]
    withheld: int
    total: int


def measure_coverage(catalog: Catalog) -> CoverageTable:
    """Hold the whole list against the plan's numbers.

    A row belongs to the count that its mark names; without a mark that is known, to the count
    of its category, where it is unclear, or later if it is not at work or was set up after the
    count. Every row stands in one place of the result.

    Parameters
    ----------
    catalog
        The checked data.

    Returns
    -------
    CoverageTable
        Of all platforms, whatever a View filters.
    """
    plan = catalog.plan_counts[catalog.plan_counts["subject"] == "platforms"]
    numbers = {row["id"]: row for row in plan.to_dict("records")}
    home = {category: i for i, row in numbers.items() for category in row["platform_categories"]}
    tallies: dict[str, dict[str, int]] = {
        i: dict.fromkeys(("counted", "unclear", "memory", "operating", "later"), 0) for i in numbers
    }
    others: dict[str, list[int]] = {}
    withheld = 0
    rows = _read(catalog)
    for row in rows:
        if row.withheld:  # in no kind: a kind would tell what it is
            withheld += 1
            continue
        plan_id, standing = _MARKS.get(row.mark, ("", "unclear"))
        if plan_id not in numbers:
            plan_id = home.get(row.category, "")
            year = float(numbers[plan_id]["period"][:4]) if plan_id else math.nan
            standing = "unclear" if row.operating and not row.year > year else "later"
        if plan_id:
            count = tallies[plan_id]
            if standing != "later" and row.checked:
                count["operating"] += row.operating
            count[standing if row.checked or standing == "later" else "memory"] += 1
        else:
            others.setdefault(row.category, [0, 0])[not row.checked] += 1
    return CoverageTable(
        counts=tuple(
            Coverage(
                plan_id=plan_id,
                number=int(row["value"]),
                qualifier=row["qualifier"],
                period=row["period"],
                status=row["status"],
                source_id=row["source_id"],
                **tallies[plan_id],
            )
            for plan_id, row in numbers.items()
        ),
        unplanned=tuple(Unplanned(c, *others[c]) for c in PLATFORM_CATEGORIES if c in others),
        withheld=withheld,
        total=len(rows),
    )


def _read(catalog: Catalog) -> list[_Row]:
    table = catalog.platforms
    columns = zip(
        table["category"].tolist(),
        table["plan_indicator"].tolist(),
        table["year_established"].tolist(),
        table["status"].tolist(),
        table["evidence_status"].tolist(),
        table["sensitive"].tolist(),
        strict=True,
    )
    return [
        _Row(
            category,
            mark or "",
            float(str(year)[:4]) if year else math.nan,
            status == "operating",
            evidence in SHOWN_STATUSES,
            bool(withheld),
        )
        for category, mark, year, status, evidence, withheld in columns
    ]
