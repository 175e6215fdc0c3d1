"""The table twin of a map: the same facts as text, below the map of a page.

All of it is written by one templating door, Jinja's autoescape being no option because the
page passes near folium's templates: every cell goes through `escape`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.indicators import rank
from geo.maps.areas import places, selection_label, value_texts
from geo.maps.cards import best_status, split
from geo.maps.parts import Memo
from geo.maps.points import platform_filter, shown_platforms, shown_zones, zone_filter
from geo.maps.text import escape
from geo.maps.theme import Theme, TwinTable
from geo.maps.words import lang_tag, text_at

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    import geopandas as gpd

    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.view import View

Rows = list[tuple[str, "tuple[str, ...]"]]
"""Markup of each row's cells but the last, and the sources that the last will cite."""

_ROWS: Memo[Rows] = Memo()

Pieces = dict[str, str]
"""Markup of what stands below a map, by what it is: one of `_ORDER`, and the sources."""

_ORDER = ("values", "over", "zones", "platforms", "notes")


def write_pieces(
    catalog: Catalog,
    view: View,
    shown: Selection | Theme | None,
    lines: Sequence[str],
    t: Translator,
    *,
    used: dict[str, int],
    tables: Sequence[TwinTable] = (),
    remarks: Sequence[str] = (),
    listed: tuple[str, ...] | None = None,
) -> Pieces:
    """Return the tables, footnotes and sources below the map.

    Parameters
    ----------
    shown
        What colours the areas: one indicator, another theme, or nothing.
    lines
        The foot lines of the map, repeated as text so that they print and can be copied.
    used
        Numbers of the sources that other maps of the same page cite, by id; the new ones are
        added.
    tables
        Further tables, of what lies over the areas.
    remarks
        What must be said of these.
    listed
        Ids of the zones that the table of zones has, empty for no such table; None for those that
        the filters let pass.
    """
    pieces = {}
    notes = list(lines)
    if isinstance(shown, Theme):
        pieces["values"] = "".join(_theme_table(table, used) for table in shown.tables)
        notes += shown.notes
    elif shown is not None:
        pieces["values"] = _indicator_table(catalog, view, shown, used, t)
        notes += [note.note_zh if t.lang == "zh" else note.note_en for note in shown.notes]
    pieces["over"] = "".join(_theme_table(table, used) for table in tables)
    notes += remarks
    if "zones" in view.layers and listed != ():
        pieces["zones"] = _zone_table(catalog, view, used, t, listed)
    if "platforms" in view.layers:
        pieces["platforms"] = _platform_table(catalog, view, used, t)
    pieces["notes"] = _notes(notes, t)
    pieces["sources"] = _sources(catalog, used, t)
    return pieces


def write_section(states: Sequence[Pieces], t: Translator, first: int = 0) -> str:
    """Return the markup of the tables of a page's maps in one language.

    Parameters
    ----------
    states
        The pieces of each map, written in this order with one table of sources.
    first
        Number of the first of them; if it is not 0 the page opens with another language.

    Returns
    -------
    str
        What all maps share stands once. What is one map's own is in an element that names, in
        ``data-za-states``, the maps that it belongs to; those of the first map are shown.
    """
    body = "".join(_piece(kind, states, first) for kind in _ORDER)
    label = escape(t("map.twin"))
    hidden = " hidden" if first else ""
    return (
        f'<section class="za-twin" lang="{lang_tag(t.lang)}" aria-label="{label}"{hidden}>'
        f"{body}{states[-1]['sources']}</section>\n"
    )


def _piece(kind: str, states: Sequence[Pieces], first: int) -> str:
    owners: dict[str, list[int]] = {}
    for number, pieces in enumerate(states, first):
        owners.setdefault(pieces.get(kind, ""), []).append(number)
    return "".join(
        markup
        if len(numbers) == len(states)
        else f'<div data-za-states="{" ".join(map(str, numbers))}"'
        f"{'' if first in numbers else ' hidden'}>{markup}</div>"
        for markup, numbers in owners.items()
        if markup
    )


def _table(title: str, caption: str, head: Sequence[str], rows: Iterable[str]) -> str:
    """Return one table; `rows` hold the markup of their cells."""
    cells = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f"<h2>{escape(title)}</h2><table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cells(texts: Iterable[str]) -> str:
    return "".join(_cell(text) for text in texts)


def _cell(text: str) -> str:
    kind = ' class="za-num"' if text[:1].isdigit() or text[:1] in "-+−" else ""
    return f"<td{kind}>{escape(text)}</td>"


def _theme_table(table: TwinTable, used: dict[str, int]) -> str:
    rows = [_cells(texts) + _cell(_cite(source_ids, used)) for texts, source_ids in table.rows]
    return _table(table.title, table.caption, table.head, rows)


