"""What helps where a query finds nothing: papers with most of its words, and words that were meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kb.identifiers import Citekey
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.query.bind import read
from kb.query.evaluate import evaluate
from kb.query.nodes import And, Node, Or, Passed, Word, written
from kb.query.rank import positive, rank
from kb.words import stem, stems, tokens

# Unknown words that are looked after, offers for each, and letters below which everything is near.
MOST_UNKNOWN, MOST_OFFERS, FEWEST_LETTERS = 3, 3, 4


@dataclass(frozen=True, slots=True)
class Most:
    """Papers that have `have` of the words of a query and meet all else that it asks for.

    Each stands with the words that it lacks; no paper has more of them. `query` asks for any of the words.
    """

    words: tuple[str, ...]
    have: int
    papers: tuple[tuple[Citekey, tuple[str, ...]], ...]
    query: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that no paper has, and what may have been meant: each with the whole query written so."""

    word: str
    offers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """What to say of a query that finds nothing; empty for one that finds something."""

    unknown: tuple[Unknown, ...] = ()
    most: Most | None = None


def hints(text: str, base: KnowledgeBase, index: Index) -> Hints:
    """What helps with a query that finds nothing; raises `QuerySyntaxError`."""
    node = read(text, base)
    if evaluate(node, index):
        return Hints()
    return Hints(tuple(_unknown(text, node, index)), _most(node, index))


def _most(node: Node, index: Index) -> Most | None:
    """Of three words or more, most: more than half. Of two, each alone is no more than a query loosened."""
    items = node.items if isinstance(node, And) else ()
    words = {tuple(stems(item.text)): item for item in reversed(items) if isinstance(item, Word)}
    words = dict(reversed(words.items()))
    if len(words) < 3:
        return None
    others = tuple(item for item in items if not isinstance(item, Word | Passed))
    among = evaluate(And(others), index)
    having = [(word, evaluate(word, index) & among) for word in words.values()]
    counts = Counter(n for _, bits in having for n in index.members(bits))
    have = max(counts.values(), default=0)
    if 2 * have <= len(words):
        return None
    found = sum(1 << n for n, count in counts.items() if count == have)
    return Most(
        tuple(word.text for word in words.values()),
        have,
        tuple(
            (index.ids[n], tuple(word.text for word, bits in having if not bits >> n & 1))
            for n in rank(node, found, index)
        ),
        _any(tuple(words.values()), others),
    )


def _any(words: tuple[Word, ...], others: tuple[Node, ...]) -> str:
    """The query that asks for any of the words and for all else."""
    any_word = Or(words)
    return str(written(And((any_word, *others)) if others else any_word))


def _unknown(text: str, node: Node, index: Index) -> Iterator[Unknown]:
    seen: set[str] = set()
    for word in positive(node):
        parts = tokens(word.text)
        for at, part in enumerate(parts):
            if stem(part) in index.containing or part in seen or len(seen) == MOST_UNKNOWN:
                continue
            seen.add(part)
            meant = [f"{part}*"] if len(parts) == 1 and index.beginning(part) else _near(part, index)
            before, after = text[: word.column - 1], text[word.column - 1 + word.length :]
            yield Unknown(
                part,
                tuple((m, before + "-".join([*parts[:at], m, *parts[at + 1 :]]) + after) for m in meant),
            )


def _near(word: str, index: Index) -> list[str]:
    """The known words one slip away that begin with the same letter, those of most papers first."""
    if len(word) < FEWEST_LETTERS:
        return []
    found = []
    for known in index.words_from(word[0]):
        if known[0] != word[0]:
            break
        if one_slip(word, known):
            found.append((-index.vocabulary[known].bit_count(), known))
    return [known for _, known in sorted(found)[:MOST_OFFERS]]


def one_slip(one: str, other: str) -> bool:
    """Whether a letter too many, too few or wrong, or two neighbors swapped, is all that parts two words.

    >>> [one_slip("memory", w) for w in ("memry", "memmory", "mamory", "memroy", "memory", "remory", "merry")]
    [True, True, True, True, False, True, False]
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    if len(one) != len(other):
        return one[at + 1 :] == other[at:] or one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1]
    return one[at + 1 :] == other[at + 1 :] or (swapped and one[at + 2 :] == other[at + 2 :])
