"""Maps: a View and a catalogue become a folium map."""

from __future__ import annotations

from geo.maps.atlas_map import AtlasLayer, AtlasMap
from geo.maps.builder import build

__all__ = ["AtlasLayer", "AtlasMap", "build"]
