"""The counts of a facet panel: what each further tick would find."""

from __future__ import annotations

from kb.identifiers import ConceptRef, SchemeId
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Status
from kb.query.evaluate import evaluate
from kb.query.nodes import And, Concept, Facet, Node, Not, Or


def rest(node: Node, scheme: SchemeId) -> Node:
    """The query without the ticks of a facet: top-level terms `s:c`, `-s:c` and `(s:c OR s:d)`."""
    items = node.items if isinstance(node, And) else (node,)
    kept = tuple(item for item in items if not is_tick(item, scheme))
    return kept[0] if len(kept) == 1 else And(kept)


def is_tick(node: Node, scheme: SchemeId) -> bool:
    """Whether the facet panel sets such a term for this facet: concepts and statuses without `=` and role."""
    match node:
        case Not(item):
            return _is_term(item, scheme)
        case Or(items):
            return all(_is_term(item, scheme) for item in items)
    return _is_term(node, scheme)


def _is_term(node: Node, scheme: SchemeId) -> bool:
    match node:
        case Concept(ref, exact=False, role=None):
            return ref.scheme == scheme
        case Facet(named, status):
            return named == scheme and status is not None
    return False


def facet_counts(
    node: Node, scheme: SchemeId, base: KnowledgeBase, index: Index
) -> dict[ConceptRef | Status, int]:
    """For each concept and status of a facet: the papers that match the rest of the query and carry it.

    A paper counts for all concepts above its own. No paper is hidden: a panel that leaves background papers
    out has `scope:core` in its query.
    """
    found = evaluate(rest(node, scheme), index)
    counts: dict[ConceptRef | Status, int] = {
        ref: (found & index.below.get((ref, None), 0)).bit_count() for _, ref in base.tree(scheme)
    }
    for status in Status:
        counts[status] = (found & index.status.get((scheme, status), 0)).bit_count()
    return counts
