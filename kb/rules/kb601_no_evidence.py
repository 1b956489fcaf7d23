"""KB601: a label points at no evidence.

Every label says on what it rests: `peft: module`, with `module` defined under `evidence`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every label."""
    for scheme, facet in paper.classification.items():
        for concept, label in facet.labels.items():
            if not label.evidence:
                yield Diagnostic(
                    context.at_label(paper, scheme, concept),
                    "KB601",
                    f"the label {quote(f'{scheme}:{concept}')} points at no evidence",
                    "name an entry of evidence, as in peft: module",
                )
