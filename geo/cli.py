"""``zone-atlas``: check the data, write a map, tell whom zones reach and what rules ask of them.

Exit codes: 0 done (for ``validate``: no problem found), 1 the data or the machine stand in the
way, 2 the command was not given as it must be.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import socket
import subprocess
import sys
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import geo
from geo import cli_catchment, cli_deck, cli_eligibility, cli_export
from geo.cli_words import (
    DONE,
    FAILED,
    MISUSED,
    UsageError,
    count_problems,
    printable,
    say,
    to_json,
)
from geo.errors import (
    AccessError,
    AtlasError,
    BoundaryError,
    CancelledError,
    CatalogError,
    CatchmentError,
    ClassifyError,
    DeckError,
    EligibilityError,
    ExportError,
    IndicatorError,
    LocaleError,
    MapError,
    SettingError,
    ViewError,
)
from geo.locale import Translator, translator
from geo.types import LANGS, Lang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.catalog.problems import Problem

__all__ = ["UsageError", "main"]

_DEFAULT_LANG: Lang = "zh"
_DEFAULT_PORT = 8501
_PORTS_TRIED = 100
_HIGHEST_PORT = 65535
_HOST = "localhost"


class Outcome(NamedTuple):
    """What a kind of error means for the caller."""

    error: type[AtlasError]
    exit_code: int
    remedy: str
    """Message id of the advice."""


# The first row that fits counts: children before their parents, the root last.
OUTCOMES: tuple[Outcome, ...] = (
    Outcome(UsageError, MISUSED, "cli.remedy_usage"),
    Outcome(SettingError, MISUSED, "cli.remedy_setting"),
    Outcome(CatalogError, FAILED, "cli.remedy_catalog"),
    Outcome(BoundaryError, FAILED, "cli.remedy_install"),
    Outcome(ViewError, FAILED, "cli.remedy_view"),
    Outcome(IndicatorError, FAILED, "cli.remedy_view"),
    Outcome(ClassifyError, FAILED, "cli.remedy_view"),
    Outcome(CancelledError, FAILED, "cli.remedy_cancelled"),
    Outcome(CatchmentError, FAILED, "cli.remedy_catchment"),
    Outcome(AccessError, FAILED, "cli.remedy_view"),
    Outcome(EligibilityError, FAILED, "cli.remedy_rules"),
    Outcome(DeckError, FAILED, "deck.remedy"),
    Outcome(MapError, FAILED, "cli.remedy_install"),
    Outcome(ExportError, FAILED, "cli.remedy_export"),
    Outcome(LocaleError, FAILED, "cli.remedy_install"),
    Outcome(AtlasError, FAILED, "cli.remedy_other"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        The words after the program's name; None takes them from the process.

    Returns
    -------
    int
        The exit code.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console of another character set shows an escape instead of failing.
            stream.reconfigure(errors="backslashreplace")
    t = translator(_find_lang(words))
    parser = _build_parser(t)
    try:
        args = parser.parse_args(words)
        if args.command is None:
            raise UsageError(t("cli.command_missing"))
        command: Callable[[argparse.Namespace, Translator], int] = args.command
        code = command(args, t)
        sys.stdout.flush()
    except AtlasError as error:
        outcome = next(row for row in OUTCOMES if isinstance(error, row.error))
        say(t("cli.failed", error=printable(str(error)), remedy=t(outcome.remedy)))
        return outcome.exit_code
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        say(t("cli.failed", error=printable(str(error)), remedy=t("cli.remedy_other")))
        return FAILED
    except MemoryError:
        say(t("cli.failed", error=t("cli.no_memory"), remedy=t("cli.remedy_memory")))
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    return code


# validate


def _validate(args: argparse.Namespace, t: Translator) -> int:
    from geo import settings  # noqa: PLC0415 - loading GeoPandas would slow `run` and `--help`
    from geo.catalog import validate  # noqa: PLC0415

    overlay = settings.overlay_dir()
    if args.data is not None:
        overlay = Path(args.data)
        if not overlay.is_dir():
            raise UsageError(t("cli.data_not_folder", path=printable(args.data)))
    from geo.eligibility.rules import read_rules  # noqa: PLC0415

    _, faults = read_rules(overlay)
    problems = (*validate(overlay, t.lang), *(fault.tell(t.lang) for fault in faults))
    if args.json:
        found = [problem.as_dict() for problem in problems]
        sys.stdout.write(to_json(found) + "\n")
    else:
        for line in _describe(problems, t):
            print(line)
    return FAILED if problems else DONE


def _describe(problems: Sequence[Problem], t: Translator) -> Iterator[str]:
    """Give the lines of the report, grouped by file."""
    if not problems:
        yield t("cli.clean")
        return
    # Sorting is stable: within a file the order of the check is kept.
    for file, group in groupby(sorted(problems, key=lambda p: p.file), key=lambda p: p.file):
        members = list(group)
        yield t("cli.file_head", file=printable(file), counts=count_problems(members, t))
        for problem in members:
            yield "  " + t(
                "cli.problem",
                severity=t(f"cli.{problem.severity}"),
                place=_place(problem, t),
                expectation=printable(problem.expectation),
                value=t("cli.nothing") if problem.value is None else printable(problem.value),
            )
    yield t("cli.total", counts=count_problems(problems, t))


def _place(problem: Problem, t: Translator) -> str:
    parts = []
    if problem.row is not None:
        parts.append(t("cli.row", row=problem.row))
    if problem.column:
        parts.append(t("cli.column", column=printable(problem.column)))
    if problem.id:
        parts.append(t("cli.id", id=printable(problem.id)))
    return t("cli.separator").join(parts) if parts else t("cli.whole_file")


# run


def _run(args: argparse.Namespace, t: Translator) -> int:
    port = _choose_port(args.port, t)
    root = Path(geo.__file__).parent.parent
    if not (root / "app.py").is_file():
        raise AtlasError(t("cli.no_app", path=printable(str(root))))
    print(t("cli.serving", url=f"http://{_HOST}:{port}"), flush=True)
    command = [sys.executable, "-m", "geo.ui.server", str(port)]
    # Streamlit reads .streamlit/config.toml from the folder it runs in.
    os.chdir(root)
    if os.name != "nt":
        # In the place of this process the server gets every signal, Ctrl-C among them, itself.
        os.execv(sys.executable, command)  # noqa: S606
    # Windows has no exec that keeps the console.
    return subprocess.call(command)  # noqa: S603 - our own words only


def _choose_port(asked: str | None, t: Translator) -> int:
    """Return the port asked for by option or PORT, else the first free one from the default."""
    name, text = ("--port", asked) if asked is not None else ("PORT", os.environ.get("PORT", ""))
    if text:
        if not re.fullmatch(r"[1-9][0-9]{0,4}", text) or int(text) > _HIGHEST_PORT:
            raise UsageError(t("cli.port_wrong", name=name, value=printable(text)))
        port = int(text)
        if not _is_free(port):
            raise AtlasError(t("cli.port_busy", port=port))
        return port
    last = _DEFAULT_PORT + _PORTS_TRIED - 1
    for port in range(_DEFAULT_PORT, last + 1):
        if _is_free(port):
            return port
    raise AtlasError(t("cli.ports_busy", first=_DEFAULT_PORT, last=last))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name != "nt":
            # As the server does: a port just left (TIME_WAIT) is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


# words


class _HelpFormatter(argparse.HelpFormatter):
    """argparse's layout with our word for "usage"."""

    usage_word = ""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        # An empty prefix is argparse's own, when it builds the name of a command.
        word = f"{self.usage_word} " if prefix is None else prefix
        super().add_usage(usage, actions, groups, word)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(printable(message))


