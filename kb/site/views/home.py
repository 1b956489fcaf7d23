"""What the first page shows."""

from __future__ import annotations

from dataclasses import dataclass

from kb.identifiers import SchemeId
from kb.model import Scope
from kb.query import QuerySyntaxError, run
from kb.site.views.common import Count, Desk, PaperLine, Sign
from kb.site.views.scheme import coverage

SMALLEST = 0.07  # of a band, below which segments are folded into one
NEWEST = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """A concept's part of a band: `left` and `width` in percent of it."""

    sign: Sign | None
    label: str
    papers: int
    left: float
    width: float
    title: str


@dataclass(frozen=True, slots=True)
class Band:
    """A facet: its top concepts by number of papers, and how much of it was read."""

    facet: Sign
    gloss: str
    segments: tuple[Segment, ...]
    read: int


@dataclass(frozen=True, slots=True)
class TryQuery:
    """A query to try, which finds something."""

    text: str
    label: str
    count: Count


@dataclass(frozen=True)
class HomeView:
    """All that the first page shows."""

    papers: int
    concepts: int
    labels: int
    matched: int
    bands: tuple[Band, ...]
    newest: tuple[PaperLine, ...]
    tries: tuple[TryQuery, ...]
    all: Count


def home_view(desk: Desk) -> HomeView:
    """What the first page shows."""
    base = desk.base
    labels = [a for p in desk.core for a in base.assertions(p)]
    passages = [e for p in desk.core for e in p.evidence.values() if e.passage]
    newest = sorted(desk.core, key=lambda p: (p.first_public, p.id), reverse=True)
    return HomeView(
        papers=len(desk.core),
        concepts=len(base.concepts),
        labels=len(labels),
        matched=round(100 * sum(e.matched for e in passages) / max(1, len(passages))),
        bands=tuple(_band(desk, s) for s in base.schemes),
        newest=tuple(desk.line(p) for p in newest[:NEWEST]),
        tries=tuple(_tries(desk)),
        all=Count(len(desk.core), desk.links.explore(f"scope:{Scope.CORE}")),
    )


def _band(desk: Desk, scheme: SchemeId) -> Band:
    header = desk.base.schemes[scheme]
    known = coverage(desk, header)
    counts = sorted(
        ((desk.count(ref).number, ref) for ref in desk.base.roots(scheme)), key=lambda c: (-c[0], c[1].id)
    )
    total = sum(n for n, _ in counts) or 1
    shown = [(n, ref) for n, ref in counts if n / total >= SMALLEST]
    folded = [(n, ref) for n, ref in counts if 0 < n / total < SMALLEST]
    segments, left = [], 0.0
    for n, ref in shown:
        sign = desk.sign(ref)
        width = 100 * n / total
        segments.append(Segment(sign, sign.label, n, left, width, f"{sign.name}: {n} papers"))
        left += width
    if folded:
        names = ", ".join(desk.base.concept(ref).pref_label for _, ref in folded)
        number = sum(n for n, _ in folded)
        segments.append(Segment(None, f"+{len(folded)}", number, left, 100 - left, names))
    return Band(
        desk.scheme_sign(header),
        header.gloss or "",
        tuple(segments),
        round(100 * known.read / max(1, known.total)),
    )


def _tries(desk: Desk) -> list[TryQuery]:
    """The example queries that are well formed and find something."""
    found = []
    for example in desk.base.examples:
        try:
            number = len(run(example.query, desk.base, desk.index))
        except QuerySyntaxError:
            continue  # a rule says so; the page can do without
        if number:
            target = desk.links.explore(example.query)
            found.append(TryQuery(example.query, example.label, Count(number, target)))
    return found
