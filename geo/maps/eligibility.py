"""A zone held against rules on the map, and all zones by the state of one line of them.

Figures are those of the atlas alone. What a zone fills in itself is private and reaches no map.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.eligibility.asked import WHOLE_TRACK
from geo.eligibility.evaluate import STALE_YEARS, evaluate
from geo.eligibility.labels import name_shortly
from geo.eligibility.rules import read_rules
from geo.eligibility.spread import judge_zones
from geo.eligibility.tracks import default_rule_set
from geo.eligibility.words import (
    find_state_key,
    say_clause,
    say_document,
    say_figure,
    say_margins,
    say_marks,
    say_period,
    say_role,
    say_state,
    say_status,
    say_threshold,
    say_validity,
    say_why,
)
from geo.maps.atlas_map import AtlasLayer
from geo.maps.cards import zone_card
from geo.maps.palette import STATE_SIGNS
from geo.maps.parts import make_part
from geo.maps.points import note_guessed, shown_zones, zones_honesty, zones_layer
from geo.maps.theme import TwinTable
from geo.maps.words import describe_sources, join, text_at
from geo.settings import overlay_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

    from geo.catalog import Catalog
    from geo.eligibility.evaluate import Evaluation, Verdict
    from geo.eligibility.figures import ZoneFigure
    from geo.eligibility.model import Criterion, RuleSet
    from geo.eligibility.rules import Rules
    from geo.locale import Translator
    from geo.view import View

_MOST_OTHERS = 3
"""Further figures of one zone that a card tells; the page has them all."""


@dataclass(frozen=True)
class Held:
    """What takes the place of the plain layer of zones.

    Attributes
    ----------
    title
        Of the map; empty where the usual one stands.
    layer
        The zones.
    lines
        Source lines at the foot of the map.
    tables
        Below the map of a page on its own.
    remarks
        Sentences below the tables.
    listed
        Ids of the zones that the usual table lists; None for those that the filters let pass.
    evaluation
        The zone held against every line of the rules; None where there is no such zone.
    verdicts
        By zone, of the one line by which all are shown; empty where there is none.
    """

    title: str
    layer: AtlasLayer
    lines: tuple[str, ...] = ()
    tables: tuple[TwinTable, ...] = ()
    remarks: tuple[str, ...] = ()
    listed: tuple[str, ...] | None = None
    evaluation: Evaluation | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)


def hold_zones(
    catalog: Catalog, view: View, t: Translator, *, today: dt.date | None = None
) -> Held | None:
    """Return the zones of a resolved `view` as rules have them, None if it asks for no rules.

    Parameters
    ----------
    today
        Day from which the age of figures is counted; that of the reader's calendar if not given.
    """
    if view.case_zone is None and view.criterion is None:
        return None
    held = _hold(catalog, view, t, today)
    if "zones" in view.layers:
        return held
    # without its layer, nothing around the map speaks of it
    return Held("", held.layer)


def _hold(catalog: Catalog, view: View, t: Translator, today: dt.date | None) -> Held:
    day = today or dt.date.today()  # noqa: DTZ011  # the reader's calendar
    # faults of an owner's files are told by `validate`; what can be read is used
    rules, _ = read_rules(overlay_dir())
    if view.criterion is not None:
        found = _find(rules, view.criterion, view.rule_set)
        if found is None:
            return _plain(catalog, view, t)
        zones = shown_zones(catalog, view)
        # as in the table: a park that nobody recognised has no state to be compared by, and its
        # map may be given away
        zones = zones[zones["level"] != "candidate"]
        levels = dict(zip(map(str, zones.index), zones["level"], strict=True))
        verdicts = judge_zones(*found, levels, catalog, rules, today=day)
        return _States(catalog, view, t, *found, day, zones, verdicts).held()
    assert view.case_zone is not None  # noqa: S101 - see above
    name = view.rule_set
    if name is None or (name == WHOLE_TRACK and name not in rules.sets):
        # a map tells of one document: of all of a gate, of the one that opens
        name = default_rule_set(catalog.zones["level"][view.case_zone])
    rule_set = rules.sets.get(name)
    evaluation = None
    if rule_set is not None:
        evaluation = evaluate(rule_set, view.case_zone, catalog, rules, today=day)
    return _hold_case(catalog, view, t, view.case_zone, evaluation)


def _find(rules: Rules, criterion: str, rule_set: str | None) -> tuple[RuleSet, Criterion] | None:
    """Return a line and its rule set, of the one named if it has the line."""
    named = rules.sets.get(rule_set or "")
    for one in (*([] if named is None else [named]), *rules.sets.values()):
        for line in one.criteria:
            if line.id == criterion:
                return one, line
    return None


def _plain(catalog: Catalog, view: View, t: Translator) -> Held:
    """Return the usual zones, and that the line is none of the atlas's."""
    note = t("map.rules_unknown")
    plain = zones_layer(catalog, view, t)
    legend = plain.spec["legend"]
    legend = {**legend, "notes": [*legend["notes"], note]}
    return Held("", AtlasLayer({**plain.spec, "legend": legend}, plain.parts), remarks=(note,))


