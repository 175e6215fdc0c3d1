"""Themes other than one indicator: which one a View asks for, and how it becomes a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.bivariate import are_comparable, pair_indicators
from geo.maps.theme_fields import chosen_fields, draw_fields
from geo.maps.theme_pair import draw_pair

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.maps.theme import Theme
    from geo.view import View


def has_theme(view: View) -> bool:
    """Return whether something other than one indicator colours the areas of `view`."""
    if view.theme in {"field_share", "field_lq"}:
        return bool(chosen_fields(view)) and view.geography == "prefecture"
    if view.theme == "reach":
        return view.catchment is not None and view.geography == "county"
    return (
        view.theme == "bivariate"
        and view.indicator is not None
        and view.second is not None
        and are_comparable(view.period, view.second_period)
    )


def draw_theme(
    catalog: Catalog, view: View, t: Translator, travel: Travel | None = None
) -> Theme | None:
    """Return the theme of a resolved `view`; None where one indicator or none is shown."""
    if not has_theme(view):
        return None
    if view.theme == "reach":
        # here and not above: what measures catchments is slow to load, and one page needs it
        from geo.maps.asked import MODEL  # noqa: PLC0415
        from geo.maps.theme_reach import draw_reach  # noqa: PLC0415

        return draw_reach(catalog, view, t, travel or MODEL)
    if view.theme == "bivariate":
        found = pair_indicators(catalog, view)
        return None if found is None else draw_pair(catalog, view, found, t)
    return draw_fields(catalog, view, t)
