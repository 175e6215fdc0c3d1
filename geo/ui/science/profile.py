"""One part of a science city: what is held of it, and the zones and platforms it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, join, text_at
from geo.science import find_zones
from geo.types import SHOWN_STATUSES
from geo.ui.labels import plain_label
from geo.ui.navigation import link_to
from geo.ui.science.areas import tell_area, tell_basis, tell_bounds, tell_formula

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.science import CityPart
    from geo.view import View


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the page tells of a part: its facts, and the links (id and label) beside them."""

    html: str
    zones: tuple[tuple[str, str], ...]
    platforms: tuple[tuple[str, str], ...]


_PROFILES: Memo[_Profile] = Memo(64)


def show_profile(view: View, parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> None:
    """Show the selected part, or the city itself while none of its parts is selected."""
    chosen = (view.selection or "").removeprefix("science_city:")
    part = next((part for part in parts if part.id == chosen), parts[0])
    st.header(t("science.profile_title"), anchor=False)
    key = (catalog.digest, t.lang, part.city, part.id)
    profile = _PROFILES.get(key, lambda: _prepare(part, parts, catalog, t))
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left:
        st.html(profile.html)
    with right:
        _show_zones(profile.zones, t)
        _show_platforms(profile.platforms, t)


def _prepare(
    part: CityPart, parts: tuple[CityPart, ...], catalog: Catalog, t: Translator
) -> _Profile:
    below = _below(part, parts)
    inside = [one for one in parts if one.id in below]
    return _Profile(
        html=_profile_html(part, parts, catalog, t),
        zones=_link_zones(inside, catalog, t),
        platforms=_link_platforms(inside, catalog, t),
    )


def _below(part: CityPart, parts: tuple[CityPart, ...]) -> set[str]:
    """Return a part and all below it."""
    found = {part.id}
    for one in parts:  # parents stand before their parts
        if one.parent in found:
            found.add(one.id)
    return found


def _profile_html(
    part: CityPart, parts: tuple[CityPart, ...], catalog: Catalog, t: Translator
) -> str:
    cities = catalog.science_cities
    area = part.area
    told = tell_area(area, t)
    if area.value is not None:
        told = t(
            "science.area_told",
            area=told,
            period=t.period(area.period),
            basis=tell_basis(area, t),
            status=t(f"status.{area.status}"),
        )
    parent = next((one for one in parts if one.id == part.parent), None)
    children = [one for one in parts if one.parent == part.id]
    accuracy = float(cities["centroid_accuracy_m"][part.id])
    outline = (
        t("science.outline_accuracy", km=t.number(accuracy / 1000))
        if part.drawn and accuracy == accuracy  # noqa: PLR0124  NaN is unequal to itself
        else t("science.outline_drawn" if part.drawn else "science.outline_none")
    )
    places = str(cities["places_zh"][part.id] or "")
    if places and t.lang != "zh":
        places = t("science.chinese_only")
    name = text_at(cities, part.id, "name", t.lang) or part.id
    rows = (
        (t("map.part_of"), text_at(cities, parent.id, "name", t.lang) if parent else ""),
        (
            t("science.contains"),
            join((text_at(cities, one.id, "name", t.lang) for one in children), t.lang),
        ),
        (t("map.functions"), text_at(cities, part.id, "functions", t.lang)),
        (t("map.industries"), join(cities[f"industries_{t.lang}"][part.id], t.lang)),
        (t("science.area_full"), told),
        (t("science.derivation"), tell_formula(area, catalog, t)),
        (t("science.area_source"), describe_sources(catalog, area.source_ids, t)),
        (t("science.other_areas"), text_at(cities, part.id, "other_areas", t.lang)),
        (t("science.places"), places),
        (t("science.bounds"), tell_bounds(part, catalog, t)),
        (t("science.outline"), outline),
        (t("map.remark"), text_at(cities, part.id, "note", t.lang)),
        (t("science.all_sources"), describe_sources(catalog, cities["source_ids"][part.id], t)),
    )
    body = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{escape(text)}</td></tr>'
        for label, text in rows
        if text
    )
    return (
        f'<h3 class="za-science-name">{escape(name)}</h3>'
        f'<table class="za-facts"><tbody>{body}</tbody></table>'
    )


def _link_zones(
    parts: list[CityPart], catalog: Catalog, t: Translator
) -> tuple[tuple[str, str], ...]:
    zones = dict.fromkeys(zone for part in parts for zone in find_zones(catalog, part.id))
    return tuple(
        (zone, plain_label(text_at(catalog.zones, zone, "name", t.lang) or zone)) for zone in zones
    )


def _link_platforms(
    parts: list[CityPart], catalog: Catalog, t: Translator
) -> tuple[tuple[str, str], ...]:
    evidence = catalog.platforms["evidence_status"]
    found = []
    for platform in dict.fromkeys(i for part in parts for i in part.platforms):
        name = text_at(catalog.platforms, platform, "name", t.lang) or platform
        if evidence[platform] not in SHOWN_STATUSES:
            name = t("map.from_memory", text=name)
        found.append((platform, plain_label(name)))
    return tuple(found)


def _show_zones(zones: tuple[tuple[str, str], ...], t: Translator) -> None:
    st.html(f'<h3 class="za-science-name">{escape(t("science.zones_title"))}</h3>')
    if not zones:
        st.html(f'<p class="za-note">{escape(t("science.zones_none"))}</p>')
        return
    st.html(f'<p class="za-note">{escape(t("science.zones_help"))}</p>')
    for zone, label in zones:
        link_to("zones", label, t, sel=f"zone:{zone}")


def _show_platforms(platforms: tuple[tuple[str, str], ...], t: Translator) -> None:
    st.html(f'<h3 class="za-science-name">{escape(t("science.platforms_title"))}</h3>')
    if not platforms:
        st.html(f'<p class="za-note">{escape(t("science.platforms_none"))}</p>')
        return
    st.html(f'<p class="za-note">{escape(t("science.platforms_help"))}</p>')
    with st.container(horizontal=True, gap="small"):
        for platform, label in platforms:
            link_to("platforms", label, t, sel=f"platform:{platform}")
