"""The vectors that pin the query language; the browser tests run the same file."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from kb.gate import check
from kb.query import QuerySyntaxError, hints, renamed, run
from tests.garden import DATA, corpus

FILE = json.loads((DATA / "query-vectors.json").read_text(encoding="utf-8"))
VECTORS: list[dict[str, Any]] = FILE["vectors"]


def name(vector: dict[str, Any]) -> str:
    return ascii(vector["query"][:40])


@pytest.mark.parametrize("vector", [v for v in VECTORS if "ids" in v], ids=name)
def test_a_query_finds_these_papers_in_this_order(vector: dict[str, Any]) -> None:
    base, index = corpus(DATA / FILE["corpora"][vector["corpus"]])
    assert list(run(vector["query"], base, index)) == vector["ids"], vector["about"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "error" in v], ids=name)
def test_a_query_that_cannot_be_read_says_where_and_why(vector: dict[str, Any]) -> None:
    base, index = corpus(DATA / FILE["corpora"][vector["corpus"]])
    with pytest.raises(QuerySyntaxError) as raised:
        run(vector["query"], base, index)
    error = raised.value
    found = {"column": error.column, "length": error.length, "message": error.message}
    assert {**found, "fixes": list(error.fixes)} == vector["error"], vector["about"]


# Fixes that only say how it would be written: the rest of the query, or the words, were wrong before.
LEADS_ON = {"--drip", "plnt:rsoe", "plant:" + "x" * 60}


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.get("error", {}).get("fixes")], ids=name)
def test_a_fix_put_in_its_place_can_be_read(vector: dict[str, Any]) -> None:
    base, index = corpus(DATA / FILE["corpora"][vector["corpus"]])
    query, error = vector["query"], vector["error"]
    start, end = error["column"] - 1, error["column"] - 1 + error["length"]
    for fix in error["fixes"]:
        if query not in LEADS_ON:
            run(query[:start] + fix + query[end:], base, index)


@pytest.mark.parametrize("vector", [v for v in VECTORS if "hints" in v], ids=name)
def test_what_is_said_of_a_query_that_finds_nothing(vector: dict[str, Any]) -> None:
    base, index = corpus(DATA / FILE["corpora"][vector["corpus"]])
    found = hints(vector["query"], base, index)
    assert json.loads(json.dumps(asdict(found))) == vector["hints"], vector["about"]
    if most := found.most:
        for citekey, lacks in most.papers:
            assert citekey in run(most.query, base, index)
            assert len(lacks) == len(most.words) - most.have
            assert all(citekey not in run(word, base, index) for word in lacks)
    for unknown in found.unknown:
        assert all(run(meant, base, index) for meant, _ in unknown.offers)


@pytest.mark.parametrize("vector", [v for v in VECTORS if "renamed" in v], ids=name)
def test_old_names_are_written_as_those_of_today(vector: dict[str, Any]) -> None:
    base, index = corpus(DATA / FILE["corpora"][vector["corpus"]])
    found = renamed(vector["query"], base)
    assert json.loads(json.dumps(asdict(found))) == vector["renamed"], vector["about"]
    assert run(found.query, base, index) == run(vector["query"], base, index)
    assert renamed(found.query, base).changes == ()


def test_the_corpora_are_data_without_findings() -> None:
    for folder in FILE["corpora"].values():
        assert not list(check(DATA / folder).report)


def test_no_query_stands_twice_and_every_vector_says_what_it_is_about() -> None:
    queries = [(v["corpus"], v["query"]) for v in VECTORS]
    assert len(set(queries)) == len(queries)
    assert all(v["about"] for v in VECTORS)
