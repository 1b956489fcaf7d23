"""A full build of the site: ours against Hugo on equal pages, and MkDocs Material at the first size."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import pages
from benchmarks.machine import hugo
from benchmarks.measure import Cost, Side, Unequal, alternate
from benchmarks.outcome import Outcome, Ratio
from benchmarks.place import Place

AIM, MEMORY = "unchanged, at 10,000: at most 0.6", "at most 0.5"
MKDOCS_UP_TO = 1_000  # papers: MkDocs takes many minutes beyond
# Beyond, our cold build alone: Hugo holds all pages in memory, and ten times as many would need about 19 GiB.
HUGO_UP_TO = 10_000


def compare(places: Sequence[Place]) -> Outcome:
    """Run it at each size."""
    outcome = Outcome.named("build")
    for place in places:
        _at(outcome, place)
    for small, large in itertools.pairwise(sorted(places, key=lambda place: place.papers)):
        outcome.ratios += _growth(small, large)
    return outcome


def _growth(small: Place, large: Place) -> list[Ratio]:
    """What a paper takes in a large atlas beside what it takes in a small one."""

    def ratio(what: str, unit: str, cost: Callable[[Cost], float], aim: str = "") -> Ratio:
        ours, theirs = (cost(place.cold) / place.papers for place in (large, small))
        told = f"cold: {what} a paper, beside {small.papers:,} papers"
        return Ratio(large.papers, told, "our own build", ours, theirs, unit, aim, 1)

    return [
        ratio("time", "s", lambda cost: cost.wall, "at most 1.5 from 10,000 to 100,000"),
        ratio("CPU", "s", lambda cost: cost.cpu),
        ratio("peak memory", "KiB", lambda cost: cost.peak / 2**10),
    ]


def _at(outcome: Outcome, place: Place) -> None:
    sides = _ours(place, place.folder / "built")
    known = {sides[0].name: place.cold}
    if place.papers > HUGO_UP_TO:
        outcome.missing(place.papers, "cold", "Hugo", "would need more memory than most machines have", AIM)
        outcome.keep(place.papers, alternate(sides[:1], 1, known))
        return
    program = hugo()
    if program is None:
        outcome.missing(place.papers, "cold", "Hugo", "Hugo is not installed", AIM)
    else:
        assert len(list((place.hugo / "content").rglob("*.md"))) == _pages(place)
        to = place.folder / "hugo-built"
        command = [program, "--quiet", "--noBuildLock", "--destination", str(to)]
        sides.append(Side("Hugo", command, lambda: _remove(to), cwd=place.hugo))
    if place.papers <= MKDOCS_UP_TO:
        assert pages.mkdocs(place.site, place.folder / "mkdocs") == _pages(place)
        other = place.folder / "mkdocs-built"
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(other)]
        sides.append(Side("MkDocs Material", command, lambda: _remove(other), cwd=place.folder / "mkdocs"))
    else:
        outcome.missing(place.papers, "cold", "MkDocs Material", f"measured to {MKDOCS_UP_TO:,} papers alone")
    done = alternate(sides, place.times, known)
    if program is not None:
        _same(place.site, place.folder / "hugo-built")
    outcome.keep(place.papers, done)
    cold, warm, *others = done
    for other_side in others:
        outcome.compare(place.papers, "cold", cold, other_side)
        if place.remembers:
            outcome.compare(place.papers, "unchanged", warm, other_side, AIM, memory=False)
            memory = warm.peak / 2**20, other_side.peak / 2**20
            outcome.ratios.append(
                Ratio(
                    place.papers, "unchanged: peak memory", other_side.name, *memory, "MiB", MEMORY, warm.runs
                )
            )
    if not place.remembers:
        outcome.missing(place.papers, "unchanged", "Hugo", "this version keeps nothing between runs", AIM)


def _pages(place: Place) -> int:
    return sum(1 for _ in place.site.rglob("*.html"))


def _ours(place: Place, out: Path) -> list[Side]:
    unchanged = place.build("kb build, unchanged", out)
    return [
        place.build("kb build, cold", out, cold=True),
        replace(unchanged, before=lambda: _remove(out)),
    ]


def _same(site: Path, theirs: Path) -> None:
    names = [file.relative_to(site).as_posix() for file in sorted(site.rglob("*.html"))]
    if len(list(theirs.rglob("*.html"))) != len(names):
        raise Unequal("Hugo wrote another number of pages")
    if wrong := pages.same(site, theirs, pages.BEGIN, names):
        raise Unequal(f"{len(wrong)} pages of Hugo's have other text or links, the first {wrong[0]}")


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
