"""Concept schemes and concepts, in the words of SKOS, with the typed facts of datasets and metrics."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from kb.identifiers import ArxivId, Citekey, ConceptId, Doi, SchemeId
from kb.model.base import OneOrMore, Record, ShortText, Text, Url


class Role(StrEnum):
    """What a paper does with a concept."""

    PROPOSES = "proposes"
    USES = "uses"
    EVALUATES = "evaluates"
    COMPARES = "compares"
    DISCUSSES = "discusses"


class Status(StrEnum):
    """What is known of a facet of a paper that carries no label.

    `NOT_READ` is never written: it is what the absence of a facet means.
    """

    NOT_APPLICABLE = "not-applicable"
    NOT_REPORTED = "not-reported"
    NOT_READ = "not-read"


class Origin(StrEnum):
    """Whether a concept is the survey's own or an extension of this atlas."""

    SURVEY = "survey"
    EXTENSION = "extension"


class Depth(StrEnum):
    """How deep a paper was read."""

    ABSTRACT = "abstract"
    FULL_TEXT = "full-text"


class Source(Record):
    """Where a definition comes from: a paper of the atlas and its section."""

    paper: Citekey
    section: ShortText | None = None


class Example(Record):
    """A paper that shows the concept, and why."""

    paper: Citekey
    why: Text


class NearMiss(Record):
    """A paper that seems to show the concept, what it carries instead, and why."""

    paper: Citekey
    instead: ConceptId
    why: Text


class Deprecation(Record):
    """Why a concept should no longer be used, since which release, and what replaces it."""

    is_replaced_by: ConceptId | None = None
    since: ShortText
    why: Text


class Work(Record):
    """A publication that may or may not have a record of its own (`key` then names it)."""

    title: Text | None = None
    key: Citekey | None = None
    arxiv: ArxivId | None = None
    doi: Doi | None = None
    venue: ShortText | None = None
    year: ShortText | None = None


class Task(Record):
    """One task of a dataset: what goes in, what comes out, by which metrics it is scored."""

    id: ConceptId
    pref_label: ShortText
    input: Text | None = None
    output: Text | None = None
    metric: Annotated[tuple[ConceptId, ...], OneOrMore] = ()


class DatasetFacts(Record):
    """What is known of a dataset; what is not known is left out.

    `people` says whose texts, choices or talk it holds: of real people, of simulated ones (played by a model
    or made from a profile), or `mixed` (both, or real people who play a given persona). `licence_class` is
    `open` if everybody may use all of it for any purpose, `non-commercial` if it, or a part of it, is for
    research or other non-commercial use alone.
    """

    kind: Literal["dataset"] = Field("dataset", exclude=True)
    introduced_by: Work | None = None
    domain: Annotated[tuple[ShortText, ...], OneOrMore] = ()
    language: Annotated[tuple[ShortText, ...], OneOrMore] = ()
    text: Literal["short", "long", "none"] | None = None
    ground_truth: Annotated[tuple[ShortText, ...], OneOrMore] = ()
    users: ShortText | None = None
    people: Literal["real", "simulated", "mixed"] | None = None
    records: ShortText | None = None
    licence: ShortText | None = None
    licence_class: Literal["open", "non-commercial"] | None = None
    url: Url | None = None
    tasks: tuple[Task, ...] = ()


class MetricFacts(Record):
    """What is known of a metric; `direction` says which way is better."""

    kind: Literal["metric"] = Field("metric", exclude=True)
    direction: Literal["higher", "lower"] | None = None
    range: ShortText | None = None
    introduced_by: Work | None = None
    url: Url | None = None


class Concept(Record):
    """One term of a scheme. Its tree is `broader`; `origin` keeps the survey's own terms apart from ours.

    `editorial_note` is for those who keep the taxonomy: what to do with the term and why, as a split that was
    thought of.
    """

    id: ConceptId
    pref_label: ShortText
    short_label: Annotated[str, Field(max_length=24)] | None = None
    alt_label: Annotated[tuple[ShortText, ...], OneOrMore] = ()
    broader: ConceptId | None = None
    origin: Origin
    source: Source | None = None
    definition: Text
    use_when: Text | None = None
    not_when: dict[ConceptId, Text] = Field(default_factory=dict)
    example: Example | None = None
    near_miss: NearMiss | None = None
    editorial_note: Text | None = None
    facts: Annotated[DatasetFacts | MetricFacts, Field(discriminator="kind")] | None = None
    deprecated: Deprecation | None = None

    @property
    def short(self) -> str:
        """The label for narrow places."""
        return self.short_label or self.pref_label


class ConceptScheme(Record):
    """One facet: its terms and all in which it differs from the others.

    `order` places it everywhere and names its colour; `silence` is the depth of reading from which
    `not-reported` counts as an answer; `facts` names the typed facts its concepts may carry.
    """

    scheme: SchemeId
    pref_label: ShortText
    gloss: Annotated[str, Field(max_length=60)] | None = None
    definition: Text
    order: Annotated[int, Field(ge=1, le=99)]
    glyph: ConceptId | None = None
    default_role: Role
    silence: Depth
    when_background: Status | None = None
    facts: Literal["none", "dataset", "metric"] = "none"
    source: Source | None = None
    concepts: tuple[Concept, ...]

    @model_validator(mode="before")
    @classmethod
    def _name_the_kind_of_facts(cls, value: Any) -> Any:
        # The header says of which kind the facts of all concepts are; the union needs it on each.
        if not isinstance(value, dict) or not isinstance(value.get("concepts"), list):
            return value
        kind = value.get("facts", "none")
        concepts = [
            {**c, "facts": {**c["facts"], "kind": kind}}
            if isinstance(c, dict) and isinstance(c.get("facts"), dict)
            else c
            for c in value["concepts"]
        ]
        return {**value, "concepts": concepts}
