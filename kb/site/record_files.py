"""The records of papers and facets as JSON files of the site."""

from __future__ import annotations

from functools import partial

from pydantic import BaseModel

from kb.knowledge_base import KnowledgeBase
from kb.site.parts import File, Part


def record_files(base: KnowledgeBase) -> dict[str, bytes]:
    """Every record by its path in the site: in the spelling of its file, and with its id.

    What has its default value is left out, as people leave it out.
    """
    made = (file for part in record_parts(base) for file in part.make())
    return {file.path: file.data for file in made if isinstance(file, File)}


def record_parts(base: KnowledgeBase) -> list[Part]:
    """The same, a part for each record under the path of its file."""
    records: dict[str, BaseModel] = {f"papers/{citekey}.json": p for citekey, p in base.papers.items()}
    records |= {f"taxonomy/{name}.json": scheme for name, scheme in base.schemes.items()}
    return [Part(path, partial(_file, path, record)) for path, record in records.items()]


def _file(path: str, record: BaseModel) -> list[File]:
    return [File(path, _json(record))]


def _json(record: BaseModel) -> bytes:
    return (record.model_dump_json(by_alias=True, exclude_defaults=True, indent=2) + "\n").encode()
