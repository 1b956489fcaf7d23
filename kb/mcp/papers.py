"""Answers about papers: what a query finds, a record, several side by side, on what a label rests."""

from __future__ import annotations

from collections.abc import Sequence

from kb.atlas import Atlas
from kb.bibtex import address
from kb.identifiers import SchemeId
from kb.insight import likeness
from kb.knowledge_base import Assertion
from kb.mcp.common import MOST_NEAR, Answer, Wrong, filled, line, named, the_concept, the_paper
from kb.model import Evidence, Paper
from kb.query import QuerySyntaxError, explain, hints, read_as

PASSAGES = "A passage is given by its first and last words; the text between them stands in the paper."


def search(atlas: Atlas, query: str, limit: int) -> Answer:
    """The papers that a query finds, and how it was read; for one that cannot be read, where and why."""
    try:
        found = atlas.query(query)
    except QuerySyntaxError as error:
        return _unreadable(query, error)
    shown = [line(paper) for paper in found[:limit]]
    answer: Answer = {
        "query": query,
        "read_as": read_as(query, atlas.base),
        "total": len(found),
        "shown": len(shown),
        "papers": shown,
    }
    if not found:
        answer["problem"] = "no paper in the atlas is found by this query"
        answer |= _instead(atlas, query)
        answer["papers_per_condition"] = [text.lstrip() for text in explain(query, atlas.base, atlas.index)]
    return answer


def _instead(atlas: Atlas, query: str) -> Answer:
    """What may have been meant, and the papers with most of the words."""
    told = hints(query, atlas.base, atlas.index)
    answer: Answer = {
        "did_you_mean": [corrected for unknown in told.unknown for _, corrected in unknown.offers],
    }
    if told.most:
        answer["papers_with_most_words"] = [
            line(atlas.base.papers[citekey]) | {"lacks": list(lacks)}
            for citekey, lacks in told.most.papers[:MOST_NEAR]
        ]
        answer["any_of_the_words"] = told.most.query
    return filled(answer)


def _unreadable(query: str, error: QuerySyntaxError) -> Answer:
    start = error.column - 1
    return {
        "query": query,
        "problem": f"the query cannot be read: {error.message}",
        "column": error.column,
        "length": error.length,
        "fixes": list(error.fixes),
        "try": [query[:start] + fix + query[start + error.length :] for fix in error.fixes],
    }


def paper(atlas: Atlas, name: str) -> Answer:
    """A whole record."""
    found, base = the_paper(atlas, name), atlas.base
    about = line(found) | {
        "authors": [author.display for author in found.author],
        "issued": found.issued,
        "scope": found.scope,
        "identifiers": found.identifiers.model_dump(mode="json", exclude_none=True),
        "links": found.links.model_dump(mode="json", exclude_none=True),
        "withdrawn": found.withdrawn.model_dump(mode="json", exclude_none=True) if found.withdrawn else None,
        "contested": [contest.model_dump(mode="json") for contest in found.contested],
    }
    return {
        "paper": filled(about),
        "facets": [_facet(atlas, found, scheme) for scheme in base.schemes],
        "evidence": {name: _evidence(evidence) for name, evidence in found.evidence.items()},
        "labeled": [{"by": c.method, "read": c.read, "date": c.date} for c in found.curation],
        "note": PASSAGES,
    }


def _facet(atlas: Atlas, found: Paper, scheme: SchemeId) -> Answer:
    header = atlas.base.schemes[scheme]
    labels = [_label(atlas, a) for a in atlas.base.assertions(found) if a.concept.scheme == scheme]
    told = {"facet": scheme, "label": header.pref_label, "labels": labels}
    return filled(told | {"status": atlas.base.status(found, scheme)})


def _label(atlas: Atlas, a: Assertion) -> Answer:
    told = named(atlas.base, a.concept) | {"role": a.role, "strength": a.strength, "note": a.note}
    return filled(told | {"evidence": list(a.evidence)})


def _evidence(evidence: Evidence) -> Answer:
    passage = evidence.passage
    return filled(
        {
            "layer": evidence.layer,
            "section": evidence.section,
            "first_words": passage.from_ if passage else None,
            "last_words": passage.to if passage else None,
            "found_in_source": evidence.matched,
            "note": evidence.note,
        }
    )


def compare(atlas: Atlas, names: Sequence[str]) -> Answer:
    """Papers side by side, facet by facet; silence of one is no difference."""
    ids = list(dict.fromkeys(names))
    if len(ids) < 2:
        raise Wrong(f"{ids[0]} stands twice; name 2 to 6 different papers")
    found = [the_paper(atlas, name) for name in ids]
    return {
        "papers": [line(p) for p in found],
        "facets": [_compared(atlas, found, scheme) for scheme in atlas.base.schemes],
    }


def _compared(atlas: Atlas, found: Sequence[Paper], scheme: SchemeId) -> Answer:
    base = atlas.base
    cells = {}
    for p in found:
        labels = [a for a in base.assertions(p) if a.concept.scheme == scheme]
        status = base.status(p, scheme)
        told = [named(base, a.concept) | {"role": a.role} for a in labels]
        cells[str(p.id)] = filled({"labels": told, "status": status})
    return {
        "facet": scheme,
        "label": base.schemes[scheme].pref_label,
        "likeness": likeness(base, found, scheme),
        "of": cells,
    }


def evidence(atlas: Atlas, name: str, concept: str) -> Answer:
    """On what the label of a paper rests: the labels with that concept or one below it, with passages."""
    found, wanted, base = the_paper(atlas, name), the_concept(atlas, concept), atlas.base
    told: Answer = {
        "paper": filled({"id": found.id, "title": found.title, "url": address(found)}),
        **named(base, wanted.ref),
    }
    below = {wanted.ref, *base.descendants(wanted.ref)}
    labels = [a for a in base.assertions(found) if a.concept in below]
    if not labels:
        problem = f"{found.id} carries neither {wanted} nor a concept below it"
        return told | {"problem": problem, "instead": _facet(atlas, found, wanted.ref.scheme)}
    return told | {
        "labels": [
            _label(atlas, a) | {"evidence": [{"id": i} | _evidence(found.evidence[i]) for i in a.evidence]}
            for a in labels
        ],
        "note": PASSAGES,
    }
