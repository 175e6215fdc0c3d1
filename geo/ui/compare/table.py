"""The key table of a comparison: on screen, and as a file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import join, text_at
from geo.ui.citation import offer_citation
from geo.ui.compare.lines import (
    MARKS,
    group_lines,
    list_lines,
    name_line,
    sources_of,
    tell_entry,
    tell_number,
    tell_province,
    tell_rank,
    tell_share,
    unit_of,
)
from geo.ui.downloads import offer_frame
from geo.ui.fold import fold
from geo.ui.origin import tell_origin
from geo.ui.sent import table_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from geo.catalog import Catalog
    from geo.compare import Entry, Line
    from geo.locale import Translator
    from geo.view import View

_ACROSS = 4
"""With so many prefectures a row is an indicator; with more, a row is a prefecture."""


class _Table(NamedTuple):
    """The section's markup, its remarks, the same as a list, and what is cited."""

    markup: str
    n_notes: int
    notes: str
    frame: pd.DataFrame
    title: str
    source_ids: tuple[str, ...]


_TABLES: Memo[_Table] = Memo(64)


def show_table(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the table, what its marks mean, and the same as a list with sources."""
    table = _TABLES.get(key_of(view, catalog, t), lambda: _make(view, catalog, t))
    st.html(table.markup)
    if table.n_notes:
        with st.expander(t.plural("compare.notes", table.n_notes)):
            st.html(table.notes)
    with fold(t("compare.details"), key="compare.details") as is_open:
        if is_open:
            st.dataframe(table_of(table.frame), hide_index=True, placeholder="—")
    left, right = st.columns(2, gap="small")
    with left:
        offer_frame(table.frame, t("compare.file_name"), t, key="compare.csv")
    with right:
        offer_citation(table.title, table.source_ids, catalog, t, kind="table", key="compare.cite")


def _make(view: View, catalog: Catalog, t: Translator) -> _Table:
    lines = list_lines(view, catalog)
    notes = tell_notes(lines, catalog, t)
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    help_line = f'<p class="za-note">{escape(tell_marks(t))}</p>'
    return _Table(
        help_line + write_table(view, catalog, t),
        len(notes),
        f'<ol class="za-cmp-notes">{items}</ol>',
        comparison_frame(view, catalog, t),
        _title(view, catalog, t),
        tuple(sources_of(lines, view.prefectures)),
    )


def key_of(view: View, catalog: Catalog, t: Translator) -> Hashable:
    """Return what the table depends on."""
    return (
        catalog.digest,
        t.lang,
        view.prefectures,
        view.indicator,
        view.period,
        view.second,
        view.second_period,
        view.without,
    )


def _title(view: View, catalog: Catalog, t: Translator) -> str:
    return t("compare.table_title", names=name_chosen(view, catalog, t))


def name_chosen(view: View, catalog: Catalog, t: Translator) -> str:
    """Return the names of the chosen prefectures as one text."""
    names = (text_at(catalog.prefectures, code, "short", t.lang) for code in view.prefectures)
    return join(names, t.lang)


def tell_marks(t: Translator) -> str:
    """Return the key to the marks, and how the columns are to be read."""
    marks = [f"{mark} {t(f'status.{status}')}" for status, mark in MARKS.items()]
    gap = "　" if t.lang == "zh" else "  "
    return t("compare.table_help", marks=gap.join(marks))


def write_table(view: View, catalog: Catalog, t: Translator) -> str:
    """Return the table as markup: indicators down the side, or prefectures where they are many."""
    groups = group_lines(view, catalog)
    if len(view.prefectures) <= _ACROSS:
        return _write_across(groups, view, catalog, t)
    return "".join(_write_down(group, lines, view, catalog, t) for group, lines in groups)


def _write_across(
    groups: Sequence[tuple[str, Sequence[Line]]], view: View, catalog: Catalog, t: Translator
) -> str:
    names = [text_at(catalog.prefectures, code, "short", t.lang) for code in view.prefectures]
    heads = [t("compare.indicator_column"), *names, t("compare.province"), t("compare.median")]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = []
    for group, lines in groups:
        title = escape(t(f"compare.group_{group}"))
        width = len(heads)
        body.append(
            f'<tr><th class="za-cmp-group" scope="colgroup" colspan="{width}">{title}</th></tr>'
        )
        for line in lines:
            cells = [_cell(line.entries[code], line, t) for code in view.prefectures]
            body.append(
                f'<tr><th scope="row">{_head(line, catalog, t)}</th>{"".join(cells)}'
                f"{_province_cell(line, t)}{_median_cell(line, t)}</tr>"
            )
    label = escape(t("compare.section_table"))
    return (
        f'<div class="za-cmp-scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="za-cmp"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody>'
        "</table></div>"
    )


def _write_down(
    group: str, lines: Sequence[Line], view: View, catalog: Catalog, t: Translator
) -> str:
    head = "".join(f'<th scope="col">{_head(line, catalog, t)}</th>' for line in lines)
    body = [
        f'<tr><th scope="row">{escape(text_at(catalog.prefectures, code, "short", t.lang))}</th>'
        + "".join(_cell(line.entries[code], line, t) for line in lines)
        + "</tr>"
        for code in view.prefectures
    ]
    for name, cell in (
        (t("compare.province"), _province_cell),
        (t("compare.median"), _median_cell),
    ):
        cells = "".join(cell(line, t) for line in lines)
        body.append(f'<tr class="za-cmp-sum"><th scope="row">{escape(name)}</th>{cells}</tr>')
    title = escape(t(f"compare.group_{group}"))
    corner = escape(t("geography.prefecture"))
    return (
        f'<div class="za-cmp-scroll" role="region" tabindex="0" aria-label="{title}">'
        f'<table class="za-cmp"><caption>{title}</caption>'
        f'<thead><tr><th scope="col">{corner}</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _head(line: Line, catalog: Catalog, t: Translator) -> str:
    about = t("compare.year_unit", period=t.period(line.period), unit=unit_of(line, t))
    name = name_line(line, catalog, t, short=True)
    return f'{escape(name)}<span class="za-cmp-small">{escape(about)}</span>'


def _cell(entry: Entry, line: Line, t: Translator) -> str:
    text = escape(tell_entry(entry, line, t))
    if math.isnan(entry.value):
        return f'<td class="za-cmp-gap">{text}</td>'
    more = [tell_rank(entry, line, t), tell_share(entry, t)]
    if entry.gap:
        more.append(t("indicators.gap_left_out"))
    small = " ".join(f"<span>{escape(part)}</span>" for part in more if part)
    return f'<td>{text}{_mark(entry.status, t)}<span class="za-cmp-small">{small}</span></td>'


def _province_cell(line: Line, t: Translator) -> str:
    text = escape(tell_province(line.province, line, t))
    if line.province is None:
        return f'<td class="za-cmp-gap">{text}</td>'
    return f'<td class="za-cmp-sum">{text}{_mark(line.province.status, t)}</td>'


def _median_cell(line: Line, t: Translator) -> str:
    text = escape(tell_number(line.median, "eq", line, t))
    over = escape(t("compare.median_over", n=line.n))
    return f'<td class="za-cmp-sum">{text}<span class="za-cmp-small">{over}</span></td>'


def _mark(status: str, t: Translator) -> str:
    mark = MARKS.get(status)
    if mark is None:
        return ""
    word = escape(t(f"status.{status}"))
    return (
        f'<sup title="{word}"><span aria-hidden="true">{mark}</span>'
        f'<span class="za-cmp-unseen">{word}</span></sup>'
    )


def tell_notes(lines: Sequence[Line], catalog: Catalog, t: Translator) -> list[str]:
    """Return the notes of the data on some lines, and why a total has no shares."""
    told = []
    for line in lines:
        name = t("compare.about", name=name_line(line, catalog, t), period=t.period(line.period))
        told += [
            t("compare.note", name=name, note=note.note_zh if t.lang == "zh" else note.note_en)
            for note in line.notes
        ]
        if line.share_gap == "no_total":
            told.append(t("compare.note", name=name, note=t("compare.no_share")))
    return told


def comparison_frame(view: View, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the comparison as a list: one row per indicator and prefecture, with its source."""
    rows = []
    for line in list_lines(view, catalog):
        for code in view.prefectures:
            entry = line.entries[code]
            note = entry.note_zh if t.lang == "zh" else entry.note_en
            has_value = not math.isnan(entry.value)
            province = line.province
            rows.append(
                {
                    t("compare.indicator_column"): name_line(line, catalog, t),
                    t("geography.prefecture"): text_at(catalog.prefectures, code, "name", t.lang),
                    t("map.period"): t.period(line.period),
                    t("compare.unit"): unit_of(line, t),
                    t("map.value"): entry.value,
                    t("map.rank"): entry.rank,
                    t("compare.n"): line.n,
                    t("compare.share_column"): entry.share,
                    t("compare.province"): None if province is None else province.value,
                    t("compare.median"): line.median,
                    t("map.status"): t(f"status.{entry.status}")
                    if has_value
                    else tell_entry(entry, line, t),
                    t("map.source"): tell_origin(
                        catalog,
                        entry.source_ids,
                        t,
                        status=entry.status,
                        form="total",
                        note=note,
                    )
                    if has_value
                    else "",
                    t("export.note"): _remark(entry, line, note, t),
                }
            )
    frame = pd.DataFrame(rows)
    if not frame.empty:
        for name in (t("map.rank"), t("compare.n")):
            frame[name] = frame[name].astype("Int64")
        for name in (t("compare.share_column"), t("compare.province")):
            frame[name] = frame[name].astype(float)
    return frame


def _remark(entry: Entry, line: Line, note: str, t: Translator) -> str:
    """Return what a number alone does not say: bounds and estimates, here and of the province."""
    said = []
    if entry.qualifier != "eq":
        said.append(tell_entry(entry, line, t))
    if entry.gap == "left_out" and not math.isnan(entry.value):
        said.append(t("indicators.gap_left_out"))
    if note and entry.status != "derived":  # a derived value tells its formula as its source
        said.append(note)
    if line.province is not None and line.province.qualifier != "eq":
        said.append(t("compare.province_is", value=tell_province(line.province, line, t)))
    return t("compare.stop").join(said)
