"""Passages of a text: around the words that name a concept, a whole sentence, or what somebody points at.

No more of the text is kept than the first and last words of a passage, and a digest over all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.diagnostics import Diagnostic, Location, quote
from kb.evidence import Outcome, locate
from kb.model import Passage
from kb.rules.kb606_evidence_form import MAX_WORDS
from kb.words import fold_evidence, fold_search, stem
from kb.yamltext import printable

OWN = frozenset(("we", "our"))
LONGEST_END = 300  # characters
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[.!?][\"”’)\]]*\s")
_GAP = re.compile(r"\s*(?:\.\.\.|…)\s*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it begins and ends, its stem, and which sentence it stands in."""

    start: int
    end: int
    stem: str
    sentence: int


class Source:
    """A text that passages are taken from."""

    def __init__(self, text: str) -> None:
        self.text = printable(text)
        self._words = tuple(self._read())
        self._folded = f" {fold_evidence(self.text)} "

    def _read(self) -> Iterator[Word]:
        sentence = last = 0
        for m in _WORD.finditer(self.text):
            sentence += bool(_END.search(self.text, last, m.start()))
            last = m.end()
            yield Word(m.start(), last, stem(fold_search(m[0])), sentence)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences in order, without what stands between the last word of one and the next."""
        ends: dict[int, tuple[int, int]] = {}
        for word in self._words:
            ends[word.sentence] = (ends.get(word.sentence, (word.start, 0))[0], word.end)
        return tuple(self.text[start:end] for start, end in ends.values())

    def around(self, names: Iterable[str]) -> Passage | None:
        """At most five words of one sentence that stand once in the text, one of the names among them.

        Names are stems with a space between. Where the authors speak of their own work comes first.
        """
        stems = [w.stem for w in self._words]
        found: dict[int, Passage] = {}
        for wanted in (name.split() for name in names):
            for at in range(len(stems) - len(wanted) + 1):
                last = at + len(wanted) - 1
                sentence = self._words[at].sentence
                alone = sentence not in found and sentence == self._words[last].sentence
                if alone and stems[at : last + 1] == wanted and (passage := self._widened(at, last)):
                    found[sentence] = passage
        own = {w.sentence for w in self._words if self.text[w.start : w.end].lower() in OWN}
        return found[min(found, key=lambda n: (n not in own, n))] if found else None

    def _widened(self, first: int, last: int) -> Passage | None:
        """The passage of the words from `first` to `last` and of some beside them, behind before ahead."""
        sentence, start, end = self._words[first].sentence, first, last
        while end - start + 1 < MAX_WORDS:
            if end + 1 < len(self._words) and self._words[end + 1].sentence == sentence:
                end += 1
            elif start and self._words[start - 1].sentence == sentence:
                start -= 1
            else:
                break
        # A check counts what stands between spaces: a dash as well.
        while len(self._said(start, end).split()) > MAX_WORDS and end > last:
            end -= 1
        said = self._said(start, end)
        return self._once(said, None) if len(said.split()) <= MAX_WORDS else None

    def _said(self, start: int, end: int) -> str:
        return self.text[self._words[start].start : self._words[end].end]

    def pointed(self, said: str, where: Location) -> Passage | Diagnostic:
        """The passage that words of the text point at: all of it, or its ends with "..." between.

        What is not in the text, or stands there twice, is a finding at `where`.
        """
        passage = unseen(said, where)
        if isinstance(passage, Diagnostic):
            return passage
        if not _GAP.search(said) and f" {fold_evidence(said)} " not in self._folded:
            return self._missing(said, where)
        outcome, digest = locate(passage, self.text)
        if outcome is Outcome.NOT_FOUND:
            return self._missing(said, where)
        if outcome is Outcome.AMBIGUOUS:
            what = f"{quote(passage.from_)} stands in the text more than once"
            return Diagnostic(where, "KB611", what, "begin the passage elsewhere")
        return Passage(from_=passage.from_, to=passage.to, digest=digest)

    def _missing(self, said: str, where: Location) -> Diagnostic:
        """The finding on words that are not in the text, with those that are."""
        words = said.split()
        known = [n for n in range(len(words)) if f" {fold_evidence(' '.join(words[:n]))} " in self._folded]
        held = " ".join(words[: known[-1]]) if known else ""
        cure = (
            f"the text goes on otherwise after {quote(held, 60)}" if held else "take it from the text itself"
        )
        return Diagnostic(where, "KB610", f"the passage {quote(said, 60)} is not in the text", cure)

    def context(self, passage: Passage) -> tuple[str, str, str]:
        """The passage as it stands in the text, between the rest of its first and of its last sentence."""
        words = [fold_evidence(self.text[w.start : w.end]) for w in self._words]
        first, last = fold_evidence(passage.from_).split(), fold_evidence(passage.to or "").split()
        at = _place(words, first, 0)
        end = at + len(first)
        if last:
            end = _place(words, last, end) + len(last)
        sentences = range(self._words[at].sentence, self._words[end - 1].sentence + 1)
        whole = [w for w in self._words if w.sentence in sentences]
        start, stop = self._words[at].start, self._words[end - 1].end
        return self.text[whole[0].start : start], self.text[start:stop], self.text[stop : whole[-1].end]

    def sentence(self, number: int) -> Passage | None:
        """A sentence by its number from 1 as a passage; None when there is none that begins as no other."""
        sentences = self.sentences
        words = sentences[number - 1].split() if 0 < number <= len(sentences) else []
        for skip in range(max(1, len(words) - 1)):
            found = self.pointed(" ".join(words[skip:]), Location("text"))
            if isinstance(found, Passage):
                return found
        return None

    def _once(self, first: str, last: str | None) -> Passage | None:
        outcome, digest = locate(Passage(from_=first, to=last), self.text)
        return Passage(from_=first, to=last, digest=digest) if outcome is Outcome.NEW else None


def _place(words: list[str], wanted: list[str], start: int) -> int:
    """Where words stand in others, from a place on; the last place where they do not."""
    places = range(start, len(words) - len(wanted) + 1)
    return next((n for n in places if words[n : n + len(wanted)] == wanted), max(0, len(words) - len(wanted)))


def unseen(said: str, where: Location) -> Passage | Diagnostic:
    """The passage that words mean, without a text to look them up in."""
    first, last = ends(said)
    if not first:
        return Diagnostic(where, "KB606", f"the passage {quote(said, 60)} has no word", "give its words")
    if max(len(first.split()), len(last.split())) > MAX_WORDS:
        cure = f"give at most {MAX_WORDS} on each side of ..."
        return Diagnostic(where, "KB606", f"an end of {quote(said, 60)} has too many words", cure)
    if max(len(first), len(last)) > LONGEST_END:
        return Diagnostic(
            where, "KB606", f"an end of {quote(said, 60)} is too long", "give words of the text"
        )
    return Passage(from_=first, to=last or None)


def ends(said: str) -> tuple[str, str]:
    """The first and the last words of a passage; the last are "" where the first are all of it.

    >>> ends("users own their models one by one and alone")
    ('users own their models one', 'by one and alone')
    >>> ends("users own ... and alone")
    ('users own', 'and alone')
    """
    parts = [_trimmed(part) for part in _GAP.split(said, maxsplit=1)]
    if len(parts) == 2:
        return parts[0], parts[1]
    words = parts[0].split()
    return _trimmed(" ".join(words[:MAX_WORDS])), _trimmed(" ".join(words[MAX_WORDS:][-MAX_WORDS:]))


def _trimmed(text: str) -> str:
    """The text from its first word to its last, on one line."""
    found = list(_WORD.finditer(printable(text)))
    return printable(text)[found[0].start() : found[-1].end()] if found else ""
