"""What a comparison came to, as JSON and as a table of ratios in Markdown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import Median

REMARKS = Path(__file__).parent / "remarks.toml"
HEAD = """# Benchmarks

<!-- Made by `make bench` from the JSON beside it: edit the programs here, not this page. -->

`make bench` sets up what it needs and makes [its page](README.md) anew; `make bench ARGS="load"` runs one
comparison, `make bench-large` the sizes that take hours, on [a page of their own](large.md). A ratio is
ours divided by theirs: below 1 we take less. Sides that are compared run by turns on the same machine and
the same data; numbers are medians of the runs in the last column. Memory is that of all processes of a run,
looked at every {every} ms, shared pages counted once.

Last run on {date}, on {cpu}, {cores} cores, {memory_gib} GiB, {system}. The load
of the machine before the run stands with each table: above {cores}, other work took part of it.

Versions: {versions}.

The records are made by `python -m benchmarks.generate` from the shapes of the real ones: lengths of texts,
labels a facet, evidence, people, venues. The taxonomy is the real one at all sizes.
"""


@dataclass(frozen=True)
class Ratio:
    """A number that counts: ours divided by theirs, and both. Missing numbers are None, and `why` says why.

    `what` names the quantity, `unit` what the two numbers are in; `aim` is what we promise, if we do.
    """

    papers: int
    what: str
    rival: str
    ours: float | None
    theirs: float | None
    unit: str
    aim: str = ""
    runs: int = 0
    why: str = ""

    @property
    def value(self) -> float | None:
        """Ours divided by theirs; None without both."""
        return self.ours / self.theirs if self.ours is not None and self.theirs else None

    def as_json(self) -> dict[str, Any]:
        """All of it, with the ratio."""
        value = self.value
        return {**vars(self), "ratio": None if value is None else float(f"{value:.4g}")}


@dataclass
class Outcome:
    """A comparison: its ratios, what they were made from, what is equal on both sides and what is not."""

    name: str
    title: str
    equal: str
    remarks: Sequence[str] = ()
    ratios: list[Ratio] = field(default_factory=list)
    costs: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def named(cls, name: str) -> Outcome:
        """An outcome still without numbers, with what `remarks.toml` says of it."""
        return cls(name, **tomllib.loads(REMARKS.read_text(encoding="utf-8"))[name])

    def keep(self, papers: int, sides: Sequence[Median]) -> None:
        """Note what the sides cost."""
        self.costs += [{"papers": papers, **side.as_json()} for side in sides]

    def missing(self, papers: int, what: str, rival: str, why: str, aim: str = "") -> None:
        """Note that a comparison could not be made."""
        self.ratios.append(Ratio(papers, what, rival, None, None, "", aim, why=why))

    def compare(
        self, papers: int, what: str, ours: Median, theirs: Median, aim: str = "", memory: bool = True
    ) -> None:
        """Add the ratios of two sides: wall and processor time and, if wanted, memory."""
        runs = min(ours.runs, theirs.runs)
        rows = [(f"{what}: time", ours.wall, theirs.wall, "s"), (f"{what}: CPU", ours.cpu, theirs.cpu, "s")]
        if memory:
            rows.append((f"{what}: peak memory", ours.peak / 2**20, theirs.peak / 2**20, "MiB"))
        for n, (name, own, other, unit) in enumerate(rows):
            self.ratios.append(Ratio(papers, name, theirs.name, own, other, unit, "" if n else aim, runs))

    def as_json(self) -> dict[str, Any]:
        """For the file of results."""
        return {
            "name": self.name,
            "title": self.title,
            "equal": self.equal,
            "remarks": list(self.remarks),
            "ratios": [r.as_json() for r in self.ratios],
            "costs": self.costs,
        }


def number(value: float | None) -> str:
    """A number with three digits that count, or a dash.

    >>> number(0.01234), number(12345.6), number(None)
    ('0.0123', '12,346', '–')
    """
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{float(f'{value:.3g}'):g}"


def table(ratios: Sequence[Mapping[str, Any]]) -> str:
    """The ratios as a table in Markdown, ratios first."""
    lines = [
        "| ours / theirs | aim | papers | what | against | ours | theirs | runs |",
        "| ---: | --- | ---: | --- | --- | ---: | ---: | ---: |",
    ]
    for r in ratios:
        if r["ours"] is None or (r["theirs"] is None and r["rival"]):
            value, aim = f"not measured: {r['why']}", r["aim"]
        else:
            value, aim = (f"**{number(r['ratio'])}**" if r["rival"] else "no rival"), r["aim"]
        own, other = (
            number(r[k]) + f" {r['unit']}".rstrip() * (r[k] is not None) for k in ("ours", "theirs")
        )
        cells = [value, aim, f"{r['papers']:,}", r["what"], r["rival"] or "–", own, other, r["runs"] or "–"]
        lines.append("| " + " | ".join(str(c).replace("|", "\\|").replace("\n", " ") for c in cells) + " |")
    return "\n".join(lines) + "\n"


def readme(results: Mapping[str, Any]) -> str:
    """benchmarks/README.md from a file of results; what was not run is named."""
    parts = [
        HEAD.format(
            every=results["every_ms"],
            date=results["date"],
            versions=", ".join(f"{name} {version}" for name, version in results["versions"].items()),
            **results["machine"],
        )
    ]
    for outcome in results["outcomes"]:
        when = f"Run on {outcome['date']}; load of the machine {outcome['load']}."
        parts.append(f"\n## {outcome['title']}\n\n{when}\n\n{table(outcome['ratios'])}\n")
        parts.append(f"**What is equal.** {outcome['equal']}\n")
        parts += [f"\n- {remark}" for remark in outcome["remarks"]]
        parts.append("\n" if outcome["remarks"] else "")
    known = tomllib.loads(REMARKS.read_text(encoding="utf-8"))
    for name in sorted(known.keys() - {outcome["name"] for outcome in results["outcomes"]}):
        parts.append(f'\n## {known[name]["title"]}\n\nNot run yet: `make bench ARGS="{name}"`.\n')
    return "".join(parts)
