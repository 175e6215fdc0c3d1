"""Reading the catalogue's long tables, where a blank may be None, NaN or an empty text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import IndicatorError
from geo.types import FORMS, GEOGRAPHIES, SHOWN_STATUSES

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.types import Form, Geography


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the catalogue about an indicator in a period."""

    rule: str
    note_zh: str
    note_en: str
    source_ids: tuple[str, ...]


def read_text(value: Any) -> str:
    """Return a text, empty for a blank cell."""
    return value if isinstance(value, str) else ""


def read_optional(value: Any) -> str | None:
    """Return a text, None for a blank cell."""
    return read_text(value) or None


def read_number(value: Any) -> float:
    """Return a float, NaN for a blank cell."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def read_list(value: Any) -> tuple[str, ...]:
    """Return the items of a list, which a table holds as a list or joined by ``;``."""
    if isinstance(value, str):
        return tuple(item for item in value.split(";") if item)
    return tuple(value) if isinstance(value, (list, tuple)) else ()


def is_shown(status: Any) -> bool:
    """Return whether a value of this status may stand on maps and in ranks."""
    return status in SHOWN_STATUSES


def read_values(catalog: Catalog, geography: Geography) -> pd.DataFrame:
    """Return the long table of a geography.

    Raises
    ------
    IndicatorError
        If the geography is none of the closed set.
    """
    if geography not in GEOGRAPHIES:
        message = f"geography: expected one of {', '.join(GEOGRAPHIES)}; got {geography!r}"
        raise IndicatorError(message)
    values: pd.DataFrame = (
        catalog.prefecture_values if geography == "prefecture" else catalog.county_values
    )
    return values


def read_places(catalog: Catalog, geography: Geography) -> pd.DataFrame:
    """Return the places that a map can colour, in code order.

    The census counts three development zones apart from their counties; they have no area
    of their own on the boundary layer, so no map can colour them.
    """
    if geography == "prefecture":
        prefectures: pd.DataFrame = catalog.prefectures.sort_index()
        return prefectures
    counties: pd.DataFrame = catalog.counties[catalog.counties["kind"] == "county"].sort_index()
    return counties


def read_rows(values: pd.DataFrame, indicator: str, period: str) -> pd.DataFrame:
    """Return the rows of one indicator in one period, by code."""
    rows = values[(values["indicator"] == indicator) & (values["period"] == period)]
    return rows.drop_duplicates("adcode").set_index("adcode")


def read_meta(catalog: Catalog, indicator: str) -> pd.Series[Any]:
    """Return the dictionary entry of an indicator.

    Raises
    ------
    IndicatorError
        If the dictionary does not hold it.
    """
    if indicator not in catalog.indicators.index:
        message = (
            f"indicator: expected an id of the indicator dictionary; got {indicator!r}; "
            "`mappable` lists those that a map can show"
        )
        raise IndicatorError(message)
    meta: pd.Series[Any] = catalog.indicators.loc[[indicator]].iloc[0]
    return meta


def read_notes(
    catalog: Catalog, indicator: str, scope: str, period: str | None = None
) -> list[tuple[str, Note]]:
    """Return the notes about an indicator with the period of each, in the order of the file.

    A note without a period holds for every period.
    """
    table = catalog.series_notes
    found: list[tuple[str, Note]] = []
    for row in table[(table["indicator"] == indicator) & (table["scope"] == scope)].itertuples():
        of = read_text(row.period)
        if period is None or of in {"", period}:
            note = Note(
                read_text(row.rule),
                read_text(row.note_zh),
                read_text(row.note_en),
                read_list(row.source_ids),
            )
            found.append((of, note))
    return found


def check_form(form: Form) -> None:
    """Refuse a form outside the closed set."""
    if form not in FORMS:
        message = f"form: expected one of {', '.join(FORMS)}; got {form!r}"
        raise IndicatorError(message)
