"""One View with everything that its map is made of, for those who tell it as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.maps.atlas_map import AtlasMap
    from geo.maps.eligibility import Held
    from geo.view import View


@dataclass(frozen=True)
class Scene:
    """One View over a catalogue.

    Attributes
    ----------
    view
        Resolved, and without candidates.
    travel
        Where drive times of catchments come from.
    atlas
        The map.
    selection
        The indicator's values; None where something else colours the areas, or nothing does.
    held
        The zones as rules have them; None where the usual ones are shown.
    """

    catalog: Catalog
    view: View
    t: Translator
    travel: Travel = field(repr=False)
    atlas: AtlasMap = field(repr=False)
    selection: Selection | None = field(repr=False)
    held: Held | None = field(repr=False)

    @property
    def layers(self) -> Mapping[str, Mapping[str, Any]]:
        """Descriptions of the map's layers by name: their classes and colours are used as such."""
        return {layer.slot: layer.spec for layer in self.atlas.layers}
