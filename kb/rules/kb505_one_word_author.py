"""KB505: the name of an author is a single word.

Often a family name got lost. A group is written `{literal: Name}`; some people do have one name.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Severity, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at every author that is not a group."""
    for number, author in enumerate(paper.author):
        if not author.literal and len(author.name.split()) == 1:
            yield Diagnostic(
                context.at_paper(paper, "author", number),
                "KB505",
                f"the author {quote(author.name)} has one name only",
                "write Given Family, or {literal: ...} for a group",
                Severity.WARNING,
            )
