"""A click on a facet in the browser: all counts by the engine, and the whole click on the explore page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.outcome import Outcome, Ratio
from benchmarks.place import Place
from benchmarks.serving import chrome, chromium, served

AIM = "at 10,000: under 1 ms"
# For every term that papers carry: the papers of it and every count of every facet, as a click wants them.
# The first time what the engine keeps is made; the second time is told.
COUNTS = """async () => {
    const engine = kb.explore.engine, data = engine.data, times = [];
    const columns = () => data.schemes.forEach((_, s) => engine.carried(s, -1));
    await new Promise((done, failed) => engine.store.complete(columns, done, failed));
    const all = () => data.schemes.map((_, s) => engine.counts(engine.read(""), s, -1));
    all();
    const carried = new Map(all().flatMap(counts => Array.from(counts.concepts)));
    data.concepts.forEach((c, n) => {
        if (!carried.get(n)) return;
        const node = engine.read(data.schemes[c.s].id + ":" + c.id);
        for (let turn = 0; turn < 2; turn++) {
            const began = performance.now();
            engine.evaluate(node);
            data.schemes.forEach((_, s) => engine.counts(node, s, -1));
            if (turn) times.push(performance.now() - began);
        }
    });
    return times;
}"""
BOXES = "[data-facet] [data-concept] input[type=checkbox]"
CLICK = """id => new Promise(done => {
    document.getElementById(id).click();
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)));
})"""


def compare(places: Sequence[Place]) -> Outcome:
    """Run it at each size."""
    outcome = Outcome.named("clicks")
    program = chrome()
    for place in places:
        if program is None:
            outcome.missing(place.papers, "all counts", "", "there is no Chromium", AIM)
            continue
        with chromium(program) as browser, served(place.site) as (address, _):
            _at(outcome, place, browser, address)
    return outcome


def _at(outcome: Outcome, place: Place, browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/explore.html")
    page.wait_for_selector(BOXES)
    counts = page.evaluate(COUNTS)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    clicks = [_click(page, session, name) for name in _boxes(page) for _ in range(2)]
    rows = [("all counts by the engine", statistics.median(counts), AIM, len(counts))]
    for what, keys in (
        ("script", ["ScriptDuration"]),
        ("style and layout", ["RecalcStyleDuration", "LayoutDuration"]),
    ):
        own = statistics.median(sum(click[k] for k in keys) for click in clicks) * 1000
        rows.append((f"whole click: {what}", own, "", len(clicks)))
    for told, own, aim, runs in rows:
        outcome.ratios.append(Ratio(place.papers, told, "", own, None, "ms", aim, runs))
    outcome.costs.append(
        {"papers": place.papers, "chromium": browser.version, "slowest_counts_ms": max(counts)}
    )
    page.close()


def _boxes(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(BOXES, "boxes => boxes.map(b => b.id)")
    return found[:20]


def _click(page: Page, session: CDPSession, name: str) -> dict[str, float]:
    before = _metrics(session)
    page.evaluate(CLICK, name)
    after = _metrics(session)
    return {key: after[key] - before[key] for key in after}


def _metrics(session: CDPSession) -> dict[str, float]:
    told: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
    return {m["name"]: float(m["value"]) for m in told}
