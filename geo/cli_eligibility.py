"""``zone-atlas eligibility``: a zone held against a rule set, line by line."""

from __future__ import annotations

import datetime as dt
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.cli_words import DONE, FAILED, UsageError, count_problems, printable, say, to_json
from geo.errors import AtlasError, EligibilityError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from geo.catalog import Catalog
    from geo.eligibility.evaluate import Evaluation, Verdict
    from geo.eligibility.figures import ZoneFigure
    from geo.eligibility.rules import Rules
    from geo.eligibility.work import OwnFigure
    from geo.locale import Translator

SUFFIXES: Final = (".html", ".xlsx", ".docx")
FIGURE_SUFFIXES: Final = (".xlsx", ".csv")


def add_options(options: argparse._ArgumentGroup, t: Translator) -> None:
    """Add the options of the command."""
    options.add_argument("--zone", metavar="ID", help=t("cli.help_case_zone"))
    options.add_argument("--ruleset", metavar="ID", help=t("cli.help_ruleset"))
    options.add_argument(
        "--figures", metavar="FILE" + "|".join(FIGURE_SUFFIXES), help=t("cli.help_figures")
    )
    options.add_argument("--json", action="store_true", help=t("cli.help_eligibility_json"))
    options.add_argument(
        "--out", metavar="REPORT" + "|".join(SUFFIXES), help=t("cli.help_eligibility_out")
    )


def run(args: argparse.Namespace, t: Translator) -> int:
    """Hold a zone against a rule set, or all of its gate; tell the lines, write the report.

    Returns
    -------
    int
        0 evaluated, whatever the lines say; 1 if the zone's own figures are at fault.

    Raises
    ------
    UsageError
        With every fault of what was asked.
    AtlasError
        If the data or the file stand in the way.
    """
    from geo import settings  # noqa: PLC0415 - loading GeoPandas would slow `--help`
    from geo.catalog import load_catalog  # noqa: PLC0415
    from geo.eligibility.asked import WHOLE_TRACK  # noqa: PLC0415
    from geo.eligibility.describe import describe, describe_track  # noqa: PLC0415
    from geo.eligibility.entered import say_entered  # noqa: PLC0415
    from geo.eligibility.evaluate import evaluate  # noqa: PLC0415
    from geo.eligibility.rules import load_rules  # noqa: PLC0415

    faults: list[str] = []
    figures_path = _read_figures_path(args.figures, t, faults)
    out = _read_out(args.out, figures_path, t, faults)
    overlay = settings.overlay_dir()
    try:
        rules = load_rules(overlay)
    except EligibilityError as error:
        say(t("cli.rules_at_fault"))
        _say_faults(error, t)
        return FAILED
    catalog = load_catalog(overlay)
    _check_id("zone", args.zone, catalog.zones.index, t, faults)
    _check_id("ruleset", args.ruleset, (*rules.sets, WHOLE_TRACK), t, faults)
    # an owner's rule set may be called so too, and then it is meant
    is_track = args.ruleset == WHOLE_TRACK and WHOLE_TRACK not in rules.sets
    names: tuple[str, ...] = (args.ruleset,)
    if is_track and not faults:
        names = _name_track(args.zone, catalog, rules, t, faults)
    if faults:
        raise UsageError(t("cli.fault_separator").join(faults))
    if catalog.problems:
        say(t("cli.data_warnings", counts=count_problems(catalog.problems, t)))
    try:
        own: tuple[OwnFigure, ...] = ()
        if figures_path is not None:
            own = _read_own(figures_path, rules, catalog, args.zone, t)
    except EligibilityError as error:
        say(t("cli.figures_at_fault", path=printable(str(figures_path))))
        _say_faults(error, t)
        return FAILED
    figures = [figure.as_figure() for figure in own]
    today = dt.datetime.now().astimezone().date()
    evaluations = [
        evaluate(rules.sets[name], args.zone, catalog, rules, figures, today=today)
        for name in names
    ]
    if out is not None:
        _write(out, evaluations, own, catalog, rules, t)
    if args.json:
        told = (
            describe_track(evaluations, t.lang, entered=rules.own)
            if is_track
            else describe(evaluations[0], t.lang, is_entered=names[0] in rules.own)
        )
        sys.stdout.write(to_json(told) + "\n")
        return DONE
    entered = [rules.sets[name] for name in names if name in rules.own]
    if entered:
        say(printable(say_entered(entered, t)))
    for line in _tell(evaluations, catalog, t):
        sys.stdout.write(printable(line) + "\n")
    if out is not None:
        kb = t.number(out.stat().st_size / 1000, 0)
        sys.stdout.write(t("cli.written", path=printable(str(out)), kb=kb) + "\n")
    return DONE


