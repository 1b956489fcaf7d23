"""How complete and how well founded the data are, and which records most deserve work.

Core papers that are not withdrawn are looked at. "Now" is the day of the release, so that the same data give
the same answer on any day.

The work list adds points for what is missing in a record (`POINTS`): a contested label 5; a facet that nobody
read 3; a passage that was not found in its source 2; a label without a passage 2; a preprint still without a
venue after `OLD` months 2; no label that the text says outright 2; more than half of the labels inferred 1; a
facet on which the abstract is silent although only a full text can answer 1. Most points come first; among
equals the paper made public last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.index import Index
from kb.knowledge_base import Assertion, KnowledgeBase
from kb.model import Depth, Method, Paper, Scope, Status, Strength
from kb.needs import OLD, POINTS, Need

FEW = 3  # papers a concept should have at least
HALF = 2  # a top concept that more than one in so many papers hold tells little apart
ENOUGH = 10  # labeled papers of a facet from which on a share of them says something
WELL_KNOWN = 10  # papers from which on a dataset deserves facts


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of a facet, in papers.

    `silent` papers say nothing of it in the abstract, where only a full text could answer; `not_reported` is
    silence that counts as an answer.
    """

    scheme: SchemeId
    labeled: int
    not_applicable: int
    not_reported: int
    silent: int
    not_read: int

    @property
    def answered(self) -> int:
        """Papers whose facet is answered."""
        return self.labeled + self.not_applicable + self.not_reported


@dataclass(frozen=True, slots=True)
class Foundation:
    """On what labels rest: how many have a passage, and how many of all passages were found by machine."""

    labels: int
    with_passage: int
    explicit: int
    passages: int
    matched: int

    @property
    def inferred(self) -> int:
        """Labels that follow from the text without being said."""
        return self.labels - self.explicit


@dataclass(frozen=True, slots=True)
class Reason:
    """What is missing, how often, and for which facets."""

    need: Need
    number: int
    schemes: tuple[SchemeId, ...] = ()

    @property
    def points(self) -> int:
        """What it counts."""
        return POINTS[self.need] * self.number


@dataclass(frozen=True, slots=True)
class Task:
    """A record that deserves work, and why; the weightiest reason first."""

    paper: Citekey
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Wide:
    """A top concept that tells little apart, since most papers labeled in its facet hold it.

    `papers` hold it, of `labeled` in the facet; `of_all` says that they are most of all papers, too.
    """

    concept: ConceptRef
    papers: int
    labeled: int
    of_all: bool


@dataclass(frozen=True)
class Health:
    """Everything the health page tells. Papers are named where no query could find them."""

    papers: int
    now: str
    coverage: tuple[Coverage, ...]
    foundation: Foundation
    methods: Mapping[Method, int]
    depths: Mapping[Depth, int]
    curated: tuple[str, str]
    preprints: tuple[Citekey, ...]
    few: tuple[tuple[ConceptRef, int], ...]
    wide: tuple[Wide, ...]
    no_example: tuple[ConceptRef, ...]
    no_facts: tuple[tuple[ConceptRef, int], ...]
    tasks: tuple[Task, ...]


def health(base: KnowledgeBase, index: Index) -> Health:
    """Measure the data."""
    papers = [p for p in (base.papers[i] for i in index.ids) if p.scope is Scope.CORE]
    dates = sorted(c.date for p in papers for c in p.curation)
    now = base.release.date if base.release else (dates or [""])[-1]
    core = index.flags.get(("scope", str(Scope.CORE)), 0)
    held = {ref: (index.below.get((ref, None), 0) & core).bit_count() for ref in base.concepts}
    used = [ref for ref, concept in base.concepts.items() if concept.deprecated is None]
    coverage = tuple(_coverage(base, papers, scheme) for scheme in base.schemes)
    tops = {c: [ref for ref in base.roots(c.scheme) if ref in used] for c in coverage}
    return Health(
        papers=len(papers),
        now=now,
        coverage=coverage,
        foundation=_foundation(base, papers),
        methods=Counter(m for p in papers for m in {c.method for c in p.curation}),
        depths=Counter(p.read for p in papers),
        curated=(dates[0], dates[-1]) if dates else ("", ""),
        preprints=tuple(p.id for p in papers if _old_preprint(base, p, now)),
        few=_ranked((ref, held[ref]) for ref in used if held[ref] < FEW),
        wide=tuple(_wide(tops, held, len(papers))),
        no_example=tuple(ref for ref in used if base.concept(ref).example is None),
        no_facts=_ranked(
            (ref, held[ref])
            for ref in used
            if base.schemes[ref.scheme].facts == "dataset"
            and base.concept(ref).facts is None
            and not base.narrower(ref)  # what stands above others is a kind of datasets
            and held[ref] >= WELL_KNOWN
        )[::-1],
        tasks=_tasks(base, papers, now),
    )


