"""The catalogue's long tables, indexed once per catalogue so that a rerun costs little.

Reading 2,000 rows anew for every widget would take 10 ms; a catalogue never changes, so what
is read from it is kept as long as a few catalogues live.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.errors import IndicatorError
from geo.types import GEOGRAPHIES, SHOWN_STATUSES

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.types import Geography

_AREA = "land_area"
"""Input that is held with the places, not among the values."""

_CATALOGS_KEPT = 4


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the catalogue about an indicator.

    Parameters
    ----------
    rule
        no_share, break_before, not_comparable or footnote.
    note_zh, note_en
        The sentence.
    source_ids
        What it rests on.
    period
        The period it is about; empty for all.
    """

    rule: str
    note_zh: str
    note_en: str
    source_ids: tuple[str, ...]
    period: str


@dataclass(frozen=True, slots=True)
class Meta:
    """The dictionary entry of an indicator."""

    kind: str
    direction: str
    unit_zh: str
    unit_en: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Row:
    """One published value."""

    value: float
    qualifier: str
    status: str | None
    source_ids: tuple[str, ...]
    unit: str
    note_zh: str
    note_en: str

    @property
    def gap(self) -> str:
        """Why the value may not be shown; empty if it may."""
        if math.isnan(self.value):
            return "missing"
        return "" if self.status in SHOWN_STATUSES else self.status or "unverified"


@dataclass(frozen=True, slots=True)
class Place:
    """One place that can be coloured."""

    area_km2: float
    status: str | None
    source_ids: tuple[str, ...]
    prefecture_code: str


@dataclass(frozen=True, slots=True)
class Table:
    """The places of a geography and their values.

    Parameters
    ----------
    places
        The places that a map can colour, in code order. The census counts three development
        zones apart from their counties; they have no area of their own on the boundary
        layer, so they are not here.
    counted
        Codes of all places that make up the province, the development zones too.
    rows
        By indicator and period, then by code.
    """

    places: dict[str, Place]
    counted: frozenset[str]
    rows: dict[tuple[str, str], dict[str, Row]]


@lru_cache(maxsize=_CATALOGS_KEPT * len(GEOGRAPHIES))
def read_table(catalog: Catalog, geography: Geography) -> Table:
    """Return the places and values of a geography.

    Raises
    ------
    IndicatorError
        If the geography is none of the closed set.
    """
    if geography not in GEOGRAPHIES:
        message = f"geography: expected one of {', '.join(GEOGRAPHIES)}; got {geography!r}"
        raise IndicatorError(message)
    by_county = geography == "county"
    areas = catalog.counties if by_county else catalog.prefectures
    places = {
        str(code): Place(
            _read_number(area["area_km2"]),
            _read_text(area["status"]) or None,
            _read_list(area["source_ids"]),
            _read_text(area["prefecture_code"]) if by_county else str(code),
        )
        for code, area in sorted(_read_records(areas).items())
        if not by_county or area["kind"] == "county"
    }
    values = catalog.county_values if by_county else catalog.prefecture_values
    rows: dict[tuple[str, str], dict[str, Row]] = {}
    for record in values.to_dict("records"):
        cell = rows.setdefault((record["indicator"], record["period"]), {})
        cell.setdefault(record["adcode"], _read_row(record))
    _cite_inputs(catalog, places, rows)
    return Table(places, frozenset(map(str, areas.index)), rows)


def _cite_inputs(
    catalog: Catalog,
    places: dict[str, Place],
    rows: dict[tuple[str, str], dict[str, Row]],
) -> None:
    """Give values that were computed here the sources of the figures they were computed from.

    "Computed here" says nothing about whose figures they are; the formula stands in the note.
    """
    if "inputs" not in catalog.indicators:
        return
    own = set(catalog.sources.index[catalog.sources["kind"] == "derived"])
    inputs = {str(i): _read_list(cell) for i, cell in catalog.indicators["inputs"].items()}
    for (indicator, period), cells in rows.items():
        for code, row in cells.items():
            if not inputs.get(indicator) or not own.issuperset(row.source_ids):
                continue
            used: dict[str, None] = {}
            for name in inputs[indicator]:
                source = rows.get((name, period), {}).get(code)
                if source is not None:
                    used.update(dict.fromkeys(source.source_ids))
                elif name == _AREA and code in places:
                    used.update(dict.fromkeys(places[code].source_ids))
            if used:
                cells[code] = replace(row, source_ids=tuple(i for i in used if i not in own))


