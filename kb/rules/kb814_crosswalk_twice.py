"""KB814: a crosswalk lists a term twice, or matches a term twice with one concept.

The id of a term is its address on the page, and one concept cannot be both as wide as a term and wider.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.repository import crosswalk_path
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare the ids of a survey with one another, and the concepts of each term."""
    for name, crosswalk in context.records.crosswalks.items():
        path = crosswalk_path(name)
        seen: dict[str, int] = {}
        for number, node in enumerate(crosswalk.nodes):
            first = seen.setdefault(node.id, number)
            if first != number:
                yield Diagnostic(
                    context.records.place(path, "nodes", number, "id"),
                    "KB814",
                    f"the term {quote(node.id)} is listed already",
                    f"that one stands on line {context.records.place(path, 'nodes', first).line}; "
                    "merge the two or choose another id",
                )
            concepts = [m.concept for m in node.mappings]
            for position, concept in enumerate(concepts):
                if concept in concepts[:position]:
                    steps = ("nodes", number, "mappings", position, "concept")
                    yield Diagnostic(
                        context.records.place(path, *steps),
                        "KB814",
                        f"{quote(node.id)} is matched with {quote(concept)} already",
                        "keep the match that fits best",
                    )
