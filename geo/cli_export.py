"""``zone-atlas export``: one map as a file of any kind, or all named maps in a folder.

What was asked is checked as a whole before anything is drawn: every fault is told at once.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from geo.cli_words import (
    DONE,
    UsageError,
    check_review_number,
    count_problems,
    printable,
    read_date,
    say,
    say_choice,
)
from geo.errors import ViewError
from geo.types import FINISHES, LANGS

if TYPE_CHECKING:
    import argparse

    from geo.catalog import Catalog
    from geo.export.formats import Format, Order
    from geo.locale import Translator
    from geo.types import Finish
    from geo.view import View

FORMATS: Final = ("html", "png", "pdf", "pptx", "xlsx", "csv", "gpkg", "geojson", "shp")
"""As in `geo.export.formats`, which takes long to load; a test holds them equal."""

PAPERS: Final = ("a4", "a3", "wide")
DPIS: Final = (150, 300)
"""Resolutions of print, lowest and highest."""

_MOST_VIEW_BYTES: Final = 1_000_000
_BY_SUFFIX: Final = {f".{kind}": kind for kind in FORMATS if kind != "shp"}


class Asked(NamedTuple):
    """What the command was asked, checked."""

    out: Path
    order: Order
    is_all: bool


def add_options(options: argparse._ArgumentGroup, t: Translator) -> None:
    """Add the options of the command; what they hold is checked later, all of it at once."""
    options.add_argument("--preset", metavar="NAME", help=t("cli.help_preset"))
    options.add_argument("--view", metavar="FILE.json", help=t("cli.help_view"))
    options.add_argument("--all", action="store_true", help=t("cli.help_all"))
    options.add_argument("--format", metavar="|".join(FORMATS), help=t("cli.help_format"))
    options.add_argument("--out", metavar="PATH", help=t("cli.help_out"))
    options.add_argument("--finish", metavar="|".join(FINISHES), help=t("cli.help_finish"))
    options.add_argument("--paper", metavar="|".join(PAPERS), help=t("cli.help_paper"))
    options.add_argument(
        "--dpi", metavar="N", help=t("cli.help_dpi", lowest=DPIS[0], highest=DPIS[1], default=200)
    )
    options.add_argument("--both-languages", action="store_true", help=t("cli.help_both_languages"))
    options.add_argument("--indicators", metavar="ID,ID", help=t("cli.help_indicators"))
    options.add_argument("--date", metavar="YYYY-MM-DD", help=t("cli.help_date"))
    options.add_argument("--review-number", metavar="TEXT", help=t("cli.help_review_number"))
    options.add_argument("--confirm-states", action="store_true", help=t("cli.help_confirm_states"))


def run(args: argparse.Namespace, t: Translator) -> int:
    """Write the file or the folder and tell what it is.

    Raises
    ------
    UsageError
        With every fault of what was asked.
    AtlasError
        If the data or the file stand in the way.
    """
    asked = _check(args, t)
    if asked.is_all:
        return _write_folder(args, asked, t)

    from geo.export import formats  # noqa: PLC0415 - heavy, and misuse is told first
    from geo.view import resolve  # noqa: PLC0415

    view = _read_view(args, t)
    if view.criterion is not None and not args.confirm_states:
        raise UsageError(t("cli.states_unconfirmed"))
    catalog = _load(t)
    view, messages = resolve(view, catalog)
    for message in messages:
        say(printable(t(message.key, **message.params)))
    _check_indicators(asked.order.indicators, view, catalog, t)
    formats.write(view, catalog, asked.order, asked.out)
    size = t.number(asked.out.stat().st_size / 1000, 0)
    print(t("cli.written", path=printable(str(asked.out)), kb=size))  # noqa: T201
    return DONE


def _write_folder(args: argparse.Namespace, asked: Asked, t: Translator) -> int:
    from geo.export.batch import INDEX, write_all  # noqa: PLC0415 - see `run`

    def report(done: int, total: int, name: str) -> None:
        say(t("cli.export_step", number=done + 1, total=total, name=name))

    kinds = cast("tuple[Format, ...]", FORMATS if args.format is None else (args.format,))
    catalog = _load(t)
    written = write_all(
        catalog, asked.out, order=asked.order, lang=args.lang, formats=kinds, report=report
    )
    size = t.number(sum(one.size for one in written) / 1e6, 1)
    index = printable(str(asked.out / INDEX))
    print(t.plural("cli.written_all", len(written), path=index, mb=size))  # noqa: T201
    return DONE


def _load(t: Translator) -> Catalog:
    from geo import settings  # noqa: PLC0415 - see `run`
    from geo.catalog import load_catalog  # noqa: PLC0415

    catalog = load_catalog(settings.overlay_dir())
    if catalog.problems:
        say(t("cli.data_warnings", counts=count_problems(catalog.problems, t)))
    return catalog


# what was asked


def _check(args: argparse.Namespace, t: Translator) -> Asked:
    """Return what was asked, or raise with all that is wrong with it."""
    faults: list[str] = []
    if args.all:
        if any(one is not None for one in (args.preset, args.view, args.review_number)):
            faults.append(t("cli.all_alone"))
    elif (args.preset is None) == (args.view is None):
        faults.append(t("cli.one_of_preset_view"))
    kind = _find_format(args, t, faults)
    indicators = _read_indicators(args, kind, t, faults)
    finish = args.finish or "working"
    if finish not in FINISHES:
        faults.append(say_choice("--finish", finish, FINISHES, t))
    paper = args.paper or PAPERS[0]
    if paper not in PAPERS:
        faults.append(say_choice("--paper", paper, PAPERS, t))
    dpi = _read_dpi(args.dpi, t, faults)
    date = read_date(args.date, t, faults)
    check_review_number(args.review_number, t, faults)
    out = _find_out(args, t, faults)
    if faults or out is None:
        raise UsageError(t("cli.fault_separator").join(faults))

    from geo.export.formats import Order  # noqa: PLC0415 - see `run`

    order = Order(
        format=cast("Format", kind),
        finish=cast("Finish", finish),
        paper=paper,
        dpi=dpi,
        date=date,
        confirmed_states=args.confirm_states,
        langs=LANGS if args.both_languages else (),
        indicators=indicators,
    )
    return Asked(out, order, args.all)


def _find_format(args: argparse.Namespace, t: Translator, faults: list[str]) -> str:
    """Return the format asked for, else what the file's name says, else HTML."""
    suffix = "" if args.out is None or args.all else Path(args.out).suffix.lower()
    named = _BY_SUFFIX.get(suffix)
    if args.format is None:
        if suffix and named is None and not args.all:
            known = ", ".join(_BY_SUFFIX)
            faults.append(t("cli.suffix_unknown", suffix=printable(suffix), known=known))
        return named or "html"
    if args.format not in FORMATS:
        faults.append(say_choice("--format", args.format, FORMATS, t))
    elif named is not None and named != args.format:
        faults.append(t("cli.suffix_differs", format=args.format, suffix=printable(suffix)))
    return str(args.format)


