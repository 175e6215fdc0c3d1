"""The controls of the page: widgets in, View out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, cast

import streamlit as st

from geo.catchment.limits import (
    LONGEST_KM,
    LONGEST_MIN,
    MOST_TRIALS,
    SHORTEST_KM,
    SHORTEST_MIN,
    STEEPEST_DECAY,
)
from geo.catchment.result import HUFF
from geo.catchment.study import ACCESS, AREAS
from geo.indicators import default_period, held_periods
from geo.maps.asked import list_places
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import join, text_at
from geo.types import (
    CATCHMENT_METHODS,
    COSTS,
    FIELDS,
    GEOGRAPHIES,
    OUTLINES,
    PLATFORM_CATEGORIES,
    SIZE_MEASURES,
    SUPPLIES,
    WEIGHTINGS,
    ZONE_LEVELS,
)
from geo.ui.catchments.steps import read_steps, write_step
from geo.ui.frame import say_plainly
from geo.ui.kept import alter, name_all
from geo.view import resolve
from geo.zones.listing import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import CatchmentMethod, Geography, LayerName, ZoneLevel
    from geo.view import View
    from geo.view.codes import FieldFilter

Scope = Literal["all", "national", "provincial", "chosen"]
_LEVELS: Final[Mapping[Scope, tuple[ZoneLevel, ...]]] = {
    "all": ("national", "provincial"),
    "national": ("national",),
    "provincial": ("provincial",),
}

PLAIN: Final[tuple[CatchmentMethod, ...]] = ("ring", "drive")
"""Methods for everybody; the others assume more than they show."""

RADII_KM: Final = (5.0, 10.0, 20.0, 30.0, 50.0, 80.0, 100.0)
MINUTES: Final = (15.0, 30.0, 45.0, 60.0, 90.0, 120.0)
_KM: Final = (SHORTEST_KM, LONGEST_KM)
_MIN: Final = (SHORTEST_MIN, LONGEST_MIN)
MOST_STEPS: Final = 6

REACH: Final = "reach"
NOTHING: Final = "none"
AS_USUAL: Final = "auto"
SHARED_OUT: Final[tuple[CatchmentMethod, ...]] = (HUFF, *ACCESS)
"""Methods that colour the counties and take no steps, or one."""

_WIDTHS_PLAIN: Final = (0.13, 0.13, 0.3, 0.2, 0.13, 0.11)
_WIDTHS: Final = (0.13, 0.19, 0.19, 0.19, 0.19, 0.11)
"""Of the row of controls: the advanced methods have long names, the plain ones several steps."""

_FIELDS: Final[tuple[FieldFilter, ...]] = (*FIELDS, "unknown")
_BASE: Final = "catchments.base"
_ASKED_BASE: Final = "catchments-asked-base"

_NAMES: Memo[dict[str, str]] = Memo(8)
_COUNTIES: Memo[dict[str, str]] = Memo(8)
_BASES: Memo[dict[str, str]] = Memo(8)


def choose_view(asked: View, catalog: Catalog, t: Translator) -> View:
    """Show the controls and return the View that they describe, starting from `asked`.

    What decides what another control offers is asked before it, wherever it stands.
    """
    is_plain = {asked.catchment, asked.against} <= {None, *PLAIN}
    zones, method, steps, base, against, more = st.columns(
        _WIDTHS_PLAIN if is_plain else _WIDTHS, vertical_alignment="bottom"
    )
    view = asked
    with more, st.popover(t("catchments.more"), width="stretch", key="catchments.more"):
        view = _choose_more(view, catalog, t)
        period = st.container()
        is_advanced = _choose_advanced(view, t)
    with zones:
        scope = _choose_scope(view, t)
    with method:
        view = _choose_method(view, t, is_advanced=is_advanced)
    if scope == "chosen":
        view = _choose_zones(view, catalog, t)
    else:
        view = alter(view, zone_levels=_LEVELS[scope], catchment_zones=())
    if view.catchment in SHARED_OUT:
        view = _choose_model(view, catalog, t)
    with steps:
        view = _choose_steps(view, t)
    with base:
        view = _choose_base(view, catalog, t)
    with against:
        view = _choose_against(view, t, is_advanced=is_advanced)
    with period:
        view = _choose_period(view, catalog, t)
    return view if view == asked else resolve(view, catalog)[0]


def _choose_scope(view: View, t: Translator) -> Scope:
    scopes = cast("tuple[Scope, ...]", (*_LEVELS, "chosen"))
    start: Scope = next((s for s, levels in _LEVELS.items() if levels == view.zone_levels), "all")
    # an address may ask for old mentions by their level: nothing but a list says so
    if view.catchment_zones or "candidate" in view.zone_levels:
        start = "chosen"
    scope: Scope = st.selectbox(
        t("catchments.zones"),
        scopes,
        index=scopes.index(start),
        format_func=lambda s: t(f"catchments.zones_{s}"),
        key="catchments.scope",
    )
    return scope


def _choose_zones(view: View, catalog: Catalog, t: Translator) -> View:
    names = _NAMES.get((catalog.digest, t.lang), lambda: _name_zones(catalog, t))
    asked = view.catchment_zones
    if "candidate" in view.zone_levels and not asked:
        asked = list_places(view, catalog)
    chosen = st.multiselect(
        t("catchments.zones_by_hand"),
        list(names),
        default=[zone for zone in names if zone in asked],
        format_func=names.__getitem__,
        placeholder=t("catchments.zones_placeholder"),
        key="catchments.zones",
    )
    # parks known only from old mentions are shown where somebody asks for one by name
    levels = tuple(
        level
        for level in ZONE_LEVELS
        if level != "candidate" or any(catalog.zones["level"][zone] == level for zone in chosen)
    )
    return alter(view, zone_levels=levels, catchment_zones=tuple(sorted(chosen)))


def _name_zones(catalog: Catalog, t: Translator) -> dict[str, str]:
    zones = catalog.zones
    return {zone: text_at(zones, zone, "name", t.lang) for zone in in_order(zones)}


def _choose_method(view: View, t: Translator, *, is_advanced: bool) -> View:
    offered = CATCHMENT_METHODS if is_advanced else PLAIN
    now = view.catchment or PLAIN[0]
    method: CatchmentMethod = st.selectbox(
        t("catchments.method"),
        offered,
        index=offered.index(now) if now in offered else 0,
        format_func=lambda m: t(f"catchments.method_{m}"),
        key=f"catchments.method.{'all' if is_advanced else 'plain'}",
    )
    if method in SHARED_OUT and now not in SHARED_OUT:
        # their figures are the colours of the counties
        return alter(view, catchment=method, layers=_with_colours(view, on=True))
    return alter(view, catchment=method)


def _choose_advanced(view: View, t: Translator) -> bool:
    used = {view.catchment, view.against} - {None, *PLAIN}
    return st.toggle(
        t("catchments.advanced"),
        value=bool(used),
        key="catchments.advanced",
        help=t("catchments.advanced_help"),
    )


def _choose_steps(view: View, t: Translator) -> View:
    methods = {view.catchment, view.against}
    if view.catchment in SHARED_OUT:
        methods = {"ring" if view.reach_cost == "km" else "drive"}
        if view.catchment == HUFF:
            methods = set()
    asked = [method for method in PLAIN if method in methods]
    for method, column in zip(asked, st.columns(len(asked)) if asked else (), strict=True):
        with column:
            if method == "ring":
                steps = _ask_steps("radii_km", RADII_KM, _KM, view.radii_km, t)
                view = alter(view, radii_km=steps)
            else:
                steps = _ask_steps("minutes", MINUTES, _MIN, view.minutes, t)
                view = alter(view, minutes=steps)
    if not asked:
        key = "catchments.steps_below" if view.catchment == HUFF else "catchments.steps_none_needed"
        st.selectbox(
            t("catchments.steps_none"),
            [""],
            format_func=lambda _: t(key),
            disabled=True,
            key="catchments.steps_none",
        )
    return view


def _ask_steps(
    name: str,
    usual: Sequence[float],
    bounds: tuple[float, float],
    now: tuple[float, ...],
    t: Translator,
) -> tuple[float, ...]:
    """Ask for distances or times; what is typed and cannot be used is told and left out."""
    lowest, highest = (t.number(bound) for bound in bounds)
    options = [write_step(step) for step in sorted({*usual, *now})]
    chosen = st.multiselect(
        t(f"catchments.{name}"),
        options,
        default=[write_step(step) for step in now],
        max_selections=MOST_STEPS,
        accept_new_options=True,
        placeholder=t("catchments.steps_placeholder"),
        help=t("catchments.steps_help", most=MOST_STEPS, lowest=lowest, highest=highest),
        key=f"catchments.{name}",
    )
    steps, refused = read_steps(chosen, bounds)
    if refused or not steps:
        texts = [
            t(f"catchments.bad_{name}", value=value, lowest=lowest, highest=highest)
            for value in refused
        ]
        if not steps:
            texts.append(t("catchments.steps_kept", value=join(map(write_step, now), t.lang)))
        say_plainly(t("catchments.steps_refused"), texts)
    return steps or now


def _choose_base(view: View, catalog: Catalog, t: Translator) -> View:
    if view.catchment in SHARED_OUT:
        st.selectbox(
            t("catchments.base"),
            [REACH],
            format_func=lambda _: t("catchments.base_method"),
            disabled=True,
            key="catchments.base_fixed",
        )
        return alter(view, theme="reach", geography="county", indicator=None)
    names = _BASES.get((catalog.digest, t.lang), lambda: _name_bases(catalog, t))
    now = _base_of(view)
    # the map's own switch of layers changes what is below too: the box follows it
    base = st.session_state.pop(_ASKED_BASE, now)
    st.session_state[_BASE] = base if base in names else REACH
    base = st.selectbox(
        t("catchments.base"),
        list(names),
        format_func=names.__getitem__,
        key=_BASE,
        on_change=_ask_base,
    )
    layers = view.layers if base == now else _with_colours(view, on=base != NOTHING)
    if base in {REACH, NOTHING}:
        return alter(view, theme="reach", geography="county", indicator=None, layers=layers)
    geography, indicator = base.split(":")
    area = cast("Geography", geography)
    same = (view.indicator, view.geography) == (indicator, area) and view.theme == "indicator"
    period = view.period if same else default_period(catalog, indicator, area)
    return alter(
        view,
        theme="indicator",
        geography=area,
        indicator=indicator,
        period=period,
        layers=layers,
        **({} if same else {"form": "total"}),
    )


def _ask_base() -> None:
    st.session_state[_ASKED_BASE] = st.session_state[_BASE]


def _with_colours(view: View, *, on: bool) -> tuple[LayerName, ...]:
    """Return the layers of `view` with or without the colours of areas."""
    others = tuple(name for name in view.layers if name != "choropleth")
    return ("choropleth", *others) if on else others


def _base_of(view: View) -> str:
    if view.theme == "indicator" and view.indicator is not None:
        return f"{view.geography}:{view.indicator}"
    return REACH if "choropleth" in view.layers else NOTHING


def _name_bases(catalog: Catalog, t: Translator) -> dict[str, str]:
    """Return what may lie below the catchments: how they reach, nothing, or any choropleth."""
    names = {REACH: t("catchments.base_reach"), NOTHING: t("catchments.base_none")}
    labels = name_all(catalog, "indicators", "label", t.lang)
    for geography in reversed(GEOGRAPHIES):
        for indicator in held_periods(catalog, geography):
            names[f"{geography}:{indicator}"] = t(
                f"catchments.base_{geography}", label=labels[indicator]
            )
    return names


def _choose_against(view: View, t: Translator, *, is_advanced: bool) -> View:
    usable = AREAS if is_advanced else PLAIN
    options: list[str] = [NOTHING, *(method for method in usable if method != view.catchment)]
    chosen = st.selectbox(
        t("catchments.against"),
        options,
        index=options.index(view.against) if view.against in options else 0,
        format_func=lambda m: t(
            "catchments.against_none" if m == NOTHING else f"catchments.method_{m}"
        ),
        key=f"catchments.against.{view.catchment}.{is_advanced}",
    )
    return alter(view, against=None if chosen == NOTHING else chosen)


def _choose_more(view: View, catalog: Catalog, t: Translator) -> View:
    fields = st.multiselect(
        t("map.field"),
        _FIELDS,
        default=[field for field in _FIELDS if field in view.fields],
        format_func=lambda field: t(f"field.{field}"),
        placeholder=t("zones.all"),
        key="catchments.fields",
    )
    # a word and not None: a radio whose value is None has nothing chosen
    outlines = (AS_USUAL, *OUTLINES)
    outline = st.radio(
        t("catchments.outline"),
        outlines,
        index=outlines.index(view.outline or AS_USUAL),
        format_func=lambda o: t(f"catchments.outline_{o}"),
        horizontal=True,
        key="catchments.outline",
    )
    weighting = st.radio(
        t("catchments.weighting"),
        WEIGHTINGS,
        index=WEIGHTINGS.index(view.weighting),
        format_func=lambda w: t(f"catchments.weighting_{w}"),
        captions=[t(f"catchments.weighting_{w}_help") for w in WEIGHTINGS],
        key="catchments.weighting",
    )
    counties = _COUNTIES.get((catalog.digest, t.lang), lambda: _name_counties(catalog, t))
    trial = st.multiselect(
        t("catchments.trial"),
        list(counties),
        default=list(view.trial),
        format_func=counties.__getitem__,
        placeholder=t("catchments.trial_placeholder"),
        max_selections=MOST_TRIALS,
        help=t("catchments.trial_help"),
        key="catchments.trial",
    )
    return alter(
        view,
        fields=tuple(field for field in _FIELDS if field in fields),
        outline=None if outline == AS_USUAL else outline,
        weighting=weighting,
        trial=tuple(sorted(trial)),
    )


def _choose_period(view: View, catalog: Catalog, t: Translator) -> View:
    if view.theme != "indicator" or view.indicator is None:
        return view
    held = sorted(held_periods(catalog, view.geography)[view.indicator])
    period = st.selectbox(
        t("app.period"),
        held,
        index=held.index(view.period) if view.period in held else len(held) - 1,
        format_func=t.period,
        key=f"catchments.period.{view.geography}.{view.indicator}",
    )
    return alter(view, period=period)


def _name_counties(catalog: Catalog, t: Translator) -> dict[str, str]:
    counties = catalog.counties[catalog.counties["kind"] == "county"]
    prefectures = catalog.prefectures
    return {
        code: t(
            "catchments.county",
            prefecture=text_at(prefectures, owner, "short", t.lang),
            county=text_at(counties, code, "name", t.lang),
        )
        for code, owner in counties["prefecture_code"].items()
    }


def _choose_model(view: View, catalog: Catalog, t: Translator) -> View:
    """Ask what Huff's model and the access methods assume."""
    columns = st.columns([0.2, 0.2, 0.3, 0.3], vertical_alignment="bottom")
    with columns[0]:
        cost = st.segmented_control(
            t("catchments.cost"),
            COSTS,
            default=view.reach_cost,
            format_func=lambda c: t(f"catchments.cost_{c}"),
            required=True,
            key="catchments.cost",
        )
    view = alter(view, reach_cost=cost)
    if view.catchment == HUFF:
        with columns[1]:
            decay = st.number_input(
                t("catchments.decay"),
                min_value=0.0,
                max_value=STEEPEST_DECAY,
                value=view.huff_decay,
                step=0.5,
                help=t("catchments.decay_help"),
                key="catchments.decay",
            )
        with columns[2]:
            size = st.selectbox(
                t("catchments.size"),
                SIZE_MEASURES,
                index=SIZE_MEASURES.index(view.huff_size),
                format_func=lambda s: t(f"catchments.size_{s}"),
                key="catchments.size",
            )
        with columns[3]:
            view = alter(view, huff_decay=float(decay), huff_size=size)
            return _choose_huff_zone(view, catalog, t)
    with columns[1]:
        supply = st.segmented_control(
            t("catchments.supply"),
            SUPPLIES,
            default=view.access_supply,
            format_func=lambda s: t(f"catchments.supply_of_{s}"),
            required=True,
            key="catchments.supply",
        )
    view = alter(view, access_supply=supply)
    with columns[3], st.container(key="catchments-reach"):
        st.html(f'<p class="za-note">{escape(t("catchments.access_reach"))}</p>')
    if supply == "zones":
        return view
    with columns[2]:
        categories = st.multiselect(
            t("map.category"),
            PLATFORM_CATEGORIES,
            default=list(view.platform_categories),
            format_func=lambda c: t(f"category.{c}"),
            placeholder=t("zones.all"),
            key="catchments.categories",
        )
    kept = tuple(name for name in PLATFORM_CATEGORIES if name in categories)
    return alter(view, platform_categories=kept)


def _choose_huff_zone(view: View, catalog: Catalog, t: Translator) -> View:
    names = _NAMES.get((catalog.digest, t.lang), lambda: _name_zones(catalog, t))
    options = ["", *list_places(view, catalog)]
    chosen = st.selectbox(
        t("catchments.huff_zone"),
        options,
        index=options.index(view.huff_zone) if view.huff_zone in options else 0,
        format_func=lambda zone: names[zone] if zone else t("catchments.huff_strongest"),
        key="catchments.huff_zone",
    )
    return alter(view, huff_zone=chosen or None)


def tell_nothing(t: Translator) -> None:
    """Say that no zone is chosen, and what to do."""
    st.html(
        f'<div class="za-say" role="status"><strong>{escape(t("catchments.empty"))}</strong>'
        f"<p>{escape(t('catchments.empty_help'))}</p></div>"
    )
