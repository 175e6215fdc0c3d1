"""Rule sets as data: what a file of `data/rules` may say, and what each word of it means.

The models are the schema: `schema_json` gives it as JSON Schema for editors of other makers.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self, TypeAlias, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from geo.types import Lang

Role: TypeAlias = Literal["binding", "superseded", "draft", "practice", "planning", "comparator"]
"""What a rule set is to a zone of Sichuan: it binds it; it did and was replaced; it was only
proposed; it shows what was done in cases; it says what was planned; it is another province's or
another track's and serves for comparison alone."""

InForce: TypeAlias = Literal["yes", "no", "unknown"]

TextRead: TypeAlias = Literal["full", "opening", "secondary", "none"]
"""How much of the text was read: all; its first articles; only what others quote; nothing."""

Track: TypeAlias = Literal["recognition", "upgrade", "evaluation"]
"""Which gate it guards: recognition as a provincial zone, upgrade to a national zone, or the
evaluation of zones that are there."""

Kind: TypeAlias = Literal["quantitative", "qualitative", "veto", "document"]

Operator: TypeAlias = Literal[">=", "<=", ">", "<", "==", "in", "ranked", "is_true", "is_false"]

Effect: TypeAlias = Literal["requirement", "trigger_bad", "trigger_good", "information"]
"""A requirement is scored. A trigger sets off what its note says, and information describes the
procedure: neither is ever scored."""

Confidence: TypeAlias = Literal["high", "medium", "low"]

Unit: TypeAlias = Literal[
    "100m_cny",
    "percent",
    "percent_per_year",
    "percentage_points",
    "firms",
    "blocks",
    "km2",
    "industries",
    "zones",
    "rank",
    "years",
    "times",
    "accidents",
    "events",
    "points",
    "boolean",
    "category",
]

Years: TypeAlias = Literal["latest", "last_year", "last_3_years", "at_application", "standing"]
"""Of which years a figure must be, as far as the text says."""

BodyRole: TypeAlias = Literal["issuer", "receiver"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
TRACKS: Final[tuple[Track, ...]] = get_args(Track)
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)

COMPARING: Final[frozenset[Operator]] = frozenset({">=", "<=", ">", "<", "=="})
"""Operators that hold a number against a number."""

SCHEMA_VERSION: Final = 1
MOST_CRITERIA: Final = 200
_LONGEST_TEXT: Final = 2000
_LONGEST_LABEL: Final = 300
_HIGHEST: Final = 1e12
_SMALLEST: Final = 1e-9
_MONTHS: Final = 12
_MOST: Final = "1,000,000,000,000"
_DATE: Final = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What no text may hold: control and direction marks, and what no XML file can."""


def _fault(code: str, sentence: str, **params: object) -> PydanticCustomError:
    """Return an error that `geo.eligibility.faults` can tell in either language."""
    return PydanticCustomError(f"rule_{code}", sentence, params)


def _check_text(text: str) -> str:
    if UNPRINTABLE.search(text):
        raise _fault("text", "expected text without control or direction marks")
    return text


def _check_date(text: str) -> str:
    year, month, day = (text + "-01-01").split("-")[:3] if _DATE.fullmatch(text) else "000"
    try:
        dt.date(int(year), int(month), int(day))
    except ValueError:
        raise _fault("date", "expected a date such as 2025, 2025-07 or 2025-07-29") from None
    return text


def first_day(date: str) -> dt.date:
    """Return the first day of a date that may be a month or a year."""
    year, month, day = (int(part) for part in (date + "-01-01").split("-")[:3])
    return dt.date(year, month, day)


def last_day(date: str) -> dt.date:
    """Return the last day of a date that may be a month or a year."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    month = month or _MONTHS
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def can_be_computed(value: object) -> bool:
    """Return whether a value is no number, or one that can be computed and written."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return True
    if isinstance(value, int):
        return abs(value) <= _HIGHEST
    return math.isfinite(value) and (value == 0 or _SMALLEST <= abs(value) <= _HIGHEST)


Id: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
SourceId: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
Label: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=_LONGEST_LABEL), AfterValidator(_check_text)
]
Text: TypeAlias = Annotated[str, Field(max_length=_LONGEST_TEXT), AfterValidator(_check_text)]
Date: TypeAlias = Annotated[str, AfterValidator(_check_date)]
Number: TypeAlias = StrictInt | StrictFloat
Threshold: TypeAlias = StrictBool | Number | list[Number] | list[Id] | None


class Part(BaseModel):
    """A mapping with exactly these keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def say(self, name: str, lang: Lang) -> str:
        """Return the text ``<name>_zh`` or ``<name>_en``; empty where there is none."""
        found = getattr(self, f"{name}_{lang}")
        return "" if found is None else str(found)


