"""Papers as CSL-JSON, the format of citeproc, Pandoc and Zotero."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kb.bibtex import Name, address, container, one_line, split_name
from kb.model import CslType, Paper, Venue


def csl(paper: Paper, venue: Venue | None = None) -> dict[str, Any]:
    """One item; what is not known is left out."""
    ids = paper.identifiers
    item = {
        "id": paper.id,
        "type": (venue.type if venue else CslType.ARTICLE).value,
        "title": one_line(paper.title),
        "author": [_name(split_name(author)) for author in paper.author],
        "issued": {"date-parts": [[int(part) for part in paper.issued.split("-")]]},
        "container-title": one_line(container(paper, venue)),
        "publisher": venue.publisher if venue else None,
        "DOI": ids.doi,
        "number": f"arXiv:{ids.arxiv}" if ids.arxiv and not ids.doi else None,
        "URL": address(paper),
    }
    return {key: value for key, value in item.items() if value}


def csl_json(items: Iterable[dict[str, Any]]) -> str:
    """Items as a file."""
    return json.dumps(list(items), ensure_ascii=False, indent=1) + "\n"


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}
