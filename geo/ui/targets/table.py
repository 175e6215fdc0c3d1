"""The table of the plan's targets, with the way gone drawn beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, join
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame
from geo.ui.targets.words import (
    join_notes,
    list_notes,
    name_of,
    tell_claim,
    tell_pace,
    tell_verdict,
    tell_way,
    unit_of,
    write_number,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.targets import Claim, Progress

_HTML: Memo[str] = Memo(16)
_FRAMES: Memo[pd.DataFrame] = Memo(16)
_LEAST_SCALE = 1.25
"""The tracks of all rows share one scale, so that 100 % is one line down the table."""

_WHOLE = 100


def show_lead(rows: Sequence[Progress], t: Translator) -> None:
    """Say in one sentence how many targets are reached, missed and undecided."""
    counts = {
        verdict: sum(row.verdict == verdict for row in rows)
        for verdict in ("met", "not_met", "unpublished", "ahead")
    }
    text = t(
        "targets.lead",
        n=len(rows),
        met=counts["met"],
        not_met=counts["not_met"],
        unpublished=counts["unpublished"],
    )
    met = [name_of(row, t) for row in rows if row.verdict == "met"]
    if met:
        text += t("targets.lead_met", names=join(met, t.lang))
    if counts["ahead"]:
        text += t("targets.lead_ahead", n=counts["ahead"])
    plan = t("targets.plan", citation=t("common.plan_citation"), status=t("common.plan_status"))
    st.html(
        f'<p class="za-lead">{escape(text)}</p><p class="za-note">{escape(plan)}</p>',
    )


def show_targets(rows: Sequence[Progress], catalog: Catalog, t: Translator) -> None:
    """Show the table, with buttons that hand it out and cite it."""
    key = (catalog.digest, t.lang, tuple(rows))
    st.html(_HTML.get(key, lambda: _write_table(rows, catalog, t)))
    text, save, cite = st.columns([0.68, 0.18, 0.14], vertical_alignment="center")
    with text:
        source = t("targets.source", citation=t("common.plan_citation"))
        st.html(f'<p class="za-note">{escape(source)}</p>')
    with save:
        frame = _FRAMES.get(key, lambda: targets_frame(rows, catalog, t))
        offer_frame(frame, t("targets.file"), t, key="targets.csv")
    with cite:
        ids = [source for row in rows for source in row.source_ids]
        offer_citation(t("targets.title"), ids, catalog, t, kind="table", key="targets.citation")


def show_notes(rows: Sequence[Progress], catalog: Catalog, t: Translator) -> None:
    """Show the remarks that the table's marks point to, and how verdicts are reached."""
    key = (catalog.digest, t.lang, "notes", tuple(rows))
    items = _HTML.get(key, lambda: _write_notes(rows, catalog, t))
    rules = "".join(f'<p class="za-note">{escape(text)}</p>' for text in _list_rules(t))
    with st.expander(t("targets.notes_title"), expanded=True):
        st.html(items)
    with st.expander(t("targets.rules_title")):
        st.html(rules)


def _write_notes(rows: Sequence[Progress], catalog: Catalog, t: Translator) -> str:
    return "".join(
        f'<p class="za-note"><span class="za-targets-mark">{escape(_mark_of(row))}</span>'
        f"{escape(name_of(row, t))}{escape(t('targets.colon'))}"
        f"{escape(join_notes(notes, t))}</p>"
        for row in rows
        if (notes := list_notes(row, catalog, t))
    )


def _list_rules(t: Translator) -> tuple[str, ...]:
    return (
        t("targets.rule_verdict"),
        t("targets.rule_qualifier"),
        t("targets.rule_way"),
        t("targets.rule_pace"),
    )


