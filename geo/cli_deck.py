"""``zone-atlas deck``: a deck as a page that presents itself, or as slides.

What was asked is checked as a whole before anything is read: every fault is told at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from geo.cli_words import (
    DONE,
    FAILED,
    UsageError,
    check_review_number,
    count_problems,
    printable,
    read_date,
    say,
    say_choice,
)
from geo.errors import DeckError
from geo.types import FINISHES

if TYPE_CHECKING:
    import argparse
    import datetime as dt

    from geo.catalog import Catalog
    from geo.deck import Deck
    from geo.export.slides.formats import DeckFormat
    from geo.locale import Translator
    from geo.types import Finish

FORMATS: Final = ("html", "pptx", "pdf", "zip")
"""As in `geo.export.slides.formats`, which takes long to load; a test holds them equal."""


class Asked(NamedTuple):
    """What the command was asked, checked."""

    path: Path | None
    shipped: str | None
    out: Path
    kind: DeckFormat
    finish: Finish
    date: dt.date | None
    review_number: str | None
    confirmed_states: bool


def add_options(options: argparse._ArgumentGroup, t: Translator) -> None:
    """Add the options of the command; what they hold is checked later, all of it at once."""
    options.add_argument("deck", nargs="?", metavar="DECK.json", help=t("deck.help_file"))
    options.add_argument("--shipped", metavar="NAME", help=t("deck.help_shipped"))
    suffixes = "|".join(f".{kind}" for kind in FORMATS)
    options.add_argument("--out", metavar=f"FILE{suffixes}", help=t("deck.help_out"))
    options.add_argument("--finish", metavar="|".join(FINISHES), help=t("deck.help_finish"))
    options.add_argument("--date", metavar="YYYY-MM-DD", help=t("deck.help_date"))
    options.add_argument("--review-number", metavar="TEXT", help=t("cli.help_review_number"))
    options.add_argument("--confirm-states", action="store_true", help=t("deck.help_confirm"))


def run(args: argparse.Namespace, t: Translator) -> int:
    """Write the file and tell what it is.

    Raises
    ------
    UsageError
        With every fault of what was asked.
    AtlasError
        If the data or the file stand in the way.
    """
    asked = _check(args, t)
    try:
        deck = _read(asked, t)
    except DeckError as error:
        # its message is in English; here it is told in the reader's language, a line a fault
        lines = "\n".join(printable(fault.line(t.lang)) for fault in error.faults)
        say(t("cli.failed", error=lines, remedy=t("deck.remedy")))
        return FAILED

    from geo.export.files import write_bytes  # noqa: PLC0415 - heavy, and misuse is told first
    from geo.export.html import needs_confirmation  # noqa: PLC0415
    from geo.export.slides.formats import DeckOrder, render_deck_file  # noqa: PLC0415

    views = [slide.view for slide in deck.slides if slide.view is not None]
    if not asked.confirmed_states and any(needs_confirmation(view) for view in views):
        raise UsageError(t("cli.states_unconfirmed"))
    catalog = _load(deck, t)
    order = DeckOrder(
        lang=t.lang,
        finish=asked.finish,
        date=asked.date,
        review_number=asked.review_number,
        confirmed_states=asked.confirmed_states,
    )

    def report(done: int, total: int) -> None:
        say(t("deck.step", n=done + 1, total=total))

    write_bytes(asked.out, render_deck_file(deck, catalog, asked.kind, order, report))
    size = t.number(asked.out.stat().st_size / 1000, 0)
    print(t("cli.written", path=printable(str(asked.out)), kb=size))  # noqa: T201
    return DONE


def _read(asked: Asked, t: Translator) -> Deck:
    """Return the deck asked for.

    Raises
    ------
    DeckError
        With every fault of its file.
    UsageError
        If there is no such file.
    """
    from geo.deck import load_deck, load_shipped  # noqa: PLC0415 - see `run`
    from geo.settings import read_setting  # noqa: PLC0415

    if asked.path is None:
        return load_shipped(asked.shipped or "")
    try:
        with asked.path.open("rb") as file:
            content = file.read(read_setting("deck_bytes") + 1)  # a device would never end
    except OSError as error:
        path, reason = printable(str(asked.path)), printable(error.strerror or str(error))
        raise UsageError(t("deck.unreadable", path=path, error=reason)) from error
    deck, faults = load_deck(content, asked.path.name)
    if deck is None:
        raise DeckError(faults)
    return deck


def _load(deck: Deck, t: Translator) -> Catalog:
    """Return the data, and tell which Views they do not wholly hold."""
    from geo import settings  # noqa: PLC0415 - see `run`
    from geo.catalog import load_catalog  # noqa: PLC0415
    from geo.view import resolve  # noqa: PLC0415

    catalog = load_catalog(settings.overlay_dir())
    if catalog.problems:
        say(t("cli.data_warnings", counts=count_problems(catalog.problems, t)))
    for number, slide in enumerate(deck.slides, start=1):
        for message in resolve(slide.view, catalog)[1] if slide.view is not None else ():
            said = t(message.key, **message.params)
            say(printable(t("deck.on_slide", n=number, said=said)))
    return catalog


# what was asked


def _check(args: argparse.Namespace, t: Translator) -> Asked:
    """Return what was asked, or raise with all that is wrong with it."""
    faults: list[str] = []
    if (args.deck is None) == (args.shipped is None):
        from geo.deck import shipped_decks  # noqa: PLC0415 - see `run`

        faults.append(t("deck.one_of", known=", ".join(shipped_decks())))
    path = None if args.deck is None else Path(args.deck)
    out, kind = _find_out(args.out, path, t, faults)
    finish = args.finish or "presentation"
    if finish not in FINISHES:
        faults.append(say_choice("--finish", finish, FINISHES, t))
    date = read_date(args.date, t, faults)
    check_review_number(args.review_number, t, faults)
    if faults or out is None:
        raise UsageError(t("cli.fault_separator").join(faults))
    return Asked(
        path=path,
        shipped=args.shipped,
        out=out,
        kind=cast("DeckFormat", kind),
        finish=cast("Finish", finish),
        date=date,
        review_number=args.review_number,
        confirmed_states=args.confirm_states,
    )


def _find_out(
    text: str | None, deck: Path | None, t: Translator, faults: list[str]
) -> tuple[Path | None, str]:
    """Return the file to write and its format."""
    if text is None:
        faults.append(t("cli.out_missing"))
        return None, ""
    out = Path(text)
    kind = out.suffix.lower().removeprefix(".")
    if out.is_dir():
        faults.append(t("cli.out_is_folder", path=printable(text)))
        return out, kind
    if kind not in FORMATS:
        known = ", ".join(f".{one}" for one in FORMATS)
        faults.append(t("cli.out_suffix", known=known, path=printable(text)))
    if not out.absolute().parent.is_dir():
        faults.append(t("cli.out_no_folder", path=printable(str(out.absolute().parent))))
    elif deck is not None and out.exists() and deck.exists() and out.samefile(deck):
        faults.append(t("deck.out_is_deck", path=printable(text)))
    return out, kind
