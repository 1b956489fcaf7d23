"""The tree of a query. `str` of what the parser made writes a query that reads the same.

Nodes keep the column (from 1, in characters) and the length of the text they stand for; neither counts when
two are compared. `bind` puts a condition, from `Concept` to `Within`, in the place of every `Field`, and
`Years` or `Passed` in the place of a `Word` that is read so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kb.identifiers import ConceptRef, SchemeId
from kb.model import Role, Status

# Years without a bound.
ANY_YEARS = (0, 9999)


@dataclass(frozen=True, slots=True)
class Word:
    """Words without quotes; several when a sign such as a hyphen joins them: all must be there."""

    text: str
    column: int = field(compare=False, default=1)
    length: int = field(compare=False, default=0)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word of which only the beginning is given."""

    text: str
    column: int = field(compare=False, default=1)
    length: int = field(compare=False, default=0)

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Passed:
    """A word such as "the" beside conditions: it is none itself."""

    word: Word


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes: they must follow one another."""

    text: str
    column: int = field(compare=False, default=1)
    length: int = field(compare=False, default=0)

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Field:
    """`name:value`. A value in quotes may have `=` before and `@role` behind them."""

    name: str
    value: str
    quoted: bool = False
    before: str = ""
    after: str = ""
    column: int = field(compare=False, default=1)
    length: int = field(compare=False, default=0)

    def __str__(self) -> str:
        return f"{self.name}:{self.typed}"

    @property
    def typed(self) -> str:
        """The value as it was typed."""
        return f'{self.before}"{self.value}"{self.after}' if self.quoted else self.value


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    item: Node

    def __str__(self) -> str:
        return f"-({self.item})" if isinstance(self.item, Not) else f"-{_inner(self.item)}"


@dataclass(frozen=True, slots=True)
class And:
    """What must hold together; without items it holds for every paper."""

    items: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(_inner(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Or:
    """Of which one must hold."""

    items: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(f"({i})" if isinstance(i, Or) else str(i) for i in self.items)


def _inner(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept: with all below it unless `exact`, in any role unless one is given."""

    ref: ConceptRef
    exact: bool
    role: Role | None
    source: Field = field(compare=False)


@dataclass(frozen=True, slots=True)
class Facet:
    """A whole facet: with any label (`status` None), or with a status."""

    scheme: SchemeId
    status: Status | None
    source: Field = field(compare=False)


@dataclass(frozen=True, slots=True)
class Years:
    """Issued from `low` to `high`, both included; 0 and 9999 stand for no bound."""

    low: int
    high: int
    source: Field | Word = field(compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """A property with few values, such as `has:code`."""

    name: str
    value: str
    source: Field = field(compare=False)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier, in lower case and without the address of a resolver."""

    name: str
    value: str
    source: Field = field(compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """Words in a row in one field; with `prefix` the last need only begin a word."""

    name: str
    words: tuple[str, ...]
    prefix: bool
    source: Field = field(compare=False)


Condition = Concept | Facet | Years | Flag | Identifier | Within
Node = Word | Passed | Prefix | Phrase | Field | Not | And | Or | Condition


def written(node: Node) -> Node:
    """A bound query as the parser made it."""
    match node:
        case Not(item):
            return Not(written(item))
        case And(items):
            return And(tuple(map(written, items)))
        case Or(items):
            return Or(tuple(map(written, items)))
        case Passed(word):
            return word
        case Word() | Prefix() | Phrase() | Field():
            return node
    return node.source
