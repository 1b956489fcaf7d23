"""What the sides that read records tell of them, so that they can be compared."""

from __future__ import annotations

from collections.abc import Collection

from kb.model import Paper


def counts(papers: Collection[Paper]) -> dict[str, int]:
    """How many papers, authors, labels and pieces of evidence there are."""
    return {
        "papers": len(papers),
        "authors": sum(len(p.author) for p in papers),
        "labels": sum(len(f.labels) for p in papers for f in p.classification.values()),
        "evidence": sum(len(p.evidence) for p in papers),
    }
