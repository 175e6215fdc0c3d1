"""How the zones do from period to period, and which comparisons their figures bear.

A figure is compared with the same zone's figure of the same indicator one year earlier, over a
period of the same kind: January to July with January to July, never with a year. Industrial
output and the output of above-scale industry are two indicators and stay two. A lower bound
("more than") or an estimate ("about") is shown and never compared or ranked; a value that may not
be shown stands apart. Totals of groups of zones are never ranked with zones, and no change is
computed for a group whose members change with time.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from geo.indicators import Note, order_of_period, type_of_period
from geo.indicators.tables import read_meta, read_notes
from geo.types import SHOWN_STATUSES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.catalog import Catalog
    from geo.types import Qualifier, Status

__all__ = [
    "BASES",
    "TOPICS",
    "Coverage",
    "Figure",
    "Line",
    "Monitor",
    "Topic",
    "Why",
    "coverage",
    "first_period",
    "held_bases",
    "held_periods",
    "list_zones",
    "monitor",
    "topic_of",
    "year_before",
]

Topic = Literal["revenue", "output", "investment", "tax", "rd", "hte"]
TOPICS: tuple[Topic, ...] = get_args(Topic)

BASES: Final[Mapping[Topic, tuple[str, ...]]] = MappingProxyType(
    {
        "revenue": ("revenue", "hightech_revenue"),
        "output": (
            "industrial_output",
            "industrial_output_above_scale",
            "industrial_output_core_above_scale",
            "annual_output",
            "zone_industrial_value_added",
        ),
        "investment": ("fixed_investment", "industrial_investment"),
        "tax": ("tax", "profit_and_tax", "general_budget_revenue"),
        "rd": ("rd_expenditure", "rd_personnel"),
        "hte": ("hte_count",),
    }
)
"""Indicators of each topic. Each is a basis of its own; no two are joined in one series."""

Why = Literal[
    "",
    "no_before",
    "withheld_before",
    "qualifier_now",
    "qualifier_before",
    "break",
    "members",
    "zero",
]
"""Why there is no change: empty where there is one."""

_FIXED_GROUPS = frozenset({"national-8", "national-4", "liangshan-prefecture"})
"""Groups whose members are the same in every period; of the others nothing is known."""

_LEVELS = ("national", "provincial")
_NEARLY_FULL = 0.8
_FEWEST_RANKED = 2
_CATALOGS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """One value as held, of a zone or a group of zones."""

    holder: str
    indicator: str
    value: float
    qualifier: Qualifier
    period: str
    status: Status
    source_id: str
    note_zh: str
    note_en: str

    @property
    def is_shown(self) -> bool:
        """Whether it may stand in ranks, on maps and in exports."""
        return self.status in SHOWN_STATUSES


@dataclass(frozen=True, slots=True)
class Line:
    """A zone or a group in one period.

    Attributes
    ----------
    figure, before
        Of the period and of one year before; None where none may be shown.
    change
        Growth (0.1 is 10 %), for a percentage the difference in percentage points; None where
        `why` says why not, and where there is no figure.
    rank
        1 is the best; None for a group, a lower bound and an estimate.
    places_gained
        Places gained since a year before, counted among the zones with an exact figure in
        both periods.
    """

    holder: str
    figure: Figure | None
    before: Figure | None
    change: float | None
    why: Why
    rank: int | None
    places_gained: int | None


@dataclass(frozen=True, slots=True)
class Monitor:
    """All zones and groups in one period of one indicator.

    Attributes
    ----------
    zones
        Every recognised zone, by level, prefecture and date of approval.
    groups
        The groups that have a figure, in the order of their table.
    withheld
        Figures of the period that may not be shown.
    ranked, ranked_before
        How many zones are ranked, and how many of them were a year before too.
    is_share
        Whether changes are percentage points.
    """

    indicator: str
    period: str
    zones: tuple[Line, ...]
    groups: tuple[Line, ...]
    withheld: tuple[Figure, ...]
    ranked: int
    ranked_before: int
    is_share: bool

    @property
    def held(self) -> int:
        """How many zones have a figure that may be shown."""
        return sum(line.figure is not None for line in self.zones)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is held at all.

    Attributes
    ----------
    periods
        Periods of any monitored indicator of a zone, oldest first; blank (not stated) last.
    cells
        By zone and period: the topics held, and whether a value of each may be shown.
    zones, filled
        How many zones there are, and how many of them have a value that may be shown.
    """

    periods: tuple[str, ...]
    cells: Mapping[tuple[str, str], Mapping[Topic, bool]]
    zones: tuple[str, ...]
    filled: int


def topic_of(indicator: str | None) -> Topic | None:
    """Return the topic that an indicator belongs to; None if it is not monitored."""
    return next((topic for topic, bases in BASES.items() if indicator in bases), None)


