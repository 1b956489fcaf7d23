"""`kb show`: one paper, concept or facet, in words."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kb.cli.common import Source, atlas, count, fail
from kb.cli.complete import of_record

if TYPE_CHECKING:
    from kb.identifiers import ConceptRef, SchemeId
    from kb.knowledge_base import KnowledgeBase
    from kb.model import Paper, Record

WIDTH = 100


class ShowFormat(StrEnum):
    """How a record is shown."""

    TEXT = "text"
    JSON = "json"


def show(
    name: Annotated[
        str,
        typer.Argument(
            help="A citekey, a concept such as technique:peft, or a facet such as technique.",
            autocompletion=of_record,
        ),
    ],
    root: Source = None,
    form: Annotated[ShowFormat, typer.Option("--format", help="How to show it.")] = ShowFormat.TEXT,
) -> None:
    """Show a paper with its labels and evidence, a concept with its papers, or the tree of a facet.

    Examples:
      kb show tan2024democratizing
      kb show technique:peft
      kb show --format json technique
    """
    from kb.identifiers import Citekey, ConceptRef, SchemeId

    base = atlas(root).base
    record: Record
    if name in base.papers:
        record = base.papers[Citekey(name)]
        lines = _paper(base, record)
    elif name in base.schemes:
        record = base.schemes[SchemeId(name)]
        lines = _scheme(base, record.scheme)
    else:
        try:
            ref = ConceptRef.parse(name)
            record = base.concept(ref)
        except (ValueError, KeyError):
            _unknown(base, name)
        lines = _concept(base, ref)
    if form is ShowFormat.JSON:
        shown = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines))


def _unknown(base: KnowledgeBase, name: str) -> NoReturn:
    from kb.diagnostics import nearest, quote
    from kb.words import fold_label

    known = [*base.papers, *base.schemes, *map(str, base.concepts)]
    # A bare concept id, or the name of a system, is what people type first.
    folded = fold_label(name)
    exact = [
        str(ref)
        for ref, concept in base.concepts.items()
        if folded in map(fold_label, (ref.id, concept.pref_label, *concept.alt_label))
    ]
    exact += [p.id for p in base.papers.values() if (p.short_name or "").casefold() == name.casefold()]
    found = exact or nearest(name, known, 3)
    fail(
        f"no paper, concept or facet is called {quote(name)}",
        f"did you mean {' or '.join(found)}?" if found else "look for it with: kb query WORDS",
    )


def _width() -> int:
    """How long lines may be: a narrow terminal has its say."""
    return min(WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDTH


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _width(), initial_indent=indent, subsequent_indent=indent)


def _paper(base: KnowledgeBase, paper: Paper) -> Iterator[str]:
    yield _wrap(paper.title)
    yield _wrap(", ".join(a.display for a in paper.author))
    yield f"{paper.venue}  ·  {paper.id}" + (f"  ·  {paper.short_name}" if paper.short_name else "")
    addresses = {"arXiv": paper.identifiers.arxiv, "doi": paper.identifiers.doi, "code": paper.links.code}
    if told := "  ·  ".join(f"{key} {value}" for key, value in addresses.items() if value):
        yield told
    yield ""
    yield _wrap(paper.summary)
    yield ""
    assertions = base.assertions(paper)
    for scheme in base.schemes.values():
        status = base.status(paper, scheme.scheme)
        yield scheme.pref_label + (f": {status}" if status else "")
        for a in assertions:
            if a.concept.scheme == scheme.scheme:
                inferred = ", inferred" if a.strength == "inferred" else ""
                yield f"  {base.concept(a.concept).pref_label} ({a.concept.id}): {a.role}{inferred}"
                if a.note:
                    yield _wrap(a.note, "      ")
                for name in a.evidence:
                    yield from _evidence(paper, name)
    yield ""
    for entry in paper.curation:
        yield f"Labelled by {entry.method} on {entry.date}, {entry.read} read."


def _evidence(paper: Paper, name: str) -> Iterator[str]:
    evidence = paper.evidence[next(e for e in paper.evidence if e == name)]
    where = str(evidence.layer) + (f", section {evidence.section}" if evidence.section else "")
    if evidence.passage:
        words = evidence.passage.from_ + (f" … {evidence.passage.to}" if evidence.passage.to else "")
        where += f': "{words}"' + (" (matched)" if evidence.matched else "")
    yield _wrap(where, "    ")
    if evidence.note:
        yield _wrap(evidence.note, "    ")


def _concept(base: KnowledgeBase, ref: ConceptRef) -> Iterator[str]:
    concept = base.concept(ref)
    path = [base.concept(r).pref_label for r in reversed(base.ancestors(ref))]
    yield " / ".join([base.schemes[ref.scheme].pref_label, *path, concept.pref_label])
    yield f"{ref}  ·  {concept.origin}" + (
        f"  ·  {', '.join(concept.alt_label)}" if concept.alt_label else ""
    )
    yield ""
    yield _wrap(concept.definition)
    if concept.use_when:
        yield _wrap(f"Use when {concept.use_when}")
    for other, why in concept.not_when.items():
        yield _wrap(f"Not {other}: {why}")
    for below in base.narrower(ref):
        yield f"  {below}: {base.concept(below).pref_label}"
    papers = base.printed(a.paper for a in base.assertions_below(ref))
    yield ""
    yield count(len(papers), "paper")
    width = _width()
    roles = {a.paper: a.role for a in base.assertions_below(ref)}
    for paper in sorted(papers, key=lambda p: (p.issued, p.id), reverse=True):
        yield f"  {paper.id:<32} {roles[paper.id]:<10} {paper.title}"[:width]


def _scheme(base: KnowledgeBase, scheme: SchemeId) -> Iterator[str]:
    header = base.schemes[scheme]
    yield f"{header.pref_label}: {header.definition}"
    yield ""
    for depth, ref in base.terms(scheme):
        papers = base.printed(a.paper for a in base.assertions_below(ref))
        label = f"{'  ' * depth}{base.concept(ref).pref_label} ({ref.id})"
        yield f"{label:<70} {len(papers):>5}"
