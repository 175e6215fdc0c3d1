"""A deck as data: what a file of slides may say, and what each word of it means."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self, TypeAlias, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from geo.presets import STARTS
from geo.view import View

if TYPE_CHECKING:
    from geo.types import Lang
    from geo.view import Message

SlideKind: TypeAlias = Literal["cover", "map", "text", "table"]
"""A cover opens a deck; a map is explained by its words; words may stand alone; and a table is
filled from the catalogue when it is shown, so that it never grows old."""

TableName: TypeAlias = Literal["", "targets", "zone_counts"]
"""What a table is filled with; the empty name is that of no table."""

SLIDE_KINDS: Final[tuple[SlideKind, ...]] = get_args(SlideKind)
TABLE_NAMES: Final[tuple[TableName, ...]] = tuple(name for name in get_args(TableName) if name)

VERSION: Final = 1
MOST_SLIDES: Final = 60
MOST_LINES: Final = 12
MOST_SOURCES: Final = 20
LONGEST_TITLE: Final = 120
LONGEST_LINE: Final = 400
LONGEST_NOTES: Final = 3000

_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What no text may hold: control and direction marks, and what no XML file can."""

_DATE: Final = re.compile(r"(19|20)\d\d-\d\d-\d\d", re.ASCII)


class _Part(BaseModel):
    """A mapping with exactly these keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """A text in both languages, or in one of them.

    A file writes ``{"zh": …, "en": …}``, or one text that stands for both.
    """

    zh: str = ""
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _take_one(cls, came: Any) -> Any:
        return {"zh": came, "en": came} if isinstance(came, str) else came

    @model_serializer
    def _give_one(self) -> str | dict[str, str]:
        if self.zh == self.en:
            return self.zh
        return {lang: text for lang, text in (("zh", self.zh), ("en", self.en)) if text}


def say(words: Words, lang: Lang) -> str:
    """Return a text in a language, in the other one where that is all there is.

    Examples
    --------
    >>> say(Words(zh="概况"), "en")
    '概况'
    """
    first, second = (words.zh, words.en) if lang == "zh" else (words.en, words.zh)
    return first if first.strip() else second


def _check_words(words: Words, most: int) -> Words:
    for text in (words.zh, words.en):
        if _UNPRINTABLE.search(text):
            raise PydanticCustomError(
                "deck_text", "expected text without control or direction marks"
            )
        if len(text) > most:
            sentence = "too long: at most {most} characters"
            raise PydanticCustomError("deck_long", sentence, {"most": most})
    return words


def _check_title(words: Words) -> Words:
    if not say(words, "zh").strip():
        raise PydanticCustomError("deck_empty", "must not be empty")
    return _check_words(words, LONGEST_TITLE)


def _check_date(text: str) -> str:
    try:
        dt.date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        raise PydanticCustomError("deck_date", "expected a date such as 2026-11-27") from None
    return text


def _check_once(names: list[str]) -> None:
    twice = sorted(name for name, times in Counter(names).items() if name and times > 1)
    if twice:
        sentence = "expected each id once; got {ids} twice"
        raise PydanticCustomError("deck_once", sentence, {"ids": ", ".join(twice)})


def _check_slides(slides: tuple[Slide, ...]) -> tuple[Slide, ...]:
    _check_once([slide.id for slide in slides])
    return slides


def read_view(document: dict[str, Any]) -> tuple[View, tuple[Message, ...]]:
    """Return the View of a document, and what of it could not be read.

    What it leaves out is as its page starts. A review number in a file is passed over: it takes
    the place of the legal warning, and a file that somebody sent is not the user.
    """
    plain = {name: value for name, value in document.items() if name != "review_number"}
    text = json.dumps(plain)
    page = View.from_json(text)[0].page
    return View.from_json(text, STARTS[page])


def _take_view(came: Any) -> View | None:
    if came is None:
        return None
    messages: tuple[Message, ...] = ()
    if isinstance(came, dict):
        came, messages = read_view(came)
    if not isinstance(came, View) or messages:
        raise PydanticCustomError("deck_view", "expected a view as the atlas saves it")
    return replace(came, review_number=None)


def _give_view(view: View | None) -> dict[str, Any] | None:
    if view is None:
        return None
    document: dict[str, Any] = json.loads(view.to_json())
    del document["review_number"]
    return document


SlideId: TypeAlias = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_-]{0,63})?$")]
SourceId: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]
Title: TypeAlias = Annotated[Words, AfterValidator(_check_title)]
Line: TypeAlias = Annotated[Words, AfterValidator(lambda words: _check_words(words, LONGEST_LINE))]
Notes: TypeAlias = Annotated[
    Words, AfterValidator(lambda words: _check_words(words, LONGEST_NOTES))
]
Date: TypeAlias = Annotated[str, AfterValidator(_check_date)]
if TYPE_CHECKING:
    SlideView: TypeAlias = View | None
else:  # pydantic would look into the View, whose types are there for checkers only
    SlideView = Annotated[Any, PlainValidator(_take_view), PlainSerializer(_give_view)]


class Slide(_Part):
    """One slide.

    Attributes
    ----------
    id
        A name that other texts may use; empty for none.
    kind
        "cover", "map", "text" or "table".
    title
        What stands above.
    text
        Short paragraphs, one point each.
    notes
        What the presenter says; never on the wall.
    view
        The map; its language is the deck's when that is shown. None for no map.
    table
        What a table is filled with; empty on other slides.
    sources
        Ids of the sources of what the text says, beside those that the map names itself.
    """

    id: SlideId = ""
    kind: SlideKind = "map"
    title: Title
    text: Annotated[tuple[Line, ...], Field(max_length=MOST_LINES)] = ()
    notes: Notes = Words()
    view: SlideView = None
    table: TableName = ""
    sources: Annotated[tuple[SourceId, ...], Field(max_length=MOST_SOURCES)] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.kind == "table") != bool(self.table):
            raise PydanticCustomError(
                "deck_table", "expected a table on slides of kind table and on no others"
            )
        return self


class Deck(_Part):
    """A series of slides.

    Attributes
    ----------
    version
        Of this file's schema.
    title, subtitle
        What stands on the cover.
    author
        Who presents; empty unless somebody says so.
    date
        Of the presentation; None if not known.
    slides
        In their order.
    """

    version: Literal[1] = VERSION
    title: Title
    subtitle: Line = Words()
    author: Line = Words()
    date: Date | None = None
    slides: Annotated[
        tuple[Slide, ...], Field(max_length=MOST_SLIDES), AfterValidator(_check_slides)
    ] = ()
