"""The plan's targets against what was published: reached or not, how far, how fast.

The plan's target year has passed and most of its final figures are not published, so a verdict
says only what the published figures prove. Those that count are yearly, may be shown, are not
superseded and stand on the basis of the plan's base year (no break of the series between them).

The figure of the target year itself decides. Where it is not published, the last figure before
it that can be told from the target decides that the target was reached; it cannot decide that
the target was missed, for which a figure of the target year or a later one is needed. A lower
bound ("more than") proves that a target was reached and never that it was missed. An estimate
("about") is taken to be right to half a unit of its second digit: about 16,800 lies between
16,300 and 17,300.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from geo.errors import IndicatorError
from geo.indicators import Note, type_of_period
from geo.indicators.tables import read_meta, read_notes
from geo.types import SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.catalog import Catalog
    from geo.types import Qualifier, Status

__all__ = [
    "AIM_YEAR",
    "LARGEST_FACTOR",
    "AimProblem",
    "Claim",
    "Need",
    "Progress",
    "Verdict",
    "change_per_year",
    "check_aim",
    "needed_change",
    "progress",
    "read_aim",
    "starting_aim",
    "verdict_of",
]

Verdict = Literal["met", "not_met", "unpublished", "ahead"]
"""``unpublished``: the target year has passed without a figure that decides; ``ahead``: it has
not passed yet, and the target is not reached so far."""

AimProblem = Literal["no_number", "not_positive", "above_hundred", "too_large"]

AIM_YEAR = 2030
"""The year of the targets that the reader sets."""

LARGEST_FACTOR = 100
"""An aim this many times the largest figure of its row is a slip of the keyboard."""

_BASE_PERIOD = "2020"
_SHARE_UNIT = "%"
_WHOLE = 100.0
_TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure for one year, and on whose word."""

    value: float
    qualifier: Qualifier
    year: int
    status: Status
    source_id: str
    note_zh: str = ""
    note_en: str = ""

    @property
    def margin(self) -> float:
        """How far an estimate may be off: half a unit of its second digit; else 0."""
        if self.qualifier != "approx" or self.value == 0:
            return 0.0
        return float(10.0 ** (math.floor(math.log10(abs(self.value))) - 1)) / 2

    def decides(self, target: float, *, lower_is_better: bool = False) -> bool | None:
        """Return whether the figure reaches a target; None where it cannot be told."""
        least = self.value - self.margin
        most = math.inf if self.qualifier == "ge" else self.value + self.margin
        if lower_is_better:
            least, most, target = -most, -least, -target
        if least >= target:
            return True
        return False if most < target else None


