"""Which papers are near another one, and why; and the nearest that differs in one facet alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper, Scope
from kb.site.views.common import Chip, Desk, PaperLine, Sign
from kb.words import fold_label

MOST = 5


@dataclass(frozen=True, slots=True)
class Related:
    """A paper that is near, and the reason in words."""

    paper: PaperLine
    reason: str


@dataclass(frozen=True, slots=True)
class FacetPair:
    """A facet of two papers side by side."""

    facet: Sign
    same: bool
    one: tuple[Chip, ...]
    other: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """The nearest paper that differs in exactly one facet."""

    paper: PaperLine
    facets: tuple[FacetPair, ...]
    same: int


def related(desk: Desk, paper: Paper) -> tuple[Related, ...]:
    """The nearest papers: those that share rare concepts and authors, best first."""
    base = desk.base
    own, authors = _concepts(base, paper), _authors(paper)
    scored = []
    for other in desk.core:
        if other.id == paper.id:
            continue
        shared = own & _concepts(base, other)
        people = authors & _authors(other)
        score = sum(_rarity(desk, ref) for ref in shared) + 2 * len(people)
        if len(shared) > 1 or people:
            scored.append((-score, other.id, shared, people))
    scored.sort(key=lambda row: row[:2])
    return tuple(
        Related(desk.line(base.papers[i]), _reason(desk, shared, len(people)))
        for _, i, shared, people in scored[:MOST]
    )


def _concepts(base: KnowledgeBase, paper: Paper) -> frozenset[ConceptRef]:
    return frozenset(a.concept for a in base.assertions(paper))


def _authors(paper: Paper) -> frozenset[str]:
    return frozenset(fold_label(a.display) for a in paper.author)


def _rarity(desk: Desk, ref: ConceptRef) -> float:
    return math.log(1 + len(desk.core) / (1 + len(desk.base.by_concept[ref])))


def _reason(desk: Desk, shared: frozenset[ConceptRef], people: int) -> str:
    rarest = sorted(shared, key=lambda ref: (-_rarity(desk, ref), str(ref)))
    names = [desk.base.concept(ref).short for ref in rarest[:3]]
    more = len(shared) - len(names)
    told = []
    if names:
        rest = f" and {more} more" if more > 0 else ""
        told.append(f"Also {', '.join(names)}{rest}")
    if people:
        told.append("one author in common" if people == 1 else f"{people} authors in common")
    text = "; ".join(told)
    return text[:1].upper() + text[1:]


def contrast(desk: Desk, paper: Paper) -> Contrast | None:
    """The paper that agrees in most facets and differs in exactly one; None when there is none.

    Only facets that both papers have labels in count.
    """
    own = _facets(desk.base, paper)
    best: tuple[int, Citekey, SchemeId] | None = None
    for other in desk.core:
        if other.id == paper.id or other.scope is not Scope.CORE:
            continue
        theirs = _facets(desk.base, other)
        both = [s for s in own if s in theirs]
        apart = [s for s in both if own[s] != theirs[s]]
        if len(apart) == 1 and len(both) > 2:
            found = (-(len(both) - 1), other.id, apart[0])
            best = min(best, found) if best else found
    if best is None:
        return None
    return _contrast(desk, paper, desk.base.papers[best[1]], best[2], -best[0])


def _facets(base: KnowledgeBase, paper: Paper) -> Mapping[SchemeId, frozenset[ConceptRef]]:
    found: dict[SchemeId, set[ConceptRef]] = {}
    for a in base.assertions(paper):
        found.setdefault(a.concept.scheme, set()).add(a.concept)
    return {scheme: frozenset(refs) for scheme, refs in found.items()}


def _contrast(desk: Desk, one: Paper, other: Paper, apart: SchemeId, same: int) -> Contrast:
    def chips(paper: Paper, scheme: SchemeId) -> tuple[Chip, ...]:
        return tuple(desk.chip(a) for a in desk.base.assertions(paper) if a.concept.scheme == scheme)

    pairs = [
        FacetPair(desk.scheme_sign(s), s.scheme != apart, chips(one, s.scheme), chips(other, s.scheme))
        for s in desk.base.schemes.values()
        if chips(one, s.scheme) and chips(other, s.scheme)
    ]
    return Contrast(desk.line(other), tuple(sorted(pairs, key=lambda p: p.same)), same)
