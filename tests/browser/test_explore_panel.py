"""The panel of facets: terms by number, ticks and roles, a box to find a term; a sheet on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.test_explore import (
    PEFT,
    READY,
    atlas,
    expect_query,
    ids,
    open_explore,
    papers,
)


def test_every_count_of_the_panel_is_what_the_tick_finds(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "year:2024..")
    counts = page.locator("[data-facet] [data-concept]").evaluate_all(
        "all => all.map(e => [e.closest('[data-facet]').dataset.facet, e.dataset.concept, +e.dataset.count])"
    )
    assert len(counts) > 20
    for scheme, concept, count in counts:
        assert count == len(ids(f"year:2024.. {scheme}:{concept}")), f"{scheme}:{concept}"


def test_a_role_for_the_ticks(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "technique:rag")
    page.select_option("[data-role-switch]", "proposes")
    expect_query(page, "technique:rag@proposes")
    row = page.locator("[data-facet=technique] [data-concept=prompting]")
    assert int(row.get_attribute("data-count") or "") == len(ids("technique:prompting@proposes"))
    row.locator("input").click()
    expect_query(page, "technique:rag@proposes OR technique:prompting@proposes")
    page.reload()
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("[data-role-switch]")).to_have_value("proposes")
    page.select_option("[data-role-switch]", "")
    expect_query(page, "technique:rag OR technique:prompting")


def test_the_panel_stands_before_the_cards_are_there(page: Page, site_server: Server) -> None:
    page.route("**/assets/data/card-*", lambda route: None)  # they never come
    page.goto(f"{site_server}/explore.html?q=technique:rag", wait_until="commit")
    expect(page.locator("[data-result-count]")).to_have_text(papers(len(ids("technique:rag"))))
    expect(page.locator("[data-facet=technique] [data-concept=rag] input")).to_be_checked()
    page.unroute_all(behavior="ignoreErrors")


LINES = """rows => rows.map(r => ({
    id: r.dataset.concept, depth: +r.dataset.depth, count: +r.dataset.count, on: r.querySelector("input").checked}))"""


@pytest.mark.parametrize("scheme", ["technique", "dataset"])
def test_where_a_query_narrows_terms_stand_by_number(page: Page, site_server: Server, scheme: str) -> None:
    query = "usage:direct-text-generation@evaluates year:2024.."
    open_explore(page, site_server, query)
    facet = page.locator(f"[data-facet={scheme}]")
    if not facet.evaluate("f => f.open"):
        facet.locator("summary").click()
    lines = facet.locator("[data-concept]").evaluate_all(LINES)
    best = sorted(
        (
            len(ids(f"{query} {ref}@evaluates"))
            for ref in map(str, atlas().base.concepts)
            if ref.startswith(f"{scheme}:")
        ),
        reverse=True,
    )
    assert sorted((line["count"] for line in lines), reverse=True) == [n for n in best if n][:8]
    while (more := facet.locator("button.more[id^=more]")).count():
        expect(more).to_have_text(re.compile(r"^\d+ (more( without papers here)?|without papers here)$"))
        more.click()
    lines = facet.locator("[data-concept]").evaluate_all(LINES)
    last: dict[int, int] = {}
    for line in lines:
        last = {depth: count for depth, count in last.items() if depth <= line["depth"]}
        assert line["count"] <= last.get(line["depth"], line["count"]), line
        assert line["count"] <= last.get(line["depth"] - 1, line["count"]), line
        last[line["depth"]] = line["count"]
    assert not lines[-1]["count"]
    assert len(lines) == sum(
        ref.scheme == scheme and not c.deprecated for ref, c in atlas().base.concepts.items()
    )
    facet.get_by_role("button", name="Show fewer").click()
    assert facet.locator("[data-concept][data-count='0']").count() == 0


def test_a_set_of_data_is_in_sight_where_many_papers_use_it(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "technique:peft granularity:user-level")
    page.locator("[data-facet=dataset] summary").click()
    expect(page.locator("[data-facet=dataset] [data-concept=lamp]")).to_be_visible()


def test_a_term_is_found_in_a_long_facet_by_keyboard(page: Page, site_server: Server) -> None:
    open_explore(page, site_server, "year:2024")
    assert page.locator("[data-facet=granularity] [data-find]").count() == 0  # too short to need one
    facet = page.locator("[data-facet=dataset]")
    facet.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(facet.get_by_role("searchbox", name="Find a term of dataset")).to_be_focused()
    before = facet.locator("[data-concept]").count()
    page.keyboard.type("lamp")
    names = facet.locator("[data-concept]").evaluate_all("rows => rows.map(r => r.dataset.concept)")
    assert {"lamp", "longlamp", "lamp-qa", "with-ground-truth-text"} <= set(names)
    assert "movielens" not in names and facet.locator("button.more").count() == 0
    expect(facet.get_by_role("status")).to_have_text("3 terms")
    page.locator("[data-facet=dataset] [data-concept=lamp] input").press("Space")
    expect_query(page, "year:2024 dataset:lamp")
    expect(facet.get_by_role("searchbox")).to_have_value("lamp")  # the next term may be near
    facet.get_by_role("searchbox").fill("::")
    expect(facet.get_by_role("status")).to_have_text("no terms")
    assert facet.locator("[data-concept]").count() == 0
    facet.get_by_role("searchbox").press("Escape")
    expect(facet.get_by_role("status")).to_have_text("")
    assert facet.locator("[data-concept]").count() >= before
    expect(facet.locator("[data-concept=lamp] input")).to_be_checked()


def test_on_a_phone_the_panel_is_a_sheet(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    open_explore(page, site_server, PEFT)
    expect(page.locator("[data-facets]")).to_be_hidden()
    page.get_by_role("button", name="Filters, 2 set").click()
    expect(page.locator("[data-facets]")).to_be_visible()
    page.locator("[data-facet=technique] [data-concept=peft] input").click()
    query = "granularity:user-level"
    page.get_by_role("button", name=f"Show {papers(len(ids(query)))}").click()
    expect(page.locator("[data-facets]")).to_be_hidden()
    expect_query(page, query)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
