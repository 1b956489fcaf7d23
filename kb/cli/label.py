"""`kb label`: labels confirmed into a record, one key each at a terminal, or named in the command."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import FindingFormat, Root, count, data_root, fail, print_findings, read_text, today
from kb.cli.complete import of_label, of_paper
from kb.cli.progress import working
from kb.cli.terminal import keyboard, present

if TYPE_CHECKING:
    from kb.diagnostics import Diagnostic
    from kb.evidence import Texts
    from kb.intake.label import Answers
    from kb.intake.passages import Source
    from kb.knowledge_base import KnowledgeBase
    from kb.model import Paper

STOPPED = 130
NEXT = "next: git add it, and open a pull request"


def label(
    paper: Annotated[
        str, typer.Argument(help="The id of a record, or its file.", autocompletion=of_paper, metavar="PAPER")
    ],
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            help="Labels such as technique:peft or technique:rag@uses, or data:not-reported.",
            autocompletion=of_label,
            metavar="[TERM]...",
        ),
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option("--text", help="A file with the abstract, or - for standard input; it is not kept."),
    ] = None,
    passage: Annotated[
        list[str] | None,
        typer.Option("--passage", help='Words that the terms rest on, or "first ... last"; once for each.'),
    ] = None,
    inferred: Annotated[
        str, typer.Option("--inferred", metavar="NOTE", help="It follows from the text; how, in your words.")
    ] = "",
    summary: Annotated[str, typer.Option("--summary", help="25 to 60 words of your own.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change instead.")] = False,
    root: Root = None,
) -> None:
    """Confirm labels in a record, each with the passage of the text that it rests on.

    With a text, at a terminal: every term that the text names is asked for, then every facet without an
    answer, then a missing summary. Ctrl-C stops, and what was confirmed is written. With terms nothing is
    asked: each gets the words of the text that name it, or those of --passage. With a text alone and no
    terminal the terms that it names are printed.

    Examples: kb label tan2024democratizing --text abstract.txt
              kb label tan2024democratizing technique:peft technique:rag@uses --text abstract.txt
              kb label tan2024democratizing granularity:user-level --passage "users own" --text abstract.txt
              kb label tan2024democratizing criteria:not-reported
    """
    folder = data_root(root, packaged=False)
    piped = text == Path("-")
    words = "" if text is None else read_text(None if piped else text)
    if text is not None and not words.strip():
        fail(f"{'standard input' if piped else text} holds no text", "give it the abstract")
    if not (terms or words or summary):
        fail("nothing to confirm", "give --text FILE with the abstract, or terms such as technique:peft")
    if passage and not terms:
        fail("--passage without a term that rests on it", "name the term, as in technique:peft")
    record(folder, paper, words, terms or [], passage or [], inferred, summary, dry_run, piped)


def record(
    folder: Path,
    name: str,
    words: str,
    terms: list[str],
    passages: list[str] | None = None,
    inferred: str = "",
    summary: str = "",
    dry_run: bool = False,
    piped: bool = False,
) -> None:
    """Label one record, from terms or by asking; prints what was added and what comes next."""
    from kb.gate import check
    from kb.intake.passages import Source

    with working("Reading the atlas"):
        result = check(folder)
    base, paper = result.base, _paper(result.base, name, list(result.report))
    source = Source(words) if words else None
    stopped = False
    if terms or summary:
        answers = _told(base, paper, terms, source, passages or [], inferred)
        answers = replace(answers, summary=" ".join(summary.split()))
    elif source and present(piped):
        answers, stopped = _asked(base, paper, source, folder)
    else:
        if source:
            _offered(base, paper, source)
        return
    _written(folder, base, paper, answers, words, dry_run)
    if stopped:
        raise typer.Exit(STOPPED)


def _paper(base: KnowledgeBase, name: str, found: list[Diagnostic]) -> Paper:
    """The record of that id or file."""
    from kb.diagnostics import did_you_mean, quote
    from kb.identifiers import Citekey
    from kb.repository import paper_path

    key = Path(name).stem if name.endswith(".yaml") else name
    if key in base.papers:
        return base.papers[Citekey(key)]
    if broken := [d for d in found if d.location.path == paper_path(key)]:
        print_findings(broken, FindingFormat.TEXT)
        fail(f"the record of {key} cannot be read", "mend it first")
    fail(f"no paper has the id {quote(key)}", did_you_mean(key, base.papers, "kb new writes a new record"))


def _told(
    base: KnowledgeBase, paper: Paper, terms: list[str], source: Source | None, said: list[str], inferred: str
) -> Answers:
    """What the command says; it leaves if a term or a passage of it is wrong."""
    from kb.diagnostics import Diagnostic
    from kb.intake.told import told

    answers = told(base, paper, terms, source, said, " ".join(inferred.split()))
    if isinstance(answers, Diagnostic):
        fail(f"{answers.code} {answers.message}", answers.hint)
    for term in answers.stand:
        print(f"{term} stands already", file=sys.stderr)
    return answers


def _asked(base: KnowledgeBase, paper: Paper, source: Source, folder: Path) -> tuple[Answers, bool]:
    """What somebody at the terminal confirms, and whether they broke off."""
    from kb.cli.dialogue import Dialogue
    from kb.intake.named import Names
    from kb.intake.proposals import carried, likely, propose
    from kb.repository import paper_path

    with working("Reading the text"):
        found = propose(base, Names(base), source, carried(base, paper))
        record = (folder / paper_path(paper.id)).read_text(encoding="utf-8")
        open_terms = likely(base, paper, source, record)
    with keyboard() as keys:
        dialogue = Dialogue(base, paper, source, found, open_terms, keys)
        try:
            return dialogue.run(), False
        except KeyboardInterrupt:
            print()
            return dialogue.answers, True


def _offered(base: KnowledgeBase, paper: Paper, source: Source) -> None:
    """Print the terms that a text names, for a script to choose from."""
    from kb.intake.named import Names
    from kb.intake.proposals import carried, propose

    for found in propose(base, Names(base), source, carried(base, paper)):
        print(f"{found.concept}\t{found.passage.from_}")
    print("nothing was written; name the terms that hold, or ask at a terminal", file=sys.stderr)


def _written(
    folder: Path, base: KnowledgeBase, paper: Paper, answers: Answers, words: str, dry_run: bool
) -> None:
    """Write the answers into the record, and say what was added and what is left."""
    from kb.files import replace_file
    from kb.intake.label import NotWritten, labeled
    from kb.repository import paper_path

    path = paper_path(paper.id)
    try:
        # Read again: an editor may have written since.
        old = (folder / path).read_bytes().decode("utf-8", "replace")
        new = labeled(old, paper.id, answers, base.schemes, today())
    except NotWritten as error:
        fail(f"nothing was written: {error}", f"mend {path} first")
    if dry_run:
        rows = difflib.unified_diff(old.splitlines(True), new.splitlines(True), path, path)
        print("".join(rows), end="")
        return
    if new != old:
        replace_file(folder / path, new.encode())
    for line in _added(answers):
        print(line, file=sys.stderr)
    _left(folder, path, words)


def _added(answers: Answers) -> Iterator[str]:
    """What the record has now that it had not."""
    for told in answers.labels:
        shown = ", ".join(f"“{p.from_}{f' … {p.to}' if p.to else ''}”" for p in told.passages)
        matched = "" if all(p.digest for p in told.passages) else " (not matched: no text given)"
        role = f"@{told.role}" if told.role else ""
        yield f"+ {told.concept}{role}{', inferred' if told.strength == 'inferred' else ''}: {shown}{matched}"
    yield from (f"+ {scheme}: {status}" for scheme, status in answers.statuses.items())
    if answers.summary:
        yield f"+ summary: {count(len(answers.summary.split()), 'word')}"


def _left(folder: Path, path: str, words: str) -> None:
    """What the check says of the record, and what comes next."""
    from kb.gate import check
    from kb.model import Layer

    texts: Texts | None = {(Path(path).stem, Layer.ABSTRACT): words} if words else None
    with working("Checking the data"):
        result = check(folder, texts)
    found = [d for d in result.report if d.location.path == path]
    print_findings(found, FindingFormat.TEXT)
    todo = (
        f"mend {count(len(found), 'finding')}, then kb check {_from_here(folder / path)}" if found else NEXT
    )
    print(f"{path}: {todo}", file=sys.stderr)


def _from_here(file: Path) -> Path:
    """The path as short as it can be typed here."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
