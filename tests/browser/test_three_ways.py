"""Ten questions about the field, asked on the site, in the shell and in Python: one answer.

The shell is asked about a release, Python about the folder, the site is the one built from it. Each question
names a paper that somebody who knows the field expects in the answer, and one that must not be there.
"""

from __future__ import annotations

import json
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from kb.atlas import Atlas, load
from kb.packed import NAME, pack
from tests.browser.conftest import Server
from tests.conftest import REPOSITORY
from tests.test_cli_check import kb


class Question(NamedTuple):
    """What somebody wants to know, the query that asks it, a paper that belongs there and one that does not."""

    words: str
    query: str
    found: str
    other: str


QUESTIONS = (
    Question(
        "Which methods give every user a few parameters of their own?",
        "technique:peft@proposes granularity:user-level scope:core",
        "tan2024democratizing", "salemi2024lamp",
    ),
    Question(
        "Who retrieves from a user's past to write text that a person reads, since 2024?",
        "technique:rag -usage:downstream-task year:2024..",
        "mysore2024pearl", "salemi2024lamp",
    ),
    Question(
        "Which works tried retrieval or adapters on LaMP?",
        "dataset:lamp (technique:peft OR technique:rag) scope:core",
        "salemi2024optimization", "xu2022long",
    ),
    Question(
        "Which benchmarks since 2024 come with code?",
        "contribution:benchmark has:code year:2024.. scope:core",
        "maharana2024evaluating", "tan2024democratizing",
    ),
    Question(
        "Who answers the question of privacy by leaving the data on the device?",
        "open-problem:privacy technique:federated-on-device",
        "zhao2024llm", "tan2024democratizing",
    ),
    Question(
        "Which agents remember a user over long conversations?",
        'technique:agent-memory "long-term"',
        "xu2022long", "salemi2024lamp",
    ),
    Question(
        "What other surveys of the field are there?",
        "contribution:survey scope:core",
        "tseng2024two", "tan2024democratizing",
    ),
    Question(
        "How is feedback used where people want different things?",
        "technique:rlhf open-problem:pluralism scope:core",
        "jang2024personalized", "mysore2024pearl",
    ),
    Question(
        "What helps when a recommender knows nothing yet of a user?",
        "cold start recommendation",
        "wu2024coral", "tan2024democratizing",
    ),
    Question(
        "Which recent results rest on the judgment of a model, with no person asked?",
        "evaluation:llm-as-judge -evaluation:human year:2025.. scope:core",
        "zhao2025personalens", "salemi2024lamp",
    ),
)  # fmt: skip


@cache
def atlas() -> Atlas:
    return load(REPOSITORY)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data as a release carries them."""
    file = tmp_path_factory.mktemp("release") / "atlas.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, pack(atlas().base, atlas().index, software="1"))
    return file


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.query)
def test_one_answer(page: Page, site_server: Server, release: Path, asked: Question) -> None:
    python = atlas().query(asked.query)
    assert asked.found in python.ids
    assert asked.other in atlas().base.papers
    assert asked.other not in python.ids

    shell, told = kb("query", "--root", release, "--format", "ids", asked.query, exit_code=0)
    assert tuple(shell.split()) == python.ids
    papers = f"{len(python)} paper{'' if len(python) == 1 else 's'}"
    assert told == f"{papers}\n"
    cited, _ = kb("query", "--root", release, "--cite", asked.query, exit_code=0)
    assert cited == f"{python.cite()}\n"

    page.goto(f"{site_server}/explore.html?q={quote_plus(asked.query)}")
    expect(page.locator("[data-result-count]")).to_have_text(papers)
    page.wait_for_selector("[data-results][aria-busy=false]", state="attached")
    cards = page.locator("[data-result][data-kind=paper]")
    first = cards.evaluate_all("all => all.map(e => e.dataset.id)")
    assert first
    assert first == list(python.ids[: len(first)])
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.locator("[data-export=json]").click()
    site = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert tuple(paper["id"] for paper in site["papers"]) == python.ids
    page.locator("summary", has_text="Cite this query").click()
    release_named = f"release {atlas().base.release.version}" if atlas().base.release else "unreleased"
    for part in (release_named, asked.query, f"{papers}, set {python.digest}"):
        expect(page.locator("[data-citation]")).to_contain_text(part)


def test_there_are_ten() -> None:
    assert len({asked.query for asked in QUESTIONS}) == 10
