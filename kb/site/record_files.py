"""The records of papers and facets as JSON files of the site."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pydantic import BaseModel

from kb.identifiers import Citekey, SchemeId
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

    def part(path: str, record: Callable[[KnowledgeBase], BaseModel]) -> Part:
        def make(base: KnowledgeBase) -> list[File]:
            return [File(path, _json(record(base)))]

        return Part(path, partial(make, base), lambda desk: make(desk.base))

    def paper(citekey: Citekey) -> Part:
        return part(f"papers/{citekey}.json", lambda base: base.papers[citekey])

    def scheme(name: SchemeId) -> Part:
        return part(f"taxonomy/{name}.json", lambda base: base.schemes[name])

    return [*map(paper, base.papers), *map(scheme, base.schemes)]


def paper_json(base: KnowledgeBase, citekey: Citekey) -> bytes:
    """The file of one paper."""
    return _json(base.papers[citekey])


def _json(record: BaseModel) -> bytes:
    return (record.model_dump_json(by_alias=True, exclude_defaults=True, indent=2) + "\n").encode()
