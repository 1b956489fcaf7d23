"""What the trends page shows: small pictures of papers per year, term by term, facet by facet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kb.model import ConceptScheme
from kb.site.figures import Year, sparkline
from kb.site.views.common import Count, Desk, Sign
from kb.site.views.concept import year_range

# Fewer papers draw no trend.
FEWEST = 5
RECENT = 3
FEW = 10


@dataclass(frozen=True, slots=True)
class Trend:
    """A term with its papers per year as a picture, and its share of the papers read in recent years."""

    sign: Sign
    count: Count
    spark: str
    shares: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class FacetTrends:
    """The terms of a facet that enough papers carry, and how many do not have enough."""

    scheme: ConceptScheme
    facet: Sign
    trends: tuple[Trend, ...]
    fewer: int
    years: tuple[int, int]


def trends_view(desk: Desk) -> tuple[FacetTrends, ...]:
    """All facets in order, their terms as in the tree."""
    found = []
    for scheme in desk.base.schemes.values():
        trends, fewer, span = [], 0, (0, 0)
        for _, ref in desk.base.tree(scheme.scheme):
            papers = desk.holders(ref)
            if len(papers) < FEWEST:
                fewer += bool(papers)
                continue
            by_year = Counter(p.year for p in papers)
            years = year_range(desk, scheme.scheme, str(ref), by_year, Counter())
            span = years[0].year, years[-1].year
            sign = desk.sign(ref)
            shares = tuple((y.year, _share(y)) for y in years[-RECENT:])
            trends.append(Trend(sign, desk.count(ref), sparkline(years, sign.name), shares))
        found.append(FacetTrends(scheme, desk.scheme_sign(scheme), tuple(trends), fewer, span))
    return tuple(found)


def _share(year: Year) -> str:
    """In percent; of few papers as they are, since a percentage would promise too much."""
    return year.share if year.read >= FEW else f"{year.papers} of {year.read}"
