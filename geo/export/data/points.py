"""Zones, platforms and science cities as tables: only what is known well enough to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.export.data.cited import open_sources
from geo.export.data.look import MARKED, NATIONAL, PROVINCIAL, WHITE, Category, Look, Symbol
from geo.export.data.model import Heads, Table, clean_text, make_rows
from geo.maps.cards import best_status, split
from geo.maps.palette import PLATFORM_GROUPS, SCIENCE_CITY
from geo.maps.points import shown_platforms, shown_zones
from geo.maps.words import join, text_at
from geo.types import LANGS, SHOWN_STATUSES
from geo.zones.listing import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalog import Catalog
    from geo.export.data.model import Column
    from geo.locale import Translator
    from geo.view import View

Told = tuple[Table | None, list[str]]
"""A table, None where it has no row, and what must be said of what is not in it."""

_M_PER_KM: Final = 1000.0
_STAR_PX, _ROUND_PX, _DOT_PX = 18.0, 11.0, 11.0
_DECISIVE: Final = frozenset({"record", "level", "name"})
"""A row of which one of these rests on memory is a recollection as a whole."""

_GROUP_OF = {
    category: group for group, (_, categories) in PLATFORM_GROUPS.items() for category in categories
}


def listed_zones(catalog: Catalog, view: View) -> tuple[list[str], int]:
    """Return the zones of a View that may leave, in the customary order, and how many may not."""
    shown = shown_zones(catalog, view)
    ids = [zone for zone in in_order(shown) if shown["level"][zone] != "candidate"]
    kept = [zone for zone in ids if may_leave(catalog, zone)]
    return kept, len(ids) - len(kept)


def may_leave(catalog: Catalog, zone: str) -> bool:
    """Return whether a zone is known well enough to stand in a file."""
    zones = catalog.zones
    return (
        zones["level"][zone] != "candidate"
        and not _DECISIVE & set(zones["memory_for"][zone] or ())
        and best_status(catalog, zones["source_ids"][zone]) in SHOWN_STATUSES
    )


def point_columns(heads: Heads, t: Translator) -> tuple[Column, ...]:
    """Return the columns of a point: longitude, latitude, accuracy, and what is known of it."""
    return (
        heads.number("lon", t("data_export.lon"), t("data_export.degrees")),
        heads.number("lat", t("data_export.lat"), t("data_export.degrees")),
        heads.number("acc_km", t("data_export.accuracy"), t("data_export.km")),
        heads.text("located", t("data_export.located")),
    )


def zone_point(catalog: Catalog, zone: str, t: Translator) -> tuple[Any, tuple[Any, ...]]:
    """Return the point of a zone, None for a guessed one, and the cells of `point_columns`."""
    row = catalog.zones.loc[zone]
    shape = row.geometry
    guessed = "geometry" in (row["memory_for"] or ()) or row["coord_status"] not in SHOWN_STATUSES
    if guessed or shape is None or shape.is_empty:
        said = t("data_export.point_guessed" if guessed else "common.no_data")
        return None, (None, None, None, said)
    accuracy = float(row["coord_accuracy_m"]) / _M_PER_KM
    return shape, (shape.x, shape.y, accuracy, t("data_export.point_held"))


def name_columns(heads: Heads, t: Translator) -> tuple[Column, ...]:
    """Return the columns of a name in both languages."""
    return tuple(heads.text(f"name_{lang}", t(f"data_export.name_{lang}")) for lang in LANGS)


def prefecture_columns(heads: Heads, t: Translator) -> tuple[Column, ...]:
    """Return the columns of the prefecture that something is in."""
    return (
        heads.text("pref_code", t("data_export.prefecture_code")),
        *(heads.text(f"pref_{lang}", t(f"data_export.prefecture_{lang}")) for lang in LANGS),
    )


def prefecture_cells(catalog: Catalog, code: object) -> tuple[str | None, ...]:
    """Return the cells of `prefecture_columns`."""
    if not isinstance(code, str) or code not in catalog.prefectures.index:
        return (None,) * (1 + len(LANGS))
    return (code, *(text_at(catalog.prefectures, code, "name", lang) for lang in LANGS))


def tell_zones(
    catalog: Catalog, view: View, t: Translator, ids: Sequence[str] | None = None
) -> Told:
    """Return the zones that a View shows, or those named; a guessed point stays behind.

    Parameters
    ----------
    ids
        Zones in the place of those that the filters let pass.
    """
    kept, left = listed_zones(catalog, view)
    if ids is not None:
        kept = [zone for zone in ids if may_leave(catalog, zone)]
        left = 0
    heads = Heads(t)
    columns = (
        heads.text("zone_id", t("data_export.id")),
        *name_columns(heads, t),
        heads.text("level", t("map.level")),
        heads.text("mark", t("data_export.mark")),
        heads.text("level_asof", t("zones.column_asof")),
        *prefecture_columns(heads, t),
        heads.text("recognised", t("map.recognised")),
        heads.text("upgraded", t("map.upgraded")),
        heads.text("fields", t("map.field")),
        heads.text("industries", t("map.industries")),
        *point_columns(heads, t),
        heads.text("status", t("map.status")),
        heads.text("note", t("export.note")),
    )
    shown = shown_zones(catalog, view)["level"]
    zones = catalog.zones
    rows, shapes, blanked = [], [], 0
    for zone in kept:
        row = zones.loc[zone]
        memory = set(row["memory_for"] or ())
        blanked += len(memory & _ZONE_FACTS)
        level = shown.get(zone, row["level"])
        shape, point = zone_point(catalog, zone, t)
        shapes.append(shape)
        rows.append(
            (
                zone,
                *(text_at(zones, zone, "name", lang) for lang in LANGS),
                t(f"level.{level}"),
                t("zones.mark_plan_upgrade") if row["plan_upgrade"] else None,
                view.asof or row["level_asof"],
                *prefecture_cells(catalog, row["prefecture_code"]),
                *(_sure(row, name, memory) for name in ("recognised", "upgraded")),
                _say_fields(row, memory, t),
                join(row[f"industries_{t.lang}"] or (), t.lang),
                *point,
                t(f"status.{best_status(catalog, row['source_ids'])}"),
                text_at(zones, zone, "remark", t.lang),
            )
        )
    guessed = sum(shape is None for shape in shapes)
    notes = [
        t.plural(f"data_export.{key}", n)
        for key, n in (("zones_guessed", guessed), ("zones_left", left))
        if n
    ]
    if blanked:
        notes.append(t.plural("data_export.cells_left", blanked, tab=t("layer.zones")))
    if not rows:
        return None, notes
    table = Table(
        "zones",
        t("layer.zones"),
        t("layer.zones"),
        columns,
        make_rows(columns, rows),
        tuple(open_sources(catalog, zones["source_ids"][zone]) for zone in kept),
        tuple(shapes),
        "point",
        _zone_look(t),
    )
    return table, notes


_ZONE_FACTS: Final = frozenset({"recognised", "upgraded", "fields"})
"""Columns of the zones' table that are left blank where they rest on memory."""