@lru_cache(maxsize=_CATALOGS_KEPT)
def list_zones(catalog: Catalog) -> tuple[str, ...]:
    """Return the recognised zones by level, prefecture code and date of approval."""
    zones = catalog.zones[["level", "prefecture_code", "recognised", "upgraded"]]
    keys: dict[str, tuple[int, str, str, int]] = {}
    for number, (zone, row) in enumerate(zip(zones.index, zones.to_dict("records"), strict=True)):
        if row["level"] not in _LEVELS:
            continue
        approved = row["upgraded"] if row["level"] == "national" else row["recognised"]
        keys[str(zone)] = (
            _LEVELS.index(row["level"]),
            str(row["prefecture_code"]),
            approved if isinstance(approved, str) and approved else "9999",
            number,
        )
    return tuple(sorted(keys, key=keys.__getitem__))


def held_bases(catalog: Catalog, topic: Topic) -> tuple[str, ...]:
    """Return the indicators of a topic that a zone or a group has a dated figure of."""
    figures = _read_figures(catalog)
    return tuple(name for name in BASES[topic] if any(f.period for f in figures.get(name, ())))


def held_periods(catalog: Catalog, indicator: str) -> tuple[str, ...]:
    """Return the periods of an indicator's figures, oldest first; undated ones are left out."""
    found = {figure.period for figure in _read_figures(catalog).get(indicator, ())} - {""}
    return tuple(sorted(found, key=order_of_period))


def first_period(catalog: Catalog, indicator: str) -> str | None:
    """Return the period to open with: the latest that is nearly as full as the fullest.

    Zones count before groups, and a year before a shorter period.
    """
    zones = set(list_zones(catalog))
    figures = [f for f in _read_figures(catalog).get(indicator, ()) if f.is_shown and f.period]
    for of_zones in (True, False):
        counts: dict[str, int] = {}
        for figure in figures:
            if (figure.holder in zones) == of_zones:
                counts[figure.period] = counts.get(figure.period, 0) + 1
        if not counts:
            continue
        years = [p for p in counts if type_of_period(p) == "year"] or list(counts)
        fullest = max(counts[p] for p in years)
        return max((p for p in years if counts[p] >= _NEARLY_FULL * fullest), key=order_of_period)
    periods = held_periods(catalog, indicator)
    return periods[-1] if periods else None


def year_before(period: str) -> str:
    """Return the same period of the year before.

    Examples
    --------
    >>> year_before("2021M1-7")
    '2020M1-7'
    """
    return re.sub(r"^\d{4}", lambda found: str(int(found[0]) - 1), period)


def monitor(catalog: Catalog, indicator: str, period: str) -> Monitor:
    """Return all zones and groups in one period, with change and rank.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator
        An id of the indicator dictionary.
    period
        A period of the data.

    Raises
    ------
    IndicatorError
        If the indicator is not in the dictionary.
    """
    meta = read_meta(catalog, indicator)
    is_share = meta.unit_zh == "%"
    notes = read_notes(catalog, indicator, "zone")
    figures = _read_figures(catalog).get(indicator, ())
    now = {f.holder: f for f in figures if f.period == period}
    before = {f.holder: f for f in figures if f.period == year_before(period)}
    zones = list_zones(catalog)
    ranks, gained, common = _rank(
        {zone: now[zone] for zone in zones if zone in now},
        {zone: before[zone] for zone in zones if zone in before},
        is_cut=_is_cut(notes, period),
        ascending=meta.direction == "lower",
    )

    def line(holder: str, *, is_group: bool = False) -> Line:
        here, past = now.get(holder), before.get(holder)
        change, why = _compare(
            here, past, notes, is_share=is_share, has_members=is_group and _may_vary(holder)
        )
        return Line(
            holder,
            here if here and here.is_shown else None,
            past if past and past.is_shown else None,
            change,
            why,
            ranks.get(holder),
            gained.get(holder),
        )

    listed = set(zones)
    candidates = set(map(str, catalog.zones.index)) - listed
    return Monitor(
        indicator=indicator,
        period=period,
        zones=tuple(line(zone) for zone in zones),
        groups=tuple(
            line(group, is_group=True)
            for group in map(str, catalog.zone_groups.index)
            if group in now and now[group].is_shown
        ),
        withheld=tuple(f for f in now.values() if not f.is_shown and f.holder not in candidates),
        ranked=len(ranks),
        ranked_before=common,
        is_share=is_share,
    )


