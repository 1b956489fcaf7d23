"""Which records are near a text: TF-IDF over stems, cosine, sparse and without libraries."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.identifiers import Citekey
from kb.words import stems


@dataclass(frozen=True, slots=True)
class Near:
    """A record and how near it is, from 0 (no word in common) to 1 (the same words)."""

    paper: Citekey
    cosine: float


class Texts:
    """Texts by citekey, to be compared with another one."""

    def __init__(self, texts: Mapping[Citekey, str]) -> None:
        counts = {paper: Counter(stems(text)) for paper, text in texts.items()}
        frequency = Counter(s for count in counts.values() for s in count)
        self._rarity = {s: math.log(1 + len(counts) / n) for s, n in frequency.items()}
        self._postings: dict[str, list[tuple[Citekey, float]]] = defaultdict(list)
        for paper, count in counts.items():
            for s, weight in self._vector(count).items():
                self._postings[s].append((paper, weight))

    def nearest(self, text: str, most: int, without: Iterable[Citekey] = ()) -> list[Near]:
        """The nearest records, best first, among equals by citekey; `without` are passed over."""
        scores: dict[Citekey, float] = defaultdict(float)
        for s, weight in self._vector(Counter(stems(text))).items():
            for paper, other in self._postings.get(s, ()):
                scores[paper] += weight * other
        for paper in without:
            scores.pop(paper, None)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [Near(paper, score) for paper, score in ranked[:most]]

    def _vector(self, count: Counter[str]) -> dict[str, float]:
        """Weights of length one; a word that no record has says nothing."""
        weights = {
            s: (1 + math.log(n)) * self._rarity[s] for s, n in sorted(count.items()) if s in self._rarity
        }
        length = math.sqrt(sum(w * w for w in weights.values()))
        return {s: w / length for s, w in weights.items()} if length else {}
