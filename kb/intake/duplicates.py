"""Whether a paper has a record already: by identifier, by title, or as preprint and published version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kb.bibtex import split_name
from kb.diagnostics import Diagnostic, quote
from kb.identifiers import Citekey
from kb.intake.work import Work, ascii_letters, own_name
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper
from kb.repository import paper_path
from kb.words import fold_label, fold_title, stems

ALIKE = 0.8  # share of the stems of two titles that both have, from which on they may name one paper


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record, or a work that was left out, that a paper collides with.

    `sure` is false where titles and authors are alike only. `cure` says what to do instead.
    """

    of: Citekey
    message: str
    cure: str
    sure: bool = True

    def finding(self, work: Work) -> Diagnostic:
        """What is told at the place of the work in its source."""
        return Diagnostic(work.where, "KB504" if self.sure else "KB123", self.message, self.cure)


@dataclass(frozen=True, slots=True)
class _Entry:
    id: Citekey
    stems: frozenset[str]
    name: str
    preprint: bool


class Known:
    """All papers that have a record, and those written meanwhile: `add` them."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._owners: dict[tuple[str, str], Citekey] = {}
        self._by_author: dict[str, list[_Entry]] = defaultdict(list)
        self._preprints: set[Citekey] = set()
        self._left_out = {fold_title(w.title): w for w in base.out_of_scope}
        for paper in base.papers.values():
            self.add(paper, base.preprint(paper.venue))

    def add(self, paper: Paper, preprint: bool) -> None:
        """Take note of a record; `preprint` says that it stands for no published version."""
        identifiers = paper.identifiers.model_dump(exclude_none=True)
        for fingerprint in _fingerprints(paper.title, identifiers.items()):
            self._owners.setdefault(fingerprint, paper.id)
        if preprint:
            self._preprints.add(paper.id)
        entry = _Entry(paper.id, frozenset(stems(paper.title)), fold_label(own_name(paper.title)), preprint)
        for family in {ascii_letters(split_name(a).family or a.name) for a in paper.author}:
            self._by_author[family].append(entry)

    def find(self, work: Work) -> Duplicate | None:
        """The record of this paper, or of a paper that may be the same; None when it is new."""
        for kind, value in _fingerprints(work.title, work.identifiers.items()):
            if owner := self._owners.get((kind, value)):
                what = "title" if kind == "title" else f"{kind} {quote(value)}"
                named = quote(work.title) if work.title else "this paper"
                message = f"{named} has a record: {paper_path(owner)} has the same {what}"
                return Duplicate(owner, message, self._cure(owner, work, kind))
        if left_out := self._left_out.get(fold_title(work.title)):
            cure = "if that was wrong, remove it from papers/out-of-scope.yaml"
            message = f"{quote(work.title)} was looked at and left out: {left_out.why}"
            return Duplicate(left_out.id, message, cure)
        return self._similar(work)

    def _cure(self, owner: Citekey, work: Work, same: str = "") -> str:
        only_preprint = work.identifiers.keys() <= {"arxiv"}
        if owner in self._preprints and not only_preprint:
            return "that record is of the preprint: give it the venue, year and identifiers of this version"
        if owner not in self._preprints and only_preprint and work.identifiers and same != "arxiv":
            return "that record is of the published version: see that it has the arXiv id"
        return "mend that record instead"

    def _similar(self, work: Work) -> Duplicate | None:
        """A record with an author of this name and much the same title, or the same name before a colon."""
        own, name = frozenset(stems(work.title)), fold_label(own_name(work.title))
        for author in work.authors:
            for other in self._by_author.get(ascii_letters(author.family or author.literal), ()):
                alike = len(own & other.stems) / max(1, len(own | other.stems))
                if alike >= ALIKE or (name and name == other.name):
                    message = f"{quote(work.title)} may be the paper of {paper_path(other.id)}"
                    cure = f"{self._cure(other.id, work)}; if it is another paper, use --similar"
                    return Duplicate(other.id, message, cure, sure=False)
        return None


def _fingerprints(title: str, identifiers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value.casefold()) for name, value in identifiers] + [("title", fold_title(title))]
