"""Words that somebody types into a slide, in one language; those of the other stay."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import ValidationError

from geo.deck.faults import Fault, read_error, shorten
from geo.deck.model import Deck, Slide, Words, say
from geo.errors import DeckError

if TYPE_CHECKING:
    from geo.types import Lang

Field: TypeAlias = Literal["title", "text", "notes"]

AboutField: TypeAlias = Literal["title", "subtitle", "author"]
"""What a deck says of itself."""


def tell_words(slide: Slide, field: Field, lang: Lang) -> str:
    """Return what a box shows of a slide: paragraphs of the text line by line."""
    if field == "text":
        return "\n".join(say(words, lang) for words in slide.text)
    return say(slide.notes if field == "notes" else slide.title, lang)


def take_words(slide: Slide, field: Field, lang: Lang, typed: str) -> Slide:
    """Return a slide with words that were typed.

    Parameters
    ----------
    slide
        The slide.
    field
        "title", "text" or "notes".
    lang
        Language that they are in. A text that stood for both languages stands for both again:
        nobody has translated it.
    typed
        What was typed. Marks that cannot be printed are left out; of the text each line that is
        not blank is a paragraph.

    Raises
    ------
    DeckError
        If it is too long, or the title is empty.
    """
    clean = "".join(one for one in typed if one == "\n" or one.isprintable())
    if field == "title" and not clean.strip():
        # the title in the other language would stand in its place
        raise DeckError((Fault("", "empty", {}),))
    changed: object
    if field == "text":
        lines = [line.strip() for line in clean.split("\n") if line.strip()]
        changed = [
            _put(old, lang, line).model_dump()
            for line, old in zip_longest(lines, slide.text[: len(lines)], fillvalue=None)
            if line is not None
        ]
    elif field == "notes":
        changed = _put(slide.notes, lang, clean.strip()).model_dump()
    else:
        changed = _put(slide.title, lang, " ".join(clean.split())).model_dump()
    plain = {name: getattr(slide, name) for name in Slide.model_fields}
    try:
        return Slide.model_validate({**plain, field: changed})
    except ValidationError as error:
        raise DeckError(_tell(error, clean)) from None


def take_about(deck: Deck, field: AboutField, lang: Lang, typed: str) -> Deck:
    """Return a deck with words of its own that were typed; as `take_words` does for a slide.

    Raises
    ------
    DeckError
        If they are too long, or the title is empty.
    """
    clean = " ".join("".join(one for one in typed if one.isprintable()).split())
    changed = _put(getattr(deck, field), lang, clean).model_dump()
    plain = {name: getattr(deck, name) for name in Deck.model_fields}
    try:
        return Deck.model_validate({**plain, field: changed})
    except ValidationError as error:
        raise DeckError(_tell(error, clean)) from None


def _tell(error: ValidationError, typed: str) -> tuple[Fault, ...]:
    faults = []
    for details in error.errors(include_url=False):
        key, params = read_error(details)
        faults.append(Fault("", key, params, value=shorten(typed)))
    return tuple(faults)


def _put(old: Words | None, lang: Lang, text: str) -> Words:
    if old is None or old.zh == old.en:
        return Words(zh=text, en=text)
    return old.model_copy(update={lang: text})
