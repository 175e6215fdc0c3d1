"""What a total is divided by: residents, area, or the province."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import IndicatorError
from geo.indicators.tables import (
    check_form,
    is_shown,
    read_list,
    read_meta,
    read_notes,
    read_number,
    read_optional,
    read_places,
    read_rows,
    read_text,
    read_values,
)
from geo.indicators.units import AREA_UNITS, PEOPLE_INDICATORS
from geo.types import FORMS

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.types import Form, Geography

_CENSUS = "population_census2020"
_CENSUS_PERIOD = "2020"
_RESIDENTS = "population_permanent"

_TOO_MUCH = 1.001
"""Parts may exceed the whole by rounding; by more than this the two are different counts."""

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
    table = catalog.province_values
    rows = table[
        (table["indicator"] == indicator)
        & (table["period"] == period)
        & (table["kind"] == "actual")
    ]
    candidates = [
        ProvinceValue(
            read_number(row.value),
            read_text(row.unit),
            read_text(row.qualifier) or "eq",
            read_text(row.status),
            read_list(row.source_id),
            read_text(row.note_zh),
            read_text(row.note_en),
        )
        for row in rows.itertuples()
        if is_shown(row.status) and str(row.superseded).lower() != "true"
    ]
    usable = [candidate for candidate in candidates if not math.isnan(candidate.value)]
    order = ("official", "reported", "derived")
    return min(usable, key=lambda value: order.index(value.status), default=None)


def find_divisors(
    catalog: Catalog, indicator: str, period: str, form: Form, geography: Geography
) -> dict[str, Divisor]:
    """Return the divisor of each place for a form of a total.

    Raises
    ------
    IndicatorError
        If the form has no meaning for the indicator, or what it needs is not held.
    """
    check_form(form)
    meta = read_meta(catalog, indicator)
    if form == "total":
        return {}
    if meta["kind"] != "total":
        message = (
            f"form: expected 'total' for {indicator!r}, which is a {meta['kind']}; got "
            f"{form!r}; divide totals only"
        )
        raise IndicatorError(message)
    if form == "share":
        return _divide_by_province(catalog, indicator, period, geography)
    nonsense = indicator.endswith(_PARTIAL_SUFFIX) or (
        indicator in PEOPLE_INDICATORS if form == "per_head" else meta["unit"] in AREA_UNITS
    )
    if nonsense:
        message = f"form: {form!r} has no meaning for {indicator!r}; ask for 'total'"
        raise IndicatorError(message)
    if form == "per_head":
        return _divide_by_residents(catalog, indicator, period, geography)
    return {
        str(code): _build_divisor(
            place["area_km2"], 1.0, "eq", place["status"], place["source_ids"]
        )
        for code, place in read_places(catalog, geography).iterrows()
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
        "total" first; others where every part they need is held for two places at least.

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
    """Return whether a form leaves at least two places to compare."""
    read_meta(catalog, indicator)
    if form == "total":
        return True
    try:
        divisors = find_divisors(catalog, indicator, period, form, geography)
    except IndicatorError:
        return False
    rows = read_rows(read_values(catalog, geography), indicator, period)
    shown = [code for code in rows.index[rows["status"].map(is_shown)] if code in divisors]
    return sum(not divisors[code].gap for code in shown) > 1


def _divide_by_residents(
    catalog: Catalog, indicator: str, period: str, geography: Geography
) -> dict[str, Divisor]:
    """Return residents in 万人: of the census for 2020 and for counties, else of the period."""
    values = read_values(catalog, geography)
    census = read_rows(values, _CENSUS, _CENSUS_PERIOD)
    if geography == "county" or (period == _CENSUS_PERIOD and len(census)):
        rows, per_unit = census, 1e-4
    else:
        rows, per_unit = read_rows(values, _RESIDENTS, period), 1.0
    if not len(rows):
        message = (
            f"form: 'per_head' of {indicator!r} needs residents in {period!r}; none are held; "
            "ask for 'total' or another period"
        )
        raise IndicatorError(message)
    divisors: dict[str, Divisor] = {}
    for code in read_places(catalog, geography).index:
        if code in rows.index:
            row = rows.loc[code]
            divisors[code] = _build_divisor(
                row["value"], per_unit, row["qualifier"], row["status"], row["source_id"]
            )
        else:
            divisors[code] = Divisor(math.nan, "missing")
    return divisors


def _build_divisor(
    value: Any, per_unit: float, qualifier: Any, status: Any, sources: Any
) -> Divisor:
    """Return a divisor, or the reason why there is none."""
    number = read_number(value)
    known = read_optional(qualifier) or "eq"
    if math.isnan(number):
        return Divisor(math.nan, "missing")
    if not is_shown(status):
        return Divisor(math.nan, read_text(status) or "unverified")
    # over a lower bound the quotient would be an upper bound, which no qualifier says
    if number <= 0 or known == "ge":
        return Divisor(math.nan, "not_applicable")
    return Divisor(number * per_unit, "", known, read_list(sources))


def _divide_by_province(
    catalog: Catalog, indicator: str, period: str, geography: Geography
) -> dict[str, Divisor]:
    """Return the total of the province for every place."""
    for _, note in read_notes(catalog, indicator, geography, period):
        if note.rule == "no_share":
            message = f"form: no share of {indicator!r} in {period!r}: {note.note_en}"
            raise IndicatorError(message)
    rows = read_rows(read_values(catalog, geography), indicator, period)
    # development zones counted apart from their counties are part of the whole
    table = catalog.prefectures if geography == "prefecture" else catalog.counties
    parts = rows[rows["status"].map(is_shown).astype(bool)]
    parts = parts[parts["value"].notna()]
    total_of_parts = float(parts["value"].sum())
    published = find_province(catalog, indicator, period)
    if published is not None and published.qualifier != "ge":
        divisor = Divisor(published.value, "", published.qualifier, published.source_ids)
        if total_of_parts > _TOO_MUCH * published.value:
            message = (
                f"form: no share of {indicator!r} in {period!r}: the places add to "
                f"{total_of_parts:g}, more than the province's {published.value:g}"
            )
            raise IndicatorError(message)
    elif set(table.index) <= set(parts.index) and total_of_parts > 0:
        lower = (parts["qualifier"] == "ge").any()
        if lower:
            message = (
                f"form: no share of {indicator!r} in {period!r}: a place is known by its lower "
                "bound only, and the province has no total of its own"
            )
            raise IndicatorError(message)
        sources = sorted({item for cell in parts["source_id"] for item in read_list(cell)})
        divisor = Divisor(total_of_parts, "", "eq", tuple(sources))
    else:
        message = (
            f"form: no share of {indicator!r} in {period!r}: no exact total of the province is "
            f"held, and {len(table) - len(parts)} of {len(table)} places have no value"
        )
        raise IndicatorError(message)
    if divisor.value <= 0:
        message = f"form: no share of {indicator!r} in {period!r}: the total is not above zero"
        raise IndicatorError(message)
    return {str(code): divisor for code in read_places(catalog, geography).index}
