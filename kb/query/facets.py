"""The counts of a facet panel: what each further tick would find."""

from __future__ import annotations

from kb.identifiers import ConceptRef, SchemeId
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Status
from kb.query.bind import Bound, Concept, Facet
from kb.query.evaluate import evaluate
from kb.query.syntax import And, Node, Not, Or


def rest(node: Bound | Node, scheme: SchemeId) -> Bound | Node:
    """The query without the ticks of a facet: top-level terms `s:c`, `-s:c` and `(s:c OR s:d)`."""
    items = node.items if isinstance(node, And) else (node,)
    kept = tuple(item for item in items if not _is_tick(item, scheme))
    return kept[0] if len(kept) == 1 else And(kept)  # type: ignore[arg-type]


def _is_tick(node: Bound | Node, scheme: SchemeId) -> bool:
    if isinstance(node, Not):
        return _is_term(node.item, scheme)
    if isinstance(node, Or):
        return all(_is_term(item, scheme) for item in node.items)
    return _is_term(node, scheme)


def _is_term(node: Bound | Node, scheme: SchemeId) -> bool:
    if isinstance(node, Concept):
        return node.ref.scheme == scheme and not node.exact and node.role is None
    return isinstance(node, Facet) and node.scheme == scheme and node.status is not None


def facet_counts(
    node: Bound | Node, scheme: SchemeId, base: KnowledgeBase, index: Index
) -> dict[ConceptRef | Status, int]:
    """For each concept and status of a facet: the papers that match the rest of the query and carry it."""
    found = evaluate(rest(node, scheme), index)
    counts: dict[ConceptRef | Status, int] = {
        ref: (found & index.below.get((ref, None), 0)).bit_count() for _, ref in base.tree(scheme)
    }
    for status in Status:
        counts[status] = (found & index.status.get((scheme, status), 0)).bit_count()
    return counts
