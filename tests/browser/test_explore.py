"""The explore page as a reader uses it; Python's engine says what it must show."""

from __future__ import annotations

import csv
import gzip
import io
import json
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import bibtexparser
import markdown
import pytest
import rispy
from playwright.sync_api import Browser, Page, expect

from kb.atlas import Atlas, load
from kb.bibtex import bibtex
from kb.csl import csl
from tests.browser.conftest import Server
from tests.conftest import REPOSITORY

PEFT = "technique:peft granularity:user-level"
READY = "html[data-kb=ready]"
BOX = ".kb-body input[name=q]"
FIRST = 10  # cards before more are asked for


@cache
def atlas() -> Atlas:
    return load(REPOSITORY)


def ids(query: str) -> list[str]:
    return [p.id for p in atlas().query(query)]


def papers(number: int) -> str:
    return f"{number} paper" if number == 1 else f"{number} papers"


def open_explore(page: Page, address: str, query: str = "") -> None:
    page.goto(f"{address}/explore.html" + (f"?q={query.replace(' ', '+')}" if query else ""))
    page.wait_for_selector(READY, state="attached")


def shown(page: Page) -> list[str]:
    """The papers listed, once the answer to the query is there."""
    page.wait_for_selector("[data-results][aria-busy=false]", state="attached")
    found: list[str] = page.locator("[data-result][data-kind=paper]").evaluate_all(
        "all => all.map(e => e.dataset.id)"
    )
    return found


def expect_query(page: Page, query: str) -> None:
    """The box, the count and the cards are those of a query."""
    expect(page.locator(BOX)).to_have_value(query)
    expect(page.locator("[data-result-count]")).to_have_text(papers(len(ids(query))))
    assert shown(page) == ids(query)[:FIRST]


def test_the_query_of_the_readme_with_evidence_one_click_away(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, f"{PEFT} year:2024 author:tan")
    expect_query(page, f"{PEFT} year:2024 author:tan")
    assert "tan2024democratizing" in shown(page)
    page.locator("[data-id=tan2024democratizing] h3 a").click()
    label = page.locator("tr:has([data-label][data-scheme=technique][data-concept=peft][data-role=proposes])")
    expect(label.locator("q").first).to_contain_text("One PEFT Per User")
    assert "#:~:text=One%20PEFT%20Per%20User" in (label.locator(".ev a").first.get_attribute("href") or "")


@pytest.mark.parametrize("where", ["server", "sub", "file"])
def test_typing_ticking_going_back_and_reloading(
    page: Page, site_server: Server, built_site: Path, where: str
) -> None:
    address = {"server": str(site_server), "sub": site_server.sub, "file": built_site.as_uri()}[where]
    open_explore(page, address)
    page.fill(BOX, "technique:rag")
    page.press(BOX, "Enter")
    expect_query(page, "technique:rag")
    row = page.locator("[data-facet=usage] [data-concept=downstream-task]")
    count = int(row.get_attribute("data-count") or "")
    row.locator("input").click()
    expect_query(page, "technique:rag usage:downstream-task")
    assert count == len(ids("technique:rag usage:downstream-task"))
    page.locator("[data-facet=usage] [data-concept=direct-text-generation] input").click()
    both = "technique:rag (usage:downstream-task OR usage:direct-text-generation)"
    expect_query(page, both)
    page.reload()
    page.wait_for_selector(READY, state="attached")
    expect_query(page, both)
    page.go_back()
    expect_query(page, "technique:rag usage:downstream-task")
    page.go_back()
    expect_query(page, "technique:rag")


def test_excluding_and_taking_chips_away(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "user OR memory year:2023..")
    row = page.locator("[data-facet=usage] [data-concept=downstream-task]")
    row.hover()
    row.get_by_role("button").click()
    query = "(user OR memory year:2023..) -usage:downstream-task"
    expect_query(page, query)
    expect(row.get_by_role("button")).to_have_text("undo")
    page.get_by_role("button", name="Remove not Downstream task").click()
    expect_query(page, "user OR memory year:2023..")


def test_an_error_keeps_the_results_and_offers_a_cure(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, PEFT)
    page.fill(BOX, "technique:pefft")
    page.press(BOX, "Enter")
    error = page.locator("[data-query-error]")
    expect(error).to_contain_text('Column 1: technique has no concept called "pefft".')
    expect(page.locator("[data-result-note]")).to_contain_text("the last query that could be read")
    assert shown(page) == ids(PEFT)[:FIRST]
    error.get_by_role("button", name="technique:peft", exact=True).click()
    expect(error).to_be_hidden()
    expect_query(page, "technique:peft")


