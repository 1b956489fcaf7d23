"""`taxonomy/ids.lock`: every id ever released, one a line, sorted."""

from __future__ import annotations

from kb.change.snapshot import Snapshot

LOCK = "taxonomy/ids.lock"


def grown(lock: str, released: Snapshot) -> str:
    """The lock with the ids of a release that it lacks, each in its place; no line of it changes."""
    lines = lock.splitlines()
    known = {line.split(" ")[0] for line in lines if not line.startswith("#")}
    new = sorted({*released.concepts, *released.papers} - known)
    made: list[str] = []
    for line in lines:
        entry = line.strip()
        while new and entry and not entry.startswith("#") and new[0] < entry:
            made.append(new.pop(0))
        made.append(line)
    return "".join(f"{line}\n" for line in [*made, *new])
