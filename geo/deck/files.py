"""Files of decks: read with every fault, written the same each time, and those that are shipped."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from geo.deck.faults import Fault, read_error, shorten
from geo.deck.model import VERSION, Deck, read_view
from geo.errors import DeckError
from geo.json_file import Unfit, clean, find_unfit, read_json
from geo.settings import data_dir, read_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from geo.json_file import Place
    from geo.view import Message

SUFFIX: Final = ".json"

_FOLDER: Final = "decks"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
_MOST_TOLD: Final = 200
"""Faults of one file that are told one by one; the others are counted."""

_CROWD: Final = {b"{": 5_000, b"[": 40_000, b",": 300_000, b"\\": 300_000}
"""More of them than the fullest deck allowed can have."""

_OF_FIELD: Final = re.compile(r"view\.(?:bad|some)_([a-z0-9_]+)")


def dump_deck(deck: Deck) -> bytes:
    """Return a deck as a JSON file that `load_deck` reads back equal; always the same bytes."""
    plain = deck.model_dump(mode="json", exclude_defaults=True)
    plain = {"version": VERSION, **plain, "slides": plain.get("slides", [])}
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=2)
    return f"{text}\n".encode()


def load_deck(content: bytes, name: str) -> tuple[Deck | None, tuple[Fault, ...]]:
    """Read a deck that somebody saved or sent.

    Parameters
    ----------
    content
        The file; nothing about it is taken on trust.
    name
        Its name, for the faults.

    Returns
    -------
    deck
        None if there is a fault.
    faults
        All faults, each with the place in the file: ``slides.3.view.indicator``, counted from 0.

    Raises
    ------
    SettingError
        If the limit is set to a bad value.
    """
    tree, refusal = read_json(content, read_setting("deck_bytes"), _CROWD)
    if refusal is not None:
        row, value = refusal.row, refusal.value
        return None, (Fault(name, refusal.key, refusal.params, row=row, value=value),)
    if not isinstance(tree, dict) or "version" not in tree or "slides" not in tree:
        # any other file of JSON would be taken for a deck, or for what is wrong with it
        return None, (Fault(name, "other_file", value=_show(tree)),)
    version = tree["version"]
    if type(version) is int and version > VERSION:
        params = {"most": VERSION}
        return None, (Fault(name, "newer", params, "version", value=_show(version)),)
    faults = {
        (place, key): Fault(name, key, {}, _say_place(place), value=value)
        for place, key, value in (*find_unfit(tree), *_find_unread(tree))
    }
    if version is True:
        # pydantic takes it for 1
        params = {"expected": VERSION}
        fault = Fault(name, "literal_error", params, "version", value=_show(version))
        faults[("version",), "literal_error"] = fault
    unfit = {place for place, _ in faults}
    deck = None
    try:
        # strict: no text stands for a number; as JSON, because then lists stand for tuples
        deck = Deck.model_validate_json(json.dumps(clean(tree)), strict=True)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            if not _is_told(details, unfit):
                key, params = read_error(details)
                place = details["loc"]
                faults.setdefault(
                    (place, key),
                    Fault(name, key, params, _say_place(place), value=_came(details)),
                )
    if not faults:
        return deck, ()
    told = list(faults.values())
    more = len(told) - _MOST_TOLD
    if more > 0:
        told = [*told[:_MOST_TOLD], Fault(name, "more", {"n": more})]
    return None, tuple(told)


def shipped_decks() -> tuple[str, ...]:
    """Return the names of the decks that come with the atlas."""
    folder = data_dir() / _FOLDER
    return tuple(sorted(path.stem for path in folder.glob(f"*{SUFFIX}")))


def load_shipped(name: str) -> Deck:
    """Return a deck that comes with the atlas.

    Raises
    ------
    DeckError
        If there is none of that name, or somebody has changed its file for the worse.
    """
    # the name may come from a command line: it must not lead out of the folder
    if not _NAME.fullmatch(name) or name not in shipped_decks():
        known = ", ".join(shipped_decks())
        raise DeckError((Fault("", "no_deck", {"known": known}, value=name),))
    path = data_dir() / _FOLDER / f"{name}{SUFFIX}"
    deck, faults = load_deck(path.read_bytes(), path.name)
    if deck is None:
        raise DeckError(faults)
    return deck


def _find_unread(tree: dict[str, Any]) -> Iterator[tuple[Place, str, str | None]]:
    """Yield place, key and what came of everything in the views that is no part of a View."""
    slides = tree["slides"]
    if not isinstance(slides, list):
        return
    for number, slide in enumerate(slides):
        document = slide.get("view") if isinstance(slide, dict) else None
        if not isinstance(document, dict) or any(find_unfit(document)):
            continue
        place = ("slides", number, "view")
        for message in read_view(document)[1]:
            field, key = _read_message(message)
            came = document.get(field) if field else document
            yield (*place, field) if field else place, key, _show(came)


def _read_message(message: Message) -> tuple[str, str]:
    """Return the field of a View that a message is of, and the fault that it is."""
    if message.key == "view.bad_json":  # more text than any View has
        return "", "view"
    found = _OF_FIELD.fullmatch(message.key)
    if found:
        return found[1], "view_value"
    if message.key == "view.unknown_field":
        return message.params["value"], "extra_forbidden"
    return "breaks", "view_breaks"  # edges without their scheme, or the scheme without edges


def _is_told(details: ErrorDetails, unfit: set[Place]) -> bool:
    """Return whether a fault that was told already is the reason for an error."""
    place = details["loc"]
    if any(place[:length] in unfit for length in range(1, len(place) + 1)):
        return True
    # a View with a bad field is no View
    return details["type"] == "deck_view" and any(told[: len(place)] == place for told in unfit)


def _came(details: ErrorDetails) -> str | None:
    return None if details["type"] == "missing" else _show(details["input"])


def _say_place(place: Place) -> str | None:
    return shorten(".".join(str(part) for part in place)) or None


def _show(came: object) -> str | None:
    """Return what came as JSON writes it, of lists and mappings only that they are some."""
    if isinstance(came, (dict, list, tuple)):
        return "{…}" if isinstance(came, dict) else "[…]"
    if isinstance(came, Unfit):
        return came.text
    return came if isinstance(came, str) else json.dumps(came)
