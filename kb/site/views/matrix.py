"""What the matrix and the gaps page show: pairs of concepts, as numbers that can be followed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.identifiers import ConceptRef, SchemeId
from kb.insight import CHANCE, SURVEYS, Cell, Matrix, State, cross, gaps
from kb.model import ConceptScheme
from kb.site.views.common import Desk, Sign

# Papers a shade stands for at most; the last is open. visual.md gives the colors.
HEATS = (2, 5, 12, 30, 80)
FIRST = ("technique", "application")
_LONG = re.compile(r"[A-Za-z]{11,}")


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
    heads: tuple[tuple[Sign, str], ...]
    lines: tuple[Line, ...]
    matrix: Matrix
    filled: int
    gaps: int
    unread: int
    chance: int
    heats: tuple[tuple[int, str], ...]
    choices: tuple[ConceptScheme, ...]


@dataclass(frozen=True, slots=True)
class GapRow:
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
    made = cross(desk.base, desk.index, rows, columns)
    if made is None:
        return None
    depth = {ref: level for level, ref in desk.base.tree(rows)}
    lines = tuple(
        Line(
            ref,
            desk.sign(ref),
            depth[ref],
            tuple(field(desk, ref, column, cell) for column, cell in zip(made.columns, cells, strict=True)),
            total,
        )
        for ref, total, cells in zip(made.rows, made.of_row, made.cells, strict=True)
    )
    bounds = [1, *(most + 1 for most in HEATS)]
    return MatrixView(
        desk.base.schemes[rows],
        desk.base.schemes[columns],
        tuple((sign, soft(sign.label)) for sign in map(desk.sign, made.columns)),
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


def gaps_view(desk: Desk) -> tuple[GapRow, ...]:
    """All gaps between two facets, the least likely to be empty first."""
    found = []
    for gap in gaps(desk.base, desk.index):
        names = (desk.base.schemes[r.scheme].pref_label.lower() for r in (gap.row, gap.column))
        empty = field(desk, gap.row, gap.column, gap.cell)
        found.append(GapRow(desk.sign(gap.row), desk.sign(gap.column), empty, " by ".join(names)))
    return tuple(found)


def field(desk: Desk, row: ConceptRef, column: ConceptRef, cell: Cell) -> Field:
    """A pair of concepts as a field of a table."""
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


def soft(text: str) -> str:
    """A text with a soft hyphen in each long word, where two consonants meet nearest to its middle.

    Browsers without a dictionary would break a narrow head anywhere. The script of the page does the same.
    """
    return _LONG.sub(lambda found: _parted(found[0]), text)


def _parted(word: str) -> str:
    middle = len(word) / 2
    places = [n for n in range(4, len(word) - 3) if not set(word[n - 1 : n + 1].lower()) & set("aeiouy")]
    best = min(places, key=lambda n: abs(n - middle), default=0)
    return f"{word[:best]}\u00ad{word[best:]}" if best else word
