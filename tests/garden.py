"""The corpus that query tests share: an invented atlas of gardening papers, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kb import repository
from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link

DATA = Path(__file__).parent / "data"
GARDEN = DATA / "corpora" / "garden"


@cache
def corpus(folder: Path = GARDEN) -> tuple[KnowledgeBase, Index]:
    records, found = repository.read(folder)
    assert not list(found)
    base = link(records)
    return base, Index.build(base)
