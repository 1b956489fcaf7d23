"""Papers side by side: in the address, by search, from the explore page; as files that other programs read."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pylatexenc.latexwalker import LatexWalker

from kb.atlas import Atlas, load
from kb.insight import Likeness, likeness
from tests.browser.conftest import Server
from tests.conftest import REPOSITORY

READY = "html[data-kb=ready]"
THREE = ["tan2024democratizing", "salemi2024lamp", "zhuang2024hydra"]


@cache
def atlas() -> Atlas:
    return load(REPOSITORY)


def compare(page: Page, address: str, papers: list[str]) -> None:
    page.goto(f"{address}/compare.html" + (f"?papers={','.join(papers)}" if papers else ""))
    page.wait_for_selector(READY, state="attached")


def columns(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-compare] [data-paper]").evaluate_all(
        "all => all.map(e => e.dataset.paper)"
    )
    return found


@pytest.mark.parametrize("where", ["server", "sub", "file"])
def test_the_papers_of_the_address_stand_side_by_side(
    page: Page, site_server: Server, built_site: Path, where: str
) -> None:
    address = {"server": str(site_server), "sub": site_server.sub, "file": built_site.as_uri()}[where]
    compare(page, address, THREE)
    assert columns(page) == THREE
    base = atlas().base
    rows = page.locator("[data-facet-row]").evaluate_all(
        "all => all.map(e => [e.dataset.facetRow, e.className])"
    )
    assert sorted(name for name, _ in rows) == sorted(base.schemes)
    for name, kind in rows:
        assert kind == likeness(base, [base.papers[i] for i in THREE], name), name
    kinds = [kind for _, kind in rows]
    assert kinds == sorted(kinds, key=list(Likeness).index)


def test_adding_and_removing_with_back(page: Page, site_server: Server) -> None:
    compare(page, site_server, [])
    assert len(columns(page)) == 3
    for title in ("democratizing large", "lamp when"):
        page.locator("#add").press_sequentially(title)
        page.locator("[data-found] [role=option]").first.click()
    expect(page.locator("[data-compare] [data-paper]")).to_have_count(2)
    assert columns(page) == THREE[:2]
    page.locator("#add").fill("zhuang2024hydra")
    expect(page.locator("[data-found] [role=option]")).to_have_count(1)
    page.press("#add", "ArrowDown")
    page.press("#add", "Enter")
    expect(page.locator("[data-compare] [data-paper]")).to_have_count(3)
    page.get_by_role("button", name="Remove LaMP").click()
    expect(page.locator("[data-compare] [data-paper]")).to_have_count(2)
    assert columns(page) == [THREE[0], THREE[2]]
    page.go_back()
    expect(page.locator("[data-compare] [data-paper]")).to_have_count(3)
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert columns(page) == THREE


def test_an_id_that_nobody_has_is_told(page: Page, site_server: Server) -> None:
    compare(page, site_server, [*THREE[:2], "nobody2024nothing", "<b>"])
    assert columns(page) == THREE[:2]
    expect(page.locator("[data-compare-said]")).to_have_text("No paper has the id nobody2024nothing, <b>.")


def test_only_what_differs(page: Page, site_server: Server) -> None:
    compare(page, site_server, THREE)
    same = page.locator("tr.same")
    assert same.count()
    page.get_by_label("Only what differs").check()
    expect(same.first).to_be_hidden()


def test_as_csv_and_as_latex(page: Page, site_server: Server) -> None:
    compare(page, site_server, THREE)
    texts = {}
    for form in ("csv", "latex"):
        with page.expect_download() as download:
            page.locator(f"[data-export={form}]").click()
        texts[form] = Path(download.value.path()).read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(texts["csv"])))
    assert rows[0] == ["facet", *THREE]
    assert rows[1] == ["title", *(atlas().base.papers[i].title for i in THREE)]
    assert {len(row) for row in rows} == {4}
    assert len(rows) == 2 + len(atlas().base.schemes)
    LatexWalker(texts["latex"], tolerant_parsing=False).get_latex_nodes()
    assert texts["latex"].count("\\\\\n") == 1 + len(atlas().base.schemes)


def test_results_are_gathered_for_comparing(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/explore.html?q=technique:peft")
    page.wait_for_selector(READY, state="attached")
    cards = page.locator("[data-result][data-kind=paper]")
    wanted = [cards.nth(n).get_attribute("data-id") or "" for n in (0, 2)]
    for citekey in wanted:
        page.locator(f"[data-id='{citekey}'] [data-compare]").click()
    expect(page.locator("[data-tray]")).to_contain_text("2 papers")
    page.get_by_role("link", name="Compare 2 papers").click()
    page.wait_for_selector(READY, state="attached")
    assert columns(page) == wanted
    page.go_back()
    expect(page.locator("[data-tray]")).to_contain_text("2 papers")


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_table_scrolls_and_not_the_page(
    browser: Browser, site_server: Server, scripts: bool
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site_server}/compare.html")
    expect(page.locator("[data-compare] [data-paper]")).to_have_count(3)
    if scripts:
        page.wait_for_selector(READY, state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    else:
        expect(page.locator("noscript .notice")).to_be_visible()
    context.close()
