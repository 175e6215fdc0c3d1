"""The case that the page shows: a zone, what is entered on it, and one or two rule sets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.eligibility.asked import asked_sets
from geo.eligibility.evaluate import Evaluation, evaluate
from geo.eligibility.work import evidence_of
from geo.export.eligibility.content import build_report
from geo.maps.words import text_at
from geo.ui.citation import today
from geo.ui.eligibility.choosing import level_of

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.eligibility.model import Track
    from geo.eligibility.rules import Rules
    from geo.eligibility.work import Work
    from geo.export.eligibility.content import Report
    from geo.locale import Translator
    from geo.view import View


FIRST_YEAR: Final = 2026
LAST_YEAR: Final = 2040
"""Years by which missing numbers may be reached."""

_AHEAD: Final = 4


@dataclass(frozen=True)
class Case:
    """One zone held against rules.

    Attributes
    ----------
    catalog, rules
        What is known, and the rules, those that were entered among them.
    work
        What was entered.
    evaluations
        One per rule set chosen: one, two beside each other, or all of the zone's gate.
    day
        Today.
    """

    catalog: Catalog
    rules: Rules
    work: Work
    evaluations: tuple[Evaluation, ...]
    day: dt.date

    @property
    def zone(self) -> str:
        """Return the id of the zone; empty for one that starts from blank."""
        return self.work.zone

    @property
    def track(self) -> Track:
        """Return the gate of the rule set that is read first."""
        return self.evaluations[0].rule_set.track

    def name(self, t: Translator) -> str:
        """Return the name of the zone."""
        return name_zone(self.work, self.catalog, t)


def name_zone(work: Work, catalog: Catalog, t: Translator) -> str:
    """Return the name of the zone that some work is on."""
    if work.zone in catalog.zones.index:
        return text_at(catalog.zones, work.zone, "name", t.lang)
    return work.name or work.zone or t("eligibility_page.unnamed")


def tell_case(case: Case, t: Translator, *, is_file: bool = False) -> Report:
    """Return what a report on the case says; the page shows the same words.

    In a file, lines that rest on memory are only counted.
    """
    return build_report(
        case.evaluations,
        case.catalog,
        case.rules,
        case.work,
        t,
        pace_year=pace_year_of(case),
        has_recalled=not is_file,
    )


def pace_year_of(case: Case) -> int:
    """Return the year by which missing numbers are to be reached: as chosen, or the usual one."""
    usual = min(max(case.day.year + _AHEAD, FIRST_YEAR), LAST_YEAR)
    return case.work.pace_year or usual


def make_case(view: View, work: Work, catalog: Catalog, rules: Rules) -> Case | None:
    """Hold the zone of some work against the rule sets of `view`; None without any rules."""
    level = level_of(work.zone, catalog)
    names = asked_sets(rules, level, view.rule_set, view.rule_beside)
    if not names:
        return None
    day = dt.date.fromisoformat(today())
    found = tuple(
        evaluate(
            rules.sets[name],
            work.zone,
            catalog,
            rules,
            (
                *(figure.as_figure() for figure in work.figures),
                *evidence_of(work, rules.sets[name], day, level),
            ),
            today=day,
        )
        for name in names
    )
    return Case(catalog, rules, work, found, day)
