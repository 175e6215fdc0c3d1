"""What a report on a zone's case says, in words, the same for every format.

Nothing here ever says that a zone may be recognised or upgraded: each line stands for itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.eligibility import words
from geo.eligibility.cited import rests_on_memory, step_rests_on_memory
from geo.eligibility.entered import say_entered, say_origin
from geo.eligibility.evaluate import STALE_YEARS, Evaluation, pace
from geo.eligibility.evidence import load_evidence
from geo.eligibility.gates import GATES, DossierDocument, load_gates
from geo.eligibility.labels import label_sets
from geo.eligibility.model import UNITS, Criterion
from geo.eligibility.work import SOON_DAYS, papers_of, proof_of, task_of, task_rows
from geo.export.eligibility.citing import Citer, SourceLine
from geo.export.eligibility.leaving import say_refusal
from geo.export.eligibility.papers import say_next_step, say_paper_note, say_proof
from geo.maps.words import text_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from geo.catalog import Catalog
    from geo.eligibility.evaluate import Verdict
    from geo.eligibility.evidence import Remark
    from geo.eligibility.figures import Near, ZoneFigure
    from geo.eligibility.gates import Gate, Step, Unread
    from geo.eligibility.model import Body, BodyRole, RuleSet
    from geo.eligibility.rules import Rules
    from geo.eligibility.work import TaskRow, Work
    from geo.locale import Translator
    from geo.types import Lang, Qualifier

SYMBOLS: Final[Mapping[str, str]] = {
    "eligibility.state_met": "√",
    "eligibility.state_not_met": "×",
    "eligibility.state_above_old": "↑",
    "eligibility.state_within_old": "≤",
    "eligibility.state_at_old": "＝",
    "eligibility.state_below_old": "↓",
    "eligibility.state_beyond_old": "＞",
    "eligibility.state_beside_old": "≠",
    "eligibility.state_old_had": "●",
    "eligibility.state_old_lacked": "○",
    "eligibility.state_unknown": "？",
    "eligibility.state_needs_evidence": "△",
    "eligibility.state_rule_not_readable": "□",
    "eligibility.state_not_scored": "—",
    "eligibility.trigger_on": "◆",
    "eligibility.trigger_off": "◇",
    "eligibility.trigger_unknown": "？",
}
"""A mark before the words of a state; each is in the fonts that every Chinese office has."""

_NUMBERS: Final = frozenset(UNITS) - {"boolean", "category"}
_OPEN: Final = (
    "eligibility.state_unknown",
    "eligibility.state_needs_evidence",
    "eligibility.state_rule_not_readable",
)
_COUNTED: Final = ("eligibility.state_met", "eligibility.state_not_met", *_OPEN)
_COUNTED_OLD: Final = ("eligibility.state_above_old", "eligibility.state_below_old", *_OPEN)
"""States that are told also where no line has them."""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure in words.

    Attributes
    ----------
    label
        What it measures; empty where that is what the line asks for.
    value, year, status, source
        The figure; words also where something is not known.
    notes
        What else must be known: that it is old, what it covers, why it cannot stand.
    """

    label: str
    value: str
    year: str
    status: str
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a rule set, held against the zone.

    Attributes
    ----------
    number
        Place among the requirements, or among the lines that are not scored.
    id
        Id of the criterion.
    key
        Message id of the state.
    symbol, state
        The state: a mark, and words.
    label, kind, effect
        What is asked, and of what kind it is.
    meaning
        What exactly counts.
    scope
        Of what or of which years, as far as the text says.
    threshold
        What it is held against.
    has_figure
        Whether there is a figure at all.
    value, year, status, source
        The figure; words also where there is none or something is not known.
    stale
        That the figure is old; empty if it is not.
    figure_notes
        What else must be known of the figure.
    margin, margin_pct
        Margin in units and in percent; empty where nothing was compared.
    pace
        What is missing, and the yearly pace by the chosen year; empty where that tells nothing.
    why, next_step
        Why it has the state, and what would bring it further; empty where nothing is to be said.
    paper_note
        Why the paper that is marked as obtained does not count; empty where none is, or it does.
    clause, document, validity
        Where the line stands.
    rule_source
        Where the line was read, and how sure it is.
    others
        Other figures of the same metric.
    near
        Figures that look like it and cannot stand for it.
    note
        On the line.
    remarks
        On the zone.
    amount, qualifier, margin_amount, margin_share
        Value, margin, and margin in percent as numbers for spreadsheets; None where there is
        none.
    margin_bound
        "least" or "most" where the margin is at least or at most so much; else empty.
    unit
        Unit of the numbers.
    """

    number: int
    id: str
    key: str
    symbol: str
    state: str
    label: str
    kind: str
    effect: str
    meaning: str
    scope: str
    threshold: str
    has_figure: bool
    value: str
    year: str
    status: str
    source: str
    stale: str
    figure_notes: tuple[str, ...]
    margin: str
    margin_pct: str
    pace: str
    why: str
    next_step: str
    paper_note: str
    clause: str
    document: str
    validity: str
    rule_source: str
    others: tuple[FigureLine, ...]
    near: tuple[FigureLine, ...]
    note: str
    remarks: tuple[str, ...]
    amount: float | None
    qualifier: Qualifier
    margin_amount: float | None
    margin_share: float | None
    margin_bound: str
    unit: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many requirements have one state.

    Attributes
    ----------
    key
        Message id of the state.
    symbol, state
        The state: a mark, and words.
    n
        How many.
    """

    key: str
    symbol: str
    state: str
    n: int


