"""Every form: the same bytes each time, nothing lost; JSON and CSV read back."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import bibtexparser
import pytest

from kb import repository
from kb.export import EXPORTS, Export, about
from kb.export.records import FIELDS
from kb.export.tabular import PAPERS, cell
from kb.knowledge_base import KnowledgeBase, link
from tests.conftest import REPOSITORY, Atlas
from tests.export.common import NAMES, ODD, STRANGE, labels, made, rows, statuses, text, withdrawn
from tests.garden import DATA, corpus


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
