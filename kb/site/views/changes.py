"""What the page of changes shows: release by release, and what is not yet released."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.change import Change, Difference, Kept, Move, Name, Snapshot, diff, releases, snapshot, summary
from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.model import Scope
from kb.site.feeds import CHANGES
from kb.site.views.common import Desk, PaperLine, Sign

MOST_MOVES = 20
# Changed papers beyond which their list is folded: it is pages long after a second reading of many.
MOST_OPEN = 30
CORE = f"scope:{Scope.CORE}"


@dataclass(frozen=True, slots=True)
class Tally:
    """A facet or year of the first release: papers, and where they are listed if they still are these."""

    name: str
    target: str
    papers: int
    query: str
    share: float
    concepts: int = 0
    slot: int = 0


@dataclass(frozen=True)
class First:
    """The first release: everything in it is new."""

    papers: int
    query: str
    background: int
    concepts: int
    facets: tuple[Tally, ...]
    years: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A thing by its name, linked where it still has a page, and what is said of it."""

    name: str
    target: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Growth:
    """A concept and its papers before and after."""

    name: str
    target: str
    title: str
    before: int
    after: int


@dataclass(frozen=True)
class Section:
    """A release, or what is not yet released: `kind` is its place on the page and in the feed."""

    version: str
    date: str
    words: str
    first: First | None = None
    added: tuple[PaperLine | Text, ...] = ()
    papers: tuple[tuple[str, tuple[Text, ...]], ...] = ()
    changed: tuple[Text, ...] = ()
    concepts: tuple[tuple[str, tuple[Text, ...]], ...] = ()
    moves: tuple[Growth, ...] = ()
    all_moves: int = 0

    @property
    def folded(self) -> bool:
        """Whether the list of changed papers is too long to stand open."""
        return len(self.changed) > MOST_OPEN


@dataclass(frozen=True)
class ChangesView:
    """All that the page shows; `kept` says whether any release has left a snapshot."""

    pending: Section | None
    releases: tuple[Section, ...]
    kept: bool
    since: str
    feed: str


def changes_view(desk: Desk) -> ChangesView:
    """What the page of changes shows."""
    return view_of(desk, releases(desk.base))


def view_of(desk: Desk, kept: Sequence[Snapshot]) -> ChangesView:
    """The same for given snapshots, newest first."""
    now = snapshot(desk.base)
    feed = desk.settings.canonical(CHANGES)
    if not kept:
        return ChangesView(None, (_first(desk, now, now),), False, "", feed)
    pending = diff(kept[0], now)
    sections = [_section(desk, new, diff(old, new)) for new, old in pairwise(kept)]
    return ChangesView(
        None if pending.empty else _section(desk, now, pending),
        (*sections, _first(desk, kept[-1], now)),
        True,
        kept[0].name,
        feed,
    )


def _first(desk: Desk, made: Snapshot, now: Snapshot) -> Section:
    papers = [p for p in made.papers.values() if p.counts]
    # A query lists what the atlas holds today; it may only stand behind numbers that are those of today.
    same = made == now
    first = First(
        len(papers),
        _query(desk, "", same),
        sum(p.scope is not Scope.CORE and not p.withdrawn for p in made.papers.values()),
        len(made.concepts),
        tuple(_facets(desk, made, papers, same)),
        tuple(_years(desk, papers, same)),
    )
    words = f"first release: {len(papers):,} paper{'' if len(papers) == 1 else 's'}"
    return Section(made.name, made.date or "", words, first)


def _query(desk: Desk, query: str, same: bool) -> str:
    return desk.links.explore(f"{query} {CORE}".strip()) if same else ""


def _facets(desk: Desk, made: Snapshot, papers: Sequence[Kept], same: bool) -> Iterable[Tally]:
    labeled = Counter(s for p in papers for s in {ref.partition(":")[0] for ref in p.held})
    concepts = Counter(ref.partition(":")[0] for ref in made.concepts)
    for key, label in made.schemes.items():
        known = desk.base.schemes.get(SchemeId(key))
        yield Tally(
            label,
            desk.links.scheme(key) if known else "",
            labeled[key],
            _query(desk, f"{key}:*", same and known is not None),
            labeled[key] / max(1, len(papers)),
            concepts[key],
            known.order if known else 0,
        )


def _years(desk: Desk, papers: Sequence[Kept], same: bool) -> Iterable[Tally]:
    by_year = Counter(p.issued[:4] for p in papers)
    most = max(by_year.values(), default=1)
    for year, number in sorted(by_year.items(), reverse=True):
        yield Tally(year, "", number, _query(desk, f"year:{year}", same), number / most)


