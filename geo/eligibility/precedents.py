"""What was true at approvals of the past, figures to compare with, and aims of plans.

They are evidence of what was accepted, not thresholds, and aims are intentions, not forecasts.
"""

from __future__ import annotations

from typing import Final, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from geo.eligibility.evidence import Year, ZoneId
from geo.eligibility.model import Date, Id, Label, Number, Part, SourceId, Text, Unit
from geo.eligibility.shipped import read_shipped

Figure: TypeAlias = Literal[
    "total_operating_revenue_100m_cny",
    "hightech_revenue_100m_cny",
    "hightech_revenue_share_pct",
    "high_tech_enterprise_count",
    "above_scale_enterprise_count",
]
"""Figures that a recognition may carry."""

OwnZone: TypeAlias = ZoneId | None
"""Id of the zone where it is one of ours, else null."""

_FILE: Final = "precedents.yaml"


class Recognition(Part):
    """Figures of a zone when it was recognised as a provincial zone.

    Attributes
    ----------
    zone
        Id of the zone.
    name_zh, name_en
        Its name.
    approved
        When.
    data_year
        Year of the figures.
    total_operating_revenue_100m_cny, hightech_revenue_100m_cny
        Revenue, in 100 million yuan.
    hightech_revenue_share_pct
        High-tech share of revenue, in percent.
    high_tech_enterprise_count, above_scale_enterprise_count
        Firms.
    at_least
        Figures that were published as "more than".
    source
        Where that is said.
    note_zh, note_en
        What else must be known.
    """

    zone: ZoneId
    name_zh: Label
    name_en: Label
    approved: Date
    data_year: Year
    total_operating_revenue_100m_cny: Number | None = None
    hightech_revenue_100m_cny: Number | None = None
    hightech_revenue_share_pct: Number | None = None
    high_tech_enterprise_count: Number | None = None
    above_scale_enterprise_count: Number | None = None
    at_least: tuple[Figure, ...] = ()
    source: SourceId
    note_zh: Text = ""
    note_en: Text = ""


class Upgrade(Part):
    """What a State Council approval fixed.

    Attributes
    ----------
    zone
        Id of the zone where it is one of ours, else null.
    name_zh, name_en
        Its name.
    approved
        When.
    document_no, document_no_en
        Number of the reply; null where none was visible.
    area_km2
        Approved area; null where not known. It is not the area that a zone administers.
    blocks
        Number of blocks; null where not known.
    source
        Where that is said.
    note_zh, note_en
        What else must be known.
    """

    zone: OwnZone = None
    name_zh: Label
    name_en: Label
    approved: Date
    document_no: Label | None = None
    document_no_en: Label | None = None
    area_km2: Number | None = None
    blocks: int | None = Field(default=None, ge=1)
    source: SourceId
    note_zh: Text = ""
    note_en: Text = ""


class NationalCount(Part):
    """How many national zones there were.

    Attributes
    ----------
    as_of
        When.
    count
        How many.
    source
        Where that is said.
    """

    as_of: Date
    count: int = Field(ge=1)
    source: SourceId


class Benchmark(Part):
    """A figure to compare with; not a rule.

    Attributes
    ----------
    id
        Unique.
    label_zh, label_en
        What it is.
    value, unit
        The figure.
    derived_zh, derived_en
        What it was computed from; "stated" where it was not.
    source
        Where that is said.
    """

    id: Id
    label_zh: Label
    label_en: Label
    value: Number
    unit: Unit
    derived_zh: Text
    derived_en: Text
    source: SourceId


class PolicyTarget(Part):
    """An aim of a plan, and what came of it.

    Attributes
    ----------
    id
        Unique.
    metric
        What is aimed at; two aims for one thing share it.
    label_zh, label_en
        The same in words.
    value, value_max
        The aim; a range where `value_max` is set.
    unit
        Unit of the aim.
    by
        Year that it is set for.
    source
        Where that is said.
    outcome_zh, outcome_en
        What came of it, as far as it is known.
    """

    id: Id
    metric: Id
    label_zh: Label
    label_en: Label
    value: Number
    value_max: Number | None = None
    unit: Unit
    by: Year
    source: SourceId
    outcome_zh: Text
    outcome_en: Text

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.value_max is not None and self.value_max <= self.value:
            raise ValueError(f"value_max: expected more than {self.value}; got {self.value_max}")
        return self


class Precedents(Part):
    """The file ``precedents.yaml``.

    Attributes
    ----------
    version
        Of its schema.
    recognitions
        Provincial recognitions in Sichuan with figures.
    recognitions_note_zh, recognitions_note_en
        What the figures together say.
    upgrades
        Approvals of national zones.
    upgrades_note_zh, upgrades_note_en
        What they together say.
    national_counts
        Number of national zones over time.
    benchmarks
        Figures to compare with.
    policy_targets
        Aims of plans.
    """

    version: Literal[1] = 1
    recognitions: tuple[Recognition, ...]
    recognitions_note_zh: Text
    recognitions_note_en: Text
    upgrades: tuple[Upgrade, ...]
    upgrades_note_zh: Text
    upgrades_note_en: Text
    national_counts: tuple[NationalCount, ...]
    benchmarks: tuple[Benchmark, ...]
    policy_targets: tuple[PolicyTarget, ...]

    def observed_minimum(self, figure: Figure) -> tuple[float, int] | None:
        """Return the smallest figure among the recognitions that have it, and how many have it.

        It is what was accepted, not a rule.

        Parameters
        ----------
        figure
            Name of the figure.

        Returns
        -------
        tuple of float and int, or None
            None where no recognition has the figure.
        """
        found = [getattr(case, figure) for case in self.recognitions]
        known = [float(value) for value in found if value is not None]
        return (min(known), len(known)) if known else None


def load_precedents() -> Precedents:
    """Return the shipped precedents."""
    return read_shipped(Precedents, _FILE)
