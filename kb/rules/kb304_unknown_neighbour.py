"""KB304: a concept points at a concept that does not exist.

`notWhen`, `nearMiss.instead` and `deprecated.isReplacedBy` name concepts of the same scheme; the metrics of
a dataset's tasks name concepts of a scheme whose facts are metrics.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from kb.diagnostics import Diagnostic, quote
from kb.model import Concept, ConceptScheme, DatasetFacts
from kb.repository import scheme_path
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every pointer from concept to concept, except `broader`."""
    schemes = context.records.schemes.values()
    metrics = {c.id: None for s in schemes if s.facts == "metric" for c in s.concepts}.keys()
    for scheme, position, concept in context.concepts():
        own = context.concept_ids(scheme.scheme)
        for steps, target, known in _pointers(scheme, concept, own, metrics):
            if target not in known:
                yield Diagnostic(
                    context.records.place(
                        scheme_path(scheme.scheme), "concepts", position, *steps, key=steps[0] == "notWhen"
                    ),
                    "KB304",
                    f"no concept has the id {quote(target)}",
                    context.did_you_mean(target, known, "correct it or leave the pointer out"),
                )


def _pointers(
    scheme: ConceptScheme, concept: Concept, own: Set[str], metrics: Set[str]
) -> Iterator[tuple[tuple[object, ...], str, Set[str]]]:
    for other in concept.not_when:
        yield ("notWhen", other), other, own
    if concept.near_miss:
        yield ("nearMiss", "instead"), concept.near_miss.instead, own
    if concept.deprecated and concept.deprecated.is_replaced_by:
        yield ("deprecated", "isReplacedBy"), concept.deprecated.is_replaced_by, own
    if isinstance(concept.facts, DatasetFacts):
        for number, task in enumerate(concept.facts.tasks):
            for metric in task.metric:
                yield ("facts", "tasks", number, "metric"), metric, metrics
