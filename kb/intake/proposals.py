"""Which labels a text speaks for, each with the words that do, for somebody to say yes or no to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kb.identifiers import ConceptRef, SchemeId
from kb.intake.leftover import suggested
from kb.intake.named import Names
from kb.intake.passages import Source
from kb.intake.suggest import LEAST, Suggester
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper, Passage

MOST = 30  # terms that a text names
MOST_NEAR = 5  # likely terms of a facet


@dataclass(frozen=True, slots=True)
class Proposal:
    """A concept that a text names, and the passage that names it."""

    concept: ConceptRef
    passage: Passage


def propose(
    base: KnowledgeBase, names: Names, source: Source, carried: Collection[ConceptRef]
) -> list[Proposal]:
    """The concepts that a text names and `carried` does not imply; the surest names first."""
    implied = {*carried, *(above for ref in carried for above in base.ancestors(ref))}
    trust = {ref: names.trust(ref) for ref in base.concepts if ref not in implied}
    found = [
        Proposal(ref, passage)
        for ref, sure in sorted(trust.items(), key=lambda item: -item[1])
        if sure >= LEAST and (passage := source.around(names.stems(ref)))
    ]
    return found[:MOST]


def carried(base: KnowledgeBase, paper: Paper) -> frozenset[ConceptRef]:
    """The concepts that a record has labels of."""
    return frozenset(a.concept for a in base.assertions(paper))


def likely(
    base: KnowledgeBase, paper: Paper, source: Source, record: str
) -> dict[SchemeId, list[tuple[ConceptRef, str]]]:
    """By facet the terms that near records make likely, and those that `kb new` left in the text `record`."""
    suggestions = Suggester(base).suggest(f"{paper.title} {source.text}", [paper.id])
    found = {scheme: {s.concept: s.reason for s in of[:MOST_NEAR]} for scheme, of in suggestions.items()}
    for ref in suggested(record, base.schemes):
        if ref in base.concepts:
            found.setdefault(ref.scheme, {}).setdefault(ref, "suggested when the record was made")
    return {scheme: list(of.items()) for scheme, of in found.items()}
