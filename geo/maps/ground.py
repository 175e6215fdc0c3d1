"""What lies under and around the data: land, relief, rivers, outlines, names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo.maps.areas import areas_part
from geo.maps.atlas_map import AtlasLayer
from geo.maps.base import neighbours, relief, rivers
from geo.maps.cards import science_card
from geo.maps.geometry import (
    display_areas,
    economic_zone_outlines,
    encode_polygons,
    province_outline,
)
from geo.maps.palette import LAND, RIVER, SCIENCE_CITY, ZONE_LINE
from geo.maps.parts import Memo, Part, make_part
from geo.maps.words import join, text_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Geography
    from geo.view import View

_PARTS: Memo[Part] = Memo()


def relief_layer(catalog: Catalog, view: View, t: Translator) -> AtlasLayer:
    """Return the land, with a soft relief tint clipped to the province by the browser.

    The land itself is always drawn; switching the layer off only happens by hand.
    """
    outline = _PARTS.get(
        (catalog.ground, "outline"),
        lambda: make_part("outline", {"polygons": province_outline(catalog)}),
    )
    picture = _PARTS.get(
        (catalog.ground, "relief"),
        lambda: make_part("relief", relief(catalog)),
    )
    spec = {
        "id": "relief",
        "kind": "relief",
        "name": t("layer.relief"),
        "on": "relief" in view.layers,
        "outline": outline.name,
        "picture": picture.name,
        "land": LAND,
    }
    return AtlasLayer(spec, (outline, picture))


def rivers_layer(catalog: Catalog, view: View, t: Translator) -> AtlasLayer:
    """Return the rivers, inside the province only."""
    part = _PARTS.get((catalog.ground, "rivers"), lambda: make_part("rivers", rivers(catalog)))
    spec = {
        "id": "rivers",
        "kind": "rivers",
        "name": t("layer.rivers"),
        "on": "rivers" in view.layers,
        "lines": part.name,
        "color": RIVER,
    }
    return AtlasLayer(spec, (part,))


def outlines_layer(catalog: Catalog, geography: Geography) -> AtlasLayer:
    """Return heavier outlines of the economic zones, or of prefectures over counties."""

    def make() -> Part:
        if geography == "county":
            return make_part("lines", {"rings": display_areas(catalog, "prefecture").part["rings"]})
        return make_part("lines", {"rings": list(economic_zone_outlines(catalog).values())})

    part = _PARTS.get((catalog.ground, "lines", geography), make)
    spec = {
        "id": "outlines",
        "kind": "lines",
        "name": "",  # always there, not in the layer control
        "on": True,
        "areas": part.name,
        "color": ZONE_LINE,
        "weight": 1.8 if geography == "prefecture" else 1.2,
    }
    return AtlasLayer(spec, (part,))


def science_cities_layer(catalog: Catalog, view: View, t: Translator) -> AtlasLayer:
    """Return the science cities' parts, dashed: their outlines are schematic."""

    def make() -> Part:
        items = []
        table = catalog.science_cities
        for part_id, row in table[~table.geometry.isna()].iterrows():
            card = science_card(catalog, str(part_id), t)
            items.append(
                {
                    "polygons": encode_polygons(row.geometry),
                    "label": join([card["title"], card["mark"]], t.lang),
                    "name": _shorten(card["title"]),
                    "card": card,
                },
            )
        return make_part("science", {"items": items})

    part = _PARTS.get((catalog.digest, "science", t.lang), make)
    spec = {
        "id": "science_cities",
        "kind": "outlines",
        "name": t("layer.science_cities"),
        "on": "science_cities" in view.layers,
        "areas": part.name,
        "color": SCIENCE_CITY,
        "legend": {
            "title": t("layer.science_cities"),
            "entries": [
                {"sign": "dash", "color": SCIENCE_CITY, "label": t("common.schematic_outline")},
            ],
        },
    }
    return AtlasLayer(spec, (part,))


def _shorten(name: str) -> str:
    """Return a name without the remark in brackets at its end: a map has no room for it."""
    return re.sub(r"[ ]?[（(][^（）()]*[）)]$", "", name) or name


def labels_layer(catalog: Catalog, view: View, t: Translator) -> AtlasLayer:
    """Return the names: prefectures first, neighbours last; the later gives way."""

    def make() -> Part:
        anchors = display_areas(catalog, "prefecture").anchors
        names: list[dict[str, Any]] = [
            {
                "text": text_at(catalog.prefectures, code, "short", t.lang),
                "at": list(anchors[code]),
                "style": "prefecture",
                "code": code,
            }
            for code in anchors
        ]
        names += [
            {"text": name["name"], "at": [name["lon"], name["lat"]], "style": "neighbour"}
            for name in neighbours(t.lang)
        ]
        return make_part("labels", {"items": names, "areas": areas.name})

    areas = areas_part(catalog, "prefecture")
    part = _PARTS.get((catalog.digest, "labels", t.lang), make)
    spec = {
        "id": "labels",
        "kind": "labels",
        "name": t("layer.labels"),
        "on": "labels" in view.layers,
        "labels": part.name,
    }
    return AtlasLayer(spec, (part, areas))
