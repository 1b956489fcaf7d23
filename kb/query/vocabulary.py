"""The facets and concepts that a query may name, and what may have been meant by a name that none has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from kb.identifiers import ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.query.errors import distance, limit
from kb.words import fold_label

Names = Mapping[str, ConceptRef]


class Vocabulary:
    """Concepts by facet and folded name: id, preferred and alternative labels.

    The name of a deprecated concept leads to the one that replaced it, so that old queries keep working.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self.names: Mapping[SchemeId, Names] = {
            scheme: _names(base, (ref for _, ref in base.tree(scheme))) for scheme in base.schemes
        }

    @classmethod
    def of(cls, base: KnowledgeBase) -> Vocabulary:
        """The vocabulary of a knowledge base, made when first asked for."""
        if base not in _MADE:
            _MADE[base] = cls(base)
        return _MADE[base]

    @property
    def schemes(self) -> tuple[SchemeId, ...]:
        """The facets, in order."""
        return tuple(self.names)

    def scheme(self, name: str) -> SchemeId | None:
        """The facet of that name."""
        return next((s for s in self.names if s == name), None)

    def find(self, scheme: SchemeId, name: str) -> ConceptRef | None:
        """The concept of a facet that has that name."""
        return self.names[scheme].get(fold_label(name))

    def elsewhere(self, name: str) -> list[ConceptRef]:
        """The concepts of that name, facet by facet."""
        found = (self.find(scheme, name) for scheme in self.names)
        return [ref for ref in found if ref is not None]

    def near(self, scheme: SchemeId, name: str, most: int = 3) -> list[ConceptRef]:
        """The concepts of a facet with a name nearest to one, best first.

        A name that holds all the words, or begins with them, is as near as two edits.
        """
        wanted = fold_label(name)[:80]
        if not wanted:
            return []
        best: dict[ConceptRef, int] = {}
        for known, ref in self.names[scheme].items():
            score = distance(wanted, known)
            if set(wanted.split()) <= set(known.split()) or (len(wanted) > 2 and known.startswith(wanted)):
                score = min(score, 2)
            if score <= limit(wanted) and score < best.get(ref, score + 1):
                best[ref] = score
        return sorted(best, key=lambda ref: (best[ref], ref.id))[:most]


_MADE: WeakKeyDictionary[KnowledgeBase, Vocabulary] = WeakKeyDictionary()


def _names(base: KnowledgeBase, refs: Iterable[ConceptRef]) -> Names:
    found: dict[str, ConceptRef] = {}
    for ref in refs:
        concept = base.concept(ref)
        for name in (concept.id, concept.pref_label, concept.short, *concept.alt_label):
            found.setdefault(fold_label(name), current(base, ref))
    return found


def current(base: KnowledgeBase, ref: ConceptRef) -> ConceptRef:
    """The concept itself, or what has replaced it, however often."""
    seen = {ref}
    while (deprecated := base.concept(ref).deprecated) and deprecated.is_replaced_by:
        other = ConceptRef(ref.scheme, deprecated.is_replaced_by)
        if other in seen or other not in base.concepts:
            break
        seen.add(other)
        ref = other
    return ref
