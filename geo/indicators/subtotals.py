"""Sums by economic zone, and the whole beside what is held for the province.

Only figures that may be shown are added. A sum says how many of the places it holds, so that a
zone without figures is a gap and never a zero, and a sum of some is never taken for all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo.catalog import Catalog
    from geo.indicators.forms import ProvinceValue
    from geo.indicators.selection import Selection
    from geo.indicators.tables import Note

_ADDED_FORMS = ("total", "share")


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the places of an economic zone, or of all.

    Parameters
    ----------
    zone
        Id of the economic zone; empty for the sum of all places.
    value
        NaN where no place has a figure.
    qualifier
        ``ge`` where a figure is a lower bound, ``approx`` where one is about, else ``eq``.
    n_places, n_shown
        Places that the reader did not leave out, and those of them with a figure.
    missing
        Codes of the places without a figure to show.
    share
        Part of the sum of all figures shown, in percent; NaN where there is none.
    """

    zone: str
    value: float
    qualifier: str
    n_places: int
    n_shown: int
    missing: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Subtotals:
    """An indicator added up by economic zone.

    Parameters
    ----------
    zones
        One sum per economic zone, in the order of the catalogue.
    whole
        The sum of all figures shown.
    leader, leader_share
        Code of the place with the highest figure, and its part of that sum in percent.
    province
        What is held for the province, if the two may be compared: a total in the same unit,
        no place left out.
    difference
        Sum of all less the province's value; NaN where there is nothing to compare.
    reasons
        Notes of the catalogue about this indicator in this period. A remark on a sum of all
        places is left out where some are withheld: it adds figures that may not be shown.
    left_out
        Codes that the reader left out.
    """

    zones: tuple[Sum, ...]
    whole: Sum
    leader: str | None
    leader_share: float
    province: ProvinceValue | None
    difference: float
    reasons: tuple[Note, ...]
    left_out: tuple[str, ...]


def subtotal(selection: Selection, catalog: Catalog) -> Subtotals | None:
    """Add an indicator up by economic zone.

    Parameters
    ----------
    selection
        Values of prefectures.
    catalog
        The catalogue that they are from.

    Returns
    -------
    Subtotals or None
        None where figures cannot be added: a ratio, growth or rank, a total per head or per
        km², or counties.

    Examples
    --------
    >>> from geo.catalog import load_catalog
    >>> from geo.indicators.selection import select
    >>> catalog = load_catalog()
    >>> subtotal(select(catalog, "gdp_growth", "2023"), catalog) is None
    True
    """
    if (
        selection.kind != "total"
        or selection.form not in _ADDED_FORMS
        or selection.geography != "prefecture"
    ):
        return None
    frame = selection.frame
    homes = catalog.prefectures["economic_zone"]
    whole = _add("", frame, math.nan)
    zones = tuple(
        _add(str(zone), frame[[homes[code] == zone for code in frame.index]], whole.value)
        for zone in catalog.economic_zones.sort_values("order").index
    )
    shown = frame["value"].dropna()
    leader = str(shown.idxmax()) if len(shown) else None
    left_out = tuple(str(code) for code in frame.index[frame["gap"] == "left_out"])
    province = selection.province
    if (
        selection.form != "total"
        or left_out
        or (province is not None and province.unit != selection.published_unit_zh)
    ):
        province = None
    return Subtotals(
        zones,
        whole,
        leader,
        _part(float(shown.max()), whole.value) if leader else math.nan,
        province,
        whole.value - province.value if province else math.nan,
        tuple(note for note in selection.notes if note.rule != "footnote" or not _withholds(frame)),
        left_out,
    )


def _add(zone: str, frame: pd.DataFrame, of: float) -> Sum:
    """Return the sum of the figures of some places."""
    asked = frame[frame["gap"] != "left_out"]
    shown = asked[asked["gap"] == ""]
    value = math.fsum(shown["value"]) if len(shown) else math.nan
    return Sum(
        zone,
        value,
        _join_qualifiers(shown["qualifier"]),
        len(asked),
        len(shown),
        tuple(str(code) for code in asked.index[asked["gap"] != ""]),
        100.0 if not zone else _part(value, of),
    )


def _withholds(frame: pd.DataFrame) -> bool:
    """Return whether a figure is held that may not be shown."""
    return bool(frame["gap"].isin(["unverified", "suspect"]).any())


def _part(value: float, of: float) -> float:
    """Return a part in percent; NaN where the whole is missing or not above zero."""
    return 100 * value / of if of > 0 else math.nan


def _join_qualifiers(qualifiers: Iterable[object]) -> str:
    """Return the qualifier of a sum: a bound outweighs an estimate."""
    used = set(qualifiers)
    return "ge" if "ge" in used else "approx" if "approx" in used else "eq"
