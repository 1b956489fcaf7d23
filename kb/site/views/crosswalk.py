"""Other surveys' trees beside ours: term by term, in sums, and what of ours no other survey has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kb.identifiers import ConceptRef, SchemeId
from kb.knowledge_base import Meeting
from kb.model import Counterpart, Crosswalk, Match, Node, Sure
from kb.site.views.common import Count, Desk, Sign


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of match in words: as a heading, as said of our concept, as said of their term."""

    id: str
    mark: str
    heading: str
    ours: str
    theirs: str


# Read from their term to ours, as the records are: `broad` means that ours is the broader one.
KINDS = {
    Match.EXACT: Kind("exact", "=", "Exact", "the same", "the same"),
    Match.CLOSE: Kind("close", "≈", "Close", "close to ours", "close"),
    Match.BROAD: Kind("broad", "<", "Ours broader", "ours is broader", "narrower than this"),
    Match.NARROW: Kind("narrow", ">", "Ours narrower", "ours is narrower", "broader than this"),
    Match.RELATED: Kind("related", "~", "Only related", "related", "related"),
}
NONE = Kind("none", "–", "No counterpart", "no counterpart", "")


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One match of a term: its kind, our concept with its papers, and why."""

    kind: Kind
    sign: Sign
    scheme: str
    count: Count
    why: str


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of another survey; `none` is the reason why nothing of ours fits."""

    anchor: str
    depth: int
    label: str
    gloss: str
    reported: bool
    matches: tuple[MatchRow, ...]
    none: str


@dataclass(frozen=True, slots=True)
class SurveyView:
    """A survey with its tree; `paper` and `address` lead to its record and to its text."""

    anchor: str
    name: str
    title: str
    seen: str
    paper: str
    address: str
    rows: tuple[TermRow, ...]
    sums: tuple[int, ...]
    judged: int


@dataclass(frozen=True, slots=True)
class Alone:
    """A concept that no other survey has; `below` is how many concepts under it are alone as well."""

    sign: Sign
    count: Count
    below: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The concepts of a facet that no other survey has, out of `all` that were looked at."""

    sign: Sign
    alone: tuple[Alone, ...]
    number: int
    all: int


@dataclass(frozen=True)
class CrosswalkView:
    """All that the page shows."""

    kinds: tuple[Kind, ...]
    surveys: tuple[SurveyView, ...]
    facets: tuple[Facet, ...]
    concepts: int
    met: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another survey calls a concept; `target` is its place on the page of crosswalks."""

    survey: str
    label: str
    kind: Kind
    why: str
    target: str


def crosswalk_view(desk: Desk) -> CrosswalkView:
    """What the page of crosswalks shows."""
    terms = [ref for ref in desk.base.concepts if _is_term(desk, ref)]
    return CrosswalkView(
        kinds=(*KINDS.values(), NONE),
        surveys=tuple(_survey(desk, c) for c in desk.base.crosswalks.values()),
        facets=tuple(f for s in desk.base.schemes if (f := _facet(desk, s)).alone),
        concepts=len(terms),
        met=sum(bool(desk.base.meetings[ref]) for ref in terms),
    )


def elsewhere(desk: Desk, ref: ConceptRef) -> tuple[Elsewhere, ...]:
    """What other surveys call a concept, the nearest matches of each survey first."""
    order = list(Match)

    def rank(meeting: Meeting) -> tuple[str, int]:
        return meeting.crosswalk.name, order.index(meeting.mapping.match)

    return tuple(
        Elsewhere(
            m.crosswalk.name,
            m.node.pref_label,
            KINDS[m.mapping.match],
            m.mapping.why,
            f"{desk.links.page('crosswalk')}#{_anchor(m.crosswalk, m.node)}",
        )
        for m in sorted(desk.base.meetings[ref], key=rank)
    )


def _anchor(crosswalk: Crosswalk, node: Node) -> str:
    return f"{crosswalk.id}.{node.id}"


def _survey(desk: Desk, crosswalk: Crosswalk) -> SurveyView:
    judged = [node for node in crosswalk.nodes if node.judged]
    best = Counter(node.best for node in judged)
    identifiers = crosswalk.survey.identifiers
    address = f"https://doi.org/{identifiers.doi}" if identifiers.doi else ""
    if identifiers.arxiv:
        address = f"https://arxiv.org/abs/{identifiers.arxiv}"
    paper = crosswalk.paper
    return SurveyView(
        anchor=crosswalk.id,
        name=crosswalk.name,
        title=crosswalk.survey.title,
        seen=crosswalk.seen,
        paper=desk.links.paper(paper) if paper and paper in desk.base.papers else "",
        address=address,
        rows=tuple(_row(desk, crosswalk, depth, node) for depth, node in crosswalk.tree()),
        sums=tuple(best[match] for match in (*Match, None)),
        judged=len(judged),
    )


def _row(desk: Desk, crosswalk: Crosswalk, depth: int, node: Node) -> TermRow:
    return TermRow(
        _anchor(crosswalk, node),
        depth,
        node.pref_label,
        node.gloss,
        node.sure is Sure.REPORTED,
        tuple(_match(desk, mapping) for mapping in node.mappings),
        node.none or "",
    )


def _match(desk: Desk, mapping: Counterpart) -> MatchRow:
    ref = mapping.ref
    scheme = desk.base.schemes[ref.scheme].pref_label
    return MatchRow(KINDS[mapping.match], desk.sign(ref), scheme, desk.count(ref), mapping.why)


def _is_term(desk: Desk, ref: ConceptRef) -> bool:
    """Whether to expect a concept in other surveys: not a single dataset or measure, and in use."""
    concept = desk.base.concept(ref)
    return concept.facts is None and concept.deprecated is None


def _facet(desk: Desk, scheme: SchemeId) -> Facet:
    base = desk.base
    terms = [ref for _, ref in base.terms(scheme) if _is_term(desk, ref)]
    alone = {ref for ref in terms if not base.meetings[ref]}

    def whole(ref: ConceptRef) -> bool:
        """Whether the concept and all below it are alone."""
        return ref in alone and not any(base.meetings[r] for r in base.descendants(ref))

    shown = [ref for ref in terms if ref in alone and not any(map(whole, base.ancestors(ref)))]
    return Facet(
        desk.scheme_sign(base.schemes[scheme]),
        tuple(
            Alone(
                desk.sign(ref),
                desk.count(ref),
                sum(r in alone for r in base.descendants(ref)) if whole(ref) else 0,
            )
            for ref in shown
        ),
        len(alone),
        len(terms),
    )
