"""The exports as files of the site, made once: the data page tells their sizes, the build writes them."""

from __future__ import annotations

from functools import lru_cache, partial

from kb.export import EXPORTS, Export
from kb.knowledge_base import KnowledgeBase
from kb.site.parts import File, Part

FOLDER = "assets/data"


@lru_cache(maxsize=1)
def download_files(base: KnowledgeBase) -> dict[str, bytes]:
    """Every export by its path in the site; those whose library is not installed are left out."""
    made = (file for part in download_parts(base) for file in part.make())
    return {file.path: file.data for file in made if isinstance(file, File)}


def download_parts(base: KnowledgeBase) -> list[Part]:
    """The same, a part for each export."""
    return [
        Part(f"download {export.name}", partial(_file, export, base), large=True)
        for export in EXPORTS
        if export.usable
    ]


def _file(export: Export, base: KnowledgeBase) -> list[File]:
    return [File(f"{FOLDER}/{export.path}", export.make(base))]
