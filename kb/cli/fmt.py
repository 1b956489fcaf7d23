"""`kb fmt`: records in their canonical, shortest form."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.common import FINDINGS, Root, count, data_root, fail, print_findings
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
    chosen = _chosen(paths, folder, set(known) | {d.location.path for d in found}) if paths else list(known)
    broken = [d for d in found if d.location.path in chosen] if paths else found
    changed = 0
    for path in chosen:
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
    print(f"{count(len(chosen), 'record')}: {changed:,} {did}", file=sys.stderr)
    if broken or (changed and check):
        raise typer.Exit(FINDINGS)


def _chosen(paths: list[Path], folder: Path, known: set[str]) -> list[str]:
    """The paths below the data folder."""
    chosen = []
    for path in paths:
        inner = path.resolve()
        name = (
            inner.relative_to(folder.resolve()).as_posix() if inner.is_relative_to(folder.resolve()) else ""
        )
        if name not in known:
            fail(
                f"{path} is no record of {folder}", "name files such as papers/2024/tan2024democratizing.yaml"
            )
        chosen.append(name)
    return chosen
