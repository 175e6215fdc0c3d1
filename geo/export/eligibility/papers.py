"""Papers in words: what having one does to its line, and what to do next about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.eligibility.gates import GATES, load_gates
from geo.eligibility.work import can_be_proved, is_too_early, paper_of

if TYPE_CHECKING:
    from geo.eligibility.evaluate import Verdict
    from geo.eligibility.gates import DossierDocument
    from geo.eligibility.model import Criterion, RuleSet
    from geo.eligibility.work import Proof, Task
    from geo.locale import Translator

_NESTED = str.maketrans("《》“”", "〈〉‘’")


def name_paper(paper: DossierDocument, t: Translator) -> str:
    """Return the name of a paper in marks; marks inside it are those of the second rank."""
    return t("eligibility_report.paper_name", name=paper.say("label", t.lang).translate(_NESTED))


def say_proof(
    proof: Proof, criterion: Criterion, rule_set: RuleSet, task: Task, t: Translator
) -> str:
    """Return why a paper that is marked as obtained does not count; empty where it does.

    Parameters
    ----------
    proof
        What the paper does to the line (`geo.eligibility.work.proof_of`).
    criterion, rule_set
        The line.
    task
        What was entered for it.
    t
        The words.
    """
    if proof in {"", "counts"}:
        return ""
    if proof == "too_early":
        return t(f"eligibility_report.proof_too_early_{rule_set.track}")
    if proof == "no_effect":
        return t(f"eligibility_report.proof_no_effect_{_find_ground(criterion, rule_set)}")
    date = t.date(task.valid_until) if task.valid_until else ""
    return t(f"eligibility_report.proof_{proof}", date=date)


def _find_ground(criterion: Criterion, rule_set: RuleSet) -> str:
    """Return what settles a line in the place of a paper."""
    if rule_set.text_read == "none" or criterion.is_unread:
        return "unread"
    return "number" if criterion.kind == "quantitative" else "judged"


def say_paper_note(
    proof: Proof, criterion: Criterion, rule_set: RuleSet, task: Task, t: Translator
) -> str:
    """Return what must be said at the line of a paper that does not count, with its name.

    Parameters
    ----------
    proof, criterion, rule_set, task, t
        As for `say_proof`.
    """
    text = say_proof(proof, criterion, rule_set, task, t)
    if not text:
        return ""
    paper = paper_of(criterion, rule_set)
    number = task.document_no.strip() or task.annex_no.strip()
    name = t("eligibility_report.paper_nameless") if paper is None else name_paper(paper, t)
    if number:
        name = t("eligibility_report.paper_numbered", name=name, number=number)
    return t("eligibility_report.labelled", label=name, text=text)


def say_next_step(verdict: Verdict, proof: Proof, level: str | None, t: Translator) -> str:
    """Return what would bring a line further; nobody need do anything for an old rule.

    Parameters
    ----------
    verdict
        The line.
    proof
        What the paper entered for it does to it.
    level
        Level of the zone; None for one that the atlas does not hold.
    t
        The words.
    """
    criterion, rule_set = verdict.criterion, verdict.rule_set
    if rule_set.is_reference or verdict.state is None or verdict.state == "met":
        return ""
    paper = paper_of(criterion, rule_set)
    if is_too_early(criterion, rule_set, level):
        name = f"after_{rule_set.track}"
    elif proof == "needs_number":
        name = "number"
    elif paper is not None and _wants_paper(verdict):
        return _say_paper_step(paper, verdict, proof, t)
    elif verdict.state == "not_met":
        name = "falls_short" if verdict.margin is not None else "lacking"
    elif verdict.why == "no_evidence" and not can_be_proved(criterion, rule_set):
        name = "to_judge"
    else:
        name = verdict.why
    text = t(f"eligibility_report.next_{name}")
    return _add_body(text, verdict, t) if name == "no_evidence" else text


def _wants_paper(verdict: Verdict) -> bool:
    if verdict.state == "not_met":
        return verdict.margin is None
    return verdict.why in {"no_evidence", "to_judge", "own_word"}


def _say_paper_step(paper: DossierDocument, verdict: Verdict, proof: Proof, t: Translator) -> str:
    way = "prepare"
    if can_be_proved(verdict.criterion, verdict.rule_set):
        way = "renew" if proof == "expired" else "obtain"
    text = t(f"eligibility_report.next_{way}", paper=name_paper(paper, t))
    office = paper.say("office", t.lang)
    if office:
        # an office that differs by gate is told with its gate before it
        several = any(sign in office for sign in ("：", ": "))
        key = "offices" if several else "office"
        return t(f"eligibility_report.next_{key}", text=text, office=office)
    return _add_body(text, verdict, t)


def _add_body(text: str, verdict: Verdict, t: Translator) -> str:
    """Return a step with whom to ask about it: the body that checks the line, where it is known."""
    body = _find_body(verdict, t)
    return t("eligibility_report.next_ask", text=text, body=body) if body else text


def _find_body(verdict: Verdict, t: Translator) -> str:
    """Return the body that checks what a line asks for at its gate; empty where none is told."""
    track = verdict.rule_set.track
    gate = next((load_gates().gate(name) for name in GATES if name == track), None)
    steps = gate.steps if gate is not None else ()
    return next(
        (
            step.say("from", t.lang)
            for step in steps
            if "veto" in step.kind and verdict.criterion.metric in step.metrics
        ),
        "",
    )
