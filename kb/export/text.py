"""Papers as a plain reference, to paste into a message."""

from __future__ import annotations

from kb.bibtex import address, container, one_line
from kb.model import CslType, Paper, Venue

_MOST_NAMES = 10


def reference(paper: Paper, venue: Venue | None = None) -> str:
    """Authors. Year. Title. What it appeared in. Address."""
    names = [one_line(author.display) for author in paper.author]
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} others"]
    within = one_line(container(paper, venue))
    inside = "In " if venue and venue.type in (CslType.PAPER_CONFERENCE, CslType.CHAPTER) else ""
    sentences = [_and(names), str(paper.year), one_line(paper.title), f"{inside}{within}"]
    text = " ".join(s if s.endswith((".", "?", "!")) else f"{s}." for s in sentences)
    return f"{text} {address(paper)}".strip()


def _and(names: list[str]) -> str:
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"