def test_suggestions_by_keyboard(page: Page, site_server: Server) -> None:
    open_explore(page, site_server)
    page.locator(BOX).press_sequentially("param")
    option = page.locator("[data-suggestion='technique:peft']")
    expect(option).to_be_visible()
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    chosen = page.locator("[role=option][aria-selected=true]")
    for _ in range(10):
        page.press(BOX, "ArrowDown")
        if chosen.get_attribute("data-suggestion") == "technique:peft":
            break
    page.press(BOX, "Tab")
    expect_query(page, "technique:peft")
    page.fill(BOX, "mem")
    page.locator(BOX).press_sequentially("o")
    expect(page.locator("[data-suggestions]")).to_be_visible()
    page.press(BOX, "Escape")
    expect(page.locator("[data-suggestions]")).to_be_hidden()


def test_more_results_and_other_orders(page: Page, site_server: Server) -> None:
    open_explore(page, site_server)
    assert len(shown(page)) == FIRST
    page.get_by_role("button", name="Show 20 more").click()
    assert shown(page) == ids("")[: FIRST + 20]
    focused = page.evaluate("document.activeElement.closest('[data-id]').dataset.id")
    assert focused == ids("")[FIRST]
    page.select_option("[data-sort]", "oldest")
    assert shown(page) == ids("")[::-1][:FIRST]
    assert "sort=oldest" in page.url


def test_an_empty_answer_offers_what_to_leave_out(page: Page, site_server: Server) -> None:
    query = "technique:peft year:1999"
    open_explore(page, site_server, query)
    expect(page.locator("[data-empty]")).to_contain_text("No paper meets both conditions")
    row = page.locator("[data-empty] li", has_text="Any year, not only 1999")
    expect(row).to_contain_text(papers(len(ids("technique:peft"))))
    row.get_by_role("button").click()
    expect_query(page, "technique:peft")


def test_exports_and_the_citation(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, PEFT)
    found = atlas().query(PEFT)
    texts = {}
    for form in ("bibtex", "csv", "json", "ris", "csl", "markdown"):
        page.locator("summary", has_text="Export").click()
        with page.expect_download() as download:
            page.locator(f"[data-export={form}]").click()
        texts[form] = Path(download.value.path()).read_text(encoding="utf-8")
    library = bibtexparser.parse_string(texts["bibtex"])
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [p.id for p in found]
    rows = list(csv.DictReader(io.StringIO(texts["csv"])))
    assert [row["title"] for row in rows] == [p.title for p in found]
    assert [p["id"] for p in json.loads(texts["json"])["papers"]] == [p.id for p in found]
    base = atlas().base
    assert texts["bibtex"] == "\n".join(bibtex(p, base.venues.get(p.venue)) for p in found)
    assert [entry["title"] for entry in rispy.loads(texts["ris"])] == [p.title for p in found]
    assert json.loads(texts["csl"]) == [csl(p, base.venues.get(p.venue)) for p in found]
    listed = ElementTree.fromstring(f"<div>{markdown.markdown(texts['markdown'])}</div>")
    assert [link.text for link in listed.iter("a")] == [p.title for p in found]
    assert texts["markdown"] == found.markdown()
    page.locator("summary", has_text="Cite this query").click()
    expect(page.locator("[data-citation]")).to_contain_text(f"{papers(len(found))}, set {found.digest}.")


@pytest.mark.parametrize(
    ("typed", "option", "query"),
    [
        ("alireza sal", 'author:"alireza salemi"', 'author:"alireza salemi"'),
        ("has:code salem", 'author:"alireza salemi"', 'has:code author:"alireza salemi"'),
        ("author:salem", 'author:"alireza salemi"', 'author:"alireza salemi"'),
        ("data:histor", "data:interaction-history", "data:interaction-history"),
    ],
)
def test_suggestions_put_in_what_they_name(
    page: Page, site_server: Server, typed: str, option: str, query: str
) -> None:
    open_explore(page, site_server)
    page.locator(BOX).press_sequentially(typed)
    page.locator(f"[data-suggestion='{option}']").click()
    expect_query(page, query)


def test_a_field_is_suggested_and_then_what_it_may_hold(page: Page, site_server: Server) -> None:
    open_explore(page, site_server)
    page.locator(BOX).press_sequentially("techn")
    page.locator("[data-suggestion='technique:']").click()
    expect(page.locator(BOX)).to_have_value("technique:")
    expect(page.locator("[data-suggestion^='technique:']").first).to_be_visible()


