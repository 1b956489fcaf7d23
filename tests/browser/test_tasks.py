"""Five things a reader comes for, each in at most six actions from the home page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import bibtexparser
import pytest
from playwright.sync_api import Locator, Page, expect

from kb.atlas import Atlas, load
from tests.browser.conftest import Server
from tests.conftest import REPOSITORY

READY = "html[data-kb=ready]"
MOST = 6


@cache
def atlas() -> Atlas:
    return load(REPOSITORY)


class Reader:
    """Somebody at the home page who clicks and types; every deed counts."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.done = page, 0
        page.goto(f"{home}/index.html")
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_selector(READY, state="attached")

    def click(self, target: Locator) -> None:
        """One action: a click, and the page that follows."""
        target.click()
        self.done += 1
        self.settle()

    def search(self, text: str) -> None:
        """One action: words into the box of the page, and Enter."""
        box = self.page.locator(".kb-body input[name=q]")
        box.fill(text)
        box.press("Enter")
        self.done += 1
        self.page.wait_for_url("**/explore.html?q=*")
        self.settle()

    def shown(self) -> list[str]:
        """The papers listed."""
        self.page.wait_for_selector("[data-results][aria-busy=false]", state="attached")
        cards = self.page.locator("[data-result][data-kind=paper]")
        found: list[str] = cards.evaluate_all("all => all.map(e => e.dataset.id)")
        return found


@pytest.fixture
def reader(page: Page, site_server: Server) -> Iterator[Reader]:
    somebody = Reader(page, site_server)
    yield somebody
    assert somebody.done <= MOST


def test_who_trains_an_adapter_for_each_user_and_reports_on_lamp(reader: Reader) -> None:
    page = reader.page
    reader.click(page.get_by_role("link", name="an adapter for each user"))
    dataset = page.locator("[data-facet=dataset]")
    reader.click(dataset.locator("summary"))
    if not dataset.locator("[data-concept=lamp]").is_visible():
        reader.click(dataset.locator("button.more"))
    reader.click(dataset.locator("[data-concept=lamp] input"))
    wanted = atlas().query("technique:peft@proposes granularity:user-level scope:core dataset:lamp").ids
    assert "tan2024democratizing" in wanted
    expect(page.locator("[data-result-count]")).to_have_attribute("data-result-count", str(len(wanted)))
    assert reader.shown() == list(wanted)


def test_where_nobody_works_in_healthcare(reader: Reader) -> None:
    page = reader.page
    reader.click(page.get_by_role("navigation").get_by_role("link", name="Matrix", exact=True).first)
    cells = page.locator("[data-cell][data-col=healthcare]")
    made = atlas().matrix("technique", "application")
    column = [str(ref) for ref in made.columns].index("application:healthcare")
    empty = {ref.id for ref, line in zip(made.rows, made.cells, strict=True) if not line[column].count}
    assert empty
    assert (
        set(cells.evaluate_all("all => all.filter(c => c.dataset.count === '0').map(c => c.dataset.row)"))
        == empty
    )
    first = page.locator(f"[data-cell][data-col=healthcare][data-row={min(empty)}]")
    first.hover()
    expect(page.locator("[data-inspect-text]")).to_contain_text("No paper")


def test_three_methods_side_by_side(reader: Reader) -> None:
    page = reader.page
    reader.click(page.get_by_role("link", name="an adapter for each user"))
    wanted = reader.shown()[:3]
    for citekey in wanted:
        reader.click(page.locator(f"[data-id='{citekey}'] [data-compare]"))
    reader.click(page.get_by_role("link", name="Compare 3 papers"))
    expect(page.locator("[data-compare] [data-paper]")).to_have_count(3)
    assert page.locator("tr.different").count()


@pytest.mark.parametrize(
    "ask",
    [
        lambda reader: reader.search("contribution:benchmark year:2024"),
        lambda reader: (
            reader.click(reader.page.get_by_role("link", name="new benchmarks, with code")),
            reader.search("contribution:benchmark year:2024"),
        ),
    ],
    ids=["typed", "from an example"],
)
def test_bibtex_of_all_benchmarks_of_a_year(reader: Reader, ask: Callable[[Reader], object]) -> None:
    page = reader.page
    ask(reader)
    reader.click(page.locator("summary", has_text="Export"))
    with page.expect_download() as download:
        reader.click(page.get_by_role("button", name="BibTeX"))
    library = bibtexparser.parse_string(Path(download.value.path()).read_text(encoding="utf-8"))
    assert [e.key for e in library.entries] == list(atlas().query("contribution:benchmark year:2024").ids)
    assert len(library.entries) > 5


def test_what_a_term_means_and_who_does_it(reader: Reader) -> None:
    page = reader.page
    reader.search("profile-augmented")
    line = page.locator("[data-result][data-kind=concept]").first
    concept = atlas().concept("technique:profile-augmented")
    expect(line).to_contain_text(" ".join(concept.definition.split()))
    reader.click(line.get_by_role("link", name="About the term"))
    expect(page.locator("h1")).to_contain_text(concept.label)
    proposing = concept.papers("proposes").ids
    listed = page.locator("main a[href*='papers/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href').replace('.html', '').split('/').pop())"
    )
    assert len(set(listed) & set(proposing)) > 4
    reader.click(page.locator("main a[href*='profile-augmented@proposes']").first)
    assert set(reader.shown()) <= set(proposing)
