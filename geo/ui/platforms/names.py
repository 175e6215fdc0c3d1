"""How the platforms page names places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps.words import text_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator


def name_prefecture(catalog: Catalog, code: str, t: Translator) -> str:
    """Return a prefecture's short name; blank for none."""
    return text_at(catalog.prefectures, code, "short", t.lang) if code else ""


def name_county(catalog: Catalog, code: str, t: Translator) -> str:
    """Return a county after its prefecture: several counties share a name."""
    owner = str(catalog.counties["prefecture_code"][code])
    county = text_at(catalog.counties, code, "name", t.lang)
    return f"{name_prefecture(catalog, owner, t)} · {county}"
