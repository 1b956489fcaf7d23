"""What a rule is given, and how it names a place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property

from kb.diagnostics import Diagnostic, Location, did_you_mean
from kb.identifiers import Citekey, ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.model import Concept, ConceptScheme, Paper, Sheet
from kb.repository import SECOND_OPINIONS, Records, paper_path, scheme_path


@dataclass(frozen=True)
class Context:
    """The records as read and the knowledge base made of them."""

    records: Records
    base: KnowledgeBase
    # How many words may still be compared for hints: a hostile file must not make that take minutes.
    _comparisons: list[int] = field(default_factory=lambda: [200_000])

    def at_paper(self, paper: Paper | Citekey, *steps: object) -> Location:
        """Where a value of a paper's record stands."""
        return self.records.place(paper_path(paper if isinstance(paper, str) else paper.id), *steps)

    def at_label(self, paper: Paper, scheme: str, concept: str = "") -> Location:
        """Where the key of a label, or of a facet, stands in a paper's record."""
        steps = ("classification", scheme, concept) if concept else ("classification", scheme)
        return self.records.place(paper_path(paper.id), *steps, key=True)

    def at_scheme(self, scheme: ConceptScheme, *steps: object) -> Location:
        """Where a value of a scheme's file stands."""
        return self.records.place(scheme_path(scheme.scheme), *steps)

    def concepts(self) -> Iterator[tuple[ConceptScheme, int, Concept]]:
        """Every concept as written, with its scheme and its position there; duplicates stand too."""
        for scheme in self.records.schemes.values():
            for position, concept in enumerate(scheme.concepts):
                yield scheme, position, concept

    def at_concept(self, scheme: ConceptScheme, position: int, *steps: object) -> Location:
        """Where a value of a concept stands."""
        return self.at_scheme(scheme, "concepts", position, *steps)

    def sheets(self) -> Iterator[tuple[str, Sheet]]:
        """Every sheet of a second reading, with its path."""
        for name, reading in self.records.second_readings.items():
            yield f"{SECOND_OPINIONS}/{name}/first.yaml", reading.first
            yield f"{SECOND_OPINIONS}/{name}/second.yaml", reading.second

    def knows_paper(self, citekey: str) -> bool:
        """Whether there is such a record, readable or not."""
        return citekey in self.records.papers or citekey in self.records.unreadable

    def knows_scheme(self, scheme: str) -> bool:
        """Whether there is such a scheme, readable or not."""
        return scheme in self.records.schemes or scheme in self.records.unreadable

    def knows_concept(self, ref: ConceptRef) -> bool:
        """Whether there is such a concept; everything goes in a scheme that could not be read."""
        return ref in self.base.concepts or ref.scheme in self.records.unreadable

    def concept_ids(self, scheme: str) -> Set[str]:
        """The concept ids of a scheme, in file order."""
        return self._concept_ids.get(scheme, {}).keys()

    @cached_property
    def _concept_ids(self) -> dict[str, dict[str, None]]:
        schemes = self.records.schemes.items()
        return {name: dict.fromkeys(c.id for c in scheme.concepts) for name, scheme in schemes}

    def did_you_mean(self, value: str, known: Collection[str], otherwise: str) -> str:
        """A hint naming the nearest known word; `otherwise` when none is near or too many were looked for."""
        self._comparisons[0] -= len(known)
        return did_you_mean(value, known, otherwise) if self._comparisons[0] > 0 else otherwise


Rule = Callable[[Context], Iterator[Diagnostic]]
PaperRule = Callable[[Context, Paper], Iterator[Diagnostic]]
