"""``zone-atlas catchment``: whom zones reach, as a file and in words.

What was asked is checked as a whole before anything is computed: every fault is told at once.
"""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from geo.catchment.limits import (
    LONGEST_KM,
    LONGEST_MIN,
    SHORTEST_KM,
    SHORTEST_MIN,
    STEEPEST_DECAY,
)
from geo.cli_words import DONE, FAILED, UsageError, count_problems, printable, say, to_json
from geo.errors import AtlasError, TravelError
from geo.types import CATCHMENT_METHODS, COSTS, SIZE_MEASURES, WEIGHTINGS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.catchment.progress import Progress
    from geo.catchment.result import Result
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.types import CatchmentMethod, Cost, SizeMeasure, Weighting

METHODS: Final[tuple[CatchmentMethod, ...]] = ("ring", "drive", "voronoi", "voronoi_drive", "huff")
"""Methods whose answer is one feature a zone."""

SUFFIXES: Final = (".geojson", ".gpkg", ".xlsx")

_GROUPS: Final = {
    "all": ("national", "provincial"),
    "national": ("national",),
    "provincial": ("provincial",),
}

_TAKEN_BY: Final[dict[str, tuple[CatchmentMethod, ...]]] = {
    "radius_km": ("ring",),
    "minutes": ("drive",),
    "weighting": ("ring", "drive", "voronoi", "voronoi_drive"),
    "size": ("huff",),
    "decay": ("huff",),
    "cost": ("huff",),
    "times": ("drive", "huff"),
}
"""Which method takes which parameter."""

_CHOICES: Final = {"weighting": WEIGHTINGS, "size": SIZE_MEASURES, "cost": COSTS}
_DEFAULTS: Final = {"radius_km": 30.0, "minutes": 60.0, "decay": 2.0}
_BOUNDS: Final = {
    "radius_km": (SHORTEST_KM, LONGEST_KM),
    "minutes": (SHORTEST_MIN, LONGEST_MIN),
    "decay": (0.0, STEEPEST_DECAY),
}
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_BETWEEN: Final = re.compile(r"[,，、;；\s]+")
_WAN: Final = 10_000


class Asked(NamedTuple):
    """What the command was asked, checked."""

    study: Study
    out: Path
    times: Path | None
    clip: bool
    merge: bool


def add_options(options: argparse._ArgumentGroup, t: Translator) -> None:
    """Add the options of the command; what they hold is checked later, all of it at once."""
    options.add_argument("--zones", metavar="IDS", help=t("cli.help_zones"))
    options.add_argument("--method", metavar="|".join(METHODS), help=t("cli.help_method"))
    options.add_argument(
        "--radius-km",
        metavar="KM",
        help=t(
            "cli.help_radius_km",
            default=30,
            lowest=t.number(SHORTEST_KM),
            highest=t.number(LONGEST_KM),
        ),
    )
    options.add_argument(
        "--minutes",
        metavar="MIN",
        help=t(
            "cli.help_minutes",
            default=60,
            lowest=t.number(SHORTEST_MIN),
            highest=t.number(LONGEST_MIN),
        ),
    )
    options.add_argument("--weighting", metavar="|".join(WEIGHTINGS), help=t("cli.help_weighting"))
    options.add_argument("--size", metavar="|".join(SIZE_MEASURES), help=t("cli.help_size"))
    options.add_argument(
        "--decay",
        metavar="N",
        help=t("cli.help_decay", default=2, highest=t.number(STEEPEST_DECAY)),
    )
    options.add_argument("--cost", metavar="|".join(COSTS), help=t("cli.help_cost"))
    options.add_argument("--times", metavar="FILE", help=t("cli.help_times"))
    options.add_argument("--clip", action="store_true", help=t("cli.help_clip"))
    options.add_argument("--merge", action="store_true", help=t("cli.help_merge"))
    options.add_argument(
        "--out", metavar="FILE" + "|".join(SUFFIXES), help=t("cli.help_catchment_out")
    )
    options.add_argument("--json", action="store_true", help=t("cli.help_catchment_json"))


def run(args: argparse.Namespace, t: Translator) -> int:
    """Compute what was asked, write the file, and tell what it holds.

    Raises
    ------
    UsageError
        With every fault of what was asked.
    AtlasError
        If the data, the owner's times or the file stand in the way.
    """
    asked, catalog = _read(args, t)

    from geo.catchment.result import compute  # noqa: PLC0415 - heavy, and misuse is told first
    from geo.catchment.travel import ModelTravel  # noqa: PLC0415
    from geo.export.catchments import describe, write_catchments  # noqa: PLC0415

    if catalog.problems:
        say(t("cli.data_warnings", counts=count_problems(catalog.problems, t)))
    progress = _follow()
    travel: Travel = ModelTravel()
    try:
        if asked.times is not None:
            from geo.catchment.owned import open_travel  # noqa: PLC0415

            travel = open_travel(asked.times, catalog, progress)
        result = compute(
            asked.study, catalog, travel, clip=asked.clip, merge=asked.merge, progress=progress
        )
    except TravelError as error:
        # its message is in English; here it is told in the reader's language, a line a fault
        lines = "\n".join(printable(line) for line in error.faults.lines(t.lang))
        say(t("cli.failed", error=lines, remedy=t("cli.remedy_travel")))
        return FAILED
    write_catchments(result, asked.out, t)
    if args.json:
        sys.stdout.write(to_json(describe(result, t)) + "\n")
    else:
        for line in _tell(result, asked.out, t):
            sys.stdout.write(printable(line) + "\n")
    return DONE


