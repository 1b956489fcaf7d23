"""The taxonomy as SKOS, read back by rdflib and held to its shapes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import rdflib
from pyshacl import validate
from rdflib import OWL, RDF, SKOS, Literal, URIRef

from kb.export.skos import concept_node
from kb.knowledge_base import KnowledgeBase
from tests.conftest import Atlas
from tests.export.common import ODD, STRANGE, made, opened, rows
from tests.garden import DATA


@contextmanager
def their_own_affair() -> Iterator[None]:
    """rdflib and pyshacl call parts of rdflib that rdflib has deprecated."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", r"(ConjunctiveGraph|Dataset\.\w+) is deprecated", DeprecationWarning
        )
        yield


def graph(base: KnowledgeBase, name: str) -> rdflib.Graph:
    data = made(base, name)
    with their_own_affair():
        return rdflib.Graph().parse(data=data, format="turtle" if name == "skos.ttl" else "json-ld")


def conforms(found: rdflib.Graph) -> tuple[bool, str]:
    with their_own_affair():
        ok, _, said = validate(found, shacl_graph=str(DATA / "skos-shapes.ttl"), shacl_graph_format="turtle")
    return ok, said


def test_both_forms_of_skos_are_the_same_graph(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        assert set(graph(atlas, "skos.ttl")) == set(graph(atlas, "skos.jsonld"))


def test_skos_has_every_term(base: KnowledgeBase) -> None:
    found = graph(base, "skos.ttl")
    assert set(found.subjects(RDF.type, SKOS.Concept)) == {concept_node(ref) for ref in base.concepts}
    assert len(set(found.subjects(RDF.type, SKOS.ConceptScheme))) == len(base.schemes)
    for ref, concept in base.concepts.items():
        node, above = concept_node(ref), base.broader(ref)
        assert found.value(node, SKOS.prefLabel) == Literal(concept.pref_label, lang="en")
        assert found.value(node, SKOS.broader) == (concept_node(above) if above else None)
        assert {str(name) for name in found.objects(node, SKOS.altLabel)} >= {
            name for name in concept.alt_label if name != concept.pref_label
        }
        assert (found.value(node, OWL.deprecated) == Literal(True)) == (concept.deprecated is not None)


def test_skos_fits_its_shapes(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        ok, said = conforms(graph(atlas, "skos.ttl"))
        assert ok, said


@pytest.mark.parametrize(
    "predicate", [SKOS.prefLabel, SKOS.definition, SKOS.inScheme, SKOS.narrower, SKOS.topConceptOf]
)
def test_the_shapes_find_what_is_missing(predicate: URIRef, atlas: Atlas) -> None:
    found = graph(atlas.check().base, "skos.ttl")
    found.remove((next(found.subjects(predicate, None)), predicate, None))
    assert not conforms(found)[0]


def test_skos_keeps_strange_text_and_notes(strange: KnowledgeBase) -> None:
    found = graph(strange, "skos.jsonld")
    node = next(concept_node(ref) for ref in strange.concepts if ref.id == "deep-learning")
    assert str(found.value(node, SKOS.prefLabel)) == f"{STRANGE} deep-learning"
    assert {str(note) for note in found.objects(node, SKOS.scopeNote)} == {
        "Use when there are layers", f"Not when nothing is learned: {STRANGE} asking",
    }  # fmt: skip
    assert str(found.value(node, SKOS.example)) == f"{STRANGE} ({ODD}): it has layers"


def test_a_term_that_was_replaced_says_by_which(atlas: Atlas) -> None:
    gone = "    origin: extension\n    definition: Something is learned.\n"
    now = "    deprecated: {isReplacedBy: asking, since: '2026.1', why: too wide}\n"
    atlas.replace("taxonomy/method.yaml", gone, gone + now)
    base = atlas.check().base
    row = next(r for r in rows(base, "concepts.csv") if r["concept"] == "learning")
    assert (row["deprecated"], row["replacedBy"]) == ("TRUE", "asking")
    found = graph(base, "skos.ttl")
    node = next(concept_node(ref) for ref in base.concepts if ref.id == "learning")
    assert found.value(node, OWL.deprecated) == Literal(True)
    assert str(found.value(node, SKOS.changeNote)) == "Deprecated since 2026.1: too wide"
    with closing(opened(base)) as database:
        ask = "SELECT concept, replaced_by FROM concepts WHERE deprecated"
        assert database.execute(ask).fetchall() == [("learning", "asking")]
