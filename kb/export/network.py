"""The network of `kb graph export` as a file among the others, with what withdrawn papers are."""

from __future__ import annotations

from kb.graph import graph, graphml
from kb.knowledge_base import KnowledgeBase


def network(base: KnowledgeBase) -> bytes:
    """GraphML of papers, concepts, schemes, authors and venues; papers say whether they were withdrawn."""
    made = graph(base)
    for paper in base.papers.values():
        made.nodes[f"paper:{paper.id}"]["withdrawn"] = paper.withdrawn is not None
    return graphml(made)
