"""What a theme other than one indicator gives to the map and to the page around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.maps.atlas_map import AtlasLayer


@dataclass(frozen=True)
class TwinTable:
    """A theme's table below the map of a page, as plain text.

    Attributes
    ----------
    rows
        Texts of each row's cells but the last, and the sources that the last will cite.
    """

    title: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True)
class Theme:
    """A theme made ready: its layer, and what is said of it around the map.

    Attributes
    ----------
    title
        Name of what is shown, with its period where it has one.
    layer
        The areas, coloured.
    lines
        Source lines at the foot of the map.
    tables
        Below the map of a page on its own.
    notes
        Sentences below the tables.
    """

    title: str
    layer: AtlasLayer
    lines: tuple[str, ...]
    tables: tuple[TwinTable, ...]
    notes: tuple[str, ...]
