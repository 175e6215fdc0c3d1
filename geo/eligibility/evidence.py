"""Facts known of single zones beside the table of zone figures, and remarks that are no verdicts.

A row of evidence says what a source says of one zone, nothing more. "It was needed at
recognition" is no evidence, and what a zone hopes for is none either: such things are remarks.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import Field, StrictBool, model_validator

from geo.eligibility.model import Id, Label, Number, Part, SourceId, Text, Unit
from geo.eligibility.shipped import read_shipped

ZoneId: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
"""Id of a zone in ``zones.geojson``."""

EvidenceStatus: TypeAlias = Literal["official", "reported", "unverified"]

EvidenceQualifier: TypeAlias = Literal["eq", "ge", "approx"]
"""``ge``: published as "more than"; ``approx``: published as "about"."""

Year: TypeAlias = Annotated[int, Field(ge=1980, le=2100)]

_FILE: Final = "evidence.yaml"


class Evidence(Part):
    """What a source says of one zone in one metric.

    Attributes
    ----------
    zone
        Id of the zone.
    metric
        Id of the metric.
    value
        True or false, a number, or a word of a category.
    unit
        Unit of the value, that of the metric.
    year
        Of the figure or of the event; null where no source says.
    qualifier
        "eq", "ge" or "approx".
    status
        How well it is known.
    source
        Id of the source.
    note_zh, note_en
        What else must be known.
    """

    zone: ZoneId
    metric: Id
    value: StrictBool | Number | Id
    unit: Unit
    year: Year | None = None
    qualifier: EvidenceQualifier = "eq"
    status: EvidenceStatus
    source: SourceId
    note_zh: Text = ""
    note_en: Text = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.unit == "boolean") != isinstance(self.value, bool):
            raise ValueError(f"value: unit {self.unit} does not go with {self.value!r}")
        if (self.unit == "category") != isinstance(self.value, str):
            raise ValueError(f"value: unit {self.unit} does not go with {self.value!r}")
        return self


class Remark(Part):
    """What must be known of a zone and settles nothing.

    Attributes
    ----------
    zone
        Id of the zone.
    metric
        Metric that it bears on; null where it bears on the zone as a whole.
    text_zh, text_en
        The remark.
    source
        Id of the source; null where it says that nothing was found.
    year
        Of what it says; null where no source says.
    """

    zone: ZoneId
    metric: Id | None = None
    text_zh: Text
    text_en: Text
    source: SourceId | None = None
    year: Year | None = None


class PartFigure(Part):
    """A row of ``zone_indicators.csv`` that holds a figure of one part of a zone only.

    Attributes
    ----------
    zone
        Id of the zone.
    indicator, period
        Which row.
    note_zh, note_en
        Which part.
    """

    zone: ZoneId
    indicator: Id
    period: Label
    note_zh: Text
    note_en: Text


class EvidenceBook(Part):
    """The file ``evidence.yaml``.

    Attributes
    ----------
    version
        Of its schema.
    evidence
        What sources say, zone by zone.
    remarks
        What else must be known, zone by zone.
    parts
        Figures of the table of zone figures that are not of a whole zone.
    """

    version: Literal[1] = 1
    evidence: tuple[Evidence, ...]
    remarks: tuple[Remark, ...]
    parts: tuple[PartFigure, ...] = ()

    def of_zone(self, zone: str) -> tuple[Evidence, ...]:
        """Return the evidence of a zone, in the order of the file."""
        return tuple(row for row in self.evidence if row.zone == zone)

    def remarks_on(self, zone: str, metric: str | None = None) -> tuple[Remark, ...]:
        """Return the remarks on a zone that bear on a metric, or on the zone as a whole."""
        return tuple(r for r in self.remarks if r.zone == zone and r.metric == metric)


def load_evidence() -> EvidenceBook:
    """Return the shipped evidence."""
    return read_shipped(EvidenceBook, _FILE)
