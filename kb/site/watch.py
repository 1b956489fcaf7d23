"""A desk that notes what a page looks at, so that the page need not be made again while that is the same.

Only what is named here is noted one by one. A page that looks at anything else of the papers, such as all of
them, is taken to have looked at everything: what somebody adds to desk or base is safe before it is quick.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.index import Index
from kb.insight import Contrast, Gap, Neighbor, Neighborhood
from kb.knowledge_base import Assertion, KnowledgeBase
from kb.model import Paper
from kb.site.views.common import Count, Desk
from kb.site.views.standing import Standing

EVERYTHING = "everything"
# Of a base, what says nothing of its papers, or only of the paper it is asked about.
_NOT_OF_PAPERS = frozenset(
    (
        *("schemes", "concepts", "concept", "roots", "narrower", "broader", "ancestors", "descendants"),
        *(
            "tree",
            "terms",
            "venues",
            "preprint",
            "crosswalks",
            "meetings",
            "second_readings",
            "release",
            "releases",
        ),
        *("assertions", "status", "out_of_scope", "examples", "pictures"),
    )
)


class Notes:
    """What was looked at, each by a name such as `paper:ada2024first` or `holders:method:asking`."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._within: set[Citekey] = set()

    def add(self, kind: str, *of: object) -> None:
        """Note one thing."""
        self._seen.add(":".join((kind, *map(str, of))))

    def within(self, papers: Iterator[Citekey]) -> None:
        """Papers that something noted stands for, whole: they need not be noted themselves."""
        self._within.update(papers)

    def names(self) -> list[str]:
        """All that was noted, sorted."""
        if EVERYTHING in self._seen:
            return [EVERYTHING]
        return sorted(self._seen - {f"paper:{citekey}" for citekey in self._within})


def watched(desk: Desk, notes: Notes) -> Desk:
    """A desk that gives the same answers and notes what it is asked."""
    base = cast(KnowledgeBase, _Base(desk.base, notes))
    return _Desk(
        base,
        cast(Index, _Rest(desk.index, notes)),
        desk.links.over(base),
        desk.settings,
        real=desk,
        notes=notes,
    )


class _Rest:
    """Anything of which nothing is known: who asks for a part of it looks at everything."""

    def __init__(self, real: object, notes: Notes) -> None:
        self._real, self._notes = real, notes

    def __getattr__(self, name: str) -> Any:
        self._notes.add(EVERYTHING)
        return getattr(self._real, name)


class _Papers(Mapping[Citekey, Paper]):
    def __init__(self, real: Mapping[Citekey, Paper], notes: Notes) -> None:
        self._real, self._notes = real, notes

    def __getitem__(self, citekey: Citekey) -> Paper:
        self._notes.add("paper", citekey)
        return self._real[citekey]

    def __iter__(self) -> Iterator[Citekey]:
        self._notes.add(EVERYTHING)
        return iter(self._real)

    def __len__(self) -> int:
        self._notes.add(EVERYTHING)
        return len(self._real)


class _Base(_Rest):
    def __init__(self, real: KnowledgeBase, notes: Notes) -> None:
        super().__init__(real, notes)
        self._base = real
        self.papers = _Papers(real.papers, notes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._base, name) if name in _NOT_OF_PAPERS else super().__getattr__(name)

    def assertions_below(self, ref: ConceptRef) -> tuple[Assertion, ...]:
        found = self._base.assertions_below(ref)
        self._notes.add("below", ref)
        self._notes.within(a.paper for a in found)
        return found


class _Neighborhood(_Rest):
    def __init__(self, real: Neighborhood, notes: Notes) -> None:
        super().__init__(real, notes)
        self._neighborhood = real

    def related(self, paper: Paper) -> tuple[Neighbor, ...]:
        self._notes.add("related", paper.id)
        return self._neighborhood.related(paper)

    def contrast(self, paper: Paper) -> Contrast | None:
        self._notes.add("contrast", paper.id)
        return self._neighborhood.contrast(paper)


@dataclass(frozen=True, kw_only=True)
class _Desk(Desk):
    real: Desk
    notes: Notes

    @cached_property
    def neighborhood(self) -> Neighborhood:
        return cast(Neighborhood, _Neighborhood(self.real.neighborhood, self.notes))

    @cached_property
    def standing(self) -> Standing:
        self.notes.add("standing")
        return self.real.standing

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        self.notes.add("gaps")
        return self.real.gaps

    @cached_property
    def survey(self) -> Paper | None:
        self.notes.add("survey")
        return self.real.survey

    @cached_property
    def read_by_year(self) -> Mapping[SchemeId, Counter[int]]:
        self.notes.add("years")
        return self.real.read_by_year

    def holders(self, ref: ConceptRef) -> tuple[Paper, ...]:
        found = self.real.holders(ref)
        self.notes.add("holders", ref)
        self.notes.within(p.id for p in found)
        return found

    def gaps_below(self, ref: ConceptRef) -> tuple[Gap, ...]:
        self.notes.add("gaps below", ref)
        return self.real.gaps_below(ref)

    def count(self, ref: ConceptRef) -> Count:
        self.notes.add("count", ref)
        return self.real.count(ref)


def said(desk: Desk, name: str) -> str | tuple[Paper, ...]:
    """What a desk says now of something noted, as a text, or the papers themselves.

    Raises `KeyError` or `ValueError` for what it does not know (any more).
    """
    kind, _, of = name.partition(":")
    if kind in ("standing", "gaps"):
        return repr(getattr(desk, kind))
    if kind == "survey":
        return () if desk.survey is None else (desk.survey,)
    if kind == "years":
        return repr({scheme: sorted(years.items()) for scheme, years in desk.read_by_year.items()})
    if kind == "paper":
        # That there is none is an answer as well.
        return tuple(paper for paper in (desk.base.papers.get(cast(Citekey, of)),) if paper)
    if kind in ("related", "contrast"):
        paper = desk.base.papers[cast(Citekey, of)]
        return repr(getattr(desk.neighborhood, kind)(paper))
    ref = ConceptRef.parse(of)
    if kind == "holders":
        return desk.holders(ref)
    if kind == "below":
        ids = dict.fromkeys(a.paper for a in desk.base.assertions_below(ref))
        return tuple(desk.base.papers[citekey] for citekey in ids)
    if kind == "count":
        return repr(desk.count(ref))
    if kind == "gaps below":
        return repr(desk.gaps_below(ref))
    raise ValueError(f"nothing is called {name}")
