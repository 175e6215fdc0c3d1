"""Sections in sentences: coordinates, limits, corrections, citation; their numbers are computed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import streamlit as st

from geo.catchment.holdings import FORMULA, PERIOD
from geo.catchment.ring import CORNERS, STRETCH
from geo.citation import cite_atlas, cite_source, find_data_date
from geo.crs import EQUAL_AREA, GEOGRAPHIC
from geo.maps.geometry import display_areas, simplification_error_px, zoom_for_width
from geo.maps.parts import Memo
from geo.maps.words import join, text_at
from geo.platforms.coverage import measure_coverage
from geo.provenance import count_recalled_points, count_statuses, find_thin_places
from geo.settings import OVERLAY_ENV
from geo.summary import tally_zones
from geo.types import SHOWN_STATUSES
from geo.ui.citation import today
from geo.ui.method.grid import draw_list, draw_paragraphs
from geo.ui.navigation import link_to

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Geography

_KEPT = 4
_PARTS: Memo[tuple[tuple[str, str], ...]] = Memo(32)
_LIMITS: Memo[str] = Memo(32)
_ALBERS = {
    "lat_1": "Latitude of 1st standard parallel",
    "lat_2": "Latitude of 2nd standard parallel",
    "lat_0": "Latitude of false origin",
    "lon_0": "Longitude of false origin",
}
"""Parameters of the projection as EPSG names them."""
_COMMAND = "zone-atlas validate --data DIR"


def show_geodesy(catalog: Catalog, t: Translator) -> None:
    """Show how places are referred to and how lengths and areas are measured."""
    parts = _PARTS.get((catalog.digest, t.lang), lambda: tell_geodesy(catalog, t))
    for heading, markup in parts:
        st.subheader(heading, anchor=False)
        st.html(markup)


def tell_geodesy(catalog: Catalog, t: Translator) -> tuple[tuple[str, str], ...]:
    """Return heading and markup of each part."""
    # here and not above: what models drive times is slow to load
    from geo.catchment.drive import CELL_KM, FITTED  # noqa: PLC0415

    most, code = find_area_gap(catalog)
    zones, platforms = count_recalled_points(catalog)
    county_px, mean_px = _measure_error(_Held(catalog), "county")
    prefecture_px, _ = _measure_error(_Held(catalog), "prefecture")
    operation = EQUAL_AREA.coordinate_operation
    held = {param.name: f"{param.value:g}" for param in operation.params} if operation else {}
    parallels = {short: held[name] for short, name in _ALBERS.items()}
    # a polygon of n corners falls short of its circle by (2π/n)²/6
    apart = 100 * (STRETCH - 1)
    parts = (
        (t("method.crs_title"), [t("method.crs_text", code=GEOGRAPHIC)]),
        (
            t("method.area_title"),
            [
                t("method.area_text", **parallels),
                t(
                    "method.area_check",
                    most=t.number(most, 2),
                    place=text_at(catalog.prefectures, code, "short", t.lang),
                ),
            ],
        ),
        (
            t("method.distance_title"),
            [t("method.distance_text", corners=CORNERS, apart=t.number(apart, 2))],
        ),
        (
            t("method.weight_title"),
            [t("method.weight_text", formula=FORMULA, period=PERIOD)],
        ),
        (
            t("method.drive_title"),
            [
                t(
                    "method.drive_text",
                    cell=t.number(CELL_KM),
                    speed=t.number(FITTED.speed_kmh, 0),
                    local=t.number(FITTED.local_kmh, 0),
                    error=t.number(FITTED.error_pct, 0),
                ),
                t("method.drive_weak"),
            ],
        ),
        (
            t("method.simplify_title"),
            [
                t(
                    "method.simplify_text",
                    county=t.number(county_px, 1),
                    mean=t.number(mean_px, 1),
                    prefecture=t.number(prefecture_px, 1),
                )
            ],
        ),
        (t("method.points_title"), [t("method.points_text", zones=zones, platforms=platforms)]),
        (t("method.classes_title"), [t("method.classes_text")]),
    )
    return tuple((heading, draw_paragraphs(texts)) for heading, texts in parts)


def find_area_gap(catalog: Catalog) -> tuple[float, str]:
    """Return by how much percent measured county areas differ from a published one, at most.

    Returns
    -------
    tuple
        Percent, and the code of the prefecture.
    """
    counties = catalog.counties
    measured = counties.groupby("prefecture_code")["area_km2"].sum()
    published = catalog.prefectures["area_km2"]
    gaps = (100 * (measured / published - 1)).abs().dropna()
    return float(gaps.max()), str(gaps.idxmax())


class _Held:
    """A catalogue known by its digest, so that what was measured on it can be kept."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.catalog.digest == self.catalog.digest

    def __hash__(self) -> int:
        return hash(self.catalog.digest)


