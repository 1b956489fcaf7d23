"""Every page without a mouse: Tab reaches all controls, one sees where it is, and what opened closes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.kinds import KINDS, show

pytestmark = [pytest.mark.browser, pytest.mark.site]

MOST = 1500
# Pages that are lists of links and nothing else would take a thousand steps and show nothing new.
LISTS = {"papers", "taxonomy", "gaps", "trends", "crosswalk", "health", "changes", "metrics", "guide"}
WALKED = [kind for kind in KINDS if kind not in LISTS]
# Gives every control that Tab should reach a number, and notes how it looks without the focus. Of the radio
# buttons of a name Tab reaches one. Every focus that follows is told, with whether it can be seen.
WATCH = """() => {
  const look = e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.outlineColor,
    s.boxShadow, s.borderColor, s.backgroundColor, s.opacity, s.transform].join(' '); };
  // The ring may lie around the box that a field is part of, or around the label beside it.
  const around = e => [e, e.parentElement, e.closest('label'), e.closest('.query__box, .kb-find'),
    ...(e.id ? document.querySelectorAll(`label[for="${CSS.escape(e.id)}"]`) : [])].filter(Boolean);
  const looks = e => around(e).map(look).join('|');
  const tabbable = e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true })
    && !e.closest('[inert]') && (e.getClientRects().length > 0) && e.type !== 'hidden';
  const one = new Set();
  const all = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]')].filter(tabbable).filter(e => {
    if (e.type !== 'radio') return true;
    const group = [...document.getElementsByName(e.name)].filter(tabbable);
    return e === (group.find(r => r.checked) || group[0]);
  });
  window.kbSeen = [];
  const before = new Map(all.map((e, n) => { e.dataset.n = n; return [e, looks(e)]; }));
  document.addEventListener('focusin', event => {
    const e = event.target, ring = around(e).some(x => {
      const s = getComputedStyle(x);
      return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== 'none'; });
    const box = e.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    window.kbSeen.push([e.dataset.n ?? null, ring && looks(e) !== before.get(e), inside]);
  });
  return all.map(e => e.outerHTML.slice(0, 110));
}"""


@pytest.fixture
def page(emptied: Page) -> Page:
    """No test here leaves behind what a page keeps."""
    return emptied


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def walk(page: Page) -> tuple[list[str], list[tuple[str | None, bool, bool]]]:
    """What Tab should reach, and what it reached: number, whether the focus shows, whether it is in view."""
    wanted: list[str] = page.evaluate(WATCH)
    assert 3 < len(wanted) < MOST
    seen: list[tuple[str | None, bool, bool]] = []
    # A control may show more controls when the focus is on it: the number of steps is not known before.
    while len(seen) < 2 * len(wanted) and not reached(seen) >= set(range(len(wanted))):
        for _ in range(50):
            page.keyboard.press("Tab")
        seen = page.evaluate("kbSeen")
    return wanted, seen


def reached(seen: list[tuple[str | None, bool, bool]]) -> set[int]:
    """The numbers of the controls that had the focus."""
    return {int(number) for number, _, _ in seen if number is not None}


def check(page: Page) -> None:
    """Tab reaches every control of the page, and one sees where it is."""
    wanted, seen = walk(page)
    got = reached(seen)
    assert [html for n, html in enumerate(wanted) if n not in got] == [], "never reached"
    hidden = {wanted[int(n)] for n, ring, _ in seen if n is not None and not ring}
    assert hidden == set(), "the focus cannot be seen"
    outside = {wanted[int(n)] for n, _, inside in seen if n is not None and not inside}
    assert outside == set(), "the focus is out of view"


@pytest.mark.parametrize("kind", WALKED)
def test_tab_reaches_every_control_and_shows_where_it_is(
    kind: str, page: Page, built_site: Path, site_server: Server
) -> None:
    show(page, site_server, built_site, kind)
    check(page)


@pytest.mark.parametrize("kind", ["home", "explore-query", "concept", "paper", "matrix", "about"])
def test_tab_reaches_every_control_on_a_phone(
    kind: str, phone: Page, built_site: Path, site_server: Server
) -> None:
    show(phone, site_server, built_site, kind)
    check(phone)


@pytest.mark.parametrize("kind", ["home", "explore-query", "facet", "concept", "paper", "guide", "nowhere"])
def test_the_first_tab_leads_past_the_frame(
    kind: str, page: Page, built_site: Path, site_server: Server
) -> None:
    show(page, site_server, built_site, kind)
    page.keyboard.press("Tab")
    skip = page.locator(".kb-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#content, footer') !== null")


@pytest.mark.parametrize("kind", ["home", "explore", "concept", "paper", "compare", "datasets", "about"])
def test_a_slash_leads_to_the_query(kind: str, page: Page, built_site: Path, site_server: Server) -> None:
    show(page, site_server, built_site, kind)
    page.keyboard.press("/")
    own = page.locator(".kb-body input[name=q]")
    box = own if own.count() else page.locator("header input[name=q]")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")
    assert box.input_value().endswith("a/b"), "in the box a slash is a letter"


def test_escape_closes_the_suggestions(page: Page, built_site: Path, site_server: Server) -> None:
    show(page, site_server, built_site, "explore")
    page.keyboard.press("/")
    page.keyboard.type("mem")
    expect(page.locator("[data-suggestions]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-suggestions]")).to_be_hidden()
    expect(page.locator(".kb-body input[name=q]")).to_be_focused()
    expect(page.locator(".kb-body input[name=q]")).to_have_value("mem")


@pytest.mark.parametrize("number", [0, 1])
def test_escape_closes_a_menu(number: int, page: Page, built_site: Path, site_server: Server) -> None:
    show(page, site_server, built_site, "explore-query")
    summary = page.locator(".menu > summary").nth(number)
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu__box").nth(number)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".menu__box").nth(number)).to_be_hidden()
    expect(summary).to_be_focused()


def test_escape_closes_the_filters(phone: Page, built_site: Path, site_server: Server) -> None:
    show(phone, site_server, built_site, "explore-query")
    phone.locator("[data-sheet-open]").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-sheet-close]")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator("[data-sheet-close]")).to_be_hidden()
    expect(phone.locator("[data-sheet-open]")).to_be_focused()


def test_escape_closes_the_drawer(phone: Page, built_site: Path, site_server: Server) -> None:
    show(phone, site_server, built_site, "about")
    menu = phone.locator("label[for=__drawer][role=button]")
    menu.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#__drawer")).to_be_checked()
    phone.keyboard.press("Escape")
    expect(phone.locator("#__drawer")).not_to_be_checked()
    expect(menu).to_be_focused()
