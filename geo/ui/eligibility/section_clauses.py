"""The part of the page where somebody enters the clauses that they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.eligibility.entered import ORIGIN, check_origin, list_missing, settle
from geo.eligibility.labels import label_sets
from geo.eligibility.model import EFFECTS
from geo.eligibility.rules import SUFFIX, read_rule_set, write_rule_set
from geo.eligibility.words import nest_marks
from geo.maps.text import escape
from geo.settings import OVERLAY_ENV, read_setting
from geo.ui.eligibility.clauses import (
    KINDS,
    OPERATORS,
    READS,
    check_rule_set,
    clauses_table,
    draft_table,
    make_rule_set,
    name_units,
    say_operator,
)
from geo.ui.eligibility.faults import show_faults
from geo.ui.eligibility.figures import name_metrics
from geo.ui.eligibility.grid import edit_grid, restart_grids
from geo.ui.eligibility.held import (
    current_work,
    drop_rule_set,
    find_draft,
    hold_rule_set,
    keep_draft,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from streamlit.delta_generator import DeltaGenerator

    from geo.eligibility.model import Metric, RuleSet
    from geo.eligibility.rules import Rules
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case
    from geo.ui.eligibility.grid import Row

_UPLOADS: Final = "eligibility-rules-uploads"
_HEADS: Final = "eligibility-clauses-heads"
_SAID: Final = ("document_no", "valid_until", "text_read")
_HEAD_WIDTHS: Final = (0.2, 0.3, 0.2, 0.14, 0.16)


def show_clauses(case: Case, shipped: Rules, t: Translator) -> None:
    """Show the lines of a rule set for editing, and what may be done with the result.

    Parameters
    ----------
    case
        The case; one of its rule sets is edited, the first if nobody asks for another.
    shipped
        The rules without what was entered in this visit.
    t
        The words.
    """
    st.html(f'<p class="za-lead">{escape(t("eligibility_page.clauses_lead"))}</p>')
    rule_set = _choose(case, t)
    if len(case.evaluations) == 1:
        title = nest_marks(t("eligibility_page.clauses_of", title=rule_set.say("title", t.lang)))
        st.html(f'<p class="za-table-title">{escape(title)}</p>')
    if rule_set.say("gap", t.lang):
        gap = t("eligibility_page.clauses_gap", gap=rule_set.say("gap", t.lang))
        st.html(f'<p class="za-note">{escape(gap)}</p>')
    stem = f"{rule_set.id}.{t.lang}"
    head, spots = _ask_head(rule_set, stem, t)
    metrics = tuple(case.rules.metrics.values())
    rows = _edit(rule_set, metrics, stem, t)
    made, faults = make_rule_set(rule_set, rows, head, metrics, case.rules, t)
    if made is not None:
        made, _ = settle(made, shipped.sets.get(made.id))
    for name, spot in spots.items():
        # who and from what is asked where it is to be filled in
        texts = [one.tell(t.lang).expectation for one in faults if one.column == name]
        for text in texts:
            spot.html(f'<p class="za-el-ask" role="alert">{escape(text)}</p>')
    faults = tuple(fault for fault in faults if fault.column not in spots)
    if faults:
        show_faults(faults, t)
    _offer(rule_set, made, case, shipped, t)
    _tell_folder(rule_set, t)


def _choose(case: Case, t: Translator) -> RuleSet:
    """Return the rule set to edit; where several are compared, ask which."""
    sets = {one.rule_set.id: one.rule_set for one in case.evaluations}
    # what was entered and does not count yet is gone on with
    sets |= {one.id: one for one in case.work.rule_sets if one.id in sets and list_missing(one)}
    if len(sets) == 1:
        return next(iter(sets.values()))
    names = label_sets(sets.values(), t)
    chosen = st.selectbox(
        t("eligibility_page.clauses_base"),
        list(sets),
        format_func=names.__getitem__,
        key=f"eligibility.entering.{'.'.join(sets)}",
        width=560,
    )
    return sets[chosen]


def _ask_head(
    rule_set: RuleSet, stem: str, t: Translator
) -> tuple[dict[str, str], dict[str, DeltaGenerator]]:
    """Ask who enters clauses from what, and what the document says of itself.

    Returns
    -------
    head
        What was typed.
    spots
        Below the fields of `ORIGIN`, where their faults are told.
    """
    # fields that are not on the screen lose what was typed; the rows of the table are kept, too
    heads: dict[str, dict[str, str]] = st.session_state.setdefault(_HEADS, {})
    typed = {
        **{name: getattr(rule_set, name) or "" for name in (*ORIGIN, *_SAID)},
        **heads.get(stem, {}),
    }
    head: dict[str, str] = {}
    spots: dict[str, DeltaGenerator] = {}
    columns = st.columns(_HEAD_WIDTHS)
    for column, name in zip(columns, ORIGIN, strict=False):
        with column:
            head[name] = st.text_input(
                t("eligibility_page.required", name=t(f"eligibility_page.{name}")),
                value=typed[name],
                max_chars=200,
                placeholder=t(f"eligibility_page.{name}_hint"),
                key=f"eligibility.clauses_{name}.{stem}",
            )
            spots[name] = st.empty()
    number, until, read = columns[len(ORIGIN) :]
    with number:
        head["document_no"] = st.text_input(
            t("eligibility_page.document_no"),
            value=typed["document_no"],
            max_chars=200,
            key=f"eligibility.clauses_no.{stem}",
        )
    with until:
        head["valid_until"] = st.text_input(
            t("eligibility_page.valid_until"),
            value=typed["valid_until"],
            max_chars=10,
            placeholder=t("eligibility_page.date_hint"),
            key=f"eligibility.clauses_until.{stem}",
        )
    with read:
        head["text_read"] = st.selectbox(
            t("eligibility_page.text_read"),
            READS,
            index=READS.index(typed["text_read"]),
            format_func=lambda name: t(f"eligibility.read_{name}"),
            key=f"eligibility.clauses_read.{stem}",
        )
    heads[stem] = head
    return head, spots


def _edit(rule_set: RuleSet, metrics: Sequence[Metric], stem: str, t: Translator) -> list[Row]:
    text, choice = st.column_config.TextColumn, st.column_config.SelectboxColumn
    heads = {
        name: t(f"eligibility_page.clause_{name}")
        for name in ("label", "metric", "kind", "operator", "threshold", "unit", "clause")
    }
    columns: Mapping[str, object] = {
        "id": None,
        "label": text(heads["label"], width=300, pinned=True, required=True),
        "metric": choice(
            heads["metric"],
            options=_with_others(rule_set, metrics, t),
            required=True,
            width=200,
        ),
        "kind": choice(
            heads["kind"],
            options=[t(f"eligibility.kind_{kind}") for kind in KINDS],
            required=True,
            width=90,
        ),
        "operator": choice(
            heads["operator"], options=[say_operator(one, t) for one in OPERATORS], width=110
        ),
        "threshold": text(heads["threshold"], help=t("eligibility_page.threshold_help"), width=100),
        "unit": choice(heads["unit"], options=name_units(t), width=100),
        "clause": text(heads["clause"], width=130),
        "effect": choice(
            t("eligibility_page.clause_effect"),
            options=[t(f"eligibility.effect_{effect}") for effect in EFFECTS],
            width=120,
        ),
        "note": text(t("eligibility_page.clause_note"), width=220),
    }
    draft = find_draft(rule_set.id, t.lang)
    return edit_grid(
        lambda: clauses_table(rule_set, metrics, t) if draft is None else draft_table(draft),
        columns,
        lambda rows: keep_draft(rule_set.id, t.lang, rows),
        key=f"eligibility.clauses.{stem}",
        num_rows="dynamic",
    )


def _with_others(rule_set: RuleSet, metrics: Sequence[Metric], t: Translator) -> list[str]:
    """Return the names of metrics, those that only this rule set knows among them."""
    names = name_metrics(metrics, t)
    others = [line.metric for line in rule_set.criteria if line.metric not in names]
    return [*names.values(), *dict.fromkeys(others)]


def _offer(
    before: RuleSet, made: RuleSet | None, case: Case, shipped: Rules, t: Translator
) -> None:
    is_entered = any(before.id == one.id for one in case.work.rule_sets)
    with st.container(key="eligibility-clauses-do", horizontal=True, gap="small"):
        st.button(
            t("eligibility_page.clauses_use"),
            key="eligibility.clauses_use",
            type="primary",
            disabled=made is None or made == before,
            on_click=_use,
            args=(made,),
            icon=":material/check:",
        )
        if made is not None:
            st.download_button(
                t("eligibility_page.clauses_save"),
                data=write_rule_set(made),
                file_name=made.id + SUFFIX,
                mime="application/yaml",
                key="eligibility.clauses_save",
                on_click="ignore",
                icon=":material/download:",
            )
        box = st.popover(
            t("eligibility_page.clauses_bring"),
            icon=":material/upload:",
            key="eligibility.clauses_bring",
        )
        if is_entered or find_draft(before.id, t.lang) is not None:
            key = "clauses_drop" if before.id in shipped.sets else "clauses_remove"
            st.button(
                t(f"eligibility_page.{key}"),
                key="eligibility.clauses_drop",
                on_click=_drop,
                args=(before.id,),
                icon=":material/undo:",
            )
    with box:
        _take_file(case.rules, t)


def _tell_folder(rule_set: RuleSet, t: Translator) -> None:
    text = t("eligibility_page.clauses_folder", file=rule_set.id + SUFFIX, setting=OVERLAY_ENV)
    st.html(f'<p class="za-note">{escape(text)}</p>')


def _take_file(rules: Rules, t: Translator) -> None:
    count = st.session_state.get(_UPLOADS, 0)
    st.text(t("eligibility_page.clauses_bring_help"))
    file = st.file_uploader(
        t("eligibility_page.clauses_choose"),
        type=["yaml", "yml", "json"],
        key=f"eligibility.rules_file.{count}",
        max_upload_size=-(-read_setting("rule_bytes") // 1_000_000),
    )
    if file is None:
        return
    rule_set, faults = read_rule_set(file.getvalue(), file.name)
    if rule_set is not None:
        faults = (*check_rule_set(rule_set, rules, t), *check_origin(rule_set, file.name))
    if rule_set is None or faults:
        show_faults(faults, t)
        return
    st.text(rule_set.say("title", t.lang))
    st.button(
        t("eligibility_page.clauses_use_file"),
        key="eligibility.rules_use",
        type="primary",
        on_click=_use_file,
        args=(rule_set,),
        icon=":material/check:",
    )


def _use(rule_set: RuleSet) -> None:
    if hold_rule_set(rule_set):
        _forget(rule_set.id)


def _use_file(rule_set: RuleSet) -> None:
    _use(rule_set)
    if rule_set not in current_work().rule_sets:
        return
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    # what was brought is what one wants to see
    st.query_params["rs"] = rule_set.id


def _drop(name: str) -> None:
    drop_rule_set(name)
    _forget(name)


def _forget(name: str) -> None:
    """Have the table and the fields of a rule set start anew from what it says now."""
    restart_grids()
    heads = st.session_state.get(_HEADS, {})
    for stem in [stem for stem in heads if stem.rpartition(".")[0] == name]:
        del heads[stem]
    for key in [str(key) for key in st.session_state]:
        if key.startswith("eligibility.clauses_") and f".{name}." in key:
            del st.session_state[key]
