"""How figures, verdicts, changes and remarks of the plan's targets are worded."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from geo.maps.parts import Memo
from geo.maps.words import join, name_sources, with_unit
from geo.targets import progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.targets import Claim, Progress

_ROWS: Memo[tuple[Progress, ...]] = Memo(8)
_WHOLE = 100


def list_progress(catalog: Catalog, today: date | None = None) -> tuple[Progress, ...]:
    """Return the plan's targets with what is known of them, made once a day."""
    day = today or date.today()  # noqa: DTZ011  # the reader's calendar
    return _ROWS.get((catalog.digest, day), lambda: progress(catalog, day))


def name_of(row: Progress, t: Translator) -> str:
    """Return the name of a target."""
    return row.name_zh if t.lang == "zh" else row.name_en


def unit_of(row: Progress, t: Translator) -> str:
    """Return the unit of a target."""
    return row.unit_zh if t.lang == "zh" else row.unit_en


def write_number(row: Progress, claim: Claim, t: Translator) -> str:
    """Return a figure without its unit, "about" and "over" included."""
    exact = claim.qualifier == "eq"
    # "over 1,900" is not "over 1,900.00"
    number = t.number(claim.value, row.decimals if exact and row.is_share else None)
    return t.qualified(number, claim.qualifier)


def write_with_unit(row: Progress, claim: Claim, t: Translator) -> str:
    """Return a figure with its unit, where no column's head says it."""
    unit = unit_of(row, t)
    number = write_number(row, claim, t)
    return with_unit(number, unit, t.lang)


def tell_verdict(row: Progress, t: Translator) -> str:
    """Return the verdict in words, with the year where one is known."""
    if row.verdict != "met" or row.reached is None:
        return t(f"targets.verdict_{row.verdict}")
    year = t.period(str(row.reached))
    if row.reached > row.target.year:
        return t("targets.verdict_late", period=year)
    return t(
        "targets.verdict_met" if row.reached_exactly else "targets.verdict_met_by", period=year
    )


def tell_verdict_of(catalog: Catalog, indicator: str, t: Translator) -> str:
    """Return the verdict on the plan's target for an indicator; empty if it sets none."""
    rows = (row for row in list_progress(catalog) if row.indicator == indicator)
    return next((tell_verdict(row, t) for row in rows), "")


def tell_way(row: Progress, t: Translator) -> str:
    """Return the share of the way; empty where it cannot be measured."""
    if row.way is None or row.latest is None:
        return ""
    return t.qualified(f"{t.number(_WHOLE * row.way, 1)}%", row.latest.qualifier)


def tell_pace(row: Progress, t: Translator) -> str:
    """Return the change per year so far; empty where there is none."""
    if row.pace is None or row.latest is None:
        return ""
    return t.qualified(tell_change(row.pace, t, is_share=row.is_share), row.latest.qualifier)


def tell_change(change: float, t: Translator, *, is_share: bool) -> str:
    """Return a change per year: percentage points of a share, else per cent."""
    number = t.number(change if is_share else _WHOLE * change, 2 if is_share else 1)
    sign = "" if number.startswith("-") else "+"
    return t("targets.points" if is_share else "targets.percent", number=f"{sign}{number}")


def tell_claim(claim: Claim, catalog: Catalog, t: Translator) -> str:
    """Return year, status and publisher of a figure."""
    origin = join((who for who, _ in name_sources(catalog, (claim.source_id,), t)), t.lang)
    return t(
        "targets.claim" if origin else "targets.claim_own",
        period=t.period(str(claim.year)),
        status=t(f"status.{claim.status}"),
        publisher=origin,
    )


def note_of(claim: Claim, t: Translator) -> str:
    """Return the remark on a figure."""
    return claim.note_zh if t.lang == "zh" else claim.note_en


def list_notes(row: Progress, catalog: Catalog, t: Translator) -> list[str]:
    """Return what a reader must know before comparing the figures of a row."""
    return list(dict.fromkeys(note.rstrip("。.") for note in _notes(row, catalog, t)))


def join_notes(notes: Iterable[str], t: Translator) -> str:
    """Return remarks as one line."""
    return t("targets.note_line", notes=t("targets.note_joint").join(notes))


def _notes(row: Progress, catalog: Catalog, t: Translator) -> Iterator[str]:
    if row.base is None:
        yield t("targets.note_no_base")
    elif row.base.source_id != row.target.source_id:
        origin = tell_claim(row.base, catalog, t)
        yield t("targets.note_base", origin=origin)
    # one text per year: the formula of a derived figure, else the note on the series
    notes = {note.period: note for note in row.notes}
    computed = set()
    for claim in _claims_to_note(row):
        note = note_of(claim, t)
        if note and (claim.status == "derived" or str(claim.year) not in notes):
            computed.add(str(claim.year))
            yield _tell_note(claim, note, t)
    for told in sorted(row.notes, key=lambda item: item.period):
        if told.rule != "footnote" or told.period not in computed:
            yield told.note_zh if t.lang == "zh" else told.note_en
    yield from _tell_replaced(row, set(notes), catalog, t)
    if row.latest and not row.latest_compares:
        yield t("targets.note_basis", period=t.period(str(row.latest.year)))
    elif row.latest and row.latest.qualifier != "eq" and row.way is not None:
        yield t(f"targets.note_{row.latest.qualifier}")
    for year in row.withheld:
        yield t("targets.note_withheld", period=t.period(str(year)))
    if row.verdict == "met" and not row.reached_exactly and row.reached is not None:
        before = t.period(str(row.reached - 1))
        yield t("targets.note_by", before=before, period=t.period(str(row.reached)))


def _claims_to_note(row: Progress) -> list[Claim]:
    """Return the figures whose remarks matter: the first that reaches the target, the latest."""
    base = row.base.year if row.base else None
    wanted = {row.reached, row.latest.year if row.latest else None} - {base, None}
    return [claim for claim in row.actuals if claim.year in wanted]


def _tell_note(claim: Claim, note: str, t: Translator) -> str:
    year = t.period(str(claim.year))
    if claim.status == "derived":
        return t("targets.note_derived", period=year, note=note)
    return t("targets.note_year", period=year, note=note)


def _tell_replaced(row: Progress, told: set[str], catalog: Catalog, t: Translator) -> Iterator[str]:
    """Yield the statements that a later one replaced, where no note tells of them."""
    stages: Iterable[tuple[str, tuple[Claim, ...]]] = (
        ("targets.note_superseded", row.superseded),
        ("targets.note_superseded_target", row.superseded_targets),
    )
    for key, claims in stages:
        for claim in claims:
            if str(claim.year) not in told:
                value, origin = write_with_unit(row, claim, t), tell_claim(claim, catalog, t)
                yield t(key, value=value, origin=origin)