# one zone


def _hold_case(
    catalog: Catalog, view: View, t: Translator, zone: str, evaluation: Evaluation | None
) -> Held:
    """Return a zone alone, with what it has beyond or below the lines that have a number."""
    row = catalog.zones.loc[zone]
    card = zone_card(catalog, zone, t)
    name = _short(catalog, zone, t)
    level = {"sign": "zone", "level": row["level"], "label": t(f"level.{row['level']}")}
    entries: list[dict[str, Any]] = [level]
    legend: dict[str, Any] = {"title": name, "entries": entries, "notes": []}
    if evaluation is None:
        legend["notes"] = [t("map.rules_unknown")]
        layer = _layer(view, t, [_case_item(row, name, card, t)], legend)
        return Held("", layer, remarks=(t("map.rules_unknown"),), listed=(zone,))
    rule_set = evaluation.rule_set
    compared = [verdict for verdict in evaluation.verdicts if verdict.margin is not None]
    rest = Counter(find_state_key(v) for v in evaluation.verdicts if v.margin is None)
    entries += [
        {
            **_sign(find_state_key(verdict), t),
            "label": verdict.criterion.say("label", t.lang),
            "detail": _say_value(verdict, t),
            "strong": t(
                "map.case_line", state=say_state(verdict, t), margin=say_margins(verdict, t)
            ),
        }
        for verdict in compared
    ]
    entries += [
        {**_sign(key, t), "label": t(key), "count": t.plural("map.line_count", rest[key])}
        for key in _in_order(rest)
    ]
    notes = [t("map.rules_own_left_out"), t("eligibility.no_verdict")]
    if not compared:
        notes.insert(0, t("map.case_nothing"))
    legend |= {"unit": _say_set_shortly(rule_set, t), "notes": notes}
    card = _case_card(catalog, evaluation, compared, rest, card, t)
    title = t(
        "map.title_case",
        zone=name,
        document=_name_set(rule_set, t),
        role=say_role(rule_set, t),
    )
    figures = [v.figure for v in compared if v.figure is not None]
    return Held(
        title,
        _layer(view, t, [_case_item(row, name, card, t)], legend),
        _say_sources(catalog, rule_set, evaluation.verdicts, figures, t),
        (_case_table(evaluation, name, t),),
        tuple(notes),
        (zone,),
        evaluation,
    )


def _case_item(row: Any, name: str, card: dict[str, Any], t: Translator) -> dict[str, Any]:
    return {
        "level": row["level"],
        "marked": bool(row["plan_upgrade"]),
        "at": [round(row.geometry.x, 4), round(row.geometry.y, 4)],
        "label": join([card["title"], card["mark"]], t.lang),
        "card": card,
        "name": name,  # stands beside the sign: there is room for it
    }


def _case_card(  # noqa: PLR0917 - all of it stands on the card
    catalog: Catalog,
    evaluation: Evaluation,
    compared: Sequence[Verdict],
    rest: Counter[str],
    card: dict[str, Any],
    t: Translator,
) -> dict[str, Any]:
    """Return the card of a zone with the lines that were compared before what else is known."""
    rule_set = evaluation.rule_set
    rows = [
        [
            verdict.criterion.say("label", t.lang),
            t("map.semicolon").join(
                text
                for text in (
                    say_state(verdict, t),
                    _say_value(verdict, t),
                    _say_status(verdict, t),
                    t("map.threshold_of", threshold=say_threshold(verdict.criterion, t)),
                    t("map.margin_of", margin=say_margins(verdict, t)),
                )
                if text
            ),
        ]
        for verdict in compared
    ]
    if rest:
        states = join(
            (
                t("map.state_count", state=t(key), n=t.plural("map.line_count", rest[key]))
                for key in _in_order(rest)
            ),
            t.lang,
        )
        key = "map.case_rest" if compared else "map.case_all"
        head = "map.further_lines" if compared else "map.all_lines"
        rows.append([t(head), t.plural(key, rest.total(), states=states)])
    rows += _rows_of_set(rule_set, t)
    figures = [v.figure for v in compared if v.figure is not None]
    if figures:
        rows.append([t("map.figure_source"), describe_sources(catalog, _sources(figures), t)])
    rules = dict.fromkeys(verdict.source_id for verdict in evaluation.verdicts)
    rows.append([t("map.rule_source"), describe_sources(catalog, rules or [rule_set.source], t)])
    rows = [row for row in [*rows, *card["rows"][:2]] if row[1]]
    notes = [t("map.rules_own_left_out"), *card["notes"]]
    return {**card, "wide": True, "rows": rows, "notes": notes}


