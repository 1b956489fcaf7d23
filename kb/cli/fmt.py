"""`kb fmt`: records in their canonical, shortest form."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.common import FINDINGS, Root, chosen, count, data_root, print_findings
from kb.cli.common import FindingFormat as Form


def fmt(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Records to put in form.", show_default="all records")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if something would change.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change instead.")] = False,
    root: Root = None,
) -> None:
    """Put records in canonical form: keys in order, defaults left out, labels as short as they can be.

    Comments stay, and so does what a record means. Examples: kb fmt
                                                              kb fmt papers/2024/tan2024democratizing.yaml
                                                              kb fmt --check
    """
    from kb import repository
    from kb.canonical import canonical
    from kb.files import replace_file

    folder = data_root(root, packaged=False)
    records, found = repository.read(folder)
    known = {repository.paper_path(key): key for key in records.papers}
    named = chosen(paths, folder, set(known) | {d.location.path for d in found}) if paths else list(known)
    broken = [d for d in found if d.location.path in named] if paths else found
    changed = 0
    for path in named:
        if path not in known:
            continue
        old = (folder / path).read_bytes().decode()
        new = canonical(path, known[path], old, records.schemes)
        if new is None or new == old:
            continue
        changed += 1
        if dry_run:
            rows = difflib.unified_diff(old.splitlines(True), new.splitlines(True), path, path)
            print("".join(rows), end="")
        else:
            print(path)
        if not (check or dry_run):
            replace_file(folder / path, new.encode())
    print_findings(broken, Form.TEXT)
    did = "not in form" if check else "would change" if dry_run else "changed"
    print(f"{count(len(named), 'record')}: {changed:,} {did}", file=sys.stderr)
    if broken or (changed and check):
        raise typer.Exit(FINDINGS)
