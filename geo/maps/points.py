"""Zones and platforms: the layers of points, and which rows may become a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.maps.atlas_map import AtlasLayer
from geo.maps.cards import platform_facts, zone_card
from geo.maps.palette import PLATFORM_GROUPS
from geo.maps.parts import Memo, Part, make_part
from geo.maps.words import join, text_at
from geo.platforms.placed import place_platforms
from geo.summary import tally_zones
from geo.zones.marks import carrying
from geo.zones.timeline import levels_at

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

Drawn = tuple[dict[str, Any], tuple[Part, ...]]

_LAYERS: Memo[Drawn] = Memo()
_UNITS = 10_000  # 1e-4 degrees, as all geometry of a map

_GROUP_OF = {
    category: group for group, (_, categories) in PLATFORM_GROUPS.items() for category in categories
}


def zone_filter(view: View) -> tuple[object, ...]:
    """Return what of `view` decides which zones are shown: the key of what is kept of them."""
    return (view.zone_levels, view.zone_marks, view.asof, view.prefectures, view.fields)


def platform_filter(view: View) -> tuple[object, ...]:
    """Return what of `view` decides which platforms are shown: the key of what is kept of them."""
    return (
        view.platform_categories,
        view.platform_levels,
        view.platform_statuses,
        view.host,
        view.fields,
        view.prefectures,
    )


def passes(catalog: Catalog, view: View) -> pd.Series[bool]:
    """Return which platforms pass the filters of `view`, whether they may be drawn or not."""
    platforms = catalog.platforms
    keep = pd.Series(data=True, index=platforms.index)
    for column, wanted in (
        ("category", view.platform_categories),
        ("level", view.platform_levels),
        ("status", view.platform_statuses),
        ("field", view.fields),
        ("prefecture_code", view.prefectures),
    ):
        if wanted:
            keep &= platforms[column].fillna("").replace("", "unknown").isin(wanted)
    if view.host is not None:
        words = view.host.casefold()
        keep &= pd.Series(
            [
                any(words in name.casefold() for name in names if isinstance(name, str))
                for names in zip(platforms["host_zh"], platforms["host_en"], strict=True)
            ],
            index=platforms.index,
        )
    return keep


def shown_zones(catalog: Catalog, view: View) -> gpd.GeoDataFrame:
    """Return the zones that `view` shows, in the catalogue's order.

    Candidates are shown only where the view asks for them by level. At an earlier date, only
    zones identified by then are shown, with the level that they had.
    """
    zones = catalog.zones
    if view.asof is not None:
        levels = levels_at(catalog, view.asof)
        zones = zones.assign(level=[levels.get(str(zone), "") for zone in zones.index])
    keep = zones["level"].isin(view.zone_levels)
    if view.zone_marks:
        keep &= zones.index.isin(carrying(catalog, view.zone_marks))
    if view.prefectures:
        keep &= zones["prefecture_code"].isin(view.prefectures)
    if view.fields:
        wanted = set(view.fields)
        keep &= zones["fields"].map(lambda fields: bool(set(fields or ["unknown"]) & wanted))
    return zones[keep]


def shown_platforms(catalog: Catalog, view: View) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the platforms that may stand as points, and why others may not.

    Returns
    -------
    tuple
        The rows, and counts of those that pass the view's filters but stand elsewhere:
        ``sensitive``, ``memory`` (fact or point rests on memory), ``coarse`` (point coarser
        than a county), ``no_point``.
    """
    filtered = any(platform_filter(view))
    return place_platforms(catalog, passes(catalog, view) if filtered else None)


def zones_layer(catalog: Catalog, view: View, t: Translator) -> AtlasLayer:
    """Return the layer of zones: stars, circles, and hollow circles for candidates."""
    key = (catalog.digest, "zones", t.lang, *zone_filter(view))
    spec, parts = _LAYERS.get(key, lambda: _draw_zones(catalog, view, t))
    return AtlasLayer({**spec, "on": "zones" in view.layers}, parts)


def _draw_zones(catalog: Catalog, view: View, t: Translator) -> Drawn:
    zones = shown_zones(catalog, view)
    stem = "short" if t.lang == "zh" else "name"
    items = []
    for zone_id, zone in zones.iterrows():
        card = zone_card(catalog, str(zone_id), t)
        items.append(
            {
                "level": zone["level"],
                "marked": bool(zone["plan_upgrade"]),
                "at": [round(zone.geometry.x, 4), round(zone.geometry.y, 4)],
                "label": join([card["title"], card["mark"]], t.lang),
                # paper has no cards: a picture names a zone where there is room
                "short": text_at(zones, str(zone_id), stem, t.lang),
                "card": card,
            },
        )
    part = make_part("zones", {"items": items})
    counts = zones["level"].value_counts()
    entries: list[dict[str, Any]] = [
        {
            "sign": "zone",
            "level": level,
            "label": t(f"level.{level}"),
            "count": t.plural("map.zone_count", int(counts[level])),
        }
        for level in ("national", "provincial", "candidate")
        if counts.get(level, 0)
    ]
    marked = int(zones["plan_upgrade"].sum())
    if marked:
        entries.append(
            {
                "sign": "zone",
                "level": "provincial",
                "marked": True,
                "label": t("map.legend_plan_upgrade"),
                "count": t.plural("map.zone_count", marked),
            },
        )
    drawn = int(zones["level"].isin(["national", "provincial"]).sum())
    title = t("layer.zones")
    if view.asof is None:
        notes = [zones_honesty(catalog, drawn, t)]
        coverage = zones_coverage(catalog, drawn, t) or notes[0]
    else:
        period = t.period(view.asof)
        title = t("map.zones_asof", period=period)
        notes = [t("map.zones_identified_by", period=period, drawn=drawn)]
        coverage = notes[0]
    notes += note_guessed(zones, t)
    spec = {
        "id": "zones",
        "kind": "zones",
        "name": t("layer.zones"),
        "on": True,
        "points": part.name,
        "legend": {"title": title, "entries": entries, "notes": notes, "coverage": coverage},
    }
    return spec, (part,)


