"""All papers as references: BibTeX, RIS and CSL-JSON, each from the module that makes a single one.

Every reference carries its scope as a keyword (`core` or `background`), and `withdrawn` when the record no
longer counts, so that a reference manager can tell them apart.
"""

from __future__ import annotations

import json

from kb.bibtex import bibtex
from kb.csl import csl
from kb.export.about import release
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper
from kb.ris import ris


def keywords(paper: Paper) -> tuple[str, ...]:
    """The scope of a paper, and whether its record was withdrawn."""
    return (str(paper.scope), *(("withdrawn",) if paper.withdrawn else ()))


def bibtex_file(base: KnowledgeBase) -> bytes:
    """All papers as BibTeX; the keys are the citekeys."""
    parts = [f"% Personalization Atlas, release {release(base)}, {len(base.papers)} papers\n"]
    for paper in base.papers.values():
        entry = bibtex(paper, base.venues.get(paper.venue)).removesuffix("}\n")
        parts.append(f"{entry}  keywords = {{{', '.join(keywords(paper))}}},\n}}\n")
    return "\n".join(parts).encode()


def ris_file(base: KnowledgeBase) -> bytes:
    """All papers as RIS."""
    parts = []
    for paper in base.papers.values():
        entry = ris(paper, base.venues.get(paper.venue)).removesuffix("ER  - \n")
        parts.append(entry + "".join(f"KW  - {word}\n" for word in keywords(paper)) + "ER  - \n")
    return "\n".join(parts).encode()


def csl_file(base: KnowledgeBase) -> bytes:
    """All papers as a list of CSL items."""
    items = [
        {**csl(paper, base.venues.get(paper.venue)), "keyword": ", ".join(keywords(paper))}
        for paper in base.papers.values()
    ]
    return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode()
