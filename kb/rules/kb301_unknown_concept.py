"""KB301: a label names a concept that its scheme does not have.

Use the id of a concept in `taxonomy/<scheme>.yaml`. If the term is missing there, add it in the same pull
request, with a definition.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Location, quote
from kb.knowledge_base import concept_ref
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every label."""
    for scheme, facet in paper.classification.items():
        for concept in facet.labels:
            if not _known(context, scheme, concept):
                yield _unknown(context, context.at_label(paper, scheme, concept), scheme, concept)


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every sheet."""
    for path, sheet in context.sheets():
        for citekey, facets in sheet.papers.items():
            for scheme, found in facets.items():
                for n, concept in enumerate(() if isinstance(found, str) else found):
                    if not _known(context, scheme, concept):
                        place = context.records.place(path, "papers", citekey, scheme, n)
                        yield _unknown(context, place, scheme, concept)


def _known(context: Context, scheme: str, concept: str) -> bool:
    return scheme not in context.records.schemes or context.knows_concept(concept_ref(scheme, concept))


def _unknown(context: Context, place: Location, scheme: str, concept: str) -> Diagnostic:
    otherwise = f"the concepts stand in taxonomy/{scheme}.yaml"
    return Diagnostic(
        place,
        "KB301",
        f"unknown concept {quote(f'{scheme}:{concept}')}",
        context.did_you_mean(concept, context.concept_ids(scheme), otherwise),
    )
