"""A paper as CSL-JSON, which Zotero, Pandoc and citation processors read, and as a plain reference."""

from __future__ import annotations

from typing import Any

from kb.bibtex import address, split_name
from kb.model import Author, CslType, Paper, Venue


def csl(paper: Paper, venue: Venue | None) -> dict[str, Any]:
    """The item of a paper; keys without a value are left out."""
    date = [paper.date.year, *([paper.date.month] if paper.date.month else [])]
    item = {
        "id": paper.id,
        "type": str(venue.type if venue else CslType.ARTICLE),
        "title": paper.title,
        "author": [_name(a) for a in paper.author],
        "issued": {"date-parts": [date]},
        "container-title": venue.container_title if venue else paper.venue,
        "publisher": venue.publisher if venue else None,
        "DOI": paper.identifiers.doi,
        "URL": address(paper),
        "number": f"arXiv:{paper.identifiers.arxiv}" if paper.identifiers.arxiv else None,
    }
    return {key: value for key, value in item.items() if value}


def _name(author: Author) -> dict[str, str]:
    name = split_name(author)
    if not name.given:
        return {"literal": author.display}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def reference(paper: Paper, venue: Venue | None) -> str:
    """The paper as a line of text for a list of references."""
    names = [a.display for a in paper.author]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    container = venue.container_title if venue else paper.venue
    end = f" {address(paper)}" if address(paper) else ""
    return f"{listed} ({paper.year}). {paper.title}. {container}.{end}"