@dataclass(frozen=True, slots=True)
class Progress:
    """One target of the plan and what the published figures say of it.

    Attributes
    ----------
    target_id
        Row of the plan's table, or the indicator's id for a target of its text.
    is_share
        Whether the unit is a percentage: its changes are percentage points.
    base
        The plan's figure of the base year; where it prints none, the one published for it.
    latest
        The last published actual figure; None where there is none.
    latest_compares
        Whether it stands on the basis of the base year.
    target
        The plan's target.
    verdict
        See `Verdict`.
    reached
        First year of the run of figures that reach the target, for "met".
    reached_exactly
        Whether the year before is known to fall short; otherwise the target may have been
        reached earlier than published.
    way
        Share of the way from base to target that the latest figure has gone (1 is the target);
        None where there is no figure after the base, or it does not compare.
    pace
        Change per year between base and latest figure: percentage points of a share, else
        compound growth (0.1 is 10 %).
    actuals
        The published actual figures, one per year.
    later_targets
        Targets published for later years, by year.
    superseded, superseded_targets
        Figures and targets that a later statement replaced, by year.
    withheld
        Years after the base whose only figure may not be shown.
    notes
        Notes on the series in the years used.
    """

    target_id: str
    indicator: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    decimals: int
    is_share: bool
    base: Claim | None
    latest: Claim | None
    latest_compares: bool
    target: Claim
    verdict: Verdict
    reached: int | None
    reached_exactly: bool
    way: float | None
    pace: float | None
    actuals: tuple[Claim, ...]
    later_targets: tuple[Claim, ...]
    superseded: tuple[Claim, ...]
    superseded_targets: tuple[Claim, ...]
    withheld: tuple[int, ...]
    notes: tuple[Note, ...]

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Sources of base, latest figure and targets, each once."""
        claims = [self.base, self.latest, self.target, *self.later_targets]
        return tuple(dict.fromkeys(claim.source_id for claim in claims if claim is not None))


@dataclass(frozen=True, slots=True)
class Need:
    """What an aim asks for.

    Attributes
    ----------
    kind
        "change" gives `per_year`; "above": the latest figure is beyond the aim already;
        "past": the year of the aim does not lie ahead; "no_latest": no figure to start from.
    per_year
        Percentage points of a share, else compound growth; an upper bound where the latest
        figure is a lower bound.
    """

    kind: Literal["change", "above", "past", "no_latest"]
    per_year: float | None = None


def progress(catalog: Catalog, today: date | None = None) -> tuple[Progress, ...]:
    """Return every target of the plan with what is known of it, in the plan's order.

    Parameters
    ----------
    catalog
        The catalogue.
    today
        The reader's day, which tells whether a target year has passed; None for the clock's.

    Returns
    -------
    tuple of Progress
        One per row of the plan's targets.
    """
    day = today or date.today()  # noqa: DTZ011  # the reader's calendar
    return tuple(_assess(catalog, row, day) for row in catalog.plan_targets.to_dict("records"))


def verdict_of(catalog: Catalog, indicator: str, today: date | None = None) -> Progress | None:
    """Return the plan's target for an indicator with its verdict; None if it sets none."""
    rows = catalog.plan_targets[catalog.plan_targets["indicator"] == indicator]
    if rows.empty:
        return None
    day = today or date.today()  # noqa: DTZ011  # the reader's calendar
    return _assess(catalog, rows.to_dict("records")[0], day)


def change_per_year(first: float, last: float, years: int, *, is_share: bool) -> float | None:
    """Return the yearly change between two figures.

    Parameters
    ----------
    first, last
        The figures.
    years
        Years between them.
    is_share
        Whether they are percentages.

    Returns
    -------
    float or None
        Percentage points for a share, else compound growth; None where it has no meaning.

    Examples
    --------
    >>> round(change_per_year(18000, 30000, 6, is_share=False), 5)
    0.08886
    """
    if years <= 0:
        return None
    if is_share:
        return (last - first) / years
    return float((last / first) ** (1 / years)) - 1 if first > 0 and last > 0 else None


def needed_change(
    row: Progress, aim: float, today: date | None = None, year: int = AIM_YEAR
) -> Need:
    """Return what an aim asks for each year, counted from the latest published figure.

    Parameters
    ----------
    row
        The target it belongs to.
    aim
        The aim, in the unit of the row.
    today
        The reader's day; None for the clock's.
    year
        The year of the aim.

    Returns
    -------
    Need
        A change only to a year that lies ahead.
    """
    day = today or date.today()  # noqa: DTZ011  # the reader's calendar
    if row.latest is None:
        return Need("no_latest")
    if year <= day.year or row.latest.year >= year:
        return Need("past")
    if aim < row.latest.value:
        return Need("above")
    years = year - row.latest.year
    return Need("change", change_per_year(row.latest.value, aim, years, is_share=row.is_share))


def starting_aim(row: Progress, year: int = AIM_YEAR) -> Claim | None:
    """Return the target published for the year, which stands until the reader sets another."""
    return next((claim for claim in row.later_targets if claim.year == year), None)


def read_aim(text: str, row: Progress) -> float | AimProblem:
    """Return the aim that a reader typed, or why it cannot be used.

    Parameters
    ----------
    text
        Digits with or without separators, full-width ones too, with the unit or without;
        ``3万`` is 30,000.
    row
        The target it belongs to.

    Returns
    -------
    float or str
        The aim, or the problem.
    """
    plain = text.strip().translate(_PLAIN)
    for unit in sorted((row.unit_zh, row.unit_en), key=len, reverse=True):
        if unit:
            plain = plain.removesuffix(unit).strip()
    found = re.fullmatch(r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.\d{0,12})?)(万?)", plain)
    if not found:
        return "no_number"
    number = float(found[2].replace(",", "")) * (_TEN_THOUSAND if found[3] else 1)
    return check_aim(-number if found[1] == "-" else number, row)


