"""KB401: concepts are broader than one another in a circle.

The message names the whole circle; `broader` of one of its concepts must go elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Follow `broader` from every concept; each circle is reported once, at its first concept."""
    for scheme in context.records.schemes.values():
        above: dict[str, str | None] = {c.id: c.broader for c in scheme.concepts}
        position: dict[str, int] = {c.id: n for n, c in reversed(list(enumerate(scheme.concepts)))}
        settled: set[str] = set()
        for start in above:
            path: list[str] = []
            step: str | None = start
            while step is not None and step in above and step not in settled:
                settled.add(step)
                path.append(step)
                step = above[step]
            if step is not None and step in path:
                circle = path[path.index(step) :]
                first = min(circle, key=position.__getitem__)
                turn = circle.index(first)
                names = [*circle[turn:], *circle[:turn], first]
                yield Diagnostic(
                    context.at_concept(scheme, position[first], "broader"),
                    "KB401",
                    f"a circle of {len(circle)} concepts: {' < '.join(names)}",
                    "change or remove broader of one of them",
                )
