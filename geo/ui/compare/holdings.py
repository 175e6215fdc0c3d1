"""Zones and platforms of the chosen prefectures: what is known, and that it is not all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.compare import hold
from geo.compare.holdings import LEVELS
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import join, text_at
from geo.summary import tally_zones
from geo.types import PLATFORM_CATEGORIES
from geo.ui.citation import offer_citation
from geo.ui.compare.table import name_chosen
from geo.ui.downloads import offer_frame
from geo.ui.labels import plain_label
from geo.ui.navigation import link_to
from geo.zones.honesty import find_shortfall

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.compare import Holdings
    from geo.compare.holdings import RecognisedLevel
    from geo.locale import Translator
    from geo.view import View

_HELD: Memo[tuple[Holdings, ...]] = Memo(64)
_TABLES: Memo[str] = Memo(64)
_NOTES: Memo[str] = Memo(64)
_FRAMES: Memo[pd.DataFrame] = Memo(64)


def show_holdings(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the counts, what they leave out, and the ways to the lists."""
    key = (catalog.digest, view.prefectures)
    held = _HELD.get(key, lambda: hold(catalog, view.prefectures))
    said = (catalog.digest, t.lang, view.prefectures)
    st.html(_TABLES.get(said, lambda: write_holdings(held, catalog, t)))
    st.html(_NOTES.get(said, lambda: _write_limits(held, catalog, t)))
    _link("zones", view, catalog, t)
    _link("platforms", view, catalog, t)
    left, right = st.columns(2, gap="small")
    with left:
        frame = _FRAMES.get(said, lambda: holdings_frame(held, catalog, t))
        offer_frame(frame, t("compare.file_places"), t, key="compare.places_csv")
    with right:
        offer_citation(
            t("compare.places_title", names=name_chosen(view, catalog, t)),
            dict.fromkeys(source for one in held for source in one.source_ids),
            catalog,
            t,
            kind="table",
            key="compare.places_cite",
        )


def _write_limits(held: tuple[Holdings, ...], catalog: Catalog, t: Translator) -> str:
    return "".join(
        f'<p class="za-note">{escape(note)}</p>' for note in tell_limits(held, catalog, t)
    )


def write_holdings(held: tuple[Holdings, ...], catalog: Catalog, t: Translator) -> str:
    """Return the counts as a table: a row per level and category, a column per prefecture."""
    names = [text_at(catalog.prefectures, one.code, "short", t.lang) for one in held]
    head = "".join(f'<th scope="col">{escape(n)}</th>' for n in [t("compare.kind"), *names])
    width = len(names) + 1
    rows = [_title(t("layer.zones"), t("compare.unit_zones"), width, t)]
    for level in LEVELS:
        cells = [_zones(one, level, catalog, t) for one in held]
        rows.append(f'<tr><th scope="row">{escape(t(f"level.{level}"))}</th>{"".join(cells)}</tr>')
    rows.append(_title(t("layer.platforms"), t("compare.unit_platforms"), width, t))
    rows += [
        _row(t(f"category.{category}"), [one.platforms.get(category, 0) for one in held], t)
        for category in PLATFORM_CATEGORIES
        if any(category in one.platforms for one in held)
    ]
    rows.append(_row(t("compare.all_platforms"), [one.n_platforms for one in held], t, is_sum=True))
    label = escape(t("compare.section_places"))
    return (
        f'<div class="za-cmp-scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="za-cmp"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody>'
        "</table></div>"
    )


def _title(name: str, unit: str, width: int, t: Translator) -> str:
    text = escape(t("compare.with_unit", name=name, unit=unit))
    return f'<tr><th class="za-cmp-group" scope="colgroup" colspan="{width}">{text}</th></tr>'


def _row(name: str, counts: list[int], t: Translator, *, is_sum: bool = False) -> str:
    mark = ' class="za-cmp-sum"' if is_sum else ""
    cells = "".join(f"<td>{escape(t.number(n))}</td>" if n else _gap(t) for n in counts)
    return f'<tr{mark}><th scope="row">{escape(name)}</th>{cells}</tr>'


def _zones(one: Holdings, level: RecognisedLevel, catalog: Catalog, t: Translator) -> str:
    ids = one.zones[level]
    if not ids:
        return _gap(t)
    names = "<br>".join(escape(_name_zone(zone, catalog, t)) for zone in ids)
    return f'<td>{len(ids)}<span class="za-cmp-small">{names}</span></td>'


def _name_zone(zone: str, catalog: Catalog, t: Translator) -> str:
    # in English the names are short, and there is no shorter one
    return text_at(catalog.zones, zone, "short" if t.lang == "zh" else "name", t.lang)


def _gap(t: Translator) -> str:
    return f'<td class="za-cmp-gap">{escape(t("compare.not_listed"))}</td>'


def tell_limits(held: tuple[Holdings, ...], catalog: Catalog, t: Translator) -> list[str]:
    """Return what the counts leave out."""
    tally = tally_zones(catalog)
    sensitive = int(catalog.platforms["sensitive"].astype(bool).sum())
    unverified = sum(one.unverified for one in held)
    missing = tally.counted - tally.identified
    told = []
    if missing > 0:
        told.append(
            t(
                "compare.zones_limit",
                counted=tally.counted,
                identified=tally.identified,
                missing=missing,
            )
        )
    elif find_shortfall(tally) is not None:
        told.append(t("app.tally_differs", counted=tally.counted, identified=tally.identified))
    told.append(t("compare.platforms_limit"))
    upgrade = [zone for one in held for zone in one.upgrade]
    if upgrade:
        names = join((_name_zone(zone, catalog, t) for zone in upgrade), t.lang)
        told.append(t("compare.upgrade", names=names))
    if unverified:
        told.append(t.plural("compare.unverified", unverified))
    if sensitive:
        told.append(t.plural("compare.sensitive", sensitive))
    return told


def holdings_frame(held: tuple[Holdings, ...], catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the counts as a list: prefecture, kind, number, names of zones."""
    rows = []
    for one in held:
        place = text_at(catalog.prefectures, one.code, "name", t.lang)
        for level in LEVELS:
            ids = one.zones[level]
            names = join((text_at(catalog.zones, zone, "name", t.lang) for zone in ids), t.lang)
            rows.append((place, t(f"level.{level}"), len(ids), t("compare.unit_zones"), names))
        rows += [
            (place, t(f"category.{category}"), n, t("compare.unit_platforms"), "")
            for category, n in one.platforms.items()
        ]
    heads = ["geography.prefecture", "compare.kind", "compare.listed", "compare.unit", "map.name"]
    return pd.DataFrame(rows, columns=[t(head) for head in heads])


def _link(page: str, view: View, catalog: Catalog, t: Translator) -> None:
    """Show a way to the page of the zones or platforms of each chosen prefecture."""
    with st.container(horizontal=True, key=f"compare-to-{page}", gap="small"):
        st.html(
            f'<span class="za-cmp-lead">{escape(t(f"compare.to_{page}"))}</span>', width="content"
        )
        for code in view.prefectures:
            name = text_at(catalog.prefectures, code, "short", t.lang)
            link_to(page, plain_label(name), t, pf=code)  # type: ignore[arg-type]  # one of the two pages
