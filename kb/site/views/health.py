"""What the health page shows: how complete and well founded the data are, and the records to work on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from kb.identifiers import Citekey, ConceptRef
from kb.insight.health import FEW, WELL_KNOWN, Coverage, Health, Reason, Wide, health
from kb.model import Depth, Scope, Status
from kb.needs import OLD, POINTS, Need, in_words
from kb.repository import paper_path
from kb.rules import CODES
from kb.site.views.agreement import agreement
from kb.site.views.common import Count, Desk, PaperLine, Sign

MOST_TASKS = 30
MOST_PREPRINTS = 500
MOST_QUERY = 2_000  # characters that a query may have
CORE = f"scope:{Scope.CORE}"

# In the order of the page's rule.
RULE = {
    Need.CONTESTED: "a contested label",
    Need.UNREAD: "a facet that nobody read",
    Need.UNMATCHED: "a passage not found in its source",
    Need.UNFOUNDED: "a label without a passage",
    Need.PREPRINT: f"a preprint for over {OLD} months",
    Need.INFERRED: "no label that the text states",
    Need.MOSTLY_INFERRED: "more than half of the labels inferred",
    Need.SILENT: "a facet missing in the abstract that only the full text can answer",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a facet's coverage: its class for the picture, its name, and the papers in it."""

    kind: str
    name: str
    count: Count


@dataclass(frozen=True, slots=True)
class Row:
    """A facet: its parts in order, the picture of them, and the share of papers answered."""

    facet: Sign
    parts: tuple[Part, ...]
    picture: str
    answered: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its share, what it counts, and where its papers are listed, if a query can say it."""

    name: str
    value: str
    note: str = ""
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A concept and its papers."""

    sign: Sign
    count: Count


@dataclass(frozen=True, slots=True)
class SaysLittle:
    """A top concept that most papers of its facet hold: the shares, and what is proposed."""

    held: Held
    facet: Sign
    labeled: Count
    of_labeled: str
    of_all: str
    over_all: bool
    proposal: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """A record that deserves work: the paper, its points, and why."""

    paper: PaperLine
    points: int
    reasons: tuple[str, ...]
    edit: str


@dataclass(frozen=True)
class HealthView:
    """All that the health page shows."""

    now: str
    papers: Count
    rules: int
    coverage: tuple[Row, ...]
    figures: tuple[Figure, ...]
    agreement: dict[str, Any]
    few: tuple[tuple[Sign, tuple[Held, ...]], ...]
    few_number: int
    wide: tuple[SaysLittle, ...]
    no_example: tuple[Sign, ...]
    no_facts: tuple[Held, ...]
    preprints: tuple[PaperLine, ...]
    all_preprints: int
    tasks: tuple[ToDo, ...]
    all_tasks: int
    rule: tuple[tuple[str, int], ...]
    fewest: int = FEW
    months: int = OLD
    well_known: int = WELL_KNOWN


def health_view(desk: Desk) -> HealthView:
    """What the health page shows."""
    made = health(desk.base, desk.index)
    tables = agreement(desk.base)
    few = {s: [(r, n) for r, n in made.few if r.scheme == s] for s in desk.base.schemes}
    return HealthView(
        now=made.now,
        papers=_count(desk, made.papers, ""),
        rules=len(CODES),
        coverage=tuple(_row(desk, c, made.papers) for c in made.coverage),
        figures=tuple(_figures(desk, made)),
        agreement={
            "rounds": tables["rounds"],
            "rows": [(desk.links.scheme(row.scheme), row) for row in tables["rows"]],
        },
        few=tuple(
            (desk.scheme_sign(desk.base.schemes[s]), tuple(_held(desk, r, n) for r, n in found))
            for s, found in few.items()
            if found
        ),
        few_number=len(made.few),
        wide=tuple(_says_little(desk, wide, made.papers) for wide in made.wide),
        no_example=tuple(desk.sign(r) for r in made.no_example),
        no_facts=tuple(_held(desk, r, n) for r, n in made.no_facts),
        preprints=tuple(_line(desk, key) for key in made.preprints[-MOST_PREPRINTS:]),
        all_preprints=len(made.preprints),
        tasks=tuple(
            ToDo(
                _line(desk, t.paper),
                t.points,
                tuple(_words(desk, r) for r in t.reasons),
                desk.settings.edit(paper_path(t.paper)),
            )
            for t in made.tasks[:MOST_TASKS]
        ),
        all_tasks=len(made.tasks),
        rule=tuple((RULE[need], points) for need, points in POINTS.items()),
    )


def _line(desk: Desk, key: Citekey) -> PaperLine:
    return desk.line(desk.base.papers[key])


def _count(desk: Desk, number: int, query: str) -> Count:
    return Count(number, desk.links.explore(f"{query} {CORE}".strip()))


def _held(desk: Desk, ref: ConceptRef, number: int) -> Held:
    return Held(desk.sign(ref), _count(desk, number, str(ref)))


