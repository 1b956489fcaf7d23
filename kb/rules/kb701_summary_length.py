"""KB701: a summary is too short to inform or too long to scan: it has 25 to 60 words."""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic
from kb.model import Paper
from kb.rules.context import Context

SHORTEST, LONGEST = 25, 60


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Count the words of the summary."""
    count = len(paper.summary.split())
    if not SHORTEST <= count <= LONGEST:
        yield Diagnostic(
            context.at_paper(paper, "summary"),
            "KB701",
            f"the summary has {count} word{'s' * (count != 1)}",
            f"say it in {SHORTEST} to {LONGEST} words of your own",
        )
