"""What comes out of a printer: the text without the frame, chips with their glyph, citekeys, no lost pages."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server
from tests.browser.kinds import show

pytestmark = [pytest.mark.browser, pytest.mark.site]

# A kind of page and the most sheets it may need: the largest of each holds twenty papers, or forty labels.
SHEETS = {"paper": 12, "concept": 8, "explore-query": 8, "matrix": 3}
A4 = {"width": 680, "height": 1000}
SEEN = """all => all.filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 120))"""
INK = """() => [...document.querySelectorAll('#content :is(h1, h2, h3, p, li, td, th, a)')]
  .filter(e => e.checkVisibility() && (e.innerText ?? e.textContent).trim() && !e.closest('[data-h], .vh'))
  .filter(e => {
    const [r, g, b] = getComputedStyle(e).color.match(/[\\d.]+/g).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 125;
  }).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def page(emptied: Page) -> Page:
    """What is printed is only looked at."""
    return emptied


@pytest.fixture(scope="module", params=["light", "dark"])
def paper(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page as a printer sees it, from a light and from a dark screen."""
    context = browser.new_context(viewport=A4, color_scheme=request.param)
    page = context.new_page()
    page.emulate_media(media="print", color_scheme=request.param)
    yield page
    context.close()


@pytest.mark.parametrize("kind", SHEETS)
def test_only_the_text_is_printed(kind: str, paper: Page, built_site: Path, site_server: Server) -> None:
    show(paper, site_server, built_site, kind)
    frame = "header, .md-tabs, .md-sidebar, footer nav, .kb-skip, .crumbs, .facets, .headerlink"
    controls = "button, .btn, input, select, textarea, summary, [role=tablist], [role=listbox]"
    assert paper.locator(f":is({frame}, {controls})").evaluate_all(SEEN) == []
    assert paper.locator("#content").is_visible()
    assert paper.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("kind", SHEETS)
def test_it_is_dark_on_white(kind: str, paper: Page, built_site: Path, site_server: Server) -> None:
    show(paper, site_server, built_site, kind)
    assert paper.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert paper.evaluate(INK) == []


@pytest.mark.parametrize("kind", ["paper", "explore-query"])
def test_no_chip_stands_without_its_glyph(
    kind: str, paper: Page, built_site: Path, site_server: Server
) -> None:
    show(paper, site_server, built_site, kind)
    chips = paper.locator("#content .chip[data-slot]")
    assert chips.count() > 10
    bare = chips.evaluate_all(
        "all => all.filter(e => e.checkVisibility()).filter(e => { const g = e.querySelector('.g');"
        " return !g || !g.checkVisibility() || g.getBoundingClientRect().width < 6"
        " || getComputedStyle(e).borderTopWidth === '0px'; }).map(e => e.outerHTML)"
    )
    assert bare == []


@pytest.mark.parametrize(
    ("kind", "titles"), [("explore-query", ".card__t a"), ("concept", ".list a"), ("paper", "h1")]
)
def test_a_citekey_follows_each_title(
    kind: str, titles: str, paper: Page, built_site: Path, site_server: Server
) -> None:
    show(paper, site_server, built_site, kind)
    after = paper.locator(f"#content {titles}").evaluate_all(
        "all => all.map(e => getComputedStyle(e, '::after').content)"
    )
    assert after
    assert [text for text in after if not re.search(r"\[.*[a-z]+\d{4}[a-z0-9]*", text)] == []


def sheets(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def letters(pdf: bytes) -> int:
    """How many pieces of text its pages draw."""
    drawn = 0
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue  # a picture or a font
        drawn += len(re.findall(rb"\bT[jJ]\b", text))
    return drawn


@pytest.mark.parametrize("kind", SHEETS)
def test_the_sheets_are_few_and_written_on(
    kind: str, page: Page, built_site: Path, site_server: Server
) -> None:
    show(page, site_server, built_site, kind)
    pdf = page.pdf(format="A4")
    assert 1 <= sheets(pdf) <= SHEETS[kind]
    assert letters(pdf) > 100 * sheets(pdf) / 4
