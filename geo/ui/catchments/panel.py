"""What stands beside the map: what each zone holds, totals, who is left out, overlaps, changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.catchment.notes import list_notes
from geo.catchment.places import TRIAL
from geo.catchment.result import HUFF
from geo.catchment.study import ACCESS
from geo.catchment.title import label_travel, title_coverage, title_shares, title_study
from geo.errors import AccessError, CatchmentError, TravelError
from geo.maps.amounts import say_people, say_share
from geo.maps.asked import answer, measure, study_of
from geo.maps.catchments import say_step
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.theme_access import tell_access
from geo.ui.catchments import frames
from geo.ui.catchments.own import tell_faults
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame
from geo.ui.fold import fold
from geo.ui.frame import say_plainly
from geo.ui.kept import alter
from geo.ui.picking import pick_row
from geo.ui.sent import table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo.catalog import Catalog
    from geo.catchment.result import Result
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.errors import AtlasError
    from geo.locale import Translator
    from geo.view import View

_OF_STEPS: Final = ("holds", "totals", "left_out", "overlap", "change")
_OF_AREAS: Final = ("holds", "counties")
_FEW: Final = 8
"""So many rows stand beside the map without empty ones below them."""

_NAME_PX: Final = {"zh": 150, "en": 225}
"""Width of the names, which stay where they are while the figures are scrolled."""

_FRAMES: Memo[pd.DataFrame] = Memo(64)
_NOTES: Memo[str] = Memo(64)


@dataclass(frozen=True)
class Shown:
    """What the panel shows: the answer, or the counties' figures of an access method."""

    study: Study
    result: Result | None
    rival: Result | None
    figures: pd.DataFrame | None
    travel: Travel
    catalog: Catalog


def find_shown(view: View, catalog: Catalog, travel: Travel) -> Shown | None:
    """Answer what `view` asks, None if it asks for no zone.

    Raises
    ------
    CatchmentError, AccessError
        If it cannot be answered; the page tells why.
    """
    study = study_of(view, catalog)
    if study is None:
        return None
    if study.method in ACCESS:
        figures = measure(study, catalog, view.platform_categories, travel)
        return Shown(study, None, None, figures, travel, catalog)
    rival = None
    other = study_of(view, catalog, view.against) if view.against is not None else None
    if other is not None:
        rival = answer(other, catalog, travel)
    return Shown(study, answer(study, catalog, travel), rival, None, travel, catalog)


def tell_unanswered(error: AtlasError, view: View, travel: Travel, t: Translator) -> None:
    """Say why `find_shown` could not answer, and what to do."""
    if isinstance(error, TravelError):
        lead = t.plural("catchments.failed_travel", error.faults.count)
        tell_faults(error, lead, t, key="catchments.unanswered")
        return
    if isinstance(error, AccessError):
        text = t("catchments.failed_access")
    elif "voronoi_drive" in {view.catchment, view.against} and travel.kind != "model":
        text = t("catchments.failed_voronoi_drive")
    elif view.catchment == HUFF and view.huff_size != "equal":
        text = t("catchments.failed_size")
    else:
        text = str(error)
    say_plainly(t("catchments.failed"), [text])


def show_headline(shown: Shown, catalog: Catalog, t: Translator) -> None:
    """Say the one thing that is asked first: how many people, and of which zones it is computed."""
    result = shown.result
    title = title_study(shown.study, catalog, t)
    said = []
    if result is not None and result.step is not None:
        for step in result.steps:
            inside = result.sum_reached(step)
            people = say_people(float(inside["population"]), t)
            share = say_share(float(inside["population_pct"]), t)
            if result.is_bound(step):
                people, share = (t("catchments.at_least", value=text) for text in (people, share))
            within = say_step(result, float(step.value or 0.0), t)
            said.append(t("catchments.headline_step", within=within, people=people, share=share))
    label = ""
    if result is not None and result.travel is not None:
        label = f'<p class="za-catchments-label">{escape(label_travel(shown.travel, t))}</p>'
    items = "".join(f"<li>{escape(text)}</li>" for text in said)
    st.html(
        f'<p class="za-table-title">{escape(title)}</p>{label}'
        + (f'<ul class="za-catchments-head">{items}</ul>' if items else "")
    )


def show_rival_headline(shown: Shown, catalog: Catalog, t: Translator) -> None:
    """Say the same of the method that is compared with."""
    if shown.rival is not None:
        study = shown.rival.study
        show_headline(replace(shown, study=study, result=shown.rival), catalog, t)


