"""`kb evidence lock` and `kb evidence verify`: do the passages still stand in their sources?"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import (
    FINDINGS,
    FindingFormat,
    Root,
    TextFile,
    count,
    data_root,
    fail,
    print_findings,
    source_texts,
    today,
)

if TYPE_CHECKING:
    from kb.evidence import Match, Texts
    from kb.repository import Records

app = typer.Typer(
    help="Match the passages that labels rest on against their source texts.", no_args_is_help=True
)

Form = Annotated[FindingFormat, typer.Option("--format", help="How to print findings.")]


@app.command()
def lock(
    texts: TextFile = None,
    root: Root = None,
    date: Annotated[
        str | None, typer.Option("--date", help="The day to record.", show_default="today")
    ] = None,
    form: Form = FindingFormat.TEXT,
) -> None:
    """Write the digest of every passage that is found; exit 1 when one is not.

    Example:
      kb evidence lock --texts abstracts.jsonl
    """
    from kb import evidence

    day = _day(date) if date else today()
    folder, records, read = _inputs(root, texts)
    try:
        matches = evidence.lock(folder, records, read, day)
    except OSError as error:
        fail(f"{error.filename or folder} cannot be written: {error.strerror}", "nothing in it was changed")
    _finish(matches, records, form)


@app.command()
def verify(
    texts: TextFile = None,
    paper: Annotated[str | None, typer.Option("--paper", help="Only this citekey.")] = None,
    source: Annotated[
        str | None, typer.Argument(help="With --paper: a file with the text, or - for standard input.")
    ] = None,
    root: Root = None,
    form: Form = FindingFormat.TEXT,
) -> None:
    """Look for every passage again and compare digests; writes nothing, exit 1 when one fails.

    Examples:
      kb evidence verify --texts abstracts.jsonl
      kb evidence verify --paper tan2024democratizing - < abstract.txt
    """
    from kb import evidence
    from kb.diagnostics import did_you_mean
    from kb.identifiers import Citekey
    from kb.model import Layer

    if (texts is None) == (source is None) or (source is not None and paper is None):
        fail("no text to verify against", "give --texts FILE, or --paper ID and a file or -")
    _, records, read = _inputs(root, texts) if texts else (None, _records(root), {})
    if paper is not None:
        if paper not in records.papers:
            fail(f"no paper has the id {paper!r}", did_you_mean(paper, records.papers))
        if source is not None:
            text = _stdin() if source == "-" else _read_text(Path(source))
            read = {(Citekey(paper), layer): text for layer in Layer}
    chosen = [records.papers[Citekey(paper)]] if paper else list(records.papers.values())
    _finish([m for p in chosen for m in evidence.match(p, read)], records, form)


def _records(root: Path | None) -> Records:
    from kb import repository

    return repository.read(data_root(root))[0]


def _inputs(root: Path | None, texts: Path | None) -> tuple[Path, Records, Texts]:
    from kb import repository

    if texts is None:
        fail("no texts given", "name a JSON Lines file with --texts FILE")
    folder = data_root(root, packaged=False)
    records, found = repository.read(folder)
    if found:
        print_findings(found, FindingFormat.TEXT)
        fail("some records cannot be read", "mend them first: kb check")
    return folder, records, source_texts(texts)


def _day(text: str) -> str:
    import datetime

    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        fail(f"{text!r} is not a day", "write it as in 2026-11-21")


def _stdin() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")


def _finish(matches: list[Match], records: Records, form: FindingFormat) -> None:
    from kb import evidence

    print_findings(sorted(evidence.report(matches, records)), form)
    outcomes = Counter(m.outcome for m in matches)
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())) or "none"
    print(f"{count(len(matches), 'passage')}: {told}", file=sys.stderr)
    if matches and set(outcomes) == {evidence.Outcome.NO_TEXT}:
        fail("no passage was looked up: none of the texts is of such a paper and layer", "keys are citekeys")
    if any(not m.holds and m.outcome is not evidence.Outcome.NO_TEXT for m in matches):
        raise typer.Exit(FINDINGS)
