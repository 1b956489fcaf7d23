"""Postings: for everything a query can ask, the papers it holds for, computed once.

A set of papers is an integer (`kb.bits`) over the positions in `ids`. Concepts are expanded: the set of one
holds the papers with anything narrower. Impacts of words are integers fixed here, so that every engine adds
up the same scores.
"""

from __future__ import annotations

import math
import sys
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeVar
from weakref import WeakKeyDictionary

from kb import bits as sets
from kb.bits import Bits, members
from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.lazy import Recent
from kb.model import Paper, Role, Status
from kb.words import fold_label, stem, tokens

# BM25F: how much a word in a field weighs, how strongly length counts there, and where repetition saturates.
_WEIGHTS = {"title": 4.0, "short": 5.0, "author": 3.0, "label": 2.0, "summary": 1.0}
_LENGTHS = {"title": 0.5, "short": 0.0, "author": 0.5, "label": 0.5, "summary": 0.75}
_SATURATION = 1.2
_SCALE = 100

K = TypeVar("K")
_Noted = defaultdict[K, "array[int]"]


@dataclass(frozen=True, slots=True)
class Text:
    """The folded words of a paper by field, in order, for phrases and fields."""

    title: tuple[str, ...]
    short: tuple[str, ...]
    summary: tuple[str, ...]
    authors: tuple[tuple[str, ...], ...]
    venue: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """Everything a query needs. Build one with `Index.build`.

    `ids` stand in default order: `issued` descending, then citekey. `at` says the position of a paper. Words
    of the `vocabulary` are in order.
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
    vocabulary: Mapping[str, Bits]
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
        for word in self.words_from(begin):
            if not word.startswith(begin):
                break
            found |= self.vocabulary[word]
        return found

    def words_from(self, begin: str) -> Iterator[str]:
        """The words of the vocabulary from this one on, in order."""
        return islice(self._words, bisect_left(self._words, begin), None)

    @cached_property
    def _words(self) -> Sequence[str]:
        return tuple(self.vocabulary)

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
        self.below: _Noted[tuple[ConceptRef, Role | None]] = sets.positions()
        self.exactly: _Noted[tuple[ConceptRef, Role | None]] = sets.positions()
        self.status: _Noted[tuple[SchemeId, Status | None]] = sets.positions()
        self.years: _Noted[int] = sets.positions()
        self.flags: _Noted[tuple[str, str]] = sets.positions()
        self.identifiers: _Noted[tuple[str, str]] = sets.positions()
        self.names = {
            ref: [word for name in (concept.pref_label, *concept.alt_label) for word in tokens(name)]
            for ref, concept in base.concepts.items()
        }
        self.texts: list[Text] = []
        self.labels: list[list[str]] = []

    def index(self) -> Index:
        for position, paper in enumerate(self.papers):
            self.paper(position, paper)
        fields = [_fields(text, labels) for text, labels in zip(self.texts, self.labels, strict=True)]
        vocabulary: _Noted[str] = sets.positions()
        for position, words in enumerate(fields):
            for word in {w for some in words.values() for w in some}:
                vocabulary[word].append(position)
        impacts = _impacts(fields)
        standing = {s: found for s, (found, _) in impacts.items()}
        return Index(
            ids=tuple(p.id for p in self.papers),
            at={p.id: n for n, p in enumerate(self.papers)},
            below=_numbers(self.below),
            exactly=_numbers(self.exactly),
            status=_numbers(self.status),
            years=_numbers(self.years),
            flags=_numbers(self.flags),
            impacts=Recent(impacts, lambda found: dict(zip(*found, strict=True))),
            containing=Recent(standing, sets.of),
            vocabulary=Recent(dict(sorted(vocabulary.items())), sets.of),
            texts=tuple(self.texts),
            names=tuple(
                frozenset(filter(None, (fold_label(p.title), fold_label(p.short_name or ""))))
                for p in self.papers
            ),
            identifiers=Recent(dict(self.identifiers), sets.of),
        )

    def paper(self, position: int, paper: Paper) -> None:
        self.labels.append(self.posted(position, paper))
        self.years[paper.year].append(position)
        for flag, holds in (
            ("code", paper.links.code is not None),
            ("doi", paper.identifiers.doi is not None),
            ("evidence", _matched(paper)),
        ):
            if holds:
                self.flags["has", flag].append(position)
        self.flags["read", str(paper.read)].append(position)
        self.flags["scope", str(paper.scope)].append(position)
        for method in dict.fromkeys(str(entry.method) for entry in paper.curation):
            self.flags["method", method].append(position)
        self.identifiers["id", paper.id].append(position)
        for name, value in (("arxiv", paper.identifiers.arxiv), ("doi", paper.identifiers.doi)):
            if value:
                self.identifiers[name, value.lower()].append(position)
        self.texts.append(
            Text(
                _words(paper.title),
                _words(paper.short_name or ""),
                _words(paper.summary),
                tuple(_words(a.display) for a in paper.author),
                _words(paper.venue),
            )
        )

    def posted(self, position: int, paper: Paper) -> list[str]:
        """Post the labels and statuses of a paper; returns the words of the concepts it carries."""
        words: list[str] = []
        below: dict[tuple[ConceptRef, Role | None], None] = {}
        for a in self.base.assertions(paper):
            for role in (None, a.role):
                self.exactly[a.concept, role].append(position)
                ref: ConceptRef | None = a.concept
                while ref is not None and (ref, role) not in below:  # else all above have it too
                    below[ref, role] = None
                    ref = self.base.broader(ref)
            words += self.names[a.concept]
        for posting in below:
            self.below[posting].append(position)
        for scheme in self.base.schemes:
            self.status[scheme, self.base.status(paper, scheme)].append(position)
        return words


def _numbers(noted: Mapping[K, array[int]]) -> dict[K, Bits]:
    return {name: sets.of(found) for name, found in noted.items()}


def _words(text: str) -> tuple[str, ...]:
    # One string for a word, not one for each place where it stands.
    return tuple(map(sys.intern, tokens(text)))


def _fields(text: Text, labels: list[str]) -> dict[str, Sequence[str]]:
    """The words of a paper by the fields in which they are searched."""
    return {
        "title": text.title,
        "short": text.short,
        "author": [word for author in text.authors for word in author],
        "label": labels,
        "summary": text.summary,
    }


def _matched(paper: Paper) -> bool:
    passages = [e for e in paper.evidence.values() if e.passage is not None]
    return bool(passages) and all(e.matched for e in passages)


def _impacts(papers: list[dict[str, Sequence[str]]]) -> dict[str, tuple[array[int], array[int]]]:
    """For each stem the papers that have it, and how much it says in each: BM25F, as integers."""
    mean = {name: _mean(len(fields[name]) for fields in papers) for name in _WEIGHTS}
    standing: _Noted[str] = sets.positions()
    weights: dict[str, array[float]] = defaultdict(lambda: array("d"))
    for position, fields in enumerate(papers):
        for s, weight in _weights(fields, mean).items():
            standing[s].append(position)
            weights[s].append(weight)
    found: dict[str, tuple[array[int], array[int]]] = {}
    for s in sorted(standing):
        frequency = len(standing[s])
        rarity = math.log(1 + (len(papers) - frequency + 0.5) / (frequency + 0.5))
        impacts = (max(1, round(_SCALE * rarity * w / (_SATURATION + w))) for w in weights[s])
        found[s] = standing[s], array("I", impacts)
    return found


def _weights(fields: Mapping[str, Sequence[str]], mean: Mapping[str, float]) -> dict[str, float]:
    """What the stems of a paper weigh there before it is asked how rare they are."""
    weights: dict[str, float] = defaultdict(float)
    for name, words in fields.items():
        norm = 1 - _LENGTHS[name] + _LENGTHS[name] * len(words) / mean[name]
        for s, times in Counter(map(stem, words)).items():
            weights[s] += _WEIGHTS[name] * times / norm
    return weights


def _mean(lengths: Iterable[int]) -> float:
    numbers = list(lengths)
    return max(1.0, sum(numbers) / max(1, len(numbers)))
