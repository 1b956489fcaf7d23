"""Which labels a paper may deserve, each with the reason; a suggestion is to be confirmed, never a label.

Two signs count: that near records carry the concept, and that the text has a name of it. How much a name
says is measured on the records (`kb.intake.named`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.intake.named import Names, text_of
from kb.intake.nearness import Near, Texts
from kb.knowledge_base import KnowledgeBase

NEAR = 10  # records that vote
LEAST = 0.2  # a weaker suggestion costs more reading than it saves


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept that may hold, how likely from 0 to 1, and why.

    `words` are names of the concept that the text has; `near` are the near records that carry it, of `of`.
    """

    concept: ConceptRef
    score: float
    words: tuple[str, ...]
    near: tuple[Citekey, ...]
    of: int

    @property
    def reason(self) -> str:
        """Why, in words."""
        said = " and ".join(f"'{word}'" for word in self.words[:2])
        parts = [f"the text says {said}"] if said else []
        if self.near:
            parts.append(f"{len(self.near)} of {self.of} near records carry it")
        return "; ".join(parts)


class Suggester:
    """Knows the records and the names of concepts; made once for many papers."""

    def __init__(self, base: KnowledgeBase) -> None:
        papers = [p for p in base.papers.values() if p.counts]
        self._texts = Texts({p.id: text_of(p) for p in papers})
        self._carried = {p.id: frozenset(a.concept for a in base.assertions(p)) for p in papers}
        self._names = Names(base)
        self._concepts = [ref for ref, concept in base.concepts.items() if concept.deprecated is None]

    def suggest(self, text: str, without: Iterable[Citekey] = ()) -> dict[SchemeId, list[Suggestion]]:
        """Suggestions by facet, the likeliest first.

        `without` are records that may not speak: those of the paper itself.
        """
        unheard = frozenset(without)
        near = self._texts.nearest(text, NEAR, unheard)
        votes = self._votes(near)
        found = self._names.found(text)
        suggestions: dict[SchemeId, list[Suggestion]] = defaultdict(list)
        for ref in self._concepts:
            carriers = tuple(n.paper for n in near if ref in self._carried[n.paper])
            words = found.get(ref, ())
            score = 1 - (1 - votes.get(ref, 0.0)) * (1 - (self._names.trust(ref, unheard) if words else 0.0))
            if score >= LEAST:
                suggestions[ref.scheme].append(Suggestion(ref, score, words, carriers, len(near)))
        return {scheme: sorted(of, key=lambda s: (-s.score, s.concept)) for scheme, of in suggestions.items()}

    def _votes(self, near: list[Near]) -> Mapping[ConceptRef, float]:
        """For each concept its share among the near records, the nearer the weightier."""
        total = sum(n.cosine for n in near)
        votes: dict[ConceptRef, float] = defaultdict(float)
        for n in near:
            for ref in self._carried[n.paper]:
                votes[ref] += n.cosine / total
        return votes
