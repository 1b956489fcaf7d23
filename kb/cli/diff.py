"""`kb diff`: what changed between two releases, or since one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kb.cli.common import FindingFormat, Root, data_root, fail, load, print_findings

if TYPE_CHECKING:
    from kb.change import Snapshot
    from kb.knowledge_base import KnowledgeBase


class DiffFormat(StrEnum):
    """How a difference is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def diff(
    old: Annotated[str, typer.Argument(help="A release such as 2026.11, a snapshot file, or a data folder.")],
    new: Annotated[
        str | None,
        typer.Argument(help="The same.", show_default="the data as they stand"),
    ] = None,
    form: Annotated[DiffFormat, typer.Option("--format", help="How to print it.")] = DiffFormat.TEXT,
    root: Root = None,
) -> None:
    """Print what changed in papers, labels and concepts from OLD to NEW.

    A release is known by the snapshot that kb release --write left in papers/releases/. Of two data folders
    the records themselves are compared as well: summaries, passages, notes, venues.

    Examples:
      kb diff 2026.11
      kb diff 2026.11 2027.02 --format markdown > changes.md
      kb diff ../main .
    """
    from kb import change

    (before, old_base), (after, new_base) = _state(old, root), _state(new, root)
    made = change.diff(before, after)
    if old_base and new_base:
        made = change.told(made, old_base, new_base)
    match form:
        case DiffFormat.TEXT:
            text = change.to_text(made)
        case DiffFormat.JSON:
            text = change.to_json(made)
        case DiffFormat.MARKDOWN:
            text = change.to_markdown(made)
    print(text, end="")


def _state(name: str | None, root: Path | None) -> tuple[Snapshot, KnowledgeBase | None]:
    """What an argument names, with the data if it is a folder; leaves with exit 2 when it names nothing."""
    from kb.change import snapshot

    path = data_root(root) if name is None else Path(name)
    if name is not None and not (name and path.exists()):
        path = _release(name, root)
    if path.is_dir():
        data_root(path)  # says what is missing in it
        base = load(path).base
        return snapshot(base), base
    return read_snapshot(path), None


def read_snapshot(path: Path) -> Snapshot:
    """The snapshot in a file; leaves with exit 2 when there is none."""
    from kb.change import read

    made, found = read(path, str(path))
    if made is None:
        print_findings(found, FindingFormat.TEXT)
        fail(f"{path} holds no snapshot of a release")
    return made


def _release(name: str, root: Path | None) -> Path:
    from kb.change.snapshot import is_version, snapshot_path

    folder = data_root(root)
    if is_version(name) and (folder / snapshot_path(name)).exists():
        return folder / snapshot_path(name)
    _no_such(name, folder)


def _no_such(name: str, folder: Path) -> NoReturn:
    """Say which releases there are."""
    from kb.change import RELEASES
    from kb.change.snapshot import is_version
    from kb.diagnostics import did_you_mean, quote

    known = sorted(p.stem for p in (folder / RELEASES).glob("*.json") if is_version(p.stem))
    if known:
        cure = did_you_mean(name, known) or f"the releases here are {', '.join(known[-10:])}"
    else:
        cure = "no release has a snapshot here yet; write one: kb release --write"
    kind = "release with a snapshot" if is_version(name) else "folder, snapshot file or release"
    fail(f"there is no {kind} called {quote(name)}", cure)
