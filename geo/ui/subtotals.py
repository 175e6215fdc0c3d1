"""An indicator added up by economic zone, and the whole beside the province's figure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.indicators.selection import count_decimals
from geo.indicators.subtotals import subtotal
from geo.maps.areas import selection_label
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, join, text_at, with_unit
from geo.ui.origin import tell_origin

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geo.catalog import Catalog
    from geo.indicators import ProvinceValue, Selection
    from geo.indicators.subtotals import Subtotals, Sum
    from geo.locale import Translator
    from geo.types import Qualifier

_PANELS: Memo[str] = Memo(64)
_FRAMES: Memo[pd.DataFrame | None] = Memo(64)
_SOURCES: Memo[tuple[str, ...]] = Memo(64)
_SHARE_DECIMALS = 1
_MOST_DECIMALS = 4
_QUALIFIERS: dict[str, Qualifier] = {"ge": "ge", "approx": "approx"}


def show_subtotals(selection: Selection, catalog: Catalog, t: Translator) -> None:
    """Show the sums as a table, what the whole is beside the province, and who leads."""
    key = _key_of(selection, catalog, t)
    st.html(_PANELS.get(key, lambda: tell_subtotals(selection, catalog, t)))


def _key_of(selection: Selection, catalog: Catalog, t: Translator) -> Hashable:
    """Return what the sums and their words depend on; pages keep their selections."""
    return catalog.digest, t.lang, selection


def tell_subtotals(selection: Selection, catalog: Catalog, t: Translator) -> str:
    """Return the panel as HTML: title, table, sentences, sources."""
    sums = subtotal(selection, catalog)
    if sums is None:
        return f'<p class="za-note">{escape(t("indicators.sums_impossible"))}</p>'
    label = selection_label(selection, catalog, t)
    title = t("indicators.sums_title", label=label)
    lines = _tell_whole(sums, selection, catalog, t)
    notes = [
        t("indicators.sums_reason", text=note.note_zh if t.lang == "zh" else note.note_en)
        for note in sums.reasons
    ]
    notes += _tell_sources(sums, selection, catalog, t)
    return (
        f'<p class="za-table-title">{escape(title)}</p>'
        + _draw_table(sums, selection, catalog, t)
        + "".join(f'<p class="za-sums-line">{escape(line)}</p>' for line in lines)
        + "".join(f'<p class="za-note">{escape(note)}</p>' for note in notes)
    )


def subtotal_frame(selection: Selection, catalog: Catalog, t: Translator) -> pd.DataFrame | None:
    """Return the sums as a table of numbers, to be handed out; None where there are none.

    The table is kept: callers do not change it.
    """
    key = _key_of(selection, catalog, t)
    return _FRAMES.get(key, lambda: _make_frame(selection, catalog, t))


def _make_frame(selection: Selection, catalog: Catalog, t: Translator) -> pd.DataFrame | None:
    sums = subtotal(selection, catalog)
    if sums is None:
        return None
    rows = [*sums.zones, sums.whole]
    return pd.DataFrame(
        {
            t("indicators.economic_zone"): [_name(row, sums, catalog, t) for row in rows],
            t("indicators.sum_column", unit=_unit(selection, t)): [
                # a float sum shows a binary tail that no source has
                row.value if math.isnan(row.value) else round(row.value, selection.decimals)
                for row in rows
            ],
            t("indicators.part_column"): [
                row.share if math.isnan(row.share) else round(row.share, _SHARE_DECIMALS)
                for row in rows
            ],
            t("indicators.count_column"): [
                t("indicators.count_cell", n=row.n_shown, of=row.n_places) for row in rows
            ],
            t("indicators.missing_column"): [_names(row.missing, catalog, t) for row in rows],
            t("map.status"): [t("status.derived") if row.n_shown else "" for row in rows],
            t("map.source"): [
                describe_sources(catalog, _sources_of(row, selection, catalog), t) for row in rows
            ],
        }
    )


def _draw_table(sums: Subtotals, selection: Selection, catalog: Catalog, t: Translator) -> str:
    heads = (
        t("indicators.economic_zone"),
        t("indicators.sum_column", unit=_unit(selection, t)),
        t("indicators.part_column"),
        t("indicators.count_column"),
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = "".join(
        _draw_row(
            _name(row, sums, catalog, t),
            _number(row.value, row.qualifier, selection, t),
            "" if math.isnan(row.share) else t.number(row.share, _SHARE_DECIMALS),
            t("indicators.count_cell", n=row.n_shown, of=row.n_places),
            is_sum=not row.zone,
        )
        for row in (*sums.zones, sums.whole)
    )
    if sums.province is not None:
        value = _published(sums.province, "", t)
        rows += _draw_row(_name_province(sums.province, t), value, "", "", is_sum=True)
    return f'<table class="za-grid"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _draw_row(name: str, *cells: str, is_sum: bool) -> str:
    row = ' class="za-grid-sum"' if is_sum else ""
    return (
        f'<tr{row}><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
    )


def _tell_whole(
    sums: Subtotals, selection: Selection, catalog: Catalog, t: Translator
) -> list[str]:
    """Return sentences: the whole beside the province, what is missing, who leads."""
    if sums.whole.n_shown == 0:
        return []
    total = _quantity(sums.whole.value, sums.whole.qualifier, selection, t)
    lines = []
    if sums.province is None:
        if selection.form == "total" and not sums.left_out:
            lines.append(t("indicators.sums_alone", sum=total))
    else:
        lines.append(_tell_difference(sums, sums.province, total, selection, t))
    if sums.whole.missing:
        names = _names(sums.whole.missing, catalog, t)
        lines.append(t.plural("indicators.sums_gaps", len(sums.whole.missing), names=names))
    if sums.leader is not None and not math.isnan(sums.leader_share):
        frame = selection.frame
        lines.append(
            t(
                "indicators.sums_leader",
                place=text_at(catalog.prefectures, sums.leader, "short", t.lang),
                value=_quantity(
                    float(frame["value"][sums.leader]),
                    str(frame["qualifier"][sums.leader]),
                    selection,
                    t,
                ),
                share=t.number(sums.leader_share, _SHARE_DECIMALS),
            )
        )
    return lines


def _tell_difference(
    sums: Subtotals, province: ProvinceValue, total: str, selection: Selection, t: Translator
) -> str:
    words = {
        "sum": total,
        "name": _name_province(province, t),
        "value": _published(province, _unit(selection, t), t),
    }
    if "ge" in (province.qualifier, sums.whole.qualifier):
        return t("indicators.sums_beside", **words)  # nothing can be taken from a bound
    # as finely as the finer of the two was published
    own = count_decimals(pd.Series([province.value]), _MOST_DECIMALS)
    decimals = max(selection.decimals, own)
    rounded = round(sums.difference, decimals)
    if rounded == 0:
        return t("indicators.sums_equal", **words)
    number = t.number(abs(rounded), decimals)
    words["difference"] = with_unit(number, _unit(selection, t), t.lang)
    return t("indicators.sums_more" if rounded > 0 else "indicators.sums_less", **words)


def _tell_sources(
    sums: Subtotals, selection: Selection, catalog: Catalog, t: Translator
) -> list[str]:
    lines = []
    if sums.whole.n_shown:
        used = _sources_of(sums.whole, selection, catalog)
        lines.append(t("indicators.sums_source", sources=describe_sources(catalog, used, t)))
    if sums.province is not None:
        note = sums.province.note_zh if t.lang == "zh" else sums.province.note_en
        origin = tell_origin(
            catalog,
            sums.province.source_ids,
            t,
            status=sums.province.status,
            form="total",
            note=note,
        )
        lines.append(t("indicators.province_source", origin=origin))
    return lines


def list_sources(selection: Selection) -> list[str]:
    """Return the sources of the figures shown and of the province's, in the order of places."""

    def make() -> tuple[str, ...]:
        used = dict.fromkeys(
            source
            for ids, gap in zip(selection.frame["source_ids"], selection.frame["gap"], strict=True)
            if gap in ("", "left_out")
            for source in ids
        )
        if selection.province is not None:
            used.update(dict.fromkeys(selection.province.source_ids))
        return tuple(used)

    return list(_SOURCES.get(selection, make))


