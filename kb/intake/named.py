"""Which concepts a text names, and how much a name says.

How much is measured on the records: some names stand in many texts whose papers do not carry the concept.
"""

from __future__ import annotations

from collections import defaultdict

from kb.identifiers import Citekey, ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper
from kb.words import stems


class Names:
    """The names of all concepts in use, and the records whose own words hold them."""

    def __init__(self, base: KnowledgeBase) -> None:
        papers = [p for p in base.papers.values() if p.counts]
        self._carried = {p.id: frozenset(a.concept for a in base.assertions(p)) for p in papers}
        # By their first stem: their place among all, their stems, the name, the concept.
        self._names: dict[str, list[tuple[int, str, str, ConceptRef]]] = defaultdict(list)
        self._stems: dict[ConceptRef, list[str]] = defaultdict(list)
        named = (
            (n, ref)
            for ref, c in base.concepts.items()
            if not c.deprecated
            for n in (c.pref_label, *c.alt_label)
        )
        for place, (name, ref) in enumerate(named):
            if words := stems(name):
                self._names[words[0]].append((place, f" {' '.join(words)} ", name, ref))
                self._stems[ref].append(" ".join(words))
        self._named: dict[ConceptRef, set[Citekey]] = defaultdict(set)
        for p in papers:
            for ref in self.found(text_of(p)):
                self._named[ref].add(p.id)

    def found(self, text: str) -> dict[ConceptRef, tuple[str, ...]]:
        """The concepts of which the text has a name, each with the names."""
        words = stems(text)
        flat = f" {' '.join(words)} "
        hits = sorted(hit for word in set(words) for hit in self._names.get(word, ()) if hit[1] in flat)
        found: dict[ConceptRef, tuple[str, ...]] = {}
        for _, _, name, ref in hits:
            found[ref] = (*found.get(ref, ()), name)
        return found

    def stems(self, ref: ConceptRef) -> tuple[str, ...]:
        """The stems of each name of a concept, with a space between."""
        return tuple(self._stems.get(ref, ()))

    def trust(self, ref: ConceptRef, unheard: frozenset[Citekey] = frozenset()) -> float:
        """Of the records whose text has a name of the concept, the share that carries it (add-one)."""
        named = self._named.get(ref, set()) - unheard
        return (1 + sum(ref in self._carried[p] for p in named)) / (2 + len(named))


def text_of(paper: Paper) -> str:
    """What a record says of its paper in running words."""
    return f"{paper.title} {paper.short_name or ''} {paper.summary}"
