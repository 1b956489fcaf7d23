"""KB302: a record classifies by a scheme that does not exist.

The schemes are the files of `taxonomy/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Location, quote
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every facet of every paper, and of every sheet."""
    known = list(context.records.schemes)
    for place, scheme in _unknown(context):
        yield Diagnostic(
            place,
            "KB302",
            f"unknown scheme {quote(scheme)}",
            context.did_you_mean(scheme, known, f"the schemes are {', '.join(known)}"),
        )


def _unknown(context: Context) -> Iterator[tuple[Location, str]]:
    for paper in context.records.papers.values():
        for scheme in paper.classification:
            if not context.knows_scheme(scheme):
                yield context.at_label(paper, scheme), scheme
    for path, sheet in context.sheets():
        for citekey, facets in sheet.papers.items():
            for scheme in facets:
                if not context.knows_scheme(scheme):
                    yield context.records.place(path, "papers", citekey, scheme, key=True), scheme
