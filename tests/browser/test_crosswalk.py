"""The page of crosswalks as a reader uses it, and the concept pages that lead to it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server

pytestmark = [pytest.mark.browser, pytest.mark.site]


def test_a_chip_leads_to_a_concept_that_names_the_match(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/crosswalk.html")
    row = page.locator("li[id='liu2025survey.one4one']")
    expect(row).to_contain_text("ours is broader")
    row.locator("a.chip").first.click()
    expect(page).to_have_url(re.compile(r"/taxonomy/technique/peft\.html$"))
    section = page.locator("aside section", has_text="In other surveys")
    entry = section.locator("li", has_text="One4One")
    expect(entry).to_contain_text("Liu et al. 2025")
    expect(entry).to_contain_text("narrower than this")
    entry.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/crosswalk\.html#liu2025survey\.one4one$"))
    expect(row).to_be_in_viewport()


def test_the_sums_are_those_of_the_rows(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/crosswalk.html")
    for line in page.locator(".xsum tbody tr").all():
        *kinds, total = [int(text) for text in line.locator("td").all_inner_texts()]
        assert sum(kinds) == total
        anchor = line.locator("a").get_attribute("href") or ""
        section = page.locator(f"section{anchor}")
        assert section.locator(".xwalk > li:not(.xgroup)").count() == total
        assert section.locator(".xwalk .xk--none").count() == kinds[-1]


def test_a_count_opens_its_papers(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/crosswalk.html")
    count = page.locator("li[id='liu2025survey.one4one'] .xn").first
    number = count.inner_text().split()[0]
    count.click()
    expect(page.locator("html[data-kb=ready]")).to_be_attached()
    expect(page.locator("main")).to_contain_text(re.compile(rf"\b{number} papers"))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scripts", [True, False])
def test_it_fits_and_needs_no_script(
    browser: Browser, site_server: Server, width: int, scripts: bool
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site_server}/crosswalk.html")
    expect(page.get_by_role("heading", name="What no other survey has")).to_be_visible()
    box = page.locator(".xwalk").first.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
