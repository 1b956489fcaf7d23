"""KB608: `contested` names a label that the paper does not carry."""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every contested label."""
    carried = [f"{s}:{c}" for s, facet in paper.classification.items() for c in facet.labels]
    for number, contest in enumerate(paper.contested):
        if contest.concept not in carried:
            yield Diagnostic(
                context.at_paper(paper, "contested", number, "concept"),
                "KB608",
                f"the paper carries no label {quote(contest.concept)}",
                context.did_you_mean(contest.concept, carried, "write scheme:concept of a label it carries"),
            )