@lru_cache(maxsize=_CATALOGS_KEPT)
def read_province(catalog: Catalog) -> dict[tuple[str, str], list[Row]]:
    """Return the published actual values of the province, best status first.

    A target is not an event, and a superseded figure has a successor in the same table.
    """
    rows: dict[tuple[str, str], list[Row]] = {}
    for record in catalog.province_values.to_dict("records"):
        if record["kind"] == "actual" and str(record["superseded"]).lower() != "true":
            rows.setdefault((record["indicator"], record["period"]), []).append(_read_row(record))
    for several in rows.values():
        several.sort(key=lambda row: SHOWN_STATUSES.index(row.status) if not row.gap else 99)
    return rows


@lru_cache(maxsize=_CATALOGS_KEPT)
def read_dictionary(catalog: Catalog) -> dict[str, Meta]:
    """Return the indicator dictionary, in its order."""
    return {
        indicator: Meta(
            _read_text(record["kind"]),
            _read_text(record["direction"]),
            _read_text(record["unit"]),
            _read_text(record["unit_en"]),
            0 if math.isnan(_read_number(record["decimals"])) else int(record["decimals"]),
        )
        for indicator, record in _read_records(catalog.indicators).items()
    }


def read_meta(catalog: Catalog, indicator: str) -> Meta:
    """Return the dictionary entry of an indicator.

    Raises
    ------
    IndicatorError
        If the dictionary does not hold it.
    """
    meta = read_dictionary(catalog).get(indicator)
    if meta is None:
        message = (
            f"indicator: expected an id of the indicator dictionary; got {indicator!r}; "
            "`mappable` lists those that a map can show"
        )
        raise IndicatorError(message)
    return meta


@lru_cache(maxsize=_CATALOGS_KEPT)
def _read_all_notes(catalog: Catalog) -> dict[tuple[str, str], tuple[Note, ...]]:
    """Return all notes by scope and indicator."""
    notes: dict[tuple[str, str], tuple[Note, ...]] = {}
    for record in catalog.series_notes.to_dict("records"):
        note = Note(
            _read_text(record["rule"]),
            _read_text(record["note_zh"]),
            _read_text(record["note_en"]),
            _read_list(record["source_ids"]),
            _read_text(record["period"]),
        )
        key = (record["scope"], record["indicator"])
        notes[key] = (*notes.get(key, ()), note)
    return notes


def read_notes(
    catalog: Catalog, indicator: str, scope: str, period: str | None = None
) -> tuple[Note, ...]:
    """Return the notes about an indicator, of all periods or of one, as the file has them."""
    notes = _read_all_notes(catalog).get((scope, indicator), ())
    return tuple(note for note in notes if period is None or note.period in {"", period})


def _read_records(frame: pd.DataFrame) -> dict[str, dict[Any, Any]]:
    """Return the rows of a frame by index, without its geometry."""
    columns = [name for name in frame.columns if name != "geometry"]
    records = frame[columns].to_dict("records")
    return dict(zip(map(str, frame.index), records, strict=True))


def _read_row(record: dict[Any, Any]) -> Row:
    """Return the value of a record."""
    return Row(
        _read_number(record["value"]),
        _read_text(record["qualifier"]) or "eq",
        _read_text(record["status"]) or None,
        _read_list(record["source_id"]),
        _read_text(record["unit"]),
        _read_text(record["note_zh"]),
        _read_text(record["note_en"]),
    )


def _read_text(value: Any) -> str:
    """Return a text, empty for a blank cell (None, NaN or an empty text)."""
    return value if isinstance(value, str) else ""


def _read_number(value: Any) -> float:
    """Return a float, NaN for a blank cell."""
    return math.nan if value is None or isinstance(value, str) else float(value)


def _read_list(value: Any) -> tuple[str, ...]:
    """Return the items of a list, which a table holds as a list or joined by ``;``."""
    if isinstance(value, str):
        return tuple(item for item in value.split(";") if item)
    return tuple(value) if isinstance(value, (list, tuple)) else ()