def _build_parser(t: Translator) -> argparse.ArgumentParser:
    def formatter(prog: str) -> argparse.HelpFormatter:
        made = _HelpFormatter(prog)
        made.usage_word = t("cli.usage")
        return made

    def add_options(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
        options = parser.add_argument_group(t("cli.options"))
        options.add_argument("-h", "--help", action="help", help=t("cli.help_help"))
        # a command's own default would hide what was given before its name
        default = argparse.SUPPRESS if parser.get_default("command") else None
        options.add_argument("--lang", choices=LANGS, default=default, help=t("cli.help_lang"))
        return options

    parser = _Parser(
        prog="zone-atlas",
        description=t("cli.description"),
        add_help=False,
        allow_abbrev=False,
        formatter_class=formatter,
    )
    add_options(parser).add_argument(
        "--version",
        action="version",
        version=f"zone-atlas {geo.__version__}",
        help=t("cli.help_version"),
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title=t("cli.commands"), metavar=t("cli.command"))

    def add_command(
        name: str, sentence: str, command: Callable[[argparse.Namespace, Translator], int]
    ) -> argparse._ArgumentGroup:
        child = commands.add_parser(
            name,
            help=sentence,
            description=sentence,
            add_help=False,
            allow_abbrev=False,
            formatter_class=formatter,
        )
        child.set_defaults(command=command)
        return add_options(child)

    options = add_command("run", t("cli.help_run"), _run)
    options.add_argument("--port", metavar="N", help=t("cli.help_port", default=_DEFAULT_PORT))

    options = add_command("validate", t("cli.help_validate"), _validate)
    options.add_argument("--data", metavar="DIR", help=t("cli.help_data"))
    options.add_argument("--json", action="store_true", help=t("cli.help_json"))

    options = add_command("export", t("cli.help_export"), cli_export.run)
    cli_export.add_options(options, t)

    options = add_command("deck", t("deck.help"), cli_deck.run)
    cli_deck.add_options(options, t)

    options = add_command("catchment", t("cli.help_catchment"), cli_catchment.run)
    cli_catchment.add_options(options, t)

    options = add_command("eligibility", t("cli.help_eligibility"), cli_eligibility.run)
    cli_eligibility.add_options(options, t)
    return parser


def _find_lang(words: Sequence[str]) -> Lang:
    """Return the language asked for, before the words of the parser itself are needed."""
    for lang in LANGS:
        if f"--lang={lang}" in words or ("--lang", lang) in pairwise(words):
            return lang
    return _DEFAULT_LANG


if __name__ == "__main__":
    sys.exit(main())
