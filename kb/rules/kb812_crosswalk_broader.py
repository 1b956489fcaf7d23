"""KB812: `broader` in a crosswalk names no term that stands above it in the file.

The terms of another survey are listed in the order of its tree, each after the one it belongs under. That
also keeps them from going round in a circle.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.repository import crosswalk_path
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at `broader` of every term."""
    for name, crosswalk in context.records.crosswalks.items():
        above: dict[str, None] = {}
        everywhere = {node.id for node in crosswalk.nodes}
        for number, node in enumerate(crosswalk.nodes):
            if node.broader and node.broader not in above:
                at = context.records.place(crosswalk_path(name), "nodes", number, "broader")
                if node.broader in everywhere:
                    message = f"{quote(node.broader)} does not stand above {quote(node.id)}"
                    hint = "list a term after the one it belongs under"
                else:
                    message = f"no term {quote(node.broader)} in this survey"
                    hint = context.did_you_mean(node.broader, above, "list it first, or leave broader out")
                yield Diagnostic(at, "KB812", message, hint)
            above[node.id] = None