def _case_table(evaluation: Evaluation, name: str, t: Translator) -> TwinTable:
    """Return every line of the rule set with its state, so that none seems to be forgotten."""
    counts = Counter(find_state_key(verdict) for verdict in evaluation.verdicts)
    states = join(
        (
            t("map.state_count", state=t(key), n=t.plural("map.line_count", counts[key]))
            for key in _in_order(counts)
        ),
        t.lang,
    )
    return TwinTable(
        t("map.title_case_table", zone=name),
        t("map.semicolon").join([_say_set(evaluation.rule_set, t), states]),
        (
            t("map.rule_line"),
            t("map.rule_state"),
            t("map.threshold"),
            t("map.value"),
            t("map.period"),
            t("map.status"),
            t("map.margin"),
            t("map.clause"),
            t("map.source"),
        ),
        tuple(
            (
                (
                    verdict.criterion.say("label", t.lang),
                    say_state(verdict, t),
                    say_threshold(verdict.criterion, t),
                    *_value_cells(verdict, t),
                    say_clause(verdict.criterion, t),
                ),
                _cited(verdict),
            )
            for verdict in evaluation.verdicts
        ),
    )


# all zones


@dataclass(frozen=True)
class _States:
    """All zones that the filters let pass, by the state of one line."""

    catalog: Catalog
    view: View
    t: Translator
    rule_set: RuleSet
    criterion: Criterion
    today: dt.date
    zones: gpd.GeoDataFrame
    verdicts: dict[str, Verdict]

    @property
    def counts(self) -> Counter[str]:
        """How many zones have each state, by the message id of its words."""
        return Counter(find_state_key(verdict) for verdict in self.verdicts.values())

    @property
    def figures(self) -> list[ZoneFigure]:
        """Figures that were held against the line."""
        return [
            verdict.figure
            for verdict in self.verdicts.values()
            if verdict.figure is not None and (verdict.has_decided or verdict.triggered is not None)
        ]

    def held(self) -> Held:
        """Return the map's layer and all that is said around it."""
        t, rule_set = self.t, self.rule_set
        title = t(
            "map.title_states",
            label=self.criterion.say("label", t.lang),
            threshold=say_threshold(self.criterion, t),
            document=_name_set(rule_set, t),
            role=say_role(rule_set, t),
            years=self._years(),
        )
        return Held(
            title,
            # a legend covers what it speaks of: the sentence in full stands below the tables
            self._layer(self._notes(t("map.states_no_verdict"))),
            _say_sources(self.catalog, rule_set, list(self.verdicts.values())[:1], self.figures, t),
            (self._table(),),
            tuple(self._notes(t("eligibility.no_verdict"))),
            (),
            verdicts=self.verdicts,
        )

    def _years(self) -> str:
        years = sorted({figure.year for figure in self.figures if figure.year is not None})
        if not years:
            return self.t("map.states_no_years")
        if len(years) == 1:
            return self.t("map.states_year", year=years[0])
        return self.t("map.states_years", first=years[0], last=years[-1])

    def _notes(self, no_verdict: str) -> list[str]:
        t = self.t
        stale = sum(v.is_stale and v.figure in self.figures for v in self.verdicts.values())
        notes = []
        if stale:
            year = self.today.year - STALE_YEARS
            notes.append(t.plural("map.states_stale", stale, year=year))
        if any(verdict.is_behind for verdict in self.verdicts.values()):
            is_standing = self.criterion.years == "standing"
            notes.append(t("map.states_behind_standing" if is_standing else "map.states_behind"))
        notes += [
            t("map.states_no_ranking"),
            t("map.rules_own_left_out"),
            no_verdict,
        ]
        drawn = int(self.zones["level"].isin(["national", "provincial"]).sum())
        if self.view.asof is None:
            notes.append(zones_honesty(self.catalog, drawn, t))
        else:
            period = t.period(self.view.asof)
            notes.append(t("map.zones_identified_by", period=period, drawn=drawn))
        return [*notes, *note_guessed(self.zones, t), t("map.states_aside")]

    def _layer(self, notes: list[str]) -> AtlasLayer:
        t = self.t
        items = []
        for zone, verdict in self.verdicts.items():
            key = find_state_key(verdict)
            row = self.zones.loc[zone]
            card = self._card(zone, verdict)
            items.append(
                {
                    "level": row["level"],
                    "at": [round(row.geometry.x, 4), round(row.geometry.y, 4)],
                    "label": t("map.state_of", name=card["title"], state=card["rows"][0][1]),
                    "card": card,
                    "state": _sign(key, t),
                    # what is known lies above what is not
                    "rise": len(STATE_SIGNS) - list(STATE_SIGNS).index(key.rpartition(".")[2]),
                }
            )
        legend = {
            "title": self.criterion.say("label", t.lang),
            "unit": t("map.semicolon").join(
                [
                    t("map.threshold_of", threshold=say_threshold(self.criterion, t)),
                    name_shortly(self.rule_set, t),
                    say_role(self.rule_set, t),
                    self._years(),
                ]
            ),
            "entries": [
                {
                    **_sign(key, t),
                    "label": t(key),
                    "count": t.plural("map.zone_count", self.counts[key]),
                }
                for key in _in_order(self.counts)
            ],
            "notes": notes,
        }
        return _layer(self.view, t, items, legend)

    def _card(self, zone: str, verdict: Verdict) -> dict[str, Any]:
        t, figure = self.t, verdict.figure
        card = zone_card(self.catalog, zone, t)
        state = say_state(verdict, t)
        rows = [
            [t("map.rule_state"), state],
            [t("map.value"), _say_value(verdict, t) or t("common.no_data")],
            [t("map.margin"), say_margins(verdict, t)],
            [t("map.threshold"), say_threshold(self.criterion, t)],
            [t("map.status"), _say_status(verdict, t)],
            [t("map.figure_source"), describe_sources(self.catalog, _sources([figure]), t)],
            [t("map.other_figures"), _say_others(verdict, t)],
            [t("map.rule_line"), self.criterion.say("label", t.lang)],
            [t("map.clause"), say_clause(self.criterion, t)],
            *_rows_of_set(self.rule_set, t),
            [t("map.rule_source"), describe_sources(self.catalog, [verdict.source_id], t)],
            *card["rows"][:2],
        ]
        notes = [
            say_why(verdict, t),
            "" if figure is None else _note_of(figure, t),
            t("map.states_no_ranking"),
            *card["notes"],
        ]
        return {
            **card,
            "wide": True,
            "rows": [row for row in rows if row[1]],
            "notes": [note for note in notes if note],
        }

    def _table(self) -> TwinTable:
        t = self.t
        levels = self.zones["level"]
        return TwinTable(
            t("map.title_states_table", label=self.criterion.say("label", t.lang)),
            t("map.semicolon").join(
                [
                    t("map.threshold_of", threshold=say_threshold(self.criterion, t)),
                    say_clause(self.criterion, t),
                    _say_set(self.rule_set, t),
                    t.plural("map.twin_states", len(self.verdicts)),
                ]
            ),
            (
                t("map.name"),
                t("map.level"),
                t("map.prefecture"),
                t("map.rule_state"),
                t("map.value"),
                t("map.period"),
                t("map.status"),
                t("map.margin"),
                t("map.source"),
            ),
            tuple(
                (
                    (
                        text_at(self.catalog.zones, zone, "name", t.lang),
                        t(f"level.{levels[zone]}"),
                        text_at(
                            self.catalog.prefectures,
                            self.zones["prefecture_code"][zone],
                            "name",
                            t.lang,
                        ),
                        say_state(verdict, t),
                        *_value_cells(verdict, t),
                    ),
                    _cited(verdict),
                )
                for zone, verdict in self.verdicts.items()
            ),
        )


