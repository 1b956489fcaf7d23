"""What the fields of a query mean: names are looked up, values checked, and wrong ones explained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NoReturn

from kb.identifiers import STATUS_WORDS, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import Depth, Method, Role, Scope, Status
from kb.query.errors import QuerySyntaxError, clip, near, one_of
from kb.query.free import beside, years_of
from kb.query.nodes import (
    ANY_YEARS,
    And,
    Concept,
    Condition,
    Facet,
    Field,
    Flag,
    Identifier,
    Node,
    Not,
    Or,
    Within,
    Word,
    Years,
)
from kb.query.syntax import parse
from kb.query.vocabulary import Vocabulary
from kb.words import tokens

TEXT_FIELDS = ("author", "title", "venue")
ID_FIELDS = ("arxiv", "doi", "id")
FLAGS: Mapping[str, tuple[str, ...]] = {
    "has": ("code", "doi", "evidence"),
    "method": tuple(Method),
    "read": tuple(Depth),
    "scope": tuple(Scope),
}
FIELDS = (*TEXT_FIELDS, *ID_FIELDS, *FLAGS, "year")

_RANGE = re.compile(
    r"(?P<low>[0-9]{4})?\.\.(?P<high>[0-9]{4})?|(?P<sign>>=|<=|>|<)(?P<edge>[0-9]{4})|(?P<one>[0-9]{4})"
)
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_ARXIV = re.compile(
    r"(?:(?:https?:)?/*(?:www\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:)?(.+?)(?:v[0-9]+)?(?:\.pdf)?"
)
_DOI = re.compile(r"(?:(?:https?:)?/*(?:dx\.)?doi\.org/|doi:)?(.+)")


def read(text: str, base: KnowledgeBase) -> Node:
    """A query with its fields understood; raises `QuerySyntaxError`."""
    vocabulary = Vocabulary.of(base)
    return bind(parse(text, {*vocabulary.schemes, *FIELDS}), vocabulary)


def bind(node: Node, vocabulary: Vocabulary) -> Node:
    """Give the fields of a query their meaning; raises `QuerySyntaxError` at the first that has none.

    A word that is a year is read as one, and a word such as "the" beside conditions is passed over.
    """
    match node:
        case Word():
            return years_of(node) or node
        case Field():
            return _condition(node, vocabulary)
        case Not(item):
            return Not(bind(item, vocabulary))
        case And(items):
            return And(beside([bind(i, vocabulary) for i in items]))
        case Or(items):
            return Or(tuple(bind(i, vocabulary) for i in items))
    return node


def _condition(node: Field, vocabulary: Vocabulary) -> Condition:
    if scheme := vocabulary.scheme(node.name):
        return _in_scheme(node, scheme, vocabulary)
    if node.name not in FIELDS:
        _unknown_field(node, vocabulary)
    if node.before or node.after:
        _fail(node, f"= and @ belong to a concept, not to {node.name}", f'{node.name}:"{node.value}"')
    if node.name == "year":
        return _years(node)
    if node.name in TEXT_FIELDS:
        return _within(node)
    if node.name in ID_FIELDS:
        return Identifier(node.name, _identifier(node.name, node.value), node)
    value = node.value.lower()
    if value not in FLAGS[node.name]:
        _fail(
            node,
            f"{node.name} is {one_of(FLAGS[node.name])}",
            *(f"{node.name}:{v}" for v in FLAGS[node.name]),
        )
    return Flag(node.name, value, node)


def _unknown_field(node: Field, vocabulary: Vocabulary) -> NoReturn:
    """Guess: an address, a mistyped field, the facet that has such a concept, or else words with a colon."""
    if node.name in ("http", "https"):
        _fail(node, "an address is no condition", *_address(f"{node.name}:{node.value}"))
    names = near(node.name, [*vocabulary.schemes, *FIELDS])
    names = [name for name in names if _reads(replace(node, name=name), vocabulary)] or names
    fixes = [f"{name}:{node.typed}" for name in names]
    fixes += [str(ref) for ref in vocabulary.elsewhere(node.value)]
    words = " ".join(tokens(f"{node.name} {node.value}"))
    _fail(node, f"no field is called {clip(node.name)}", *list(dict.fromkeys(fixes))[:3], f'"{words}"')


def _reads(node: Field, vocabulary: Vocabulary) -> bool:
    try:
        _condition(node, vocabulary)
    except QuerySyntaxError:
        return False
    return True


def _address(text: str) -> list[str]:
    """What an address of arXiv or of a DOI asks for."""
    found = [
        f"{name}:{value}" for name in ("arxiv", "doi") if (value := _identifier(name, text)) != text.lower()
    ]
    return [fix for fix in found if "://" not in fix]


def _identifier(name: str, value: str) -> str:
    """An identifier in lower case, without the address of a resolver and without version."""
    pattern = {"arxiv": _ARXIV, "doi": _DOI}.get(name)
    found = pattern.fullmatch(value.lower()) if pattern else None
    return found[1] if found else value.lower()


def _in_scheme(node: Field, scheme: SchemeId, vocabulary: Vocabulary) -> Condition:
    before, name, after = _parts(node)
    plain = not node.quoted
    if plain and (name == "*" or name.lower() in STATUS_WORDS):
        if before or after:
            _fail(node, f"neither = nor @ goes with {name}", f"{scheme}:{name}")
        return Facet(scheme, None if name == "*" else Status(name.lower()), node)
    concept = vocabulary.find(scheme, name)
    if concept is None:
        _unknown_concept(node, scheme, vocabulary)
    if not after:
        return Concept(concept, bool(before), None, node)
    role = after[1:].lower()
    if role not in tuple(Role):
        start = str(node)[: -len(after)]
        _fail(
            node,
            f'no role is called "{clip(after[1:])}"; a role is {one_of(tuple(Role))}',
            *(f"{start}@{r}" for r in near(role, tuple(Role)) or Role),
        )
    return Concept(concept, bool(before), Role(role), node)


def _parts(node: Field) -> tuple[str, str, str]:
    """The `=`, the name and the `@role` of a concept."""
    if node.quoted:
        return node.before, node.value, node.after
    value = node.value.removeprefix("=")
    name, at, role = value.partition("@")
    return node.value[: len(node.value) - len(value)], name, at + role


def _unknown_concept(node: Field, scheme: SchemeId, vocabulary: Vocabulary) -> NoReturn:
    before, name, after = _parts(node)
    words = " ".join(tokens(name))
    if not words:
        _fail(node, f"a concept stands after {scheme}:", f"{scheme}:*")

    def fix(ref: ConceptRef) -> str:
        return f"{ref.scheme}:{before}{ref.id}{after}"

    fixes = [fix(ref) for ref in vocabulary.elsewhere(name)]
    several = [vocabulary.find(scheme, part) for part in name.split(",") if tokens(part)]
    if len(several) > 1 and all(several):
        fixes.append(f"({' OR '.join(fix(ref) for ref in several if ref)})")
    fixes += [fix(ref) for ref in vocabulary.near(scheme, name)]
    _fail(node, f'{scheme} has no concept called "{clip(name)}"', *fixes[:3], f'"{words}"')


def _years(node: Field) -> Years:
    value = node.value
    found = _RANGE.fullmatch(value)
    if found is None or value == "..":
        named = sorted(_YEAR.findall(value))
        fixes = ["year:2024", "year:2023..2025", "year:2024.."]
        if named:
            fixes = [f"year:{named[0]}" if named[0] == named[-1] else f"year:{named[0]}..{named[-1]}"]
        _fail(node, f'"{clip(value)}" is no year and no range of years', *fixes)
    low, high = ANY_YEARS
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
            _fail(node, f"{low} is after {high}", f"year:{high}..{low}")
    return Years(low, high, node)


def _within(node: Field) -> Within:
    words = tuple(tokens(node.value))
    if not words:
        _fail(node, f'there is no letter or digit in "{clip(node.value)}"')
    return Within(node.name, words, node.value.endswith("*") and not node.quoted, node)


def _fail(node: Field, message: str, *fixes: str) -> NoReturn:
    raise QuerySyntaxError(node.column, node.length, message, fixes)
