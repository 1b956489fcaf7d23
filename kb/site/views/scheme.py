"""The page of a facet, and the index of all facets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kb.model import ConceptScheme, Scope, Status
from kb.site.figures import Year
from kb.site.views.common import Count, Desk, Sign
from kb.site.views.concept import TreeRow, year_range


@dataclass(frozen=True, slots=True)
class Row:
    """A concept in the tree of a facet."""

    tree: TreeRow
    count: Count
    share: float
    extension: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """For how many papers a facet is labelled, answered without a label, or not read.

    `read` counts those read deep enough for silence to be an answer.
    """

    labelled: Count
    not_reported: Count
    not_applicable: Count
    not_read: Count
    read: int
    total: int


@dataclass(frozen=True)
class SchemeView:
    """All that the page of a facet shows."""

    scheme: ConceptScheme
    sign: Sign
    rows: tuple[Row, ...]
    coverage: Coverage
    years: tuple[Year, ...]
    concepts: int
    extensions: int
    json: str


def scheme_view(desk: Desk, scheme: ConceptScheme) -> SchemeView:
    """What the page of a facet shows."""
    base = desk.base
    rows = []
    tree = list(base.terms(scheme.scheme))
    counts = {ref: desk.count(ref) for _, ref in tree}
    most = max((c.number for c in counts.values()), default=0) or 1
    for depth, ref in tree:
        concept, count = base.concept(ref), counts[ref]
        row = TreeRow(desk.sign(ref), depth, count.number, False)
        rows.append(Row(row, count, count.number / most, concept.origin == "extension", concept.definition))
    holders = Counter(p.year for p in desk.core if base.status(p, scheme.scheme) is None)
    years = year_range(desk, scheme.scheme, f"{scheme.scheme}:*", holders, Counter())
    return SchemeView(
        scheme,
        desk.scheme_sign(scheme),
        tuple(rows),
        coverage(desk, scheme),
        years,
        len(tree),
        sum(r.extension for r in rows),
        desk.links.scheme_json(scheme.scheme),
    )


def coverage(desk: Desk, scheme: ConceptScheme) -> Coverage:
    """How much of a facet is known."""
    statuses = Counter(desk.base.status(p, scheme.scheme) for p in desk.core)

    def count(status: Status | None, value: str) -> Count:
        return Count(statuses[status], desk.links.explore(f"{scheme.scheme}:{value} scope:{Scope.CORE}"))

    return Coverage(
        count(None, "*"),
        count(Status.NOT_REPORTED, Status.NOT_REPORTED),
        count(Status.NOT_APPLICABLE, Status.NOT_APPLICABLE),
        count(Status.NOT_READ, Status.NOT_READ),
        sum(desk.read(scheme.scheme, p) for p in desk.core),
        len(desk.core),
    )