class Body(Part):
    """Who issues rules or receives applications, and since when.

    Attributes
    ----------
    role
        "issuer" or "receiver".
    name_zh, name_en
        Its name then.
    since, until
        Dates as far as they are known.
    source
        Where that is said.
    note_zh, note_en
        What else must be known.
    """

    role: BodyRole
    name_zh: Label
    name_en: Label
    since: Date | None = None
    until: Date | None = None
    source: SourceId
    note_zh: Text = ""
    note_en: Text = ""


class Criterion(Part):
    """One line of a rule set.

    Attributes
    ----------
    id
        Unique among all rule sets.
    label_zh, label_en
        What is asked, in a few words.
    kind
        "quantitative", "qualitative", "veto" or "document".
    metric
        Id of what is measured (`Metric`).
    operator, threshold, unit
        What it is held against. A null threshold means that the text gives no number, or that
        the number could not be read: it is never passed.
    years
        Of which years the figure must be; null where the text does not say.
    scope_zh, scope_en
        The scope in words.
    clause_zh, clause_en
        Article or item; null where it was not visible.
    effect
        "requirement", "trigger_bad", "trigger_good" or "information".
    confidence
        How sure it is that the text says so.
    source
        Where it was read; null: where the rule set was.
    note_zh, note_en
        What else must be known.
    follows_gate
        Whether it comes with passing the gate itself, such as what the reply fixes: nobody can
        have it before.
    is_unread
        Whether it stands for the part of the document that nobody could read; a threshold
        entered for it makes it a line like any other.
    """

    id: Id
    label_zh: Label
    label_en: Label
    kind: Kind
    metric: Id
    operator: Operator | None = None
    threshold: Threshold = None
    unit: Unit | None = None
    years: Years | None = None
    scope_zh: Text = ""
    scope_en: Text = ""
    clause_zh: Text | None = None
    clause_en: Text | None = None
    effect: Effect = "requirement"
    confidence: Confidence
    source: SourceId | None = None
    note_zh: Text = ""
    note_en: Text = ""
    follows_gate: StrictBool = False
    is_unread: StrictBool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        operator, threshold = self.operator, self.threshold
        is_number = isinstance(threshold, (int, float)) and not isinstance(threshold, bool)
        members = threshold if isinstance(threshold, list) else [threshold]
        if not all(can_be_computed(member) for member in members):
            raise _fault("threshold_size", "expected a number up to {most}", most=_MOST)
        if operator is None and threshold is not None:
            raise _fault("operator", "operator: expected one for the threshold; got none")
        if operator in COMPARING and threshold is not None and not is_number:
            raise _fault(
                "number", "threshold: operator {operator} needs a number", operator=operator
            )
        if operator in {"is_true", "is_false"} and threshold is not (operator == "is_true"):
            wanted = "true" if operator == "is_true" else "false"
            raise _fault(
                "truth",
                "threshold: operator {operator} goes with {wanted}",
                operator=operator,
                wanted=wanted,
            )
        if operator == "in" and not (isinstance(threshold, list) and threshold):
            raise _fault("list", "threshold: operator in needs a list of one or more")
        if operator == "ranked" and threshold is not None:
            raise _fault("ranked", "threshold: operator ranked has none")
        if (self.kind == "quantitative" or operator in COMPARING) and (
            operator is None or self.unit is None
        ):
            raise _fault("quantity", "a quantitative criterion needs an operator and a unit")
        return self

    @property
    def is_scored(self) -> bool:
        """Whether it is a requirement."""
        return self.effect == "requirement"


