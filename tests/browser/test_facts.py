"""The tables of datasets and metrics as a reader uses them: sorted, narrowed down, taken away as a file."""

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.site.links import Links
from kb.site.settings import SiteSettings
from kb.site.views.common import Desk
from kb.site.views.facts import FactsView, datasets_view, metrics_view
from kb.site.views.facts_table import Cell, Row
from tests.browser.conftest import Server
from tests.conftest import REPOSITORY
from tests.garden import corpus

READY = "html[data-kb=ready]"
SHOWN = "all => all.filter(r => r.checkVisibility()).map(r => r.dataset.row)"
VIEWS: dict[str, Callable[[Desk], FactsView]] = {"datasets": datasets_view, "metrics": metrics_view}


@cache
def real(name: str) -> FactsView:
    base, index = corpus(REPOSITORY)
    settings = SiteSettings()
    return VIEWS[name](Desk(base, index, Links(base, settings), settings))


def listed(name: str, *marks: str) -> list[str]:
    """The rows that meet all of these, as the page lists them."""
    return [str(r.ref) for r in real(name).table.rows if set(marks) <= set(r.marks)]


def by_number(name: str, key: str, falling: bool) -> list[str]:
    """The rows in the order of a column of numbers; those without one after, the unknown last."""
    columns = [c.key for c in real(name).table.columns]

    def place(row: Row) -> tuple[int, float]:
        cell: Cell = row.cells[columns.index(key)]
        told = cell.text if cell.sort is None else cell.sort
        if not cell.known:
            return 2, 0
        return (0, float(told) * (-1 if falling else 1)) if told else (1, 0)

    return [str(r.ref) for r in sorted(real(name).table.rows, key=place)]


def go(page: Page, server: str, address: str) -> None:
    page.goto(f"{server}/{address}")
    page.wait_for_selector(READY, state="attached")


def shown(page: Page) -> list[str]:
    found: list[str] = page.locator("tr[data-row]").evaluate_all(SHOWN)
    return found


def head(page: Page, key: str) -> str | None:
    return page.locator(f"th[data-key={key}]").get_attribute("aria-sort")


def press(page: Page, key: str) -> None:
    page.locator(f"th[data-key={key}] button").click()


@pytest.fixture
def page(emptied: Page) -> Page:
    """Tables keep nothing but their address."""
    return emptied


@pytest.mark.parametrize("name", VIEWS)
def test_a_click_sorts_and_a_second_one_turns_round(
    page: Page, site_server: Server, complaints: list[str], name: str
) -> None:
    go(page, site_server, f"{name}.html")
    assert shown(page) == listed(name)
    assert head(page, "kind") == "ascending"
    press(page, "papers")
    assert shown(page) == by_number(name, "papers", falling=True)
    assert (head(page, "papers"), head(page, "kind")) == ("descending", None)
    expect(page.locator(".facts-group").first).to_be_hidden()
    press(page, "papers")
    assert shown(page) == by_number(name, "papers", falling=False)
    assert page.url.endswith("?sort=papers&dir=asc")
    press(page, "kind")
    assert shown(page) == listed(name)
    assert page.url.endswith(f"/{name}.html")
    expect(page.locator(".facts-group").first).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("key", ["users", "records", "tasks", "introduced"])
@pytest.mark.parametrize("falling", [True, False])
def test_numbers_sort_by_number_and_what_is_unknown_comes_last(
    page: Page, site_server: Server, key: str, falling: bool
) -> None:
    go(page, site_server, f"datasets.html?sort={key}&dir={'desc' if falling else 'asc'}")
    assert shown(page) == by_number("datasets", key, falling)


@pytest.mark.parametrize("name", VIEWS)
def test_every_head_is_a_button_for_keys_too(page: Page, site_server: Server, name: str) -> None:
    go(page, site_server, f"{name}.html")
    everything = sorted(listed(name))
    for th in page.locator("thead th").all():
        button = th.locator("button")
        button.focus()
        page.keyboard.press("Enter")
        first = shown(page)
        page.keyboard.press("Space")
        assert sorted(first) == sorted(shown(page)) == everything
        assert th.get_attribute("aria-sort") in ("ascending", "descending")
        expect(button).to_be_focused()
    assert page.locator("[aria-sort]").count() == 1
    expect(page.get_by_role("status")).to_contain_text("sorted by Home, descending")


