"""Search in the browser: our files against Pagefind on equal text; bytes on the wire and time of a query."""

from __future__ import annotations

import html
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.measure import REPOSITORY, Failed, Side, Unequal, alternate, python
from benchmarks.outcome import Outcome, Ratio
from benchmarks.place import Place
from benchmarks.serving import Counter, chrome, chromium, served
from kb import repository
from kb.knowledge_base import KnowledgeBase, link
from kb.site.scripts import published

AIM = "at most 0.25"
PAGEFIND = "1.6.0"
SHOWN = 10  # results a page
SCRIPTS = ["vendor/snowball/base-stemmer.js", "vendor/snowball/english-stemmer.js"]
SCRIPTS += [f"js/{name}.js" for name in ("store", "words", "syntax", "bind", "engine")]
# What people type who look around, before what is typed to find one paper again.
WORDS = ("memory", "user preference alignment", "recommendation dialogue")
# Both answer with all results and what the first page of them shows; `address` ends in the citekey.
OURS = """query => new Promise((done, failed) => {
    const began = performance.now();
    kb.store.complete(() => {
        const all = kb.test.run(query);
        return {all: all.length, cards: all.slice(0, SHOWN).map(n => kb.store.card(n))};
    }, found => {
        done({ms: performance.now() - began, all: found.all, ids: found.cards.map(c => c.id)});
    }, failed);
})""".replace("SHOWN", str(SHOWN))
THEIRS = """async query => {
    const began = performance.now();
    window.pagefind = window.pagefind || await import("/pagefind/pagefind.js");
    const found = await window.pagefind.search(query);
    const shown = await Promise.all(found.results.slice(0, SHOWN).map(r => r.data()));
    return {ms: performance.now() - began, all: found.results.length,
        ids: shown.map(s => s.url.split("/").pop().replace(".html", ""))};
}""".replace("SHOWN", str(SHOWN))


@dataclass(frozen=True)
class Asked:
    """What the queries of one side came to: medians; bytes and answers of the server, milliseconds."""

    first: float
    first_ms: float
    first_answers: float
    later: float
    later_ms: float
    again_ms: float
    found: tuple[tuple[str, ...], ...]


def compare(places: Sequence[Place]) -> Outcome:
    """Run it at each size."""
    outcome = Outcome.named("search")
    browser, program = chrome(), pagefind()
    for place in places:
        if program is None or browser is None:
            lacks = "npm cannot install Pagefind" if program is None else "there is no Chromium"
            outcome.missing(place.papers, "first query on the wire", f"Pagefind {PAGEFIND}", lacks, AIM)
            continue
        _at(outcome, place, program, browser)
    return outcome


def pagefind() -> str | None:
    """Pagefind's program, installed from npm below build/ if it is not there."""
    folder = REPOSITORY / "build" / "npm"
    pattern = "node_modules/@pagefind/*/bin/pagefind*[!2]"
    npm = shutil.which("npm")
    if not list(folder.glob(pattern)) and npm:
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            npm,
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--silent",
            "--prefix",
            str(folder),
        ]
        try:
            subprocess.run([*command, f"pagefind@{PAGEFIND}"], check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"  {error}", file=sys.stderr)
    found = sorted(f for f in folder.glob(pattern) if os.access(f, os.X_OK))
    return str(found[0]) if found else None