class RuleSet(Part):
    """A document that says what a zone must be or have.

    Attributes
    ----------
    version
        Of this schema.
    id
        Unique.
    title_zh, title_en
        Title of the document.
    bodies
        Who issued it and who receives applications, with dates.
    document_no, document_no_en
        Number of the document, and in Latin letters; null where none was visible.
    date
        Of the document; null where it is not known.
    date_zh, date_en
        The date in words where it takes some.
    valid_until
        End of its validity; null where none was visible.
    in_force
        Whether it is in force, as of `as_of`.
    as_of
        Day of that knowledge.
    role
        What it is to a zone of Sichuan.
    role_zh, role_en
        What must be said with the role.
    track
        Which gate it guards.
    text_read
        How much of the text was read.
    text_read_zh, text_read_en
        The same in words, such as the articles.
    supersedes, superseded_by
        Ids of other rule sets.
    source
        Id of the source.
    gap_zh, gap_en
        What nobody could read.
    note_zh, note_en
        What else must be known.
    owner
        Who entered it; empty for shipped ones.
    owner_document
        Title or number of the document that it was entered from; empty for shipped ones.
    criteria
        Its lines; without that for the part not read where all was read.
    """

    version: Literal[1] = SCHEMA_VERSION
    id: Id
    title_zh: Label
    title_en: Label
    bodies: tuple[Body, ...] = Field(min_length=1, max_length=20)
    document_no: Label | None = None
    document_no_en: Label | None = None
    date: Date | None = None
    date_zh: Text = ""
    date_en: Text = ""
    valid_until: Date | None = None
    in_force: InForce
    as_of: Date
    role: Role
    role_zh: Text = ""
    role_en: Text = ""
    track: Track
    text_read: TextRead
    text_read_zh: Text = ""
    text_read_en: Text = ""
    supersedes: Id | None = None
    superseded_by: Id | None = None
    source: SourceId
    gap_zh: Text = ""
    gap_en: Text = ""
    note_zh: Text = ""
    note_en: Text = ""
    owner: Text = ""
    owner_document: Text = ""
    criteria: tuple[Criterion, ...] = Field(default=(), max_length=MOST_CRITERIA)

    @field_validator("criteria")
    @classmethod
    def _leave_out_rest(
        cls, criteria: tuple[Criterion, ...], info: ValidationInfo
    ) -> tuple[Criterion, ...]:
        # an owner who holds the whole text enters its articles; no rest is left beside them
        if info.data.get("text_read") != "full":
            return criteria
        return tuple(criterion for criterion in criteria if not criterion.is_unread)

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise _fault("twice", "expected each id once; got {ids} twice", ids=", ".join(twice))
        is_replaced = self.role == "superseded" or self.superseded_by is not None
        if is_replaced and self.in_force == "yes":
            raise _fault("superseded", "in_force: a superseded rule set is not in force")
        return self

    @property
    def is_reference(self) -> bool:
        """Whether it is held against a zone for orientation alone.

        Then a figure lies above or below an old line, and nothing is met or failed. What has
        expired is no longer in force, whatever its file says, and what is of a later day not yet.
        """
        today = dt.datetime.now().astimezone().date()
        return (
            self.role in {"superseded", "draft", "comparator"}
            or self.in_force == "no"
            or (self.valid_until is not None and last_day(self.valid_until) < today)
            or (self.date is not None and first_day(self.date) > today)
        )

    def source_of(self, criterion: Criterion) -> str:
        """Return the id of the source of one of its criteria."""
        return criterion.source or self.source


class Origin(Part):
    """Where the atlas holds a metric's figure, exact in meaning.

    Attributes
    ----------
    table
        "zone_indicator": a row of ``zone_indicators.csv``; "zone": what ``zones.geojson`` says
        of the zone.
    name
        The indicator; for "zone" the name of a fact that `geo.eligibility.figures` tells.
    """

    table: Literal["zone_indicator", "zone"]
    name: Id


class NearMiss(Part):
    """A figure that looks like the metric's and is not.

    Attributes
    ----------
    indicator
        Indicator of ``zone_indicators.csv``.
    why_zh, why_en
        In what it differs.
    """

    indicator: Id
    why_zh: Label
    why_en: Label


class Metric(Part):
    """What a criterion measures.

    Attributes
    ----------
    id
        Unique.
    label_zh, label_en
        Its name.
    unit
        Unit of its figures.
    definition_zh, definition_en
        What counts.
    origin
        Where the atlas holds it; null where it holds nothing of exactly this meaning.
    near
        Figures that must not stand for it, and why.
    """

    id: Id
    label_zh: Label
    label_en: Label
    unit: Unit
    definition_zh: Text = ""
    definition_en: Text = ""
    origin: Origin | None = None
    near: tuple[NearMiss, ...] = ()


class Metrics(Part):
    """The file ``metrics.yaml``."""

    version: Literal[1] = SCHEMA_VERSION
    metrics: tuple[Metric, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [metric.id for metric in self.metrics]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise _fault("twice", "expected each id once; got {ids} twice", ids=", ".join(twice))
        return self


def schema_json() -> dict[str, Any]:
    """Return the JSON Schema of a rule set file."""
    return RuleSet.model_json_schema()
