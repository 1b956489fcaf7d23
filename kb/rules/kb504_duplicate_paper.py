"""KB504: two records describe one paper.

They share an identifier (arXiv, DOI, ACL Anthology, OpenReview), or their titles read the same. Keep the
older record; if both were published, withdraw the other with `isReplacedBy`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Paper
from kb.rules.context import Context
from kb.words import fold_label


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare identifiers and folded titles of all papers that are not withdrawn."""
    owners: dict[tuple[str, str], Paper] = {}
    for paper in context.records.papers.values():
        if paper.withdrawn:
            continue
        for steps, kind, value in _fingerprints(paper):
            owner = owners.setdefault((kind, value), paper)
            if owner.id != paper.id:
                yield Diagnostic(
                    context.at_paper(paper, *steps),
                    "KB504",
                    f"the same {kind} as {quote(owner.id)}",
                    f"that record is {context.at_paper(owner, *steps)}; keep one of the two",
                )


def _fingerprints(paper: Paper) -> Iterator[tuple[tuple[str, ...], str, str]]:
    yield ("title",), "title", fold_label(paper.title).replace(" ", "")
    for name, value in paper.identifiers.model_dump(exclude_none=True).items():
        yield ("identifiers", name), name, value.casefold()