def choose_section(view: View, shown: Shown, t: Translator) -> View:
    """Show the switch of the panel's sections and return the View with the one chosen."""
    sections = list_sections(shown)
    if len(sections) == 1:
        return alter(view, section=None)
    start = view.section if view.section in sections else sections[0]
    chosen = st.segmented_control(
        t("catchments.section"),
        sections,
        default=start,
        format_func=lambda name: t(f"catchments.section_{name}"),
        required=True,
        label_visibility="collapsed",
        key=f"catchments.section.{'.'.join(sections)}",
        width="stretch",
    )
    return alter(view, section=None if chosen in {None, sections[0]} else chosen)


def list_sections(shown: Shown) -> tuple[str, ...]:
    """Return the sections that a method has something to say in, the first first."""
    if shown.figures is not None:
        return ("counties",)
    assert shown.result is not None  # noqa: S101 - one of the two is there
    sections = _OF_AREAS if shown.result.step is None else _OF_STEPS
    # Huff's model leaves nobody out, so that there are no totals to compare
    both = shown.rival is not None and shown.result.steps
    return ("compare", *sections) if both else sections


def show_section(view: View, shown: Shown, catalog: Catalog, t: Translator) -> None:
    """Show the section that `view` names, with what must be said of it and its table to take."""
    sections = list_sections(shown)
    section = view.section if view.section in sections else sections[0]
    study = shown.study if shown.result is None else shown.result.study
    others = "" if shown.rival is None else shown.rival.study
    key = (
        catalog.digest,
        t.lang,
        section,
        study,
        others,
        shown.travel.digest,
        view.platform_categories if shown.figures is not None else (),
    )
    frame = _FRAMES.get(key, lambda: make_frame(section, shown, catalog, t))
    if section == "totals" and study.method == "drive":
        _show_shares(shown, catalog, t)
    lead = _lead(section, shown, t)
    if lead:
        st.html(f'<p class="za-note">{escape(lead)}</p>')
    _show_table(section, frame, view, shown, t)
    if section == "overlap" and not frame.empty:
        with fold(t("catchments.matrix"), key="catchments.matrix") as is_open:
            if is_open:
                matrix = _FRAMES.get(
                    (*key, "matrix"), lambda: make_frame("matrix", shown, catalog, t)
                )
                _show_plain(matrix, t, key="catchments.table.matrix")
    first, second = st.columns(2, gap="small")
    with first:
        basis = title_study(study, catalog, t)
        if shown.result is not None and shown.result.travel is not None:
            basis = t("coverage.title_travel", title=basis, label=label_travel(shown.travel, t))
        # a table that travels alone says from which zones it comes
        offer_frame(
            frame.assign(**{t("catchments.basis"): basis}),
            f"{name_file(study, t)}-{t(f'catchments.section_{section}')}",
            t,
            key="catchments.csv",
        )
    with second:
        ids = shown.result.land.source_ids if shown.result is not None else _CENSUS
        offer_citation(
            title_study(study, catalog, t), ids, catalog, t, kind="table", key="catchments.cite"
        )


def name_file(study: Study, t: Translator) -> str:
    """Return what files of a study are called after the atlas's name: method and steps."""
    steps = {"ring": study.radii_km, "drive": study.minutes}.get(study.method, ())
    unit = t("catchments.unit_minutes" if study.method == "drive" else "catchments.unit_km")
    told = "_".join(f"{step:g}" for step in steps)
    method = t(f"catchments.method_{study.method}")
    name = f"{t('catchments.nav')}-{method}" + (f"-{told}{unit}" if told else "")
    # a name that any system of files takes
    return re.sub(r"[^\w.-]+", "_", name).strip("_")


def show_notes(shown: Shown, catalog: Catalog, t: Translator) -> None:
    """Show what must be said of the figures: method, assumptions, what is not in them."""
    study = shown.study if shown.result is None else shown.result.study
    key = (catalog.digest, t.lang, study, shown.travel.digest)
    st.html(_NOTES.get(key, lambda: _write_notes(shown, t)))


_CENSUS: Final = ("C-CENSUS2020_COUNTIES", "C-TIANDITU_COUNTIES")


