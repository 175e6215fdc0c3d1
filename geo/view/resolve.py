"""Fit a View to a catalogue: what the data do not hold is replaced, and said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.indicators import default_period, forms, periods
from geo.view.message import Message, quote

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.types import Geography
    from geo.view.model import View


def resolve(view: View, catalog: Catalog) -> tuple[View, tuple[Message, ...]]:
    """Replace what the catalogue does not hold by defaults.

    An unknown indicator becomes None. A period that is not given becomes the default one
    without a message; one that is not held becomes the default with a message. Places,
    zones and platforms that are not held are taken out; so is a platform without a location,
    which no map, list or card may show.

    Parameters
    ----------
    view
        Any View.
    catalog
        The catalogue.

    Returns
    -------
    View
        A View that `geo.indicators.select` and the map accept.
    tuple of Message
        One message for each thing replaced. Empty if nothing was.
    """
    messages: list[Message] = []
    view = _resolve_indicator(view, catalog, messages)
    view = _resolve_places(view, catalog, messages)
    if view.selection is not None and not _is_known(view.selection, catalog):
        messages.append(Message("view.unknown_selection", {"value": quote(view.selection)}))
        view = replace(view, selection=None)
    return view, tuple(messages)


def _resolve_indicator(view: View, catalog: Catalog, messages: list[Message]) -> View:
    """Return the View with an indicator, period, geography and form that go together."""
    indicator = view.indicator
    if indicator is not None and not _has_values(indicator, catalog):
        messages.append(Message("view.unknown_indicator", {"value": quote(indicator)}))
        indicator = None
    if indicator is None:
        # nothing is coloured, so nothing else of the theme can be wrong
        return replace(view, indicator=None, period=None, form="total")
    view = replace(view, indicator=indicator)
    held = periods(catalog, indicator, view.geography)
    if not held:
        other: Geography = "prefecture" if view.geography == "county" else "county"
        messages.append(Message(f"view.no_{view.geography}_values", {"value": indicator}))
        view = replace(view, geography=other)
        held = periods(catalog, indicator, other)
    if view.period not in held:
        period = default_period(catalog, indicator, view.geography)
        if view.period is not None:
            params = {"value": view.period, "period": period}
            messages.append(Message("view.unknown_period", params))
        view = replace(view, period=period)
    if view.period is not None and view.form not in forms(
        catalog, indicator, view.period, view.geography
    ):
        messages.append(Message(f"view.no_{view.form}"))
        view = replace(view, form="total")
    return view


def _has_values(indicator: str, catalog: Catalog) -> bool:
    """Return whether a map can show the indicator at all."""
    return indicator in catalog.indicators.index and bool(
        periods(catalog, indicator, "prefecture") or periods(catalog, indicator, "county")
    )


def _resolve_places(view: View, catalog: Catalog, messages: list[Message]) -> View:
    """Return the View without codes that the catalogue does not hold."""
    prefectures = set(catalog.prefectures.index)
    leavable = prefectures
    if view.geography == "county":
        counties = catalog.counties
        leavable = prefectures | set(counties.index[counties["kind"] == "county"])
    return replace(
        view,
        prefectures=_keep_known("prefectures", view.prefectures, prefectures, messages),
        without=_keep_known("without", view.without, leavable, messages),
    )


def _keep_known(
    name: str, codes: tuple[str, ...], known: set[str], messages: list[Message]
) -> tuple[str, ...]:
    """Return the codes that are known, and say which are not."""
    unknown = [code for code in codes if code not in known]
    if unknown:
        messages.append(Message(f"view.unknown_{name}", {"value": quote(", ".join(unknown))}))
    return tuple(code for code in codes if code in known)


def _is_known(selection: str, catalog: Catalog) -> bool:
    """Return whether the thing picked exists and may be shown."""
    kind, separator, name = selection.partition(":")
    if not separator:
        return selection in catalog.prefectures.index or selection in catalog.counties.index
    if kind == "platform":
        return (
            name in catalog.platforms.index
            and str(catalog.platforms.loc[name, "sensitive"]).lower() != "true"
        )
    table = catalog.zones if kind == "zone" else catalog.science_cities
    return name in table.index
