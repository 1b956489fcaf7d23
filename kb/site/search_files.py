"""What the browser searches in: classic scripts, one core and small files that are loaded when asked for.

What each use loads, so that it stays small however many papers there are:

- A page that is opened: the core. It has the facets, the years, and the counts over all papers; of a single
  paper it says nothing. The first results need their cards.
- A condition on a facet: the column of that facet. Counts of all facets within a result: all columns. A
  column is some bytes a paper, and the browser makes bit sets of it, so that a count is a few additions.
  Small columns share a file (`search_columns`).
- Words: the shards that they fall in, and for a word of many papers its file; with one such word alone the
  first results stand before that file has come (`search_words`).
- What a result shows: its card, which has labels and all, so that no column is needed for it. Results stand
  far apart, and of a file with several cards most would be read in vain: one card a file until there are too
  many files, then blocks.
- Exports and questions that look at many papers: larger files of whole papers with their citations.

The browser's engine answers from them as `kb.query` does, in the same order; `tests/data/query-vectors.json`
and queries made at random hold both to it.
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
from kb.model import Paper, Role, Status
from kb.query.bind import FLAGS, ID_FIELDS, TEXT_FIELDS
from kb.query.vocabulary import current
from kb.ris import ris
from kb.site.search_columns import KINDS, columns, flag_sets, flags, kind, packed, totals
from kb.site.search_words import word_files
from kb.words import NO_IZE, SPELLINGS, STEM_EXCEPTIONS, STEM_PREFIXES, STOP_WORDS, fold_label

FOLDER = "assets/data"
# Papers a file with all that is known of them, for exports and for questions that look at many.
FULL = 64
# Ids a file, for citations.
IDS = 4_096
# Characters of columns that a page loads before anybody asks, so that the first click finds them.
AHEAD = 500_000
# Files of cards at most. Results stand far apart, so a file has one card as long as that many will do.
CARD_FILES = 8_192


def search_files(base: KnowledgeBase, index: Index) -> dict[str, bytes]:
    """The search files by their path in the site."""
    papers = [base.papers[citekey] for citekey in index.ids]
    words = word_files(base, index)
    parts: dict[str, Any] = {f"words-{n}": shard for n, (_, shard) in enumerate(words.shards)}
    parts |= {f"long-{n}": papers for n, papers in enumerate(words.long)}
    parts |= {f"about-{name}": _definitions(base, name) for name in base.schemes}
    block = card_block(len(papers))
    shown = _Shown(base, papers)
    for name, size, show in (("card", block, shown.card), ("full", FULL, shown.full)):
        for n, start in enumerate(range(0, len(papers), size)):
            parts[f"{name}-{n}"] = [show(paper) for paper in papers[start : start + size]]
    for n, start in enumerate(range(0, len(papers), IDS)):
        parts[f"ids-{n}"] = index.ids[start : start + IDS]
    venues = list(dict.fromkeys(paper.venue for paper in papers))
    place = {venue: n for n, venue in enumerate(venues)}
    parts["venues"] = {"values": venues, "at": packed(place[paper.venue] for paper in papers)}
    # The place of each paper when they stand by title.
    by_title = sorted(range(len(papers)), key=lambda n: (fold_label(papers[n].title), n))
    parts["titles"] = sorted(range(len(papers)), key=by_title.__getitem__)
    told = columns(base, papers)
    parts |= {f"columns-{n}": file for n, file in enumerate(told)}
    core = {**_vocabulary(base), "totals": totals(base, index, papers)}
    core["files"] = {
        "words": [first for first, _ in words.shards],
        "columns": [n for n, file in enumerate(told) for _ in file],
        "ahead": sum(len(text) for file in told for column in file for text in column.values()) <= AHEAD,
        "cards": block,
        "full": FULL,
        "ids": IDS,
    }
    files = {f"{FOLDER}/core.js": script("kbData", core)}
    return files | {f"{FOLDER}/{name}.js": script("kbFile", name, part) for name, part in parts.items()}


def card_block(papers: int) -> int:
    """How many cards stand in one file: one, or as few of a power of two as keep the number of files down."""
    size = 1
    while size * CARD_FILES < papers:
        size *= 2
    return size


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


class _Shown:
    """What the browser shows of papers."""

    def __init__(self, base: KnowledgeBase, papers: Sequence[Paper]) -> None:
        self.base = base
        self.position = {ref: n for n, (_, ref) in enumerate(_concepts(base))}
        self.sets = flag_sets(papers)

    def card(self, paper: Paper) -> dict[str, Any]:
        """What a result shows of a paper.

        A label is one packed number: the position of its concept, its role and its strength. `status` has a
        digit for each facet: 0 where there are labels, else the place of the status from 1.
        """
        statuses = list(Status)
        known = (self.base.status(paper, scheme) for scheme in self.base.schemes)
        return {
            **self.words(paper),
            "labels": packed(self.position[a.concept] * KINDS + kind(a) for a in self.base.assertions(paper)),
            "status": "".join(str(0 if status is None else 1 + statuses.index(status)) for status in known),
            "flags": self.sets.index(flags(paper)),
        }

    def words(self, paper: Paper) -> dict[str, Any]:
        """What is said of a paper in words; what is not known is left out."""
        ids = paper.identifiers
        found = {
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
        return {name: value for name, value in found.items() if value is not None}

    def full(self, paper: Paper) -> dict[str, Any]:
        """A paper with the forms of citation that its own page gives; its labels are in the columns."""
        venue = self.base.venues.get(paper.venue)
        return {
            **self.words(paper),
            "bibtex": bibtex(paper, venue),
            "ris": ris(paper, venue).strip(),
            "csl": csl(paper, venue),
        }
