"""KB405: a concept that comes from the survey does not say from which section.

`origin: survey` needs `source` with `paper` and `section`; a term of our own is `origin: extension`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.diagnostics import Diagnostic, quote
from kb.model import Origin
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the origin of every concept."""
    for scheme, position, concept in context.concepts():
        sourced = concept.source is not None and concept.source.section is not None
        if concept.origin is Origin.SURVEY and not sourced:
            yield Diagnostic(
                context.at_concept(scheme, position, "origin"),
                "KB405",
                f"{quote(concept.id)} is said to be the survey's, without its section",
                "add source: {paper: ..., section: ...}, or write origin: extension",
            )
