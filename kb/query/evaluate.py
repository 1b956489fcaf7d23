"""Which papers a bound query holds for, as a set of positions."""

from __future__ import annotations

from collections.abc import Sequence

from kb.index import Bits, Index, Text
from kb.query.bind import Bound, Concept, Facet, Flag, Identifier, Within, Years
from kb.query.syntax import And, Node, Not, Or, Phrase, Prefix, Word
from kb.words import stem, stems, tokens


def evaluate(node: Bound | Node, index: Index) -> Bits:
    """The set of papers for which the query holds."""
    match node:
        case And(items):
            bits = index.everything
            for item in items:
                bits &= evaluate(item, index)
            return bits
        case Or(items):
            bits = 0
            for item in items:
                bits |= evaluate(item, index)
            return bits
        case Not(item):
            return index.everything & ~evaluate(item, index)
        case Word(text):
            return _all(stems(text), index)
        case Prefix(text):
            begin = tokens(text)[0]
            return _union(bits for word, bits in index.vocabulary if word.startswith(begin))
        case Phrase(text):
            return _phrase(tokens(text), index)
    return _condition(node, index)  # type: ignore[arg-type]


def _condition(node: Concept | Facet | Years | Flag | Identifier | Within, index: Index) -> Bits:
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
        case Within(name, words, prefix):
            return _union(1 << n for n, text in enumerate(index.texts) if _has(text, name, words, prefix))


def _union(sets: object) -> Bits:
    found = 0
    for bits in sets:  # type: ignore[attr-defined]
        found |= bits
    return found


def _all(wanted: Sequence[str], index: Index) -> Bits:
    bits = index.everything
    for s in wanted:
        bits &= index.containing.get(s, 0)
    return bits


def _phrase(wanted: list[str], index: Index) -> Bits:
    candidates = _all([stem(w) for w in wanted], index)
    return _union(
        1 << n
        for n in index.members(candidates)
        if any(
            _follows(wanted, words)
            for words in (index.texts[n].title, index.texts[n].short, index.texts[n].summary)
        )
    )


def _has(text: Text, name: str, words: tuple[str, ...], prefix: bool) -> bool:
    if name == "author":
        return any(_follows(words, author, prefix) for author in text.authors)
    if name == "title":
        return _follows(words, text.title, prefix) or _follows(words, text.short, prefix)
    return _follows(words, text.venue, prefix)


def _follows(wanted: Sequence[str], words: Sequence[str], prefix: bool = False) -> bool:
    """Whether the wanted words stand in a row; with `prefix` the last need only begin a word."""
    count = len(wanted)
    for start in range(len(words) - count + 1):
        row = words[start : start + count]
        if tuple(row[:-1]) == tuple(wanted[:-1]) and (
            row[-1].startswith(wanted[-1]) if prefix else row[-1] == wanted[-1]
        ):
            return True
    return False
