"""The browser's engine answers every vector as Python's does, from a page opened as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.site.search_files import search_files
from tests.conftest import REPOSITORY
from tests.garden import DATA, corpus, stemmed

FILE = json.loads((DATA / "query-vectors.json").read_text(encoding="utf-8"))
ASSETS = REPOSITORY / "site_src" / "assets"
SCRIPTS = ["vendor/snowball/base-stemmer.js", "vendor/snowball/english-stemmer.js"]
SCRIPTS += [f"js/{name}.js" for name in ("store", "words", "syntax", "bind", "engine", "hints")]

# Each query is asked until no file is missing for it, as the page itself does.
ANSWER = """async queries => {
    const answers = [];
    for (const query of queries) {
        answers.push(await new Promise((done, failed) => {
            try {
                kb.store.complete(() => kb.test.run(query).map(n => kb.store.card(n)),
                    found => done({ids: found.map(p => p.id)}), failed);
            } catch (problem) {
                if (!(problem instanceof kb.syntax.QueryError)) throw problem;
                const {column, length, message, fixes} = problem;
                done({error: {column, length, message, fixes}});
            }
        }));
    }
    return answers;
}"""

# Papers by id, as Python names them.
HINTS = """async queries => {
    const answers = [];
    for (const query of queries) {
        answers.push(await new Promise((done, failed) => {
            kb.store.complete(() => {
                const found = kb.hints(kb.test, query), most = found.most;
                return most ? {...found, most: {...most, papers: most.papers.map(([n, lacks]) =>
                    [(kb.store.card(n) || {}).id, lacks])}} : found;
            }, done, failed);
        }));
    }
    return answers;
}"""


def opened(browser: Browser, folder: Path, base: KnowledgeBase, index: Index) -> Page:
    """A page opened as a file, with the engine over a knowledge base."""
    for path, content in search_files(base, index).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    parts = [f'<script src="{(ASSETS / name).as_uri()}"></script>' for name in SCRIPTS]
    boot = "<script>kb.start = store => { kb.test = new kb.Engine(store); }</script>"
    page_file = folder / "engine.html"
    page_file.write_text(
        f'<!doctype html><meta charset="utf-8">{"".join(parts)}{boot}<script src="assets/data/core.js"></script>',
        encoding="utf-8",
    )
    page = browser.new_page()
    page.goto(page_file.as_uri())
    return page


@pytest.mark.parametrize("name", FILE["corpora"])
def test_every_vector(browser: Browser, tmp_path: Path, name: str) -> None:
    page = opened(browser, tmp_path, *corpus(DATA / FILE["corpora"][name]))
    vectors: list[dict[str, Any]] = [v for v in FILE["vectors"] if v["corpus"] == name]
    answers = page.evaluate(ANSWER, [v["query"] for v in vectors])
    page.close()
    expected = [{"ids": v["ids"]} if "ids" in v else {"error": v["error"]} for v in vectors]
    wrong = [
        (v["query"], got, want)
        for v, got, want in zip(vectors, answers, expected, strict=True)
        if got != want
    ]
    assert not wrong
    assert len(vectors) > 300


def test_what_is_said_of_a_query_that_finds_nothing(browser: Browser, tmp_path: Path) -> None:
    vectors: list[dict[str, Any]] = [v for v in FILE["vectors"] if "hints" in v]
    (name,) = {v["corpus"] for v in vectors}
    page = opened(browser, tmp_path, *corpus(DATA / FILE["corpora"][name]))
    answers = page.evaluate(HINTS, [v["query"] for v in vectors])
    page.close()
    assert answers == [v["hints"] for v in vectors]
    assert len(vectors) > 20


def test_old_names_are_written_as_those_of_today(browser: Browser, tmp_path: Path) -> None:
    vectors: list[dict[str, Any]] = [v for v in FILE["vectors"] if "renamed" in v]
    (name,) = {v["corpus"] for v in vectors}
    page = opened(browser, tmp_path, *corpus(DATA / FILE["corpora"][name]))
    asked = [v["query"] for v in vectors]
    answers = page.evaluate("queries => queries.map(q => kb.test.vocabulary.renamed(q))", asked)
    page.close()
    assert answers == [v["renamed"] for v in vectors]
    assert any(v["renamed"]["changes"] for v in vectors)


@pytest.mark.parametrize("folder", [DATA / "corpora" / "garden", REPOSITORY], ids=["garden", "atlas"])
def test_stems_and_counts_are_the_same(browser: Browser, tmp_path: Path, folder: Path) -> None:
    base, index = corpus(folder)
    words = stemmed(index)
    page = opened(browser, tmp_path, base, index)
    assert page.evaluate("words => words.map(kb.words.stem)", list(words)) == list(words.values())
    counted = page.evaluate("""() => {
        const engine = kb.test, node = engine.read("");
        return engine.data.schemes.map((_, s) => Array.from(engine.counts(node, s, -1).concepts.values()));
    }""")
    page.close()
    assert counted == [
        [index.below.get((ref, None), 0).bit_count() for _, ref in base.tree(scheme)]
        for scheme in base.schemes
    ]
