"""KB508: a paper has a record and stands in `papers/out-of-scope.yaml` too."""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look for every listed id among the records."""
    for number, listed in enumerate(context.records.out_of_scope):
        if context.knows_paper(listed.id):
            yield Diagnostic(
                context.records.place("papers/out-of-scope.yaml", "papers", number, "id"),
                "KB508",
                f"{quote(listed.id)} is listed as out of scope but has a record",
                "remove it from one of the two",
            )
