"""Invented text that reads like the atlas: the same words in the same frequencies, and rare ones that grow.

A chain of word pairs gives sentences. Words that occur once in the atlas stand for all rare words: in their
place comes one of a stock of invented words whose size grows with the number of records as vocabularies do
(Heaps' law), so that a search index of a larger atlas has more words, not only longer lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
HEAPS = 0.55  # vocabulary grows with this power of the number of words
_SYLLABLES = "an ber co dal e fin gra hol in ka lor mi na o per qui ra sen ta u vo wes xi ya zu"
_SOUNDS = tuple(_SYLLABLES.split(" "))


def pick(random: Random, things: Sequence[T]) -> T:
    """One of the things, each as likely as the next; the same for all versions of Python."""
    return things[int(random.random() * len(things))]


def invented(number: int) -> str:
    """The invented word of that number; different numbers give different words."""
    number += len(_SOUNDS)
    sounds = []
    while number:
        number, at = divmod(number, len(_SOUNDS))
        sounds.append(_SOUNDS[at])
    return "".join(sounds)


class Prose:
    """Makes texts like those it was given; `growth` is how many times as many are wanted."""

    def __init__(self, texts: Iterable[str], growth: float, random: Random) -> None:
        self._random = random
        self._after: dict[str, list[str]] = {}
        self._first: list[str] = []
        seen: Counter[str] = Counter()
        for text in texts:
            words = text.split()
            seen.update(words)
            before = "."
            for word in words:
                (self._first if before.endswith(".") else self._after.setdefault(before, [])).append(word)
                before = word
        self._rare = frozenset(w for w, n in seen.items() if n == 1 and w.isalpha() and w.islower())
        self._stock = max(1, round(len(self._rare) * max(1.0, growth) ** HEAPS))

    def text(self, length: int) -> str:
        """A text of that many words."""
        words: list[str] = []
        last = ""
        for _ in range(length):
            follow = self._first if last.endswith(".") else self._after.get(last, self._first)
            last = pick(self._random, follow)
            words.append(self._rare_word() if last in self._rare else last)
        return " ".join(words)

    def sentences(self, length: int) -> str:
        """A text of that many words that begins and ends as one should."""
        text = self.text(length).rstrip(".,;:-")
        return f"{text[:1].upper()}{text[1:]}."

    def _rare_word(self) -> str:
        return invented(int(self._random.random() * self._stock))
