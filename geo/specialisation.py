"""What a prefecture's zones and platforms specialise in: counts by technology field.

Everything here counts rows of lists that are known to be incomplete. A field without a row in a
prefecture is a field that the list does not hold there, never proof that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from geo.types import FIELD_BASES, FIELDS, SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.catalog import Catalog
    from geo.types import Field, FieldBasis

MIN_BASE: Final = 5
"""Fewest entries of a prefecture from which a location quotient is told: with four, one more
moves a share by up to 20 points."""

UNKNOWN: Final = "unknown"
"""What the filters call a field that is not stated."""

_PERCENT = 100.0


class Entry(NamedTuple):
    """One row of the list under one field: a zone of three fields makes three entries."""

    id: str
    prefecture: str
    field: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FieldTable:
    """The entries of zones or of platforms, and what was not counted.

    Parameters
    ----------
    basis
        What is counted.
    entries
        One per row and field, in the catalogue's order; `field` is "unknown" where none is
        stated, or where it rests on memory.
    counts
        Whole numbers: index all prefectures in code order, columns the plan's ten fields.
    unknown
        Rows without a stated field, by prefecture.
    rows
        Rows counted: zones, or platforms.
    unplaced
        Rows that may be shown but name no prefecture: in no count.
    unverified
        Rows left out because they rest on memory.
    withheld
        Sensitive rows: told as a number, and nothing else.
    unbuilt
        How many of the rows counted are under construction or planned.
    """

    basis: FieldBasis
    entries: tuple[Entry, ...]
    counts: pd.DataFrame
    unknown: pd.Series[int]
    rows: int
    unplaced: int
    unverified: int
    withheld: int
    unbuilt: int


def share_of_rows(counts: pd.DataFrame) -> pd.DataFrame:
    """Return each count in per cent of its row's sum; NaN in a row of zeros."""
    sums = counts.sum(axis="columns")
    return _PERCENT * counts.div(sums.where(sums > 0), axis="index")


def share_of_columns(counts: pd.DataFrame) -> pd.DataFrame:
    """Return each count in per cent of its column's sum; NaN in a column of zeros."""
    sums = counts.sum(axis="index")
    return _PERCENT * counts.div(sums.where(sums > 0), axis="columns")