def test_a_paper_is_suggested_by_words_of_its_title(page: Page, site_server: Server) -> None:
    open_explore(page, site_server)
    page.locator(BOX).press_sequentially("democratiz")
    page.locator("[data-suggestion=tan2024democratizing]").click()
    page.wait_for_url("**/papers/tan2024democratizing.html")


def test_a_question_loads_little(page: Page, site_server: Server, built_site: Path) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    open_explore(page, site_server, "adapter")
    assert shown(page) == ids("adapter")[:FIRST]
    data = [built_site / url.split("/", 3)[3] for url in loaded if "/assets/data/" in url]
    assert len(data) == len(set(data))
    wire = sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in data)
    assert wire <= 25_000, f"{wire} bytes in {len(data)} files"


def test_what_cannot_be_loaded_is_told_and_can_be_tried_again(page: Page, site_server: Server) -> None:
    page.route("**/assets/data/words-*", lambda route: route.abort())
    open_explore(page, site_server, "adapter")
    expect(page.locator("[data-result-note]")).to_contain_text("could not be loaded")
    page.unroute("**/assets/data/words-*")
    page.get_by_role("button", name="Try again").click()
    expect_query(page, "adapter")


def test_a_cell_never_becomes_a_formula(page: Page, site_server: Server) -> None:
    open_explore(page, site_server)
    text = page.evaluate("""() => {
        const {data} = kb.store, full = n => ({...data.papers[n], title: "=1+1", authors: ["@x"]});
        return kb.export.content("csv", [0], {data, full}, "");
    }""")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["title"], row["authors"]) == ("'=1+1", "'@x")


def test_words_of_a_record_stay_words_in_markdown(page: Page, site_server: Server) -> None:
    title = "A <b>bold</b> claim & R&D, as &lt; and *this* [here](x) #1"
    open_explore(page, site_server)
    text = page.evaluate(
        """title => {
        const {data} = kb.store, paper = {...data.papers[0], title, authors: ["@x"], summary: title, short: null};
        return kb.export.content("markdown", [0], {data, full: () => paper}, "");
    }""",
        title,
    )
    shown = r"A &lt;b\>bold&lt;/b\> claim & R&D, as &amp;lt; and \*this\* \[here\](x) \#1"
    assert f"\n- [{shown}](<" in text and f".\n  {shown}\n" in text


def test_a_card_gives_its_bibtex(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    open_explore(page, site_server, PEFT)
    [first, second, *_] = atlas().query(PEFT)
    page.locator(f"[data-cite-card={first.id}]").click()
    expect(page.locator(f"[data-cite-card={first.id}]")).to_contain_text("BibTeX copied")
    venues = atlas().base.venues
    assert page.evaluate("navigator.clipboard.readText()") == bibtex(first, venues.get(first.venue))
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    page.locator(f"[data-cite-card={second.id}]").click()
    expect(page.locator(f"[data-id={second.id}] .card__cite pre")).to_be_visible()
    assert (
        page.evaluate("getSelection().toString()").strip() == bibtex(second, venues.get(second.venue)).strip()
    )
    context.close()


def test_the_tray_covers_nothing_at_the_end_and_folds(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    open_explore(page, site_server, "year:2024")
    for n in range(3):
        page.locator("[data-compare]").nth(n).click()
    tray = page.locator("[data-tray]")
    page.locator("[data-pager]").evaluate("e => e.scrollIntoView({block: 'end'})")
    assert tray.evaluate("t => t.getBoundingClientRect().top") >= page.locator("[data-pager]").evaluate(
        "e => e.getBoundingClientRect().bottom"
    )
    page.get_by_role("button", name="Filters").click()
    assert page.evaluate("document.elementFromPoint(195, 820).closest('[data-facets]') !== null")
    page.get_by_role("button", name="Close").click()
    tray.get_by_role("button", name="Hide").click()
    small = tray.get_by_role("button", name="3 papers to compare")
    expect(small).to_be_focused()
    expect(tray.get_by_role("link")).to_have_count(0)
    small.click()
    expect(tray.get_by_role("link", name="Compare 3 papers")).to_be_visible()
    tray.get_by_role("button", name="Hide").click()
    page.locator("[data-compare]").nth(4).click()  # a further choice shows it again
    expect(tray.get_by_role("link", name="Compare 4 papers")).to_be_visible()
    tray.get_by_role("button", name="Clear").click()
    expect(tray).to_be_hidden()
    context.close()


def test_without_scripts_it_leads_to_the_lists(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_server}/explore.html")
    page.get_by_role("link", name="all papers by year").click()
    page.wait_for_load_state()
    assert page.locator(".list li").count() >= len(ids("scope:core"))
    context.close()
