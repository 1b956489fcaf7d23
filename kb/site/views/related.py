"""Which papers are near another one, and why; and the nearest that differs in one facet alone."""

from __future__ import annotations

from dataclasses import dataclass

from kb.identifiers import SchemeId
from kb.insight import Neighbor
from kb.model import Paper
from kb.site.views.common import Chip, Desk, PaperLine, Sign


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
class ContrastView:
    """The nearest paper that differs in exactly one facet, which comes first."""

    paper: PaperLine
    facets: tuple[FacetPair, ...]
    same: int


def related(desk: Desk, paper: Paper) -> tuple[Related, ...]:
    """The nearest papers, best first."""
    return tuple(
        Related(desk.line(desk.base.papers[near.paper]), _reason(desk, near))
        for near in desk.neighborhood.related(paper)
    )


def _reason(desk: Desk, near: Neighbor) -> str:
    names = [desk.base.concept(ref).short for ref in near.concepts[:3]]
    more = len(near.concepts) - len(names)
    told = []
    if names:
        rest = f" and {more} more" if more > 0 else ""
        told.append(f"Also {', '.join(names)}{rest}")
    if near.authors:
        told.append("one author in common" if near.authors == 1 else f"{near.authors} authors in common")
    text = "; ".join(told)
    return text[:1].upper() + text[1:]


def contrast(desk: Desk, paper: Paper) -> ContrastView | None:
    """The nearest paper that differs in exactly one facet; None when there is none."""
    found = desk.neighborhood.contrast(paper)
    if found is None:
        return None
    other = desk.base.papers[found.paper]

    def chips(of: Paper, scheme: SchemeId) -> tuple[Chip, ...]:
        return tuple(desk.chip(a) for a in desk.base.assertions(of) if a.concept.scheme == scheme)

    pairs = [
        FacetPair(
            desk.scheme_sign(s), s.scheme != found.apart, chips(paper, s.scheme), chips(other, s.scheme)
        )
        for s in desk.base.schemes.values()
        if chips(paper, s.scheme) and chips(other, s.scheme)
    ]
    return ContrastView(desk.line(other), tuple(sorted(pairs, key=lambda p: p.same)), found.same)
