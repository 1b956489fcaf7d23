"""KB815: a crosswalk and the record of its survey do not fit together.

A survey that has a record is named by its citekey, in `paper` and as the file name, so that the page of the
crosswalk and the page of the paper find each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.repository import crosswalk_path
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at `paper` of every crosswalk, and at the name of those without."""
    for name, crosswalk in context.records.crosswalks.items():
        path = crosswalk_path(name)
        paper = crosswalk.paper
        if paper is None:
            if context.knows_paper(name):
                at = context.records.place(path)
                yield Diagnostic(at, "KB815", f"{quote(name)} has a record", f"add paper: {name}")
        elif not context.knows_paper(paper):
            hint = context.did_you_mean(paper, context.records.papers, "add its record or leave paper out")
            at = context.records.place(path, "paper")
            yield Diagnostic(at, "KB815", f"no paper has the id {quote(paper)}", hint)
        elif paper != name:
            at = context.records.place(path, "paper")
            message = f"the file is named {quote(name)}, its paper {quote(paper)}"
            yield Diagnostic(at, "KB815", message, f"rename the file to {quote(paper + '.yaml')}")