# what was asked


def _check_id(
    option: str, value: str | None, known: Iterable[str], t: Translator, faults: list[str]
) -> None:
    names = [str(name) for name in known]
    if value is None:
        faults.append(t("cli.id_missing", option=f"--{option}", known=", ".join(names)))
    elif value not in names:
        near = get_close_matches(value, names, n=3) or names
        faults.append(
            t(
                "cli.id_unknown",
                option=f"--{option}",
                value=printable(value) or t("cli.nothing"),
                known=", ".join(near),
            )
        )


def _name_track(
    zone: str, catalog: Catalog, rules: Rules, t: Translator, faults: list[str]
) -> tuple[str, ...]:
    from geo.eligibility.opening import track_sets  # noqa: PLC0415

    names = track_sets(rules, str(catalog.zones["level"][zone]))
    if not names:
        faults.append(t("cli.track_empty"))
    return names


def _read_figures_path(text: str | None, t: Translator, faults: list[str]) -> Path | None:
    if text is None:
        return None
    path = Path(text)
    try:
        if not path.is_file():
            faults.append(t("cli.figures_no_file", path=printable(text)))
        elif path.suffix.lower() not in FIGURE_SUFFIXES:
            known = ", ".join(FIGURE_SUFFIXES)
            faults.append(t("cli.figures_suffix", known=known, path=printable(text)))
    except OSError as error:  # a name that is too long is one that no file has
        faults.append(t("cli.path_wrong", option="--figures", error=printable(str(error))))
        return None
    return path


def _read_out(
    text: str | None, figures: Path | None, t: Translator, faults: list[str]
) -> Path | None:
    if text is None:
        return None
    out = Path(text)
    try:
        if out.is_dir():
            faults.append(t("cli.out_is_folder", path=printable(text)))
        elif out.suffix.lower() not in SUFFIXES:
            faults.append(t("cli.out_suffix", known=", ".join(SUFFIXES), path=printable(text)))
        elif not out.absolute().parent.is_dir():
            parent = printable(str(out.absolute().parent))
            faults.append(t("cli.out_no_folder", path=parent))
        elif figures is not None and out.exists() and out.samefile(figures):
            faults.append(t("cli.out_is_figures", path=printable(text)))
    except OSError as error:
        faults.append(t("cli.path_wrong", option="--out", error=printable(str(error))))
    return out


def _read_own(
    path: Path, rules: Rules, catalog: Catalog, zone: str, t: Translator
) -> tuple[OwnFigure, ...]:
    """Return the zone's own figures; warnings are said.

    Raises
    ------
    EligibilityError
        With every fault.
    """
    from geo.eligibility.own import read_figures  # noqa: PLC0415
    from geo.settings import read_setting  # noqa: PLC0415

    with path.open("rb") as file:
        content = file.read(read_setting("work_bytes") + 1)  # a device would never end
    own, faults = read_figures(content, path.name, rules, catalog=catalog, zone=zone)
    errors = tuple(fault for fault in faults if fault.severity == "error")
    if errors:
        raise EligibilityError(errors)
    for fault in faults:
        say(printable(fault.line(t.lang)))
    return tuple(own)


