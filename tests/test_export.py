"""Every export, read back by a library that is not ours, says what the knowledge base says."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import bibtexparser
import networkx as nx
import pytest
import rdflib
import rispy
from pylatexenc.latexwalker import LatexEnvironmentNode, LatexWalker
from pyshacl import validate
from rdflib import OWL, RDF, SKOS, Literal, URIRef

from kb import repository
from kb.bibtex import escape
from kb.export import EXPORTS, Export, about, by_name
from kb.export.latex import table
from kb.export.records import FIELDS
from kb.export.schema import TABLES, VIEWS
from kb.export.skos import concept_node
from kb.export.tabular import PAPERS, cell
from kb.knowledge_base import KnowledgeBase, link
from kb.model import Scope
from tests.conftest import REPOSITORY, Atlas
from tests.garden import DATA, corpus

STRANGE = '=1+1 "quoted", [a] {b} \\x & <i>50%</i> #1 $x_1$ ~ ^; it\'s 个性化 גינה Łódź 🌱 -- \u2028 end'
ODD = "ada2024first"
NAMES = [export.name for export in EXPORTS]


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    """An atlas with a background paper, a withdrawn one and letters of many scripts."""
    return corpus()[0]


@pytest.fixture
def strange(atlas: Atlas) -> KnowledgeBase:
    """A tiny atlas in which every free text is hostile, with one paper withdrawn for another."""
    atlas.replace(
        "papers/2025/bob2025second.yaml",
        "scope: core",
        "scope: core\nwithdrawn: {why: no, isReplacedBy: ada2024first}",
    )
    records, _ = repository.read(atlas.root)
    odd = records.papers[ODD]
    author = odd.author[0].model_copy(update={"name": "Łukasz & Söhne_1", "literal": True})
    changed = odd.model_copy(
        update={
            "title": STRANGE,
            "summary": STRANGE,
            "short_name": STRANGE,
            "author": (author, *odd.author[1:]),
        }
    )
    scheme = records.schemes["method"]
    concepts = tuple(
        c.model_copy(update={"pref_label": f"{STRANGE} {c.id}", "definition": STRANGE})
        for c in scheme.concepts
    )
    return link(
        replace(
            records,
            papers={**records.papers, ODD: changed},
            schemes={**records.schemes, "method": scheme.model_copy(update={"concepts": concepts})},
        )
    )


def made(base: KnowledgeBase, name: str) -> bytes:
    return by_name(name).make(base)


def text(base: KnowledgeBase, name: str) -> str:
    return made(base, name).decode()


def labels(base: KnowledgeBase) -> list[tuple[str, ...]]:
    return [
        (a.paper, a.concept.scheme, a.concept.id, str(a.role), str(a.strength))
        for paper in base.papers.values()
        for a in base.assertions(paper)
    ]


def withdrawn(base: KnowledgeBase) -> set[str]:
    return {p.id for p in base.papers.values() if p.withdrawn}


def statuses(base: KnowledgeBase, citekey: str) -> dict[str, str]:
    paper = base.papers[citekey]
    return {s: str(status) for s in base.schemes if (status := base.status(paper, s)) is not None}


# ---- all of them


@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_each_time(name: str) -> None:
    again, _ = repository.read(DATA / "corpora/garden")
    assert made(corpus()[0], name) == made(link(again), name)


@pytest.mark.parametrize("export", EXPORTS, ids=NAMES)
def test_each_says_what_it_is(export: Export, base: KnowledgeBase) -> None:
    assert re.fullmatch(r"[a-z0-9.-]+", export.path)
    assert export.what.endswith(".") and export.title and "/" in export.media_type
    assert export.usable
    assert (export.rows(base) > 0) == (export.name != "sssom")  # this corpus maps no other survey
    assert export.make(base)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_atlas_has_every_form(name: str, atlas: Atlas) -> None:
    records, _ = repository.read(atlas.root)
    empty = link(replace(records, papers={}, schemes={}, venues={}, release=None))
    assert isinstance(made(empty, name), bytes)


def test_names_and_files_are_distinct() -> None:
    assert len(set(NAMES)) == len({export.path for export in EXPORTS}) == len(EXPORTS)


def test_the_atlas_is_cited_as_the_repository_says(base: KnowledgeBase) -> None:
    said = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    assert f'title: "{about.TITLE}"' in said and f"name: {about.AUTHORS}" in said
    assert f"license: {about.LICENSE}" in said
    assert base.release and base.release.version in about.citation(base)
    assert bibtexparser.parse_string(about.citation_bibtex(base)).failed_blocks == []


# ---- JSON


def test_json_has_everything(base: KnowledgeBase) -> None:
    found = json.loads(made(base, "json"))
    assert found["release"] == base.release.version if base.release else None
    assert [p["id"] for p in found["papers"]] == list(base.papers)
    assert [
        (p["id"], label["scheme"], label["concept"], label["role"], label["strength"])
        for p in found["papers"]
        for label in p["labels"]
    ] == labels(base)
    assert {p["id"]: p["status"] for p in found["papers"]} == {i: statuses(base, i) for i in base.papers}
    assert {p["id"] for p in found["papers"] if p["withdrawn"]} == withdrawn(base)
    assert {p["scope"] for p in found["papers"]} == {"core", "background"}
    assert [(s["scheme"], len(s["concepts"])) for s in found["schemes"]] == [
        (s.scheme, len(s.concepts)) for s in base.schemes.values()
    ]
    for paper in found["papers"]:
        assert {e for label in paper["labels"] for e in label["evidence"]} <= set(paper["evidence"])


def test_json_keeps_strange_text(strange: KnowledgeBase) -> None:
    paper = json.loads(made(strange, "json"))["papers"][0]
    assert (paper["title"], paper["summary"], paper["shortName"]) == (STRANGE,) * 3
    assert paper["author"] == ["Łukasz & Söhne_1", "George Gordon Byron", "The Toy Group"]


def test_json_has_the_keys_of_the_explore_page(base: KnowledgeBase) -> None:
    code = (REPOSITORY / "site_src/assets/js/export.js").read_text(encoding="utf-8")
    returned = code.partition("return { id: p.id")[2].partition("};")[0]
    keys = {"id", *re.findall(r"(?<=[ ,{])(\w+): ", re.sub(r"\{[^{}]*\}", "0", returned))}
    assert {"shortName", "labels", "status", "curation"} <= keys
    assert keys <= set(json.loads(made(base, "json"))["papers"][0])


def test_every_field_is_explained(base: KnowledgeBase) -> None:
    explained = {word for place, _ in FIELDS for word in re.findall(r"[A-Za-z]+", place)}
    found = json.loads(made(base, "json"))
    assert set(found) | set(found["papers"][0]) <= explained


def test_json_lines_are_the_papers_of_the_json(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        rows = [json.loads(row) for row in text(atlas, "jsonl").splitlines()]
        assert rows == json.loads(made(atlas, "json"))["papers"]


# ---- CSV


def rows(base: KnowledgeBase, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(base, name), newline=""), strict=True))


def test_papers_as_csv(base: KnowledgeBase) -> None:
    found = rows(base, "papers.csv")
    assert [r["id"] for r in found] == list(base.papers)
    assert {r["id"] for r in found if r["withdrawn"] == "TRUE"} == withdrawn(base)
    assert {r["id"]: r["scope"] for r in found} == {p.id: str(p.scope) for p in base.papers.values()}
    told = [tuple(re.split("[:@]", one)) for r in found for one in r["labels"].split("; ") if one]
    assert told == [(scheme, concept, role) for _, scheme, concept, role, _ in labels(base)]
    for r in found:
        assert dict(part.split("=") for part in r["status"].split("; ") if part) == statuses(base, r["id"])


def test_the_first_columns_are_those_of_the_explore_page() -> None:
    code = (REPOSITORY / "site_src/assets/js/export.js").read_text(encoding="utf-8")
    head = re.search(r"var head = (\[.*?\]);", code)
    assert head and [c.name for c in PAPERS][: len(json.loads(head[1]))] == json.loads(head[1])


def test_labels_and_terms_as_csv(base: KnowledgeBase) -> None:
    found = rows(base, "labels.csv")
    assert [(r["paper"], r["scheme"], r["concept"], r["role"], r["strength"]) for r in found] == labels(base)
    assert {r["paper"] for r in found if r["withdrawn"] == "TRUE"} == withdrawn(base)
    terms = rows(base, "concepts.csv")
    assert {(r["scheme"], r["concept"]) for r in terms} == set(base.concepts)
    for r, ref in zip(terms, (ref for s in base.schemes for _, ref in base.tree(s)), strict=True):
        assert int(r["papers"]) == len(base.printed(a.paper for a in base.assertions_below(ref)))
        assert int(r["depth"]) == len(base.ancestors(ref))


def test_csv_keeps_strange_text_and_disarms_formulas(strange: KnowledgeBase) -> None:
    row = rows(strange, "papers.csv")[0]
    assert row["title"] == row["summary"] == row["shortName"] == f"'{STRANGE}"
    assert rows(strange, "concepts.csv")[0]["definition"] == f"'{STRANGE}"
    assert rows(strange, "papers.csv")[1]["replacedBy"] == ODD


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " +", "＝", "－", "\r", "\ufeff=", "\u00a0@"])
def test_no_cell_is_a_formula(sign: str) -> None:
    assert cell(f"{sign}x") == f"'{sign}x"
    assert cell(f"x{sign}") == f"x{sign}"


# ---- SQLite


@pytest.fixture
def database(base: KnowledgeBase) -> Iterator[sqlite3.Connection]:
    with closing(opened(base)) as found:
        yield found


def opened(base: KnowledgeBase) -> sqlite3.Connection:
    found = sqlite3.connect(":memory:", isolation_level=None)
    found.deserialize(made(base, "sqlite"))
    return found


def count(database: sqlite3.Connection, what: str) -> int:
    return int(database.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


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


# ---- references


def words(paper: Any) -> str:
    return ", ".join([str(paper.scope), *(["withdrawn"] if paper.withdrawn else [])])


def test_bibtex(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        library = bibtexparser.parse_string(text(atlas, "bibtex"))
        assert library.failed_blocks == []
        assert [e.key for e in library.entries] == list(atlas.papers)
        found = {e.key: e.fields_dict["keywords"].value for e in library.entries}
        assert found == {p.id: words(p) for p in atlas.papers.values()}
    title = library.entries[0].fields_dict["title"].value
    assert title.replace("{", "").replace("}", "").count("\\") >= 8 and "个性化 גינה" in title


def test_ris(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        found = rispy.loads(text(atlas, "ris"))
        assert [r["id"] for r in found] == list(atlas.papers)
        assert [", ".join(r["keywords"]) for r in found] == [words(p) for p in atlas.papers.values()]
        assert [len(r["authors"]) for r in found] == [len(p.author) for p in atlas.papers.values()]
    # A line is all that RIS can hold: the line separator has become a space.
    assert found[0]["title"] == " ".join(STRANGE.split())
    assert found[0]["authors"][0] == "Łukasz & Söhne_1"


def test_csl(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        found = json.loads(made(atlas, "csl-json"))
        assert [item["id"] for item in found] == list(atlas.papers)
        assert [item["keyword"] for item in found] == [words(p) for p in atlas.papers.values()]
        assert [item["issued"]["date-parts"][0][0] for item in found] == [
            p.year for p in atlas.papers.values()
        ]
    assert found[0]["title"] == STRANGE
    assert found[0]["author"][0] == {"literal": "Łukasz & Söhne_1"}


# ---- network


def test_graphml(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    found = nx.read_graphml(io.BytesIO(made(base, "graphml")), force_multigraph=True)
    papers = {data["label"]: data for _, data in found.nodes(data=True) if data["kind"] == "paper"}
    assert {p.title: p.withdrawn is not None for p in base.papers.values()} == {
        title: data["withdrawn"] for title, data in papers.items()
    }
    kinds = [data["kind"] for _, _, data in found.edges(data=True)]
    assert kinds.count("classified-as") == len(labels(base))
    odd = nx.read_graphml(io.BytesIO(made(strange, "graphml")), force_multigraph=True)
    assert odd.nodes[f"paper:{ODD}"]["label"] == STRANGE


# ---- SKOS


@contextmanager
def their_own_affair() -> Iterator[None]:
    """rdflib and pyshacl call parts of rdflib that rdflib has deprecated."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", r"(ConjunctiveGraph|Dataset\.\w+) is deprecated", DeprecationWarning
        )
        yield


