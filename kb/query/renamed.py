"""Old names of concepts in a query, and the query with their new ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.knowledge_base import KnowledgeBase
from kb.query.bind import read
from kb.query.nodes import And, Concept, Field, Node, Not, Or
from kb.words import fold_label


@dataclass(frozen=True, slots=True)
class Renamed:
    """A query in the names of today; each condition that changed as typed, and as it reads now."""

    query: str
    changes: tuple[tuple[str, str], ...] = ()


def renamed(text: str, base: KnowledgeBase) -> Renamed:
    """The query in the names of today; raises `QuerySyntaxError`."""
    made, done, changes = "", 0, []
    for node in sorted(_replaced(read(text, base), base), key=lambda n: n.source.column):
        old, new = str(node.source), _now(node)
        begins = node.source.column - 1
        made += text[done:begins] + new
        done = begins + node.source.length
        if (old, new) not in changes:
            changes.append((old, new))
    return Renamed(made + text[done:], tuple(changes))


def _replaced(node: Node, base: KnowledgeBase) -> Iterator[Concept]:
    """The conditions on a concept by a name that is none of its own, or was the id of one now given up."""
    match node:
        case And(items) | Or(items):
            for item in items:
                yield from _replaced(item, base)
        case Not(item):
            yield from _replaced(item, base)
        case Concept():
            concept, name = base.concept(node.ref), fold_label(_name(node.source))
            own = (concept.id, concept.pref_label, concept.short, *concept.alt_label)
            given_up = (
                c.id
                for c in base.schemes[node.ref.scheme].concepts
                if c.deprecated and c.deprecated.is_replaced_by
            )
            if name not in map(fold_label, own) or (
                name != fold_label(concept.id) and name in map(fold_label, given_up)
            ):
                yield node


def _name(field: Field) -> str:
    return field.value if field.quoted else field.value.removeprefix("=").partition("@")[0]


def _now(node: Concept) -> str:
    role = f"@{node.role}" if node.role else ""
    return f"{node.ref.scheme}:{'=' * node.exact}{node.ref.id}{role}"
