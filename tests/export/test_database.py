"""The atlas as SQLite, read back by the library of Python."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from kb.export.database import INSERTS
from kb.export.schema import TABLES, VIEWS
from kb.knowledge_base import KnowledgeBase
from tests.export.common import ODD, STRANGE, labels, opened, statuses


@pytest.fixture
def database(base: KnowledgeBase) -> Iterator[sqlite3.Connection]:
    with closing(opened(base)) as found:
        yield found


def count(database: sqlite3.Connection, what: str) -> int:
    return int(database.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


def test_a_row_fills_every_column_of_its_table() -> None:
    assert {name: sql.count("?") for name, sql in INSERTS.items()} == {t.name: len(t.columns) for t in TABLES}
    assert all(sql.startswith(f"INSERT INTO {name} VALUES (") for name, sql in INSERTS.items())


def test_the_database_is_sound(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.execute("INSERT INTO papers_fts(papers_fts) VALUES ('integrity-check')")


def test_the_database_has_every_fact(base: KnowledgeBase, database: sqlite3.Connection) -> None:
    ask = "SELECT paper, scheme, concept, role, strength FROM labels ORDER BY rowid"
    assert database.execute(ask).fetchall() == labels(base)
    papers = base.papers.values()
    assert count(database, "papers") == len(base.papers)
    assert count(database, "concepts") == len(base.concepts)
    assert count(database, "authors") == sum(len(p.author) for p in papers)
    assert count(database, "evidence") == sum(len(p.evidence) for p in papers)
    assert count(database, "label_evidence") == sum(
        len(a.evidence) for p in papers for a in base.assertions(p)
    )
    assert count(database, "curation") == sum(len(p.curation) for p in papers)
    found: dict[str, dict[str, str]] = {p.id: {} for p in papers}
    for paper, scheme, status in database.execute("SELECT * FROM statuses"):
        found[paper][scheme] = status
    assert found == {i: statuses(base, i) for i in base.papers}


def test_its_views_count_as_the_site_does(base: KnowledgeBase, database: sqlite3.Connection) -> None:
    counted = {row[0] for row in database.execute("SELECT id FROM counted_papers")}
    assert counted == {p.id for p in base.printed(base.papers)}
    assert len(counted) < len(base.papers)
    found = {(s, c): n for s, c, _, n in database.execute("SELECT * FROM concept_counts")}
    assert found == {
        ref: len(base.printed(a.paper for a in base.assertions_below(ref))) for ref in base.concepts
    }
    assert count(database, "named_labels") == sum(label[0] in counted for label in labels(base))


def test_full_text(database: sqlite3.Connection) -> None:
    def ask(words: str) -> list[str]:
        query = "SELECT id FROM papers WHERE rowid IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH ?)"
        return [row[0] for row in database.execute(query, (words,))]

    assert ask("cafe AND zurich") == ["hazel2021cafe"]
    assert ask("authors:nunez") == ["hazel2021cafe"]
    database.execute("VACUUM")
    assert ask("title:planting naive") == ["hazel2021cafe"]


def test_every_column_is_explained(database: sqlite3.Connection) -> None:
    kept = "SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'papers_fts%' AND name NOT LIKE 'sqlite_%'"
    assert {row[0] for row in database.execute(kept, ("table",))} == {t.name for t in TABLES}
    assert {row[0] for row in database.execute(kept, ("view",))} == {v.name for v in VIEWS}
    for t in TABLES:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({t.name})")]
        assert columns == [name for name, _, _ in t.columns]
        assert t.what and all(what for _, _, what in t.columns)


def test_the_database_keeps_strange_text(strange: KnowledgeBase) -> None:
    with closing(opened(strange)) as found:
        assert found.execute("PRAGMA foreign_key_check").fetchall() == []
        row = found.execute("SELECT title, summary, short_name FROM papers WHERE id = ?", (ODD,)).fetchone()
        assert row == (STRANGE,) * 3
        assert found.execute("SELECT name, is_group FROM authors LIMIT 1").fetchone() == (
            "Łukasz & Söhne_1",
            1,
        )
        gone = found.execute("SELECT id, replaced_by, withdrawn_why FROM papers WHERE withdrawn").fetchall()
        assert gone == [("bob2025second", ODD, "no")]
