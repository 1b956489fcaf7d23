"""KB302: a record classifies by a scheme that does not exist.

The schemes are the files of `taxonomy/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Location, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every facet."""
    for scheme in paper.classification:
        if not context.knows_scheme(scheme):
            yield _unknown(context, context.at_label(paper, scheme), scheme)


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every sheet."""
    for path, sheet in context.sheets():
        for citekey, facets in sheet.papers.items():
            for scheme in facets:
                if not context.knows_scheme(scheme):
                    place = context.records.place(path, "papers", citekey, scheme, key=True)
                    yield _unknown(context, place, scheme)


def _unknown(context: Context, place: Location, scheme: str) -> Diagnostic:
    known = context.records.schemes
    return Diagnostic(
        place,
        "KB302",
        f"unknown scheme {quote(scheme)}",
        context.did_you_mean(scheme, known, f"the schemes are {', '.join(known)}"),
    )
