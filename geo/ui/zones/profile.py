"""One zone's profile: facts, what it reaches, its neighbours, its prefecture, its figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from geo.catchment.holdings import Land, hold, prepare_land
from geo.catchment.ring import rings
from geo.errors import CatchmentError
from geo.maps.cards import zone_card
from geo.maps.parts import Memo
from geo.maps.points import shown_platforms
from geo.maps.text import escape
from geo.maps.words import describe_sources, join, text_at, with_unit
from geo.ui.citation import offer_citation
from geo.ui.labels import plain_label
from geo.ui.navigation import link_to
from geo.ui.origin import tell_origin
from geo.ui.zones.listing import list_zones, tell_dates
from geo.view import View
from geo.zones.profile import (
    DEFAULT_RADIUS_KM,
    RADII_KM,
    count_in_prefecture,
    latest_values,
    nearest_zones,
    platforms_within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator

_SECTIONS: Final[Mapping[int, str]] = {10: "reach_ten", 20: "reach_twenty", 50: "reach_fifty"}
"""How the radius stands in the address; the usual one is not said."""

_WAN = 10_000
_PICKED = "zone:"
_LANDS: Memo[Land] = Memo(2)
_REACHES: Memo[str] = Memo(128)
_PANELS: Memo[str] = Memo(64)
_NAMES: Memo[dict[str, str]] = Memo(8)


def choose_profile(view: View, catalog: Catalog, t: Translator) -> View:
    """Show a box that opens a zone's profile and return the View with the zone chosen."""
    now = selected_zone(view)
    ids, _ = list_zones(view, catalog, t)
    options = ids if now is None or now in ids else [now, *ids]
    names = _NAMES.get((catalog.digest, t.lang), lambda: _name_zones(catalog, t))
    box, *back = st.columns([0.68, 0.32], gap="small") if now else [st.container()]
    with box:
        chosen = st.selectbox(
            t("zones.open_profile"),
            options,
            index=options.index(now) if now in options else None,
            format_func=names.__getitem__,
            placeholder=t("zones.choose_zone"),
            # the box starts anew whenever another zone is picked elsewhere
            key=f"zones.profile.{now or ''}",
            label_visibility="collapsed",
        )
    for column in back:
        column.button(
            t("zones.back"),
            key="zones.back",
            on_click=_go_back,
            icon=":material/arrow_back:",
            width="stretch",
        )
    if chosen == now:
        return view
    if chosen is None:
        return replace(view, selection=None)
    return replace(view, selection=f"{_PICKED}{chosen}")


def _name_zones(catalog: Catalog, t: Translator) -> dict[str, str]:
    zones = catalog.zones
    return {zone: text_at(zones, zone, "name", t.lang) for zone in zones.index}


def _go_back() -> None:
    # the address is the one truth: without a zone it shows the list again
    for key in ("sel", "se"):
        if key in st.query_params:
            del st.query_params[key]


def selected_zone(view: View) -> str | None:
    """Return the zone that is picked, or None."""
    picked = view.selection or ""
    return picked.removeprefix(_PICKED) if picked.startswith(_PICKED) else None


def show_profile(view: View, catalog: Catalog, t: Translator) -> View:
    """Show the profile of the zone that is picked; return the View with the radius chosen."""
    zone_id = selected_zone(view)
    if zone_id is None:
        return view
    zones = catalog.zones
    title = t("zones.profile_title", name=text_at(zones, zone_id, "name", t.lang))
    # a heading is Markdown to Streamlit: a name could fetch a picture from elsewhere
    st.header(plain_label(title), anchor=False)
    if zone_id not in list_zones(view, catalog, t)[0]:
        st.html(f'<p class="za-note">{escape(t("zones.filtered_out"))}</p>')
    st.subheader(t("zones.facts_title"), anchor=False)
    st.html(_panel("facts", zone_id, catalog, t))
    st.subheader(t("zones.reach_title"), anchor=False)
    radius = _choose_radius(view, t)
    st.html(
        _REACHES.get(
            (catalog.digest, t.lang, zone_id, radius),
            lambda: _reach(zone_id, radius, catalog, t),
        )
    )
    st.subheader(t("zones.nearest_title"), anchor=False)
    st.html(_panel("nearest", zone_id, catalog, t))
    st.subheader(t("zones.place_title"), anchor=False)
    st.html(_panel("place", zone_id, catalog, t))
    code = zones["prefecture_code"][zone_id]
    link_to("compare", t("zones.to_compare"), t, icon=":material/compare_arrows:", pf=code)
    link_to("catchments", t("zones.to_catchments"), t, icon=":material/radar:", cz=zone_id)
    _show_link(view, zone_id, t)
    offer_citation(
        title, zones["source_ids"][zone_id], catalog, t, kind="table", key="zones.cite_profile"
    )
    return replace(view, section=_SECTIONS.get(radius))


