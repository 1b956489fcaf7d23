"""How far two readers agree: Cohen's kappa a facet, with an interval from resampled papers.

The only module that uses scikit-learn and SciPy: importing it fails without the extra `agreement`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy
from scipy.stats import bootstrap
from sklearn.metrics import cohen_kappa_score

from kb.identifiers import SchemeId
from kb.model import Agreement, Measure, Sheet

RESAMPLES = 1_000
SEED = 2411  # any fixed number: the same sheets give the same interval


class Cells(NamedTuple):
    """Decisions on the concepts of a facet for one paper: found by both, one of the two, neither."""

    both: int
    first: int
    second: int
    neither: int


def measure(first: Sheet, second: Sheet) -> Agreement:
    """Compare two sheets, facet by facet, on the papers whose facet both have read.

    Kappa is taken over one decision a paper and concept, for the concepts that either reader found in some
    paper; the interval is the middle 95 percent of kappas on papers drawn again with replacement. Facets that
    nobody found a concept in are left out.
    """
    common = [p for p in first.papers if p in second.papers]
    facets: dict[SchemeId, Measure] = {}
    for scheme in dict.fromkeys(s for p in common for s in first.papers[p]):
        pairs = [(first.papers[p].get(scheme), second.papers[p].get(scheme)) for p in common]
        found = [(_concepts(one), _concepts(other), one == other) for one, other in pairs if one and other]
        used = set().union(*(one | other for one, other, _ in found))
        if not used:
            continue
        cells = [Cells(len(a & b), len(a - b), len(b - a), len(used) - len(a | b)) for a, b, _ in found]
        low, high = _interval(cells)
        alike = sum(a == b and (bool(a) or same) for a, b, same in found)
        facets[scheme] = Measure(papers=len(found), alike=alike, kappa=_kappa(cells), low=low, high=high)
    return Agreement(facets=facets)


def _concepts(facet: Sequence[str] | str) -> frozenset[str]:
    return frozenset() if isinstance(facet, str) else frozenset(facet)


def _kappa(cells: Sequence[Cells]) -> float:
    total = Cells(*(sum(column) for column in zip(*cells, strict=True)))
    if sum(total) in (total.both, total.neither):
        return 1.0  # both decided all alike, one way: kappa divides by zero there
    score: Any = cohen_kappa_score([1, 1, 0, 0], [1, 0, 1, 0], sample_weight=list(total))
    return round(float(score), 3)


def _kappas(totals: Any) -> Any:
    """`_kappa` of many tables at once: the last axis holds a table, as `Cells`."""
    both, first, second, neither = numpy.moveaxis(totals, -1, 0).astype(float)
    papers = both + first + second + neither
    observed = (both + neither) / papers
    yes, no = (both + first) * (both + second), (neither + first) * (neither + second)
    chance = (yes + no) / papers**2
    alike = (papers == both) | (papers == neither)
    kappas = (observed - chance) / numpy.where(alike, 1.0, 1.0 - chance)
    return numpy.where(alike, 1.0, numpy.round(kappas, 3))


def _interval(cells: Sequence[Cells]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile over resampled papers."""
    if len(cells) < 2:
        return -1.0, 1.0  # one paper says nothing about others
    table = numpy.array(cells)
    drawn = bootstrap(
        (numpy.arange(len(cells)),),
        lambda chosen, axis: _kappas(table[chosen].sum(axis=axis - 1)),
        n_resamples=RESAMPLES,
        vectorized=True,
        method="percentile",
        rng=numpy.random.default_rng(SEED),
    ).confidence_interval
    return round(float(drawn.low), 3), round(float(drawn.high), 3)