# what was asked


def _read(args: argparse.Namespace, t: Translator) -> tuple[Asked, Catalog]:
    """Return what was asked and the data; every fault of the words is told at once."""
    from geo import settings  # noqa: PLC0415 - loading GeoPandas would slow `--help`
    from geo.catalog import load_catalog  # noqa: PLC0415
    from geo.catchment.study import Study  # noqa: PLC0415

    faults: list[str] = []
    method = _read_method(args, t, faults)
    given = {name: value for name in _TAKEN_BY if (value := getattr(args, name)) is not None}
    if method is not None:
        for name in given:
            if method not in _TAKEN_BY[name]:
                takers = ", ".join(_TAKEN_BY[name])
                faults.append(
                    t("cli.not_taken", option=_option(name), method=method, takers=takers)
                )
    numbers = {name: _read_number(name, given, t, faults) for name in _DEFAULTS}
    words = {name: _read_choice(name, given, t, faults) for name in _CHOICES}
    if method == "huff" and words["cost"] == "km" and "times" in given:
        faults.append(t("cli.times_unused"))
    times = _read_times(args.times, t, faults)
    out = _read_out(args.out, times, t, faults)
    try:
        catalog = load_catalog(settings.overlay_dir())
    except AtlasError:
        # what is wrong with the words can be put right without the data
        if faults:
            raise UsageError(_join(faults, t)) from None
        raise
    zones = _read_zones(args.zones, catalog, t, faults)
    if faults or method is None or out is None:
        raise UsageError(_join(faults, t))
    study = Study(
        method=method,
        zones=zones,
        radii_km=(numbers["radius_km"],),
        minutes=(numbers["minutes"],),
        weighting=cast("Weighting", words["weighting"] or "areal"),
        size=cast("SizeMeasure", words["size"] or "equal"),
        decay=numbers["decay"],
        cost=cast("Cost", words["cost"] or "minutes"),
    )
    return Asked(study, out, times, args.clip, args.merge), catalog


def _join(faults: Sequence[str], t: Translator) -> str:
    return t("cli.fault_separator").join(faults)


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _read_method(
    args: argparse.Namespace, t: Translator, faults: list[str]
) -> CatchmentMethod | None:
    known = ", ".join(METHODS)
    if args.method is None:
        faults.append(t("cli.method_missing", known=known))
    elif args.method in METHODS:
        return cast("CatchmentMethod", args.method)
    else:
        of_counties = args.method in CATCHMENT_METHODS
        key = "cli.method_of_counties" if of_counties else "cli.method_wrong"
        faults.append(t(key, known=known, value=printable(args.method) or t("cli.nothing")))
    return None


def _read_number(name: str, given: dict[str, str], t: Translator, faults: list[str]) -> float:
    text = given.get(name)
    if text is None:
        return _DEFAULTS[name]
    number = float(text) if _NUMBER.fullmatch(text.strip()) else math.nan
    lowest, highest = _BOUNDS[name]
    if not lowest <= number <= highest:
        faults.append(
            t(
                f"cli.{name}_wrong",
                lowest=t.number(lowest),
                highest=t.number(highest),
                value=printable(text) or t("cli.nothing"),
            )
        )
    return number


def _read_choice(name: str, given: dict[str, str], t: Translator, faults: list[str]) -> str | None:
    value = given.get(name)
    if value is None or value in _CHOICES[name]:
        return value
    known = ", ".join(_CHOICES[name])
    faults.append(
        t(
            "cli.choice_wrong",
            option=_option(name),
            known=known,
            value=printable(value) or t("cli.nothing"),
        )
    )
    return None


def _read_times(text: str | None, t: Translator, faults: list[str]) -> Path | None:
    if text is None:
        return None
    path = Path(text)
    try:
        if not path.is_file():
            faults.append(t("cli.times_no_file", path=printable(text)))
    except OSError as error:  # a name that is too long is one that no file has
        faults.append(t("cli.path_wrong", option="--times", error=printable(_reason(error))))
        return None
    return path


def _read_out(
    text: str | None, times: Path | None, t: Translator, faults: list[str]
) -> Path | None:
    if text is None:
        faults.append(t("cli.out_missing"))
        return None
    out = Path(text)
    try:
        _check_out(out, text, times, t, faults)
    except OSError as error:
        faults.append(t("cli.path_wrong", option="--out", error=printable(_reason(error))))
    return out


