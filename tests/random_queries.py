"""Records and queries made at random: the same number and seed make the same ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from kb.holdings import Holdings
from kb.identifiers import STATUS_WORDS, Citekey
from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link
from kb.model import Identifiers, Paper, Role
from kb.query.bind import FLAGS

T = TypeVar("T")


def pick(random: Random, among: Sequence[T], low: bool = False) -> T:
    """One of them; with `low` rather one of the first."""
    share = random.random() ** (4 if low else 1)
    return among[int(share * len(among))]


def enlarged(records: Holdings, number: int, seed: int) -> KnowledgeBase:
    """A knowledge base of so many made papers: each has words and facets of several of the real ones."""
    random = Random(seed)
    real = [p for p in records.papers.values() if p.withdrawn is None]
    # Some words stand in nearly every paper, most in few.
    words = sorted({w for p in real for w in f"{p.title} {p.summary}".split() if w.isalnum()})
    random.shuffle(words)
    papers = {}
    for n in range(number):
        frame, dated = pick(random, real), pick(random, real)
        made = Citekey(f"made{dated.year}x{n}")
        papers[made] = frame.model_copy(
            update={
                "id": made,
                "title": _title(random, words, frame),
                "summary": " ".join(pick(random, words, low=True) for _ in range(40)),
                "author": tuple(pick(random, pick(random, real).author) for _ in range(3)),
                "issued": dated.issued,
                "venue": pick(random, real).venue,
                "identifiers": Identifiers(),
                "links": pick(random, real).links,
                "scope": pick(random, real).scope,
                "curation": pick(random, real).curation,
                "classification": {
                    scheme: facet
                    for scheme in records.schemes
                    if (facet := pick(random, real).classification.get(scheme))
                },
            }
        )
    return link(replace(records, papers=papers, release=None))


def _title(random: Random, words: Sequence[str], frame: Paper) -> str:
    if random.random() < 0.1:
        return frame.title
    return " ".join(pick(random, words, low=True) for _ in range(int(1 + 5 * random.random()))).capitalize()


def queries(base: KnowledgeBase, index: Index, number: int, seed: int) -> Iterator[str]:
    """Queries of all forms that the language has, alone and joined; most find some paper."""
    maker = _Queries(base, index, seed)
    return (maker.query() for _ in range(number))


class _Queries:
    def __init__(self, base: KnowledgeBase, index: Index, seed: int) -> None:
        self.random = Random(seed)
        self.papers = [base.papers[citekey] for citekey in index.ids]
        self.schemes, self.concepts = list(base.schemes), list(base.concepts)
        self.common = sorted(index.containing, key=lambda s: -index.containing[s].bit_count())

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, *among: T) -> T:
        return pick(self.random, among)

    def paper(self) -> Paper:
        return pick(self.random, self.papers)

    def query(self) -> str:
        parts = []
        for _ in range(1 + int(3 * self.random.random() ** 2)):
            part = self.atom()
            if self.chance(0.2):
                part = f"({part} OR {self.atom()})"
            parts.append(f"-{part}" if self.chance(0.12) and " " not in part else part)
        return (" OR " if self.chance(0.1) else " ").join(parts)

    def atom(self) -> str:
        word, concept = self.word, self.concept
        others = (self.begins, self.phrase, self.joined, self.facet, self.flag, self.years, self.field)
        return self.one(word, word, word, concept, concept, self.name, *others)()

    def words(self, text: str, most: int) -> list[str]:
        found = [w for w in text.split() if w.isalnum()] or ["word"]
        at = int(self.random.random() * len(found))
        return found[at : at + 1 + int(self.random.random() * most)]

    def word(self) -> str:
        if self.chance(0.3):
            return pick(self.random, self.common, low=True)
        return self.words(self.paper().title, 1)[0].lower()

    def begins(self) -> str:
        return self.word()[:3] + "*"

    def phrase(self) -> str:
        return f'"{" ".join(self.words(self.paper().summary, 3))}"'

    def joined(self) -> str:
        return f"{self.word()}-{self.word()}"

    def name(self) -> str:
        paper = self.paper()
        return " ".join(w for w in (paper.short_name or paper.title).split() if w.isalnum()) or "word"

    def concept(self) -> str:
        ref = pick(self.random, self.concepts)
        role = f"@{pick(self.random, list(Role))}" if self.chance(0.2) else ""
        return f"{ref.scheme}:{self.one('', '', '=')}{ref.id}{role}"

    def facet(self) -> str:
        return f"{pick(self.random, self.schemes)}:{self.one('*', *STATUS_WORDS)}"

    def flag(self) -> str:
        name = pick(self.random, list(FLAGS))
        return f"{name}:{pick(self.random, FLAGS[name])}"

    def years(self) -> str:
        low, high = sorted((self.paper().year, self.paper().year))
        return self.one(
            f"year:{low}", f"year:{low}..{high}", f"year:>{low}", f"year:..{high}", f"{low}-{high}"
        )

    def field(self) -> str:
        paper = self.paper()
        author, title = self.words(pick(self.random, paper.author).display, 2), self.words(paper.title, 2)
        return self.one(
            f'author:"{" ".join(author)}"',
            f"author:{author[0][:3]}*",
            f"title:{title[0]}",
            f'title:"{" ".join(title)}"',
            f"venue:{self.words(paper.venue, 1)[0]}",
            f"id:{paper.id}",
        )
