"""Evaluation index systems, as far as they could be read, and sums where weights allow them.

A sum is an orientation, never the result of an evaluation: the ministry's own scaling of an
indicator is not published.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from geo.eligibility.model import Date, Id, InForce, Label, Part, SourceId, Text
from geo.eligibility.shipped import read_shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

Direction: TypeAlias = Literal["up", "down", "judged"]
"""More is better, less is better, or reviewers score it."""

Level: TypeAlias = Literal["enterprise", "zone"]
"""Whether firms' statistics are enough, or data of the zone or city or a review are needed."""

Known: TypeAlias = Literal["official", "secondary", "inferred"]
"""Where an indicator's name and number were read."""

WHOLE: Final = 100.0
"""What the weights of a system's groups sum to, in percent."""

_FILE: Final = "index_systems.yaml"


class IndexItem(Part):
    """A second-level indicator.

    Attributes
    ----------
    id
        Unique among all systems.
    number
        As printed, such as "1.2"; null where none was seen.
    name_zh, name_en
        The official name and our translation.
    metric
        What it measures; the same word for the same measure in every system.
    weight
        Raw weight printed next to it; null where it was not readable.
    direction, level
        What is better, and what data it takes; null where no source says.
    formula_zh, formula_en
        How it is computed, as far as it was readable.
    known
        Where its name and number were read; null where nothing says so for it alone.
    """

    id: Id
    number: Label | None = None
    name_zh: Label
    name_en: Label
    metric: Id | None = None
    weight: float | None = Field(default=None, gt=0)
    direction: Direction | None = None
    level: Level | None = None
    formula_zh: Text = ""
    formula_en: Text = ""
    known: Known | None = None


class IndexGroup(Part):
    """A first-level group.

    Attributes
    ----------
    id
        Unique in its system.
    name_zh, name_en
        Its name.
    weight_pct
        Its weight in the total, in percent; null where it was not readable.
    n_groups
        How many groups the row stands for; more than one where their names could not be read.
    has_all_items
        Whether `items` are surely all of the group's indicators.
    source
        Where it was read; null: where the system was.
    items
        Its indicators, as far as they were readable.
    """

    id: Id
    name_zh: Label
    name_en: Label
    weight_pct: float | None = Field(default=None, gt=0, le=WHOLE)
    n_groups: int = Field(default=1, ge=1)
    has_all_items: bool = False
    source: SourceId | None = None
    items: tuple[IndexItem, ...] = ()


class SingleRankings(Part):
    """Rankings by one indicator that are published beside the overall one.

    Attributes
    ----------
    source
        Where they are named.
    names_zh, names_en
        The indicators.
    note_zh, note_en
        What is published.
    """

    source: SourceId
    names_zh: tuple[Label, ...]
    names_en: tuple[Label, ...]
    note_zh: Text = ""
    note_en: Text = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.names_zh) != len(self.names_en):
            raise ValueError("names_zh, names_en: expected as many in each language")
        return self