def _show_link(view: View, zone_id: str, t: Translator) -> None:
    """Show the address that opens this profile, ready to be copied."""
    query = {"sel": f"{_PICKED}{zone_id}"}
    if view.section is not None:
        query["se"] = view.section
    if t.lang != "zh":
        query["l"] = t.lang
    here = (st.context.url or "/zones").partition("?")[0]
    st.html(f'<p class="za-note">{escape(t("zones.copy_link"))}</p>')
    st.code(f"{here}?{urlencode(query, safe=':')}", language=None)


def _choose_radius(view: View, t: Translator) -> int:
    by_section = {name: km for km, name in _SECTIONS.items()}
    start = by_section.get(view.section or "", DEFAULT_RADIUS_KM)
    chosen = st.segmented_control(
        t("zones.radius"),
        RADII_KM,
        default=start,
        format_func=lambda km: t("zones.km", n=t.number(km)),
        key="zones.radius",
        required=True,
    )
    return int(chosen or start)


def _panel(kind: str, zone_id: str, catalog: Catalog, t: Translator) -> str:
    make = {"facts": _facts, "nearest": _nearest, "place": _place}[kind]
    return _PANELS.get((catalog.digest, t.lang, kind, zone_id), lambda: make(zone_id, catalog, t))


def _facts(zone_id: str, catalog: Catalog, t: Translator) -> str:
    zones = catalog.zones
    card = zone_card(catalog, zone_id, t)
    said = dict(card["rows"])
    memory = zones["memory_for"][zone_id] or ()
    recognised, upgraded = tell_dates(catalog, zone_id, t)
    national = zones["level"][zone_id] == "national"
    area = zones["approved_area_ha"][zone_id]
    counties = join(
        [
            text_at(catalog.counties, code, "name", t.lang)
            for code in zones["county_codes"][zone_id] or ()
            if code in catalog.counties.index
        ],
        t.lang,
    )
    if counties and "county_codes" in memory:
        counties = t("map.from_memory", text=counties)
    fields = join([t(f"field.{name}") for name in zones["fields"][zone_id] or ["unknown"]], t.lang)
    if zones["fields"][zone_id] and isinstance(zones["fields_status"][zone_id], str):
        fields = t(
            "zones.with_status", text=fields, status=t(f"status.{zones['fields_status'][zone_id]}")
        )
    nothing = t("common.no_data")
    rows = [
        (t("map.level"), said.get(t("map.level"), nothing)),
        (t("map.prefecture"), said.get(t("map.prefecture"), nothing)),
        (t("zones.counties"), counties or nothing),
        (t("map.recognised"), recognised or nothing),
        *([(t("map.upgraded"), upgraded or nothing)] if national else []),
        (t("zones.parks"), join(zones[f"parks_{t.lang}"][zone_id] or [], t.lang) or nothing),
        (t("map.industries"), said.get(t("map.industries"), nothing)),
        (t("map.field"), fields),
        (
            t("zones.approved_area"),
            t("zones.hectares", n=t.number(float(area))) if area == area else nothing,  # noqa: PLR0124  # NaN
        ),
        (t("map.status"), said.get(t("map.status"), nothing)),
        (t("map.source"), said.get(t("map.source"), nothing)),
    ]
    return _table(rows) + _notes(card["notes"])


def _reach(zone_id: str, radius: int, catalog: Catalog, t: Translator) -> str:
    zones = catalog.zones
    point = zones.geometry[zone_id]
    usable, elsewhere = shown_platforms(catalog, View())
    counts = platforms_within(point.x, point.y, radius, usable)
    total = sum(counts.values())
    rows = [(t(f"category.{name}"), t.number(n)) for name, n in counts.items()]
    without = sum(n for why, n in elsewhere.items() if why != "sensitive")
    notes = [t.plural("zones.platforms_without", without)] if without else []
    if elsewhere["sensitive"]:
        notes.append(t.plural("zones.platforms_withheld", elsewhere["sensitive"]))
    # none held is not none there
    head = t.plural("zones.platforms_within", total) if total else t("zones.platforms_none")
    return (
        _people(zone_id, radius, catalog, t)
        + f'<p class="za-zones-count">{escape(head)}</p>'
        + (_table(rows) if rows else "")
        + _notes(notes)
    )


