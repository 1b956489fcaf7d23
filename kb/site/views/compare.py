"""Papers side by side: what the compare page shows before anybody has chosen, and without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.identifiers import SchemeId
from kb.insight import Likeness, likeness
from kb.model import Paper, Status
from kb.query import QuerySyntaxError, run
from kb.site.views.common import Chip, Desk, PaperLine, Sign

# More columns than this no screen shows side by side.
MOST = 6
EXAMPLE = 3
ORDER = tuple(Likeness)  # what differs first


@dataclass(frozen=True, slots=True)
class Cell:
    """What a paper carries in a facet; `status` where it carries nothing."""

    chips: tuple[Chip, ...]
    status: Status | None


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A facet of all papers compared."""

    facet: Sign
    likeness: Likeness
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    """The papers and their facets, those that differ first."""

    papers: tuple[PaperLine, ...]
    rows: tuple[FacetRow, ...]
    most: int


def compare_view(desk: Desk) -> CompareView | None:
    """An example of two or three near papers; None when the atlas has no two papers."""
    papers = _example(desk)
    return compared(desk, papers) if len(papers) > 1 else None


def compared(desk: Desk, papers: Sequence[Paper]) -> CompareView:
    """Papers facet by facet."""
    rows = [_row(desk, papers, scheme) for scheme in desk.base.schemes]
    rows.sort(key=lambda row: ORDER.index(row.likeness))
    return CompareView(tuple(desk.line(p) for p in papers), tuple(rows), MOST)


def _row(desk: Desk, papers: Sequence[Paper], scheme: SchemeId) -> FacetRow:
    cells = (
        Cell(
            tuple(desk.chip(a) for a in desk.base.assertions(paper) if a.concept.scheme == scheme),
            desk.base.status(paper, scheme),
        )
        for paper in papers
    )
    sign = desk.scheme_sign(desk.base.schemes[scheme])
    return FacetRow(sign, likeness(desk.base, papers, scheme), tuple(cells))


def _example(desk: Desk) -> list[Paper]:
    """The newest papers of the first example query that finds three; else the newest of all."""
    for example in desk.base.examples:
        try:
            found = run(example.query, desk.base, desk.index)
        except QuerySyntaxError:
            continue  # `kb check` reports it
        if len(found) >= EXAMPLE:
            return [desk.base.papers[citekey] for citekey in found[:EXAMPLE]]
    return list(desk.core[:EXAMPLE])
