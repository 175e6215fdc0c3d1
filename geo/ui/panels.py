"""Panels of the overview: key figures, zones against the plan, one zone's record."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.cards import zone_card
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import text_at, with_unit
from geo.summary import KEY_INDICATORS, latest_figure, tally_zones
from geo.ui.navigation import link_to
from geo.ui.targets import tell_verdict_of

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.summary import Figure, ZoneTally

_WAN_YI = 10_000  # 亿元 in a 万亿元
_HTML: Memo[str] = Memo(32)
_NAMES: Memo[dict[str, str]] = Memo(8)


def show_figures(catalog: Catalog, t: Translator) -> None:
    """Show key figures with unit, period, status, source and the plan's target."""
    # what is said of a target depends on the day too: its year may have passed
    key = ("figures", catalog.digest, t.lang, date.today())  # noqa: DTZ011  # the reader's calendar
    st.html(_HTML.get(key, lambda: _write_figures(catalog, t)))


def _write_figures(catalog: Catalog, t: Translator) -> str:
    figures = (latest_figure(catalog, indicator) for indicator in KEY_INDICATORS)
    return f'<div class="za-figures">{"".join(_figure(f, catalog, t) for f in figures)}</div>'


def _figure(figure: Figure, catalog: Catalog, t: Translator) -> str:
    indicators = catalog.indicators
    exact = figure.qualifier == "eq"
    decimals = int(indicators["decimals"][figure.indicator])
    # "more than 1,900" is not "more than 1,900.00", and 18,000 as rounded is not 18,000.0
    value = round(figure.value, decimals) if exact else figure.value
    number, unit = _scale(value, figure.indicator, catalog, t)
    number = t.qualified(number, figure.qualifier)
    origin = text_at(catalog.sources, figure.source_id, "publisher", t.lang)
    note = figure.note_zh if t.lang == "zh" else figure.note_en
    if figure.status == "derived" and note:
        origin = re.split("[；;]", note)[0]  # the formula; what follows are remarks
    lines = [
        t(
            "app.figure_note",
            period=t.period(figure.period),
            status=t(f"status.{figure.status}"),
            publisher=origin,
        ),
    ]
    if figure.target is not None and figure.target_period is not None:
        aim, aim_unit = _scale(figure.target, figure.indicator, catalog, t)
        # "1,600 100 million yuan" would read as one number
        repeats = aim_unit == unit and unit[:1].isdigit()
        told = t(
            "app.figure_target",
            period=t.period(figure.target_period),
            value=aim if repeats else with_unit(aim, aim_unit, t.lang),
        )
        verdict = tell_verdict_of(catalog, figure.indicator, t)
        lines.append(t("targets.with_verdict", target=told, verdict=verdict) if verdict else told)
    label = text_at(indicators, figure.indicator, "label", t.lang)
    # "27,000 100 million yuan" would read as one number
    apart = t("targets.in_unit", unit=unit) if unit[:1].isdigit() else unit
    return (
        '<div class="za-figure">'
        f'<div class="za-figure-name">{escape(label)}</div>'
        f'<div class="za-figure-value">{escape(number)}'
        f'<span class="za-figure-unit">{escape(apart)}</span></div>'
        + "".join(f'<div class="za-figure-note">{escape(line)}</div>' for line in lines)
        + "</div>"
    )


def _scale(value: float, indicator: str, catalog: Catalog, t: Translator) -> tuple[str, str]:
    """Return number and unit as an office says them: 万亿元 above 10,000 亿元."""
    unit = str(catalog.indicators["unit" if t.lang == "zh" else "unit_en"][indicator])
    if unit == "亿元" and value >= _WAN_YI:
        return t.number(value / _WAN_YI), "万亿元"
    return t.number(value), unit


def show_plan(catalog: Catalog, t: Translator) -> None:
    """Show what the plan wants, and zones counted and identified against it."""
    st.header(t("app.plan_title"), anchor=False)
    key = ("plan", catalog.digest, t.lang)
    st.html(_HTML.get(key, lambda: _write_plan(tally_zones(catalog), t)))


