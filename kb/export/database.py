"""The atlas as one SQLite file: the tables of `kb.export.schema`, filled from the knowledge base."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from kb.export.about import AUTHORS, FORMAT, LICENSE, LICENSE_URL, TITLE, citation, release
from kb.export.schema import SEARCH, TABLES, VIEWS
from kb.knowledge_base import KnowledgeBase
from kb.model import Paper

PAGE_SIZE = 4096
Row = tuple[str, tuple[object, ...]]

# Written out, so that no statement is put together from parts. SQLite refuses one whose marks are not as many
# as the columns of its table.
INSERTS = {
    "about": "INSERT INTO about VALUES (?, ?)",
    "schemes": "INSERT INTO schemes VALUES (?, ?, ?, ?, ?, ?)",
    "concepts": "INSERT INTO concepts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "concept_names": "INSERT INTO concept_names VALUES (?, ?, ?)",
    "concept_below": "INSERT INTO concept_below VALUES (?, ?, ?, ?)",
    "venues": "INSERT INTO venues VALUES (?, ?, ?, ?)",
    "papers": "INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "authors": "INSERT INTO authors VALUES (?, ?, ?, ?, ?)",
    "labels": "INSERT INTO labels VALUES (?, ?, ?, ?, ?, ?)",
    "statuses": "INSERT INTO statuses VALUES (?, ?, ?)",
    "evidence": "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "label_evidence": "INSERT INTO label_evidence VALUES (?, ?, ?, ?)",
    "curation": "INSERT INTO curation VALUES (?, ?, ?, ?, ?)",
    "contested": "INSERT INTO contested VALUES (?, ?, ?, ?)",
}


def sqlite(base: KnowledgeBase) -> bytes:
    """The bytes of the file; one version of SQLite always gives the same.

    It is made in memory and in a fixed order; nothing in it tells the time.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        database.execute("PRAGMA encoding = 'UTF-8'")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("BEGIN")
        # Rows point at rows that come later, as broader terms do.
        database.execute("PRAGMA defer_foreign_keys = ON")
        for statement in [*(t.sql for t in TABLES), *(v.sql for v in VIEWS), SEARCH]:
            database.execute(statement)
        for name, values in _rows(base):
            database.execute(INSERTS[name], values)
        database.execute("INSERT INTO papers_fts(papers_fts) VALUES ('rebuild')")
        database.execute("INSERT INTO papers_fts(papers_fts) VALUES ('optimize')")
        database.execute("COMMIT")
        return database.serialize()


def _rows(base: KnowledgeBase) -> Iterator[Row]:
    yield from _about(base)
    yield from _taxonomy(base)
    for name, venue in sorted(base.venues.items()):
        yield "venues", (name, venue.container_title, str(venue.type), venue.publisher)
    for paper in base.papers.values():
        yield _paper(base, paper)
        yield from _of_paper(paper)
        yield from _labels(base, paper)


def _about(base: KnowledgeBase) -> Iterator[Row]:
    yield "about", ("title", TITLE)
    yield "about", ("authors", AUTHORS)
    yield "about", ("release", release(base))
    yield "about", ("date", base.release.date if base.release else None)
    yield "about", ("license", LICENSE)
    yield "about", ("license_url", LICENSE_URL)
    yield "about", ("citation", citation(base))
    yield "about", ("format", FORMAT)


def _taxonomy(base: KnowledgeBase) -> Iterator[Row]:
    sort = 0
    for scheme in base.schemes.values():
        yield "schemes", (
            str(scheme.scheme), scheme.pref_label, scheme.definition, scheme.order,
            str(scheme.default_role), str(scheme.silence),
        )  # fmt: skip
        for depth, ref in base.tree(scheme.scheme):
            sort += 1
            concept, above = base.concept(ref), base.broader(ref)
            source, gone = concept.source, concept.deprecated
            yield "concepts", (
                *ref, concept.pref_label, above.id if above else None, depth, sort, str(concept.origin),
                concept.definition, concept.use_when,
                source.paper if source else None, source.section if source else None,
                int(gone is not None), gone.is_replaced_by if gone else None,
            )  # fmt: skip
            for name in dict.fromkeys(concept.alt_label):
                yield "concept_names", (*ref, name)
            for distance, up in enumerate((ref, *base.ancestors(ref))):
                yield "concept_below", (*ref, up.id, distance)


def _paper(base: KnowledgeBase, paper: Paper) -> Row:
    ids, links, gone = paper.identifiers, paper.links, paper.withdrawn
    replaced = gone.is_replaced_by if gone else None
    return "papers", (
        paper.id, paper.title, paper.short_name, "; ".join(a.display for a in paper.author),
        paper.issued, paper.year, str(paper.first_public), paper.venue,
        ids.arxiv, ids.doi, ids.acl, ids.openreview, links.code, links.data, links.project, links.video,
        paper.summary, str(paper.scope), str(paper.read), int(gone is not None), gone.why if gone else None,
        replaced if replaced in base.papers else None,
    )  # fmt: skip


def _of_paper(paper: Paper) -> Iterator[Row]:
    for position, author in enumerate(paper.author, 1):
        yield "authors", (paper.id, position, author.display, author.family, int(author.literal))
    for name, e in paper.evidence.items():
        passage = e.passage
        words = (passage.from_, passage.to, passage.digest) if passage else (None, None, None)
        yield "evidence", (paper.id, name, str(e.layer), e.section, *words, e.note)
    for position, c in enumerate(paper.curation, 1):
        yield "curation", (paper.id, position, str(c.method), str(c.read), c.date)
    for told in paper.contested:
        yield "contested", (paper.id, told.concept, told.who, told.why)


def _labels(base: KnowledgeBase, paper: Paper) -> Iterator[Row]:
    for a in base.assertions(paper):
        yield "labels", (paper.id, *a.concept, str(a.role), str(a.strength), a.note)
        for name in dict.fromkeys(a.evidence):
            yield "label_evidence", (paper.id, *a.concept, name)
    for scheme in base.schemes:
        if status := base.status(paper, scheme):
            yield "statuses", (paper.id, scheme, str(status))
