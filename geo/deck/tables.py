"""What the tables of a deck are filled with: read off the catalogue each time they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.locale import translator
from geo.targets import progress

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from geo.catalog import Catalog
    from geo.deck.model import TableName
    from geo.locale import Translator
    from geo.targets import Claim, Progress
    from geo.types import Lang

_RATE: Final = re.compile(r"\bper [\d,]+")


@dataclass(frozen=True, slots=True)
class DeckTable:
    """A table in words.

    Attributes
    ----------
    head
        Heads of the columns.
    rows
        Texts of the cells, the first of which names the row.
    numeric
        Positions of the columns that hold numbers.
    sources
        Ids of the sources of the figures, each once.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...]
    sources: tuple[str, ...]


def fill_table(
    name: TableName, catalog: Catalog, lang: Lang, today: dt.date | None = None
) -> DeckTable | None:
    """Return a table filled from the catalogue; None for the name of no table.

    Parameters
    ----------
    name
        Which table.
    catalog
        The checked data.
    lang
        Language of its words.
    today
        The reader's day, which tells whether a target's year has passed; the clock's if not given.
    """
    fill = _FILLERS.get(name)
    return None if fill is None else fill(catalog, translator(lang), today)


def _fill_targets(catalog: Catalog, t: Translator, today: dt.date | None) -> DeckTable:
    rows = progress(catalog, today)
    base = max(row.base.year for row in rows if row.base is not None)
    aim = max(row.target.year for row in rows)
    return DeckTable(
        head=(
            t("targets.indicator_unit"),
            t("targets.base_of", period=t.period(str(base))),
            t("targets.latest"),
            t("targets.target_of", period=t.period(str(aim))),
            t("targets.verdict"),
        ),
        rows=tuple(
            (
                _name_row(row, t),
                _say_claim(row.base, t, usual=base),
                _say_claim(row.latest, t),
                _say_claim(row.target, t, usual=aim),
                _say_verdict(row, t),
            )
            for row in rows
        ),
        numeric=(1, 2, 3),
        sources=tuple(dict.fromkeys(name for row in rows for name in row.source_ids)),
    )


def _name_row(row: Progress, t: Translator) -> str:
    name, unit = (row.name_zh, row.unit_zh) if t.lang == "zh" else (row.name_en, row.unit_en)
    # "High-tech enterprises" need not say "enterprises" again, nor "... per 10,000 firms" per what
    rate = _RATE.search(unit)
    said = unit.lower() in name.lower() or (rate is not None and rate.group() in name)
    return name if said else t("targets.name_in_unit", name=name, unit=unit)


def _say_claim(claim: Claim | None, t: Translator, usual: int | None = None) -> str:
    """Return a figure, with its year where that is not the one of its column."""
    if claim is None:
        return t("common.no_data")
    number = t.qualified(t.number(claim.value), claim.qualifier)
    if claim.year == usual:
        return number
    return number + t("targets.in_year", period=t.period(str(claim.year)))


def _say_verdict(row: Progress, t: Translator) -> str:
    if row.verdict != "met" or row.reached is None:
        return t(f"targets.verdict_{row.verdict}")
    year = t.period(str(row.reached))
    if row.reached > row.target.year:
        return t("targets.verdict_late", period=year)
    key = "targets.verdict_met" if row.reached_exactly else "targets.verdict_met_by"
    return t(key, period=year)


def _fill_counts(catalog: Catalog, t: Translator, _: dt.date | None) -> DeckTable:
    # of several statements for one period the last holds, as in the file
    rows = catalog.zone_counts.drop_duplicates("period", keep="last").to_dict("records")
    return DeckTable(
        head=(
            t("deck.when"),
            t("level.national"),
            t("level.provincial"),
            t("deck.total"),
            t("deck.standing"),
        ),
        rows=tuple(
            (
                t.period(str(row["period"])),
                *(t.number(row[name], 0) for name in ("national", "provincial", "total")),
                t(f"status.{row['status']}"),
            )
            for row in rows
        ),
        numeric=(1, 2, 3),
        sources=tuple(dict.fromkeys(str(row["source_id"]) for row in rows)),
    )


_FILLERS: Final[dict[str, Callable[[Catalog, Translator, dt.date | None], DeckTable]]] = {
    "targets": _fill_targets,
    "zone_counts": _fill_counts,
}
