"""KB302: a record classifies by a scheme that does not exist.

The schemes are the files of `taxonomy/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every facet of every paper."""
    known = list(context.records.schemes)
    for paper in context.records.papers.values():
        for scheme in paper.classification:
            if not context.knows_scheme(scheme):
                yield Diagnostic(
                    context.at_label(paper, scheme),
                    "KB302",
                    f"unknown scheme {quote(scheme)}",
                    context.did_you_mean(scheme, known, f"the schemes are {', '.join(known)}"),
                )
