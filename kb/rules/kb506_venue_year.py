"""KB506: the year in the venue's name is not the year of `issued`.

`issued` belongs to the version that `venue` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Severity, quote
from kb.model import Paper
from kb.rules.context import Context

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Compare the two wherever the venue names a year."""
    years = _YEAR.findall(paper.venue)
    if years and str(paper.year) not in years:
        yield Diagnostic(
            context.at_paper(paper, "issued"),
            "KB506",
            f"issued {paper.issued} in {quote(paper.venue)}",
            "give the year of the version that venue names",
            Severity.WARNING,
        )
