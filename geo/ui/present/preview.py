"""The slide that is open, about as it will look on the wall."""

from __future__ import annotations

from base64 import b64encode
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.deck import say
from geo.deck.tables import fill_table
from geo.errors import AtlasError
from geo.export.picture import draw_picture
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.ui.present.held import slide_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.deck import Deck
    from geo.deck.model import TableName
    from geo.locale import Translator
    from geo.types import Finish
    from geo.view import View

_PICTURES: Memo[bytes | str] = Memo(64)


def show_preview(deck: Deck, catalog: Catalog, finish: Finish, t: Translator) -> None:
    """Show title, words and map of the slide that is open."""
    at = slide_at()
    slide = deck.slides[at]
    title = escape(say(slide.title, t.lang))
    lines = "".join(f"<li>{escape(say(words, t.lang))}</li>" for words in slide.text)
    words = f"<ul>{lines}</ul>" if lines else ""
    picture = "" if slide.view is None else _show_map(slide.view, catalog, finish, t)
    if slide.table:
        picture = _write_table(slide.table, catalog, t)
    kind = "za-pr-cover" if slide.kind == "cover" else "za-pr-plain"
    number = escape(t("present.number", number=at + 1, total=len(deck.slides)))
    st.html(
        f'<section class="za-pr-slide {kind}" aria-label="{escape(t("present.preview"))}">'
        f'<h3>{title}</h3><div class="za-pr-body">{picture}{words}</div>'
        f'<p class="za-pr-number">{number}</p></section>'
    )


def _write_table(name: TableName, catalog: Catalog, t: Translator) -> str:
    table = fill_table(name, catalog, t.lang)
    if table is None:
        return ""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _show_map(view: View, catalog: Catalog, finish: Finish, t: Translator) -> str:
    view = replace(view, lang=t.lang, review_number=st.session_state.get("review_number"))
    key = (catalog.digest, view, finish)
    with nullcontext() if _PICTURES.holds(key) else st.spinner(t("present.drawing")):
        found = _PICTURES.get(key, lambda: _draw(view, catalog, finish, t))
    if isinstance(found, str):
        return f'<p class="za-pr-none">{escape(found)}</p>'
    data = b64encode(found).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" alt="{escape(t("present.map"))}">'


def _draw(view: View, catalog: Catalog, finish: Finish, t: Translator) -> bytes | str:
    """Return the picture, or why there is none."""
    try:
        # whoever looks at the preview has not handed anything out yet
        return draw_picture(
            view, catalog, format="png", paper="screen", finish=finish, confirmed_states=True
        )
    except AtlasError as error:
        return t("present.no_picture", error=str(error))
