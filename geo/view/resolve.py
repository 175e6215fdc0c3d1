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

_SHARED_OUT = ("huff", "2sfca", "e2sfca", "3sfca")
"""Methods that give shares or figures of counties; only ground can be laid beside ground."""


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
    view = _resolve_second(view, catalog, messages)
    view = _resolve_theme(view, messages)
    view = _resolve_zone_figure(view, catalog, messages)
    view = _resolve_places(view, catalog, messages)
    view = _resolve_aims(view, catalog, messages)
    view = _resolve_catchments(view, catalog, messages)
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


def _resolve_second(view: View, catalog: Catalog, messages: list[Message]) -> View:
    """Return the View with a second indicator that the same areas hold, or none."""
    second = view.second
    if second is None:
        return replace(view, second_period=None)
    held = periods(catalog, second, view.geography) if second in catalog.indicators.index else ()
    if not held:
        messages.append(Message("view.unknown_second", {"value": quote(second)}))
        return replace(view, second=None, second_period=None)
    if view.second_period in held:
        return view
    # two indicators of one year are what a reader expects
    period = view.period if view.period in held else default_period(catalog, second, view.geography)
    if view.second_period is not None:
        params = {"value": view.second_period, "period": str(period)}
        messages.append(Message("view.unknown_second_period", params))
    return replace(view, second_period=period)


def _resolve_theme(view: View, messages: list[Message]) -> View:
    """Return the View with a theme that it has everything for."""
    if view.theme == "reach" and (view.catchment is None or view.geography != "county"):
        # the counties are what is reached
        return replace(view, theme="indicator")
    if view.theme == "bivariate" and (view.indicator is None or view.second is None):
        messages.append(Message("view.no_second"))
        return replace(view, theme="indicator")
    if view.theme in {"field_share", "field_lq"} and not view.fields:
        messages.append(Message("view.no_field"))
        return replace(view, theme="indicator")
    return view


def _resolve_zone_figure(view: View, catalog: Catalog, messages: list[Message]) -> View:
    """Return the View with an indicator that some zone has a figure of, or none."""
    indicator = view.zone_indicator
    if indicator is None:
        return replace(view, zone_period=None)
    values = catalog.zone_values
    held = set(values["period"][values["indicator"] == indicator])
    if not held:
        messages.append(Message("view.unknown_zone_indicator", {"value": quote(indicator)}))
        return replace(view, zone_indicator=None, zone_period=None)
    if view.zone_period is not None and view.zone_period not in held:
        messages.append(Message("view.unknown_zone_period", {"value": view.zone_period}))
        return replace(view, zone_period=None)
    return view


def _resolve_aims(view: View, catalog: Catalog, messages: list[Message]) -> View:
    """Return the View without aims for targets that the plan does not have."""
    if not view.aims:
        return view
    known = set(catalog.plan_targets["id"])
    unknown = [name for name, _ in view.aims if name not in known]
    if not unknown:
        return view
    messages.append(Message("view.unknown_aims", {"value": quote(", ".join(unknown))}))
    return replace(view, aims=tuple(pair for pair in view.aims if pair[0] in known))


def _resolve_catchments(view: View, catalog: Catalog, messages: list[Message]) -> View:
    """Return the View without zones and counties that the catalogue does not hold."""
    zones = set(catalog.zones.index)
    counties = catalog.counties
    trial = set(counties.index[counties["kind"] == "county"])
    view = replace(
        view,
        catchment_zones=_keep_known("catchment_zones", view.catchment_zones, zones, messages),
        trial=_keep_known("trial", view.trial, trial, messages),
    )
    if view.huff_zone is not None and view.huff_zone not in zones:
        messages.append(Message("view.unknown_huff_zone", {"value": quote(view.huff_zone)}))
        view = replace(view, huff_zone=None)
    if view.case_zone is not None and view.case_zone not in zones:
        messages.append(Message("view.unknown_case_zone", {"value": quote(view.case_zone)}))
        view = replace(view, case_zone=None)
    if view.against is not None and view.against in {view.catchment, *_SHARED_OUT}:
        if view.against != view.catchment:
            messages.append(Message("view.no_against"))
        view = replace(view, against=None)
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