def targets_frame(rows: Sequence[Progress], catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the table as data: one row per target, numbers as numbers."""

    def number(claim: Claim | None) -> float | None:
        return None if claim is None else claim.value

    def origin(claim: Claim | None) -> str:
        return "" if claim is None else describe_sources(catalog, (claim.source_id,), t)

    records = [
        {
            t("targets.row"): row.target_id if row.target_id.isdigit() else "",
            t("targets.indicator"): name_of(row, t),
            t("targets.unit"): unit_of(row, t),
            t("targets.base_year"): row.base.year if row.base else None,
            t("targets.base"): number(row.base),
            t("targets.latest"): number(row.latest),
            t("targets.latest_said"): write_number(row, row.latest, t) if row.latest else "",
            t("map.period"): row.latest.year if row.latest else None,
            t("map.status"): t(f"status.{row.latest.status}") if row.latest else "",
            t("map.source"): origin(row.latest),
            t("targets.target_year"): row.target.year,
            t("targets.target"): row.target.value,
            t("targets.verdict"): tell_verdict(row, t),
            t("targets.way_percent"): None if row.way is None else round(_WHOLE * row.way, 1),
            t("targets.pace"): _round_pace(row),
            t("targets.pace_unit"): t(
                "targets.pace_points" if row.is_share else "targets.pace_percent"
            )
            if row.pace is not None
            else "",
            t("map.remark"): join_notes(notes, t) if (notes := list_notes(row, catalog, t)) else "",
        }
        for row in rows
    ]
    return pd.DataFrame(records)


def _round_pace(row: Progress) -> float | None:
    if row.pace is None:
        return None
    return round(row.pace, 2) if row.is_share else round(_WHOLE * row.pace, 1)


def _write_table(rows: Sequence[Progress], catalog: Catalog, t: Translator) -> str:
    first = _commonest([row.base.year for row in rows if row.base])
    last = _commonest([row.target.year for row in rows])
    head = "".join(
        f'<th scope="col"{css}>{escape(text)}</th>'
        for text, css in (
            (t("targets.row"), ""),
            (t("targets.indicator_unit"), ""),
            (t("targets.base_of", period=t.period(str(first))), ' class="za-targets-number"'),
            (t("targets.latest"), ' class="za-targets-number"'),
            (t("targets.target_of", period=t.period(str(last))), ' class="za-targets-number"'),
            (t("targets.verdict"), ""),
            (t("targets.way"), ' class="za-targets-way"'),
            (t("targets.pace"), ' class="za-targets-number"'),
        )
    )
    scale = max([_LEAST_SCALE, *(row.way * 1.06 for row in rows if row.way is not None)])
    body = "".join(_write_row(row, (first, last), scale, catalog, t) for row in rows)
    return (
        '<div class="za-targets-box" tabindex="0" role="region" '
        f'aria-label="{escape(t("targets.title"))}"><table class="za-targets">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _commonest(years: Sequence[int]) -> int:
    """Return the year that a column's head names."""
    return max(sorted(set(years)), key=years.count, default=0)


def _write_row(
    row: Progress, heads: tuple[int, int], scale: float, catalog: Catalog, t: Translator
) -> str:
    marked = escape(_mark_of(row)) if list_notes(row, catalog, t) else ""
    position = escape(row.target_id) if row.target_id.isdigit() else "—"
    return (
        f"<tr><td>{position}</td>"
        f'<th scope="row">{escape(name_of(row, t))} '
        f'<span class="za-targets-unit">{escape(t("targets.in_unit", unit=unit_of(row, t)))}</span>'
        f"{f'<sup>{marked}</sup>' if marked else ''}</th>"
        f"{_write_figure(row, row.base, _write_year(row.base, heads[0], t), t)}"
        f"{_write_latest(row, catalog, t)}"
        f"{_write_figure(row, row.target, _write_year(row.target, heads[1], t), t)}"
        f'<td><span class="za-verdict za-verdict-{row.verdict}">'
        f"{escape(tell_verdict(row, t))}</span></td>"
        f'<td class="za-targets-way">{_draw_way(row, scale, t)}</td>'
        f'<td class="za-targets-number">{_write_pace(row, t)}</td></tr>'
    )


def _write_figure(row: Progress, claim: Claim | None, more: str, t: Translator) -> str:
    number = t("common.no_data") if claim is None else write_number(row, claim, t)
    return f'<td class="za-targets-number"><strong>{escape(number)}</strong>{more}</td>'


def _write_year(claim: Claim | None, head: int, t: Translator) -> str:
    """Return the year of a figure that is not of the year in the column's head."""
    if claim is None or claim.year == head:
        return ""
    return f"<small>{escape(t.period(str(claim.year)))}</small>"


def _write_latest(row: Progress, catalog: Catalog, t: Translator) -> str:
    if row.latest is None:
        return _write_figure(row, None, "", t)
    origin = tell_claim(row.latest, catalog, t)
    return _write_figure(row, row.latest, f"<small>{escape(origin)}</small>", t)


def _write_pace(row: Progress, t: Translator) -> str:
    if row.pace is None or row.base is None or row.latest is None:
        return f"<small>{escape(_why_no_way(row, t))}</small>"
    span = t("targets.span", first=str(row.base.year), last=str(row.latest.year))
    told = escape(tell_pace(row, t))
    return f'<span class="za-targets-pace">{told}<small>{escape(span)}</small></span>'


def _why_no_way(row: Progress, t: Translator) -> str:
    if row.latest is not None and not row.latest_compares:
        return t("targets.not_comparable")
    return t("targets.no_later")


def _draw_way(row: Progress, scale: float, t: Translator) -> str:
    """Return a track from the base to beyond the target, filled as far as the figures go."""
    if row.way is None or row.latest is None or row.base is None:
        return f"<small>{escape(_why_no_way(row, t))}</small>"
    told = tell_way(row, t)
    label = t(
        "targets.way_label",
        base=write_number(row, row.base, t),
        latest=write_number(row, row.latest, t),
        target=write_number(row, row.target, t),
        way=told,
    )
    end = _WHOLE * min(max(row.way, 0.0), scale) / scale
    return (
        f'<div class="za-way"><div class="za-way-track" role="img" aria-label="{escape(label)}">'
        f'<div class="za-way-fill za-way-{row.latest.qualifier}" style="width:{end:.2f}%"></div>'
        f'<div class="za-way-latest" style="left:{end:.2f}%"></div>'
        f'<div class="za-way-target" style="left:{_WHOLE / scale:.2f}%"></div></div>'
        f'<span class="za-way-told">{escape(told)}</span></div>'
    )


def _mark_of(row: Progress) -> str:
    """Return the mark that joins a row with its remarks: its number, or * for the plan's text."""
    return f"[{row.target_id}]" if row.target_id.isdigit() else "[*]"


__all__ = ["show_lead", "show_notes", "show_targets", "targets_frame"]
