"""What holds for every page of the real site: it asks nobody else, fits, and links to what is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.browser.conftest import Server
from tests.browser.kinds import KINDS, address

pytestmark = [pytest.mark.browser, pytest.mark.site]

# One page for each depth and frame: in a folder of its server a page can go wrong by its place alone.
FRAMES = ("home", "explore-query", "facet", "concept", "paper", "guide")
RIGHT = "e => e.getBoundingClientRect().right"
OVER = (
    "() => { scrollTo(1000, 0); const by = scrollX; scrollTo(0, 0);"
    " return Math.max(by, document.documentElement.scrollWidth - innerWidth) }"
)
# Loaded on a phone and on a desk; then the window is made wider, as people do.
PHONE = (390, 768)
LARGE = (1280, 1600)


class Watch:
    """Everything that goes wrong on a page, and every address it asks for."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self.asked: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", lambda request: self.problems.append(f"failed: {request.url}"))
        page.expose_function("kbTestViolation", self._violation)
        page.add_init_script(
            "addEventListener('securitypolicyviolation', e => kbTestViolation("
            "`refused: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`))"
        )

    def forget(self) -> None:
        """Nothing has gone wrong so far."""
        self.problems.clear()
        self.asked.clear()

    def _violation(self, text: str) -> None:
        self.problems.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def elsewhere(self, home: str) -> list[str]:
        """The addresses asked for that are not of the site."""
        return [url for url in self.asked if not url.startswith((home, "data:"))]


# The links of the 404 page are absolute: without a site address it is right at the top of a server only.
PLACES = [
    (kind, way)
    for kind in KINDS
    for way in ("http", "sub-path", "file")
    if (kind != "nowhere" or way == "http") and (way != "sub-path" or kind in FRAMES)
]


def over(page: Page, widths: tuple[int, ...]) -> dict[int, int]:
    """The widths at which the page can be scrolled sideways, and how far."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if (by := page.evaluate(OVER)) > 0:
            found[width] = by
    return found


@pytest.fixture(scope="module")
def watched(window: Page) -> Watch:
    """What goes wrong in the window that one page after the other is opened in."""
    return Watch(window)


@pytest.mark.parametrize(("kind", "way"), PLACES)
def test_a_page_asks_only_its_own_site_breaks_nothing_and_fits(
    kind: str, way: str, emptied: Page, watched: Watch, built_site: Path, site_server: Server
) -> None:
    home = {"http": site_server, "sub-path": site_server.sub, "file": built_site.as_uri()}[way] + "/"
    page, watch = emptied, watched
    watch.forget()  # what the page before may have said when it was left
    page.goto(home + address(built_site, kind), wait_until="load")
    page.wait_for_load_state("networkidle")
    assert watch.problems == []
    assert watch.elsewhere(home) == []
    assert page.locator("h1").count() == 1
    assert over(page, LARGE) == {}


@pytest.fixture(scope="module")
def still(browser: Browser) -> Iterator[Page]:
    """A window in which no script runs, for one page after the other."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_can_be_read_without_scripts(
    kind: str, still: Page, built_site: Path, site_server: Server
) -> None:
    still.goto(f"{site_server}/{address(built_site, kind)}")
    assert still.locator("h1").is_visible()
    assert len(still.locator("main").inner_text()) > 200


