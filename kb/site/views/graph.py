"""What the graph page shows without scripts: every term with its papers as a list, and a still picture."""

from __future__ import annotations

from dataclasses import dataclass

from kb.identifiers import ConceptRef
from kb.insight.companions import FEWEST, TIMES
from kb.site.network import network, still
from kb.site.views.common import Desk, Sign


@dataclass(frozen=True, slots=True)
class Term:
    """A term in the list."""

    ref: ConceptRef
    sign: Sign
    depth: int
    papers: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its terms in tree order."""

    id: str
    sign: Sign
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class GraphView:
    """The list, the picture, and the numbers behind "together in papers"."""

    facets: tuple[Facet, ...]
    picture: str
    terms: int
    pairs: int
    fewest: int
    times: int


def graph_view(desk: Desk) -> GraphView:
    """What the page of the graph shows."""
    net = network(desk)
    facets = tuple(
        Facet(
            scheme.scheme,
            desk.scheme_sign(scheme),
            tuple(
                Term(ref, desk.sign(ref), depth, net.papers[ref])
                for depth, ref in desk.base.terms(scheme.scheme)
            ),
        )
        for scheme in desk.base.schemes.values()
    )
    return GraphView(facets, still(desk, net), len(net.papers), len(net.pairs), FEWEST, TIMES)
