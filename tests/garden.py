"""The corpus that query tests share: an invented atlas of gardening papers, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import settings

from kb import repository
from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link
from kb.words import stem

# No example is too slow: machines differ.
steady = settings(deadline=None)

DATA = Path(__file__).parent / "data"
GARDEN = DATA / "corpora" / "garden"


@cache
def corpus(folder: Path = GARDEN) -> tuple[KnowledgeBase, Index]:
    records, found = repository.read(folder)
    assert not list(found)
    base = link(records)
    return base, Index.build(base)


def stemmed(index: Index) -> dict[str, str]:
    """Every word of an index with its stem: what the browser's stemmer is compared with."""
    return {word: stem(word) for word in index.vocabulary}
