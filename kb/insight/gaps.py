"""Pairs of concepts of two facets that no paper joins although enough were read to expect some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kb.identifiers import ConceptRef, SchemeId
from kb.index import Index
from kb.insight.matrix import SURVEYS, Cell, Matrix, State, columns_of, matrix, rows_of
from kb.knowledge_base import KnowledgeBase

# Whatever kind of paper it is says nothing of where the field is empty.
NO_GAPS = frozenset([SURVEYS.scheme])


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty pair that chance would have filled: `cell.expected` papers."""

    row: ConceptRef
    column: ConceptRef
    cell: Cell


def cross(base: KnowledgeBase, index: Index, rows: SchemeId, columns: SchemeId) -> Matrix | None:
    """All terms of one facet that papers carry by those of another; None when no paper carries the latter."""
    across = columns_of(base, index, columns)
    return matrix(base, index, rows_of(base, index, rows), across) if across else None


def gaps(base: KnowledgeBase, index: Index) -> tuple[Gap, ...]:
    """All gaps between two facets, the least likely to be empty first.

    A gap below another one says nothing new, and is left out: where nobody works on prompting in law, nobody
    works on role-play in law either.
    """
    found = [gap for made in _crossed(base, index) for gap in _widest(base, made)]
    return tuple(sorted(found, key=lambda gap: (-gap.cell.expected, str(gap.row), str(gap.column))))


def pairs(base: KnowledgeBase, index: Index) -> Mapping[State, int]:
    """How many of the pairs among which gaps are looked for are in each state; those below a gap included."""
    states = Counter(cell.state for made in _crossed(base, index) for row in made.cells for cell in row)
    return {state: states[state] for state in State}


def _crossed(base: KnowledgeBase, index: Index) -> Iterator[Matrix]:
    for rows, columns in combinations([s for s in base.schemes if s not in NO_GAPS], 2):
        made = cross(base, index, rows, columns)
        if made is not None:
            yield made


def _widest(base: KnowledgeBase, made: Matrix) -> list[Gap]:
    cells = {
        (row, column): cell
        for row, line in zip(made.rows, made.cells, strict=True)
        for column, cell in zip(made.columns, line, strict=True)
    }
    empty = {pair for pair, cell in cells.items() if cell.state is State.GAP}

    def above(ref: ConceptRef) -> tuple[ConceptRef, ...]:
        return (ref, *base.ancestors(ref))

    return [
        Gap(row, column, cells[row, column])
        for row, column in empty
        if not ({(r, c) for r in above(row) for c in above(column)} - {(row, column)}) & empty
    ]
