"""In which order papers are answered: exact names first, then the score, then newest, then citekey."""

from __future__ import annotations

from collections.abc import Iterator

from kb.bits import Bits
from kb.index import Index
from kb.query.nodes import And, Node, Or, Passed, Phrase, Word, Years
from kb.words import fold_label, stems


def rank(node: Node, found: Bits, index: Index) -> list[int]:
    """The positions of a set in order.

    The score is the sum of the impacts of the distinct stems of positive words; a phrase, a beginning, a
    field and what is left out add nothing. Positions stand newest first, so a stable sort settles ties.
    """
    wanted = dict.fromkeys(s for word in positive(node) for s in stems(word.text))
    members = list(index.members(found))
    name = _name(node)
    if not wanted and not name:
        return members
    postings = [index.impacts[s] for s in wanted if s in index.impacts]
    score = {n: sum(p.get(n, 0) for p in postings) for n in members}
    return sorted(members, key=lambda n: (name not in index.names[n], -score[n]))


def positive(node: Node) -> Iterator[Word]:
    """The words that count: those under no NOT."""
    match node:
        case Word():
            yield node
        case And(items) | Or(items):
            for item in items:
                yield from positive(item)


def _name(node: Node) -> str:
    """What the words and phrases at the top of a query say when read as a name."""
    items = node.items if isinstance(node, And) else (node,)
    return fold_label(" ".join(filter(None, map(_text, items))))


def _text(node: Node) -> str:
    """The text of a word, however it is read, or of a phrase."""
    match node:
        case Word(text) | Phrase(text) | Passed(Word(text)) | Years(source=Word(text)):
            return text
    return ""
