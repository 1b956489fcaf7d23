"""Which papers are near another one, and the nearest that differs in one facet alone.

Papers are near that share rare concepts and authors. A concept counts by its rarity among core papers, an
author as much as two fairly rare concepts; two papers that share one concept and nobody are not near.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from kb import bits as sets
from kb.bits import Bits
from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.insight.largest import largest
from kb.knowledge_base import KnowledgeBase
from kb.lazy import Recent
from kb.model import Paper
from kb.words import fold_label

AUTHOR = 2000
FACETS = 3  # a contrast agrees in all but one of at least so many facets


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A near paper: the concepts that both carry, the rarest first, and how many authors they share."""

    paper: Citekey
    concepts: tuple[ConceptRef, ...]
    authors: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """The paper that agrees in most facets and differs in one: `apart`. `same` counts those that agree."""

    paper: Citekey
    apart: SchemeId
    same: int


class Neighborhood:
    """What papers share, looked up once for all papers. Those without core scope are nobody's neighbors."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base

    def prepare(self) -> None:
        """Look up now what all papers need, instead of when the first is asked for."""
        for paper in self.core[:1]:
            self.related(paper)
            self.contrast(paper)

    @cached_property
    def core(self) -> tuple[Paper, ...]:
        """The papers that printed counts include, newest first, then by citekey."""
        papers = sorted(self.base.papers.values(), key=lambda p: p.id)
        papers.sort(key=lambda p: p.issued, reverse=True)
        return tuple(p for p in papers if p.counts)

    @cached_property
    def carried(self) -> Mapping[Citekey, frozenset[ConceptRef]]:
        """The concepts that each paper carries, as labeled."""
        return {
            p.id: frozenset(a.concept for a in self.base.assertions(p)) for p in self.base.papers.values()
        }

    @cached_property
    def holders(self) -> Mapping[ConceptRef, tuple[Paper, ...]]:
        """For each concept the core papers that carry it or one below it, newest first."""
        found: dict[ConceptRef, list[Paper]] = {ref: [] for ref in self.base.concepts}
        for paper in self.core:
            for ref in {r for c in self.carried[paper.id] for r in (c, *self.base.ancestors(c))}:
                found[ref].append(paper)
        return {ref: tuple(papers) for ref, papers in found.items()}

    def related(self, paper: Paper, most: int = 5) -> tuple[Neighbor, ...]:
        """The nearest papers, best first; among equals by citekey."""
        own = self.carried[paper.id]
        concepts = [(self._labeled[ref], self._rarity[ref]) for ref in own]
        authors = [self._by_author.get(name, 0) for name in {fold_label(a.display) for a in paper.author}]
        once = more = 0
        for bits, _ in concepts:
            once, more = once | bits, more | once & bits
        for bits in authors:
            more |= bits
        if paper.id in self._at:
            more &= ~(1 << self._at[paper.id])
        found = largest([*concepts, *((bits, AUTHOR) for bits in authors if bits & more)], more, most)
        return tuple(
            Neighbor(
                (other := self._sorted[at]),
                self._rarest(own & self.carried[other]),
                sum(bits >> at & 1 for bits in authors),
            )
            for _, at in found
        )

    def contrast(self, paper: Paper) -> Contrast | None:
        """The paper that agrees in most facets and differs in exactly one; None when there is none.

        Only facets that both papers have labels in count; among equals the first by citekey.
        """
        own = self._facets[paper.id]
        once = more = 0
        for facet in own.items():
            apart = self._labeled_in[facet[0]] & ~self._alike.get(facet, 0)
            once, more = once | apart, more | once & apart
        found = largest([(self._labeled_in[facet], 1) for facet in own], once & ~more, 1)
        if not found or found[0][0] < FACETS:
            return None
        both, at = found[0]
        theirs = self._facets[self._sorted[at]]
        return Contrast(
            self._sorted[at], next(s for s in own if s in theirs and own[s] != theirs[s]), both - 1
        )

    @cached_property
    def _sorted(self) -> list[Citekey]:
        """The core papers by citekey: a bit a paper, in this order, in the sets that follow."""
        return sorted(p.id for p in self.core)

    @cached_property
    def _at(self) -> Mapping[Citekey, int]:
        return {citekey: at for at, citekey in enumerate(self._sorted)}

    @cached_property
    def _alike(self) -> Mapping[tuple[SchemeId, frozenset[ConceptRef]], Bits]:
        """The core papers that carry just these concepts of a facet."""
        found: defaultdict[tuple[SchemeId, frozenset[ConceptRef]], array[int]] = sets.positions()
        for at, citekey in enumerate(self._sorted):
            for facet in self._facets[citekey].items():
                found[facet].append(at)
        return Recent(dict(found), sets.of)

    @cached_property
    def _by_author(self) -> Mapping[str, Bits]:
        """The core papers of each author, by folded name."""
        found: defaultdict[str, array[int]] = sets.positions()
        for at, citekey in enumerate(self._sorted):
            for author in self.base.papers[citekey].author:
                found[fold_label(author.display)].append(at)
        return Recent(dict(found), sets.of)

    @cached_property
    def _labeled_in(self) -> Mapping[SchemeId, Bits]:
        """The core papers with labels in a facet."""
        found = dict.fromkeys(self.base.schemes, 0)
        for (scheme, _), bits in self._alike.items():
            found[scheme] |= bits
        return found

    @cached_property
    def _labeled(self) -> Mapping[ConceptRef, Bits]:
        """For each concept the core papers that carry it itself."""
        found: dict[ConceptRef, list[int]] = {ref: [] for ref in self.base.concepts}
        for at, citekey in enumerate(self._sorted):
            for ref in self.carried[citekey]:
                found[ref].append(at)
        return {ref: sets.of(standing) for ref, standing in found.items()}

    @cached_property
    def _rarity(self) -> Mapping[ConceptRef, int]:
        return {
            ref: round(1000 * math.log(1 + len(self.core) / (1 + len(papers))))
            for ref, papers in self.holders.items()
        }

    def _rarest(self, shared: frozenset[ConceptRef]) -> tuple[ConceptRef, ...]:
        return tuple(sorted(shared, key=lambda ref: (-self._rarity[ref], str(ref))))

    @cached_property
    def _facets(self) -> Mapping[Citekey, Mapping[SchemeId, frozenset[ConceptRef]]]:
        """The concepts of each paper by facet; facets without any are left out."""
        return {
            citekey: {
                scheme: frozenset(refs)
                for scheme, refs in groupby(sorted(carried), key=lambda ref: ref.scheme)
            }
            for citekey, carried in self.carried.items()
        }