@lru_cache(maxsize=_CATALOGS_KEPT)
def coverage(catalog: Catalog) -> Coverage:
    """Return which zone has what, over all monitored indicators."""
    zones = list_zones(catalog)
    cells: dict[tuple[str, str], dict[Topic, bool]] = {}
    for topic in TOPICS:
        for indicator in BASES[topic]:
            for figure in _read_figures(catalog).get(indicator, ()):
                if figure.holder in zones:
                    cell = cells.setdefault((figure.holder, figure.period), {})
                    cell[topic] = cell.get(topic, False) or figure.is_shown
    periods = {period for _, period in cells}
    dated = sorted(periods - {""}, key=order_of_period)
    shown = {zone for (zone, _), topics in cells.items() if any(topics.values())}
    return Coverage(
        periods=(*dated, *([""] if "" in periods else [])),
        cells=cells,
        zones=zones,
        filled=len(shown),
    )


def _compare(
    now: Figure | None,
    before: Figure | None,
    notes: Iterable[Note],
    *,
    is_share: bool,
    has_members: bool,
) -> tuple[float | None, Why]:
    """Return the change on the year before, or why there is none."""
    if now is None or not now.is_shown:
        return None, ""
    why = _find_obstacle(now, before, notes, has_members=has_members)
    if why or before is None:
        return None, why
    if is_share:
        return now.value - before.value, ""
    if before.value <= 0:
        return None, "zero"
    return now.value / before.value - 1, ""


def _find_obstacle(
    now: Figure, before: Figure | None, notes: Iterable[Note], *, has_members: bool
) -> Why:
    """Return what stands in the way of a comparison; empty if nothing."""
    if before is None:
        return "no_before"
    obstacles: tuple[tuple[bool, Why], ...] = (
        (not before.is_shown, "withheld_before"),
        (now.qualifier != "eq", "qualifier_now"),
        (before.qualifier != "eq", "qualifier_before"),
        (_is_cut(notes, now.period), "break"),
        (has_members, "members"),
    )
    return next((why for is_there, why in obstacles if is_there), "")


def _is_cut(notes: Iterable[Note], period: str) -> bool:
    """Return whether a note keeps a period from being compared with the year before."""
    past = year_before(period)
    return any(
        (note.rule == "not_comparable" and note.period in {"", period, past})
        or (note.rule == "break_before" and note.period == period)
        for note in notes
    )


def _may_vary(group: str) -> bool:
    return group not in _FIXED_GROUPS


def _rank(
    now: Mapping[str, Figure], before: Mapping[str, Figure], *, is_cut: bool, ascending: bool
) -> tuple[dict[str, int], dict[str, int], int]:
    """Return ranks, places gained, and how many zones the gains were counted among."""
    exact = {zone: f.value for zone, f in now.items() if f.is_shown and f.qualifier == "eq"}
    past = {zone: f.value for zone, f in before.items() if f.is_shown and f.qualifier == "eq"}
    ranks = _order(exact, ascending=ascending) if len(exact) >= _FEWEST_RANKED else {}
    common = exact.keys() & past.keys()
    if is_cut or len(common) < _FEWEST_RANKED:
        return ranks, {}, 0
    # of the same zones both times: a zone that reports for the first time pushes nobody down
    here = _order({zone: exact[zone] for zone in common}, ascending=ascending)
    there = _order({zone: past[zone] for zone in common}, ascending=ascending)
    return ranks, {zone: there[zone] - here[zone] for zone in common}, len(common)


def _order(values: Mapping[str, float], *, ascending: bool) -> dict[str, int]:
    """Return ranks, ties sharing the lower number as in "1, 2, 2, 4"."""
    ordered = sorted(values.values(), reverse=not ascending)
    return {zone: ordered.index(value) + 1 for zone, value in values.items()}


@lru_cache(maxsize=_CATALOGS_KEPT)
def _read_figures(catalog: Catalog) -> dict[str, tuple[Figure, ...]]:
    """Return the figures by indicator; one per holder and period, the best status first."""
    best: dict[tuple[str, str, str], Figure] = {}
    for row in catalog.zone_values.to_dict("records"):
        figure = _read_figure(row)
        if math.isnan(figure.value):
            continue
        key = (figure.indicator, figure.holder, figure.period)
        if key not in best or _order_of_status(figure) < _order_of_status(best[key]):
            best[key] = figure
    found: dict[str, list[Figure]] = {}
    for figure in best.values():
        found.setdefault(figure.indicator, []).append(figure)
    return {name: tuple(figures) for name, figures in found.items()}


def _order_of_status(figure: Figure) -> int:
    return STATUSES.index(figure.status)


def _read_figure(row: dict[Any, Any]) -> Figure:
    return Figure(
        holder=_text(row["zone_id"]),
        indicator=_text(row["indicator"]),
        value=float(row["value"]),
        qualifier=row["qualifier"] or "eq",
        period=_text(row["period"]),
        status=row["status"],
        source_id=_text(row["source_id"]),
        note_zh=_text(row["note_zh"]),
        note_en=_text(row["note_en"]),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
