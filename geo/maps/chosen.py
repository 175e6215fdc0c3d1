"""The prefectures that a page is about: a heavy outline, whatever the areas show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps.atlas_map import AtlasLayer
from geo.maps.geometry import display_areas
from geo.maps.parts import Memo, Part, make_part

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_PARTS: Memo[Part] = Memo(64)
CHOSEN = "#b8430a"
"""Apart from the blues and the blue-yellow scale, from borders and from every other sign."""

_WEIGHT_PX = 3


def chosen_layer(catalog: Catalog, view: View, t: Translator) -> AtlasLayer | None:
    """Return the outlines of the prefectures that `view` names, None if it names none."""
    if not view.prefectures:
        return None
    part = _PARTS.get((catalog.digest, view.prefectures), lambda: _outline(catalog, view))
    spec = {
        "id": "chosen",
        "kind": "lines",
        "name": "",  # goes with the choice, not with the layer control
        "on": True,
        "areas": part.name,
        "color": CHOSEN,
        "weight": _WEIGHT_PX,
        "legend": {
            "title": t("compare.chosen"),
            "entries": [
                {
                    "sign": "frame",
                    "color": CHOSEN,
                    "label": t.plural("compare.chosen_count", len(view.prefectures)),
                }
            ],
        },
    }
    return AtlasLayer(spec, (part,))


def _outline(catalog: Catalog, view: View) -> Part:
    display = display_areas(catalog, "prefecture").part
    rings = dict(zip(display["codes"], display["rings"], strict=True))
    return make_part("chosen", {"rings": [rings[code] for code in view.prefectures]})