def _says_little(desk: Desk, wide: Wide, papers: int) -> SaysLittle:
    return SaysLittle(
        held=_held(desk, wide.concept, wide.papers),
        facet=desk.scheme_sign(desk.base.schemes[wide.concept.scheme]),
        labeled=_count(desk, wide.labeled, f"{wide.concept.scheme}:*"),
        of_labeled=_percent(wide.papers, wide.labeled),
        of_all=_percent(wide.papers, papers),
        over_all=wide.of_all,
        proposal=desk.base.concept(wide.concept).editorial_note or "",
    )


def _row(desk: Desk, made: Coverage, papers: int) -> Row:
    scheme = desk.base.schemes[made.scheme]
    sign = desk.scheme_sign(scheme)
    # Where only a full text can answer, the depth of reading sets silence that counts apart from the rest.
    deep = scheme.silence is Depth.FULL_TEXT
    silence = f"{made.scheme}:{Status.NOT_REPORTED}"
    parts = tuple(
        Part(kind, name, _count(desk, number, query))
        for kind, name, number, query in (
            ("labeled", "labeled", made.labeled, f"{made.scheme}:*"),
            ("na", "not applicable", made.not_applicable, f"{made.scheme}:{Status.NOT_APPLICABLE}"),
            (
                "nr",
                "not reported",
                made.not_reported,
                f"{silence} read:{Depth.FULL_TEXT}" if deep else silence,
            ),
            ("silent", "abstract silent", made.silent, f"{silence} read:{Depth.ABSTRACT}" if deep else ""),
            ("unread", "not read", made.not_read, f"{made.scheme}:{Status.NOT_READ}"),
        )
    )
    return Row(sign, parts, _stack(sign.name, parts), _percent(made.answered, papers))


def _stack(name: str, parts: Iterable[Part]) -> str:
    """A bar whose pieces are as long as their papers are many; it says in words what it shows."""
    parts = [p for p in parts if p.count.number]
    total = sum(p.count.number for p in parts) or 1
    told = ", ".join(f"{p.count.number} {p.name}" for p in parts) or "no papers"
    pieces, left = [], 0.0
    for part in parts:
        width = 100 * part.count.number / total
        pieces.append(
            f'<rect class="hp hp--{part.kind}" x="{left:.2f}%" width="{width:.2f}%" height="100%"/>'
        )
        left += width
    return f'<svg class="stack" role="img" aria-label="{escape(f"{name}: {told}")}">{"".join(pieces)}</svg>'


def _figures(desk: Desk, made: Health) -> Iterable[Figure]:
    base = made.foundation
    yield _share("Labels with a passage behind them", base.with_passage, base.labels)
    yield _share("Passages found in their source by machine", base.matched, base.passages)
    whole = (desk.index.flags.get(("has", "evidence"), 0) & _core_bits(desk)).bit_count()
    yield _papers("Papers with all passages found", desk, whole, "has:evidence", made.papers)
    yield _share("Labels that the text states", base.explicit, base.labels)
    yield _share("Labels inferred from the text", base.inferred, base.labels)
    for method, number in sorted(made.methods.items()):
        yield _papers(f"Papers labeled by: {method}", desk, number, f"method:{method}", made.papers)
    for depth, number in sorted(made.depths.items()):
        name = "Read in full text" if depth is Depth.FULL_TEXT else "Read in the abstract alone"
        yield _papers(name, desk, number, f"read:{depth}", made.papers)
    yield Figure("Labels made", " to ".join(dict.fromkeys(made.curated)) or "–")
    old = len(made.preprints)
    name = f"Preprints older than {OLD} months without another venue"
    query = _these(made.preprints)
    count = _count(desk, old, query) if query else None
    yield Figure(name, f"{old:,}", _of(made.papers, old), count)


def _core_bits(desk: Desk) -> int:
    return desk.index.flags.get(("scope", str(Scope.CORE)), 0)


def _share(name: str, number: int, total: int) -> Figure:
    return Figure(name, f"{number:,}", _of(total, number))


def _papers(name: str, desk: Desk, number: int, query: str, total: int) -> Figure:
    return Figure(name, f"{number:,}", _of(total, number), _count(desk, number, query))


def _of(total: int, number: int) -> str:
    return f"of {total:,}, {_percent(number, total)}"


def _percent(number: int, total: int) -> str:
    """A share in whole percent; 100 % means all, 0 % none."""
    if not total:
        return "–"
    whole = round(100 * number / total)
    if number < total and whole == 100:
        return "over 99 %"
    return "under 1 %" if number and not whole else f"{whole} %"


def _these(papers: Iterable[Citekey]) -> str:
    """A query for just these papers; empty when it would be too long, or finds none."""
    terms = [f"id:{key}" for key in papers]
    query = f"({' OR '.join(terms)})" if len(terms) > 1 else "".join(terms)
    return query if len(f"{query} {CORE}") <= MOST_QUERY else ""


def _words(desk: Desk, reason: Reason) -> str:
    names = [desk.base.schemes[s].pref_label.lower() for s in reason.schemes]
    return in_words(reason.need, reason.number, names)
