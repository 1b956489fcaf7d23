"""The atlas as a network: typed nodes and typed edges, for analysis and for export.

Nodes are named `paper:<citekey>`, `concept:<scheme>:<id>`, `scheme:<id>`, `author:<folded name>` and
`venue:<short name>`, each with `kind` and `label`. Every edge has a `kind`:

- `in-scheme`: concept to its scheme; `broader`: concept to the one above it
- `classified-as`: paper to concept, with `role` and `strength`
- `introduced-by`: dataset or metric to the paper of the atlas that introduced it
- `exemplified-by`: concept to its example
- `written-by`: paper to author, with `position` from 1; `published-in`: paper to venue
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from kb.identifiers import ConceptRef, SchemeId
from kb.islands import Branch, Island, Point, island, spread
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper
from kb.words import fold_label

Graph: TypeAlias = "nx.MultiDiGraph[str]"


def concept_node(ref: ConceptRef) -> str:
    """The name of a concept's node."""
    return f"concept:{ref}"


def graph(base: KnowledgeBase) -> nx.MultiDiGraph[str]:
    """The whole knowledge base as a directed multigraph; nodes and edges stand in a fixed order."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for scheme in base.schemes.values():
        made.add_node(f"scheme:{scheme.scheme}", kind="scheme", label=scheme.pref_label)
    for ref, concept in base.concepts.items():
        made.add_node(concept_node(ref), kind="concept", label=concept.pref_label, origin=str(concept.origin))
    for paper in base.papers.values():
        made.add_node(
            f"paper:{paper.id}",
            kind="paper",
            label=paper.title,
            issued=str(paper.issued),
            scope=str(paper.scope),
        )
    for ref in base.concepts:
        _concept_edges(made, base, ref)
    for paper in base.papers.values():
        _paper_edges(made, base, paper)
    return made


def _concept_edges(made: nx.MultiDiGraph[str], base: KnowledgeBase, ref: ConceptRef) -> None:
    node, concept = concept_node(ref), base.concept(ref)
    made.add_edge(node, f"scheme:{ref.scheme}", kind="in-scheme")
    if above := base.broader(ref):
        made.add_edge(node, concept_node(above), kind="broader")
    introduced = concept.facts.introduced_by if concept.facts else None
    if introduced and introduced.key in base.papers:
        made.add_edge(node, f"paper:{introduced.key}", kind="introduced-by")
    if concept.example and concept.example.paper in base.papers:
        made.add_edge(node, f"paper:{concept.example.paper}", kind="exemplified-by")


def _paper_edges(made: nx.MultiDiGraph[str], base: KnowledgeBase, paper: Paper) -> None:
    node = f"paper:{paper.id}"
    for assertion in base.assertions(paper):
        made.add_edge(
            node,
            concept_node(assertion.concept),
            kind="classified-as",
            role=str(assertion.role),
            strength=str(assertion.strength),
        )
    for position, author in enumerate(paper.author, 1):
        name = f"author:{fold_label(author.display)}"
        if name not in made:
            made.add_node(name, kind="author", label=author.display)
        made.add_edge(node, name, kind="written-by", position=position)
    venue = f"venue:{paper.venue}"
    if venue not in made:
        made.add_node(venue, kind="venue", label=paper.venue)
    made.add_edge(node, venue, kind="published-in")


def graphml(made: nx.MultiDiGraph[str]) -> bytes:
    """The graph as GraphML, the form that Gephi, yEd, igraph and Cytoscape read.

    Written here and not by networkx, which takes five times as long and holds the whole document twice.
    """
    keys = {name: f"d{n}" for n, name in enumerate(_fields(made))}
    lines = [_GRAPHML]
    for (of, name, kind), key in keys.items():
        lines.append(f'  <key id="{key}" for="{of}" attr.name="{name}" attr.type="{kind}"/>')
    lines.append('  <graph edgedefault="directed">')
    for node, data in made.nodes(data=True):
        lines.append(f"    <node id={quoteattr(node)}>{_data(keys, 'node', data)}</node>")
    for source, target, number, data in made.edges(keys=True, data=True):
        ends = f'source={quoteattr(source)} target={quoteattr(target)} id="{number}"'
        lines.append(f"    <edge {ends}>{_data(keys, 'edge', data)}</edge>")
    lines.append("  </graph>\n</graphml>\n")
    return "\n".join(lines).encode()


_GRAPHML = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">"""
_Field: TypeAlias = tuple[str, str, str]  # of a node or an edge, its name, its type
_TYPES = {bool: "boolean", int: "long", str: "string"}


def _field(of: str, name: str, value: str | int) -> _Field:
    return of, name, _TYPES[type(value)]


def _fields(made: nx.MultiDiGraph[str]) -> list[_Field]:
    nodes = (_field("node", *item) for _, data in made.nodes(data=True) for item in data.items())
    edges = (_field("edge", *item) for *_, data in made.edges(data=True) for item in data.items())
    return list(dict.fromkeys([*nodes, *edges]))


def _data(keys: Mapping[_Field, str], of: str, data: Mapping[str, str | int]) -> str:
    return "".join(
        f'<data key="{keys[_field(of, name, value)]}">{_value(value)}</data>' for name, value in data.items()
    )


