"""The list of all papers by year, and below them those kept for context: on one page, or on several."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from kb.model import Paper, Scope
from kb.site.views.common import Count, Desk, PaperLine

PAGE = 1_000  # papers that a page lists, so that it stays a quarter of a megabyte
_CONTEXT = "background"


@dataclass(frozen=True, slots=True)
class Section:
    """The papers of a year as far as a page lists them, or of those kept for context.

    `year` and `count`, which is that of the whole year, are None for the latter. `begins` says whether the
    first of them stands here.
    """

    anchor: str
    year: int | None
    count: Count | None
    begins: bool
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True)
class PapersView:
    """A page of the list. `years` are all years with where they begin, `pages` the addresses of all pages."""

    count: Count
    number: int
    pages: tuple[str, ...]
    years: tuple[tuple[int, str, str], ...]
    sections: tuple[Section, ...]


def pages_of_papers(desk: Desk) -> int:
    """How many pages the list of papers has."""
    return max(1, -(-len(desk.index.ids) // PAGE))


def papers_view(desk: Desk, number: int = 1) -> PapersView:
    """What a page of the list of papers shows, counted from 1."""
    listed = _listed(desk)
    pages = tuple(desk.links.papers(n) for n in range(1, pages_of_papers(desk) + 1))
    starts: dict[str, int] = {}
    for at, paper in enumerate(listed):
        starts.setdefault(_anchor(paper), at)
    first = (number - 1) * PAGE
    here = listed[first : first + PAGE]
    return PapersView(
        Count(len(desk.core), desk.links.explore(f"scope:{Scope.CORE}")),
        number,
        pages,
        tuple((listed[at].year, a, pages[at // PAGE]) for a, at in starts.items() if a != _CONTEXT),
        tuple(
            _section(desk, anchor, starts[anchor] >= first, list(papers))
            for anchor, papers in groupby(here, key=_anchor)
        ),
    )


def _listed(desk: Desk) -> list[Paper]:
    """The papers that count, newest first, then the others."""
    papers = [desk.base.papers[i] for i in desk.index.ids]
    return [*desk.core, *(p for p in papers if p.scope is not Scope.CORE)]


def _anchor(paper: Paper) -> str:
    return f"y{paper.year}" if paper.scope is Scope.CORE else _CONTEXT


def _section(desk: Desk, anchor: str, begins: bool, papers: list[Paper]) -> Section:
    lines = tuple(desk.line(p) for p in papers)
    if anchor == _CONTEXT:
        return Section(anchor, None, None, begins, lines)
    year = papers[0].year
    number = sum(p.year == year for p in desk.core)
    count = Count(number, desk.links.explore(f"year:{year} scope:{Scope.CORE}"))
    return Section(anchor, year, count, begins, lines)
