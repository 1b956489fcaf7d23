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
        self._names: dict[ConceptRef, list[tuple[str, str]]] = {}
        for ref, concept in base.concepts.items():
            if concept.deprecated is None:
                names = (concept.pref_label, *concept.alt_label)
                self._names[ref] = [(n, f" {' '.join(stems(n))} ") for n in names if stems(n)]
        self._named: dict[ConceptRef, set[Citekey]] = defaultdict(set)
        for p in papers:
            for ref in self.found(text_of(p)):
                self._named[ref].add(p.id)

    def found(self, text: str) -> dict[ConceptRef, tuple[str, ...]]:
        """The concepts of which the text has a name, each with the names."""
        flat = f" {' '.join(stems(text))} "
        return {
            ref: words
            for ref, names in self._names.items()
            if (words := tuple(name for name, flat_name in names if flat_name in flat))
        }

    def trust(self, ref: ConceptRef, unheard: frozenset[Citekey] = frozenset()) -> float:
        """Of the records whose text has a name of the concept, the share that carries it (add-one)."""
        named = self._named.get(ref, set()) - unheard
        return (1 + sum(ref in self._carried[p] for p in named)) / (2 + len(named))


def text_of(paper: Paper) -> str:
    """What a record says of its paper in running words."""
    return f"{paper.title} {paper.short_name or ''} {paper.summary}"
