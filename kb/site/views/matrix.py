"""What the matrix and the gaps page show: pairs of concepts, as numbers that can be followed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from kb.identifiers import ConceptRef, SchemeId
from kb.insight import CHANCE, SURVEYS, Cell, Matrix, State, columns_of, matrix, rows_of
from kb.model import ConceptScheme
from kb.site.views.common import Desk, Sign

# Papers a shade stands for at most; the last is open. visual.md gives the colors.
HEATS = (2, 5, 12, 30, 80)
FIRST = ("technique", "application")
# Whatever kind of paper it is says nothing of where the field is empty.
NO_GAPS = frozenset([SURVEYS.scheme])


@dataclass(frozen=True, slots=True)
class Field:
    """A cell with the shade of its count and the query that lists its papers."""

    cell: Cell
    row: ConceptRef
    column: ConceptRef
    heat: int
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its concept, how deep it stands, its fields and its total."""

    ref: ConceptRef
    sign: Sign
    depth: int
    fields: tuple[Field, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A matrix as a table, and the facets that could be crossed instead."""

    rows: ConceptScheme
    columns: ConceptScheme
    heads: tuple[Sign, ...]
    lines: tuple[Line, ...]
    matrix: Matrix
    filled: int
    gaps: int
    unread: int
    chance: int
    heats: tuple[tuple[int, str], ...]
    choices: tuple[ConceptScheme, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty pair that chance would have filled."""

    row: Sign
    column: Sign
    field: Field
    facets: str


def matrix_view(desk: Desk) -> MatrixView | None:
    """The matrix that the page begins with: technique by application, else the first two facets."""
    names = list(desk.base.schemes)
    if len(names) < 2:
        return None
    wanted = [SchemeId(n) for n in FIRST if n in names]
    rows, columns = wanted if len(wanted) == len(FIRST) else names[:2]
    made = _cross(desk, rows, columns)
    if made is None:
        return None
    depth = {ref: level for level, ref in desk.base.tree(rows)}
    lines = tuple(
        Line(
            ref,
            desk.sign(ref),
            depth[ref],
            tuple(_field(desk, ref, column, cell) for column, cell in zip(made.columns, cells, strict=True)),
            total,
        )
        for ref, total, cells in zip(made.rows, made.of_row, made.cells, strict=True)
    )
    bounds = [1, *(most + 1 for most in HEATS)]
    return MatrixView(
        desk.base.schemes[rows],
        desk.base.schemes[columns],
        tuple(desk.sign(ref) for ref in made.columns),
        lines,
        made,
        made.number(State.FILLED),
        made.number(State.GAP),
        made.number(State.UNREAD),
        CHANCE,
        tuple(
            (n, f"{low}–{HEATS[n - 1]}" if n <= len(HEATS) else f"{low}+") for n, low in enumerate(bounds, 1)
        ),
        tuple(desk.base.schemes.values()),
    )


def gaps(desk: Desk) -> tuple[Gap, ...]:
    """All gaps between two facets, the least likely to be empty first.

    A gap below another one says nothing new, and is left out: where nobody works on prompting in law, nobody
    works on role-play in law either.
    """
    found: list[tuple[float, Gap]] = []
    for rows, columns in combinations([s for s in desk.base.schemes if s not in NO_GAPS], 2):
        made = _cross(desk, rows, columns)
        if made is None:
            continue
        cells = {
            (row, column): cell
            for row, line in zip(made.rows, made.cells, strict=True)
            for column, cell in zip(made.columns, line, strict=True)
        }
        empty = {pair for pair, cell in cells.items() if cell.state is State.GAP}
        for row, column in sorted(empty):
            wider = {(r, c) for r in _up(desk, row) for c in _up(desk, column)} - {(row, column)}
            if not wider & empty:
                cell = cells[row, column]
                names = (desk.base.schemes[s].pref_label.lower() for s in (rows, columns))
                gap = Gap(
                    desk.sign(row), desk.sign(column), _field(desk, row, column, cell), " by ".join(names)
                )
                found.append((-cell.expected, gap))
    found.sort(key=lambda pair: (pair[0], str(pair[1].field.row), str(pair[1].field.column)))
    return tuple(gap for _, gap in found)


def _cross(desk: Desk, rows: SchemeId, columns: SchemeId) -> Matrix | None:
    across = columns_of(desk.base, desk.index, columns)
    return matrix(desk.base, desk.index, rows_of(desk.base, desk.index, rows), across) if across else None


def _up(desk: Desk, ref: ConceptRef) -> tuple[ConceptRef, ...]:
    return (ref, *desk.base.ancestors(ref))


def _field(desk: Desk, row: ConceptRef, column: ConceptRef, cell: Cell) -> Field:
    heat = 0 if not cell.count else next((n for n, most in enumerate(HEATS, 1) if cell.count <= most), 6)
    without = f" -{SURVEYS}" if SURVEYS in desk.base.concepts else ""
    # An empty pair leads to the papers that would stand in it, had somebody found its column there.
    silent = f"({column.scheme}:not-reported OR {column.scheme}:not-read)"
    query = f"{row} {column if cell.count else silent}"
    state = {State.FILLED: str(cell.count), State.GAP: "0, a gap", State.UNREAD: "too few read to say"}
    return Field(
        cell,
        row,
        column,
        heat,
        desk.links.explore(f"{query} scope:core{without}"),
        f"{desk.sign(row).name}, {desk.sign(column).name}: {state[cell.state]}",
    )
