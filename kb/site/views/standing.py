"""What the numbers of all pages count, and how deep the papers behind them were read."""

from __future__ import annotations

from dataclasses import dataclass

from kb.knowledge_base import KnowledgeBase
from kb.model import Depth, Scope
from kb.site.links import Links

# Where the about page tells what may be concluded from a blank.
ABOUT_BLANKS = "about.html#what-a-blank-is-worth"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of papers and where they are listed."""

    number: int
    target: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Records by whether they are counted, and the counted ones of which only the abstract was read.

    `records` holds all of them: `core`, which printed counts mean, `background`, and `withdrawn`.
    """

    records: int
    core: Count
    background: Count
    withdrawn: int
    shallow: Count


def standing(base: KnowledgeBase, links: Links) -> Standing:
    """The numbers that explain the numbers of other pages, each with the query that finds as many papers."""
    papers, counted = base.papers.values(), base.printed(base.papers)
    kept = [p for p in papers if p.withdrawn is None]
    core, background = f"scope:{Scope.CORE}", f"scope:{Scope.BACKGROUND}"
    return Standing(
        records=len(papers),
        core=Count(len(counted), links.explore(core)),
        background=Count(sum(p.scope is Scope.BACKGROUND for p in kept), links.explore(background)),
        withdrawn=len(papers) - len(kept),
        shallow=Count(
            sum(p.read is Depth.ABSTRACT for p in counted),
            links.explore(f"read:{Depth.ABSTRACT} {core}"),
        ),
    )
