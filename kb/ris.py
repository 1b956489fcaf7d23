"""A paper as RIS, the form that EndNote, Mendeley and library catalogs read."""

from __future__ import annotations

from kb.bibtex import address, one_line, split_name
from kb.model import CslType, Paper, Venue

_TYPES = {CslType.PAPER_CONFERENCE: "CPAPER", CslType.ARTICLE_JOURNAL: "JOUR", CslType.ARTICLE: "UNPB"}


def ris(paper: Paper, venue: Venue | None) -> str:
    """The entry of a paper, lines ending in a line feed."""
    lines = [("TY", _TYPES.get(venue.type, "GEN") if venue else "GEN"), ("ID", paper.id), ("TI", paper.title)]
    lines += [("AU", split_name(a).inverted) for a in paper.author]
    lines += [
        ("PY", str(paper.year)),
        ("T2", venue.container_title if venue else paper.venue),
        ("PB", (venue.publisher or "") if venue else ""),
        ("DO", paper.identifiers.doi or ""),
        ("UR", address(paper)),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {one_line(value)}\n" for tag, value in lines if value or tag == "ER")
