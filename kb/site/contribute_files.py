"""What the page for a new paper needs beside the search data, as one file that only it loads.

The rules by which records are made and checked are told as data, so that browser and `kb` have them from one
place: what identifiers look like, which words begin no id, how long a summary is. `kb.intake` reads sources
and finds duplicates by the same data; `tests/data/contribute-vectors.json` holds both to it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kb.bibtex import split_name
from kb.identifiers import AclId, ArxivId, Doi, Identifier, OpenReviewId
from kb.intake.duplicates import ALIKE
from kb.intake.named import Names
from kb.intake.suggest import LEAST
from kb.intake.venues import ALIKE as VENUE_ALIKE
from kb.intake.venues import COMMON, beginnings
from kb.intake.work import EMPTY, FOUND_IN, LETTERS, ascii_letters, own_name
from kb.knowledge_base import KnowledgeBase
from kb.model import Depth, Layer, Method, Paper, Scope, Strength
from kb.rules.kb606_evidence_form import MAX_WORDS
from kb.rules.kb701_summary_length import LONGEST, SHORTEST
from kb.rules.kb702_markup import MARKUP
from kb.site.search_files import FOLDER, script
from kb.words import fold_label, fold_title

NAME = "contribute"
_IDENTIFIERS: dict[str, type[Identifier]] = {
    "arxiv": ArxivId,
    "doi": Doi,
    "acl": AclId,
    "openreview": OpenReviewId,
}


def contribute_files(base: KnowledgeBase) -> dict[str, bytes]:
    """The file by its path in the site."""
    content = {
        "papers": [_paper(base, paper) for paper in base.papers.values()],
        "leftOut": [{"id": w.id, "title": fold_title(w.title), "why": w.why} for w in base.out_of_scope],
        "venues": [
            {
                "name": name,
                "title": venue.container_title,
                **({"preprint": 1} if venue.preprint else {}),
            }
            for name, venue in base.venues.items()
        ],
        "volumes": _volumes(base),
        "trust": _trust(base),
        "rules": _rules(base),
    }
    return {f"{FOLDER}/{NAME}.js": script("kbFile", NAME, content)}


def _paper(base: KnowledgeBase, paper: Paper) -> dict[str, Any]:
    """What a new paper is compared with; what is not known is left out."""
    identifiers = paper.identifiers.model_dump(exclude_none=True)
    told = {
        "id": paper.id,
        "title": fold_label(paper.title),
        "name": fold_label(own_name(paper.title)),
        "families": sorted({ascii_letters(split_name(a).family or a.name) for a in paper.author}),
        "preprint": int(base.preprint(paper.venue)),
        "ids": {kind: value.casefold() for kind, value in identifiers.items()},
    }
    return {key: value for key, value in told.items() if value}


def _trust(base: KnowledgeBase) -> list[float]:
    """How much a name of each concept says in a text, in the order of the search data; too little is 0."""
    names = Names(base)
    trusts = (names.trust(ref) for scheme in base.schemes for _, ref in base.tree(scheme))
    return [round(trust, 2) if trust >= LEAST else 0 for trust in trusts]


def _volumes(base: KnowledgeBase) -> dict[str, str]:
    """The venue of identifiers that begin alike, where they have one only."""
    found: dict[str, set[str]] = defaultdict(set)
    for paper in base.papers.values():
        for begin in beginnings(paper.identifiers.model_dump(exclude_none=True)):
            found[begin].add(paper.venue)
    return {begin: next(iter(of)) for begin, of in found.items() if len(of) == 1}


def _rules(base: KnowledgeBase) -> dict[str, Any]:
    return {
        "summary": [SHORTEST, LONGEST],
        "passage": MAX_WORDS,
        "markup": MARKUP.pattern,
        "alike": ALIKE,
        "venueAlike": VENUE_ALIKE,
        "common": sorted(COMMON),
        "empty": sorted(EMPTY),
        "letters": {chr(sign): text for sign, text in LETTERS.items()},
        "identifiers": {
            name: {
                "what": kind.what,
                "form": kind.form,
                "whole": kind.pattern.pattern,
                "found": FOUND_IN[name].pattern,
            }
            for name, kind in _IDENTIFIERS.items()
        },
        "background": {s.scheme: s.when_background for s in base.schemes.values() if s.when_background},
        "layers": list(Layer),
        "depths": list(Depth),
        "methods": list(Method),
        "scopes": list(Scope),
        "strengths": list(Strength),
    }
