"""`kb release`: keep what a release holds, so that later ones can be compared with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.common import FINDINGS, FindingFormat, Root, count, data_root, fail, print_findings

if TYPE_CHECKING:
    from kb.change import Snapshot
    from kb.knowledge_base import KnowledgeBase


def release(
    write: Annotated[
        bool, typer.Option("--write", help="Write the snapshot of the data as they stand.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 when the snapshot is missing or differs from the data.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a snapshot with another content.")
    ] = False,
    root: Root = None,
) -> None:
    """Keep papers, labels and concepts as papers/releases/VERSION.json (see taxonomy/release.yaml).

    taxonomy/ids.lock gets the ids that are new: from then on none of them may vanish.

    Without an option, say what would be written, and what changed since the newest snapshot.

    Examples:
      kb release
      kb release --write
    """
    from kb import change
    from kb.files import replace_file

    if write and check:
        fail("--write and --check exclude each other", "give one of them")
    folder = data_root(root, packaged=not write)
    made = change.snapshot(_base(folder))
    if made.version is None:
        fail("taxonomy/release.yaml is missing", 'write it: version: "2026.11" and date: 2026-11-21')
    file = folder / change.snapshot_path(made.version)
    data = change.dump(made)
    kept = _kept(file)
    lock, old = folder / change.LOCK, _lock(folder)
    grown = change.grown(old, made)
    lacking = len(grown.splitlines()) - len(old.splitlines())
    if write:
        _write(file, data, kept, made, force)
        if lacking:
            replace_file(lock, grown.encode())
            print(f"{lock}: {count(lacking, 'id')} more", file=sys.stderr)
    elif kept == data and lacking == 0:
        print(f"{made.name}: the snapshot is that of the data")
    else:
        told = f"{change.LOCK} lacks {count(lacking, 'id')}"
        print(f"{made.name}: {told if kept == data else _against(folder, file, kept, made)}")
        if check:
            print("kb: keep the data as a release: kb release --write", file=sys.stderr)
            raise typer.Exit(FINDINGS)


def _base(folder: Path) -> KnowledgeBase:
    """The data, which must have no error; broken snapshots do not count, since this command mends them."""
    from kb.change import RELEASES
    from kb.gate import check

    result = check(folder)
    errors = [d for d in result.report.errors if not d.location.path.startswith(f"{RELEASES}/")]
    if errors:
        print_findings(errors, FindingFormat.TEXT)
        print(f"{count(len(errors), 'error')}; mend the data first", file=sys.stderr)
        raise typer.Exit(FINDINGS)
    return result.base


def _lock(folder: Path) -> str:
    """The ids released so far; checking the data has read the file already."""
    from kb.change import LOCK

    file = folder / LOCK
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _kept(file: Path) -> bytes | None:
    """What lies there, but for a file that is none or too large."""
    from kb.change.snapshot import MAX_SNAPSHOT

    if file.is_symlink() or (file.exists() and not file.is_file()):
        fail(f"{file} is no regular file", "remove it")
    if not file.exists():
        return None
    with file.open("rb") as stream:
        return stream.read(MAX_SNAPSHOT + 1)


def _write(file: Path, data: bytes, kept: bytes | None, made: Snapshot, force: bool) -> None:
    from kb.files import replace_file

    if kept == data:
        print(f"{file} is up to date", file=sys.stderr)
        return
    if kept is not None and not force:
        fail(
            f"{file} is there with another content: {_since(file, made)}",
            "a release does not change: give taxonomy/release.yaml a new version, or add --force",
        )
    if file.parent.is_symlink():
        fail(f"{file.parent} is a link", "put the folder itself there")
    file.parent.mkdir(exist_ok=True)
    replace_file(file, data)
    papers, concepts = count(len(made.papers), "paper"), count(len(made.concepts), "concept")
    print(f"{file}: {papers}, {concepts}", file=sys.stderr)


def _since(file: Path, made: Snapshot) -> str:
    from kb import change

    old, _ = change.read(file, str(file))
    if old is None:
        return "it cannot be read as a snapshot"
    return change.summary(change.diff(old, made))


def _against(folder: Path, file: Path, kept: bytes | None, made: Snapshot) -> str:
    """What sets the data apart from this release's snapshot, else from the newest one."""
    from kb import change
    from kb.change.snapshot import is_version, version_key

    if kept is not None:
        return f"the data differ from {file}: {_since(file, made)}"
    others = [p for p in (folder / change.RELEASES).glob("*.json") if is_version(p.stem)]
    if not others:
        return f"no snapshot yet; the first one would hold {count(len(made.papers), 'paper')}"
    newest = max(others, key=lambda p: version_key(p.stem))
    return f"no snapshot yet; since {newest.stem}: {_since(newest, made)}"
