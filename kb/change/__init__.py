"""What a release leaves behind, and how two states of the data differ."""

from kb.change.diff import Change, Count, Difference, Entry, Move, Name, counts, diff
from kb.change.lock import LOCK, grown
from kb.change.records import rows, told
from kb.change.render import summary, to_json, to_markdown, to_text
from kb.change.snapshot import (
    RELEASES,
    Kept,
    Snapshot,
    Term,
    dump,
    kept,
    newest_first,
    parse,
    read,
    releases,
    snapshot,
    snapshot_path,
)

__all__ = [
    "LOCK",
    "RELEASES",
    "Change",
    "Count",
    "Difference",
    "Entry",
    "Kept",
    "Move",
    "Name",
    "Snapshot",
    "Term",
    "counts",
    "diff",
    "dump",
    "grown",
    "kept",
    "newest_first",
    "parse",
    "read",
    "releases",
    "rows",
    "snapshot",
    "snapshot_path",
    "summary",
    "to_json",
    "to_markdown",
    "to_text",
    "told",
]
