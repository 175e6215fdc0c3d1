"""The table twin of a map: the same facts as text, below the map of a page.

All of it is written by one templating door, Jinja's autoescape being no option because the
page passes near folium's templates: every cell goes through `escape`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.indicators import rank
from geo.maps.areas import places, selection_label, value_texts
from geo.maps.cards import best_status, split
from geo.maps.points import shown_platforms, shown_zones
from geo.maps.text import escape
from geo.maps.words import pick, text_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.view import View


def write_twin(
    catalog: Catalog,
    view: View,
    selection: Selection | None,
    lines: Sequence[str],
    t: Translator,
) -> str:
    """Return the markup of the tables, footnotes and sources below the map.

    Parameters
    ----------
    lines
        The foot lines of the map, repeated as text so that they print and can be copied.
    """
    used: dict[str, None] = {}
    blocks = []
    if selection is not None:
        blocks.append(_indicator_table(catalog, view, selection, used, t))
    if "zones" in view.layers:
        blocks.append(_zone_table(catalog, view, used, t))
    if "platforms" in view.layers:
        blocks.append(_platform_table(catalog, view, used, t))
    blocks.append(_notes(selection, lines, t))
    blocks.append(_sources(catalog, used, t))
    label = escape(t("map.twin"))
    return f'<section class="za-twin" aria-label="{label}">{"".join(blocks)}</section>\n'


def _table(title: str, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return one table; the third cell of a row may be marked as a number by a tab."""
    cells = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(f"<tr>{''.join(_cell(text) for text in row)}</tr>" for row in rows)
    return (
        f"<h2>{escape(title)}</h2><table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(text: str) -> str:
    kind = ' class="za-num"' if text[:1].isdigit() or text[:1] in "-+" else ""
    return f"<td{kind}>{escape(text)}</td>"


def _indicator_table(
    catalog: Catalog,
    view: View,
    selection: Selection,
    used: dict[str, None],
    t: Translator,
) -> str:
    table = places(catalog, view.geography)
    frame = selection.frame
    ranks = rank(selection)
    texts = dict(zip(frame.index, value_texts(selection, t), strict=True))
    rows = []
    for code in (code for code in frame.index if code in table.index):
        row = frame.loc[code]
        shown = row["gap"] in ("", "left_out")
        position = ranks.get(code)
        rows.append(
            [
                text_at(table, code, "name", t.lang),
                texts[code] or t("common.no_data"),
                str(int(position)) if position is not None and pd.notna(position) else "—",
                t.period(selection.period) if shown else "—",
                t(f"status.{row['status']}") if shown and row["status"] else _why(row["gap"], t),
                _cite(row["source_ids"] if shown else (), used),
            ],
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


def _cite(source_ids: Iterable[str], used: dict[str, None]) -> str:
    numbers = []
    for source_id in source_ids:
        used.setdefault(source_id)
        numbers.append(str(list(used).index(source_id) + 1))
    return f"[{', '.join(numbers)}]" if numbers else ""


def _zone_table(catalog: Catalog, view: View, used: dict[str, None], t: Translator) -> str:
    zones = shown_zones(catalog, view)
    rows = [
        [
            pick(zone, "name", t.lang),
            t(f"level.{zone['level']}"),
            text_at(catalog.prefectures, zone["prefecture_code"], "name", t.lang),
            _date(zone, "recognised", t),
            _date(zone, "upgraded", t),
            t(f"status.{best_status(catalog, zone['source_ids'])}"),
            _cite(zone["source_ids"], used),
        ]
        for _, zone in zones.iterrows()
    ]
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
        rows,
    )


def _date(zone: pd.Series, column: str, t: Translator) -> str:
    date = zone[column]
    if not isinstance(date, str) or not date:
        return t("common.date_unknown")
    text = t.date(date)
    return t("map.from_memory", text=text) if column in (zone["memory_for"] or []) else text


def _platform_table(catalog: Catalog, view: View, used: dict[str, None], t: Translator) -> str:
    platforms, _ = shown_platforms(catalog, view)
    rows = [
        [
            pick(row, "name", t.lang),
            t(f"category.{row['category']}"),
            t(f"platform_level.{level if isinstance(level, str) and level else 'unknown'}"),
            text_at(catalog.prefectures, row["prefecture_code"], "name", t.lang),
            t(f"status.{row['evidence_status']}"),
            _cite(split(row["source_ids"]), used),
        ]
        for (_, row), level in zip(platforms.iterrows(), platforms["level"], strict=True)
    ]
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
        rows,
    )


def _notes(selection: Selection | None, lines: Sequence[str], t: Translator) -> str:
    notes = list(lines)
    if selection is not None:
        notes += [note.note_zh if t.lang == "zh" else note.note_en for note in selection.notes]
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<h2>{escape(t('map.notes'))}</h2><ul>{items}</ul>"


def _sources(catalog: Catalog, used: dict[str, None], t: Translator) -> str:
    items = []
    for source_id in used:
        date = catalog.sources["date"][source_id]
        items.append(
            t(
                "map.source_line",
                title=text_at(catalog.sources, source_id, "title", t.lang),
                publisher=text_at(catalog.sources, source_id, "publisher", t.lang),
                date=date if isinstance(date, str) and date else t("common.date_unknown"),
                status=t(f"status.{catalog.sources['status'][source_id]}"),
            ),
        )
    lines = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<h2>{escape(t('map.sources'))}</h2><ol>{lines}</ol>"
