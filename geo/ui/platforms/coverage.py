"""The list held against the plan's counts: bars, gaps, and what has no count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at
from geo.platforms import measure_coverage
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.platforms import Coverage, CoverageTable

_LEAST_WIDTH = 0.4  # per cent: a piece of a bar that is narrower would not be seen

_REMARKS = {
    "state-key-labs-2020": "platforms.remark_state_key_labs",
    "incubators-2020": "platforms.remark_incubators",
    "service-clusters-2020": "platforms.remark_service_clusters",
}
"""What the list's own rows have to say about a count, beside the remark of the plan's row."""

_NUMBER = ' class="za-number"'

_COVERAGES: Memo[CoverageTable] = Memo(32)
_PANELS: Memo[str] = Memo(64)
_FRAMES: Memo[pd.DataFrame] = Memo(64)


def show_coverage(catalog: Catalog, t: Translator) -> None:
    """Show the list against the plan's numbers: what is listed, unclear, missing."""
    st.header(t("platforms.coverage_title"), anchor=False)
    table = _COVERAGES.get(catalog.digest, lambda: measure_coverage(catalog))
    st.html(
        _PANELS.get((catalog.digest, t.lang, "coverage"), lambda: _coverage_html(table, catalog, t))
    )
    first, second, _ = st.columns([0.16, 0.16, 0.68], gap="small")
    with first:
        frame = _FRAMES.get((catalog.digest, t.lang), lambda: coverage_frame(table, catalog, t))
        offer_frame(frame, t("platforms.coverage_file"), t, key="platforms.coverage_csv")
    with second:
        offer_citation(
            t("platforms.coverage_work"),
            [count.source_id for count in table.counts],
            catalog,
            t,
            kind="table",
            key="platforms.cite_coverage",
        )


