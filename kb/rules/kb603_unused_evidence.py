"""KB603: no label points at this piece of evidence.

Point a label at it, as in `peft: module`, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Severity, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Compare what is defined with what is used."""
    used = {e for f in paper.classification.values() for label in f.labels.values() for e in label.evidence}
    for name in paper.evidence:
        if name not in used:
            yield Diagnostic(
                context.at_paper(paper, "evidence", name),
                "KB603",
                f"no label rests on the evidence {quote(name)}",
                "point a label at it or remove it",
                Severity.WARNING,
            )