def _people(zone_id: str, radius: int, catalog: Catalog, t: Translator) -> str:
    try:
        land = _LANDS.get(catalog.digest, lambda: prepare_land(catalog))
        ring = rings(catalog.zones.loc[[zone_id], ["geometry"]], [radius])
    except CatchmentError:
        return _notes([t("zones.reach_failed")])
    row = hold(ring, land).iloc[0]
    rows = [
        (t("zones.people"), _say_people(float(row["population"]), t)),
        (t("zones.people_urban"), _say_people(float(row["population_urban"]), t)),
        (t("zones.reach_area"), t("zones.km2", n=t.number(float(row["inside_km2"]), 0))),
        (
            t("map.status"),
            t(
                "zones.reach_status",
                status=t(f"status.{row['status']}"),
                period=t.period(str(row["period"])),
            ),
        ),
        (t("map.source"), describe_sources(catalog, land.source_ids, t)),
    ]
    notes = [
        t("zones.reach_formula"),
        t(
            "zones.reach_unplaced",
            n=t.number(land.unplaced_count),
            people=t.number(land.unplaced["population"]),
        ),
        t(
            "zones.reach_point",
            km=t.number(float(catalog.zones["coord_accuracy_m"][zone_id]) / 1000),
        ),
    ]
    return _table(rows) + _notes(notes)


def _say_people(people: float, t: Translator) -> str:
    """Say a modelled number of people no finer than it is known: to a thousand."""
    if t.lang == "zh":
        return t("zones.wan_people", n=t.number(people / _WAN, 1))
    return t("zones.wan_people", n=t.number(round(people, -3), 0))


def _nearest(zone_id: str, catalog: Catalog, t: Translator) -> str:
    zones = catalog.zones
    rows = [
        (
            text_at(zones, one.zone_id, "name", t.lang),
            t(f"level.{zones['level'][one.zone_id]}"),
            t(
                "zones.about_km_blurred" if one.is_blurred else "zones.about_km",
                n=t.number(one.km, 0),
                blur=t.number(one.blur_km, 0),
            ),
        )
        for one in nearest_zones(catalog, zone_id)
    ]
    head = (t("zones.column_name"), t("map.level"), t("zones.column_distance"))
    return _grid(head, rows) + _notes([t("zones.nearest_note")])


def _place(zone_id: str, catalog: Catalog, t: Translator) -> str:
    code = str(catalog.zones["prefecture_code"][zone_id])
    indicators = catalog.indicators
    rows = []
    for held in latest_values(catalog, code):
        unit = str(indicators["unit" if t.lang == "zh" else "unit_en"][held.indicator])
        value = t.number(held.value)
        if unit == "亿元" and held.value >= _WAN:
            value, unit = t.number(held.value / _WAN), t("zones.wan_yi")
        rows.append(
            (
                text_at(indicators, held.indicator, "label", t.lang),
                t.qualified(with_unit(value, unit, t.lang), held.qualifier),
                t(
                    "zones.year_status",
                    period=t.period(held.period),
                    status=t(f"status.{held.status}"),
                ),
                tell_origin(
                    catalog,
                    [held.source_id],
                    t,
                    status=held.status,
                    form="total",
                    note=held.note_zh if t.lang == "zh" else held.note_en,
                ),
            )
        )
    held_here = count_in_prefecture(catalog, code)
    counts = t(
        "zones.place_counts",
        prefecture=text_at(catalog.prefectures, code, "name", t.lang),
        national=_say_held("zones.n_zones", held_here["national"], t),
        provincial=_say_held("zones.n_zones", held_here["provincial"], t),
        platforms=_say_held("zones.n_platforms", held_here["platforms"], t),
    )
    notes = [counts]
    if held_here["unverified"]:
        notes.append(t.plural("zones.place_unverified", held_here["unverified"]))
    head = (
        t("zones.column_indicator"),
        t("map.value"),
        t("zones.column_year_status"),
        t("map.source"),
    )
    return _notes(notes) + _grid(head, rows)


def _say_held(key: str, n: int, t: Translator) -> str:
    """Say how many are held; that none is held does not say that there is none."""
    return t.plural(key, n) if n else t("common.no_data")


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><th scope='row'>{escape(label)}</th><td>{escape(text)}</td></tr>"
        for label, text in rows
    )
    return f"<table class='za-facts'>{cells}</table>"


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th scope='col'>{escape(text)}</th>" for text in head)
    body = "".join(
        f"<tr><th scope='row'>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(text)}</td>" for text in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f"<table class='za-zones-grid'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def _notes(notes: Iterable[str]) -> str:
    return "".join(f'<p class="za-note">{escape(note)}</p>' for note in notes)