@dataclass(frozen=True, slots=True)
class Section:
    """A zone held against one rule set.

    Attributes
    ----------
    id
        Id of the rule set.
    title
        Title and number of the document.
    label
        The same, short.
    is_reference
        Whether it serves for orientation alone.
    caution
        What must be said before anything else where the rules do not bind; else empty.
    facts
        What is known of the document, each with its name.
    summary
        How many lines there are, and how many are not scored.
    counts
        How many requirements have each state.
    entries
        Requirements, vetoes first.
    unscored
        Triggers and information.
    n_left_out
        Lines that are not told because they rest on memory.
    """

    id: str
    title: str
    label: str
    is_reference: bool
    caution: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    counts: tuple[Count, ...]
    entries: tuple[Entry, ...]
    unscored: tuple[Entry, ...]
    n_left_out: int


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """How many lines of one document have each state; None where none can have it."""

    label: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """How many lines of each document have each state; never a sum, nor a word on the whole.

    Attributes
    ----------
    heads
        Of the columns: the document, the states, what is not scored, what is left out.
    rows
        One per document.
    """

    heads: tuple[str, ...]
    rows: tuple[OverviewRow, ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step through a gate: who acts, what is wanted, and where that is said.

    Attributes
    ----------
    number
        Its number.
    actors
        Who acts, and to whom it goes.
    needs, kind
        What must be on the table, and of what kind that is.
    notes
        What else must be known.
    source
        Numbers of the sources.
    """

    number: str
    actors: str
    needs: str
    kind: str
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class GateBlock:
    """One gate and its steps."""

    label: str
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of the task table.

    Attributes
    ----------
    number
        Its place: overdue rows first, then what has expired or soon will.
    id
        Id of the criterion or the paper.
    overdue, expiry
        That it is overdue; that what was obtained has expired or soon will. Empty if not.
    proof
        Why the paper that is marked as obtained does not count; empty if none is, or it does.
    is_urgent
        Whether somebody must see to it.
    label, paper
        What is asked, and the paper of the list that answers it; empty where none does.
    kind
        Of what kind it is.
    symbol, result
        State of the criterion, as a mark and in words; empty for a paper of the list.
    lead, support
        责任单位, 协办单位.
    due, valid_until
        完成时限, 有效期至, as entered: a year, a month or a day; empty where none was.
    state
        状态.
    document_no, annex_no, note
        文号, 附件编号, 备注.
    clause, document
        Where it is asked for.
    marks
        For a paper of the list, the numbers of the sources in `document`.
    """

    number: int
    id: str
    overdue: str
    expiry: str
    proof: str
    is_urgent: bool
    label: str
    paper: str
    kind: str
    symbol: str
    result: str
    lead: str
    support: str
    due: str
    state: str
    document_no: str
    annex_no: str
    valid_until: str
    note: str
    clause: str
    document: str
    marks: str = ""


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """Something that nobody could read, and whom to ask for it."""

    what: str
    ask: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report says.

    Attributes
    ----------
    lang
        Language of its words.
    title
        Title.
    refusal
        Why no file may be made of it; empty where one may.
    zone, level
        Name and level of the zone.
    day, date
        Day of the evaluation, and the same in words.
    notices
        What must be read first: what could not be read, that nothing here is a verdict, and how
        much is left out.
    remarks
        On the zone as a whole.
    overview
        The counts of all documents; None where there is one.
    sections
        One per rule set; those for orientation alone come last.
    gates
        The gates that the rule sets guard.
    unread
        What nobody could read.
    tasks
        The task table.
    sources
        The documents, in the order of their numbers.
    n_left_out
        Lines and steps that are not told because they rest on memory.
    """

    lang: Lang
    title: str
    refusal: str
    zone: str
    level: str
    day: dt.date
    date: str
    notices: tuple[str, ...]
    remarks: tuple[str, ...]
    overview: Overview | None
    sections: tuple[Section, ...]
    gates: tuple[GateBlock, ...]
    unread: tuple[UnreadLine, ...]
    tasks: tuple[TaskLine, ...]
    sources: tuple[SourceLine, ...]
    n_left_out: int


def build_report(
    evaluations: Evaluation | Sequence[Evaluation],
    catalog: Catalog,
    rules: Rules,
    work: Work,
    t: Translator,
    *,
    pace_year: int | None = None,
    has_recalled: bool = False,
) -> Report:
    """Return what a report on a zone says.

    Parameters
    ----------
    evaluations
        The zone held against one rule set or against several, all on one day.
    catalog
        The catalogue.
    rules
        Whose metrics say what exactly counts.
    work
        What the zone entered: its name if the atlas does not hold it, and the tasks.
    t
        The words.
    pace_year
        Year by which missing numbers are to be reached; None for no pace.
    has_recalled
        Whether lines that rest on memory are told, as they are on the screen. In a file they are
        only counted.
    """
    several = (evaluations,) if isinstance(evaluations, Evaluation) else evaluations
    # what binds comes before what serves for orientation alone
    every = tuple(sorted(several, key=lambda evaluation: evaluation.rule_set.is_reference))
    first = every[0]
    citer = Citer(catalog, t)
    lines = _Lines(catalog, rules, work, citer, t, pace_year, has_recalled)
    zone, level = name_zone(first.zone, work, catalog, t)
    notices = [t("eligibility.warning"), t("eligibility.no_verdict")]
    figures = [one.figure for evaluation in every for one in evaluation.verdicts]
    if any(figure.is_own for figure in figures if figure is not None):
        notices.append(t("eligibility_report.notice_own"))
    entered = [one.rule_set for one in every if one.rule_set.id in rules.own]
    if entered:
        # nobody must take for the official text what somebody typed
        notices.append(say_entered(entered, t))
    tracks = {evaluation.rule_set.track for evaluation in every}
    gates = load_gates()
    # numbers of sources rise through the report, so it is put into words in its order
    remarks = _tell_remarks(load_evidence().remarks_on(first.zone), citer, t)
    labels = label_sets([evaluation.rule_set for evaluation in every], t)
    sections = tuple(_tell_section(evaluation, lines, labels, t) for evaluation in every)
    passed = [gates.gate(name) for name in GATES if name in tracks]
    blocks = tuple(_tell_gate(gate, citer, t) for gate in passed)
    unread = tell_unread(gates.unread, t)
    tasks = _tell_tasks(every, lines)
    n_left_out = 0
    if not has_recalled:
        n_left_out = sum(section.n_left_out for section in sections)
        n_left_out += sum(map(_count_recalled, passed))
    if n_left_out:
        notices.append(_say_left_out(n_left_out, t))
    return Report(
        lang=t.lang,
        title=t("eligibility_report.title", zone=zone),
        refusal=say_refusal(first.zone, catalog, t),
        zone=zone,
        level=level,
        day=first.today,
        date=t.date(first.today.isoformat()),
        notices=tuple(notices),
        remarks=remarks,
        overview=_tell_overview(sections, t) if len(sections) > 1 else None,
        sections=sections,
        gates=blocks,
        unread=unread,
        tasks=tasks,
        sources=citer.list(),
        n_left_out=n_left_out,
    )


def name_zone(zone: str, work: Work, catalog: Catalog, t: Translator) -> tuple[str, str]:
    """Return name and level of a zone; one that the atlas does not hold says its name itself."""
    if zone in catalog.zones.index:
        level = str(catalog.zones["level"][zone])
        return text_at(catalog.zones, zone, "name", t.lang), t(f"level.{level}")
    name = work.name or zone or t("eligibility_report.nameless")
    return name, t("eligibility_report.level_unknown")


def tell_unread(unread: Iterable[Unread], t: Translator) -> tuple[UnreadLine, ...]:
    """Return what nobody could read, and whom to ask for it."""
    return tuple(
        UnreadLine(
            one.say("what", t.lang),
            t("eligibility_report.look_up") if one.is_published else one.say("ask", t.lang),
        )
        for one in unread
    )


def _bracket(text: str, more: str, t: Translator) -> str:
    if not more:
        return text
    return f"{text}（{more}）" if t.lang == "zh" else f"{text} ({more})"


# rule sets


def _tell_section(
    evaluation: Evaluation, lines: _Lines, labels: Mapping[str, str], t: Translator
) -> Section:
    rule_set = evaluation.rule_set
    facts = _tell_facts(rule_set, lines.citer, t)
    verdicts = lines.choose(evaluation)
    scored: list[Entry] = []
    unscored: list[Entry] = []
    for verdict in verdicts:
        found = unscored if verdict.state is None else scored
        found.append(lines.tell(verdict, evaluation, len(found) + 1))
    parts = []
    if scored:
        parts.append(t.plural("eligibility_report.n_scored", len(scored)))
    if unscored:
        parts.append(t.plural("eligibility_report.n_unscored", len(unscored)))
    summary = t("eligibility_report.no_lines")
    if parts:
        summary = t("eligibility_report.sentence", text=t("eligibility.comma").join(parts))
    n_left_out = len(evaluation.verdicts) - len(verdicts)
    if n_left_out:
        space = "" if t.lang == "zh" else " "
        summary += space + _say_left_out(n_left_out, t)
    return Section(
        id=rule_set.id,
        title=words.say_document(rule_set, t),
        label=labels[rule_set.id],
        is_reference=rule_set.is_reference,
        caution=_say_caution(rule_set, t),
        facts=facts,
        summary=summary,
        counts=_count(rule_set, verdicts, t) if scored else (),
        entries=tuple(scored),
        unscored=tuple(unscored),
        n_left_out=n_left_out,
    )


def _say_left_out(n: int, t: Translator) -> str:
    return t.plural("eligibility_report.left_out", n)


def _count_recalled(gate: Gate) -> int:
    """Count the steps of a gate that rest on memory, and what is remembered beside a text."""
    return sum(step_rests_on_memory(step) or bool(step.recalled_zh) for step in gate.steps)


def _tell_overview(sections: Iterable[Section], t: Translator) -> Overview:
    every = tuple(sections)
    found = {count.key for section in every for count in section.counts}
    keys = [key for key in SYMBOLS if key in found]
    more = {
        "overview_unscored": [len(section.unscored) for section in every],
        "overview_left_out": [section.n_left_out for section in every],
    }
    more = {name: numbers for name, numbers in more.items() if any(numbers)}
    rows = []
    for place, section in enumerate(every):
        counts = {count.key: count.n for count in section.counts}
        cells = [counts.get(key) for key in keys]
        cells += [numbers[place] for numbers in more.values()]
        rows.append(OverviewRow(section.label, tuple(cells)))
    heads = (
        t("eligibility_report.overview_document"),
        *map(t, keys),
        *(t(f"eligibility_report.{name}") for name in more),
    )
    return Overview(heads, tuple(rows))


def _say_caution(rule_set: RuleSet, t: Translator) -> str:
    if not rule_set.is_reference:
        return ""
    if rule_set.role in {"draft", "comparator"}:
        return t(f"eligibility_report.caution_{rule_set.role}")
    return t("eligibility_report.caution_superseded")


def _count(rule_set: RuleSet, verdicts: Iterable[Verdict], t: Translator) -> tuple[Count, ...]:
    """Count requirements by state, in the order of `SYMBOLS`."""
    scored = (verdict for verdict in verdicts if verdict.state is not None)
    found = Counter(map(words.find_state_key, scored))
    always = _COUNTED_OLD if rule_set.is_reference else _COUNTED
    return tuple(
        Count(key, symbol, t(key), found[key])
        for key, symbol in SYMBOLS.items()
        if key in always or found[key]
    )


def _tell_facts(rule_set: RuleSet, citer: Citer, t: Translator) -> tuple[tuple[str, str], ...]:
    as_of = t("eligibility_report.as_of", date=t.date(rule_set.as_of))
    facts = {
        "track": t(f"eligibility.track_{rule_set.track}"),
        "issuer": _tell_bodies(rule_set, "issuer", t),
        "receiver": _tell_bodies(rule_set, "receiver", t),
        "date": words.say_date(rule_set, t),
        "validity": _bracket(words.say_validity(rule_set, t), as_of, t),
        "role": _bracket(words.say_role(rule_set, t), rule_set.say("role", t.lang), t),
        "read": words.say_text_read(rule_set, t),
        "gap": rule_set.say("gap", t.lang),
        "note": rule_set.say("note", t.lang),
        "owner": rule_set.owner,
    }
    told = [
        (t(f"eligibility_report.fact_{name}"), citer.link(text))
        for name, text in facts.items()
        if text
    ]
    return (*told, (t("eligibility_report.fact_source"), citer.name(rule_set.source)))


def _tell_bodies(rule_set: RuleSet, role: BodyRole, t: Translator) -> str:
    found = [_tell_body(body, t) for body in rule_set.bodies if body.role == role]
    joined = t("eligibility_report.semicolon").join(found)
    return joined or t("eligibility_report.no_body")


def _tell_body(body: Body, t: Translator) -> str:
    since = t.date(body.since) if body.since else ""
    until = t.date(body.until) if body.until else ""
    parts = [
        t("eligibility_report.since", date=since) if since else "",
        t("eligibility_report.until", date=until) if until else "",
        body.say("note", t.lang).rstrip("。."),
    ]
    more = t("eligibility_report.semicolon").join(part for part in parts if part)
    return _bracket(body.say("name", t.lang), more, t)


# lines


@dataclass(frozen=True, slots=True)
class _Lines:
    """Put the lines of rule sets into words."""

    catalog: Catalog
    rules: Rules
    work: Work
    citer: Citer
    t: Translator
    pace_year: int | None
    has_recalled: bool

    def choose(self, evaluation: Evaluation) -> tuple[Verdict, ...]:
        """Return the lines that are told."""
        return tuple(
            verdict
            for verdict in evaluation.verdicts
            if self.is_told(verdict.criterion, evaluation.rule_set)
        )

    def is_told(self, criterion: Criterion, rule_set: RuleSet) -> bool:
        """Return whether a line is told: in a file none that rests on memory is."""
        return self.has_recalled or not rests_on_memory(criterion, rule_set)

    def level_of(self, zone: str) -> str | None:
        """Return the level of a zone; None for one that the atlas does not hold."""
        zones = self.catalog.zones
        return str(zones["level"][zone]) if zone in zones.index else None

    def tell(self, verdict: Verdict, evaluation: Evaluation, number: int) -> Entry:
        """Return one line."""
        t, citer, today = self.t, self.citer, evaluation.today
        criterion, rule_set, figure = verdict.criterion, verdict.rule_set, verdict.figure
        metric = self.rules.metric(criterion.metric)
        key = words.find_state_key(verdict)
        missing = t("common.no_data")
        line = FigureLine("", missing, missing, missing, missing)
        amount = None
        if figure is not None:
            line = self._tell_figure(figure)
            amount = None if isinstance(figure.value, (bool, str)) else float(figure.value)
        remarks = load_evidence().remarks_on(evaluation.zone, criterion.metric)
        unit = criterion.unit if figure is None else figure.unit
        level, task = self.level_of(evaluation.zone), task_of(criterion, rule_set, self.work)
        proof = proof_of(criterion, rule_set, task, today, level)
        return Entry(
            number=number,
            id=criterion.id,
            key=key,
            symbol=SYMBOLS[key],
            state=t(key),
            label=criterion.say("label", t.lang),
            kind=t(f"eligibility.kind_{criterion.kind}"),
            effect=t(f"eligibility.effect_{criterion.effect}"),
            meaning=citer.link(metric.say("definition", t.lang)) if metric else "",
            scope=citer.link(criterion.say("scope", t.lang)),
            threshold=words.say_threshold(criterion, t),
            has_figure=figure is not None,
            value=line.value,
            year=line.year,
            status=line.status,
            source=line.source,
            stale=t("eligibility.stale") if verdict.is_stale else "",
            figure_notes=line.notes,
            margin=words.say_margin(verdict, t),
            margin_pct=words.say_margin_pct(verdict, t),
            pace=self._tell_pace(verdict),
            why=words.say_why(verdict, t),
            next_step=say_next_step(verdict, proof, level, t),
            paper_note=say_paper_note(proof, criterion, rule_set, task, t),
            clause=words.say_clause(criterion, t),
            document=words.say_document(rule_set, t),
            validity=words.say_validity(rule_set, t),
            rule_source=self._tell_rule_source(verdict),
            others=tuple(self._tell_other(other, today) for other in verdict.others),
            near=tuple(self._tell_near(near, today) for near in verdict.near),
            note=citer.link(criterion.say("note", t.lang)),
            remarks=_tell_remarks(remarks, citer, t),
            amount=amount,
            qualifier="eq" if figure is None else figure.qualifier,
            margin_amount=verdict.margin,
            margin_share=verdict.margin_pct,
            margin_bound="least" if verdict.is_at_least else "most" if verdict.is_at_most else "",
            unit=t(f"eligibility.unit_{unit}") if unit in _NUMBERS else "",
        )

    def _tell_rule_source(self, verdict: Verdict) -> str:
        """Return where a line was read; of one that an owner entered, from what document."""
        t = self.t
        if verdict.criterion.id in self.rules.entered:
            origin = say_origin(verdict.rule_set, t)
            return t("eligibility_report.rule_source_entered", **origin)
        return t(
            "eligibility_report.rule_source",
            source=self.citer.name(verdict.source_id),
            confidence=t(f"eligibility.confidence_{verdict.criterion.confidence}"),
        )

    def _tell_figure(self, figure: ZoneFigure) -> FigureLine:
        t = self.t
        source = self.citer.name_all(figure.source_ids)
        if figure.is_own:
            source = figure.source_text or t("eligibility_report.own_source")
        note = figure.note_zh if t.lang == "zh" else figure.note_en
        return FigureLine(
            label="",
            value=words.say_figure(figure, t),
            year=words.say_period(figure, t) or t("common.period_unknown"),
            status=words.say_status(figure, t),
            source=source or t("eligibility_report.no_source"),
            notes=(self.citer.link(note),) if note else (),
        )

    def _tell_other(self, figure: ZoneFigure, today: dt.date) -> FigureLine:
        line = self._tell_figure(figure)
        part = self.t("eligibility.why_part_zone") if figure.is_part else ""
        return replace(line, notes=_join(self._say_stale(figure, today), part, *line.notes))

    def _tell_near(self, near: Near, today: dt.date) -> FigureLine:
        t, indicators, name = self.t, self.catalog.indicators, near.miss.indicator
        line = self._tell_figure(near.figure)
        known = name in indicators.index
        return replace(
            line,
            label=text_at(indicators, name, "label", t.lang) if known else name,
            notes=_join(
                near.miss.say("why", t.lang), self._say_stale(near.figure, today), *line.notes
            ),
        )

    def _say_stale(self, figure: ZoneFigure, today: dt.date) -> str:
        is_stale = figure.year is not None and today.year - figure.year > STALE_YEARS
        return self.t("eligibility.stale") if is_stale else ""

    def _tell_pace(self, verdict: Verdict) -> str:
        t, unit = self.t, verdict.criterion.unit
        found = pace(verdict, self.pace_year) if self.pace_year else None
        if found is None or unit is None:
            return ""
        if unit == "percent":
            unit = "percentage_points"
        name = "rise" if found.missing > 0 else "fall"
        text = t(
            f"eligibility_report.pace_{name}",
            missing=words.say_value(abs(found.missing), unit, t),
            per_year=words.say_value(abs(found.per_year), unit, t),
            since=found.from_year,
            year=found.to_year,
        )
        # the growth of a share or of a rank is no pace that anybody plans with
        if found.growth_pct is None or unit in {"percentage_points", "percent_per_year", "rank"}:
            return text
        growth = words.say_value(round(found.growth_pct, 1), "percent", t, signed=True)
        return t("eligibility_report.pace_growth", pace=text, growth=growth)


def _join(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _tell_remarks(remarks: Iterable[Remark], citer: Citer, t: Translator) -> tuple[str, ...]:
    """Return remarks on a zone, each with its source."""
    space = "" if t.lang == "zh" else " "
    return tuple(
        citer.link(remark.say("text", t.lang))
        + (f"{space}{citer.mark(remark.source)}" if remark.source else "")
        for remark in remarks
    )


# the way through the gates


def _tell_gate(gate: Gate, citer: Citer, t: Translator) -> GateBlock:
    steps = tuple(
        _tell_step(step, citer, t) for step in gate.steps if not step_rests_on_memory(step)
    )
    return GateBlock(gate.say("label", t.lang), steps)


def _tell_step(step: Step, citer: Citer, t: Translator) -> StepLine:
    actors, taker = step.say("from", t.lang), step.say("to", t.lang)
    if taker:
        actors = t("eligibility_report.to", giver=actors, taker=taker)
    kinds = [
        t("eligibility_report.kind_standing" if kind == "standing" else f"eligibility.kind_{kind}")
        for kind in step.kind
    ]
    return StepLine(
        number=t.number(step.number),
        actors=actors,
        needs=citer.link(step.say("needs", t.lang)),
        kind=t("eligibility.list").join(kinds),
        notes=_join(
            t("eligibility_report.step_since", date=t.date(step.since)) if step.since else "",
            t("eligibility_report.step_until", date=t.date(step.until)) if step.until else "",
            citer.link(step.say("note", t.lang)),
        ),
        source=citer.mark_all(step.sources),
    )


# the task table


def _tell_tasks(evaluations: Iterable[Evaluation], lines: _Lines) -> tuple[TaskLine, ...]:
    every = tuple(evaluations)
    rule_sets = [evaluation.rule_set for evaluation in every]
    level = lines.level_of(every[0].zone)
    rows = task_rows(rule_sets, papers_of(rule_sets), lines.work, every[0].today, level=level)
    keys = {
        verdict.criterion.id: words.find_state_key(verdict)
        for evaluation in every
        for verdict in evaluation.verdicts
    }
    told = [
        row
        for row in rows
        if row.rule_set is None
        or not isinstance(row.origin, Criterion)
        or lines.is_told(row.origin, row.rule_set)
    ]
    return tuple(
        _tell_task(row, number, keys.get(row.item), lines.citer, lines.t)
        for number, row in enumerate(told, start=1)
    )


def _tell_task(row: TaskRow, number: int, key: str | None, citer: Citer, t: Translator) -> TaskLine:
    task, origin = row.task, row.origin
    marks = proof = ""
    if isinstance(origin, Criterion) and row.rule_set is not None:
        clause, document = words.say_clause(origin, t), words.say_document(row.rule_set, t)
        proof = say_proof(row.proof, origin, row.rule_set, task, t)
    else:
        # no text that binds asks for these papers as a list
        clause = t("eligibility_report.working_list")
        sources = origin.sources if isinstance(origin, DossierDocument) else ()
        document = citer.name_all(sources) or t("eligibility_report.none")
        marks = citer.mark_all(sources)
    expiry = ""
    if row.expiry:
        expiry = t(f"eligibility_report.alert_{row.expiry}", days=SOON_DAYS)
    return TaskLine(
        number=number,
        id=row.item,
        overdue=t("eligibility_report.alert_overdue") if row.is_overdue else "",
        expiry=expiry,
        proof=proof,
        is_urgent=row.is_overdue
        or bool(row.expiry)
        or row.proof in {"needs_number", "expired", "too_early"},
        label=row.say("label", t.lang),
        paper="" if row.paper is None else row.paper.say("label", t.lang),
        kind=t(f"eligibility.kind_{row.kind}"),
        symbol=SYMBOLS[key] if key else "",
        result=t(key) if key else "",
        lead=task.lead,
        support=task.support,
        due=task.due or "",
        state=t(f"eligibility.task_{task.state}"),
        document_no=task.document_no,
        annex_no=task.annex_no,
        valid_until=task.valid_until or "",
        note=task.note,
        clause=clause,
        document=document,
        marks=marks,
    )
