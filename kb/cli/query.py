"""`kb query` and `kb explain`: ask the atlas."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from shlex import quote
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kb.cli.common import FINDINGS, USAGE, Source, atlas, count, fail
from kb.cli.complete import of_query

if TYPE_CHECKING:
    from kb.atlas import Atlas
    from kb.query import QuerySyntaxError
    from kb.result import Result

# A query may begin with "-": what is no option of ours belongs to it.
SETTINGS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}

# Papers with most of the words of a query that an empty answer names.
_SHOWN = 5


class QueryFormat(StrEnum):
    """How the papers found are printed."""

    TEXT = "text"
    IDS = "ids"
    JSON = "json"
    CSV = "csv"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"
    MARKDOWN = "markdown"


Words = Annotated[
    list[str] | None,
    typer.Argument(
        help="The query; several words are one query.", show_default=False, autocompletion=of_query
    ),
]


def query(
    words: Words = None,
    root: Source = None,
    form: Annotated[QueryFormat, typer.Option("--format", help="How to print them.")] = QueryFormat.TEXT,
    verify: Annotated[
        str | None,
        typer.Option("--verify", help="RELEASE:HASH of a cited query: does it still find the same?"),
    ] = None,
    cite: Annotated[bool, typer.Option("--cite", help="Say how to cite this query and its result.")] = False,
) -> None:
    """Find papers, in the same order as on the site.

    Examples:
      kb query technique:peft granularity:user-level
      kb query 'technique:rag -usage:downstream-task year:2024..'
      kb query --format bibtex 'contribution:benchmark year:2024' > benchmarks.bib
    """
    from kb.query import QuerySyntaxError

    asked = atlas(root)
    text = " ".join(words or [])
    try:
        papers = asked.query(text)
    except QuerySyntaxError as error:
        _point(text, error)
    if verify:
        _verify(asked, verify, papers)
    elif cite:
        print(papers.cite())
    else:
        _print(papers, form)
    print(count(len(papers), "paper"), file=sys.stderr)
    _renamed(asked, text)
    if not papers:
        _help(asked, text)


def explain(words: Words = None, root: Source = None) -> None:
    """Say how a query is read, in words, and how many papers each of its conditions finds.

    Examples:
      kb explain 'technique:rag -usage:downstream-task year:2024..'
      kb explain '"user embedding" OR persona*'
    """
    from kb.query import QuerySyntaxError
    from kb.query import explain as explain_query

    asked = atlas(root)
    text = " ".join(words or [])
    try:
        print("\n".join(explain_query(text, asked.base, asked.index)))
    except QuerySyntaxError as error:
        _point(text, error)
    _renamed(asked, text)


def _renamed(asked: Atlas, text: str) -> None:
    """Say which names of concepts are of yesterday, and how the query is written today."""
    from kb.query import renamed

    now = renamed(text, asked.base)
    for old, new in now.changes:
        print(f"    {old} is {new} now", file=sys.stderr)
    if now.changes:
        print(f"    write: kb query {quote(now.query)}", file=sys.stderr)


def _point(text: str, error: QuerySyntaxError) -> NoReturn:
    """Show the query with a caret below the place, and leave with exit 2."""
    from rich.cells import cell_len

    shown = "".join(c if c.isprintable() else " " for c in text)
    print(shown, file=sys.stderr)
    # A character may take two columns of the terminal, or none.
    print(" " * cell_len(shown[: error.column - 1]) + "^", file=sys.stderr)
    print(f"kb: column {error.column}: {error.message}", file=sys.stderr)
    if error.fixes:
        print(f"    did you mean {' or '.join(error.fixes)}?", file=sys.stderr)
    raise typer.Exit(USAGE)


def _help(asked: Atlas, text: str) -> None:
    """Say what would find something in the place of a query that finds nothing."""
    from kb.query import hints

    found = hints(text, asked.base, asked.index)
    lines = []
    for unknown in found.unknown:
        offers = " or ".join(word for word, _ in unknown.offers)
        lines.append(f'no paper has "{unknown.word}"' + (f"; did you mean {offers}?" if offers else ""))
    if most := found.most:
        lines.append(f"{count(len(most.papers), 'paper')} with {most.have} of the {len(most.words)} words:")
        lines += [f"    {citekey}  lacks {', '.join(lacks)}" for citekey, lacks in most.papers[:_SHOWN]]
        if len(most.papers) > _SHOWN:
            lines.append(f"    and {len(most.papers) - _SHOWN} more")
        lines.append(f"papers with any of them: kb query {quote(most.query)}")
    lines.append(f"what each condition finds: kb explain {quote(text)}")
    for line in lines:
        print(f"    {line}", file=sys.stderr)


def _print(papers: Result, form: QueryFormat) -> None:
    match form:
        case QueryFormat.TEXT:
            _table(papers)
        case QueryFormat.IDS:
            for citekey in papers.ids:
                print(citekey)
        case QueryFormat.JSON:
            print(json.dumps(papers.to_dicts(), ensure_ascii=False, indent=2))
        case QueryFormat.CSL:
            print(json.dumps(papers.csl(), ensure_ascii=False, indent=2))
        case QueryFormat.CSV:
            print(papers.csv(), end="")
        case QueryFormat.BIBTEX:
            print(papers.bibtex(), end="")
        case QueryFormat.RIS:
            print(papers.ris(), end="")
        case QueryFormat.MARKDOWN:
            print(papers.markdown(), end="")


def _table(papers: Result) -> None:
    if not sys.stdout.isatty():
        for paper in papers:
            print(f"{paper.id}\t{paper.year}\t{paper.venue}\t{paper.title}")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in ("Year", "Paper", "Title"):
        table.add_column(name)
    for paper in papers:
        title = Text(paper.title) + (Text(f"  {paper.short_name}", style="bold") if paper.short_name else "")
        table.add_row(str(paper.year), paper.id, title)
    Console().print(table)


def _verify(asked: Atlas, cited: str, papers: Result) -> None:
    version, colon, digest = cited.partition(":")
    if not colon:
        fail("a citation to verify is RELEASE:HASH", "for example 2026.11:9f3c17ab")
    release = asked.base.release.version if asked.base.release else "unreleased"
    now = papers.digest
    if release == version and now == digest.replace(" ", ""):
        print(f"The same {count(len(papers), 'paper')}: set {now} of release {release}.")
        return
    print(f"Not the same: cited set {digest} of release {version}; this is set {now} of release {release}.")
    raise typer.Exit(FINDINGS)