def graph(base: KnowledgeBase, name: str) -> rdflib.Graph:
    data = made(base, name)
    with their_own_affair():
        return rdflib.Graph().parse(data=data, format="turtle" if name == "skos.ttl" else "json-ld")


def conforms(found: rdflib.Graph) -> tuple[bool, str]:
    with their_own_affair():
        ok, _, said = validate(found, shacl_graph=str(DATA / "skos-shapes.ttl"), shacl_graph_format="turtle")
    return ok, said


def test_both_forms_of_skos_are_the_same_graph(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        assert set(graph(atlas, "skos.ttl")) == set(graph(atlas, "skos.jsonld"))


def test_skos_has_every_term(base: KnowledgeBase) -> None:
    found = graph(base, "skos.ttl")
    assert set(found.subjects(RDF.type, SKOS.Concept)) == {concept_node(ref) for ref in base.concepts}
    assert len(set(found.subjects(RDF.type, SKOS.ConceptScheme))) == len(base.schemes)
    for ref, concept in base.concepts.items():
        node, above = concept_node(ref), base.broader(ref)
        assert found.value(node, SKOS.prefLabel) == Literal(concept.pref_label, lang="en")
        assert found.value(node, SKOS.broader) == (concept_node(above) if above else None)
        assert {str(name) for name in found.objects(node, SKOS.altLabel)} >= {
            name for name in concept.alt_label if name != concept.pref_label
        }
        assert (found.value(node, OWL.deprecated) == Literal(True)) == (concept.deprecated is not None)


def test_skos_fits_its_shapes(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        ok, said = conforms(graph(atlas, "skos.ttl"))
        assert ok, said


@pytest.mark.parametrize(
    "predicate", [SKOS.prefLabel, SKOS.definition, SKOS.inScheme, SKOS.narrower, SKOS.topConceptOf]
)
def test_the_shapes_find_what_is_missing(predicate: URIRef, atlas: Atlas) -> None:
    found = graph(atlas.check().base, "skos.ttl")
    found.remove((next(found.subjects(predicate, None)), predicate, None))
    assert not conforms(found)[0]


def test_skos_keeps_strange_text_and_notes(strange: KnowledgeBase) -> None:
    found = graph(strange, "skos.jsonld")
    node = next(concept_node(ref) for ref in strange.concepts if ref.id == "deep-learning")
    assert str(found.value(node, SKOS.prefLabel)) == f"{STRANGE} deep-learning"
    assert {str(note) for note in found.objects(node, SKOS.scopeNote)} == {
        "Use when there are layers", f"Not when nothing is learned: {STRANGE} asking",
    }  # fmt: skip
    assert str(found.value(node, SKOS.example)) == f"{STRANGE} ({ODD}): it has layers"


def test_a_term_that_was_replaced_says_by_which(atlas: Atlas) -> None:
    gone = "    origin: extension\n    definition: Something is learned.\n"
    now = "    deprecated: {isReplacedBy: asking, since: '2026.1', why: too wide}\n"
    atlas.replace("taxonomy/method.yaml", gone, gone + now)
    base = atlas.check().base
    row = next(r for r in rows(base, "concepts.csv") if r["concept"] == "learning")
    assert (row["deprecated"], row["replacedBy"]) == ("TRUE", "asking")
    found = graph(base, "skos.ttl")
    node = next(concept_node(ref) for ref in base.concepts if ref.id == "learning")
    assert found.value(node, OWL.deprecated) == Literal(True)
    assert str(found.value(node, SKOS.changeNote)) == "Deprecated since 2026.1: too wide"
    with closing(opened(base)) as database:
        ask = "SELECT concept, replaced_by FROM concepts WHERE deprecated"
        assert database.execute(ask).fetchall() == [("learning", "asking")]


# ---- LaTeX


def environments(source: str) -> list[str]:
    nodes, _, _ = LatexWalker(source, tolerant_parsing=False).get_latex_nodes()
    return [n.environmentname for n in nodes if n.isNodeType(LatexEnvironmentNode)]


def test_latex_can_be_read(base: KnowledgeBase, strange: KnowledgeBase) -> None:
    for atlas in (base, strange):
        assert environments(text(atlas, "latex-tree")) == ["forest"] * len(atlas.schemes)
        assert environments(text(atlas, "latex-table")) == ["longtable"]


def test_the_trees_have_every_term(base: KnowledgeBase) -> None:
    source = text(base, "latex-tree")
    assert len(re.findall(r"^ +\[\{", source, re.MULTILINE)) == len(base.concepts) + len(base.schemes)
    for ref, concept in base.concepts.items():
        papers = len(base.printed(a.paper for a in base.assertions_below(ref)))
        assert f"[{{{escape(concept.pref_label)} ({papers})}}" in source


def test_the_table_has_what_is_counted(base: KnowledgeBase) -> None:
    cited = re.findall(r"\\cite\{(.*?)\}", text(base, "latex-table"))
    assert sorted(cited) == sorted(p.id for p in base.printed(base.papers))
    assert all(base.papers[i].scope is Scope.CORE for i in cited)


def test_a_table_of_some_papers_without_facets(strange: KnowledgeBase) -> None:
    source = table(strange, [strange.papers[ODD]])
    assert environments(source) == ["longtable"]
    assert r"{=1+1 \textquotedbl" in source or "{=1+1" in source
    assert " & 2024 & Toys 2024 \\\\" in source and "<i>50\\%</i> \\#1 \\$x\\_1\\$" in source
