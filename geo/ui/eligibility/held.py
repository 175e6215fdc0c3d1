"""What somebody entered, in this visit alone: one zone's work, and whether it was saved.

Nothing of it is written anywhere by the program: it lives in the visit's memory and in the file
that the reader saves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.eligibility.work import Work, check_work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.eligibility.faults import Fault
    from geo.eligibility.model import RuleSet
    from geo.locale import Translator
    from geo.types import Lang

_WORK: Final = "eligibility-work"
_SAVED: Final = "eligibility-saved"
_SHELF: Final = "eligibility-shelf"
_WAITING: Final = "eligibility-waiting"
_DRAFTS: Final = "eligibility-drafts"
_TYPED: Final = "eligibility-typed"
_REFUSED: Final = "eligibility-refused"


def current_work() -> Work:
    """Return the work of this visit; an empty one before anything was entered."""
    work: Work | None = st.session_state.get(_WORK)
    return Work() if work is None else work


def put_work(work: Work) -> bool:
    """Keep changed work, and return whether it was kept.

    What no file could hold is refused at once (`why_refused`): it would be lost with the visit.
    """
    faults = check_work(work)
    # what is too much already may become less, bit by bit
    if faults and not check_work(current_work()):
        st.session_state[_REFUSED] = faults
        return False
    st.session_state.pop(_REFUSED, None)
    st.session_state[_WORK] = work
    return True


def why_refused() -> tuple[Fault, ...]:
    """Return why the last entry was not kept; nothing if it was."""
    faults: tuple[Fault, ...] = st.session_state.get(_REFUSED, ())
    return faults


def keep_typed(rows: Sequence[dict[str, Any]]) -> None:
    """Keep rows of figures that were typed and cannot be used, as they were typed.

    They wait while another part of the page is looked at, and belong to the present zone.
    """
    st.session_state[_TYPED] = tuple(rows)


def typed_rows() -> tuple[dict[str, Any], ...]:
    """Return the rows of figures that were typed and cannot be used."""
    rows: tuple[dict[str, Any], ...] = st.session_state.get(_TYPED, ())
    return rows


def open_work(work: Work) -> None:
    """Take over the work of a file: it is as it was saved."""
    st.session_state[_WORK] = work
    mark_saved(work)
    for key in (_TYPED, _REFUSED):
        st.session_state.pop(key, None)
    st.session_state.pop(_WAITING, None)


def mark_saved(work: Work) -> None:
    """Note that this is what the reader's file holds."""
    st.session_state[_SAVED] = work


def is_unsaved() -> bool:
    """Whether anything would be lost if the visit ended now."""
    work, saved = current_work(), _saved_work()
    return (
        differs(work, saved)
        or work.rule_sets != saved.rule_sets
        or bool(st.session_state.get(_DRAFTS))
        or bool(typed_rows())
    )


def tell_saving(t: Translator) -> str:
    """Return whether anything is unsaved, in words."""
    work, saved = current_work(), _saved_work()
    if differs(work, saved) or work.rule_sets != saved.rule_sets or st.session_state.get(_DRAFTS):
        key = "unsaved"
    elif work.figures or work.tasks or work.rule_sets or work.name:
        key = "saved"
    else:
        key = "" if typed_rows() else "nothing_entered"
    return join_sentences([t(f"eligibility_page.{key}") if key else "", tell_left(t)], t)


def join_sentences(sentences: Sequence[str], t: Translator) -> str:
    """Return sentences as one text; blank ones are none."""
    return ("" if t.lang == "zh" else " ").join(filter(None, sentences))


def tell_left(t: Translator) -> str:
    """Return how many typed rows no file will hold, in words; empty if there are none."""
    count = len(typed_rows())
    return t.plural("eligibility_page.rows_left", count) if count else ""


def differs(work: Work, saved: Work) -> bool:
    """Whether work holds entries on its zone that another state of it does not.

    Examples
    --------
    >>> differs(Work(zone="yibin"), Work())
    False
    >>> differs(Work(zone="yibin", name="x"), Work())
    True
    """
    if work.zone != saved.zone:
        saved = Work()
    return (work.name, work.figures, work.tasks) != (saved.name, saved.figures, saved.tasks)


