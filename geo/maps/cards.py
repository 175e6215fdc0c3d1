"""What the card of a zone, a platform or a part of a science city says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.maps.words import describe_sources, join, pick, text_at
from geo.types import STATUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.catalog import Catalog
    from geo.locale import Translator

Row = list[str]
Fact = tuple[str, str, "Callable[[Any], str]"]

_METRES_PER_KM = 1000


def zone_card(catalog: Catalog, zone_id: str, t: Translator) -> dict[str, Any]:
    """Return the card of a zone.

    A date or a point that rests on memory says so beside itself.
    """
    zone = catalog.zones.loc[zone_id]
    memory = set(zone["memory_for"] or [])
    level = t(f"level.{zone['level']}")
    rows = [
        [t("map.level"), t("map.level_asof", level=level, date=t.date(zone["level_asof"] or ""))],
        [t("map.prefecture"), _prefecture(catalog, zone["prefecture_code"], t)],
        *_date_row(zone, "recognised", memory, t),
        *_date_row(zone, "upgraded", memory, t),
        [t("map.industries"), join(zone[f"industries_{t.lang}"] or [], t.lang)],
        [t("map.status"), t(f"status.{best_status(catalog, zone['source_ids'])}")],
        [t("map.source"), describe_sources(catalog, zone["source_ids"], t)],
    ]
    guessed = "geometry" in memory
    notes = [
        t(
            "map.point_guessed" if guessed else "map.point_accuracy",
            km=t.number(zone["coord_accuracy_m"] / _METRES_PER_KM),
        ),
    ]
    if zone["plan_upgrade"]:
        notes.append(t("map.plan_upgrade"))
    notes += _remark(zone, "remark", t)
    return {
        "id": f"zone:{zone_id}",
        "title": pick(zone, "name", t.lang),
        "mark": level,
        "rows": _filled(rows),
        "notes": notes,
    }


def platform_facts(catalog: Catalog, t: Translator) -> list[Fact]:
    """Return what a platform's card tells: label, column, and how a value of it is worded.

    A blank value gives a blank text, but for level and field: there "unknown" is a fact that
    readers filter for.
    """
    prefectures = catalog.prefectures[f"name_{t.lang}"].to_dict()

    def accuracy(metres: float) -> str:
        return t("map.position_accuracy", km=t.number(float(metres) / _METRES_PER_KM))

    return [
        (t("map.category"), "category", lambda value: t(f"category.{value}")),
        (t("map.level"), "level", lambda value: t(f"platform_level.{_text(value) or 'unknown'}")),
        (t("map.state"), "status", lambda value: t(f"platform_status.{value}")),
        (t("map.field"), "field", lambda value: t(f"field.{_text(value) or 'unknown'}")),
        (t("map.host"), f"host_{t.lang}", _text),
        (t("map.prefecture"), "prefecture_code", lambda code: _text(prefectures.get(code))),
        (t("map.position"), "coord_accuracy_m", accuracy),
        (t("map.status"), "evidence_status", lambda value: t(f"status.{value}")),
        (t("map.source"), "source_ids", lambda ids: describe_sources(catalog, split(ids), t)),
        (t("map.remark"), f"note_{t.lang}", _text),
    ]


def science_card(catalog: Catalog, part_id: str, t: Translator) -> dict[str, Any]:
    """Return the card of a part of a science city; its outline is schematic and says so."""
    part = catalog.science_cities.loc[part_id]
    area = part["area_km2_published"]
    rows = [
        [t("map.part_of"), t(f"map.city_{part['city']}")],
        [
            t("map.area"),
            t(
                "map.area_km2",
                area=t.number(float(area)),
                period=t.period(str(part["area_period"] or "")),
            )
            if pd.notna(area)
            else t("common.no_data"),
        ],
        [t("map.functions"), pick(part, "functions", t.lang)],
        [t("map.industries"), join(part[f"industries_{t.lang}"] or [], t.lang)],
        [t("map.status"), t(f"status.{best_status(catalog, part['source_ids'])}")],
        [t("map.source"), describe_sources(catalog, part["source_ids"], t)],
    ]
    return {
        "id": f"science_city:{part_id}",
        "title": pick(part, "name", t.lang),
        "mark": t("common.schematic_outline"),
        "rows": _filled(rows),
        "notes": _remark(part, "note", t),
    }


def best_status(catalog: Catalog, source_ids: Iterable[str]) -> str:
    """Return the best status among the sources of a fact."""
    statuses = catalog.sources["status"]
    known = {str(statuses[i]) for i in source_ids if i in statuses.index}
    return next((status for status in STATUSES if status in known), "unverified")


def split(cell: object) -> list[str]:
    """Return the entries of a list cell, read or still joined by ``;``; none for a blank one."""
    if isinstance(cell, (tuple, list)):
        return [str(entry) for entry in cell]
    return [entry for entry in cell.split(";") if entry] if isinstance(cell, str) else []


def _prefecture(catalog: Catalog, code: object, t: Translator) -> str:
    if not isinstance(code, str) or code not in catalog.prefectures.index:
        return ""
    return text_at(catalog.prefectures, code, "name", t.lang)


def _date_row(zone: pd.Series, column: str, memory: set[str], t: Translator) -> list[Row]:
    date = zone[column]
    if not isinstance(date, str) or not date:
        return []
    text = t.date(date)
    if column in memory:
        text = t("map.from_memory", text=text)
    return [[t(f"map.{column}"), text]]


def _remark(row: pd.Series, stem: str, t: Translator) -> list[str]:
    text = pick(row, stem, t.lang)
    return [text] if text else []


def _filled(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row[1]]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