@pytest.mark.parametrize("touch", [False, True])
def test_the_header_fits_the_narrowest_phone(
    browser: Browser, built_site: Path, site_server: Server, touch: bool
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=touch)
    page = context.new_page()
    for kind in ("home", "explore", "concept", "paper", "datasets", "guide"):
        page.goto(f"{site_server}/{address(built_site, kind)}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, kind
        right = page.locator("header .md-header__inner > :visible").last.evaluate(RIGHT)
        assert 280 < right <= 320, kind
    context.close()


def test_a_paper_on_a_phone_shows_both_sides_and_leads_to_its_citation(
    browser: Browser, site_server: Server
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site_server}/papers/tan2024democratizing.html")
    table = page.locator(".cmp")
    assert table.evaluate("t => t.parentNode.scrollWidth <= t.parentNode.clientWidth")
    one, other = (
        page.locator("tr.different td[data-side]").nth(n).evaluate("e => e.getBoundingClientRect().toJSON()")
        for n in (0, 1)
    )
    assert one["bottom"] <= other["top"] and max(one["right"], other["right"]) <= 390
    link = page.get_by_role("link", name="Cite", exact=True)
    assert link.evaluate("e => e.getBoundingClientRect().bottom") < 844
    link.click()
    box = page.locator("#cite [data-copy]")
    assert page.locator("#cite h2").evaluate("e => e.getBoundingClientRect().top") < 200
    assert box.is_visible()
    context.close()


def test_an_example_alone_has_the_whole_width(page: Page, built_site: Path, site_server: Server) -> None:
    texts = {p: p.read_text(encoding="utf-8") for p in sorted(built_site.glob("taxonomy/*/*.html"))}
    alone = next(p for p, text in texts.items() if ">Example<" in text and ">Near miss<" not in text)
    page.goto(f"{site_server}/{alone.relative_to(built_site).as_posix()}")
    width = "e => e.getBoundingClientRect().width"
    assert page.locator(".ex").evaluate(width) == page.locator(".pair").evaluate(width)


def test_no_page_scrolls_sideways_on_a_phone(page: Page, built_site: Path, site_server: Server) -> None:
    wide = {}
    for kind in KINDS:
        page.set_viewport_size({"width": PHONE[0], "height": 900})
        page.goto(f"{site_server}/{address(built_site, kind)}")
        if found := over(page, PHONE):
            wide[kind] = found
    assert wide == {}


def test_the_search_in_the_header_leads_to_explore(page: Page, built_site: Path, site_server: Server) -> None:
    for home in (site_server, site_server.sub, built_site.as_uri()):
        page.goto(f"{home}/{address(built_site, 'concept')}")
        page.locator("header input[name=q]").fill("memory has:code")
        page.locator("header input[name=q]").press("Enter")
        page.wait_for_url("**/explore.html?q=*")
        assert page.url.startswith(f"{home}/explore.html?q=memory")


@pytest.mark.parametrize("way", ["http", "file"])
def test_the_palette_and_the_menu_work_under_the_policy(
    way: str, page: Page, built_site: Path, site_server: Server
) -> None:
    watch = Watch(page)
    page.goto(f"{site_server if way == 'http' else built_site.as_uri()}/about.html")
    palette = page.locator("[data-md-component=palette] label:visible")
    palette.click()
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.wait_for_load_state("networkidle")  # a picture still on its way would count as failed
    page.goto(f"{page.url.rsplit('/', 1)[0]}/guide/query.html")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("label[for=__drawer][role=button]").focus()
    page.keyboard.press("Enter")
    assert page.locator("#__drawer").is_checked()
    page.locator(".md-sidebar--primary a:visible").first.wait_for()
    assert watch.problems == []


def test_the_palette_follows_the_system(browser: Browser, built_site: Path, site_server: Server) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    # Without the theme's script, which would set it too, but after the page was shown.
    page.route("**/assets/javascripts/*", lambda route: route.abort())
    page.goto(f"{site_server}/about.html")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    context.close()


def test_a_hidden_page_shell_is_not_published(built_site: Path) -> None:
    assert list(built_site.rglob("*_shell*")) == []
    assert [p for p in built_site.rglob("*.html") if "<!--kb:" in p.read_text()] == []


class Reader(HTMLParser):
    """The ids, links and styles of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.styled: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "style":
            self.styled.append(tag)
        for name, value in attrs:
            if name in ("id", "name" if tag == "a" else "id") and value:
                self.ids.append(value)
            elif name in ("href", "src", "action") and value is not None:
                self.links.append(value)
            elif name == "style" or name.startswith("on"):
                self.styled.append(f"{tag} {name}={value}")


@pytest.fixture(scope="module")
def read(built_site: Path) -> dict[str, Reader]:
    pages = {}
    for path in sorted(built_site.rglob("*.html")):
        pages[path.relative_to(built_site).as_posix()] = reader = Reader()
        reader.feed(path.read_text(encoding="utf-8"))
    return pages


def dead(site: Path, read: dict[str, Reader]) -> Iterator[str]:
    for path, reader in read.items():
        for link in dict.fromkeys(reader.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            if parts.path.startswith("/") and path == "404.html":  # shown at any depth
                target = parts.path.removeprefix("/")
            else:
                folder = posixpath.dirname(path)
                target = (
                    posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else path
                )
            if target.startswith(("/", "..")) or not (site / target).is_file():
                yield f"{path}: {link}"
            elif parts.fragment and target in read and unquote(parts.fragment) not in read[target].ids:
                yield f"{path}: {link}: no such place on that page"


def test_every_link_leads_somewhere(built_site: Path, read: dict[str, Reader]) -> None:
    assert list(dead(built_site, read))[:20] == []


def test_every_address_is_of_the_web(read: dict[str, Reader]) -> None:
    schemes = {urlsplit(link).scheme for reader in read.values() for link in reader.links}
    assert schemes <= {"", "http", "https"}


def test_no_id_stands_twice_on_a_page(read: dict[str, Reader]) -> None:
    twice = {path: {i for i in r.ids if r.ids.count(i) > 1} for path, r in read.items()}
    assert {path: ids for path, ids in twice.items() if ids} == {}


def test_no_style_or_handler_stands_in_a_page(read: dict[str, Reader]) -> None:
    assert {path: r.styled for path, r in read.items() if r.styled} == {}


def test_every_address_in_the_styles_is_there(built_site: Path) -> None:
    for sheet in built_site.rglob("*.css"):
        for link in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text()):
            if not link.startswith(("data:", "#")):
                assert (sheet.parent / link).resolve().is_file(), f"{sheet.name}: {link}"
