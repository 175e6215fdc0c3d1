"""One indicator in one period for every place, ready to be drawn, ranked and listed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import IndicatorError
from geo.indicators.forms import Divisor, ProvinceValue, find_basis, find_divisors, find_province
from geo.indicators.period import type_of_period
from geo.indicators.tables import Note, read_meta, read_notes, read_table
from geo.indicators.units import unit_of_form

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.catalog import Catalog
    from geo.indicators.tables import Place, Row
    from geo.types import Form, Geography

_MOST_DECIMALS = 6
_DIGITS_SHOWN = 3
_HELD = ("", "left_out")
_WITHHELD = ("suspect", "unverified")
"""Gaps of places whose figure may be shown: none, or the reader left the place out."""


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The values of one indicator in one period and form, with what is known about each.

    Parameters
    ----------
    indicator, period, form, geography
        What was asked for.
    kind
        total, ratio, growth, rank or flag: the kind of the published figure.
    direction
        Which end comes first in a rank: higher, lower, or context (no merit; highest first).
    unit_zh, unit_en
        Unit of `value`, which differs from the published one where the form divides.
    published_unit_zh, published_unit_en
        Unit of `published`.
    decimals
        Decimal places to print.
    basis
        What the form divides by: census, residents, area, province; empty for totals.
    frame
        Every place in code order, index the code. Columns: value (NaN where not shown);
        published (the figure as published, never divided, also where it is withheld);
        qualifier, status (None where nothing is held; "derived" where the form divided);
        source_ids (of all figures used); note_zh, note_en; gap ("" for a value, else
        missing, suspect, unverified, not_applicable or left_out).
    notes
        Notes of the catalogue that hold for the indicator in the period.
    province
        The published value of the province, always a total, if there is one to show.
    """

    indicator: str
    period: str
    form: Form
    geography: Geography
    kind: str
    direction: str
    unit_zh: str
    unit_en: str
    published_unit_zh: str
    published_unit_en: str
    decimals: int
    basis: str
    frame: pd.DataFrame
    notes: tuple[Note, ...]
    province: ProvinceValue | None


@dataclass(frozen=True, slots=True)
class _Cell:
    """One place of a selection."""

    value: float
    published: float
    qualifier: str | None
    status: str | None
    source_ids: tuple[str, ...]
    note_zh: str
    note_en: str
    gap: str


_MISSING = _Cell(math.nan, math.nan, None, None, (), "", "", "missing")


def select(
    catalog: Catalog,
    indicator: str,
    period: str,
    *,
    form: Form = "total",
    geography: Geography = "prefecture",
    without: Collection[str] = (),
) -> Selection:
    """Pick one indicator in one period for every place of a geography.

    Suspect and unverified figures are never in `value`. ``per_head`` divides by residents
    (of the census for 2020 and for counties, else at the end of the same year), ``per_km2``
    by area, ``share`` by the province's published total or, where every place has a value,
    by their sum; the result of a division is derived. Leaving places out changes no divisor.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator
        An id of the indicator dictionary.
    period
        A period of the data, such as "2023".
    form
        total, per_head, per_km2 or share.
    geography
        prefecture or county.
    without
        Codes to leave out; for counties a prefecture's code leaves out all of its counties.

    Returns
    -------
    Selection
        All places, also those without a value. The frame is the caller's own.

    Raises
    ------
    IndicatorError
        If the indicator, period, form, geography or a code is not held, or the form has no
        meaning for the indicator.

    Examples
    --------
    >>> from geo.catalog import load_catalog
    >>> chosen = select(load_catalog(), "hte_count", "2023", without=["510100"])
    >>> chosen.frame.loc["510700", "value"], chosen.frame.loc["510100", "gap"], chosen.unit_zh
    (np.float64(838.0), 'left_out', '家')
    """
    meta = read_meta(catalog, indicator)
    type_of_period(period)  # refuses what is no period, before it is looked for
    table = read_table(catalog, geography)
    rows = table.rows.get((indicator, period), {})
    divisors = find_divisors(catalog, indicator, period, form, geography)
    if not rows:
        message = (
            f"period: expected one with values of {indicator!r} by {geography}; got {period!r}; "
            "`periods` lists them"
        )
        raise IndicatorError(message)
    left_out = _find_left_out(table.places, geography, without)
    unit = unit_of_form(form, meta.unit_zh, meta.unit_en)
    cells: list[_Cell] = []
    for code in table.places:
        cell = _read_cell(rows[code]) if code in rows else _MISSING
        if form != "total" and not cell.gap:
            cell = _divide(cell, divisors[code], unit.factor)
        # what may not be shown stays so, also where it is left out
        if code in left_out and cell.gap not in _WITHHELD:
            cell = replace(cell, value=math.nan, gap="left_out")
        cells.append(cell)
    frame = _build_frame(list(table.places), cells)
    return Selection(
        indicator,
        period,
        form,
        geography,
        kind=meta.kind,
        direction=meta.direction,
        unit_zh=unit.zh,
        unit_en=unit.en,
        published_unit_zh=meta.unit_zh,
        published_unit_en=meta.unit_en,
        decimals=(
            count_decimals(frame["published"][frame["gap"].isin(_HELD)], meta.decimals)
            if form == "total"
            else _find_decimals(frame["value"], form)
        ),
        basis=find_basis(catalog, period, form, geography),
        frame=frame,
        notes=read_notes(catalog, indicator, geography, period),
        province=find_province(catalog, indicator, period),
    )