def test_words_sort_from_a_to_z(page: Page, site_server: Server) -> None:
    go(page, site_server, "datasets.html")
    press(page, "license")
    cells = page.locator("td.c-license")
    told = [text for text in cells.all_inner_texts() if text != "not known"]
    assert told == sorted(told, key=str.casefold)
    unknown = cells.evaluate_all("all => all.map(c => c.hasAttribute('data-unknown'))")
    assert unknown == sorted(unknown)


def test_choices_narrow_down_together_and_back_undoes_them(page: Page, site_server: Server) -> None:
    go(page, site_server, "datasets.html")
    everything = shown(page)
    page.select_option("[name=text]", "long")
    long = listed("datasets", "text:long")
    assert shown(page) == long and len(long) < len(everything)
    page.select_option("[name=people]", "simulated")
    both = listed("datasets", "text:long", "people:simulated")
    assert shown(page) == both
    expect(page.get_by_role("status")).to_contain_text(f"{len(both)} of {len(everything)} sets")
    # Each choice says how many rows it would leave, given the others.
    expect(page.locator("[name=people] option:checked")).to_have_text(f"Simulated ({len(both)})")
    expect(page.locator("[name=people] option[value=not-known]")).to_have_text(
        f"Not stated ({len(listed('datasets', 'text:long', 'people:not-known'))})"
    )
    press(page, "users")
    assert page.url.endswith("?text=long&people=simulated&sort=users&dir=desc")
    assert sorted(shown(page)) == sorted(both)
    page.reload()
    assert sorted(shown(page)) == sorted(both)
    for expected in (both, long, everything):
        page.go_back()
        assert shown(page) == expected
    expect(page.locator("[name=text]")).to_have_value("")
    page.go_forward()
    assert shown(page) == long
    page.get_by_role("button", name="Clear filters").click()
    assert shown(page) == everything
    expect(page.locator("[name=kind]")).to_be_focused()


@pytest.mark.parametrize("value", ["open", "non-commercial", "not-known"])
def test_sets_by_the_class_of_their_license(page: Page, site_server: Server, value: str) -> None:
    go(page, site_server, "datasets.html")
    page.get_by_label("License").select_option(value)
    assert shown(page) == listed("datasets", f"license:{value}") != []
    go(page, site_server, "datasets.html?license=yes")  # an address of before
    assert shown(page) == listed("datasets")


def test_a_kind_holds_those_below_it_and_only_their_groups_stand(page: Page, site_server: Server) -> None:
    [choice] = [c for c in real("datasets").table.choices if c.name == "kind"]
    for option in choice.options:
        go(page, site_server, f"datasets.html?kind={option.value}")
        assert shown(page) == listed("datasets", f"kind:{option.value}")
        assert len(shown(page)) == option.number
        groups = page.locator(".facts-group:visible")
        told = groups.locator("a:first-child").all_inner_texts()
        names = {g.sign.name for g in real("datasets").table.groups if g.sign and g.rows}
        assert option.label in told and names & set(told)


