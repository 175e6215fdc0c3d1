"""What rests on what: uses of sources, coverage, statuses, conflicts, and what is missing.

Everything is counted from the catalogue, so that own data change it too. Sources that are named
by sensitive rows alone are told by their number only: a title could say what the row may not.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo.eligibility.cited import count_cited
from geo.indicators import mappable, order_of_period, select
from geo.indicators.subtotals import subtotal
from geo.indicators.tables import read_table
from geo.types import SHOWN_STATUSES, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo.catalog import Catalog
    from geo.indicators.subtotals import Subtotals
    from geo.types import Geography, Status

_KEPT = 4

VALUE_TABLES: Final = (
    "prefecture_values",
    "county_values",
    "province_values",
    "zone_values",
    "zone_counts",
    "plan_counts",
    "plan_targets",
)
"""Tables of the catalogue with one value, one source and one status per row."""

ENTRY_TABLES: Final = ("zones", "platforms", "science_cities", "prefectures", "counties")
"""Tables of things, each with its sources."""

_STATUS_COLUMNS: Final = {
    **dict.fromkeys(VALUE_TABLES, "status"),
    "alternates": "status",
    "platforms": "evidence_status",
    "prefectures": "status",
    "counties": "status",
    "sources": "status",
}

DOUBT_WORDS: Final = (
    "存疑",
    "另有",
    "两说",
    "矛盾",
    "多种口径",
    "口径不同",
    "范围可能不同",
    "相差",
)
"""Words of a remark that speak of a second figure or date; the remarks are free text."""

_ALMOST_EQUAL: Final = 0.0005
"""Sums that differ by less than this part of the province differ by rounding."""

_MOSTLY: Final = 0.5
_NEARLY_ALL: Final = 18 / 21


@dataclass(frozen=True, slots=True)
class Use:
    """What rests on a source.

    Parameters
    ----------
    n_values
        Rows of the value tables.
    n_entries
        Zones, platforms, science cities and areas that name it.
    """

    n_values: int
    n_entries: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many places have a value to show, by indicator and year.

    Parameters
    ----------
    indicators
        In the order of the dictionary.
    years
        Oldest first.
    counts
        By indicator and year; what is not in it is none.
    n_places
        Places that the geography has.
    geography
        Which places were counted.
    """

    indicators: tuple[str, ...]
    years: tuple[str, ...]
    counts: dict[tuple[str, str], int]
    n_places: int
    geography: Geography


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements about one figure, and which was used.

    Parameters
    ----------
    code
        Code of the place; ``510000`` for the province.
    indicator, period, unit
        What it is about; the unit as the data have it.
    used
        The value used; NaN where none is shown.
    used_status, used_sources
        Of that value.
    other
        The other value; NaN where its status forbids to show it.
    other_status, other_source
        Of that value.
    reason_zh, reason_en
        Why the choice was made.
    """

    code: str
    indicator: str
    period: str
    unit: str
    used: float
    used_status: str
    used_sources: tuple[str, ...]
    other: float
    other_status: str
    other_source: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An indicator whose prefectures do not add to the province's figure."""

    indicator: str
    period: str
    sums: Subtotals


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark that speaks of doubt or of a second figure.

    Parameters
    ----------
    table, key
        Where it stands: table of the catalogue, and the row's id, place or group.
    indicator, period
        What it is about; empty for a whole row.
    value, unit
        The figure that it speaks of and its unit as the data have it; NaN where there is none
        or its status forbids to show it.
    text_zh, text_en
        The remark.
    source_ids
        Of the row.
    """

    table: str
    key: str
    indicator: str
    period: str
    value: float
    unit: str
    text_zh: str
    text_en: str
    source_ids: tuple[str, ...]


@lru_cache(maxsize=_KEPT)
def count_uses(catalog: Catalog) -> dict[str, Use]:
    """Count what rests on each source; sensitive rows do not count.

    Returns
    -------
    dict
        By source id, every source of the catalogue, in its order.
    """
    values: Counter[str] = Counter()
    for name in VALUE_TABLES:
        for ids in getattr(catalog, name)["source_id"]:
            values.update(_list_ids(ids))
    entries: Counter[str] = Counter()
    for name in ENTRY_TABLES:
        for ids in _open_rows(catalog, name)["source_ids"]:
            entries.update(set(_list_ids(ids)))
    entries.update(count_cited())
    return {
        str(source): Use(values[str(source)], entries[str(source)])
        for source in catalog.sources.index
    }


@lru_cache(maxsize=_KEPT)
def list_sources(catalog: Catalog) -> tuple[tuple[str, ...], int]:
    """Return the sources that may be listed, and how many may not.

    Returns
    -------
    tuple
        Ids in the catalogue's order; the number of sources that only sensitive rows name.
    """
    platforms = catalog.platforms
    withheld = {
        source
        for ids in platforms["source_ids"][_is_sensitive(platforms)]
        for source in _list_ids(ids)
    }
    uses = count_uses(catalog)
    noted = {
        source
        for table, column in (("series_notes", "source_ids"), ("alternates", "source_id"))
        for ids in getattr(catalog, table)[column]
        for source in _list_ids(ids)
    }
    hidden = {
        source
        for source in withheld
        if source in uses and uses[source] == Use(0, 0) and source not in noted
    }
    return tuple(source for source in uses if source not in hidden), len(hidden)


@lru_cache(maxsize=_KEPT * 2)
def cover(catalog: Catalog, geography: Geography = "prefecture") -> Coverage:
    """Count places with a value to show by indicator and year.

    Quarters, half-years and months are left out: they are not compared with years.
    """
    counts = {
        (indicator, period): n
        for indicator, period, n in mappable(catalog, geography)
        if period.isdigit()
    }
    return Coverage(
        tuple(dict.fromkeys(indicator for indicator, _ in counts)),
        tuple(sorted({period for _, period in counts}, key=order_of_period)),
        counts,
        len(read_table(catalog, geography).places),
        geography,
    )


def count_statuses(catalog: Catalog) -> dict[str, dict[Status, int]]:
    """Count rows by table and status; sensitive platforms count, for they are rows too."""
    counts: dict[str, dict[Status, int]] = {}
    for name, column in _STATUS_COLUMNS.items():
        found = Counter(getattr(catalog, name)[column])
        counts[name] = {status: found[status] for status in STATUSES}
    return counts


def count_recalled_points(catalog: Catalog) -> tuple[int, int]:
    """Return how many zones and how many platforms have a point from memory."""
    zones = sum("geometry" in _list_ids(cell) for cell in catalog.zones["memory_for"])
    rows = _open_rows(catalog, "platforms")
    platforms = sum(
        method == "recollected" or "coord" in _list_ids(memory)
        for method, memory in zip(rows["coord_method"], rows["memory_for"], strict=True)
    )
    return zones, platforms


@lru_cache(maxsize=_KEPT)
def list_alternates(catalog: Catalog) -> tuple[Conflict, ...]:
    """List second figures for one cell, beside the one that is used.

    A second figure that rests on memory keeps its reason and loses its number.
    """
    return tuple(_compare(catalog, record) for record in catalog.alternates.to_dict("records"))


def _compare(catalog: Catalog, record: dict[Any, Any]) -> Conflict:
    geography: Geography = "county" if record["adcode"] in catalog.counties.index else "prefecture"
    rows = read_table(catalog, geography).rows
    used = rows.get((record["indicator"], record["period"]), {}).get(record["adcode"])
    is_used = used is not None and not used.gap
    return Conflict(
        str(record["adcode"]),
        str(record["indicator"]),
        str(record["period"]),
        str(record["unit"]),
        used.value if used is not None and is_used else math.nan,
        (used.status or "") if used is not None else "",
        used.source_ids if used is not None else (),
        float(record["value"]) if record["status"] in SHOWN_STATUSES else math.nan,
        str(record["status"]),
        str(record["source_id"]),
        _read(record["reason_zh"]),
        _read(record["reason_en"]),
    )


def list_superseded(catalog: Catalog) -> tuple[Conflict, ...]:
    """List the province's figures that a later one replaced."""
    records = catalog.province_values.to_dict("records")
    found = []
    for old in records:
        if not _is_true(old["superseded"]):
            continue
        new = next(
            (
                row
                for row in records
                if all(row[name] == old[name] for name in ("indicator", "period", "kind"))
                and not _is_true(row["superseded"])
                and row["status"] in SHOWN_STATUSES
            ),
            None,
        )
        found.append(
            Conflict(
                "510000",
                str(old["indicator"]),
                str(old["period"]),
                str(old["unit"]),
                float(new["value"]) if new else math.nan,
                str(new["status"]) if new else "",
                _list_ids(new["source_id"]) if new else (),
                float(old["value"]) if old["status"] in SHOWN_STATUSES else math.nan,
                str(old["status"]),
                str(old["source_id"]),
                _read(old["note_zh"]),
                _read(old["note_en"]),
            )
        )
    return tuple(found)


