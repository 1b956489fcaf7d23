"""KB507: the arXiv id is of a month after the year the paper was issued.

One of the two belongs to another paper, or to another version.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Severity
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Compare arXiv month and `issued`."""
    if paper.identifiers.arxiv and paper.identifiers.arxiv.month[0] > paper.year:
        year, month = paper.identifiers.arxiv.month
        yield Diagnostic(
            context.at_paper(paper, "identifiers", "arxiv"),
            "KB507",
            f"first on arXiv in {year}-{month:02}, but issued {paper.issued}",
            "check both",
            Severity.WARNING,
        )
