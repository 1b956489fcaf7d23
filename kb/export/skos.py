"""The taxonomy as SKOS, in Turtle and JSON-LD; the one place that knows rdflib (extra `rdf`).

Facets are concept schemes, terms concepts. What SKOS has no word for stands in its notes: when a label is
not given, and which paper only seems to show the term.
"""

from __future__ import annotations

import json
from typing import Any

from rdflib import DC, DCMITYPE, DCTERMS, OWL, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from kb.bibtex import address
from kb.export.about import AUTHORS, LICENSE_URL, NAMESPACE, TITLE, release
from kb.identifiers import Citekey, ConceptId, ConceptRef
from kb.knowledge_base import KnowledgeBase
from kb.model import Concept, ConceptScheme, Source

ATLAS = Namespace(NAMESPACE)


def turtle(base: KnowledgeBase) -> bytes:
    """The taxonomy as Turtle."""
    data: bytes = taxonomy(base).serialize(format="turtle", encoding="utf-8")
    return data


def json_ld(base: KnowledgeBase) -> bytes:
    """The taxonomy as JSON-LD; sorted, since rdflib promises no order."""
    context = {
        "dcmitype": str(DCMITYPE),
        "skos": str(SKOS),
        "dc": str(DC),
        "dcterms": str(DCTERMS),
        "owl": str(OWL),
        "xsd": str(XSD),
    }
    made = json.loads(taxonomy(base).serialize(format="json-ld", context=context))
    return (json.dumps(_sorted(made), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(v) for key, v in value.items()}
    if isinstance(value, list):
        return sorted(
            map(_sorted, value),
            key=lambda v: json.dumps([isinstance(v, dict) and v.get("@id"), v], sort_keys=True),
        )
    return value


def taxonomy(base: KnowledgeBase) -> Graph:
    """All facets and terms as a graph without blank nodes."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dc", DC)
    graph.bind("dcterms", DCTERMS)
    _atlas(graph, base)
    for scheme in base.schemes.values():
        _scheme(graph, base, scheme)
    for ref, concept in base.concepts.items():
        _concept(graph, base, ref, concept)
        _notes(graph, base, ref, concept)
    return graph


def scheme_node(scheme: str) -> URIRef:
    """The name of a facet."""
    return ATLAS[f"scheme:{scheme}"]


def concept_node(ref: ConceptRef) -> URIRef:
    """The name of a term."""
    return ATLAS[f"concept:{ref}"]


def paper_node(base: KnowledgeBase, citekey: Citekey) -> URIRef:
    """The address of a paper, else a name in the atlas."""
    paper = base.papers.get(citekey)
    return URIRef((paper and address(paper)) or ATLAS[f"paper:{citekey}"])


def _english(text: str) -> Literal:
    return Literal(text, lang="en")


def _atlas(graph: Graph, base: KnowledgeBase) -> None:
    node = ATLAS["atlas"]
    graph.add((node, RDF.type, DCMITYPE.Dataset))
    graph.add((node, DCTERMS.title, _english(TITLE)))
    graph.add((node, DC.creator, Literal(AUTHORS)))
    graph.add((node, DCTERMS.license, URIRef(LICENSE_URL)))
    graph.add((node, OWL.versionInfo, Literal(release(base))))
    if base.release:
        graph.add((node, DCTERMS.issued, Literal(base.release.date, datatype=XSD.date)))


def _scheme(graph: Graph, base: KnowledgeBase, scheme: ConceptScheme) -> None:
    node = scheme_node(scheme.scheme)
    graph.add((node, RDF.type, SKOS.ConceptScheme))
    graph.add((node, SKOS.prefLabel, _english(scheme.pref_label)))
    graph.add((node, SKOS.definition, _english(scheme.definition)))
    graph.add((node, DCTERMS.isPartOf, ATLAS["atlas"]))
    _source(graph, base, node, scheme.source)
    for root in base.roots(scheme.scheme):
        graph.add((node, SKOS.hasTopConcept, concept_node(root)))
        graph.add((concept_node(root), SKOS.topConceptOf, node))


def _concept(graph: Graph, base: KnowledgeBase, ref: ConceptRef, concept: Concept) -> None:
    node = concept_node(ref)
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme_node(ref.scheme)))
    graph.add((node, SKOS.notation, Literal(str(ref))))
    graph.add((node, SKOS.prefLabel, _english(concept.pref_label)))
    for name in {*concept.alt_label, concept.short} - {concept.pref_label}:
        graph.add((node, SKOS.altLabel, _english(name)))
    graph.add((node, SKOS.definition, _english(concept.definition)))
    if above := base.broader(ref):
        graph.add((node, SKOS.broader, concept_node(above)))
        graph.add((concept_node(above), SKOS.narrower, node))
    _source(graph, base, node, concept.source)
    if concept.deprecated:
        graph.add((node, OWL.deprecated, Literal(True)))
        graph.add(
            (
                node,
                SKOS.changeNote,
                _english(f"Deprecated since {concept.deprecated.since}: {concept.deprecated.why}"),
            )
        )
        if now := concept.deprecated.is_replaced_by:
            graph.add((node, DCTERMS.isReplacedBy, concept_node(ConceptRef(ref.scheme, now))))


def _notes(graph: Graph, base: KnowledgeBase, ref: ConceptRef, concept: Concept) -> None:
    node = concept_node(ref)

    def named(other: ConceptId) -> str:
        found = base.concepts.get(ConceptRef(ref.scheme, other))
        return found.pref_label if found else other

    if concept.use_when:
        graph.add((node, SKOS.scopeNote, _english(f"Use when {concept.use_when}")))
    for other, why in concept.not_when.items():
        graph.add((node, SKOS.scopeNote, _english(f"Not when {why}: {named(other)}")))
    if concept.example:
        graph.add(
            (node, SKOS.example, _english(f"{_title(base, concept.example.paper)}: {concept.example.why}"))
        )
    if miss := concept.near_miss:
        told = f"Near miss: {_title(base, miss.paper)} is {named(miss.instead)}, since {miss.why}"
        graph.add((node, SKOS.note, _english(told)))
    if concept.editorial_note:
        graph.add((node, SKOS.editorialNote, _english(concept.editorial_note)))


def _title(base: KnowledgeBase, citekey: Citekey) -> str:
    paper = base.papers.get(citekey)
    return f"{paper.title} ({citekey})" if paper else citekey


def _source(graph: Graph, base: KnowledgeBase, node: URIRef, source: Source | None) -> None:
    if source:
        graph.add((node, DCTERMS.source, paper_node(base, source.paper)))
        if source.section:
            told = f"{_title(base, source.paper)}, section {source.section}"
            graph.add((node, DC.source, _english(told)))