def rank(selection: Selection) -> pd.Series[Any]:
    """Rank the places: 1 is the best, or the highest where no end is better.

    Ties share the lower number, as in "1, 2, 2, 4". Values are compared as they are held,
    not as they are printed.

    Parameters
    ----------
    selection
        What is to be ranked.

    Returns
    -------
    pandas.Series
        Whole numbers (Int64) by code, in code order; missing for places without a value.
    """
    ascending = selection.direction == "lower"
    ranks = selection.frame["value"].rank(method="min", ascending=ascending)
    return ranks.astype("Int64").rename("rank")


def name_gap(gap: str) -> str:
    """Return the message id of the words for a gap.

    Parameters
    ----------
    gap
        A value of the column `gap`, not empty.

    Returns
    -------
    str
        Message id of the domain `indicators`.
    """
    return f"indicators.gap_{gap}"


def name_basis(selection: Selection) -> str | None:
    """Return the message id of the footnote on what the form divides by.

    Parameters
    ----------
    selection
        Any selection.

    Returns
    -------
    str or None
        Message id of the domain `indicators`, for "residents" with the place ``{period}``;
        None for totals.
    """
    return f"indicators.divided_by_{selection.basis}" if selection.basis else None


def _find_left_out(
    places: dict[str, Place], geography: Geography, without: Collection[str]
) -> frozenset[str]:
    """Return the codes of the places to leave out."""
    asked = frozenset(without)
    found = {code for code, place in places.items() if {code, place.prefecture_code} & asked}
    known = found | {places[code].prefecture_code for code in found}
    if not asked <= known:
        message = (
            f"without: expected codes of the geography {geography!r}; got "
            f"{', '.join(sorted(asked - known))}; take them out"
        )
        raise IndicatorError(message)
    return frozenset(found)


def _read_cell(row: Row) -> _Cell:
    """Return the cell of a row as published, its value withheld where the status says so."""
    return _Cell(
        math.nan if row.gap else row.value,
        row.value,
        row.qualifier,
        row.status,
        row.source_ids,
        row.note_zh,
        row.note_en,
        row.gap,
    )


def _divide(cell: _Cell, divisor: Divisor, factor: float) -> _Cell:
    """Return the cell divided, or the reason why it cannot be."""
    if divisor.gap:
        return replace(cell, value=math.nan, gap=divisor.gap)
    qualifier = cell.qualifier
    if qualifier == "eq" and divisor.qualifier == "approx":
        qualifier = "approx"
    return replace(
        cell,
        value=cell.value * factor / divisor.value,
        qualifier=qualifier,
        status="derived",
        source_ids=tuple(dict.fromkeys(cell.source_ids + divisor.source_ids)),
    )


def _build_frame(codes: list[str], cells: list[_Cell]) -> pd.DataFrame:
    """Return the cells as a table; texts stay Python objects, so that a blank is None."""
    index = pd.Index(codes, dtype=object, name="adcode")
    columns: dict[str, Any] = {
        "value": np.array([cell.value for cell in cells], dtype=np.float64),
        "published": np.array([cell.published for cell in cells], dtype=np.float64),
    }
    for name in ("qualifier", "status", "source_ids", "note_zh", "note_en", "gap"):
        column = np.empty(len(cells), dtype=object)
        column[:] = [getattr(cell, name) for cell in cells]
        columns[name] = pd.Series(column, index=index, dtype=object)
    return pd.DataFrame(columns, index=index)


def count_decimals(figures: pd.Series[Any], most: int) -> int:
    """Return the decimal places that figures use, the dictionary's at most.

    A yearbook's whole numbers must not gain a decimal that nobody published.

    Parameters
    ----------
    figures
        Figures as published; gaps (NaN) do not count.
    most
        Decimal places of the dictionary.

    Returns
    -------
    int
        `most` where there is no figure.

    Examples
    --------
    >>> count_decimals(pd.Series([20818.0, 1458.0]), 1)
    0
    >>> count_decimals(pd.Series([17716.67, 1458.0]), 1)
    1
    """
    # repr of a float is the shortest decimal that means it
    lasts = (
        Decimal(repr(float(figure))).normalize().as_tuple().exponent for figure in figures.dropna()
    )
    used = max((-last for last in lasts if isinstance(last, int)), default=most)
    return min(max(used, 0), most)


def _find_decimals(values: pd.Series[Any], form: Form) -> int:
    """Return the decimal places that show three digits of the middle value."""
    middle = float(values.abs().median())
    if math.isnan(middle) or middle == 0:
        return 1
    needed = _DIGITS_SHOWN - 1 - math.floor(math.log10(middle))
    return min(max(needed, 1 if form == "share" else 0), _MOST_DECIMALS)