@lru_cache(maxsize=_KEPT)
def list_mismatches(catalog: Catalog) -> tuple[Mismatch, ...]:
    """List indicators and years whose prefectures do not add to the province's figure.

    A sum of some that stays below the province leaves room for the others and is no conflict;
    one above it is, and so is any difference of a sum of all. A bound ("more than") agrees with
    any sum above it, and rounding is no conflict.
    """
    found = []
    for indicator, period in cover(catalog).counts:
        sums = subtotal(select(catalog, indicator, period), catalog)
        if sums is None or sums.province is None:
            continue
        is_more = sums.difference > 0 and sums.province.qualifier != "ge"
        is_less = sums.difference < 0 and not sums.whole.missing
        if not (is_more or is_less):
            continue
        if abs(sums.difference) > _ALMOST_EQUAL * abs(sums.province.value):
            found.append(Mismatch(indicator, period, sums))
    return tuple(found)


@lru_cache(maxsize=_KEPT)
def list_suspects(catalog: Catalog) -> tuple[Remark, ...]:
    """List cells whose printed figure is surely wrong, by place, without the figure."""
    values = catalog.prefecture_values
    return tuple(
        Remark(
            "prefecture_values",
            str(record["adcode"]),
            str(record["indicator"]),
            str(record["period"]),
            math.nan,
            "",
            _read(record["note_zh"]),
            _read(record["note_en"]),
            _list_ids(record["source_id"]),
        )
        for record in values[values["status"] == "suspect"].to_dict("records")
    )


