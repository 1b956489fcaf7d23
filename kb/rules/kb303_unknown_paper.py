"""KB303: a record, concept or sheet names a paper that has no record.

Sources, examples, near misses and replacements point at papers of the atlas, by citekey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kb.diagnostics import Diagnostic, Location, quote
from kb.model import Paper
from kb.rules.context import Context


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """Look at the citekey of what replaces it."""
    other = paper.withdrawn and paper.withdrawn.is_replaced_by
    if other and not context.knows_paper(other):
        yield _unknown(context, context.at_paper(paper, "withdrawn", "isReplacedBy"), other)


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every citekey that concepts and sheets point to."""
    for place, citekey in _pointers(context):
        if not context.knows_paper(citekey):
            yield _unknown(context, place(), citekey)


def _unknown(context: Context, place: Location, citekey: str) -> Diagnostic:
    otherwise = "add its record or leave the pointer out"
    return Diagnostic(
        place,
        "KB303",
        f"no paper has the id {quote(citekey)}",
        context.did_you_mean(citekey, context.records.papers, otherwise),
    )


def _pointers(context: Context) -> Iterator[tuple[Callable[[], Location], str]]:
    for scheme in context.records.schemes.values():
        if scheme.source:
            yield partial(context.at_scheme, scheme, "source", "paper"), scheme.source.paper
    for scheme, position, concept in context.concepts():
        for key, pointer in (
            ("source", concept.source),
            ("example", concept.example),
            ("nearMiss", concept.near_miss),
        ):
            if pointer:
                yield partial(context.at_concept, scheme, position, key, "paper"), pointer.paper
    for path, sheet in context.sheets():
        for citekey in sheet.papers:
            yield partial(context.records.place, path, "papers", citekey, key=True), citekey
