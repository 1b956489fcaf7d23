"""Which papers are near another one, and why; and the nearest that differs in one facet alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.model import Paper
from kb.site.views.common import Chip, Desk, PaperLine, Sign
from kb.words import fold_label

MOST = 5
AUTHOR = 2000  # a shared author weighs as much as two fairly rare concepts


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
    base, own = desk.base, desk.carried[paper.id]
    people: Counter[Citekey] = Counter()
    for name in {fold_label(a.display) for a in paper.author}:
        people.update(desk.by_author.get(name, ()))
    scored = []
    for other, shared in _sharing(desk, paper).items():
        if len(shared) > 1 or people[other]:
            score = sum(_rarity(desk, ref) for ref in shared) + AUTHOR * people[other]
            scored.append((-score, other))
    found = []
    for _, other in sorted(scored)[:MOST]:
        reason = _reason(desk, own & desk.carried[other], people[other])
        found.append(Related(desk.line(base.papers[other]), reason))
    return tuple(found)


def _sharing(desk: Desk, paper: Paper) -> dict[Citekey, set[ConceptRef]]:
    """The papers that share a concept or an author with one, each with the concepts shared."""
    found: dict[Citekey, set[ConceptRef]] = {}
    for ref in sorted(desk.carried[paper.id]):
        for other in desk.with_concept[ref]:
            if ref in desk.carried[other.id]:
                found.setdefault(other.id, set()).add(ref)
    for author in paper.author:
        for citekey in desk.by_author.get(fold_label(author.display), ()):
            found.setdefault(citekey, set())
    found.pop(paper.id, None)
    return found


def _rarity(desk: Desk, ref: ConceptRef) -> int:
    return round(1000 * math.log(1 + len(desk.core) / (1 + len(desk.with_concept[ref]))))


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
    own = _facets(desk, paper.id)
    best: tuple[int, Citekey, SchemeId] | None = None
    for other in _sharing(desk, paper):
        theirs = _facets(desk, other)
        both = [s for s in own if s in theirs]
        apart = [s for s in both if own[s] != theirs[s]]
        if len(apart) == 1 and len(both) > 2:
            found = (1 - len(both), other, apart[0])
            best = min(best, found) if best else found
    if best is None:
        return None
    return _contrast(desk, paper, desk.base.papers[best[1]], best[2], -best[0])


def _facets(desk: Desk, citekey: Citekey) -> Mapping[SchemeId, frozenset[ConceptRef]]:
    found: dict[SchemeId, set[ConceptRef]] = {}
    for ref in desk.carried[citekey]:
        found.setdefault(ref.scheme, set()).add(ref)
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
