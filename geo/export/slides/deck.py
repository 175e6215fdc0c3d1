"""A deck as slides: each with its words, and its map drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.deck import say
from geo.deck.tables import fill_table
from geo.export.deck.content import name_documents
from geo.export.slides.content import SlideContent, Table, name_sources, tell_view
from geo.locale import translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from geo.catalog import Catalog
    from geo.deck import Deck, Slide
    from geo.locale import Translator
    from geo.types import Finish, Lang


def tell_deck(
    deck: Deck,
    catalog: Catalog,
    *,
    lang: Lang,
    finish: Finish = "presentation",
    date: dt.date | None = None,
    review_number: str | None = None,
    confirmed_states: bool = False,
    report: Callable[[int, int], None] | None = None,
) -> list[SlideContent]:
    """Return the slides of a deck.

    Parameters
    ----------
    deck
        The deck.
    catalog
        The checked data.
    lang
        Language of all words and maps.
    finish
        Of all maps.
    date
        Day of the presentation, in the place of the deck's own.
    review_number
        The user's own map review number; None shows the warning.
    confirmed_states
        Whether somebody has checked maps of all zones by the state of one line.
    report
        Told before each slide: how many stand, and of how many.

    Raises
    ------
    ExportError
        If such a map was not confirmed, or no Chinese font is found.
    """
    t = translator(lang)
    contents = []
    for number, slide in enumerate(deck.slides):
        if report is not None:
            report(number, len(deck.slides))
        if slide.view is not None and slide.kind != "table":
            view = replace(slide.view, lang=lang, review_number=review_number)
            content = tell_view(
                view,
                catalog,
                finish=finish,
                confirmed_states=confirmed_states,
                title=say(slide.title, lang),
                text=[say(words, lang) for words in slide.text],
                notes=say(slide.notes, lang),
                sources=slide.sources,
            )
            if slide.kind == "cover":
                content = _make_cover(content, deck, t, date=date)
            contents.append(content)
        else:
            contents.append(_tell_words(slide, deck, catalog, t, date=date, finish=finish))
    return contents


def _make_cover(
    content: SlideContent, deck: Deck, t: Translator, *, date: dt.date | None
) -> SlideContent:
    """Return a cover: what the deck says of itself, and below it what its map shows."""
    text = (*content.text, *_tell_origin(deck, t, date), content.subtitle)
    return replace(
        content,
        is_cover=True,
        subtitle=say(deck.subtitle, t.lang),
        text=tuple(one for one in text if one),
        chart=None,
        table=None,
    )


def _tell_origin(deck: Deck, t: Translator, date: dt.date | None) -> list[str]:
    day = date.isoformat() if date is not None else deck.date
    return [one for one in (say(deck.author, t.lang), t.date(day) if day else "") if one]


def _tell_words(
    slide: Slide,
    deck: Deck,
    catalog: Catalog,
    t: Translator,
    *,
    date: dt.date | None,
    finish: Finish,
) -> SlideContent:
    text = [say(words, t.lang) for words in slide.text]
    subtitle = ""
    if slide.kind == "cover":
        subtitle = say(deck.subtitle, t.lang)
        text += _tell_origin(deck, t, date)
    table = fill_table(slide.table, catalog, t.lang)
    sources = (*slide.sources, *(table.sources if table is not None else ()))
    cited = name_sources(sources, catalog, t)
    numbered = [f"{number}. {line}" for number, line in enumerate(cited, start=1)]
    notes = [say(slide.notes, t.lang).strip()]
    if numbered:
        notes.append("\n".join([t("slides.sources"), *numbered]))
    return SlideContent(
        title=say(slide.title, t.lang),
        subtitle=subtitle,
        text=tuple(text),
        notes="\n\n".join(block for block in notes if block),
        documents=tuple(name_documents(catalog, sources, t)),
        table=None if table is None else Table(table.head, table.rows, table.numeric),
        is_cover=slide.kind == "cover",
        mark=t(f"finish.{finish}") if finish == "working" else "",
    )
