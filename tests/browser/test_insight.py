"""The matrix and the gaps as a reader uses them; Python's counts say what they must show."""

from itertools import permutations
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.index import Index
from kb.insight import columns_of, matrix, rows_of
from kb.knowledge_base import KnowledgeBase
from kb.model import Role
from tests.browser.conftest import Server
from tests.conftest import REPOSITORY
from tests.garden import corpus

READY = "html[data-kb=ready]"
CELLS = """all => all.map(t => [t.dataset.row, t.dataset.col, +t.dataset.count, t.dataset.state,
  +t.dataset.read, +t.dataset.expected])"""


def real() -> tuple[KnowledgeBase, Index]:
    return corpus(REPOSITORY)


def counted(rows: str, columns: str, role: Role | None = None) -> list[list[object]]:
    base, index = real()
    by_name = {str(s): s for s in base.schemes}
    made = matrix(
        base, index, rows_of(base, index, by_name[rows]), columns_of(base, index, by_name[columns]), role
    )
    return [
        [row.id, column.id, cell.count, str(cell.state), cell.read, cell.expected]
        for row, cells in zip(made.rows, made.cells, strict=True)
        for column, cell in zip(made.columns, cells, strict=True)
    ]


def shown(page: Page) -> list[list[object]]:
    page.wait_for_selector(READY, state="attached")
    found: list[list[object]] = page.locator("[data-cell]").evaluate_all(CELLS)
    return found


@pytest.fixture
def page(emptied: Page) -> Page:
    """No page here keeps anything but its address."""
    return emptied


def test_both_engines_fill_every_matrix_alike(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/matrix.html")
    for rows, columns in permutations(real()[0].schemes, 2):
        page.wait_for_selector(READY, state="attached")
        page.evaluate(
            "([r, c]) => { history.replaceState(null, '', `?rows=${r}&columns=${c}`);"
            " dispatchEvent(new PopStateEvent('popstate')); }",
            [rows, columns],
        )
        assert shown(page) == counted(rows, columns), f"{rows} by {columns}"


def test_choosing_swapping_a_role_and_going_back(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/matrix.html")
    first = shown(page)
    assert first == counted("technique", "application")
    said = page.locator("[data-matrix-said]").inner_text()
    with urlopen(f"{site_server}/matrix.html") as answer:  # the page as built, before any script
        assert f">{said}</p>" in answer.read().decode()
    page.select_option("[name=columns]", "data")
    assert shown(page) == counted("technique", "data")
    page.click("[data-matrix-swap]")
    expect(page.locator("h1")).to_have_text("Data by technique")
    page.click("[data-role=proposes]")
    assert shown(page) == counted("data", "technique", Role.PROPOSES)
    page.reload()
    assert shown(page) == counted("data", "technique", Role.PROPOSES)
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Technique by application")
    assert shown(page) == first


def test_the_same_facet_twice_swaps_them(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/matrix.html?rows=technique&columns=data")
    shown(page)
    page.select_option("[name=columns]", "technique")
    expect(page.locator("h1")).to_have_text("Data by technique")


@pytest.mark.parametrize("address", ["?rows=<b>&columns=x", "?rows=data&columns=data", "?role=boss"])
def test_a_bad_address_shows_a_matrix_all_the_same(page: Page, site_server: Server, address: str) -> None:
    page.goto(f"{site_server}/matrix.html{address}")
    assert shown(page)


def test_a_cell_leads_to_just_its_papers(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/matrix.html")
    shown(page)
    cell = page.locator("[data-state=filled]").nth(3)
    number = cell.get_attribute("data-count")
    cell.locator("a").focus()
    expect(page.locator("[data-inspect-link]")).to_contain_text(f"Open {number} paper")
    page.click("[data-inspect-link]")
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("[data-result-count]")).to_contain_text(f"{number} paper")


def test_arrow_keys_walk_over_the_cells(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/matrix.html")
    shown(page)
    page.locator("[data-cell] a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    here = page.evaluate(
        "(c => [c.parentElement.rowIndex, c.cellIndex])(document.activeElement.closest('td'))"
    )
    assert here == [2, 2]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.closest('td').parentElement.rowIndex") == 1


def test_without_javascript_the_first_matrix_stands(browser: Browser, site_server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_server}/matrix.html")
    assert page.locator("[data-cell]").count() == len(counted("technique", "application"))
    expect(page.locator("[data-matrix-form]")).to_be_hidden()
    expect(page.locator("[data-inspect]")).to_be_hidden()
    context.close()


def test_gaps_are_those_of_the_matrices_and_can_be_followed(page: Page, site_server: Server) -> None:
    page.goto(f"{site_server}/gaps.html")
    rows = page.locator("[data-gap]")
    for gap in rows.all()[:5]:
        row, column = gap.get_attribute("data-row") or "", gap.get_attribute("data-col") or ""
        (one, a), (other, b) = row.split(":"), column.split(":")
        [cell] = [c for c in counted(one, other) if c[:2] == [a, b]]
        assert cell[2:4] == [0, "gap"]
    links = page.locator("[data-gap] a[href*='explore']")
    assert links.count() == rows.count() > 0
    links.first.click()
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("[data-query-error]")).to_be_hidden()


@pytest.mark.parametrize("width", [390, 768])
def test_no_page_is_wider_than_a_phone(page: Page, site_server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name in ("matrix", "gaps", "trends"):
        page.goto(f"{site_server}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_trends_draw_every_term_with_enough_papers(page: Page, site_server: Server) -> None:
    base, index = real()
    core = index.flags["scope", "core"]
    enough = [ref for ref in base.concepts if (index.below.get((ref, None), 0) & core).bit_count() >= 5]
    page.goto(f"{site_server}/trends.html")
    pictures = page.locator("[data-trend] svg")
    assert pictures.count() == len(enough)
    first = page.locator("[data-trend]").first
    told = first.locator("svg").get_attribute("aria-label") or ""
    drawn = sum(int(pair.split()[1]) for pair in told.rpartition(": ")[2].split(", "))
    assert first.locator("a.num").inner_text().startswith(f"{drawn} paper")
