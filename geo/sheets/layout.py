"""Where things stand in a sheet, and what its words mean in either language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo.locale import translator
from geo.sheets.cells import plain
from geo.sheets.model import SOURCE_STATUSES
from geo.types import LANGS, SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.types import Lang

PLACE_MARK: Final = "adcode"
"""Heads the column of codes; the row it stands in holds the ids of the indicators."""

ZONE_MARK: Final = "zone_id"
"""Heads the column of zone ids; the row it stands in holds the ids of the columns."""

SOURCE_MARK: Final = "document"
"""Heads the column of the source block's keys."""

HEAD_ROWS: Final = 20
"""The marks are looked for in the first rows only."""

SOURCE_KEYS: Final = ("title", "publisher", "date", "status", "list_date", "url", "note")
REQUIRED_SOURCE_KEYS: Final = ("title", "publisher", "date", "status")

ZONE_COLUMNS: Final = (
    ZONE_MARK,
    "name_zh",
    "name_en",
    "short_zh",
    "level",
    "level_2020",
    "prefecture",
    "counties",
    "recognised_doc",
    "recognised",
    "upgraded_doc",
    "upgraded",
    "area_ha",
    "bounds",
    "industries",
    "lon",
    "lat",
    "datum",
    "accuracy_m",
)

DATUMS: Final = ("wgs84", "gcj02", "bd09")
LEVELS_2020: Final = ("national", "provincial", "none")

_REMARKS: Final = {"recognised_doc": "认定文号", "upgraded_doc": "批复文号", "bounds": "四至"}
_OPEN, _CLOSE = "【", "】"


@dataclass(frozen=True, slots=True)
class HeldValue:
    """One value of a prefecture as it is held."""

    value: float
    status: str
    qualifier: str
    source_id: str

    @property
    def shown(self) -> bool:
        """Whether it may stand in a sheet."""
        return self.status in SHOWN_STATUSES


def sheet_indicators(catalog: Catalog) -> tuple[str, ...]:
    """Return the indicators of prefectures, in the order of the dictionary."""
    scopes = catalog.indicators["scopes"].to_dict()
    return tuple(str(name) for name, one in scopes.items() if "prefecture" in one)


def held_values(catalog: Catalog) -> dict[tuple[str, str, str], HeldValue]:
    """Return what is held of prefectures by code, indicator and period."""
    table = catalog.prefecture_values
    columns = ("adcode", "indicator", "period", "value", "status", "qualifier", "source_id")
    rows = zip(*(table[name].tolist() for name in columns), strict=True)
    return {
        (str(code), str(indicator), str(period)): HeldValue(
            float(value), str(status), str(qualifier), str(source)
        )
        for code, indicator, period, value, status, qualifier, source in rows
    }


def zone_record(catalog: Catalog, zone_id: str) -> dict[str, object]:
    """Return a zone as the sheet shows it, by column; what is unknown is None.

    What rests on memory is left out, as it is out of every export.
    """
    row = catalog.zones.loc[zone_id]
    remarks = read_remarks(row["remark_zh"])
    guessed = "geometry" in row["memory_for"] or row["coord_status"] not in SHOWN_STATUSES
    area = row["approved_area_ha"]
    point = None if guessed else row["geometry"]
    return {
        ZONE_MARK: zone_id,
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "short_zh": row["short_zh"],
        "level": row["level"],
        "level_2020": row["level_2020"],
        "prefecture": row["prefecture_code"],
        "counties": (
            None if "county_codes" in row["memory_for"] else tuple(row["county_codes"]) or None
        ),
        "recognised_doc": remarks.get("recognised_doc"),
        "recognised": row["recognised"],
        "upgraded_doc": remarks.get("upgraded_doc"),
        "upgraded": None if "upgraded" in row["memory_for"] else row["upgraded"],
        "area_ha": None if pd.isna(area) else float(area),
        "bounds": remarks.get("bounds"),
        "industries": tuple(row["industries_zh"]) or None,
        "lon": None if point is None else float(point.x),
        "lat": None if point is None else float(point.y),
        "datum": None if point is None else "wgs84",
        "accuracy_m": None if point is None else float(row["coord_accuracy_m"]),
    }


def read_remarks(remark: str | None) -> dict[str, str]:
    """Return what a sheet wrote into a zone's remark: documents and bounds by column."""
    found = {}
    for column, name in _REMARKS.items():
        start = f"{_OPEN}{name}{_CLOSE}"
        if remark and start in remark:
            found[column] = remark.split(start, 1)[1].split(_OPEN, 1)[0].strip()
    return found


def write_remarks(remark: str | None, texts: dict[str, str]) -> str:
    """Return a remark with what a sheet says of documents and bounds, in brackets of its own."""
    held = read_remarks(remark) | {
        column: text.replace(_OPEN, "[").replace(_CLOSE, "]") for column, text in texts.items()
    }
    own = (remark or "").split(f"{_OPEN}认定文号{_CLOSE}")[0]
    for name in _REMARKS.values():
        own = own.split(f"{_OPEN}{name}{_CLOSE}")[0]
    parts = [f"{_OPEN}{name}{_CLOSE}{held[key]}" for key, name in _REMARKS.items() if key in held]
    return own.strip() + "".join(parts)


@cache
def words_of(family: str) -> dict[str, str]:
    """Return what a cell may say for each member of a closed set, in either language."""
    members: dict[str, tuple[str, ...]] = {
        "level": ("national", "provincial", "candidate"),
        "level_2020": LEVELS_2020,
        "status": SOURCE_STATUSES,
        "datum": DATUMS,
    }
    found = {}
    for member in members[family]:
        found[plain(member)] = member
        for lang in LANGS:
            found[plain(say(family, member, lang))] = member
    return found


def say(family: str, member: str, lang: Lang) -> str:
    """Return the word for a member of a closed set."""
    t = translator(lang)
    match family:
        case "level":
            return t(f"level.{member}")
        case "level_2020":
            return t("sheets.no_zone") if member == "none" else t(f"level.{member}")
        case "status":
            return t(f"status.{member}")
        case _:
            return t(f"sheets.datum_{member}")


def place_names(catalog: Catalog) -> dict[str, str]:
    """Return codes of prefectures by every name that a cell may give, and by themselves."""
    return _names(
        catalog.prefectures[["name_zh", "short_zh", "name_en", "short_en"]].itertuples(name=None)
    )


def county_names(catalog: Catalog, prefecture: str) -> dict[str, str]:
    """Return codes of a prefecture's counties by name, and by themselves."""
    counties = catalog.counties
    own = counties[counties["prefecture_code"] == prefecture]
    return _names(own[["name_zh", "name_en"]].itertuples(name=None))


def _names(rows: Iterable[tuple[object, ...]]) -> dict[str, str]:
    return {plain(str(name)): str(code) for code, *names in rows for name in (code, *names) if name}
