"""`kb export`: the whole atlas in the forms that other programs read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import Source, atlas, count, fail
from kb.cli.progress import working

if TYPE_CHECKING:
    from kb.export import Export


def export(
    formats: Annotated[
        list[str] | None, typer.Argument(help="Names as in --list.", metavar="FORMAT...", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder to write to.", show_default="standard output, for one format"),
    ] = None,
    root: Source = None,
    show: Annotated[bool, typer.Option("--list", help="Say what formats there are.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Write the atlas in other forms: JSON, CSV, SQLite, BibTeX, SKOS and more.

    Examples:
      kb export --list
      kb export bibtex > atlas.bib
      kb export sqlite papers.csv labels.csv --out data
    """
    if show:
        _show()
        return
    chosen = [_named(name) for name in dict.fromkeys(formats or [])]
    if not chosen:
        fail("name a format", "kb export --list shows them all")
    if out is None and len(chosen) > 1:
        fail("several formats need a folder", f"kb export {' '.join(e.name for e in chosen)} --out DIR")
    if out is not None:
        _ready(out, chosen, force)
    with working("Reading the atlas"):
        base = atlas(root).base
    for number, found in enumerate(chosen, 1):
        with working(f"Making {found.name}, {number} of {len(chosen)}"):
            data = found.make(base)
        if out is None:
            sys.stdout.buffer.write(data)
        else:
            _write(out / found.path, data)
            said = f"{out / found.path}: {count(len(data), 'byte')}, {found.rows(base):,} {found.unit}"
            print(said, file=sys.stderr)


def _show() -> None:
    from kb.export import EXPORTS

    width = max(len(e.name) for e in EXPORTS)
    for e in EXPORTS:
        needs = "" if e.usable else f" Needs personalization-atlas[{e.extra}]."
        print(f"{e.name:<{width}}  {e.path}: {e.what}{needs}")


def _named(name: str) -> Export:
    from kb.diagnostics import nearest
    from kb.export import EXPORTS, by_name

    try:
        found = by_name(name)
    except KeyError:
        names = [e.name for e in EXPORTS]
        # What somebody may type: the name of the file, or its ending.
        by_file = [
            e.name for e in EXPORTS if name in (e.path, e.path.rpartition(".")[2], e.name.partition(".")[0])
        ]
        near = by_file or nearest(name, names, 3)
        fail(
            f"no format {name!r}",
            f"did you mean {' or '.join(near)}?" if near else "kb export --list shows them all",
        )
    if not found.usable:
        fail(f"{name} needs {found.needs}", f'pip install "personalization-atlas[{found.extra}]"')
    return found


def _ready(out: Path, chosen: list[Export], force: bool) -> None:
    """Leave before anything is made when a file would be overwritten."""
    there = [str(out / e.path) for e in chosen if (out / e.path).exists()]
    if there and not force:
        fail(f"{', '.join(there)} {'is' if len(there) == 1 else 'are'} there", "replace with --force")


def _write(file: Path, data: bytes) -> None:
    from kb.files import replace_file

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, data)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}", "choose another folder with --out")