def _value(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else escape(str(value))


# Lengths of the picture. A circle has an area in proportion to its papers, and is never too small to hit.
_HUB, _UNIT, _SMALLEST, _GAP, _SEA = 16.0, 2.6, 5.0, 14.0, 6.0
_WIDE = 0.8  # the whole, before it is stretched: names lie flat and need room to the side
STRETCH = 1.7
_TURNS = 24
_NAMED, _NAME = 5, 14.0  # what so many papers carry is named in the picture, and needs room for it


@dataclass(frozen=True, slots=True)
class Spot:
    """A circle in the picture, in whole units, so that every machine writes the same; `y` grows downward."""

    x: int
    y: int
    radius: int


@dataclass(frozen=True)
class Layout:
    """Where everything stands: each facet with its concepts on an ellipse, `STRETCH` times as wide as high.

    The radius of such an island is the upright one.
    """

    islands: Mapping[SchemeId, Spot]
    facets: Mapping[SchemeId, Spot]
    concepts: Mapping[ConceptRef, Spot]


def layout(
    base: KnowledgeBase, papers: Mapping[ConceptRef, int], ties: Iterable[tuple[ConceptRef, ConceptRef]]
) -> Layout:
    """Places for all concepts, by their numbers of papers and the pairs that belong together.

    Facets with many ties come near each other, and their islands are turned so that ties are short. The same
    records give the same places.
    """
    if not base.schemes:
        return Layout({}, {}, {})
    ties = list(ties)
    islands = {s: _island(base, s, papers) for s in base.schemes}
    centers = _centers(islands, ties)
    turned = _turn(islands, centers, ties)

    def spot(scheme: SchemeId, name: str | None, radius: float) -> Spot:
        (x, y), (dx, dy) = centers[scheme], turned[scheme][name] if name is not None else (0.0, 0.0)
        return Spot(round((x + dx) * STRETCH), round(y + dy), round(radius))

    return Layout(
        {s: spot(s, None, made.reach + _GAP) for s, made in islands.items()},
        {s: spot(s, "", _HUB) for s in islands},
        {ref: spot(ref.scheme, str(ref), _radius(papers.get(ref, 0))) for ref in base.concepts},
    )


def _radius(papers: int) -> float:
    return max(_SMALLEST, _UNIT * sqrt(papers))


def _island(base: KnowledgeBase, scheme: SchemeId, papers: Mapping[ConceptRef, int]) -> Island:
    def branch(ref: ConceptRef) -> Branch:
        room = _NAME if papers.get(ref, 0) >= _NAMED else 0.0
        return Branch(str(ref), _radius(papers.get(ref, 0)) + room, tuple(map(branch, base.narrower(ref))))

    return island(Branch("", _HUB + _NAME, tuple(branch(r) for r in base.roots(scheme))), _GAP)


def _centers(
    islands: Mapping[SchemeId, Island], ties: Iterable[tuple[ConceptRef, ConceptRef]]
) -> dict[SchemeId, Point]:
    """The middles of the islands: a force layout of the facets, then moved together."""
    near = Counter((one.scheme, other.scheme) for one, other in ties)
    joined: nx.Graph[SchemeId] = nx.Graph()
    joined.add_nodes_from(islands)
    # Counted from one: without any tie between two parts, the forces would drive them apart for ever.
    joined.add_weighted_edges_from(
        (a, b, 1 + near[a, b] + near[b, a]) for n, a in enumerate(islands) for b in list(islands)[:n]
    )
    size = sum(i.reach for i in islands.values())
    found = nx.spring_layout(joined, weight="weight", seed=7, iterations=200)
    start = [(float(found[s][0]) * size, float(found[s][1]) * size) for s in islands]
    reaches = [i.reach + _GAP for i in islands.values()]
    return dict(zip(islands, spread(start, reaches, _SEA, _WIDE), strict=True))


def _turn(
    islands: Mapping[SchemeId, Island],
    centers: Mapping[SchemeId, Point],
    ties: list[tuple[ConceptRef, ConceptRef]],
) -> dict[SchemeId, dict[str, Point]]:
    """Turn each island to where the lines from it are shortest; the others hold still meanwhile."""
    turned = {s: dict(made.places) for s, made in islands.items()}

    def length(scheme: SchemeId, places: Mapping[str, Point]) -> float:
        total = 0.0
        for one, other in ties:
            if scheme in (one.scheme, other.scheme) and one.scheme != other.scheme:
                own, far = (one, other) if one.scheme == scheme else (other, one)
                (x, y), (to_x, to_y) = centers[scheme], centers[far.scheme]
                dx, dy = places[str(own)]
                far_dx, far_dy = turned[far.scheme][str(far)]
                total += hypot(x + dx - to_x - far_dx, y + dy - to_y - far_dy)
        return total

    for scheme in list(islands) * 2:
        ways = [_rotate(turned[scheme], 2 * pi * n / _TURNS) for n in range(_TURNS)]
        lengths = [round(length(scheme, places)) for places in ways]
        turned[scheme] = ways[lengths.index(min(lengths))]
    return turned


def _rotate(places: Mapping[str, Point], angle: float) -> dict[str, Point]:
    c, s = cos(angle), sin(angle)
    return {name: (x * c - y * s, x * s + y * c) for name, (x, y) in places.items()}
