"""`kb related`: the papers nearest to one."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kb.cli.common import Source, atlas, count, fail
from kb.cli.complete import of_paper
from kb.cli.table import TableFormat, print_table


def related(
    citekey: Annotated[str, typer.Argument(help="The paper.", autocompletion=of_paper)],
    most: Annotated[int, typer.Option("--most", help="At most so many.", min=1, max=100)] = 5,
    root: Source = None,
    form: Annotated[TableFormat, typer.Option("--format", help="How to print them.")] = TableFormat.TEXT,
) -> None:
    """List the papers nearest to one, with the terms and the number of authors that they share.

    Examples:
      kb related tan2024democratizing
      kb related tan2024democratizing --most 20 --format csv
    """
    from kb.diagnostics import nearest

    asked = atlas(root)
    if citekey not in asked.base.papers:
        close = nearest(citekey, list(asked.base.papers), 3)
        hint = f"did you mean {' or '.join(close)}?" if close else "look for it with: kb query WORDS"
        fail(f"no paper is called {citekey!r}", hint)
    found = asked.related(citekey, most)
    rows = [(near.paper, " ".join(map(str, near.concepts)), near.authors) for near in found]
    plain = [
        {"paper": near.paper, "terms": list(map(str, near.concepts)), "authors": near.authors}
        for near in found
    ]
    print_table(("paper", "terms", "authors"), rows, form, plain)
    print(count(len(found), "paper"), file=sys.stderr)
