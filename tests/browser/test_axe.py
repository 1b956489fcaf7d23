"""No page has a serious finding of axe-core, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server
from tests.browser.kinds import KINDS, show

pytestmark = [pytest.mark.browser, pytest.mark.site]

VENDOR = Path(__file__).parent / "vendor"
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
# Rules of WCAG 2.2 A and AA, and what axe-core holds to be good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the theme does and we cannot mend: the rule, the element, and why it stays.
THEIRS: list[tuple[str, str]] = []
RUN = """async (tags) => {
  const run = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
  return run.violations.map(v => ({ rule: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.map(n => [n.target.join(' '), n.html.slice(0, 160), n.failureSummary]) }));
}"""


@cache
def axe() -> str:
    return (VENDOR / "axe.min.js").read_text(encoding="utf-8")


def findings(found: list[dict[str, Any]]) -> list[str]:
    """The serious findings that are ours, one line an element."""
    return [
        f"{violation['rule']} ({violation['impact']}): {place}: {html}\n{why}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for place, html, why in violation["nodes"]
        if (violation["rule"], place) not in THEIRS
    ]


@pytest.fixture(scope="module", params=[("desk", "light"), ("phone", "dark")], ids="-".join)
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A window on which one page after the other is shown: nothing in these tests changes what a page keeps."""
    size, theme = request.param
    context = browser.new_context(
        viewport=SIZES[size], color_scheme=theme, reduced_motion="reduce", has_touch=size == "phone"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_serious(kind: str, screen: Page, built_site: Path, site_server: Server) -> None:
    show(screen, site_server, built_site, kind)
    screen.evaluate(axe())  # as the debugger does it: the policy of the page holds for the page's own scripts
    found = findings(screen.evaluate(RUN, TAGS))
    assert not found, "\n".join(found)


def test_axe_would_find_something(browser: Browser, site_server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site_server}/about.html")
    page.evaluate(
        "document.querySelector('#content').insertAdjacentHTML('beforeend',"
        " '<button></button><img src=\"/assets/images/mark.svg\">')"
    )
    page.evaluate(axe())
    rules = {line.split(" ")[0] for line in findings(page.evaluate(RUN, TAGS))}
    context.close()
    assert rules == {"button-name", "image-alt"}


def test_axe_is_the_copy_that_the_manifest_names() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    files = {name: digest for package in manifest["packages"] for name, digest in package["files"].items()}
    assert set(files) == {p.name for p in VENDOR.iterdir()} - {"manifest.json"}
    for name, digest in files.items():
        assert digest == "sha256-" + hashlib.sha256((VENDOR / name).read_bytes()).hexdigest(), name
    assert f"axe v{manifest['packages'][0]['version']}" in axe()[:40]
