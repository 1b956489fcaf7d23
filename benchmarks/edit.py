"""An edit while a preview runs: how long until the open page in a browser shows it, beside Hugo's server."""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.change import edits, made_record
from benchmarks.machine import hugo
from benchmarks.measure import Failed, python
from benchmarks.outcome import Outcome, Ratio
from benchmarks.place import Place
from benchmarks.serving import chrome, chromium

AIM = "ours under 200 ms at 10,000"
WHAT = "edit to page"
_PAUSE = 2.0  # seconds between edits: a person looks at what came of the last
_PATIENCE = 900.0  # seconds for a server to be ready
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_SHOWN = "number => document.title.includes(`Edited ${number} `)"


def compare(places: Sequence[Place]) -> Outcome:
    """Run it at each size."""
    outcome = Outcome.named("edit")
    program = chrome()
    for place in places:
        if program is None:
            outcome.missing(place.papers, WHAT, "", "there is no Chromium", AIM)
            continue
        with chromium(program) as browser:
            _at(outcome, place, browser)
    return outcome


def _at(outcome: Outcome, place: Place, browser: Browser) -> None:
    record = made_record(place.root)
    before = record.read_bytes()
    address = f"papers/{record.stem}.html"
    number = 2 * place.times
    ours = python("kb.cli", "serve", "--root", place.root, "--port", "0")
    try:
        with _running(ours, place.env, "serving (http://[^/]+)") as url:
            mine = _edits(browser, f"{url}/{address}", edits(record), number)
    finally:
        record.write_bytes(before)
    program = hugo()
    theirs: list[float] = []
    if program:
        source = place.folder / "hugo-served"
        shutil.rmtree(source, ignore_errors=True)
        shutil.copytree(place.hugo, source)
        _without_policy(source)
        port = _free_port()
        command = [program, "server", "--port", str(port), "--bind", "127.0.0.1", "--source", str(source)]
        with _running(command, {}, "Web Server is available"):
            page = source / "content" / "papers" / f"{record.stem}.md"
            theirs = _edits(browser, f"http://127.0.0.1:{port}/{address}", edits(page), number)
    rival = "Hugo's server"
    other = statistics.median(theirs) if theirs else None
    why = "" if theirs else "Hugo is not installed"
    outcome.ratios.append(
        Ratio(place.papers, WHAT, rival, statistics.median(mine), other, "ms", AIM, number, why)
    )
    outcome.costs.append({"papers": place.papers, "ours_ms": mine, "theirs_ms": theirs})


def _edits(browser: Browser, address: str, edit: Callable[[], None], number: int) -> list[float]:
    """Milliseconds from the end of writing the file until the open page shows it."""
    page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    found = []
    for n in range(1, number + 1):
        time.sleep(_PAUSE)
        edit()
        began = time.perf_counter()
        page.wait_for_function(_SHOWN, arg=n, polling=5, timeout=60_000)
        found.append((time.perf_counter() - began) * 1000)
    page.close()
    return found


@contextmanager
def _running(command: Sequence[str], env: dict[str, str], ready: str) -> Iterator[str]:
    """A server, from when it says that it is ready until the end; gives what the pattern's group found."""
    process = subprocess.Popen(
        command, env=os.environ | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    try:
        until, told = time.monotonic() + _PATIENCE, ""
        for line in process.stdout:
            told += line
            if found := re.search(ready, line):
                yield found.group(found.lastindex or 0)
                return
            if time.monotonic() > until:
                break
        raise Failed(f"{Path(command[0]).name} was not ready: {told[-500:]}")
    finally:
        process.terminate()
        process.communicate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _without_policy(source: Path) -> None:
    """Our policy would stop the script by which Hugo's server reloads a page."""
    for part in (source / "layouts" / "partials").glob("*.html"):
        part.write_text(_POLICY.sub("", part.read_text(encoding="utf-8")), encoding="utf-8")