def _at(outcome: Outcome, place: Place, program: str, browser_program: str) -> None:
    base = link(repository.read(place.root)[0])
    theirs, ours = _pages(base, place.empty("pagefind")), place.empty("search")
    for name in SCRIPTS:
        to = ours / "assets" / name
        to.parent.mkdir(parents=True, exist_ok=True)
        source = REPOSITORY / "site_src" / "assets" / name
        to.write_text(published(source.read_text("utf-8")), encoding="utf-8")
    rival = f"Pagefind {PAGEFIND}"
    command = [program, "--site", str(theirs), "--quiet"]
    sides = [
        Side("our index and search files", python("benchmarks.sides.index", place.root, ours), ours=True),
        Side(rival, command, lambda: shutil.rmtree(theirs / "pagefind", ignore_errors=True)),
    ]
    done = alternate(sides, place.times)
    outcome.keep(place.papers, done)
    outcome.ratios.append(
        Ratio(place.papers, "index: time", rival, done[0].inside, done[1].wall, "s", runs=done[0].runs)
    )
    _write_page(ours)
    asked = [*WORDS, *(query for query, _ in known(base))]
    with chromium(browser_program) as browser:
        own, other = ask(browser, ours, OURS, asked), ask(browser, theirs, THEIRS, asked)
        version = browser.version
    for shown, name in ((own.found, "our search"), (other.found, rival)):
        for (query, citekey), ids in zip(known(base), shown[len(WORDS) :], strict=True):
            if citekey not in ids:
                raise Unequal(f"{name} does not show {citekey} for {query}")
    outcome.costs.append(
        {"papers": place.papers, "chromium": version, "ours": vars(own), "theirs": vars(other)}
    )
    rows: tuple[tuple[str, float, float, str, str], ...] = (
        ("first query on the wire", own.first / 1024, other.first / 1024, "KiB", AIM),
        ("first query: requests", own.first_answers, other.first_answers, "", ""),
        ("first query: time", own.first_ms, other.first_ms, "ms", ""),
        ("later query on the wire", own.later / 1024, other.later / 1024, "KiB", ""),
        ("later query: time", own.later_ms, other.later_ms, "ms", ""),
        ("same query again: time", own.again_ms, other.again_ms, "ms", ""),
    )
    for what, mine, their, unit, aim in rows:
        outcome.ratios.append(Ratio(place.papers, what, rival, mine, their, unit, aim, len(asked)))


def known(base: KnowledgeBase) -> list[tuple[str, str]]:
    """Three queries, each the first five words of a title that begins so alone, and whose it is."""
    begins: dict[str, list[str]] = {}
    for paper in base.papers.values():
        words = re.findall(r"[A-Za-z]{3,}", paper.title)
        if len(words) >= 5:
            begins.setdefault(" ".join(words[:5]).lower(), []).append(paper.id)
    alone = [(query, ids[0]) for query, ids in sorted(begins.items()) if len(ids) == 1]
    return [alone[len(alone) * n // 4] for n in (1, 2, 3)]


def ask(browser: Browser, folder: Path, how: str, asked: Sequence[str]) -> Asked:
    """Ask each query first in a browser that has nothing, then after all others on one page."""
    first: list[tuple[float, ...]] = []
    later: list[tuple[float, ...]] = []
    found = []
    with served(folder) as (address, counter):
        for query in asked:
            answer, (size, answers) = _fresh(browser, address, counter, how, query)
            first.append((size, answer["ms"], answers))
            found.append(tuple(answer["ids"]))
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/start.html")
        page.evaluate(how, "personalization")
        for query in asked:
            counter.take()
            once = page.evaluate(how, query)
            size, _ = counter.take()
            later.append((size, once["ms"], page.evaluate(how, query)["ms"]))
        context.close()
    if not all(found):
        raise Failed("a query of the benchmark finds nothing")
    return Asked(*_medians(first), *_medians(later), tuple(found))


def _medians(rows: Sequence[tuple[float, ...]]) -> tuple[float, float, float]:
    size, ms, other = (statistics.median(values) for values in zip(*rows, strict=True))
    return size, ms, other


def _fresh(
    browser: Browser, address: str, counter: Counter, how: str, query: str
) -> tuple[dict[str, Any], tuple[int, int]]:
    context = browser.new_context()
    page = context.new_page()
    counter.take()
    page.goto(f"{address}/start.html")
    answer: dict[str, Any] = page.evaluate(how, query)
    taken = counter.take()
    context.close()
    return answer, taken


def _write_page(folder: Path) -> None:
    parts = "".join(f'<script src="assets/{name}"></script>' for name in SCRIPTS)
    boot = "<script>kb.start = store => { kb.test = new kb.Engine(store); }</script>"
    core = '<script src="assets/data/core.js"></script>'
    text = f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">{parts}{boot}{core}'
    (folder / "start.html").write_text(text, encoding="utf-8")


def _pages(base: KnowledgeBase, folder: Path) -> Path:
    """One page a paper with the text that our search looks at, and one to ask from."""
    (folder / "papers").mkdir()
    for paper in base.papers.values():
        labels = [base.concept(a.concept).pref_label for a in base.assertions(paper)]
        lines = [
            paper.short_name or "",
            ", ".join(a.display for a in paper.author),
            paper.summary,
            ", ".join(labels),
        ]
        body = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
        title = html.escape(paper.title)
        (folder / "papers" / f"{paper.id}.html").write_text(
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
            f"<main data-pagefind-body><h1>{title}</h1>{body}</main></html>",
            encoding="utf-8",
        )
    start = '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">'
    (folder / "start.html").write_text(start, encoding="utf-8")
    return folder
