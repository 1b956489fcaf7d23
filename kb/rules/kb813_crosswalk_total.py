"""KB813: a term of another survey is left without a judgment, or has two that contradict each other.

A crosswalk covers the whole tree of a survey: each of its lowest terms either meets concepts of the atlas,
with a reason, or says under `none` why nothing fits. A term cannot do both.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.repository import crosswalk_path
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every term: the lowest need a judgment, none may have two."""
    for name, crosswalk in context.records.crosswalks.items():
        path = crosswalk_path(name)
        for number, node in enumerate(crosswalk.nodes):
            if not node.judged and node.id not in crosswalk.headings:
                yield Diagnostic(
                    context.records.place(path, "nodes", number, "id"),
                    "KB813",
                    f"nothing is said of {quote(node.id)}",
                    "add mappings, or none with the reason why nothing fits",
                )
            elif node.mappings and node.none is not None:
                yield Diagnostic(
                    context.records.place(path, "nodes", number, "none"),
                    "KB813",
                    f"{quote(node.id)} meets a concept and says that nothing fits",
                    "remove none or the mappings",
                )
