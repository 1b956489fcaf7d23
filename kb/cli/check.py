"""`kb check`: is the data right?"""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from kb.cli.common import (
    FINDINGS,
    FindingFormat,
    Root,
    TextFile,
    count,
    data_root,
    print_findings,
    source_texts,
    summary,
)
from kb.cli.progress import working


def check(
    root: Root = None,
    form: Annotated[
        FindingFormat, typer.Option("--format", help="How to print findings.")
    ] = FindingFormat.TEXT,
    texts: TextFile = None,
    explain: Annotated[str | None, typer.Option("--explain", help="Explain a code such as KB604.")] = None,
) -> None:
    """Check all records and the taxonomy; exit 1 when there is an error.

    Every finding names its place and what would be right: path:line:column: error KBnnn message; cure.

    Examples:
      kb check
      kb check --explain KB604
      kb check --format github
    """
    from kb.gate import check as check_data

    if explain:
        _explain(explain.upper())
        return
    began = time.perf_counter()
    folder = data_root(root)
    read = None if texts is None else source_texts(texts)
    with working("Checking the data", form is FindingFormat.TEXT):
        result = check_data(folder, read)
    print_findings(result.report, form)
    records = result.records
    concepts = sum(len(s.concepts) for s in records.schemes.values())
    print(
        f"{count(len(records.papers), 'paper')}, {count(concepts, 'concept')} in "
        f"{count(len(records.schemes), 'scheme')}: {summary(result.report)} "
        f"({time.perf_counter() - began:.1f} s)",
        file=sys.stderr,
    )
    if not result.report.ok:
        raise typer.Exit(FINDINGS)


def _explain(code: str) -> None:
    from kb.cli.common import fail
    from kb.diagnostics import quote
    from kb.rules import EXPLANATIONS

    if code not in EXPLANATIONS:
        codes = sorted(EXPLANATIONS)
        fail(f"no finding has the code {quote(code)}", f"the codes are {codes[0]} to {codes[-1]}, with gaps")
    print(EXPLANATIONS[code])
