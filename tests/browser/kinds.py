"""Every kind of page of the site, and how a browser opens one: for tests and for the contact sheet."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

# A name, the files of the kind, and what the address asks for. `*` stands for the largest file: the one
# that has most in it to go wrong.
KINDS = {
    "home": ("index.html", ""),
    "explore": ("explore.html", ""),
    "explore-query": ("explore.html", "?q=technique:peft+granularity:user-level"),
    "explore-error": ("explore.html", "?q=technique:petf+memory"),
    "explore-empty": ("explore.html", "?q=technique:peft+year:1901"),
    "facet": ("taxonomy/*.html", ""),
    "concept": ("taxonomy/*/*.html", ""),
    "dataset-concept": ("taxonomy/dataset/*.html", ""),
    "paper": ("papers/*.html", ""),
    "papers": ("papers.html", ""),
    "taxonomy": ("taxonomy.html", ""),
    "matrix": ("matrix.html", ""),
    "gaps": ("gaps.html", ""),
    "trends": ("trends.html", ""),
    "pictures": ("pictures.html", ""),
    "compare": ("compare.html", ""),
    "graph": ("graph.html", ""),
    "crosswalk": ("crosswalk.html", ""),
    "datasets": ("datasets.html", ""),
    "metrics": ("metrics.html", ""),
    "health": ("health.html", ""),
    "changes": ("changes.html", ""),
    "data": ("data.html", ""),
    "add": ("add.html", ""),
    "contribute": ("contribute.html", ""),
    "about": ("about.html", ""),
    "guide": ("guide/annotation.html", ""),
    "guide-query": ("guide/query.html", ""),
    "nowhere": ("404.html", ""),
}
READY = "html[data-kb=ready]"


def address(site: Path, kind: str) -> str:
    """Where the page of a kind stands in a built site, with its query."""
    pattern, query = KINDS[kind]
    found = sorted(site.glob(pattern), key=lambda p: (p.stat().st_size, p.name))
    assert found, f"the site has no {pattern}"
    return found[-1].relative_to(site).as_posix() + query


def show(page: Page, home: str, site: Path, kind: str) -> None:
    """Open the page of a kind and wait until its scripts have done their part."""
    page.goto(f"{home}/{address(site, kind)}", wait_until="load")
    page.wait_for_selector(READY, state="attached")
    page.wait_for_load_state("networkidle")
