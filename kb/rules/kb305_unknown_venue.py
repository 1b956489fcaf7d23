"""KB305: a venue is not in `papers/venues.yaml`.

Exports need the full title of a venue and the kind of publication: add the short name there, with the
lines that its neighbors have. A name that ends with a year may well be a venue of its own, however near
another is to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Paper
from kb.rules.context import Context

ADD = "write the short name of one in papers/venues.yaml, or add it there as its neighbors stand"
_WITH_YEAR = re.compile(r"\S.* (?:19|20)[0-9]{2}")


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at the venue."""
    if "papers/venues.yaml" in context.records.nodes and not context.records.venues:
        return
    if paper.venue not in context.records.venues:
        yield Diagnostic(
            context.at_paper(paper, "venue"),
            "KB305",
            f"unknown venue {quote(paper.venue)}",
            _cure(context, paper.venue),
        )


def _cure(context: Context, venue: str) -> str:
    """The near name, and the other way where the name may be that of another venue."""
    known = context.records.venues
    if alike := next((name for name in known if name.casefold() == venue.casefold()), None):
        return f"did you mean {quote(alike)}?"
    cure = context.did_you_mean(venue, known, ADD)
    if cure == ADD or not _WITH_YEAR.fullmatch(venue):
        return cure
    return f"{cure} if not, add it to papers/venues.yaml as that one stands there"
