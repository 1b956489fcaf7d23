"""One record changes: our rebuild in a new process against Hugo's."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.machine import hugo
from benchmarks.measure import Side, Unequal, alternate, run
from benchmarks.outcome import Outcome
from benchmarks.place import Place, digest

AIM = "at most 0.1 of our full build"


def compare(places: Sequence[Place]) -> Outcome:
    """Run it at each size."""
    outcome = Outcome.named("change")
    for number, place in enumerate(places):
        _at(outcome, place, first=number == 0)
    return outcome


def _at(outcome: Outcome, place: Place, first: bool) -> None:
    full = place.build("kb build, full", place.empty("full") / "site", cold=True)
    whole = alternate([full], min(3, place.times), {full.name: place.cold})
    site, record = place.copy_of_site(place.empty("changed") / "site"), made_record(place.root)
    kept = {record: record.read_bytes()}
    sides = [replace(place.build("kb build, one record changed", site), before=edits(record))]
    program = hugo()
    if program is None:
        outcome.missing(place.papers, "one record changed", "Hugo", "Hugo is not installed")
    else:
        page = place.hugo / "content" / "papers" / f"{record.stem}.md"
        kept[page] = page.read_bytes()
        sides.append(_hugo(place, program, page))
    try:
        done = alternate(sides, place.times)
        if first:
            fresh = place.empty("fresh") / "site"
            run(place.build("fresh", fresh, cold=True))
            if digest(site) != digest(fresh):
                raise Unequal("a rebuild after a change does not give the bytes of a full build")
    finally:
        for file, before in kept.items():
            file.write_bytes(before)
    outcome.keep(place.papers, [*whole, *done])
    outcome.compare(place.papers, "one record changed", done[0], whole[0], AIM)
    for other in done[1:]:
        outcome.compare(place.papers, "one record changed", done[0], other)


def _hugo(place: Place, program: str, page: Path) -> Side:
    """Hugo over its own site of the same pages, one of them changed."""
    command = [program, "--quiet", "--noBuildLock", "--destination", str(place.folder / "hugo-built")]
    run(Side("Hugo", command, cwd=place.hugo))
    return Side("Hugo, one page changed", command, edits(page), cwd=place.hugo)


def made_record(root: Path) -> Path:
    """A made record, which nothing else points at, with its title in one line."""
    texts = ((f, f.read_text(encoding="utf-8")) for f in sorted(root.glob("papers/2025/*.yaml")))
    made = [file for file, text in texts if "bench" in text and "\ntitle: >" not in text]
    return made[len(made) // 2]


def edits(file: Path) -> Callable[[], None]:
    """Something that gives a paper another title each time it is called."""
    text = file.read_text(encoding="utf-8")
    numbers: Iterator[int] = itertools.count(1)
    begin = text.index('"', text.index("title")) if file.suffix == ".md" else text.index("title: ") + 7
    if file.suffix == ".md":
        begin = text.index('"', begin + 1)
    quoted = text[begin] == '"'

    def edit() -> None:
        at = begin + quoted
        file.write_text(f"{text[:at]}Edited {next(numbers)} {text[at:]}", encoding="utf-8", newline="\n")

    return edit