@lru_cache(maxsize=_KEPT)
def list_remarks(catalog: Catalog) -> tuple[Remark, ...]:
    """List remarks of zones, groups, counts and science cities that speak of doubt."""
    tables = (
        ("zone_values", "zone_id", "note", "source_id"),
        ("zone_counts", "period", "note", "source_id"),
        ("plan_counts", "id", "note", "source_id"),
        ("zones", None, "remark", "source_ids"),
        ("science_cities", None, "note", "source_ids"),
    )
    return tuple(
        remark
        for name, key, stem, sources in tables
        for remark in _find_doubts(getattr(catalog, name), name, key, stem, sources)
    )


def _find_doubts(
    frame: pd.DataFrame, table: str, key: str | None, stem: str, sources: str
) -> Iterator[Remark]:
    columns = [name for name in frame.columns if name != "geometry"]
    for row_id, record in zip(frame.index, frame[columns].to_dict("records"), strict=True):
        text = _read(record[f"{stem}_zh"])
        if record.get("status") == "unverified" or not any(word in text for word in DOUBT_WORDS):
            continue
        yield Remark(
            table,
            str(record[key] if key else row_id),
            _read(record.get("indicator")),
            _read(record.get("period")),
            float(record["value"])
            if record.get("status") in SHOWN_STATUSES and "value" in record
            else math.nan,
            _read(record.get("unit")),
            text,
            _read(record[f"{stem}_en"]),
            _list_ids(record[sources]),
        )


def find_thin_places(catalog: Catalog) -> tuple[str, ...]:
    """Return the prefectures that lack most of what nearly all others have.

    Returns
    -------
    tuple of str
        Codes of those without a value in more than half of the indicators and years that 18 of
        the 21 have.
    """
    coverage = cover(catalog)
    full = [key for key, n in coverage.counts.items() if n >= _NEARLY_ALL * coverage.n_places]
    rows = read_table(catalog, "prefecture").rows
    return tuple(
        str(code)
        for code in catalog.prefectures.index
        if sum(_lacks(rows[key].get(code)) for key in full) > _MOSTLY * len(full)
    )


def _lacks(row: Any) -> bool:
    return row is None or bool(row.gap)


def _open_rows(catalog: Catalog, name: str) -> pd.DataFrame:
    """Return the rows of a table of things that may be spoken of."""
    frame: pd.DataFrame = getattr(catalog, name)
    return frame[~_is_sensitive(frame)] if name == "platforms" else frame


def _is_sensitive(platforms: pd.DataFrame) -> pd.Series[bool]:
    flags: pd.Series[bool] = platforms["sensitive"].map(_is_true).astype(bool)
    return flags


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"


def _list_ids(value: object) -> tuple[str, ...]:
    """Return the items of a list, which a table holds as a list or joined by ``;``."""
    if isinstance(value, str):
        return tuple(item for item in value.split(";") if item)
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


def _read(value: object) -> str:
    return value if isinstance(value, str) else ""
