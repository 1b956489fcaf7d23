"""Bars as links, and gaps chosen by facet and term, as a reader uses them."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server

READY = "html[data-kb=ready]"


def ready(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(READY, state="attached")


@pytest.fixture
def page(emptied: Page) -> Page:
    """No page here keeps anything but its address."""
    return emptied


def test_a_bar_of_a_term_needs_no_scripts(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_server}/taxonomy/technique/rag.html")
    bars = page.locator(".chart a")
    assert bars.count() > 2
    for bar in bars.all():
        box = bar.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 24
    target = bars.last.get_attribute("href") or ""
    bars.last.click()
    assert page.url.endswith(target.replace("../", ""))
    context.close()


def test_a_bar_has_a_name_and_a_ring_and_finds_its_papers(page: Page, site_server: Server) -> None:
    ready(page, f"{site_server}/taxonomy/technique/rag.html")
    bar = page.locator(".chart a").last
    name = bar.get_attribute("aria-label") or ""
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(1)
    page.locator(".chart a").first.focus()
    for _ in range(page.locator(".chart a").count() - 1):
        page.keyboard.press("Tab")
    ring = "a => getComputedStyle(a).outlineStyle + getComputedStyle(a).outlineWidth"
    assert bar.evaluate(ring) == "solid2px" and bar.evaluate("a => a === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explore.html?*")
    expect(page.locator("[data-result-count]")).to_have_text(name.partition(": ")[2])


@pytest.mark.parametrize(
    "query",
    ["", "technique:rag year:2023..2025", "year:2024 OR technique:rag", "-year:2024 personaliz*", "memory"],
)
@pytest.mark.parametrize("where", ["[data-facet-year]", "[data-rail]"])
def test_a_bar_of_explore_finds_its_papers(page: Page, site_server: Server, query: str, where: str) -> None:
    page.set_viewport_size({"width": 1700, "height": 900})
    ready(page, f"{site_server}/explore.html?q={query}")
    if where == "[data-facet-year]" and not page.locator(f"{where}[open]").count():
        page.click(f"{where} summary")
    bars = page.locator(f"{where} .hist a")
    found = bars.evaluate_all(
        """all => all.map(a => [a.getAttribute('aria-label'),
        kb.explore.editor.finds(new URLSearchParams(a.getAttribute('href')).get('q'))])"""
    )
    assert found and all(label.partition(": ")[2].split()[0] == f"{number:,}" for label, number in found)
    name = found[-1][0]
    bars.last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-result-count]")).to_have_text(name.partition(": ")[2])
    assert f"year:{name[:4]}" in page.url
    assert page.evaluate("document.activeElement !== document.body")


def shown(page: Page) -> list[str]:
    script = "all => all.filter(t => !t.hidden).map(t => t.dataset.terms)"
    found: list[str] = page.locator("[data-gap]").evaluate_all(script)
    return found


def test_gaps_are_chosen_by_term_and_facet_and_the_address_says_so(page: Page, site_server: Server) -> None:
    ready(page, f"{site_server}/gaps.html")
    everything = shown(page)
    page.select_option("[name=term]", "technique:representation-learning")
    of_term = shown(page)
    assert of_term == [t for t in everything if "technique:representation-learning" in t.split()]
    assert 0 < len(of_term) < len(everything)
    assert page.url.endswith("gaps.html?term=technique:representation-learning")
    expect(page.locator("[data-gaps-said]")).to_contain_text(f"{len(of_term)} of {len(everything)} gaps")
    page.select_option("[name=facet]", "open-problem")
    both = shown(page)
    assert both == [t for t in of_term if " open-problem:" in f" {t}"]
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert shown(page) == both
    page.go_back()
    assert shown(page) == of_term
    page.click("[data-gaps-all]")
    assert shown(page) == everything and page.url.endswith("gaps.html")


def test_the_number_behind_a_choice_is_that_of_its_gaps(page: Page, site_server: Server) -> None:
    ready(page, f"{site_server}/gaps.html")
    for name in ("facet", "term"):
        options = page.locator(f"[name={name}] option").evaluate_all(
            "all => all.map(o => [o.value, o.textContent])"
        )
        for value, text in options[1:]:
            page.select_option(f"[name={name}]", value)
            assert text.endswith(f"({len(shown(page))})"), value
        page.select_option(f"[name={name}]", "")


@pytest.mark.parametrize("asked", ["term=technique:nothing", "facet=<b>x", "term=technique:nothing&facet=9"])
def test_a_choice_that_is_none_shows_all_and_says_so(page: Page, site_server: Server, asked: str) -> None:
    ready(page, f"{site_server}/gaps.html")
    everything = shown(page)
    ready(page, f"{site_server}/gaps.html?{asked}")
    assert shown(page) == everything
    expect(page.locator("[data-gaps-said]")).to_contain_text("No gap is listed for")


def test_without_scripts_all_gaps_stand(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_server}/gaps.html?term=technique:peft")
    assert page.locator("[data-gap]:visible").count() == page.locator("[data-gap]").count() > 0
    expect(page.locator("[data-gaps-form]")).to_be_hidden()
    context.close()


def test_a_term_leads_to_its_gaps(page: Page, site_server: Server) -> None:
    ready(page, f"{site_server}/taxonomy/technique/agent-memory.html")
    link = page.locator("[data-apart] .more-link a")
    number = int((link.text_content() or "").split()[1])
    link.click()
    page.wait_for_url("**/gaps.html?term=technique:agent-memory")
    assert len(shown(page)) == number