def _indicator_table(
    catalog: Catalog,
    view: View,
    selection: Selection,
    used: dict[str, int],
    t: Translator,
) -> str:
    table = places(catalog, view.geography)
    frame = selection.frame
    ranks = rank(selection)
    # by columns, in plain lists: a row of a frame costs as much as a hundred of these
    names = table[f"name_{t.lang}"].to_dict()
    period = t.period(selection.period)
    rows = []
    for code, text, position, gap, status, source_ids in zip(
        frame.index,
        value_texts(selection, t),
        ranks.reindex(frame.index),
        frame["gap"],
        frame["status"],
        frame["source_ids"],
        strict=True,
    ):
        if code not in names:
            continue
        shown = gap in ("", "left_out")
        name = names[code]
        rows.append(
            _cells(
                (
                    name if isinstance(name, str) else "",
                    text or t("common.no_data"),
                    str(int(position)) if pd.notna(position) else "—",
                    period if shown else "—",
                    t(f"status.{status}") if shown and status else _why(gap, t),
                    _cite(source_ids if shown else (), used),
                )
            ),
        )
    return _table(
        selection_label(selection, catalog, t),
        t("map.twin_indicator", n=int((frame["gap"] == "").sum()), total=len(rows)),
        [
            t(f"geography.{view.geography}"),
            t("map.value"),
            t("map.rank"),
            t("map.period"),
            t("map.status"),
            t("map.source"),
        ],
        rows,
    )


def _why(gap: str, t: Translator) -> str:
    return t(f"map.gap_{gap}") if gap in ("suspect", "unverified") else "—"


def _cite(source_ids: Iterable[str], used: dict[str, int]) -> str:
    """Return the numbers of sources, numbering those that are new; they start at 1."""
    numbers = [str(used.setdefault(source_id, len(used) + 1)) for source_id in source_ids]
    return f"[{', '.join(numbers)}]" if numbers else ""


def _zone_table(
    catalog: Catalog,
    view: View,
    used: dict[str, int],
    t: Translator,
    listed: tuple[str, ...] | None,
) -> str:
    if listed is not None:
        rows = _zone_rows(catalog, catalog.zones.loc[list(listed)], t)
    else:
        key = (catalog.digest, "zones", t.lang, *zone_filter(view))
        rows = _ROWS.get(key, lambda: _zone_rows(catalog, shown_zones(catalog, view), t))
    return _table(
        t("layer.zones"),
        t.plural("map.twin_zones", len(rows)),
        [
            t("map.name"),
            t("map.level"),
            t("map.prefecture"),
            t("map.recognised"),
            t("map.upgraded"),
            t("map.status"),
            t("map.source"),
        ],
        [cells + _cell(_cite(source_ids, used)) for cells, source_ids in rows],
    )


def _zone_rows(catalog: Catalog, shown: gpd.GeoDataFrame, t: Translator) -> Rows:
    zones = pd.DataFrame(shown.drop(columns="geometry"))
    return [
        (
            _cells(
                (
                    zone[f"name_{t.lang}"] or "",
                    t(f"level.{zone['level']}"),
                    text_at(catalog.prefectures, zone["prefecture_code"], "name", t.lang),
                    _date(zone, "recognised", t),
                    # a provincial zone was never upgraded: nothing is unknown about it
                    _date(zone, "upgraded", t) if zone["level"] == "national" else "—",
                    t(f"status.{best_status(catalog, zone['source_ids'])}"),
                )
            ),
            zone["source_ids"],
        )
        for zone in zones.to_dict("records")
    ]


def _date(zone: Mapping[Hashable, Any], column: str, t: Translator) -> str:
    date = zone[column]
    if not isinstance(date, str) or not date:
        return t("common.date_unknown")
    text = t.date(date)
    return t("map.from_memory", text=text) if column in (zone["memory_for"] or []) else text


def _platform_table(catalog: Catalog, view: View, used: dict[str, int], t: Translator) -> str:
    key = (catalog.digest, "platforms", t.lang, *platform_filter(view))
    rows = _ROWS.get(key, lambda: _platform_rows(catalog, view, t))
    return _table(
        t("layer.platforms"),
        t.plural("map.twin_platforms", len(rows)),
        [
            t("map.name"),
            t("map.category"),
            t("map.level"),
            t("map.prefecture"),
            t("map.status"),
            t("map.source"),
        ],
        [cells + _cell(_cite(source_ids, used)) for cells, source_ids in rows],
    )


def _platform_rows(catalog: Catalog, view: View, t: Translator) -> Rows:
    platforms = pd.DataFrame(shown_platforms(catalog, view)[0].drop(columns="geometry"))
    prefectures = catalog.prefectures[f"name_{t.lang}"].to_dict()
    return [
        (
            _cells(
                (
                    row[f"name_{t.lang}"] or "",
                    t(f"category.{row['category']}"),
                    t(f"platform_level.{row['level'] or 'unknown'}"),
                    prefectures.get(row["prefecture_code"]) or "",
                    t(f"status.{row['evidence_status']}"),
                )
            ),
            tuple(split(row["source_ids"])),
        )
        for row in platforms.to_dict("records")
    ]


def _notes(notes: Iterable[str], t: Translator) -> str:
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<h2>{escape(t('map.notes'))}</h2><ul>{items}</ul>"


def _sources(catalog: Catalog, used: dict[str, int], t: Translator) -> str:
    sources = catalog.sources.reindex(list(used))
    unknown = t("common.date_unknown")
    items = [
        t(
            "map.source_line",
            title=row[f"title_{t.lang}"] or "",
            publisher=row[f"publisher_{t.lang}"] or "",
            date=row["date"] if isinstance(row["date"], str) and row["date"] else unknown,
            status=t(f"status.{row['status']}"),
        )
        for row in sources.to_dict("records")
    ]
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<h2>{escape(t('map.sources'))}</h2><ol>{lines}</ol>"
