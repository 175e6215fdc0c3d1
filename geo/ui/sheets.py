"""Update sheets in the app: handed out, taken back, judged, and used in this visit."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.errors import AtlasError
from geo.export.table import safe_frame
from geo.maps.text import escape
from geo.settings import read_setting
from geo.sheets import (
    base_files,
    build_overlay,
    check_sheet,
    name_document,
    read_sheet,
    write_sheet,
)
from geo.sheets.model import ValueChange, ZoneChange, shorten
from geo.ui.overlay import OverlayError, current_overlay, offer_folder, use_overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.sheets import SheetKind, SheetProblem, SheetResult

_READ = "sheets.read"
_OPEN = "sheets.open"
_MOST_LISTED = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_sheet(kind: SheetKind, catalog: Catalog, t: Translator) -> None:
    """Show the two buttons: download the update sheet, and import it.

    Parameters
    ----------
    kind
        ``indicators`` or ``zones``; also the page's id.
    catalog
        The data in use.
    t
        The words.
    """
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            t("sheets.download"),
            data=lambda: write_sheet(kind, catalog, t.lang),
            file_name=f"{t(f'sheets.file_{kind}')}.xlsx",
            mime=_XLSX,
            key=f"{kind}.sheet_download",
            on_click="ignore",
            icon=":material/download:",
            help=t("sheets.download_help"),
        )
        st.button(
            t("sheets.import"),
            key=f"{kind}.sheet_import",
            on_click=_open,
            args=(kind,),
            icon=":material/upload:",
            help=t("sheets.import_help"),
        )
    # open until it is closed: a run of the whole page in between does not take it away
    if st.session_state.get(_OPEN) == kind:
        dialog = st.dialog(t("sheets.import"), width="large", on_dismiss=_close)
        dialog(_import_sheet)(kind, catalog, t)


def _open(kind: SheetKind) -> None:
    st.session_state[_OPEN] = kind


def _close() -> None:
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_READ, None)


def _import_sheet(kind: SheetKind, catalog: Catalog, t: Translator) -> None:
    st.text(t("sheets.choose_help"))
    megabytes = -(-read_setting("sheet_bytes") // 1_000_000)
    file = st.file_uploader(
        t("sheets.choose_file"), key=f"{kind}.sheet_file", max_upload_size=megabytes
    )
    if file is None:
        return
    result = _read(file.getvalue(), kind, catalog, t)
    errors = [problem for problem in result.problems if problem.severity == "error"]
    warnings = [problem for problem in result.problems if problem.severity == "warning"]
    if errors:
        _show_problems(t.plural("sheets.problems_found", len(errors)), errors, kind, t)
        return
    if not result.changes:
        st.info(t("sheets.nothing_changed"))
        _tell_rest(result, catalog, t)
        return
    _show_changes(result, catalog, t)
    _tell_rest(result, catalog, t)
    if warnings:
        _show_problems(t.plural("sheets.warnings_found", len(warnings)), warnings, kind, t)
    _offer_use(result, kind, catalog, t)


def _read(content: bytes, kind: SheetKind, catalog: Catalog, t: Translator) -> SheetResult:
    """Read a file once, not again at every click in the dialog."""
    key = (hashlib.sha256(content).hexdigest(), kind, catalog.digest, t.lang)
    kept: tuple[Any, SheetResult] | None = st.session_state.get(_READ)
    if kept is not None and kept[0] == key:
        return kept[1]
    result = read_sheet(content, catalog, t.lang, kind=kind)
    result = check_sheet(result, catalog, current_overlay(), t.lang)
    st.session_state[_READ] = (key, result)
    return result


def _show_problems(
    lead: str, problems: Sequence[SheetProblem], kind: SheetKind, t: Translator
) -> None:
    st.html(f'<p class="za-lead" role="status">{escape(lead)}</p>')
    severity = problems[0].severity
    rows = [
        {
            t("sheets.column_cell"): problem.cell or t("sheets.whole_file"),
            t("sheets.column_expected"): problem.expected,
            t("sheets.column_got"): problem.got,
            t("sheets.column_advice"): problem.advice,
        }
        for problem in problems[:_MOST_LISTED]
    ]
    _show_table(rows, len(problems), t, key=f"{kind}.sheet_{severity}")


def _show_changes(result: SheetResult, catalog: Catalog, t: Translator) -> None:
    lead = t.plural(f"sheets.changes_{result.kind}", len(result.changes))
    st.html(f'<p class="za-lead" role="status">{escape(lead)}</p>')
    if result.document is not None:
        st.text(name_document(result.document, t.lang))
    rows: list[dict[str, str]] = []
    for change in result.changes[:_MOST_LISTED]:
        rows += (
            [_tell_value(change, catalog, t)]
            if isinstance(change, ValueChange)
            else _tell_zone(change, catalog, t)
        )
    _show_table(rows, len(result.changes), t, key=f"{result.kind}.sheet_changes")


def _show_table(rows: list[dict[str, str]], total: int, t: Translator, *, key: str) -> None:
    st.dataframe(safe_frame(pd.DataFrame(rows)), hide_index=True, key=key, placeholder="—")
    if total > _MOST_LISTED:
        st.text(t.plural("sheets.more_rows", total - _MOST_LISTED))


def _tell_value(change: ValueChange, catalog: Catalog, t: Translator) -> dict[str, str]:
    dictionary = catalog.indicators
    unit = "unit" if t.lang == "zh" else "unit_en"
    label = str(dictionary[f"label_{t.lang}"][change.indicator])
    return {
        t("sheets.column_cell"): change.cell,
        t("sheets.column_place"): str(catalog.prefectures[f"short_{t.lang}"][change.adcode]),
        t("sheets.column_indicator"): f"{label} ({dictionary[unit][change.indicator]})",
        t("sheets.column_period"): t.period(change.period),
        t("sheets.column_old"): t.number(change.old),
        t("sheets.column_new"): t.number(change.new),
    }


def _tell_zone(change: ZoneChange, catalog: Catalog, t: Translator) -> list[dict[str, str]]:
    name = shorten(change.name)
    if change.is_new:
        name = f"{name} ({t('sheets.new_zone')})"
    return [
        {
            t("sheets.column_cell"): change.cells[column],
            t("sheets.column_zone"): name,
            t("sheets.column_item"): t(f"sheets.zone_{column}"),
            t("sheets.column_new"): shorten(_say(column, value, catalog, t)),
        }
        for column, value in change.entries.items()
    ]


def _say(column: str, value: Any, catalog: Catalog, t: Translator) -> str:
    match column:
        case "level":
            return t(f"level.{value}")
        case "level_2020":
            return t("sheets.no_zone") if value == "none" else t(f"level.{value}")
        case "prefecture":
            return str(catalog.prefectures[f"name_{t.lang}"][value])
        case "counties":
            names = catalog.counties[f"name_{t.lang}"].to_dict()
            return t("sheets.list_separator").join(str(names[code]) for code in value)
        case "industries":
            return t("sheets.list_separator").join(value)
        case _:
            return t.number(value) if isinstance(value, float) else str(value)


def _tell_rest(result: SheetResult, catalog: Catalog, t: Translator) -> None:
    """Tell what a reader might not expect: nothing is deleted, old derived values fall."""
    notes = []
    if result.kept:
        notes.append(t.plural("sheets.kept", result.kept))
    if result.dropped:
        places = catalog.prefectures[f"short_{t.lang}"].to_dict()
        labels = catalog.indicators[f"short_{t.lang}"].to_dict()
        named = [
            f"{places[code]} {labels[indicator]} {t.period(period)}"
            for code, indicator, period in result.dropped[:12]
        ]
        named += ["…"] if len(result.dropped) > len(named) else []
        told = t("sheets.list_separator").join(named)
        notes.append(t.plural("sheets.dropped", len(result.dropped), places=told))
    if result.changes and result.document is not None and result.document.status == "unverified":
        notes.append(t("sheets.unverified_hint"))
    if notes:
        st.html("".join(f'<p class="za-note">{escape(note)}</p>' for note in notes))


def _offer_use(result: SheetResult, kind: SheetKind, catalog: Catalog, t: Translator) -> None:
    document = result.document
    if not result.ready or document is None:
        return
    said = name_document(document, t.lang)
    base = current_overlay()
    use, save = st.columns(2, gap="small")
    with use:
        pressed = st.button(
            t("sheets.apply"),
            key=f"{kind}.sheet_apply",
            type="primary",
            icon=":material/check:",
            width="stretch",
        )
    with save:
        offer_folder(
            lambda: base_files(base) | build_overlay(result, catalog, base).files,
            (said,),
            t,
            key=f"{kind}.sheet_save",
        )
    if not pressed:
        return
    try:
        use_overlay(build_overlay(result, catalog, base).files, said)
    except OverlayError as error:
        st.error(t(error.key, limit=t.number(error.limit)))
        return
    except (AtlasError, OSError) as error:
        st.text(str(error))
        return
    _close()
    st.rerun()
