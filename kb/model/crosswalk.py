"""How the terms of another survey meet those of the atlas, in the matching words of SKOS.

A match is read from their term to ours, as in SKOS: `broad` says that our concept is broader than their
term (their term skos:broadMatch ours), `narrow` that ours is narrower. `exact` means that either word could
stand for the other; `close` that they mostly cover the same works; `related` that they touch, without one
holding the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from kb.identifiers import Citekey, ConceptId, ConceptRef
from kb.model.base import Issued, Record, ShortText, Text
from kb.model.paper import Identifiers


class Match(StrEnum):
    """How our concept stands to their term; `broad`: ours is the broader one."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    RELATED = "related"


class Sure(StrEnum):
    """Whether a term was read in the survey or a source of its authors, or only in what others tell of it."""

    SEEN = "seen"
    REPORTED = "reported"


def _reference(value: str) -> str:
    if ":" not in value:
        raise ValueError("not a concept with its scheme; write scheme:id, as in technique:peft")
    return str(ConceptRef.parse(value))


Reference = Annotated[
    str,
    Field(max_length=200),
    AfterValidator(_reference),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9][a-z0-9-]+:[a-z0-9][a-z0-9-]+$"}),
]


class Counterpart(Record):
    """A concept of ours that meets a term of theirs, how, and why we say so."""

    match: Match
    concept: Reference
    why: Text

    @property
    def ref(self) -> ConceptRef:
        """The concept as a reference."""
        return ConceptRef.parse(self.concept)


class Node(Record):
    """A term of the other survey: a leaf has `mappings`, or says under `none` why nothing of ours fits."""

    id: ConceptId
    pref_label: ShortText
    broader: ConceptId | None = None
    gloss: Text
    sure: Sure
    mappings: tuple[Counterpart, ...] = ()
    none: Text | None = None

    @property
    def judged(self) -> bool:
        """Whether anything is said of it; a heading above judged terms may go without."""
        return bool(self.mappings) or self.none is not None

    @property
    def best(self) -> Match | None:
        """The strongest of its matches, in the order of `Match`; None without any."""
        return min((m.match for m in self.mappings), key=list(Match).index, default=None)


class Surveyed(Record):
    """Which survey it is."""

    title: Text
    authors: ShortText
    year: Issued
    identifiers: Identifiers = Identifiers()


class Crosswalk(Record):
    """`taxonomy/crosswalks/<id>.yaml`: the tree of another survey beside ours.

    `id` is the name of the file: the citekey where the survey has a record, which `paper` then names too.
    `seen` tells in words what of the survey was read. Nodes stand in the order of its tree, each after the
    one it names as `broader`.
    """

    id: Citekey
    survey: Surveyed
    paper: Citekey | None = None
    seen: Text
    nodes: Annotated[tuple[Node, ...], Field(min_length=1)]

    @property
    def name(self) -> str:
        """The survey as a text speaks of it: `Liu et al. 2025`."""
        return f"{self.survey.authors} {self.survey.year[:4]}"

    @property
    def mappings(self) -> tuple[tuple[Node, Counterpart], ...]:
        """Every match with its term, in the order of the file."""
        return tuple((node, mapping) for node in self.nodes for mapping in node.mappings)

    @property
    def headings(self) -> frozenset[str]:
        """The ids of the nodes that stand above others."""
        return frozenset(node.broader for node in self.nodes if node.broader)

    def tree(self) -> Iterator[tuple[int, Node]]:
        """The nodes with their depth from 0, each after the one above it.

        A node that names nothing above it in the file as `broader` begins a tree of its own.
        """
        known: set[str] = set()
        below: dict[str | None, list[Node]] = {}
        for node in self.nodes:
            below.setdefault(node.broader if node.broader in known else None, []).append(node)
            known.add(node.id)
        stack = [(0, node) for node in reversed(below.get(None, []))]
        while stack:
            depth, node = stack.pop()
            yield depth, node
            stack.extend((depth + 1, other) for other in reversed(below.pop(node.id, [])))
