"""What the fields of a query mean: names are looked up, values checked, and wrong ones explained.

A bound query is the same tree with a `Condition` in the place of every field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NoReturn

from kb.identifiers import STATUS_WORDS, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import Depth, Method, Role, Scope, Status
from kb.query.syntax import And, Field, Node, Not, Or, Phrase, Prefix, QuerySyntaxError, Word, parse
from kb.words import fold_label, fold_search, tokens

TEXT_FIELDS = ("author", "title", "venue")
ID_FIELDS = ("arxiv", "doi", "id")
FLAGS: Mapping[str, tuple[str, ...]] = {
    "has": ("code", "doi", "evidence"),
    "method": tuple(Method),
    "read": tuple(Depth),
    "scope": tuple(Scope),
}
FIELDS = (*TEXT_FIELDS, *ID_FIELDS, *FLAGS, "year")
_RANGE = re.compile(r"(?P<low>\d{4})?\.\.(?P<high>\d{4})?|(?P<sign>>=|<=|>|<)(?P<edge>\d{4})|(?P<one>\d{4})")
_YEARS = (0, 9999)


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
    source: Field = field(compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """A property with few values, such as `has:code`."""

    name: str
    value: str
    source: Field = field(compare=False)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier, case aside."""

    name: str
    value: str
    source: Field = field(compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """Words in one field: `words` in a row, or a word beginning with the last of them if `prefix`."""

    name: str
    words: tuple[str, ...]
    prefix: bool
    source: Field = field(compare=False)


Condition = Concept | Facet | Years | Flag | Identifier | Within
Bound = Word | Prefix | Phrase | Condition | Not | And | Or


class Vocabulary:
    """The facets and concepts a query may name, by every folded name they have."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.schemes = tuple(base.schemes)
        self._base = base

    def read(self, text: str) -> Bound:
        """A query, its fields understood; raises `QuerySyntaxError`."""
        return bind(parse(text, {*self.schemes, *FIELDS}), self)

    @cached_property
    def names(self) -> Mapping[SchemeId, Mapping[str, ConceptRef]]:
        """Concepts by folded id, preferred and alternative labels."""
        found: dict[SchemeId, dict[str, ConceptRef]] = {scheme: {} for scheme in self.schemes}
        for ref, concept in self._base.concepts.items():
            for name in (concept.id, concept.pref_label, concept.short, *concept.alt_label):
                found[ref.scheme].setdefault(fold_label(name), ref)
        return found


def bind(node: Node, vocabulary: Vocabulary) -> Bound:
    """Give the fields of a query their meaning; raises `QuerySyntaxError` at the first that has none."""
    match node:
        case Field():
            return _condition(node, vocabulary)
        case Not(item):
            return Not(bind(item, vocabulary))  # type: ignore[arg-type]
        case And(items):
            return And(tuple(bind(i, vocabulary) for i in items))  # type: ignore[misc]
        case Or(items):
            return Or(tuple(bind(i, vocabulary) for i in items))  # type: ignore[misc]
    return node


def _condition(node: Field, vocabulary: Vocabulary) -> Condition:
    scheme = next((s for s in vocabulary.schemes if s == node.name), None)
    if scheme is not None:
        return _in_scheme(node, scheme, vocabulary)
    if node.name == "year":
        return _years(node)
    if node.name in TEXT_FIELDS:
        return _within(node)
    if node.name in ID_FIELDS:
        return Identifier(node.name, node.value.casefold(), node)
    if node.name in FLAGS:
        value = node.value.lower()
        if value not in FLAGS[node.name]:
            fixes = tuple(f"{node.name}:{v}" for v in FLAGS[node.name])
            _fail(node, f"{node.name} is {_one_of(FLAGS[node.name])}", fixes)
        return Flag(node.name, value, node)
    names = near(node.name, [*vocabulary.schemes, *FIELDS])
    words = f'"{node.name} {node.value}"' if tokens(node.value) else f'"{node.name}"'
    _fail(node, f"no field is called {node.name}", (*(f"{n}:{_again(node)}" for n in names), words))


def _in_scheme(node: Field, scheme: SchemeId, vocabulary: Vocabulary) -> Condition:
    value = node.value
    if not node.quoted:
        if value == "*":
            return Facet(scheme, None, node)
        if value.lower() in STATUS_WORDS:
            return Facet(scheme, Status(value.lower()), node)
    exact = value.startswith("=") and not node.quoted
    value = value[1:] if exact else value
    name, at, role = value.partition("@") if not node.quoted else (value, "", "")
    concept = vocabulary.names[scheme].get(fold_label(name))
    if concept is None:
        names = [r.id for r in near_concepts(name, vocabulary.names[scheme])]
        fixes = [f"{scheme}:{'=' if exact else ''}{n}{at}{role}" for n in names]
        words = " ".join(tokens(name))
        _fail(node, f'{scheme} has no concept called "{name}"', (*fixes, *([f'"{words}"'] if words else [])))
    if not at:
        return Concept(concept, exact, None, node)
    if role.lower() not in tuple(Role):
        start = f"{scheme}:{'=' if exact else ''}{name}@"
        _fail(
            node,
            f'no role is called "{role}"; a role is {_one_of(tuple(Role))}',
            tuple(start + r for r in Role),
        )
    return Concept(concept, exact, Role(role.lower()), node)


def _years(node: Field) -> Years:
    found = None if node.quoted else _RANGE.fullmatch(node.value)
    if found is None or node.value == "..":
        _fail(
            node,
            f'"{node.value}" is no year and no range of years',
            ("year:2024", "year:2023..2025", "year:2024.."),
        )
    low, high = _YEARS
    if one := found["one"]:
        low = high = int(one)
    elif edge := found["edge"]:
        year = int(edge)
        match found["sign"]:
            case ">=":
                low = year
            case ">":
                low = year + 1
            case "<=":
                high = year
            case _:
                high = year - 1
    else:
        low, high = int(found["low"] or low), int(found["high"] or high)
        if low > high:
            _fail(node, f"{low} is after {high}", (f"year:{high}..{low}",))
    return Years(low, high, node)


def _within(node: Field) -> Within:
    prefix = node.value.endswith("*") and not node.quoted
    words = tuple(tokens(node.value))
    if not words:
        _fail(node, f'there is no letter or digit in "{node.value}"')
    return Within(node.name, words, prefix, node)


def _again(node: Field) -> str:
    return f'"{node.value}"' if node.quoted else node.value


def _one_of(words: tuple[str, ...]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]])


def _fail(node: Field, message: str, fixes: tuple[str, ...] = ()) -> NoReturn:
    raise QuerySyntaxError(node.column, node.length, message, fixes)


def near(word: str, known: list[str], most: int = 3) -> list[str]:
    """The known words nearest to one, best first: by edits, then alphabetically; none that is far."""
    wanted = fold_search(word)[:80]
    scored = [(distance(wanted, other), other) for other in known]
    return [other for d, other in sorted(scored) if d <= max(2, len(wanted) // 3)][:most]


def near_concepts(name: str, names: Mapping[str, ConceptRef], most: int = 3) -> list[ConceptRef]:
    """The concepts with a name nearest to one, best first."""
    wanted = fold_label(name)[:80]
    best: dict[ConceptRef, int] = {}
    for known, ref in names.items():
        d = distance(wanted, known)
        if d <= max(2, len(wanted) // 3) and d < best.get(ref, 99):
            best[ref] = d
    return sorted(best, key=lambda ref: (best[ref], ref.id))[:most]


def distance(one: str, other: str) -> int:
    """Levenshtein distance: how many letters to add, drop or change."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]