def _write_plan(tally: ZoneTally, t: Translator) -> str:
    lead = t("app.overview_lead", counted=tally.counted, aim=tally.aim)
    bars = "".join(
        _bar(name, counted, aim, identified, t)
        for name, counted, aim, identified in (
            (t("app.tally_all"), tally.counted, tally.aim, tally.identified),
            (
                t("level.national"),
                tally.counted_national,
                tally.aim_national,
                tally.identified_national,
            ),
            (
                t("level.provincial"),
                tally.counted_provincial,
                tally.aim_provincial,
                tally.identified - tally.identified_national,
            ),
        )
    )
    notes = (
        _tell_identified(tally, t),
        t("app.tally_latest", n=tally.latest, period=t.period(tally.latest_period)),
    )
    return f'<p class="za-lead">{escape(lead)}</p>{bars}' + "".join(
        f'<p class="za-note">{escape(note)}</p>' for note in notes
    )


def _tell_identified(tally: ZoneTally, t: Translator) -> str:
    """Say how the zones known by name stand against those published for 2020."""
    missing = tally.counted - tally.identified
    if missing > 0:
        return t(
            "app.tally_honesty",
            counted=tally.counted,
            identified=tally.identified,
            missing=missing,
        )
    if missing == 0 and tally.identified_national == tally.counted_national:
        return t("app.tally_complete", counted=tally.counted)
    return t("app.tally_differs", counted=tally.counted, identified=tally.identified)


def _bar(name: str, counted: int, aim: int, identified: int, t: Translator) -> str:
    label = t("app.tally_bar", counted=counted, aim=aim)
    short = t("app.tally_bar_short", counted=counted, aim=aim)
    return (
        '<div class="za-progress"><div class="za-progress-head">'
        f"<span>{escape(name)}</span><strong>{escape(short)}</strong></div>"
        f'<div class="za-progress-bar" role="img" aria-label="{escape(name)}: {escape(label)}">'
        f'<div class="za-progress-part" style="width:{100 * counted / aim:.1f}%"></div>'
        f'<div class="za-progress-done" style="width:{100 * identified / aim:.1f}%"></div>'
        "</div></div>"
    )


def show_science_cities(catalog: Catalog, t: Translator) -> None:
    """Show the two science cities with their published area and its year."""
    st.header(t("app.science_title"), anchor=False)
    key = ("cities", catalog.digest, t.lang)
    st.html(_HTML.get(key, lambda: _write_cities(catalog, t)))


def _write_cities(catalog: Catalog, t: Translator) -> str:
    cities = catalog.science_cities
    rows = "".join(
        _science_city(city, catalog, t) for city in cities.index[cities["parent"].isna()]
    )
    return f'<div class="za-cities">{rows}</div>'


def _science_city(city: str, catalog: Catalog, t: Translator) -> str:
    cities = catalog.science_cities
    area = float(cities["area_km2_published"][city])
    ids = cities["source_ids"][city]
    text = t(
        "app.science_area",
        area=t.number(area),
        period=t.period(cities["area_period"][city] or ""),
        publisher=text_at(catalog.sources, ids[0], "publisher", t.lang),
    )
    name = text_at(cities, city, "name", t.lang)
    return f'<p class="za-note"><strong>{escape(name)}</strong> {escape(text)}</p>'


def _name_zones(catalog: Catalog, t: Translator) -> dict[str, str]:
    zones = catalog.zones
    names = {zone: text_at(zones, zone, "name", t.lang) for zone in zones.index}
    return {
        zone: t("app.not_recognised", name=name) if level == "candidate" else name
        for (zone, name), level in zip(names.items(), zones["level"], strict=True)
    }


def show_zone_record(catalog: Catalog, t: Translator) -> None:
    """Let a zone manager look up what is held of one zone, and on whose word."""
    names = _NAMES.get((catalog.digest, t.lang), lambda: _name_zones(catalog, t))
    choice = st.selectbox(
        t("app.pick_zone"),
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder=t("app.pick_zone_hint"),
        key="overview.zone",
    )
    if choice is None:
        return
    key = ("record", catalog.digest, t.lang, choice)
    st.html(_HTML.get(key, lambda: _write_record(choice, catalog, t)))
    link_to("zones", t("overview.profile"), t, width="stretch", sel=f"zone:{choice}")


def _write_record(zone_id: str, catalog: Catalog, t: Translator) -> str:
    card = zone_card(catalog, zone_id, t)
    rows = "".join(
        f"<tr><th scope='row'>{escape(label)}</th><td>{escape(text)}</td></tr>"
        for label, text in card["rows"]
    )
    notes = card["notes"]
    return f"<h3>{escape(card['title'])}</h3><table class='za-facts'>{rows}</table>" + "".join(
        f'<p class="za-note">{escape(note)}</p>' for note in notes
    )
