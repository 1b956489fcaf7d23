"""What the browser draws the graph from: one classic script, a call of `kbGraph`.

Names and addresses of terms stand in the list of the page itself and are read from there.
"""

from __future__ import annotations

from typing import Any

from kb.graph import STRETCH, Spot
from kb.identifiers import Citekey, ConceptRef
from kb.index import Index
from kb.insight import SURVEYS
from kb.knowledge_base import KnowledgeBase
from kb.site.links import Links
from kb.site.network import Network, frame, network
from kb.site.search_files import script
from kb.site.views.common import Desk

PATH = "assets/data/graph.js"
NEWEST = 5


def graph_files(base: KnowledgeBase, index: Index, links: Links) -> dict[str, bytes]:
    """The data of the graph by its path in the site."""
    desk = Desk(base, index, links, links.settings)
    return {PATH: script("kbGraph", graph_data(desk, network(desk)))}


def graph_data(desk: Desk, net: Network) -> dict[str, Any]:
    """The data itself.

    Terms stand in tree order and are referred to by position, in `up` (the broader one), `pairs` (two terms,
    papers, times chance) and `new` (papers). `at` is x, y and radius.
    """
    base = desk.base
    refs = [ref for scheme in base.schemes for _, ref in base.tree(scheme)]
    position = {ref: n for n, ref in enumerate(refs)}
    papers: dict[Citekey, int] = {}
    terms = [_term(desk, net, ref, position, papers) for ref in refs]
    return {
        "stretch": STRETCH,
        "frame": frame(net.layout),
        "facets": [
            {
                "id": s.scheme,
                "label": s.pref_label,
                "order": s.order,
                "glyph": s.glyph or "",
                "at": _at(net.layout.facets[s.scheme]),
                "island": _at(net.layout.islands[s.scheme]),
            }
            for s in base.schemes.values()
        ],
        "terms": terms,
        "pairs": [[position[p.one], position[p.other], p.count, p.lift] for p in net.pairs],
        "papers": [[base.papers[p].title, base.papers[p].year, desk.links.paper(p)] for p in papers],
        "without": f" -{SURVEYS}" if SURVEYS in base.concepts else "",
    }


def _term(
    desk: Desk, net: Network, ref: ConceptRef, position: dict[ConceptRef, int], papers: dict[Citekey, int]
) -> dict[str, Any]:
    concept, above = desk.base.concept(ref), desk.base.broader(ref)
    newest = [p.id for p in desk.holders(ref)[:NEWEST]]
    return {
        "f": list(desk.base.schemes).index(ref.scheme),
        "id": ref.id,
        "short": concept.short,
        "def": concept.definition,
        "up": -1 if above is None else position[above],
        "n": net.papers[ref],
        "at": _at(net.layout.concepts[ref]),
        "new": [papers.setdefault(p, len(papers)) for p in newest],
    }


def _at(spot: Spot) -> list[int]:
    return [spot.x, spot.y, spot.radius]
