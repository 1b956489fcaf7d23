"""KB811: a crosswalk matches a term with a concept that is not there, or that is deprecated.

Every match leads to a page of the atlas, so it has to name a concept that is in use. When a concept is
deprecated, its matches move to the one that replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kb.diagnostics import Diagnostic, Location, quote
from kb.identifiers import ConceptRef
from kb.repository import crosswalk_path
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the concept of every match."""
    for name, crosswalk in context.records.crosswalks.items():
        for number, node in enumerate(crosswalk.nodes):
            for position, mapping in enumerate(node.mappings):
                steps = ("nodes", number, "mappings", position, "concept")
                at = partial(context.records.place, crosswalk_path(name), *steps)
                yield from _concept(context, at, mapping.ref)


def _concept(context: Context, at: Callable[[], Location], ref: ConceptRef) -> Iterator[Diagnostic]:
    concept = context.base.concepts.get(ref)
    if concept is None and not context.knows_concept(ref):
        known = [str(r) for r in context.base.concepts]
        hint = context.did_you_mean(str(ref), known, "name a concept of the atlas, or remove the match")
        yield Diagnostic(at(), "KB811", f"unknown concept {quote(str(ref))}", hint)
    elif concept is not None and concept.deprecated:
        now = concept.deprecated.is_replaced_by
        hint = f"use {ref.scheme}:{now}" if now else "remove the match"
        yield Diagnostic(at(), "KB811", f"{quote(str(ref))} is deprecated", hint)
