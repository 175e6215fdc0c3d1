"""The controls above the page: zone, rules, rules beside. Widgets in, View out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.eligibility.asked import WHOLE_TRACK, asked_sets, offers_track
from geo.eligibility.labels import label_sets
from geo.eligibility.model import UNPRINTABLE
from geo.eligibility.opening import offer_sets, opening_set, track_sets
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.ui.eligibility.held import current_work, follow_zone, is_unsaved, put_work, tell_saving
from geo.ui.kept import alter
from geo.view import Message
from geo.view.message import quote
from geo.zones.listing import in_order

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.eligibility.rules import Rules
    from geo.locale import Translator
    from geo.view import View

BLANK: Final = "-"
"""No zone of the atlas: start from blank. An address says it so, too."""

NOTHING: Final = ""

SECTIONS: Final = ("lines", "figures", "tasks", "clauses", "process", "map")
"""What the page shows one of at a time; an address names all but the first."""

_WIDTHS: Final = (0.222, 0.353, 0.295, 0.13)
_KIND: Final = re.compile(r" (?:High-tech|Economic)\b.*$")
_LONGEST_NAME: Final = 60
_ZONES: Memo[dict[str, str]] = Memo(8)


def follow_view(asked: View, catalog: Catalog, rules: Rules) -> tuple[View, tuple[Message, ...]]:
    """Turn to the zone that the address asks for, and leave out rules that are not held.

    Where entries on the present zone would be lost, the View stays there.
    """
    zone = follow_zone(asked.case_zone or "")
    view = alter(asked, case_zone=zone or None)
    level = level_of(zone, catalog)
    messages = []
    for field in ("rule_set", "rule_beside"):
        name = getattr(view, field)
        if name is None or name in rules.sets:
            continue
        if field == "rule_set" and name == WHOLE_TRACK:
            # the one document of a gate is what its zones open on anyway; beside all stands none
            has_track = offers_track(rules, level)
            kept = {"rule_beside": None} if has_track else {"rule_set": None}
            view = alter(view, **kept)
            continue
        text = {"value": quote(name)}
        messages.append(Message("eligibility_page.unknown_rules", text))
        view = alter(view, **{field: None})
    if view.rule_beside is not None and view.rule_beside == (
        view.rule_set or opening_set(rules, level)
    ):
        view = alter(view, rule_beside=None)
    if view.criterion is not None and view.criterion not in _lines_of(view, level, rules):
        messages.append(
            Message("eligibility_page.unknown_criterion", {"value": quote(view.criterion)})
        )
        view = alter(view, criterion=None)
    return view, tuple(messages)


def _lines_of(view: View, level: str | None, rules: Rules) -> set[str]:
    """Return the ids of the lines that a map of one line may show: not of what stands beside."""
    return {
        line.id
        for name in asked_sets(rules, level, view.rule_set)
        for line in rules.sets[name].criteria
    }


def level_of(zone: str, catalog: Catalog) -> str | None:
    """Return the level of a zone; None for one that the catalogue does not hold."""
    return str(catalog.zones["level"][zone]) if zone in catalog.zones.index else None


def choose_case(view: View, catalog: Catalog, rules: Rules, t: Translator) -> View:
    """Show the controls and return the View with the rules chosen.

    Another zone is not chosen here: it is asked for in the address, and the next run follows.
    """
    columns = st.columns(_WIDTHS, vertical_alignment="bottom")
    zone = view.case_zone or ""
    with columns[0]:
        _choose_zone(zone, catalog, t)
    level = level_of(zone, catalog)
    offer = offer_sets(rules, level)
    opens = opening_set(rules, level)
    chosen = {view.rule_set or opens, view.rule_beside}
    with columns[3], st.container(key="eligibility-reference"):
        has_reference = st.toggle(
            t("eligibility_page.reference"),
            value=bool(chosen & set(offer.reference)),
            key="eligibility.reference",
            help=t("eligibility_page.reference_help"),
        )
    options = list(offer.current)
    if has_reference:
        options += offer.reference
    elif not options:
        options = list(offer.reference)
    names = label_sets([rules.sets[name] for name in options], t)
    whole = (WHOLE_TRACK,) if offers_track(rules, level) else ()
    if whole:
        count = len(track_sets(rules, level))
        names = {WHOLE_TRACK: t("eligibility_page.whole_track", n=count), **names}
    suffix = f"{zone}.{has_reference}"
    with columns[1]:
        first = [*whole, *options]
        now = view.rule_set or opens
        rule_set = st.selectbox(
            t("eligibility_page.rules"),
            first,
            index=first.index(now) if now in first else len(whole),
            format_func=names.__getitem__,
            key=f"eligibility.rules.{suffix}",
        )
    with columns[2]:
        is_whole = rule_set in whole
        beside = [NOTHING, *(name for name in options if name != rule_set and not is_whole)]
        other = st.selectbox(
            t("eligibility_page.beside"),
            beside,
            index=beside.index(view.rule_beside) if view.rule_beside in beside else 0,
            format_func=lambda name: names.get(name) or t("eligibility_page.beside_none"),
            key=f"eligibility.beside.{suffix}.{rule_set}",
            disabled=is_whole,
        )
    if not zone:
        _ask_name(t)
    return alter(
        view,
        rule_set=None if rule_set == opens else rule_set,
        rule_beside=other or None,
        criterion=view.criterion if rule_set == now else None,
    )


def choose_section(view: View, t: Translator) -> View:
    """Show the switch between the parts of the page, and return the View with one chosen."""
    section = st.segmented_control(
        t("eligibility_page.section"),
        SECTIONS,
        default=section_of(view),
        format_func=lambda name: t(f"eligibility_page.section_{name}"),
        required=True,
        label_visibility="collapsed",
        key="eligibility.section",
        width="stretch",
    )
    return alter(view, section=None if section == SECTIONS[0] else section)


def section_of(view: View) -> str:
    """Return the part of the page that a View shows."""
    return view.section if view.section in SECTIONS else SECTIONS[0]


def show_state(view: View, catalog: Catalog, t: Translator) -> None:
    """Say what the page opens on for this zone, and whether anything is unsaved."""
    about = escape(_tell_level(view.case_zone or "", catalog, t))
    css = "za-el-status za-el-unsaved" if is_unsaved() else "za-el-status"
    said = escape(tell_saving(t))
    st.html(
        f'<div class="za-el-about"><p class="za-note">{about}</p>'
        f'<p class="{css}" role="status">{said}</p></div>'
    )


def _tell_level(zone: str, catalog: Catalog, t: Translator) -> str:
    level = level_of(zone, catalog)
    if level is None:
        return t("eligibility_page.about_blank")
    if level == "provincial":
        is_planned = catalog.zones["plan_upgrade"][zone]
        return t(f"eligibility_page.about_{'example' if is_planned else 'provincial'}")
    return t(f"eligibility_page.about_{level}")


def _choose_zone(zone: str, catalog: Catalog, t: Translator) -> None:
    names = _ZONES.get((catalog.digest, t.lang), lambda: _name_zones(catalog, t))
    options = [*names, BLANK]
    key = "eligibility.zone"
    # the page may have stayed where it was: the box says where it is
    st.session_state[key] = zone if zone in names else BLANK

    def ask() -> None:
        st.query_params["ez"] = st.session_state[key]

    st.selectbox(
        t("eligibility_page.zone"),
        options,
        format_func=lambda name: names.get(name) or t("eligibility_page.blank"),
        key=key,
        on_change=ask,
    )


def _name_zones(catalog: Catalog, t: Translator) -> dict[str, str]:
    """Return names by zone: those that the plan wants to be upgraded first, as examples."""
    zones = catalog.zones
    order = in_order(zones)
    order.sort(key=lambda zone: not zones["plan_upgrade"][zone])
    return {zone: _name_zone(catalog, zone, t) for zone in order}


def _name_zone(catalog: Catalog, zone: str, t: Translator) -> str:
    row = catalog.zones.loc[zone]
    label = t(
        "eligibility_page.zone_planned" if row["plan_upgrade"] else "eligibility_page.zone_level",
        name=row["short_zh"] if t.lang == "zh" else row["name_en"],
        level=t(f"eligibility_page.level_{row['level']}"),
    )
    # the box finds what its names hold: whoever types letters gets there, too
    return f"{label}{_KIND.sub('', row['name_en'])}" if t.lang == "zh" else label


def _ask_name(t: Translator) -> None:
    key = "eligibility.name"
    st.session_state[key] = current_work().name

    def keep() -> None:
        # what is pasted may bring marks that no file of work may hold
        name = UNPRINTABLE.sub("", " ".join(str(st.session_state[key]).split()))
        put_work(current_work().model_copy(update={"name": name[:_LONGEST_NAME]}))

    st.text_input(
        t("eligibility_page.name"),
        key=key,
        max_chars=_LONGEST_NAME,
        placeholder=t("eligibility_page.name_hint"),
        on_change=keep,
        width=480,
    )
