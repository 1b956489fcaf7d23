"""KB305: a venue is not in `papers/venues.yaml`.

Exports need the full title of a venue and the kind of publication: add the short name there.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the venue of every paper."""
    if "papers/venues.yaml" in context.records.nodes and not context.records.venues:
        return
    for paper in context.records.papers.values():
        if paper.venue not in context.records.venues:
            yield Diagnostic(
                context.at_paper(paper, "venue"),
                "KB305",
                f"unknown venue {quote(paper.venue)}",
                context.did_you_mean(paper.venue, context.records.venues, "add it to papers/venues.yaml"),
            )
