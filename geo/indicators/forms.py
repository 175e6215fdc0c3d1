"""What a total is divided by: residents, area, or the province."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import IndicatorError
from geo.indicators.tables import read_meta, read_notes, read_province, read_table
from geo.indicators.units import AREA_UNITS, PEOPLE_INDICATORS
from geo.types import FORMS, SHOWN_STATUSES

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.indicators.tables import Row
    from geo.types import Form, Geography

_CENSUS = "population_census2020"
_CENSUS_PERIOD = "2020"
_RESIDENTS = "population_permanent"

_TOO_MUCH = 1.001
"""Parts may exceed the whole by rounding; by more than this the two are different counts."""

_ENOUGH = 0.5
"""A form is offered where this part of the places shown as totals can be divided."""

_PARTIAL_SUFFIX = "_urban_districts"
"""Such a total covers part of the place; residents and area of that part are not held."""


@dataclass(frozen=True, slots=True)
class Divisor:
    """The divisor of one place.

    Parameters
    ----------
    value
        Residents in 万人, area in square kilometres, or the total of the province; NaN where
        it may not be used.
    gap
        Why it may not: missing, suspect, unverified or not_applicable; else empty.
    qualifier, source_ids
        Of the divisor.
    """

    value: float
    gap: str = ""
    qualifier: str = "eq"
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvinceValue:
    """A published value of the whole province, always as a total in its own unit."""

    value: float
    unit: str
    qualifier: str
    status: str
    source_ids: tuple[str, ...]
    note_zh: str
    note_en: str


def find_province(catalog: Catalog, indicator: str, period: str) -> ProvinceValue | None:
    """Return the value published for the province, if one may be shown.

    Where several are left after the superseded ones, the best status counts, then the order
    of the file.
    """
    rows = read_province(catalog).get((indicator, period))
    if not rows or rows[0].gap:
        return None
    best = rows[0]
    return ProvinceValue(
        best.value,
        best.unit,
        best.qualifier,
        best.status or "",
        best.source_ids,
        best.note_zh,
        best.note_en,
    )


def find_divisors(
    catalog: Catalog, indicator: str, period: str, form: Form, geography: Geography
) -> dict[str, Divisor]:
    """Return the divisor of each place for a form of a total.

    Raises
    ------
    IndicatorError
        If the form has no meaning for the indicator, or what it needs is not held.
    """
    if form not in FORMS:
        message = f"form: expected one of {', '.join(FORMS)}; got {form!r}"
        raise IndicatorError(message)
    meta = read_meta(catalog, indicator)
    if form == "total":
        return {}
    if meta.kind != "total":
        message = (
            f"form: expected 'total' for {indicator!r}, which is a {meta.kind}; got "
            f"{form!r}; divide totals only"
        )
        raise IndicatorError(message)
    if form == "share":
        return _divide_by_province(catalog, indicator, period, geography)
    if indicator.endswith(_PARTIAL_SUFFIX) or (
        indicator in PEOPLE_INDICATORS if form == "per_head" else meta.unit_zh in AREA_UNITS
    ):
        message = f"form: {form!r} has no meaning for {indicator!r}; ask for 'total'"
        raise IndicatorError(message)
    if form == "per_head":
        return _divide_by_residents(catalog, indicator, period, geography)
    return {
        code: _build_divisor(place.area_km2, "eq", place.status, place.source_ids)
        for code, place in read_table(catalog, geography).places.items()
    }


def forms(
    catalog: Catalog, indicator: str, period: str, geography: Geography = "prefecture"
) -> tuple[Form, ...]:
    """List the forms that a map can show.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator, period, geography
        What is to be shown.

    Returns
    -------
    tuple of str
        "total" first; others where half of the places shown can be divided, two at least.

    Raises
    ------
    IndicatorError
        If the indicator is unknown.
    """
    return tuple(
        form for form in FORMS if _is_possible(catalog, indicator, period, form, geography)
    )


def _is_possible(
    catalog: Catalog, indicator: str, period: str, form: Form, geography: Geography
) -> bool:
    """Return whether a form leaves enough places to compare."""
    read_meta(catalog, indicator)
    if form == "total":
        return True
    try:
        divisors = find_divisors(catalog, indicator, period, form, geography)
    except IndicatorError:
        return False
    rows = read_table(catalog, geography).rows.get((indicator, period), {})
    shown = [code for code in divisors if code in rows and not rows[code].gap]
    left = sum(not divisors[code].gap for code in shown)
    return left > 1 and left >= _ENOUGH * len(shown)


def find_basis(catalog: Catalog, period: str, form: Form, geography: Geography) -> str:
    """Return what a form divides by: census, residents, area, province, or empty."""
    if form == "per_head":
        census = read_table(catalog, geography).rows.get((_CENSUS, _CENSUS_PERIOD))
        by_census = geography == "county" or (period == _CENSUS_PERIOD and census)
        return "census" if by_census else "residents"
    return {"total": "", "per_km2": "area", "share": "province"}[form]


def _divide_by_residents(
    catalog: Catalog, indicator: str, period: str, geography: Geography
) -> dict[str, Divisor]:
    """Return residents in 万人: of the census for 2020 and for counties, else of the period."""
    table = read_table(catalog, geography)
    if find_basis(catalog, period, "per_head", geography) == "census":
        rows, per_row = table.rows.get((_CENSUS, _CENSUS_PERIOD), {}), 1e-4
    else:
        rows, per_row = table.rows.get((_RESIDENTS, period), {}), 1.0
    if not rows:
        message = (
            f"form: 'per_head' of {indicator!r} needs residents in {period!r}; none are held; "
            "ask for 'total' or another period"
        )
        raise IndicatorError(message)
    return {code: _divide_by_row(rows.get(code), per_row) for code in table.places}


def _divide_by_row(row: Row | None, per_row: float) -> Divisor:
    """Return residents of one place in 万人."""
    if row is None:
        return Divisor(math.nan, "missing")
    if row.gap:
        return Divisor(math.nan, row.gap)
    return _build_divisor(row.value * per_row, row.qualifier, row.status, row.source_ids)


def _build_divisor(
    value: float, qualifier: str, status: str | None, source_ids: tuple[str, ...]
) -> Divisor:
    """Return a divisor, or the reason why there is none."""
    if math.isnan(value):
        return Divisor(math.nan, "missing")
    if status not in SHOWN_STATUSES:
        return Divisor(math.nan, status or "unverified")
    # over a lower bound the quotient would be an upper bound, which no qualifier says
    if value <= 0 or qualifier == "ge":
        return Divisor(math.nan, "not_applicable")
    return Divisor(value, "", qualifier, source_ids)


def _divide_by_province(
    catalog: Catalog, indicator: str, period: str, geography: Geography
) -> dict[str, Divisor]:
    """Return the total of the province for every place."""
    for note in read_notes(catalog, indicator, geography, period):
        if note.rule == "no_share":
            raise _refuse_share(indicator, period, note.note_en)
    table = read_table(catalog, geography)
    rows = table.rows.get((indicator, period), {})
    parts = {code: row for code, row in rows.items() if code in table.counted and not row.gap}
    sum_of_parts = math.fsum(row.value for row in parts.values())
    published = find_province(catalog, indicator, period)
    if published is not None and published.qualifier != "ge":
        divisor = Divisor(published.value, "", published.qualifier, published.source_ids)
        if sum_of_parts > _TOO_MUCH * published.value:
            reason = (
                f"the places add to {sum_of_parts:g}, more than the province's {published.value:g}"
            )
            raise _refuse_share(indicator, period, reason)
    elif len(parts) < len(table.counted):
        gaps = len(table.counted) - len(parts)
        reason = f"no exact total of the province is held, and {gaps} places have no value"
        raise _refuse_share(indicator, period, reason)
    elif any(row.qualifier == "ge" for row in parts.values()):
        reason = "no exact total of the province is held, and a place has a lower bound only"
        raise _refuse_share(indicator, period, reason)
    else:
        about = any(row.qualifier == "approx" for row in parts.values())
        sources = {item: None for row in parts.values() for item in row.source_ids}
        divisor = Divisor(sum_of_parts, "", "approx" if about else "eq", tuple(sources))
    if divisor.value <= 0:
        raise _refuse_share(indicator, period, "the total is not above zero")
    return dict.fromkeys(table.places, divisor)


def _refuse_share(indicator: str, period: str, reason: str) -> IndicatorError:
    """Return the error that says why there is no share."""
    return IndicatorError(f"form: no share of {indicator!r} in {period!r}: {reason}")
