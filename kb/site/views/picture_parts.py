"""What pictures of the field are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.identifiers import ConceptRef
from kb.insight import State
from kb.model import Picture, Scope
from kb.site.views.common import Count, Desk, Sign
from kb.site.views.matrix import GapRow

FEWEST = 10  # papers of a year, below which shares say nothing


@dataclass(frozen=True, slots=True)
class Bar:
    """A row with a length from 0 to 1; `part` of its papers, and their length, is set apart."""

    name: str
    sign: Sign | None
    count: Count
    length: float
    part: Count | None = None
    part_length: float = 0.0


@dataclass(frozen=True, slots=True)
class Square:
    """A field of a table: what it says, its shade from 0 to 6, and where its papers are listed."""

    text: str
    shade: int
    target: str
    label: str
    state: State = State.FILLED


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of squares."""

    sign: Sign
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class PictureView:
    """A picture: what it shows in a sentence (`told`), the Python that gives its numbers, and its parts.

    Which parts are there follows from `picture.kind`: bars, or heads and rows, or gaps. `page` is where more
    of it stands.
    """

    picture: Picture
    told: str
    python: str
    page: str
    bars: tuple[Bar, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    gaps: tuple[GapRow, ...] = ()


def most_held(desk: Desk, terms: Sequence[ConceptRef], most: int) -> list[ConceptRef]:
    """The terms with most papers, and at least one; among equals in the order of the taxonomy."""
    held = [ref for ref in terms if desk.holders(ref)]
    return sorted(held, key=lambda ref: -len(desk.holders(ref)))[:most]


def core_query(desk: Desk, query: str) -> str:
    """Where the core papers that a query finds are listed."""
    return desk.links.explore(f"{query} scope:{Scope.CORE}")


def unfinished(desk: Desk, year: int) -> bool:
    """Whether the year of the release was not over with it."""
    release = desk.base.release
    return bool(release and release.date[:4] == str(year) and release.date[5:] != "12-31")
