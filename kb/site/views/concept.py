"""The page of a concept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import Concept, DatasetFacts, MetricFacts, Origin, Paper, Role, Scope
from kb.site.figures import Year
from kb.site.views.apart import Apart, apart
from kb.site.views.common import VERBS, Count, Desk, PaperLine, Sign
from kb.site.views.crosswalk import Elsewhere, elsewhere
from kb.site.views.facts import LICENSES, PEOPLE

MOST_TOGETHER = 12


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row of the tree in which a concept sits."""

    sign: Sign
    depth: int
    papers: int
    here: bool


@dataclass(frozen=True, slots=True)
class Pointer:
    """Another concept and why it is meant."""

    sign: Sign
    why: str


@dataclass(frozen=True, slots=True)
class RoleGroup:
    """The papers that do one thing with a concept."""

    heading: str
    count: Count
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """A concept of another facet that the same papers carry."""

    sign: Sign
    count: Count
    share: float


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a dataset or metric; `target` is an address outside the site, if it has one."""

    name: str
    value: str
    target: str = ""
    paper: str = ""


@dataclass(frozen=True)
class ConceptView:
    """All that the page of a concept shows."""

    ref: ConceptRef
    concept: Concept
    sign: Sign
    scheme: Sign
    path: tuple[Sign, ...]
    count: Count
    background: int
    tree: tuple[TreeRow, ...]
    not_when: tuple[Pointer, ...]
    confused: tuple[Pointer, ...]
    example: PaperLine | None
    near_miss: PaperLine | None
    near_miss_instead: Sign | None
    narrower: tuple[TreeRow, ...]
    years: tuple[Year, ...]
    roles: tuple[RoleGroup, ...]
    together: tuple[Together, ...]
    apart: Apart
    facts: tuple[Fact, ...]
    tasks: tuple[tuple[str, str, str, tuple[Sign, ...]], ...]
    replaced_by: Sign | None
    matched: tuple[int, int]
    survey: bool
    elsewhere: tuple[Elsewhere, ...]


def concept_view(desk: Desk, ref: ConceptRef) -> ConceptView:
    """What the page of a concept shows."""
    base = desk.base
    concept = base.concept(ref)
    holders = desk.holders(ref)
    years = _years(desk, ref, holders)
    near = concept.near_miss
    labels = [(a, base.papers[a.paper]) for a in base.assertions_below(ref)]
    told = [p.evidence[e].matched for a, p in labels for e in a.evidence if p.evidence[e].passage]
    return ConceptView(
        ref=ref,
        concept=concept,
        sign=desk.sign(ref),
        scheme=desk.scheme_sign(base.schemes[ref.scheme]),
        path=tuple(desk.sign(r) for r in reversed(base.ancestors(ref))),
        count=desk.count(ref),
        background=sum(p.scope is Scope.BACKGROUND for p in {p.id: p for _, p in labels}.values()),
        tree=tuple(_tree(desk, ref)),
        not_when=tuple(_pointers(desk, ref.scheme, concept)),
        confused=tuple(_confused(desk, ref)),
        example=_line(desk, concept.example.paper) if concept.example else None,
        near_miss=_line(desk, near.paper) if near else None,
        near_miss_instead=_maybe(desk, ConceptRef(ref.scheme, near.instead)) if near else None,
        narrower=tuple(_row(desk, r, 0) for r in base.narrower(ref)),
        years=years,
        roles=tuple(_roles(desk, ref, holders)),
        together=tuple(_together(desk, ref, holders)),
        apart=apart(desk, ref),
        facts=tuple(_facts(desk, concept)),
        tasks=tuple(_tasks(desk, concept)),
        replaced_by=_replacement(desk, ref, concept),
        matched=(sum(told), len(told)),
        survey=concept.origin is Origin.SURVEY,
        elsewhere=elsewhere(desk, ref),
    )


def _line(desk: Desk, citekey: str) -> PaperLine | None:
    paper = desk.base.papers.get(Citekey(citekey))
    return desk.line(paper) if paper else None


def _maybe(desk: Desk, ref: ConceptRef) -> Sign | None:
    return desk.sign(ref) if ref in desk.base.concepts else None


def _replacement(desk: Desk, ref: ConceptRef, concept: Concept) -> Sign | None:
    other = concept.deprecated.is_replaced_by if concept.deprecated else None
    return _maybe(desk, ConceptRef(ref.scheme, other)) if other else None


def _row(desk: Desk, ref: ConceptRef, depth: int, here: bool = False) -> TreeRow:
    return TreeRow(desk.sign(ref), depth, desk.count(ref).number, here)


def _tree(desk: Desk, ref: ConceptRef) -> list[TreeRow]:
    """The concepts above, the ones beside, and those directly below."""
    above = list(reversed(desk.base.ancestors(ref)))
    rows = [_row(desk, r, depth) for depth, r in enumerate(above)]
    depth = len(above)
    beside = desk.base.narrower(above[-1]) if above else (ref,)
    for other in beside:
        if desk.base.concept(other).deprecated and other != ref:
            continue
        rows.append(_row(desk, other, depth, other == ref))
        if other == ref:
            rows += [_row(desk, below, depth + 1) for below in desk.base.narrower(ref)]
    return rows


def _pointers(desk: Desk, scheme: str, concept: Concept) -> list[Pointer]:
    known = {r.id: r for r in desk.base.concepts if r.scheme == scheme}
    return [Pointer(desk.sign(known[c]), why) for c, why in concept.not_when.items() if c in known]


def _confused(desk: Desk, ref: ConceptRef) -> list[Pointer]:
    """The concepts that name this one under `notWhen`, and are not named by it."""
    own = desk.base.concept(ref).not_when
    return [
        Pointer(desk.sign(other), concept.not_when[ref.id])
        for other, concept in desk.base.concepts.items()
        if other.scheme == ref.scheme and ref.id in concept.not_when and other.id not in own
    ]


def _years(desk: Desk, ref: ConceptRef, holders: Sequence[Paper]) -> tuple[Year, ...]:
    proposing = {a.paper for a in desk.base.assertions_below(ref) if a.role is Role.PROPOSES}
    papers = Counter(p.year for p in holders)
    dark = Counter(p.year for p in holders if p.id in proposing)
    return year_range(desk, ref.scheme, str(ref), papers, dark)


def year_range(
    desk: Desk, scheme: SchemeId, query: str, papers: Counter[int], dark: Counter[int]
) -> tuple[Year, ...]:
    """One entry a year from the first paper of the atlas to its release, or to its last paper.

    Years are those of the published versions, as `year:` in a query means them. `query` finds the papers of
    all years.
    """
    read = desk.read_by_year[scheme]
    last = int(desk.base.release.date[:4]) if desk.base.release else max(read, default=0)
    unfinished = bool(desk.base.release and desk.base.release.date[5:] != "12-31")
    first, end = min([*read, *papers, last]), max([*papers, last])
    return tuple(
        Year(
            y,
            papers[y],
            dark[y],
            read[y],
            unfinished and y >= last,
            desk.links.explore(f"{query} year:{y} scope:{Scope.CORE}"),
        )
        for y in range(first, end + 1)
    )


def _roles(desk: Desk, ref: ConceptRef, holders: Sequence[Paper]) -> list[RoleGroup]:
    found = []
    assertions = desk.base.assertions_below(ref)
    for role, heading in VERBS.items():
        marks = {a.paper: _mark(desk.base, a.paper, a.evidence) for a in assertions if a.role is role}
        papers = [p for p in holders if p.id in marks]
        if papers:
            query = desk.links.explore(f"{ref}@{role} scope:{Scope.CORE}")
            lines = tuple(desk.line(p, marks[p.id]) for p in papers)
            found.append(RoleGroup(heading, Count(len(papers), query), lines))
    return found


def _mark(base: KnowledgeBase, citekey: str, evidence: Sequence[str]) -> str:
    """What sets a paper apart: that a passage was not found yet. Of most it was, which the page says once."""
    paper = base.papers[Citekey(citekey)]
    passages = [paper.evidence[e] for e in paper.evidence if e in evidence and paper.evidence[e].passage]
    return "" if all(e.matched for e in passages) else "not yet matched"


def _together(desk: Desk, ref: ConceptRef, holders: Sequence[Paper]) -> list[Together]:
    """The concepts that papers with this one carry most often, the ones in its own line left out."""
    line = {ref, *desk.base.ancestors(ref), *desk.base.descendants(ref)}
    counts = Counter(
        other
        for p in holders
        for other in {
            r for a in desk.base.assertions(p) for r in (a.concept, *desk.base.ancestors(a.concept))
        }
        if other not in line
    )
    best = sorted(counts, key=lambda r: (-counts[r], str(r)))[:MOST_TOGETHER]
    return [
        Together(
            desk.sign(other),
            Count(counts[other], desk.links.explore(f"{ref} {other} scope:{Scope.CORE}")),
            counts[other] / len(holders),
        )
        for other in best
    ]


def _facts(desk: Desk, concept: Concept) -> list[Fact]:
    facts = concept.facts
    if facts is None:
        return []
    rows: list[Fact] = []
    if work := facts.introduced_by:
        where = ", ".join(
            filter(None, (work.venue, None if (work.year or "") in (work.venue or "") else work.year))
        )
        known = work.key if work.key in desk.base.papers else None
        address = (
            f"https://doi.org/{work.doi}"
            if work.doi
            else f"https://arxiv.org/abs/{work.arxiv}"
            if work.arxiv
            else ""
        )
        title = " · ".join(filter(None, (work.title, where)))
        rows.append(Fact("Introduced by", title, address, desk.links.paper(known) if known else ""))
    if isinstance(facts, MetricFacts):
        rows += [Fact("Better", facts.direction or ""), Fact("Range", facts.range or "")]
    if isinstance(facts, DatasetFacts):
        text = {"short": "short texts", "long": "long texts", "none": "no text to compare with"}
        rows += [
            Fact("Domain", ", ".join(facts.domain)),
            Fact("Language", ", ".join(facts.language)),
            Fact("Text by the user", text.get(facts.text or "", "")),
            Fact("Ground truth", ", ".join(facts.ground_truth)),
            Fact("Users", facts.users or ""),
            Fact("People", PEOPLE.get(facts.people or "", "")),
            Fact("Records", facts.records or ""),
            Fact("License", facts.licence or ""),
            Fact("Use", LICENSES.get(facts.licence_class or "", "")),
        ]
    rows.append(Fact("Home", facts.url or "", facts.url or ""))
    return [row for row in rows if row.value]


def _tasks(desk: Desk, concept: Concept) -> list[tuple[str, str, str, tuple[Sign, ...]]]:
    if not isinstance(concept.facts, DatasetFacts):
        return []
    metrics = {ref.id: ref for ref in desk.base.concepts if desk.base.schemes[ref.scheme].facts == "metric"}
    return [
        (
            t.pref_label,
            t.input or "",
            t.output or "",
            tuple(desk.sign(metrics[m]) for m in t.metric if m in metrics),
        )
        for t in concept.facts.tasks
    ]
