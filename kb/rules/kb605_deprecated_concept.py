"""KB605: a label uses a deprecated concept."""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every label."""
    for assertion in context.base.assertions(paper):
        deprecated = context.base.concept(assertion.concept).deprecated
        if deprecated:
            other = deprecated.is_replaced_by
            yield Diagnostic(
                context.at_label(paper, *assertion.concept),
                "KB605",
                f"{quote(str(assertion.concept))} is deprecated since {deprecated.since}",
                f"use {quote(other)}" if other else "remove the label",
            )