def _section(desk: Desk, made: Snapshot, found: Difference) -> Section:
    moves = sorted(found.counts, key=lambda c: (-abs(c.after - c.before), c.id))
    return Section(
        made.name,
        made.date or "",
        summary(found, 0),  # the counts have a table of their own
        None,
        tuple(_paper_line(desk, p) for p in found.papers_added),
        _groups(
            ("Removed", [_paper(desk, p) for p in found.papers_removed]),
            ("Withdrawn", [_paper(desk, p) for p in found.papers_withdrawn]),
            ("No longer withdrawn", [_paper(desk, p) for p in found.papers_restored]),
        ),
        tuple(_paper(desk, c.paper, "; ".join(_in_words(desk, c))) for c in found.papers_changed),
        _groups(
            ("Added", [_concept(desk, c.id, c.label) for c in found.concepts_added]),
            ("Removed", [_concept(desk, c.id, c.label) for c in found.concepts_removed]),
            (
                "Renamed",
                [_concept(desk, m.id, m.after, f"was {m.before}") for m in found.concepts_renamed],
            ),
            (
                "Moved",
                [_concept(desk, m.id, _label(desk, m.id), _moved(desk, m)) for m in found.concepts_moved],
            ),
            (
                "Deprecated",
                [
                    _concept(desk, m.id, m.before, f"use {_label(desk, m.after)}" if m.after else "")
                    for m in found.concepts_deprecated
                ],
            ),
            ("In use again", [_concept(desk, c.id, c.label) for c in found.concepts_revived]),
        ),
        tuple(_growth(desk, c.id, c.before, c.after) for c in moves[:MOST_MOVES]),
        len(moves),
    )


def _groups(*found: tuple[str, list[Text]]) -> tuple[tuple[str, tuple[Text, ...]], ...]:
    return tuple((heading, tuple(texts)) for heading, texts in found if texts)


def _paper_line(desk: Desk, paper: Name) -> PaperLine | Text:
    record = desk.base.papers.get(Citekey(paper.id))
    return desk.line(record) if record else Text(paper.label, "")


def _paper(desk: Desk, paper: Name, words: str = "") -> Text:
    known = paper.id in desk.base.papers
    return Text(paper.label, desk.links.paper(paper.id) if known else "", words)


def _ref(desk: Desk, name: str) -> ConceptRef | None:
    try:
        ref = ConceptRef.parse(name)
    except ValueError:
        return None  # a reserved word, which no concept is called
    return ref if ref in desk.base.concepts else None


def _concept(desk: Desk, name: str, label: str, words: str = "") -> Text:
    ref = _ref(desk, name)
    facet = _facet(desk, name)
    target = desk.links.concept(ref) if ref else ""
    return Text(label, target, f"{facet}{', ' if words else ''}{words}")


def _facet(desk: Desk, name: str) -> str:
    key = name.partition(":")[0]
    scheme = next((s for s in desk.base.schemes.values() if s.scheme == key), None)
    return scheme.pref_label.lower() if scheme else key


def _label(desk: Desk, name: str) -> str:
    ref = _ref(desk, name)
    return desk.base.concept(ref).pref_label if ref else name


def _moved(desk: Desk, move: Move) -> str:
    """Where a concept stands, and where it stood."""

    def place(name: str) -> str:
        return f"below {_label(desk, name)}" if name else "on the first level"

    return f"now {place(move.after)}, before {place(move.before)}"


def _growth(desk: Desk, name: str, before: int, after: int) -> Growth:
    ref = _ref(desk, name)
    sign: Sign | None = desk.sign(ref) if ref else None
    return Growth(sign.name if sign else name, sign.target if sign else "", _facet(desk, name), before, after)


def _in_words(desk: Desk, change: Change) -> Iterable[str]:
    """What changed in a paper, in words."""

    def label(text: str) -> str:
        ref, _, role = text.rpartition("@")
        return f"{_label(desk, ref)} ({role})"

    if change.title:
        yield f"was called {change.title}"
    if change.scope:
        yield f"was {change.scope.before}, is {change.scope.after}"
    if change.added:
        yield f"now {', '.join(map(label, change.added))}"
    if change.removed:
        yield f"no longer {', '.join(map(label, change.removed))}"
    for m in change.changed:
        words = zip(m.before.split(", "), m.after.split(", "), strict=True)
        yield f"{_label(desk, m.id)}: {', '.join(f'{a} instead of {b}' for b, a in words if a != b)}"
    yield from (
        f"{_facet(desk, m.id)}: {m.after or 'labeled'} instead of {m.before or 'labeled'}"
        for m in change.statuses
    )
