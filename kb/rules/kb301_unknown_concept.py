"""KB301: a label names a concept that its scheme does not have.

Use the id of a concept in `taxonomy/<scheme>.yaml`. If the term is missing there, add it in the same pull
request, with a definition.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Location, quote
from kb.knowledge_base import concept_ref
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every label of every paper, and of every sheet."""
    for place, scheme, concept in _unknown(context):
        known = context.concept_ids(scheme)
        yield Diagnostic(
            place,
            "KB301",
            f"unknown concept {quote(f'{scheme}:{concept}')}",
            context.did_you_mean(concept, known, f"the concepts stand in taxonomy/{scheme}.yaml"),
        )


def _unknown(context: Context) -> Iterator[tuple[Location, str, str]]:
    def known(scheme: str, concept: str) -> bool:
        return scheme not in context.records.schemes or context.knows_concept(concept_ref(scheme, concept))

    for paper in context.records.papers.values():
        for scheme, facet in paper.classification.items():
            for concept in facet.labels:
                if not known(scheme, concept):
                    yield context.at_label(paper, scheme, concept), scheme, concept
    for path, sheet in context.sheets():
        for citekey, facets in sheet.papers.items():
            for scheme, found in facets.items():
                for n, concept in enumerate(() if isinstance(found, str) else found):
                    if not known(scheme, concept):
                        yield context.records.place(path, "papers", citekey, scheme, n), scheme, concept
