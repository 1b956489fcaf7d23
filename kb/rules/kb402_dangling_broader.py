"""KB402: `broader` names a concept that the scheme does not have."""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at `broader` of every concept."""
    for scheme, position, concept in context.concepts():
        known = context.concept_ids(scheme.scheme)
        if concept.broader and concept.broader not in known:
            yield Diagnostic(
                context.at_concept(scheme, position, "broader"),
                "KB402",
                f"no concept {quote(concept.broader)} in {quote(scheme.scheme)}",
                context.did_you_mean(concept.broader, known, "define it, or leave broader out"),
            )
