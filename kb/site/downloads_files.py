"""The exports as files of the site, made once: the data page tells their sizes, the build writes them."""

from __future__ import annotations

from functools import lru_cache

from kb.export import EXPORTS
from kb.knowledge_base import KnowledgeBase

FOLDER = "assets/data"


@lru_cache(maxsize=1)
def download_files(base: KnowledgeBase) -> dict[str, bytes]:
    """Every export by its path in the site; those whose library is not installed are left out."""
    return {f"{FOLDER}/{export.path}": export.make(base) for export in EXPORTS if export.usable}