def _ranked(found: Iterable[tuple[ConceptRef, int]]) -> tuple[tuple[ConceptRef, int], ...]:
    """Concepts by papers, the fewest first; among equals in the order of the taxonomy."""
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _wide(
    tops: Mapping[Coverage, Sequence[ConceptRef]], held: Mapping[ConceptRef, int], papers: int
) -> list[Wide]:
    """Top concepts that most papers hold, of all or of those labeled in the facet; the widest first."""
    found = [
        Wide(ref, held[ref], facet.labeled, HALF * held[ref] > papers)
        for facet, refs in tops.items()
        for ref in refs
        if HALF * held[ref] > (facet.labeled if facet.labeled >= ENOUGH else papers)
    ]
    return sorted(found, key=lambda wide: -wide.papers)


def _coverage(base: KnowledgeBase, papers: Sequence[Paper], scheme: SchemeId) -> Coverage:
    found = Counter(base.status(p, scheme) for p in papers)
    silent = sum(_silent(base, p, scheme) for p in papers)
    return Coverage(
        scheme,
        found[None],
        found[Status.NOT_APPLICABLE],
        found[Status.NOT_REPORTED] - silent,
        silent,
        found[Status.NOT_READ],
    )


def _silent(base: KnowledgeBase, paper: Paper, scheme: SchemeId) -> bool:
    """Whether silence stands on a reading too shallow to count."""
    return (
        base.status(paper, scheme) is Status.NOT_REPORTED
        and base.schemes[scheme].silence is Depth.FULL_TEXT
        and paper.read is not Depth.FULL_TEXT
    )


def _foundation(base: KnowledgeBase, papers: Sequence[Paper]) -> Foundation:
    labels = [(a, p) for p in papers for a in base.assertions(p)]
    passages = [e for p in papers for e in p.evidence.values() if e.passage]
    return Foundation(
        len(labels),
        sum(_has_passage(a, p) for a, p in labels),
        sum(a.strength is Strength.EXPLICIT for a, _ in labels),
        len(passages),
        sum(e.matched for e in passages),
    )


def _has_passage(label: Assertion, paper: Paper) -> bool:
    return any(paper.evidence[e].passage for e in label.evidence)


def _old_preprint(base: KnowledgeBase, paper: Paper, now: str) -> bool:
    """Whether a paper was made public over `OLD` months ago and still has no venue but a preprint server."""
    if paper.identifiers.arxiv is None or not base.preprint(paper.venue) or not now:
        return False
    first = paper.first_public
    # Of a bare year the last month: never called older than it is.
    return (int(now[:4]) - first.year) * 12 + int(now[5:7]) - (first.month or 12) > OLD


def _tasks(base: KnowledgeBase, papers: Sequence[Paper], now: str) -> tuple[Task, ...]:
    found = []
    for paper in sorted(papers, key=lambda p: (_month(p), p.id), reverse=True):
        reasons = sorted(_reasons(base, paper, now), key=lambda r: -r.points)
        if reasons:
            found.append(Task(paper.id, sum(r.points for r in reasons), tuple(reasons)))
    return tuple(sorted(found, key=lambda task: -task.points))


def _month(paper: Paper) -> tuple[int, int]:
    return paper.first_public.year, paper.first_public.month or 12


def _reasons(base: KnowledgeBase, paper: Paper, now: str) -> Iterator[Reason]:
    labels = base.assertions(paper)
    unread = tuple(s for s in base.schemes if base.status(paper, s) is Status.NOT_READ)
    silent = tuple(s for s in base.schemes if _silent(base, paper, s))
    inferred = sum(a.strength is Strength.INFERRED for a in labels)
    passages = [e for e in paper.evidence.values() if e.passage]
    for reason in (
        Reason(Need.CONTESTED, len(paper.contested)),
        Reason(Need.UNREAD, len(unread), unread),
        Reason(Need.UNMATCHED, sum(not e.matched for e in passages)),
        Reason(Need.UNFOUNDED, sum(not _has_passage(a, paper) for a in labels)),
        Reason(Need.PREPRINT, int(_old_preprint(base, paper, now))),
        Reason(Need.INFERRED, int(0 < inferred == len(labels))),
        Reason(Need.MOSTLY_INFERRED, int(len(labels) < 2 * inferred < 2 * len(labels))),
        Reason(Need.SILENT, len(silent), silent),
    ):
        if reason.number:
            yield reason