def make_frame(section: str, shown: Shown, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the table of a section."""
    if shown.figures is not None:
        return frames.access_frame(shown.figures, catalog, t, shown.study.supply)
    result = shown.result
    assert result is not None  # noqa: S101 - one of the two is there
    if section == "compare" and shown.rival is not None:
        return frames.compare_frame((result, shown.rival), shown.travel, t)
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "holds": lambda: frames.holdings_frame(result, t),
        "totals": lambda: frames.reached_frame(result, t),
        "left_out": lambda: frames.left_out_frame(result, shown.travel, t),
        "overlap": lambda: frames.pairs_frame(result, t),
        "matrix": lambda: frames.overlap_frame(result, t),
        "change": lambda: frames.change_frame(result, t),
        "counties": lambda: (
            frames.draws_frame(result, t)
            if result.study.method == HUFF
            else frames.service_frame(result, t)
        ),
    }
    return makers[section]()


def _lead(section: str, shown: Shown, t: Translator) -> str:
    """Return the sentence above a table: what it counts, and at which step."""
    result = shown.result
    if result is None:
        unknown = shown.figures is not None and shown.figures["per_million"].isna().all()
        if unknown:
            return t("catchments.access_unknown")
        if shown.study.supply == "platforms":
            return t("catchments.lead_access")
        return t(
            "catchments.lead_access_zones", zones=title_coverage(shown.study, shown.catalog, t)
        )
    if section == "compare":
        return t("catchments.lead_compare")
    if section == "holds":
        return ""
    if section == "left_out" and result.study.method == "drive":
        section = "left_out_drive"
    step = result.steps[-1] if result.steps else None
    within = "" if step is None or step.value is None else say_step(result, step.value, t)
    zones = title_coverage(result.study, result.catalog, t)
    return t(f"catchments.lead_{section}", within=within, zones=zones)


def _show_table(section: str, frame: pd.DataFrame, view: View, shown: Shown, t: Translator) -> None:
    key = f"catchments.table.{section}"
    config = _columns(frame, t)
    picks: list[str] | None = None
    if section in {"holds", "change"}:
        picks = [
            place.removeprefix(TRIAL) if place.startswith(TRIAL) else f"zone:{place}"
            for place in map(str, frame.index)
        ]
    elif section in {"left_out", "counties"}:
        picks = [str(code) for code in frame.index]
    if frame.empty:
        st.html(f'<p class="za-note">{escape(t(f"catchments.none_{section}"))}</p>')
    elif picks is None:
        _show_plain(frame, t, key=key)
    else:
        alone = shown.rival is None
        pick_row(
            frame,
            picks,
            view,
            key=key,
            column_config=config,
            height="stretch" if alone and len(frame) > _FEW else "auto",
        )


def _show_plain(frame: pd.DataFrame, t: Translator, *, key: str) -> None:
    st.dataframe(
        table_of(frame),
        hide_index=True,
        height="auto",
        placeholder="—",
        column_config=_columns(frame, t),
        key=key,
    )


def _columns(frame: pd.DataFrame, t: Translator) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    config: dict[str, Any] = {}
    for name, column in frame.items():
        head = str(name)
        if column.dtype.kind in "fiu":
            whole = (column.dropna() % 1 == 0).all()
            fine = (column.dropna() * 10 % 1).round(6).isin([0.0, 1.0]).all()
            config[head] = number(format="%,.0f" if whole else "%,.1f" if fine else "%,.2f")
        elif not config:
            config[head] = text(pinned=True, width=_NAME_PX[t.lang])
        else:
            config[head] = text()
        if head == t("map.remark") and not column.astype(bool).any():
            config[head] = None
    return config


def _show_shares(shown: Shown, catalog: Catalog, t: Translator) -> None:
    """Show the shares within 30, 60 and 90 minutes of a national zone and of any."""
    result = shown.result
    assert result is not None  # noqa: S101 - asked for drive times only
    key = (catalog.digest, t.lang, "shares", result.land.weighting, shown.travel.digest)
    try:
        frame = _FRAMES.get(key, lambda: frames.shares_frame(catalog, result.land, shown.travel, t))
    except CatchmentError:
        # roads of one's own may reach the zones chosen and not all
        st.html(f'<p class="za-note">{escape(t("catchments.shares_failed"))}</p>')
        return
    st.html(
        f'<p class="za-table-title">{escape(title_shares(catalog, t))}</p>'
        f'<p class="za-note">{escape(label_travel(shown.travel, t))}</p>'
    )
    st.dataframe(
        table_of(frame),
        hide_index=True,
        placeholder="—",
        column_config=_columns(frame, t),
        key="catchments.shares",
    )


def _write_notes(shown: Shown, t: Translator) -> str:
    if shown.result is None:
        assert shown.figures is not None  # noqa: S101 - one of the two is there
        notes = list(tell_access(shown.study, shown.figures, shown.travel, t))
    else:
        notes = list_notes(shown.result, t)
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<ul class="za-catchments-notes">{items}</ul>'
