"""KB602: a label points at evidence that the record does not define."""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every pointer from a label to evidence."""
    for scheme, facet in paper.classification.items():
        for concept, label in facet.labels.items():
            for name in label.evidence:
                if name not in paper.evidence:
                    yield Diagnostic(
                        context.at_label(paper, scheme, concept),
                        "KB602",
                        f"{quote(f'{scheme}:{concept}')} rests on {quote(name)}, which is not defined",
                        context.did_you_mean(name, paper.evidence, "define it under evidence"),
                    )
