"""What the first visit needs, made before it comes."""

from __future__ import annotations

from contextlib import suppress

from geo.catalog import load_catalog
from geo.errors import AtlasError
from geo.presets import STARTS
from geo.ui.component import map_message
from geo.ui.search import prepare_search
from geo.ui.turns import take_turn


def warm_up() -> None:
    """Load the data and keep the overview's map and the index of the search box.

    Faulty data are no fault here: the page that meets them tells the reader.
    """
    with take_turn(), suppress(AtlasError):
        catalog = load_catalog()
        map_message(STARTS["overview"], catalog)
        prepare_search(catalog)
