"""Photographs every kind of page at four widths, light and dark, and says what is wrong with them.

`make contact-sheet` builds the site and writes build/contact-sheet/index.html: all pictures small, and a page
for each kind with the pictures in full. It ends with 1 when a page scrolls sideways, cuts text, has targets
too small and too close, lacks its heading, reports an error, breaks its own policy or asks another site for
something.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

from kb.site.build import build
from kb.site.settings import SiteSettings
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.kinds import KINDS, show

REPOSITORY = Path(__file__).parent.parent
WIDTHS = (390, 768, 1280, 1600)
THEMES = ("light", "dark")
TALLEST = 6000  # of a long page the beginning is enough to judge it
PROBE = (Path(__file__).parent / "contact_sheet.js").read_text(encoding="utf-8")
VIOLATIONS = """addEventListener('securitypolicyviolation', e =>
  console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`))"""
STYLE = """
body { margin: 24px; font: 14px/1.4 system-ui, sans-serif; background: #e9e9e7; color: #1b2026; }
h1 { font-size: 22px; } h2 { font-size: 16px; margin: 32px 0 8px; }
ul { margin: 4px 0 12px; padding-left: 20px; } .bad { color: #b02b27; }
.row { display: flex; gap: 12px; align-items: flex-start; overflow-x: auto; }
figure { margin: 0; } figcaption { font-size: 12px; margin-top: 4px; }
img { display: block; border: 1px solid #82878c; }
.small img { height: 340px; width: auto; object-fit: cover; object-position: top; }
"""


@dataclass(frozen=True)
class Shot:
    """One picture and what was seen to be wrong on the way to it."""

    kind: str
    width: int
    theme: str
    problems: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of the picture in the folder of the sheet."""
        return f"{self.kind}-{self.width}-{self.theme}.png"


class Silent(SimpleHTTPRequestHandler):
    """A server that keeps no log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a built site that only this machine can reach."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Watch:
    """What a page says and asks for while it opens."""

    def __init__(self, page: Page, home: str) -> None:
        self.problems: list[str] = []
        self._home = home
        page.add_init_script(VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._home, "data:")):
            self.problems.append(f"asks another site: {request.url}")


def photograph(browser: Browser, home: str, site: Path, shot: Shot, out: Path) -> Shot:
    """Open a page of the kind, look it over, and take its picture."""
    touch = shot.width < 500
    context = browser.new_context(
        viewport={"width": shot.width, "height": 844 if touch else 1000},
        color_scheme="dark" if shot.theme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=touch,
        is_mobile=False,
        locale="en-US",
    )
    page = context.new_page()
    watch = Watch(page, home)
    try:
        show(page, home, site, shot.kind)
        seen: list[str] = page.evaluate(PROBE)
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        page.screenshot(
            path=out / shot.file,
            full_page=True,
            clip={"x": 0, "y": 0, "width": shot.width, "height": height},
        )
    except (Error, AssertionError) as error:
        seen = [f"could not be opened: {str(error).splitlines()[0]}"]
    context.close()
    return Shot(shot.kind, shot.width, shot.theme, (*dict.fromkeys(watch.problems), *seen))


def figure(shot: Shot, link: str = "") -> str:
    """A picture with its width, theme and problems below."""
    picture = f'<img src="{shot.file}" alt="" loading="lazy">'
    picture = f'<a href="{link}">{picture}</a>' if link else picture
    told = "".join(f'<li class="bad">{escape(p)}</li>' for p in shot.problems)
    return f"<figure>{picture}<figcaption>{shot.width} px, {shot.theme}</figcaption><ul>{told}</ul></figure>"


def document(title: str, body: str) -> str:
    """An HTML page around a body."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1>{body}</html>\n"
    )


def write_sheet(shots: Sequence[Shot], out: Path) -> None:
    """The sheet with all pictures small, and a page a kind with its pictures in full."""
    rows = []
    for kind in dict.fromkeys(shot.kind for shot in shots):
        mine = [shot for shot in shots if shot.kind == kind]
        small = "".join(figure(shot, f"{kind}.html") for shot in mine)
        rows.append(f'<h2><a href="{kind}.html">{kind}</a></h2><div class="row small">{small}</div>')
        full = "".join(figure(shot) for shot in mine)
        back = '<p><a href="index.html">All pages</a></p>'
        (out / f"{kind}.html").write_text(document(kind, f'{back}<div class="row">{full}</div>'), "utf-8")
    (out / "index.html").write_text(document("Contact sheet", "".join(rows)), "utf-8")


def browser_path() -> str:
    """The Chromium to use."""
    known = (os.environ.get("CHROME", ""), *CHROMIUM)
    found = next((path for name in known if name and (path := shutil.which(name))), None)
    if found is None:
        sys.exit("the contact sheet needs a Chromium; scripts/browser.sh says how to get one")
    return found


def a_site(wanted: Path | None, spare: Path) -> Path:
    """The site that was asked for, or one built for the occasion."""
    if wanted is not None:
        if not (wanted / "index.html").is_file():
            sys.exit(f"{wanted}: no built site is there; `make site` builds one")
        return wanted.resolve()
    print("Building the site ...", flush=True)
    result = build(REPOSITORY, spare / "site", SiteSettings())
    if not result.published:
        sys.exit("\n".join([*map(str, result.report.errors), *result.problems]))
    return spare / "site"


def read_arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="make contact-sheet ARGS=...", description=__doc__)
    parser.add_argument("--site", type=Path, help="a built site; without it one is built")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "build/contact-sheet", help="folder to fill")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=[*KINDS], metavar="KIND")
    parser.add_argument("--widths", nargs="+", type=int, default=WIDTHS, metavar="PX")
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES, metavar="THEME")
    return parser.parse_args()


def main() -> int:
    """Take all pictures; 1 when something is wrong on a page."""
    asked = read_arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    plan = [Shot(k, w, t, ()) for k in asked.kinds for t in asked.themes for w in asked.widths]
    shots = []
    with tempfile.TemporaryDirectory() as spare, sync_playwright() as playwright:
        site = a_site(asked.site, Path(spare))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=QUIET)
        with served(site) as home:
            for number, shot in enumerate(plan, 1):
                taken = photograph(browser, home, site, shot, asked.out)
                shots.append(taken)
                print(f"{number}/{len(plan)} {shot.kind} {shot.width} px {shot.theme}", flush=True)
                for problem in taken.problems:
                    print(f"    {problem}", flush=True)
        browser.close()
    write_sheet(shots, asked.out)
    bad = sum(bool(shot.problems) for shot in shots)
    print(f"{len(shots)} pictures, {bad} with problems; open {asked.out / 'index.html'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
