"""Which papers a bound query holds for, as a set of positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.bits import Bits
from kb.index import Index, Text
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
from kb.words import stem, tokens


def evaluate(node: Node, index: Index) -> Bits:
    """The set of papers for which the query holds; its fields must be bound."""
    match node:
        case And(items):
            bits = index.everything
            for item in items:
                bits &= evaluate(item, index)
            return bits
        case Or(items):
            return _union(evaluate(item, index) for item in items)
        case Not(item):
            return index.everything & ~evaluate(item, index)
        case Word(text):
            return _all(tokens(text), index)
        case Passed():
            return index.everything
        case Prefix(text):
            return index.beginning(tokens(text)[0])
        case Phrase(text):
            return _phrase(tokens(text), index)
    return _condition(node, index)


def _condition(node: Node, index: Index) -> Bits:
    match node:
        case Concept(ref, exact, role):
            return (index.exactly if exact else index.below).get((ref, role), 0)
        case Facet(scheme, status):
            return index.status.get((scheme, status), 0)
        case Years(low, high):
            return _union(bits for year, bits in index.years.items() if low <= year <= high)
        case Flag(name, value):
            return index.flags.get((name, value), 0)
        case Identifier(name, value):
            return index.identifiers.get((name, value), 0)
        case Within():
            return _within(node, index)
    raise TypeError(f"{type(node).__name__} is not bound")


def _union(sets: Iterable[Bits]) -> Bits:
    found = 0
    for bits in sets:
        found |= bits
    return found


def _all(words: Iterable[str], index: Index) -> Bits:
    """The papers that have the stems of all these words, wherever."""
    bits = index.everything
    for word in words:
        bits &= index.containing.get(stem(word), 0)
    return bits


def _phrase(words: Sequence[str], index: Index) -> Bits:
    return _union(
        1 << n
        for n in index.members(_all(words, index))
        if any(_follow(words, text) for text in _readable(index.texts[n]))
    )


def _readable(text: Text) -> tuple[Sequence[str], ...]:
    return text.title, text.short, text.summary


def _within(node: Within, index: Index) -> Bits:
    # Venues are no part of the words searched; of a beginning only what stands before it is a whole word.
    whole = () if node.name == "venue" else node.words[:-1] if node.prefix else node.words
    return _union(1 << n for n in index.members(_all(whole, index)) if _has(index.texts[n], node))


def _has(text: Text, node: Within) -> bool:
    match node.name:
        case "author":
            return any(_follow(node.words, author, node.prefix) for author in text.authors)
        case "title":
            return any(_follow(node.words, words, node.prefix) for words in (text.title, text.short))
    return _follow(node.words, text.venue, node.prefix)


def _follow(wanted: Sequence[str], words: Sequence[str], prefix: bool = False) -> bool:
    """Whether the wanted words stand in a row; with `prefix` the last need only begin a word."""
    *before, last = wanted
    return any(
        list(words[max(0, at - len(before)) : at]) == before
        for at, word in enumerate(words)
        if word == last or (prefix and word.startswith(last))
    )
