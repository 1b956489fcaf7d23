"""Papers as RIS, the format of reference managers."""

from __future__ import annotations

from collections.abc import Iterator

from kb.bibtex import address, container, one_line, split_name
from kb.model import CslType, Paper, Venue

_TYPES = {
    CslType.PAPER_CONFERENCE: "CPAPER",
    CslType.ARTICLE_JOURNAL: "JOUR",
    CslType.ARTICLE: "UNPB",
    CslType.POST_WEBLOG: "BLOG",
    CslType.REPORT: "RPRT",
    CslType.THESIS: "THES",
    CslType.BOOK: "BOOK",
    CslType.CHAPTER: "CHAP",
}


def ris(paper: Paper, venue: Venue | None = None) -> str:
    """One record, from `TY` to `ER`."""
    return "".join(f"{tag}  - {one_line(value)}\n" for tag, value in _lines(paper, venue))


def _lines(paper: Paper, venue: Venue | None) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES[venue.type] if venue else "GEN"
    yield "ID", paper.id
    yield "TI", paper.title
    for author in paper.author:
        yield "AU", split_name(author).inverted
    yield "PY", str(paper.year)
    yield "DA", paper.issued.replace("-", "/")
    yield "JO" if venue and venue.type is CslType.ARTICLE_JOURNAL else "T2", container(paper, venue)
    if venue and venue.publisher:
        yield "PB", venue.publisher
    if paper.identifiers.doi:
        yield "DO", paper.identifiers.doi
    if paper.identifiers.arxiv:
        yield "AN", f"arXiv:{paper.identifiers.arxiv}"
    if url := address(paper):
        yield "UR", url
    yield "ER", ""
