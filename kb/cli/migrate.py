"""`kb migrate`: changes of the taxonomy, carried through all files."""

from __future__ import annotations

import difflib
import sys
from typing import Annotated

import typer

from kb.cli.common import FINDINGS, FindingFormat, Root, count, data_root, load, print_findings, today


def migrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change instead.")] = False,
    root: Root = None,
) -> None:
    """Rename, merge, split, move and deprecate concepts as taxonomy/migrations/NNNN-slug.yaml say.

    Labels, crosswalks, sheets of second readings and example queries follow; comments stay. Each migration is
    made once, and all or none are written. Old ids go on as deprecated concepts that lead to the new ones.

    Examples:
      kb migrate --dry-run
      kb migrate
    """
    from kb.diagnostics import quote
    from kb.files import replace_file
    from kb.migrate import MigrationError, plan

    folder = data_root(root, packaged=False)
    load(folder)
    try:
        made = plan(folder, today())
    except MigrationError as error:
        print_findings(error.found, FindingFormat.TEXT)
        print(f"kb: {error.path}: {error.message}; {error.hint}; nothing was written", file=sys.stderr)
        raise typer.Exit(FINDINGS) from None
    for path, (old, new) in made.files.items():
        if dry_run:
            before, after = old.splitlines(True), new.splitlines(True)
            print("".join(difflib.unified_diff(before, after, path, path)), end="")
        else:
            replace_file(folder / path, new.encode())
    for note in made.notes:
        print(note, file=sys.stderr)
    would = "would be " if dry_run else ""
    names = f" ({', '.join(map(quote, made.migrations))})" if made.migrations else ""
    told = (
        f"{count(len(made.migrations), 'migration')}{names}, {count(len(made.files), 'file')} {would}changed"
    )
    print(told, file=sys.stderr)
