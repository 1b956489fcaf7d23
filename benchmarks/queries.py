"""Queries by facet in Python: our postings against a networkx graph and our SQLite export."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.measure import Side, python, run
from benchmarks.outcome import Outcome, Ratio
from benchmarks.place import Place

AIM = "at 10,000: under 20 µs, at most 0.001"
RIVALS = {
    "graph": "networkx, filter over nodes",
    "sets": "networkx, neighbors intersected",
    "sqlite": "SQLite export",
}


def compare(places: Sequence[Place]) -> Outcome:
    """Run it at each size."""
    outcome = Outcome.named("queries")
    for place in places:
        done = run(Side("all ways", python("benchmarks.sides.ask", place.root), env=place.env))
        outcome.costs.append({"papers": place.papers, "wall_s": round(done.wall, 2), **done.answer})
        mean, runs = done.answer["seconds"], done.answer["turns"]
        for way, told in RIVALS.items():
            for what, own in (("a query", "kb"), ("a query, evaluation alone", "evaluate")):
                aim = AIM if own == "evaluate" and way == "graph" else ""
                numbers = mean[own] * 1e6, mean[way] * 1e6
                outcome.ratios.append(Ratio(place.papers, what, told, *numbers, "µs", aim, runs))
    return outcome
