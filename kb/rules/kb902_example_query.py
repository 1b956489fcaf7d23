"""KB902: a query of `papers/examples.yaml` cannot be read, or finds nothing.

The first page offers these queries: each must work on the data as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Location, Severity
from kb.index import Index
from kb.query import QuerySyntaxError, run
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Run every example."""
    if not context.base.examples or context.records.unreadable:
        return  # what cannot be read is reported elsewhere, and may be what a query asks for
    index = Index.build(context.base)
    for number, example in enumerate(context.base.examples):
        try:
            found = run(example.query, context.base, index)
        except QuerySyntaxError as error:
            place = _place(context, number)
            hint = f"did you mean {error.fixes[0]}?" if error.fixes else "correct the query"
            yield Diagnostic(place, "KB902", f"column {error.column}: {error.message}", hint)
            continue
        if not found:
            place = _place(context, number)
            yield Diagnostic(place, "KB902", "the query finds no paper", "loosen it", Severity.WARNING)


def _place(context: Context, number: int) -> Location:
    return context.records.place("papers/examples.yaml", "queries", number, "query")
