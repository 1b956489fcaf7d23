"""The records of papers and facets as JSON files of the site."""

from __future__ import annotations

from pydantic import BaseModel

from kb.knowledge_base import KnowledgeBase


def record_files(base: KnowledgeBase) -> dict[str, bytes]:
    """Every record by its path in the site: in the spelling of its file, and with its id.

    What has its default value is left out, as people leave it out.
    """
    papers = {f"papers/{citekey}.json": _json(paper) for citekey, paper in base.papers.items()}
    return papers | {f"taxonomy/{name}.json": _json(scheme) for name, scheme in base.schemes.items()}


def _json(record: BaseModel) -> bytes:
    return (record.model_dump_json(by_alias=True, exclude_defaults=True, indent=2) + "\n").encode()
