"""The page of what is new, counted from the dump and from the snapshots of the releases, plain JSON files."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.recount.dump import Dump
from tests.recount.shared import term_of
from tests.recount.tree import Ledger, Node

RELEASES = Path(__file__).parents[2] / "papers/releases"


@dataclass(frozen=True)
class Side:
    """The data at one time: papers with what is compared of them, and the terms."""

    papers: dict[str, dict[str, Any]]
    terms: dict[str, dict[str, Any]]

    @property
    def core(self) -> list[dict[str, Any]]:
        return [p for p in self.papers.values() if p["scope"] == "core" and not p["withdrawn"]]

    @property
    def by_term(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for paper in self.core:
            carried = set()
            for ref in paper["labels"]:
                step: str | None = ref
                while step:
                    carried.add(step)
                    step = self.terms[step]["broader"]
            found.update(carried)
        return found


def released(file: Path) -> Side:
    data = json.loads(file.read_text(encoding="utf-8"))
    papers = {}
    for key, paper in data["papers"].items():
        held = {}
        for name, strength in paper.get("labels", {}).items():
            ref, _, role = name.rpartition("@")
            held[ref] = (role, strength)
        papers[key] = {"statuses": {}, "withdrawn": False, **paper, "labels": held}
    terms = {
        ref: {"label": t["label"], "broader": t.get("broader"), "deprecated": t.get("deprecated", False)}
        for ref, t in data["concepts"].items()
    }
    return Side(papers, terms)


def present(dump: Dump) -> Side:
    papers = {
        key: {
            "title": p["title"],
            "issued": p["issued"],
            "scope": p["scope"],
            "withdrawn": bool(p["withdrawn"]),
            "labels": {f"{a['scheme']}:{a['concept']}": (a["role"], a["strength"]) for a in p["labels"]},
            "statuses": p["status"],
        }
        for key, p in dump.records.items()
    }
    terms = {
        ref: {"label": t["prefLabel"], "broader": dump.parent[ref], "deprecated": "deprecated" in t}
        for ref, t in dump.terms.items()
    }
    return Side(papers, terms)


def changes(page: Ledger, dump: Dump) -> None:
    """A section for what is not released, if anything differs, one for each release, the first one whole."""
    files = sorted(RELEASES.glob("*.json"), key=lambda f: [int(n) for n in f.stem.split(".")])
    kept = [(file.stem, released(file)) for file in files]
    now = present(dump)
    differs = any(_said(kept[-1][1], now)) or kept[-1][1].by_term != now.by_term
    sections = page.all("section.release")
    page.equal([s.attrs["id"] for s in sections], ["not-released"] * differs + [n for n, _ in kept][::-1])
    if differs:
        _difference(page, sections[0], kept[-1][1], now)
    for (_, old), (name, new) in pairwise(kept):
        _difference(page, page.one(f"section[id={name}]"), old, new)
    _first(page, sections[-1], kept[0][1])
    page.skip("section.release h2", "section.release div.sec__h")


def _said(old: Side, new: Side) -> list[int]:
    """How much differs, in the order in which the page tells what there is of it."""
    both = old.papers.keys() & new.papers.keys()
    pairs = [(old.papers[k], new.papers[k]) for k in both]
    held = [(a["labels"], b["labels"]) for a, b in pairs]
    terms = [(old.terms[k], new.terms[k]) for k in old.terms.keys() & new.terms.keys()]
    differ = [
        sum(a["statuses"].get(s) != b["statuses"].get(s) for s in a["statuses"].keys() | b["statuses"].keys())
        for a, b in pairs
    ]
    return [
        len(new.papers.keys() - old.papers.keys()),
        len(old.papers.keys() - new.papers.keys()),
        sum(b["withdrawn"] and not a["withdrawn"] for a, b in pairs),
        sum(a["withdrawn"] and not b["withdrawn"] for a, b in pairs),
        len(new.terms.keys() - old.terms.keys()),
        len(old.terms.keys() - new.terms.keys()),
        *(sum(a[key] != b[key] for a, b in terms) for key in ("label", "broader")),
        sum(b["deprecated"] and not a["deprecated"] for a, b in terms),
        sum(a["deprecated"] and not b["deprecated"] for a, b in terms),
        sum(len(b.keys() - a.keys()) for a, b in held),
        sum(len(a.keys() - b.keys()) for a, b in held),
        sum(a[ref] != b[ref] for a, b in held for ref in a.keys() & b.keys()),
        sum(differ),
        *(sum(a[key] != b[key] for a, b in pairs) for key in ("title", "scope")),
    ]


def _difference(page: Ledger, section: Node, old: Side, new: Side) -> None:
    page.counts(section.one("p.rule"), *filter(None, _said(old, new)))
    added = new.papers.keys() - old.papers.keys()
    pairs = [(old.papers[k], new.papers[k]) for k in old.papers.keys() & new.papers.keys()]
    compared = ("labels", "statuses", "title", "scope")
    changed = sum(any(a[key] != b[key] for key in compared) for a, b in pairs)
    for heading in section.all("h3"):
        what = heading.text.partition(" ")[2]
        if what in ("papers added", "paper added"):
            page.says(heading, f"{len(added):,} {what}")
        elif what in ("papers changed", "paper changed"):
            page.says(heading, f"{changed:,} {what}")
            page.equal(len(section.all("ul.notes")[-1].all("li")), changed, what)
    page.pass_over(*section.all("li"))  # titles, and what a label or status was
    before, after = old.by_term, new.by_term
    moved = {ref for ref in before.keys() | after.keys() if before[ref] != after[ref]}
    rows = section.all("table.moves tbody tr")
    for row in rows:
        ref = term_of(page, row.all("a")[0])
        page.counts(row.all("td.num")[0], before[ref])
        page.counts(row.all("td.num")[1], after[ref])
        moved.discard(ref)
    for more in section.all("p.small"):
        page.counts(more, len(rows), len(rows) + len(moved))
    page.equal(bool(moved), bool(section.all("p.small")), "terms not shown")


def _first(page: Ledger, section: Node, made: Side) -> None:
    """All of it is new; its numbers are links as long as they are those of today."""
    core = made.core
    background = sum(p["scope"] != "core" and not p["withdrawn"] for p in made.papers.values())
    page.counts(section.one("p.lead"), *(n for n in (len(core), len(made.terms), background) if n))
    facets, years = section.all("table.moves")
    for row in facets.all("tbody tr"):
        facet = term_of(page, row.all("th a")[0])
        page.counts(row.all("td.num")[0], sum(ref.startswith(f"{facet}:") for ref in made.terms))
        labeled = sum(any(ref.startswith(f"{facet}:") for ref in p["labels"]) for p in core)
        page.counts(row.all("td.num")[1], labeled)
    by_year = sorted(Counter(int(p["issued"][:4]) for p in core).items(), reverse=True)
    shown = [(int(r.one("th").text), int(r.one("td.num").text)) for r in years.all("tbody tr")]
    page.equal(shown, by_year, "papers by year")
    page.pass_over(*years.all("th"), *years.all("td.num"))