def location_quotients(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the location quotient of each cell: (x_ij / x_i.) / (x_.j / x_..).

    Parameters
    ----------
    counts
        Non-negative numbers, rows i places, columns j fields.

    Returns
    -------
    pandas.DataFrame
        Of the same shape; NaN where the place or the field has nothing.

    Examples
    --------
    >>> location_quotients(pd.DataFrame({"a": [3, 1], "b": [1, 3]}, index=["x", "y"]))
         a    b
    x  1.5  0.5
    y  0.5  1.5
    """
    total = float(counts.to_numpy().sum())
    columns = counts.sum(axis="index")
    expected = columns.where(columns > 0) / total if total else columns * np.nan
    return (share_of_rows(counts) / _PERCENT).div(expected, axis="columns")


def measure(table: FieldTable, fields: Sequence[Field]) -> pd.DataFrame:
    """Measure one field, or several taken together as one, in every prefecture.

    Rows without a stated field are in no base: they would make every place that has many of
    them look less specialised in everything.

    Parameters
    ----------
    table
        The counts.
    fields
        One or more of the ten.

    Returns
    -------
    pandas.DataFrame
        Index the prefectures in code order. Columns: count (x_ij); base (x_i., entries of any
        of the ten fields); share_of_place and share_of_field in per cent; quotient (NaN where
        there is no base); few (a base below `MIN_BASE`).
    """
    counts = table.counts
    chosen = counts[list(dict.fromkeys(fields))].sum(axis="columns")
    base = counts.sum(axis="columns")
    pair = pd.DataFrame({"chosen": chosen, "rest": base - chosen})
    return pd.DataFrame(
        {
            "count": chosen,
            "base": base,
            "share_of_place": share_of_rows(pair)["chosen"],
            "share_of_field": share_of_columns(pair)["chosen"],
            "quotient": location_quotients(pair)["chosen"],
            "few": base < MIN_BASE,
        }
    )


def told_quotients(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the quotients that may be told: of places with `MIN_BASE` entries or more.

    A field without any entry in a place is not held there: no quotient of 0 is told.
    """
    enough = counts.sum(axis="columns") >= MIN_BASE
    return location_quotients(counts).where(counts > 0).where(enough, axis="index")


def sources_of(table: FieldTable, fields: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Return the sources of the entries by prefecture, each once; all fields if none is given."""
    wanted = None if fields is None else set(fields)
    found: dict[str, dict[str, None]] = {}
    for entry in table.entries:
        if wanted is None or entry.field in wanted:
            found.setdefault(entry.prefecture, {}).update(dict.fromkeys(entry.source_ids))
    return {code: list(ids) for code, ids in found.items()}


@lru_cache(maxsize=4 * len(FIELD_BASES))
def count_fields(catalog: Catalog, basis: FieldBasis) -> FieldTable:
    """Count the entries that may be shown, by prefecture and field.

    Of platforms, sensitive rows and rows that rest on memory are left out; where only the point
    rests on memory the row counts, for its prefecture does not. Of zones, those never recognised
    are left out.

    Parameters
    ----------
    catalog
        The catalogue.
    basis
        platforms or zones.

    Returns
    -------
    FieldTable
        The same object for the same catalogue.
    """
    return _count_platforms(catalog) if basis == "platforms" else _count_zones(catalog)


def _count_platforms(catalog: Catalog) -> FieldTable:
    entries: list[Entry] = []
    withheld = unverified = unplaced = unbuilt = 0
    platforms = catalog.platforms
    columns = ("field", "prefecture_code", "status", "sensitive", "evidence_status", "memory_for")
    for row_id, field, code, status, sensitive, evidence, memory, sources in zip(
        platforms.index,
        *(platforms[name].tolist() for name in columns),
        platforms["source_ids"].tolist(),
        strict=True,
    ):
        if str(sensitive).lower() == "true":
            withheld += 1
        elif evidence not in SHOWN_STATUSES or "prefecture" in memory:
            unverified += 1
        elif code not in catalog.prefectures.index:
            unplaced += 1
        else:
            known = field if field in FIELDS and "field" not in memory else UNKNOWN
            entries.append(Entry(str(row_id), str(code), known, tuple(sources)))
            unbuilt += status != "operating"
    return _make_table(
        catalog,
        "platforms",
        entries,
        unplaced=unplaced,
        unverified=unverified,
        withheld=withheld,
        unbuilt=unbuilt,
    )


def _count_zones(catalog: Catalog) -> FieldTable:
    entries: list[Entry] = []
    unverified = unplaced = 0
    statuses = catalog.sources["status"].to_dict()
    zones = catalog.zones
    columns = ("level", "prefecture_code", "fields", "memory_for", "source_ids")
    for row_id, level, code, fields, memory, sources in zip(
        zones.index, *(zones[name].tolist() for name in columns), strict=True
    ):
        held = set(memory or ())
        if level == "candidate":
            continue
        if held & {"level", "record"} or not any(
            statuses.get(i) in SHOWN_STATUSES for i in sources
        ):
            unverified += 1
        elif code not in catalog.prefectures.index:
            unplaced += 1
        else:
            stated = [] if "fields" in held else [name for name in fields or () if name in FIELDS]
            entries += [
                Entry(str(row_id), str(code), name, tuple(sources)) for name in stated or [UNKNOWN]
            ]
    return _make_table(catalog, "zones", entries, unplaced=unplaced, unverified=unverified)


def _make_table(
    catalog: Catalog,
    basis: FieldBasis,
    entries: list[Entry],
    *,
    unplaced: int,
    unverified: int,
    withheld: int = 0,
    unbuilt: int = 0,
) -> FieldTable:
    codes = [str(code) for code in catalog.prefectures.index]
    row = {code: i for i, code in enumerate(codes)}
    column = {field: j for j, field in enumerate((*FIELDS, UNKNOWN))}
    cells = np.zeros((len(codes), len(column)), dtype=np.int64)
    for entry in entries:
        cells[row[entry.prefecture], column[entry.field]] += 1
    index = pd.Index(codes, dtype=object, name="adcode")
    frame = pd.DataFrame(cells, index=index, columns=list(column))
    return FieldTable(
        basis,
        tuple(entries),
        frame[list(FIELDS)],
        frame[UNKNOWN],
        rows=len({entry.id for entry in entries}),
        unplaced=unplaced,
        unverified=unverified,
        withheld=withheld,
        unbuilt=unbuilt,
    )
