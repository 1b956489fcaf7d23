"""KB604: a paper carries a concept and something broader in the same role.

A label implies everything broader. Keep the most specific one; the two may stand together only in different
roles, as when a paper proposes one kind of retrieval and compares retrieval in general.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every pair of labels."""
    roles = {a.concept: a.role for a in context.base.assertions(paper)}
    for concept, role in roles.items():
        above = context.base.broader(concept)
        while above is not None and roles.get(above) is not role:
            above = context.base.broader(above)
        if above is not None:
            yield Diagnostic(
                context.at_label(paper, *above),
                "KB604",
                f"{quote(str(above))} is implied by {quote(str(concept))}",
                f"remove {above.id}",
            )