def coverage_frame(table: CoverageTable, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the coverage as words and numbers, one row per number of the plan."""
    names = _plan_texts(catalog, "name", t)
    return pd.DataFrame(
        [
            {
                t("platforms.plan_kind"): names[count.plan_id],
                t("platforms.plan_number"): _plan_number(count, t),
                t("map.period"): t.period(count.period),
                t("platforms.listed"): _or_none(count.listed, t),
                t("platforms.unclear"): str(count.unclear),
                t("platforms.operating"): str(count.operating),
                t("platforms.memory"): str(count.memory),
                t("platforms.gap"): _gap(count, t),
                t("platforms.share"): _share(count, t),
                t("platforms.later"): str(count.later),
                t("map.status"): t(f"status.{count.status}"),
                t("map.source"): describe_sources(catalog, [count.source_id], t),
                t("map.remark"): _remark(count, catalog, t),
            }
            for count in table.counts
        ]
    )


def _plan_texts(catalog: Catalog, stem: str, t: Translator) -> dict[str, str]:
    plan = catalog.plan_counts
    return {
        key: text if isinstance(text, str) else ""
        for key, text in zip(plan["id"], plan[f"{stem}_{t.lang}"], strict=True)
    }


def _plan_number(count: Coverage, t: Translator) -> str:
    return t.qualified(t.plural("platforms.count", count.number), count.qualifier)


def _or_none(number: int, t: Translator) -> str:
    return t.number(number) if number else t("common.no_data")


def _gap(count: Coverage, t: Translator) -> str:
    if count.surplus:
        return t.plural("platforms.surplus", count.surplus)
    number = t.number(count.gap)
    return t("platforms.at_least", text=number) if count.is_least else number


def _share(count: Coverage, t: Translator) -> str:
    if count.share is None or not count.listed:
        return "—"
    text = f"{t.number(100 * count.share, 0 if count.share >= 0.1 else 1)}%"  # noqa: PLR2004  one digit more below a tenth
    return t("platforms.at_most", text=text) if count.is_least else text


def _remark(count: Coverage, catalog: Catalog, t: Translator) -> str:
    own = _REMARKS.get(count.plan_id)
    texts = [_plan_texts(catalog, "note", t)[count.plan_id], t(own) if own else ""]
    return t("platforms.and_remark").join(text for text in texts if text)


def _coverage_html(table: CoverageTable, catalog: Catalog, t: Translator) -> str:
    heads = ("plan_kind", "bar", "plan_number", "listed", "unclear", "memory", "gap", "share")
    texts = {
        "plan_kind": t("platforms.plan_kind"),
        "bar": t("platforms.bar"),
        "plan_number": t("platforms.plan_number"),
        "listed": t("platforms.listed"),
        "unclear": t("platforms.unclear"),
        "memory": t("platforms.memory"),
        "gap": t("platforms.gap"),
        "share": t("platforms.share"),
    }
    numbers = heads[2:]
    head = "".join(
        f'<th scope="col"{_NUMBER if name in numbers else ""}>{escape(texts[name])}</th>'
        for name in heads
    )
    names = _plan_texts(catalog, "name", t)
    lines = "".join(_coverage_line(count, names, catalog, t) for count in table.counts)
    keys = "".join(
        f'<li><i class="za-cover-key za-cover-{name}"></i>{escape(t(f"platforms.key_{name}"))}</li>'
        for name in ("counted", "unclear", "memory", "gap")
    )
    sources = dict.fromkeys((c.source_id, c.period, c.status) for c in table.counts)
    notes = [
        t("platforms.coverage_help"),
        *(
            t(
                "platforms.plan_source",
                source=text_at(catalog.sources, source, "title", t.lang),
                period=t.period(period),
                status=t(f"status.{status}"),
                caveat=t("common.plan_status"),
            )
            for source, period, status in sources
        ),
    ]
    return (
        f'<p class="za-lead">{escape(t("platforms.coverage_lead"))}</p>'
        f'<ul class="za-cover-keys">{keys}</ul>'
        '<div class="za-scroll-x" role="region" tabindex="0" '
        f'aria-label="{escape(t("platforms.coverage_title"))}">'
        f'<table class="za-list za-cover"><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
        + "".join(f'<p class="za-note">{escape(note)}</p>' for note in notes)
        + _unplanned_html(table, t)
    )


def _coverage_line(
    count: Coverage, names: Mapping[str, str], catalog: Catalog, t: Translator
) -> str:
    # a bar that runs over its number still has to fit: then the list is the whole width
    whole = max(count.number, count.listed + count.memory)
    widths = {
        name: 100 * n / whole
        for name, n in (
            ("counted", count.counted),
            ("unclear", count.unclear),
            ("memory", count.memory),
        )
    }
    pieces = "".join(
        f'<i class="za-cover-{name}" style="width:{max(width, _LEAST_WIDTH):.2f}%"></i>'
        for name, width in widths.items()
        if width
    )
    mark = (
        f'<b class="za-cover-plan" style="left:{100 * count.number / whole:.2f}%"></b>'
        if whole > count.number
        else ""
    )
    label = t(
        "platforms.bar_label",
        name=names[count.plan_id],
        listed=_or_none(count.listed, t),
        number=_plan_number(count, t),
        gap=_gap(count, t),
    )
    more = [_remark(count, catalog, t)]
    if count.later:
        more.append(t.plural("platforms.later_more", count.later))
    if count.listed and count.operating < count.listed:
        more.append(t.plural("platforms.operating_of", count.operating))
    note = t("platforms.and_remark").join(text for text in more if text)
    cells = (
        _plan_number(count, t),
        _or_none(count.listed, t),
        t.number(count.unclear) if count.unclear else "—",
        t.number(count.memory) if count.memory else "—",
        _gap(count, t),
        _share(count, t),
    )
    open_end = " za-cover-open" if count.qualifier == "ge" else ""
    return (
        f'<tr><th scope="row">{escape(names[count.plan_id])}'
        + (f'<span class="za-cover-note">{escape(note)}</span>' if note else "")
        + f'</th><td><div class="za-cover-bar{open_end}" role="img" aria-label="{escape(label)}">'
        f"{pieces}{mark}</div></td>"
        + "".join(f'<td class="za-number">{escape(text)}</td>' for text in cells)
        + "</tr>"
    )


def _unplanned_html(table: CoverageTable, t: Translator) -> str:
    items = [
        t.plural("platforms.unplanned_item", one.listed, name=t(f"category.{one.category}"))
        + (t.plural("platforms.unplanned_memory", one.memory) if one.memory else "")
        for one in table.unplanned
    ]
    if table.withheld:
        items.append(t.plural("map.platforms_sensitive", table.withheld))
    later = sum(count.later for count in table.counts)
    planned = sum(count.listed + count.memory for count in table.counts)
    unplanned = sum(one.listed + one.memory for one in table.unplanned)
    total = t(
        "platforms.coverage_sum",
        total=t.number(table.total),
        planned=t.number(planned),
        later=t.number(later),
        unplanned=t.number(unplanned),
        withheld=t.number(table.withheld),
    )
    return (
        f'<p class="za-table-title za-gap-above">{escape(t("platforms.unplanned_title"))}</p>'
        f'<ul class="za-chips">{"".join(f"<li>{escape(item)}</li>" for item in items)}</ul>'
        f'<p class="za-note">{escape(total)}</p>'
    )