def move_work(work: Work, zone: str, kept: Work | None = None) -> Work:
    """Return the work to go on with at another zone.

    Parameters
    ----------
    work
        The work so far.
    zone
        Id of the other zone; empty for one that starts from blank.
    kept
        Saved work on that zone, if there is any.

    Returns
    -------
    Work
        What was kept of that zone, with the rule sets entered: those belong to no zone.
    """
    base = Work() if kept is None else kept
    return base.model_copy(
        update={"zone": zone, "rule_sets": work.rule_sets, "pace_year": work.pace_year}
    )


def follow_zone(asked: str) -> str:
    """Turn to a zone, and return the zone that the page is on from now.

    That is the zone asked for, unless entries on the present one would be lost: then the reader
    is asked first (`waiting_zone`).
    """
    work = current_work()
    if work.zone == asked:
        return asked
    if _would_lose():
        st.session_state[_WAITING] = asked
        return work.zone
    _turn_to(asked)
    return asked


def waiting_zone() -> str | None:
    """Return the zone that the reader asked for and that waits for an answer."""
    asked: str | None = st.session_state.get(_WAITING)
    if asked is not None and not _would_lose():
        # saved in the meantime: whoever asked may ask again
        st.session_state.pop(_WAITING)
        return None
    return asked


def leave_zone() -> None:
    """Give up the entries on the present zone and turn to the one that waits."""
    asked: str | None = st.session_state.pop(_WAITING, None)
    if asked is not None:
        saved = _saved_work()
        if saved.zone != current_work().zone:
            saved = Work()
        _turn_to(asked)


def stay_at_zone() -> None:
    """Forget the zone that waits."""
    st.session_state.pop(_WAITING, None)


def hold_rule_set(rule_set: RuleSet) -> bool:
    """Keep a rule set whose clauses were entered, in the place of one of the same id.

    Returns whether it was kept: of one too many the draft stays, and `why_refused` tells.
    """
    work = current_work()
    others = tuple(one for one in work.rule_sets if one.id != rule_set.id)
    is_kept = put_work(work.model_copy(update={"rule_sets": (*others, rule_set)}))
    if is_kept:
        drop_drafts(rule_set.id)
    return is_kept


def drop_rule_set(name: str) -> None:
    """Go back to the shipped text of a rule set."""
    work = current_work()
    others = tuple(one for one in work.rule_sets if one.id != name)
    drop_drafts(name)
    put_work(work.model_copy(update={"rule_sets": others}))


def keep_draft(name: str, lang: Lang, rows: list[dict[str, Any]]) -> None:
    """Keep clauses that were typed and are not in use yet, in the words of a language."""
    drafts: dict[tuple[str, Lang], list[dict[str, Any]]] = st.session_state.setdefault(_DRAFTS, {})
    drafts[name, lang] = rows


def find_draft(name: str, lang: Lang) -> list[dict[str, Any]] | None:
    """Return clauses of a rule set that were typed and are not in use yet."""
    rows: list[dict[str, Any]] | None = st.session_state.get(_DRAFTS, {}).get((name, lang))
    return rows


def drop_drafts(name: str) -> None:
    """Forget what was typed into a rule set and is not in use."""
    drafts = st.session_state.get(_DRAFTS, {})
    for key in [key for key in drafts if key[0] == name]:
        del drafts[key]


def _would_lose() -> bool:
    """Whether entries on the present zone would be lost with it."""
    return differs(current_work(), _saved_work()) or bool(typed_rows())


def _saved_work() -> Work:
    saved: Work | None = st.session_state.get(_SAVED)
    return Work() if saved is None else saved


def _turn_to(zone: str) -> None:
    work, saved = current_work(), _saved_work()
    shelf: dict[str, Work] = st.session_state.setdefault(_SHELF, {})
    if saved.zone == work.zone and (saved.figures or saved.tasks or saved.name):
        # what is in a file comes back with its zone, without opening the file again
        shelf[saved.zone] = saved
    kept = shelf.get(zone)
    # not refused, whatever its size: the reader is on that zone already
    st.session_state[_WORK] = move_work(work, zone, kept)
    for key in (_TYPED, _REFUSED):
        st.session_state.pop(key, None)
    mark_saved((kept or Work(zone=zone)).model_copy(update={"rule_sets": saved.rule_sets}))