def _sources_of(row: Sum, selection: Selection, catalog: Catalog) -> list[str]:
    homes = catalog.prefectures["economic_zone"]
    frame = selection.frame
    return list(
        dict.fromkeys(
            source
            for code, ids, gap in zip(frame.index, frame["source_ids"], frame["gap"], strict=True)
            if gap == "" and (not row.zone or homes[code] == row.zone)
            for source in ids
        )
    )


def _name(row: Sum, sums: Subtotals, catalog: Catalog, t: Translator) -> str:
    if row.zone:
        return text_at(catalog.economic_zones, row.zone, "name", t.lang)
    if sums.left_out:
        return t("indicators.all_places_but", names=_names(sums.left_out, catalog, t))
    return t("indicators.all_places")


def _name_province(province: ProvinceValue, t: Translator) -> str:
    return t(f"indicators.province_{province.status}")


def _names(codes: tuple[str, ...], catalog: Catalog, t: Translator) -> str:
    return join((text_at(catalog.prefectures, code, "short", t.lang) for code in codes), t.lang)


def _unit(selection: Selection, t: Translator) -> str:
    return selection.unit_zh if t.lang == "zh" else selection.unit_en


def _number(value: float, qualifier: str, selection: Selection, t: Translator) -> str:
    """Return a figure without its unit, which stands in the head of the column."""
    return _write(value, qualifier, "", selection, t)


def _quantity(value: float, qualifier: str, selection: Selection, t: Translator) -> str:
    return _write(value, qualifier, _unit(selection, t), selection, t)


def _published(province: ProvinceValue, unit: str, t: Translator) -> str:
    """Return the province's figure with the digits that it was published with."""
    text = with_unit(t.number(province.value), unit, t.lang)
    return t.qualified(text, _QUALIFIERS.get(province.qualifier, "eq"))


def _write(value: float, qualifier: str, unit: str, selection: Selection, t: Translator) -> str:
    if math.isnan(value):
        return t("common.no_data")
    known = _QUALIFIERS.get(qualifier, "eq")
    # "more than 1,900" is not "more than 1,900.00"
    number = t.number(value, selection.decimals if known == "eq" else None)
    return t.qualified(with_unit(number, unit, t.lang), known)
