"""What the slides of a deck show: words in one language, the map's JSON, the lines at the foot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.citation import PLAN_DOCUMENT
from geo.deck.model import say
from geo.deck.tables import fill_table
from geo.errors import ExportError
from geo.export.allowed import without_candidates
from geo.export.html import needs_confirmation
from geo.export.picture import draw_map
from geo.locale import translator
from geo.maps import build
from geo.maps.words import text_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.deck.model import Deck, Slide
    from geo.deck.tables import DeckTable
    from geo.locale import Translator
    from geo.maps.atlas_map import AtlasMap
    from geo.maps.parts import Part
    from geo.types import Finish, Lang
    from geo.view import View


@dataclass(frozen=True, slots=True)
class Line:
    """A line at the foot of a slide.

    Attributes
    ----------
    kind
        "source", "note", "credit" or "review".
    text
        Plain text.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One slide in one language.

    Attributes
    ----------
    kind
        As the deck has it.
    title, text, notes
        Plain text.
    table
        Filled; None where the slide has none.
    payload
        The map as `geo.maps.atlas_map.AtlasMap` has it, without parts; None for no map.
    parts
        Pieces of JSON that the map names.
    lines
        What stands at the foot: sources of map and words, footnotes, credit and review line.
    picture
        PNG of the map for readers whose browser runs no script; None where there is none.
    """

    kind: str
    title: str
    text: tuple[str, ...]
    notes: str
    table: DeckTable | None
    payload: dict[str, Any] | None
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    picture: bytes | None = None


def show_slides(
    deck: Deck,
    catalog: Catalog,
    *,
    lang: Lang,
    finish: Finish = "presentation",
    confirmed_states: bool = False,
    travel: Travel | None = None,
    today: dt.date | None = None,
    pictures: bool = False,
) -> tuple[Shown, ...]:
    """Return what the slides of a deck show.

    Parameters
    ----------
    deck
        The deck; its Views are fitted to the catalogue.
    catalog
        The checked data.
    lang
        Language of all words and maps.
    finish
        Of the maps.
    confirmed_states
        Whether somebody has checked the maps of all zones by the state of one line.
    travel
        Where drive times of catchments come from; the model over the terrain if not given.
    today
        The reader's day; the clock's if not given.
    pictures
        Whether each map is drawn as a picture, too. Without a Chinese font there are none.

    Raises
    ------
    ExportError
        If the deck has no slides, or holds such a map and nobody has.
    """
    if not deck.slides:
        raise ExportError("slides: expected at least one, came none; add a slide to the deck")
    if not confirmed_states:
        _check_confirmed(deck)
    draw = _Draughtsman(confirmed_states=confirmed_states) if pictures and _finds_font() else None
    return tuple(
        _show_slide(slide, catalog, lang, finish=finish, travel=travel, today=today, draw=draw)
        for slide in deck.slides
    )


def _finds_font() -> bool:
    """Return whether pictures can be drawn; a deck is whole without them."""
    from geo.export.picture.fonts import find_faces  # noqa: PLC0415 - loads matplotlib

    try:
        find_faces()
    except ExportError:
        return False
    return True


class _Draughtsman:
    """Draws each View once, however many slides show it."""

    def __init__(self, *, confirmed_states: bool) -> None:
        self._confirmed = confirmed_states
        self._drawn: dict[View, bytes] = {}

    def __call__(self, view: View, atlas: AtlasMap) -> bytes:
        if view not in self._drawn:
            self._drawn[view] = draw_map(
                atlas, format="png", paper="screen", confirmed_states=self._confirmed
            )
        return self._drawn[view]


def _check_confirmed(deck: Deck) -> None:
    numbers = [
        str(number)
        for number, slide in enumerate(deck.slides, start=1)
        if slide.view is not None and needs_confirmation(slide.view)
    ]
    if numbers:
        raise ExportError(
            f"slides {', '.join(numbers)}: expected confirmed_states=True for maps of all zones "
            "by the state of one line, came False; such a map can be read as a ranking: check "
            "it, then confirm"
        )


def _show_slide(
    slide: Slide,
    catalog: Catalog,
    lang: Lang,
    *,
    finish: Finish,
    travel: Travel | None,
    today: dt.date | None,
    draw: _Draughtsman | None,
) -> Shown:
    t = translator(lang)
    table = fill_table(slide.table, catalog, lang, today)
    payload: dict[str, Any] | None = None
    parts: tuple[Part, ...] = ()
    picture: bytes | None = None
    if slide.view is not None:
        view, _ = without_candidates(replace(slide.view, lang=lang), catalog)
        atlas = build(view, catalog, travel, today=today, finish=finish)
        payload, parts = atlas.payload(), tuple(atlas.parts())
        picture = None if draw is None else draw(view, atlas)
    cited = (*slide.sources, *(table.sources if table is not None else ()))
    return Shown(
        kind=slide.kind,
        title=say(slide.title, lang),
        text=tuple(line for words in slide.text if (line := say(words, lang).strip())),
        notes=say(slide.notes, lang),
        table=table,
        payload=payload,
        parts=parts,
        lines=tuple(_list_lines(payload, cited, catalog, t)),
        picture=picture,
    )


def _list_lines(
    payload: dict[str, Any] | None, cited: Iterable[str], catalog: Catalog, t: Translator
) -> Iterable[Line]:
    """Yield the lines of the foot: the map's, the words' between its sources and its credit."""
    # the line that sends to the footnotes is not needed: here they stand beside it
    of_map = [line for line in (payload or {}).get("lines", ()) if line["kind"] != "note"]
    yield from (Line("source", line["text"]) for line in of_map if line["kind"] == "source")
    titles = name_documents(catalog, cited, t)
    if titles:
        yield Line("source", t("deck.sources", titles=t("deck.and").join(titles)))
    yield from (Line("note", text) for text in (payload or {}).get("footnotes", ()))
    yield from (Line(line["kind"], line["text"]) for line in of_map if line["kind"] != "source")


def name_documents(catalog: Catalog, source_ids: Iterable[str], t: Translator) -> list[str]:
    """Return the titles of the documents behind sources, each once; ids that are none are left out.

    The draft plan is named with its two caveats: a draft, not compared with the issued text. Our
    own computation is named as that.
    """
    sources = catalog.sources
    named: dict[str, str] = {}
    for source_id in source_ids:
        if source_id not in sources.index:
            continue
        document = str(sources["document"][source_id])
        if document == PLAN_DOCUMENT:
            plan, status = t("common.plan_citation"), t("common.plan_status")
            named[document] = t("deck.plan", plan=plan, status=status)
        elif sources["kind"][source_id] == "derived":
            named["derived"] = t("deck.own")
        else:
            title = text_at(sources, source_id, "title", t.lang)
            date = sources["date"][source_id]
            held = isinstance(date, str) and date
            named.setdefault(document, t("deck.dated", title=title, date=date) if held else title)
    return list(named.values())
