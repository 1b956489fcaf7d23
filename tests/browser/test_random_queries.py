"""Queries made at random: the browser's engine gives the order and the counts of Python's.

The suite asks some hundred of a few hundred made records, with files cut as for very many papers. To ask an
atlas of any size, such as a generated one: `python -m tests.browser.test_random_queries DIR [QUERIES]`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from kb import repository
from kb.index import Index
from kb.knowledge_base import KnowledgeBase, link
from kb.query import QuerySyntaxError, run
from kb.query.bind import read
from kb.query.facets import facet_counts
from kb.site import search_columns, search_files, search_words
from tests.browser.conftest import QUIET
from tests.browser.test_query_vectors import opened
from tests.garden import GARDEN
from tests.random_queries import enlarged, queries

AT_ONCE = 50

# Of each query the positions in order, and all counts of one facet; what the first results alone say of the order
# must be how the whole of it begins. Nothing is kept from the query before.
ASK = """async asked => {
    const answers = [];
    for (const [query, scheme] of asked) {
        kb.test.found.clear();
        answers.push(await new Promise((done, failed) => {
            let head = null;
            kb.store.complete(() => kb.test.head(kb.test.read(query)), found => {
                head = found;
                kb.store.complete(() => {
                    const node = kb.test.read(query), order = kb.test.rank(node, kb.test.evaluate(node));
                    const {concepts, statuses} = kb.test.counts(node, scheme, -1);
                    return {order, counts: [...concepts.values(), ...statuses], number: kb.test.number(node)};
                }, made => done({...made, head}), failed);
            }, failed);
        }));
    }
    return answers;
}"""


def differences(browser: Browser, folder: Path, base: KnowledgeBase, number: int) -> tuple[list[Any], int]:
    """The queries that are answered otherwise in the browser, and how often first results came alone."""
    index = Index.build(base)
    asked = list(dict.fromkeys(q for q in queries(base, index, number, 1) if _reads(q, base)))
    schemes = list(base.schemes)
    page = opened(browser, folder, base, index)
    wrong: list[Any] = []
    heads = 0
    for start in range(0, len(asked), AT_ONCE):
        part = [(query, n % len(schemes)) for n, query in enumerate(asked[start : start + AT_ONCE])]
        for (query, at), got in zip(part, page.evaluate(ASK, part), strict=True):
            order = [index.at[citekey] for citekey in run(query, base, index)]
            counts = [*facet_counts(read(query, base), schemes[at], base, index).values()]
            head = got["head"]
            begins = not head or (head["number"], head["first"]) == (len(order), order[: len(head["first"])])
            if not (
                begins and got["order"] == order and got["counts"] == counts and got["number"] == len(order)
            ):
                wrong.append((query, schemes[at], got, order, counts))
            heads += bool(head)
    page.close()
    return wrong, heads


def _reads(query: str, base: KnowledgeBase) -> bool:
    try:
        read(query, base)
    except QuerySyntaxError:
        return False
    return True


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_counts_are_those_of_python(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(search_columns, "SIZE", 1)
    monkeypatch.setattr(search_words, "LONG", 40)
    monkeypatch.setattr(search_words, "HEAD", 16)
    monkeypatch.setattr(search_words, "FAR", 3)
    monkeypatch.setattr(search_words, "ROOTS", 12)
    monkeypatch.setattr(search_files, "CARD_FILES", 50)
    base = enlarged(repository.read(GARDEN)[0], 230, seed)
    wrong, heads = differences(browser, tmp_path, base, 300)
    assert not wrong
    assert heads > 3
    assert (tmp_path / "assets" / "data" / "long-3.js").is_file()


def main(root: Path, number: int) -> int:
    """Ask an atlas; 1 if a query is answered otherwise."""
    chrome = os.environ.get("CHROME") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome, args=QUIET)
        wrong, heads = differences(browser, Path(folder), link(repository.read(root)[0]), number)
        browser.close()
    for query, scheme, *_ in wrong:
        print(f"otherwise: {query} (counts of {scheme})")
    print(f"{number} queries, {len(wrong)} answered otherwise; first results alone for {heads}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000))
