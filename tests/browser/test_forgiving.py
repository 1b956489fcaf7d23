"""The search helps on who types without knowing it: readings, near words, most of the words, suggestions everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.query import hints
from tests.browser.conftest import Server
from tests.browser.test_explore import BOX, atlas, expect_query, ids, open_explore, papers

HEADER = "header input[name=q]"
READS = "[data-reads]"
WIDTHS = {"wide": 1280, "phone": 390}


def loaded_by(page: Page) -> list[str]:
    """The addresses that the page asks for from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def test_years_and_words_passed_over_are_told(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "the survey of personalization 2024")
    expect_query(page, "the survey of personalization 2024")
    assert ids("the survey of personalization 2024") == ids("survey personalization year:2024") != []
    chips = page.locator(f"{READS} .chip")
    expect(chips).to_have_text(["survey", "personalization", "year 2024"])
    expect(page.locator(f"{READS} .passed")).to_have_text("passed over: the, of")
    chips.nth(1).get_by_role("button").click()
    expect_query(page, "the survey of 2024")
    assert page.evaluate("document.activeElement.closest('.chip').textContent") == "year 2024"
    chips.nth(1).get_by_role("button").click()
    chips.nth(0).get_by_role("button").click()
    expect_query(page, "")


def test_the_year_of_a_query_in_words_is_that_of_the_panel(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "memory 2023-2024")
    expect_query(page, "memory 2023-2024")
    year = page.locator("[data-facet-year]")
    expect(year.locator("[data-chosen]")).to_have_text("2023 to 2024")
    expect(year.locator("[data-year-from]")).to_have_value("2023")
    year.locator("[data-year-to]").fill("2025")
    year.locator("[data-year-to]").press("Enter")
    expect_query(page, "memory year:2023..2025")


def test_a_name_of_yesterday_is_written_as_that_of_today(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "")
    page.evaluate("""() => {
        const names = kb.explore.engine.vocabulary.names;
        for (const [s, scheme] of kb.explore.engine.data.schemes.entries())
            if (scheme.id === "technique") names[s].set("adapter knitting", names[s].get("peft"));
        kb.explore.ask("technique:adapter-knitting@proposes memory", true);
    }""")
    expect_query(page, "technique:peft@proposes memory")
    told = page.locator("[data-renamed]")
    expect(told).to_have_text("technique:adapter-knitting@proposes is technique:peft@proposes now")
    page.locator(f"{READS} .chip").nth(1).get_by_role("button").click()
    expect_query(page, "technique:peft@proposes")
    expect(told).to_have_count(0)


def test_a_word_that_no_paper_has_leads_to_near_ones(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "persnalization of the survey")
    told = page.locator("[data-unknown=persnalization]")
    expect(told).to_have_text("No paper has “persnalization”. Did you mean personalization")
    told.get_by_role("button", name="personalization").click()
    expect_query(page, "personalization of the survey")
    open_explore(page, site_server, "evaluatio")
    page.locator("[data-unknown]").get_by_role("button", name="evaluatio*").click()
    expect_query(page, "evaluatio*")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_papers_with_most_of_the_words_say_what_they_lack(
    browser: Browser, site_server: Server, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    query = "survey personalization zeppelin 2024"
    most = hints(query, atlas().base, atlas().index).most
    assert most and len(most.papers) > 1
    open_explore(page, site_server, query)
    near = page.locator("[data-most]")
    expect(near.locator("h3")).to_have_text(f"{papers(len(most.papers))} with 2 of the 3 words")
    expect(near.locator("li")).to_have_count(min(10, len(most.papers)))
    for row, (citekey, lacks) in zip(near.locator("li").all(), most.papers, strict=False):
        assert row.locator("a").get_attribute("href") == f"papers/{citekey}.html"
        expect(row).to_contain_text(f"lacks “{lacks[0]}”")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    near.get_by_role("button").click()
    expect_query(page, "(survey OR personalization OR zeppelin) 2024")
    page.close()


def test_two_hundred_words_have_no_list_of_two_hundred_ways_out(page: Page, site_server: Server) -> None:
    words = [f"w{n}" for n in range(200)]
    open_explore(page, site_server, " ".join(words))
    expect(page.locator("[data-empty] h2")).to_have_text("No paper meets all 200 conditions")
    expect(page.locator("[data-unknown]")).to_have_count(3)
    expect(page.locator("[data-empty] .relax li")).to_have_count(0)


@pytest.mark.parametrize(
    ("place", "box"),
    [("index.html", BOX), ("papers/tan2024democratizing.html", HEADER), ("matrix.html", HEADER),
     ("compare.html", HEADER), ("explore.html", HEADER), ("guide/query.html", HEADER)],
)  # fmt: skip
def test_every_box_suggests_and_loads_only_when_somebody_goes_there(
    page: Page, site_server: Server, place: str, box: str
) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    loaded = loaded_by(page)
    page.goto(f"{site_server}/{place}", wait_until="networkidle")
    if place in ("index.html", "papers/tan2024democratizing.html", "guide/query.html"):
        assert not [url for url in loaded if "/assets/data/" in url or "/vendor/" in url]
    own = page.locator(box)
    expect(own).to_have_role("combobox")
    expect(own).to_have_attribute("aria-expanded", "false")
    own.focus()
    page.keyboard.type("retrieval aug")
    term = page.locator('[role=option][data-suggestion="technique:rag"]')
    expect(term).to_be_visible()
    expect(own).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = own.get_attribute("aria-activedescendant")
    assert chosen and page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    assert len(loaded) == len(set(loaded))
    page.keyboard.press("Escape")
    expect(term).to_be_hidden()
    expect(own).to_have_value("retrieval aug")
    assert not wrong


def test_a_term_taken_in_the_header_is_asked_on_the_explore_page(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/papers/tan2024democratizing.html")
    page.locator(HEADER).press_sequentially("2024 technique:ra")
    option = page.locator('[role=option][data-suggestion="technique:rag"]')
    expect(option).to_be_visible()
    while option.get_attribute("aria-selected") == "false":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/explore\.html\?q="))
    expect_query(page, "2024 technique:rag")


def test_enter_asks_what_was_typed(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/index.html")
    page.locator(BOX).press_sequentially("memory agents")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect_query(page, "memory agents")


def test_a_paper_taken_in_the_header_opens_its_page_from_a_file(page: Page, built_site: Path) -> None:
    page.goto((built_site / "guide" / "query.html").as_uri())
    page.locator(HEADER).press_sequentially("democratizing large")
    option = page.locator('[role=option][data-suggestion="tan2024democratizing"]')
    expect(option).to_be_visible()
    option.click()
    expect(page).to_have_url((built_site / "papers" / "tan2024democratizing.html").as_uri())


def test_a_box_whose_suggestions_cannot_be_loaded_still_asks(page: Page, site_server: Server) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.route("**/assets/data/core.js", lambda route: route.abort())
    page.goto(f"{site_server}/index.html")
    page.locator(BOX).press_sequentially("memory")
    page.wait_for_load_state("networkidle")
    page.unroute("**/assets/data/core.js")
    page.keyboard.press("Enter")
    expect_query(page, "memory")
    assert not wrong
