"""The crosswalks as SSSOM/TSV, the form in which mappings between vocabularies are exchanged.

The subject of a row is a term of another survey, its object a concept of the atlas. A term for which nothing
fits has `sssom:NoTermFound` as its object, by `skos:mappingRelation`: no match of any kind was found. Rows
stand survey by survey in the order of each tree; the comments at the top say what the whole file is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from kb.export.about import AUTHORS, LICENSE_URL, NAMESPACE, TITLE, release
from kb.knowledge_base import KnowledgeBase
from kb.model import Counterpart, Crosswalk, Match, Node, Sure

PREDICATES = {
    Match.EXACT: "skos:exactMatch",
    Match.CLOSE: "skos:closeMatch",
    Match.BROAD: "skos:broadMatch",
    Match.NARROW: "skos:narrowMatch",
    Match.RELATED: "skos:relatedMatch",
}
PREFIXES = {
    "atlas": NAMESPACE,
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "urn": "urn:",  # readers take the id of the set, a URN, for a CURIE: it then expands to itself
}
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "subject_source",
    "comment",
)
NO_TERM = "sssom:NoTermFound"
ANY_MATCH = "skos:mappingRelation"  # what all five have in common: none of them was found


def sssom(base: KnowledgeBase) -> bytes:
    """All matches of all crosswalks, with what the set of mappings is as YAML in comments above them."""
    out = io.StringIO()
    out.writelines(f"#{line}\n" for line in _about(base))
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for crosswalk in base.crosswalks.values():
        for _, node in crosswalk.tree():
            writer.writerows(_rows(base, crosswalk, node))
    return out.getvalue().encode()


def rows(base: KnowledgeBase) -> int:
    """How many rows the file has: one a match, and one for each term without any."""
    return sum(
        len(node.mappings) + (node.none is not None) for c in base.crosswalks.values() for node in c.nodes
    )


def _about(base: KnowledgeBase) -> Iterator[str]:
    yield "curie_map:"
    for prefix, address in PREFIXES.items():
        yield f"  {prefix}: {json.dumps(address)}"
    facts = {
        "mapping_set_id": f"{NAMESPACE}crosswalk",
        "mapping_set_version": release(base),
        "mapping_set_title": "Terms of other surveys of personalized language models and those of the atlas",
        "mapping_set_description": f"Each term was judged on its own against the definitions of: {TITLE}",
        "license": LICENSE_URL,
        "creator_label": [AUTHORS],
        "subject_type": "skos concept",
        "object_type": "skos concept",
        "object_source": "atlas:atlas",
        **({"publication_date": base.release.date} if base.release else {}),
    }
    for name, value in facts.items():
        yield f"{name}: {json.dumps(value, ensure_ascii=False)}"
    if base.release:
        yield f"object_source_version: {json.dumps(release(base))}"


def _rows(base: KnowledgeBase, crosswalk: Crosswalk, node: Node) -> Iterator[tuple[str, ...]]:
    for mapping in node.mappings:
        label = base.concept(mapping.ref).pref_label
        yield _row(crosswalk, node, PREDICATES[mapping.match], _concept(mapping), label, mapping.why)
    if node.none is not None:
        yield _row(crosswalk, node, ANY_MATCH, NO_TERM, "", node.none)


def _row(
    crosswalk: Crosswalk, node: Node, predicate: str, concept: str, label: str, why: str
) -> tuple[str, ...]:
    survey = f"atlas:survey:{crosswalk.id}"
    told = "" if node.sure is Sure.SEEN else " (the term is known from what others tell of the survey)"
    return (
        f"{survey}:{node.id}",
        node.pref_label,
        predicate,
        concept,
        label,
        "semapv:UnspecifiedMatching",
        survey,
        why + told,
    )


def _concept(mapping: Counterpart) -> str:
    return f"atlas:concept:{mapping.concept}"
