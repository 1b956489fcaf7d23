"""The browser's engine answers every vector as Python's does, from a page opened as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kb.site.links import Links
from kb.site.search_files import script, search_data
from tests.conftest import REPOSITORY
from tests.garden import DATA, corpus, stemmed

FILE = json.loads((DATA / "query-vectors.json").read_text(encoding="utf-8"))
ASSETS = REPOSITORY / "site_src" / "assets"
SCRIPTS = ["vendor/snowball/base-stemmer.js", "vendor/snowball/english-stemmer.js"]
SCRIPTS += [f"js/{name}.js" for name in ("words", "syntax", "bind", "engine")]

ANSWER = """queries => queries.map(query => {
    try {
        return {ids: kb.test.run(query).map(n => kb.test.data.papers[n].id)};
    } catch (problem) {
        if (!(problem instanceof kb.syntax.QueryError)) throw problem;
        const {column, length, message, fixes} = problem;
        return {error: {column, length, message, fixes}};
    }
})"""


def opened(browser: Browser, folder: Path, corpus_folder: Path) -> Page:
    """A page opened as a file, with the engine over a corpus."""
    base, index = corpus(corpus_folder)
    (folder / "data.js").write_bytes(script(search_data(base, index, Links(base))))
    parts = [f'<script src="{(ASSETS / name).as_uri()}"></script>' for name in SCRIPTS]
    boot = "<script>function kbData(data) { kb.test = new kb.Engine(data); }</script>"
    page_file = folder / "engine.html"
    page_file.write_text(
        f'<!doctype html><meta charset="utf-8">{"".join(parts)}{boot}<script src="data.js"></script>',
        encoding="utf-8",
    )
    page = browser.new_page()
    page.goto(page_file.as_uri())
    return page


@pytest.mark.parametrize("name", FILE["corpora"])
def test_every_vector(browser: Browser, tmp_path: Path, name: str) -> None:
    page = opened(browser, tmp_path, DATA / FILE["corpora"][name])
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


@pytest.mark.parametrize("folder", [DATA / "corpora" / "garden", REPOSITORY], ids=["garden", "atlas"])
def test_stems_and_counts_are_the_same(browser: Browser, tmp_path: Path, folder: Path) -> None:
    base, index = corpus(folder)
    words = stemmed(index)
    page = opened(browser, tmp_path, folder)
    assert page.evaluate("words => words.map(kb.words.stem)", list(words)) == list(words.values())
    counted = page.evaluate("""() => {
        const engine = kb.test, node = engine.read("");
        return engine.data.schemes.map((_, s) => Array.from(engine.counts(node, s).concepts.values()));
    }""")
    page.close()
    assert counted == [
        [index.below.get((ref, None), 0).bit_count() for _, ref in base.tree(scheme)]
        for scheme in base.schemes
    ]