# words that both share


def _layer(
    view: View, t: Translator, items: list[dict[str, Any]], legend: dict[str, Any]
) -> AtlasLayer:
    part = make_part("zones", {"items": items})
    spec = {
        "id": "zones",
        "kind": "zones",
        "name": t("layer.zones"),
        "on": "zones" in view.layers,
        "points": part.name,
        "legend": legend,
    }
    return AtlasLayer(spec, (part,))


def _sign(key: str, t: Translator) -> dict[str, Any]:
    """Return the sign of a state, for the map and for the legend."""
    name = key.rpartition(".")[2]
    sign = STATE_SIGNS[name]
    return {
        "sign": "state",
        "shape": sign.shape,
        "fill": sign.fill,
        "line": sign.line,
        "ink": sign.ink,
        "dashed": sign.dashed,
        "glyph": t(f"map.sign_{name}"),
    }


def _in_order(counts: Counter[str]) -> list[str]:
    """Return the states that there are, in the order of legends."""
    order = list(STATE_SIGNS)
    return sorted(
        (key for key in counts if counts[key]), key=lambda key: order.index(key.rpartition(".")[2])
    )


def _short(catalog: Catalog, zone: str, t: Translator) -> str:
    """Return the short name of a zone; English has one name."""
    return text_at(catalog.zones, zone, "short" if t.lang == "zh" else "name", t.lang)


