"""KB607: an inferred label does not say how it follows.

`strength: inferred` needs a `note`, on the label or on one of the pieces of evidence it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Paper, Strength
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every inferred label."""
    for assertion in context.base.assertions(paper):
        told = assertion.note or any(paper.evidence[e].note for e in assertion.evidence)
        if assertion.strength is Strength.INFERRED and not told:
            yield Diagnostic(
                context.at_label(paper, *assertion.concept),
                "KB607",
                f"{quote(str(assertion.concept))} is inferred, but no note says how",
                "add a note to the label",
            )
