"""A query in words: how it is read, and how many papers each of its conditions finds."""

from __future__ import annotations

from collections.abc import Iterator

from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.query.bind import Bound, Concept, Facet, Flag, Identifier, Vocabulary, Within, Years
from kb.query.evaluate import evaluate
from kb.query.syntax import And, Node, Not, Or, Phrase, Prefix, Word
from kb.words import stems


def explain(text: str, base: KnowledgeBase, index: Index) -> list[str]:
    """Lines that say how a query is read, each with the number of papers it holds for.

    Raises `QuerySyntaxError`.
    """
    bound = Vocabulary(base).read(text)
    return list(_lines(bound, base, index, 0))


def _lines(node: Bound | Node, base: KnowledgeBase, index: Index, depth: int) -> Iterator[str]:
    number = evaluate(node, index).bit_count()
    yield f"{number:>6,}  {'  ' * depth}{in_words(node, base)}"
    match node:
        case And(items) | Or(items):
            for item in items:
                yield from _lines(item, base, index, depth + 1)
        case Not(item):
            yield from _lines(item, base, index, depth + 1)


def in_words(node: Bound | Node, base: KnowledgeBase) -> str:
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
            return f"the word {' and '.join(stems(text))} (as stem) in title, authors, summary or labels"
        case Prefix(text):
            return f"a word that begins with {text}"
        case Phrase(text):
            return f'the words "{text}" in a row'
    return _condition_in_words(node, base)


def _condition_in_words(node: Bound | Node, base: KnowledgeBase) -> str:
    match node:
        case Concept(ref, exact, role):
            scheme, concept = base.schemes[ref.scheme].pref_label, base.concept(ref).pref_label
            narrower = "" if exact or not base.narrower(ref) else ", or narrower"
            return f"{scheme} is {concept}{narrower}" + (f", which the paper {role}" if role else "")
        case Facet(scheme, status):
            label = base.schemes[scheme].pref_label
            return f"{label} carries a label" if status is None else f"{label} is {status.replace('-', ' ')}"
        case Years(low, high):
            return f"issued from {low or 'any year'} to {high if high < 9999 else 'now'}"
        case Flag(name, value):
            return f"{name} {value}"
        case Identifier(name, value):
            return f"its {name} is {value}"
        case Within(name, words, prefix):
            return f"{name} has {' '.join(words)}{'…' if prefix else ''}"
    raise TypeError(f"no reading for {type(node).__name__}")
