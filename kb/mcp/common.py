"""What all answers share: the release they speak of, a paper in a line, and names that nothing has."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from kb import change
from kb.atlas import Atlas
from kb.bibtex import address
from kb.concepts import Concept
from kb.diagnostics import nearest, quote
from kb.identifiers import Citekey, ConceptRef, SchemeId
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper
from kb.query import QuerySyntaxError, Vocabulary
from kb.words import fold_label

Answer = dict[str, Any]
MOST_NEAR = 5


class Wrong(ValueError):
    """A question that cannot be asked so; the message says how to ask it."""


class NotFound(LookupError):
    """The atlas has nothing of that name; `answer` says so, with the names nearest to it."""

    def __init__(self, problem: str, **more: Any) -> None:
        self.answer: Answer = {"problem": problem, **filled(more)}
        super().__init__(problem)


def filled(values: Answer) -> Answer:
    """The values without those that say nothing: None, empty texts and empty collections."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def release(base: KnowledgeBase) -> Answer:
    """Of which release the data are.

    They count as released when the snapshot kept for that version is the one they give now.
    """
    named = base.release
    if named is None:
        return {"version": None, "released": False, "note": "Unreleased data: they name no release."}
    told: Answer = {"version": named.version, "date": named.date}
    if base.releases.get(named.version) == change.dump(change.snapshot(base)):
        return told | {"released": True}
    note = f"Unreleased data on the way to release {named.version}: labels and counts may still change."
    return told | {"released": False, "note": note}


def line(paper: Paper) -> Answer:
    """A paper as lists of papers show it."""
    return filled(
        {
            "id": paper.id,
            "title": paper.title,
            "short_name": paper.short_name,
            "year": paper.year,
            "venue": paper.venue,
            "summary": paper.summary,
            "url": address(paper),
        }
    )


def named(base: KnowledgeBase, ref: ConceptRef) -> Answer:
    """A concept by its name and its label."""
    return {"concept": str(ref), "label": base.concept(ref).pref_label}


def the_paper(atlas: Atlas, name: str) -> Paper:
    """The paper of that id; raises `NotFound` with the nearest ones."""
    base = atlas.base
    if name in base.papers:
        return base.papers[Citekey(name)]
    left_out = next((p for p in base.out_of_scope if p.id == name), None)
    near = [_in_short(base.papers[citekey]) for citekey in _papers_near(atlas, name)]
    raise NotFound(
        f"no paper in the atlas has the id {quote(name)}",
        left_out={"title": left_out.title, "why": left_out.why} if left_out else None,
        nearest=near,
        hint="" if near else "look for it by words of its title with search",
    )


def the_concept(atlas: Atlas, name: str) -> Concept:
    """The concept named as `facet:concept`; raises `NotFound` with the nearest ones."""
    try:
        return atlas.concept(name)
    except (KeyError, ValueError):
        near = [named(atlas.base, ref) for ref in _concepts_near(atlas.base, name)]
        raise NotFound(
            f"no concept in the atlas is called {quote(name)}; a concept is named as facet:concept",
            nearest=near,
            hint="" if near else "facets lists them all",
        ) from None


def the_facet(atlas: Atlas, name: str) -> SchemeId:
    """The facet of that name; raises `NotFound` with all there are."""
    for scheme in atlas.base.schemes:
        if scheme == name:
            return scheme
    raise NotFound(f"no facet in the atlas is called {quote(name)}", facets=list(atlas.facets))


def _in_short(paper: Paper) -> Answer:
    return filled({"id": paper.id, "short_name": paper.short_name, "title": paper.title})


def _papers_near(atlas: Atlas, name: str) -> list[Citekey]:
    """The papers so called, then those with a like id, then those whose text has all the words."""
    base, words = atlas.base, fold_label(name)
    if not words:
        return []
    found = [p.id for p in base.papers.values() if p.short_name and fold_label(p.short_name) == words]
    ids = {str(i): i for i in base.papers}
    found += [i for key, i in sorted(ids.items()) if len(name) > 2 and key.startswith(name)]
    found += [ids[key] for key in nearest(name, ids, 3)]
    with suppress(QuerySyntaxError):  # what was typed may be no query either
        found += atlas.query(words).ids[:MOST_NEAR]
    return list(dict.fromkeys(found))[:MOST_NEAR]


def _concepts_near(base: KnowledgeBase, name: str) -> list[ConceptRef]:
    vocabulary = Vocabulary.of(base)
    facet, colon, rest = name.partition(":")
    wanted = rest if colon else facet
    scheme = vocabulary.scheme(facet) if colon else None
    found = vocabulary.elsewhere(wanted)
    for there in [scheme] if scheme else vocabulary.schemes:
        found += vocabulary.near(there, wanted)
    return list(dict.fromkeys(found))[:MOST_NEAR]