_PLAIN = str.maketrans("０１２３４５６７８９．，－＋％−", "0123456789.,-+%-")


def check_aim(number: float, row: Progress) -> float | AimProblem:
    """Return an aim, or why it cannot be used."""
    if not math.isfinite(number):
        return "no_number"
    if number <= 0:
        return "not_positive"
    if row.is_share and number > _WHOLE:
        return "above_hundred"
    known = [claim.value for claim in (row.base, row.latest, row.target) if claim is not None]
    return "too_large" if number > LARGEST_FACTOR * max(known) else number


def _assess(catalog: Catalog, plan: dict[Any, Any], today: date) -> Progress:
    """Return what is known of one row of the plan."""
    indicator = str(plan["indicator"])
    meta = read_meta(catalog, indicator)
    target = _read_plan(plan, "target")
    if target is None:
        message = f"plan_targets: expected a target value for {indicator!r}; got none"
        raise IndicatorError(message)
    rows = [row for row in _read_rows(catalog, indicator) if row["kind"] == "actual"]
    current = [row for row in rows if not _is_superseded(row)]
    actuals = _one_per_year(_read_claim(row) for row in current if _may_show(row))
    base = _read_plan(plan, "base") or next(
        (claim for claim in actuals if str(claim.year) == _BASE_PERIOD), None
    )
    notes = read_notes(catalog, indicator, "province")
    start = base.year if base else int(_BASE_PERIOD)
    compared = [claim for claim in actuals if _compares(notes, start, claim.year)]
    lower = meta.direction == "lower"
    verdict, reached = _judge(compared, target, today, lower_is_better=lower)
    latest = actuals[-1] if actuals else None
    later = [claim for claim in compared if base and claim.year > base.year]
    is_share = str(plan["unit"]) == _SHARE_UNIT
    measured = later[-1] if later and latest in later else None
    known = {claim.year for claim in actuals}
    others = [row for row in _read_rows(catalog, indicator) if row["kind"] == "target"]
    return Progress(
        target_id=str(plan["id"]),
        indicator=indicator,
        name_zh=_text(plan["name_zh"]),
        name_en=_text(plan["name_en"]),
        unit_zh=_text(plan["unit"]),
        unit_en=meta.unit_en,
        decimals=meta.decimals,
        is_share=is_share,
        base=base,
        latest=latest,
        latest_compares=latest in compared,
        target=target,
        verdict=verdict,
        reached=reached,
        reached_exactly=_falls_short_before(compared, target, reached, lower_is_better=lower),
        way=_measure_way(base, measured, target),
        pace=change_per_year(
            base.value, measured.value, measured.year - base.year, is_share=is_share
        )
        if base and measured
        else None,
        actuals=tuple(actuals),
        later_targets=tuple(
            _one_per_year(
                _read_claim(row)
                for row in others
                if not _is_superseded(row) and _may_show(row) and int(row["period"]) > target.year
            )
        ),
        superseded=_list_superseded(rows),
        superseded_targets=_list_superseded(others),
        withheld=tuple(
            sorted(
                {
                    year
                    for row in current
                    if not _may_show(row) and (year := int(row["period"])) > start
                }
                - known
            )
        ),
        notes=_pick_notes(notes, (base, latest, target), reached, start),
    )


def _judge(
    claims: Iterable[Claim], target: Claim, today: date, *, lower_is_better: bool
) -> tuple[Verdict, int | None]:
    """Return the verdict, and the year from which figures reach the target.

    Parameters
    ----------
    claims
        Figures that compare with the target, by year.
    """
    decided = [
        (claim.year, reaches)
        for claim in claims
        if (reaches := claim.decides(target.value, lower_is_better=lower_is_better)) is not None
    ]
    in_time = [item for item in decided if item[0] <= target.year]
    too_late = [item for item in decided if item[0] > target.year]
    if in_time and in_time[-1][1]:
        return "met", _start_of_run(in_time)
    if in_time and in_time[-1][0] == target.year:
        return "not_met", None
    if too_late:
        # the target year itself stays unknown; the first later figure speaks for it
        return ("met", too_late[0][0]) if too_late[0][1] else ("not_met", None)
    return ("unpublished" if target.year < today.year else "ahead"), None


