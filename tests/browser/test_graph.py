"""The graph as a reader uses it: by the list, by the address, in both palettes, and without scripts."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.index import Index
from kb.insight.companions import companions
from kb.knowledge_base import KnowledgeBase
from kb.query import run
from tests.browser.conftest import Server
from tests.browser.test_site import Watch
from tests.conftest import REPOSITORY
from tests.garden import corpus

pytestmark = [pytest.mark.browser, pytest.mark.site]

TERM = "technique:agent-memory"
CY = "kb.graph.picture.cy"


def real() -> tuple[KnowledgeBase, Index]:
    return corpus(REPOSITORY)


def opened(page: Page, address: str) -> Watch:
    watch = Watch(page)
    page.goto(address)
    page.wait_for_selector("[data-graph][data-ready]")
    return watch


def ask(page: Page, expression: str) -> Any:
    """What the picture answers; `cy` is its network."""
    return page.evaluate(f"() => {{ const cy = {CY}; return {expression}; }}")


def chosen(page: Page) -> list[str]:
    found: list[str] = ask(page, "cy.$('.on').map(n => n.data('label'))")
    return found


def panel(page: Page) -> Any:
    return page.locator("[data-graph-panel]")


@pytest.mark.parametrize("way", ["http", "file"])
def test_the_picture_holds_every_term(way: str, page: Page, built_site: Path, site_server: Server) -> None:
    home = site_server if way == "http" else built_site.as_uri()
    watch = opened(page, f"{home}/graph.html?concept={TERM}&together=1")
    base, index = real()
    assert ask(page, "cy.$('.term').length") == len(base.concepts)
    assert ask(page, "cy.$('.pair').length") == len(companions(base, index))
    assert ask(page, "cy.$('.up').length") == len(base.concepts)
    assert page.locator("[data-graph-canvas]").get_attribute("role") == "img"
    assert page.locator("[data-graph-canvas] canvas").count() > 0
    page.wait_for_load_state("networkidle")
    assert watch.problems == []
    assert watch.elsewhere(f"{home}/") == []
    assert page.locator("style, [style*=url]").count() == 0


def test_choosing_in_the_list_and_going_back(page: Page, site_server: Server) -> None:
    watch = opened(page, f"{site_server}/graph.html")
    expect(panel(page)).to_be_hidden()
    link_ = page.locator(f"[data-term='{TERM}'] a")
    link_.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"graph.html?concept={TERM}")
    expect(panel(page).locator("h2")).to_have_text("Agent memory")
    expect(panel(page).locator("h2")).to_be_focused()
    assert chosen(page) == ["Agent memory"]
    panel(page).locator(".net__with a").first.click()
    assert chosen(page) not in ([], ["Agent memory"])
    page.go_back()
    expect(panel(page).locator("h2")).to_have_text("Agent memory")
    page.go_back()
    expect(panel(page)).to_be_hidden()
    assert chosen(page) == []
    page.go_forward()
    assert chosen(page) == ["Agent memory"]
    panel(page).locator("h2").focus()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(link_).to_be_focused()
    assert watch.problems == []


def test_choosing_by_the_address(page: Page, site_server: Server) -> None:
    opened(page, f"{site_server}/graph.html?concept={TERM}")
    base, index = real()
    pairs = [p for p in companions(base, index) if TERM in (str(p.one), str(p.other))]
    rows = panel(page).locator(".net__with")
    assert rows.count() == min(8, len(pairs)) > 0
    for n in range(rows.count()):
        count = rows.nth(n).locator("a.num")
        query = parse_qs(urlsplit(count.get_attribute("href") or "").query)["q"][0]
        number = int(re.findall(r"\d+", count.inner_text())[0])
        assert len(run(query, base, index)) >= number
    box = panel(page).locator(".btn--go")
    query = parse_qs(urlsplit(box.get_attribute("href") or "").query)["q"][0]
    assert box.inner_text() == f"{len(run(query, base, index))} papers"
    node = ask(page, "(r => [r.x1, r.y1, r.x2, r.y2])(cy.$('.on').renderedBoundingBox())")
    size = page.locator("[data-graph-canvas]").bounding_box()
    assert size and node[0] >= 0 and node[1] >= 0 and node[2] <= size["width"] and node[3] <= size["height"]


@pytest.mark.parametrize(
    "query", ["concept=technique:nowhere", "concept=", "concept=%3Cb%3E&hide=x,,y", "hide="]
)
def test_an_address_that_names_nothing_shows_everything(query: str, page: Page, site_server: Server) -> None:
    watch = opened(page, f"{site_server}/graph.html?{query}")
    expect(panel(page)).to_be_hidden()
    assert ask(page, "cy.$('.off').length") == 0
    assert watch.problems == []


def test_choosing_in_the_picture(page: Page, site_server: Server) -> None:
    opened(page, f"{site_server}/graph.html")
    at = ask(page, "cy.$('.term').max(n => n.data('rank')).ele.renderedPosition()")
    name = ask(page, "cy.$('.term').max(n => n.data('rank')).ele.data('label')")
    canvas = page.locator("[data-graph-canvas]")
    canvas.click(position=at)
    expect(panel(page).locator("h2")).to_be_visible()
    assert chosen(page) == [name]
    assert "?concept=" in page.url
    canvas.click(position={"x": 4, "y": 4})
    expect(panel(page)).to_be_hidden()


def test_switching_facets_and_lines(page: Page, site_server: Server) -> None:
    opened(page, f"{site_server}/graph.html")
    button = page.locator("[data-graph-facet=technique]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert "hide=technique" in page.url
    expect(page.locator("[data-facet=technique]")).to_be_hidden()
    assert not ask(page, "cy.$('.term').filter(n => n.visible() && n.hasClass('f3')).length")
    assert not ask(page, "cy.$('.pair').filter(n => n.visible()).length")
    together = page.locator("[data-graph-together]")
    together.click()
    expect(together).to_have_attribute("aria-pressed", "true")
    assert ask(page, "cy.$('.pair').filter(n => n.visible()).length") > 0
    page.go_back()
    page.go_back()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto(f"{site_server}/graph.html?hide=technique,data&concept={TERM}")
    expect(panel(page).locator("h2")).to_have_text("Agent memory")
    page.locator("[data-zoom=reset]").click()
    expect(panel(page)).to_be_hidden()
    assert page.url.endswith("graph.html")
    assert ask(page, "cy.$('.off').length") == 0


def test_finding_a_term(page: Page, site_server: Server) -> None:
    opened(page, f"{site_server}/graph.html")
    box = page.locator("[data-graph-find]")
    box.fill("PEFT")
    expect(page.locator("[data-term='technique:peft']")).to_be_visible()
    # The term above stays as the place of the one found.
    expect(page.locator("[data-term='technique:representation-learning']")).to_be_visible()
    expect(page.locator("[data-term='technique:rag']")).to_be_hidden()
    assert "PEFT" in ask(page, "cy.$('.found').map(n => n.data('label'))")
    box.press("Enter")
    assert page.url.endswith("?concept=technique:peft")
    box.fill("no such term <b>")
    expect(page.locator("[data-graph-said]")).to_have_text("0 terms")
    assert page.locator("[data-term]:visible").count() == 0
    box.press("Enter")
    expect(panel(page)).to_be_hidden()
    box.fill("")
    expect(page.locator("[data-term='technique:rag']")).to_be_visible()
    assert ask(page, "cy.$('.miss').length") == 0


BOXES = """cy.$('.term.named').map(n => n.boundingBox({includeNodes: false, includeEdges: false,
  includeLabels: true, includeOverlays: false})).map(b => [b.x1, b.y1, b.x2, b.y2].map(v => v * cy.zoom()))"""


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_names_do_not_cover_one_another(width: int, page: Page, site_server: Server) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"{site_server}/graph.html")
    boxes = ask(page, BOXES)
    assert len(boxes) >= 6
    assert all(right - left > 10 and bottom - top > 10 for left, top, right, bottom in boxes)
    # The margin in which Cytoscape draws the outline of a name may touch that of the next.
    for one, other in combinations(boxes, 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[1], other[1])
        assert min(across, down) < 9, (one, other)
    assert ask(page, "cy.$('.hub.named').length") == len(real()[0].schemes)
    if width >= 1280:
        often = "cy.$('.term').filter(n => n.data('rank') >= 30)"
        assert ask(page, f"{often}.filter('.named').length / {often}.length") > 2 / 3


def test_zooming_shows_more_names(page: Page, site_server: Server) -> None:
    opened(page, f"{site_server}/graph.html")
    before = ask(page, "[cy.zoom(), cy.$('.named').length]")
    for _ in range(5):
        page.locator("[data-zoom=in]").click()
    page.wait_for_function(f"() => {CY}.$('.named').length > {before[1]}")
    assert ask(page, "cy.zoom()") > before[0] * 4
    page.locator("[data-zoom=reset]").click()
    assert ask(page, "cy.zoom()") == pytest.approx(before[0])


def test_the_wheel_alone_scrolls_the_page(page: Page, site_server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 600})
    opened(page, f"{site_server}/graph.html")
    zoom = ask(page, "cy.zoom()")
    page.locator("[data-graph-canvas]").hover(position={"x": 100, "y": 100})
    page.mouse.wheel(0, 200)
    page.wait_for_function("() => scrollY > 0")
    assert ask(page, "cy.zoom()") == zoom


def test_the_colors_follow_the_palette(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watch = opened(page, f"{site_server}/graph.html?concept={TERM}")
    seen = "[cy.$('.hub').style('background-color'), cy.$('.term.named').style('color')]"
    dark = ask(page, seen)
    page.locator("label[for^=__palette]:visible").first.click()
    page.wait_for_function(f"dark => {CY}.$('.hub').style('background-color') !== dark", arg=dark[0])
    assert ask(page, seen)[1] != dark[1]
    assert watch.problems == []
    context.close()


def test_a_phone(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    watch = opened(page, f"{site_server}/graph.html?concept={TERM}")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(panel(page).locator("h2")).to_be_visible()
    page.locator("[data-back]").tap()
    expect(page.locator("[data-graph-list]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert watch.problems == []
    context.close()


def test_without_scripts_the_list_and_a_still_picture(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_server}/graph.html")
    base, _ = real()
    assert page.locator("[data-term] a:visible").count() == len(base.concepts)
    assert page.locator(".net__still circle").count() == len(base.concepts)
    expect(page.locator("[data-graph-bar]")).to_be_hidden()
    page.locator(f"[data-term='{TERM}'] a").click()
    expect(page.locator("h1")).to_contain_text("Agent memory")
    context.close()