def _sure(row: Mapping[str, Any], name: str, memory: set[str]) -> Any:
    return None if name in memory else row[name]


def _say_fields(row: Mapping[str, Any], memory: set[str], t: Translator) -> str | None:
    fields = () if "fields" in memory else row["fields"] or ()
    return join((t(f"field.{name}") for name in fields), t.lang)


def _zone_look(t: Translator) -> Look:
    mark = t("zones.mark_plan_upgrade")
    star = Symbol(NATIONAL, WHITE, 1.4, shape="star", size_px=_STAR_PX)
    circle = Symbol(PROVINCIAL, WHITE, 1.6, size_px=_ROUND_PX)
    ringed = Symbol(PROVINCIAL, WHITE, 1.6, size_px=_ROUND_PX, ring=MARKED)
    provincial = t("level.provincial")
    marked = t("map.semicolon").join([provincial, mark])
    return Look(
        ("level", "mark"),
        (
            Category(t("level.national"), t("level.national"), star),
            Category(provincial, provincial, circle),
            Category(provincial + mark, marked, ringed),
        ),
    )


def tell_platforms(catalog: Catalog, view: View, t: Translator) -> Told:
    """Return the platforms that a View shows as points; of the others it is told how many."""
    shown, elsewhere = shown_platforms(catalog, view)
    named = [not {"record", "name"} & set(memory or ()) for memory in shown["memory_for"]]
    heads = Heads(t)
    columns = (
        heads.text("plat_id", t("data_export.id")),
        *name_columns(heads, t),
        heads.text("category", t("map.category")),
        heads.text("group", t("data_export.group")),
        heads.text("level", t("map.level")),
        heads.text("state", t("map.state")),
        heads.text("field", t("map.field")),
        *(heads.text(f"host_{lang}", t(f"data_export.host_{lang}")) for lang in LANGS),
        heads.text("founded", t("platforms.year")),
        *prefecture_columns(heads, t),
        *point_columns(heads, t),
        heads.text("status", t("map.status")),
        heads.text("note", t("export.note")),
    )
    kept = shown[named]
    rows, blanked = [], 0
    for row_id, row in zip(
        kept.index, kept.drop(columns="geometry").to_dict("records"), strict=True
    ):
        memory = set(row["memory_for"] or ())
        blanked += len(memory & _PLATFORM_FACTS)
        rows.append(
            (
                str(row_id),
                row["name_zh"],
                row["name_en"],
                t(f"category.{row['category']}"),
                t(f"map.group_{_GROUP_OF[row['category']]}"),
                _word("platform_level", _sure(row, "level", memory), t),
                _word("platform_status", _sure(row, "status", memory), t),
                _word("field", _sure(row, "field", memory), t),
                *(None if "host" in memory else row[f"host_{lang}"] for lang in LANGS),
                _sure(row, "year_established", memory),
                *prefecture_cells(catalog, _sure(row, "prefecture_code", memory)),
                row["lon_wgs84"],
                row["lat_wgs84"],
                float(row["coord_accuracy_m"]) / _M_PER_KM,
                t("data_export.point_held"),
                t(f"status.{row['evidence_status']}"),
                row[f"note_{t.lang}"],
            )
        )
    elsewhere = {**elsewhere, "memory": elsewhere["memory"] + len(shown) - len(kept)}
    notes = [t.plural(f"data_export.platforms_{why}", n) for why, n in elsewhere.items() if n]
    if blanked:
        notes.append(t.plural("data_export.cells_left", blanked, tab=t("layer.platforms")))
    if not rows:
        return None, notes
    table = Table(
        "platforms",
        t("layer.platforms"),
        t("layer.platforms"),
        columns,
        make_rows(columns, rows),
        tuple(open_sources(catalog, split(ids)) for ids in kept["source_ids"]),
        tuple(kept.geometry),
        "point",
        _platform_look(t),
    )
    return table, notes


