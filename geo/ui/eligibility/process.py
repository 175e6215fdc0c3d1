"""Gates, papers, index systems and precedents as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.eligibility.gates import load_gates
from geo.eligibility.index_systems import load_index_systems, weigh_items
from geo.eligibility.precedents import load_precedents
from geo.eligibility.words import say_document_no, say_value
from geo.maps.text import escape
from geo.ui.eligibility.tables import write_table
from geo.ui.eligibility.words import name_sources, tell_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.eligibility.gates import Gate, Step
    from geo.eligibility.index_systems import IndexGroup, IndexItem, IndexSystem
    from geo.eligibility.precedents import Figure, Recognition
    from geo.eligibility.rules import Rules
    from geo.locale import Translator

_FIGURES: Final[tuple[Figure, ...]] = (
    "total_operating_revenue_100m_cny",
    "hightech_revenue_100m_cny",
    "hightech_revenue_share_pct",
    "high_tech_enterprise_count",
    "above_scale_enterprise_count",
)


def write_gate(gate: Gate, catalog: Catalog, t: Translator) -> str:
    """Return a gate as its steps: who gives what to whom."""
    steps = "".join(f"<li>{_write_step(step, catalog, t)}</li>" for step in gate.steps)
    notes = "".join(
        f"<dt>{escape(note.say('label', t.lang))}</dt>"
        f"<dd>{escape(name_sources(note.say('text', t.lang), catalog, t))}</dd>"
        for note in gate.notes
    )
    return (
        f'<section class="za-el-gate"><h2>{escape(gate.say("label", t.lang))}</h2>'
        f'<ol class="za-el-steps">{steps}</ol><dl class="za-el-notes">{notes}</dl></section>'
    )


def _write_step(step: Step, catalog: Catalog, t: Translator) -> str:
    kinds = t("eligibility.list").join(
        t("eligibility_page.standing" if kind == "standing" else f"eligibility.kind_{kind}")
        for kind in step.kind
    )
    way = f"<strong>{escape(step.say('from', t.lang))}</strong>"
    if step.say("to", t.lang):
        way += (
            f'<span class="za-el-arrow" aria-hidden="true">→</span>'
            f'<span class="za-el-name">{escape(t("eligibility_page.step_to"))} </span>'
            f"<strong>{escape(step.say('to', t.lang))}</strong>"
        )
    dates = []
    if step.since:
        dates.append(t("eligibility_page.from", since=t.date(step.since)))
    if step.until:
        dates.append(t("eligibility_page.to", until=t.date(step.until)))
    note = name_sources(step.say("note", t.lang), catalog, t)
    small = [*dates, note] if note else dates
    if step.recalled_zh:
        small.append(t("eligibility_page.recalled", text=step.say("recalled", t.lang)))
    source = t("eligibility_page.sourced", sources=tell_sources(step.sources, catalog, t))
    return (
        f'<span class="za-el-number">{escape(t.number(step.number))}</span>'
        f'<div><p class="za-el-way">{way}<span class="za-el-badge">{escape(kinds)}</span></p>'
        f"<p>{escape(step.say('needs', t.lang))}</p>"
        + "".join(f'<p class="za-note">{escape(text)}</p>' for text in small)
        + f'<p class="za-note">{escape(source)}</p></div>'
    )


def write_unread(rules: Rules, t: Translator) -> str:
    """Return what nobody could read, and whom to ask."""
    rows = [
        (
            _name_set(item.rule_set, item.index_system, rules, t),
            item.say("what", t.lang),
            item.say("ask", t.lang),
        )
        for item in load_gates().unread
    ]
    heads = ("document", "unread_what", "unread_ask")
    title = t("eligibility_page.unread")
    return (
        f"<h2>{escape(title)}</h2>"
        f'<p class="za-lead">{escape(t("eligibility_page.unread_lead"))}</p>'
        + write_table([t(f"eligibility_page.{name}") for name in heads], rows, title)
    )


def _name_set(rule_set: str | None, system: str | None, rules: Rules, t: Translator) -> str:
    if rule_set is not None:
        known = rules.sets.get(rule_set)
        return rule_set if known is None else known.say("title", t.lang)
    known_systems = {one.id: one for one in load_index_systems().systems}
    found = known_systems.get(system or "")
    return (system or "") if found is None else found.say("title", t.lang)


def write_papers(catalog: Catalog, t: Translator) -> str:
    """Return the papers of an application."""
    gates = load_gates()
    rows = [
        (
            paper.say("label", t.lang),
            t("eligibility.list").join(t(f"eligibility.track_{gate}") for gate in paper.gates),
            tell_sources(paper.sources, catalog, t) or t("eligibility_page.papers_working"),
        )
        for paper in gates.documents
    ]
    heads = [t(f"eligibility_page.{name}") for name in ("paper", "gate", "asked_by")]
    text = gates.documents_note_zh if t.lang == "zh" else gates.documents_note_en
    note = name_sources(text, catalog, t)
    return f'<p class="za-lead">{escape(note)}</p>' + write_table(
        heads, rows, t("eligibility_page.process_papers")
    )


def write_systems(catalog: Catalog, t: Translator) -> str:
    """Return the index systems, as far as they could be read."""
    book = load_index_systems()
    note = book.weight_note_zh if t.lang == "zh" else book.weight_note_en
    systems = "".join(_write_system(system, catalog, t) for system in book.systems)
    rows = [
        (
            other.say("name", t.lang),
            _say_size(other.n_groups, other.n_items, t),
            other.say("note", t.lang),
            tell_sources([other.source], catalog, t),
        )
        for other in book.others
    ]
    heads = [
        t("eligibility_page.system"),
        t("eligibility_page.system_size"),
        t("eligibility_page.note"),
        t("map.source"),
    ]
    title = t("eligibility_page.systems_others")
    return (
        f'<p class="za-lead">{escape(t("eligibility_page.systems_lead"))}</p>'
        f'<p class="za-note">{escape(name_sources(note, catalog, t))}</p>{systems}'
        f'<p class="za-table-title">{escape(title)}</p>' + write_table(heads, rows, title)
    )


def _say_size(groups: int | None, items: int | None, t: Translator) -> str:
    told = []
    if groups is not None:
        told.append(t.plural("eligibility_page.n_groups", groups))
    if items is not None:
        told.append(t.plural("eligibility_page.n_items", items))
    return t("eligibility.comma").join(told) or t("eligibility_page.size_unknown")


def _write_system(system: IndexSystem, catalog: Catalog, t: Translator) -> str:
    date = system.say("date", t.lang) or (t.date(system.date) if system.date else "")
    force = t(f"eligibility.force_{system.in_force}")
    if system.say("in_force_note", t.lang):
        force = t("eligibility_page.body", name=force, dates=system.say("in_force_note", t.lang))
    facts = (
        ("issuer", system.say("issuer", t.lang)),
        ("document_no", say_document_no(system, t)),
        ("date", date or t("eligibility.no_date")),
        ("validity", force),
        ("text_read", system.say("completeness", t.lang)),
        ("scoring", system.say("scoring", t.lang)),
        ("emphasis", system.say("emphasis", t.lang)),
        ("substitute", system.say("substitute", t.lang)),
        ("role", system.say("role", t.lang)),
        ("note", system.say("note", t.lang)),
        ("sourced_from", tell_sources([system.source], catalog, t)),
    )
    told = "".join(
        f"<div><dt>{escape(t(f'eligibility_page.{name}'))}</dt>"
        f"<dd>{escape(name_sources(text, catalog, t))}</dd></div>"
        for name, text in facts
        if text
    )
    title = system.say("title", t.lang)
    size = _say_size(system.n_groups, system.n_items, t)
    read = t.plural("eligibility_page.items_read", len(system.items))
    table = _write_groups(system, title, t) if system.groups else ""
    return (
        f"<details class='za-el-system'><summary><span>{escape(title)}</span>"
        f'<span class="za-el-small">{escape(size)} · {escape(read)}</span></summary>'
        f'<dl class="za-el-facts">{told}</dl>{table}</details>'
    )


def _write_groups(system: IndexSystem, title: str, t: Translator) -> str:
    rows: list[Sequence[str]] = []
    for group in system.groups:
        weights = weigh_items(group)
        name = group.say("name", t.lang)
        if group.n_groups > 1:
            name = t.plural("eligibility_page.unnamed_groups", group.n_groups)
        rows.append((name, _say_weight(group, t), "", "", _say_missing(group, t)))
        rows += [_item_row(item, weights, t) for item in group.items]
    heads = [
        t(f"eligibility_page.{name}")
        for name in ("index_name", "index_weight", "index_raw", "index_direction", "note")
    ]
    return write_table(heads, rows, title, has_groups=True)


def _say_weight(group: IndexGroup, t: Translator) -> str:
    if group.weight_pct is None:
        return t("eligibility_page.weight_unknown")
    return say_value(group.weight_pct, "percent", t)


def _say_missing(group: IndexGroup, t: Translator) -> str:
    return "" if group.has_all_items else t("eligibility_page.items_missing")


def _item_row(item: IndexItem, weights: dict[str, float] | None, t: Translator) -> Sequence[str]:
    name = item.say("name", t.lang)
    number = f"{item.number} " if item.number else ""
    weight = "" if weights is None else say_value(round(weights[item.id], 2), "percent", t)
    raw = "" if item.weight is None else t.number(item.weight)
    direction = t(f"eligibility_page.direction_{item.direction}") if item.direction else ""
    known = t(f"eligibility_page.known_{item.known}") if item.known else ""
    formula = item.say("formula", t.lang)
    note = t("eligibility_page.semicolon").join(part for part in (formula, known) if part)
    return (f"　{number}{name}", weight, raw, direction, note)


def write_recognitions(catalog: Catalog, t: Translator) -> str:
    """Return what was true of zones when they were recognised."""
    book = load_precedents()
    note = book.recognitions_note_zh if t.lang == "zh" else book.recognitions_note_en
    heads = [
        t("eligibility_page.zone"),
        t("eligibility_page.approved"),
        t("eligibility_page.data_year"),
        *(t(f"eligibility_page.figure_{name}") for name in _FIGURES),
        t("eligibility_page.note"),
        t("map.source"),
    ]
    rows = [
        (
            case.say("name", t.lang),
            t.date(case.approved),
            t("common.year", year=case.data_year),
            *(_say_figure(case, name, t) for name in _FIGURES),
            name_sources(case.say("note", t.lang), catalog, t),
            tell_sources([case.source], catalog, t),
        )
        for case in book.recognitions
    ]
    title = t("eligibility_page.process_recognitions")
    return (
        f'<p class="za-lead">{escape(t("eligibility_page.facts_not_rules"))} '
        f"{escape(name_sources(note, catalog, t))}</p>" + write_table(heads, rows, title)
    )


def _say_figure(case: Recognition, name: Figure, t: Translator) -> str:
    value = getattr(case, name)
    if value is None:
        return t("common.no_data")
    text = t.number(value)
    return t("eligibility.at_least", value=text) if name in case.at_least else text


def write_upgrades(catalog: Catalog, t: Translator) -> str:
    """Return what approvals of the State Council fixed."""
    book = load_precedents()
    note = book.upgrades_note_zh if t.lang == "zh" else book.upgrades_note_en
    heads = [
        t("eligibility_page.zone"),
        t("eligibility_page.approved"),
        t("eligibility_page.document_no"),
        t("eligibility_page.area"),
        t("eligibility_page.blocks"),
        t("eligibility_page.note"),
        t("map.source"),
    ]
    rows = [
        (
            case.say("name", t.lang),
            t.date(case.approved),
            say_document_no(case, t),
            t("common.no_data") if case.area_km2 is None else say_value(case.area_km2, "km2", t),
            t("common.no_data") if case.blocks is None else say_value(case.blocks, "blocks", t),
            name_sources(case.say("note", t.lang), catalog, t),
            tell_sources([case.source], catalog, t),
        )
        for case in book.upgrades
    ]
    title = t("eligibility_page.process_upgrades")
    return (
        f'<p class="za-lead">{escape(t("eligibility_page.facts_not_rules"))} '
        f"{escape(name_sources(note, catalog, t))}</p>" + write_table(heads, rows, title)
    )


def write_benchmarks(catalog: Catalog, t: Translator) -> str:
    """Return figures to compare with, and how many national zones there were."""
    book = load_precedents()
    rows = [
        (
            one.say("label", t.lang),
            say_value(one.value, one.unit, t),
            name_sources(one.say("derived", t.lang), catalog, t),
            tell_sources([one.source], catalog, t),
        )
        for one in book.benchmarks
    ]
    heads = [
        t("eligibility_page.benchmark"),
        t("eligibility_page.value"),
        t("eligibility_page.derived"),
        t("map.source"),
    ]
    counts = [
        (t.date(one.as_of), t.number(one.count), tell_sources([one.source], catalog, t))
        for one in book.national_counts
    ]
    count_heads = [
        t("eligibility_page.day"),
        t("eligibility_page.national_count"),
        t("map.source"),
    ]
    title, count_title = (
        t("eligibility_page.process_benchmarks"),
        t("eligibility_page.national_counts"),
    )
    return (
        f'<p class="za-lead">{escape(t("eligibility_page.facts_not_rules"))}</p>'
        + write_table(heads, rows, title)
        + f'<p class="za-table-title">{escape(count_title)}</p>'
        + write_table(count_heads, counts, count_title)
    )


def write_targets(catalog: Catalog, t: Translator) -> str:
    """Return aims of plans, and what came of them."""
    rows = []
    for one in load_precedents().policy_targets:
        aim = say_value(one.value, one.unit, t)
        if one.value_max is not None:
            aim = t(
                "eligibility_page.range",
                low=t.number(one.value),
                high=say_value(one.value_max, one.unit, t),
            )
        rows.append(
            (
                one.say("label", t.lang),
                aim,
                t("common.year", year=one.by),
                name_sources(one.say("outcome", t.lang), catalog, t),
                tell_sources([one.source], catalog, t),
            )
        )
    heads = [
        t("eligibility_page.aim"),
        t("eligibility_page.value"),
        t("eligibility_page.aim_by"),
        t("eligibility_page.outcome"),
        t("map.source"),
    ]
    title = t("eligibility_page.process_targets")
    return f'<p class="za-lead">{escape(t("eligibility_page.targets_lead"))}</p>' + write_table(
        heads, rows, title
    )
