"""KB406: the example of a concept does not carry it.

The paper named under `example` has to carry the concept, or one below it, among its labels.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.identifiers import ConceptRef, SchemeId
from kb.knowledge_base import concept_ref
from kb.model import Paper
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the example of every concept."""
    base = context.base
    for scheme, position, concept in context.concepts():
        paper = concept.example and base.papers.get(concept.example.paper)
        if not paper or not all(map(context.knows_concept, _labels(paper, scheme.scheme))):
            continue  # a label mistyped is reported where it stands
        carried = {r for a in base.assertions(paper) for r in (a.concept, *base.ancestors(a.concept))}
        if ConceptRef(scheme.scheme, concept.id) not in carried:
            yield Diagnostic(
                context.at_concept(scheme, position, "example", "paper"),
                "KB406",
                f"{quote(paper.id)} does not carry {quote(f'{scheme.scheme}:{concept.id}')}",
                "name a paper that does, or label this one",
            )


def _labels(paper: Paper, scheme: SchemeId) -> Iterator[ConceptRef]:
    facet = paper.classification.get(scheme)
    return (concept_ref(scheme, concept) for concept in (facet.labels if facet else ()))