def _say_faults(error: EligibilityError, t: Translator) -> None:
    for fault in error.faults:
        say("  " + printable(fault.line(t.lang)))


# what is told


def _tell(evaluations: Sequence[Evaluation], catalog: Catalog, t: Translator) -> Iterator[str]:
    for number, evaluation in enumerate(evaluations):
        if number:
            yield ""
        yield from _tell_one(evaluation, catalog, t)
    yield t("eligibility.no_verdict")


def _tell_one(evaluation: Evaluation, catalog: Catalog, t: Translator) -> Iterator[str]:
    from geo.eligibility import words  # noqa: PLC0415
    from geo.eligibility.cited import rests_on_memory  # noqa: PLC0415

    rule_set = evaluation.rule_set
    name = str(catalog.zones[f"name_{t.lang}"][evaluation.zone])
    yield t("cli.case_head", zone=name, document=words.say_document(rule_set, t))
    yield t(
        "cli.case_document",
        role=words.say_role(rule_set, t),
        date=words.say_date(rule_set, t),
        validity=words.say_validity(rule_set, t),
        read=words.say_text_read(rule_set, t),
    )
    for verdict in evaluation.verdicts:
        yield t(
            "cli.case_line",
            state=words.say_state(verdict, t),
            label=verdict.criterion.say("label", t.lang),
            asked=words.say_threshold(verdict.criterion, t),
            clause=words.say_clause(verdict.criterion, t),
        )
        if rests_on_memory(verdict.criterion, rule_set):
            yield "    " + t("cli.case_memory")
        yield from _tell_figure(verdict, t)
        if verdict.why and verdict.why != "not_scored":
            yield "    " + words.say_why(verdict, t)
        for other in verdict.others:
            yield "    " + t("cli.case_other", figure=_describe(other, t))
        for near in verdict.near:
            why = near.miss.say("why", t.lang)
            yield "    " + t("cli.case_near", figure=_describe(near.figure, t), why=why)


def _tell_figure(verdict: Verdict, t: Translator) -> Iterator[str]:
    from geo.eligibility import words  # noqa: PLC0415

    figure = verdict.figure
    if figure is None:
        return
    parts = [_describe(figure, t)]
    if verdict.is_stale:
        parts.append(t("eligibility.stale"))
    if verdict.margin is not None:
        parts.append(
            t(
                "cli.case_margin",
                margin=words.say_margin(verdict, t),
                share=words.say_margin_pct(verdict, t) or "–",
            )
        )
    yield "    " + t("eligibility.comma").join(part for part in parts if part)
    note = figure.note_zh if t.lang == "zh" else figure.note_en
    if note:
        yield "    " + t("cli.case_note", note=note)


def _describe(figure: ZoneFigure, t: Translator) -> str:
    from geo.eligibility import words  # noqa: PLC0415

    parts = [
        words.say_figure(figure, t),
        words.say_period(figure, t) or t("cli.case_no_year"),
        words.say_status(figure, t),
        words.say_marks(figure, t),
        t("eligibility.list").join(figure.source_ids) or figure.source_text,
    ]
    return t("eligibility.comma").join(part for part in parts if part)


def _write(  # noqa: PLR0917 - what a report is made of
    out: Path,
    evaluations: Sequence[Evaluation],
    own: tuple[OwnFigure, ...],
    catalog: Catalog,
    rules: Rules,
    t: Translator,
) -> None:
    from geo.eligibility.work import Work  # noqa: PLC0415
    from geo.export.eligibility import write_report  # noqa: PLC0415

    try:
        work = Work(zone=evaluations[0].zone, figures=own)
        write_report(out, evaluations, work, catalog, rules, t)
    except OSError as error:
        raise AtlasError(t("cli.report_unwritten", error=str(error))) from error
