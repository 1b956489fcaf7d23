"""KB801: an id that was released has vanished, or one that was retired is in use again.

Pages and queries of others rest on released ids. A concept is deprecated instead of removed, a paper is
withdrawn; `taxonomy/ids.lock` lists every id released, and marks with `retired` those never to be used
again.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, Location, quote
from kb.identifiers import ConceptRef
from kb.rules.context import Context

LOCK = "taxonomy/ids.lock"


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare every line of the lock with the records."""
    for entry, line in context.records.lock.items():
        name, _, mark = entry.partition(" ")
        place = Location(LOCK, line)
        try:
            ref = ConceptRef.parse(name) if ":" in name else None
        except ValueError:
            yield Diagnostic(place, "KB801", f"not an id: {quote(name)}", "write scheme:concept or a citekey")
            continue
        if mark.strip() == "retired":
            if ref in context.base.concepts or name in context.records.papers:
                yield Diagnostic(place, "KB801", f"{quote(name)} was retired", "choose another id")
        elif not (context.knows_concept(ref) if ref else context.knows_paper(name)):
            hint = "restore it with deprecated" if ref else "restore it with withdrawn"
            yield Diagnostic(place, "KB801", f"{quote(name)} was released and is gone", hint)