def _name_set(rule_set: RuleSet, t: Translator) -> str:
    """Return the document for a title, which has no room for its number."""
    return t("map.title_of_rules", title=rule_set.say("title", t.lang))


def _say_set(rule_set: RuleSet, t: Translator) -> str:
    return t("map.semicolon").join(
        [say_document(rule_set, t), say_role(rule_set, t), say_validity(rule_set, t)]
    )


def _say_set_shortly(rule_set: RuleSet, t: Translator) -> str:
    """Return the document for a legend, which has no room for more than its number."""
    return t("map.semicolon").join(
        [name_shortly(rule_set, t), say_role(rule_set, t), say_validity(rule_set, t)]
    )


def _rows_of_set(rule_set: RuleSet, t: Translator) -> list[list[str]]:
    return [
        [t("map.rule_document"), say_document(rule_set, t)],
        [
            t("map.rule_validity"),
            t("map.semicolon").join([say_role(rule_set, t), say_validity(rule_set, t)]),
        ],
    ]


def _say_value(verdict: Verdict, t: Translator) -> str:
    """Return value and year of a figure, with what keeps it from standing for the whole."""
    figure = verdict.figure
    if figure is None:
        return ""
    told = [say_period(figure, t) or t("common.period_unknown"), say_marks(figure, t)]
    if verdict.is_stale:
        told.append(t("eligibility.stale"))
    return t(
        "map.value_of",
        value=say_figure(figure, t),
        period=t("eligibility.comma").join(text for text in told if text),
    )


def _say_status(verdict: Verdict, t: Translator) -> str:
    return "" if verdict.figure is None else say_status(verdict.figure, t)


def _say_others(verdict: Verdict, t: Translator) -> str:
    texts = [
        t(
            "map.value_of",
            value=say_figure(other, t),
            period=t("eligibility.comma").join(
                text
                for text in (
                    say_period(other, t) or t("common.period_unknown"),
                    say_marks(other, t),
                    say_status(other, t),
                )
                if text
            ),
        )
        for other in verdict.others[:_MOST_OTHERS]
    ]
    return t("map.semicolon").join(texts)


def _note_of(figure: ZoneFigure, t: Translator) -> str:
    return figure.note_zh if t.lang == "zh" else figure.note_en


def _value_cells(verdict: Verdict, t: Translator) -> tuple[str, str, str, str]:
    """Return value, year, status and margin as cells of a table."""
    figure = verdict.figure
    if figure is None:
        return t("common.no_data"), "—", "—", "—"
    told = [say_status(figure, t), say_marks(figure, t)]
    if verdict.is_stale:
        told.append(t("eligibility.stale"))
    return (
        say_figure(figure, t),
        say_period(figure, t) or t("common.period_unknown"),
        t("eligibility.comma").join(text for text in told if text),
        say_margins(verdict, t) or "—",
    )


def _sources(figures: Iterable[ZoneFigure | None]) -> list[str]:
    named = (figure.source_ids for figure in figures if figure is not None)
    return list(dict.fromkeys(source for ids in named for source in ids))


def _cited(verdict: Verdict) -> tuple[str, ...]:
    """Return the sources of the figure and of the line, each once."""
    return tuple(dict.fromkeys([*_sources([verdict.figure]), verdict.source_id]))


def _say_sources(
    catalog: Catalog,
    rule_set: RuleSet,
    verdicts: Sequence[Verdict],
    figures: Sequence[ZoneFigure],
    t: Translator,
) -> tuple[str, ...]:
    """Return the foot lines: where the rules were read, and where the figures."""
    rules = [rule_set.source, *(verdict.source_id for verdict in verdicts)]
    lines = [t("map.foot_rules", sources=describe_sources(catalog, dict.fromkeys(rules), t))]
    if figures:
        counts = Counter(say_status(figure, t) for figure in figures)
        statuses = join(
            (t("map.status_count", status=status, n=n) for status, n in counts.items()), t.lang
        )
        sources = describe_sources(catalog, _sources(figures), t)
        lines.append(t("map.foot_figures", sources=sources, statuses=statuses))
    return tuple(lines)
