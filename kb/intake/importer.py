"""Works to records: duplicates first, then the skeleton, which is written only if it reads back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.diagnostics import Diagnostic
from kb.identifiers import Citekey
from kb.intake.duplicates import Known
from kb.intake.skeleton import read_back, skeleton
from kb.intake.suggest import Suggester
from kb.intake.venues import Venues
from kb.intake.work import Work, citekey
from kb.knowledge_base import KnowledgeBase
from kb.repository import paper_path


@dataclass(frozen=True, slots=True)
class Drafted:
    """A new record: its id, where it belongs below the data folder, its text, and what is odd about it."""

    id: Citekey
    path: str
    text: str
    note: str = ""


class Importer:
    """Makes records of works one after the other; each counts as known for those that follow."""

    def __init__(self, base: KnowledgeBase, taken: Iterable[str], day: str, similar: bool = False) -> None:
        """`taken` are ids of files that cannot be read; `similar` lets works pass that are merely alike."""
        self._base, self._day, self._similar = base, day, similar
        self._taken = {*base.papers, *(w.id for w in base.out_of_scope), *taken}
        self._known, self._venues, self._suggester = Known(base), Venues(base), Suggester(base)

    def drafts(self, works: Iterable[Work | Diagnostic]) -> Iterator[Drafted | Diagnostic]:
        """A record or a finding for each work, in order."""
        for work in works:
            yield self.draft(work) if isinstance(work, Work) else work

    def standing(self, work: Work) -> Diagnostic | None:
        """The finding on a work that surely has a record; what is known of it may be an identifier alone."""
        duplicate = self._known.find(work)
        return duplicate.finding(work) if duplicate and duplicate.sure else None

    def draft(self, work: Work, wanted: Citekey | None = None) -> Drafted | Diagnostic:
        """The record of a work, under the id `wanted` or the one that the rule gives."""
        duplicate = self._known.find(work)
        if duplicate and (duplicate.sure or not self._similar):
            return duplicate.finding(work)
        rule = citekey(work)
        key = wanted or citekey(work, self._taken)
        if key is None or rule is None:
            what = "no id can be made: name and title need a word in Latin letters"
            return Diagnostic(work.where, "KB121", what, "give an id with --id")
        if key in self._taken:
            return Diagnostic(
                work.where,
                "KB504",
                f"{paper_path(key)} stands already",
                "mend that record or choose another id",
            )
        venue = self._venues.short_name(work)
        suggestions = self._suggester.suggest(f"{work.title} {work.abstract}")
        like = "" if venue else self._venues.like(work)
        text = skeleton(self._base, key, work, venue, suggestions, self._day, like)
        paper = read_back(key, text)
        if isinstance(paper, list):
            first = paper[0]
            return dataclasses.replace(first, location=work.where)
        self._known.add(paper, self._base.preprint(paper.venue))
        self._taken.add(key)
        note = "" if wanted or key == rule else f"{rule} is another paper"
        return Drafted(key, paper_path(key), text, note)


def write(root: Path, draft: Drafted) -> None:
    """Write a record where none stands; raises `OSError`, and `FileExistsError` rather than overwrite."""
    file = root / draft.path
    file.parent.mkdir(exist_ok=True)
    if file.parent.is_symlink():
        raise FileExistsError(17, "this is a link", str(file.parent))
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(draft.text)
