"""A query in words: how it is read, and how many papers each of its conditions finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.query.bind import read
from kb.query.evaluate import evaluate
from kb.query.nodes import (
    And,
    Concept,
    Facet,
    Flag,
    Identifier,
    Node,
    Not,
    Or,
    Passed,
    Phrase,
    Prefix,
    Within,
    Word,
    Years,
)
from kb.words import tokens

_FLAGS = {
    ("has", "code"): "has code",
    ("has", "doi"): "has a DOI",
    ("has", "evidence"): "every passage was found in its source",
    ("scope", "core"): "is about the subject of the atlas",
    ("scope", "background"): "is background",
}


def explain(text: str, base: KnowledgeBase, index: Index) -> list[str]:
    """Lines that say how a query is read, each with the number of papers it holds for.

    Raises `QuerySyntaxError`.
    """
    return list(_lines(read(text, base), base, index, 0))


def read_as(text: str, base: KnowledgeBase) -> list[str]:
    """The reading of a query in words, one text for each condition that must hold.

    The last says which words were passed over, if any. Raises `QuerySyntaxError`.
    """
    node = read(text, base)
    items = node.items if isinstance(node, And) and node.items else (node,)
    return [_inline(item, base) for item in _conditions(items)] + _passed(items)


def _lines(node: Node, base: KnowledgeBase, index: Index, depth: int) -> Iterator[str]:
    number = evaluate(node, index).bit_count()
    yield f"{number:>6,}  {'  ' * depth}{in_words(node, base)}"
    match node:
        case And(items) | Or(items):
            for item in _conditions(items):
                yield from _lines(item, base, index, depth + 1)
            for line in _passed(items):
                yield f"{'':>6}  {'  ' * (depth + 1)}{line}"
        case Not(item):
            yield from _lines(item, base, index, depth + 1)


def _conditions(items: Sequence[Node]) -> list[Node]:
    return [item for item in items if not isinstance(item, Passed)]


def _passed(items: Sequence[Node]) -> list[str]:
    """One line on the words that are no condition; none when there are none."""
    words = dict.fromkeys(item.word.text for item in items if isinstance(item, Passed))
    return [f"passed over: {', '.join(words)}"] if words else []


def _inline(node: Node, base: KnowledgeBase) -> str:
    match node:
        case And(items) if items:
            return " and ".join(_inline(i, base) for i in _conditions(items))
        case Or(items):
            return f"({' or '.join(_inline(i, base) for i in items)})"
        case Not(item):
            return f"not ({_inline(item, base)})"
    return in_words(node, base)


def in_words(node: Node, base: KnowledgeBase) -> str:
    """One condition in words."""
    match node:
        case And(()):
            return "every paper"
        case And():
            return "all of these:"
        case Or():
            return "at least one of these:"
        case Not():
            return "not this:"
        case Word(text):
            return f"says {' and '.join(tokens(text))}, whatever the ending"
        case Passed(word):
            return f"passed over: {word}"
        case Prefix(text):
            return f"has a word that begins with {tokens(text)[0]}"
        case Phrase(text):
            return f'has "{" ".join(tokens(text))}" in its title, short name or summary'
    return _condition_in_words(node, base)


def _condition_in_words(node: Node, base: KnowledgeBase) -> str:
    match node:
        case Concept(ref, exact, role):
            scheme, concept = base.schemes[ref.scheme].pref_label, base.concept(ref).pref_label
            narrower = "" if exact or not base.narrower(ref) else " or narrower"
            return f"{scheme} is {concept}{narrower}" + (f", which the paper {role}" if role else "")
        case Facet(scheme_id, status):
            label = base.schemes[scheme_id].pref_label
            return f"{label} has a label" if status is None else f"{label} is {status.replace('-', ' ')}"
        case Years(low, high):
            return _years(low, high)
        case Flag("read", value):
            return f"was read as deep as its {value.replace('-', ' ')}"
        case Flag("method", value):
            return f"was labeled by {'its ' if value == 'author' else 'a '}{value}"
        case Flag(name, value):
            return _FLAGS[name, value]
        case Identifier(name, value):
            return f"its {name} is {value}"
        case Within(name, words, prefix):
            return f"its {name} has {' '.join(words)}{'…' if prefix else ''}"
    raise TypeError(f"{type(node).__name__} is not bound")


def _years(low: int, high: int) -> str:
    if low == high:
        return f"issued in {low}"
    if low == 0:
        return f"issued until {high}"
    return f"issued since {low}" if high == 9999 else f"issued from {low} to {high}"
