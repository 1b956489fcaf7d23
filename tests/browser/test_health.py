"""The pages of health and of changes in a browser: numbers that hold what they promise, on any screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server

READY = "html[data-kb=ready]"
NAMES = ("health", "changes")


@pytest.fixture
def page(emptied: Page) -> Page:
    """No page here keeps anything but its address."""
    return emptied


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_without_complaint(
    page: Page, site_server: Server, complaints: list[str], name: str
) -> None:
    page.goto(f"{site_server}/{name}.html")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_numbers_lead_to_just_as_many_papers(page: Page, site_server: Server, name: str) -> None:
    page.goto(f"{site_server}/{name}.html")
    links = page.locator("a[data-count]").evaluate_all("all => all.map(a => [a.href, +a.dataset.count])")
    if page.locator("#not-released").count():
        # What a release had is not what a query finds now.
        assert name == "changes" and links == []
        return
    assert len(links) > 15
    # The first, the last and some between: Python follows every one of them.
    for address, number in {tuple(link) for link in (links[0], links[-1], *links[:: len(links) // 6])}:
        page.goto(address)
        page.wait_for_selector(READY, state="attached")
        expect(page.locator("[data-query-error]")).to_be_hidden()
        expect(page.locator("[data-result-count]")).to_contain_text(f"{number} paper")


@pytest.mark.parametrize("width", [390, 768])
@pytest.mark.parametrize("name", NAMES)
def test_no_page_is_wider_than_the_screen(page: Page, site_server: Server, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site_server}/{name}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wide_table_scrolls_in_a_box_that_keys_can_reach(page: Page, site_server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site_server}/health.html")
    for box in page.locator(".wide").all():
        assert box.get_attribute("tabindex") == "0" and box.get_attribute("aria-label")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_in_the_dark_keeps_its_pictures_apart(
    browser: Browser, site_server: Server, name: str
) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site_server}/{name}.html")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = map(int, ground.removeprefix("rgb(").rstrip(")").split(","))
    assert max(red, green, blue) < 60
    fills = page.locator(".stack rect, .moves .filled").evaluate_all(
        "all => all.map(r => getComputedStyle(r).fill)"
    )
    assert fills and ground not in fills
    context.close()


def test_each_bar_says_in_words_what_it_draws(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/health.html")
    for row in page.locator(".health tbody tr").all():
        told = row.locator("svg.stack").get_attribute("aria-label") or ""
        numbers = [int(part.split()[0]) for part in told.partition(": ")[2].split(", ")]
        cells = [int(n) for n in row.locator("td.num").all_inner_texts()[:-1]]
        assert numbers == [n for n in cells if n]
        widths = row.locator("svg.stack rect").evaluate_all(
            "all => all.map(r => parseFloat(r.getAttribute('width')))"
        )
        assert widths == pytest.approx([100 * n / sum(numbers) for n in numbers], abs=0.01)


def test_records_to_work_on_stand_by_their_points(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/health.html")
    points = page.locator("[data-task]").evaluate_all("all => all.map(t => +t.dataset.task)")
    assert points == sorted(points, reverse=True) and points
    page.locator("[data-task] a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert "/papers/" in page.url


@pytest.mark.parametrize("name", NAMES)
def test_a_page_needs_no_server_and_no_script(browser: Browser, built_site: Path, name: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built_site / f"{name}.html").as_uri())
    later = page.locator("#not-released").count()
    assert page.locator("h2").count() > 1 and (later or page.locator("a[data-count]").count() > 15)
    context.close()
