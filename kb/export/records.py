"""The atlas as JSON in one piece, and as JSON Lines with a paper a line.

A paper has the keys of what the explore page exports, in the same shape, and more besides. A key without a
value is there with null, so that every paper has the same keys.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json

from kb.export.about import FORMAT, LICENSE, citation
from kb.knowledge_base import Assertion, KnowledgeBase
from kb.model import Paper

# What stands where, as the data page explains it; `x[]` is an entry of a list, `x{}` a value by its name.
FIELDS = (
    ("format", "Version of this shape; the first number changes when a reader would have to change."),
    ("release, date", "Version and day of the data; null before a first release."),
    ("license, citation", "Terms of use, and how to cite the atlas."),
    ("papers[].id", "The citekey, the same for ever."),
    ("papers[].title, shortName, summary", "The title; the name of the method or dataset; what it is about."),
    ("papers[].author[]", "Names in reading order, given names first."),
    ("papers[].issued, firstPublic", "Year or year and month: of the version in `venue`; of the first one."),
    ("papers[].venue", "Short name; a key of `venues`."),
    ("papers[].identifiers", "`arxiv`, `doi`, `acl`, `openreview`, each a text or null."),
    ("papers[].code", "Where the code is; the same as `links.code`."),
    ("papers[].links", "`code`, `data`, `project`, `video`, each an address or null."),
    ("papers[].scope", "`core`, or `background`: cited for context and in no count."),
    ("papers[].withdrawn", "Null, or `why` and `isReplacedBy` of a record that no longer counts."),
    ("papers[].labels[]", "`scheme`, `concept`, `role`, `strength`, `evidence` (ids), `note`."),
    ("papers[].status{}", "For each facet without a label: not-applicable, not-reported or not-read."),
    ("papers[].evidence{}", "`layer`, `section`, words of the passage `from` and `to`, `digest`, `note`."),
    ("papers[].contested[]", "Disagreement with a label: `concept`, `who`, `why`."),
    ("papers[].curation", "`method` (who labeled), `read` (how deep), `readings[]` with the day of each."),
    ("schemes[]", "The facets with their `concepts[]`, in the spelling of `taxonomy/*.json`."),
    ("venues{}", "By short name: `containerTitle`, `type`, `publisher`."),
)  # fmt: skip


def whole(base: KnowledgeBase) -> bytes:
    """Everything, indented for readers."""
    found = {
        "format": FORMAT,
        "release": base.release.version if base.release else None,
        "date": base.release.date if base.release else None,
        "license": LICENSE,
        "citation": citation(base),
        "papers": [paper_object(base, paper) for paper in base.papers.values()],
        "schemes": [_dump(scheme) for scheme in base.schemes.values()],
        "venues": {name: _dump(venue) for name, venue in sorted(base.venues.items())},
    }
    return to_json(found, indent=2) + b"\n"


def lines(base: KnowledgeBase) -> bytes:
    """A paper a line, without the rest."""
    rows = b"".join(to_json(paper_object(base, paper)) + b"\n" for paper in base.papers.values())
    # Some readers take these two signs for the end of a line.
    return rows.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")


def paper_object(base: KnowledgeBase, paper: Paper) -> dict[str, Any]:
    """A paper with its labels as they stand, defaults filled in."""
    ids, links = paper.identifiers, paper.links
    return {
        "id": paper.id,
        "title": paper.title,
        "shortName": paper.short_name,
        "author": [a.display for a in paper.author],
        "issued": paper.issued,
        "firstPublic": paper.first_public,
        "venue": paper.venue,
        "identifiers": {"arxiv": ids.arxiv, "doi": ids.doi, "acl": ids.acl, "openreview": ids.openreview},
        "code": links.code,
        "links": {"code": links.code, "data": links.data, "project": links.project, "video": links.video},
        "scope": paper.scope,
        "withdrawn": paper.withdrawn.model_dump(mode="json", by_alias=True) if paper.withdrawn else None,
        "summary": paper.summary,
        "labels": [_label(a) for a in base.assertions(paper)],
        "status": {s: status for s in base.schemes if (status := base.status(paper, s)) is not None},
        "evidence": _evidence(paper),
        "contested": [c.model_dump(mode="json", by_alias=True) for c in paper.contested],
        "curation": {
            "method": methods(paper),
            "read": paper.read,
            "readings": [c.model_dump(mode="json") for c in paper.curation],
        },
    }


def methods(paper: Paper) -> list[str]:
    """Who labeled a paper, each once."""
    return sorted({str(c.method) for c in paper.curation})


def _label(label: Assertion) -> dict[str, Any]:
    return {
        "scheme": label.concept.scheme,
        "concept": label.concept.id,
        "role": label.role,
        "strength": label.strength,
        "evidence": list(label.evidence),
        "note": label.note,
    }


def _evidence(paper: Paper) -> dict[str, Any]:
    return {
        name: {
            "layer": e.layer,
            "section": e.section,
            "from": e.passage.from_ if e.passage else None,
            "to": e.passage.to if e.passage else None,
            "digest": e.passage.digest if e.passage else None,
            "note": e.note,
        }
        for name, e in paper.evidence.items()
    }


def _dump(record: Any) -> Any:
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