def test_nothing_left_says_so(page: Page, site_server: Server) -> None:
    go(page, site_server, "datasets.html?text=none&truth=user-written-text&license=open&tasks=yes&size=yes")
    if listed("datasets", "text:none", "truth:user-written-text", "license:open", "tasks:yes", "size:yes"):
        pytest.fail("the data has grown: ask for something else")
    assert shown(page) == []
    expect(page.get_by_text("Nothing meets all of these at once.")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    assert shown(page) == listed("datasets")


@pytest.mark.parametrize(
    "asked", ["?sort=nonsense&dir=up", "?kind=<b>&text=%00", "?sort=__proto__&dir=toString", "?kind=&sort="]
)
def test_a_bad_address_shows_everything(
    page: Page, site_server: Server, complaints: list[str], asked: str
) -> None:
    go(page, site_server, f"datasets.html{asked}")
    assert shown(page) == listed("datasets")
    assert complaints == []


@pytest.mark.parametrize("name", VIEWS)
def test_the_file_holds_what_is_shown(page: Page, site_server: Server, tmp_path: Path, name: str) -> None:
    go(page, site_server, f"{name}.html?sort=papers&dir=desc&kind=dialogue")
    with page.expect_download() as waited:
        page.get_by_role("button", name="CSV").click()
    assert waited.value.suggested_filename == f"personalization-atlas-{name}.csv"
    path = tmp_path / "table.csv"
    waited.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert [r["id"] for r in rows] == shown(page)
    table = real(name).table
    known = {str(r.ref): r for r in table.rows}
    for row in rows:
        made = known[row["id"]]
        assert row["Name"] == made.sign.name
        for column, cell in zip(table.columns, made.cells, strict=True):
            text = cell.text or ", ".join(i.text for i in cell.items)
            assert row[column.label] == (text if cell.csv is None else cell.csv), column.key


def test_the_numbers_lead_to_just_as_many_papers(page: Page, site_server: Server) -> None:
    go(page, site_server, "datasets.html?sort=papers&dir=desc")
    found = page.locator("tr[data-row] a[data-count]").evaluate_all(
        "all => all.slice(0, 3).map(a => [a.href, a.dataset.count])"
    )
    assert len(found) == 3
    for address, number in found:
        page.goto(address)
        page.wait_for_selector(READY, state="attached")
        expect(page.locator("[data-result-count]")).to_contain_text(f"{number} paper")


@pytest.mark.parametrize("name", VIEWS)
def test_without_javascript_all_is_there(browser: Browser, site_server: Server, name: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_server}/{name}.html")
    rows = page.locator("tr[data-row]")
    assert rows.count() == len(listed(name))
    expect(rows.first).to_be_visible()
    expect(page.locator(".facts-form")).to_be_hidden()
    for button in page.locator(".facts-bar button").all():
        expect(button).to_be_hidden()
    if name == "datasets":
        page.locator("summary").first.click()
        expect(page.locator("details[open] li").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("name", VIEWS)
def test_it_works_from_a_folder(page: Page, built_site: Path, complaints: list[str], name: str) -> None:
    go(page, built_site.as_uri(), f"{name}.html?sort=papers&dir=desc")
    assert shown(page) == by_number(name, "papers", falling=True)
    press(page, "name")
    assert head(page, "name") == "ascending"
    page.go_back()
    assert shown(page) == by_number(name, "papers", falling=True)
    assert complaints == []


@pytest.mark.parametrize("widths", [(320, 390, 768), (1024, 1240)], ids=str)
@pytest.mark.parametrize("name", VIEWS)
def test_no_page_scrolls_sideways(
    page: Page, site_server: Server, name: str, widths: tuple[int, ...]
) -> None:
    page.set_viewport_size({"width": widths[0], "height": 800})
    go(page, site_server, f"{name}.html")
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_a_row_is_a_block_of_what_is_known(page: Page, site_server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    go(page, site_server, "datasets.html")
    expect(page.locator("thead")).to_be_hidden()
    assert page.locator("td[data-unknown]:visible").count() == 0
    page.get_by_label("Sort by").select_option("papers")
    assert shown(page) == by_number("datasets", "papers", falling=True)
    page.get_by_role("button", name="Descending").click()
    assert shown(page) == by_number("datasets", "papers", falling=False)
    tasks = page.locator("td.c-tasks summary:visible").first
    tasks.click()
    expect(page.locator("details[open] li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_heads_stay_in_sight_and_names_beside_what_scrolls(page: Page, site_server: Server) -> None:
    go(page, site_server, "datasets.html")
    page.evaluate("scrollTo(0, 1500)")
    expect(page.locator("th[data-key=papers] button")).to_be_in_viewport()
    press(page, "papers")
    assert head(page, "papers") == "descending"
    page.set_viewport_size({"width": 900, "height": 800})
    page.locator(".facts-box").evaluate("box => { box.scrollLeft = 300; }")
    left = page.locator("tr[data-row] th").first.evaluate("th => th.getBoundingClientRect().left")
    assert left >= 0


@pytest.mark.parametrize("name", VIEWS)
def test_dark_is_dark_and_can_be_read(browser: Browser, site_server: Server, name: str) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 900, "height": 800})
    page = context.new_page()
    go(page, site_server, f"{name}.html?sort=papers&dir=desc")
    light = """e => getComputedStyle(e)[%r].match(/[\\d.]+/g).slice(0, 3).reduce((a, b) => a + +b, 0) / 3"""
    # The name stands on a ground of its own, so that what scrolls passes beneath it.
    name_cell = page.locator("tr[data-row] th").first
    assert name_cell.evaluate(light % "backgroundColor") < 60
    assert name_cell.locator("a").evaluate(light % "color") > 180
    assert page.locator("tr[data-row] td:not([data-unknown])").last.evaluate(light % "color") > 150
    context.close()
