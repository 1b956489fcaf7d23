"""`kb serve` as somebody who edits records sees it: the command in one window, a browser in the other."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Atlas, themed
from tests.test_preview import FIRST

PAGE = "papers/ada2024first.html"
# A shell that runs something behind the scenes has it ignore interruptions; a user's does not.
START = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from kb.cli import main; main()"
)
PATIENCE = 60_000


class Preview:
    """A running `kb serve`; `said` is what it printed so far."""

    def __init__(self, root: Path, temporary: Path, port: int = 0) -> None:
        self.said: list[str] = []
        self.url = ""
        self._told = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, "serve", "--root", str(root), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"TMPDIR": str(temporary), "NO_COLOR": "1"},
        )
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()

    def ready(self) -> Preview:
        assert self._told.wait(60) and self.url, self.said
        return self

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if found := re.search(r"serving (http://\S+)/ ", line):
                self.url = found[1]
                self._told.set()
        self._told.set()

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        self._reader.join(60)
        assert self.process.stdout
        self.process.stdout.close()
        return code


# One for all: what a test edits it puts back, and the last one ends it.
@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    return themed(tmp_path_factory.mktemp("atlas") / "data")


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def running(atlas: Atlas, temporary: Path) -> Iterator[Preview]:
    started = Preview(atlas.root, temporary)
    try:
        yield started.ready()
    finally:
        started.end()


@pytest.fixture
def preview(running: Preview, atlas: Atlas) -> Iterator[Preview]:
    first = (atlas.root / FIRST).read_text()
    yield running
    (atlas.root / FIRST).write_text(first)


def test_an_edit_is_seen_without_a_load_and_the_rest_follows(
    atlas: Atlas, preview: Preview, page: Page
) -> None:
    page.goto(f"{preview.url}/{PAGE}")
    page.evaluate("window.untouched = true")
    atlas.replace(FIRST, "First Things about Toys", "Second Thoughts about Toys")
    expect(page.locator("h1")).to_have_text("Second Thoughts about Toys", timeout=PATIENCE)
    assert page.title().startswith("Second Thoughts")
    # When the whole site stands, the page is loaded, so that scripts run on it as on any other.
    page.wait_for_function("!window.untouched", timeout=PATIENCE)
    expect(page.locator("h1")).to_have_text("Second Thoughts about Toys")
    page.goto(f"{preview.url}/papers.html")
    expect(page.locator("main")).to_contain_text("Second Thoughts about Toys")


def test_findings_stand_on_the_page_until_they_are_mended(atlas: Atlas, preview: Preview, page: Page) -> None:
    page.goto(f"{preview.url}/{PAGE}")
    expect(page.locator("h1")).to_have_text("First Things about Toys", timeout=PATIENCE)
    panel = page.locator("#kb-live")
    expect(panel).to_be_hidden()
    atlas.replace(FIRST, "venue: Toys 2024", "venue: Toyz 2024")
    expect(panel).to_contain_text('KB305 unknown venue "Toyz 2024"', timeout=PATIENCE)
    expect(page.locator("h1")).to_have_text("First Things about Toys")
    page.goto(f"{preview.url}/index.html")
    expect(panel).to_contain_text("KB305")
    atlas.replace(FIRST, "venue: Toyz 2024", "venue: Toys 2024")
    expect(panel).to_be_hidden(timeout=PATIENCE)


def test_findings_of_the_whole_build_stand_there_too(atlas: Atlas, preview: Preview, page: Page) -> None:
    page.goto(f"{preview.url}/{PAGE}")
    other = next(p for p in sorted(atlas.root.glob("papers/2*/*.yaml")) if p.name != Path(FIRST).name)
    title = re.search(r"^title: (.*)$", other.read_text(), re.MULTILINE)
    assert title
    atlas.replace(FIRST, "title: First Things about Toys", f"title: {title[1]}")
    expect(page.locator("#kb-live")).to_contain_text("KB504", timeout=PATIENCE)


def test_other_files_are_followed_too(atlas: Atlas, preview: Preview, page: Page) -> None:
    page.goto(f"{preview.url}/about.html")
    atlas.write("site_src/pages/about.md", "---\ndescription: A page.\n---\n\n# Page\n\nOther words.\n")
    expect(page.locator("main")).to_contain_text("Other words.", timeout=PATIENCE)
    copy = (atlas.root / FIRST).read_text().replace("First Things about", "New Things about")
    for old, new in (("2401.00001", "2402.00002"), ("10.1234/toys.1", "10.1234/toys.9")):
        copy = copy.replace(old, new)
    page.goto(f"{preview.url}/papers/eve2024new.html")
    atlas.write("papers/2024/eve2024new.yaml", copy)
    expect(page.locator("h1")).to_have_text("New Things about Toys", timeout=PATIENCE)


def test_the_last_of_many_edits_is_what_stays(atlas: Atlas, preview: Preview, page: Page) -> None:
    page.goto(f"{preview.url}/{PAGE}")
    last = "First Things about Toys"
    expect(page.locator("h1")).to_have_text(last, timeout=PATIENCE)
    for number in range(4):
        new = f"Things {number} about Toys"
        atlas.replace(FIRST, last, new)
        last = new
        expect(page.locator("h1")).to_have_text(new, timeout=PATIENCE)
    page.goto(f"{preview.url}/papers.html")
    expect(page.locator("main")).to_contain_text(last, timeout=PATIENCE)


def test_data_broken_from_the_start_are_shown_and_mended(tmp_path: Path, page: Page) -> None:
    atlas = themed(tmp_path / "data")
    atlas.replace(FIRST, "venue: Toys 2024", "venue: Toyz 2024")
    broken = Preview(atlas.root, tmp_path).ready()
    try:
        page.goto(f"{broken.url}/{PAGE}")
        expect(page.locator("pre")).to_contain_text("KB305")
        atlas.replace(FIRST, "venue: Toyz 2024", "venue: Toys 2024")
        expect(page.locator("h1")).to_have_text("First Things about Toys", timeout=PATIENCE)
    finally:
        broken.end()


def test_a_port_that_is_taken(atlas: Atlas, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = Preview(atlas.root, tmp_path, taken.getsockname()[1])
        assert refused.process.wait(60) == 2
    refused.end()
    assert "choose another with --port" in refused.said[-1]


def test_an_interruption_ends_everything(atlas: Atlas, preview: Preview, temporary: Path) -> None:
    with urllib.request.urlopen(f"{preview.url}/_live/news?page=/{PAGE}&seen=-1") as answer:
        assert json.load(answer)["findings"] == []
    atlas.replace(FIRST, "First Things about Toys", "Second Thoughts about Toys")
    assert preview.end() == 0
    assert preview.said[-1] == "stopped"
    assert not list(temporary.iterdir())
    with pytest.raises(OSError):
        urllib.request.urlopen(preview.url, timeout=5)