def note_guessed(zones: gpd.GeoDataFrame, t: Translator) -> list[str]:
    """Say how many points of zones rest on memory; nothing where none does."""
    guessed = int(zones["memory_for"].map(lambda names: "geometry" in (names or [])).sum())
    return [t.plural("map.zones_guessed", guessed)] if guessed else []


def zones_honesty(catalog: Catalog, drawn: int, t: Translator) -> str:
    """Say how many zones were published for 2020, how many are identified and how many drawn."""
    tally = tally_zones(catalog)
    missing = tally.counted - tally.identified
    if missing > 0:
        return t(
            "map.zones_honesty",
            published=tally.counted,
            identified=tally.identified,
            missing=missing,
            drawn=drawn,
        )
    agrees = missing == 0 and tally.identified_national == tally.counted_national
    return t(
        "map.zones_complete" if agrees else "map.zones_differ",
        published=tally.counted,
        identified=tally.identified,
        drawn=drawn,
    )


def zones_coverage(catalog: Catalog, drawn: int, t: Translator) -> str:
    """Say in one line how many zones are drawn and how many are not known by name; else nothing."""
    tally = tally_zones(catalog)
    missing = tally.counted - tally.identified
    return t("map.zones_coverage", drawn=drawn, missing=missing) if missing > 0 else ""


def platforms_layer(catalog: Catalog, view: View, t: Translator) -> AtlasLayer:
    """Return the layer of platforms: one object, clustered, drawn on canvas."""
    key = (catalog.digest, "platforms", t.lang, *platform_filter(view))
    spec, parts = _LAYERS.get(key, lambda: _draw_platforms(catalog, view, t))
    return AtlasLayer({**spec, "on": "platforms" in view.layers}, parts)


def _draw_platforms(catalog: Catalog, view: View, t: Translator) -> Drawn:
    platforms, elsewhere = shown_platforms(catalog, view)
    part = make_part("platforms", _platform_points(catalog, platforms, t))
    groups = platforms["category"].map(_GROUP_OF).value_counts()
    spec = {
        "id": "platforms",
        "kind": "platforms",
        "name": t("layer.platforms"),
        "on": True,
        "points": part.name,
        "legend": {
            "title": t("layer.platforms"),
            "entries": [
                {
                    "sign": "dot",
                    "color": colour,
                    "glyph": t(f"map.glyph_{group}"),
                    "label": t(f"map.group_{group}"),
                    "count": t.plural("map.platform_count", int(groups[group])),
                }
                for group, (colour, _) in PLATFORM_GROUPS.items()
                if groups.get(group, 0)
            ],
            "notes": [t.plural(f"map.platforms_{why}", n) for why, n in elsewhere.items() if n],
        },
    }
    return spec, (part,)


def _platform_points(
    catalog: Catalog,
    platforms: gpd.GeoDataFrame,
    t: Translator,
) -> dict[str, Any]:
    """Return platforms as columns; words that repeat are written once and numbered.

    By columns, each different value worded once: thousands of rows hold few different ones.
    """
    groups = list(PLATFORM_GROUPS)
    words: dict[str, int] = {}
    facts = platform_facts(catalog, t)
    columns = []
    for _, column, say in facts:
        numbers: dict[Any, int] = {}
        values = platforms[column].tolist()
        for value in values:
            if value not in numbers:
                text = say(value)
                numbers[value] = words.setdefault(text, len(words))
        columns.append([numbers[value] for value in values])
    names = platforms[f"name_{t.lang}"].tolist()
    lonlat = shapely.get_coordinates(platforms.geometry.to_numpy())
    return {
        "ids": [str(i) for i in platforms.index],
        "names": [name if isinstance(name, str) else "" for name in names],
        "at": np.rint(lonlat * _UNITS).astype(int).tolist(),
        "group": [groups.index(_GROUP_OF[category]) for category in platforms["category"]],
        "signs": [
            {"color": colour, "glyph": t(f"map.glyph_{group}")}
            for group, (colour, _) in PLATFORM_GROUPS.items()
        ],
        "columns": [label for label, _, _ in facts],  # the last is prose, set below the rows
        "facts": columns,
        "words": list(words),
    }