_PLATFORM_FACTS: Final = frozenset(
    {"level", "status", "field", "host", "year_established", "prefecture_code"}
)
"""Columns of the platforms' table that are left blank where they rest on memory."""


def _word(family: str, value: object, t: Translator) -> str | None:
    return t(f"{family}.{value}") if isinstance(value, str) and value else None


def _platform_look(t: Translator) -> Look:
    return Look(
        ("group",),
        tuple(
            Category(
                t(f"map.group_{group}"),
                t(f"map.group_{group}"),
                Symbol(colour, WHITE, 1.0, size_px=_DOT_PX),
            )
            for group, (colour, _) in PLATFORM_GROUPS.items()
        ),
    )


def tell_science(catalog: Catalog, t: Translator) -> Told:
    """Return the science cities and their parts; their outlines are schematic and say so."""
    cities = catalog.science_cities
    kept = [
        str(part)
        for part in cities.index
        if best_status(catalog, cities["source_ids"][part]) in SHOWN_STATUSES
    ]
    heads = Heads(t)
    columns = (
        heads.text("part_id", t("data_export.id")),
        *name_columns(heads, t),
        heads.text("city", t("map.part_of")),
        heads.number("area_km2", t("map.area"), t("data_export.km2")),
        heads.text("data_state", t("data_export.data_state")),
        heads.text("period", t("map.period")),
        heads.text("functions", t("map.functions")),
        heads.text("industries", t("map.industries")),
        *prefecture_columns(heads, t),
        heads.text("outline", t("data_export.outline")),
        heads.number("acc_km", t("data_export.accuracy"), t("data_export.km")),
        heads.text("status", t("map.status")),
        heads.text("note", t("export.note")),
    )
    rows = []
    for part in kept:
        row = cities.loc[part]
        area = row["area_km2_published"]
        is_held = area == area  # noqa: PLR0124  NaN alone differs from itself
        rows.append(
            (
                part,
                *(text_at(cities, part, "name", lang) for lang in LANGS),
                t(f"map.city_{row['city']}"),
                area,
                t("data_export.held") if is_held else t("common.no_data"),
                t.period(str(row["area_period"] or "")) if is_held else None,
                text_at(cities, part, "functions", t.lang),
                join(row[f"industries_{t.lang}"] or (), t.lang),
                *prefecture_cells(catalog, row["prefecture_code"]),
                t("common.no_data" if row.geometry is None else "common.schematic_outline"),
                float(row["centroid_accuracy_m"]) / _M_PER_KM,
                t(f"status.{best_status(catalog, row['source_ids'])}"),
                text_at(cities, part, "note", t.lang),
            )
        )
    notes = []
    if len(kept) < len(cities):
        notes.append(t.plural("data_export.cities_left", len(cities) - len(kept)))
    if not rows:
        return None, notes
    outline = Symbol("", SCIENCE_CITY, 2.0, is_dashed=True)
    table = Table(
        "science_cities",
        t("layer.science_cities"),
        t("layer.science_cities"),
        columns,
        make_rows(columns, rows),
        tuple(open_sources(catalog, cities["source_ids"][part]) for part in kept),
        tuple(cities.geometry[part] for part in kept),
        "area",
        Look((), (Category("", clean_text(t("common.schematic_outline")), outline),)),
    )
    return table, notes
