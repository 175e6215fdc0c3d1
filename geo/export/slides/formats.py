"""One door to every kind of file that a deck becomes, and the package that holds them all."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, get_args

from geo.deck import say
from geo.errors import ExportError
from geo.export.html import needs_confirmation
from geo.export.names import file_name
from geo.export.office import NO_DAY
from geo.export.picture import draw_picture
from geo.export.slides.deck import tell_deck
from geo.export.slides.pdf import render_pdf
from geo.export.slides.writer import render_slides
from geo.locale import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalog import Catalog
    from geo.deck import Deck
    from geo.export.slides.content import SlideContent
    from geo.locale import Translator
    from geo.types import Finish, Lang

DeckFormat = Literal["html", "pptx", "pdf", "zip"]

DECK_FORMATS: Final[tuple[DeckFormat, ...]] = get_args(DeckFormat)

DECK_MIMES: Final[Mapping[DeckFormat, str]] = {
    "html": "text/html",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "zip": "application/zip",
}

_PICTURE_DPI: Final = 200


@dataclass(frozen=True, slots=True)
class DeckOrder:
    """How the files of a deck are to be made.

    Attributes
    ----------
    lang, finish
        Of all that they hold.
    date
        Day of the presentation; None for the deck's own, or none.
    review_number
        The user's own map review number; None shows the warning.
    confirmed_states
        Whether somebody has checked maps of all zones by the state of one line.
    """

    lang: Lang
    finish: Finish = "presentation"
    date: dt.date | None = None
    review_number: str | None = None
    confirmed_states: bool = False

    def day(self, deck: Deck) -> dt.date | None:
        """Return the day that the files bear."""
        if self.date is not None or deck.date is None:
            return self.date
        return dt.date.fromisoformat(deck.date)


def render_deck_file(
    deck: Deck,
    catalog: Catalog,
    kind: DeckFormat,
    order: DeckOrder,
    report: Callable[[int, int], None] | None = None,
) -> bytes:
    """Return a deck as a file.

    Parameters
    ----------
    deck
        The deck.
    catalog
        The checked data.
    kind
        "html", "pptx", "pdf", or "zip": all three, the maps as pictures, and a guide in words.
    order
        How the file is to be made.
    report
        Told before each slide is drawn: how many stand, and of how many.

    Raises
    ------
    ExportError
        If there is no slide, a map of states was not confirmed, or no Chinese font is found.
    """
    if not deck.slides:
        raise ExportError("deck: expected at least one slide, came none; add one")
    _check_confirmed(deck, order)
    if kind == "html":
        return _render_html(deck, catalog, order)
    t = translator(order.lang)
    title = say(deck.title, order.lang)
    slides = tell_deck(
        deck,
        catalog,
        lang=order.lang,
        finish=order.finish,
        date=order.day(deck),
        review_number=order.review_number,
        confirmed_states=order.confirmed_states,
        report=report,
    )
    if kind == "pptx":
        return render_slides(slides, t, title=title, date=order.day(deck))
    if kind == "pdf":
        return render_pdf(slides, t, title=title)
    return _pack(deck, catalog, order, slides, t)


def _check_confirmed(deck: Deck, order: DeckOrder) -> None:
    views = [slide.view for slide in deck.slides]
    if not order.confirmed_states and any(view and needs_confirmation(view) for view in views):
        raise ExportError(
            "deck: expected confirmed_states=True for a map of all zones by the state of one line, "
            "came False; such a map can be read as a ranking: check it, then confirm"
        )


def _render_html(deck: Deck, catalog: Catalog, order: DeckOrder) -> bytes:
    from geo.export.deck.page import render_deck  # noqa: PLC0415 - not every file needs it

    page = render_deck(
        _bear(deck, order),
        catalog,
        lang=order.lang,
        finish=order.finish,
        confirmed_states=order.confirmed_states,
    )
    return page.encode("utf-8")


def _bear(deck: Deck, order: DeckOrder) -> Deck:
    """Return the deck with its day and, in its Views, the user's own review number."""
    day = order.day(deck)
    slides = tuple(
        slide
        if slide.view is None
        else slide.model_copy(
            update={"view": replace(slide.view, review_number=order.review_number)}
        )
        for slide in deck.slides
    )
    return deck.model_copy(
        update={"slides": slides, "date": None if day is None else day.isoformat()}
    )


def _pack(
    deck: Deck,
    catalog: Catalog,
    order: DeckOrder,
    slides: list[SlideContent],
    t: Translator,
) -> bytes:
    """Return the package: a mail gateway lets it through where it strips a page."""
    day = order.day(deck)
    date = "" if day is None else day.isoformat()
    title = say(deck.title, order.lang)
    files = {
        file_name(title, date, "html"): _render_html(deck, catalog, order),
        file_name(title, date, "pptx"): render_slides(slides, t, title=title, date=day),
        file_name(title, date, "pdf"): render_pdf(slides, t, title=title),
    }
    folder = t("slides.pictures_folder")
    # a map that stands on several slides, as on the cover, is packed under the last of them
    shown = {
        slide.view: (number, slide)
        for number, slide in enumerate(deck.slides, start=1)
        if slide.view is not None and slide.kind != "table"
    }
    for shown_view, (number, slide) in sorted(shown.items(), key=lambda one: one[1][0]):
        view = replace(shown_view, lang=order.lang, review_number=order.review_number)
        name = file_name(f"{number:02d}_{say(slide.title, order.lang)}", date, "png")
        files[f"{folder}/{name}"] = draw_picture(
            view,
            catalog,
            format="png",
            paper="wide",
            dpi=_PICTURE_DPI,
            finish=order.finish,
            confirmed_states=order.confirmed_states,
            date=day,
        )
    names = list(files)
    guide = t(
        "slides.guide",
        title=title,
        html=names[0],
        pptx=names[1],
        pdf=names[2],
        folder=folder,
        n=len(names) - 3,
    )
    # Notepad on old machines needs the mark and these ends of lines to read Chinese
    files[t("slides.guide_name")] = (
        b"\xef\xbb\xbf" + guide.replace("|", "\r\n").encode("utf-8") + b"\r\n"
    )
    return zip_files(files, day)


def zip_files(files: Mapping[str, bytes], day: dt.date | None = None) -> bytes:
    """Return an archive of files; the same files and day give the same bytes.

    Names are written in UTF-8 and marked so, which Windows heeds.
    """
    stamp = day or NO_DAY
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, content)
    return body.getvalue()
