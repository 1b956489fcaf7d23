"""Postings: for everything a query can ask, the papers it holds for, computed once.

A set of papers is a Python integer with bit `n` set for the paper at position `n` of `ids`: intersection,
union and difference of a thousand papers are single operations. Concepts are expanded: the set of one holds
the papers with anything narrower. Impacts of words are integers fixed here, so that every engine adds up the
same scores.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper, Role, Status
from kb.words import fold_label, stem, tokens

Bits = int

# BM25F: how much a word in a field weighs, how strongly length counts there, and where repetition saturates.
_WEIGHTS = {"title": 4.0, "short": 5.0, "author": 3.0, "label": 2.0, "summary": 1.0}
_LENGTHS = {"title": 0.5, "short": 0.0, "author": 0.5, "label": 0.5, "summary": 0.75}
_SATURATION = 1.2
_SCALE = 100


@dataclass(frozen=True, slots=True)
class Text:
    """The folded words of a paper by field, in order, for phrases and fields."""

    title: tuple[str, ...]
    short: tuple[str, ...]
    summary: tuple[str, ...]
    authors: tuple[tuple[str, ...], ...]
    venue: tuple[str, ...]


def members(bits: Bits) -> Iterator[int]:
    """The positions in a set, ascending."""
    # Over the digits: taking bits off a large number one by one is quadratic, and most sets are sparse.
    digits = f"{bits:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


@dataclass(frozen=True)
class Index:
    """Everything a query needs. Build one with `Index.build`.

    `ids` stand in default order: `issued` descending, then citekey. `at` says the position of a paper.
    """

    ids: tuple[Citekey, ...]
    at: Mapping[Citekey, int]
    below: Mapping[tuple[ConceptRef, Role | None], Bits]
    exactly: Mapping[tuple[ConceptRef, Role | None], Bits]
    status: Mapping[tuple[SchemeId, Status | None], Bits]
    years: Mapping[int, Bits]
    flags: Mapping[tuple[str, str], Bits]
    impacts: Mapping[str, Mapping[int, int]]
    containing: Mapping[str, Bits]
    vocabulary: Sequence[tuple[str, Bits]]
    texts: Sequence[Text]
    names: tuple[frozenset[str], ...]
    identifiers: Mapping[tuple[str, str], Bits]

    @property
    def everything(self) -> Bits:
        """The set of all papers."""
        return (1 << len(self.ids)) - 1

    def members(self, bits: Bits) -> Iterator[int]:
        """The positions in a set, ascending: default order."""
        return members(bits)

    def beginning(self, begin: str) -> Bits:
        """The papers with a word that begins so."""
        found = 0
        for at in range(bisect_left(self.vocabulary, (begin, 0)), len(self.vocabulary)):
            word, bits = self.vocabulary[at]
            if not word.startswith(begin):
                break
            found |= bits
        return found

    @classmethod
    def build(cls, base: KnowledgeBase) -> Index:
        """Index a knowledge base, once. Withdrawn papers are left out: no query finds them by any field."""
        if base in _BUILT:
            return _BUILT[base]
        if base in _OFFERED:
            _BUILT[base] = _OFFERED.pop(base)()
            return _BUILT[base]
        papers = sorted((p for p in base.papers.values() if p.withdrawn is None), key=lambda p: p.id)
        papers.sort(key=lambda p: p.issued, reverse=True)
        _BUILT[base] = _Builder(base, papers).index()
        return _BUILT[base]


_BUILT: WeakKeyDictionary[KnowledgeBase, Index] = WeakKeyDictionary()
_OFFERED: WeakKeyDictionary[KnowledgeBase, Callable[[], Index]] = WeakKeyDictionary()


def offer(base: KnowledgeBase, make: Callable[[], Index]) -> None:
    """Say how to come by the index of a knowledge base without building it."""
    _OFFERED[base] = make


def built(base: KnowledgeBase) -> Index | None:
    """The index of a knowledge base, if it was needed so far."""
    return _BUILT.get(base)


class _Builder:
    def __init__(self, base: KnowledgeBase, papers: list[Paper]) -> None:
        self.base, self.papers = base, papers
        self.below: dict[tuple[ConceptRef, Role | None], Bits] = defaultdict(int)
        self.exactly: dict[tuple[ConceptRef, Role | None], Bits] = defaultdict(int)
        self.status: dict[tuple[SchemeId, Status | None], Bits] = defaultdict(int)
        self.years: dict[int, Bits] = defaultdict(int)
        self.flags: dict[tuple[str, str], Bits] = defaultdict(int)
        self.identifiers: dict[tuple[str, str], Bits] = defaultdict(int)
        self.names = {
            ref: [word for name in (concept.pref_label, *concept.alt_label) for word in tokens(name)]
            for ref, concept in base.concepts.items()
        }
        self.texts: list[Text] = []
        self.fields: list[dict[str, list[str]]] = []

    def index(self) -> Index:
        for position, paper in enumerate(self.papers):
            self.paper(1 << position, paper)
        vocabulary: dict[str, Bits] = defaultdict(int)
        for position, fields in enumerate(self.fields):
            for word in {w for words in fields.values() for w in words}:
                vocabulary[word] |= 1 << position
        containing: dict[str, Bits] = defaultdict(int)
        for word, bits in vocabulary.items():
            containing[stem(word)] |= bits
        return Index(
            ids=tuple(p.id for p in self.papers),
            at={p.id: n for n, p in enumerate(self.papers)},
            below=dict(self.below),
            exactly=dict(self.exactly),
            status=dict(self.status),
            years=dict(self.years),
            flags=dict(self.flags),
            impacts=_impacts(self.fields),
            containing=dict(containing),
            vocabulary=tuple(sorted(vocabulary.items())),
            texts=tuple(self.texts),
            names=tuple(
                frozenset(filter(None, (fold_label(p.title), fold_label(p.short_name or ""))))
                for p in self.papers
            ),
            identifiers=dict(self.identifiers),
        )

    def paper(self, bit: Bits, paper: Paper) -> None:
        labels = self.labels(bit, paper)
        self.years[paper.year] |= bit
        for flag, holds in (
            ("code", paper.links.code is not None),
            ("doi", paper.identifiers.doi is not None),
            ("evidence", _matched(paper)),
        ):
            if holds:
                self.flags["has", flag] |= bit
        self.flags["read", str(paper.read)] |= bit
        self.flags["scope", str(paper.scope)] |= bit
        for entry in paper.curation:
            self.flags["method", str(entry.method)] |= bit
        self.identifiers["id", paper.id] |= bit
        for name, value in (("arxiv", paper.identifiers.arxiv), ("doi", paper.identifiers.doi)):
            if value:
                self.identifiers[name, value.lower()] |= bit
        text = Text(
            tuple(tokens(paper.title)),
            tuple(tokens(paper.short_name or "")),
            tuple(tokens(paper.summary)),
            tuple(tuple(tokens(a.display)) for a in paper.author),
            tuple(tokens(paper.venue)),
        )
        self.texts.append(text)
        self.fields.append(
            {
                "title": list(text.title),
                "short": list(text.short),
                "author": [w for a in text.authors for w in a],
                "label": labels,
                "summary": list(text.summary),
            }
        )

    def labels(self, bit: Bits, paper: Paper) -> list[str]:
        """Post the labels and statuses of a paper; returns the words of the concepts it carries."""
        words: list[str] = []
        for a in self.base.assertions(paper):
            for role in (None, a.role):
                self.exactly[a.concept, role] |= bit
                ref: ConceptRef | None = a.concept
                while ref is not None and not self.below[ref, role] & bit:  # else all above have it too
                    self.below[ref, role] |= bit
                    ref = self.base.broader(ref)
            words += self.names[a.concept]
        for scheme in self.base.schemes:
            self.status[scheme, self.base.status(paper, scheme)] |= bit
        return words


def _matched(paper: Paper) -> bool:
    passages = [e for e in paper.evidence.values() if e.passage is not None]
    return bool(passages) and all(e.matched for e in passages)


def _impacts(papers: list[dict[str, list[str]]]) -> dict[str, dict[int, int]]:
    """For each stem the papers that have it and how much it says there: BM25F, as integers."""
    counts = [{name: Counter(map(stem, words)) for name, words in fields.items()} for fields in papers]
    mean = {name: _mean(len(fields[name]) for fields in papers) for name in _WEIGHTS}
    frequency = Counter(s for fields in counts for s in {s for c in fields.values() for s in c})
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for position, fields in enumerate(counts):
        weights: dict[str, float] = defaultdict(float)
        for name, counter in fields.items():
            length = sum(counter.values())
            norm = 1 - _LENGTHS[name] + _LENGTHS[name] * length / mean[name]
            for s in sorted(counter):
                weights[s] += _WEIGHTS[name] * counter[s] / norm
        for s, weight in weights.items():
            rarity = math.log(1 + (len(papers) - frequency[s] + 0.5) / (frequency[s] + 0.5))
            impact = round(_SCALE * rarity * weight / (_SATURATION + weight))
            found[s][position] = max(1, impact)
    return {s: found[s] for s in sorted(found)}


def _mean(lengths: Iterable[int]) -> float:
    numbers = list(lengths)
    return max(1.0, sum(numbers) / max(1, len(numbers)))
