"""The number of zones over time: as published, and as far as zones are known by name here.

Dates are known to the day, the month or the year only, and so are the dates of the published
counts. The rule, for both: a date stands for all the days it may mean, and a zone counts at a
date only if it was surely recognised by the last of its days. So a zone recognised in "2018"
counts at the end of "2018" and in January 2019 but not yet in July 2018; there it *may* have
been recognised already, and is counted apart.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geo.catalog import Catalog

RECOGNISED: Final = ("national", "provincial")
"""Levels of zones that exist; the third, candidate, is never counted."""

AIM_PERIOD: Final = "2025"
"""The year that the plan's 35 zones are aimed for."""

_LAST_OF_2020 = "2020"
_REFERENCE = "reference"
_YEAR, _MONTH, _DAY = 4, 7, 10  # length of 2018, of 2018-07 and of 2018-07-19
_QUARTER_MONTHS, _HALF_MONTHS = 3, 6
_Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Since:
    """From when on a zone is known to have its level, and on what ground.

    Attributes
    ----------
    date
        "2018", "2018-03" or "2018-03-10".
    dated
        Whether it is the date of the recognition or upgrade itself; otherwise it is the date of
        the first document that proves the zone.
    source_id
        That document, if it is one; None where the date is a column of the zones' table.
    """

    date: str
    dated: bool
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One date of the timeline: what was published, and what is identified here.

    Attributes
    ----------
    period
        Value of `View.asof`; None for all that is held.
    moment
        Where two counts carry one period: "within" it for the earlier, "end" for the last.
    published, published_national, published_provincial
        As published; None where a number was not.
    status, source_id, note_zh, note_en
        Of the published number; blank where there is none.
    national, provincial
        Zones identified here as surely of that level by then.
    maybe
        Zones dated so coarsely that they may have been recognised by then, not counted.
    undated
        Of the zones identified, how many count only from the first document that proves them.
    """

    period: str | None
    published: int | None
    published_national: int | None
    published_provincial: int | None
    status: str
    source_id: str
    note_zh: str
    note_en: str
    moment: Literal["", "within", "end"] = ""
    national: int = 0
    provincial: int = 0
    maybe: int = 0
    undated: int = 0

    @property
    def identified(self) -> int:
        """Zones identified here, national and provincial together."""
        return self.national + self.provincial


def span(period: str) -> _Span:
    """Return the first and the last day that a date or a period may mean.

    Parameters
    ----------
    period
        A date (2018, 2018-03, 2018-03-10) or a period of the data (2018H1, 2018Q2, 2018Q1-Q3,
        2018M1-7).

    Returns
    -------
    tuple of str
        Two ISO days.

    Examples
    --------
    >>> span("2018-02")
    ('2018-02-01', '2018-02-28')
    >>> span("2018H1")
    ('2018-01-01', '2018-06-30')
    """
    if len(period) == _DAY:
        return period, period
    year, rest = period[:_YEAR], period[_YEAR:]
    first, last = 1, 12
    if rest.startswith("-"):
        first = last = int(rest[1:])
    elif rest.startswith("H"):
        last = _HALF_MONTHS * int(rest[1:])
        first = last - _HALF_MONTHS + 1
    elif rest.startswith("Q"):
        last = _QUARTER_MONTHS * int(rest[-1])
        first = 1 if "-" in rest else last - _QUARTER_MONTHS + 1
    elif rest.startswith("M"):
        last = int(rest.partition("-")[2])
    days = calendar.monthrange(int(year), last)[1]
    return f"{year}-{first:02d}-01", f"{year}-{last:02d}-{days:02d}"


def identified_by(catalog: Catalog, period: str) -> frozenset[str]:
    """Return the zones that are known here to have been recognised by the end of a period.

    Parameters
    ----------
    period
        A date or a period, such as 2018-07 or 2020.

    Returns
    -------
    frozenset of str
        Ids; never a park that is known only from old mentions.
    """
    end = span(period)[1]
    return frozenset(
        zone for zone, since in known_since(catalog).items() if span(since.date)[1] <= end
    )


def known_since(catalog: Catalog) -> Mapping[str, Since]:
    """Return from when on each recognised zone is known, by id.

    A zone with a date of recognition or of upgrade counts from the earlier of them; of a date
    that rests on memory only the year is relied on. One without
    counts from the first proof: the earliest of the documents that name it (coordinate lists and
    other works of reference apart: they prove a place, not a standing), of the end of 2020 if
    the plan's count of that year has it, and of the day on which its level was last seen.
    """
    zones = catalog.zones
    found: dict[str, Since] = {}
    for zone_id, level, recognised, upgraded, memory in zip(
        zones.index,
        zones["level"],
        zones["recognised"],
        zones["upgraded"],
        zones["memory_for"],
        strict=True,
    ):
        if level not in RECOGNISED:
            continue
        dates = [
            Since(_sure(date, name, memory), dated=True)
            for name, date in (("recognised", recognised), ("upgraded", upgraded))
            if _is_text(date)
        ]
        proofs = dates or _proofs(catalog, str(zone_id))
        if proofs:
            found[str(zone_id)] = min(proofs, key=lambda since: span(since.date)[::-1])
    return found


def _sure(date: str, column: str, memory: Iterable[str] | None) -> str:
    """Return a date as far as it may be relied on: of one that rests on memory, the year."""
    return date[:_YEAR] if _is_text(date) and column in (memory or ()) else date


def _proofs(catalog: Catalog, zone_id: str) -> list[Since]:
    zones, sources = catalog.zones, catalog.sources
    name = zones["short_zh"][zone_id]
    found = []
    for source_id in zones["source_ids"][zone_id] or ():
        if source_id not in sources.index or sources["kind"][source_id] == _REFERENCE:
            continue
        said = f"{sources['title_zh'][source_id]} {sources['supports_zh'][source_id]}"
        date = sources["date"][source_id]
        if _is_text(date) and _is_text(name) and name in said:
            found.append(Since(date, dated=False, source_id=source_id))
    if zones["level_2020"][zone_id] in RECOGNISED:
        found.append(Since(_LAST_OF_2020, dated=False))
    if _is_text(zones["level_asof"][zone_id]):
        found.append(Since(zones["level_asof"][zone_id], dated=False))
    return found


def levels_at(catalog: Catalog, period: str | None) -> Mapping[str, str]:
    """Return the level that each zone surely had by the end of a period.

    Parameters
    ----------
    period
        A date or a period; None for the levels held now.

    Returns
    -------
    mapping
        Level by id; a zone that is not yet known by then is left out.
    """
    zones = catalog.zones
    held = {
        str(zone): (str(level), _sure(upgraded, "upgraded", memory))
        for zone, level, upgraded, memory in zip(
            zones.index, zones["level"], zones["upgraded"], zones["memory_for"], strict=True
        )
        if level in RECOGNISED
    }
    if period is None:
        return {zone: level for zone, (level, _) in held.items()}
    end = span(period)[1]
    found = {}
    for zone, since in known_since(catalog).items():
        if span(since.date)[1] > end:
            continue
        level, upgraded = held[zone]
        # without a date of upgrade there is nothing to hold against the level
        later = level == "national" and _is_text(upgraded) and span(upgraded)[1] > end
        found[zone] = "provincial" if later else level
    return found


def stops(catalog: Catalog) -> tuple[Stop, ...]:
    """Return the dates of the timeline in order, with published and identified numbers.

    The dates are those of the published counts, the years after the last of them up to the
    year aimed for, and last of all what is held now. Where two counts carry the same period,
    the later row is of the period's end and takes its last month, so that each date has an
    address of its own.
    """
    published = _read_counts(catalog.zone_counts)
    last_year = int(str(published[-1].period)[:4]) if published else int(AIM_PERIOD)
    later = [_blank(str(year)) for year in range(last_year + 1, int(AIM_PERIOD) + 1)]
    since = known_since(catalog)
    return tuple(_count(catalog, since, stop) for stop in (*published, *later, _blank(None)))


def find_stop(found: Iterable[Stop], period: str | None) -> Stop:
    """Return the date of the timeline that a View's `asof` means.

    A period between two dates means the last date before it that is over by its end.
    """
    all_stops = tuple(found)
    exact = next((stop for stop in all_stops if stop.period == period), None)
    if exact is not None:
        return exact
    end = span(str(period))[1]
    before = [stop for stop in all_stops if stop.period and span(stop.period)[1] <= end]
    return before[-1] if before else all_stops[0]


def last_total(found: Iterable[Stop]) -> Stop | None:
    """Return the last date for which a total was published."""
    return next((stop for stop in reversed(tuple(found)) if stop.published is not None), None)


def aim(catalog: Catalog) -> tuple[int, str, str] | None:
    """Return the number of zones aimed for, its status and its source; None if none is held."""
    plan = catalog.plan_counts
    rows = plan[
        (plan["subject"] == "zones")
        & (plan["kind"] == "target")
        & (plan["id"] == f"zones-total-{AIM_PERIOD}")
    ]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return int(row["value"]), str(row["status"]), str(row["source_id"])


def _read_counts(table: pd.DataFrame) -> list[Stop]:
    rows = [
        Stop(
            period=str(row["period"]),
            published=_whole(row["total"]),
            published_national=_whole(row["national"]),
            published_provincial=_whole(row["provincial"]),
            status=str(row["status"]),
            source_id=str(row["source_id"]),
            note_zh=row["note_zh"] if _is_text(row["note_zh"]) else "",
            note_en=row["note_en"] if _is_text(row["note_en"]) else "",
        )
        for row in table.to_dict("records")
    ]
    rows.sort(key=lambda stop: span(str(stop.period))[1])  # stable: rows of one period keep order
    periods = [stop.period for stop in rows]
    told: list[Stop] = []
    for number, stop in enumerate(rows):
        if stop.period in periods[number + 1 :]:
            told.append(replace(stop, moment="within"))
        elif stop.period in periods[:number]:
            last_month = span(str(stop.period))[1][:_MONTH]
            told.append(replace(stop, period=last_month, moment="end"))
        else:
            told.append(stop)
    return told


def _blank(period: str | None) -> Stop:
    return Stop(period, None, None, None, "", "", "", "")


def _count(catalog: Catalog, since: Mapping[str, Since], stop: Stop) -> Stop:
    levels = levels_at(catalog, stop.period)
    values = list(levels.values())
    maybe = 0
    if stop.period is not None:
        end = span(stop.period)[1]
        spans = [span(one.date) for one in since.values()]
        maybe = sum(first <= end < last for first, last in spans)
    return replace(
        stop,
        national=values.count("national"),
        provincial=values.count("provincial"),
        maybe=maybe,
        undated=sum(zone not in since or not since[zone].dated for zone in levels),
    )


def _whole(value: object) -> int | None:
    # NaN is the only value that differs from itself
    return None if value is None or value != value else int(float(str(value)))  # noqa: PLR0124


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
