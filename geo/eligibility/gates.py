"""The two gates as they are known: steps, papers, and what nobody could read.

The steps are put together from rules that are superseded and from single cases, so each says
what must still be checked. Nothing here says that a zone may pass.
"""

from __future__ import annotations

from typing import Final, Literal, Self, TypeAlias, get_args

from pydantic import Field, StrictBool, model_validator

from geo.eligibility.model import Date, Id, Label, Part, SourceId, Text
from geo.eligibility.shipped import read_shipped

GateName: TypeAlias = Literal["recognition", "upgrade"]

StepKind: TypeAlias = Literal["quantitative", "qualitative", "veto", "document", "standing"]
"""A criterion's kind, or "standing": what is looked at every year after."""

GATES: Final[tuple[GateName, ...]] = get_args(GateName)

_FILE: Final = "gates.yaml"


def _check_sourced(name: str, zh: str, en: str, sources: tuple[str, ...]) -> None:
    if len({bool(part) for part in (zh, en, sources)}) > 1:
        raise ValueError(f"{name}: expected both languages and a source, or none of them")


class Note(Part):
    """What must be known of a gate as a whole.

    Attributes
    ----------
    id
        Unique in its gate.
    label_zh, label_en
        What it is about.
    text_zh, text_en
        The note.
    sources
        Where that is said.
    """

    id: Id
    label_zh: Label
    label_en: Label
    text_zh: Text
    text_en: Text
    sources: tuple[SourceId, ...] = ()


class Step(Part):
    """One step on the way through a gate.

    Attributes
    ----------
    id
        Unique among all steps.
    number
        Place in the gate's order; the upgrade begins with 0, what must be there before.
    from_zh, from_en
        Who acts.
    to_zh, to_en
        To whom; empty where it goes to nobody else.
    needs_zh, needs_en
        What must be on the table.
    kind
        Kinds of what is asked.
    metrics
        Metrics that belong to the step.
    sources
        Where that is said.
    since, until
        Since or until when that body acts, as far as it is known.
    note_zh, note_en
        What else must be known, above all what the text in force must be asked.
    recalled_zh, recalled_en
        What is wanted besides as somebody remembers, without a text that says so: reports leave
        it out.
    recalled_sources
        The sources of that.
    """

    id: Id
    number: int = Field(ge=0, le=99)
    from_zh: Label
    from_en: Label
    to_zh: Text = ""
    to_en: Text = ""
    needs_zh: Text
    needs_en: Text
    kind: tuple[StepKind, ...] = Field(min_length=1)
    metrics: tuple[Id, ...] = ()
    sources: tuple[SourceId, ...] = Field(min_length=1)
    since: Date | None = None
    until: Date | None = None
    note_zh: Text = ""
    note_en: Text = ""
    recalled_zh: Text = ""
    recalled_en: Text = ""
    recalled_sources: tuple[SourceId, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_sourced("recalled", self.recalled_zh, self.recalled_en, self.recalled_sources)
        return self


class Gate(Part):
    """One of the two gates.

    Attributes
    ----------
    id
        "recognition" or "upgrade".
    label_zh, label_en
        Its name.
    steps
        In order.
    notes
        What must be known of it as a whole.
    """

    id: GateName
    label_zh: Label
    label_en: Label
    steps: tuple[Step, ...] = Field(min_length=1)
    notes: tuple[Note, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        numbers = [step.number for step in self.steps]
        if numbers != sorted(set(numbers)):
            raise ValueError(f"steps: expected rising numbers; got {numbers}")
        return self


class DossierDocument(Part):
    """A paper that belongs to an application.

    Attributes
    ----------
    id
        Unique.
    label_zh, label_en
        What it is.
    gates
        Gates that it is for.
    metrics
        Metrics that it is evidence of.
    criteria
        Requirements of shipped rule sets that it is evidence of: a document among them is this
        paper itself, any other is judged by it or read from it.
    office_zh, office_en
        Who issues or checks it; empty where no source says so.
    office_sources
        Where that is said.
    sources
        Texts that ask for it; empty where only the working list does.
    """

    id: Id
    label_zh: Label
    label_en: Label
    gates: tuple[GateName, ...] = Field(min_length=1)
    metrics: tuple[Id, ...] = ()
    criteria: tuple[Id, ...] = ()
    office_zh: Text = ""
    office_en: Text = ""
    office_sources: tuple[SourceId, ...] = ()
    sources: tuple[SourceId, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_sourced("office", self.office_zh, self.office_en, self.office_sources)
        return self


class Unread(Part):
    """Something that nobody here could read, and whom to ask for it.

    Attributes
    ----------
    rule_set
        Id of the rule set that it belongs to; null where it belongs to an index system.
    index_system
        Id of the index system; null where it belongs to a rule set.
    what_zh, what_en
        What is missing.
    ask_zh, ask_en
        Whom to ask; between two bodies stands a semicolon, and each gets a letter of its own.
    is_published
        Whether the text is a public document that only was not at hand: it is to be looked up, and
        no letter asks for it.
    """

    rule_set: Id | None = None
    index_system: Id | None = None
    what_zh: Text
    what_en: Text
    ask_zh: Label
    ask_en: Label
    is_published: StrictBool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.rule_set is None) == (self.index_system is None):
            raise ValueError("expected either rule_set or index_system; got both or none")
        return self


class Gates(Part):
    """The file ``gates.yaml``.

    Attributes
    ----------
    version
        Of its schema.
    gates
        Recognition, then upgrade.
    documents
        Papers of an application.
    documents_note_zh, documents_note_en
        What the list of papers is worth.
    documents_sources
        Texts that the list was put together from.
    unread
        What to ask for.
    """

    version: Literal[1] = 1
    gates: tuple[Gate, ...]
    documents: tuple[DossierDocument, ...]
    documents_note_zh: Text
    documents_note_en: Text
    documents_sources: tuple[SourceId, ...]
    unread: tuple[Unread, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        found = tuple(gate.id for gate in self.gates)
        if found != GATES:
            raise ValueError(f"gates: expected {', '.join(GATES)}; got {', '.join(found)}")
        steps = [step.id for gate in self.gates for step in gate.steps]
        papers = [paper.id for paper in self.documents]
        twice = sorted({name for ids in (steps, papers) for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"expected each id once; got {', '.join(twice)} twice")
        return self

    def gate(self, name: GateName) -> Gate:
        """Return one of the two gates."""
        return self.gates[GATES.index(name)]

    def papers_for(self, name: GateName) -> tuple[DossierDocument, ...]:
        """Return the papers of an application at one gate."""
        return tuple(paper for paper in self.documents if name in paper.gates)


def load_gates() -> Gates:
    """Return the shipped gates."""
    return read_shipped(Gates, _FILE)
