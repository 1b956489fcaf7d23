"""A paper: its bibliography, its labels by facet, the evidence for them, and who labelled it."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, model_serializer, model_validator

from kb.identifiers import (
    AclId,
    ArxivId,
    Citekey,
    ConceptId,
    ConceptRef,
    Doi,
    EvidenceId,
    OpenReviewId,
    SchemeId,
)
from kb.model.base import (
    Day,
    Issued,
    OneOrMore,
    PartialDate,
    Record,
    ShortText,
    Text,
    Url,
    written_as,
)
from kb.model.concept import Depth, Role, Status
from kb.model.evidence import Evidence

MAX_AUTHORS = 500


class Strength(StrEnum):
    """Whether the text says it, or whether it follows from the text."""

    EXPLICIT = "explicit"
    INFERRED = "inferred"


class Scope(StrEnum):
    """Whether personalization is the paper's subject, or the survey cites it for something else."""

    CORE = "core"
    BACKGROUND = "background"


class Method(StrEnum):
    """Who labelled."""

    MACHINE = "machine"
    HUMAN = "human"
    AUTHOR = "author"


class Author(Record):
    """A name as "Given Family" or "Family, Given"; a group stands under `literal` and is never split."""

    model_config = written_as(
        lambda own: [
            {"type": "string", "maxLength": 300},
            {
                "type": "object",
                "properties": {"literal": {"type": "string", "maxLength": 300}},
                "required": ["literal"],
                "additionalProperties": False,
            },
        ]
    )

    name: ShortText
    literal: bool = False

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, dict) and set(value) == {"literal"}:
            return {"name": value["literal"], "literal": True}
        if isinstance(value, dict | list) and "literal" not in value:
            raise ValueError("not a name; write Given Family, or {literal: Group name} for a group")
        return value

    @model_serializer(when_used="json")
    def _as_written(self) -> str | dict[str, str]:
        return {"literal": self.name} if self.literal else self.name

    @property
    def display(self) -> str:
        """The name in reading order."""
        if self.literal or "," not in self.name:
            return self.name
        family, _, given = self.name.partition(",")
        return f"{given.strip()} {family.strip()}".strip()

    @property
    def family(self) -> str:
        """The name to sort and shorten by: what stands before a comma, else the last word."""
        if self.literal:
            return self.name
        return self.name.partition(",")[0] if "," in self.name else self.name.rsplit(" ", 1)[-1]


class Identifiers(Record):
    """Under what names libraries know the paper."""

    arxiv: ArxivId | None = None
    doi: Doi | None = None
    acl: AclId | None = None
    openreview: OpenReviewId | None = None


class Links(Record):
    """What the authors put online beside the paper."""

    code: Url | None = None
    data: Url | None = None
    project: Url | None = None
    video: Url | None = None


class Label(Record):
    """That a paper carries a concept: on which evidence, in which role, how directly said.

    `role` None means the default role of the scheme. `note` says why this concept, where the notes of the
    evidence do not: they tell what a passage shows, whichever labels rest on it.
    """

    model_config = written_as(
        lambda own: [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            own,
        ]
    )

    evidence: Annotated[tuple[EvidenceId, ...], OneOrMore] = ()
    role: Role | None = None
    strength: Strength = Strength.EXPLICIT
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:
        if isinstance(value, str | list):
            return {"evidence": value}
        return value


class Labels(Record):
    """What a facet says of a paper: either a status, or at least one label."""

    model_config = written_as(
        lambda own: [
            {"enum": [Status.NOT_APPLICABLE.value, Status.NOT_REPORTED.value]},
            {**own["properties"]["labels"], "minProperties": 1},
        ]
    )

    status: Status | None = None
    labels: dict[ConceptId, Label] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, value: Any) -> Any:
        if isinstance(value, str):
            if value not in (Status.NOT_APPLICABLE, Status.NOT_REPORTED):
                raise ValueError(
                    "neither labels nor a status; write labels below it, not-applicable or not-reported"
                )
            return {"status": value}
        if isinstance(value, dict):
            if not value:
                raise ValueError("without a label below it; add one, write a status, or leave the facet out")
            return {"labels": value}
        raise ValueError("neither labels nor a status; write labels below it")

    @model_serializer(when_used="json")
    def _as_written(self) -> Status | dict[ConceptId, Label]:
        return self.status or self.labels


class Curation(Record):
    """Who labelled, how deep the text was read, and when."""

    method: Method
    read: Depth
    date: Day


class Withdrawal(Record):
    """Why a record no longer counts; its page stays."""

    why: Text
    is_replaced_by: Citekey | None = None


class Contest(Record):
    """Somebody's disagreement with a label."""

    concept: ShortText
    who: ShortText
    why: Text


class Paper(Record):
    """One record of `papers/`. `id` is the name of its file, not a key in it."""

    id: Citekey
    title: Text
    short_name: ShortText | None = None
    author: Annotated[tuple[Author, ...], Field(min_length=1, max_length=MAX_AUTHORS)]
    issued: Issued
    venue: ShortText
    identifiers: Identifiers = Identifiers()
    links: Links = Links()
    summary: Text
    scope: Scope
    classification: dict[SchemeId, Labels] = Field(default_factory=dict)
    evidence: dict[EvidenceId, Evidence] = Field(default_factory=dict)
    curation: Annotated[tuple[Curation, ...], OneOrMore, Field(min_length=1)]
    withdrawn: Withdrawal | None = None
    contested: Annotated[tuple[Contest, ...], OneOrMore] = ()

    @property
    def counts(self) -> bool:
        """Whether printed counts include the paper: core scope, not withdrawn."""
        return self.scope is Scope.CORE and self.withdrawn is None

    @property
    def date(self) -> PartialDate:
        """`issued` with its year and month at hand."""
        return PartialDate(self.issued)

    @property
    def year(self) -> int:
        """The year of the version that `venue` names; what `year:` asks for."""
        return self.date.year

    @cached_property
    def first_public(self) -> PartialDate:
        """The earlier of `issued` and the month in the arXiv identifier; `year:` and charts use `issued`."""
        if self.identifiers.arxiv is None:
            return self.date
        year, month = self.identifiers.arxiv.month
        preprint = PartialDate(f"{year}-{month:02}")
        # A bare year may be any month of it: the preprint's month then says more.
        return min(preprint, self.date, key=lambda d: (d.year, d.month or 12))

    @property
    def read(self) -> Depth:
        """The deepest reading that curation records."""
        return Depth.FULL_TEXT if any(c.read is Depth.FULL_TEXT for c in self.curation) else Depth.ABSTRACT

    def label(self, concept: ConceptRef) -> Label | None:
        """The label for exactly this concept, if the paper carries it."""
        facet = self.classification.get(concept.scheme)
        return facet.labels.get(concept.id) if facet else None
