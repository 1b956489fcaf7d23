"""Ask the same queries by facet in several ways that must agree: `python -m benchmarks.sides.ask ROOT`.

Says for each way the mean seconds a query: each query the median of its repetitions, all the median of turns.
"""

from __future__ import annotations

import itertools
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from benchmarks.measure import Unequal, told
from kb.export.database import sqlite
from kb.gate import check
from kb.graph import Graph, graph
from kb.identifiers import ConceptRef
from kb.index import Index
from kb.knowledge_base import KnowledgeBase
from kb.query import evaluate, read, run

# Terms to carry, and terms not to carry.
Query = tuple[tuple[ConceptRef, ...], tuple[ConceptRef, ...]]
Answer = Callable[[Query], Any]
# How a query is answered, and the papers in an answer.
Way = tuple[Answer, Callable[[Any], Iterable[str]]]
TURNS = 5
ENOUGH, MOST = 0.05, 200  # seconds and repetitions that a query gets


def queries(base: KnowledgeBase, index: Index) -> list[Query]:
    """Twelve queries over the terms that most papers carry, one of each facet in its order."""
    size = {ref: index.below.get((ref, None), 0).bit_count() for ref in base.concepts}
    best = [
        max((r for r in base.concepts if r.scheme == s), key=lambda r: (size[r], r)) for s in base.schemes
    ]
    best.sort(key=lambda r: (-size[r], r))
    pairs = list(itertools.pairwise(best))[:3]
    triples = list(zip(best, best[1:], best[2:], strict=False))[:3]
    return [
        *(((r,), ()) for r in best[:3]),
        *((p, ()) for p in pairs),
        *((t, ()) for t in triples),
        *(((a,), (b,)) for a, b in pairs),
    ]


def text(query: Query) -> str:
    """The query as one writes it."""
    return " ".join([*map(str, query[0]), *(f"-{r}" for r in query[1])])


def with_kb(base: KnowledgeBase, index: Index) -> Way:
    """Our engine, from text to ordered papers."""
    return (lambda query: run(text(query), base, index)), list


def with_evaluate(base: KnowledgeBase, index: Index) -> Way:
    """Our engine, from a parsed query to the set of papers and its size."""
    nodes = {query: read(text(query), base) for query in queries(base, index)}

    def answer(query: Query) -> tuple[int, int]:
        found = evaluate(nodes[query], index)
        return found, found.bit_count()

    return answer, lambda found: [index.ids[n] for n in index.members(found[0])]


def _kinds(network: Graph, kind: str) -> nx.DiGraph[str]:
    """The part of the network with one kind of edges."""
    kinds = nx.get_edge_attributes(network, "kind")
    return nx.DiGraph([edge[:2] for edge, found in kinds.items() if found == kind])


def _below(tree: nx.DiGraph[str], ref: ConceptRef) -> set[str]:
    """The nodes of a term and of all below it."""
    name = f"concept:{ref}"
    return {name, *(nx.ancestors(tree, name) if name in tree else ())}


def with_graph(base: KnowledgeBase, index: Index) -> Way:
    """Every paper node is asked whether one of its neighbors is wanted."""
    network = graph(base)
    tree, nodes = _kinds(network, "broader"), dict(network.nodes.items())

    def answer(query: Query) -> list[str]:
        wanted, unwanted = ([_below(tree, r) for r in refs] for refs in query)
        return [
            node.removeprefix("paper:")
            for node, about in nodes.items()
            if about["kind"] == "paper"
            and all(any(n in terms for n in network.successors(node)) for terms in wanted)
            and not any(n in terms for terms in unwanted for n in network.successors(node))
        ]

    return answer, list


def with_sets(base: KnowledgeBase, index: Index) -> Way:
    """From the terms to the papers that point at them, and their sets intersected."""
    network = graph(base)
    tree, labels = _kinds(network, "broader"), _kinds(network, "classified-as")

    def carrying(ref: ConceptRef) -> set[str]:
        return {paper for term in _below(tree, ref) if term in labels for paper in labels.predecessors(term)}

    def answer(query: Query) -> list[str]:
        found = set.intersection(*map(carrying, query[0])).difference(*map(carrying, query[1]))
        return [node.removeprefix("paper:") for node in found]

    return answer, list


_TERM = (
    "SELECT labels.paper FROM concept_below JOIN labels USING (scheme, concept) "
    "WHERE concept_below.scheme = ? AND concept_below.above = ?"
)


def with_sqlite(base: KnowledgeBase, index: Index) -> Way:
    """Our export in memory, with indexes for this question."""
    database = sqlite3.connect(":memory:")
    database.deserialize(sqlite(base))
    database.execute("CREATE INDEX bench_labels ON labels (scheme, concept, paper)")
    database.execute("CREATE INDEX bench_below ON concept_below (scheme, above, concept)")
    database.execute("ANALYZE")

    def answer(query: Query) -> list[str]:
        terms = [f"id IN ({_TERM})" for _ in query[0]] + [f"id NOT IN ({_TERM})" for _ in query[1]]
        statement = f"SELECT id FROM papers WHERE {' AND '.join(terms)} ORDER BY issued DESC, id"
        values = [part for ref in (*query[0], *query[1]) for part in (str(ref.scheme), str(ref.id))]
        return [row[0] for row in database.execute(statement, values)]

    return answer, list


WAYS = {
    "kb": with_kb,
    "evaluate": with_evaluate,
    "graph": with_graph,
    "sets": with_sets,
    "sqlite": with_sqlite,
}


def main(root: Path) -> None:
    """Ask everything in every way by turns; the ways must agree."""
    base = check(root).base
    index = Index.build(base)
    asked = queries(base, index)
    ways = {name: way(base, index) for name, way in WAYS.items()}
    for query in asked:
        compared(query, ways)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, (answer, _) in ways.items():
            times[name].append(statistics.mean(_time(answer, query) for query in asked))
    seconds = {name: statistics.median(turns) for name, turns in times.items()}
    told(0, {"turns": TURNS, "queries": [text(query) for query in asked], "seconds": seconds})


def compared(query: Query, ways: Mapping[str, Way]) -> list[str]:
    """The papers that a query finds, sorted; raises `Unequal` if two ways differ, or find none."""
    found = {name: sorted(papers(answer(query))) for name, (answer, papers) in ways.items()}
    first = next(iter(found.values()))
    for name, ids in found.items():
        if ids != first or not ids:
            raise Unequal(
                f"{name} finds {len(ids)} papers for {text(query)}, not the {len(first)} of the first"
            )
    return first


def _time(answer: Answer, query: Query) -> float:
    times: list[float] = []
    while len(times) < 3 or (sum(times) < ENOUGH and len(times) < MOST):
        began = time.perf_counter()
        answer(query)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
