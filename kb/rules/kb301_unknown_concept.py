"""KB301: a label names a concept that its scheme does not have.

Use the id of a concept in `taxonomy/<scheme>.yaml`. If the term is missing there, add it in the same pull
request, with a definition.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.knowledge_base import concept_ref
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every label of every paper."""
    for paper in context.records.papers.values():
        for scheme, facet in paper.classification.items():
            if scheme not in context.records.schemes:
                continue
            for concept in facet.labels:
                if not context.knows_concept(concept_ref(scheme, concept)):
                    known = context.concept_ids(scheme)
                    yield Diagnostic(
                        context.at_label(paper, scheme, concept),
                        "KB301",
                        f"unknown concept {quote(f'{scheme}:{concept}')}",
                        context.did_you_mean(concept, known, f"the concepts stand in taxonomy/{scheme}.yaml"),
                    )
