"""Terms of the taxonomy as programs walk through them."""

from __future__ import annotations

from dataclasses import dataclass

from kb.identifiers import ConceptRef
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Concept as Record
from kb.model import Role
from kb.result import Result


@dataclass(frozen=True)
class Concept:
    """A term with its place in the tree and its papers; `record` is what its file says.

    >>> import kb
    >>> peft = kb.load().concept("technique:peft")
    >>> peft.label, [str(c) for c in peft.broader]
    ('Parameter-efficient fine-tuning', ['technique:representation-learning'])
    """

    ref: ConceptRef
    base: KnowledgeBase
    index: Index

    def __str__(self) -> str:
        return str(self.ref)

    def __repr__(self) -> str:
        return f"<Concept {self.ref}: {self.label}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Concept) and self.ref == other.ref and self.base is other.base

    def __hash__(self) -> int:
        return hash(self.ref)

    @property
    def record(self) -> Record:
        """The record: labels, definition, when to use it, facts."""
        return self.base.concept(self.ref)

    @property
    def label(self) -> str:
        """The preferred name."""
        return self.record.pref_label

    @property
    def definition(self) -> str:
        """What the term means."""
        return self.record.definition

    @property
    def broader(self) -> tuple[Concept, ...]:
        """The terms above this one, the nearest first; empty for a top term."""
        return self._all(self.base.ancestors(self.ref))

    @property
    def narrower(self) -> tuple[Concept, ...]:
        """The terms right below this one, in order."""
        return self._all(self.base.narrower(self.ref))

    @property
    def descendants(self) -> tuple[Concept, ...]:
        """All terms below this one."""
        return self._all(self.base.descendants(self.ref))

    def papers(self, role: str | None = None) -> Result:
        """The papers that carry this term or one below it, in a role if one is named.

        A role is `proposes`, `uses`, `evaluates`, `compares` or `discusses`; another raises `ValueError`.
        """
        wanted = Role(role) if role else None
        found = self.index.members(self.index.below.get((self.ref, wanted), 0))
        query = f"{self.ref}@{wanted}" if wanted else str(self.ref)
        return Result(self.base, self.index, query, (self.index.ids[n] for n in found))

    def _all(self, refs: tuple[ConceptRef, ...]) -> tuple[Concept, ...]:
        return tuple(Concept(ref, self.base, self.index) for ref in refs)