def _check_out(out: Path, text: str, times: Path | None, t: Translator, faults: list[str]) -> None:
    """Report why a file cannot or must not be written.

    Raises
    ------
    OSError
        If its name is none.
    """
    from geo import settings  # noqa: PLC0415 - see _read

    if out.is_dir():
        faults.append(t("cli.out_is_folder", path=printable(text)))
        return
    if out.suffix.lower() not in SUFFIXES:
        faults.append(t("cli.out_suffix", known=", ".join(SUFFIXES), path=printable(text)))
    if not out.absolute().parent.is_dir():
        faults.append(t("cli.out_no_folder", path=printable(str(out.absolute().parent))))
        return
    if times is not None and _is_same(out, times):
        faults.append(t("cli.out_is_times", path=printable(text)))
    for folder in (settings.data_dir(), settings.overlay_dir()):
        if folder is not None and _is_of(out, folder):
            faults.append(t("cli.out_is_data", path=printable(text), folder=printable(str(folder))))
            return


def _is_of(out: Path, folder: Path) -> bool:
    """Say whether a file lies in a folder, or is one that lies there under another name."""
    if any(_is_same(parent, folder) for parent in out.resolve().parents):
        return True
    return out.exists() and folder.is_dir() and any(_is_same(out, one) for one in folder.iterdir())


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _read_zones(
    text: str | None, catalog: Catalog, t: Translator, faults: list[str]
) -> tuple[str, ...]:
    """Return the zones named, each once: groups in the customary order, ids as they come."""
    from geo.zones.listing import in_order  # noqa: PLC0415 - see _read

    zones = catalog.zones
    names = [name for name in _BETWEEN.split(text or "") if name]
    known = in_order(zones)
    if not names:
        groups = ", ".join(_GROUPS)
        faults.append(t("cli.zones_missing", groups=groups, known=", ".join(known)))
        return ()
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for name in names:
        if name in zones.index:
            found[name] = None
        elif name in _GROUPS:
            members = [one for one in known if zones["level"][one] in _GROUPS[name]]
            found |= dict.fromkeys(members)
            if not members:
                unknown[name] = None
        else:
            unknown[name] = None
    if unknown:
        faults.append(
            t(
                "cli.zones_unknown",
                names=", ".join(printable(name) for name in unknown),
                groups=", ".join(_GROUPS),
                known=printable(", ".join(known)),
            )
        )
    return tuple(found)


# what is told


def _follow() -> Progress:
    """Return what tells a terminal how far the work is; elsewhere it is silent."""
    told = -1

    def show(share: float) -> None:
        nonlocal told
        percent = math.floor(share * 100)
        if percent != told:
            told = percent
            end = "\n" if percent >= 100 else ""  # noqa: PLR2004 - all of it
            sys.stderr.write(f"\r{percent} %{end}")
            sys.stderr.flush()

    def ignore(_: float) -> None:
        return

    return show if sys.stderr.isatty() else ignore


def _kind_of(row: dict[str, Any]) -> str:
    if row["zones"] is None:
        return "untold"
    return "more" if row["or_more"] else "some" if row["zones"] else "none"


def _tell(result: Result, out: Path, t: Translator) -> list[str]:
    """Return the lines that say what was found."""
    from geo.catchment.notes import list_notes  # noqa: PLC0415 - see run
    from geo.export.catchments import list_coverage, title_of  # noqa: PLC0415

    lines = [title_of(result, t)]
    for row in result.features.drop(columns="geometry").to_dict("records"):
        if math.isnan(row["area_km2"]):  # the owner's times tell nothing of it
            lines.append("  " + t("cli.catchment_untold", name=row[f"name_{t.lang}"]))
            continue
        line = t(
            "cli.catchment_row",
            name=row[f"name_{t.lang}"],
            area=t.number(row["area_km2"], 0),
            people=_say_people(row["population"], t),
            urban=_say_people(row["population_urban"], t),
            platforms=t.number(row["platforms"]),
        )
        lines.append("  " + line)
    for row in list_coverage(result):
        kind = _kind_of(row)
        line = t(
            f"cli.reached_{kind}",
            n=row["zones"],
            people=_say_people(row["population"], t),
            share=t.number(row["population_pct"], 1),
        )
        lines.append("  " + line)
    lines += [t("cli.note", note=note) for note in list_notes(result, t)]
    size = t.number(out.stat().st_size / 1000, 0)
    lines.append(t("cli.written", path=str(out), kb=size))
    return lines


def _say_people(people: float, t: Translator) -> str:
    """Say a computed number of people no finer than it is known."""
    if t.lang == "zh":
        return t("cli.people", n=t.number(people / _WAN, 1))
    return t("cli.people", n=t.number(round(people, -3), 0))