def _read_indicators(
    args: argparse.Namespace, kind: str, t: Translator, faults: list[str]
) -> tuple[str, ...]:
    """Return the further indicators of a page, each once; which there are, the data say later."""
    if args.indicators is None:
        return ()
    if args.all or kind != "html":
        faults.append(t("cli.indicators_page_only"))
    names = (name.strip() for name in args.indicators.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def _check_indicators(names: tuple[str, ...], view: View, catalog: Catalog, t: Translator) -> None:
    """Refuse what the page of `view` cannot hold."""
    if not names:
        return
    from geo.maps.variants import MOST_FURTHER, further_indicators  # noqa: PLC0415 - see `run`

    known = further_indicators(view, catalog)
    faults = [
        t("cli.indicator_unknown", name=printable(name), known=", ".join(known))
        if known
        else t("cli.indicators_none", name=printable(name))
        for name in names
        if name not in known and name != view.indicator
    ]
    if len(names) > MOST_FURTHER:
        faults.append(t("cli.indicators_many", n=len(names), limit=MOST_FURTHER))
    if faults:
        raise UsageError(t("cli.fault_separator").join(faults))


def _read_dpi(text: str | None, t: Translator, faults: list[str]) -> int:
    lowest, highest = DPIS
    if text is None:
        return 200
    if text.isascii() and text.isdigit() and len(text) < 5 and lowest <= int(text) <= highest:  # noqa: PLR2004
        return int(text)
    faults.append(t("cli.dpi_wrong", value=printable(text), lowest=lowest, highest=highest))
    return lowest


def _find_out(args: argparse.Namespace, t: Translator, faults: list[str]) -> Path | None:
    if args.out is None:
        faults.append(t("cli.out_missing"))
        return None
    out = Path(args.out)
    if args.all:
        if out.exists() and not out.is_dir():
            faults.append(t("cli.out_is_file", path=printable(args.out)))
        return out
    if out.is_dir():
        faults.append(t("cli.out_is_folder", path=printable(args.out)))
    elif not out.absolute().parent.is_dir():
        faults.append(t("cli.out_no_folder", path=printable(str(out.absolute().parent))))
    elif args.view is not None and _is_same_file(out, Path(args.view)):
        faults.append(t("cli.out_is_view", path=printable(args.out)))
    return out


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _read_view(args: argparse.Namespace, t: Translator) -> View:
    from geo.presets import PRESETS  # noqa: PLC0415 - see `run`

    if args.preset is not None:
        if args.preset not in PRESETS:
            known = ", ".join(PRESETS)
            raise UsageError(t("cli.preset_unknown", name=printable(args.preset), known=known))
        view = PRESETS[args.preset]
    else:
        view = _read_view_file(args.view, t)
    if args.review_number is not None:
        view = replace(view, review_number=args.review_number)
    return view if args.lang is None else replace(view, lang=args.lang)


def _read_view_file(path: str, t: Translator) -> View:
    from geo.view import View as ViewClass  # noqa: PLC0415 - see `run`

    try:
        with Path(path).open("rb") as file:
            content = file.read(_MOST_VIEW_BYTES + 1)  # a device would never end
        if len(content) > _MOST_VIEW_BYTES:
            limit = t.number(_MOST_VIEW_BYTES)
            raise UsageError(t("cli.view_too_large", path=printable(path), limit=limit))
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            t("cli.view_unreadable", path=printable(path), error=printable(str(error)))
        ) from error
    _check_is_object(text, path, t)
    view, messages = ViewClass.from_json(text)
    for message in messages:
        say(printable(t(message.key, **message.params)))
    return view


def _check_is_object(text: str, path: str, t: Translator) -> None:
    """Refuse what is no JSON object; a View falls back to defaults, a file asked for must not."""
    try:
        is_object = isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        raise ViewError(t("cli.view_no_object", path=printable(path)))
