"""The platforms without a dot, and how many each prefecture and field has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import join
from geo.platforms import tally
from geo.types import FIELDS
from geo.ui.kept import name_all
from geo.ui.platforms.names import name_county, name_prefecture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.ui.platforms.listing import Found
    from geo.view import View

_NUMBER = ' class="za-number"'

_PANELS: Memo[str] = Memo(64)


def show_undotted(found: Found, catalog: Catalog, t: Translator) -> None:
    """Show the platforms without a dot: by county, by prefecture, and those set apart."""
    listing = found.listing
    st.header(t("platforms.undotted_title"), anchor=False)
    key = (catalog.digest, t.lang, "undotted", listing)
    body = _PANELS.get(key, lambda: _undotted_html(found, catalog, t))
    if not body:
        st.html(f'<p class="za-note">{escape(t("platforms.undotted_none"))}</p>')
        return
    st.html(f'<p class="za-note">{escape(t("platforms.undotted_help"))}</p>{body}')


def _undotted_html(found: Found, catalog: Catalog, t: Translator) -> str:
    listing = found.listing
    names = catalog.platforms[f"name_{t.lang}"].to_dict()
    county_of = {row.id: row.county for row in found.rows}
    recalled: dict[str, list[str]] = {}
    for row_id in listing.recalled:
        recalled.setdefault(county_of[row_id], []).append(row_id)
    groups: list[tuple[str, list[tuple[str, Sequence[str]]]]] = [
        (
            t("platforms.group_county"),
            [(name_county(catalog, code, t), ids) for code, ids in listing.counties],
        ),
        (
            t("platforms.group_recalled"),
            [
                (name_county(catalog, code, t) if code else t("platforms.no_prefecture"), ids)
                for code, ids in sorted(recalled.items())
            ],
        ),
        (
            t("platforms.group_prefecture"),
            [(name_prefecture(catalog, code, t), ids) for code, ids in listing.prefectures],
        ),
        (t("platforms.group_province"), [(t("platforms.no_prefecture"), listing.province)]),
        (t("platforms.group_memory"), [(t("status.unverified"), listing.memory)]),
    ]
    lines = []
    for title, places in groups:
        held = [(place, ids) for place, ids in places if ids]
        if not held:
            continue
        number = t.plural("platforms.count", sum(len(ids) for _, ids in held))
        lines.append(
            f'<tr><th scope="rowgroup" colspan="3">{escape(title)} '
            f"<span>{escape(number)}</span></th></tr>"
        )
        lines += [
            f'<tr><th scope="row">{escape(place)}</th><td class="za-number">'
            f"{escape(t.number(len(ids)))}</td>"
            f"<td>{escape(join((names[i] or i for i in ids), t.lang))}</td></tr>"
            for place, ids in held
        ]
    withheld = (
        f'<p class="za-note">{escape(t.plural("map.platforms_sensitive", listing.withheld))}</p>'
        if listing.withheld
        else ""
    )
    if not lines:
        return withheld
    heads = (t("platforms.place"), t("platforms.number"), t("platforms.names"))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return (
        '<div class="za-scroll" role="region" tabindex="0" '
        f'aria-label="{escape(t("platforms.undotted_title"))}">'
        f'<table class="za-list"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>{withheld}"
    )


def show_spread(view: View, found: Found, catalog: Catalog, t: Translator) -> None:
    """Show how many of the listed platforms each prefecture and each field has."""
    st.header(t("platforms.spread_title"), anchor=False)
    places = list(name_all(catalog, "prefectures", "short", t.lang).items())
    places = [place for place in places if not view.prefectures or place[0] in view.prefectures]
    if not view.prefectures:
        places.append(("", t("platforms.no_prefecture")))
    fields: list[tuple[str, str]] = [(field, t(f"field.{field}")) for field in FIELDS]
    fields.append(("unknown", t("field.unknown")))
    fields = [field for field in fields if not view.fields or field[0] in view.fields]
    key = (catalog.digest, t.lang, "spread", tuple(places), tuple(fields), found.listing)
    st.html(_PANELS.get(key, lambda: _spread_html(found, places, fields, t)))


def _spread_html(
    found: Found,
    places: Sequence[tuple[str, str]],
    fields: Sequence[tuple[str, str]],
    t: Translator,
) -> str:
    note = escape(t("platforms.spread_help"))
    return (
        f'<p class="za-note">{note}</p><div class="za-spread-two">'
        f"<div>{_counts_html(found, 'prefecture', places, t)}</div>"
        f"<div>{_counts_html(found, 'field', fields, t)}</div></div>"
    )


def _counts_html(
    found: Found,
    by: Literal["prefecture", "field"],
    lines: Sequence[tuple[str, str]],
    t: Translator,
) -> str:
    counts = tally(found.rows, found.listing, by)
    if by == "field" and "" in counts:
        counts["unknown"] = counts[""]
    most = max((one.listed for one in counts.values()), default=0) or 1
    body = ""
    for key, name in lines:
        one = counts.get(key)
        listed, memory = (one.listed, one.memory) if one else (0, 0)
        cells = (
            t.number(listed) if listed else t("common.no_data"),
            t.number(memory) if memory else "—",
        )
        body += (
            f'<tr><th scope="row">{escape(name)}</th><td class="za-spread">'
            f'<i style="width:{100 * listed / most:.1f}%"></i></td>'
            + "".join(f'<td class="za-number">{escape(cell)}</td>' for cell in cells)
            + "</tr>"
        )
    title = t("platforms.by_prefecture") if by == "prefecture" else t("platforms.by_field")
    heads = (title, t("platforms.spread_bar"), t("platforms.listed"), t("platforms.memory"))
    head = "".join(
        f'<th scope="col"{_NUMBER if place > 1 else ""}>{escape(text)}</th>'
        for place, text in enumerate(heads)
    )
    return f'<table class="za-list"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
