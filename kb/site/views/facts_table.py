"""A table of facts: columns, rows under the kinds they belong to, and the choices that narrow it down.

What it holds is ready to be printed; the browser sorts and filters the same rows (`assets/js/sort.js`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.identifiers import ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.site.views.common import Count, Desk, Sign

NOT_KNOWN = "not-known"
_NUMBER = re.compile(
    r"(?<![\w.-])(\d[\d,]*(?:\.\d+)?)(?:\s*(thousand|million|billion|k|m)\b)?", re.IGNORECASE
)
_TIMES = {"thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `type` says how it sorts (`text`, `number`, or `order`: as the page lists the rows)."""

    key: str
    label: str
    type: str = "text"


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things in a cell; `target` is a page of the site."""

    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; with neither text nor items it is not known.

    `sort` is what it sorts by and `csv` what a file gets, where that is not the text. `target` is a page of
    the site, `address` one outside, `count` a number of papers. `folded` hides the items behind the text, and
    an icon stands for the text of a link.
    """

    text: str = ""
    sort: str | None = None
    csv: str | None = None
    target: str = ""
    address: str = ""
    title: str = ""
    count: Count | None = None
    items: tuple[Item, ...] = ()
    folded: bool = False
    icon: str = ""

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return bool(self.text or self.items or self.count)


@dataclass(frozen=True, slots=True)
class Row:
    """A concept with a cell for each column after its name; `marks` are the choices that it meets."""

    ref: ConceptRef
    sign: Sign
    marks: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A kind and the rows directly in it; `size` also counts those of the kinds below."""

    sign: Sign | None
    depth: int
    size: int
    count: Count | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One value that a choice can have, and how many rows have it."""

    value: str
    label: str
    number: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Something by which the rows can be narrowed down."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Table:
    """All of it: `noun` names the rows, `first` is the column of their names."""

    name: str
    noun: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    choices: tuple[Choice, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows as the page lists them."""
        return tuple(row for group in self.groups for row in group.rows)


def size_of(text: str) -> float | None:
    """The first number that a text tells: "over 15 million logs on 160,000 articles" is 15,000,000."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    return float(found[1].replace(",", "")) * _TIMES.get((found[2] or "").lower(), 1)


def sized(text: str | None) -> Cell:
    """A cell that sorts by its first number; a text without one comes after all that have one."""
    number = size_of(text or "")
    return Cell(text or "", "" if number is None else f"{number:.15g}")


def mark(name: str, value: str) -> str:
    """How a row says that it has a value: one word, for any text."""
    return f"{name}:{value_of(value)}"


def value_of(text: str) -> str:
    """A text as a value in an address."""
    return "-".join(text.casefold().split())


def marks(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """The marks of all values of a fact, or of its absence."""
    return tuple(mark(name, v) for v in values) or (f"{name}:{NOT_KNOWN}",)


def choice(
    name: str, label: str, values: Mapping[str, str], rows: Sequence[Row], unknown: str = "Not known"
) -> Choice:
    """A choice among the values that occur, labels by value in the order they are given.

    `unknown` is the label for the rows of which it is not known.
    """
    numbers = {v: sum(f"{name}:{v}" in row.marks for row in rows) for v in (*values, NOT_KNOWN)}
    labels = {**values, NOT_KNOWN: unknown}
    return Choice(name, label, tuple(Option(v, labels[v], n) for v, n in numbers.items() if n))


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of the tree with the concepts directly in it: those with facts, and leaves without."""

    kind: ConceptRef | None
    above: tuple[ConceptRef, ...]
    members: tuple[ConceptRef, ...]


def places(base: KnowledgeBase, facts: str) -> tuple[Place, ...]:
    """The concepts of all schemes with facts of a type, by kind; what has no kind comes last.

    A kind has concepts below it and no facts of its own.
    """
    found: list[Place] = []
    for scheme in (s.scheme for s in base.schemes.values() if s.facts == facts):
        refs = [ref for _, ref in base.terms(scheme)]
        kinds = [ref for ref in refs if base.narrower(ref) and base.concept(ref).facts is None]
        above = {ref: tuple(r for r in base.ancestors(ref) if r in kinds) for ref in refs}
        of: dict[ConceptRef | None, list[ConceptRef]] = {kind: [] for kind in (*kinds, None)}
        for ref in refs:
            if ref not in kinds:
                of[next(iter(above[ref]), None)].append(ref)
        found += [Place(k, above[k] if k else (), tuple(m)) for k, m in of.items() if k or m]
    return tuple(found)


def grouped(desk: Desk, where: Sequence[Place], rows: Mapping[ConceptRef, Row]) -> tuple[Group, ...]:
    """The rows under their kinds."""
    return tuple(
        Group(
            desk.sign(p.kind) if p.kind else None,
            len(p.above),
            sum(len(other.members) for other in where if p.kind in (other.kind, *other.above)),
            desk.count(p.kind) if p.kind else None,
            tuple(rows[ref] for ref in p.members),
        )
        for p in where
    )


def kinds(where: Sequence[Place], desk: Desk, groups: Sequence[Group]) -> Choice:
    """The choice of a kind; a kind holds those below it."""
    options = [
        Option(kind_value(desk, p.kind), desk.sign(p.kind).name, group.size, len(p.above))
        for p, group in zip(where, groups, strict=True)
        if p.kind
    ]
    return Choice("kind", "Kind", tuple(options))


def kind_value(desk: Desk, ref: ConceptRef) -> str:
    """A kind in an address: its id, with its scheme where several schemes hold such facts."""
    facts = desk.base.schemes[ref.scheme].facts
    alone = sum(s.facts == facts for s in desk.base.schemes.values()) == 1
    return ref.id if alone else str(ref)
