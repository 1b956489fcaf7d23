"""The linked, immutable whole that everything else asks: schemes, concepts, papers and their relations.

`link` keeps what resolves and leaves out what does not, so that one typo does not hide other findings; the
rules report what was left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from kb.holdings import Holdings
from kb.identifiers import Citekey, ConceptId, ConceptRef, EvidenceId, SchemeId
from kb.model import (
    Concept,
    ConceptScheme,
    Counterpart,
    Crosswalk,
    ExampleQuery,
    Node,
    OutOfScope,
    Paper,
    Picture,
    Release,
    Role,
    Scope,
    SecondReading,
    Status,
    Strength,
    Venue,
)


@dataclass(frozen=True, slots=True)
class Assertion:
    """One label as it stands: this paper carries this concept, in this role, on this evidence."""

    paper: Citekey
    concept: ConceptRef
    role: Role
    strength: Strength
    evidence: tuple[EvidenceId, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """That a term of another survey meets a concept of the atlas."""

    crosswalk: Crosswalk
    node: Node
    mapping: Counterpart


class KnowledgeBase:
    """Schemes in their order, papers by citekey, and the relations between them, computed once.

    Build one with `link`. Concepts are named by `ConceptRef`; looking up an unknown one raises `KeyError`.
    """

    def __init__(self, records: Holdings) -> None:
        self.schemes: Mapping[SchemeId, ConceptScheme] = MappingProxyType(records.schemes)
        self.papers: Mapping[Citekey, Paper] = MappingProxyType(records.papers)
        self.venues: Mapping[str, Venue] = MappingProxyType(records.venues)
        self.out_of_scope: tuple[OutOfScope, ...] = records.out_of_scope
        self.examples: tuple[ExampleQuery, ...] = records.examples
        self.pictures: tuple[Picture, ...] = records.pictures
        self._assertions: dict[Citekey, tuple[Paper, tuple[Assertion, ...]]] = {}
        self.second_readings: Mapping[str, SecondReading] = MappingProxyType(records.second_readings)
        self.release: Release | None = records.release
        self.releases: Mapping[str, bytes] = MappingProxyType(records.releases)
        self.concepts: Mapping[ConceptRef, Concept] = MappingProxyType(
            {ConceptRef(s.scheme, c.id): c for s in records.schemes.values() for c in s.concepts}
        )
        self._crosswalks = records.crosswalks
        self._narrower, self._roots = self._tree()

    @cached_property
    def crosswalks(self) -> Mapping[str, Crosswalk]:
        """How the terms of other surveys meet ours, by survey; matches with unknown concepts are left out."""
        return MappingProxyType({name: self._resolved(c) for name, c in self._crosswalks.items()})

    def _resolved(self, crosswalk: Crosswalk) -> Crosswalk:
        """The crosswalk with the matches whose concept is known."""
        nodes = tuple(
            node.model_copy(update={"mappings": tuple(m for m in node.mappings if m.ref in self.concepts)})
            for node in crosswalk.nodes
        )
        return crosswalk.model_copy(update={"nodes": nodes})

    def _tree(self) -> tuple[dict[ConceptRef, list[ConceptRef]], dict[SchemeId, list[ConceptRef]]]:
        narrower: dict[ConceptRef, list[ConceptRef]] = {ref: [] for ref in self.concepts}
        roots: dict[SchemeId, list[ConceptRef]] = {scheme: [] for scheme in self.schemes}
        circular = self._in_circles()
        for ref, concept in self.concepts.items():
            parent = ConceptRef(ref.scheme, concept.broader) if concept.broader else None
            if parent in narrower and ref not in circular:
                narrower[parent].append(ref)
            else:
                roots[ref.scheme].append(ref)
        return narrower, roots

    def _in_circles(self) -> set[ConceptRef]:
        """The concepts that `broader` leads back to; without them the rest is a forest."""
        settled: set[ConceptRef] = set()
        circular: set[ConceptRef] = set()
        for start in self.concepts:
            path: dict[ConceptRef, None] = {}
            ref: ConceptRef | None = start
            while ref is not None and ref in self.concepts and ref not in settled:
                settled.add(ref)
                path[ref] = None
                above = self.concepts[ref].broader
                ref = ConceptRef(ref.scheme, above) if above else None
            if ref is not None and ref in path:
                steps = list(path)
                circular.update(steps[steps.index(ref) :])
        return circular

    def concept(self, ref: ConceptRef) -> Concept:
        """The concept of that name; `KeyError` when there is none."""
        return self.concepts[ref]

    def roots(self, scheme: SchemeId) -> tuple[ConceptRef, ...]:
        """The concepts of a scheme that have nothing broader, in file order."""
        return tuple(self._roots[scheme])

    def narrower(self, ref: ConceptRef) -> tuple[ConceptRef, ...]:
        """The concepts directly below, in file order."""
        return tuple(self._narrower[ref])

    def broader(self, ref: ConceptRef) -> ConceptRef | None:
        """The concept directly above, if any."""
        return self._above.get(ref)

    def ancestors(self, ref: ConceptRef) -> tuple[ConceptRef, ...]:
        """All concepts above, the nearest first."""
        above: list[ConceptRef] = []
        step = self.broader(ref)
        while step is not None:
            above.append(step)
            step = self.broader(step)
        return tuple(above)

    def descendants(self, ref: ConceptRef) -> tuple[ConceptRef, ...]:
        """All concepts below, each before those below it."""
        return tuple(self._walk(self._narrower[ref]))

    def tree(self, scheme: SchemeId) -> Iterator[tuple[int, ConceptRef]]:
        """All concepts of a scheme with their depth from 0, each before those below it."""
        depth: dict[ConceptRef, int] = {}
        for ref in self._walk(self._roots[scheme]):
            above = self.broader(ref)
            depth[ref] = depth[above] + 1 if above is not None else 0
            yield depth[ref], ref

    def terms(self, scheme: SchemeId) -> Iterator[tuple[int, ConceptRef]]:
        """`tree` without the deprecated concepts, which are there to lead old names to new ones."""
        return ((depth, ref) for depth, ref in self.tree(scheme) if self.concept(ref).deprecated is None)

    def _walk(self, start: Iterable[ConceptRef]) -> Iterator[ConceptRef]:
        stack = list(start)[::-1]
        while stack:
            ref = stack.pop()
            yield ref
            stack.extend(reversed(self._narrower[ref]))

    @cached_property
    def _above(self) -> dict[ConceptRef, ConceptRef]:
        return {below: ref for ref, all_below in self._narrower.items() for below in all_below}

    def assertions(self, paper: Paper) -> tuple[Assertion, ...]:
        """The labels of a paper whose concept is known, in the order of schemes and of the record."""
        known = self._assertions.get(paper.id)
        if known is None or known[0] is not paper:
            known = self._assertions[paper.id] = paper, self._asserted(paper)
        return known[1]

    def _asserted(self, paper: Paper) -> tuple[Assertion, ...]:
        return tuple(
            Assertion(
                paper.id,
                ref,
                label.role or scheme.default_role,
                label.strength,
                tuple(e for e in label.evidence if e in paper.evidence),
                label.note,
            )
            for scheme in self.schemes.values()
            for concept, label in getattr(paper.classification.get(scheme.scheme), "labels", {}).items()
            if (ref := ConceptRef(scheme.scheme, concept)) in self.concepts
        )

    def status(self, paper: Paper, scheme: SchemeId) -> Status | None:
        """What is known of a facet of a paper without labels; None when it carries labels.

        A scheme may imply a status for background papers that say nothing of it.
        """
        facet = paper.classification.get(scheme)
        if facet is not None:
            return facet.status
        if paper.scope is Scope.BACKGROUND and (implied := self.schemes[scheme].when_background):
            return implied
        return Status.NOT_READ

    @cached_property
    def by_concept(self) -> Mapping[ConceptRef, tuple[Assertion, ...]]:
        """Labels by exactly the concept they name, papers in citekey order; withdrawn papers left out."""
        found: dict[ConceptRef, list[Assertion]] = {ref: [] for ref in self.concepts}
        for paper in self.papers.values():
            if paper.withdrawn is None:
                for assertion in self.assertions(paper):
                    found[assertion.concept].append(assertion)
        return MappingProxyType({ref: tuple(labels) for ref, labels in found.items()})

    def assertions_below(self, ref: ConceptRef) -> tuple[Assertion, ...]:
        """Labels with the concept or one below it; a paper may stand several times."""
        return tuple(a for r in (ref, *self.descendants(ref)) for a in self.by_concept[r])

    @cached_property
    def meetings(self) -> Mapping[ConceptRef, tuple[Meeting, ...]]:
        """The terms of other surveys that meet each concept, survey by survey, as their files list them."""
        found: dict[ConceptRef, list[Meeting]] = {ref: [] for ref in self.concepts}
        for crosswalk in self.crosswalks.values():
            for node, mapping in crosswalk.mappings:
                found[mapping.ref].append(Meeting(crosswalk, node, mapping))
        return MappingProxyType({ref: tuple(meetings) for ref, meetings in found.items()})

    def preprint(self, venue: str) -> bool:
        """Whether the short name of a venue stands for a preprint server; false when it is unknown."""
        return venue in self.venues and self.venues[venue].preprint

    def printed(self, ids: Iterable[Citekey]) -> tuple[Paper, ...]:
        """Of these papers the ones that printed counts include: core scope, not withdrawn; each once."""
        papers = (self.papers[i] for i in dict.fromkeys(ids))
        return tuple(p for p in papers if p.counts)


def link(records: Holdings) -> KnowledgeBase:
    """Join records into a knowledge base; never fails, what does not resolve is left out."""
    return KnowledgeBase(records)


def concept_ref(scheme: str, concept: str) -> ConceptRef:
    """A reference from two words already known to be well formed, such as keys of a record."""
    return ConceptRef(SchemeId(scheme), ConceptId(concept))
