"""The part of the page where own figures are typed in or brought as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.eligibility.own import read_figures, say_column
from geo.export.eligibility.leaving import say_refusal
from geo.maps.text import escape
from geo.settings import read_setting
from geo.ui.eligibility.faults import show_faults
from geo.ui.eligibility.figures import (
    DOCUMENTS,
    GROUP,
    KNOWN,
    TOLD,
    asked_metrics,
    figures_table,
    held_rows,
    merge_figures,
    name_metrics,
    offered_metrics,
    public_figures,
    qualifiers_of,
    read_rows,
    tell_known,
    units_of,
)
from geo.ui.eligibility.grid import edit_grid, restart_grids
from geo.ui.eligibility.held import current_work, keep_typed, put_work, typed_rows
from geo.ui.eligibility.lines import write_counts
from geo.ui.eligibility.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.eligibility.model import Metric
    from geo.eligibility.work import OwnFigure
    from geo.export.eligibility.content import Report
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case
    from geo.ui.eligibility.figures import Typed
    from geo.ui.eligibility.grid import Row

_UPLOADS: Final = "eligibility-figures-uploads"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LAST_YEAR: Final = 2100
_BRING_WIDTHS: Final = {"zh": (0.2, 0.8), "en": (0.23, 0.77)}
_METRIC_PX: Final = {"zh": 270, "en": 340}
_GROUP_PX: Final = {"zh": 160, "en": 120}
_KNOWN_PX: Final = {"zh": 210, "en": 240}


def show_figures(case: Case, report: Report, t: Translator) -> None:
    """Show the table to type into, what it does to the lines, and the way to bring a file."""
    st.html(f'<p class="za-lead">{escape(t("eligibility_page.figures_lead"))}</p>')
    for section in report.sections:
        st.html(f'<p class="za-table-title">{escape(section.title)}</p>{write_counts(section)}')
    _bring(case, t)
    offered = offered_metrics(case)
    rows = _edit(case, offered, t)
    show_faults(_read(rows, offered, case, t).faults, t, name_metrics(offered, t))
    if case.work.figures or typed_rows():
        _show_held(case, t)
        count = t.plural("eligibility_page.figures_held", len(case.work.figures))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f'<p class="za-note" role="status">{escape(count)}</p>')
            st.button(
                t("eligibility_page.figures_clear"),
                key="eligibility.figures_clear",
                on_click=_clear,
                icon=":material/delete:",
            )


def _show_held(case: Case, t: Translator) -> None:
    """Show the figures in use: amounts in the unit that they are compared in."""
    heads = [
        t(f"eligibility_page.{name}") for name in ("metric", "own_value", "own_year", "own_basis")
    ]
    title = t("eligibility_page.figures_used")
    table = write_table(heads, held_rows(case, t), title)
    st.html(f'<p class="za-table-title">{escape(title)}</p>{table}')


def _read(rows: Sequence[Row], metrics: Sequence[Metric], case: Case, t: Translator) -> Typed:
    return read_rows(
        rows, metrics, case.rules, t, catalog=case.catalog, zone=case.zone, today=case.day
    )


def _edit(case: Case, metrics: Sequence[Metric], t: Translator) -> list[Row]:
    def take(rows: list[Row]) -> None:
        typed = _read(rows, metrics, case, t)
        keep_typed(typed.left)
        work = current_work()
        # what no row can show, such as figures for rules that are not loaded, stays
        offered = {metric.id for metric in metrics}
        others = tuple(one for one in work.figures if one.metric not in offered)
        put_work(work.model_copy(update={"figures": (*typed.figures, *others)}))

    text, choice = st.column_config.TextColumn, st.column_config.SelectboxColumn
    names = list(name_metrics(metrics, t).values())
    sets = ".".join(one.rule_set.id for one in case.evaluations)

    def make() -> pd.DataFrame:
        asked, known = asked_metrics(case), tell_known(case, t)
        return figures_table(case.work.figures, asked, metrics, known, t, left=typed_rows())

    return edit_grid(
        make,
        {
            "metric": choice(
                t("eligibility_page.metric"),
                options=names,
                required=True,
                width=_METRIC_PX[t.lang],
                pinned=True,
            ),
            GROUP: text(say_column("group", t), width=_GROUP_PX[t.lang]),
            KNOWN: text(t("eligibility_page.known"), width=_KNOWN_PX[t.lang]),
            "value": text(
                say_column("value", t), help=t("eligibility_page.value_help"), width=110
            ),
            "unit": choice(say_column("unit", t), options=units_of(metrics, t), width=130),
            "year": st.column_config.NumberColumn(
                say_column("year", t), format="%d", min_value=1980, max_value=_LAST_YEAR, step=1,
                width=80,
            ),
            "qualifier": choice(say_column("qualifier", t), options=qualifiers_of(t), width=100),
            "source": text(say_column("source", t), width=240),
            "note": text(say_column("note", t), width=200),
            DOCUMENTS: text(say_column("documents", t), width=400),
        },
        take,
        key=f"eligibility.figures.{case.zone}.{sets}.{t.lang}",
        num_rows="dynamic",
        disabled=TOLD,
    )  # fmt: skip


def _bring(case: Case, t: Translator) -> None:
    # what is wrong with a file takes room: it stands on the page, no box floats above it
    with st.container(key="eligibility-bring"):
        give, take = st.columns(_BRING_WIDTHS[t.lang], gap="small")
    with give:
        st.download_button(
            t("eligibility_page.template"),
            data=lambda: _make_template(case, t),
            file_name=f"{t('app.file_name')}-{t('eligibility_page.template_name')}.xlsx",
            mime=_XLSX,
            key="eligibility.template",
            on_click="ignore",
            icon=":material/download:",
            help=t("eligibility_page.template_help"),
            width="stretch",
        )
    with take, st.expander(t("eligibility_page.bring")):
        _take_file(case, t)


def _make_template(case: Case, t: Translator) -> bytes:
    from geo.export.eligibility_template import write_template  # noqa: PLC0415 - loads slowly

    figures = [figure for found in public_figures(case).values() for figure in found]
    name = case.name(t) if case.zone or case.work.name else ""
    if say_refusal(case.zone, case.catalog, t):
        # a park that was never recognised fills in a blank table
        figures, name = [], ""
    # what the papers of the task table prove is no figure: filled in, it would outlive the papers
    figures += [figure.as_figure() for figure in case.work.figures]
    return write_template(
        case.rules,
        [one.rule_set for one in case.evaluations],
        figures,
        name,
        t,
        catalog=case.catalog,
    )


def _take_file(case: Case, t: Translator) -> None:
    count = st.session_state.get(_UPLOADS, 0)
    st.text(t("eligibility_page.bring_help"))
    file = st.file_uploader(
        t("eligibility_page.bring_choose"),
        type=["xlsx", "csv"],
        key=f"eligibility.figures_file.{count}",
        max_upload_size=-(-read_setting("work_bytes") // 1_000_000),
    )
    if file is None:
        return
    figures, faults = read_figures(
        file.getvalue(),
        file.name,
        case.rules,
        catalog=case.catalog,
        zone=case.zone,
        today=case.day,
    )
    show_faults(faults, t, name_metrics(offered_metrics(case), t))
    if not figures:
        return
    label = t.plural("eligibility_page.bring_use", len(figures))
    merged = merge_figures(case.work.figures, figures)
    st.button(
        label,
        key="eligibility.bring_use",
        type="primary",
        on_click=_keep,
        args=(merged,),
        icon=":material/check:",
    )


def _clear() -> None:
    keep_typed(())
    _keep(())


def _keep(figures: tuple[OwnFigure, ...]) -> None:
    put_work(current_work().model_copy(update={"figures": figures}))
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    restart_grids()
