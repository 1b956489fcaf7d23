"""`kb gaps`: pairs of terms that no paper joins."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kb.cli.common import Source, atlas, count, fail
from kb.cli.complete import of_record
from kb.cli.table import TableFormat, print_table


def gaps(
    term: Annotated[
        str | None,
        typer.Argument(
            help="Only those with this term or facet.", show_default=False, autocompletion=of_record
        ),
    ] = None,
    root: Source = None,
    form: Annotated[TableFormat, typer.Option("--format", help="How to print them.")] = TableFormat.TEXT,
) -> None:
    """List pairs of terms that no paper joins although enough were read to expect some, the clearest first.

    "Expected" is how many papers chance would put there, "read" how many with the first term were read for
    the facet of the second.

    Examples:
      kb gaps
      kb gaps technique:rag
    """
    from kb.identifiers import ConceptRef

    asked = atlas(root)
    known = {*asked.facets, *map(str, asked.base.concepts)}
    if term is not None and term not in known:
        fail(f"no facet or term is called {term!r}", "kb show FACET lists the terms of a facet")

    def meant(ref: ConceptRef) -> bool:
        return term is None or term in (ref.scheme, *map(str, (ref, *asked.base.ancestors(ref))))

    found = [gap for gap in asked.gaps() if meant(gap.row) or meant(gap.column)]
    rows = [(str(g.row), str(g.column), g.cell.expected, g.cell.read) for g in found]
    heads = ("term", "with", "expected", "read")
    print_table(heads, rows, form, [dict(zip(heads, row, strict=True)) for row in rows])
    print(count(len(found), "gap"), file=sys.stderr)
