"""`kb check`: is the data right?"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.common import (
    FINDINGS,
    FindingFormat,
    Root,
    TextFile,
    chosen,
    count,
    data_root,
    print_findings,
    source_texts,
    summary,
)
from kb.cli.progress import working


def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Records to report on.", show_default="all data")
    ] = None,
    root: Root = None,
    form: Annotated[
        FindingFormat, typer.Option("--format", help="How to print findings.")
    ] = FindingFormat.TEXT,
    texts: TextFile = None,
    explain: Annotated[str | None, typer.Option("--explain", help="Explain a code such as KB604.")] = None,
) -> None:
    """Check all records and the taxonomy; exit 1 when there is an error.

    Every finding names its place and what would be right: path:line:column: error KBnnn message; cure. With
    files all data is read just so, and only their findings are printed.

    Examples:
      kb check
      kb check papers/2024/tan2024democratizing.yaml
      kb check --explain KB604
      kb check --format github
    """
    from kb.diagnostics import Report
    from kb.gate import check as check_data
    from kb.repository import paper_path

    if explain:
        _explain(explain.upper())
        return
    began = time.perf_counter()
    folder = data_root(root)
    read = None if texts is None else source_texts(texts)
    with working("Checking the data", form is FindingFormat.TEXT):
        result = check_data(folder, read)
    records, report = result.records, result.report
    if files:
        paths = chosen(files, folder, {paper_path(key) for key in (*records.papers, *records.unreadable)})
        report = Report(d for d in report if d.location.path in paths)
        what = count(len(set(paths)), "record")
    else:
        concepts = sum(len(s.concepts) for s in records.schemes.values())
        what = f"{count(len(records.papers), 'paper')}, {count(concepts, 'concept')} in "
        what += count(len(records.schemes), "scheme")
    print_findings(report, form)
    print(f"{what}: {summary(report)} ({time.perf_counter() - began:.1f} s)", file=sys.stderr)
    if not report.ok:
        raise typer.Exit(FINDINGS)


def _explain(code: str) -> None:
    from kb.cli.common import fail
    from kb.diagnostics import quote
    from kb.rules import EXPLANATIONS

    if code not in EXPLANATIONS:
        codes = sorted(EXPLANATIONS)
        fail(f"no finding has the code {quote(code)}", f"the codes are {codes[0]} to {codes[-1]}, with gaps")
    print(EXPLANATIONS[code])
