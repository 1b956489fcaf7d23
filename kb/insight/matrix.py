"""Two facets against each other: how many papers stand in a pair of concepts, and what an empty pair means.

Core papers alone are counted, without surveys, which speak of everything and so would fill every cell. A
concept holds the papers of everything below it. An empty pair is a
`gap` when chance would put at least `CHANCE` papers there: the papers with the row's concept whose column
facet was read, times the share of the column's concept among all papers read for that facet. A facet was
read when it has labels or cannot apply; silence counts at the depth its scheme asks for. Any other empty
pair says nothing, for one of two reasons. `few-read`: chance would put `CHANCE` papers there if all papers
with the row's concept had been read for the column's facet, but too few were. `few-expected`: both concepts
are so rare that chance would put fewer there whatever is read. The browser computes the same (matrix.js).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.bits import Bits
from kb.identifiers import ConceptId, ConceptRef, SchemeId
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Depth, Role, Status

CHANCE = 3
SURVEYS = ConceptRef(SchemeId("contribution"), ConceptId("survey"))
MOST_COLUMNS = 16


class State(StrEnum):
    """What the number in a cell means."""

    FILLED = "filled"
    GAP = "gap"
    FEW_EXPECTED = "few-expected"
    FEW_READ = "few-read"


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair of concepts.

    `count` papers carry both. Of the papers with the row's concept, `read` were read for the column's facet;
    `expected` of them, to a tenth, would carry the column's concept by chance.
    """

    count: int
    state: State
    read: int
    expected: float


@dataclass(frozen=True)
class Matrix:
    """Rows and columns with their totals (papers each), and a tuple of cells a row.

    `papers` counts all papers looked at, `read` those whose column facet was read.
    """

    rows: tuple[ConceptRef, ...]
    columns: tuple[ConceptRef, ...]
    of_row: tuple[int, ...]
    of_column: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]
    papers: int
    read: int

    def number(self, state: State) -> int:
        """How many cells are in a state."""
        return sum(cell.state is state for row in self.cells for cell in row)


def matrix(
    base: KnowledgeBase,
    index: Index,
    rows: Sequence[ConceptRef],
    columns: Sequence[ConceptRef],
    role: Role | None = None,
) -> Matrix:
    """Cross concepts of one facet with concepts of another.

    All columns belong to one facet. With a role, papers count in a row only where they carry its concept in
    that role; columns take any role. Raises `ValueError` without columns or for columns of several facets.
    """
    if len({ref.scheme for ref in columns}) != 1:
        raise ValueError("columns are concepts of one facet")
    core = counted(index)
    read = core & read_bits(base, index, columns[0].scheme)
    all_read = read.bit_count()
    of_rows = [core & index.below.get((ref, role), 0) for ref in rows]
    of_columns = [core & index.below.get((ref, None), 0) for ref in columns]

    def cell(row: Bits, column: Bits) -> Cell:
        count, seen, held = (row & column).bit_count(), (row & read).bit_count(), (column & read).bit_count()
        weight = seen * held
        state = State.FILLED if count else _empty(weight, row.bit_count() * held, all_read)
        tenths = (20 * weight + all_read) // (2 * all_read) if all_read else 0
        return Cell(count, state, seen, tenths / 10)

    return Matrix(
        tuple(rows),
        tuple(columns),
        tuple(bits.bit_count() for bits in of_rows),
        tuple(bits.bit_count() for bits in of_columns),
        tuple(tuple(cell(row, column) for column in of_columns) for row in of_rows),
        core.bit_count(),
        all_read,
    )


def _empty(weight: int, most: int, all_read: int) -> State:
    """The state of an empty pair; `weight` over all papers read is what chance gives, `most` what it could.

    Compared as whole numbers, so that every engine decides alike.
    """
    if all_read and weight >= CHANCE * all_read:
        return State.GAP
    return State.FEW_READ if most >= CHANCE * all_read else State.FEW_EXPECTED


def counted(index: Index) -> Bits:
    """The papers that matrices count."""
    return index.flags.get(("scope", "core"), 0) & ~index.below.get((SURVEYS, None), 0)


def rows_of(base: KnowledgeBase, index: Index, scheme: SchemeId) -> tuple[ConceptRef, ...]:
    """The concepts of a facet that core papers carry, in tree order."""
    core = counted(index)
    return tuple(ref for _, ref in base.tree(scheme) if index.below.get((ref, None), 0) & core)


def columns_of(base: KnowledgeBase, index: Index, scheme: SchemeId) -> tuple[ConceptRef, ...]:
    """The same, as deep as at most `MOST_COLUMNS` of them allow; the tops at least."""
    depth = {ref: level for level, ref in base.tree(scheme)}
    found = rows_of(base, index, scheme)
    for deepest in range(max(depth.values(), default=0), -1, -1):
        columns = tuple(ref for ref in found if depth[ref] <= deepest)
        if len(columns) <= MOST_COLUMNS:
            return columns
    return tuple(ref for ref in found if not depth[ref])


def read_bits(base: KnowledgeBase, index: Index, scheme: SchemeId) -> Bits:
    """The papers of which a facet is known: by labels, or by silence at the depth that it asks for."""
    status = index.status
    silent = status.get((scheme, Status.NOT_REPORTED), 0)
    if base.schemes[scheme].silence is Depth.FULL_TEXT:
        silent &= index.flags.get(("read", Depth.FULL_TEXT), 0)
    return status.get((scheme, None), 0) | status.get((scheme, Status.NOT_APPLICABLE), 0) | silent
