"""KB404: two schemes have the same `order`, which must place each and names its color."""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare the headers of all schemes."""
    taken: dict[int, str] = {}
    for scheme in context.records.schemes.values():
        other = taken.setdefault(scheme.order, scheme.scheme)
        if other != scheme.scheme:
            yield Diagnostic(
                context.at_scheme(scheme, "order"),
                "KB404",
                f"order {scheme.order} is that of {quote(other)} already",
                f"use one from {max(s.order for s in context.records.schemes.values()) + 1}",
            )