class IndexSystem(Part):
    """An evaluation index system.

    Attributes
    ----------
    id
        Unique.
    title_zh, title_en
        Title.
    issuer_zh, issuer_en
        Who issued it.
    document_no, document_no_en
        Number of the document; null where none was visible.
    date, date_zh, date_en
        Of the document, and in words where it takes some.
    in_force
        Whether it is in force.
    in_force_note_zh, in_force_note_en
        What must be said with that.
    supersedes, superseded_by
        Ids of other systems.
    source
        Id of the source.
    n_groups, n_items
        First-level groups and second-level indicators that it has; null where not known.
    completeness_zh, completeness_en
        How much of it could be read.
    role_zh, role_en
        What it is used for, where that must be said.
    names_source_zh, names_source_en
        Where its names were read.
    scoring_zh, scoring_en
        What is known of the scoring.
    emphasis_zh, emphasis_en
        What it stresses.
    substitute_zh, substitute_en
        What to work with until its text is there.
    note_zh, note_en
        What else must be known.
    single_rankings
        Rankings by one indicator.
    groups
        Its groups.
    """

    id: Id
    title_zh: Label
    title_en: Label
    issuer_zh: Label
    issuer_en: Label
    document_no: Label | None = None
    document_no_en: Label | None = None
    date: Date | None = None
    date_zh: Text = ""
    date_en: Text = ""
    in_force: InForce
    in_force_note_zh: Text = ""
    in_force_note_en: Text = ""
    supersedes: Id | None = None
    superseded_by: Id | None = None
    source: SourceId
    n_groups: int | None = None
    n_items: int | None = None
    completeness_zh: Text
    completeness_en: Text
    role_zh: Text = ""
    role_en: Text = ""
    names_source_zh: Text = ""
    names_source_en: Text = ""
    scoring_zh: Text = ""
    scoring_en: Text = ""
    emphasis_zh: Text = ""
    emphasis_en: Text = ""
    substitute_zh: Text = ""
    substitute_en: Text = ""
    note_zh: Text = ""
    note_en: Text = ""
    single_rankings: SingleRankings | None = None
    groups: tuple[IndexGroup, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [group.id for group in self.groups]
        if len(ids) != len(set(ids)):
            raise ValueError(f"groups: expected each id once; got {', '.join(ids)}")
        held = sum(group.n_groups for group in self.groups)
        if self.groups and held != self.n_groups:
            raise ValueError(f"n_groups: expected {held} as the groups say; got {self.n_groups}")
        return self

    @property
    def items(self) -> tuple[IndexItem, ...]:
        """All indicators that could be read."""
        return tuple(item for group in self.groups for item in group.items)


class OtherSystem(Part):
    """A system elsewhere of which only the size is known.

    Attributes
    ----------
    name_zh, name_en
        Its name.
    n_groups, n_items
        Its size; null where not known.
    note_zh, note_en
        What else is known.
    source
        Where it was read.
    """

    name_zh: Label
    name_en: Label
    n_groups: int | None = None
    n_items: int | None = None
    note_zh: Text = ""
    note_en: Text = ""
    source: SourceId


class IndexSystems(Part):
    """The file ``index_systems.yaml``.

    Attributes
    ----------
    version
        Of its schema.
    weight_note_zh, weight_note_en
        How the raw weights are read here.
    systems
        The systems.
    others
        Systems elsewhere, size only.
    """

    version: Literal[1] = 1
    weight_note_zh: Text
    weight_note_en: Text
    systems: tuple[IndexSystem, ...]
    others: tuple[OtherSystem, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        systems = [system.id for system in self.systems]
        items = [item.id for system in self.systems for item in system.items]
        twice = sorted({name for ids in (systems, items) for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"expected each id once; got {', '.join(twice)} twice")
        return self

    def system(self, name: str) -> IndexSystem:
        """Return the system of that id; KeyError if there is none."""
        for system in self.systems:
            if system.id == name:
                return system
        raise KeyError(name)


def weigh_items(group: IndexGroup) -> dict[str, float] | None:
    """Return the weights of a group's indicators in the total, in percent.

    The raw weights printed beside indicators are around 1. They are read here as weights inside
    the group and brought to the group's weight; that reading is an inference, no text says so.

    Parameters
    ----------
    group
        A group.

    Returns
    -------
    dict or None
        Percent by id of the indicator; they sum to the group's weight. None where a weight is
        not known or the group may have further indicators.
    """
    raw = {item.id: item.weight for item in group.items}
    known = {name: weight for name, weight in raw.items() if weight is not None}
    if group.weight_pct is None or not group.has_all_items or not raw or known != raw:
        return None
    total = math.fsum(known.values())
    return {name: weight / total * group.weight_pct for name, weight in known.items()}


def score_group(group: IndexGroup, scores: Mapping[str, float]) -> float | None:
    """Return the score of a group from its indicators' scores, on their scale.

    Rests on the inference of `weigh_items`.

    Parameters
    ----------
    group
        A group.
    scores
        Score by id of the indicator, all on one scale such as 0 to 1; how an indicator becomes
        a score is for the caller to say.

    Returns
    -------
    float or None
        The weighted mean; None where `weigh_items` has none or a score is missing.
    """
    weights = weigh_items(group)
    if weights is None or not weights.keys() <= scores.keys():
        return None
    total = math.fsum(weights.values())
    return math.fsum(weight * scores[name] for name, weight in weights.items()) / total


def score(system: IndexSystem, scores: Mapping[str, float]) -> float | None:
    """Return the overall score of a system from its groups' scores, on their scale.

    Parameters
    ----------
    system
        A system.
    scores
        Score by id of the group, all on one scale such as 0 to 1.

    Returns
    -------
    float or None
        The weighted mean; None where a group's weight, name or score is missing.
    """
    weights: dict[str, float] = {}
    for group in system.groups:
        if group.weight_pct is None or group.n_groups > 1 or group.id not in scores:
            return None
        weights[group.id] = group.weight_pct
    total = math.fsum(weights.values())
    if not total:
        return None
    return math.fsum(weight * scores[name] for name, weight in weights.items()) / total


def load_index_systems() -> IndexSystems:
    """Return the shipped index systems."""
    return read_shipped(IndexSystems, _FILE)
