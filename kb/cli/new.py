"""`kb new`: records of new papers, from what libraries say of them."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import (
    FINDINGS,
    FindingFormat,
    Root,
    count,
    data_root,
    fail,
    print_findings,
    read_text,
    today,
)
from kb.cli.complete import of_label
from kb.cli.label import record
from kb.cli.progress import steps, working
from kb.cli.terminal import present

if TYPE_CHECKING:
    from kb.diagnostics import Diagnostic
    from kb.identifiers import Citekey, Identifier
    from kb.intake.importer import Drafted, Importer
    from kb.intake.work import Work


def new(
    source: Annotated[
        str | None, typer.Argument(help="A file of BibTeX, RIS or CSL-JSON, or - for standard input.")
    ] = None,
    doi: Annotated[str, typer.Option("--doi", help="A DOI, or its address.")] = "",
    arxiv: Annotated[str, typer.Option("--arxiv", help="An arXiv id, or its address.")] = "",
    anthology: Annotated[str, typer.Option("--anthology", help="An ACL Anthology id.")] = "",
    title: Annotated[str, typer.Option("--title", help="The title as printed.")] = "",
    author: Annotated[
        list[str] | None, typer.Option("--author", help='"Given Family" or "Family, Given"; once for each.')
    ] = None,
    year: Annotated[
        int, typer.Option("--year", help="The year of the version that --venue names.", show_default=False)
    ] = 0,
    venue: Annotated[str, typer.Option("--venue", help="A short name from papers/venues.yaml.")] = "",
    abstract: Annotated[
        Path | None,
        typer.Option(
            "--text",
            "--abstract",
            help="A file with the abstract, or - for standard input, to label from; it is not kept.",
        ),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(
            "--label", help="A label such as technique:peft; once for each.", autocompletion=of_label
        ),
    ] = None,
    name: Annotated[str, typer.Option("--id", help="The id, if not the one by rule.")] = "",
    online: Annotated[bool, typer.Option("--online", help="Ask Crossref, arXiv or the Anthology.")] = False,
    similar: Annotated[
        bool, typer.Option("--similar", help="Write papers that are merely like one.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print records instead of writing them.")
    ] = False,
    form: Annotated[
        FindingFormat, typer.Option("--format", help="How to print findings.")
    ] = FindingFormat.TEXT,
    root: Root = None,
) -> None:
    """Write a record for a new paper, or for each entry of a file; nothing is ever overwritten.

    What is left to do stands in the record as comments, labels to confirm among them. What has a record
    already, or cannot be read, is reported at its line, and the rest goes on; exit 1 then. With the abstract
    of one paper, at a terminal, it goes on as kb label does: one command from the entry to the labels.

    Examples: kb new papers.bib
              kb new paper.bib --text abstract.txt
              kb new --arxiv 2402.04401 --online
              kb new --title "A Title" --author "Ada Lovelace" --year 2026 --abstract abstract.txt --dry-run
    """
    from kb.diagnostics import Diagnostic
    from kb.intake.work import Work

    folder = data_root(root, packaged=False)
    piped = abstract == Path("-")
    words = "" if abstract is None else read_text(None if piped else abstract)
    single = [doi, arxiv, anthology, title, author, year, venue, name]
    if label and not words:
        fail("--label without a text", "give the abstract with --text FILE")
    if source is not None:
        if any(single):
            fail("a source, and options for a single paper", "give one of the two")
        if source == "-" and piped:
            fail("standard input cannot be both the entry and its abstract", "give one of them as a file")
        text = read_text(None if source == "-" else _file(source))
        shown = form is FindingFormat.TEXT
        with working("Reading the atlas", shown):
            importer = _importer(folder, similar)
        entries = _entries(text, source, words)
        drafted, done = _import(importer, entries, folder, dry_run, shown)
    else:
        work = _given(doi, arxiv, anthology, title, author or [], year, venue)
        known = _importer(folder, similar).standing(work) if work.identifiers else None
        found = known or (_looked_up(work) if online else _asked(work))
        result: Drafted | Diagnostic
        if isinstance(found, Work):
            found = replace(found, abstract=words or found.abstract)
            result = _importer(folder, similar).draft(found, _citekey(name) if name else None)
        else:
            result = found
        done = [finding] if (finding := _finished(result, folder, dry_run)) else []
        drafted = [] if done or isinstance(result, Diagnostic) else [result]
    print_findings(done, form, most=len(done))  # every entry is accounted for
    if drafted and not dry_run:
        if words and (label or present(piped)):
            record(folder, drafted[0].id, words, label or [], piped=piped)
        else:
            print(NEXT, file=sys.stderr)
    if done:
        raise typer.Exit(FINDINGS)


def _importer(folder: Path, similar: bool) -> Importer:
    from kb import repository
    from kb.intake.importer import Importer
    from kb.knowledge_base import link

    records, found = repository.read(folder)
    if found:
        print(f"kb: {count(len(found), 'finding')} in the data; such records may be missed", file=sys.stderr)
    return Importer(link(records), records.unreadable, today(), similar)


def _entries(text: str, name: str, abstract: str) -> list[Work | Diagnostic]:
    """The works of a source; the abstract, if there is one, is that of the only work."""
    from kb.intake.sources import works
    from kb.intake.work import Work

    entries = list(works(text, "standard input" if name == "-" else name))
    if abstract and len(entries) != 1:
        fail(f"an abstract, but {len(entries):,} papers", "give the entry and the abstract of one paper")
    return [replace(e, abstract=abstract or e.abstract) if isinstance(e, Work) else e for e in entries]


def _import(
    importer: Importer, entries: list[Work | Diagnostic], folder: Path, dry_run: bool, shown: bool
) -> tuple[list[Drafted], list[Diagnostic]]:
    """Write what can be written; what was, and the findings of the rest."""
    from kb.diagnostics import Diagnostic

    written, found = list["Drafted"](), list[Diagnostic]()
    for result in steps(importer.drafts(entries), len(entries), "Entries", shown):
        if finding := _finished(result, folder, dry_run):
            found.append(finding)
        elif not isinstance(result, Diagnostic):
            written.append(result)
    what = "would be written" if dry_run else "written"
    print(f"{len(entries):,} read, {len(written):,} {what}, {len(found):,} reported", file=sys.stderr)
    return written, found


NEXT = "next: kb label ID --text FILE, or confirm labels as the comments tell; then kb fmt and kb check"


def _finished(result: Drafted | Diagnostic, folder: Path, dry_run: bool) -> Diagnostic | None:
    """Write or print a record; a finding is handed on."""
    from kb.diagnostics import Diagnostic, Location
    from kb.intake.importer import write

    if isinstance(result, Diagnostic):
        return result
    if dry_run:
        print(f"# {result.path}\n{result.text}")
        return None
    try:
        write(folder, result)
    except OSError as error:
        cure = "nothing was overwritten"
        return Diagnostic(Location(result.path), "KB110", f"cannot be written: {error.strerror}", cure)
    print(f"{result.path}{f' ({result.note})' if result.note else ''}", file=sys.stderr)
    return None


def _given(
    doi: str, arxiv: str, anthology: str, title: str, authors: list[str], year: int, venue: str
) -> Work:
    """What the options tell."""
    from kb.bibtex import parts
    from kb.diagnostics import Location, quote
    from kb.identifiers import AclId, ArxivId, Doi
    from kb.intake.work import Work, identify

    found: dict[str, Identifier] = {}
    for option, kind, text, address in (
        ("--doi", Doi, doi, doi),
        ("--arxiv", ArxivId, arxiv, arxiv if "/abs/" in arxiv or "/pdf/" in arxiv else f"arXiv:{arxiv}"),
        (
            "--anthology",
            AclId,
            anthology,
            f"https://aclanthology.org/{anthology.rstrip('/').rpartition('/')[2]}",
        ),
    ):
        known = identify([address])
        if text and not any(isinstance(value, kind) for value in known.values()):
            right = _option_of(text)
            cure = f"did you mean {right}?" if right and right.split()[0] != option else kind.form
            fail(f"{option} {quote(text)} is not a well-formed {kind.what}", cure)
        found |= known if text else {}
    if year and not 1900 <= year <= 2099:
        fail(f"--year is {year}", "give the year of publication, as in 2026")
    names = tuple(parts(name) for name in authors if name.strip())
    return Work(Location("options"), " ".join(title.split()), names, year or _year(found), 0, venue, found)


def _year(identifiers: dict[str, Identifier]) -> int:
    """The year that an identifier itself tells."""
    from kb.identifiers import AclId, ArxivId

    acl = identifiers.get("acl")
    if isinstance(acl, AclId):
        return acl.year
    arxiv = identifiers.get("arxiv")
    return arxiv.month[0] if isinstance(arxiv, ArxivId) else 0


def _looked_up(given: Work) -> Work | Diagnostic:
    """The work as a catalog knows it; what the options say counts more."""
    from kb.intake.online import look_up
    from kb.intake.sources import complete
    from kb.intake.work import Work

    found = look_up(given.identifiers)
    if not isinstance(found, Work):
        return found
    told = {k: v for k in ("title", "authors", "year", "venue") if (v := getattr(given, k)) and k != "year"}
    return complete(replace(found, **told, year=found.year or given.year), "answer")


def _asked(given: Work) -> Work:
    """The work with what is missing asked for, if somebody is there to answer."""
    from kb.bibtex import parts

    if not given.missing:
        return given
    if not sys.stdin.isatty():
        options = ", ".join(f"--{name}" for name in given.missing)
        fail(f"nothing is known of the paper but what you say: {options} missing", _ways(given, options))
    title = given.title or typer.prompt("Title").strip()
    authors = given.authors
    while not authors:
        names = typer.prompt("Authors, each as Given Family, with semicolons between").split(";")
        authors = tuple(parts(name.strip()) for name in names if name.strip())
    year = given.year or int(typer.prompt("Year", type=int))
    return replace(given, title=title, authors=authors, year=year)


def _ways(given: Work, options: str) -> str:
    """How the rest can be told: looked up, from a BibTeX entry that can be fetched by hand, or in options."""
    if not given.identifiers:
        return f"give {options}"
    entry = {"arxiv": "https://arxiv.org/bibtex/{}", "acl": "https://aclanthology.org/{}.bib"}
    pages = [page.format(given.identifiers[k]) for k, page in entry.items() if k in given.identifiers]
    file = f"; or save {pages[0]} and give kb new that file" if pages else ""
    return f"add --online to look it up, or {options}{file}"


def _citekey(name: str) -> Citekey:
    from kb.identifiers import Citekey

    try:
        if re.search(r"(?:19|20)\d\d", name):
            return Citekey(name)
        fail(f"--id {name!r} has no year in it", "name it family, year, word, as in ada2024first")
    except ValueError as error:
        fail(f"--id is {error}")


def _file(source: str) -> Path:
    """The path of a source; an identifier that no file is named after leaves with the option for it."""
    option = _option_of(source)
    if option and not Path(source).exists() and not Path(source).suffix.lstrip(".").isalpha():
        fail(f"{source} is no file", f"an identifier goes with its option: {option}")
    return Path(source)


def _option_of(text: str) -> str:
    """An identifier with the option that it goes with; "" for what is none."""
    from kb.intake.work import identify

    for address in (text, f"arXiv:{text}", f"https://aclanthology.org/{text}"):
        for kind, value in identify([address]).items():
            return f"--{ {'acl': 'anthology'}.get(kind, kind) } {value}"
    return ""