@lru_cache(maxsize=_KEPT)
def _measure_error(held: _Held, geography: Geography) -> tuple[float, float]:
    """Return the greatest and the mean error of the drawn outlines in pixels of the first view."""
    zoom = zoom_for_width(display_areas(held.catalog, "prefecture").bbox)
    error = simplification_error_px(held.catalog, geography, zoom)
    return error.max_px, error.mean_px


def show_limits(catalog: Catalog, t: Translator) -> None:
    """Show what is missing, every number counted now."""
    key = (catalog.digest, t.lang)
    st.html(_LIMITS.get(key, lambda: draw_list(tell_limits(catalog, t))))


def tell_limits(catalog: Catalog, t: Translator) -> list[str]:
    """Return what the atlas lacks, one sentence each."""
    tally = tally_zones(catalog)
    missing = tally.counted - tally.identified
    zones = {"counted": tally.counted, "identified": tally.identified}
    lines = [
        t("method.limits_zones", **zones, missing=missing)
        if missing > 0
        else t("method.limits_zones_done", counted=tally.counted),
        t("method.limits_latest", n=tally.latest, period=t.period(tally.latest_period)),
    ]
    names = catalog.plan_counts.set_index("id")
    lines += [
        t(
            "method.limits_platforms",
            name=str(names[f"name_{t.lang}"][row.plan_id]),
            number=t.qualified(t.number(row.number), row.qualifier),
            listed=t.number(row.listed),
        )
        for row in measure_coverage(catalog).counts
        if row.listed < row.number
    ]
    lines.append(_tell_targets(catalog, t))
    thin = find_thin_places(catalog)
    if thin:
        shorts = [text_at(catalog.prefectures, code, "short", t.lang) for code in thin]
        lines.append(t("method.limits_places", names=join(shorts, t.lang)))
    counts = count_statuses(catalog)
    values = ("prefecture_values", "county_values", "province_values", "zone_values")
    lines.append(
        t(
            "method.limits_memory",
            n=sum(counts[name]["unverified"] for name in values),
            m=sum(counts[name]["suspect"] for name in values),
        )
    )
    recorded = catalog.sources["title_lang"]
    lines.append(
        t(
            "method.limits_translations",
            n=int((recorded == "en").sum()),
            m=int((recorded == "zh").sum()),
        )
    )
    plan = {"citation": t("common.plan_citation"), "status": t("common.plan_status")}
    lines += [t("method.limits_plan", **plan), t("method.limits_review")]
    return lines


def _tell_targets(catalog: Catalog, t: Translator) -> str:
    targets = catalog.plan_targets
    period = str(targets["target_period"].max())
    values = catalog.province_values
    held = set(
        values["indicator"][
            (values["period"] == period)
            & (values["kind"] == "actual")
            & values["status"].isin(SHOWN_STATUSES)
        ]
    )
    n = sum(indicator in held for indicator in targets["indicator"])
    return t("method.limits_targets", of=len(targets), period=t.period(period), n=n)


def show_corrections(catalog: Catalog, t: Translator) -> None:
    """Show how a value is corrected."""
    del catalog  # the steps are the same for any data
    parts = (
        (t("method.correct_sheet"), t("method.correct_sheet_text")),
        (t("method.correct_folder"), t("method.correct_folder_text", variable=OVERLAY_ENV)),
        (t("method.correct_check"), t("method.correct_check_text", command=_COMMAND)),
        (t("method.correct_rules"), t("method.correct_rules_text")),
    )
    for number, (heading, text) in enumerate(parts):
        st.subheader(heading, anchor=False)
        st.html(draw_paragraphs([text]))
        if number == 0:
            left, right, _ = st.columns([0.2, 0.2, 0.6], gap="small")
            with left:
                link_to("indicators", t("method.go_indicators"), t, width="stretch")
            with right:
                link_to("zones", t("method.go_zones"), t, width="stretch")


def show_citation(catalog: Catalog, t: Translator) -> None:
    """Show how the atlas, the plan and the boundaries are cited."""
    st.html(draw_paragraphs([t("method.cite_lead")]))
    _show_code(cite_atlas(catalog, t, accessed=today()))
    st.html(draw_paragraphs([t("method.cite_digest")]))
    plans = catalog.sources.index[catalog.sources["document"] == "plan-2022-draft"]
    if len(plans):
        st.subheader(t("method.cite_plan"), anchor=False)
        _show_code(cite_source(catalog, str(plans[0]), t, accessed=find_data_date(catalog)))
    st.subheader(t("method.cite_boundaries"), anchor=False)
    _show_code(t("common.credit"))


def _show_code(text: str) -> None:
    st.code(text, language=None, wrap_lines=True)