def _start_of_run(decided: list[tuple[int, bool]]) -> int:
    """Return the first year of the unbroken run of reaching figures at the end."""
    first = decided[-1][0]
    for year, reaches in reversed(decided):
        if not reaches:
            break
        first = year
    return first


def _falls_short_before(
    claims: Iterable[Claim], target: Claim, reached: int | None, *, lower_is_better: bool
) -> bool:
    """Return whether the figure of the year before is published and short of the target."""
    return reached is not None and any(
        claim.year == reached - 1
        and claim.decides(target.value, lower_is_better=lower_is_better) is False
        for claim in claims
    )


def _measure_way(base: Claim | None, latest: Claim | None, target: Claim) -> float | None:
    """Return the share of the way from base to target."""
    if base is None or latest is None or target.value == base.value:
        return None
    return (latest.value - base.value) / (target.value - base.value)


def _compares(notes: Iterable[Note], start: int, year: int) -> bool:
    """Return whether no note cuts the series between two years."""
    low, high = sorted((start, year))
    for note in notes:
        if note.rule == "not_comparable" and note.period in {"", str(year)}:
            return False
        if note.rule == "break_before" and note.period.isdigit() and low < int(note.period) <= high:
            return False
    return True


def _pick_notes(
    notes: Iterable[Note], claims: Iterable[Claim | None], reached: int | None, start: int
) -> tuple[Note, ...]:
    """Return the notes on the years used, on breaks since the base, and on all years."""
    years = {str(claim.year) for claim in claims if claim is not None} | {str(reached)}
    return tuple(
        note
        for note in notes
        if note.period in years
        or not note.period
        or (note.rule == "break_before" and note.period.isdigit() and int(note.period) > start)
    )


def _read_rows(catalog: Catalog, indicator: str) -> Iterator[dict[Any, Any]]:
    """Yield the yearly rows of the province."""
    table = catalog.province_values
    for row in table[table["indicator"] == indicator].to_dict("records"):
        if type_of_period(row["period"]) == "year":
            yield row


def _one_per_year(claims: Iterable[Claim]) -> list[Claim]:
    """Return one figure per year: the best status, then the order of the file."""
    best: dict[int, Claim] = {}
    for claim in claims:
        held = best.get(claim.year)
        if held is None or _order(claim) < _order(held):
            best[claim.year] = claim
    return [best[year] for year in sorted(best)]


def _list_superseded(rows: Iterable[dict[Any, Any]]) -> tuple[Claim, ...]:
    claims = [_read_claim(row) for row in rows if _is_superseded(row) and _may_show(row)]
    return tuple(sorted(claims, key=lambda claim: claim.year))


def _order(claim: Claim) -> int:
    return SHOWN_STATUSES.index(claim.status)


def _may_show(row: dict[Any, Any]) -> bool:
    return row["status"] in SHOWN_STATUSES


def _is_superseded(row: dict[Any, Any]) -> bool:
    return str(row["superseded"]).lower() == "true"


def _read_claim(row: dict[Any, Any]) -> Claim:
    return Claim(
        value=float(row["value"]),
        qualifier=row["qualifier"] or "eq",
        year=int(row["period"]),
        status=row["status"],
        source_id=_text(row["source_id"]),
        note_zh=_text(row["note_zh"]),
        note_en=_text(row["note_en"]),
    )


def _read_plan(row: dict[Any, Any], stage: Literal["base", "target"]) -> Claim | None:
    """Return the plan's own figure; None where it prints none."""
    value, period = row[f"{stage}_value"], _text(row[f"{stage}_period"])
    if value is None or math.isnan(value) or not period.isdigit():
        return None
    return Claim(float(value), "eq", int(period), row["status"], _text(row["source_id"]))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
