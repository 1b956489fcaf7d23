"""What the matrix and the gaps page show: pairs of concepts, as numbers that can be followed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kb.identifiers import ConceptRef, SchemeId
from kb.insight import CHANCE, NO_GAPS, SURVEYS, Cell, Gap, Matrix, State, cross, pairs
from kb.model import ConceptScheme
from kb.site.views.common import Count, Desk, Sign

# Papers a shade stands for at most; the last is open. visual.md gives the colors.
HEATS = (2, 5, 12, 30, 80)
FIRST = ("technique", "application")
# What an empty cell is called; matrix.js says the same.
SAID = {
    State.GAP: "0, a gap",
    State.FEW_EXPECTED: f"0, fewer than {CHANCE} expected",
    State.FEW_READ: "0, too few read to say",
}
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
    total: Count


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A matrix as a table, and the facets that could be crossed instead."""

    rows: ConceptScheme
    columns: ConceptScheme
    heads: tuple[tuple[Sign, str], ...]
    lines: tuple[Line, ...]
    matrix: Matrix
    of_column: tuple[Count, ...]
    all: Count
    surveys: int
    numbers: Mapping[State, int]
    chance: int
    heats: tuple[tuple[int, str], ...]
    choices: tuple[ConceptScheme, ...]


@dataclass(frozen=True, slots=True)
class GapRow:
    """An empty pair that chance would have filled; `terms` are its concepts and those above them."""

    row: Sign
    column: Sign
    field: Field
    facets: str
    terms: tuple[ConceptRef, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet or term by which gaps can be chosen: its id, how deep it stands, and its gaps."""

    id: str
    label: str
    depth: int
    number: int


@dataclass(frozen=True, slots=True)
class GapsView:
    """All gaps, what they can be chosen by, and how many pairs are in each state."""

    rows: tuple[GapRow, ...]
    facets: tuple[Choice, ...]
    terms: tuple[tuple[str, tuple[Choice, ...]], ...]
    left_out: str
    numbers: Mapping[State, int]
    chance: int


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
            _total(desk, total, str(ref)),
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
        tuple(_total(desk, n, str(ref)) for ref, n in zip(made.columns, made.of_column, strict=True)),
        _total(desk, made.papers, ""),
        len(desk.core) - made.papers,
        {state: made.number(state) for state in State},
        CHANCE,
        tuple(
            (n, f"{low}–{HEATS[n - 1]}" if n <= len(HEATS) else f"{low}+") for n, low in enumerate(bounds, 1)
        ),
        tuple(desk.base.schemes.values()),
    )


def gaps_view(desk: Desk) -> GapsView:
    """All gaps between two facets, the least likely to be empty first."""
    base = desk.base
    rows = tuple(_gap(desk, gap) for gap in desk.gaps)
    by_facet = Counter(r.scheme for gap in desk.gaps for r in (gap.row, gap.column))
    by_term = Counter(ref for row in rows for ref in row.terms)
    terms = []
    for scheme in base.schemes.values():
        held = tuple(
            Choice(str(ref), base.concept(ref).pref_label, depth, by_term[ref])
            for depth, ref in base.tree(scheme.scheme)
            if by_term[ref]
        )
        if held:
            terms.append((scheme.pref_label, held))
    return GapsView(
        rows,
        tuple(
            Choice(s.scheme, s.pref_label, 0, by_facet[s.scheme])
            for s in base.schemes.values()
            if by_facet[s.scheme]
        ),
        tuple(terms),
        " and ".join(base.schemes[s].pref_label.lower() for s in base.schemes if s in NO_GAPS),
        pairs(base, desk.index),
        CHANCE,
    )


def _gap(desk: Desk, gap: Gap) -> GapRow:
    names = (desk.base.schemes[r.scheme].pref_label.lower() for r in (gap.row, gap.column))
    return GapRow(
        desk.sign(gap.row),
        desk.sign(gap.column),
        field(desk, gap.row, gap.column, gap.cell),
        " by ".join(names),
        above(desk, gap.row, gap.column),
    )


def _without(desk: Desk) -> str:
    """What a query adds to count as a matrix does."""
    return f"-{SURVEYS} scope:core" if SURVEYS in desk.base.concepts else "scope:core"


def _total(desk: Desk, number: int, query: str) -> Count:
    return Count(number, desk.links.explore(f"{query} {_without(desk)}".strip()))


def field(desk: Desk, row: ConceptRef, column: ConceptRef, cell: Cell) -> Field:
    """A pair of concepts as a field of a table."""
    heat = 0 if not cell.count else next((n for n, most in enumerate(HEATS, 1) if cell.count <= most), 6)
    # An empty pair leads to the papers that would stand in it, had somebody found its column there.
    silent = f"({column.scheme}:not-reported OR {column.scheme}:not-read)"
    query = f"{row} {column if cell.count else silent}"
    return Field(
        cell,
        row,
        column,
        heat,
        desk.links.explore(f"{query} {_without(desk)}"),
        f"{desk.sign(row).name}, {desk.sign(column).name}: {SAID.get(cell.state, cell.count)}",
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


def above(desk: Desk, *refs: ConceptRef) -> tuple[ConceptRef, ...]:
    """Some concepts and all above them: whoever asks for one of these means the ones below as well."""
    return tuple(one for ref in refs for one in (ref, *desk.base.ancestors(ref)))
