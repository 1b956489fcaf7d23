"""What the browser searches in: classic scripts, one core and small files that are loaded when asked for.

The core has the facets and, for every paper in default order, its labels, statuses, year and flags: counts
and queries by facet need nothing else. Words are in shards by letter, what a result shows is in cards, and
whole papers with their citations stand in larger files for exports. The browser's engine answers from them
as `kb.query` does; `tests/data/query-vectors.json` holds both to it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kb.bibtex import bibtex
from kb.csl import csl
from kb.identifiers import ConceptRef, SchemeId
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper, Role, Status, Strength
from kb.query.bind import FLAGS, ID_FIELDS, TEXT_FIELDS
from kb.query.vocabulary import current
from kb.ris import ris
from kb.site.search_words import word_shards
from kb.words import NO_IZE, SPELLINGS, STEM_EXCEPTIONS, STEM_PREFIXES, STOP_WORDS, fold_label

FOLDER = "assets/data"
# Papers a file with all that is known of them, for exports and for questions that look at many.
FULL = 64


def search_files(base: KnowledgeBase, index: Index) -> dict[str, bytes]:
    """The search files by their path in the site."""
    papers = [base.papers[citekey] for citekey in index.ids]
    shards = word_shards(base, index)
    parts: dict[str, Any] = {f"words-{n}": shard for n, (_, shard) in enumerate(shards)}
    parts |= {f"about-{name}": _definitions(base, name) for name in base.schemes}
    # A file a card: results stand far apart, and of a file with several most would be read in vain.
    parts |= {f"card-{n}": _card(paper) for n, paper in enumerate(papers)}
    for n, start in enumerate(range(0, len(papers), FULL)):
        parts[f"full-{n}"] = [_full(base, paper) for paper in papers[start : start + FULL]]
    parts["ids"] = index.ids
    parts["venues"] = _told_once([paper.venue for paper in papers])
    # The place of each paper when they stand by title.
    by_title = sorted(range(len(papers)), key=lambda n: (fold_label(papers[n].title), n))
    parts["titles"] = sorted(range(len(papers)), key=by_title.__getitem__)
    core = {**_vocabulary(base), "papers": _columns(base, papers)}
    core["files"] = {"words": [first for first, _ in shards], "full": FULL}
    files = {f"{FOLDER}/core.js": script("kbData", core)}
    return files | {f"{FOLDER}/{name}.js": script("kbFile", name, part) for name, part in parts.items()}


def script(function: str, *arguments: Any) -> bytes:
    """A call of a function with data; no text in it can end the script element or a line of it."""
    text = ",".join(json.dumps(a, ensure_ascii=False, separators=(",", ":")) for a in arguments)
    for sign in ("<", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"{function}({text});\n".encode()


def _concepts(base: KnowledgeBase) -> list[tuple[int, ConceptRef]]:
    """All concepts with their depth: facet by facet, in tree order. Data refers to them by position."""
    return [(depth, ref) for scheme in base.schemes for depth, ref in base.tree(scheme)]


def _vocabulary(base: KnowledgeBase) -> dict[str, Any]:
    """Facets, concepts and the names that a query may use."""
    concepts = _concepts(base)
    position = {ref: n for n, (_, ref) in enumerate(concepts)}
    return {
        "release": base.release.version if base.release else None,
        "schemes": [
            {
                "id": s.scheme,
                "label": s.pref_label,
                "gloss": s.gloss or "",
                "order": s.order,
                "glyph": s.glyph or "",
                "role": list(Role).index(s.default_role),
                "silence": s.silence,
            }
            for s in base.schemes.values()
        ],
        "roles": list(Role),
        "statuses": list(Status),
        "fields": {"text": TEXT_FIELDS, "id": ID_FIELDS, "flag": FLAGS},
        "stems": {
            "words": STEM_EXCEPTIONS,
            "prefixes": STEM_PREFIXES,
            "spellings": SPELLINGS,
            "noIze": NO_IZE,
            "stop": sorted(STOP_WORDS),
        },
        "concepts": [_concept(base, ref, depth, position) for depth, ref in concepts],
    }


def _concept(
    base: KnowledgeBase, ref: ConceptRef, depth: int, position: dict[ConceptRef, int]
) -> dict[str, Any]:
    """A concept; `up` is the one above it, `to` what replaced a deprecated one. What is usual is left out."""
    concept, above, now = base.concept(ref), base.broader(ref), current(base, ref)
    return {
        "s": list(base.schemes).index(ref.scheme),
        "id": ref.id,
        "label": concept.pref_label,
        **({"short": concept.short} if concept.short != concept.pref_label else {}),
        **({"alt": concept.alt_label} if concept.alt_label else {}),
        **({"up": position[above], "depth": depth} if above else {}),
        **({} if now == ref else {"to": position[now]}),
    }


def _definitions(base: KnowledgeBase, scheme: SchemeId) -> dict[str, str]:
    return {c.id: " ".join(c.definition.split()) for c in base.schemes[scheme].concepts}


def _columns(base: KnowledgeBase, papers: Sequence[Paper]) -> dict[str, Any]:
    """The papers, a list for each property; sets of names are told once and pointed at.

    A label is one number: the position of its concept, its role and its strength.
    """
    position = {ref: n for n, (_, ref) in enumerate(_concepts(base))}
    roles, strengths, statuses = list(Role), list(Strength), list(Status)

    def labels(paper: Paper) -> list[int]:
        found = []
        for a in base.assertions(paper):
            sort = len(strengths) * roles.index(a.role) + strengths.index(a.strength)
            found.append(position[a.concept] * len(roles) * len(strengths) + sort)
        return found

    def status(paper: Paper) -> list[int]:
        found = (base.status(paper, scheme) for scheme in base.schemes)
        return [-1 if s is None else statuses.index(s) for s in found]

    def having(paper: Paper) -> list[str]:
        passages = [e for e in paper.evidence.values() if e.passage is not None]
        holds = {
            "code": paper.links.code is not None,
            "doi": paper.identifiers.doi is not None,
            "evidence": bool(passages) and all(e.matched for e in passages),
        }
        return [name for name in FLAGS["has"] if holds[name]]

    return {
        "labels": [labels(p) for p in papers],
        "status": _told_once([status(p) for p in papers]),
        "year": _told_once([p.year for p in papers]),
        "scope": _told_once([p.scope for p in papers]),
        "read": _told_once([p.read for p in papers]),
        "methods": _told_once([sorted({c.method for c in p.curation}) for p in papers]),
        "has": _told_once([having(p) for p in papers]),
    }


def _told_once(values: list[Any]) -> dict[str, list[Any]]:
    """The values that occur, and for each paper which of them it has."""
    known: dict[str, int] = {}
    at = [known.setdefault(json.dumps(value), len(known)) for value in values]
    return {"values": [json.loads(value) for value in known], "at": at}


def _card(paper: Paper) -> dict[str, Any]:
    """What the browser shows of a paper, and the text of its fields; what is not known is left out."""
    ids = paper.identifiers
    card = {
        "id": paper.id,
        "title": paper.title,
        "short": paper.short_name,
        "authors": [a.display for a in paper.author],
        "issued": paper.issued,
        "venue": paper.venue,
        "summary": paper.summary,
        "arxiv": ids.arxiv,
        "doi": ids.doi,
        "acl": ids.acl,
        "openreview": ids.openreview,
        "code": paper.links.code,
    }
    return {name: value for name, value in card.items() if value is not None}


def _full(base: KnowledgeBase, paper: Paper) -> dict[str, Any]:
    """A card, and the paper in the forms of citation that its own page gives."""
    venue = base.venues.get(paper.venue)
    return {
        **_card(paper),
        "bibtex": bibtex(paper, venue),
        "ris": ris(paper, venue).strip(),
        "csl": csl(paper, venue),
    }
