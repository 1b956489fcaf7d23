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

import io

import networkx as nx

from kb.identifiers import ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper
from kb.words import fold_label


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
    """The graph as GraphML, the form that Gephi, yEd, igraph and Cytoscape read."""
    out = io.BytesIO()
    nx.write_graphml(made, out, infer_numeric_types=True, named_key_ids=True)
    return out.getvalue()
