"""What tests in a real browser share: the browser, the real site built once, and a server for it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    sync_playwright,
)

from kb.gate import check
from kb.site.build import build
from kb.site.settings import SiteSettings
from tests.conftest import REPOSITORY

CHROMIUM = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What Playwright turns off itself, which a list of ours replaces; then the pages for suggestions that a window
# of Chromium opens behind its address bar, and the process that it keeps ready: half the work of a short test.
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,"
    "AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,SpareRendererForSitePerProcess"
)
# The browser asks nobody for anything of its own, and runs where there is no sandbox.
QUIET = [
    f"--disable-features={OFF}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


DESK: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; its absence is a failure, not a reason to skip."""
    known = (os.environ.get("CHROME", ""), *CHROMIUM)
    found = next((path for name in known if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("these tests need a Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without memory."""
    opened = browser.new_context(viewport=DESK, locale="en-US")
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page, 1280 by 900."""
    return context.new_page()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """A window for one page after the other, in files whose tests change nothing that a browser keeps."""
    context = browser.new_context(viewport=DESK, locale="en-US")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def emptied(window: Page) -> Page:
    """That window, as wide as at first, with nothing in it: such a file takes it for its `page`."""
    window.set_viewport_size(DESK)
    window.goto("about:blank")
    return window


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser finds wrong while a test runs."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            found.append(message.text)

    def fail(error: Error) -> None:
        found.append(str(error))

    page.on("console", hear)
    page.on("pageerror", fail)
    yield found
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", fail)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository's own data, as `kb build` makes it: built once for all workers, only to be read."""
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    site = shared / "built" / "site"
    with (shared / "built.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not site.is_dir():
            site.parent.mkdir(exist_ok=True)
            result = build(REPOSITORY, site, SiteSettings())
            assert result.published, [*map(str, result.report.errors), *result.problems]
    return site


@pytest.fixture(scope="session")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real data that was checked, only to be copied: with one record more little is left to check."""
    root = tmp_path_factory.mktemp("checked")
    for folder in ("papers", "taxonomy"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    check(root)
    return root


class Server(str):
    """The address of the site, without a slash at its end; `sub` is the same site in a folder there."""

    sub: str


class _Handler(SimpleHTTPRequestHandler):
    """Answers under `/` and under `/some/where/`, with the 404 page for what is not there."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/some/where") or "/")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Site(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        # A page that is closed while its files come ends the connection.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture(scope="session")
def site_server(built_site: Path) -> Iterator[Server]:
    """A server for the built site that only this machine can reach."""
    server = _Site(("127.0.0.1", 0), partial(_Handler, directory=str(built_site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = Server(f"http://127.0.0.1:{server.server_port}")
    address.sub = f"{address}/some/where"
    yield address
    server.shutdown()
    thread.join()
    server.server_close()
