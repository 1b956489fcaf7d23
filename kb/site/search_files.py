"""What the browser searches in: one classic script with the facets, the cards and the impacts of words.

The browser builds from it the same postings as `kb.index`, and the impacts come from there, so that both
engines answer alike; `tests/data/query-vectors.json` holds them to it.
"""

from __future__ import annotations

import json
from typing import Any

from kb.identifiers import ConceptRef
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper, Role, Status, Strength
from kb.query.bind import FLAGS, ID_FIELDS, TEXT_FIELDS
from kb.query.vocabulary import current
from kb.site.links import Links
from kb.words import STEM_EXCEPTIONS, STEM_PREFIXES

PATH = "assets/data/search.js"


def search_files(base: KnowledgeBase, index: Index, links: Links) -> dict[str, bytes]:
    """The search files by their path in the site."""
    return {PATH: script(search_data(base, index, links))}


def script(data: dict[str, Any]) -> bytes:
    """Data as a call of `kbData`; no text in it can end the script element or a line of it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"kbData({text});\n".encode()


def search_data(base: KnowledgeBase, index: Index, links: Links) -> dict[str, Any]:
    """The data itself.

    Schemes in order, concepts in tree order, papers in default order; all refer to one another by position.
    `to` of a deprecated concept is what replaced it; `labels` of a paper are triples of concept, role and
    strength; `status` has -1 where it carries labels.
    """
    concepts = [(depth, ref) for scheme in base.schemes for depth, ref in base.tree(scheme)]
    position = {ref: n for n, (_, ref) in enumerate(concepts)}
    schemes = list(base.schemes)
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
                "href": links.scheme(s.scheme),
            }
            for s in base.schemes.values()
        ],
        "roles": list(Role),
        "statuses": list(Status),
        "fields": {"text": TEXT_FIELDS, "id": ID_FIELDS, "flag": FLAGS},
        "stems": {"words": STEM_EXCEPTIONS, "prefixes": STEM_PREFIXES},
        "concepts": [
            _concept(base, ref, depth, schemes.index(ref.scheme), position, links) for depth, ref in concepts
        ],
        "papers": [_card(base, base.papers[citekey], position, links) for citekey in index.ids],
        "venues": {name: [v.container_title, v.type] for name, v in base.venues.items()},
        "terms": {
            s: [n for pair in sorted(found.items()) for n in pair] for s, found in index.impacts.items()
        },
    }


def _concept(
    base: KnowledgeBase,
    ref: ConceptRef,
    depth: int,
    scheme: int,
    position: dict[ConceptRef, int],
    links: Links,
) -> dict[str, Any]:
    concept, above, now = base.concept(ref), base.broader(ref), current(base, ref)
    return {
        "s": scheme,
        "id": ref.id,
        "label": concept.pref_label,
        "short": concept.short,
        "alt": concept.alt_label,
        "up": -1 if above is None else position[above],
        "depth": depth,
        "def": concept.definition,
        "href": links.concept(ref),
        **({} if now == ref else {"to": position[now]}),
    }


def _card(base: KnowledgeBase, paper: Paper, position: dict[ConceptRef, int], links: Links) -> dict[str, Any]:
    passages = [e for e in paper.evidence.values() if e.passage is not None]
    statuses = [base.status(paper, scheme) for scheme in base.schemes]
    return {
        "id": paper.id,
        "title": paper.title,
        "short": paper.short_name,
        "authors": [a.display for a in paper.author],
        "families": [a.family for a in paper.author[:3]],
        "issued": paper.issued,
        "year": paper.year,
        "venue": paper.venue,
        "summary": paper.summary,
        "scope": paper.scope,
        "read": paper.read,
        "methods": sorted({c.method for c in paper.curation}),
        **{name: getattr(paper.identifiers, name) for name in ("arxiv", "doi", "acl", "openreview")},
        "code": paper.links.code,
        "evidence": bool(passages) and all(e.matched for e in passages),
        "href": links.paper(paper.id),
        "labels": [
            [position[a.concept], list(Role).index(a.role), list(Strength).index(a.strength)]
            for a in base.assertions(paper)
        ],
        "status": [-1 if s is None else list(Status).index(s) for s in statuses],
    }
